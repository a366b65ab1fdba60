//! At each limit all is well; one beyond it is refused.

use verbale_record::archive::{ARCHIVE_ROOM_ENTRIES_MAX, ArchiveReader, ArchiveWriter, Header};
use verbale_record::checkpoint::{
    CHECKPOINT_EXTENSIONS_MAX, Checkpoint, ForeignCheckpoint, SignedCheckpoint,
};
use verbale_record::fork_proof::{FORK_PROOF_BYTES_MAX, ForkProof, ForkProofError};
use verbale_record::json::{JSON_DEPTH_MAX, JSON_INTEGER_MAX};
use verbale_record::note::{
    ANNEX_BYTES_MAX, NOTE_ANNEXES_MAX, NOTE_BYTES_MAX, NOTE_SIGNERS_MAX, Note, NoteDraft, assemble,
};
use verbale_record::proof::{TLOG_PROOF_BYTES_MAX, TLOG_PROOF_EXTRA_BYTES_MAX, TlogProof, TlogProofError};
use verbale_record::signed_note::{
    KEY_NAME_BYTES_MAX, SIGNATURE_LINES_MAX, SIGNED_NOTE_BYTES_MAX, SignedNote, SignedNoteError,
};
use verbale_record::tree::{EMPTY_ROOT, PROOF_HASHES_MAX};
use verbale_record::{ActorId, Hash, Head, KeyName, Origin, ProcessId, SigningKey, json};

mod room;
use room::{Room, log_key, member_key};

fn draft(act: String) -> NoteDraft {
    NoteDraft {
        origin: Origin::from_bytes([1; 16]),
        author: ActorId::new("alpha").unwrap(),
        nonce: [0; 16],
        head: Head { size: 0, root: EMPTY_ROOT },
        act,
    }
}

