//! Verified copies: of a room, of a store. What recovers a store that is behind, what makes
//! a backup, and what checks one, all read by the same steps.

use std::collections::VecDeque;

use verbale_record::checkpoint::SignedCheckpoint;
use verbale_record::commitment::Kind;
use verbale_record::{Evidence, Hash, Head, Note, Origin, VerifierKey};

use crate::batch::{Append, Batch, NewAnnex, NewEntry, SignedHead};
use crate::contract::{Annex, Entry, ROWS_MAX, Store};
use crate::error::StoreError;
use crate::process::{Process, Room};
use crate::tip::Tip;

/// From how many bytes of notes and annexes on a part is written before the next is read.
const PART_BYTES_MAX: usize = 8_388_608;
/// From how many entries on.
const PART_ENTRIES_MAX: usize = 1_024;

/// Told how many entries are done, of how many.
pub type Progress<'a> = &'a mut (dyn FnMut(u64, u64) + Send);

/// Why a copy stops. What was copied before stays, and is right.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The rows that are read contradict each other, the log key or what the reader holds.
    #[error("room {origin}: {what}; the copy was not taken over")]
    Differs {
        /// The room.
        origin: Origin,
        /// What contradicts what.
        what: String,
    },
    /// A store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Appends to a room of `to` what `from` holds beyond it, up to its head: this recovers a
/// store that is behind what it published, from an archive or another member's replica.
/// The room must be in both. Nothing is believed: notes and annexes must open their
/// commitments, and leaves must lead to the roots of the checkpoints, which `log_key` must have signed.
/// Gives how many entries were appended.
///
/// An annex that was erased in `from` comes without its opening; the openings that `to`
/// holds stay.
pub async fn copy_room(
    from: &dyn Store,
    to: &dyn Store,
    origin: &Origin,
    log_key: &VerifierKey,
    progress: Progress<'_>,
) -> Result<u64, CopyError> {
    let held = to.head(origin).await?;
    let head = from.head(origin).await?.head;
    if held.head.size >= head.size {
        return Ok(0);
    }
    let mut reader = RoomReader::new(from, Tip::of(origin.clone(), &held), head, Some(log_key));
    // The two logs agree so far, or the next root will not come out; said here in clear words.
    let other = from.checkpoint(origin, held.head.size).await?;
    if other.is_some_and(|other| other.head != held.head) {
        return Err(
            reader.differs(format!("both hold a log of {} entries, and the roots differ", held.head.size))
        );
    }
    while let Some(append) = reader.next().await? {
        to.commit(&Batch { appends: vec![append], ..Batch::default() }).await?;
        progress(reader.tip.size() - held.head.size, head.size - held.head.size);
    }
    Ok(head.size - held.head.size)
}

/// Copies all processes and rooms of `from`, as they are when the copy begins, into `to`,
/// which holds none of them; cosignatures too. Gives the heads that were copied.
pub(crate) async fn copy_store(
    from: &dyn Store,
    to: &dyn Store,
    progress: Progress<'_>,
) -> Result<Vec<(Origin, Head)>, CopyError> {
    let processes = from.processes().await?;
    let rooms = from.rooms().await?;
    let mut heads = Vec::new();
    for room in &rooms {
        heads.push((room.origin.clone(), from.head(&room.origin).await?.head));
    }
    let total = heads.iter().map(|(_, head)| head.size).sum();
    let mut done = 0;
    for process in &processes {
        let mut readers = Vec::new();
        for (origin, head) in &heads {
            if rooms.iter().any(|room| room.origin == *origin && room.process == process.id) {
                readers.push(RoomReader::new(from, Tip::empty(origin.clone()), *head, None));
            }
        }
        begin_process(to, process, &rooms, &mut readers).await?;
        for mut reader in readers {
            loop {
                let before = reader.tip.size();
                let Some(append) = reader.next().await? else { break };
                to.commit(&Batch { appends: vec![append], ..Batch::default() }).await?;
                done += reader.tip.size() - before;
                progress(done, total);
            }
            copy_cosignatures(from, to, reader.tip.origin(), reader.head.size).await?;
        }
    }
    Ok(heads)
}

