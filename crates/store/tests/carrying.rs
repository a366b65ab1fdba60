//! Carrying a note to a further room: word for word, with evidence, once, in the order of durability.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use verbale_record::carried::Evidence;
use verbale_record::verify::{Fault, open_entry};
use verbale_record::{Origin, VerifierKey};
use verbale_store::{
    Batch, CopyError, MemoryMarks, MemoryStore, NewEntry, RefusalCode, Store, StoreState, check_store,
    copy_room,
};

mod support;
use support::venue::*;
use support::*;

fn log_keys(origin: &Origin) -> Option<VerifierKey> {
    Some(room_key(origin).verifier().clone())
}

#[tokio::test]
async fn a_carried_note_is_entered_word_for_word_with_evidence_of_where_it_stands() {
    let venue = Venue::in_memory().await;
    venue.say(11, 1).await.unwrap();
    let original = venue.sequencer.submit(carrying(11, 2, &[annex(1, "a"), annex(2, "b")])).await.unwrap();
    venue.say(11, 3).await.unwrap();
    venue.clock.0.store(7_000, Ordering::Relaxed);
    let receipt = venue.sequencer.carry(&origin(11), 1, &origin(12)).await.unwrap();
    assert_eq!((receipt.index, receipt.leaf.time_ms), (0, 7_000));
    assert_eq!(receipt.leaf.commitment, original.leaf.commitment);
    assert_eq!(venue.sequencer.published(&origin(12)), Some(Arc::clone(&receipt.checkpoint)));

    let store = venue.sequencer.store();
    let there = store.entries(&origin(11), 1..2).await.unwrap().remove(0);
    let here = store.entries(&origin(12), 0..1).await.unwrap().remove(0);
    assert_eq!(here.opening, there.opening);
    let evidence = here.evidence.as_deref();
    open_entry(&origin(12), &here.leaf, here.opening.clone(), evidence, log_keys).unwrap();
    let evidence = Evidence::parse(evidence.unwrap()).unwrap();
    assert_eq!((evidence.origin(), evidence.index(), evidence.leaf()), (&origin(11), 1, original.leaf));
    let missing = open_entry(&origin(12), &here.leaf, here.opening, None, log_keys);
    assert_eq!(missing, Err(Fault::EvidenceMissing(origin(11))));
    let annexes = |room| async move {
        let annexes = store.annexes(&origin(room), 0..9).await.unwrap();
        annexes.into_iter().map(|annex| (annex.commitment, annex.opening)).collect::<Vec<_>>()
    };
    assert_eq!(annexes(12).await, annexes(11).await);
}

#[tokio::test]
async fn what_is_carried_already_is_answered_as_such_before_and_after_a_restart() {
    let (store, marks) = (MemoryStore::new(), MemoryMarks::default());
    let venue = Venue::over(&store, &marks).await;
    venue.found(1, &[10, 11, 12]).await.unwrap();
    venue.say(11, 1).await.unwrap();
    let first = venue.sequencer.carry(&origin(11), 0, &origin(12)).await.unwrap();
    let before = store.entries(&origin(12), 0..9).await.unwrap();
    venue.say(11, 2).await.unwrap();
    assert_eq!(venue.sequencer.carry(&origin(11), 0, &origin(12)).await.unwrap(), first);
    drop(venue);
    let venue = Venue::over(&store, &marks).await;
    assert_eq!(venue.sequencer.carry(&origin(11), 0, &origin(12)).await.unwrap(), first);
    assert_eq!(store.entries(&origin(12), 0..9).await.unwrap(), before);
    assert_eq!(venue.head(12).size, 1);
}

#[tokio::test]
async fn carried_at_once_by_several_it_is_one_entry() {
    let venue = Venue::in_memory().await;
    venue.say(11, 1).await.unwrap();
    let (from, to) = (origin(11), origin(12));
    let carry = || venue.sequencer.carry(&from, 0, &to);
    let (one, other, third) = tokio::join!(carry(), carry(), carry());
    let (one, other, third) = (one.unwrap(), other.unwrap(), third.unwrap());
    assert!(one == other && other == third);
    assert_eq!(venue.head(12).size, 1);
}

#[tokio::test]
async fn an_annex_is_erased_in_every_room_that_its_note_was_carried_to() {
    let venue = Venue::in_memory().await;
    let store = Arc::clone(venue.sequencer.store());
    let notes = [carrying(11, 1, &[annex(1, "a")]), carrying(11, 2, &[annex(2, "b")])];
    for note in notes {
        venue.sequencer.submit(note).await.unwrap();
    }
    venue.sequencer.carry(&origin(11), 0, &origin(12)).await.unwrap();
    let annexes = store.annexes(&origin(11), 0..9).await.unwrap();
    let commitments = annexes.iter().map(|annex| annex.commitment);
    venue.admission.erase_next.lock().unwrap().extend(commitments);
    venue.sequencer.submit(of_kind(11, 3, "erased", 1)).await.unwrap();
    // What was erased before it is carried is carried erased.
    venue.sequencer.carry(&origin(11), 1, &origin(12)).await.unwrap();
    for room in [11, 12] {
        let annexes = store.annexes(&origin(room), 0..9).await.unwrap();
        assert_eq!(annexes.len(), 2);
        assert!(annexes.iter().all(|annex| annex.opening.is_none()), "room {room}");
    }
}

