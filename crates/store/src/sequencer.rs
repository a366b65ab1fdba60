//! How a note enters: one sequencer for all rooms and processes of a venue.
//!
//! The life of a submission:
//! 1. [`Sequencer::submit`], in the caller's task and so on as many cores as there are:
//!    size, form, annexes, and each signature, strictly.
//! 2. A bounded queue. Whoever finds it full waits; the sum of the bytes in it is bounded too.
//! 3. One thread takes what is queued, up to a limit, and never waits for more. For each note in
//!    its turn: the text is not recorded yet, the head cited is one that was signed, the
//!    quota, [`Admission`]; then its leaf time, its leaf, and the tree grows.
//! 4. For each room that grew, the checkpoint is signed, and **one transaction** makes notes,
//!    leaves, heads and checkpoints durable, by compare and swap of each head.
//! 5. The [`PublishedMarks`] are raised, durably.
//! 6. The checkpoints are published, and only then
//! 7. every note of the batch is acknowledged.
//!
//! A checkpoint is signed inside step 4 and leaves this process in step 6 at the earliest. A
//! crash before the transaction is durable leaves a signature that nobody has seen; a crash
//! after it leaves a head that the next start publishes, by the same code. So no
//! checkpoint is ever seen that a crash can take back, and nothing is acknowledged that a
//! crash can lose. A failure of the disk stops the sequencer for good: a second try on the
//! same handle could report as durable what the system has already dropped.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use tokio::sync::{Semaphore, broadcast, mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use verbale_record::checkpoint::SignedCheckpoint;
use verbale_record::key::KeyError;
use verbale_record::{Commitment, Hash, Head, Note, Origin, ProcessId, SigningKey, VerifierKey};

use crate::batch::SignedHead;
use crate::contract::Store;
use crate::error::StoreError;
use crate::folder::StoreState;
use crate::process::{Process, Room};
use crate::published::PublishedMarks;

mod admission;
mod assemble;
mod carried;
mod check;
mod quota;
mod refusal;
mod submission;
mod worker;

pub use admission::{Admission, Admitted, Candidate, Clock, Declined, LogKeys};
pub use quota::Quota;
pub use refusal::{REASON_BYTES_MAX, Refusal, RefusalCode, RefusalError};
pub use submission::{Founding, Receipt, Refused, Submission, SubmitError};

use carried::Carried;
use check::{check, check_charter};
use submission::Recorded;
use worker::{Queued, Work, Worker};

/// Most submissions that wait in the queue.
pub const QUEUE_SUBMISSIONS_MAX: usize = 4_096;
/// Most bytes of notes and annexes that wait in the queue or are being written.
pub const QUEUE_BYTES_MAX: usize = 67_108_864;
/// Most notes in one transaction.
pub const BATCH_NOTES_MAX: usize = 1_024;
/// From how many bytes of notes and annexes on a transaction takes no further note.
pub const BATCH_BYTES_MAX: usize = 8_388_608;
/// How many changes a subscriber of [`Sequencer::changes`] may be behind.
pub const CHANGES_KEPT: usize = 1_024;

/// What a sequencer works with.
pub struct Parts {
    /// The rows.
    pub store: Arc<dyn Store>,
    /// The marks of what was published.
    pub marks: Box<dyn PublishedMarks>,
    /// Whether the store may be written to, as opening it has shown.
    pub state: StoreState,
    /// Whose notes enter.
    pub admission: Arc<dyn Admission>,
    /// The log keys.
    pub log_keys: Arc<dyn LogKeys>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// How much one author may send; without one, as much as he likes.
    pub quota: Option<Quota>,
}

