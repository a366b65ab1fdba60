//! What can be wrong with an archive.

use super::{ANNEXES_MEMBER_BYTES_MAX, ARCHIVE_BYTES_MAX, ARCHIVE_MEMBERS_MAX, ARCHIVE_ROOM_ENTRIES_MAX};
use crate::checkpoint::CheckpointError;

/// Where an archive is not canonical, or why it cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("archive, member `{member}`, byte {offset}: {fault}")]
pub struct ArchiveError {
    /// Name of the member; for what follows the members, `central directory`.
    pub member: String,
    /// Offset in the archive at which the member (or the part that is wrong) begins.
    pub offset: u64,
    /// What is wrong.
    pub fault: ArchiveFault,
}

/// What is wrong with an archive.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveFault {
    /// Reading or writing failed.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// The archive ends early.
    #[error("the archive ends here; it was not copied whole")]
    Short,
    /// The archive goes on after its end.
    #[error("the archive goes on after its end")]
    Trailing,
    /// A byte is not the one that the canonical form has.
    #[error("not in canonical form: expected {0}; make the archive anew with `verbale export`")]
    NotCanonical(&'static str),
    /// The bytes of the member are not those of its checksum.
    #[error("the member's bytes do not match its checksum; the archive was damaged")]
    Checksum,
    /// The member is not one that belongs here.
    #[error("expected member `{0}`")]
    Member(String),
    /// A line of a text member is not what it should be.
    #[error("line {line}: expected {expected}")]
    Line {
        /// Number of the line, from 1.
        line: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// A record within the member is not what it should be.
    #[error("record {record}: expected {expected}")]
    Record {
        /// The record's position in the member, from 0.
        record: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// A room's checkpoint is none.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// A limit is exceeded.
    #[error("{0}")]
    Limit(ArchiveLimit),
    /// The writer was given things in another order than the archive has them.
    #[error("an archive is written room by room as its header names them, chunk by chunk: expected {0}")]
    Order(&'static str),
}

/// A limit of archives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveLimit {
    /// Too many bytes.
    #[error("an archive has at most {ARCHIVE_BYTES_MAX} bytes; export fewer rooms")]
    Bytes,
    /// Too many members.
    #[error("an archive has at most {ARCHIVE_MEMBERS_MAX} members; export fewer rooms")]
    Members,
    /// A member is too large.
    #[error(
        "the member is larger than its kind may be; a member of annexes has at most {ANNEXES_MEMBER_BYTES_MAX} bytes"
    )]
    MemberBytes,
    /// A room has too many entries.
    #[error("a room in an archive has at most {ARCHIVE_ROOM_ENTRIES_MAX} entries")]
    RoomEntries,
}
