//! A carried note stands in a further room with evidence of where it stood, and nothing of it can be
//! changed unseen by who sees that room alone.

use proptest::prelude::*;
use verbale_record::archive::AnnexState;
use verbale_record::carried::{EVIDENCE_BYTES_MAX, Evidence, EvidenceError};
use verbale_record::verify::Piece;
use verbale_record::{Commitment, Leaf, Origin};

mod room;
use room::{Entry, Room, archive, carried_to, log_key, log_keys, verify_archive, verify_pieces};

/// The room with one of its entries changed.
fn with(room: &Room, index: usize, change: impl FnOnce(&mut Entry)) -> Room {
    let mut room = room.clone();
    change(&mut room.entries[index]);
    room
}

/// What is said of a room, whose log was built of the entries as they are now: so that nothing but
/// the entry itself can show that it was changed.
fn said(room: &Room) -> Result<(), String> {
    let mut anew = Room { hashes: Default::default(), ..room.clone() };
    room.entries.iter().for_each(|entry| anew.hashes.append(entry.leaf.hash()));
    let one = anew.verify(1).map(|_| ());
    assert_eq!(anew.verify(3).map(|_| ()), one, "threads make no difference");
    one
}

#[track_caller]
fn check(room: &Room, says: &str) {
    let error = said(room).unwrap_err();
    assert!(error.contains(says), "{error}");
}

#[test]
fn a_room_with_carried_notes_verifies_by_itself() {
    let (from, to) = carried_to(0x52);
    for threads in [1, 2, 5] {
        let verified = to.verify(threads).unwrap();
        assert_eq!((verified.head.size, verified.annexes_open, verified.annexes_erased), (7, 5, 1));
    }
    let evidence = Evidence::parse(to.entries[6].evidence.as_ref().unwrap()).unwrap();
    assert_eq!((evidence.origin(), evidence.index()), (&from.origin, 5));
    assert_eq!(evidence.leaf(), from.entries[5].leaf);
    assert_eq!(evidence.first(), &evidence);
    // The note released before: through the room that it was released to, to where it was written.
    let evidence = Evidence::parse(to.entries[4].evidence.as_ref().unwrap()).unwrap();
    let origins: Vec<&Origin> = evidence.rooms().map(Evidence::origin).collect();
    assert_eq!(origins, [&from.origin, &Origin::from_bytes([0x50; 16])]);
    assert_eq!(evidence.first().index(), 2);
}

#[test]
fn an_archive_holds_the_evidence_and_is_rebuilt_byte_by_byte() {
    let (from, to) = carried_to(0x52);
    let registry = Room::of(0x10, 1);
    let alone = archive(&[registry.clone(), to.clone()]);
    assert_eq!(verify_archive(&alone).unwrap()[1].head.size, 7);
    assert_eq!(verify_archive(&archive(&[registry, from, to])).unwrap().len(), 3);
    for at in 0..alone.len() {
        let mut changed = alone.clone();
        changed[at] ^= 1 << (at % 8);
        assert!(verify_archive(&changed).is_err(), "byte {at} of {}", alone.len());
    }
}

#[test]
fn a_note_of_another_room_needs_evidence_and_a_note_of_this_room_has_none() {
    let (from, to) = carried_to(0x52);
    check(&with(&to, 2, |entry| entry.evidence = None), "entry 2: the note was written for verbale/5151");
    let own = to.evidence(0).to_bytes();
    check(&with(&to, 0, |entry| entry.evidence = Some(own)), "each once, and not through this one");
    let theirs = from.evidence(0).to_bytes();
    check(&with(&to, 1, |entry| entry.evidence = Some(theirs)), "its leaf is of another note");
    let mut back = from.clone();
    back.time_ms = to.time_ms;
    back.carry(&to, 5);
    let mut again = from;
    again.carry(&back, 6);
    check(&again, "each once, and not through this one");
}

#[test]
fn evidence_is_of_a_room_of_the_same_process_signed_by_its_log_key_alone() {
    let mut foreign = Room::of(0x00, 2);
    foreign.time_ms = 0;
    let mut to = Room::of(0x52, 2);
    to.carry(&foreign, 1);
    check(&to, "entry 2: the evidence of the carried note: verbale/0000000000");
    let (from, to) = carried_to(0x52);
    let cosigned = format!(
        "{}— witness.example.org/w1 AAAAAQAAAAE=\n",
        String::from_utf8(to.entries[2].evidence.clone().unwrap()).unwrap()
    );
    check(&with(&to, 2, |entry| entry.evidence = Some(cosigned.into_bytes())), "of verbale/51515151");
    let evidence = from.evidence(1);
    assert_eq!(evidence.verify(log_keys()), Ok(()));
    let other = log_key(&Origin::from_bytes([7; 16])).verifier().clone();
    assert!(matches!(evidence.verify(|_| Some(other.clone())), Err(EvidenceError::Proof(_))));
    assert_eq!(evidence.verify(|_| None), Err(EvidenceError::UnknownRoom(from.origin)));
}

