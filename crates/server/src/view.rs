//! A view: what outsiders see of one process, folded and ready to be shown.
//!
//! A view is current up to the heads that it names and never changes: who holds one may compute
//! any standing from it while the record grows. Where it comes from is in [`crate::views`].

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use jiff::civil::Date;
use tokio::{
    runtime::{Handle, RuntimeFlavor},
    task::block_in_place,
};
use verbale_process::{
    act::ItemId,
    charter::{Charter, RoomEntry, RoomKind},
    fold::{At, Process},
    standing::Standing,
    wording::Wordings,
};
use verbale_record::{
    Commitment, Head, ProcessId, VerifierKey,
    checkpoint::{Cosigned, SignedCheckpoint},
};

use crate::audience;

/// Most standings that a view remembers. One of the demonstration takes some hundreds of
/// kilobytes, so this bounds what replaying a process day by day can take.
pub const VIEW_STANDINGS_MAX: u64 = 16;
/// Most entries that all remembered standings of a view rest on, together; of a longer record one
/// standing is remembered.
pub const VIEW_STANDINGS_ENTRIES_MAX: u64 = 65_536;

/// Up to how many entries a record is short: its standing is computed where it is asked for, and
/// its view copied without a thought; both take some milliseconds.
pub const INLINE_ENTRIES_MAX: u64 = 4_096;

/// A room that the view folds, and the head up to which it does.
#[derive(Clone, Debug)]
pub struct RoomView {
    /// Its index in the charter.
    pub index: u16,
    /// Its name, kind and origin.
    pub entry: RoomEntry,
    /// The head up to which the view is current.
    pub head: Head,
    /// The published checkpoint of that head, with the cosignatures that had come in; none where
    /// the record lacks what it had published for this room, and is read-only.
    pub checkpoint: Option<SignedCheckpoint>,
    /// How often it had been cosigned while the venue is served when these came in.
    pub(crate) cosigned_times: u64,
    /// How many entries are folded: those below the head, unless reading them failed on the way.
    pub(crate) folded: u64,
    /// How many of the erasures are taken in that the sequencer tells of for this room.
    pub(crate) erasures: usize,
}

impl RoomView {
    /// The charter's witnesses that have cosigned the checkpoint, each once, with the newest time
    /// that it gave.
    pub fn cosigned(&self, charter: &Charter) -> Vec<Cosigned> {
        let witnesses: Vec<_> = charter.witnesses.iter().filter_map(|key| key.parse().ok()).collect();
        let Some(signed) = &self.checkpoint else { return Vec::new() };
        let mut newest: BTreeMap<String, u64> = BTreeMap::new();
        for cosigned in signed.cosigned(&witnesses).unwrap_or_default() {
            let time_s = newest.entry(cosigned.witness).or_default();
            *time_s = cosigned.time_s.max(*time_s);
        }
        newest.into_iter().map(|(witness, time_s)| Cosigned { witness, time_s }).collect()
    }
}

/// What outsiders see of one process.
#[derive(Clone, Debug)]
pub struct View {
    /// The venue's name for the process, as addresses have it.
    pub(crate) name: String,
    /// The process's id: the hash of its charter.
    pub id: ProcessId,
    /// The fold.
    pub process: Process,
    /// The prose of each note whose wording has not been erased, and its label.
    pub wordings: Wordings,
    /// The annexes whose content was erased, those that are no wordings included.
    pub(crate) erased: BTreeSet<Commitment>,
    /// The rooms that are seen, in the charter's order.
    pub rooms: Vec<RoomView>,
    /// Standings asked for lately.
    pub(crate) standings: Standings,
}

/// Standings that were computed lately, newest first. A copy of a view begins without any.
#[derive(Debug, Default)]
pub(crate) struct Standings(Mutex<VecDeque<(At, Arc<Standing>)>>);

impl Clone for Standings {
    fn clone(&self) -> Self {
        Standings::default()
    }
}

impl Standings {
    fn find(&self, at: At) -> Option<Arc<Standing>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let position = kept.iter().position(|(of, _)| *of == at)?;
        let found = kept.remove(position)?;
        let standing = Arc::clone(&found.1);
        kept.push_front(found);
        Some(standing)
    }

    /// Keeps a standing of a record of so many entries.
    fn keep(&self, at: At, standing: &Arc<Standing>, entries: u64) {
        let most = (VIEW_STANDINGS_ENTRIES_MAX / entries.max(1)).clamp(1, VIEW_STANDINGS_MAX) as usize;
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.truncate(most - 1);
        kept.push_front((at, Arc::clone(standing)));
    }
}

impl View {
    /// The charter.
    pub fn charter(&self) -> &Charter {
        self.process.charter()
    }

    /// The venue's name for the process, as addresses have it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Entries of all rooms of the view.
    pub fn size(&self) -> u64 {
        self.process.size()
    }

    /// Whether outsiders may know of the process, as far as this view reaches.
    pub fn is_public(&self) -> bool {
        let published = |room: &RoomView| room.entry.kind == RoomKind::Public && room.head.size > 0;
        // What was founded to be read by everybody stays so, whatever it becomes.
        let founded = self.process.registry().charters()[0].charter.process;
        audience::is_public(founded, self.rooms.iter().any(published))
    }

    /// The room of that name, if the view has it.
    pub fn room(&self, name: &str) -> Option<&RoomView> {
        self.rooms.iter().find(|r| r.entry.name == name)
    }

    /// The key that signs a room's checkpoints: the process's log key, under the room's origin.
    pub fn log_key(&self, room: &RoomView) -> Option<VerifierKey> {
        self.charter().log_key_of(&room.entry.origin).ok()
    }

    /// The standing as of two clocks. The fold is pure, so what was computed once for the same
    /// heads is the answer for all who ask.
    pub fn standing(&self, at: At) -> Arc<Standing> {
        if let Some(standing) = self.standings.find(at) {
            return standing;
        }
        let standing = Arc::new(self.beside_other_requests(|| self.process.standing(at)));
        self.standings.keep(at, &standing, self.size());
        standing
    }

    /// Computes what takes long with a long record, such that the other requests of this thread
    /// are served by another meanwhile.
    fn beside_other_requests<T>(&self, compute: impl FnOnce() -> T) -> T {
        let several =
            || Handle::try_current().is_ok_and(|h| h.runtime_flavor() == RuntimeFlavor::MultiThread);
        if self.size() > INLINE_ENTRIES_MAX && several() { block_in_place(compute) } else { compute() }
    }

    /// The item, or note, that an address names: by its label, or by its commitment in hexadecimal.
    pub fn item(&self, label_or_hex: &str) -> Option<ItemId> {
        let id = match label_or_hex.parse() {
            Ok(id) => id,
            Err(_) => self.wordings.labelled(label_or_hex)?,
        };
        self.process.entry(&id).map(|_| id)
    }

    /// Whether the content of an annex was erased.
    pub fn is_erased(&self, annex: &Commitment) -> bool {
        self.erased.contains(annex)
    }

    /// Takes in that the content of an annex was erased.
    pub(crate) fn erase(&mut self, annex: Commitment) {
        if !self.erased.insert(annex) {
            return;
        }
        let mut worded = self.process.entries().filter(|entry| entry.act.wording() == Some(annex));
        if let Some(note) = worded.next().map(|entry| entry.commitment) {
            self.wordings.remove(&note);
        }
    }

    /// The day of an instant in the process's own offset.
    pub fn day(&self, time_ms: u64) -> Date {
        self.process.day(time_ms)
    }
}
