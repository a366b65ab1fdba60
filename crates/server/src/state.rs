//! What every request can reach: the venue, its clock, its record and the views of its processes.

use std::sync::Arc;

use jiff::civil::Date;
use tokio::sync::{Semaphore, watch};
use verbale_process::Charter;
use verbale_record::{Commitment, Origin, ProcessId, SigningKey};
use verbale_store::{Accounts, Clock, Sequencer, SignedHead, Store, StoreState};

use crate::{
    api::{channels::Channels, events::EVENT_STREAMS_MAX},
    archive::ARCHIVES_MAX,
    asker::Asker,
    audience::Audience,
    ceremonies::{Ceremonies, CeremoniesError},
    circulating::CirculatingDraft,
    language::Languages,
    limits::{BODY_UNIT_BYTES, CONNECTIONS_MAX, FILE_HANDLES_RESERVED, SUBMISSIONS_BYTES_MAX},
    openings::{self, NoteOpening},
    problem::{Problem, ProblemKind, store_problem},
    telling::Telling,
    view::View,
    views::{SeenRoom, Views, ViewsError},
    witnessing::WitnessAt,
};

/// What the venue is called and where it is reached.
#[derive(Clone, Debug)]
pub struct Venue {
    /// Its name, as pages show it.
    pub name: String,
    /// The address under which it is reached, such as `https://venue.example`; none where it is
    /// not known, and then no page names one.
    pub address: Option<String>,
    /// The origins (RFC 6454) under which its pages are its own, such as `https://venue.example`;
    /// the first is the one under which people sign in.
    pub origins: Vec<String>,
    /// The languages that its pages speak.
    pub languages: Languages,
    /// The witnesses that are asked to cosign what charters want them to.
    pub witnesses: Vec<WitnessAt>,
}

impl Venue {
    /// Whether it is reached over TLS: only then browsers are told to insist on it.
    pub fn tls(&self) -> bool {
        self.address.as_deref().is_some_and(|address| address.starts_with("https://"))
    }

    /// The origin under which people sign in.
    pub fn origin(&self) -> &str {
        self.origins.first().map_or("http://localhost", String::as_str)
    }

    /// Whether a page of this origin is one of the venue's own.
    pub fn is_own_origin(&self, origin: &str) -> bool {
        self.origins.iter().any(|own| own == origin)
    }

    /// The cookie that holds a session's token. Over TLS its name has the browser see to it that
    /// it is sent to this host alone (RFC 6265bis, section 4.1.3.2).
    pub fn session_cookie(&self) -> &'static str {
        if self.tls() { "__Host-verbale" } else { "verbale" }
    }
}

/// What of the machine the server may use, and reads nowhere else.
#[derive(Clone)]
pub struct Machine {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Where the log keys of processes are kept.
    pub log_keys: Arc<dyn LogKeyKeeper>,
    /// What people are told by outside the pages.
    pub telling: Telling,
}

/// Keeps the log keys of processes, as a parameter.
pub trait LogKeyKeeper: Send + Sync + 'static {
    /// The log key of a process that is to be founded: the one that was made for that name before, if it was
    /// never founded, else a new one. It is kept durably when this returns.
    ///
    /// # Errors
    /// In words for the log, where it cannot be made or kept.
    fn log_key(&self, process: &str) -> Result<SigningKey, String>;
}

/// Randomness that nobody can guess, as a parameter.
pub trait Random: Send + Sync + 'static {
    /// Fills the bytes; false where the machine has no randomness to give.
    fn fill(&self, bytes: &mut [u8]) -> bool;
}

