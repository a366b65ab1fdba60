//! The sequencer's thread: batch after batch, in the order of durability.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::thread;

use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot};
use tokio::task::JoinHandle;
use verbale_record::tree::EMPTY_ROOT;
use verbale_record::{Head, Note, Origin, ProcessId, SigningKey};

use super::admission::LogKeys;
use super::assemble::{Outcome, Plan, assemble};
use super::carried::Carried;
use super::check::Checked;
use super::quota::{Quota, QuotaBook};
use super::submission::{Recorded, SubmitError};
use super::{BATCH_NOTES_MAX, RoomDesk, Shared, StartError, stored_note};
use crate::batch::{Append, Erasure, SignedHead};
use crate::contract::RoomHead;
use crate::error::StoreError;
use crate::folder::StoreState;
use crate::process::{Process, Room};
use crate::published::PublishedMarks;
use crate::tiles::{RoomTree, RoomTreeError};

/// How often a batch is built anew because another writer was faster.
const ATTEMPTS_MAX: usize = 16;
/// How many heads of a room are kept in memory; notes mostly cite one of the last.
const RECENT_HEADS: usize = 32;

/// A submission that waits for its turn.
pub(super) struct Queued {
    pub work: Work,
    pub reply: oneshot::Sender<Result<Recorded, SubmitError>>,
    /// Its share of the queue's bytes, given back when it is dropped.
    pub _space: OwnedSemaphorePermit,
}

/// What is asked for.
pub(super) enum Work {
    /// A note for a room.
    Note(Arc<RoomDesk>, Checked),
    /// A note of another room, for a room.
    Carry(Arc<RoomDesk>, Box<Carried>),
    /// A process that begins.
    Founding { process: Process, rooms: Vec<Room>, charter: Box<Checked>, log_key: SigningKey },
}

impl Work {
    /// The desk of the note's room; a founding has none yet.
    pub fn desk(&self) -> Option<&RoomDesk> {
        match self {
            Work::Note(desk, _) | Work::Carry(desk, _) => Some(desk),
            Work::Founding { .. } => None,
        }
    }
}

/// The end of a room's log, as it is committed.
pub(super) struct RoomEnd {
    pub desk: Arc<RoomDesk>,
    pub held: RoomHead,
    /// The last heads that were signed, the newest last.
    recent: VecDeque<Head>,
}

/// What the sequencer's thread works on. It alone writes the fields.
pub(super) struct Worker {
    pub shared: Arc<Shared>,
    pub quota: QuotaBook,
    processes: Vec<Process>,
    ends: BTreeMap<Origin, RoomEnd>,
    marks: Box<dyn PublishedMarks>,
    /// Taken from the queue and left for the next batch, in their order.
    waiting: VecDeque<Queued>,
}

impl Worker {
    pub fn new(shared: Arc<Shared>, marks: Box<dyn PublishedMarks>, quota: Option<Quota>) -> Worker {
        Worker {
            shared,
            quota: QuotaBook::new(quota),
            processes: Vec::new(),
            ends: BTreeMap::new(),
            marks,
            waiting: VecDeque::new(),
        }
    }

    /// Learns what the store holds: heads, and the registries, told to the admission.
    pub async fn open(&mut self, log_keys: &dyn LogKeys) -> Result<(), StartError> {
        let marks = self.marks.marks();
        self.processes = self.shared.store.processes().await?;
        let mut keys = BTreeMap::new();
        for process in &self.processes {
            keys.insert(process.id, log_keys.log_key(&process.id).ok_or(StartError::NoLogKey(process.id))?);
        }
        for room in self.shared.store.rooms().await? {
            let key = keys.get(&room.process).ok_or(StoreError::UnknownProcess(room.process))?;
            let held = self.shared.store.head(&room.origin).await?;
            let is_registry = self.processes.iter().any(|process| process.registry == room.origin);
            let mark = marks.get(&room.origin).filter(|mark| mark.size > held.head.size);
            let desk = RoomDesk::new(room, is_registry, key, *mark.unwrap_or(&held.head));
            let desk = desk.expect("an origin can be a key's name");
            self.check_tree(&desk.room.origin, held.head).await?;
            self.check_and_show(&desk, &held)?;
            self.add_end(desk, held);
        }
        for process in &self.processes {
            self.tell_registry(&process.registry, 0).await?;
        }
        Ok(())
    }

