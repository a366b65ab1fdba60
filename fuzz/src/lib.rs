//! What must hold for any bytes, one function for each parser of `verbale-record`: no
//! panic, and what is accepted is written again as the same bytes.
//!
//! The fuzz targets call these, and so do the crate's own tests, which include this file.

use verbale_record::archive::{ArchiveReader, ArchiveWriter, Event};
use verbale_record::carried::{EVIDENCE_ROOMS_MAX, Evidence};
use verbale_record::checkpoint::SignedCheckpoint;
use verbale_record::fork_proof::ForkProof;
use verbale_record::key::SigningKey;
use verbale_record::note::{Note, assemble};
use verbale_record::proof::TlogProof;
use verbale_record::signed_note::{Signature, SignedNote};
use verbale_record::tile::{TilePath, decode_entries, encode_entries};
use verbale_record::tree::Frontier;
use verbale_record::{Hash, Leaf, Origin, VerifierKey, json};

/// A parser's name and what must hold of it.
pub type Target = (&'static str, fn(&[u8]));

/// All targets, by the names of their folders of seeds.
pub const TARGETS: [Target; 13] = [
    ("archive", archive),
    ("carried", carried),
    ("checkpoint", checkpoint),
    ("entries", entries),
    ("fork_proof", fork_proof),
    ("frontier", frontier),
    ("json", strict_json),
    ("key", key),
    ("leaf", leaf),
    ("note", note),
    ("signed_note", signed_note),
    ("tile_path", tile_path),
    ("tlog_proof", tlog_proof),
];

/// Notes.
pub fn note(bytes: &[u8]) {
    let Ok(note) = Note::parse(bytes) else { return };
    let signatures = note.signatures.iter().map(|signature| Signature {
        name: signature.name.to_string(),
        key_id: signature.key_id,
        bytes: signature.bytes.to_vec(),
    });
    assert_eq!(assemble(note.text(), signatures.collect()).as_deref(), Ok(bytes));
    assert_eq!(Note::from_bytes(bytes.to_vec()), Ok(note));
}

/// Signed notes in general.
pub fn signed_note(bytes: &[u8]) {
    if let Ok(note) = SignedNote::parse(bytes) {
        assert_eq!(note.to_bytes(), bytes);
    }
}

/// Checkpoints.
pub fn checkpoint(bytes: &[u8]) {
    let Ok(signed) = SignedCheckpoint::parse(bytes) else { return };
    assert_eq!(signed.to_bytes(), bytes);
    assert_eq!(signed.checkpoint().text(), signed.note().text);
}

/// Evidence of carried notes.
pub fn carried(bytes: &[u8]) {
    let Ok(evidence) = Evidence::parse(bytes) else { return };
    assert_eq!(evidence.to_bytes(), bytes);
    let rooms: Vec<&Evidence> = evidence.rooms().collect();
    assert!((1..=EVIDENCE_ROOMS_MAX).contains(&rooms.len()));
    // Each room once, one note throughout, and nowhere earlier than before.
    for (at, room) in rooms.iter().enumerate() {
        assert_eq!(room.leaf().commitment, evidence.leaf().commitment);
        assert!(room.leaf().time_ms <= evidence.leaf().time_ms);
        assert!(rooms[..at].iter().all(|later| later.origin() != room.origin()));
        assert!(evidence.goes_before(room.origin(), &evidence.leaf()).is_err());
        assert_eq!(Evidence::parse(&room.to_bytes()).as_ref(), Ok(*room));
    }
    // Another's key proves nothing, and a room that the process does not have still less.
    let key = |origin: &Origin| SigningKey::from_seed(origin.as_str(), [1; 32]).ok();
    assert!(evidence.verify(|origin| key(origin).map(|key| key.verifier().clone())).is_err());
    assert!(evidence.verify(|_| None).is_err());
}

/// Proof files.
pub fn tlog_proof(bytes: &[u8]) {
    let Ok(proof) = TlogProof::parse(bytes) else { return };
    assert_eq!(proof.to_bytes(), bytes);
    let key = SigningKey::from_seed(proof.checkpoint.checkpoint().origin.as_str(), [1; 32]);
    let key = key.expect("an origin is a key name");
    assert!(proof.verify(Hash::of(b""), key.verifier()).is_err());
}

/// Fork proofs.
pub fn fork_proof(bytes: &[u8]) {
    let Ok(proof) = ForkProof::parse(bytes) else { return };
    assert_eq!(proof.to_bytes(), bytes);
    let key = SigningKey::from_seed(proof.first.checkpoint().origin.as_str(), [1; 32]);
    let key = key.expect("an origin is a key name");
    assert!(proof.verify(key.verifier(), |_, _| None).is_err());
}

/// Strict JSON.
pub fn strict_json(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let valid = json::validate(text);
    assert!(json::members(text).is_err() || valid.is_ok());
    assert!(json::elements(text).is_err() || valid.is_ok());
    assert!(json::string(text).is_err() || valid.is_ok());
    assert!(json::integer(text).is_err() || valid.is_ok());
    if let Err(error) = valid {
        assert!(error.offset <= text.len());
    }
}

/// Verifier keys and signing keys.
pub fn key(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    if let Ok(key) = VerifierKey::parse(text) {
        assert_eq!(key.to_string(), text);
    }
    if let Ok(key) = SigningKey::parse_secret(text) {
        assert_eq!(key.secret_text(), text);
    }
    if let Ok(signature) = Signature::parse_line(text) {
        assert_eq!(signature.to_line().trim_end_matches('\n'), text.trim_end_matches('\n'));
    }
}

/// Leaves.
pub fn leaf(bytes: &[u8]) {
    if let Ok(leaf) = Leaf::from_bytes(bytes) {
        assert_eq!(leaf.to_bytes(), bytes);
    }
}

/// Frontiers.
pub fn frontier(bytes: &[u8]) {
    if let Ok(frontier) = Frontier::from_bytes(bytes) {
        assert_eq!(frontier.to_bytes(), bytes);
        frontier.root();
    }
}

/// Paths of tiles.
pub fn tile_path(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    if let Ok(path) = TilePath::parse(text) {
        assert_eq!(path.to_string(), text);
        assert_eq!(TilePath::new(path.kind(), path.index(), path.width()), Some(path));
    }
}

/// Bundles of entries.
pub fn entries(bytes: &[u8]) {
    if let Ok(entries) = decode_entries(bytes) {
        assert_eq!(encode_entries(entries).as_deref(), Ok(bytes));
    }
}

/// Archives: what is read to the end is what is written of what was read.
pub fn archive(bytes: &[u8]) {
    let mut reader = ArchiveReader::new(bytes);
    let mut events = Vec::new();
    loop {
        match reader.next_event() {
            Ok(Some(event)) => events.push(event),
            Ok(None) => break,
            Err(_) => return,
        }
    }
    let Some(Event::Header(header)) = events.first() else { panic!("an archive begins with its header") };
    let written = (|| {
        let mut writer = ArchiveWriter::new(Vec::new(), header)?;
        for event in &events[1..] {
            match event {
                Event::Room(checkpoint) => writer.room(checkpoint)?,
                Event::Entries(entries) => {
                    writer.entries(&entries.leaves, &entries.openings, &entries.evidence)?;
                }
                Event::Annexes(annexes) => annexes.iter().try_for_each(|annex| writer.annex(annex))?,
                Event::Header(_) | Event::RoomEnd(_) | Event::End { .. } => {}
            }
        }
        writer.finish()
    })();
    assert_eq!(written.expect("what was read can be written"), bytes);
}
