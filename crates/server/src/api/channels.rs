//! Channels of events: what comes onto a process's record is folded and rendered once for all who
//! see the same rooms, however many follow it.
//!
//! A channel lives while somebody listens to it. Its task follows the rooms' heads, renders what
//! is new, and hands the bytes to every stream; a stream that is slower than the channel keeps
//! them ([`CHANNEL_FRAMES_MAX`]) reads what it missed from the record and listens again.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::body::Bytes;
use futures_util::{FutureExt as _, future::select_all};
use tokio::sync::{broadcast, watch};
use verbale_store::SignedHead;

use crate::{api::events::events, position::Position, state::AppState, view::View};

/// Frames that a channel keeps for its slowest listener.
pub const CHANNEL_FRAMES_MAX: usize = 1_024;
/// A channel on which nothing happens says so this often, so that both ends of each stream learn
/// when the other is gone.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// The comment that says so (HTML Living Standard, section 9.2.6).
const KEEP_ALIVE_FRAME: &[u8] = b":\n\n";

/// Who shares a channel: those who see these rooms (indices in the charter) of the process of
/// this name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Seers {
    pub(crate) process: String,
    pub(crate) rooms: Vec<u16>,
}

/// What a stream is sent.
#[derive(Clone, Debug)]
pub(crate) enum Frame {
    /// That the venue is there.
    KeepAlive,
    /// A note.
    Told(Arc<Told>),
}

/// An event, rendered.
#[derive(Debug)]
pub(crate) struct Told {
    /// As it goes to every stream.
    pub(crate) bytes: Bytes,
    /// How far a stream is that has told it.
    pub(crate) position: Position,
    /// Whether it is of the registry, and so may change who sees what.
    pub(crate) of_registry: bool,
}

/// The channels that somebody listens to.
#[derive(Default)]
pub(crate) struct Channels(Mutex<BTreeMap<Seers, Arc<Channel>>>);

/// One channel.
struct Channel {
    frames: broadcast::Sender<Frame>,
    /// How far it has told. Held while events are made and sent, so that whoever begins to listen
    /// knows what it will still be told.
    position: Mutex<Position>,
}

impl Channels {
    /// Begins to listen: gives the frames to come, and the position from which on they tell. The
    /// view is one of the same seers; no stream begins before what it holds.
    pub(crate) fn listen(
        &self,
        state: &AppState,
        seers: Seers,
        view: &View,
    ) -> (broadcast::Receiver<Frame>, Position) {
        let mut channels = self.lock();
        let channel = channels.entry(seers.clone()).or_insert_with(|| {
            let channel = Arc::new(Channel {
                frames: broadcast::Sender::new(CHANNEL_FRAMES_MAX),
                position: Mutex::new(Position::of(view)),
            });
            let rooms = view.rooms.iter().filter_map(|room| state.sequencer().follow(&room.entry.origin));
            tokio::spawn(follow(state.clone(), seers, Arc::clone(&channel), rooms.collect()));
            channel
        });
        let mut position = lock(&channel.position);
        channel.tell(&mut position, view);
        (channel.frames.subscribe(), position.clone())
    }

    /// Ends a channel; if `only_idle`, only where nobody listens to it any more. Gives whether it
    /// has ended.
    fn end(&self, seers: &Seers, only_idle: bool) -> bool {
        let mut channels = self.lock();
        // Listeners are added under this lock, so that none is lost in between.
        let listened = channels.get(seers).is_some_and(|channel| channel.frames.receiver_count() > 0);
        let ends = !(only_idle && listened);
        if ends {
            channels.remove(seers);
        }
        ends
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Seers, Arc<Channel>>> {
        lock(&self.0)
    }
}

impl Channel {
    /// Tells what a view holds beyond the position.
    fn tell(&self, position: &mut Position, view: &View) {
        for told in events(view, position, &Position::of(view), usize::MAX) {
            // Nobody listening is no error: the position counts on.
            let _ = self.frames.send(Frame::Told(Arc::new(told)));
        }
    }
}

/// Tells what comes until nobody listens, the venue stops, or the view cannot be had: then the
/// channel is dropped, its streams end with it, and who comes back goes on from its last event.
async fn follow(
    state: AppState,
    seers: Seers,
    channel: Arc<Channel>,
    mut rooms: Vec<watch::Receiver<Option<Arc<SignedHead>>>>,
) {
    let mut closing = state.closing();
    let mut keep_alive = tokio::time::interval(KEEP_ALIVE);
    keep_alive.reset();
    while !*closing.borrow() {
        // Marked as seen before the view is asked for: what comes in between is told in the next turn.
        for room in &mut rooms {
            room.mark_unchanged();
        }
        let Ok(view) = state.view_of_seers(&seers.process, &seers.rooms).await else { break };
        channel.tell(&mut lock(&channel.position), &view);
        drop(view);
        let changed = rooms.iter_mut().map(|room| room.changed().map(drop).boxed());
        tokio::select! {
            _ = select_all(changed.chain([closing.changed().map(drop).boxed()])) => {}
            _ = keep_alive.tick() => {
                if state.channels().end(&seers, true) {
                    return;
                }
                let _ = channel.frames.send(Frame::KeepAlive);
            }
        }
    }
    state.channels().end(&seers, false);
}

/// The bytes of a frame.
impl Frame {
    pub(crate) fn bytes(&self) -> Bytes {
        match self {
            Frame::KeepAlive => Bytes::from_static(KEEP_ALIVE_FRAME),
            Frame::Told(told) => told.bytes.clone(),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
