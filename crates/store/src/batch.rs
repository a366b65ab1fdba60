//! What is written in one transaction.

use verbale_record::tree::Frontier;
use verbale_record::{Commitment, Hash, Head, Leaf, Opening, Origin};

use crate::error::StoreError;
use crate::process::{Process, Room, is_name};

/// One transaction: all of it becomes durable, or none.
///
/// It is applied in the order of its fields. Every room that it founds must have an
/// [`Append`], if only with the checkpoint of the empty log, so that no room is without
/// a checkpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// Processes that begin. Each one's registry is among `rooms`, and the charter is
    /// the first entry that is appended to it.
    pub processes: Vec<Process>,
    /// Rooms that begin, with an empty log.
    pub rooms: Vec<Room>,
    /// What the rooms grow by: at most one for each room.
    pub appends: Vec<Append>,
    /// Annexes whose openings are deleted; those that are not held are passed over.
    pub erased: Vec<Erasure>,
}

/// An annex whose opening is to be deleted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Erasure {
    /// Its room.
    pub origin: Origin,
    /// Its commitment, which stays.
    pub commitment: Commitment,
}

/// What one room grows by in one transaction. Made by [`crate::Tip`], which keeps the
/// parts in step with each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Append {
    /// The room.
    pub origin: Origin,
    /// The head that it grows from: the store refuses the batch if its own is another.
    pub expected: Head,
    /// The new entries, in the order of their leaves; the first has the index `expected.size`.
    pub entries: Vec<NewEntry>,
    /// Hashes of the full tiles that the entries complete.
    pub tile_roots: Vec<TileRoot>,
    /// The frontier after them.
    pub frontier: Frontier,
    /// The time of the last leaf in milliseconds since 1970; in an empty log that before which
    /// none may be.
    pub last_ms: u64,
    /// Checkpoints signed on the way, by size, ascending; the last is that of the new
    /// head. One, except where a store is copied.
    pub checkpoints: Vec<SignedHead>,
}

impl Append {
    /// The head that the room has afterwards.
    pub fn head(&self) -> Head {
        Head { size: self.frontier.size(), root: self.frontier.root() }
    }

    /// The checkpoints that the store does not hold yet: that of the size which the room
    /// grows from is there, unless the room begins.
    pub(crate) fn new_checkpoints(&self, founded: bool) -> impl Iterator<Item = &SignedHead> {
        self.checkpoints.iter().filter(move |signed| founded || signed.head.size > self.expected.size)
    }
}

/// An entry to be appended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// Time and commitment.
    pub leaf: Leaf,
    /// The note's salt and exact signed bytes; it opens the leaf's commitment.
    pub opening: Opening,
    /// Where the note stood before, if it is carried here ([`verbale_record::Evidence`]); its
    /// commitments are made under the origin of the room that it was written for.
    pub evidence: Option<Vec<u8>>,
    /// SHA-256 of the note's text, without the signatures: a text enters a room once.
    pub text: Hash,
    /// The annexes that came with the note, in the order in which its act lists them.
    pub annexes: Vec<NewAnnex>,
}

/// An annex that comes with a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAnnex {
    /// Its commitment.
    pub commitment: Commitment,
    /// What opens it; `None` where a store is copied in which it was erased.
    pub opening: Option<Opening>,
}

/// The hash of a full tile: of the perfect subtree of 256^`level` leaves. It can be
/// made again from the leaves; it is kept so that any root and proof takes few reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TileRoot {
    /// Level of the tile that this hash stands in, from 1.
    pub level: u8,
    /// Index among the hashes of that level.
    pub index: u64,
    /// The hash.
    pub hash: Hash,
}

/// A head with the checkpoint that states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedHead {
    /// Size and root.
    pub head: Head,
    /// The checkpoint signed by the log key: the bytes of a C2SP signed note.
    pub checkpoint: Vec<u8>,
}

/// Most entries that one room can hold: a position in the store is the room's number
/// and the entry's index in one 56-bit integer.
pub const ROOM_ENTRIES_MAX: u64 = (1 << 36) - 1;

impl Batch {
    /// Checks what every store relies on. What a caller builds wrongly is a bug and
    /// panics; what grows too large is an error.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        for process in &self.processes {
            assert!(is_name(&process.name), "the name {:?} stands in an address", process.name);
            let registry = self.rooms.iter().find(|room| room.origin == process.registry);
            assert_eq!(
                registry.map(|room| &room.process),
                Some(&process.id),
                "a process begins with its registry"
            );
        }
        for room in &self.rooms {
            assert!(is_name(&room.name), "the name {:?} stands in an address", room.name);
            let append = self.appends.iter().find(|append| append.origin == room.origin);
            assert_eq!(append.map(|append| append.expected.size), Some(0), "a room begins with an empty log");
        }
        for (position, append) in self.appends.iter().enumerate() {
            let again = self.appends[..position].iter().any(|other| other.origin == append.origin);
            assert!(!again, "one append for each room");
            let head = append.head();
            assert_eq!(
                head.size,
                append.expected.size + append.entries.len() as u64,
                "the frontier counts the entries"
            );
            assert_eq!(
                append.checkpoints.last().map(|signed| signed.head),
                Some(head),
                "the head has a checkpoint"
            );
            if head.size > ROOM_ENTRIES_MAX {
                return Err(StoreError::Limit { what: "entries in a room", max: ROOM_ENTRIES_MAX });
            }
        }
        Ok(())
    }
}
