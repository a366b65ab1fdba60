//! Carrying what was published or released: after each note that is on the record, whatever is due
//! by it ([`verbale_process::carrying`]) is entered in the room that it passes to.
//!
//! The carrier keeps no account of its own. What is due follows from the record, and what is carried
//! already is found in the further rooms; so whatever ended it between a publication and the
//! last note of the item, the next pass goes on where it stopped, and a pass over what is carried
//! carries nothing.
//!
//! It sees every room of a process, as the host does, and shows nobody anything.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use tokio::sync::{broadcast::error::RecvError, watch};
use verbale_process::{
    charter::{RoomEntry, RoomKind},
    entry::Place,
    fold::Process,
};
use verbale_record::{Commitment, Note, Origin, ProcessId};
use verbale_store::{Sequencer, StoreError, StoreState, SubmitError};

use crate::openings::{self, entered};

/// Most notes that are queued to be carried before the first of them is waited for.
const CARRIED_AT_ONCE_MAX: usize = 256;

/// Why what is due could not be carried. It stays due.
#[derive(Debug, thiserror::Error)]
pub enum CarryError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The sequencer did not take a note.
    #[error("entry {leaf} of room {from} could not be carried to {to}: {error}")]
    Refused {
        /// The room that it stands in.
        from: Origin,
        /// Its index there.
        leaf: u64,
        /// The room that it was to be entered in.
        to: Origin,
        /// Why not.
        error: SubmitError,
    },
}

/// Carries what is due in the processes of a venue.
pub struct Carrier {
    sequencer: Sequencer,
    /// The process of each room, as far as rooms are known.
    rooms: BTreeMap<Origin, ProcessId>,
    followed: BTreeMap<ProcessId, Followed>,
}

/// A process as far as it was read: all its rooms.
struct Followed {
    registry: Origin,
    /// None until the charter was read.
    process: Option<Process>,
    /// Entries read of each room.
    read: BTreeMap<Origin, u64>,
    /// Which note stands in which room.
    standing: BTreeSet<(Commitment, u16)>,
}

/// Carries what is due in all processes, now and after each change, until `closing` is true.
pub async fn run(sequencer: Sequencer, mut closing: watch::Receiver<bool>) {
    if *sequencer.state() != StoreState::Ready {
        return;
    }
    // Before the first pass, so that no change falls between.
    let mut changes = sequencer.changes();
    let mut carrier = Carrier::new(sequencer);
    // None: any room may have grown.
    let mut grown: Option<BTreeSet<Origin>> = None;
    loop {
        let carried = match &grown {
            Some(rooms) => carrier.carry_after(rooms).await,
            None => carrier.carry_all().await,
        };
        if let Err(error) = carried {
            tracing::error!(%error, "what was published or released is not carried yet; it is tried again");
        }
        grown = tokio::select! {
            changed = changes.recv() => match changed {
                Ok(room) => Some(BTreeSet::from([room])),
                Err(RecvError::Lagged(_)) => None,
                Err(RecvError::Closed) => return,
            },
            _ = closing.wait_for(|closing| *closing) => return,
        };
        // What has changed meanwhile is looked at in the same pass; whoever lags is told so next.
        while let Some(rooms) = &mut grown
            && let Ok(room) = changes.try_recv()
        {
            rooms.insert(room);
        }
    }
}

impl Carrier {
    /// A carrier that has read nothing yet.
    pub fn new(sequencer: Sequencer) -> Carrier {
        Carrier { sequencer, rooms: BTreeMap::new(), followed: BTreeMap::new() }
    }

    /// Carries what is due in all processes, and gives how many notes that was.
    ///
    /// # Errors
    /// With the first note that could not be carried; what came before it is carried.
    pub async fn carry_all(&mut self) -> Result<usize, CarryError> {
        let mut carried = 0;
        for process in self.sequencer.store().processes().await? {
            carried += self.carry_in(process.id).await?;
        }
        Ok(carried)
    }

    /// Carries what is due after rooms have grown.
    async fn carry_after(&mut self, grown: &BTreeSet<Origin>) -> Result<usize, CarryError> {
        if grown.iter().any(|room| !self.rooms.contains_key(room)) {
            let rooms = self.sequencer.store().rooms().await?;
            self.rooms = rooms.into_iter().map(|room| (room.origin, room.process)).collect();
        }
        let processes: BTreeSet<ProcessId> =
            grown.iter().filter_map(|room| self.rooms.get(room).copied()).collect();
        let mut carried = 0;
        for process in processes {
            carried += self.carry_in(process).await?;
        }
        Ok(carried)
    }

