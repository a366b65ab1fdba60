//! Keys and powers: what the registry room says of who may sign what, at each leaf.

use std::collections::BTreeMap;

use jiff::civil::Date;
use verbale_record::{ActorId, KeyName, VerifierKey};

use crate::{
    act::{Kind, Position, Power},
    charter::{Charter, CharterError},
    entry::{Entry, Place, day_of},
    standing::Reason,
};

/// A key that the registry knows, and what it may do.
#[derive(Clone, Debug)]
pub struct KeyRecord {
    /// The key itself.
    pub verifier: VerifierKey,
    /// For which actor it signs.
    pub actor: ActorId,
    /// Whether it is its actor's principal, who may do everything.
    pub principal: bool,
    /// What it may do.
    pub powers: Vec<Power>,
    /// First day of its powers.
    pub from: Option<Date>,
    /// Last day of its powers.
    pub until: Option<Date>,
    /// Where the note stands that admitted it.
    pub admitted: Place,
    /// Where the note stands that revoked it.
    pub revoked: Option<Place>,
}

impl KeyRecord {
    /// Whether the key was admitted and not revoked when a note entered at a place.
    pub fn is_active(&self, at: Place) -> bool {
        self.admitted <= at && self.revoked.is_none_or(|revoked| at < revoked)
    }

    /// Whether it had a power when a note entered at a place, on a day.
    pub fn may(&self, power: Power, at: Place, day: Date) -> bool {
        self.is_active(at)
            && (self.principal
                || (self.powers.contains(&power)
                    && self.from.is_none_or(|from| from <= day)
                    && self.until.is_none_or(|until| day <= until)))
    }
}

/// What the registry knows of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyStatus {
    /// It may sign.
    Active,
    /// It was revoked.
    Revoked,
    /// No note admitted it.
    Unknown,
}

/// The keys of a process and their powers, as the registry's notes made them.
#[derive(Clone, Debug)]
pub struct Registry {
    keys: BTreeMap<KeyName, KeyRecord>,
    offset_min: i32,
}

impl Registry {
    /// The registry that a charter begins: the principals' keys.
    pub fn new(charter: &Charter) -> Result<Registry, CharterError> {
        let mut registry = Registry { keys: BTreeMap::new(), offset_min: charter.offset_min };
        for actor in &charter.actors {
            let Some(vkey) = &actor.principal else { continue };
            let wrong =
                |reason: String| CharterError::Key { whose: format!("principal of {}", actor.id), reason };
            let record = KeyRecord {
                verifier: VerifierKey::parse(vkey).map_err(|e| wrong(e.to_string()))?,
                actor: actor.id.clone(),
                principal: true,
                powers: Power::ALL.to_vec(),
                from: None,
                until: None,
                admitted: Place::default(),
                revoked: None,
            };
            let name: KeyName = record.verifier.name().parse().map_err(|e| wrong(format!("{e}")))?;
            if registry.keys.insert(name.clone(), record).is_some() {
                return Err(wrong(format!("another actor's key has the same name {name}")));
            }
        }
        Ok(registry)
    }

    /// Whether an act of this kind changes keys or powers.
    pub fn concerns(kind: &Kind) -> bool {
        matches!(kind, Kind::KeyChange { .. } | Kind::Credential { .. } | Kind::Revocation { .. })
    }

