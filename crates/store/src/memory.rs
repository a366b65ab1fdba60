//! A store in memory: for tests, for the desk's throw-away views, and for an archive
//! that a damaged store is recovered from.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use verbale_record::signed_note::Signature;
use verbale_record::tree::{EMPTY_ROOT, Frontier};
use verbale_record::{Commitment, Hash, Head, Leaf, Opening, Origin};

use crate::batch::{Append, Batch, Erasure, SignedHead};
use crate::contract::{
    ANNEX_ROWS_MAX, Annex, COSIGNATURES_MAX, Entry, LEAVES_MAX, ROWS_MAX, RoomHead, Store,
};
use crate::error::StoreError;
use crate::faults::{Faults, NoFaults, Step};
use crate::process::{Process, Room};

/// Version of the rows' shape; the same as that of the newest SQLite schema.
const SCHEMA_VERSION: u32 = 2;

/// A [`Store`] in memory. Clones share the same rows, so that one survives as "the
/// disk" when what used the other is thought to have crashed.
#[derive(Clone)]
pub struct MemoryStore {
    rows: Arc<Mutex<Rows>>,
    faults: Arc<dyn Faults>,
}

#[derive(Default)]
struct Rows {
    processes: BTreeMap<String, Process>,
    /// Rooms in the order in which they were founded.
    founded: Vec<Origin>,
    rooms: BTreeMap<Origin, RoomRows>,
}

struct RoomRows {
    room: Room,
    frontier: Frontier,
    last_ms: u64,
    entries: Vec<(Leaf, Opening, Option<Vec<u8>>)>,
    notes: BTreeMap<Commitment, u64>,
    texts: BTreeMap<Hash, u64>,
    annexes: Vec<Annex>,
    /// Hashes of full tiles by level.
    tile_roots: BTreeMap<u8, Vec<Hash>>,
    checkpoints: BTreeMap<u64, SignedHead>,
    cosignatures: BTreeMap<u64, BTreeSet<(String, u32, Vec<u8>)>>,
}

impl Default for MemoryStore {
    fn default() -> Self {
        MemoryStore::new()
    }
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> MemoryStore {
        MemoryStore { rows: Arc::default(), faults: Arc::new(NoFaults) }
    }

    /// The same rows, with other faults.
    pub fn with_faults(&self, faults: Arc<dyn Faults>) -> MemoryStore {
        MemoryStore { rows: Arc::clone(&self.rows), faults }
    }

    fn rows(&self) -> MutexGuard<'_, Rows> {
        // A panic while the lock was held is a bug in this file; the rows are whole all
        // the same, since every change is made after everything was checked.
        self.rows.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn strike(&self, step: Step) -> Result<(), StoreError> {
        self.faults.strike(step).map_or(Ok(()), Err)
    }

    fn read<T>(&self, origin: &Origin, read: impl FnOnce(&RoomRows) -> T) -> Result<T, StoreError> {
        self.strike(Step::Read)?;
        let rows = self.rows();
        rows.rooms.get(origin).map(read).ok_or_else(|| StoreError::UnknownRoom(origin.clone()))
    }
}

impl Rows {
    /// Everything that can refuse a batch, so that applying it cannot fail half-way.
    fn check(&self, batch: &Batch) -> Result<(), StoreError> {
        batch.check()?;
        let mut names = BTreeSet::new();
        for process in &batch.processes {
            let there = self.processes.values().any(|other| other.id == process.id);
            if there || self.processes.contains_key(&process.name) || !names.insert(&process.name) {
                return Err(StoreError::Exists {
                    what: format!("process {} or its name {}", process.id, process.name),
                });
            }
        }
        let mut names = BTreeSet::new();
        for room in &batch.rooms {
            let held = || self.processes.values().chain(&batch.processes);
            if !held().any(|process| process.id == room.process) {
                return Err(StoreError::UnknownProcess(room.process));
            }
            let mut there = self.rooms.values().map(|rows| &rows.room);
            let there = there.any(|other| {
                other.origin == room.origin || (other.process == room.process && other.name == room.name)
            });
            if there || !names.insert((&room.process, &room.name)) {
                return Err(StoreError::Exists {
                    what: format!("room {} or its name {}", room.origin, room.name),
                });
            }
        }
        for append in &batch.appends {
            let found = match self.rooms.get(&append.origin) {
                Some(rows) => rows.head(),
                None if batch.rooms.iter().any(|room| room.origin == append.origin) => {
                    Head { size: 0, root: EMPTY_ROOT }
                }
                None => return Err(StoreError::UnknownRoom(append.origin.clone())),
            };
            if found != append.expected {
                let (origin, expected) = (append.origin.clone(), append.expected);
                return Err(StoreError::HeadMoved { origin, expected, found });
            }
        }
        match batch.erased.iter().find(|erasure| !self.rooms.contains_key(&erasure.origin)) {
            Some(erasure) => Err(StoreError::UnknownRoom(erasure.origin.clone())),
            None => Ok(()),
        }
    }