/// Why a venue cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Its record cannot be shown.
    #[error(transparent)]
    Views(#[from] ViewsError),
    /// Nobody could sign in.
    #[error(transparent)]
    SignIn(#[from] CeremoniesError),
}

/// The state that routes share; a clone is another handle to the same.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

struct Shared {
    venue: Venue,
    machine: Machine,
    sequencer: Sequencer,
    accounts: Arc<Accounts>,
    ceremonies: Ceremonies,
    views: Views,
    archive_places: Arc<Semaphore>,
    event_places: Arc<Semaphore>,
    channels: Channels,
    /// Whether the venue is about to stop.
    closing: watch::Sender<bool>,
    /// Free bytes for the bodies of submissions, in units of [`BODY_UNIT_BYTES`].
    body_space: Semaphore,
}

impl AppState {
    /// Opens the views of everything that outsiders may see of what the sequencer keeps.
    ///
    /// # Errors
    /// When the store fails, or holds a process whose charter cannot be used; when nobody could
    /// sign in under the venue's address.
    pub async fn open(
        venue: Venue,
        machine: Machine,
        sequencer: Sequencer,
        accounts: Arc<Accounts>,
    ) -> Result<AppState, OpenError> {
        let views = Views::open(sequencer.clone()).await?;
        let ceremonies = Ceremonies::new(&venue)?;
        Ok(AppState(Arc::new(Shared {
            venue,
            machine,
            sequencer,
            accounts,
            ceremonies,
            views,
            archive_places: Arc::new(Semaphore::new(ARCHIVES_MAX)),
            event_places: Arc::new(Semaphore::new(EVENT_STREAMS_MAX)),
            channels: Channels::default(),
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
        self.0.machine.clock.now_ms()
    }

    /// Today, in the process's own offset.
    pub fn today(&self, view: &View) -> Date {
        view.day(self.now_ms())
    }

    /// Bytes that nobody can guess.
    pub(crate) fn random<const N: usize>(&self) -> Result<[u8; N], Problem> {
        let mut bytes = [0; N];
        if self.0.machine.random.fill(&mut bytes) {
            return Ok(bytes);
        }
        Err(Problem::new(
            ProblemKind::StoreFailed,
            "The venue's machine gave no randomness, and nothing is made from anything weaker.",
            "Try again; if it lasts, tell the operator.",
        ))
    }

    /// The log key of a process that is to be founded, kept.
    pub(crate) fn keep_log_key(&self, process: &str) -> Result<SigningKey, Problem> {
        self.0.machine.log_keys.log_key(process).map_err(|error| {
            tracing::error!(error, process, "a log key was not kept");
            Problem::new(
                ProblemKind::StoreFailed,
                "The key of the process's log could not be made and kept.",
                "Try again; if it lasts, tell the operator, whose log has the reason.",
            )
        })
    }

    /// People and how they sign in.
    pub(crate) fn accounts(&self) -> &Accounts {
        &self.0.accounts
    }

    /// What people are told by outside the pages.
    pub(crate) fn telling(&self) -> &Telling {
        &self.0.machine.telling
    }

    /// Sign-ins under way.
    pub(crate) fn ceremonies(&self) -> &Ceremonies {
        &self.0.ceremonies
    }

    /// The processes that the asker may see, in the order of their names.
    pub async fn processes(&self, asker: &Asker) -> Result<Vec<Arc<View>>, Problem> {
        self.0.views.all(asker, self.now_ms()).await
    }

    /// What the asker sees of a process, current up to the newest published head. What is private
    /// is as if it did not exist.
    pub async fn view(&self, asker: &Asker, process: &str) -> Result<Arc<View>, Problem> {
        match self.0.views.of(asker, process, self.now_ms()).await {
            // Who is asked to sign an amendment, and so to take part, sees what they would sign:
            // the registry, and no room.
            Err(problem) if problem.kind == ProblemKind::NotFound => {
                let asked = self.asked_to_sign(asker, Some(process)).await?;
                asked.into_iter().next().ok_or(problem)
            }
            seen => seen,
        }
    }

    /// The registries of the processes in which the asker is asked for a signature; of the one of that
    /// name alone, where one is given. Who is not asked costs a look-up for each of their keys, and no
    /// draft is read.
    async fn asked_to_sign(&self, asker: &Asker, of: Option<&str>) -> Result<Vec<Arc<View>>, Problem> {
        let mut registries: Vec<Arc<View>> = Vec::new();
        for key in asker.keys() {
            for (process, id) in self.accounts().circulations_with(key).await.map_err(store_problem)? {
                if registries.iter().any(|registry| registry.id == process) {
                    continue;
                }
                let Some(registry) = self.registry_of(&process).await? else { continue };
                if of.is_some_and(|name| name != registry.name()) {
                    continue;
                }
                let Some(draft) = self.accounts().circulation(&id).await.map_err(store_problem)? else {
                    continue;
                };
                if CirculatingDraft::read(&draft.draft, &registry).is_ok_and(|draft| draft.asks(asker)) {
                    registries.push(registry);
                }
            }
        }
        Ok(registries)
    }

    /// A room that the asker may read. What is private is as if it did not exist.
    pub async fn room(&self, asker: &Asker, process: &str, room: &str) -> Result<SeenRoom, Problem> {
        self.0.views.room(asker, process, room, self.now_ms()).await
    }

    /// The parts that the asker has: the registry of each process for whose actors their keys
    /// sign, with those actors, in the order of the processes' names.
    pub async fn parts_of(&self, asker: &Asker) -> Result<Vec<(Arc<View>, Audience)>, Problem> {
        self.0.views.parts_of(asker, self.now_ms()).await
    }

    /// What the asker sees of the processes that concern them, with the actors for which their keys
    /// sign: those in which they have a part, and those in which they are asked for a signature.
    pub async fn concerned(&self, asker: &Asker) -> Result<Vec<(Arc<View>, Audience)>, Problem> {
        let mut parts = self.parts_of(asker).await?;
        for registry in self.asked_to_sign(asker, None).await? {
            if !parts.iter().any(|(part, _)| part.id == registry.id) {
                parts.push((registry, Audience::OUTSIDER));
            }
        }
        let mut concerned = Vec::with_capacity(parts.len());
        for (registry, audience) in parts {
            concerned.push((self.view(asker, registry.name()).await?, audience));
        }
        Ok(concerned)
    }

    /// The actors of a process for which the asker's keys sign.
    pub async fn audience(&self, asker: &Asker, process: &str) -> Result<Audience, Problem> {
        self.0.views.audience(asker, process, self.now_ms()).await
    }

    /// The registry of a process, whoever asks: for those who hold an invitation to it.
    pub(crate) async fn registry_of(&self, process: &ProcessId) -> Result<Option<Arc<View>>, Problem> {
        self.0.views.registry_of(process).await
    }

    /// Begins to show a process that was founded while the venue is served.
    pub async fn host(&self, process: verbale_store::Process) -> Result<(), ViewsError> {
        self.0.views.host(process).await
    }

    /// The charters in force of every process.
    pub(crate) async fn charters(&self) -> Result<Vec<Charter>, Problem> {
        self.0.views.charters().await
    }

    /// Notes that a room's newest checkpoint has a further cosignature.
    pub(crate) fn cosigned(&self, room: &Origin) {
        self.0.views.cosigned(room);
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

    /// The channels of events that somebody listens to.
    pub(crate) fn channels(&self) -> &Channels {
        &self.0.channels
    }

    /// What all those see who see these rooms (indices in the charter) of a process. Whoever calls
    /// has made sure that the asker is one of them.
    pub(crate) async fn view_of_seers(&self, process: &str, rooms: &[u16]) -> Result<Arc<View>, Problem> {
        self.0.views.of_rooms(process, rooms).await
    }

    /// Keeps so few streams of events that the connections of all others have file handles, too,
    /// where the system gives the venue only so many. To be called once, before it is served.
    pub fn hold_within(&self, file_handles: u64) {
        let others = CONNECTIONS_MAX as u64 + FILE_HANDLES_RESERVED;
        let streams = usize::try_from(file_handles.saturating_sub(others)).unwrap_or(usize::MAX);
        if streams < EVENT_STREAMS_MAX {
            tracing::warn!(
                file_handles,
                streams,
                "the system gives few file handles, and so many streams of events at most are kept; \
                 raise the limit of open files to keep more"
            );
            self.0.event_places.forget_permits(EVENT_STREAMS_MAX - streams);
        }
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