    /// Carries what is due in one process, and gives how many notes that was.
    ///
    /// # Errors
    /// As [`Carrier::carry_all`].
    pub async fn carry_in(&mut self, id: ProcessId) -> Result<usize, CarryError> {
        if let std::collections::btree_map::Entry::Vacant(vacant) = self.followed.entry(id) {
            let processes = self.sequencer.store().processes().await?;
            let Some(process) = processes.into_iter().find(|process| process.id == id) else { return Ok(0) };
            vacant.insert(Followed::new(process.registry));
        }
        let Some(followed) = self.followed.get_mut(&id) else { return Ok(0) };
        let mut carried = 0;
        loop {
            followed.catch_up(&self.sequencer).await?;
            let due = followed.due();
            if due.is_empty() {
                return Ok(carried);
            }
            // What was carried may be published from where it is now: then it is due next.
            for part in due.chunks(CARRIED_AT_ONCE_MAX) {
                carried += carry(&self.sequencer, part).await?;
            }
        }
    }
}

/// A note's way: the room and leaf that it stands at, and the room that it is to be entered in.
type Way = (Origin, u64, Origin);

/// Carries notes, in their order.
async fn carry(sequencer: &Sequencer, due: &[Way]) -> Result<usize, CarryError> {
    let failed = |way: &Way, error| {
        let (from, leaf, to) = way.clone();
        CarryError::Refused { from, leaf, to, error }
    };
    let mut pending = Vec::with_capacity(due.len());
    let mut refused = None;
    for way in due {
        match sequencer.queue_carry(&way.0, way.1, &way.2).await {
            Ok(queued) => pending.push((way, queued)),
            Err(error) => {
                refused = Some(failed(way, error));
                break;
            }
        }
    }
    let carried = pending.len();
    for (way, queued) in pending {
        queued.receipt().await.map_err(|error| failed(way, error))?;
    }
    refused.map_or(Ok(carried), Err)
}

impl Followed {
    fn new(registry: Origin) -> Followed {
        Followed { registry, process: None, read: BTreeMap::new(), standing: BTreeSet::new() }
    }

    /// Takes what the rooms hold, up to what is published of each. The registry comes first: by the
    /// charter in force the others are known. A process without a room to carry from is read no
    /// further, until an amendment adds one.
    async fn catch_up(&mut self, sequencer: &Sequencer) -> Result<(), StoreError> {
        if self.process.is_none() {
            self.begin(sequencer).await?;
        }
        let rooms = |process: &Option<Process>| process.as_ref().map(|p| p.charter().rooms.clone());
        let Some(charted) = rooms(&self.process) else { return Ok(()) };
        self.read(sequencer, &charted, 0..1).await?;
        let charted = rooms(&self.process).unwrap_or(charted);
        match has_ways(&charted) {
            true => self.read(sequencer, &charted, 1..charted.len()).await,
            false => Ok(()),
        }
    }

    /// Takes what some of the rooms hold. All of it at once, so that the fold is not made anew for
    /// each released note.
    async fn read(
        &mut self,
        sequencer: &Sequencer,
        rooms: &[RoomEntry],
        of: Range<usize>,
    ) -> Result<(), StoreError> {
        let Some(process) = &mut self.process else { return Ok(()) };
        let charter = process.charter();
        let mut entries = Vec::new();
        for (room, entry) in (0u16..).zip(rooms).skip(of.start).take(of.len()) {
            let Some(published) = sequencer.published(&entry.origin) else { continue };
            let next = self.read.entry(entry.origin.clone()).or_default();
            while *next < published.head.size {
                let read = sequencer.store().entries(&entry.origin, *next..published.head.size).await?;
                assert!(!read.is_empty(), "a log has every entry below its head");
                for held in read {
                    *next = held.index + 1;
                    let commitment = held.leaf.commitment;
                    self.standing.insert((commitment, room));
                    // What is no note moves nothing, and the views say so.
                    let Ok(note) = Note::parse(&held.opening.content) else { continue };
                    let arrived = Place { time_ms: held.leaf.time_ms, room, leaf: held.index };
                    let evidence = held.evidence.as_deref();
                    entries.push(entered(charter, &note, commitment, arrived, evidence));
                }
            }
        }
        process.add_all(entries);
        Ok(())
    }

    /// Reads the charter, and begins the fold. A charter that cannot be used is the views' to report.
    async fn begin(&mut self, sequencer: &Sequencer) -> Result<(), StoreError> {
        let charter = openings::charter(sequencer.store().as_ref(), &self.registry).await?;
        self.process = charter.ok().and_then(|charter| Process::new(charter).ok());
        Ok(())
    }

    /// What is due and does not stand where it is due.
    fn due(&self) -> Vec<Way> {
        let Some(process) = &self.process else { return Vec::new() };
        let origin =
            |room: u16| process.charter().rooms.get(usize::from(room)).map(|room| room.origin.clone());
        let due = process.due().into_iter();
        due.filter(|due| !self.standing.contains(&(due.note, due.to_room)))
            .filter_map(|due| Some((origin(due.from.room)?, due.from.leaf, origin(due.to_room)?)))
            .collect()
    }
}

/// Whether anything can be carried: in a process whose rooms are all public nothing is published
/// that is not public already.
fn has_ways(rooms: &[RoomEntry]) -> bool {
    rooms.iter().any(|room| !matches!(room.kind, RoomKind::Registry | RoomKind::Public))
}
