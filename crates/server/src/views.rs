//! The views of all processes, kept current from the store.
//!
//! A view is brought up to date when somebody asks for it and the record has grown: only the new
//! entries are read and folded. Whoever holds an older one keeps it unchanged.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, PoisonError, RwLock, RwLockReadGuard,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::sync::Mutex;
use verbale_process::{
    charter::{Charter, RoomKind},
    fold::Process,
    wording::{Wording, Wordings},
};
use verbale_record::{Commitment, Head, Note, Origin, ProcessId, note::AnnexRole, tree::EMPTY_ROOT};
use verbale_store::{Sequencer, StoreError, cosigned_checkpoint};

use crate::{
    asker::Asker,
    audience::{self, Audience},
    openings::{self, NoteOpening},
    problem::{Problem, ProblemKind, store_problem},
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
pub const RESERVED_NAMES: [&str; 6] = ["api", "assets", "found", "invitation", "me", "sign-in"];

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

/// The views of the processes that the venue hosts. Asking for what the asker may not see takes
/// the way of asking for what does not exist.
pub struct Views {
    sequencer: Sequencer,
    /// By name.
    hosted: RwLock<BTreeMap<String, Arc<Hosted>>>,
    /// How often each room's newest checkpoint was cosigned while the venue is served.
    cosigned: RwLock<BTreeMap<Origin, u64>>,
}

/// One process and its views.
struct Hosted {
    process: verbale_store::Process,
    /// The fold of its charter alone, with which every view begins.
    begun: Process,
    /// The view of the registry alone: the charter in force, keys and powers.
    registry: Mutex<Arc<View>>,
    /// The views that were asked for, each of those who see these rooms. Members who see the same
    /// share one.
    views: Mutex<BTreeMap<Vec<u16>, SharedView>>,
    /// Whether outsiders may know of it. Once they may, they may for good.
    is_public: AtomicBool,
}

/// The newest view of some rooms. Who brings it up to date holds the lock meanwhile, so that the
/// work is done once and everybody who asked gets it.
type SharedView = Arc<Mutex<Arc<View>>>;

/// What an asker sees of a process.
struct Seen {
    hosted: Arc<Hosted>,
    /// The registry as it is.
    registry: Arc<View>,
    /// The rooms, as indices in the charter.
    rooms: Vec<u16>,
}

impl Views {
    /// Opens the views of all processes in the store and folds what outsiders see of them.
    pub async fn open(sequencer: Sequencer) -> Result<Views, ViewsError> {
        let store = Arc::clone(sequencer.store());
        let views = Views { sequencer, hosted: RwLock::default(), cosigned: RwLock::default() };
        for process in store.processes().await? {
            views.host(process).await?;
        }
        Ok(views)
    }

    /// Begins to show a process.
    pub async fn host(&self, process: verbale_store::Process) -> Result<(), ViewsError> {
        let broken = |reason: String| ViewsError::Charter { name: process.name.clone(), reason };
        let store = self.sequencer.store().as_ref();
        let charter = openings::charter(store, &process.registry).await?.map_err(broken)?;
        let begun = Process::new(charter).map_err(|error| broken(error.to_string()))?;
        if RESERVED_NAMES.contains(&process.name.as_str()) {
            tracing::warn!(
                process = process.name,
                "a process has a name that the venue's own addresses have; it cannot be reached"
            );
        }
        let mut registry = empty_view(&process, &begun, begun.charter(), &[0]);
        self.catch_up(&mut registry).await?;
        let name = process.name.clone();
        let hosted = Arc::new(Hosted {
            process,
            begun,
            registry: Mutex::new(Arc::clone(&registry)),
            views: Mutex::default(),
            is_public: AtomicBool::new(false),
        });
        let rooms = Audience::OUTSIDER.rooms(registry.charter());
        if !rooms.is_empty() {
            let _ = self.view_of(&Seen { hosted: Arc::clone(&hosted), registry, rooms }).await?;
        }
        self.hosted.write().unwrap_or_else(PoisonError::into_inner).insert(name, hosted);
        Ok(())
    }

    /// What an asker sees of a process, current up to the newest durable heads.
    pub async fn of(&self, asker: &Asker, process: &str, now_ms: u64) -> Result<Arc<View>, Problem> {
        let seen = self.seen(asker, process, now_ms).await?;
        self.view_of(&seen).await.map_err(store_problem)
    }

    /// What those see who see these rooms of a process. Who they are was decided before.
    pub(crate) async fn of_rooms(&self, process: &str, rooms: &[u16]) -> Result<Arc<View>, Problem> {
        let hosted = self.hosted().get(process).cloned().ok_or_else(Problem::not_found)?;
        let registry = self.current(&hosted.registry).await.map_err(store_problem)?;
        self.view_of(&Seen { hosted, registry, rooms: rooms.to_vec() }).await.map_err(store_problem)
    }

    /// What an asker sees of all processes, in the order of their names.
    pub async fn all(&self, asker: &Asker, now_ms: u64) -> Result<Vec<Arc<View>>, Problem> {
        let names: Vec<String> = self.hosted().keys().cloned().collect();
        let mut views = Vec::with_capacity(names.len());
        for name in names {
            match self.of(asker, &name, now_ms).await {
                Ok(view) => views.push(view),
                Err(problem) if problem.kind == ProblemKind::NotFound => {}
                Err(problem) => return Err(problem),
            }
        }
        Ok(views)
    }

    /// A room of a process.
    pub async fn room(
        &self,
        asker: &Asker,
        process: &str,
        room: &str,
        now_ms: u64,
    ) -> Result<SeenRoom, Problem> {
        let seen = self.seen(asker, process, now_ms).await?;
        let rooms = &seen.registry.charter().rooms;
        let of = seen.rooms.iter().map(|index| (*index, &rooms[usize::from(*index)]));
        let mut named = of.filter(|(_, entry)| entry.name == room);
        let (index, entry) = named.next().ok_or_else(Problem::not_found)?;
        Ok(SeenRoom { process: seen.registry.id, index, origin: entry.origin.clone() })
    }

    /// The actors of a process for which an asker's keys sign.
    pub async fn audience(&self, asker: &Asker, process: &str, now_ms: u64) -> Result<Audience, Problem> {
        if asker.keys().is_empty() {
            return Ok(Audience::OUTSIDER);
        }
        let hosted = self.hosted().get(process).cloned().ok_or_else(Problem::not_found)?;
        let registry = self.current(&hosted.registry).await.map_err(store_problem)?;
        Ok(audience_of(asker, &registry, now_ms))
    }

    /// The registry of a process, whoever asks.
    pub async fn registry_of(&self, process: &ProcessId) -> Result<Option<Arc<View>>, Problem> {
        let hosted = self.hosted().values().find(|hosted| hosted.process.id == *process).cloned();
        match hosted {
            Some(hosted) => Ok(Some(self.current(&hosted.registry).await.map_err(store_problem)?)),
            None => Ok(None),
        }
    }

    /// The actors of each process for which an asker's keys sign, by the process's name.
    pub async fn parts_of(&self, asker: &Asker, now_ms: u64) -> Result<Vec<(Arc<View>, Audience)>, Problem> {
        let all: Vec<Arc<Hosted>> = self.hosted().values().cloned().collect();
        let mut parts = Vec::new();
        for hosted in all {
            let registry = self.current(&hosted.registry).await.map_err(store_problem)?;
            let audience = audience_of(asker, &registry, now_ms);
            if !audience.is_outside() {
                parts.push((registry, audience));
            }
        }
        Ok(parts)
    }

    fn hosted(&self) -> RwLockReadGuard<'_, BTreeMap<String, Arc<Hosted>>> {
        self.hosted.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// What an asker sees of a process: rooms, or, where there are none, nothing at all.
    async fn seen(&self, asker: &Asker, process: &str, now_ms: u64) -> Result<Seen, Problem> {
        let hosted = self.hosted().get(process).cloned().ok_or_else(Problem::not_found)?;
        let registry = self.current(&hosted.registry).await.map_err(store_problem)?;
        let audience = audience_of(asker, &registry, now_ms);
        let rooms = audience.rooms(registry.charter());
        if rooms.is_empty() || (audience.is_outside() && !self.is_public(&hosted, &registry).await?) {
            return Err(Problem::not_found());
        }
        Ok(Seen { hosted, registry, rooms })
    }

    async fn is_public(&self, hosted: &Hosted, registry: &View) -> Result<bool, Problem> {
        if hosted.is_public.load(Ordering::Relaxed) {
            return Ok(true);
        }
        let mut holds_a_note = false;
        let publishing = registry.charter().rooms.iter().filter(|room| room.kind == RoomKind::Public);
        for room in publishing {
            holds_a_note |= shown_head(&self.sequencer, &room.origin).await.map_err(store_problem)?.size > 0;
        }
        // What was founded to be read by everybody stays so, whatever it becomes.
        let founded = registry.process.registry().charters()[0].charter.process;
        let is_public = audience::is_public(founded, holds_a_note);
        hosted.is_public.store(is_public, Ordering::Relaxed);
        Ok(is_public)
    }

    async fn view_of(&self, Seen { hosted, registry, rooms }: &Seen) -> Result<Arc<View>, StoreError> {
        let shared = {
            let mut views = hosted.views.lock().await;
            let empty = || {
                let view = empty_view(&hosted.process, &hosted.begun, registry.charter(), rooms);
                Arc::new(Mutex::new(view))
            };
            Arc::clone(views.entry(rooms.clone()).or_insert_with(empty))
        };
        self.current(&shared).await
    }

    async fn current(&self, view: &Mutex<Arc<View>>) -> Result<Arc<View>, StoreError> {
        let mut view = view.lock().await;
        self.catch_up(&mut view).await?;
        Ok(Arc::clone(&view))
    }

    /// Brings a view up to date: what its rooms hold beyond it, and who has cosigned since.
    async fn catch_up(&self, view: &mut Arc<View>) -> Result<(), StoreError> {
        catch_up(&self.sequencer, view).await?;
        let behind: Vec<(usize, u64)> = {
            let cosigned = self.cosigned.read().unwrap_or_else(PoisonError::into_inner);
            let times = |room: &RoomView| cosigned.get(&room.entry.origin).copied().unwrap_or_default();
            let rooms = view.rooms.iter().map(times).enumerate();
            rooms.filter(|(position, times)| view.rooms[*position].cosigned_times != *times).collect()
        };
        for (position, times) in behind {
            let room = &view.rooms[position];
            if room.checkpoint.is_none() {
                continue;
            }
            let store = self.sequencer.store().as_ref();
            let checkpoint = cosigned_checkpoint(store, &room.entry.origin, room.head.size).await?;
            let room = &mut Arc::make_mut(view).rooms[position];
            room.checkpoint = checkpoint;
            room.cosigned_times = times;
        }
        Ok(())
    }

    /// Notes that a room's newest checkpoint has a further cosignature.
    pub(crate) fn cosigned(&self, room: &Origin) {
        let mut cosigned = self.cosigned.write().unwrap_or_else(PoisonError::into_inner);
        *cosigned.entry(room.clone()).or_default() += 1;
    }

    /// The charters in force of every process.
    pub(crate) async fn charters(&self) -> Result<Vec<Charter>, Problem> {
        let all: Vec<Arc<Hosted>> = self.hosted().values().cloned().collect();
        let mut charters = Vec::with_capacity(all.len());
        for hosted in all {
            let registry = self.current(&hosted.registry).await.map_err(store_problem)?;
            charters.push(registry.charter().clone());
        }
        Ok(charters)
    }
}

fn audience_of(asker: &Asker, registry: &View, now_ms: u64) -> Audience {
    Audience::of(asker.keys(), registry.process.registry(), registry.day(now_ms))
}

/// A view of some rooms of a process that has folded nothing yet: it begins with the charter of
/// the beginning, and has its rooms from the one in force.
fn empty_view(
    hosted: &verbale_store::Process,
    begun: &Process,
    in_force: &Charter,
    rooms: &[u16],
) -> Arc<View> {
    let seen = rooms.iter().filter_map(|index| {
        Some(RoomView {
            index: *index,
            entry: in_force.rooms.get(usize::from(*index))?.clone(),
            head: Head { size: 0, root: EMPTY_ROOT },
            checkpoint: None,
            cosigned_times: 0,
            folded: 0,
            erasures: 0,
        })
    });
    Arc::new(View {
        name: hosted.name.clone(),
        id: hosted.id,
        process: begun.clone(),
        wordings: Wordings::default(),
        erased: BTreeSet::new(),
        rooms: seen.collect(),
        standings: Standings::default(),
    })
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
        // An empty room has a checkpoint too: the head that its first note cites.
        let lacks_checkpoint = room.checkpoint.is_none() && sequencer.published(&room.entry.origin).is_some();
        if head != room.head || room.folded != head.size || lacks_checkpoint {
            grown.push((position, head));
        }
    }
    let erased: Vec<Vec<Commitment>> =
        current.rooms.iter().map(|room| sequencer.erased(&room.entry.origin, room.erasures)).collect();
    if grown.is_empty() && erased.iter().all(Vec::is_empty) {
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
    // Last, for what was erased meanwhile may have been read before.
    for (position, erased) in erased.into_iter().enumerate() {
        view.rooms[position].erasures += erased.len();
        erased.into_iter().for_each(|annex| view.erase(annex));
    }
    // An amendment may have opened a room to further members.
    let View { process, rooms, .. } = view;
    for room in rooms {
        if let Some(entry) = process.charter().rooms.get(usize::from(room.index)) {
            room.entry.clone_from(entry);
        }
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

/// Folds one note, and takes its wording in. That an annex was erased is the record's to know, not a note's:
/// who may not erase can write that something was.
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
    let entry = note.entry(view.process.charter(), &read, room);
    let erased = note.annexes.iter().filter(|annex| annex.opening.is_none());
    view.erased.extend(erased.map(|annex| annex.commitment));
    let wording = note.annexes.iter().find(|annex| annex.role == AnnexRole::Wording);
    if let Some(wording) = wording.and_then(|annex| Wording::parse(&annex.opening.as_ref()?.content).ok()) {
        view.wordings.insert(note.commitment, wording);
    }
    view.process.add(entry);
}