    /// Applies a registry note, in the order of places.
    pub fn apply(&mut self, entry: &Entry) -> Result<(), Reason> {
        match &entry.act.kind {
            Kind::Credential { actor, key, powers, from, until } => {
                if *actor != entry.author || !self.signed_by_principal(entry) {
                    return Err(Reason::BeyondPowers);
                }
                let admitted = KeyRecord {
                    verifier: VerifierKey::parse(key).map_err(|_| Reason::Unreadable)?,
                    actor: actor.clone(),
                    principal: false,
                    powers: powers.clone(),
                    from: *from,
                    until: *until,
                    admitted: entry.place,
                    revoked: None,
                };
                self.admit(admitted)
            }
            Kind::KeyChange { actor, key } => {
                if *actor != entry.author || !self.signed_by_principal(entry) {
                    return Err(Reason::BeyondPowers);
                }
                let verifier = VerifierKey::parse(key).map_err(|_| Reason::Unreadable)?;
                self.admit(KeyRecord {
                    verifier,
                    actor: actor.clone(),
                    principal: true,
                    powers: Power::ALL.to_vec(),
                    from: None,
                    until: None,
                    admitted: entry.place,
                    revoked: None,
                })?;
                // The former principal's key, and nobody else's who may have signed beside it.
                let former = self.keys.values_mut().filter(|k| k.principal && k.actor == *actor);
                for record in former.filter(|k| k.revoked.is_none() && k.admitted < entry.place) {
                    record.revoked = Some(entry.place);
                }
                Ok(())
            }
            // Any colleague may revoke: a lost device must not wait for the principal.
            Kind::Revocation { key } => {
                let colleague = self.acting_keys(entry).any(|k| k.is_active(entry.place));
                let Some(record) = self.keys.get_mut(key) else { return Err(Reason::NothingToMove) };
                if record.actor != entry.author || !colleague || record.principal {
                    return Err(Reason::BeyondPowers);
                }
                if record.revoked.is_none() {
                    record.revoked = Some(entry.place);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn admit(&mut self, record: KeyRecord) -> Result<(), Reason> {
        let name: KeyName = record.verifier.name().parse().map_err(|_| Reason::Unreadable)?;
        if self.keys.contains_key(&name) {
            return Err(Reason::NothingToMove);
        }
        self.keys.insert(name, record);
        Ok(())
    }

    fn acting_keys<'a>(&'a self, entry: &'a Entry) -> impl Iterator<Item = &'a KeyRecord> {
        entry.act.signers.iter().filter_map(|name| self.keys.get(name)).filter(|k| k.actor == entry.author)
    }

    fn signed_by_principal(&self, entry: &Entry) -> bool {
        self.acting_keys(entry).any(|k| k.principal && k.is_active(entry.place))
    }

    /// The key of that name and id, if it signs for the actor; revoked keys too, since what they
    /// signed before stays signed.
    pub fn verifier(&self, actor: &ActorId, name: &KeyName, key_id: u32) -> Option<&VerifierKey> {
        let record = self.keys.get(name)?;
        (record.actor == *actor && record.verifier.id() == key_id).then_some(&record.verifier)
    }

    /// The key of that name, whoever it signs for: the further signers of a joint note.
    pub fn key(&self, name: &KeyName) -> Option<&KeyRecord> {
        self.keys.get(name)
    }

    /// Every key, by name.
    pub fn keys(&self) -> impl Iterator<Item = (&KeyName, &KeyRecord)> {
        self.keys.iter()
    }

    /// What is known of a key for a note that would enter at a place.
    pub fn status(&self, name: &KeyName, at: Place) -> KeyStatus {
        match self.keys.get(name) {
            None => KeyStatus::Unknown,
            Some(key) if key.revoked.is_some_and(|revoked| revoked <= at) => KeyStatus::Revoked,
            Some(_) => KeyStatus::Active,
        }
    }

    /// Whether an act is within the powers of those who signed it for its author, where it stands.
    /// Who registers what others did acts as one who takes part, whatever that was.
    pub fn is_within_powers(&self, entry: &Entry) -> bool {
        let needed =
            if entry.act.reported.is_some() { Some(Power::Negotiate) } else { needed(&entry.act.kind) };
        let Some(power) = needed else { return true };
        let day = day_of(entry.place.time_ms, self.offset_min);
        self.acting_keys(entry).any(|k| k.may(power, entry.place, day))
    }

    /// Whether an actor put its own signature to a joint note, with a key that could bind it.
    pub fn has_signed(&self, actor: &ActorId, entry: &Entry) -> bool {
        let day = day_of(entry.place.time_ms, self.offset_min);
        entry
            .act
            .signers
            .iter()
            .filter_map(|name| self.keys.get(name))
            .any(|k| k.actor == *actor && k.may(Power::Bind, entry.place, day))
    }
}

/// The power that an act of one's own asks for; none where the registry judges it as it applies it.
pub fn needed(kind: &Kind) -> Option<Power> {
    Some(match kind {
        Kind::Proposal { .. }
        | Kind::Question { .. }
        | Kind::Condition { .. }
        | Kind::ConditionMet { .. }
        | Kind::ConditionLifted { .. }
        | Kind::Readiness { .. }
        | Kind::Withdrawal { .. }
        | Kind::Delivery { .. }
        | Kind::Text { .. }
        | Kind::Amend { .. }
        | Kind::Suspension { .. }
        | Kind::Resumption { .. } => Power::Propose,
        Kind::Reply { position: Position::Accept, .. } => Power::Bind,
        Kind::Reply { position: Position::AcceptAdReferendum, .. } => Power::SignAdReferendum,
        Kind::Reply { .. }
        | Kind::Answer { .. }
        | Kind::Objection { .. }
        | Kind::Endorsement { .. }
        | Kind::Overtaken { .. } => Power::Reply,
        Kind::Confirmation { .. }
        | Kind::Commitment { .. }
        | Kind::Approval { .. }
        | Kind::Communique { .. }
        | Kind::Sign { ad_referendum: false, .. } => Power::Bind,
        Kind::Sign { ad_referendum: true, .. } => Power::SignAdReferendum,
        Kind::Initial { .. } => Power::Initial,
        Kind::List { .. } => Power::LodgeLists,
        Kind::Charter(_)
        | Kind::Amendment(_)
        | Kind::KeyChange { .. }
        | Kind::Credential { .. }
        | Kind::Revocation { .. } => return None,
        _ => Power::Negotiate,
    })
}
