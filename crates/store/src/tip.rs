//! The growing end of a room's log.

use verbale_record::tree::Frontier;
use verbale_record::{Head, Origin};

use crate::batch::{Append, NewEntry, SignedHead, TileRoot};
use crate::contract::RoomHead;
use crate::growth::Growth;

/// The end of a room's log with entries that are not yet committed: what
/// [`Append`]s are made by, so that entries, frontier and checkpoint fit together.
#[derive(Clone, Debug)]
pub struct Tip {
    append: Append,
    growth: Growth,
}

impl Tip {
    /// The end of a log as the store holds it.
    pub fn of(origin: Origin, held: &RoomHead) -> Tip {
        Tip::new(origin, held.frontier.clone(), held.last_ms)
    }

    /// The end of a log after an append.
    pub(crate) fn after(append: &Append) -> Tip {
        Tip::new(append.origin.clone(), append.frontier.clone(), append.last_ms)
    }

    /// The end of an empty log.
    pub fn empty(origin: Origin) -> Tip {
        Tip::begun(origin, 0)
    }

    /// The end of an empty log in which nothing is earlier than `since_ms`, in milliseconds since
    /// 1970.
    pub fn begun(origin: Origin, since_ms: u64) -> Tip {
        Tip::new(origin, Frontier::new(), since_ms)
    }

    fn new(origin: Origin, frontier: Frontier, last_ms: u64) -> Tip {
        let expected = Head { size: frontier.size(), root: frontier.root() };
        let growth = Growth::of(&frontier);
        let append = Append {
            origin,
            expected,
            entries: Vec::new(),
            tile_roots: Vec::new(),
            frontier,
            last_ms,
            checkpoints: Vec::new(),
        };
        Tip { append, growth }
    }

    /// The room.
    pub fn origin(&self) -> &Origin {
        &self.append.origin
    }

    /// Number of entries, the uncommitted included: the index of the next one.
    pub fn size(&self) -> u64 {
        self.append.frontier.size()
    }

    /// The head, the uncommitted entries included.
    pub fn head(&self) -> Head {
        self.append.head()
    }

    /// The time in milliseconds that a leaf gets which is appended at `now_ms`: a log's
    /// times never decrease, even when the clock does.
    pub fn leaf_time_ms(&self, now_ms: u64) -> u64 {
        now_ms.max(self.append.last_ms)
    }

    /// Whether entries wait to be committed.
    pub fn has_entries(&self) -> bool {
        !self.append.entries.is_empty()
    }

    /// Whether there is nothing to be committed: neither entries nor a checkpoint.
    pub fn is_untouched(&self) -> bool {
        self.append.entries.is_empty() && self.append.checkpoints.is_empty()
    }

    /// Appends an entry and gives its index.
    ///
    /// # Panics
    /// When its leaf is earlier than the last: callers take the time from
    /// [`Tip::leaf_time_ms`] or have checked it.
    pub fn push(&mut self, entry: NewEntry) -> u64 {
        assert!(entry.leaf.time_ms >= self.append.last_ms, "the times of a log never decrease");
        let index = self.append.frontier.size();
        let (tile_roots, growth) = (&mut self.append.tile_roots, &mut self.growth);
        self.append.frontier.append_with(entry.leaf.hash(), |level, index, hash| {
            growth.add(level, index, hash);
            if level > 0 && level % 8 == 0 {
                tile_roots.push(TileRoot { level: level / 8, index, hash });
            }
        });
        self.append.last_ms = entry.leaf.time_ms;
        self.append.entries.push(entry);
        index
    }

    /// Notes a checkpoint that was signed for the head of this moment.
    pub fn push_checkpoint(&mut self, checkpoint: Vec<u8>) {
        self.append.checkpoints.push(SignedHead { head: self.head(), checkpoint });
    }

    /// What the uncommitted entries are proved by, once they are committed.
    pub(crate) fn take_growth(&mut self) -> Growth {
        std::mem::take(&mut self.growth)
    }

    /// What is to be committed. Its last checkpoint must be that of its head.
    pub fn into_append(self) -> Append {
        let stated = self.append.checkpoints.last().map(|signed| signed.head);
        assert_eq!(stated, Some(self.append.head()), "a batch ends with the checkpoint of its head");
        self.append
    }
}
