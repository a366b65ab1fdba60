//! A venue for the tests of the sequencer: keys, a clock and an admission.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use tokio::task::JoinHandle;
use verbale_record::{Head, KeyName, Leaf, Note, Opening, Origin, ProcessId, SigningKey, VerifierKey};
use verbale_store::{
    Admission, Admitted, Candidate, Clock, Declined, Founding, LogKeys, MemoryMarks, MemoryStore, Parts,
    PublishedMarks, Quota, Receipt, RefusalCode, Room, Sequencer, StartError, Store, StoreState, Submission,
    SubmitError,
};

use super::{Said, empty, log_key, member_key, note, origin, salt};

/// A clock that is set by hand. The sequencer, which asks it once for each batch, waits as
/// long as somebody holds its second part.
#[derive(Default)]
pub struct HandClock(pub AtomicU64, pub Mutex<()>, AtomicU64);

impl Clock for HandClock {
    fn now_ms(&self) -> u64 {
        self.2.fetch_add(1, Ordering::Release);
        let _held = self.1.lock().unwrap();
        self.0.load(Ordering::Relaxed)
    }
}

/// The one log key, for every process.
pub struct OneKey;

impl LogKeys for OneKey {
    fn log_key(&self, _: &ProcessId) -> Option<SigningKey> {
        Some(log_key())
    }
}

/// Lets the keys 1 to 9 in, until a note of the kind `revocation` in the registry has
/// revoked its own key. `erased` erases what [`TestAdmission::erase_next`] was told, `amendment`
/// opens the rooms that [`TestAdmission::open_next`] was told.
#[derive(Default)]
pub struct TestAdmission {
    pub revoked: Mutex<BTreeSet<String>>,
    pub registered: Mutex<BTreeMap<Origin, Vec<u64>>>,
    pub erase_next: Mutex<Vec<verbale_record::Commitment>>,
    pub open_next: Mutex<Vec<(Origin, String)>>,
}

impl Admission for TestAdmission {
    fn verifier_key(&self, _: &ProcessId, _: &Note, name: &KeyName, _: u32) -> Option<VerifierKey> {
        (1..10).map(member_key).find(|key| key.name() == name.as_str()).map(|key| key.verifier().clone())
    }

    fn admit(&self, candidate: &Candidate<'_>) -> Result<Admitted, Declined> {
        let revoked = self.revoked.lock().unwrap();
        if candidate.note.signatures.iter().any(|signature| revoked.contains(signature.name.as_str())) {
            return Err(Declined { code: RefusalCode::RevokedKey, reason: "the key was revoked".to_owned() });
        }
        let mut admitted = Admitted::default();
        if candidate.note.kind == "erased" {
            admitted.erases.clone_from(&self.erase_next.lock().unwrap());
        }
        if candidate.note.kind == "amendment" {
            admitted.opens.clone_from(&self.open_next.lock().unwrap());
        }
        Ok(admitted)
    }

    fn registered(&self, registry: &Room, index: u64, _: &Leaf, note: &Note) {
        let mut registered = self.registered.lock().unwrap();
        let told = registered.entry(registry.origin.clone()).or_default();
        assert_eq!(told.len() as u64, index, "the registry is told in order, each entry once");
        told.push(index);
        if note.kind == "revocation" {
            let names = note.signatures.iter().map(|signature| signature.name.to_string());
            self.revoked.lock().unwrap().extend(names);
        }
    }
}

/// A running sequencer with all that it works with.
pub struct Venue {
    pub sequencer: Sequencer,
    pub task: JoinHandle<()>,
    pub clock: Arc<HandClock>,
    pub admission: Arc<TestAdmission>,
}

impl Venue {
    /// Over a store and marks of any kind.
    pub async fn start(
        store: Arc<dyn Store>,
        marks: Box<dyn PublishedMarks>,
        state: StoreState,
        quota: Option<Quota>,
    ) -> Result<Venue, StartError> {
        let clock = Arc::new(HandClock(AtomicU64::new(5_000), Mutex::default(), AtomicU64::default()));
        let admission = Arc::new(TestAdmission::default());
        let parts = Parts {
            store,
            marks,
            state,
            admission: Arc::clone(&admission) as Arc<dyn Admission>,
            log_keys: Arc::new(OneKey),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            quota,
        };
        let (sequencer, task) = Sequencer::start(parts).await?;
        Ok(Venue { sequencer, task, clock, admission })
    }

    /// In memory, with the process 1 and its rooms 10 (the registry), 11 and 12.
    pub async fn in_memory() -> Venue {
        let venue = Venue::over(&MemoryStore::new(), &MemoryMarks::default()).await;
        venue.found(1, &[10, 11, 12]).await.unwrap();
        venue
    }

