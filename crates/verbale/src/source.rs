//! Reading a process from where the command line says: a data folder, or a server.

use verbale_process::entry::{Entry, Place};
use verbale_record::{
    Commitment, Leaf, Note, Origin, commitment::Kind as CommitmentKind, note::AnnexRole, tree::Frontier,
};
use verbale_server::openings::{self, NoteOpening};
use verbale_store::Store;

use crate::{
    cancel::Cancel,
    cli::Source,
    console::Console,
    failure::{Failure, Kind},
    folder::DataFolder,
    loaded::{Loaded, LoadedRoom},
    progress::Progress,
    remote::{self, Remote},
    venue::HeldVenue,
};

/// Reads a process: its name, or its id.
pub async fn load(
    source: &Source,
    process: &str,
    console: Console,
    cancel: &Cancel,
) -> Result<Loaded, Failure> {
    match &source.url {
        Some(url) => remote::load(url, source.as_key.as_deref(), process, console, cancel).await,
        None => {
            let venue = HeldVenue::open(&DataFolder::open(&source.folder.data)?, "reading").await?;
            let found = venue.process(process).await?;
            let loaded = from_store(&venue.opened.store, &found, console).await?;
            venue.close().await?;
            Ok(loaded)
        }
    }
}

/// Reads a process, and the exact bytes of one of its notes: by its label, or its commitment or the
/// beginning of that.
pub async fn load_note(
    source: &Source,
    process: &str,
    note: &str,
    console: Console,
    cancel: &Cancel,
) -> Result<(Loaded, Commitment, Vec<u8>), Failure> {
    if let Some(url) = &source.url {
        let loaded = remote::load(url, source.as_key.as_deref(), process, console, cancel).await?;
        let id = loaded.item(note)?;
        let name = loaded.process.charter().name.clone();
        let (url, key) = (url.clone(), source.as_key.clone());
        let bytes = remote::blocking(move || Remote::asked_by(&url, key.as_deref())?.note(&name, &id));
        let bytes = bytes.await?;
        return Ok((loaded, id, bytes));
    }
    let venue = HeldVenue::open(&DataFolder::open(&source.folder.data)?, "reading").await?;
    let found = venue.process(process).await?;
    let loaded = from_store(&venue.opened.store, &found, console).await?;
    let id = loaded.item(note)?;
    let leaf = loaded.process.entry(&id).map(|entry| entry.arrived.leaf).unwrap_or_default();
    let entry = venue.opened.store.entries(&origin_of(&loaded, &id)?, leaf..leaf + 1).await?.pop();
    venue.close().await?;
    let bytes = entry.map(|entry| entry.opening.content);
    Ok((
        loaded,
        id,
        bytes.ok_or_else(|| Failure::new(Kind::Store, "the record lacks a note that it has just shown"))?,
    ))
}

/// The origin of the room in which a note is read.
fn origin_of(loaded: &Loaded, note: &Commitment) -> Result<Origin, Failure> {
    let room = loaded.process.entry(note).map(|entry| entry.arrived.room);
    let room = room.and_then(|room| loaded.process.charter().rooms.get(usize::from(room)));
    room.map(|room| room.origin.clone())
        .ok_or_else(|| Failure::new(Kind::NotFound, format!("there is no note {note}")))
}

/// Reads a process from a store, all its rooms.
pub async fn from_store(
    store: &dyn Store,
    process: &verbale_store::Process,
    console: Console,
) -> Result<Loaded, Failure> {
    let rooms: Vec<_> = store.rooms().await?.into_iter().filter(|room| room.process == process.id).collect();
    let mut loaded: Option<Loaded> = None;
    let mut read = Vec::new();
    // The registry comes first: it holds the charter, by which everything else is read.
    let ordered = rooms
        .iter()
        .filter(|room| room.origin == process.registry)
        .chain(rooms.iter().filter(|room| room.origin != process.registry));
    for room in ordered {
        let held = store.head(&room.origin).await?;
        let head = held.head;
        let progress = Progress::of(console, "reading", head.size);
        let mut next = 0;
        let mut frontier = Frontier::new();
        while next < head.size {
            let notes = openings::read(store, &room.origin, next..head.size).await?;
            let Some(last) = notes.last() else {
                return Err(Failure::new(
                    Kind::Store,
                    format!("room {}: the log ends at {next} of {}", room.name, head.size),
                )
                .hint("put back a backup with `verbale restore`"));
            };
            next = last.leaf + 1;
            for note in &notes {
                let read = Note::parse(&note.opening.content)
                    .map_err(|error| damaged(&room.name, note.leaf, &error.to_string()))?;
                let index = loaded.as_ref().map_or(Ok(0), |loaded| index_of(loaded, &room.name))?;
                let entry = match &loaded {
                    Some(loaded) => note.entry(loaded.process.charter(), &read, index),
                    None => {
                        let place = Place { time_ms: note.time_ms, room: index, leaf: note.leaf };
                        Entry::read(&read, note.commitment, place)
                    }
                };
                Loaded::take(&mut loaded, &read, entry)?;
                if let (Some(loaded), Some(content)) = (&mut loaded, wording(note, &read.origin)) {
                    loaded.word(note.commitment, content);
                }
                frontier.append(Leaf { time_ms: note.time_ms, commitment: note.commitment }.hash());
            }
            progress.set(next);
        }
        if frontier.root() != head.root {
            return Err(damaged(&room.name, head.size, "the root of its entries is not that of its head"));
        }
        let index = match &loaded {
            Some(loaded) => index_of(loaded, &room.name)?,
            None => {
                return Err(Failure::new(Kind::Store, "the process has no charter")
                    .hint("put back a backup with `verbale restore`"));
            }
        };
        read.push(LoadedRoom {
            index,
            name: room.name.clone(),
            origin: room.origin.clone(),
            head,
            checkpoint: held.checkpoint,
        });
    }
    let mut loaded = loaded.ok_or_else(|| Failure::new(Kind::Store, "the process has no registry"))?;
    loaded.set_rooms(read);
    loaded.fold();
    Ok(loaded)
}

fn index_of(loaded: &Loaded, room: &str) -> Result<u16, Failure> {
    let charter = loaded.process.charter();
    (0..).zip(&charter.rooms).find(|(_, entry)| entry.name == room).map(|(index, _)| index).ok_or_else(|| {
        Failure::new(Kind::Store, format!("the record has a room {room:?} that the charter does not name"))
            .hint("verify the record with `verbale export` and `verbale verify`")
    })
}

/// The content of a note's wording, where it is held and opens its commitment.
fn wording<'a>(note: &'a NoteOpening, origin: &Origin) -> Option<&'a [u8]> {
    let annex = note.annexes.iter().find(|annex| annex.role == AnnexRole::Wording)?;
    let opening = annex.opening.as_ref()?;
    (opening.commit(CommitmentKind::Annex, origin) == annex.commitment).then_some(&opening.content)
}

fn damaged(room: &str, leaf: u64, what: &str) -> Failure {
    Failure::new(Kind::Store, format!("the record is damaged: {what}"))
        .at(format!("room {room}, entry {leaf}"))
        .hint("put back a backup with `verbale restore`")
}
