//! Whose notes enter: by the keys that each process's registry knows.
//!
//! A note is refused here only for an unknown or a revoked key (DESIGN section 4); whether it has
//! effect is the fold's to say.

use std::{
    collections::BTreeMap,
    sync::{PoisonError, RwLock},
};

use verbale_process::{
    act::Kind as ActKind,
    charter::{Charter, Role},
    entry::{Entry, Place},
    registry::{KeyStatus, Registry},
};
use verbale_record::{Commitment, KeyName, Leaf, Note, ProcessId, VerifierKey};
use verbale_store::{Admission, Admitted, Candidate, Declined, RefusalCode, Room};

/// The kind of act that erases an annex, as a note names it.
const ERASED: &str = "erased";

/// The registries of all processes of a venue, as far as their notes are durable.
#[derive(Default)]
pub struct RegistryAdmission {
    /// Guarded as a whole: notes of a registry are rare, and asking is a look-up.
    processes: RwLock<BTreeMap<ProcessId, Known>>,
}

struct Known {
    charter: Charter,
    registry: Registry,
}

impl RegistryAdmission {
    fn read<T>(&self, process: &ProcessId, read: impl FnOnce(&Known) -> T) -> Option<T> {
        self.processes.read().unwrap_or_else(PoisonError::into_inner).get(process).map(read)
    }
}

impl Admission for RegistryAdmission {
    fn verifier_key(&self, process: &ProcessId, name: &KeyName, key_id: u32) -> Option<VerifierKey> {
        let key = |known: &Known| known.registry.key(name).map(|record| record.verifier.clone());
        self.read(process, key).flatten().filter(|key| key.id() == key_id)
    }

    fn admit(&self, candidate: &Candidate<'_>) -> Result<Admitted, Declined> {
        self.read(&candidate.room.process, |known| known.admit(candidate)).unwrap_or_else(|| {
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
        match (&entry.act.kind, processes.get_mut(&registry.process)) {
            (ActKind::Charter(charter), None) => match Registry::new(charter) {
                Ok(registry_keys) => {
                    let known = Known { charter: charter.as_ref().clone(), registry: registry_keys };
                    processes.insert(registry.process, known);
                }
                Err(error) => {
                    tracing::error!(process = %registry.process, %error, "a charter on the record cannot be used")
                }
            },
            // What has no effect is kept on the record all the same, and the fold lists it.
            (_, Some(known)) => {
                let _ = known.registry.apply(&entry);
            }
            (_, None) => {
                tracing::error!(process = %registry.process, index, "a registry does not begin with a charter");
            }
        }
    }
}

impl Known {
    fn admit(&self, candidate: &Candidate<'_>) -> Result<Admitted, Declined> {
        let room =
            self.charter.rooms.iter().position(|room| room.origin == candidate.room.origin).unwrap_or(0);
        let place = Place {
            time_ms: candidate.time_ms,
            room: u16::try_from(room).unwrap_or(u16::MAX),
            leaf: u64::MAX,
        };
        let mut by_author = false;
        for signature in &candidate.note.signatures {
            match self.registry.status(&signature.name, place) {
                KeyStatus::Active => {}
                KeyStatus::Revoked => {
                    return Err(Declined {
                        code: RefusalCode::RevokedKey,
                        reason: format!(
                            "the key {} was revoked; sign with one that is in force",
                            signature.name
                        ),
                    });
                }
                KeyStatus::Unknown => return Err(unknown_key(&signature.name)),
            }
            by_author |=
                self.registry.verifier(&candidate.note.author, &signature.name, signature.key_id).is_some();
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
        Ok(Admitted { erases: self.erases(candidate, place), opens: Vec::new() })
    }

    /// The annexes that the note erases. Its act is read only where its kind says that it may:
    /// the sequencer asks this of one note after the other.
    fn erases(&self, candidate: &Candidate<'_>, place: Place) -> Vec<Commitment> {
        if candidate.note.kind != ERASED {
            return Vec::new();
        }
        let entry = Entry::read(candidate.note, candidate.commitment, place);
        match &entry.act.kind {
            ActKind::Erased { annex } if self.may_erase(&entry) => vec![*annex],
            _ => Vec::new(),
        }
    }

    /// Erasing is the affair of who keeps the record's rooms in order: the editor of a register,
    /// the secretariat, the mediator, the host.
    fn may_erase(&self, entry: &Entry) -> bool {
        self.charter.actor(&entry.author).is_some_and(|actor| {
            matches!(actor.role, Role::Editor | Role::Secretariat | Role::Mediator | Role::Host)
        })
    }
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

    #[test]
    fn an_act_that_erases_is_known_by_its_kind() {
        assert_eq!(ActKind::Erased { annex: Commitment([0; 32]) }.name(), ERASED);
    }
}
