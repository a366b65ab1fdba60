//! Openings: the exact bytes of notes and annexes, as their readers check them.

use verbale_process::act::AnnexRole;
use verbale_record::Commitment;

/// One note with all that shows it to be what the leaf commits to.
#[derive(Clone, Debug)]
pub struct NoteOpening {
    /// The room, as its index in the charter.
    pub room: u16,
    /// The leaf's index in the room's log.
    pub leaf: u64,
    /// The leaf's time in milliseconds since 1970.
    pub time_ms: u64,
    /// The note's commitment.
    pub commitment: Commitment,
    /// The salt of the commitment.
    pub salt: [u8; 32],
    /// The note's exact signed bytes.
    pub note: Vec<u8>,
    /// Its annexes, in the order of the act.
    pub annexes: Vec<AnnexOpening>,
}

/// One annex of a note.
#[derive(Clone, Debug)]
pub struct AnnexOpening {
    /// The annex's commitment.
    pub commitment: Commitment,
    /// What it is to the note.
    pub role: AnnexRole,
    /// Length of its content in bytes, as the note says.
    pub bytes: u64,
    /// Salt and content; none where it was erased.
    pub opening: Option<([u8; 32], Vec<u8>)>,
}
