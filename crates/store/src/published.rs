//! Marks of what was published, kept outside the database.
//!
//! A checkpoint that anybody has seen must never be taken back. A database that is put
//! back from yesterday's copy does not know what it published since; these marks do. For
//! each room they hold the largest head that was published, in a file beside the
//! database that no restore replaces.
//!
//! **Order of writes.** The rows of a batch become durable, then its marks, then the
//! checkpoint is shown and the note acknowledged. A crash between rows and marks leaves
//! the marks behind the database: nobody has seen that head, and the start shows it as if
//! for the first time. A mark before its rows would, after a crash, accuse a database
//! that lost nothing.
//!
//! **The file.** 512 bytes of heading, then two slots of 512 bytes for each room. A mark
//! is written over the older of the room's two slots and synced without touching the
//! file's length (the file grows by zeros, ahead of need), so that it costs one data sync for a
//! batch, whatever the number of rooms. A crash while a slot is written leaves the
//! other slot whole: the mark is then the one before, whose successor nobody has seen.
//!
//! ```text
//! slot   origin's 16 bytes ‖ u64be size ‖ root (32) ‖ SHA-256 of these 56 bytes (32) ‖ zeros
//! ```

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use verbale_record::{Hash, Head, Origin};

use crate::error::StoreError;
use crate::faults::{Faults, NoFaults, Step};
use crate::files;

/// Length of the heading and of a slot, in bytes: what disks write as a whole.
const SLOT_BYTES: usize = 512;
/// What the file begins with.
const HEADING: &[u8] = b"verbale/published/v1\n";
/// For how many rooms the file grows at once.
const ROOMS_GROWN: usize = 64;

/// Where the largest published head of each room is remembered.
pub trait PublishedMarks: Send + Sync + 'static {
    /// The marks, by origin.
    fn marks(&self) -> BTreeMap<Origin, Head>;

    /// Raises the marks of rooms, durably when it returns. A head that is smaller than the
    /// mark is a bug of the caller and panics; an equal one changes nothing.
    fn raise(&mut self, heads: &[(Origin, Head)]) -> Result<(), StoreError>;

    /// Replaces all marks, durably when it returns: only by an operator's decision, see
    /// [`crate::LockedFolder::accept_loss`].
    fn replace(&mut self, heads: &[(Origin, Head)]) -> Result<(), StoreError>;
}

/// Marks in a file.
pub struct FileMarks {
    path: PathBuf,
    file: File,
    /// Length of the file, in pairs of slots.
    capacity: usize,
    /// The pair after the last that a room has.
    next_pair: usize,
    held: BTreeMap<Origin, Held>,
}

#[derive(Clone, Copy)]
struct Held {
    head: Head,
    /// Which pair of slots is the room's.
    pair: usize,
    /// Which slot of the pair holds `head`, 0 or 1.
    slot: usize,
}

impl FileMarks {
    /// Opens the marks at `path`, or makes an empty file.
    pub fn open(path: &Path) -> Result<FileMarks, StoreError> {
        let fault = |error| StoreError::io(&format!("reading {}", path.display()), &error);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        files::for_owner_only(&mut options);
        let mut file = options.open(path).map_err(fault)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(fault)?;
        let mut marks =
            FileMarks { path: path.to_owned(), file, capacity: 0, next_pair: 0, held: BTreeMap::new() };
        // A crash while the file was made leaves it empty, or with the zeros that it grew
        // by: no mark was in it, and it is begun anew.
        if bytes.iter().all(|byte| *byte == 0) {
            marks.begin()?;
        } else {
            marks.read(&bytes)?;
        }
        Ok(marks)
    }

    fn begin(&mut self) -> Result<(), StoreError> {
        let mut heading = [0; SLOT_BYTES];
        heading[..HEADING.len()].copy_from_slice(HEADING);
        self.write_at(0, &heading)?;
        self.grow()?;
        files::sync_folder_of(&self.path).map_err(|error| self.fault(&error))
    }

    fn read(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        if !bytes.starts_with(HEADING) {
            return Err(self.damaged("it does not begin as such a file does"));
        }
        let slots = bytes.get(SLOT_BYTES..).unwrap_or_default();
        // A crash while the file grew can leave an uneven end, of zeros.
        let pairs = slots.chunks_exact(2 * SLOT_BYTES);
        if pairs.remainder().iter().any(|byte| *byte != 0) {
            return Err(self.damaged("it ends within a slot"));
        }
        self.capacity = pairs.len();
        for (pair, slots) in pairs.enumerate() {
            if slots.iter().all(|byte| *byte == 0) {
                continue;
            }
            let (first, second) = slots.split_at(SLOT_BYTES);
            let (slot, (origin, head)) = match (read_slot(first), read_slot(second)) {
                (Some(first), Some(second)) if first.1.size >= second.1.size => (0, first),
                (_, Some(second)) => (1, second),
                (Some(first), None) => (0, first),
                // One slot was never written, the other is torn: the room's first mark, which
                // was not yet durable.
                (None, None) if first.iter().all(|b| *b == 0) || second.iter().all(|b| *b == 0) => continue,
                (None, None) => {
                    return Err(self.damaged(&format!("both slots of room {pair} of the file are")));
                }
            };
            self.next_pair = pair + 1;
            if self.held.insert(origin, Held { head, pair, slot }).is_some() {
                return Err(self.damaged("a room stands in it twice"));
            }
        }
        Ok(())
    }

