//! A room with members, notes and annexes, made from fixed seeds, for tests that need one.
#![allow(dead_code, reason = "each test file uses another part of it")]

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use verbale_record::archive::{AnnexState, ArchiveReader, ArchiveWriter, CHUNK_ENTRIES, Event, Header};
use verbale_record::carried::Evidence;
use verbale_record::checkpoint::{Checkpoint, SignedCheckpoint};
use verbale_record::commitment::{Kind, commit};
use verbale_record::cosignature::{self, CosignerKey};
use verbale_record::key::{SigningKey, VerifierKey};
use verbale_record::tree::{MemoryHashes, prove_inclusion, root_at};
use verbale_record::verify::{self, Piece, RoomPlan, RoomVerified, RoomVerifier};
use verbale_record::{ActorId, Head, KeyName, Leaf, NoteDraft, Opening, Origin, ProcessId};

pub mod zip;

/// A room as its host holds it.
#[derive(Clone)]
pub struct Room {
    pub origin: Origin,
    pub entries: Vec<Entry>,
    pub hashes: MemoryHashes,
    pub time_ms: u64,
}

/// One entry with all that belongs to it.
#[derive(Clone)]
pub struct Entry {
    pub leaf: Leaf,
    pub opening: Opening,
    pub annexes: Vec<AnnexState>,
    /// Where it stood before, if it was carried here.
    pub evidence: Option<Vec<u8>>,
}

/// The n-th member's key; actor `alpha` has the first, `beta` the second.
pub fn member_key(n: u8) -> SigningKey {
    SigningKey::from_seed(KeyName::from_bytes([n; 8]).as_str(), [n; 32]).unwrap()
}

pub fn log_key(origin: &Origin) -> SigningKey {
    SigningKey::from_seed(origin.as_str(), [0x10; 32]).unwrap()
}

pub fn witness() -> CosignerKey {
    CosignerKey::from_seed("witness.example.org/w1", [0x21; 32]).unwrap()
}

/// Knows the log keys of the rooms of a process: all but those whose origin begins with a zero byte.
pub fn log_keys() -> impl Fn(&Origin) -> Option<VerifierKey> + Sync {
    |origin| (!origin.digits().starts_with("00")).then(|| log_key(origin).verifier().clone())
}

/// The evidence of those entries of a chunk that were carried, by position in it.
pub fn evidence(chunk: &[Entry]) -> BTreeMap<usize, Vec<u8>> {
    chunk.iter().enumerate().filter_map(|(n, entry)| Some((n, entry.evidence.clone()?))).collect()
}

/// Knows the two members' keys.
pub fn keys() -> impl Fn(&ActorId, &KeyName, u32) -> Option<VerifierKey> + Sync {
    let members = [("alpha", member_key(1).verifier().clone()), ("beta", member_key(2).verifier().clone())];
    move |actor, name, id| {
        let found = members
            .iter()
            .find(|(of, key)| *of == actor.as_str() && key.name() == name.as_str() && key.id() == id);
        found.map(|(_, key)| key.clone())
    }
}

impl Room {
    pub fn new(n: u8) -> Room {
        Room {
            origin: Origin::from_bytes([n; 16]),
            entries: Vec::new(),
            hashes: MemoryHashes::new(),
            time_ms: 1_762_905_600_000,
        }
    }

    /// A room of `size` entries, most without annexes.
    pub fn of(n: u8, size: u64) -> Room {
        let mut room = Room::new(n);
        for i in 0..size {
            let annexes: &[&[u8]] = match i % 5 {
                1 => &[b"{\"title\":\"Agenda\"}"],
                3 => &[b"{}", b"a document"],
                _ => &[],
            };
            room.write(i.saturating_sub(i % 4), annexes);
        }
        room
    }

    pub fn size(&self) -> u64 {
        self.hashes.size()
    }

    pub fn head_at(&self, size: u64) -> Head {
        Head { size, root: root_at(size, &self.hashes).unwrap() }
    }

    /// Writes a note that cites the head at `cited`, with these annexes.
    pub fn write(&mut self, cited: u64, annexes: &[&[u8]]) {
        let head = self.head_at(cited);
        self.write_citing(head, annexes);
    }

