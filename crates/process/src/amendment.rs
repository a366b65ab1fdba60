//! Amendments: what of a charter may change, and by whose consent.
//!
//! An amendment is a note of the registry that carries the whole new charter. It takes effect at
//! its leaf where it cites the charter in force there, changes nothing that an amendment leaves as
//! it is ([`changes`]), and the principal of every actor that has one, before it or by it, has
//! signed. Otherwise it is kept without effect, with the reason. Who becomes a principal by it
//! signs with the key that it states; that key counts for the amendment itself.
//!
//! ```json
//! {"act":"amendment","signers":["k01…","k02…"],"charter":{…},"of":"9f3a…"}
//! ```

use verbale_record::{ActorId, Commitment, KeyName, VerifierKey};

use crate::{
    act::Kind,
    charter::{Charter, ProcessKind, Role},
    entry::Entry,
    registry::{KeyRecord, Registry},
    standing::Reason,
};

/// A difference between a charter and the one that amends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The register becomes talks.
    BecomesTalks,
    /// Titles are others.
    Titles,
    /// Languages are others.
    Languages,
    /// Whether reported acts count unendorsed.
    ReportedActs,
    /// In how many days a reply is due.
    ReplyPeriod,
    /// How many witnesses must have cosigned.
    WitnessQuorum,
    /// How old the newest cosigned head may be.
    HeadAge,
    /// Witnesses are others.
    Witnesses,
    /// An actor is added.
    ActorAdded(ActorId),
    /// An actor's names are others.
    ActorNamed(ActorId),
    /// The editor of what was a register takes the mediator's or the secretariat's part.
    EditorBecomes(ActorId, Role),
    /// An actor gets a principal, and so takes part.
    PrincipalGiven(ActorId),
    /// A room is added.
    RoomAdded(String),
    /// A room gets further members.
    MembersAdded(String),
    /// Something changes that an amendment leaves as it is.
    Forbidden(Kept),
}

/// What an amendment leaves as it is: that by which the record is known and was judged so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Talks, which never become a register.
    Talks,
    /// The process's short name, which stands in addresses.
    Name,
    /// The offset by which days are reckoned.
    Offset,
    /// The key that signs the checkpoints.
    LogKey,
    /// The version of the rules of the fold.
    RulesVersion,
    /// An actor, its place among the others, and its role.
    Actor(ActorId),
    /// A principal's key, which a `key_change` replaces.
    Principal(ActorId),
    /// A room, its place among the others, its name, kind and origin.
    Room(String),
    /// A room's members: none leaves, and what is open to all stays so.
    Members(String),
}

/// What differs between the charter in force and one that would amend it, in the order in which
/// charters state it.
pub fn changes(before: &Charter, after: &Charter) -> Vec<Change> {
    let mut found = Vec::new();
    let mut note = |differs: bool, change: Change| {
        if differs {
            found.push(change);
        }
    };
    let becomes_talks = before.process == ProcessKind::Register && after.process == ProcessKind::Talks;
    note(becomes_talks, Change::BecomesTalks);
    note(before.process != after.process && !becomes_talks, Change::Forbidden(Kept::Talks));
    note(before.name != after.name, Change::Forbidden(Kept::Name));
    note(before.offset_min != after.offset_min, Change::Forbidden(Kept::Offset));
    note(before.log_key != after.log_key, Change::Forbidden(Kept::LogKey));
    note(before.rules.fold != after.rules.fold, Change::Forbidden(Kept::RulesVersion));
    note(before.titles != after.titles, Change::Titles);
    note(before.languages != after.languages, Change::Languages);
    note(before.rules.reported_acts != after.rules.reported_acts, Change::ReportedActs);
    note(before.rules.reply_period_days != after.rules.reply_period_days, Change::ReplyPeriod);
    note(before.rules.witness_quorum != after.rules.witness_quorum, Change::WitnessQuorum);
    note(before.rules.head_age_max_s != after.rules.head_age_max_s, Change::HeadAge);
    note(before.witnesses != after.witnesses, Change::Witnesses);
    for (at, actor) in before.actors.iter().enumerate() {
        let Some(now) = after.actors.get(at).filter(|now| now.id == actor.id) else {
            note(true, Change::Forbidden(Kept::Actor(actor.id.clone())));
            continue;
        };
        let takes_part = now.role.mediates();
        let from_editor = becomes_talks && actor.role == Role::Editor && takes_part;
        let differs = now.role != actor.role;
        note(differs && from_editor, Change::EditorBecomes(actor.id.clone(), now.role));
        note(differs && !from_editor, Change::Forbidden(Kept::Actor(actor.id.clone())));
        note(now.names != actor.names, Change::ActorNamed(actor.id.clone()));
        match (&actor.principal, &now.principal) {
            (None, Some(_)) => note(true, Change::PrincipalGiven(actor.id.clone())),
            (was, is) => note(was != is, Change::Forbidden(Kept::Principal(actor.id.clone()))),
        }
    }
    for actor in after.actors.iter().skip(before.actors.len()) {
        note(true, Change::ActorAdded(actor.id.clone()));
    }
    for (at, room) in before.rooms.iter().enumerate() {
        let same = after
            .rooms
            .get(at)
            .filter(|now| (&now.name, now.kind, &now.origin) == (&room.name, room.kind, &room.origin));
        let Some(now) = same else {
            note(true, Change::Forbidden(Kept::Room(room.name.clone())));
            continue;
        };
        let stay = room.members.iter().all(|member| now.members.contains(member));
        // A room without members is open to all: naming some would shut the others out.
        let narrows = room.members.is_empty() && !now.members.is_empty();
        note(!stay || narrows, Change::Forbidden(Kept::Members(room.name.clone())));
        let grows = now.members.len() > room.members.len();
        note(stay && !narrows && grows, Change::MembersAdded(room.name.clone()));
    }
    for room in after.rooms.iter().skip(before.rooms.len()) {
        note(true, Change::RoomAdded(room.name.clone()));
    }
    found
}

