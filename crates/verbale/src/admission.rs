//! Whose notes enter: by the keys that each process's registry knows.
//!
//! A note is refused here only for an unknown or a revoked key (DESIGN section 4); whether it has
//! effect is the fold's to say. An amendment may also be signed with the keys of principals that
//! it states itself, beside a key that is known: nobody lets themselves in. Where it takes effect,
//! its new rooms begin with it.

use std::{
    collections::BTreeMap,
    sync::{PoisonError, RwLock},
};

use verbale_process::{
    act::Kind as ActKind,
    amendment,
    entry::{Entry, Place},
    registry::{KeyStatus, Registry},
    wire,
};
use verbale_record::{KeyName, Leaf, Note, Origin, ProcessId, VerifierKey};
use verbale_store::{Admission, Admitted, Candidate, Declined, RefusalCode, Room};

/// The kind of act that erases an annex, as a note names it.
const ERASED: &str = "erased";
/// The kind of act that amends the charter, as a note names it.
const AMENDMENT: &str = "amendment";

/// The registries of all processes of a venue, as far as their notes are durable.
#[derive(Default)]
pub struct RegistryAdmission {
    /// Guarded as a whole: notes of a registry are rare, and asking is a look-up.
    processes: RwLock<BTreeMap<ProcessId, Registry>>,
}

impl RegistryAdmission {
    fn read<T>(&self, process: &ProcessId, read: impl FnOnce(&Registry) -> T) -> Option<T> {
        self.processes.read().unwrap_or_else(PoisonError::into_inner).get(process).map(read)
    }
}

impl Admission for RegistryAdmission {
    fn verifier_key(
        &self,
        process: &ProcessId,
        note: &Note,
        name: &KeyName,
        key_id: u32,
    ) -> Option<VerifierKey> {
        match self.read(process, |registry| registry.key(name).map(|record| record.verifier.clone()))? {
            Some(key) => (key.id() == key_id).then_some(key),
            // Whether it may state the key is judged when it enters.
            None if note.kind == AMENDMENT => {
                amendment::key_stated_by(&wire::read(&note.act).kind, name, key_id)
            }
            None => None,
        }
    }

    fn admit(&self, candidate: &Candidate<'_>) -> Result<Admitted, Declined> {
        self.read(&candidate.room.process, |registry| admit(registry, candidate)).unwrap_or_else(|| {
            Err(Declined {
                code: RefusalCode::UnknownKey,
                reason:
                    "the process's charter cannot be used, so no key is known; its operator has to look at it"
                        .to_owned(),
            })
        })
    }

    fn registered(&self, registry: &Room, index: u64, leaf: &Leaf, note: &Note) {
        let place = Place { time_ms: leaf.time_ms, room: 0, leaf: index };
        let entry = Entry::read(note, leaf.commitment, place);
        let mut processes = self.processes.write().unwrap_or_else(PoisonError::into_inner);
        if let (ActKind::Charter(charter), None) = (&entry.act.kind, processes.get(&registry.process)) {
            match Registry::new(charter) {
                Ok(begun) => drop(processes.insert(registry.process, begun)),
                Err(error) => {
                    tracing::error!(process = %registry.process, %error, "a charter on the record cannot be used");
                }
            }
        }
        match processes.get_mut(&registry.process) {
            // What has no effect is kept on the record all the same, and the fold lists it.
            Some(known) => drop(known.apply(&entry)),
            None => {
                tracing::error!(process = %registry.process, index, "a registry does not begin with a charter that can be used");
            }
        }
    }
}

fn admit(registry: &Registry, candidate: &Candidate<'_>) -> Result<Admitted, Declined> {
    let rooms = &registry.charter().rooms;
    let room = rooms.iter().position(|room| room.origin == candidate.room.origin).unwrap_or(0);
    let place =
        Place { time_ms: candidate.time_ms, room: u16::try_from(room).unwrap_or(u16::MAX), leaf: u64::MAX };
    // The act is read only where its kind says that it may do something to the store, or state a
    // key: the sequencer asks this of one note after the other.
    let is_amendment = room == 0 && candidate.note.kind == AMENDMENT;
    let entry = (is_amendment || candidate.note.kind == ERASED)
        .then(|| Entry::read(candidate.note, candidate.commitment, place));
    let stated = entry.as_ref().filter(|_| is_amendment);
    let mut by_author = false;
    for signature in &candidate.note.signatures {
        match registry.status(&signature.name, place) {
            KeyStatus::Active => {}
            KeyStatus::Revoked => {
                return Err(Declined {
                    code: RefusalCode::RevokedKey,
                    reason: format!("the key {} was revoked; sign with one that is in force", signature.name),
                });
            }
            KeyStatus::Unknown => {
                let states = |entry: &Entry| {
                    registry.stated_key(&entry.act.kind, &signature.name, signature.key_id).is_some()
                };
                if stated.is_some_and(states) {
                    continue;
                }
                return Err(unknown_key(&signature.name));
            }
        }
        // Between its verification and its turn, another key of that name may have been admitted.
        if registry.key(&signature.name).is_none_or(|key| key.verifier.id() != signature.key_id) {
            return Err(unknown_key(&signature.name));
        }
        by_author |= registry.verifier(&candidate.note.author, &signature.name, signature.key_id).is_some();
    }
    if !by_author {
        return Err(Declined {
            code: RefusalCode::UnknownKey,
            reason: format!(
                "none of the note's keys signs for its author, {}; sign with a key that the registry has for it",
                candidate.note.author
            ),
        });
    }
    let Some(entry) = entry else { return Ok(Admitted::default()) };
    Ok(match &entry.act.kind {
        ActKind::Erased { .. } => {
            Admitted { erases: registry.erased_by(&entry).into_iter().collect(), opens: Vec::new() }
        }
        ActKind::Amendment { .. } if is_amendment => {
            Admitted { erases: Vec::new(), opens: opened(registry, &entry) }
        }
        _ => Admitted::default(),
    })
}

/// The rooms that an amendment opens: those that it adds, where it takes effect.
fn opened(registry: &Registry, entry: &Entry) -> Vec<(Origin, String)> {
    let rooms_before = registry.charter().rooms.len();
    let mut after = registry.clone();
    // Without effect it opens nothing.
    if after.apply(entry).is_err() {
        return Vec::new();
    }
    let added = after.charter().rooms.iter().skip(rooms_before);
    added.map(|room| (room.origin.clone(), room.name.clone())).collect()
}

fn unknown_key(name: &KeyName) -> Declined {
    Declined {
        code: RefusalCode::UnknownKey,
        reason: format!("the registry knows no key {name}; have its principal give it full powers first"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use verbale_record::Commitment;

    #[test]
    fn acts_that_the_store_hears_of_are_known_by_their_kinds() {
        assert_eq!(ActKind::Erased { annex: Commitment([0; 32]) }.name(), ERASED);
        let charter = r#"{"process":"talks","name":"p","titles":{},"actors":[],"rooms":[],"languages":[],"offset_min":0,"rules":{"fold":1,"reported_acts":"count"},"log_key":""}"#;
        let charter = serde_json::from_str(charter).expect("a charter");
        assert_eq!(ActKind::Amendment { of: Commitment([0; 32]), charter }.name(), AMENDMENT);
    }
}