    /// Checks that the rows at the right edge of a room's tree lead to its head: a few reads
    /// that find a database to which somebody put the log of another.
    async fn check_tree(&self, origin: &Origin, head: Head) -> Result<(), StoreError> {
        match RoomTree::new(&*self.shared.store, origin, head.size).root_at(head.size).await {
            Ok(root) if root == head.root => Ok(()),
            Ok(_) => Err(StoreError::damaged(format!("room {origin}: its entries do not lead to its head"))),
            Err(RoomTreeError::Store(error)) => Err(error),
            Err(RoomTreeError::Beyond(error)) => Err(StoreError::damaged(format!("room {origin}: {error}"))),
        }
    }

    /// Checks that the room's checkpoint is by its log key. In a store that lacks what it
    /// published, shows it where the room itself lacks nothing; in one that is whole, it
    /// is shown when the marks are raised.
    fn check_and_show(&self, desk: &RoomDesk, held: &RoomHead) -> Result<(), StartError> {
        let signed = SignedHead { head: held.head, checkpoint: held.checkpoint.clone() };
        if !desk.has_signed(&signed) {
            let Room { process, origin, .. } = desk.room.clone();
            return Err(StartError::WrongLogKey { process, origin });
        }
        if let StoreState::Behind(gaps) = &self.shared.state
            && !gaps.iter().any(|gap| gap.origin == desk.room.origin)
        {
            desk.publish(signed);
        }
        Ok(())
    }

    fn add_end(&mut self, desk: RoomDesk, held: RoomHead) {
        let desk = self.shared.add_desk(desk);
        let recent = VecDeque::from([held.head]);
        self.ends.insert(desk.room.origin.clone(), RoomEnd { desk, held, recent });
    }

    /// Tells the admission the entries of a registry, from an index on.
    async fn tell_registry(&self, registry: &Origin, from: u64) -> Result<(), StoreError> {
        let end = self.end(registry);
        let mut next = from;
        while next < end.held.head.size {
            let entries = self.shared.store.entries(registry, next..end.held.head.size).await?;
            if entries.is_empty() {
                return Err(StoreError::damaged(format!("room {registry}: entry {next} is missing")));
            }
            for entry in entries {
                let note = stored_note(&entry.opening.content)?;
                self.shared.admission.registered(&end.desk.room, entry.index, &entry.leaf, &note);
                next = entry.index + 1;
            }
        }
        Ok(())
    }

    /// Publishes the heads of all rooms as the store holds them: also those that were
    /// committed by a process that ended before it could.
    pub fn publish_all(&mut self) -> Result<(), StoreError> {
        let origins: Vec<Origin> = self.ends.keys().cloned().collect();
        self.publish(&origins)
    }

    /// Raises the marks of the rooms and then shows their checkpoints.
    fn publish(&mut self, origins: &[Origin]) -> Result<(), StoreError> {
        let heads: Vec<_> =
            origins.iter().map(|origin| (origin.clone(), self.end(origin).held.head)).collect();
        self.marks.raise(&heads)?;
        for origin in origins {
            let RoomEnd { desk, held, .. } = self.end(origin);
            desk.publish(SignedHead { head: held.head, checkpoint: held.checkpoint.clone() });
            // Nobody may be listening.
            let _ = self.shared.changes.send(origin.clone());
        }
        Ok(())
    }

    /// Runs on a thread of its own, and gives a task that ends with it. Most of the time it
    /// waits for the database or the disk: on the runtime's threads, each of these waits
    /// would have two of them woken, and those who submit would wait behind the disk.
    pub fn start(self, queue: mpsc::Receiver<Queued>) -> Result<JoinHandle<()>, StoreError> {
        let runtime = Handle::current();
        let (ended, end) = oneshot::channel();
        let run = move || {
            runtime.block_on(self.run(queue));
            let _ = ended.send(());
        };
        let thread = thread::Builder::new().name("sequencer".to_owned()).spawn(run);
        thread.map_err(|error| StoreError::io("starting the sequencer's thread", &error))?;
        Ok(tokio::spawn(async move { end.await.expect("the sequencer does not panic") }))
    }

