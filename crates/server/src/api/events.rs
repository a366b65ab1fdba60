//! What comes onto a process's record, as it comes: server-sent events (HTML Living Standard,
//! section 9.2).
//!
//! Every event is one note, and its `id` says how far the stream then is: how many entries of each
//! room that the asker sees, in the charter's order, joined by `-`. A client that comes back with
//! the last `id` it got (`Last-Event-ID`, which browsers send by themselves, or `?after=`) gets
//! what came meanwhile, each note once, in each room's order.
//!
//! A stream ends with what let it begin: when a revocation takes rooms from the asker, when the
//! session that asked has ended, when one of its person's devices was removed.

use std::{collections::VecDeque, convert::Infallible, fmt::Write as _, sync::Arc};

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{Extensions, HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures_util::{Stream, stream};
use serde::{Deserialize, Serialize};
use tokio::sync::{OwnedSemaphorePermit, broadcast::Receiver, broadcast::error::RecvError};
use utoipa::{IntoParams, ToSchema};
use verbale_store::SessionFollowed;

use crate::{
    api::{
        channels::{Frame, Seers, Told},
        notes::{NoteListed, listed},
    },
    asker::Asker,
    connections::ConnectionPlace,
    extract::{Path, Query},
    position::{Position, between},
    problem::{Problem, ProblemKind, store_problem},
    state::AppState,
    view::View,
};

/// Streams open at a time, of all processes together; fewer where the system gives the venue fewer
/// file handles. They have places of their own, beside those of the connections on which requests
/// are answered ([`crate::limits::CONNECTIONS_MAX`]).
pub const EVENT_STREAMS_MAX: usize = 8_192;
/// Events that a stream which catches up makes at a time.
const CAUGHT_UP_AT_ONCE: usize = 256;
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
    extensions: Extensions,
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
            "As many streams of events are open as the venue keeps.",
            "Ask for the standing now and then instead, or follow the process later.",
        )
    })?;
    let session = match asker.member() {
        Some(member) => {
            let followed = state.accounts().follow_session(member.session.number, state.now_ms()).await;
            // Ended since the request came: whoever asks again is asked to sign in.
            Some(followed.map_err(store_problem)?.ok_or_else(Problem::not_found)?)
        }
        None => None,
    };
    // From here on the connection is a stream's, and its place is free for one that asks.
    if let Some(connection) = extensions.get::<ConnectionPlace>() {
        connection.give_back();
    }
    let seers = Seers { process, rooms: view.rooms.iter().map(|room| room.index).collect() };
    let (frames, until) = state.channels().listen(&state, seers.clone(), &view);
    let following = Following {
        state,
        asker,
        session,
        seers,
        position,
        until,
        frames,
        coming: VecDeque::new(),
        _place: place,
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // The connection has no place to be asked anything on when the stream has ended.
        (header::CONNECTION, HeaderValue::from_static("close")),
        (X_ACCEL_BUFFERING, HeaderValue::from_static("no")),
    ];
    Ok((headers, Body::from_stream(following.events())).into_response())
}

fn no_position(view: &View) -> Problem {
    Problem::new(
        ProblemKind::InvalidValue,
        "What was given as the last event is no `id` of this process's events.",
        format!("Give the `id` of an event; the newest is {}. Or leave it out.", Position::of(view).id()),
    )
}

/// A stream under way.
struct Following {
    state: AppState,
    asker: Asker,
    /// The asker's session; none of an outsider.
    session: Option<SessionFollowed>,
    seers: Seers,
    /// What it has told.
    position: Position,
    /// From where on the channel tells it; what lies before it reads from the record.
    until: Position,
    frames: Receiver<Frame>,
    /// What is made and not yet sent.
    coming: VecDeque<Bytes>,
    _place: OwnedSemaphorePermit,
}

impl Following {
    fn events(self) -> impl Stream<Item = Result<Bytes, Infallible>> {
        stream::unfold(self, |mut following| async {
            let bytes = following.next().await?;
            Some((Ok(bytes), following))
        })
    }