/// Lets a process begin in a copy: its rooms with the checkpoint of the empty log.
async fn begin_process(
    to: &dyn Store,
    process: &Process,
    rooms: &[Room],
    readers: &mut [RoomReader<'_>],
) -> Result<(), CopyError> {
    let mut appends = Vec::new();
    for reader in readers {
        appends.push(reader.beginning().await?);
    }
    let rooms = rooms.iter().filter(|room| room.process == process.id).cloned().collect();
    Ok(to.commit(&Batch { processes: vec![process.clone()], rooms, appends, erased: Vec::new() }).await?)
}

async fn copy_cosignatures(
    from: &dyn Store,
    to: &dyn Store,
    origin: &Origin,
    size: u64,
) -> Result<(), StoreError> {
    let mut next = 0;
    loop {
        let checkpoints = from.checkpoints(origin, next..size + 1, ROWS_MAX).await?;
        let Some(last) = checkpoints.last() else { return Ok(()) };
        next = last.head.size + 1;
        for signed in &checkpoints {
            for cosignature in from.cosignatures(origin, signed.head.size).await? {
                to.add_cosignature(origin, signed.head.size, &cosignature).await?;
            }
        }
    }
}

/// Reads every row of a store and checks it: notes and annexes open their commitments,
/// leaves lead to every root that was signed, tile hashes and heads are those of the tree.
/// Gives the heads.
pub async fn check_store(
    store: &dyn Store,
    progress: Progress<'_>,
) -> Result<Vec<(Origin, Head)>, CopyError> {
    let mut heads = Vec::new();
    for room in store.rooms().await? {
        heads.push((room.origin.clone(), store.head(&room.origin).await?.head));
    }
    let total = heads.iter().map(|(_, head)| head.size).sum();
    let mut done = 0;
    for (origin, head) in &heads {
        let mut reader = RoomReader::new(store, Tip::empty(origin.clone()), *head, None);
        reader.beginning().await?;
        loop {
            let before = reader.tip.size();
            let Some(append) = reader.next().await? else { break };
            for root in &append.tile_roots {
                let held = store.tile_roots(origin, root.level, root.index..root.index + 1).await?;
                if held != [root.hash] {
                    return Err(reader
                        .differs(format!("the tile hash {} of level {} differs", root.index, root.level)));
                }
            }
            done += reader.tip.size() - before;
            progress(done, total);
        }
    }
    Ok(heads)
}

/// Reads a room from where a tip stands, part by part, and checks what it reads.
struct RoomReader<'a> {
    from: &'a dyn Store,
    /// Where the next part begins.
    tip: Tip,
    /// Where reading ends: a head of the store that is read.
    head: Head,
    log_key: Option<&'a VerifierKey>,
    /// Annexes that were read ahead, and the entry from which on they were not.
    annexes: VecDeque<Annex>,
    annexes_until: u64,
}

