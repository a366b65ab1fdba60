//! Reading an archive in one pass.

use std::collections::{BTreeMap, VecDeque};
use std::io::Read;

use super::crc32::crc32;
use super::error::ArchiveLimit;
use super::members::{AnnexState, canonical_checkpoint, read_annexes, read_leaves, read_notes, read_proofs};
use super::zip::{
    CENTRAL_SIGNATURE, Described, LOCAL_HEADER_BYTES, LOCAL_SIGNATURE, end_of_central_directory,
    local_header, push_central_entry, read_local_header,
};
use super::{
    ANNEXES_MEMBER_BYTES_MAX, ANNEXES_MEMBERS_MAX, ARCHIVE_BYTES_MAX, ARCHIVE_MEMBERS_MAX,
    ARCHIVE_ROOM_ENTRIES_MAX, ArchiveError, ArchiveFault, CHUNK_ENTRIES, HEADER_NAME, Header,
    MEMBER_BYTES_MAX, annexes_name, checkpoint_name, chunk_len, leaves_name, notes_name, proofs_name,
};
use crate::checkpoint::SignedCheckpoint;
use crate::commitment::Opening;
use crate::ids::Origin;
use crate::leaf::Leaf;
use crate::verify::Piece;

const CENTRAL_DIRECTORY: &str = "central directory";

/// What an archive holds, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The archive begins.
    Header(Header),
    /// A room begins, the registry first.
    Room(Box<SignedCheckpoint>),
    /// The next entries of the room.
    Entries(Entries),
    /// Annexes of the notes of the entries read last, in the order of the notes and of
    /// each note's list. Several of these may follow one of [`Event::Entries`].
    Annexes(Vec<AnnexState>),
    /// The room ends: all entries that its checkpoint counts were read.
    RoomEnd(Origin),
    /// The archive ends, and was canonical to its last byte.
    End {
        /// Its length.
        bytes: u64,
    },
}

/// Entries of a room: as many leaves as openings of their notes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entries {
    /// Index of the first of them in the room's log.
    pub first: u64,
    /// The leaves.
    pub leaves: Vec<Leaf>,
    /// The openings of their notes, one for each leaf.
    pub openings: Vec<Opening>,
    /// The evidence of those that were carried here, by position among the leaves.
    pub evidence: BTreeMap<usize, Vec<u8>>,
}

/// Reads an archive from `R` in one pass, holding at most one chunk of entries.
///
/// What it has accepted up to [`Event::End`] is byte for byte what [`super::ArchiveWriter`]
/// writes of the same events: names follow from the header and the checkpoints, headers
/// are made anew and compared, and so is the central directory. It says nothing of
/// signatures, commitments and trees: see [`crate::verify`].
///
/// It reads in small steps; give it something buffered.
pub struct ArchiveReader<R> {
    members: MemberReader<R>,
    rooms: VecDeque<(Origin, String)>,
    state: State,
}

enum State {
    Start,
    /// A room may begin, or the archive end.
    Between,
    InRoom(Room),
    Ended,
}

struct Room {
    origin: Origin,
    folder: String,
    size: u64,
    /// Chunks read.
    chunks: u64,
    /// Members of annexes read of the last chunk.
    annex_parts: usize,
    /// Length of the last of them.
    annex_part_bytes: usize,
}

impl<R: Read> ArchiveReader<R> {
    /// Begins to read.
    pub fn new(input: R) -> Self {
        let members = MemberReader {
            input,
            offset: 0,
            count: 0,
            central: Vec::new(),
            next: None,
            last: (HEADER_NAME.to_owned(), 0),
            content: Vec::new(),
        };
        ArchiveReader { members, rooms: VecDeque::new(), state: State::Start }
    }