/// Why a sequencer does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The log key of a process is not there.
    #[error("the log key of process {0} is missing; put it back from where the keys are kept")]
    NoLogKey(ProcessId),
    /// The log key that is there is not the one that signed the room's checkpoints.
    #[error(
        "the log key of process {process} did not sign the checkpoint of room {origin}; put the right key back"
    )]
    WrongLogKey {
        /// The process.
        process: ProcessId,
        /// The room.
        origin: Origin,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Takes notes into the record. Clones share one sequencer; it ends when the last is dropped.
#[derive(Clone)]
pub struct Sequencer {
    shared: Arc<Shared>,
    /// `None` where the record is read-only.
    queue: Option<mpsc::Sender<Queued>>,
}

/// A note that waits in the queue for its turn.
pub struct Pending {
    answer: oneshot::Receiver<Result<Recorded, SubmitError>>,
    shared: Arc<Shared>,
}

impl Pending {
    /// Waits for the note's turn and for its receipt.
    ///
    /// # Errors
    /// As [`Sequencer::submit`].
    pub async fn receipt(self) -> Result<Receipt, SubmitError> {
        let recorded = self.answer.await.map_err(|_| self.shared.stopped_error())??;
        recorded.receipt(&*self.shared.store).await.map_err(SubmitError::store)
    }
}

/// What submitters and the sequencer share.
struct Shared {
    store: Arc<dyn Store>,
    admission: Arc<dyn Admission>,
    clock: Arc<dyn Clock>,
    state: StoreState,
    rooms: RwLock<BTreeMap<Origin, Arc<RoomDesk>>>,
    /// Free bytes of the queue.
    free_bytes: Arc<Semaphore>,
    changes: broadcast::Sender<Origin>,
    /// Why the sequencer has stopped, once it has.
    stopped: OnceLock<String>,
}

/// A room as submitters see it.
struct RoomDesk {
    room: Room,
    is_registry: bool,
    log_key: SigningKey,
    /// The newest published checkpoint; `None` in a room that lacks what it published.
    published: watch::Sender<Option<Arc<SignedHead>>>,
    /// The head that refusals name while nothing is published.
    fallback: Head,
    /// The annexes that were erased since the start, in their order.
    erased: RwLock<Vec<Commitment>>,
}

impl Sequencer {
    /// Reads the heads and registries of all rooms, publishes the heads that the store holds,
    /// and begins to take notes; where the state is not [`StoreState::Ready`], every
    /// note is refused as `read_only`, nothing is written, and rooms
    /// without their newest published head show no checkpoint.
    ///
    /// Must be called within a tokio runtime, which must outlast the task that is given: it ends
    /// with the sequencer's thread, when all clones are dropped, or
    /// when the store fails ([`Sequencer::stopped`]).
    pub async fn start(parts: Parts) -> Result<(Sequencer, JoinHandle<()>), StartError> {
        let Parts { store, marks, state, admission, log_keys, clock, quota } = parts;
        let shared = Arc::new(Shared {
            store,
            admission,
            clock,
            state,
            rooms: RwLock::default(),
            free_bytes: Arc::new(Semaphore::new(QUEUE_BYTES_MAX)),
            changes: broadcast::Sender::new(CHANGES_KEPT),
            stopped: OnceLock::new(),
        });
        let mut worker = Worker::new(Arc::clone(&shared), marks, quota);
        worker.open(&*log_keys).await?;
        if shared.state != StoreState::Ready {
            return Ok((Sequencer { shared, queue: None }, tokio::spawn(async {})));
        }
        worker.publish_all()?;
        let (queue, queued) = mpsc::channel(QUEUE_SUBMISSIONS_MAX);
        let task = worker.start(queued)?;
        Ok((Sequencer { shared, queue: Some(queue) }, task))
    }

    /// Submits a note. `Ok` when note, leaf and head are durable and the checkpoint that
    /// covers it is published. The very same submission again, at any time, gets the same receipt again.
    ///
    /// A caller that stops waiting leaves open whether the note enters; submitting it again tells.
    pub async fn submit(&self, submission: Submission) -> Result<Receipt, SubmitError> {
        self.queue_up(submission).await?.receipt().await
    }

    /// Checks a note and puts it into the queue; its receipt comes later. Notes that one caller
    /// queues one after the other enter in that order.
    ///
    /// # Errors
    /// As [`Sequencer::submit`], for what is known before the note's turn.
    pub async fn queue_up(&self, submission: Submission) -> Result<Pending, SubmitError> {
        let Some(desk) = self.shared.desk(&submission.room) else {
            return Err(Refused::unsigned(
                RefusalCode::UnknownRoom,
                format!("no room has the origin {}; check the address", submission.room),
            )
            .into());
        };
        let sent = Hash::of(&submission.note);
        let Some(queue) = &self.queue else {
            let reason =
                "the record is read-only until its operator has put it right; submit the note again then";
            return Err(self.shared.refuse(&desk, sent, RefusalCode::ReadOnly, reason).into());
        };
        let checked = match check(submission, sent, &desk, &self.shared.admission).await {
            Ok(checked) => checked,
            Err(declined) => {
                return Err(self.shared.refuse(&desk, sent, declined.code, &declined.reason).into());
            }
        };
        for commitment in &checked.elsewhere {
            if self
                .shared
                .store
                .annex(&desk.room.origin, commitment)
                .await
                .map_err(SubmitError::store)?
                .is_none()
            {
                let reason = format!(
                    "annex {commitment} is listed, but neither sent nor in the room; send it with the note"
                );
                return Err(self.shared.refuse(&desk, sent, RefusalCode::Form, &reason).into());
            }
        }
        self.enqueue(queue, checked.bytes(), Work::Note(desk, checked)).await
    }

    /// Founds a process: its rooms begin, with the charter as the registry's first entry, in
    /// one transaction. The charter's form and signatures are checked; what it says is the
    /// caller's affair.
    pub async fn found(&self, founding: Founding) -> Result<Receipt, SubmitError> {
        let Some(queue) = &self.queue else {
            return Err(Refused::unsigned(RefusalCode::ReadOnly, "the record is read-only".to_owned()).into());
        };
        let charter =
            check_charter(&founding).map_err(|declined| Refused::unsigned(declined.code, declined.reason))?;
        let process = Process {
            id: ProcessId::of(&founding.charter.note),
            name: founding.name,
            registry: founding.charter.room,
        };
        let room = |(origin, name): (Origin, String)| Room { process: process.id, origin, name };
        let rooms = founding.rooms.into_iter().map(room).collect();
        let bytes = charter.bytes();
        let work = Work::Founding { process, rooms, charter: Box::new(charter), log_key: founding.log_key };
        self.enqueue(queue, bytes, work).await?.receipt().await
    }

    /// Carries a note: enters the entry `index` of the room `from` in the room `to`, word for word,
    /// with its annexes as they are and with evidence that it stands where it does. In the same
    /// order of durability as a note that is submitted, and its receipt is that of the entry in
    /// `to`. A note that is there already is not entered again, and gets its receipt again.
    ///
    /// Whether it is to be carried is the caller's affair: what the rules of the process say
    /// was published or released.
    ///
    /// # Errors
    /// As [`Sequencer::submit`]; refused as [`RefusalCode::UnknownRoom`] where one of the rooms is not
    /// there, and as [`RefusalCode::Form`] where the rooms are not two of one process, `to` is a
    /// registry or a room that the note came through, or `from` has no such entry.
    pub async fn carry(&self, from: &Origin, index: u64, to: &Origin) -> Result<Receipt, SubmitError> {
        self.queue_carry(from, index, to).await?.receipt().await
    }

    /// Reads a note and puts it into the queue, to be carried; its receipt comes later. Notes that
    /// one caller queues one after the other enter in that order.
    ///
    /// # Errors
    /// As [`Sequencer::carry`], for what is known before the note's turn.
    pub async fn queue_carry(&self, from: &Origin, index: u64, to: &Origin) -> Result<Pending, SubmitError> {
        let refuse = |code, reason: String| SubmitError::from(Refused::unsigned(code, reason));
        let unknown = |origin: &Origin| {
            refuse(RefusalCode::UnknownRoom, format!("no room has the origin {origin}; check the address"))
        };
        let desk = self.shared.desk(to).ok_or_else(|| unknown(to))?;
        let from_desk = self.shared.desk(from).ok_or_else(|| unknown(from))?;
        let Some(queue) = &self.queue else {
            return Err(refuse(RefusalCode::ReadOnly, "the record is read-only".to_owned()));
        };
        if desk.is_registry || desk.room.process != from_desk.room.process {
            let reason = format!("a note of {from} cannot be carried to {to}; choose a room of its process");
            return Err(refuse(RefusalCode::Form, reason));
        }
        let store = &*self.shared.store;
        let read = Carried::read(store, from_desk, index).await.map_err(SubmitError::store)?;
        let carried = read.filter(|carried| carried.opens() && carried.can_enter(to)).ok_or_else(|| {
            let reason = format!("entry {index} of {from} cannot be carried to {to}; check room and entry");
            refuse(RefusalCode::Form, reason)
        })?;
        let bytes = carried.bytes();
        self.enqueue(queue, bytes, Work::Carry(desk, Box::new(carried))).await
    }

    async fn enqueue(
        &self,
        queue: &mpsc::Sender<Queued>,
        bytes: usize,
        work: Work,
    ) -> Result<Pending, SubmitError> {
        let bytes = u32::try_from(bytes.min(QUEUE_BYTES_MAX)).unwrap_or(u32::MAX);
        let space = Arc::clone(&self.shared.free_bytes).acquire_many_owned(bytes).await;
        let space = space.map_err(|_| self.shared.stopped_error())?;
        let (reply, answer) = oneshot::channel();
        let queued = Queued { work, reply, _space: space };
        queue.send(queued).await.map_err(|_| self.shared.stopped_error())?;
        Ok(Pending { answer, shared: Arc::clone(&self.shared) })
    }

    /// The rows.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.shared.store
    }

    /// Whether the store may be written to, as opening it has shown.
    pub fn state(&self) -> &StoreState {
        &self.shared.state
    }

    /// Why the sequencer has stopped, once it has: a failure of the disk, say. It takes no
    /// further notes; what was published stays readable.
    pub fn stopped(&self) -> Option<&str> {
        self.shared.stopped.get().map(String::as_str)
    }

    /// The newest published checkpoint of a room. `None` where there is no such room, or it
    /// lacks what it published ([`StoreState`]).
    pub fn published(&self, origin: &Origin) -> Option<Arc<SignedHead>> {
        self.shared.desk(origin)?.published.borrow().clone()
    }

    /// Follows the published checkpoints of one room: whoever is slow sees the newest.
    pub fn follow(&self, origin: &Origin) -> Option<watch::Receiver<Option<Arc<SignedHead>>>> {
        Some(self.shared.desk(origin)?.published.subscribe())
    }

    /// The origins of rooms whose published checkpoint has changed, from now on. Whoever is
    /// told that it lags ([`CHANGES_KEPT`]) looks at all rooms again.
    pub fn changes(&self) -> broadcast::Receiver<Origin> {
        self.shared.changes.subscribe()
    }

    /// The annexes of a room of which the content was erased since the sequencer started, but for the first
    /// so many: for those who keep what they have read before.
    pub fn erased(&self, origin: &Origin, but_first: usize) -> Vec<Commitment> {
        self.shared.desk(origin).map(|desk| desk.erased(but_first)).unwrap_or_default()
    }

    /// The verifier key of a room's log.
    pub fn log_key(&self, origin: &Origin) -> Option<VerifierKey> {
        Some(self.shared.desk(origin)?.log_key.verifier().clone())
    }

    /// A signed refusal, for what the server itself declines before it comes to
    /// [`Sequencer::submit`]: a body that is too large, say. `sent` is SHA-256 of the note's bytes.
    pub fn refuse(&self, origin: &Origin, sent: Hash, code: RefusalCode, reason: &str) -> Refused {
        match self.shared.desk(origin) {
            Some(desk) => self.shared.refuse(&desk, sent, code, reason),
            None => Refused::unsigned(code, reason.to_owned()),
        }
    }
}

