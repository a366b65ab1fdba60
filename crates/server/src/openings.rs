//! Openings: the exact bytes of notes and annexes, as their readers check them.

use std::{collections::BTreeMap, ops::Range};

use verbale_process::{
    act::Kind,
    charter::Charter,
    entry::{Entry, Place},
    wire,
};
use verbale_record::{Commitment, Evidence, Note, Opening, Origin, note::AnnexRole};
use verbale_store::{Store, StoreError};

/// Most notes that one reading gives.
pub const NOTES_PAGE_MAX: u64 = 256;
/// Most bytes that one reading gives; a note that alone is larger, with its annexes, is given alone.
pub const NOTES_PAGE_BYTES_MAX: u64 = 4 * 1_024 * 1_024;

/// One note with all that shows it to be what the leaf commits to.
#[derive(Clone, Debug)]
pub struct NoteOpening {
    /// The leaf's index in the room's log.
    pub leaf: u64,
    /// The leaf's time in milliseconds since 1970.
    pub time_ms: u64,
    /// The note's commitment.
    pub commitment: Commitment,
    /// Its salt, and the note's exact signed bytes.
    pub opening: Opening,
    /// Where the note stood before, if it was carried to the room that it was read from.
    pub evidence: Option<Vec<u8>>,
    /// Its annexes, in the order of the act.
    pub annexes: Vec<AnnexOpening>,
}

/// One annex of a note.
#[derive(Clone, Debug)]
pub struct AnnexOpening {
    /// The annex's commitment.
    pub commitment: Commitment,
    /// What it is to the note.
    pub role: AnnexRole,
    /// Length of its content in bytes, as the note says.
    pub bytes: u64,
    /// What opens it; none where it was erased.
    pub opening: Option<Opening>,
}

impl NoteOpening {
    /// The note as the fold takes it, from the room of this index in the charter.
    pub fn entry(&self, charter: &Charter, note: &Note, room: u16) -> Entry {
        let arrived = Place { time_ms: self.time_ms, room, leaf: self.leaf };
        entered(charter, note, self.commitment, arrived, self.evidence.as_deref())
    }
}

/// A note of the record as the fold takes it, with the place where it counts. Its evidence, where it
/// was carried, was made by the sequencer from the record's own rows.
pub fn entered(
    charter: &Charter,
    note: &Note,
    commitment: Commitment,
    arrived: Place,
    evidence: Option<&[u8]>,
) -> Entry {
    let evidence = evidence.and_then(|bytes| Evidence::parse(bytes).ok());
    evidence
        .and_then(|evidence| Entry::carried(charter, note, commitment, arrived, &evidence))
        .unwrap_or_else(|| Entry::read(note, commitment, arrived))
}

/// The charter with which a process of that registry began, or what is wrong with it.
///
/// # Errors
/// When the store fails.
pub(crate) async fn charter(
    store: &dyn Store,
    registry: &Origin,
) -> Result<Result<Charter, String>, StoreError> {
    let entries = store.entries(registry, 0..1).await?;
    let Some(entry) = entries.first() else {
        return Ok(Err("its registry is empty, where the charter should stand".to_owned()));
    };
    let note = match Note::parse(&entry.opening.content) {
        Ok(note) => note,
        Err(error) => return Ok(Err(format!("its charter is no note: {error}"))),
    };
    Ok(match wire::read(&note.act).kind {
        Kind::Charter(charter) => Ok(*charter),
        other => {
            Err(format!("its registry begins with an act `{}`, where the charter should stand", other.name()))
        }
    })
}

/// Reads notes of a room with their annexes, from the beginning of the range: as many as the
/// limits allow, at least one where the range holds any.
pub async fn read(
    store: &dyn Store,
    origin: &Origin,
    range: Range<u64>,
) -> Result<Vec<NoteOpening>, StoreError> {
    let end = range.end.min(range.start.saturating_add(NOTES_PAGE_MAX));
    let mut notes = Vec::new();
    let mut bytes = 0;
    for entry in store.entries(origin, range.start..end).await? {
        // The record took it as a note, so it reads as one; if not, it has no annexes to be read.
        let refs = Note::parse(&entry.opening.content).map(|note| note.annexes).unwrap_or_default();
        bytes += entry.opening.content.len() as u64 + refs.iter().map(|annex| annex.bytes).sum::<u64>();
        if bytes > NOTES_PAGE_BYTES_MAX && !notes.is_empty() {
            break;
        }
        let annexes = refs.iter().map(|annex| AnnexOpening {
            commitment: annex.commitment,
            role: annex.role,
            bytes: annex.bytes,
            opening: None,
        });
        notes.push(NoteOpening {
            leaf: entry.index,
            time_ms: entry.leaf.time_ms,
            commitment: entry.leaf.commitment,
            opening: entry.opening,
            evidence: entry.evidence,
            annexes: annexes.collect(),
        });
    }
    open_annexes(store, origin, &mut notes).await?;
    Ok(notes)
}

/// Fills in what opens the annexes.
async fn open_annexes(
    store: &dyn Store,
    origin: &Origin,
    notes: &mut [NoteOpening],
) -> Result<(), StoreError> {
    let Some(end) = notes.last().map(|note| note.leaf + 1) else { return Ok(()) };
    let Some(first) = notes.iter().find(|note| !note.annexes.is_empty()) else { return Ok(()) };
    let mut from = first.leaf;
    let mut openings: BTreeMap<(u64, Commitment), Opening> = BTreeMap::new();
    while from < end {
        let annexes = store.annexes(origin, from..end).await?;
        let Some(last) = annexes.last() else { break };
        from = last.index + 1;
        for annex in annexes {
            if let Some(opening) = annex.opening {
                openings.insert((annex.index, annex.commitment), opening);
            }
        }
    }
    for note in notes {
        for annex in &mut note.annexes {
            annex.opening = openings.remove(&(note.leaf, annex.commitment));
        }
    }
    Ok(())
}