    /// The next event; `None` after [`Event::End`], and after an error.
    pub fn next_event(&mut self) -> Result<Option<Event>, ArchiveError> {
        let state = std::mem::replace(&mut self.state, State::Ended);
        let (event, state) = match state {
            State::Start => (self.header()?, State::Between),
            State::Between => match self.rooms.pop_front() {
                Some((origin, folder)) => self.begin_room(origin, folder)?,
                None => (Event::End { bytes: self.members.end()? }, State::Ended),
            },
            State::InRoom(room) => self.in_room(room)?,
            State::Ended => return Ok(None),
        };
        self.state = state;
        Ok(Some(event))
    }

    /// What the room begun last holds next, as the verifier takes it; `None` where it ends.
    pub fn next_piece(&mut self) -> Result<Option<Piece>, ArchiveError> {
        match self.next_event()? {
            Some(Event::Entries(entries)) => {
                let Entries { leaves, openings, evidence, .. } = entries;
                Ok(Some(Piece::Entries { leaves, openings, evidence }))
            }
            Some(Event::Annexes(annexes)) => Ok(Some(Piece::Annexes(annexes))),
            Some(Event::Header(_) | Event::Room(_) | Event::RoomEnd(_) | Event::End { .. }) | None => {
                Ok(None)
            }
        }
    }

    fn header(&mut self) -> Result<Event, ArchiveError> {
        self.members.expect(HEADER_NAME, MEMBER_BYTES_MAX)?;
        let header = Header::parse(&self.members.content);
        let header =
            header.map_err(|(line, expected)| self.members.error(ArchiveFault::Line { line, expected }))?;
        self.rooms = header.all_rooms().map(|(origin, folder)| (origin.clone(), folder)).collect();
        Ok(Event::Header(header))
    }

    fn begin_room(&mut self, origin: Origin, folder: String) -> Result<(Event, State), ArchiveError> {
        self.members.expect(&checkpoint_name(&folder), MEMBER_BYTES_MAX)?;
        let bytes = &self.members.content;
        let checkpoint = SignedCheckpoint::parse(bytes).map_err(|error| self.members.error(error.into()))?;
        if canonical_checkpoint(&checkpoint) != *bytes {
            let fault = ArchiveFault::NotCanonical("the log's signature, then the others by name, each once");
            return Err(self.members.error(fault));
        }
        let head = checkpoint.checkpoint();
        if head.origin != origin {
            return Err(self
                .members
                .error(ArchiveFault::Line { line: 1, expected: "the origin of this room" }));
        }
        if head.size > ARCHIVE_ROOM_ENTRIES_MAX {
            return Err(self.members.error(ArchiveFault::Limit(ArchiveLimit::RoomEntries)));
        }
        let size = head.size;
        let room = Room { origin, folder, size, chunks: 0, annex_parts: 0, annex_part_bytes: 0 };
        Ok((Event::Room(Box::new(checkpoint)), State::InRoom(room)))
    }

    fn in_room(&mut self, mut room: Room) -> Result<(Event, State), ArchiveError> {
        if room.chunks > 0 && room.annex_parts < ANNEXES_MEMBERS_MAX {
            let name = annexes_name(&room.folder, room.chunks - 1, room.annex_parts);
            if self.members.take(&name, ANNEXES_MEMBER_BYTES_MAX)? {
                let annexes = self.annexes(&mut room)?;
                return Ok((Event::Annexes(annexes), State::InRoom(room)));
            }
        }
        let first = room.chunks * CHUNK_ENTRIES as u64;
        if first >= room.size {
            return Ok((Event::RoomEnd(room.origin), State::Between));
        }
        let count = chunk_len(room.size, room.chunks);
        self.members.expect(&leaves_name(&room.folder, room.chunks), MEMBER_BYTES_MAX)?;
        let leaves = read_leaves(&self.members.content, count).map_err(|fault| self.members.error(fault))?;
        self.members.expect(&notes_name(&room.folder, room.chunks), MEMBER_BYTES_MAX)?;
        let openings = read_notes(&self.members.content, count).map_err(|fault| self.members.error(fault))?;
        let evidence = self.proofs(&room, count)?;
        room.chunks += 1;
        (room.annex_parts, room.annex_part_bytes) = (0, 0);
        Ok((Event::Entries(Entries { first, leaves, openings, evidence }), State::InRoom(room)))
    }

