//! What the sequencer asks of others: whose notes enter, what time it is, what it signs with.

use verbale_record::{Commitment, KeyName, Leaf, Note, Origin, ProcessId, SigningKey, VerifierKey};

use crate::process::Room;
use crate::sequencer::refusal::RefusalCode;

/// The time, as a parameter.
pub trait Clock: Send + Sync + 'static {
    /// Milliseconds since 1970. It may stand still or go back; a log's times do not.
    fn now_ms(&self) -> u64;
}

/// The log keys of the processes that this venue hosts.
pub trait LogKeys: Send + Sync + 'static {
    /// The process's log key, under any name: in each room its name becomes the room's origin.
    fn log_key(&self, process: &ProcessId) -> Option<SigningKey>;
}

/// Whose notes enter a process's rooms, by what stands in its registry. The server refuses
/// only for unknown or revoked keys; whether a note has effect is decided by the
/// fold, later and by everyone.
///
/// An implementation guards its own state: [`Admission::verifier_key`] is called from many
/// tasks at once, the others from one, never two at a time.
pub trait Admission: Send + Sync + 'static {
    /// The key of this name and id, if the process's registry has ever known it, or if the note
    /// to be verified is one that may state keys itself and states it. Also one
    /// that was revoked since: a note that entered before may be submitted again,
    /// and gets its receipt again.
    fn verifier_key(
        &self,
        process: &ProcessId,
        note: &Note,
        name: &KeyName,
        key_id: u32,
    ) -> Option<VerifierKey>;

    /// Whether the note may enter now, and what it does to the store. Its form, size, head
    /// and signatures are checked; that its keys may still write is not. Judged by the registry as it
    /// was told by [`Admission::registered`]: a note of the registry ends its batch, so
    /// what follows it is judged after it.
    fn admit(&self, candidate: &Candidate<'_>) -> Result<Admitted, Declined>;

    /// An entry of a registry room, in the order of the log: at the start all that are
    /// there, from the charter on, later each one when it is durable and before
    /// anybody is told of it.
    fn registered(&self, registry: &Room, index: u64, leaf: &Leaf, note: &Note);
}

/// A note that asks to enter.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// The room that it asks to enter.
    pub room: &'a Room,
    /// The note.
    pub note: &'a Note,
    /// Its commitment.
    pub commitment: Commitment,
    /// The time of the leaf that it would get, in milliseconds since 1970.
    pub time_ms: u64,
}

/// What a note does to the store when it enters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Admitted {
    /// Annexes of the same room whose openings are deleted in the same transaction.
    pub erases: Vec<Commitment>,
    /// Rooms of the same process that begin in the same transaction, by origin and name:
    /// what an amendment of the charter can do. Only for notes of the registry. No leaf of theirs
    /// is earlier than the note's.
    pub opens: Vec<(Origin, String)>,
}

/// Why a note may not enter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declined {
    /// The reason, as a stable code.
    pub code: RefusalCode,
    /// The reason in one line of English, saying what to do next.
    pub reason: String,
}