    /// Takes batch after batch until nobody can submit any more, or the store fails.
    async fn run(mut self, mut queue: mpsc::Receiver<Queued>) {
        while let Some(batch) = self.collect(&mut queue).await {
            if let Err(why) = self.process(batch).await {
                tracing::error!("the record takes no further notes: {why}");
                let _ = self.shared.stopped.set(why);
                self.shared.free_bytes.close();
                break;
            }
        }
        queue.close();
        while let Some(queued) = self.waiting.pop_front().or_else(|| queue.try_recv().ok()) {
            let _ = queued.reply.send(Err(self.shared.stopped_error()));
        }
    }

    /// What is queued now, at least one and at most [`BATCH_NOTES_MAX`]. A founding is a
    /// batch of its own.
    async fn collect(&mut self, queue: &mut mpsc::Receiver<Queued>) -> Option<Vec<Queued>> {
        let first = match self.waiting.pop_front() {
            Some(first) => first,
            None => queue.recv().await?,
        };
        let alone = matches!(first.work, Work::Founding { .. });
        let mut batch = vec![first];
        while !alone && batch.len() < BATCH_NOTES_MAX {
            let Some(next) = self.waiting.pop_front().or_else(|| queue.try_recv().ok()) else { break };
            if matches!(next.work, Work::Founding { .. }) {
                self.waiting.push_front(next);
                break;
            }
            batch.push(next);
        }
        Some(batch)
    }

    /// Commits one batch and answers its submissions. `Err` says why the sequencer stops.
    async fn process(&mut self, mut batch: Vec<Queued>) -> Result<(), String> {
        let mut attempts = 0;
        let mut plan = loop {
            match self.attempt(&batch).await {
                Ok(plan) => break plan,
                Err(StoreError::HeadMoved { origin, .. }) if attempts < ATTEMPTS_MAX => {
                    attempts += 1;
                    if let Err(error) = self.reread(&origin).await {
                        return fail(batch, error);
                    }
                }
                Err(error) => return fail(batch, error),
            }
        };
        for later in batch.drain(plan.outcomes.len()..).rev() {
            self.waiting.push_front(later);
        }
        // From here on the rows are durable. Whatever fails now leaves them unpublished
        // and unacknowledged: the next start publishes them.
        if let Err(error) = self.finish(&mut plan, &batch) {
            let why = error.to_string();
            let _ = fail(batch, error);
            return Err(why);
        }
        self.answer(plan, batch);
        Ok(())
    }

    /// Builds the transaction and commits it.
    async fn attempt(&mut self, batch: &[Queued]) -> Result<Plan, StoreError> {
        let plan = assemble(self, batch).await?;
        if !plan.batch.appends.is_empty() {
            self.shared.store.commit(&plan.batch).await?;
        }
        Ok(plan)
    }

    /// After another writer was faster: takes its head for the room, and what it registered.
    async fn reread(&mut self, origin: &Origin) -> Result<(), StoreError> {
        let held = self.shared.store.head(origin).await?;
        let end = self.ends.get_mut(origin).expect("a batch grows known rooms");
        let before = std::mem::replace(&mut end.held, held).head.size;
        let is_registry = end.desk.is_registry;
        end.note_head();
        if is_registry {
            self.tell_registry(origin, before).await?;
        }
        self.publish(std::slice::from_ref(origin))
    }

    /// Takes the committed heads over, and publishes them.
    fn finish(&mut self, plan: &mut Plan, batch: &[Queued]) -> Result<(), StoreError> {
        self.processes.extend(plan.batch.processes.iter().cloned());
        let mut opened = std::mem::take(&mut plan.opened);
        let mut grown = Vec::new();
        for append in &plan.batch.appends {
            let held = held_after(append);
            match opened.iter().position(|desk| desk.room.origin == append.origin) {
                Some(position) => self.add_end(opened.swap_remove(position), held),
                None => {
                    let end = self.ends.get_mut(&append.origin).expect("a batch grows known rooms");
                    end.held = held;
                    end.note_head();
                }
            }
            grown.push(append.origin.clone());
        }
        for Erasure { origin, commitment } in &plan.batch.erased {
            if let Some(end) = self.ends.get(origin) {
                end.desk.tell_erased(*commitment);
            }
        }
        for (outcome, queued) in plan.outcomes.iter().zip(batch) {
            if let Outcome::Entered { origin, index, leaf } = outcome {
                let end = self.end(origin);
                if end.desk.is_registry {
                    self.shared.admission.registered(&end.desk.room, *index, leaf, queued.work.note());
                }
            }
        }
        self.publish(&grown)
    }

