//! Verifying a room on every core. Opening entries and checking signatures is spread
//! over threads; what depends on the order of the log is done on the calling thread, so
//! that the first failure reported is the first in the log, however many threads there are.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Mutex, mpsc};

use super::{
    Failure, Fault, MatchedAnnex, OpenedAnnex, OpenedEntry, Piece, Place, RoomVerifier, check_signatures,
    open_annex, open_entry,
};
use crate::archive::AnnexState;
use crate::ids::{ActorId, KeyName, Origin};
use crate::key::VerifierKey;

/// Most pieces given to the threads and not yet taken back, for each thread.
const PIECES_IN_FLIGHT_MAX: usize = 4;
/// Most bytes of content given to the threads and not yet taken back; one piece may
/// exceed it.
const BYTES_IN_FLIGHT_MAX: usize = 16 * 1024 * 1024;

/// How a room is to be verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoomPlan {
    /// How many threads check signatures. With one, all is done on the calling thread.
    pub threads: NonZeroUsize,
    /// Whether the pieces hold the annexes; where not, they are verified elsewhere.
    pub annexes: bool,
}

/// What the verifier has seen and found good, in the order of the log.
#[derive(Debug)]
pub enum Seen<'a> {
    /// An entry: its commitment, form, signatures and head hold.
    Entry {
        /// Its index.
        index: u64,
        /// The entry.
        entry: &'a OpenedEntry,
    },
    /// An annex that its note names.
    Annex {
        /// Whose it is and what its note says of it.
        matched: &'a MatchedAnnex,
        /// What was given.
        state: &'a AnnexState,
    },
    /// So many entries of the room were verified.
    Progress {
        /// Number of entries.
        entries: u64,
    },
}