    /// Writes a note that cites any head.
    pub fn write_citing(&mut self, head: Head, annexes: &[&[u8]]) {
        let n = self.size();
        let mut salts = (0u64..).map(|k| salt(n * 100 + k));
        let annexes: Vec<Opening> = annexes
            .iter()
            .map(|content| Opening { salt: salts.next().unwrap(), content: content.to_vec() })
            .collect();
        let named: Vec<String> = annexes
            .iter()
            .enumerate()
            .map(|(k, annex)| {
                let role = if k == 0 { "wording" } else { "document" };
                let commitment = annex.commit(Kind::Annex, &self.origin);
                format!(r#"{{"commitment":"{commitment}","role":"{role}","bytes":{}}}"#, annex.content.len())
            })
            .collect();
        let (author, key) =
            if n.is_multiple_of(2) { ("alpha", member_key(1)) } else { ("beta", member_key(2)) };
        let draft = NoteDraft {
            origin: self.origin.clone(),
            author: ActorId::new(author).unwrap(),
            nonce: u128::from(n).to_be_bytes(),
            head,
            act: format!(
                r#"{{"act":"receipt","signers":["{}"],"annexes":[{}],"re":"{}"}}"#,
                key.name(),
                named.join(","),
                "ab".repeat(32)
            ),
        };
        let note = draft.sign(&[&key]).unwrap();
        self.enter(note, annexes.into_iter().map(AnnexState::Open).collect());
    }

    /// Enters a note's bytes.
    pub fn enter(&mut self, note: Vec<u8>, annexes: Vec<AnnexState>) {
        let salt = salt(self.size() * 100 + 99);
        self.time_ms += self.size() % 3;
        let commitment = commit(Kind::Note, &self.origin, &salt, &note);
        let leaf = Leaf { time_ms: self.time_ms, commitment };
        self.push(Entry { leaf, opening: Opening { salt, content: note }, annexes, evidence: None });
    }

    fn push(&mut self, entry: Entry) {
        self.hashes.append(entry.leaf.hash());
        self.entries.push(entry);
    }

    /// Evidence that an entry stands here, by the first checkpoint that covers it.
    pub fn evidence(&self, index: usize) -> Evidence {
        self.evidence_at(index, index as u64 + 1)
    }

    /// The same by the checkpoint of a size.
    pub fn evidence_at(&self, index: usize, size: u64) -> Evidence {
        let entry = &self.entries[index];
        let hashes = prove_inclusion(index as u64, size, &self.hashes).unwrap();
        let Head { size, root } = self.head_at(size);
        let checkpoint = Checkpoint { origin: self.origin.clone(), size, root };
        let signed = checkpoint.sign(&log_key(&self.origin)).unwrap();
        let earlier = entry.evidence.as_ref().map(|earlier| Evidence::parse(earlier).unwrap());
        Evidence::new(index as u64, hashes, signed, entry.leaf, earlier).unwrap()
    }

    /// Enters an entry of another room here, word for word.
    pub fn carry(&mut self, from: &Room, index: usize) {
        self.carry_with(from, index, Some(from.evidence(index).to_bytes()));
    }

    /// The same with any evidence.
    pub fn carry_with(&mut self, from: &Room, index: usize, evidence: Option<Vec<u8>>) {
        let carried = &from.entries[index];
        self.time_ms = self.time_ms.max(carried.leaf.time_ms);
        let leaf = Leaf { time_ms: self.time_ms, commitment: carried.leaf.commitment };
        self.push(Entry { leaf, evidence, ..carried.clone() });
    }

    pub fn checkpoint(&self) -> SignedCheckpoint {
        self.checkpoint_at(self.size())
    }

    /// The checkpoint of an earlier size, cosigned.
    pub fn checkpoint_at(&self, size: u64) -> SignedCheckpoint {
        let Head { size, root } = self.head_at(size);
        let checkpoint = Checkpoint { origin: self.origin.clone(), size, root };
        let mut signed = checkpoint.sign(&log_key(&self.origin)).unwrap();
        signed.add_signature(cosignature::sign(1_762_905_700, &witness(), &checkpoint).unwrap());
        signed
    }

    /// All entries and annexes, in pieces as an archive has them.
    pub fn pieces(&self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for chunk in self.entries.chunks(CHUNK_ENTRIES) {
            pieces.push(Piece::Entries {
                leaves: chunk.iter().map(|e| e.leaf).collect(),
                openings: chunk.iter().map(|e| e.opening.clone()).collect(),
                evidence: evidence(chunk),
            });
            let annexes: Vec<AnnexState> = chunk.iter().flat_map(|e| e.annexes.clone()).collect();
            if !annexes.is_empty() {
                pieces.push(Piece::Annexes(annexes));
            }
        }
        pieces
    }

    pub fn verify(&self, threads: usize) -> Result<RoomVerified, String> {
        let room = verify_pieces(&self.origin, self.pieces(), threads)?;
        finish(room, &self.checkpoint())
    }
}

/// Verifies pieces on so many threads; the error is what is said of it.
pub fn verify_pieces(origin: &Origin, pieces: Vec<Piece>, threads: usize) -> Result<RoomVerifier, String> {
    let plan = RoomPlan { threads: NonZeroUsize::new(threads).unwrap(), annexes: true };
    let mut pieces = pieces.into_iter();
    let next = || Ok::<_, std::convert::Infallible>(pieces.next());
    verify::room(origin, plan, next, &keys(), &log_keys(), |_| {}).map_err(|e| e.to_string())
}

pub fn finish(room: RoomVerifier, checkpoint: &SignedCheckpoint) -> Result<RoomVerified, String> {
    let log_key = log_key(room.origin());
    room.finish(checkpoint, log_key.verifier(), &[witness().verifier().clone()]).map_err(|e| e.to_string())
}

/// A header for these rooms, of which the first is the registry. Its first note stands
/// for the charter.
pub fn header(rooms: &[Room]) -> Header {
    let process = rooms[0].entries.first().map_or(ProcessId([0; 32]), |e| ProcessId::of(&e.opening.content));
    let others = rooms[1..].iter().map(|room| room.origin.clone()).collect();
    Header::new(process, rooms[0].origin.clone(), others).unwrap()
}

/// A room to which notes of `from` were carried, between notes of its own: one with an open annex,
/// one with an erased and an open one, one without, and one that had been carried there before.
pub fn carried_to(n: u8) -> (Room, Room) {
    let (mut first, mut from, mut to) = (Room::of(n - 2, 2), Room::of(n - 1, 4), Room::of(n, 2));
    first.write(0, &[b"{\"text\":\"released\"}"]);
    from.time_ms += 10;
    from.carry(&first, 2);
    from.entries[3].annexes[0] = AnnexState::Erased;
    from.write(2, &[]);
    for index in [1, 3, 4] {
        to.carry(&from, index);
    }
    to.write(1, &[b"{}"]);
    to.carry(&from, 5);
    (from, to)
}

/// Three small rooms with annexes in every state, of which the last is empty.
pub fn small_rooms() -> Vec<Room> {
    let mut rooms = vec![Room::of(0x50, 4), Room::of(0x10, 2), Room::of(0xf0, 0)];
    rooms[0].entries[1].annexes = vec![AnnexState::Erased];
    rooms[0].entries[3].annexes[1] = AnnexState::Withheld;
    rooms
}

/// The archive of these rooms, of which the first is the registry.
pub fn archive(rooms: &[Room]) -> Vec<u8> {
    let mut writer = ArchiveWriter::new(Vec::new(), &header(rooms)).unwrap();
    for room in rooms {
        writer.room(&room.checkpoint()).unwrap();
        for chunk in room.entries.chunks(CHUNK_ENTRIES) {
            let leaves: Vec<Leaf> = chunk.iter().map(|e| e.leaf).collect();
            let openings: Vec<Opening> = chunk.iter().map(|e| e.opening.clone()).collect();
            writer.entries(&leaves, &openings, &evidence(chunk)).unwrap();
            for annex in chunk.iter().flat_map(|e| &e.annexes) {
                writer.annex(annex).unwrap();
            }
        }
    }
    writer.finish().unwrap()
}

/// Reads and verifies an archive whole, as a command would: form, process, every room.
pub fn verify_archive(bytes: &[u8]) -> Result<Vec<RoomVerified>, String> {
    let mut reader = ArchiveReader::new(bytes);
    let mut next = || reader.next_event().map_err(|e| e.to_string());
    let Some(Event::Header(header)) = next()? else { panic!("an archive begins with its header") };
    let mut verified = Vec::new();
    loop {
        let checkpoint = match next()? {
            Some(Event::Room(checkpoint)) => checkpoint,
            Some(Event::End { .. }) => return Ok(verified),
            other => panic!("{other:?} between rooms"),
        };
        let origin = checkpoint.checkpoint().origin.clone();
        let mut pieces = Vec::new();
        loop {
            match next()? {
                Some(Event::Entries(e)) => {
                    if origin == *header.registry() && e.first == 0 {
                        let charter = ProcessId::of(&e.openings[0].content);
                        if charter != header.process() {
                            return Err("another process".to_owned());
                        }
                    }
                    let (leaves, openings, evidence) = (e.leaves, e.openings, e.evidence);
                    pieces.push(Piece::Entries { leaves, openings, evidence });
                }
                Some(Event::Annexes(annexes)) => pieces.push(Piece::Annexes(annexes)),
                Some(Event::RoomEnd(ended)) => {
                    assert_eq!(ended, origin);
                    break;
                }
                other => panic!("{other:?} in a room"),
            }
        }
        let room = finish(verify_pieces(&origin, pieces, 1)?, &checkpoint)?;
        if !room.checkpoint.unknown.is_empty() {
            return Err("a signature line of an unknown key".to_owned());
        }
        verified.push(room);
    }
}

fn salt(n: u64) -> [u8; 32] {
    verbale_record::Hash::of(&n.to_be_bytes()).0
}
