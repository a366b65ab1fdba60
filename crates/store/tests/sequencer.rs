//! The sequencer's rules, one by one.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use verbale_record::checkpoint::SignedCheckpoint;
use verbale_record::commitment::Kind;
use verbale_record::note::{ANNEX_BYTES_MAX, NOTE_BYTES_MAX};
use verbale_record::tree::verify_inclusion;
use verbale_record::{Hash, Head};
use verbale_store::{
    BATCH_NOTES_MAX, Batch, Gap, HeldInstead, MemoryMarks, MemoryStore, PublishedMarks, Quota, Refusal,
    RefusalCode, RoomTree, StartError, Store, StoreError, StoreState, SubmitError, compare,
};

mod support;
use support::venue::*;
use support::*;

#[tokio::test]
async fn a_receipt_is_of_a_durable_entry_under_a_published_checkpoint() {
    let venue = Venue::in_memory().await;
    let submission = submission(11, 1);
    let receipt = venue.sequencer.submit(submission.clone()).await.unwrap();
    let store = venue.sequencer.store();
    let entry = &store.entries(&receipt.room, 0..9).await.unwrap()[0];
    assert_eq!((receipt.index, receipt.leaf), (entry.index, entry.leaf));
    assert_eq!((&entry.opening.content, entry.opening.salt), (&submission.note, submission.salt));
    assert_eq!(entry.leaf.commitment, entry.opening.commit(Kind::Note, &receipt.room));

    assert_eq!(venue.sequencer.published(&receipt.room), Some(Arc::clone(&receipt.checkpoint)));
    let checkpoint = SignedCheckpoint::parse(&receipt.checkpoint.checkpoint).unwrap();
    checkpoint.verify(&venue.sequencer.log_key(&receipt.room).unwrap()).unwrap();
    let Head { size, root } = checkpoint.checkpoint().head();
    let proof = RoomTree::new(&**store, &receipt.room, size).prove_inclusion(receipt.index).await.unwrap();
    verify_inclusion(receipt.index, size, receipt.leaf.hash(), &proof, root).unwrap();
    assert_eq!(receipt.proof, proof);
}

#[tokio::test]
async fn a_process_begins_with_a_checkpoint_in_every_room() {
    let venue = Venue::in_memory().await;
    assert_eq!(venue.head(10).size, 1);
    assert_eq!(venue.head(11), empty());
    assert_eq!(venue.head(12), empty());
    assert_eq!(venue.admission.registered.lock().unwrap()[&origin(10)], [0]);
}

#[tokio::test]
async fn a_founding_again_gets_the_same_receipt_and_another_of_its_name_an_error() {
    let venue = Venue::over(&MemoryStore::new(), &MemoryMarks::default()).await;
    let receipt = venue.found(1, &[10, 11]).await.unwrap();
    assert_eq!(venue.found(1, &[10, 11]).await.unwrap(), receipt);
    let mut other = new_process(2, &[20]);
    other.name = "process-1".to_owned();
    assert!(matches!(venue.sequencer.found(other).await, Err(SubmitError::Store(_))));
    // The sequencer goes on.
    venue.found(2, &[20]).await.unwrap();
    venue.say(11, 1).await.unwrap();
}

#[tokio::test]
async fn a_founding_whose_form_is_wrong_is_refused() {
    let venue = Venue::over(&MemoryStore::new(), &MemoryMarks::default()).await;
    let wrong = |change: &dyn Fn(&mut verbale_store::Founding)| {
        let mut founding = new_process(1, &[10, 11]);
        change(&mut founding);
        founding
    };
    for (case, founding) in [
        ("name", wrong(&|founding| founding.name = "A b".to_owned())),
        ("room's name", wrong(&|founding| founding.rooms[1].1 = String::new())),
        ("two of one name", wrong(&|founding| founding.rooms[1].1 = founding.rooms[0].1.clone())),
        ("two of one origin", wrong(&|founding| founding.rooms[1].0 = founding.rooms[0].0.clone())),
        ("no registry", wrong(&|founding| drop(founding.rooms.remove(0)))),
        ("bytes", wrong(&|founding| founding.charter.note.push(b'x'))),
    ] {
        assert_eq!(code(&venue.sequencer.found(founding).await), Some(RefusalCode::Form), "{case}");
    }
    let unknown = venue.sequencer.found(wrong(&|founding| founding.keys.clear())).await;
    assert_eq!(code(&unknown), Some(RefusalCode::UnknownKey));
    let cites = wrong(&|founding| founding.charter = citing(10, 1, Head { size: 1, root: Hash([1; 32]) }));
    assert_eq!(code(&venue.sequencer.found(cites).await), Some(RefusalCode::ForeignHead));
}