#[tokio::test]
async fn a_note_comes_from_room_to_room_with_the_evidence_of_each() {
    let venue = Venue::over(&MemoryStore::new(), &MemoryMarks::default()).await;
    venue.found(1, &[10, 11, 12, 13]).await.unwrap();
    venue.say(12, 1).await.unwrap();
    venue.say(11, 2).await.unwrap();
    venue.sequencer.carry(&origin(11), 0, &origin(12)).await.unwrap();
    venue.sequencer.carry(&origin(12), 1, &origin(13)).await.unwrap();
    let store = venue.sequencer.store();
    let entry = store.entries(&origin(13), 0..1).await.unwrap().remove(0);
    let opened =
        open_entry(&origin(13), &entry.leaf, entry.opening, entry.evidence.as_deref(), log_keys).unwrap();
    let evidence = opened.evidence.unwrap();
    let places: Vec<_> = evidence.rooms().map(|room| (room.origin().clone(), room.index())).collect();
    assert_eq!(places, [(origin(12), 1), (origin(11), 0)]);
    // Not back to where it came from.
    let back = venue.sequencer.carry(&origin(13), 0, &origin(11)).await;
    assert_eq!(code(&back), Some(RefusalCode::Form));
}

#[tokio::test]
async fn a_clock_that_goes_back_enters_no_note_before_it_was_written() {
    let venue = Venue::in_memory().await;
    venue.clock.0.store(9_000, Ordering::Relaxed);
    venue.say(11, 1).await.unwrap();
    venue.clock.0.store(6_000, Ordering::Relaxed);
    let receipt = venue.sequencer.carry(&origin(11), 0, &origin(12)).await.unwrap();
    assert_eq!(receipt.leaf.time_ms, 9_000);
}

#[tokio::test]
async fn a_note_is_carried_between_two_rooms_of_one_process_and_never_to_a_registry() {
    let venue = Venue::in_memory().await;
    venue.found(2, &[20, 21]).await.unwrap();
    venue.say(11, 1).await.unwrap();
    let carry = async |from, index, to| code(&venue.sequencer.carry(&origin(from), index, &origin(to)).await);
    assert_eq!(carry(11, 0, 21).await, Some(RefusalCode::Form), "another process");
    assert_eq!(carry(11, 0, 10).await, Some(RefusalCode::Form), "a registry");
    assert_eq!(carry(11, 0, 11).await, Some(RefusalCode::Form), "the same room");
    assert_eq!(carry(11, 1, 12).await, Some(RefusalCode::Form), "no such entry");
    assert_eq!(carry(11, u64::MAX, 12).await, Some(RefusalCode::Form), "no entry at all");
    assert_eq!(carry(11, 0, 99).await, Some(RefusalCode::UnknownRoom));
    assert_eq!(carry(99, 0, 12).await, Some(RefusalCode::UnknownRoom));
    assert_eq!(venue.head(12), empty());
    assert_eq!(venue.head(10).size, 1);
}

#[tokio::test]
async fn a_record_that_is_read_only_carries_nothing() {
    let (store, marks) = (MemoryStore::new(), MemoryMarks::default());
    let venue = Venue::over(&store, &marks).await;
    venue.found(1, &[10, 11, 12]).await.unwrap();
    venue.say(11, 1).await.unwrap();
    drop(venue);
    let state = StoreState::Behind(Vec::new());
    let venue = Venue::start(Arc::new(store), Box::new(marks), state, None).await.unwrap();
    let carried = venue.sequencer.carry(&origin(11), 0, &origin(12)).await;
    assert_eq!(code(&carried), Some(RefusalCode::ReadOnly));
}

#[tokio::test]
async fn a_room_with_carried_notes_is_copied_and_checked() {
    let venue = Venue::in_memory().await;
    venue.say(11, 1).await.unwrap();
    venue.say(12, 2).await.unwrap();
    venue.sequencer.submit(carrying(11, 3, &[annex(3, "a")])).await.unwrap();
    venue.sequencer.carry(&origin(11), 1, &origin(12)).await.unwrap();
    let from = venue.sequencer.store();
    check_store(&**from, &mut |_, _| {}).await.unwrap();
    let copy = async |store: &dyn Store| {
        let to = MemoryStore::new();
        to.commit(&founding(1, &[10, 11, 12])).await.unwrap();
        let key = room_key(&origin(12)).verifier().clone();
        copy_room(store, &to, &origin(12), &key, &mut |_, _| {}).await.map(|_| to)
    };
    let to = copy(&**from).await.unwrap();
    assert_eq!(to.entries(&origin(12), 0..9).await.unwrap(), from.entries(&origin(12), 0..9).await.unwrap());
    // Evidence of another entry, in an otherwise whole room, is not taken over.
    let mut entries = Vec::new();
    for entry in from.entries(&origin(12), 0..9).await.unwrap() {
        let wrong = entry.evidence.is_some().then(|| {
            let mut evidence = entry.evidence.clone().unwrap();
            let at = evidence.len() - 10;
            evidence[at] = if evidence[at] == b'A' { b'B' } else { b'A' };
            evidence
        });
        let note = verbale_record::Note::parse(&entry.opening.content).unwrap();
        let text = verbale_record::Hash::of(note.text().as_bytes());
        let (leaf, opening) = (entry.leaf, entry.opening);
        entries.push(NewEntry { leaf, opening, evidence: wrong, text, annexes: Vec::new() });
    }
    let broken = MemoryStore::new();
    broken.commit(&founding(1, &[10, 11, 12])).await.unwrap();
    let held = broken.head(&origin(12)).await.unwrap();
    let appends = vec![growth(&origin(12), &held, entries)];
    broken.commit(&Batch { appends, ..Batch::default() }).await.unwrap();
    let refused = copy(&broken).await.err();
    assert!(
        matches!(&refused, Some(CopyError::Differs { what, .. }) if what.contains("evidence")),
        "{refused:?}"
    );
}