    /// Over rows and marks in memory, that are ready to be written to.
    pub async fn over(store: &MemoryStore, marks: &MemoryMarks) -> Venue {
        let (store, marks) = (Arc::new(store.clone()), Box::new(marks.clone()));
        Venue::start(store, marks, StoreState::Ready, None).await.unwrap()
    }

    /// Founds a process.
    pub async fn found(&self, n: u8, rooms: &[u8]) -> Result<Receipt, SubmitError> {
        self.sequencer.found(new_process(n, rooms)).await
    }

    /// Submits the `n`th note of a room, by the key 1, citing the empty log.
    pub async fn say(&self, room: u8, n: u64) -> Result<Receipt, SubmitError> {
        self.sequencer.submit(submission(room, n)).await
    }

    /// Submits notes such that they are one batch: while they are queued, the sequencer is
    /// held up with another note, `first`.
    pub async fn at_once(
        &self,
        first: Submission,
        notes: impl IntoIterator<Item = Submission>,
    ) -> Vec<Result<Receipt, SubmitError>> {
        let mut pending = Vec::new();
        let first = {
            let _held = self.clock.1.lock().unwrap();
            let asked = self.clock.2.load(Ordering::Acquire);
            let first = queued(self.sequencer.queue_up(first)).unwrap();
            // It has taken its batch when it asks for the time.
            while self.clock.2.load(Ordering::Acquire) == asked {
                std::thread::yield_now();
            }
            for note in notes {
                pending.push(queued(self.sequencer.queue_up(note)));
            }
            first
        };
        first.receipt().await.unwrap();
        let mut answers = Vec::new();
        for pending in pending {
            answers.push(match pending {
                Ok(pending) => pending.receipt().await,
                Err(error) => Err(error),
            });
        }
        answers
    }

    /// The published head of a room.
    pub fn head(&self, room: u8) -> Head {
        self.sequencer.published(&origin(room)).expect("the room is published").head
    }

    /// Ends the sequencer, waits until it has, and closes the store.
    pub async fn stop(self) {
        let store = Arc::clone(self.sequencer.store());
        drop(self.sequencer);
        self.task.await.unwrap();
        store.close().await.unwrap();
    }
}

/// What a queue with space in it gives at once.
fn queued<T>(queueing: impl Future<Output = T>) -> T {
    let queueing = std::pin::pin!(queueing);
    match queueing.poll(&mut std::task::Context::from_waker(std::task::Waker::noop())) {
        std::task::Poll::Ready(queued) => queued,
        std::task::Poll::Pending => panic!("the queue has space"),
    }
}

/// A process that is to begin; its first room is the registry.
pub fn new_process(n: u8, rooms: &[u8]) -> Founding {
    let key = member_key(1);
    let registry = origin(rooms[0]);
    Founding {
        name: format!("process-{n}"),
        rooms: rooms.iter().map(|n| (origin(*n), format!("room-{n}"))).collect(),
        charter: submission_of(&Said {
            origin: &registry,
            n: u64::from(n),
            head: empty(),
            kind: "charter",
            annexes: &[],
            key: &key,
        }),
        keys: vec![key.verifier().clone()],
        log_key: log_key(),
    }
}

/// The `n`th note of a room, by the key 1, citing the empty log.
pub fn submission(room: u8, n: u64) -> Submission {
    citing(room, n, empty())
}

/// The `n`th note of a room, by the key 1, citing a head.
pub fn citing(room: u8, n: u64, head: Head) -> Submission {
    let (origin, key) = (origin(room), member_key(1));
    submission_of(&Said { origin: &origin, n, head, kind: "statement", annexes: &[], key: &key })
}

/// A note of a room with annexes.
pub fn carrying(room: u8, n: u64, annexes: &[Opening]) -> Submission {
    let (origin, key) = (origin(room), member_key(1));
    submission_of(&Said { origin: &origin, n, head: empty(), kind: "statement", annexes, key: &key })
}

/// A note of a kind, by a key.
pub fn of_kind(room: u8, n: u64, kind: &str, key: u8) -> Submission {
    let (origin, key) = (origin(room), member_key(key));
    submission_of(&Said { origin: &origin, n, head: empty(), kind, annexes: &[], key: &key })
}

/// A submission of what is said, with its annexes.
pub fn submission_of(said: &Said<'_>) -> Submission {
    Submission {
        room: said.origin.clone(),
        note: note(said),
        salt: salt(said.n),
        annexes: said.annexes.to_vec(),
    }
}

/// The code of a refusal.
pub fn code(answer: &Result<Receipt, SubmitError>) -> Option<RefusalCode> {
    match answer {
        Err(SubmitError::Refused(refused)) => Some(refused.code),
        _ => None,
    }
}
