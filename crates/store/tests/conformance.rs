//! What every store must do, case by case; each store is put through all of them.

use std::task::{Context, Waker};

use verbale_record::carried::EVIDENCE_BYTES_MAX;
use verbale_record::signed_note::Signature;
use verbale_record::tree::{Frontier, verify_consistency, verify_inclusion};
use verbale_record::{Hash, Head};
use verbale_store::{
    ANNEX_ROWS_MAX, Annex, Batch, COSIGNATURES_MAX, Erasure, MemoryStore, NewEntry, ROWS_MAX, RoomTree,
    SqliteStore, Store, StoreError,
};

mod support;
use support::*;

/// Each case as a test for each store.
macro_rules! conformance {
    ($($case:ident)*) => {
        mod memory {
            $(#[tokio::test]
            async fn $case() {
                super::$case(&super::MemoryStore::new()).await;
            })*
        }
        mod sqlite {
            $(#[tokio::test]
            async fn $case() {
                let folder = tempfile::tempdir().unwrap();
                let store = super::SqliteStore::create(&folder.path().join("store")).await.unwrap();
                super::$case(&store).await;
                super::Store::close(&store).await.unwrap();
            })*
        }
    };
}

conformance! {
    a_new_store_is_empty
    a_process_begins_with_its_rooms_and_its_charter
    what_is_there_already_does_not_begin_again
    a_room_of_an_unknown_process_does_not_begin
    processes_and_rooms_are_listed_in_their_order
    an_unknown_room_is_an_error_everywhere
    a_room_grows_by_what_is_appended
    a_batch_grows_many_rooms_at_once
    a_head_that_moved_refuses_the_whole_batch
    a_batch_that_is_refused_leaves_nothing
    a_range_is_answered_from_its_beginning
    a_long_range_is_answered_in_parts
    notes_and_texts_are_found_in_their_room_only
    many_texts_are_found_at_once
    annexes_are_read_by_commitment_and_by_entry
    annexes_of_a_range_end_with_a_whole_entry
    an_annex_without_opening_can_be_appended
    an_erased_annex_keeps_its_commitment_only
    an_annex_carried_twice_is_erased_twice
    evidence_is_kept_with_the_entry_that_was_carried
    every_signed_head_is_kept
    cosignatures_are_kept_beside_each_other
    tile_roots_are_kept
    roots_and_proofs_of_any_size_are_right
    one_of_two_writers_at_once_succeeds
    a_commit_that_nobody_waits_for_is_whole_or_is_not
    batches_of_all_widths_are_written_whole
    a_store_is_closed_once_and_again
}

async fn found(store: &dyn Store) {
    store.commit(&founding(1, &[10, 11, 12])).await.unwrap();
}

async fn a_new_store_is_empty(store: &dyn Store) {
    assert_eq!(store.schema_version(), 2);
    assert_eq!(store.processes().await.unwrap(), []);
    assert_eq!(store.rooms().await.unwrap(), []);
}

async fn a_process_begins_with_its_rooms_and_its_charter(store: &dyn Store) {
    found(store).await;
    assert_eq!(store.processes().await.unwrap(), [process(1, 10)]);
    assert_eq!(store.rooms().await.unwrap(), [room(1, 10), room(1, 11), room(1, 12)]);
    let registry = store.head(&origin(10)).await.unwrap();
    assert_eq!((registry.head.size, registry.last_ms), (1, 1_000));
    assert_eq!(registry.frontier.root(), registry.head.root);
    let other = store.head(&origin(11)).await.unwrap();
    assert_eq!((other.head, other.frontier, other.last_ms), (empty(), Frontier::new(), 0));
    assert_eq!(other.checkpoint, begin(&origin(11)).checkpoints[0].checkpoint);
}

