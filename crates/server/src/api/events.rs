//! What comes onto a process's record, as it comes: server-sent events (HTML Living Standard,
//! section 9.2).
//!
//! Every event is one note, and its `id` says how far the stream then is: how many entries of each
//! room that the asker sees, in the charter's order, joined by `-`. A client that comes back with
//! the last `id` it got (`Last-Event-ID`, which browsers send by themselves, or `?after=`) gets
//! what came meanwhile, each note once, in each room's order.

use std::{collections::BTreeMap, convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::{FutureExt as _, Stream, future::select_all, stream};
use serde::{Deserialize, Serialize};
use tokio::sync::{OwnedSemaphorePermit, watch};
use utoipa::{IntoParams, ToSchema};
use verbale_store::SignedHead;

use crate::{
    api::notes::{NoteListed, listed},
    asker::Asker,
    extract::{Path, Query},
    problem::{Problem, ProblemKind},
    state::AppState,
    view::View,
};

/// Streams open at a time, of all processes together: each takes one of the venue's connections,
/// and most of these are for those who ask.
pub const EVENT_STREAMS_MAX: usize = 512;
/// A stream on which nothing happens says so this often, so that both ends learn when the other
/// is gone.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// The header by which a client says what it has.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// Tells proxies not to hold events back.
const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// From where on.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The `id` of the last event that the client has; only what comes from now on where this and
    /// `Last-Event-ID` are left out.
    after: Option<String>,
}

/// The data of an event.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NoteEvent)]
pub struct NoteEvent {
    /// The note.
    #[serde(flatten)]
    note: NoteListed,
    /// The item that it opens, moves or stands beside.
    item: Option<String>,
}

/// Follow a process
///
/// Each note that comes onto the record, as an event of the type `note`.
#[utoipa::path(
    get,
    path = "/api/v1/processes/{process}/events",
    params(("process" = String, Path, description = "The process's name"), Asked,
        ("Last-Event-ID" = Option<String>, Header, description = "The same as `after`, and before it")),
    responses((status = 200, description = "The events, each with a NoteEvent as its data", body = NoteEvent, content_type = "text/event-stream")),
    tag = "processes"
)]
pub async fn follow(
    State(state): State<AppState>,
    asker: Asker,
    Path(process): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let view = state.view(&asker, &process).await?;
    let after = match headers.get(LAST_EVENT_ID) {
        Some(id) => Some(id.to_str().map_err(|_| no_position(&view))?.to_owned()),
        None => asked.after,
    };
    let position = match after {
        Some(id) => Position::read(&id, &view).ok_or_else(|| no_position(&view))?,
        None => Position::of(&view),
    };
    let place = state.event_places().try_acquire_owned().map_err(|_| {
        Problem::new(
            ProblemKind::Overloaded,
            format!("{EVENT_STREAMS_MAX} streams of events are open, as many as the venue keeps."),
            "Ask for the standing now and then instead, or follow the process later.",
        )
    })?;
    let rooms = view.rooms.iter().filter_map(|room| state.sequencer().follow(&room.entry.origin));
    let following = Following {
        seen: view.rooms.iter().map(|room| room.index).collect(),
        rooms: rooms.collect(),
        closing: state.closing(),
        state,
        asker,
        process,
        position,
        coming: Vec::new(),
        _place: place,
    };
    let sse = Sse::new(following.events()).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (X_ACCEL_BUFFERING, HeaderValue::from_static("no")),
    ];
    Ok((headers, sse).into_response())
}

fn no_position(view: &View) -> Problem {
    Problem::new(
        ProblemKind::InvalidValue,
        "What was given as the last event is no `id` of this process's events.",
        format!("Give the `id` of an event; the newest is {}. Or leave it out.", Position::of(view).id()),
    )
}

/// How many entries of each room a stream has told, by the room's index in the charter. As an `id`
/// the numbers stand in the charter's order, with nothing in the place of a room that is not seen:
/// `3-5--7`. A room that is opened to the asker later is told from its beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Position(BTreeMap<u16, u64>);

impl Position {
    /// All that a view holds.
    pub(crate) fn of(view: &View) -> Position {
        Position(view.rooms.iter().map(|room| (room.index, room.head.size)).collect())
    }