    fn apply(&mut self, batch: &Batch) {
        for process in &batch.processes {
            self.processes.insert(process.name.clone(), process.clone());
        }
        for room in &batch.rooms {
            self.founded.push(room.origin.clone());
            self.rooms.insert(room.origin.clone(), RoomRows::new(room.clone()));
        }
        for append in &batch.appends {
            let rows = self.rooms.get_mut(&append.origin).expect("checked before");
            rows.grow(append, batch.rooms.iter().any(|room| room.origin == append.origin));
        }
        for Erasure { origin, commitment } in &batch.erased {
            let rows = self.rooms.get_mut(origin).expect("checked before");
            let annexes = rows.annexes.iter_mut().filter(|annex| annex.commitment == *commitment);
            annexes.for_each(|annex| annex.opening = None);
        }
    }
}

impl RoomRows {
    fn new(room: Room) -> RoomRows {
        RoomRows {
            room,
            frontier: Frontier::new(),
            last_ms: 0,
            entries: Vec::new(),
            notes: BTreeMap::new(),
            texts: BTreeMap::new(),
            annexes: Vec::new(),
            tile_roots: BTreeMap::new(),
            checkpoints: BTreeMap::new(),
            cosignatures: BTreeMap::new(),
        }
    }

    fn head(&self) -> Head {
        Head { size: self.frontier.size(), root: self.frontier.root() }
    }

    fn grow(&mut self, append: &Append, founded: bool) {
        for (index, entry) in (append.expected.size..).zip(&append.entries) {
            self.entries.push((entry.leaf, entry.opening.clone(), entry.evidence.clone()));
            self.notes.insert(entry.leaf.commitment, index);
            self.texts.insert(entry.text, index);
            self.annexes.extend(entry.annexes.iter().map(|annex| Annex {
                index,
                commitment: annex.commitment,
                opening: annex.opening.clone(),
            }));
        }
        for root in &append.tile_roots {
            let level = self.tile_roots.entry(root.level).or_default();
            assert_eq!(level.len() as u64, root.index, "full tiles follow each other");
            level.push(root.hash);
        }
        self.frontier = append.frontier.clone();
        self.last_ms = append.last_ms;
        self.checkpoints
            .extend(append.new_checkpoints(founded).map(|signed| (signed.head.size, signed.clone())));
    }

    fn range(&self, range: &Range<u64>, max: usize) -> Range<usize> {
        clip(range, self.entries.len(), max)
    }
}

/// The part of a range that lies below `len`, cut to `max`.
fn clip(range: &Range<u64>, len: usize, max: usize) -> Range<usize> {
    let within = |n: u64| usize::try_from(n).unwrap_or(usize::MAX).min(len);
    let start = within(range.start);
    start..within(range.end).clamp(start, start + max)
}

#[async_trait]
impl Store for MemoryStore {
    fn schema_version(&self) -> u32 {
        SCHEMA_VERSION
    }

    async fn processes(&self) -> Result<Vec<Process>, StoreError> {
        self.strike(Step::Read)?;
        Ok(self.rows().processes.values().cloned().collect())
    }

    async fn rooms(&self) -> Result<Vec<Room>, StoreError> {
        self.strike(Step::Read)?;
        let rows = self.rows();
        let of = |process: &Process| {
            let rooms = rows.founded.iter().map(|origin| &rows.rooms[origin].room);
            rooms.filter(|room| room.process == process.id).cloned().collect::<Vec<_>>()
        };
        Ok(rows.processes.values().flat_map(of).collect())
    }

    async fn head(&self, origin: &Origin) -> Result<RoomHead, StoreError> {
        self.read(origin, |rows| RoomHead {
            head: rows.head(),
            frontier: rows.frontier.clone(),
            last_ms: rows.last_ms,
            checkpoint: rows.checkpoints[&rows.frontier.size()].checkpoint.clone(),
        })
    }

    async fn commit(&self, batch: &Batch) -> Result<(), StoreError> {
        self.strike(Step::Commit)?;
        {
            let mut rows = self.rows();
            rows.check(batch)?;
            rows.apply(batch);
        }
        self.strike(Step::Committed)
    }

    async fn entries(&self, origin: &Origin, range: Range<u64>) -> Result<Vec<Entry>, StoreError> {
        self.read(origin, |rows| {
            let range = rows.range(&range, ROWS_MAX);
            let entries = (range.start as u64..).zip(&rows.entries[range]);
            entries
                .map(|(index, (leaf, opening, evidence))| {
                    let (opening, evidence) = (opening.clone(), evidence.clone());
                    Entry { index, leaf: *leaf, opening, evidence }
                })
                .collect()
        })
    }