    /// Adds zeros for more rooms, synced, so that marks change no length later.
    fn grow(&mut self) -> Result<(), StoreError> {
        let zeros = vec![0; ROOMS_GROWN * 2 * SLOT_BYTES];
        self.write_at(SLOT_BYTES + self.capacity * 2 * SLOT_BYTES, &zeros)?;
        self.file.sync_all().map_err(|error| self.fault(&error))?;
        self.capacity += ROOMS_GROWN;
        Ok(())
    }

    fn write_at(&mut self, offset: usize, bytes: &[u8]) -> Result<(), StoreError> {
        let written = self.file.seek(SeekFrom::Start(offset as u64)).and_then(|_| self.file.write_all(bytes));
        written.map_err(|error| self.fault(&error))
    }

    fn fault(&self, error: &std::io::Error) -> StoreError {
        StoreError::io(&format!("writing {}", self.path.display()), error)
    }

    fn damaged(&self, what: &str) -> StoreError {
        StoreError::damaged(format!("{}, the marks of what was published: {what}", self.path.display()))
    }
}

impl PublishedMarks for FileMarks {
    fn marks(&self) -> BTreeMap<Origin, Head> {
        self.held.iter().map(|(origin, held)| (origin.clone(), held.head)).collect()
    }

    fn raise(&mut self, heads: &[(Origin, Head)]) -> Result<(), StoreError> {
        let mut changed = Vec::new();
        for (origin, head) in heads {
            let held = match self.held.get(origin) {
                Some(held) if held.head == *head => continue,
                Some(held) => {
                    assert!(head.size > held.head.size, "the mark of {origin} is never lowered");
                    Held { head: *head, pair: held.pair, slot: 1 - held.slot }
                }
                None => {
                    let pair = self.next_pair;
                    if pair == self.capacity {
                        self.grow()?;
                    }
                    self.next_pair += 1;
                    Held { head: *head, pair, slot: 0 }
                }
            };
            self.write_at(SLOT_BYTES + (held.pair * 2 + held.slot) * SLOT_BYTES, &write_slot(origin, head))?;
            // Also noted when the sync below fails: the caller then stops, and nothing that
            // is in memory here is asked again.
            self.held.insert(origin.clone(), held);
            changed.push(origin);
        }
        if changed.is_empty() { Ok(()) } else { self.file.sync_data().map_err(|error| self.fault(&error)) }
    }

    fn replace(&mut self, heads: &[(Origin, Head)]) -> Result<(), StoreError> {
        let mut bytes = vec![0; SLOT_BYTES];
        bytes[..HEADING.len()].copy_from_slice(HEADING);
        for (origin, head) in heads {
            bytes.extend_from_slice(&write_slot(origin, head));
            bytes.extend_from_slice(&[0; SLOT_BYTES]);
        }
        let path = self.path.clone();
        let replaced = files::replace(&path, &bytes, true).and_then(|()| files::sync_folder_of(&path));
        replaced.map_err(|error| self.fault(&error))?;
        *self = FileMarks::open(&path)?;
        Ok(())
    }
}

fn write_slot(origin: &Origin, head: &Head) -> [u8; SLOT_BYTES] {
    let mut slot = [0; SLOT_BYTES];
    slot[..16].copy_from_slice(&origin_bytes(origin));
    slot[16..24].copy_from_slice(&head.size.to_be_bytes());
    slot[24..56].copy_from_slice(&head.root.0);
    let sum = Hash::of(&slot[..56]);
    slot[56..88].copy_from_slice(&sum.0);
    slot
}

/// The mark in a slot; `None` where it is empty or torn.
fn read_slot(slot: &[u8]) -> Option<(Origin, Head)> {
    let (origin, rest) = slot.split_first_chunk::<16>()?;
    let (size, rest) = rest.split_first_chunk::<8>()?;
    let (root, rest) = rest.split_first_chunk::<32>()?;
    let (sum, _) = rest.split_first_chunk::<32>()?;
    let head = Head { size: u64::from_be_bytes(*size), root: Hash(*root) };
    (Hash::of(&slot[..56]).0 == *sum).then_some((Origin::from_bytes(*origin), head))
}

fn origin_bytes(origin: &Origin) -> [u8; 16] {
    let digits = u128::from_str_radix(origin.digits(), 16).expect("an origin ends in 32 hexadecimal digits");
    digits.to_be_bytes()
}

/// Marks in memory, for tests; clones share them.
#[derive(Clone)]
pub struct MemoryMarks {
    held: Arc<Mutex<BTreeMap<Origin, Head>>>,
    faults: Arc<dyn Faults>,
}

impl Default for MemoryMarks {
    fn default() -> Self {
        MemoryMarks { held: Arc::default(), faults: Arc::new(NoFaults) }
    }
}

impl MemoryMarks {
    /// The same marks, with other faults.
    pub fn with_faults(&self, faults: Arc<dyn Faults>) -> MemoryMarks {
        MemoryMarks { held: Arc::clone(&self.held), faults }
    }
}

impl PublishedMarks for MemoryMarks {
    fn marks(&self) -> BTreeMap<Origin, Head> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn raise(&mut self, heads: &[(Origin, Head)]) -> Result<(), StoreError> {
        self.faults.strike(Step::Raise).map_or(Ok(()), Err)?;
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        for (origin, head) in heads {
            if let Some(before) = held.insert(origin.clone(), *head) {
                assert!(before == *head || before.size < head.size, "the mark of {origin} is never lowered");
            }
        }
        drop(held);
        self.faults.strike(Step::Raised).map_or(Ok(()), Err)
    }

    fn replace(&mut self, heads: &[(Origin, Head)]) -> Result<(), StoreError> {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = heads.iter().cloned().collect();
        Ok(())
    }
}

#[cfg(test)]
mod tests;