#[tokio::test]
async fn the_same_submission_again_gets_the_same_receipt() {
    let venue = Venue::in_memory().await;
    let submission = carrying(11, 1, &[annex(1, "a")]);
    let first = venue.sequencer.submit(submission.clone()).await.unwrap();
    venue.say(11, 2).await.unwrap();
    venue.clock.0.store(9_000, Ordering::Relaxed);
    assert_eq!(venue.sequencer.submit(submission).await.unwrap(), first);
    assert_eq!(venue.head(11).size, 2);
}

#[tokio::test]
async fn the_same_submission_twice_in_one_batch_is_one_entry() {
    let venue = Venue::in_memory().await;
    let notes = [submission(11, 1), submission(11, 1), submission(11, 2)];
    let receipts = venue.at_once(submission(12, 1), notes).await;
    let [one, other, third] = <[_; 3]>::try_from(receipts).unwrap().map(Result::unwrap);
    assert_eq!(one, other);
    assert_eq!((one.index, third.index), (0, 1));
    assert_eq!(one.checkpoint.head.size, 2, "the three were one batch");
}

#[tokio::test]
async fn a_text_with_another_salt_is_already_recorded() {
    let venue = Venue::in_memory().await;
    let mut resalted = submission(11, 1);
    resalted.salt = salt(99);
    let notes = [submission(11, 1), resalted.clone()];
    let [first, other] = venue.at_once(submission(12, 1), notes).await.try_into().unwrap();
    first.unwrap();
    assert_eq!(code(&other), Some(RefusalCode::AlreadyRecorded));
    assert_eq!(code(&venue.sequencer.submit(resalted).await), Some(RefusalCode::AlreadyRecorded));
    assert_eq!(venue.head(11).size, 1);
}

#[tokio::test]
async fn a_cited_head_must_have_been_signed() {
    let venue = Venue::in_memory().await;
    let mut heads = vec![empty()];
    for n in 0..3 {
        // Two at once, so that the sizes between were never signed.
        let notes = [submission(11, 2 * n), submission(11, 2 * n + 1)];
        for receipt in venue.at_once(submission(12, n), notes).await {
            receipt.unwrap();
        }
        heads.push(venue.head(11));
    }
    for (n, head) in (100..).zip(&heads) {
        venue.sequencer.submit(citing(11, n, *head)).await.unwrap();
    }
    let forked = Head { root: Hash([9; 32]), ..heads[1] };
    let unsigned = {
        let store = venue.sequencer.store();
        let origin = origin(11);
        Head { size: 3, root: RoomTree::new(&**store, &origin, 6).root_at(3).await.unwrap() }
    };
    let beyond = Head { size: 99, root: Hash([1; 32]) };
    let not_empty = Head { size: 0, root: Hash([1; 32]) };
    for (n, head) in (200..).zip([forked, unsigned, beyond, not_empty]) {
        let refused = venue.sequencer.submit(citing(11, n, head)).await;
        assert_eq!(code(&refused), Some(RefusalCode::ForeignHead), "{head}");
    }
    assert_eq!(venue.head(11).size, 10);
}

#[tokio::test]
async fn an_old_head_is_known_after_many_newer() {
    let venue = Venue::in_memory().await;
    venue.say(11, 0).await.unwrap();
    let old = venue.head(11);
    for n in 1..100 {
        venue.say(11, n).await.unwrap();
    }
    venue.sequencer.submit(citing(11, 100, old)).await.unwrap();
}