fn act(rest: &str) -> String {
    format!(r#"{{"act":"text","signers":["{}"]{rest}}}"#, member_key(1).name())
}

#[test]
fn a_note_has_at_most_so_many_bytes() {
    let with = |n: usize| draft(act(&format!(r#","x":"{}""#, "x".repeat(n)))).sign(&[&member_key(1)]);
    let rest = with(0).unwrap().len();
    assert_eq!(with(NOTE_BYTES_MAX - rest).unwrap().len(), NOTE_BYTES_MAX);
    let error = with(NOTE_BYTES_MAX - rest + 1).unwrap_err().to_string();
    assert_eq!(error, "a signed note has at most 65536 bytes, this has 65537");
}

#[test]
fn a_note_has_at_most_so_many_signers() {
    let with = |n: usize| {
        let keys: Vec<SigningKey> = (0..n as u8).map(member_key).collect();
        let names: Vec<String> = keys.iter().map(|key| format!(r#""{}""#, key.name())).collect();
        let text = draft(format!(r#"{{"act":"text","signers":[{}]}}"#, names.join(","))).text();
        assemble(&text, keys.iter().map(|key| key.sign(&text)).collect())
    };
    assert_eq!(Note::parse(&with(NOTE_SIGNERS_MAX).unwrap()).unwrap().signatures.len(), NOTE_SIGNERS_MAX);
    assert!(with(NOTE_SIGNERS_MAX + 1).is_err());
}

#[test]
fn a_note_has_at_most_so_many_annexes_of_so_many_bytes() {
    let annex = |n: usize, bytes: usize| {
        format!(r#"{{"commitment":"{}","role":"document","bytes":{bytes}}}"#, Hash::of(&n.to_be_bytes()))
    };
    let with = |n: usize, bytes: usize| {
        let annexes: Vec<String> = (0..n).map(|n| annex(n, bytes)).collect();
        draft(act(&format!(r#","annexes":[{}]"#, annexes.join(",")))).sign(&[&member_key(1)])
    };
    let note = Note::parse(&with(NOTE_ANNEXES_MAX, ANNEX_BYTES_MAX).unwrap()).unwrap();
    assert_eq!(note.annexes.len(), NOTE_ANNEXES_MAX);
    assert!(with(NOTE_ANNEXES_MAX + 1, 0).is_err());
    assert!(with(1, ANNEX_BYTES_MAX + 1).is_err());
    assert!(Note::parse(&draft(act("")).sign(&[&member_key(1)]).unwrap()).unwrap().annexes.is_empty());
}

#[test]
fn json_is_nested_so_deep_and_holds_integers_so_large() {
    let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    assert!(json::validate(&deep(JSON_DEPTH_MAX)).is_ok());
    assert!(json::validate(&deep(JSON_DEPTH_MAX + 1)).is_err());
    for sign in ["", "-"] {
        assert!(json::validate(&format!("{sign}{JSON_INTEGER_MAX}")).is_ok());
        assert!(json::validate(&format!("{sign}{}", JSON_INTEGER_MAX + 1)).is_err());
    }
}

#[test]
fn a_checkpoint_has_at_most_so_many_signature_lines() {
    let room = Room::of(1, 1);
    let mut checkpoint = room.checkpoint();
    let line = checkpoint.note().signatures[1].clone();
    for n in 0..SIGNATURE_LINES_MAX + 10 {
        let mut other = line.clone();
        other.name = format!("w{n}");
        checkpoint.add_signature(other);
    }
    assert_eq!(checkpoint.note().signatures.len(), SIGNATURE_LINES_MAX);
    let bytes = checkpoint.to_bytes();
    assert_eq!(SignedCheckpoint::parse(&bytes), Ok(checkpoint));
    let error = SignedNote::parse(&[bytes, line.to_line().into_bytes()].concat()).unwrap_err();
    assert_eq!(error, SignedNoteError::TooManySignatures { max: SIGNATURE_LINES_MAX });
}

#[test]
fn a_signed_note_is_so_long_and_its_names_too() {
    let key = SigningKey::from_seed(&"n".repeat(KEY_NAME_BYTES_MAX), [1; 32]).unwrap();
    assert!(SigningKey::from_seed(&"n".repeat(KEY_NAME_BYTES_MAX + 1), [1; 32]).is_err());
    let with = |n: usize| {
        let text = format!("{}\n", "x".repeat(n));
        SignedNote { signatures: vec![key.sign(&text)], text }.to_bytes()
    };
    let rest = with(0).len();
    assert!(SignedNote::parse(&with(SIGNED_NOTE_BYTES_MAX - rest)).is_ok());
    assert!(SignedNote::parse(&with(SIGNED_NOTE_BYTES_MAX - rest + 1)).is_err());
    let long = with(0);
    let long = String::from_utf8(long)
        .unwrap()
        .replace(&"n".repeat(KEY_NAME_BYTES_MAX), &"n".repeat(KEY_NAME_BYTES_MAX + 1));
    assert!(SignedNote::parse(long.as_bytes()).is_err());
}

#[test]
fn another_logs_checkpoint_has_at_most_so_many_lines_more() {
    let root = EMPTY_ROOT.to_base64();
    let with = |n: usize| {
        let more: String = (0..n).map(|n| format!("extension {n}\n")).collect();
        ForeignCheckpoint::parse_text(&format!("example.org/log\n0\n{root}\n{more}"))
    };
    assert_eq!(with(CHECKPOINT_EXTENSIONS_MAX).unwrap().extensions.len(), CHECKPOINT_EXTENSIONS_MAX);
    assert!(with(CHECKPOINT_EXTENSIONS_MAX + 1).is_err());
    assert!(ForeignCheckpoint::parse_text(&format!("example.org/log\n0\n{root}\n\nmore\n")).is_err());
}

#[test]
fn a_proof_has_at_most_so_many_hashes_and_so_much_extra() {
    let checkpoint = Room::of(1, 1).checkpoint();
    let with = |hashes: usize, extra: usize| {
        let proof = TlogProof {
            extra: Some(vec![7; extra]),
            index: 0,
            hashes: vec![EMPTY_ROOT; hashes],
            checkpoint: checkpoint.clone(),
        };
        TlogProof::parse(&proof.to_bytes())
    };
    assert!(with(PROOF_HASHES_MAX, TLOG_PROOF_EXTRA_BYTES_MAX).is_ok());
    assert!(matches!(with(PROOF_HASHES_MAX + 1, 0), Err(TlogProofError::Line { line: 69, .. })));
    assert!(matches!(with(0, TLOG_PROOF_EXTRA_BYTES_MAX + 1), Err(TlogProofError::Line { line: 2, .. })));
    let long = vec![b'x'; TLOG_PROOF_BYTES_MAX + 1];
    assert_eq!(TlogProof::parse(&long), Err(TlogProofError::TooLong { bytes: long.len() }));
    let long = vec![b'x'; FORK_PROOF_BYTES_MAX + 1];
    assert_eq!(ForkProof::parse(&long), Err(ForkProofError::TooLong { bytes: long.len() }));
}

#[test]
fn a_room_in_an_archive_has_at_most_so_many_entries() {
    let origin = Origin::from_bytes([1; 16]);
    let header = Header::new(ProcessId([0; 32]), origin.clone(), Vec::new()).unwrap();
    let with = |size| {
        let checkpoint = Checkpoint { origin: origin.clone(), size, root: EMPTY_ROOT };
        let mut writer = ArchiveWriter::new(Vec::new(), &header).unwrap();
        writer.room(&checkpoint.sign(&log_key(&origin)).unwrap())
    };
    assert!(with(ARCHIVE_ROOM_ENTRIES_MAX).is_ok());
    let error = with(ARCHIVE_ROOM_ENTRIES_MAX + 1).unwrap_err().to_string();
    assert!(error.contains("a room in an archive has at most 256000000 entries"), "{error}");
}

#[test]
fn a_member_that_claims_to_be_huge_is_refused_before_it_is_read() {
    let mut bytes = room::archive(&[Room::of(1, 1)]);
    bytes[18..26].copy_from_slice(&[0xff; 8]);
    let error = ArchiveReader::new(&bytes[..]).next_event().unwrap_err().to_string();
    assert!(error.contains("larger than its kind may be"), "{error}");
}

#[test]
fn a_key_name_is_a_key_name_of_signed_notes() {
    let name = KeyName::from_bytes([0xab; 8]);
    assert!(verbale_record::signed_note::is_key_name(name.as_str()));
    assert!(verbale_record::signed_note::is_key_name(Origin::from_bytes([1; 16]).as_str()));
}

#[test]
fn the_table_of_limits_says_what_the_constants_say() {
    use verbale_record::archive::{ARCHIVE_BYTES_MAX, ARCHIVE_MEMBERS_MAX, ARCHIVE_ROOMS_MAX};
    use verbale_record::ids::ACTOR_ID_BYTES_MAX;
    use verbale_record::leaf::LEAF_BYTES;
    use verbale_record::tile::{ENTRY_BYTES_MAX, TILE_WIDTH};
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/formats/README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    assert_eq!(ARCHIVE_BYTES_MAX, (1 << 32) - 1);
    assert_eq!(JSON_INTEGER_MAX, (1 << 53) - 1);
    for (name, value) in [
        ("NOTE_BYTES_MAX", NOTE_BYTES_MAX as u64),
        ("NOTE_SIGNERS_MAX", NOTE_SIGNERS_MAX as u64),
        ("NOTE_ANNEXES_MAX", NOTE_ANNEXES_MAX as u64),
        ("ANNEX_BYTES_MAX", ANNEX_BYTES_MAX as u64),
        ("JSON_DEPTH_MAX", JSON_DEPTH_MAX as u64),
        ("ACTOR_ID_BYTES_MAX", ACTOR_ID_BYTES_MAX as u64),
        ("KEY_NAME_BYTES_MAX", KEY_NAME_BYTES_MAX as u64),
        ("LEAF_BYTES", LEAF_BYTES as u64),
        ("ENTRY_BYTES_MAX", ENTRY_BYTES_MAX as u64),
        ("TILE_WIDTH", u64::from(TILE_WIDTH)),
        ("PROOF_HASHES_MAX", PROOF_HASHES_MAX as u64),
        ("SIGNED_NOTE_BYTES_MAX", SIGNED_NOTE_BYTES_MAX as u64),
        ("SIGNATURE_LINES_MAX", SIGNATURE_LINES_MAX as u64),
        ("CHECKPOINT_EXTENSIONS_MAX", CHECKPOINT_EXTENSIONS_MAX as u64),
        ("TLOG_PROOF_BYTES_MAX", TLOG_PROOF_BYTES_MAX as u64),
        ("TLOG_PROOF_EXTRA_BYTES_MAX", TLOG_PROOF_EXTRA_BYTES_MAX as u64),
        ("FORK_PROOF_BYTES_MAX", FORK_PROOF_BYTES_MAX as u64),
        ("ARCHIVE_MEMBERS_MAX", ARCHIVE_MEMBERS_MAX as u64),
        ("ARCHIVE_ROOMS_MAX", ARCHIVE_ROOMS_MAX as u64),
        ("ARCHIVE_ROOM_ENTRIES_MAX", ARCHIVE_ROOM_ENTRIES_MAX),
    ] {
        let row = readme.lines().find(|line| line.contains(&format!("`{name}`")));
        let row = row.unwrap_or_else(|| panic!("no row for {name}"));
        assert!(row.replace(',', "").contains(&value.to_string()), "{name} is {value}: {row}");
    }
}
