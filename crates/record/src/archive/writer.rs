//! Writing an archive, one chunk at a time.

use std::collections::{BTreeMap, VecDeque};
use std::io::Write;

use super::crc32::crc32;
use super::error::ArchiveLimit;
use super::members::{AnnexState, canonical_checkpoint, write_leaves, write_notes, write_proofs};
use super::zip::{
    CENTRAL_ENTRY_BYTES, Described, END_BYTES, end_of_central_directory, local_header, push_central_entry,
};
use super::{
    ANNEXES_MEMBER_BYTES_MAX, ANNEXES_MEMBERS_MAX, ARCHIVE_BYTES_MAX, ARCHIVE_MEMBERS_MAX,
    ARCHIVE_ROOM_ENTRIES_MAX, ArchiveError, ArchiveFault, CHUNK_ENTRIES, HEADER_NAME, Header, annexes_name,
    checkpoint_name, chunk_len, leaves_name, notes_name, proofs_name,
};
use crate::checkpoint::SignedCheckpoint;
use crate::commitment::Opening;
use crate::ids::Origin;
use crate::leaf::Leaf;
use crate::note::ANNEX_BYTES_MAX;

/// Writes an archive to `W` as it is given it, holding at most one member in memory:
/// rooms in the order of the header, of each its entries in chunks of
/// [`CHUNK_ENTRIES`] (the last may be smaller), after each chunk the annexes of its
/// notes, in the order of the notes and of each note's list.
///
/// It takes care of the form. Whether commitments, signatures and trees hold is the
/// verifier's to say.
pub struct ArchiveWriter<W> {
    members: MemberWriter<W>,
    /// Rooms not yet begun, each with its folder.
    rooms: VecDeque<(Origin, String)>,
    room: Option<Room>,
}

struct Room {
    folder: String,
    size: u64,
    /// Chunks written.
    chunks: u64,
    /// Members of annexes written of the last chunk.
    annex_parts: usize,
    /// Annexes of the last chunk that are not yet written.
    annexes: Vec<u8>,
}

impl<W: Write> ArchiveWriter<W> {
    /// Begins an archive.
    pub fn new(out: W, header: &Header) -> Result<Self, ArchiveError> {
        let mut members = MemberWriter { out, offset: 0, count: 0, central: Vec::new() };
        members.write(HEADER_NAME, header.to_text().as_bytes())?;
        let rooms = header.all_rooms().map(|(origin, folder)| (origin.clone(), folder)).collect();
        Ok(ArchiveWriter { members, rooms, room: None })
    }

    /// Begins the next room with its checkpoint, whose signature lines are put in order.
    pub fn room(&mut self, checkpoint: &SignedCheckpoint) -> Result<(), ArchiveError> {
        self.end_room()?;
        let head = checkpoint.checkpoint();
        let Some((_, folder)) = self.rooms.pop_front_if(|(origin, _)| *origin == head.origin) else {
            return Err(self
                .members
                .error(head.origin.as_str(), ArchiveFault::Order("the next room of the header")));
        };
        if head.size > ARCHIVE_ROOM_ENTRIES_MAX {
            return Err(self.members.error(&folder, ArchiveFault::Limit(ArchiveLimit::RoomEntries)));
        }
        self.members.write(&checkpoint_name(&folder), &canonical_checkpoint(checkpoint))?;
        self.room = Some(Room { folder, size: head.size, chunks: 0, annex_parts: 0, annexes: Vec::new() });
        Ok(())
    }

    /// Writes the room's next chunk: leaves, the openings of their notes, and the evidence of
    /// those that were carried there, by position in the chunk.
    pub fn entries(
        &mut self,
        leaves: &[Leaf],
        openings: &[Opening],
        evidence: &BTreeMap<usize, Vec<u8>>,
    ) -> Result<(), ArchiveError> {
        self.flush_annexes()?;
        let ArchiveWriter { members, room, .. } = self;
        let Some(room) = room else {
            return Err(members.error(HEADER_NAME, ArchiveFault::Order("a room before entries")));
        };
        let written = room.chunks * CHUNK_ENTRIES as u64;
        if written >= room.size
            || leaves.len() != chunk_len(room.size, room.chunks)
            || openings.len() != leaves.len()
        {
            let fault = ArchiveFault::Order("256 entries, or those that are left of the checkpoint's size");
            return Err(members.error(&room.folder, fault));
        }
        members.write(&leaves_name(&room.folder, room.chunks), &write_leaves(leaves))?;
        let name = notes_name(&room.folder, room.chunks);
        let notes = write_notes(openings).map_err(|fault| members.error(&name, fault))?;
        members.write(&name, &notes)?;
        if !evidence.is_empty() {
            let name = proofs_name(&room.folder, room.chunks);
            let proofs = write_proofs(evidence, leaves.len()).map_err(|fault| members.error(&name, fault))?;
            members.write(&name, &proofs)?;
        }
        room.chunks += 1;
        room.annex_parts = 0;
        Ok(())
    }