/// A principal's key as a charter states it: whose it is, its name, and the key.
pub(crate) type StatedKey<'a> = (&'a ActorId, KeyName, VerifierKey);

/// The principals' keys that a charter states.
///
/// # Errors
/// With the actor whose key cannot be read, or has the name of another's.
pub(crate) fn stated_keys(charter: &Charter) -> Result<Vec<StatedKey<'_>>, (ActorId, String)> {
    let mut stated: Vec<StatedKey<'_>> = Vec::new();
    for actor in &charter.actors {
        let Some(vkey) = &actor.principal else { continue };
        let wrong = |reason: String| (actor.id.clone(), reason);
        let key = VerifierKey::parse(vkey).map_err(|error| wrong(error.to_string()))?;
        let name: KeyName = key.name().parse().map_err(|error| wrong(format!("{error}")))?;
        if stated.iter().any(|(_, other, _)| *other == name) {
            return Err(wrong(format!("another actor's key has the same name {name}")));
        }
        stated.push((&actor.id, name, key));
    }
    Ok(stated)
}

/// The key of that name and id that an amendment states itself, for a new principal's signature
/// of that very note; none where the act is no amendment. Whether its actor is one that had no
/// principal is for [`Registry::stated_key`] to say.
pub fn key_stated_by(kind: &Kind, name: &KeyName, key_id: u32) -> Option<VerifierKey> {
    let Kind::Amendment { charter, .. } = kind else { return None };
    let mut keys =
        charter.actors.iter().filter_map(|actor| VerifierKey::parse(actor.principal.as_deref()?).ok());
    keys.find(|key| key.name() == name.as_str() && key.id() == key_id)
}

impl Registry {
    /// The key of that name and id which an amendment states for an actor that has no principal
    /// yet, and which therefore signs the amendment before the registry knows it. None where the
    /// registry knows another key of that name.
    pub fn stated_key(&self, kind: &Kind, name: &KeyName, key_id: u32) -> Option<VerifierKey> {
        let Kind::Amendment { charter, .. } = kind else { return None };
        if self.key(name).is_some() {
            return None;
        }
        let key = key_stated_by(kind, name, key_id)?;
        let had_none = |id: &ActorId| self.charter().actor(id).is_none_or(|actor| actor.principal.is_none());
        let stated =
            charter.actors.iter().filter(|actor| actor.principal.as_deref() == Some(&key.to_string()));
        stated.into_iter().any(|actor| had_none(&actor.id)).then_some(key)
    }

    /// The keys that an amendment admits, where it takes effect.
    ///
    /// # Errors
    /// With the reason for which it has none.
    pub(crate) fn amended(
        &self,
        entry: &Entry,
        of: &Commitment,
        charter: &Charter,
    ) -> Result<Vec<KeyRecord>, Reason> {
        let mut in_force = self.charters().iter().rev();
        let newest = in_force.next();
        if newest.is_none_or(|newest| newest.note != Some(*of)) {
            // Another came between, or what it cites never was the charter.
            let was = in_force.any(|earlier| earlier.note == Some(*of));
            return Err(if was { Reason::Crossed } else { Reason::UnknownItem });
        }
        let keys = stated_keys(charter).map_err(|_| Reason::UnsoundCharter)?;
        if charter.check().is_err() || charter.witnesses.iter().any(|key| VerifierKey::parse(key).is_err()) {
            return Err(Reason::UnsoundCharter);
        }
        let before = self.charter();
        if changes(before, charter).iter().any(|change| matches!(change, Change::Forbidden(_))) {
            return Err(Reason::NotAmendable);
        }
        let had_one = |id: &ActorId| before.actor(id).is_some_and(|actor| actor.principal.is_some());
        let (kept, new): (Vec<_>, Vec<_>) = keys.into_iter().partition(|(id, ..)| had_one(id));
        if new.iter().any(|(_, name, _)| self.key(name).is_some()) {
            return Err(Reason::UnsoundCharter);
        }
        // Whoever reports another's consent does not give it.
        let consented = entry.act.reported.is_none()
            && kept.iter().all(|(id, ..)| self.has_principal_signed(id, entry))
            && new.iter().all(|(_, name, _)| entry.act.signers.contains(name));
        if !consented {
            return Err(Reason::NoConsent);
        }
        Ok(new
            .into_iter()
            .map(|(id, _, key)| KeyRecord::of_principal(key, id.clone(), entry.place))
            .collect())
    }
}