async fn what_is_there_already_does_not_begin_again(store: &dyn Store) {
    found(store).await;
    let same_name = {
        let mut batch = founding(2, &[20]);
        batch.processes[0].name = process(1, 10).name;
        batch
    };
    let same_room_name = Batch {
        rooms: vec![verbale_store::Room { name: room(1, 11).name, ..room(1, 21) }],
        appends: vec![begin(&origin(21))],
        ..Batch::default()
    };
    let same_origin = Batch {
        rooms: vec![verbale_store::Room { name: "other".to_owned(), ..room(1, 11) }],
        appends: vec![begin(&origin(11))],
        ..Batch::default()
    };
    for batch in [founding(1, &[20]), same_name, founding(2, &[10]), same_room_name, same_origin] {
        let refused = store.commit(&batch).await;
        assert!(matches!(refused, Err(StoreError::Exists { .. })), "{refused:?}");
    }
    assert_eq!(store.rooms().await.unwrap().len(), 3);
    store.commit(&founding(2, &[20])).await.unwrap();
}

async fn a_room_of_an_unknown_process_does_not_begin(store: &dyn Store) {
    let batch = Batch { rooms: vec![room(9, 11)], appends: vec![begin(&origin(11))], ..Batch::default() };
    assert!(matches!(store.commit(&batch).await, Err(StoreError::UnknownProcess(_))));
    assert_eq!(store.rooms().await.unwrap(), []);
}

async fn processes_and_rooms_are_listed_in_their_order(store: &dyn Store) {
    store.commit(&founding(2, &[20, 22, 21])).await.unwrap();
    store.commit(&founding(1, &[10])).await.unwrap();
    let later = Batch { rooms: vec![room(2, 25)], appends: vec![begin(&origin(25))], ..Batch::default() };
    store.commit(&later).await.unwrap();
    assert_eq!(store.processes().await.unwrap(), [process(1, 10), process(2, 20)]);
    let rooms = [room(1, 10), room(2, 20), room(2, 22), room(2, 21), room(2, 25)];
    assert_eq!(store.rooms().await.unwrap(), rooms);
}

async fn an_unknown_room_is_an_error_everywhere(store: &dyn Store) {
    found(store).await;
    let unknown = origin(99);
    let signature = Signature { name: "w".to_owned(), key_id: 1, bytes: vec![1; 72] };
    let held = store.head(&origin(11)).await.unwrap();
    let append = growth(&unknown, &held, [entry(&unknown, 1, &[])]);
    let erased = vec![Erasure { origin: unknown.clone(), commitment: foreign_commitment() }];
    let refused = [
        store.head(&unknown).await.err(),
        store.commit(&Batch { appends: vec![append], ..Batch::default() }).await.err(),
        store.commit(&Batch { erased, ..Batch::default() }).await.err(),
        store.entries(&unknown, 0..1).await.err(),
        store.leaves(&unknown, 0..1).await.err(),
        store.tile_roots(&unknown, 1, 0..1).await.err(),
        store.find_note(&unknown, &foreign_commitment()).await.err(),
        store.find_texts(&unknown, &[Hash([1; 32])]).await.err(),
        store.annex(&unknown, &foreign_commitment()).await.err(),
        store.annexes(&unknown, 0..1).await.err(),
        store.checkpoint(&unknown, 0).await.err(),
        store.checkpoints(&unknown, 0..1, 1).await.err(),
        store.add_cosignature(&unknown, 0, &signature).await.err(),
        store.cosignatures(&unknown, 0).await.err(),
    ];
    for (place, error) in refused.into_iter().enumerate() {
        assert!(
            matches!(&error, Some(StoreError::UnknownRoom(origin)) if *origin == unknown),
            "{place}: {error:?}"
        );
    }
}

async fn a_room_grows_by_what_is_appended(store: &dyn Store) {
    found(store).await;
    let room = origin(11);
    let entries = [entry(&room, 1, &[]), entry(&room, 2, &[])];
    append(store, &room, entries.clone()).await;
    append(store, &room, [entry(&room, 3, &[])]).await;

    let held = store.head(&room).await.unwrap();
    assert_eq!((held.head.size, held.last_ms), (3, 1_003));
    let read = store.entries(&room, 0..9).await.unwrap();
    assert_eq!(read.iter().map(|entry| entry.index).collect::<Vec<_>>(), [0, 1, 2]);
    for (read, put) in read.iter().zip(&entries) {
        assert_eq!((read.leaf, &read.opening), (put.leaf, &put.opening));
    }
    let mut frontier = Frontier::new();
    read.iter().for_each(|entry| frontier.append(entry.leaf.hash()));
    assert_eq!(frontier, held.frontier);
    let leaves = store.leaves(&room, 0..9).await.unwrap();
    assert_eq!(leaves, read.iter().map(|entry| entry.leaf).collect::<Vec<_>>());
}