    /// Writes the next annex of the chunk written last.
    pub fn annex(&mut self, annex: &AnnexState) -> Result<(), ArchiveError> {
        let too_long = matches!(annex, AnnexState::Open(opening) if opening.content.len() > ANNEX_BYTES_MAX);
        let fault = match &self.room {
            Some(room) if room.chunks > 0 && !too_long => {
                if room.annexes.len() + annex.record_bytes() > ANNEXES_MEMBER_BYTES_MAX {
                    self.flush_annexes()?;
                }
                let room = self.room.as_mut().expect("looked at above");
                annex.push_record(&mut room.annexes);
                return Ok(());
            }
            Some(_) if too_long => {
                ArchiveFault::Record { record: 0, expected: "an annex of at most 1048576 bytes" }
            }
            _ => ArchiveFault::Order("entries before annexes"),
        };
        let folder = self.room.as_ref().map_or(HEADER_NAME, |room| &room.folder);
        Err(self.members.error(folder, fault))
    }

    /// Ends the archive and gives back what it was written to, not flushed.
    pub fn finish(mut self) -> Result<W, ArchiveError> {
        self.end_room()?;
        if let Some((origin, _)) = self.rooms.front() {
            return Err(self
                .members
                .error(origin.as_str(), ArchiveFault::Order("the next room of the header")));
        }
        self.members.finish()
    }

    fn end_room(&mut self) -> Result<(), ArchiveError> {
        self.flush_annexes()?;
        if let Some(room) = self.room.take()
            && room.chunks * (CHUNK_ENTRIES as u64) < room.size
        {
            return Err(self
                .members
                .error(&room.folder, ArchiveFault::Order("all entries that the checkpoint counts")));
        }
        Ok(())
    }

    fn flush_annexes(&mut self) -> Result<(), ArchiveError> {
        let Some(room) = &mut self.room else { return Ok(()) };
        if room.annexes.is_empty() {
            return Ok(());
        }
        if room.annex_parts == ANNEXES_MEMBERS_MAX {
            return Err(self.members.error(&room.folder, ArchiveFault::Limit(ArchiveLimit::Members)));
        }
        let name = annexes_name(&room.folder, room.chunks - 1, room.annex_parts);
        self.members.write(&name, &room.annexes)?;
        room.annexes.clear();
        room.annex_parts += 1;
        Ok(())
    }
}

/// Writes members and, at the end, the central directory.
struct MemberWriter<W> {
    out: W,
    offset: u64,
    count: u16,
    central: Vec<u8>,
}

impl<W: Write> MemberWriter<W> {
    fn write(&mut self, name: &str, content: &[u8]) -> Result<(), ArchiveError> {
        let header_bytes = super::zip::LOCAL_HEADER_BYTES + name.len();
        let after = self.offset + (header_bytes + content.len()) as u64;
        let central = self.central.len() + CENTRAL_ENTRY_BYTES + name.len() + END_BYTES;
        if after + central as u64 > ARCHIVE_BYTES_MAX {
            return Err(self.error(name, ArchiveFault::Limit(ArchiveLimit::Bytes)));
        }
        if usize::from(self.count) == ARCHIVE_MEMBERS_MAX {
            return Err(self.error(name, ArchiveFault::Limit(ArchiveLimit::Members)));
        }
        let bytes = u32::try_from(content.len()).expect("smaller than an archive, as just seen");
        let offset = u32::try_from(self.offset).expect("within an archive, as just seen");
        let member = Described { crc: crc32(content), bytes };
        let written =
            self.out.write_all(&local_header(name, member)).and_then(|()| self.out.write_all(content));
        written.map_err(|error| self.error(name, error.into()))?;
        push_central_entry(&mut self.central, name, member, offset);
        self.offset = after;
        self.count += 1;
        Ok(())
    }

    fn finish(mut self) -> Result<W, ArchiveError> {
        let bytes = u32::try_from(self.central.len()).expect("within an archive, as write saw");
        let offset = u32::try_from(self.offset).expect("within an archive, as write saw");
        let end = end_of_central_directory(self.count, bytes, offset);
        let written = self.out.write_all(&self.central).and_then(|()| self.out.write_all(&end));
        match written {
            Ok(()) => Ok(self.out),
            Err(error) => Err(self.error("central directory", error.into())),
        }
    }

    fn error(&self, member: &str, fault: ArchiveFault) -> ArchiveError {
        ArchiveError { member: member.to_owned(), offset: self.offset, fault }
    }
}