    /// The evidence of the chunk's carried notes, where it has any.
    fn proofs(&mut self, room: &Room, count: usize) -> Result<BTreeMap<usize, Vec<u8>>, ArchiveError> {
        if !self.members.take(&proofs_name(&room.folder, room.chunks), MEMBER_BYTES_MAX)? {
            return Ok(BTreeMap::new());
        }
        let evidence =
            read_proofs(&self.members.content, count).map_err(|fault| self.members.error(fault))?;
        if evidence.is_empty() {
            let fault = ArchiveFault::NotCanonical("no member of proofs without a carried note");
            return Err(self.members.error(fault));
        }
        Ok(evidence)
    }

    /// The annexes of the member just read, which holds as many as fit and begins only
    /// where the one before was full.
    fn annexes(&mut self, room: &mut Room) -> Result<Vec<AnnexState>, ArchiveError> {
        let annexes = read_annexes(&self.members.content).map_err(|fault| self.members.error(fault))?;
        let Some(first) = annexes.first() else {
            return Err(self
                .members
                .error(ArchiveFault::NotCanonical("no member of annexes without an annex")));
        };
        let fitted = room.annex_part_bytes + first.record_bytes() <= ANNEXES_MEMBER_BYTES_MAX;
        if room.annex_parts > 0 && fitted {
            let fault = ArchiveFault::NotCanonical("this annex in the member before, where it fits");
            return Err(self.members.error(fault));
        }
        room.annex_parts += 1;
        room.annex_part_bytes = self.members.content.len();
        Ok(annexes)
    }
}

/// Reads members, compares their headers with the one form, and at the end the central
/// directory with what was read.
struct MemberReader<R> {
    input: R,
    /// Bytes read.
    offset: u64,
    count: u16,
    /// The central directory as the members read make it.
    central: Vec<u8>,
    /// Name and description of the member whose header was read and whose content was not.
    next: Option<(String, Described)>,
    /// Name and offset of the member read last, for errors.
    last: (String, u64),
    /// Content of the member read last.
    content: Vec<u8>,
}

impl<R: Read> MemberReader<R> {
    /// Reads the next member, which must have this name.
    fn expect(&mut self, name: &str, bytes_max: usize) -> Result<(), ArchiveError> {
        if self.take(name, bytes_max)? {
            return Ok(());
        }
        self.last = (self.next.as_ref().map_or(CENTRAL_DIRECTORY, |(name, _)| name).to_owned(), self.last.1);
        Err(self.error(ArchiveFault::Member(name.to_owned())))
    }

    /// Reads the next member if it has this name.
    fn take(&mut self, name: &str, bytes_max: usize) -> Result<bool, ArchiveError> {
        if self.next.is_none() {
            self.read_header()?;
        }
        let Some((_, member)) = self.next.take_if(|(next, _)| next == name) else { return Ok(false) };
        let bytes = member.bytes as usize;
        if bytes > bytes_max {
            return Err(self.error(ArchiveFault::Limit(ArchiveLimit::MemberBytes)));
        }
        self.content.clear();
        let read = self.input.by_ref().take(u64::from(member.bytes)).read_to_end(&mut self.content);
        self.offset += self.content.len() as u64;
        match read {
            Ok(n) if n == bytes => {}
            Ok(_) => return Err(self.error(ArchiveFault::Short)),
            Err(error) => return Err(self.error(error.into())),
        }
        if crc32(&self.content) != member.crc {
            return Err(self.error(ArchiveFault::Checksum));
        }
        Ok(true)
    }