impl Shared {
    fn desk(&self, origin: &Origin) -> Option<Arc<RoomDesk>> {
        self.rooms.read().unwrap_or_else(PoisonError::into_inner).get(origin).cloned()
    }

    fn add_desk(&self, desk: RoomDesk) -> Arc<RoomDesk> {
        let desk = Arc::new(desk);
        let mut rooms = self.rooms.write().unwrap_or_else(PoisonError::into_inner);
        rooms.insert(desk.room.origin.clone(), Arc::clone(&desk));
        desk
    }

    fn refuse(&self, desk: &RoomDesk, sent: Hash, code: RefusalCode, reason: &str) -> Refused {
        let refusal = Refusal {
            origin: desk.room.origin.clone(),
            code,
            note: sent,
            time_ms: self.clock.now_ms(),
            head: desk.published.borrow().as_ref().map_or(desk.fallback, |signed| signed.head),
            reason: reason.to_owned(),
        };
        let signed = refusal.sign(&desk.log_key);
        Refused { code, reason: refusal.reason, signed: Some(signed) }
    }

    fn stopped_error(&self) -> SubmitError {
        let why = self.stopped.get().map_or("the server is shutting down", |why| why);
        SubmitError::Stopped(why.to_owned())
    }
}

impl RoomDesk {
    fn new(
        room: Room,
        is_registry: bool,
        log_key: &SigningKey,
        fallback: Head,
    ) -> Result<RoomDesk, KeyError> {
        let log_key = log_key.renamed(room.origin.as_str())?;
        let (published, erased) = (watch::Sender::new(None), RwLock::default());
        Ok(RoomDesk { room, is_registry, log_key, published, fallback, erased })
    }

