//! What every request can reach: the venue, its clock, its record and the views of its processes.

use std::sync::Arc;

use jiff::civil::Date;
use tokio::sync::{Semaphore, watch};
use verbale_record::Commitment;
use verbale_store::{Clock, Sequencer, SignedHead, Store, StoreState};

use crate::{
    api::events::EVENT_STREAMS_MAX,
    archive::ARCHIVES_MAX,
    limits::{BODY_UNIT_BYTES, SUBMISSIONS_BYTES_MAX},
    openings::{self, NoteOpening},
    problem::{Problem, ProblemKind, store_problem},
    view::View,
    views::{SeenRoom, Views, ViewsError},
};

/// What the venue is called and where it is reached.
#[derive(Clone, Debug)]
pub struct Venue {
    /// Its name, as pages show it.
    pub name: String,
    /// The address under which it is reached, such as `https://venue.example`; none where it is
    /// not known, and then no page names one.
    pub address: Option<String>,
    /// Whether that address is reached over TLS: only then browsers are told to insist on it.
    pub tls: bool,
}

/// The state that routes share; a clone is another handle to the same.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

struct Shared {
    venue: Venue,
    clock: Arc<dyn Clock>,
    sequencer: Sequencer,
    views: Views,
    archive_places: Arc<Semaphore>,
    event_places: Arc<Semaphore>,
    /// Whether the venue is about to stop.
    closing: watch::Sender<bool>,
    /// Free bytes for the bodies of submissions, in units of [`BODY_UNIT_BYTES`].
    body_space: Semaphore,
}

impl AppState {
    /// Opens the views of everything that outsiders may see of what the sequencer keeps.
    ///
    /// # Errors
    /// When the store fails, or holds a process whose charter cannot be used.
    pub async fn open(
        venue: Venue,
        clock: Arc<dyn Clock>,
        sequencer: Sequencer,
    ) -> Result<AppState, ViewsError> {
        let views = Views::open(sequencer.clone()).await?;
        Ok(AppState(Arc::new(Shared {
            venue,
            clock,
            sequencer,
            views,
            archive_places: Arc::new(Semaphore::new(ARCHIVES_MAX)),
            event_places: Arc::new(Semaphore::new(EVENT_STREAMS_MAX)),
            closing: watch::Sender::new(false),
            body_space: Semaphore::new(SUBMISSIONS_BYTES_MAX / BODY_UNIT_BYTES),
        })))
    }

    /// The venue.
    pub fn venue(&self) -> &Venue {
        &self.0.venue
    }

    /// Milliseconds since 1970, by the venue's clock.
    pub fn now_ms(&self) -> u64 {
        self.0.clock.now_ms()
    }

    /// Today, in the process's own offset.
    pub fn today(&self, view: &View) -> Date {
        view.day(self.now_ms())
    }

    /// The processes that outsiders may see, in the order of their names.
    pub async fn processes(&self) -> Result<Vec<Arc<View>>, Problem> {
        self.0.views.all().await
    }

    /// The view of a process, current up to the newest published head. What is private is as if
    /// it did not exist.
    pub async fn view(&self, process: &str) -> Result<Arc<View>, Problem> {
        self.0.views.of(process).await
    }

    /// A room that the asker may read. What is private is as if it did not exist.
    pub async fn room(&self, process: &str, room: &str) -> Result<&SeenRoom, Problem> {
        self.0.views.room(process, room).await
    }

    /// A note of a view with its exact bytes and annexes, from the room in which it arrived.
    pub async fn opening(&self, view: &View, note: &Commitment) -> Result<NoteOpening, Problem> {
        let entry = view.process.entry(note).ok_or_else(Problem::not_found)?;
        let seen =
            view.rooms.iter().find(|room| room.index == entry.arrived.room).ok_or_else(Problem::not_found)?;
        let range = entry.arrived.leaf..entry.arrived.leaf + 1;
        let notes = openings::read(self.store(), &seen.entry.origin, range).await.map_err(store_problem)?;
        notes.into_iter().next().ok_or_else(Problem::not_found)
    }

    /// Why the record takes no notes, where it takes none: for a banner on every page.
    pub fn read_only(&self) -> Option<&StoreState> {
        Some(self.0.sequencer.state()).filter(|state| **state != StoreState::Ready)
    }

    /// The newest published checkpoint of a room.
    ///
    /// # Errors
    /// Where the record lacks what it has published: it would show a fork.
    pub(crate) fn published(&self, room: &SeenRoom) -> Result<Arc<SignedHead>, Problem> {
        self.0.sequencer.published(&room.origin).ok_or_else(|| {
            Problem::new(
                ProblemKind::ReadOnly,
                "The record lacks what it has published for this room, and shows no checkpoint until it has it again.",
                "Ask again when the operator has recovered the record from a replica.",
            )
        })
    }

    pub(crate) fn sequencer(&self) -> &Sequencer {
        &self.0.sequencer
    }

    pub(crate) fn store(&self) -> &dyn Store {
        self.0.sequencer.store().as_ref()
    }

    pub(crate) fn archive_places(&self) -> Arc<Semaphore> {
        Arc::clone(&self.0.archive_places)
    }

    pub(crate) fn event_places(&self) -> Arc<Semaphore> {
        Arc::clone(&self.0.event_places)
    }

    /// Ends the streams of events: the venue is about to stop.
    pub fn close(&self) {
        self.0.closing.send_replace(true);
    }

    /// Whether the venue is about to stop, as it changes.
    pub(crate) fn closing(&self) -> watch::Receiver<bool> {
        self.0.closing.subscribe()
    }

    pub(crate) fn body_space(&self) -> &Semaphore {
        &self.0.body_space
    }
}
