//! The views of all processes, kept current from the store.
//!
//! A view is brought up to date when somebody asks for it and the record has grown: only the new
//! entries are read and folded. Whoever holds an older one keeps it unchanged.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::sync::Mutex;
use verbale_process::{
    act::Kind,
    charter::{Charter, ProcessKind, RoomKind},
    entry::{Entry, Place},
    fold::Process,
    wording::{Wording, Wordings},
};
use verbale_record::{Head, Note, Origin, ProcessId, note::AnnexRole, tree::EMPTY_ROOT};
use verbale_store::{Sequencer, Store, StoreError, cosigned_checkpoint};

use crate::{
    audience::{self, Audience},
    openings::{self, NoteOpening},
    problem::{Problem, store_problem},
    view::{INLINE_ENTRIES_MAX, RoomView, Standings, View},
};

/// Why the views cannot be opened: the venue does not start.
#[derive(Debug, thiserror::Error)]
pub enum ViewsError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A process does not begin with a charter that can be used.
    #[error("process {name}: {reason}; put back a backup with `verbale restore`")]
    Charter {
        /// The process.
        name: String,
        /// What is wrong with its charter.
        reason: String,
    },
}

/// How long readers of a long record's view are waited for before it is copied, in milliseconds.
const READERS_WAITED_FOR_MS_MAX: u32 = 50;

/// Names that a process cannot have in a venue, since the venue's own addresses begin with them.
pub const RESERVED_NAMES: [&str; 2] = ["api", "assets"];

/// A room that an asker may read.
#[derive(Clone, Debug)]
pub struct SeenRoom {
    /// The process.
    pub process: ProcessId,
    /// Its index in the charter.
    pub index: u16,
    /// Its log's origin.
    pub origin: Origin,
}

/// The views of the processes that outsiders may see, by name. What they may not see is not in
/// here, so that asking for it takes the way of asking for what does not exist.
pub struct Views {
    sequencer: Sequencer,
    seen: BTreeMap<String, Seen>,
}

/// One process in the views.
struct Seen {
    rooms: Vec<(String, SeenRoom)>,
    kind: ProcessKind,
    /// The rooms that publish.
    public: Vec<Origin>,
    /// Whether outsiders may know of it. Once they may, they may for good.
    is_public: AtomicBool,
    /// The newest view. Who brings it up to date holds the lock meanwhile, so that the work is
    /// done once and everybody who asked gets it.
    view: Mutex<Arc<View>>,
}

impl Views {
    /// Opens the views of all processes in the store and folds what they hold.
    pub async fn open(sequencer: Sequencer) -> Result<Views, ViewsError> {
        let store = Arc::clone(sequencer.store());
        let mut seen = BTreeMap::new();
        for process in store.processes().await? {
            let broken = |reason: String| ViewsError::Charter { name: process.name.clone(), reason };
            let charter = read_charter(store.as_ref(), &process.registry).await?.map_err(broken)?;
            let rooms: Vec<_> = Audience::Outsider
                .rooms(&charter)
                .into_iter()
                .map(|index| {
                    let entry = &charter.rooms[usize::from(index)];
                    let room = SeenRoom { process: process.id, index, origin: entry.origin.clone() };
                    (entry.name.clone(), room)
                })
                .collect();
            if rooms.is_empty() {
                continue;
            }
            if RESERVED_NAMES.contains(&process.name.as_str()) {
                tracing::warn!(
                    process = process.name,
                    "a process has a name that the venue's own addresses have; it cannot be reached"
                );
            }
            let kind = charter.process;
            let publishing = charter.rooms.iter().filter(|room| room.kind == RoomKind::Public);
            let public = publishing.map(|room| room.origin.clone()).collect();
            let mut view = empty_view(&process, charter, &rooms).map_err(broken)?;
            catch_up(&sequencer, &mut view).await?;
            let is_public = AtomicBool::new(false);
            seen.insert(process.name, Seen { rooms, kind, public, is_public, view: Mutex::new(view) });
        }
        Ok(Views { sequencer, seen })
    }

    /// The view of a process, current up to the newest durable heads.
    pub async fn of(&self, process: &str) -> Result<Arc<View>, Problem> {
        self.current(self.seen(process).await?).await
    }

    /// All views, in the order of the processes' names.
    pub async fn all(&self) -> Result<Vec<Arc<View>>, Problem> {
        let mut views = Vec::with_capacity(self.seen.len());
        for seen in self.seen.values() {
            if self.is_public(seen).await? {
                views.push(self.current(seen).await?);
            }
        }
        Ok(views)
    }

    /// A process that outsiders may know of.
    async fn seen(&self, process: &str) -> Result<&Seen, Problem> {
        let seen = self.seen.get(process).ok_or_else(Problem::not_found)?;
        if self.is_public(seen).await? { Ok(seen) } else { Err(Problem::not_found()) }
    }

    async fn is_public(&self, seen: &Seen) -> Result<bool, Problem> {
        if seen.is_public.load(Ordering::Relaxed) {
            return Ok(true);
        }
        let mut holds_a_note = false;
        for origin in &seen.public {
            holds_a_note |= shown_head(&self.sequencer, origin).await.map_err(store_problem)?.size > 0;
        }
        let is_public = audience::is_public(seen.kind, holds_a_note);
        seen.is_public.store(is_public, Ordering::Relaxed);
        Ok(is_public)
    }