#[test]
fn a_note_is_not_carried_before_it_was_entered_nor_entered_twice() {
    let (from, mut to) = carried_to(0x52);
    let early = with(&to, 6, |entry| entry.leaf.time_ms = from.entries[5].leaf.time_ms - 1);
    assert!(early.entries[6].leaf.time_ms >= to.entries[1].leaf.time_ms);
    let mut alone = Room::new(0x52);
    alone.entries.push(early.entries[6].clone());
    check(&alone, "later than in the room that it was carried to");
    to.carry(&from, 1);
    check(&to, "entry 7: the note's text was entered before, as entry 2");
}

#[test]
fn any_checkpoint_of_the_room_that_covers_the_leaf_is_evidence() {
    let (from, to) = carried_to(0x52);
    for size in 2..=from.size() {
        let evidence = from.evidence_at(1, size).to_bytes();
        assert_eq!(said(&with(&to, 2, |entry| entry.evidence = Some(evidence))), Ok(()));
    }
}

#[test]
fn annexes_of_carried_notes_are_opened_under_the_room_that_they_were_written_for() {
    let (_, to) = carried_to(0x52);
    let open = |entry: &mut Entry| {
        let AnnexState::Open(opening) = entry.annexes.last_mut().unwrap() else { panic!("it is open") };
        opening.content[0] ^= 1;
    };
    for (index, place) in [(2, "annex 0 of entry 2"), (3, "annex 1 of entry 3"), (4, "annex 0 of entry 4")] {
        check(&with(&to, index, open), place);
    }
    check(&with(&to, 5, open), "annex 0 of entry 5");
    check(&with(&to, 3, |entry| drop(entry.annexes.pop())), "annex 1 of entry 3");
}

#[test]
fn evidence_for_no_entry_is_found() {
    let (_, to) = carried_to(0x52);
    let mut pieces = to.pieces();
    let Some(Piece::Entries { evidence, .. }) = pieces.first_mut() else { panic!("entries come first") };
    evidence.insert(7, evidence[&2].clone());
    let error = verify_pieces(&to.origin, pieces, 1).unwrap_err();
    assert!(error.contains("evidence is given that belongs to no entry"), "{error}");
}

#[test]
fn every_byte_of_evidence_changed_is_found() {
    let (_, to) = carried_to(0x52);
    for index in [2, 4] {
        let good = to.entries[index].evidence.clone().unwrap();
        for at in 0..good.len() {
            for changed in [good[at] ^ 1, good[at] ^ 0x20, b'\n'] {
                if changed == good[at] {
                    continue;
                }
                let mut bytes = good.clone();
                bytes[at] = changed;
                assert!(said(&with(&to, index, |entry| entry.evidence = Some(bytes))).is_err(), "byte {at}");
            }
        }
    }
}

#[test]
fn evidence_leads_through_two_rooms_at_most() {
    let (_, to) = carried_to(0x52);
    let mut third = Room::new(0x60);
    third.time_ms = to.time_ms;
    third.carry(&to, 2);
    assert_eq!(said(&third), Ok(()));
    let entry = &to.entries[4];
    let earlier = Evidence::parse(entry.evidence.as_ref().unwrap()).unwrap();
    let checkpoint = to.evidence(0);
    let checkpoint = verbale_record::proof::TlogProof::parse(&checkpoint.to_bytes()).unwrap().checkpoint;
    let again = Evidence::new(0, Vec::new(), checkpoint, entry.leaf, Some(earlier));
    assert_eq!(again, Err(EvidenceError::Rooms));
    assert_eq!(
        Evidence::parse(&vec![b'x'; EVIDENCE_BYTES_MAX + 1]),
        Err(EvidenceError::TooLong { bytes: EVIDENCE_BYTES_MAX + 1 })
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_change_of_a_carried_entry_is_found(
        index in prop::sample::select(vec![2usize, 3, 4, 6]),
        at in any::<prop::sample::Index>(),
        bit in 0u8..8,
        what in 0u8..5,
    ) {
        let (_, to) = carried_to(0x52);
        let changed = with(&to, index, |entry| match what {
            0 => entry.leaf.commitment.0[at.index(32)] ^= 1 << bit,
            1 => entry.opening.salt[at.index(32)] ^= 1 << bit,
            2 => {
                let at = at.index(entry.opening.content.len());
                entry.opening.content[at] ^= 1 << bit;
            }
            3 => drop(entry.evidence.as_mut().unwrap().remove(at.index(300))),
            _ => {
                let evidence = entry.evidence.as_mut().unwrap();
                evidence.insert(at.index(evidence.len() + 1), bit + b'0');
            }
        });
        prop_assert!(said(&changed).is_err());
    }

    #[test]
    fn any_bytes_are_answered_as_evidence(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Evidence::parse(&bytes).is_err());
    }
}

#[test]
fn what_is_read_is_what_is_written() {
    let (from, to) = carried_to(0x52);
    for entry in to.entries.iter().filter_map(|entry| entry.evidence.as_ref()) {
        assert_eq!(Evidence::parse(entry).unwrap().to_bytes(), *entry);
    }
    let leaf = Leaf { time_ms: 0, commitment: Commitment([0; 32]) };
    assert_eq!(from.evidence(0).goes_before(&to.origin, &leaf), Err(EvidenceError::OtherNote));
}
