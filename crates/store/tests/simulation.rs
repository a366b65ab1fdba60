//! Crashes and failing disks at every step, from seeds: whatever happens, nothing that was
//! acknowledged is lost, no published checkpoint goes back, and a start after it
//! runs the same code as any other.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};
use verbale_record::Head;
use verbale_record::tree::Frontier;
use verbale_store::{
    Faults, MemoryMarks, MemoryStore, PublishedMarks, Receipt, Step, Store, StoreError, StoreState,
    SubmitError, compare,
};

mod support;
use support::origin;
use support::venue::{Venue, submission};

/// A fault that strikes when a step comes for the nth time.
#[derive(Clone, Debug)]
struct Strike {
    step: Step,
    nth: u64,
    kind: Kind,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// The medium fails: the sequencer must stop, and a new one starts on what is left.
    Io,
    /// Another process holds the file: nothing was written, and work goes on.
    Busy,
    /// The disk is full: likewise.
    Full,
}

/// Strikes once, and remembers that it did.
struct Planned {
    strike: Strike,
    seen: AtomicU64,
}

impl Faults for Planned {
    fn strike(&self, step: Step) -> Option<StoreError> {
        if step != self.strike.step || self.seen.fetch_add(1, Ordering::Relaxed) != self.strike.nth {
            return None;
        }
        let what = format!("struck at {step:?}");
        Some(match self.strike.kind {
            Kind::Busy if step == Step::Commit => StoreError::Busy { what },
            Kind::Full if step == Step::Commit => StoreError::Full { what },
            _ => StoreError::Io { what },
        })
    }
}

fn strike() -> impl Strategy<Value = Strike> {
    let step = prop_oneof![
        Just(Step::Commit),
        Just(Step::Committed),
        Just(Step::Raise),
        Just(Step::Raised),
        Just(Step::Read),
    ];
    let kind = prop_oneof![Just(Kind::Io), Just(Kind::Busy), Just(Kind::Full)];
    (step, 0..12u64, kind).prop_map(|(step, nth, kind)| Strike { step, nth, kind })
}

/// What one life of the server is asked: waves of notes, each wave submitted at once.
#[derive(Clone, Debug)]
struct Life {
    strike: Strike,
    /// For each wave, its notes: room and number. Numbers repeat, so that submissions do.
    waves: Vec<Vec<(u8, u64)>>,
}

fn life() -> impl Strategy<Value = Life> {
    let note = (11..=12u8, 0..60u64);
    let waves = prop::collection::vec(prop::collection::vec(note, 1..9), 1..6);
    (strike(), waves).prop_map(|(strike, waves)| Life { strike, waves })
}

/// What the world outside has seen: it survives every crash.
#[derive(Default)]
struct Seen {
    receipts: BTreeMap<(u8, u64), Receipt>,
    heads: BTreeMap<u8, Vec<Head>>,
}

impl Seen {
    fn see_heads(&mut self, venue: &Venue) {
        for room in [10, 11, 12] {
            let Some(signed) = venue.sequencer.published(&origin(room)) else { continue };
            let heads = self.heads.entry(room).or_default();
            if heads.last() != Some(&signed.head) {
                heads.push(signed.head);
            }
        }
    }
}

async fn simulate(lives: &[Life]) {
    let (disk, marks) = (MemoryStore::new(), MemoryMarks::default());
    let mut seen = Seen::default();
    for life in lives {
        let faults = Arc::new(Planned { strike: life.strike.clone(), seen: AtomicU64::new(0) });
        let store: Arc<dyn Store> = Arc::new(disk.with_faults(Arc::clone(&faults) as Arc<dyn Faults>));
        let faulty_marks = Box::new(marks.with_faults(faults));
        // Opening compares the rows with the marks, on the disk as it is.
        assert_eq!(
            compare(&disk, &marks).await.unwrap(),
            StoreState::Ready,
            "never behind what was published"
        );
        let Ok(venue) = Venue::start(store, faulty_marks, StoreState::Ready, None).await else { continue };
        seen.see_heads(&venue);
        live(&venue, life, &mut seen).await;
        // The process ends here, whether the disk failed or not.
        let (task, abort) = (venue.task, venue.sequencer);
        task.abort();
        drop(abort);
        let _ = task.await;
        check(&disk, &marks, &seen).await;
    }
    // A last life without faults: every note that was ever asked for is there once.
    let venue = Venue::over(&disk, &marks).await;
    seen.see_heads(&venue);
    venue.found(1, &[10, 11, 12]).await.unwrap();
    for (room, n) in lives.iter().flat_map(|life| life.waves.iter().flatten()) {
        let receipt = venue.say(*room, *n).await.unwrap();
        if let Some(before) = seen.receipts.get(&(*room, *n)) {
            assert_eq!(receipt, *before, "a receipt is the same for ever");
        }
        seen.see_heads(&venue);
    }
    check(&disk, &marks, &seen).await;
}

async fn live(venue: &Venue, life: &Life, seen: &mut Seen) {
    if !is_store_fault(&venue.found(1, &[10, 11, 12]).await.map(drop)) {
        seen.see_heads(venue);
    }
    for wave in &life.waves {
        let submitted: Vec<_> = wave
            .iter()
            .map(|(room, n)| {
                let (sequencer, room, n) = (venue.sequencer.clone(), *room, *n);
                tokio::spawn(async move { (room, n, sequencer.submit(submission(room, n)).await) })
            })
            .collect();
        for task in submitted {
            let (room, n, answer) = task.await.unwrap();
            match answer {
                Ok(receipt) => {
                    let published = venue.sequencer.published(&origin(room)).unwrap().head;
                    assert!(
                        receipt.checkpoint.head.size <= published.size,
                        "acknowledged before it was published"
                    );
                    if let Some(before) = seen.receipts.insert((room, n), receipt.clone()) {
                        assert_eq!(before, receipt, "a receipt is the same for ever");
                    }
                }
                // A founding that failed leaves no room; all others are failures of the store.
                Err(SubmitError::Refused(refused)) => {
                    assert_eq!(refused.code, verbale_store::RefusalCode::UnknownRoom);
                }
                Err(SubmitError::Store(_) | SubmitError::Stopped(_)) => {}
            }
        }
        seen.see_heads(venue);
    }
}

