//! Archives have one form: what is written is read back, and nothing else is read.

use proptest::prelude::*;
use verbale_record::archive::{
    ANNEXES_MEMBER_BYTES_MAX, AnnexState, ArchiveError, ArchiveFault, ArchiveReader, ArchiveWriter, Event,
    Header,
};
use verbale_record::note::ANNEX_BYTES_MAX;
use verbale_record::{Leaf, Opening, Origin, ProcessId};

mod room;
use room::zip::{members, zip};
use room::{Room, archive, header, small_rooms as small, verify_archive};

fn events(bytes: &[u8]) -> Result<Vec<Event>, ArchiveError> {
    let mut reader = ArchiveReader::new(bytes);
    std::iter::from_fn(|| reader.next_event().transpose()).collect()
}

/// No carried notes.
const NONE: std::collections::BTreeMap<usize, Vec<u8>> = std::collections::BTreeMap::new();

/// Writes what was read.
fn rewrite(events: &[Event]) -> Vec<u8> {
    let Some(Event::Header(header)) = events.first() else { panic!("an archive begins with its header") };
    let mut writer = ArchiveWriter::new(Vec::new(), header).unwrap();
    for event in &events[1..] {
        match event {
            Event::Header(_) => panic!("a second header"),
            Event::Room(checkpoint) => writer.room(checkpoint).unwrap(),
            Event::Entries(entries) => {
                writer.entries(&entries.leaves, &entries.openings, &entries.evidence).unwrap()
            }
            Event::Annexes(annexes) => annexes.iter().for_each(|annex| writer.annex(annex).unwrap()),
            Event::RoomEnd(_) | Event::End { .. } => {}
        }
    }
    writer.finish().unwrap()
}

#[test]
fn what_is_written_is_read_and_verified() {
    let rooms = small();
    let bytes = archive(&rooms);
    let verified = verify_archive(&bytes).unwrap();
    let sizes: Vec<u64> = verified.iter().map(|room| room.head.size).collect();
    assert_eq!(sizes, [4, 2, 0]);
    let counts: Vec<_> =
        verified.iter().map(|r| (r.annexes_open, r.annexes_erased, r.annexes_withheld)).collect();
    assert_eq!(counts, [(1, 1, 1), (1, 0, 0), (0, 0, 0)]);
    assert_eq!(verified[0].times_ms, Some((rooms[0].entries[0].leaf.time_ms, rooms[0].time_ms)));
    assert_eq!(verified[2].times_ms, None);
    assert_eq!(verified[0].checkpoint.cosigned[0].time_s, 1_762_905_700);
    let events = events(&bytes).unwrap();
    assert_eq!(events.last(), Some(&Event::End { bytes: bytes.len() as u64 }));
    assert_eq!(rewrite(&events), bytes);
}

#[test]
fn members_stand_in_the_order_of_their_names() {
    let mut room = Room::of(7, 300);
    let annex = vec![b'x'; ANNEX_BYTES_MAX];
    room.write(300, &[&annex, &annex[1..], &annex[2..], &annex[3..], &annex[4..]]);
    let bytes = archive(&[room, Room::of(8, 1), Room::of(9, 1)]);
    let names: Vec<String> = members(&bytes).into_iter().map(|(name, _)| name).collect();
    assert!(names.is_sorted());
    assert_eq!(
        names,
        [
            "archive",
            "registry/checkpoint",
            "registry/entries/000000/1-leaves",
            "registry/entries/000000/2-notes",
            "registry/entries/000000/3-annexes-0000",
            "registry/entries/000001/1-leaves",
            "registry/entries/000001/2-notes",
            "registry/entries/000001/3-annexes-0000",
            "registry/entries/000001/3-annexes-0001",
            "rooms/08080808080808080808080808080808/checkpoint",
            "rooms/08080808080808080808080808080808/entries/000000/1-leaves",
            "rooms/08080808080808080808080808080808/entries/000000/2-notes",
            "rooms/09090909090909090909090909090909/checkpoint",
            "rooms/09090909090909090909090909090909/entries/000000/1-leaves",
            "rooms/09090909090909090909090909090909/entries/000000/2-notes",
        ]
    );
    assert!(verify_archive(&bytes).is_ok());
    assert_eq!(zip(&members(&bytes)), bytes);
}

#[test]
fn a_member_of_annexes_holds_as_many_as_fit() {
    let mut room = Room::new(7);
    let annex = vec![b'x'; ANNEX_BYTES_MAX];
    room.write(0, &[&annex, b"short", &annex, &annex, &annex, b"last"]);
    let bytes = archive(&[room]);
    let mut all = members(&bytes);
    assert!(verify_archive(&bytes).is_ok());
    let (first, second) = (all[4].1.clone(), all[5].1.clone());
    assert!(first.len() <= ANNEXES_MEMBER_BYTES_MAX && first.len() + second.len() > ANNEXES_MEMBER_BYTES_MAX);
    // The first member's last annex moved to the second, where the first could hold it.
    let last = first.len() - (ANNEX_BYTES_MAX + 37);
    all[4].1 = first[..last].to_vec();
    all[5].1 = [&first[last..], &second].concat();
    let error = verify_archive(&zip(&all)).unwrap_err();
    assert!(error.contains("in the member before, where it fits"), "{error}");
    all[4].1 = [&first[..], &second].concat();
    all.pop();
    let error = verify_archive(&zip(&all)).unwrap_err();
    assert!(error.contains("larger than its kind may be"), "{error}");
}

