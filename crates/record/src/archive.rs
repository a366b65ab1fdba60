//! Archives (`.verbale`): the rooms that their reader may see, in one file that has
//! exactly one form, so that it can be rebuilt and compared byte by byte.
//!
//! It is a ZIP that any tool opens, in one canonical form: members stored, in the order
//! of their names, dated 1980-01-01, without extra fields, comments, flags or data
//! descriptors. Its members, in their order:
//!
//! ```text
//! archive                               what the archive holds
//! registry/checkpoint                   the registry's signed checkpoint
//! registry/entries/000000/1-leaves      its first 256 leaves, as in tile/entries/000
//! registry/entries/000000/2-notes       the openings of their notes
//! registry/entries/000000/2-proofs      the evidence of carried notes, where there are any
//! registry/entries/000000/3-annexes-0000   the annexes of those notes, where there are any
//! registry/entries/000001/1-leaves      …
//! rooms/<32 hex digits>/checkpoint      the other rooms alike, by origin
//! ```
//! So an archive is written and verified in one pass, holding one chunk at a time.
//! `docs/formats/archive.md` has the bytes.

use crate::carried::EVIDENCE_BYTES_MAX;
use crate::ids::{Origin, ProcessId};
use crate::lines::Lines;
use crate::note::{ANNEX_BYTES_MAX, NOTE_BYTES_MAX};

mod crc32;
mod error;
mod members;
mod reader;
mod writer;
mod zip;

pub use error::{ArchiveError, ArchiveFault, ArchiveLimit};
pub use members::AnnexState;
pub use reader::{ArchiveReader, Entries, Event};
pub use writer::ArchiveWriter;

/// Largest archive: what a ZIP without 64-bit extensions can address.
pub const ARCHIVE_BYTES_MAX: u64 = u32::MAX as u64;
/// Most members of an archive: what a ZIP without 64-bit extensions can count.
pub const ARCHIVE_MEMBERS_MAX: usize = 65_534;
/// Most rooms of an archive, the registry included.
pub const ARCHIVE_ROOMS_MAX: usize = 1_024;
/// Entries of one chunk; only a room's last may have fewer.
pub const CHUNK_ENTRIES: usize = 256;
/// Most entries of a room in an archive: chunks are numbered with six digits.
pub const ARCHIVE_ROOM_ENTRIES_MAX: u64 = 1_000_000 * CHUNK_ENTRIES as u64;
/// Largest member: the notes of one chunk, each with salt and length.
pub const MEMBER_BYTES_MAX: usize = CHUNK_ENTRIES * (32 + 4 + NOTE_BYTES_MAX);
/// A member of annexes is closed before the annex that would make it larger than this.
pub const ANNEXES_MEMBER_BYTES_MAX: usize = 4_194_304;
/// Most members of annexes in one chunk: they are numbered with four digits.
pub const ANNEXES_MEMBERS_MAX: usize = 10_000;

const _: () = assert!(1 + 32 + 4 + ANNEX_BYTES_MAX <= ANNEXES_MEMBER_BYTES_MAX);
const _: () = assert!(ANNEXES_MEMBER_BYTES_MAX <= MEMBER_BYTES_MAX);
const _: () = assert!(CHUNK_ENTRIES * (1 + 2 + EVIDENCE_BYTES_MAX) <= MEMBER_BYTES_MAX);
const _: () = assert!(CHUNK_ENTRIES <= 1 << u8::BITS && EVIDENCE_BYTES_MAX <= u16::MAX as usize);

const FIRST_LINE: &str = "verbale/archive/v1";
const HEADER_NAME: &str = "archive";

/// What an archive says that it holds: its first member.
///
/// ```text
/// verbale/archive/v1
/// process 9c1185a5c5e9fc54612808977ee8f548b2258d31c1d3b2f9e5e1e7a5a3b5a2c1
/// registry verbale/000102030405060708090a0b0c0d0e0f
/// room verbale/f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    process: ProcessId,
    registry: Origin,
    rooms: Vec<Origin>,
}

