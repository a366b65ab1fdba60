//! Who may see what: the one place that decides it.
//!
//! Nothing is public by default, not even that a process exists (DESIGN section 2, law 4). What an
//! asker may not see is answered exactly as what does not exist: [`crate::views`] holds only what
//! this module grants, so that both are the same failed look-up.

use std::collections::BTreeSet;

use jiff::civil::Date;
use verbale_process::{
    charter::{Charter, ProcessKind, RoomEntry, RoomKind},
    registry::Registry,
};
use verbale_record::{ActorId, KeyName};
use verbale_store::{CharterDraft, PersonId};

/// Who asks, as one process knows them: the actors for which their keys sign. Nobody's where the
/// asker is an outsider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audience(BTreeSet<ActorId>);

impl Audience {
    /// Anybody: nothing is known of who asks.
    pub const OUTSIDER: Audience = Audience(BTreeSet::new());

    /// The actors of a process for which keys sign today: each key's whose credential stands, was
    /// not revoked, and is within its days, whatever powers it gives. So a revoked device sees
    /// nothing from the moment on at which the revocation is on the record.
    pub fn of(keys: &[KeyName], registry: &Registry, today: Date) -> Audience {
        let in_force = keys.iter().filter_map(|name| registry.key(name)).filter(|key| key.signs_on(today));
        Audience(in_force.map(|key| key.actor.clone()).collect())
    }

    /// The actors for which the asker's keys sign, by id.
    pub fn actors(&self) -> impl Iterator<Item = &ActorId> {
        self.0.iter()
    }

    /// Whether the asker takes no part in the process.
    pub fn is_outside(&self) -> bool {
        self.0.is_empty()
    }

    /// The rooms of a process that the asker may read, as indices in the charter, in its order;
    /// none where the process does not exist for the asker.
    ///
    /// A member reads the rooms that it is a member of, and those that name no members. An
    /// outsider reads the rooms that publish. What is published can only be checked with the
    /// keys and powers in the registry, so publishing anything publishes that. Until something is
    /// published ([`is_public`]) there is nothing to read.
    pub fn rooms(&self, charter: &Charter) -> Vec<u16> {
        let publishes = charter.rooms.iter().any(|room| room.kind == RoomKind::Public);
        if self.is_outside() && !publishes {
            return Vec::new();
        }
        let seen = |room: &RoomEntry| match room.kind {
            RoomKind::Registry | RoomKind::Public => true,
            _ if self.is_outside() => false,
            _ => self.0.iter().any(|actor| room.admits(actor)),
        };
        (0u16..).zip(&charter.rooms).filter(|(_, room)| seen(room)).map(|(index, _)| index).collect()
    }
}

/// Whether outsiders may know of a process. A register was founded to be read by everybody; of
/// talks nothing is public, nor that there are any, before their public room holds a note.
pub fn is_public(process: ProcessKind, public_room_holds_a_note: bool) -> bool {
    process == ProcessKind::Register || public_room_holds_a_note
}

/// Whether somebody may know of a charter that is being agreed: who drafts it, and who came for one
/// of those who are to sign it. Whoever was replaced by another does not.
pub fn sees_charter(person: Option<PersonId>, charter: &CharterDraft) -> bool {
    person.is_some_and(|person| charter.made_by == person || charter.signer(person).is_some())
}

#[cfg(test)]
mod tests {
    use verbale_process::charter::{ReportedActs, RoomEntry, Rules};
    use verbale_record::Origin;

    use super::*;

    fn seen(kinds: &[RoomKind]) -> Vec<u16> {
        let rooms = (0u8..).zip(kinds).map(|(n, kind)| RoomEntry {
            name: format!("r{n}"),
            kind: *kind,
            origin: Origin::from_bytes([n; 16]),
            members: Vec::new(),
        });
        let charter = Charter {
            process: ProcessKind::Talks,
            name: "p".to_owned(),
            titles: Default::default(),
            actors: Vec::new(),
            rooms: rooms.collect(),
            languages: Vec::new(),
            offset_min: 0,
            rules: Rules {
                fold: 1,
                reported_acts: ReportedActs::Count,
                reply_period_days: None,
                witness_quorum: 0,
                head_age_max_s: None,
            },
            log_key: String::new(),
            witnesses: Vec::new(),
        };
        Audience::OUTSIDER.rooms(&charter)
    }

    #[test]
    fn outsiders_see_what_is_published_and_the_registry_that_proves_it() {
        use RoomKind::*;
        assert_eq!(seen(&[Registry, Plenary, Public, Caucus, Public]), [0, 2, 4]);
    }

    #[test]
    fn without_a_public_room_outsiders_see_nothing_not_even_the_registry() {
        for kind in RoomKind::ALL.iter().filter(|kind| **kind != RoomKind::Public) {
            assert_eq!(seen(&[RoomKind::Registry, *kind]), [0u16; 0], "{kind}");
        }
    }
}
