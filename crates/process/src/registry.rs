//! Keys and powers: what the registry room says of who may sign what, at each leaf.

use std::{collections::BTreeMap, sync::Arc};

use jiff::civil::Date;
use verbale_record::{ActorId, Commitment, KeyName, VerifierKey};

use crate::{
    act::{Kind, Position, Power},
    amendment::stated_keys,
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
    /// The key of a principal, who may do everything, admitted at a place.
    pub(crate) fn of_principal(verifier: VerifierKey, actor: ActorId, admitted: Place) -> KeyRecord {
        KeyRecord {
            verifier,
            actor,
            principal: true,
            powers: Power::ALL.to_vec(),
            from: None,
            until: None,
            admitted,
            revoked: None,
        }
    }

    /// Whether the key was admitted and not revoked when a note entered at a place.
    pub fn is_active(&self, at: Place) -> bool {
        self.admitted <= at && self.revoked.is_none_or(|revoked| at < revoked)
    }

    /// Whether it signs for its actor on a day: it was not revoked, and the day is within those of
    /// its powers, whatever they are. It is what may be read that rests on this; what an act may
    /// do is asked of the place where it stands ([`KeyRecord::may`]).
    pub fn signs_on(&self, day: Date) -> bool {
        self.revoked.is_none() && (self.principal || self.is_within_days(day))
    }

    fn is_within_days(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// Whether it had a power when a note entered at a place, on a day.
    pub fn may(&self, power: Power, at: Place, day: Date) -> bool {
        self.is_active(at) && (self.principal || (self.powers.contains(&power) && self.is_within_days(day)))
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

/// A charter and where it took effect.
#[derive(Clone, Debug)]
pub struct InForce {
    /// The charter.
    pub charter: Arc<Charter>,
    /// Where the note stands that states it; the charter of the beginning holds from the first place.
    pub since: Place,
    /// The note that states it; none as long as the charter's own note was not applied.
    pub note: Option<Commitment>,
}

/// The charters of a process, its keys and their powers, as the registry's notes made them.
#[derive(Clone, Debug)]
pub struct Registry {
    keys: BTreeMap<KeyName, KeyRecord>,
    /// In the order in which they took effect; never empty.
    charters: Vec<InForce>,
}

impl Registry {
    /// The registry that a charter begins: the principals' keys.
    ///
    /// # Errors
    /// Where a principal's key cannot be read, or two have the same name.
    pub fn new(charter: &Charter) -> Result<Registry, CharterError> {
        Registry::begun_by(Arc::new(charter.clone()))
    }

    fn begun_by(charter: Arc<Charter>) -> Result<Registry, CharterError> {
        let stated = stated_keys(&charter).map_err(|(actor, reason)| CharterError::Key {
            whose: format!("principal of {actor}"),
            reason,
        })?;
        let record = |(actor, name, key): (&ActorId, KeyName, VerifierKey)| {
            (name, KeyRecord::of_principal(key, actor.clone(), Place::default()))
        };
        let keys = stated.into_iter().map(record).collect();
        Ok(Registry { keys, charters: vec![InForce { charter, since: Place::default(), note: None }] })
    }

    /// The registry as the process's first charter begins it, no note applied.
    pub(crate) fn begun_anew(&self) -> Result<Registry, CharterError> {
        Registry::begun_by(Arc::clone(&self.charters[0].charter))
    }

    /// The charter in force after all notes applied so far.
    pub fn charter(&self) -> &Charter {
        let newest = self.charters.last().unwrap_or(&self.charters[0]);
        &newest.charter
    }

    /// The charter in force for a note that stands at a place.
    pub fn charter_at(&self, place: Place) -> &Charter {
        let begun = self.charters.partition_point(|in_force| in_force.since <= place);
        &self.charters[begun.saturating_sub(1)].charter
    }

    /// Every charter that was in force, in the order in which they took effect: that of the
    /// beginning, and those of the amendments.
    pub fn charters(&self) -> &[InForce] {
        &self.charters
    }

    /// Whether an act of this kind changes charter, keys or powers, or is needed to tell which
    /// charter an amendment amends.
    pub fn concerns(kind: &Kind) -> bool {
        matches!(
            kind,
            Kind::Charter(_)
                | Kind::Amendment { .. }
                | Kind::KeyChange { .. }
                | Kind::Credential { .. }
                | Kind::Revocation { .. }
        )
    }

    /// Applies a registry note, in the order of places.
    pub fn apply(&mut self, entry: &Entry) -> Result<(), Reason> {
        match &entry.act.kind {
            Kind::Charter(_) => {
                if entry.place.leaf == 0 {
                    self.charters[0].note = Some(entry.commitment);
                }
                Ok(())
            }
            Kind::Amendment { of, charter } => {
                for record in self.amended(entry, of, charter)? {
                    self.admit(record)?;
                }
                self.charters.push(InForce {
                    charter: Arc::new(charter.as_ref().clone()),
                    since: entry.place,
                    note: Some(entry.commitment),
                });
                Ok(())
            }
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
                self.admit(KeyRecord::of_principal(verifier, actor.clone(), entry.place))?;
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

    /// Whether an actor's own principal has signed a joint note.
    pub(crate) fn has_principal_signed(&self, actor: &ActorId, entry: &Entry) -> bool {
        let signing = entry.act.signers.iter().filter_map(|name| self.keys.get(name));
        signing.into_iter().any(|key| key.principal && key.actor == *actor && key.is_active(entry.place))
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
        let (written, day) = self.signed_at(entry);
        self.acting_keys(entry).any(|k| k.may(power, written, day))
    }

    /// The annex that a note has erased from its room, where its author keeps the record: the editor
    /// of a register, the secretariat, the mediator, the host. By the charter in force now.
    pub fn erased_by(&self, entry: &Entry) -> Option<Commitment> {
        let Kind::Erased { annex } = entry.act.kind else { return None };
        let author = self.charter().actor(&entry.author)?;
        author.role.may_erase().then_some(annex)
    }

    /// Whether an actor put its own signature to a joint note, with a key that could bind it.
    pub fn has_signed(&self, actor: &ActorId, entry: &Entry) -> bool {
        let (written, day) = self.signed_at(entry);
        entry
            .act
            .signers
            .iter()
            .filter_map(|name| self.keys.get(name))
            .any(|k| k.actor == *actor && k.may(Power::Bind, written, day))
    }

    /// Where and on which day a note was signed, by which its powers are judged: a released one was
    /// signed before it came to the room in which it counts.
    fn signed_at(&self, entry: &Entry) -> (Place, Date) {
        let written = entry.written();
        (written, day_of(written.time_ms, self.charters[0].charter.offset_min))
    }
}

/// The power that an act of one's own asks for; none where the registry judges it as it applies it.
pub fn needed(kind: &Kind) -> Option<Power> {
    match kind {
        Kind::Reply { position: Position::Accept, .. } | Kind::Sign { ad_referendum: false, .. } => {
            Some(Power::Bind)
        }
        Kind::Reply { position: Position::AcceptAdReferendum, .. } => Some(Power::SignAdReferendum),
        _ => least_needed(kind.name()),
    }
}

/// The least power that an act of that name asks for, whatever it says.
pub fn least_needed(act: &str) -> Option<Power> {
    Some(match act {
        "proposal" | "question" | "condition" | "condition_met" | "condition_lifted" | "readiness"
        | "withdrawal" | "delivery" | "text" | "amend" | "suspension" | "resumption" => Power::Propose,
        "reply" | "answer" | "objection" | "endorsement" | "overtaken" => Power::Reply,
        "confirmation" | "commitment" | "approval" | "communique" => Power::Bind,
        "sign" => Power::SignAdReferendum,
        "initial" => Power::Initial,
        "list" => Power::LodgeLists,
        "charter" | "amendment" | "key_change" | "credential" | "revocation" => return None,
        _ => Power::Negotiate,
    })
}
