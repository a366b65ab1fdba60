//! A view: what outsiders see of one process, folded and ready to be shown.
//!
//! A view is current up to the heads that it names and never changes: who holds one may compute
//! any standing from it while the record grows. Where it comes from is in [`crate::views`].

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::civil::Date;
use verbale_process::{
    act::ItemId,
    charter::{Charter, RoomEntry},
    fold::{At, Process},
    standing::Standing,
    wording::Wordings,
};
use verbale_record::{Head, ProcessId};

/// Most standings that a view remembers. One of the demonstration takes some hundreds of
/// kilobytes, so this bounds what replaying a process day by day can take.
pub const VIEW_STANDINGS_MAX: usize = 16;

/// A room that the view folds, and the head up to which it does.
#[derive(Clone, Debug)]
pub struct RoomView {
    /// Its index in the charter.
    pub index: u16,
    /// Its name, kind and origin.
    pub entry: RoomEntry,
    /// The head up to which the view is current.
    pub head: Head,
    /// The newest published checkpoint, with its signature and cosignatures, as C2SP writes it.
    pub checkpoint: Arc<[u8]>,
    /// How many witnesses have cosigned it.
    pub cosignatures: usize,
}

/// What outsiders see of one process.
#[derive(Debug)]
pub struct View {
    /// The process's id: the hash of its charter.
    pub id: ProcessId,
    /// The fold.
    pub process: Process,
    /// The prose of each note whose wording has not been erased, and its label.
    pub wordings: Wordings,
    /// The rooms that are seen, in the charter's order.
    pub rooms: Vec<RoomView>,
    /// Standings asked for lately, newest first; guarded, and dropped with the view.
    pub(crate) standings: Mutex<VecDeque<(At, Arc<Standing>)>>,
}

impl View {
    /// The charter.
    pub fn charter(&self) -> &Charter {
        self.process.charter()
    }

    /// The process's name, as addresses have it.
    pub fn name(&self) -> &str {
        &self.charter().name
    }

    /// Entries of all rooms of the view.
    pub fn size(&self) -> u64 {
        self.process.size()
    }

    /// The room of that name, if the view has it.
    pub fn room(&self, name: &str) -> Option<&RoomView> {
        self.rooms.iter().find(|r| r.entry.name == name)
    }

    /// The standing as of two clocks. The fold is pure, so what was computed once for the same
    /// heads is the answer for all who ask.
    pub fn standing(&self, at: At) -> Arc<Standing> {
        {
            let mut kept = self.standings.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(found) = kept.iter().position(|(asked, _)| *asked == at) {
                let entry = kept.remove(found);
                if let Some(entry) = entry {
                    let standing = Arc::clone(&entry.1);
                    kept.push_front(entry);
                    return standing;
                }
            }
        }
        let standing = Arc::new(self.process.standing(at));
        let mut kept = self.standings.lock().unwrap_or_else(PoisonError::into_inner);
        kept.truncate(VIEW_STANDINGS_MAX - 1);
        kept.push_front((at, Arc::clone(&standing)));
        standing
    }

    /// The item, or note, that an address names: by its label, or by its commitment in hexadecimal.
    pub fn item(&self, label_or_hex: &str) -> Option<ItemId> {
        let id = match label_or_hex.parse() {
            Ok(id) => id,
            Err(_) => self.wordings.by_label(label_or_hex)?,
        };
        self.process.entry(&id).map(|_| id)
    }

    /// The day of an instant in the process's own offset.
    pub fn day(&self, time_ms: u64) -> Date {
        self.process.day(time_ms)
    }
}