async fn a_batch_grows_many_rooms_at_once(store: &dyn Store) {
    found(store).await;
    store.commit(&founding(2, &[20, 21])).await.unwrap();
    let mut appends = Vec::new();
    for n in [11, 12, 21] {
        let held = store.head(&origin(n)).await.unwrap();
        appends.push(growth(&origin(n), &held, [entry(&origin(n), u64::from(n), &[])]));
    }
    store.commit(&Batch { appends, ..Batch::default() }).await.unwrap();
    for (n, size) in [(10, 1), (11, 1), (12, 1), (20, 1), (21, 1)] {
        assert_eq!(store.head(&origin(n)).await.unwrap().head.size, size, "room {n}");
    }
}

async fn a_head_that_moved_refuses_the_whole_batch(store: &dyn Store) {
    found(store).await;
    let (one, other) = (origin(11), origin(12));
    let (stale, fresh) = (store.head(&one).await.unwrap(), store.head(&other).await.unwrap());
    append(store, &one, [entry(&one, 1, &[])]).await;
    let moved = store.head(&one).await.unwrap();
    let batch = Batch {
        appends: vec![
            growth(&other, &fresh, [entry(&other, 2, &[])]),
            growth(&one, &stale, [entry(&one, 3, &[])]),
        ],
        ..Batch::default()
    };
    match store.commit(&batch).await {
        Err(error @ StoreError::HeadMoved { .. }) => {
            assert!(!error.is_fatal());
            let StoreError::HeadMoved { origin, expected, found } = error else { unreachable!() };
            assert_eq!((origin, expected, found), (one.clone(), stale.head, moved.head));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(store.head(&other).await.unwrap(), fresh);
    assert_eq!(store.head(&one).await.unwrap(), moved);
}

async fn a_batch_that_is_refused_leaves_nothing(store: &dyn Store) {
    found(store).await;
    let room_11 = origin(11);
    let carried = annex(1, "carried");
    append(store, &room_11, [entry(&room_11, 1, std::slice::from_ref(&carried))]).await;
    let commitment = carried.commit(verbale_record::commitment::Kind::Annex, &room_11);
    let held = store.head(&room_11).await.unwrap();
    let mut batch = founding(2, &[20]);
    batch.appends.push(growth(&room_11, &held, [entry(&room_11, 2, &[annex(2, "new")])]));
    batch.erased.push(Erasure { origin: room_11.clone(), commitment });
    batch.erased.push(Erasure { origin: origin(99), commitment });
    assert!(matches!(store.commit(&batch).await, Err(StoreError::UnknownRoom(_))));

    assert_eq!(store.processes().await.unwrap().len(), 1);
    assert!(matches!(store.head(&origin(20)).await, Err(StoreError::UnknownRoom(_))));
    assert_eq!(store.head(&room_11).await.unwrap(), held);
    assert_eq!(store.entries(&room_11, 0..9).await.unwrap().len(), 1);
    assert_eq!(store.annexes(&room_11, 0..9).await.unwrap().len(), 1);
    assert_eq!(store.annex(&room_11, &commitment).await.unwrap().unwrap().opening, Some(carried));
    assert_eq!(store.checkpoint(&room_11, 2).await.unwrap(), None);
}

async fn a_range_is_answered_from_its_beginning(store: &dyn Store) {
    found(store).await;
    let room = origin(11);
    append(store, &room, (0..10).map(|n| entry(&room, n, &[]))).await;
    // The rooms beside it, whose rows are its neighbours.
    append(store, &origin(12), [entry(&origin(12), 1, &[])]).await;
    for (range, expected) in [
        (0..10, 0..10),
        (0..11, 0..10),
        (3..5, 3..5),
        (9..u64::MAX, 9..10),
        (10..20, 0..0),
        (u64::MAX..u64::MAX, 0..0),
        #[allow(clippy::reversed_empty_ranges)]
        (5..3, 0..0),
        (1 << 36..u64::MAX, 0..0),
    ] {
        let indices: Vec<u64> = expected.collect();
        let entries = store.entries(&room, range.clone()).await.unwrap();
        assert_eq!(entries.iter().map(|entry| entry.index).collect::<Vec<_>>(), indices, "{range:?}");
        assert_eq!(store.leaves(&room, range.clone()).await.unwrap().len(), indices.len(), "{range:?}");
    }
}

async fn a_long_range_is_answered_in_parts(store: &dyn Store) {
    found(store).await;
    let room = origin(11);
    let many = ROWS_MAX as u64 + 10;
    append(store, &room, (0..many).map(|n| entry(&room, n, &[]))).await;
    let first = store.entries(&room, 0..many).await.unwrap();
    assert_eq!(first.len(), ROWS_MAX);
    let rest = store.entries(&room, ROWS_MAX as u64..many).await.unwrap();
    assert_eq!(
        rest.iter().map(|entry| entry.index).collect::<Vec<_>>(),
        (ROWS_MAX as u64..many).collect::<Vec<_>>()
    );
    assert_eq!(store.leaves(&room, 0..many).await.unwrap().len() as u64, many);
}

async fn notes_and_texts_are_found_in_their_room_only(store: &dyn Store) {
    found(store).await;
    let room = origin(11);
    let entries: Vec<_> = (0..3).map(|n| entry(&room, n, &[])).collect();
    append(store, &room, entries.clone()).await;
    for (index, entry) in entries.iter().enumerate() {
        let commitment = &entry.leaf.commitment;
        assert_eq!(store.find_note(&room, commitment).await.unwrap(), Some(index as u64));
        assert_eq!(store.find_note(&origin(12), commitment).await.unwrap(), None);
        assert_eq!(store.find_texts(&room, &[entry.text]).await.unwrap(), [Some(index as u64)]);
        assert_eq!(store.find_texts(&origin(12), &[entry.text]).await.unwrap(), [None]);
    }
    assert_eq!(store.find_note(&room, &foreign_commitment()).await.unwrap(), None);
}

async fn many_texts_are_found_at_once(store: &dyn Store) {
    found(store).await;
    let room = origin(11);
    let entries: Vec<_> = (0..100).map(|n| entry(&room, n, &[])).collect();
    append(store, &room, entries.clone()).await;
    // Known and unknown in turn, one of them twice, in an order of their own.
    let mut texts: Vec<Hash> = (0..100).flat_map(|n| [entries[99 - n].text, Hash::of(&[n as u8])]).collect();
    texts.push(entries[7].text);
    let found = store.find_texts(&room, &texts).await.unwrap();
    let expected: Vec<Option<u64>> = (0..100).flat_map(|n| [Some(99 - n), None]).chain([Some(7)]).collect();
    assert_eq!(found, expected);
    assert_eq!(store.find_texts(&room, &[]).await.unwrap(), []);
}

async fn annexes_are_read_by_commitment_and_by_entry(store: &dyn Store) {
    found(store).await;
    let room = origin(11);
    let (a, b, c) = (annex(1, "a"), annex(2, ""), annex(3, "c"));
    let entries = [
        entry(&room, 0, &[]),
        entry(&room, 1, &[b.clone(), a.clone()]),
        entry(&room, 2, &[]),
        entry(&room, 3, std::slice::from_ref(&c)),
    ];
    append(store, &room, entries).await;
    let row = |index, opening: &verbale_record::Opening| Annex {
        index,
        commitment: opening.commit(verbale_record::commitment::Kind::Annex, &room),
        opening: Some(opening.clone()),
    };
    let (a, b, c) = (row(1, &a), row(1, &b), row(3, &c));
    for annex in [&a, &b, &c] {
        assert_eq!(store.annex(&room, &annex.commitment).await.unwrap().as_ref(), Some(annex));
        assert_eq!(store.annex(&origin(12), &annex.commitment).await.unwrap(), None);
    }
    assert_eq!(store.annex(&room, &foreign_commitment()).await.unwrap(), None);
    assert_eq!(store.annexes(&room, 0..4).await.unwrap(), [b.clone(), a.clone(), c.clone()]);
    assert_eq!(store.annexes(&room, 1..3).await.unwrap(), [b, a]);
    assert_eq!(store.annexes(&room, 2..u64::MAX).await.unwrap(), [c]);
    assert_eq!(store.annexes(&room, 4..9).await.unwrap(), []);
    assert_eq!(store.annexes(&origin(12), 0..9).await.unwrap(), []);
}

async fn annexes_of_a_range_end_with_a_whole_entry(store: &dyn Store) {
    found(store).await;
    let room = origin(11);
    // Three to an entry, so that the limit falls within one.
    let entries = (0..400).map(|n| {
        let annexes: Vec<_> = (0..3).map(|m| annex(n * 3 + m, "x")).collect();
        entry(&room, n, &annexes)
    });
    append(store, &room, entries).await;
    let first = store.annexes(&room, 0..400).await.unwrap();
    assert_eq!(first.len(), ANNEX_ROWS_MAX.next_multiple_of(3));
    let next = first.last().unwrap().index + 1;
    let rest = store.annexes(&room, next..400).await.unwrap();
    assert_eq!(rest[0].index, next);
    assert_eq!(rest.len(), ANNEX_ROWS_MAX.next_multiple_of(3));
}

async fn an_annex_without_opening_can_be_appended(store: &dyn Store) {
    found(store).await;
    let room = origin(11);
    let mut new = entry(&room, 0, &[annex(1, "gone")]);
    new.annexes[0].opening = None;
    let commitment = new.annexes[0].commitment;
    append(store, &room, [new]).await;
    let expected = Annex { index: 0, commitment, opening: None };
    assert_eq!(store.annex(&room, &commitment).await.unwrap(), Some(expected));
}

async fn an_erased_annex_keeps_its_commitment_only(store: &dyn Store) {
    found(store).await;
    let room = origin(11);
    append(store, &room, [entry(&room, 0, &[annex(1, "a"), annex(2, "b")])]).await;
    let [a, b] = store.annexes(&room, 0..1).await.unwrap().try_into().unwrap();
    let before = store.head(&room).await.unwrap();
    let batch = Batch {
        appends: vec![growth(&room, &before, [entry(&room, 1, &[])])],
        erased: vec![
            Erasure { origin: room.clone(), commitment: a.commitment },
            Erasure { origin: room.clone(), commitment: foreign_commitment() },
        ],
        ..Batch::default()
    };
    store.commit(&batch).await.unwrap();
    let erased = Annex { opening: None, ..a };
    assert_eq!(store.annex(&room, &erased.commitment).await.unwrap().as_ref(), Some(&erased));
    assert_eq!(store.annexes(&room, 0..2).await.unwrap(), [erased.clone(), b]);
    assert_eq!(store.head(&room).await.unwrap().head.size, 2);
    // Once more changes nothing.
    let again = Batch {
        erased: vec![Erasure { origin: room.clone(), commitment: erased.commitment }],
        ..Batch::default()
    };
    store.commit(&again).await.unwrap();
    assert_eq!(store.annexes(&room, 0..2).await.unwrap()[0], erased);
}

async fn an_annex_carried_twice_is_erased_twice(store: &dyn Store) {
    found(store).await;
    let room = origin(11);
    let carried = [annex(1, "a")];
    append(store, &room, [entry(&room, 0, &carried), entry(&room, 1, &carried)]).await;
    let annexes = store.annexes(&room, 0..2).await.unwrap();
    assert_eq!(annexes.iter().map(|annex| annex.index).collect::<Vec<_>>(), [0, 1]);
    let commitment = annexes[0].commitment;
    assert_eq!(store.annex(&room, &commitment).await.unwrap().unwrap().index, 0);
    let erased = vec![Erasure { origin: room.clone(), commitment }];
    store.commit(&Batch { erased, ..Batch::default() }).await.unwrap();
    assert!(store.annexes(&room, 0..2).await.unwrap().iter().all(|annex| annex.opening.is_none()));
}

async fn evidence_is_kept_with_the_entry_that_was_carried(store: &dyn Store) {
    found(store).await;
    let (from, to) = (origin(11), origin(12));
    let annexed = entry(&from, 1, &[annex(1, "a")]);
    let carried = |n: u64, evidence: Vec<u8>| NewEntry { evidence: Some(evidence), ..entry(&from, n, &[]) };
    let entries = [
        NewEntry { evidence: Some(b"proof".to_vec()), ..annexed.clone() },
        entry(&to, 2, &[]),
        carried(3, vec![b'x'; EVIDENCE_BYTES_MAX]),
    ];
    append(store, &from, [annexed.clone()]).await;
    append(store, &to, entries.clone()).await;
    let read = store.entries(&to, 0..9).await.unwrap();
    let kept: Vec<_> = read.iter().map(|entry| entry.evidence.clone()).collect();
    assert_eq!(kept, entries.map(|entry| entry.evidence));
    assert_eq!(store.entries(&from, 0..9).await.unwrap()[0].evidence, None);
    // The same note and annex stand in both rooms.
    for room in [&from, &to] {
        assert_eq!(store.find_note(room, &annexed.leaf.commitment).await.unwrap(), Some(0));
        let found = store.annex(room, &annexed.annexes[0].commitment).await.unwrap().unwrap();
        assert_eq!(found.opening, Some(annex(1, "a")));
    }
}

async fn every_signed_head_is_kept(store: &dyn Store) {
    found(store).await;
    let room = origin(11);
    append(store, &room, (0..3).map(|n| entry(&room, n, &[]))).await;
    append(store, &room, [entry(&room, 3, &[])]).await;
    // A batch may bring checkpoints of sizes on the way.
    let held = store.head(&room).await.unwrap();
    let mut tip = verbale_store::Tip::of(room.clone(), &held);
    tip.push(entry(&room, 4, &[]));
    sign(&mut tip);
    tip.push(entry(&room, 5, &[]));
    sign(&mut tip);
    store.commit(&Batch { appends: vec![tip.into_append()], ..Batch::default() }).await.unwrap();

    let all = store.checkpoints(&room, 0..u64::MAX, 99).await.unwrap();
    assert_eq!(all.iter().map(|signed| signed.head.size).collect::<Vec<_>>(), [0, 3, 4, 5, 6]);
    let mut frontier = Frontier::new();
    let leaves = store.leaves(&room, 0..6).await.unwrap();
    for signed in &all {
        leaves[frontier.size() as usize..signed.head.size as usize]
            .iter()
            .for_each(|l| frontier.append(l.hash()));
        assert_eq!(signed.head, Head { size: frontier.size(), root: frontier.root() });
        assert_eq!(store.checkpoint(&room, signed.head.size).await.unwrap().as_ref(), Some(signed));
    }
    for size in [1, 2, 7, 1 << 36, u64::MAX] {
        assert_eq!(store.checkpoint(&room, size).await.unwrap(), None, "{size}");
    }
    let first_covering = store.checkpoints(&room, 1..u64::MAX, 1).await.unwrap();
    assert_eq!(first_covering, all[1..2]);
    assert_eq!(store.checkpoints(&room, 3..5, 99).await.unwrap(), all[1..3]);
    assert_eq!(store.checkpoints(&room, 3..3, 99).await.unwrap(), []);
    assert_eq!(store.checkpoints(&room, 0..9, 0).await.unwrap(), []);
    assert_eq!(store.head(&room).await.unwrap().checkpoint, all[4].checkpoint);
}

async fn cosignatures_are_kept_beside_each_other(store: &dyn Store) {
    found(store).await;
    let room = origin(11);
    append(store, &room, [entry(&room, 0, &[])]).await;
    let cosignature =
        |name: &str, n: u8| Signature { name: name.to_owned(), key_id: 0xffff_fff0, bytes: vec![n; 72] };
    let (a1, a2, a3) = (cosignature("a", 1), cosignature("a", 2), cosignature("a", 3));
    let b = cosignature("b", 1);
    for signature in [&b, &a2, &a1, &a2] {
        store.add_cosignature(&room, 1, signature).await.unwrap();
    }
    assert_eq!(store.cosignatures(&room, 1).await.unwrap(), [a1.clone(), a2.clone(), b.clone()]);
    // Of one witness the first and the newest stay: since when, and until when.
    for signature in [&a3, &a2] {
        store.add_cosignature(&room, 1, signature).await.unwrap();
        assert_eq!(store.cosignatures(&room, 1).await.unwrap(), [a1.clone(), a3.clone(), b.clone()]);
    }
    assert_eq!(store.cosignatures(&room, 0).await.unwrap(), []);
    for size in [2, u64::MAX] {
        let refused = store.add_cosignature(&room, size, &cosignature("a", 1)).await;
        assert!(
            matches!(refused, Err(StoreError::UnknownCheckpoint { size: of, .. }) if of == size),
            "{refused:?}"
        );
        assert_eq!(store.cosignatures(&room, size).await.unwrap(), []);
    }
    for n in 3..COSIGNATURES_MAX as u8 {
        store.add_cosignature(&room, 1, &cosignature(&format!("c{n}"), n)).await.unwrap();
    }
    let refused = store.add_cosignature(&room, 1, &cosignature("d", 0)).await;
    assert!(matches!(refused, Err(StoreError::Limit { .. })), "{refused:?}");
    store.add_cosignature(&room, 1, &cosignature("a", 1)).await.unwrap();
    assert_eq!(store.cosignatures(&room, 1).await.unwrap().len(), COSIGNATURES_MAX);
}

async fn tile_roots_are_kept(store: &dyn Store) {
    found(store).await;
    let room = origin(11);
    append(store, &room, (0..200).map(|n| entry(&room, n, &[]))).await;
    assert_eq!(store.tile_roots(&room, 1, 0..9).await.unwrap(), []);
    append(store, &room, (200..600).map(|n| entry(&room, n, &[]))).await;
    let roots = store.tile_roots(&room, 1, 0..9).await.unwrap();
    let leaves = store.leaves(&room, 0..600).await.unwrap();
    let expected: Vec<Hash> = leaves
        .chunks_exact(256)
        .map(|leaves| {
            let mut frontier = Frontier::new();
            leaves.iter().for_each(|leaf| frontier.append(leaf.hash()));
            frontier.root()
        })
        .collect();
    assert_eq!(roots, expected);
    assert_eq!(store.tile_roots(&room, 1, 1..2).await.unwrap(), expected[1..]);
    assert_eq!(store.tile_roots(&room, 2, 0..9).await.unwrap(), []);
    assert_eq!(store.tile_roots(&origin(12), 1, 0..9).await.unwrap(), []);
}

async fn roots_and_proofs_of_any_size_are_right(store: &dyn Store) {
    found(store).await;
    let room = origin(11);
    append(store, &room, (0..700).map(|n| entry(&room, n, &[]))).await;
    let leaves = store.leaves(&room, 0..700).await.unwrap();
    let mut frontier = Frontier::new();
    let mut roots = vec![frontier.root()];
    for leaf in &leaves {
        frontier.append(leaf.hash());
        roots.push(frontier.root());
    }
    for size in [1, 2, 255, 256, 257, 511, 512, 513, 700] {
        let tree = RoomTree::new(store, &room, size);
        assert_eq!(tree.root_at(size).await.unwrap(), roots[size as usize]);
        assert!(tree.root_at(size + 1).await.is_err());
        assert!(tree.prove_inclusion(size).await.is_err());
        assert!(tree.prove_consistency(size + 1).await.is_err());
        for index in [0, size / 2, size - 1] {
            let proof = tree.prove_inclusion(index).await.unwrap();
            let leaf = leaves[index as usize].hash();
            verify_inclusion(index, size, leaf, &proof, roots[size as usize]).unwrap();
            let old = index + 1;
            let proof = tree.prove_consistency(old).await.unwrap();
            verify_consistency(old, size, roots[old as usize], &proof, roots[size as usize]).unwrap();
        }
    }
    assert_eq!(RoomTree::new(store, &room, 0).root_at(0).await.unwrap(), roots[0]);
}

async fn a_commit_that_nobody_waits_for_is_whole_or_is_not(store: &dyn Store) {
    found(store).await;
    let room = origin(11);
    for n in 0..100u64 {
        let held = store.head(&room).await.unwrap();
        let batch = Batch { appends: vec![growth(&room, &held, [entry(&room, n, &[])])], ..Batch::default() };
        // Given up after so many looks at it, while it may be anywhere on its way.
        let mut commit = store.commit(&batch);
        for _ in 0..=n % 5 {
            if commit.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(commit);
        let mut again = store.commit(&batch).await;
        if n % 2 == 0 {
            again = again.and(store.commit(&batch).await);
        }
        assert!(matches!(again, Ok(()) | Err(StoreError::HeadMoved { .. })), "{again:?}");
        let head = store.head(&room).await.unwrap().head;
        assert_eq!(head.size, held.head.size + 1);
        assert_eq!(store.entries(&room, 0..head.size).await.unwrap().len() as u64, head.size);
    }
}

async fn one_of_two_writers_at_once_succeeds(store: &dyn Store) {
    found(store).await;
    let room = origin(11);
    for round in 0..10u64 {
        let held = store.head(&room).await.unwrap();
        let batch =
            |n| Batch { appends: vec![growth(&room, &held, [entry(&room, n, &[])])], ..Batch::default() };
        let (one, other) = (batch(round * 2), batch(round * 2 + 1));
        let (one, other) = tokio::join!(store.commit(&one), store.commit(&other));
        let moved = |result: &Result<(), StoreError>| matches!(result, Err(StoreError::HeadMoved { .. }));
        assert!((one.is_ok() && moved(&other)) || (other.is_ok() && moved(&one)), "{one:?} {other:?}");
        assert_eq!(store.head(&room).await.unwrap().head.size, round + 1);
    }
}

async fn batches_of_all_widths_are_written_whole(store: &dyn Store) {
    found(store).await;
    let room = origin(11);
    let mut next = 0;
    for width in [1, 2, 7, 8, 9, 15, 63, 64, 65, 72, 73, 200] {
        append(store, &room, (next..next + width).map(|n| entry(&room, n, &[]))).await;
        next += width;
    }
    let without = next;
    for width in [1, 2, 7, 8, 9, 15, 63, 64, 65, 72, 73, 200] {
        append(store, &room, (next..next + width).map(|n| entry(&room, n, &[annex(n, "x")]))).await;
        next += width;
    }
    for range in [0..without, without..next] {
        assert_eq!(store.entries(&room, range.clone()).await.unwrap().len() as u64, range.end - range.start);
    }
    let (mut annexes, mut from) = (0, 0);
    while from < next {
        let part = store.annexes(&room, from..next).await.unwrap();
        annexes += part.len() as u64;
        from = part.last().unwrap().index + 1;
    }
    assert_eq!(annexes, next - without);
    let mut frontier = Frontier::new();
    for range in [0..without, without..next] {
        store.leaves(&room, range).await.unwrap().iter().for_each(|leaf| frontier.append(leaf.hash()));
    }
    assert_eq!(frontier, store.head(&room).await.unwrap().frontier);
}

async fn a_store_is_closed_once_and_again(store: &dyn Store) {
    found(store).await;
    store.close().await.unwrap();
    store.close().await.unwrap();
}