#[tokio::test]
async fn what_is_wrong_by_itself_is_refused_with_its_reason() {
    let venue = Venue::in_memory().await;
    let good = carrying(11, 1, &[annex(1, "a"), annex(2, "b")]);
    let with = |change: &dyn Fn(&mut verbale_store::Submission)| {
        let mut submission = good.clone();
        change(&mut submission);
        submission
    };
    let unknown_key = member_key(77);
    let unknown = submission_of(&Said {
        origin: &origin(11),
        n: 1,
        head: empty(),
        kind: "statement",
        annexes: &[],
        key: &unknown_key,
    });
    let missing_bytes = with(&|submission| submission.annexes[1].content.push(b'x'));
    for (case, submission, expected) in [
        ("not a note", with(&|submission| submission.note = b"hello".to_vec()), RefusalCode::Form),
        ("another room's", with(&|submission| submission.room = origin(12)), RefusalCode::Form),
        ("a changed text", with(&|submission| submission.note[60] ^= 1), RefusalCode::Form),
        ("a changed signature", with(&|submission| flip_signature(&mut submission.note)), RefusalCode::Form),
        ("an annex too many", with(&|submission| submission.annexes.push(annex(3, "c"))), RefusalCode::Form),
        ("an annex twice", with(&|submission| submission.annexes.push(annex(1, "a"))), RefusalCode::Form),
        ("an annex missing", with(&|submission| drop(submission.annexes.pop())), RefusalCode::Form),
        ("a changed annex", missing_bytes, RefusalCode::Form),
        (
            "a long note",
            with(&|submission| submission.note.resize(NOTE_BYTES_MAX + 1, b'x')),
            RefusalCode::Size,
        ),
        (
            "a long annex",
            with(&|submission| submission.annexes[0].content = vec![0; ANNEX_BYTES_MAX + 1]),
            RefusalCode::Size,
        ),
        ("many annexes", with(&|submission| submission.annexes = vec![annex(1, "a"); 33]), RefusalCode::Size),
        ("an unknown key", unknown, RefusalCode::UnknownKey),
    ] {
        let sent = Hash::of(&submission.note);
        let room = submission.room.clone();
        match venue.sequencer.submit(submission).await {
            Err(SubmitError::Refused(refused)) => {
                assert_eq!(refused.code, expected, "{case}: {refused}");
                let log_key = venue.sequencer.log_key(&room).unwrap();
                let refusal = Refusal::verify(&refused.signed.unwrap(), &log_key).unwrap();
                assert_eq!((refusal.code, refusal.note, refusal.head), (expected, sent, empty()), "{case}");
                assert_eq!((refusal.origin, refusal.time_ms), (room, 5_000), "{case}");
            }
            other => panic!("{case}: {other:?}"),
        }
    }
    assert_eq!(venue.head(11), empty());
    venue.sequencer.submit(good).await.unwrap();
}

/// Changes a signature without making the line unreadable.
fn flip_signature(note: &mut [u8]) {
    let at = note.len() - 20;
    note[at] = if note[at] == b'A' { b'B' } else { b'A' };
}