/// Why a room could not be verified.
#[derive(Debug, thiserror::Error)]
pub enum RoomError<E> {
    /// What gives the pieces failed.
    #[error(transparent)]
    Source(E),
    /// Something in the room is wrong: the first in the order of the log.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Verifies all entries and annexes of a room. `pieces` gives them in order, `keys` knows
/// the keys that act for an actor, `log_key` the log key of each room of the process and of no
/// other, `seen` is told what holds. What comes back is to be held against the checkpoint
/// ([`RoomVerifier::finish`]).
pub fn room<E>(
    origin: &Origin,
    plan: RoomPlan,
    mut pieces: impl FnMut() -> Result<Option<Piece>, E>,
    keys: &(impl Fn(&ActorId, &KeyName, u32) -> Option<VerifierKey> + Sync),
    log_key: &(impl Fn(&Origin) -> Option<VerifierKey> + Sync),
    mut seen: impl FnMut(Seen<'_>),
) -> Result<RoomVerifier, RoomError<E>> {
    let mut room = InOrder { verifier: RoomVerifier::new(origin.clone()), annexes: plan.annexes };
    if plan.threads.get() == 1 {
        while let Some(piece) = pieces().map_err(RoomError::Source)? {
            room.take(work(origin, piece, keys, log_key), &mut seen)?;
        }
    } else {
        let work = |piece| work(origin, piece, keys, log_key);
        spread(&work, plan.threads, &mut pieces, |done| room.take(done, &mut seen))?;
    }
    room.verifier.annexes_complete()?;
    Ok(room.verifier)
}

/// What a thread makes of a piece.
enum Done {
    /// Entries up to the first that fails, and why that fails.
    Entries(Vec<OpenedEntry>, Option<Fault>),
    Annexes(Vec<(OpenedAnnex, AnnexState)>),
}

fn work(
    origin: &Origin,
    piece: Piece,
    keys: &impl Fn(&ActorId, &KeyName, u32) -> Option<VerifierKey>,
    log_key: &impl Fn(&Origin) -> Option<VerifierKey>,
) -> Done {
    match piece {
        Piece::Entries { leaves, openings, evidence } => {
            let uneven = (leaves.len() != openings.len())
                .then_some(Fault::Uneven { leaves: leaves.len(), openings: openings.len() });
            if uneven.is_some() {
                return Done::Entries(Vec::new(), uneven);
            }
            if evidence.last_key_value().is_some_and(|(position, _)| *position >= leaves.len()) {
                return Done::Entries(Vec::new(), Some(Fault::EvidenceUnnamed));
            }
            let mut entries = Vec::with_capacity(leaves.len());
            for (position, (leaf, opening)) in leaves.iter().zip(openings).enumerate() {
                let evidence = evidence.get(&position).map(Vec::as_slice);
                let opened = open_entry(origin, leaf, opening, evidence, log_key);
                match opened.and_then(|entry| check_signatures(&entry.note, keys).map(|()| entry)) {
                    Ok(entry) => entries.push(entry),
                    Err(fault) => return Done::Entries(entries, Some(fault)),
                }
            }
            Done::Entries(entries, None)
        }
        Piece::Annexes(annexes) => {
            Done::Annexes(annexes.into_iter().map(|annex| (open_annex(origin, &annex), annex)).collect())
        }
    }
}

/// What is done in the order of the log.
struct InOrder {
    verifier: RoomVerifier,
    annexes: bool,
}

impl InOrder {
    fn take(&mut self, done: Done, seen: &mut impl FnMut(Seen<'_>)) -> Result<(), Failure> {
        match done {
            Done::Entries(entries, fault) => {
                if self.annexes {
                    self.verifier.annexes_complete()?;
                } else {
                    self.verifier.without_annexes();
                }
                for entry in &entries {
                    let index = self.verifier.admit(entry)?;
                    seen(Seen::Entry { index, entry });
                }
                if let Some(fault) = fault {
                    return Err(self.verifier.failure(Place::Entry(self.verifier.size()), fault));
                }
                if !self.annexes {
                    self.verifier.without_annexes();
                }
                seen(Seen::Progress { entries: self.verifier.size() });
            }
            Done::Annexes(annexes) => {
                for (opened, state) in &annexes {
                    // A thread that opens an annex does not know of which note it is, and takes
                    // this room for the one that it was written for. Carried ones are opened here.
                    let written_for = self.verifier.annex_origin();
                    let matched = if written_for == self.verifier.origin() {
                        self.verifier.annex(opened)?
                    } else {
                        let opened = open_annex(written_for, state);
                        self.verifier.annex(&opened)?
                    };
                    seen(Seen::Annex { matched: &matched, state });
                }
            }
        }
        Ok(())
    }
}

/// Gives pieces to threads and what they made of them, in order, to `take`.
fn spread<E>(
    work: &(impl Fn(Piece) -> Done + Sync),
    threads: NonZeroUsize,
    pieces: &mut impl FnMut() -> Result<Option<Piece>, E>,
    mut take: impl FnMut(Done) -> Result<(), Failure>,
) -> Result<(), RoomError<E>> {
    let (jobs, queue) = mpsc::channel::<(u64, Piece)>();
    let queue = Mutex::new(queue);
    std::thread::scope(|scope| {
        // Owned by this closure: on an early return the queue closes and the threads end.
        let jobs = jobs;
        let (answers, done) = mpsc::channel();
        for _ in 0..threads.get() {
            let (queue, answers) = (&queue, Answers(answers.clone()));
            scope.spawn(move || {
                while let Some((number, piece)) = next_job(queue) {
                    if answers.0.send(Some((number, work(piece)))).is_err() {
                        return;
                    }
                }
            });
        }
        let mut flight = Flight::default();
        let mut early: BTreeMap<u64, Done> = BTreeMap::new();
        // A source that fails is reported only after what it gave before was found good.
        let mut source_error = None;
        loop {
            while flight.has_room(threads) {
                match pieces() {
                    Ok(Some(piece)) => {
                        let number = flight.begin(content_bytes(&piece));
                        jobs.send((number, piece)).expect("the queue is open as long as this scope");
                    }
                    Ok(None) => flight.source_ended = true,
                    Err(error) => {
                        source_error = Some(error);
                        flight.source_ended = true;
                    }
                }
            }
            if flight.is_empty() {
                return source_error.map_or(Ok(()), |error| Err(RoomError::Source(error)));
            }
            let answer = done.recv().expect("this scope holds a sender");
            let (number, result) = answer.expect("a verifying thread panicked, as the lookup of keys may");
            early.insert(number, result);
            while let Some(result) = early.remove(&flight.next) {
                flight.end();
                take(result)?;
            }
        }
    })
}

/// A thread's way to answer. Says so when the thread panics: the others would go on
/// waiting for work, and the calling thread for an answer.
struct Answers(mpsc::Sender<Option<(u64, Done)>>);

impl Drop for Answers {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // Where nobody listens any more, nobody waits either.
            let _ = self.0.send(None);
        }
    }
}

fn next_job(queue: &Mutex<mpsc::Receiver<(u64, Piece)>>) -> Option<(u64, Piece)> {
    queue.lock().ok()?.recv().ok()
}

fn content_bytes(piece: &Piece) -> usize {
    match piece {
        Piece::Entries { openings, .. } => openings.iter().map(|opening| opening.content.len()).sum(),
        Piece::Annexes(annexes) => annexes
            .iter()
            .map(|annex| match annex {
                AnnexState::Open(opening) => opening.content.len(),
                AnnexState::Erased | AnnexState::Withheld => 0,
            })
            .sum(),
    }
}

/// What was given to the threads and not yet taken back, in the order given.
#[derive(Default)]
struct Flight {
    bytes: std::collections::VecDeque<usize>,
    bytes_total: usize,
    /// Number of the piece to be taken back next.
    next: u64,
    source_ended: bool,
}

impl Flight {
    fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    fn has_room(&self, threads: NonZeroUsize) -> bool {
        !self.source_ended
            && (self.is_empty()
                || (self.bytes.len() < PIECES_IN_FLIGHT_MAX * threads.get()
                    && self.bytes_total < BYTES_IN_FLIGHT_MAX))
    }

    fn begin(&mut self, bytes: usize) -> u64 {
        let number = self.next + self.bytes.len() as u64;
        self.bytes.push_back(bytes);
        self.bytes_total += bytes;
        number
    }

    fn end(&mut self) {
        self.bytes_total -= self.bytes.pop_front().expect("what comes back was given");
        self.next += 1;
    }
}