    async fn leaves(&self, origin: &Origin, range: Range<u64>) -> Result<Vec<Leaf>, StoreError> {
        self.read(origin, |rows| {
            rows.entries[rows.range(&range, LEAVES_MAX)].iter().map(|(leaf, ..)| *leaf).collect()
        })
    }

    async fn tile_roots(
        &self,
        origin: &Origin,
        level: u8,
        range: Range<u64>,
    ) -> Result<Vec<Hash>, StoreError> {
        self.read(origin, |rows| {
            let hashes = rows.tile_roots.get(&level).map_or(&[][..], |hashes| hashes);
            hashes[clip(&range, hashes.len(), LEAVES_MAX)].to_vec()
        })
    }

    async fn find_note(&self, origin: &Origin, commitment: &Commitment) -> Result<Option<u64>, StoreError> {
        self.read(origin, |rows| rows.notes.get(commitment).copied())
    }

    async fn find_texts(&self, origin: &Origin, texts: &[Hash]) -> Result<Vec<Option<u64>>, StoreError> {
        self.read(origin, |rows| texts.iter().map(|text| rows.texts.get(text).copied()).collect())
    }

    async fn annex(&self, origin: &Origin, commitment: &Commitment) -> Result<Option<Annex>, StoreError> {
        self.read(origin, |rows| rows.annexes.iter().find(|annex| annex.commitment == *commitment).cloned())
    }

    async fn annexes(&self, origin: &Origin, range: Range<u64>) -> Result<Vec<Annex>, StoreError> {
        self.read(origin, |rows| {
            let start = rows.annexes.partition_point(|annex| annex.index < range.start);
            let end = rows.annexes.partition_point(|annex| annex.index < range.end).max(start);
            let mut end_cut = end.min(start + ANNEX_ROWS_MAX);
            // The answer ends with a whole entry's annexes.
            while start < end_cut
                && end_cut < end
                && rows.annexes[end_cut].index == rows.annexes[end_cut - 1].index
            {
                end_cut += 1;
            }
            rows.annexes[start..end_cut].to_vec()
        })
    }

    async fn checkpoint(&self, origin: &Origin, size: u64) -> Result<Option<SignedHead>, StoreError> {
        self.read(origin, |rows| rows.checkpoints.get(&size).cloned())
    }

    async fn checkpoints(
        &self,
        origin: &Origin,
        sizes: Range<u64>,
        limit: usize,
    ) -> Result<Vec<SignedHead>, StoreError> {
        self.read(origin, |rows| {
            if sizes.is_empty() {
                return Vec::new();
            }
            rows.checkpoints
                .range(sizes)
                .map(|(_, signed)| signed.clone())
                .take(limit.min(ROWS_MAX))
                .collect()
        })
    }

    async fn add_cosignature(
        &self,
        origin: &Origin,
        size: u64,
        cosignature: &Signature,
    ) -> Result<(), StoreError> {
        self.strike(Step::Commit)?;
        let mut rows = self.rows();
        let rows = rows.rooms.get_mut(origin).ok_or_else(|| StoreError::UnknownRoom(origin.clone()))?;
        if !rows.checkpoints.contains_key(&size) {
            return Err(StoreError::UnknownCheckpoint { origin: origin.clone(), size });
        }
        let held = rows.cosignatures.entry(size).or_default();
        let new = (cosignature.name.clone(), cosignature.key_id, cosignature.bytes.clone());
        let mut grown = held.clone();
        grown.insert(new.clone());
        // The bytes begin with the time, big-endian: of one witness the first and the newest stay.
        let own = grown.iter().filter(|other| (&other.0, other.1) == (&new.0, new.1));
        let own: Vec<_> = own.cloned().collect();
        let between = own.get(1..own.len() - 1).unwrap_or_default();
        for one in between {
            grown.remove(one);
        }
        if grown.len() > COSIGNATURES_MAX {
            return Err(StoreError::Limit {
                what: "cosignatures of a checkpoint",
                max: COSIGNATURES_MAX as u64,
            });
        }
        *held = grown;
        Ok(())
    }

    async fn cosignatures(&self, origin: &Origin, size: u64) -> Result<Vec<Signature>, StoreError> {
        self.read(origin, |rows| {
            let held = rows.cosignatures.get(&size).into_iter().flatten();
            held.map(|(name, key_id, bytes)| Signature {
                name: name.clone(),
                key_id: *key_id,
                bytes: bytes.clone(),
            })
            .collect()
        })
    }

    /// Nothing: the rows live as long as a clone does.
    async fn close(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