#[test]
fn every_flipped_bit_of_an_archive_is_found() {
    let bytes = archive(&small());
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        assert!(verify_archive(&changed).is_err(), "byte {at} of {}", bytes.len());
    }
}

#[test]
fn every_shorter_archive_is_refused() {
    let bytes = archive(&small());
    for length in 0..bytes.len() {
        assert!(events(&bytes[..length]).is_err(), "{length} of {}", bytes.len());
    }
    let error = events(&[&bytes[..], b"x"].concat()).unwrap_err();
    assert!(matches!(error.fault, ArchiveFault::Trailing), "{error}");
}

#[test]
fn what_follows_an_error_or_the_end_is_nothing() {
    let bytes = archive(&small());
    let mut reader = ArchiveReader::new(&bytes[..100]);
    while let Ok(Some(_)) = reader.next_event() {}
    assert!(matches!(reader.next_event(), Ok(None)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn an_inserted_or_removed_run_of_bytes_is_found(
        at in any::<prop::sample::Index>(),
        removed in 0usize..40,
        inserted in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let bytes = archive(&small());
        let at = at.index(bytes.len());
        let end = (at + removed).min(bytes.len());
        let changed = [&bytes[..at], &inserted, &bytes[end..]].concat();
        prop_assume!(changed != bytes);
        prop_assert!(verify_archive(&changed).is_err());
    }

    #[test]
    fn a_change_under_a_right_checksum_is_found(
        member in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        bit in 0u8..8,
        kind in 0u8..3,
    ) {
        let bytes = archive(&small());
        let mut all = members(&bytes);
        let member = member.index(all.len());
        let content = &mut all[member].1;
        let at = at.index(content.len());
        match kind {
            0 => content[at] ^= 1 << bit,
            1 => drop(content.remove(at)),
            _ => content.insert(at, bit),
        }
        let changed = zip(&all);
        prop_assume!(changed != bytes);
        prop_assert!(verify_archive(&changed).is_err());
    }

    #[test]
    fn a_member_moved_left_out_or_doubled_is_found(from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>(), kind in 0u8..3) {
        let bytes = archive(&small());
        let mut all = members(&bytes);
        let (from, to) = (from.index(all.len()), to.index(all.len()));
        match kind {
            0 => all.swap(from, to),
            1 => drop(all.remove(from)),
            _ => all.insert(to, all[from].clone()),
        }
        let changed = zip(&all);
        prop_assume!(changed != bytes);
        prop_assert!(verify_archive(&changed).is_err());
    }

    #[test]
    fn what_is_accepted_is_what_would_be_written(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        // Changes of contents that the form does not see, under right checksums.
        let mut all = members(&archive(&small()));
        let content = &mut all[3].1;
        let at = at.index(content.len());
        content[at] = byte;
        let changed = zip(&all);
        if let Ok(events) = events(&changed) {
            prop_assert_eq!(rewrite(&events), changed);
        }
    }
}

#[test]
fn other_forms_of_zip_are_refused() {
    let bytes = archive(&small());
    let change = |at: usize, byte: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = byte;
        events(&bytes).unwrap_err()
    };
    for (at, byte) in [(4, 20), (6, 8), (7, 8), (8, 8), (10, 1), (12, 0), (28, 4)] {
        let error = change(at, byte);
        assert!(matches!(error.fault, ArchiveFault::NotCanonical(_)), "{at}: {error}");
        assert_eq!((error.member.as_str(), error.offset), ("archive", 0));
    }
    let end = bytes.len() - 22;
    for at in [4, 8, 10, 12, 16, 20] {
        let error = change(end + at, 7);
        assert!(matches!(error.fault, ArchiveFault::NotCanonical(_)), "{at}: {error}");
        assert_eq!((error.member.as_str(), error.offset), ("central directory", (end + at) as u64));
    }
}

#[test]
fn the_header_has_one_form() {
    let all = members(&archive(&small()));
    let refused = |text: String| {
        let mut all = all.clone();
        all[0].1 = text.into_bytes();
        events(&zip(&all)).unwrap_err().to_string()
    };
    let text = String::from_utf8(all[0].1.clone()).unwrap();
    let (a, b) = (
        "room verbale/10101010101010101010101010101010\n",
        "room verbale/f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0\n",
    );
    for (changed, line) in [
        (text.replace("archive/v1", "archive/v2"), 1),
        (text.replace("process", "Process"), 2),
        (text.replace("registry verbale", "registry  verbale"), 3),
        (text.replace(a, &format!("{b}{a}")).replacen(b, "", 1).replace(a, &format!("{b}{a}")), 5),
        (text.replace(a, &format!("{a}{a}")), 5),
        (text.replace(a, &a.replace("10", "50")), 4),
        (format!("{text}more\n"), 6),
        (text[..text.len() - 1].to_owned(), 5),
    ] {
        let error = refused(changed.clone());
        assert!(error.contains(&format!("line {line}")), "{changed}\n{error}");
    }
}

#[test]
fn a_checkpoint_stands_with_its_signatures_in_one_order() {
    let room = Room::of(1, 1);
    let mut all = members(&archive(std::slice::from_ref(&room)));
    let text = String::from_utf8(all[1].1.clone()).unwrap();
    let (body, lines) = text.split_once("\n\n").unwrap();
    let lines: Vec<&str> = lines.lines().collect();
    all[1].1 = format!("{body}\n\n{}\n{}\n", lines[1], lines[0]).into_bytes();
    let error = events(&zip(&all)).unwrap_err();
    assert!(matches!(error.fault, ArchiveFault::NotCanonical(_)), "{error}");
    all[1].1 = format!("{body}\n\n{}\n{}\n{}\n", lines[0], lines[1], lines[1]).into_bytes();
    assert!(events(&zip(&all)).is_err());
    // The writer takes them in any order and writes the one.
    let mut other = verbale_record::signed_note::SignedNote::parse(text.as_bytes()).unwrap();
    other.signatures.reverse();
    let other = verbale_record::checkpoint::SignedCheckpoint::parse(&other.to_bytes()).unwrap();
    let mut writer = ArchiveWriter::new(Vec::new(), &header(std::slice::from_ref(&room))).unwrap();
    writer.room(&other).unwrap();
    writer.entries(&[room.entries[0].leaf], std::slice::from_ref(&room.entries[0].opening), &NONE).unwrap();
    assert_eq!(writer.finish().unwrap(), archive(&[room]));
}

#[test]
fn the_writer_takes_rooms_and_entries_in_order_only() {
    let rooms = [Room::of(1, 300), Room::of(2, 1)];
    let new = || ArchiveWriter::new(Vec::new(), &header(&rooms)).unwrap();
    let order = |error: ArchiveError| assert!(matches!(error.fault, ArchiveFault::Order(_)), "{error}");
    let leaves: Vec<Leaf> = rooms[0].entries.iter().map(|e| e.leaf).collect();
    let openings: Vec<Opening> = rooms[0].entries.iter().map(|e| e.opening.clone()).collect();

    order(new().finish().unwrap_err());
    order(new().entries(&leaves[..256], &openings[..256], &NONE).unwrap_err());
    order(new().room(&rooms[1].checkpoint()).unwrap_err());
    let begun = || {
        let mut writer = new();
        writer.room(&rooms[0].checkpoint()).unwrap();
        writer
    };
    order(begun().entries(&leaves[..255], &openings[..255], &NONE).unwrap_err());
    order(begun().entries(&leaves[..256], &openings[..255], &NONE).unwrap_err());
    order(begun().entries(&leaves, &openings, &NONE).unwrap_err());
    order(begun().annex(&AnnexState::Erased).unwrap_err());
    order(begun().room(&rooms[1].checkpoint()).unwrap_err());
    order(begun().finish().unwrap_err());
    let mut writer = begun();
    writer.entries(&leaves[..256], &openings[..256], &NONE).unwrap();
    order(writer.entries(&leaves[..256], &openings[..256], &NONE).unwrap_err());
}

#[test]
fn the_writer_refuses_what_the_reader_would() {
    let room = Room::of(1, 1);
    let mut writer = ArchiveWriter::new(Vec::new(), &header(std::slice::from_ref(&room))).unwrap();
    writer.room(&room.checkpoint()).unwrap();
    let long = Opening { salt: [0; 32], content: vec![0; 65_537] };
    assert!(writer.entries(&[room.entries[0].leaf], &[long], &NONE).is_err());
    let mut writer = ArchiveWriter::new(Vec::new(), &header(std::slice::from_ref(&room))).unwrap();
    writer.room(&room.checkpoint()).unwrap();
    writer.entries(&[room.entries[0].leaf], std::slice::from_ref(&room.entries[0].opening), &NONE).unwrap();
    let long = AnnexState::Open(Opening { salt: [0; 32], content: vec![0; ANNEX_BYTES_MAX + 1] });
    assert!(writer.annex(&long).is_err());
    let origin = |n| Origin::from_bytes([n; 16]);
    let header = |rooms| Header::new(ProcessId([0; 32]), origin(0), rooms);
    assert!(header(vec![origin(1), origin(1)]).is_none());
    assert!(header(vec![origin(0)]).is_none());
    let many = (0..1024u32).map(|n| Origin::from_bytes(u128::from(n + 1).to_be_bytes())).collect();
    assert!(header(many).is_none());
}

proptest! {
    #[test]
    fn any_bytes_are_answered_as_an_archive(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(events(&bytes).is_err());
    }
}