    /// A room of a process.
    pub async fn room(&self, process: &str, room: &str) -> Result<&SeenRoom, Problem> {
        let seen = self.seen(process).await?;
        let (_, room) = seen.rooms.iter().find(|(name, _)| name == room).ok_or_else(Problem::not_found)?;
        Ok(room)
    }

    async fn current(&self, seen: &Seen) -> Result<Arc<View>, Problem> {
        let mut view = seen.view.lock().await;
        catch_up(&self.sequencer, &mut view).await.map_err(store_problem)?;
        Ok(Arc::clone(&view))
    }
}

/// The charter of the process with this registry, or what is wrong with it.
async fn read_charter(store: &dyn Store, registry: &Origin) -> Result<Result<Charter, String>, StoreError> {
    let entries = store.entries(registry, 0..1).await?;
    let Some(entry) = entries.first() else {
        return Ok(Err("its registry is empty, where the charter should stand".to_owned()));
    };
    let note = match Note::parse(&entry.opening.content) {
        Ok(note) => note,
        Err(error) => return Ok(Err(format!("its charter is no note: {error}"))),
    };
    Ok(match verbale_process::wire::read(&note.act).kind {
        Kind::Charter(charter) => Ok(*charter),
        other => {
            Err(format!("its registry begins with an act `{}`, where the charter should stand", other.name()))
        }
    })
}

/// A view that has folded nothing yet.
fn empty_view(
    hosted: &verbale_store::Process,
    charter: Charter,
    rooms: &[(String, SeenRoom)],
) -> Result<Arc<View>, String> {
    let seen = rooms.iter().map(|(_, room)| RoomView {
        index: room.index,
        entry: charter.rooms[usize::from(room.index)].clone(),
        head: Head { size: 0, root: EMPTY_ROOT },
        checkpoint: None,
        folded: 0,
    });
    let rooms = seen.collect();
    let process = Process::new(charter).map_err(|error| error.to_string())?;
    Ok(Arc::new(View {
        name: hosted.name.clone(),
        id: hosted.id,
        process,
        wordings: Wordings::default(),
        rooms,
        standings: Standings::default(),
    }))
}

/// The head up to which a room may be shown: the newest published, or where the record lacks what
/// it has published (it is read-only then), what it holds.
pub(crate) async fn shown_head(sequencer: &Sequencer, origin: &Origin) -> Result<Head, StoreError> {
    match sequencer.published(origin) {
        Some(published) => Ok(published.head),
        None => Ok(sequencer.store().head(origin).await?.head),
    }
}

/// Folds what the rooms hold beyond the view. Each room's head is read first and then only what
/// lies below it, so that the view is one that the record had. An error leaves the view between
/// two heads: nobody sees it until a later call has gone on from there to the end.
async fn catch_up(sequencer: &Sequencer, current: &mut Arc<View>) -> Result<(), StoreError> {
    let mut grown = Vec::new();
    for (position, room) in current.rooms.iter().enumerate() {
        let head = shown_head(sequencer, &room.entry.origin).await?;
        if head != room.head || room.folded != head.size {
            grown.push((position, head));
        }
    }
    if grown.is_empty() {
        return Ok(());
    }
    let store = sequencer.store().as_ref();
    await_readers(current).await;
    // Changes the view in place, or where a reader still holds it, a copy.
    let view = Arc::make_mut(current);
    view.standings = Standings::default();
    for (position, head) in grown {
        let (index, origin) = (view.rooms[position].index, view.rooms[position].entry.origin.clone());
        while view.rooms[position].folded < head.size {
            let from = view.rooms[position].folded;
            for note in openings::read(store, &origin, from..head.size).await? {
                view.rooms[position].folded = note.leaf + 1;
                fold(view, index, note);
            }
            assert!(view.rooms[position].folded > from, "a log has every entry below its head");
        }
        let published = sequencer.published(&origin).is_some();
        let checkpoint = if published { cosigned_checkpoint(store, &origin, head.size).await? } else { None };
        let room = &mut view.rooms[position];
        room.head = head;
        room.checkpoint = checkpoint;
    }
    Ok(())
}

/// Waits a moment for the readers of a long record's view to be done with it: they take some
/// milliseconds, copying it takes longer. Nobody new gets the view meanwhile, since it is locked.
async fn await_readers(view: &mut Arc<View>) {
    if view.size() <= INLINE_ENTRIES_MAX {
        return;
    }
    for _ in 0..READERS_WAITED_FOR_MS_MAX {
        if Arc::get_mut(view).is_some() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Folds one note, and takes its wording in or, where it says that an annex was erased, out.
fn fold(view: &mut View, room: u16, note: NoteOpening) {
    // The record took it as a note; what this version cannot read it counts and passes over.
    let Ok(read) = Note::parse(&note.opening.content) else {
        tracing::error!(
            room,
            leaf = note.leaf,
            "an entry of the record is no note and was passed over; verify the record"
        );
        return;
    };
    let place = Place { time_ms: note.time_ms, room, leaf: note.leaf };
    let entry = Entry::read(&read, note.commitment, place);
    if let Kind::Erased { annex } = &entry.act.kind {
        let of = |entry: &&Entry| entry.act.wording() == Some(*annex);
        if let Some(erased) = view.process.entries().find(of).map(|entry| entry.commitment) {
            view.wordings.remove(&erased);
        }
    }
    let wording = note.annexes.iter().find(|annex| annex.role == AnnexRole::Wording);
    if let Some(wording) = wording.and_then(|annex| Wording::parse(&annex.opening.as_ref()?.content).ok()) {
        view.wordings.insert(note.commitment, wording);
    }
    view.process.add(entry);
}