#[tokio::test]
async fn an_unknown_room_is_refused_without_a_signature() {
    let venue = Venue::in_memory().await;
    match venue.say(99, 1).await {
        Err(SubmitError::Refused(refused)) => {
            assert_eq!((refused.code, refused.signed), (RefusalCode::UnknownRoom, None));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_annex_that_the_room_has_need_not_be_sent_again() {
    let venue = Venue::in_memory().await;
    let carried = [annex(1, "a")];
    venue.sequencer.submit(carrying(11, 1, &carried)).await.unwrap();
    let mut second = carrying(11, 2, &carried);
    second.annexes.clear();
    venue.sequencer.submit(second).await.unwrap();
    let mut elsewhere = carrying(12, 1, &carried);
    elsewhere.annexes.clear();
    assert_eq!(code(&venue.sequencer.submit(elsewhere).await), Some(RefusalCode::Form));
}

#[tokio::test]
async fn a_note_of_the_registry_takes_effect_before_the_next_note_of_its_batch() {
    let venue = Venue::in_memory().await;
    let revocation = of_kind(10, 1, "revocation", 2);
    let notes = [
        of_kind(11, 2, "statement", 2),
        revocation,
        of_kind(11, 3, "statement", 2),
        of_kind(11, 4, "statement", 1),
    ];
    let answers = venue.at_once(submission(12, 1), notes).await;
    let [before, revoked, after, other] = answers.try_into().unwrap();
    let (before, revoked, other) = (before.unwrap(), revoked.unwrap(), other.unwrap());
    assert_eq!(code(&after), Some(RefusalCode::RevokedKey));
    assert_eq!((before.index, revoked.index, other.index), (0, 1, 1));
    assert_eq!(venue.admission.registered.lock().unwrap()[&origin(10)], [0, 1]);
    // What was recorded before the revocation gets its receipt again.
    let again = venue.sequencer.submit(of_kind(11, 2, "statement", 2)).await.unwrap();
    assert_eq!(again, before);
}

#[tokio::test]
async fn an_erased_note_and_the_erasure_are_one() {
    let venue = Venue::in_memory().await;
    venue.sequencer.submit(carrying(11, 1, &[annex(1, "a"), annex(2, "b")])).await.unwrap();
    let store = Arc::clone(venue.sequencer.store());
    let [a, b] = store.annexes(&origin(11), 0..9).await.unwrap().try_into().unwrap();
    venue.admission.erase_next.lock().unwrap().push(a.commitment);
    let receipt = venue.sequencer.submit(of_kind(11, 2, "erased", 1)).await.unwrap();
    assert_eq!(receipt.index, 1);
    let [a_after, b_after] = store.annexes(&origin(11), 0..9).await.unwrap().try_into().unwrap();
    assert_eq!((a_after.commitment, a_after.opening, b_after), (a.commitment, None, b));
    // The first note submitted again does not bring it back.
    venue.sequencer.submit(carrying(11, 1, &[annex(1, "a"), annex(2, "b")])).await.unwrap();
    assert_eq!(store.annex(&origin(11), &a.commitment).await.unwrap().unwrap().opening, None);
}

#[tokio::test]
async fn an_amendment_opens_rooms() {
    let venue = Venue::in_memory().await;
    venue.admission.open_next.lock().unwrap().push((origin(15), "group-1".to_owned()));
    let amendment = venue.sequencer.submit(of_kind(10, 1, "amendment", 1)).await.unwrap();
    assert_eq!(venue.head(15), empty());
    // Also by a clock that goes back, nothing in a room is earlier than the note that opened it.
    venue.clock.0.store(1_000, Ordering::Relaxed);
    let said = venue.say(15, 1).await.unwrap();
    assert_eq!((said.leaf.time_ms, venue.head(15).size), (amendment.leaf.time_ms, 1));
    // The same again cannot begin.
    let refused = venue.sequencer.submit(of_kind(10, 2, "amendment", 1)).await;
    assert_eq!(code(&refused), Some(RefusalCode::Form));
}

#[tokio::test]
async fn the_times_of_a_log_never_decrease() {
    let venue = Venue::in_memory().await;
    let mut times = Vec::new();
    for (n, now_ms) in (0..).zip([7_000, 6_000, 6_999, 7_001, 0]) {
        venue.clock.0.store(now_ms, Ordering::Relaxed);
        times.push(venue.say(11, n).await.unwrap().leaf.time_ms);
    }
    assert_eq!(times, [7_000, 7_000, 7_000, 7_001, 7_001]);
    // Each log has its own.
    assert_eq!(venue.say(12, 0).await.unwrap().leaf.time_ms, 0);
}

#[tokio::test]
async fn who_sends_too_much_waits() {
    let quota = Quota { window_ms: 10_000, notes_max: 3, bytes_max: 1_000_000 };
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let venue =
        Venue::start(store, Box::new(MemoryMarks::default()), StoreState::Ready, Some(quota)).await.unwrap();
    venue.found(1, &[10, 11]).await.unwrap();
    for n in 0..3 {
        venue.say(11, n).await.unwrap();
    }
    assert_eq!(code(&venue.say(11, 3).await), Some(RefusalCode::Quota));
    venue.say(11, 0).await.expect("a receipt again costs nothing");
    venue.clock.0.store(10_000, Ordering::Relaxed);
    venue.say(11, 3).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_submitters_at_once_fill_the_logs_without_gap_or_twice() {
    let venue = Venue::in_memory().await;
    let many = 2 * BATCH_NOTES_MAX as u64 + 10;
    let tasks: Vec<_> = (0..many)
        .map(|n| {
            let sequencer = venue.sequencer.clone();
            // Every tenth is submitted by two at once.
            tokio::spawn(
                async move { sequencer.submit(submission(11 + (n % 2) as u8, n - n % 10 / 9)).await },
            )
        })
        .collect();
    let mut receipts = Vec::new();
    for task in tasks {
        receipts.push(task.await.unwrap().unwrap());
    }
    let store = venue.sequencer.store();
    let mut total = 0;
    for room in [11, 12] {
        let origin = origin(room);
        let size = venue.head(room).size;
        total += size;
        let leaves = store.leaves(&origin, 0..size).await.unwrap();
        assert_eq!(leaves.len() as u64, size);
        for receipt in receipts.iter().filter(|receipt| receipt.room == origin) {
            assert_eq!(leaves[receipt.index as usize], receipt.leaf);
            assert!(receipt.checkpoint.head.size > receipt.index);
        }
    }
    // n = 9 mod 10 repeats the one before it, but in the other room: nothing is twice.
    assert_eq!(total, many);
}

#[tokio::test]
async fn whoever_follows_sees_the_newest_checkpoint() {
    let venue = Venue::in_memory().await;
    let mut follow = venue.sequencer.follow(&origin(11)).unwrap();
    let mut changes = venue.sequencer.changes();
    assert_eq!(follow.borrow_and_update().as_ref().unwrap().head, empty());
    venue.say(11, 1).await.unwrap();
    venue.say(11, 2).await.unwrap();
    venue.say(12, 1).await.unwrap();
    assert!(follow.has_changed().unwrap());
    assert_eq!(follow.borrow_and_update().as_ref().unwrap().head.size, 2);
    let changed: Vec<_> = std::iter::from_fn(|| changes.try_recv().ok()).collect();
    assert_eq!(changed, [origin(11), origin(11), origin(12)]);
    assert!(venue.sequencer.follow(&origin(99)).is_none());
}

#[tokio::test]
async fn a_start_goes_on_where_the_last_one_ended() {
    let (store, marks) = (MemoryStore::new(), MemoryMarks::default());
    let venue = Venue::over(&store, &marks).await;
    venue.found(1, &[10, 11]).await.unwrap();
    venue.sequencer.submit(of_kind(10, 1, "revocation", 2)).await.unwrap();
    let receipt = venue.say(11, 1).await.unwrap();
    venue.stop().await;

    let venue = Venue::over(&store, &marks).await;
    assert_eq!(venue.head(11), receipt.checkpoint.head);
    assert_eq!(venue.say(11, 1).await.unwrap(), receipt);
    assert_eq!(venue.say(11, 2).await.unwrap().index, 1);
    let revoked = venue.sequencer.submit(of_kind(11, 3, "statement", 2)).await;
    assert_eq!(code(&revoked), Some(RefusalCode::RevokedKey));
}

#[tokio::test]
async fn a_batch_of_another_writer_is_taken_over_and_built_upon() {
    let store = MemoryStore::new();
    // Two sequencers on the same rows, as two servers would be.
    let one = Venue::over(&store, &MemoryMarks::default()).await;
    one.found(1, &[10, 11]).await.unwrap();
    let other = Venue::over(&store, &MemoryMarks::default()).await;
    one.say(11, 1).await.unwrap();
    one.sequencer.submit(of_kind(10, 1, "revocation", 2)).await.unwrap();
    // The other finds the head moved, reads it anew, and grows from there.
    assert_eq!(other.say(11, 2).await.unwrap().index, 1);
    assert_eq!(other.say(11, 1).await.unwrap().index, 0);
    assert_eq!(other.head(11).size, 2);
    assert_eq!(one.say(11, 3).await.unwrap().index, 2);
    // What the other registered counts as soon as the registry is written to.
    other.sequencer.submit(of_kind(10, 2, "statement", 1)).await.unwrap();
    assert_eq!(other.admission.registered.lock().unwrap()[&origin(10)], [0, 1, 2]);
    let revoked = other.sequencer.submit(of_kind(11, 4, "statement", 2)).await;
    assert_eq!(code(&revoked), Some(RefusalCode::RevokedKey));
}

#[tokio::test]
async fn a_store_behind_what_it_published_takes_no_notes() {
    let (store, mut marks) = (MemoryStore::new(), MemoryMarks::default());
    let venue = Venue::over(&store, &marks).await;
    venue.found(1, &[10, 11, 12]).await.unwrap();
    venue.say(11, 1).await.unwrap();
    let held = venue.head(11);
    venue.stop().await;
    let published = Head { size: 5, root: Hash([5; 32]) };
    marks.raise(&[(origin(11), published)]).unwrap();

    let state = compare(&store, &marks).await.unwrap();
    let gap = Gap { origin: origin(11), published, held: HeldInstead::Smaller(held) };
    assert_eq!(state, StoreState::Behind(vec![gap]));
    let store: Arc<dyn Store> = Arc::new(store);
    let venue = Venue::start(store, Box::new(marks.clone()), state, None).await.unwrap();
    for (room, head) in [(11, published), (12, empty())] {
        match venue.say(room, 2).await {
            Err(SubmitError::Refused(refused)) => {
                let key = venue.sequencer.log_key(&origin(room)).unwrap();
                let refusal = Refusal::verify(&refused.signed.unwrap(), &key).unwrap();
                assert_eq!((refusal.code, refusal.head), (RefusalCode::ReadOnly, head));
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(code(&venue.found(2, &[20]).await), Some(RefusalCode::ReadOnly));
    // A checkpoint that would go back is not shown; those of rooms that lack nothing are.
    assert_eq!(venue.sequencer.published(&origin(11)), None);
    assert_eq!(venue.head(12), empty());
    assert_eq!(marks.marks()[&origin(11)], published);
}

#[tokio::test]
async fn another_log_than_the_published_one_is_told_from_a_shorter_one() {
    let (store, mut marks) = (MemoryStore::new(), MemoryMarks::default());
    let venue = Venue::over(&store, &marks).await;
    venue.found(1, &[10, 11]).await.unwrap();
    for n in 0..3 {
        venue.say(11, n).await.unwrap();
    }
    venue.stop().await;
    marks.replace(&[(origin(11), Head { size: 2, root: Hash([5; 32]) }), (origin(77), empty())]).unwrap();
    let StoreState::Behind(gaps) = compare(&store, &marks).await.unwrap() else { panic!() };
    assert_eq!(
        gaps.iter().map(|gap| gap.held).collect::<Vec<_>>(),
        [HeldInstead::Other, HeldInstead::NoRoom]
    );
}

#[tokio::test]
async fn rows_that_do_not_lead_to_their_head_do_not_start() {
    let (store, marks) = (MemoryStore::new(), MemoryMarks::default());
    store.commit(&founding(1, &[10, 11])).await.unwrap();
    let held = store.head(&origin(11)).await.unwrap();
    let mut append = growth(&origin(11), &held, (0..300).map(|n| entry(&origin(11), n, &[])));
    append.tile_roots[0].hash = Hash([1; 32]);
    store.commit(&Batch { appends: vec![append], ..Batch::default() }).await.unwrap();
    let started = Venue::start(Arc::new(store), Box::new(marks), StoreState::Ready, None).await;
    assert!(matches!(started, Err(StartError::Store(StoreError::Damaged { .. }))));
}

#[tokio::test]
async fn a_wrong_log_key_does_not_start() {
    struct Other;
    impl verbale_store::LogKeys for Other {
        fn log_key(&self, _: &verbale_record::ProcessId) -> Option<verbale_record::SigningKey> {
            Some(member_key(5))
        }
    }
    struct Missing;
    impl verbale_store::LogKeys for Missing {
        fn log_key(&self, _: &verbale_record::ProcessId) -> Option<verbale_record::SigningKey> {
            None
        }
    }
    let store = MemoryStore::new();
    let venue = Venue::over(&store, &MemoryMarks::default()).await;
    venue.found(1, &[10]).await.unwrap();
    let parts = |log_keys: Arc<dyn verbale_store::LogKeys>| verbale_store::Parts {
        store: Arc::new(store.clone()),
        marks: Box::new(MemoryMarks::default()),
        state: StoreState::Ready,
        admission: Arc::new(TestAdmission::default()),
        log_keys,
        clock: Arc::new(HandClock::default()),
        quota: None,
    };
    let wrong = verbale_store::Sequencer::start(parts(Arc::new(Other))).await;
    assert!(matches!(wrong, Err(StartError::WrongLogKey { .. })));
    let missing = verbale_store::Sequencer::start(parts(Arc::new(Missing))).await;
    assert!(matches!(missing, Err(StartError::NoLogKey(_))));
}