    /// Reads the next local header into `next`, or, where the central directory begins,
    /// its signature, leaving `next` empty.
    fn read_header(&mut self) -> Result<(), ArchiveError> {
        let start = self.offset;
        if self.central_begun() {
            return Ok(());
        }
        let mut header = [0; LOCAL_HEADER_BYTES];
        let (signature, rest) = header.split_at_mut(4);
        self.read_exact(signature)?;
        if *signature == CENTRAL_SIGNATURE {
            self.last = (CENTRAL_DIRECTORY.to_owned(), start);
            return Ok(());
        }
        if *signature != LOCAL_SIGNATURE {
            self.last.1 = start;
            return Err(self.error(ArchiveFault::NotCanonical("a member or the central directory")));
        }
        self.read_exact(rest)?;
        let (member, name_bytes) = read_local_header(&header);
        let mut name = vec![0; name_bytes];
        self.read_exact(&mut name)?;
        let name = String::from_utf8(name).unwrap_or_default();
        self.last = (name.clone(), start);
        if local_header(&name, member)[..LOCAL_HEADER_BYTES] != header {
            let fault = "a header of version 1.0: stored, dated 1980-01-01, without flags or extra fields";
            return Err(self.error(ArchiveFault::NotCanonical(fault)));
        }
        if usize::from(self.count) == ARCHIVE_MEMBERS_MAX {
            return Err(self.error(ArchiveFault::Limit(ArchiveLimit::Members)));
        }
        let offset = u32::try_from(start);
        let offset = offset.map_err(|_| self.error(ArchiveFault::Limit(ArchiveLimit::Bytes)))?;
        push_central_entry(&mut self.central, &name, member, offset);
        self.count += 1;
        self.next = Some((name, member));
        Ok(())
    }

    fn central_begun(&self) -> bool {
        self.last.0 == CENTRAL_DIRECTORY
    }

    /// Reads to the archive's end and gives its length.
    fn end(&mut self) -> Result<u64, ArchiveError> {
        if self.next.is_none() {
            self.read_header()?;
        }
        if self.next.is_some() {
            return Err(self.error(ArchiveFault::NotCanonical("no further member")));
        }
        let (offset, bytes) = (self.last.1, self.central.len());
        let limit = |_| ArchiveFault::Limit(ArchiveLimit::Bytes);
        let end = u32::try_from(offset).and_then(|offset| Ok((offset, u32::try_from(bytes)?)));
        let (offset, bytes) = end.map_err(limit).map_err(|fault| self.error(fault))?;
        let mut expected = std::mem::take(&mut self.central);
        expected.extend_from_slice(&end_of_central_directory(self.count, bytes, offset));
        // The signature of its first entry was read when it was told from a member.
        self.compare(&expected[CENTRAL_SIGNATURE.len()..])?;
        if self.offset > ARCHIVE_BYTES_MAX {
            return Err(self.error(ArchiveFault::Limit(ArchiveLimit::Bytes)));
        }
        let mut more = Vec::new();
        match self.input.by_ref().take(1).read_to_end(&mut more) {
            Ok(0) => Ok(self.offset),
            Ok(_) => Err(self.error(ArchiveFault::Trailing)),
            Err(error) => Err(self.error(error.into())),
        }
    }

    /// Reads as many bytes as expected, which must be the same.
    fn compare(&mut self, expected: &[u8]) -> Result<(), ArchiveError> {
        let mut read = [0; 4096];
        for part in expected.chunks(read.len()) {
            let start = self.offset;
            let read = &mut read[..part.len()];
            self.read_exact(read)?;
            if let Some(at) = part.iter().zip(read.iter()).position(|(a, b)| a != b) {
                self.last.1 = start + at as u64;
                return Err(self.error(ArchiveFault::NotCanonical("what the members read make")));
            }
        }
        Ok(())
    }

    fn read_exact(&mut self, bytes: &mut [u8]) -> Result<(), ArchiveError> {
        match self.input.read_exact(bytes) {
            Ok(()) => {
                self.offset += bytes.len() as u64;
                Ok(())
            }
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                self.last.1 = self.offset;
                Err(self.error(ArchiveFault::Short))
            }
            Err(error) => Err(self.error(error.into())),
        }
    }

    fn error(&self, fault: ArchiveFault) -> ArchiveError {
        ArchiveError { member: self.last.0.clone(), offset: self.last.1, fault }
    }
}
