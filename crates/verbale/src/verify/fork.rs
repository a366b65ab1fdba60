//! Forks: two heads of one room that cannot both be true, and the proof of it.

use std::{fs, io::Write as _, path::Path};

use verbale_process::verify::VerifiedRegistry;
use verbale_record::{
    Head, Note,
    checkpoint::SignedCheckpoint,
    fork_proof::{Evidence, ForkProof, Prefix},
    tree::{MemoryHashes, prove_consistency, root_at},
};

use crate::failure::{Failure, Kind};

/// Two heads that conflict.
pub struct Conflict {
    /// The checkpoint of the record that was verified.
    pub here: SignedCheckpoint,
    /// What conflicts with it.
    pub other: Other,
    /// The head that it states.
    pub head: Head,
    /// Where that is from.
    pub from: String,
    /// The process's keys, where they are known already: the proof is checked with them before it is written.
    pub keys: Option<VerifiedRegistry>,
}

/// What conflicts with a checkpoint.
#[expect(clippy::large_enum_variant, reason = "one is made in a run")]
pub enum Other {
    /// A checkpoint that was kept.
    Evidence(Evidence),
    /// The note of this entry of the record itself, which cites another head.
    NoteAt(u64),
}

impl Conflict {
    /// The failure that names both heads; writes the proof where that is asked for and possible.
    pub fn settle(
        self,
        (hashes, note): (MemoryHashes, Option<Note>),
        to: Option<&Path>,
    ) -> Result<Failure, Failure> {
        let here = self.here.checkpoint().head();
        let failure = Failure::new(
            Kind::CheckFailed,
            format!(
                "a fork: {} has the head {}, and this record, whose head is {here}, does not continue it",
                self.from, self.head
            ),
        )
        .at(format!("room {}", self.here.checkpoint().origin));
        let evidence = match self.other {
            Other::Evidence(evidence) => Some(evidence),
            Other::NoteAt(_) => note.map(Evidence::Note),
        };
        let proof = evidence.and_then(|second| {
            let prefix = prefix(here, second.head(), &hashes)?;
            let proof = ForkProof { first: self.here.clone(), second, prefix };
            let holds = match &self.keys {
                None => true,
                Some(keys) => {
                    let log_key = keys.log_key(&self.here.checkpoint().origin).ok()?;
                    proof.verify(&log_key, |name, id| keys.key(name, id)).is_ok()
                }
            };
            holds.then_some(proof)
        });
        Ok(match (proof, to) {
            (Some(proof), Some(to)) => {
                write(to, &proof)?;
                failure.hint(format!("the proof is in {}; show it to the members", to.display()))
            }
            (Some(_), None) => failure
                .hint("--fork-proof FILE writes a proof that anybody can check; show it to the members"),
            (None, _) => failure
                .hint("the two heads alone prove nothing to others; keep both, and show them to the members"),
        })
    }
}

/// What shows the conflict where the sizes differ: that the record begins otherwise than the
/// smaller head says. `None` where the other head is the larger: its leaves would be needed.
fn prefix(here: Head, other: Head, hashes: &MemoryHashes) -> Option<Option<Prefix>> {
    if other.size == here.size || other.size == 0 {
        return Some(None);
    }
    if other.size > here.size {
        return None;
    }
    let root = root_at(other.size, hashes).ok()?;
    let consistency = prove_consistency(other.size, here.size, hashes).ok()?;
    Some(Some(Prefix { root, consistency }))
}

fn write(path: &Path, proof: &ForkProof) -> Result<(), Failure> {
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(|error| Failure::file("make the file of the fork proof", path, &error))?;
    file.write_all(&proof.to_bytes())
        .and_then(|()| file.sync_all())
        .map_err(|error| Failure::file("write the fork proof", path, &error))
}