impl<'a> RoomReader<'a> {
    fn new(from: &'a dyn Store, tip: Tip, head: Head, log_key: Option<&'a VerifierKey>) -> RoomReader<'a> {
        let annexes_until = tip.size();
        RoomReader { from, tip, head, log_key, annexes: VecDeque::new(), annexes_until }
    }

    /// The beginning of a room, with the checkpoint of the empty log.
    async fn beginning(&mut self) -> Result<Append, CopyError> {
        let origin = self.tip.origin().clone();
        let signed = self.from.checkpoint(&origin, 0).await?;
        let signed =
            signed.ok_or_else(|| self.differs("the checkpoint of the empty log is missing".to_owned()))?;
        let mut tip = self.tip.clone();
        self.take_checkpoint(&mut tip, signed)?;
        Ok(tip.into_append())
    }

    /// The next part, which ends with a signed head; `None` at the end.
    async fn next(&mut self) -> Result<Option<Append>, CopyError> {
        let origin = self.tip.origin().clone();
        let start = self.tip.size();
        if start == self.head.size {
            return Ok(None);
        }
        let checkpoints = self.from.checkpoints(&origin, start + 1..self.head.size + 1, ROWS_MAX).await?;
        let mut tip = self.tip.clone();
        let (mut bytes, mut entries) = (0, VecDeque::new());
        for signed in checkpoints {
            while tip.size() < signed.head.size {
                if entries.is_empty() {
                    entries.extend(self.from.entries(&origin, tip.size()..self.head.size).await?);
                }
                let entry = entries
                    .pop_front()
                    .ok_or_else(|| self.differs(format!("entry {} is missing", tip.size())))?;
                let written_for = self.written_for(&origin, &entry)?;
                let annexes = self.annexes_of(&origin, &written_for, entry.index).await?;
                if tip.leaf_time_ms(0) > entry.leaf.time_ms {
                    return Err(
                        self.differs(format!("entry {} is earlier than the one before it", entry.index))
                    );
                }
                if entry.opening.commit(Kind::Note, &written_for) != entry.leaf.commitment {
                    return Err(self
                        .differs(format!("the note of entry {} does not open its commitment", entry.index)));
                }
                bytes += entry.opening.content.len();
                bytes += annexes
                    .iter()
                    .filter_map(|annex| annex.opening.as_ref())
                    .map(|o| o.content.len())
                    .sum::<usize>();
                let note = Note::parse(&entry.opening.content)
                    .map_err(|error| self.differs(format!("the note of entry {}: {error}", entry.index)))?;
                let text = Hash::of(note.text().as_bytes());
                let Entry { leaf, opening, evidence, .. } = entry;
                tip.push(NewEntry { leaf, opening, evidence, text, annexes });
            }
            self.take_checkpoint(&mut tip, signed)?;
            if bytes >= PART_BYTES_MAX || tip.size() - start >= PART_ENTRIES_MAX as u64 {
                break;
            }
        }
        if tip.is_untouched() {
            return Err(self.differs("the checkpoint of its head is missing".to_owned()));
        }
        let append = tip.into_append();
        self.tip = Tip::after(&append);
        Ok(Some(append))
    }

    /// Adds a checkpoint to the tip, if it is that of the tip's head and the log key's.
    fn take_checkpoint(&self, tip: &mut Tip, signed: SignedHead) -> Result<(), CopyError> {
        let size = signed.head.size;
        let parsed = SignedCheckpoint::parse(&signed.checkpoint)
            .map_err(|error| self.differs(format!("checkpoint of size {size}: {error}")))?;
        let stated = parsed.checkpoint();
        if stated.origin != *tip.origin() || stated.head() != signed.head || signed.head != tip.head() {
            return Err(self.differs(format!("the entries do not lead to the checkpoint of size {size}")));
        }
        if let Some(key) = self.log_key {
            parsed
                .verify(key)
                .map_err(|error| self.differs(format!("checkpoint of size {size}: {error}")))?;
        }
        tip.push_checkpoint(signed.checkpoint);
        Ok(())
    }

    /// The room that an entry's note was written for: this one, or where it was carried here, the
    /// one in which its evidence begins. Where the log key is given, the evidence holds: it
    /// is that key's in each room.
    fn written_for(&self, origin: &Origin, entry: &Entry) -> Result<Origin, CopyError> {
        let Some(evidence) = &entry.evidence else { return Ok(origin.clone()) };
        let differs = |error: &dyn std::fmt::Display| {
            self.differs(format!("the evidence of entry {}: {error}", entry.index))
        };
        let evidence = Evidence::parse(evidence).map_err(|error| differs(&error))?;
        evidence.goes_before(origin, &entry.leaf).map_err(|error| differs(&error))?;
        if let Some(key) = self.log_key {
            let renamed = |room: &Origin| key.renamed(room.as_str()).ok();
            evidence.verify(renamed).map_err(|error| differs(&error))?;
        }
        Ok(evidence.first().origin().clone())
    }

    /// The annexes that came with an entry, whose note was written for the room given; entries
    /// are asked for in their order.
    async fn annexes_of(
        &mut self,
        origin: &Origin,
        written_for: &Origin,
        index: u64,
    ) -> Result<Vec<NewAnnex>, CopyError> {
        while self.annexes.is_empty() && self.annexes_until <= index {
            let annexes = self.from.annexes(origin, self.annexes_until..self.head.size).await?;
            self.annexes_until = annexes.last().map_or(self.head.size, |last| last.index + 1);
            self.annexes.extend(annexes);
        }
        let mut found = Vec::new();
        while let Some(annex) = self.annexes.pop_front_if(|annex| annex.index == index) {
            let opens =
                annex.opening.as_ref().is_none_or(|o| o.commit(Kind::Annex, written_for) == annex.commitment);
            if !opens {
                return Err(
                    self.differs(format!("the annex {} does not open its commitment", annex.commitment))
                );
            }
            found.push(NewAnnex { commitment: annex.commitment, opening: annex.opening });
        }
        Ok(found)
    }

    fn differs(&self, what: String) -> CopyError {
        CopyError::Differs { origin: self.tip.origin().clone(), what }
    }
}
