//! A process as it was read from somewhere: folded, with its wordings and the heads up to which
//! it was read.

use verbale_process::{
    act::{ItemId, Kind as ActKind},
    charter::RoomKind,
    entry::Entry,
    fold::Process,
    report::{self, StandingReport},
    standing::Standing,
    wording::{Wording, Wordings},
};
use verbale_record::{Commitment, Hash, Head, Note, Origin, ProcessId};

use crate::failure::{Failure, Kind};

/// The name of the view of whoever may see what is published.
const PUBLIC_VIEW: &str = "public";
/// The name of the view of whoever holds the data folder and sees every room.
const HOST_VIEW: &str = "host";

/// A process, folded.
pub struct Loaded {
    /// The hash of its charter.
    pub id: ProcessId,
    /// The fold.
    pub process: Process,
    /// The prose that is held.
    pub wordings: Wordings,
    /// Which entries these are.
    pub view: &'static str,
    /// The rooms read, in the charter's order, with the head up to which.
    pub rooms: Vec<LoadedRoom>,
    /// Notes that were read and are not folded yet.
    waiting: Vec<Entry>,
}

/// A room of a loaded process.
pub struct LoadedRoom {
    /// Its index in the charter.
    pub index: u16,
    /// Its name.
    pub name: String,
    /// Its log's origin.
    pub origin: Origin,
    /// The head up to which it was read.
    pub head: Head,
    /// The checkpoint of that head, signed by the log key.
    pub checkpoint: Vec<u8>,
}

impl Loaded {
    /// A process that has only its charter: the first entry of its registry.
    pub fn begin(charter: &Note, entry: Entry) -> Result<Loaded, Failure> {
        let process = Process::open(entry).map_err(|error| {
            Failure::new(
                Kind::Input,
                format!("the registry does not begin with a charter that can be used: {error}"),
            )
        })?;
        Ok(Loaded {
            id: ProcessId::of(charter.as_bytes()),
            process,
            wordings: Wordings::default(),
            view: PUBLIC_VIEW,
            rooms: Vec::new(),
            waiting: Vec::new(),
        })
    }

    /// Takes a note into what is loaded so far; the first one begins it. Those of the registry are
    /// folded at once, since the others are read by the charter in force; the others when the
    /// fold is asked for ([`Loaded::fold`]).
    pub fn take(loaded: &mut Option<Loaded>, note: &Note, entry: Entry) -> Result<(), Failure> {
        match loaded {
            Some(loaded) => {
                let is_registered = entry.place.room == 0;
                loaded.enter_later(entry);
                if is_registered {
                    loaded.fold();
                }
            }
            None => *loaded = Some(Loaded::begin(note, entry)?),
        }
        Ok(())
    }

    /// Takes one more note of a room, to be folded when the fold is asked for.
    pub fn enter_later(&mut self, entry: Entry) {
        self.waiting.push(entry);
    }

    /// Folds the notes that wait, and passes over the wordings that they say were erased.
    pub fn fold(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        let erasing = waiting.iter().filter(|entry| matches!(entry.act.kind, ActKind::Erased { .. }));
        let erasing: Vec<Entry> = erasing.cloned().collect();
        self.process.add_all(waiting);
        for erases in erasing {
            let Some(annex) = self.process.registry().erased_by(&erases) else { continue };
            let is_it = |entry: &&Entry| {
                entry.act.wording() == Some(annex) && entry.arrived.room == erases.place.room
            };
            if let Some(worded) = self.process.entries().find(is_it).map(|entry| entry.commitment) {
                self.wordings.remove(&worded);
            }
        }
    }

    /// Takes the wording of a note. What is none in form is passed over: it moves nothing.
    pub fn word(&mut self, note: Commitment, content: &[u8]) {
        if let Ok(wording) = Wording::parse(content) {
            self.wordings.insert(note, wording);
        }
    }

    /// Says which rooms were read, and by that whose view it is.
    pub fn set_rooms(&mut self, mut rooms: Vec<LoadedRoom>) {
        rooms.sort_by_key(|room| room.index);
        let charter = self.process.charter();
        let published = |room: &LoadedRoom| {
            let entry = charter.rooms.get(usize::from(room.index));
            entry.is_some_and(|entry| matches!(entry.kind, RoomKind::Registry | RoomKind::Public))
        };
        self.view = if rooms.iter().all(published) { PUBLIC_VIEW } else { HOST_VIEW };
        self.rooms = rooms;
    }

    /// The item, or note, of that label, or of that commitment or its unambiguous beginning.
    pub fn item(&self, name: &str) -> Result<ItemId, Failure> {
        let found = self.wordings.find(name, self.process.notes().map(|entry| &entry.commitment));
        found.filter(|id| self.process.entry(id).is_some()).ok_or_else(|| {
            Failure::new(Kind::NotFound, format!("{} has no item or note {name:?}", self.process.charter().name))
                .hint("`verbale log` lists the labels; a commitment may be shortened to 8 digits where they are unambiguous")
        })
    }

    /// The public JSON of a standing.
    pub fn report(&self, standing: &Standing) -> StandingReport {
        let heads = self.rooms.iter().map(|room| report::RoomHead {
            room: room.name.clone(),
            origin: room.origin.to_string(),
            size: room.head.size,
            root: room.head.root.to_string(),
        });
        report::report(&self.process, &Hash(self.id.0), standing, &self.wordings, self.view, heads.collect())
    }
}