    /// Signs the checkpoint of a head. It is shown to nobody before its rows are durable.
    fn sign(&self, head: Head) -> SignedHead {
        let Head { size, root } = head;
        let checkpoint =
            verbale_record::checkpoint::Checkpoint { origin: self.room.origin.clone(), size, root };
        let signed = checkpoint.sign(&self.log_key).expect("the log key has the room's origin as its name");
        SignedHead { head, checkpoint: signed.to_bytes() }
    }

    /// Whether the checkpoint is this room's and by its log key.
    fn has_signed(&self, signed: &SignedHead) -> bool {
        SignedCheckpoint::parse(&signed.checkpoint).is_ok_and(|parsed| {
            parsed.checkpoint().origin == self.room.origin
                && parsed.checkpoint().head() == signed.head
                && parsed.verify(self.log_key.verifier()).is_ok()
        })
    }

    fn publish(&self, signed: SignedHead) {
        self.published.send_replace(Some(Arc::new(signed)));
    }

    fn tell_erased(&self, annex: Commitment) {
        self.erased.write().unwrap_or_else(PoisonError::into_inner).push(annex);
    }

    fn erased(&self, but_first: usize) -> Vec<Commitment> {
        let erased = self.erased.read().unwrap_or_else(PoisonError::into_inner);
        erased.get(but_first..).unwrap_or_default().to_vec()
    }
}

/// Reads a stored note again. It was checked when it entered.
fn stored_note(bytes: &[u8]) -> Result<Note, StoreError> {
    Note::parse(bytes).map_err(|error| StoreError::damaged(format!("a note does not parse: {error}")))
}
