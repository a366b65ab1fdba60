//! The contract that every store keeps.

use std::ops::Range;

use async_trait::async_trait;
use verbale_record::signed_note::Signature;
use verbale_record::tree::Frontier;
use verbale_record::{Commitment, Hash, Head, Leaf, Opening, Origin};

use crate::batch::{Batch, SignedHead};
use crate::error::StoreError;
use crate::process::{Process, Room};

/// Most rows that one call of [`Store::entries`] or [`Store::checkpoints`] gives: some
/// megabytes with notes of the usual size.
pub const ROWS_MAX: usize = 1_024;
/// From how many rows on a call of [`Store::annexes`] ends: an annex can have a megabyte.
pub const ANNEX_ROWS_MAX: usize = 128;
/// Most leaves or hashes that one call of [`Store::leaves`] or [`Store::tile_roots`] gives.
pub const LEAVES_MAX: usize = 65_536;
/// Most cosignatures that are kept for one checkpoint.
pub const COSIGNATURES_MAX: usize = 64;

/// Where the record is kept: rows of which each is written once. The only rows that
/// change are a room's head, which grows, and an annex's opening, which can be erased.
///
/// For every method of every implementation:
/// - **What was answered is durable.** When [`Store::commit`] has returned `Ok`, its
///   rows survive a crash of the machine.
/// - **All or nothing.** No reader ever sees a part of a batch.
/// - **Reads are of committed rows**, and see every batch whose commit had returned when
///   the read began. Two reads may straddle a commit: since logs only grow, a
///   reader that wants one picture first reads the head and then only what lies below it.
/// - **A range is answered from its beginning**, with rows that follow each other
///   without a gap: fewer than asked for where the log ends, or where a limit
///   ([`ROWS_MAX`], [`ANNEX_ROWS_MAX`], [`LEAVES_MAX`]) ends the answer; a caller asks on from where the answer ended.
/// - **Errors**: [`StoreError::UnknownRoom`] where the room is not in the store;
///   [`StoreError::is_fatal`] says whether the store may still be used.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Version of the schema that the store was opened with or brought up to. A store of
    /// an unknown newer version does not open.
    fn schema_version(&self) -> u32;

    /// All processes, by name.
    async fn processes(&self) -> Result<Vec<Process>, StoreError>;

    /// All rooms, by process name and then in the order in which they were founded.
    async fn rooms(&self) -> Result<Vec<Room>, StoreError>;

    /// The newest head of a room, with all that is needed to append to it.
    async fn head(&self, origin: &Origin) -> Result<RoomHead, StoreError>;

    /// Writes a batch, durably and as a whole. Every room must still have the head that
    /// its [`crate::Append`] expects (compare and swap), or nothing is written and the answer
    /// is [`StoreError::HeadMoved`] for the first room that has another. Processes and
    /// rooms that are there already are [`StoreError::Exists`].
    ///
    /// The caller vouches that entries, tile roots, frontier and checkpoints fit together
    /// ([`crate::Tip`] sees to it) and that no text is in the room yet ([`Store::find_texts`]).
    async fn commit(&self, batch: &Batch) -> Result<(), StoreError>;

    /// Entries of a room, from `range.start`: leaf, opening, and the evidence of carried ones.
    async fn entries(&self, origin: &Origin, range: Range<u64>) -> Result<Vec<Entry>, StoreError>;

    /// Leaves of a room, from `range.start`. Cheaper than [`Store::entries`] by the notes.
    async fn leaves(&self, origin: &Origin, range: Range<u64>) -> Result<Vec<Leaf>, StoreError>;

    /// Hashes of full tiles, as they stand in the tiles of `level` (from 1), from `range.start`.
    async fn tile_roots(
        &self,
        origin: &Origin,
        level: u8,
        range: Range<u64>,
    ) -> Result<Vec<Hash>, StoreError>;

    /// Index of the entry that holds the note of this commitment, if the room has it.
    async fn find_note(&self, origin: &Origin, commitment: &Commitment) -> Result<Option<u64>, StoreError>;

    /// For each text hash (SHA-256 of a note's text without signatures), the index of the
    /// entry with that text, if the room has it.
    async fn find_texts(&self, origin: &Origin, texts: &[Hash]) -> Result<Vec<Option<u64>>, StoreError>;

    /// An annex by its commitment: of several entries that carry it, the first. `None`
    /// where no entry of the room came with it.
    async fn annex(&self, origin: &Origin, commitment: &Commitment) -> Result<Option<Annex>, StoreError>;

    /// The annexes that came with the entries of a range, by entry and then in the order
    /// of its act's list. The answer ends with a whole entry's annexes; it ends early,
    /// after the entry with which it has reached [`ANNEX_ROWS_MAX`].
    async fn annexes(&self, origin: &Origin, range: Range<u64>) -> Result<Vec<Annex>, StoreError>;

    /// The checkpoint of exactly this size, if one was ever signed. A head that a note
    /// cites must be one of these.
    async fn checkpoint(&self, origin: &Origin, size: u64) -> Result<Option<SignedHead>, StoreError>;

    /// Checkpoints of a room with sizes in the range, ascending: the first that covers the
    /// entry `n` is the first of `n + 1..`.
    async fn checkpoints(
        &self,
        origin: &Origin,
        sizes: Range<u64>,
        limit: usize,
    ) -> Result<Vec<SignedHead>, StoreError>;

    /// Keeps a witness's signature on a checkpoint, durably. The caller has verified it.
    /// One that is there already changes nothing; of one witness, whose cosignatures
    /// each carry a time, the first and the newest stay.
    /// [`StoreError::UnknownCheckpoint`] where no checkpoint has this size,
    /// [`StoreError::Limit`] beyond [`COSIGNATURES_MAX`].
    async fn add_cosignature(
        &self,
        origin: &Origin,
        size: u64,
        cosignature: &Signature,
    ) -> Result<(), StoreError>;

    /// The witnesses' signatures on the checkpoint of this size, by name, key id and bytes.
    async fn cosignatures(&self, origin: &Origin, size: u64) -> Result<Vec<Signature>, StoreError>;

    /// Waits for what is at work and lets go of files and connections; every later call
    /// is [`StoreError::Closed`], a second close is nothing. Not closing loses nothing that
    /// was committed; it leaves to the next start what can be tidied up now.
    async fn close(&self) -> Result<(), StoreError>;
}

/// The newest head of a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomHead {
    /// Size and root.
    pub head: Head,
    /// The right edge of the tree, which has this root.
    pub frontier: Frontier,
    /// Time of the last leaf in milliseconds since 1970; in an empty log that before which none may be.
    pub last_ms: u64,
    /// The checkpoint of this head, signed by the log key.
    pub checkpoint: Vec<u8>,
}

/// An entry of a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its index in the log, from 0.
    pub index: u64,
    /// Time and commitment.
    pub leaf: Leaf,
    /// The note's salt and exact signed bytes.
    pub opening: Opening,
    /// Where the note stood before, if it was carried here: [`verbale_record::Evidence`].
    pub evidence: Option<Vec<u8>>,
}

/// An annex that came with a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annex {
    /// Index of the entry that it came with.
    pub index: u64,
    /// Its commitment.
    pub commitment: Commitment,
    /// What opens it; `None` after it was erased.
    pub opening: Option<Opening>,
}
