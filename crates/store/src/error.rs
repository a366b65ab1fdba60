//! What can go wrong in a store, and what may be done afterwards.

use verbale_record::{Head, Origin, ProcessId};

/// Why a store did not do what it was asked.
///
/// After an error of [`StoreError::is_fatal`] nothing is known about what reached the
/// disk: the store must be closed and opened anew. After any other error of a write,
/// nothing of it was written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another writer was there first: the room's head is not the one that the batch
    /// grows from. Read it anew and build the batch again.
    #[error(
        "room {origin}: the head is {found}, the batch grows from {expected}; read the head anew and try again"
    )]
    HeadMoved {
        /// The room.
        origin: Origin,
        /// The head that the batch grows from.
        expected: Head,
        /// The head that the store holds.
        found: Head,
    },
    /// No room has this origin.
    #[error("no room has the origin {0}; check the address")]
    UnknownRoom(Origin),
    /// No process has this id.
    #[error("no process has the id {0}; check that it was copied whole")]
    UnknownProcess(ProcessId),
    /// The process, its name, the room, its origin or its name in its process is there already.
    #[error("{what} is already in this store; choose another")]
    Exists {
        /// What is there, in words.
        what: String,
    },
    /// No checkpoint of this size was ever signed for the room.
    #[error("room {origin} has no checkpoint of size {size}; ask for one that was signed")]
    UnknownCheckpoint {
        /// The room.
        origin: Origin,
        /// The size asked for.
        size: u64,
    },
    /// A limit of the store.
    #[error("{what}: at most {max}")]
    Limit {
        /// What there is too much of.
        what: &'static str,
        /// How much there may be.
        max: u64,
    },
    /// A newer version of this program wrote the store.
    #[error(
        "{what} has schema version {found}, this program knows versions up to {known}; open it with the newer program"
    )]
    NewerSchema {
        /// The file.
        what: String,
        /// Its version.
        found: u32,
        /// The newest version that this program knows.
        known: u32,
    },
    /// The file is no store of ours.
    #[error("{what} is not a record of Verbale; check the path")]
    NotAStore {
        /// The file.
        what: String,
    },
    /// Another process is writing, or a reader holds the file; nothing was written.
    #[error("the store is busy: {what}; try again")]
    Busy {
        /// What the database said.
        what: String,
    },
    /// The disk is full; nothing was written.
    #[error("no space is left for the record: {what}; make room, then try again")]
    Full {
        /// What the database said.
        what: String,
    },
    /// The store was closed.
    #[error("the store was closed; open it anew")]
    Closed,
    /// The medium failed. What of the last write survives is unknown until the store is
    /// opened anew, so nothing of it may be acknowledged and nothing further written.
    #[error("reading or writing the record failed: {what}; check the disk, then start again")]
    Io {
        /// What failed, in the system's words.
        what: String,
    },
    /// Rows contradict each other.
    #[error("the record is damaged: {what}; put back a backup with `verbale restore`")]
    Damaged {
        /// Which rows, and how.
        what: String,
    },
}

impl StoreError {
    /// Whether the store must not be written to until it was opened anew.
    pub fn is_fatal(&self) -> bool {
        match self {
            StoreError::Io { .. } | StoreError::Damaged { .. } => true,
            StoreError::HeadMoved { .. }
            | StoreError::UnknownRoom(_)
            | StoreError::UnknownProcess(_)
            | StoreError::Exists { .. }
            | StoreError::UnknownCheckpoint { .. }
            | StoreError::Limit { .. }
            | StoreError::NewerSchema { .. }
            | StoreError::NotAStore { .. }
            | StoreError::Busy { .. }
            | StoreError::Closed
            | StoreError::Full { .. } => false,
        }
    }

    /// An I/O error with the thing that was being done.
    pub(crate) fn io(doing: &str, error: &std::io::Error) -> StoreError {
        if error.kind() == std::io::ErrorKind::StorageFull {
            return StoreError::Full { what: format!("{doing}: {error}") };
        }
        StoreError::Io { what: format!("{doing}: {error}") }
    }

    pub(crate) fn damaged(what: impl Into<String>) -> StoreError {
        StoreError::Damaged { what: what.into() }
    }
}