fn is_store_fault(answer: &Result<(), SubmitError>) -> bool {
    matches!(answer, Err(SubmitError::Store(_) | SubmitError::Stopped(_)))
}

/// What must hold of the disk at any time, given what was seen of it.
async fn check(disk: &MemoryStore, marks: &MemoryMarks, seen: &Seen) {
    let marks = marks.marks();
    for (room, heads) in &seen.heads {
        let origin = origin(*room);
        let held = disk.head(&origin).await.unwrap();
        // Recomputed from the leaves, as anybody else would.
        let leaves = disk.leaves(&origin, 0..held.head.size).await.unwrap();
        let mut frontier = Frontier::new();
        let mut roots = vec![frontier.root()];
        for leaf in &leaves {
            frontier.append(leaf.hash());
            roots.push(frontier.root());
        }
        assert_eq!((frontier.size(), frontier.root()), (held.head.size, held.head.root));
        assert!(heads.is_sorted_by(|a, b| a.size < b.size), "a published checkpoint went back: {heads:?}");
        for head in heads {
            assert_eq!(
                roots.get(head.size as usize),
                Some(&head.root),
                "a published checkpoint is none of the log's"
            );
        }
        let last = heads.last().unwrap();
        assert!(marks[&origin].size >= last.size, "published without a mark");
        assert!(marks[&origin].size <= held.head.size, "marked without rows");
    }
    for ((room, _), receipt) in &seen.receipts {
        let leaves = disk.leaves(&origin(*room), receipt.index..receipt.index + 1).await.unwrap();
        assert_eq!(leaves, [receipt.leaf], "an acknowledged note was lost");
        let stated = disk.checkpoint(&origin(*room), receipt.checkpoint.head.size).await.unwrap();
        assert_eq!(stated.as_ref(), Some(&*receipt.checkpoint));
    }
    let mut texts = BTreeMap::new();
    for room in [11, 12] {
        let Ok(held) = disk.head(&origin(room)).await else { continue };
        for entry in disk.entries(&origin(room), 0..held.head.size).await.unwrap() {
            assert_eq!(texts.insert(entry.opening.content, entry.index), None, "a note entered twice");
        }
    }
}

fn run(seed: u64, cases: u32) {
    let config =
        Config { cases, rng_seed: RngSeed::Fixed(seed), failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new(config);
    runner
        .run(&prop::collection::vec(life(), 1..6), |lives| {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(simulate(&lives));
            Ok::<(), TestCaseError>(())
        })
        .unwrap();
}

#[test]
fn nothing_acknowledged_is_lost_and_no_published_checkpoint_goes_back() {
    run(1, 250);
}

#[tokio::test]
async fn each_step_struck_alone_stops_acknowledgements_or_loses_nothing() {
    for step in [Step::Read, Step::Commit, Step::Committed, Step::Raise, Step::Raised] {
        for nth in 0..6 {
            for kind in [Kind::Io, Kind::Busy, Kind::Full] {
                let waves = vec![vec![(11, 1), (12, 1)], vec![(11, 2), (11, 1)], vec![(12, 2)]];
                let life = Life { strike: Strike { step, nth, kind }, waves };
                simulate(&[life.clone(), life]).await;
            }
        }
    }
}

#[tokio::test]
async fn after_the_medium_failed_nothing_is_acknowledged_any_more() {
    for step in [Step::Commit, Step::Committed, Step::Raise, Step::Raised] {
        let (disk, marks) = (MemoryStore::new(), MemoryMarks::default());
        let venue = Venue::over(&disk, &marks).await;
        venue.found(1, &[10, 11]).await.unwrap();
        venue.stop().await;

        // The start raises marks that are raised already, once; the second raising is the first note's.
        let nth = u64::from(matches!(step, Step::Raise | Step::Raised));
        let strike = Strike { step, nth, kind: Kind::Io };
        let faults = Arc::new(Planned { strike, seen: AtomicU64::new(0) });
        let store = Arc::new(disk.with_faults(Arc::clone(&faults) as Arc<dyn Faults>));
        let venue =
            Venue::start(store, Box::new(marks.with_faults(faults)), StoreState::Ready, None).await.unwrap();
        let before = venue.head(11);
        let failed = venue.say(11, 1).await;
        assert!(matches!(failed, Err(SubmitError::Store(_))), "{step:?}: {failed:?}");
        // The fault would strike no more; yet the same handle is not tried again.
        let later = venue.say(11, 2).await;
        assert!(matches!(later, Err(SubmitError::Stopped(_))), "{step:?}: {later:?}");
        assert!(venue.sequencer.stopped().unwrap().contains("struck"));
        assert_eq!(venue.head(11), before, "{step:?}: nothing is published after a failure");
        venue.stop().await;

        let venue = Venue::over(&disk, &marks).await;
        let durable = step != Step::Commit;
        assert_eq!(venue.head(11).size, u64::from(durable), "{step:?}: the start publishes what is durable");
        venue.say(11, 1).await.unwrap();
        assert_eq!(venue.head(11).size, 1);
    }
}