    /// The next bytes, once there are some; none when the venue stops, cannot say, or may no longer
    /// tell this asker. What is rare is boxed: a stream that waits shall take little memory.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if self.session.as_ref().is_some_and(|session| session.has_changed().is_err()) {
                return None;
            }
            if let Some(bytes) = self.coming.pop_front() {
                return Some(bytes);
            }
            if self.position != self.until {
                Box::pin(self.catch_up()).await?;
                continue;
            }
            let frame = tokio::select! {
                biased;
                () = closed(&mut self.session) => return None,
                frame = self.frames.recv() => frame,
            };
            match frame {
                Ok(Frame::Told(told)) => {
                    let may_differ = told.of_registry || self.asker.member().is_some();
                    if may_differ {
                        Box::pin(self.seen()).await?;
                    }
                    self.position.clone_from(&told.position);
                    self.until.clone_from(&told.position);
                    return Some(told.bytes.clone());
                }
                Ok(frame @ Frame::KeepAlive) => {
                    return Box::pin(self.is_signed_in()).await.then(|| frame.bytes());
                }
                Err(RecvError::Lagged(_)) => Box::pin(self.listen_again()).await?,
                Err(RecvError::Closed) => return None,
            }
        }
    }

    /// What the asker sees now; none where that is not the rooms that the stream tells of, and no
    /// others.
    async fn seen(&self) -> Option<Arc<View>> {
        if !self.is_signed_in().await {
            return None;
        }
        let view = self.state.view(&self.asker, &self.seers.process).await.ok()?;
        view.rooms.iter().map(|room| room.index).eq(self.seers.rooms.iter().copied()).then_some(view)
    }

    /// Whether the session of an asker who has one is not over by time: it goes on while it is used.
    async fn is_signed_in(&self) -> bool {
        let (Some(member), now_ms) = (self.asker.member(), self.state.now_ms()) else { return true };
        let session = &member.session;
        now_ms < session.until_ms
            || self.state.accounts().is_open(session.number, now_ms).await.unwrap_or(false)
    }

    /// Begins to listen anew, after the channel has told more than it keeps.
    async fn listen_again(&mut self) -> Option<()> {
        let view = self.seen().await?;
        (self.frames, self.until) = self.state.channels().listen(&self.state, self.seers.clone(), &view);
        Some(())
    }

    /// Makes the next events of what the record held when the stream began to listen.
    async fn catch_up(&mut self) -> Option<()> {
        let view = self.seen().await?;
        let told = events(&view, &mut self.position, &self.until, CAUGHT_UP_AT_ONCE);
        self.coming.extend(told.into_iter().map(|told| told.bytes));
        Some(())
    }
}

/// Comes when a session has ended; never for an outsider, who has none.
async fn closed(session: &mut Option<SessionFollowed>) {
    match session {
        // Nothing is sent, so that this waits for the end.
        Some(session) => while session.changed().await.is_ok() {},
        None => std::future::pending().await,
    }
}

/// The first events, at most `count`, of what a view holds beyond a position and before another,
/// which moves on over them.
pub(crate) fn events(view: &View, position: &mut Position, until: &Position, count: usize) -> Vec<Told> {
    let entries = between(view, position, until);
    let mut told = Vec::with_capacity(entries.len().min(count));
    for entry in entries.into_iter().take(count) {
        position.advance(entry);
        let item = view.process.home(&entry.commitment).map(|item| item.to_hex());
        let data = NoteEvent { note: listed(view, entry), item };
        // One line: JSON has no line breaks but those that it escapes.
        let json = serde_json::to_string(&data).unwrap_or_default();
        let mut text = String::with_capacity(json.len() + 64);
        let _ = write!(text, "event: note\nid: {}\ndata: {json}\n\n", position.id());
        told.push(Told {
            bytes: Bytes::from(text),
            position: position.clone(),
            of_registry: entry.arrived.room == 0,
        });
    }
    if told.len() < count {
        // An entry that this version cannot read is in no view; it is passed over once.
        position.clone_from(until);
    }
    told
}