    /// Acknowledges: everything that is said here is durable and published.
    fn answer(&self, plan: Plan, batch: Vec<Queued>) {
        let mut grown = BTreeMap::new();
        for (append, growth) in plan.batch.appends.into_iter().zip(plan.growths) {
            let signed =
                append.checkpoints.into_iter().next_back().expect("an append ends with a checkpoint");
            grown.insert(append.origin, (Arc::new(signed), Arc::new(growth)));
        }
        for (queued, outcome) in batch.into_iter().zip(plan.outcomes) {
            let answer = match outcome {
                Outcome::Entered { origin, index, leaf } => {
                    let (checkpoint, growth) = grown[&origin].clone();
                    Ok(Recorded { room: origin, index, leaf, checkpoint, growth: Some(growth) })
                }
                Outcome::Again(recorded) => Ok(recorded),
                Outcome::Refused(refused) => Err(SubmitError::Refused(refused)),
            };
            // Who stopped waiting learns it by submitting again.
            let _ = queued.reply.send(answer);
        }
    }

    /// The end of a room that the store holds.
    pub fn end(&self, origin: &Origin) -> &RoomEnd {
        self.ends.get(origin).expect("every desk has an end")
    }

    /// All rooms.
    pub fn rooms(&self) -> impl Iterator<Item = &Room> {
        self.ends.values().map(|end| &end.desk.room)
    }

    /// A process that the store holds.
    pub fn held_process(&self, id: &ProcessId) -> Option<&Process> {
        self.processes.iter().find(|process| process.id == *id)
    }

    /// Whether the head was ever signed for the room.
    pub async fn has_signed(&self, origin: &Origin, head: Head) -> Result<bool, StoreError> {
        if head.size == 0 {
            return Ok(head.root == EMPTY_ROOT);
        }
        let end = self.end(origin);
        if end.recent.contains(&head) {
            return Ok(true);
        }
        if head.size > end.held.head.size {
            return Ok(false);
        }
        let signed = self.shared.store.checkpoint(origin, head.size).await?;
        Ok(signed.is_some_and(|signed| signed.head == head))
    }

    /// What the receipt of an entry says, the same each time.
    pub async fn recorded(&self, origin: &Origin, index: u64) -> Result<Recorded, StoreError> {
        let missing = |what: &str| {
            StoreError::damaged(format!("room {origin}: the {what} of entry {index} is missing"))
        };
        let leaves = self.shared.store.leaves(origin, index..index + 1).await?;
        let leaf = *leaves.first().ok_or_else(|| missing("leaf"))?;
        let covering = self.shared.store.checkpoints(origin, index + 1..u64::MAX, 1).await?;
        let checkpoint = covering.into_iter().next().ok_or_else(|| missing("checkpoint"))?;
        let checkpoint = Arc::new(checkpoint);
        Ok(Recorded { room: origin.clone(), index, leaf, checkpoint, growth: None })
    }
}

impl RoomEnd {
    /// Keeps the new head among the recent ones.
    fn note_head(&mut self) {
        if self.recent.len() == RECENT_HEADS {
            self.recent.pop_front();
        }
        self.recent.push_back(self.held.head);
    }
}

impl Work {
    fn note(&self) -> &Note {
        match self {
            Work::Note(_, checked) => &checked.note,
            Work::Carry(_, carried) => &carried.note,
            Work::Founding { charter, .. } => &charter.note,
        }
    }
}

fn held_after(append: &Append) -> RoomHead {
    let signed = append.checkpoints.last().expect("an append ends with a checkpoint");
    RoomHead {
        head: signed.head,
        frontier: append.frontier.clone(),
        last_ms: append.last_ms,
        checkpoint: signed.checkpoint.clone(),
    }
}

/// Answers a batch with the error, of which nothing was acknowledged. `Err` where the store
/// must not be used further.
fn fail(batch: Vec<Queued>, error: StoreError) -> Result<(), String> {
    let fatal = error.is_fatal().then(|| error.to_string());
    if fatal.is_none() {
        tracing::warn!("a batch of {} notes was not written: {error}", batch.len());
    }
    let error = Arc::new(error);
    for queued in batch {
        let _ = queued.reply.send(Err(SubmitError::Store(Arc::clone(&error))));
    }
    fatal.map_or(Ok(()), Err)
}