    /// The position of an `id`, if the view is so far.
    pub(crate) fn read(id: &str, view: &View) -> Option<Position> {
        let mut told = BTreeMap::new();
        for (index, size) in (0u16..).zip(id.split('-')).filter(|(_, size)| !size.is_empty()) {
            told.insert(index, size.parse().ok()?);
        }
        let mut position = Position(told);
        let newest = Position::of(view);
        let is_held =
            position.0.iter().all(|(index, told)| newest.0.get(index).is_some_and(|newest| told <= newest));
        // Everybody who sees anything sees the registry.
        if !position.0.contains_key(&0) || !is_held || position.id() != id {
            return None;
        }
        for index in newest.0.keys() {
            position.0.entry(*index).or_insert(0);
        }
        Some(position)
    }

    fn told(&self, room: u16) -> u64 {
        self.0.get(&room).copied().unwrap_or_default()
    }

    pub(crate) fn id(&self) -> String {
        let last = self.0.keys().next_back().copied().unwrap_or_default();
        let size = |index: u16| self.0.get(&index).map(u64::to_string).unwrap_or_default();
        (0..=last).map(size).collect::<Vec<_>>().join("-")
    }

    /// How many entries of each room, by the room's index in the charter.
    pub(crate) fn sizes(self) -> BTreeMap<u16, u64> {
        self.0
    }
}

/// A stream under way.
struct Following {
    state: AppState,
    asker: Asker,
    process: String,
    /// The rooms that it tells of, as indices in the charter.
    seen: Vec<u16>,
    /// The newest published heads of the rooms, as they change.
    rooms: Vec<watch::Receiver<Option<Arc<SignedHead>>>>,
    closing: watch::Receiver<bool>,
    position: Position,
    /// Events that are made and not yet sent, the next last.
    coming: Vec<Event>,
    _place: OwnedSemaphorePermit,
}

impl Following {
    fn events(self) -> impl Stream<Item = Result<Event, Infallible>> {
        stream::unfold(self, |mut following| async {
            let event = following.next().await?;
            Some((Ok(event), following))
        })
    }

    /// The next event, once there is one; none when the venue stops, or cannot say.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.coming.pop() {
                return Some(event);
            }
            if *self.closing.borrow() {
                return None;
            }
            // Marked as seen before the view is asked for: what comes in between wakes the stream.
            for room in &mut self.rooms {
                room.mark_unchanged();
            }
            let view = self.state.view(&self.asker, &self.process).await.ok()?;
            if !self.follows(&view) {
                return None;
            }
            self.take_new(&view);
            drop(view);
            if self.coming.is_empty() {
                self.changed().await;
            }
        }
    }

    /// Whether the asker still sees the rooms that the stream tells of, and no others.
    fn follows(&self, view: &View) -> bool {
        view.rooms.iter().map(|room| room.index).eq(self.seen.iter().copied())
    }

    /// Waits until a room has grown, or the venue stops.
    async fn changed(&mut self) {
        let rooms = self.rooms.iter_mut().map(|room| room.changed().map(drop).boxed());
        let closing = self.closing.changed().map(drop).boxed();
        select_all(rooms.chain([closing])).await;
    }

    /// Makes the events of what the view holds beyond the position.
    fn take_new(&mut self, view: &View) {
        let newest = Position::of(view);
        let new = |position: &Position| -> u64 {
            newest.0.iter().map(|(room, size)| size.saturating_sub(position.told(*room))).sum()
        };
        let mut left = new(&self.position);
        let mut entries = Vec::new();
        // The newest stand at the end of the view.
        for entry in view.process.entries().rev() {
            if left == 0 {
                break;
            }
            let room = entry.arrived.room;
            if newest.0.contains_key(&room) && self.position.told(room) <= entry.arrived.leaf {
                entries.push((room, entry));
                left -= 1;
            }
        }
        let mut events = Vec::with_capacity(entries.len());
        for (room, entry) in entries.into_iter().rev() {
            self.position.0.insert(room, entry.arrived.leaf + 1);
            let item = view.process.home(&entry.commitment).map(|item| item.to_hex());
            let data = NoteEvent { note: listed(view, entry), item };
            let event = Event::default().id(self.position.id()).event("note");
            events.push(event.json_data(&data).unwrap_or_default());
        }
        events.reverse();
        self.coming = events;
    }
}