impl Header {
    /// The header of an archive of the process, with its registry and other rooms, which
    /// are put in order. `None` where a room is named twice or there are too many.
    pub fn new(process: ProcessId, registry: Origin, mut rooms: Vec<Origin>) -> Option<Header> {
        rooms.sort();
        let distinct = rooms.windows(2).all(|pair| pair[0] != pair[1]) && !rooms.contains(&registry);
        (distinct && rooms.len() < ARCHIVE_ROOMS_MAX).then_some(Header { process, registry, rooms })
    }

    /// The process: the hash of its charter. The archive says so; whoever verifies it
    /// compares it with the registry's first note, and with what a member told them.
    pub fn process(&self) -> ProcessId {
        self.process
    }

    /// The registry's origin.
    pub fn registry(&self) -> &Origin {
        &self.registry
    }

    /// The other rooms, by origin.
    pub fn rooms(&self) -> &[Origin] {
        &self.rooms
    }

    /// The member's bytes.
    pub fn to_text(&self) -> String {
        let mut text = format!("{FIRST_LINE}\nprocess {}\nregistry {}\n", self.process, self.registry);
        for room in &self.rooms {
            text.push_str(&format!("room {room}\n"));
        }
        text
    }

    /// Reads the member in its one form; the error is the number of the line and what
    /// was expected there.
    fn parse(bytes: &[u8]) -> Result<Header, (usize, &'static str)> {
        let text = str::from_utf8(bytes).map_err(|_| (1, "text"))?;
        let mut lines = Lines::new(text);
        if lines.next() != Some(FIRST_LINE) {
            return Err((1, "`verbale/archive/v1`"));
        }
        let process = lines.next().and_then(|line| line.strip_prefix("process ")?.parse().ok());
        let process = process.ok_or((2, "`process` and the hash of the charter"))?;
        let registry = lines.next().and_then(|line| Origin::new(line.strip_prefix("registry ")?).ok());
        let registry = registry.ok_or((3, "`registry` and its origin"))?;
        let mut rooms: Vec<Origin> = Vec::new();
        while let Some(line) = lines.next() {
            let room = line.strip_prefix("room ").and_then(|origin| Origin::new(origin).ok());
            let room = room.filter(|room| rooms.last().is_none_or(|last| last < room) && *room != registry);
            let room = room.filter(|_| rooms.len() + 1 < ARCHIVE_ROOMS_MAX);
            rooms.push(room.ok_or((lines.number(), "`room` and an origin, ascending, each once"))?);
        }
        if !lines.rest().is_empty() {
            return Err((lines.number() + 1, "a newline at its end"));
        }
        Ok(Header { process, registry, rooms })
    }

    /// All rooms in the order of the archive, each with the folder that it is in.
    fn all_rooms(&self) -> impl Iterator<Item = (&Origin, String)> {
        let others = self.rooms.iter().map(|room| (room, format!("rooms/{}", room.digits())));
        std::iter::once((&self.registry, "registry".to_owned())).chain(others)
    }
}

/// Names of members within a room's folder.
fn checkpoint_name(folder: &str) -> String {
    format!("{folder}/checkpoint")
}

fn leaves_name(folder: &str, chunk: u64) -> String {
    format!("{folder}/entries/{chunk:06}/1-leaves")
}

fn notes_name(folder: &str, chunk: u64) -> String {
    format!("{folder}/entries/{chunk:06}/2-notes")
}

fn proofs_name(folder: &str, chunk: u64) -> String {
    format!("{folder}/entries/{chunk:06}/2-proofs")
}

fn annexes_name(folder: &str, chunk: u64, part: usize) -> String {
    format!("{folder}/entries/{chunk:06}/3-annexes-{part:04}")
}

/// Number of entries of the chunk in a room of `size` entries.
fn chunk_len(size: u64, chunk: u64) -> usize {
    let first = chunk * CHUNK_ENTRIES as u64;
    (size - first).min(CHUNK_ENTRIES as u64) as usize
}
