//! The notes of a process, across its rooms, and one note with its opening.

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use verbale_process::entry::Entry;

use crate::{
    api::processes::notice,
    asker::Asker,
    extract::{Path, Query},
    log::NoteShown,
    problem::Problem,
    state::AppState,
    view::View,
};

/// Most notes of one page of the list.
pub const LIST_PAGE_MAX: u64 = 500;

/// Which notes are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Position of the first note in the order in which the process's notes were entered; 0 where
    /// it is left out.
    #[serde(default)]
    from: u64,
    /// Most notes to list; as many as one page holds where it is left out.
    limit: Option<u64>,
}

/// A page of a process's notes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NoteList)]
pub struct NotesListed {
    /// The process.
    pub process: String,
    /// What to bear in mind with whatever is said of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<&'static str>,
    /// Entries of all rooms that are seen.
    pub size: u64,
    /// The notes, in the order in which they were entered.
    pub notes: Vec<NoteListed>,
}

/// A note in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoteListed {
    /// Its commitment.
    pub commitment: String,
    /// The room that holds it.
    pub room: String,
    /// The leaf's index in the room's log.
    pub leaf: u64,
    /// The leaf's time in milliseconds since 1970: when it was entered.
    pub time_ms: u64,
    /// The actor in whose name it is signed.
    pub author: String,
    /// The act.
    pub act: String,
    /// Who acted: the author, or who is reported to have.
    pub by: Option<String>,
    /// The day on which it takes effect.
    pub on: String,
    /// Its label, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Its title, where its wording is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// A note with what shows it to be on the record.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Note)]
pub struct NoteRead {
    /// The process.
    pub process: String,
    /// What to bear in mind with whatever is said of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<&'static str>,
    /// What it is.
    #[serde(flatten)]
    pub listed: NoteListed,
    /// The item that it opens, moves or stands beside.
    pub item: Option<String>,
    /// What opens its leaf.
    pub opening: NoteShown,
    /// Where the proof is that it is in its room's log.
    pub proof: String,
}

/// A note as lists have it.
pub(super) fn listed(view: &View, entry: &Entry) -> NoteListed {
    let room = view.charter().rooms.get(usize::from(entry.arrived.room));
    NoteListed {
        commitment: entry.commitment.to_hex(),
        room: room.map(|room| room.name.clone()).unwrap_or_default(),
        leaf: entry.arrived.leaf,
        time_ms: entry.arrived.time_ms,
        author: entry.author.to_string(),
        act: entry.act.kind.name().to_owned(),
        by: entry.actor().map(ToString::to_string),
        on: entry.day(view.charter().offset_min).to_string(),
        label: view.wordings.label(&entry.commitment).map(str::to_owned),
        title: view.wordings.get(&entry.commitment).and_then(|wording| wording.title.clone()),
    }
}

/// The notes of a process
///
/// In the order in which they were entered, the rooms together: position N here is what `at_size`
/// counts.
#[utoipa::path(
    get,
    path = "/api/v1/processes/{process}/notes",
    operation_id = "list_notes",
    tag = "record",
    params(("process" = String, Path), Asked),
    responses((status = 200, description = "the notes", body = NotesListed))
)]
pub async fn list(
    State(state): State<AppState>,
    asker: Asker,
    Path(process): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Json<NotesListed>, Problem> {
    let view = state.view(&asker, &process).await?;
    let limit = asked.limit.unwrap_or(LIST_PAGE_MAX).min(LIST_PAGE_MAX);
    let skipped = usize::try_from(asked.from).unwrap_or(usize::MAX);
    let notes = view.process.entries().skip(skipped).take(limit as usize).map(|entry| listed(&view, entry));
    Ok(Json(NotesListed {
        process: view.name().to_owned(),
        notice: notice(&view),
        size: view.size(),
        notes: notes.collect(),
    }))
}

/// A note
///
/// What it says, its exact text and annexes, and where its proof is.
#[utoipa::path(
    get,
    path = "/api/v1/processes/{process}/notes/{commitment}",
    operation_id = "show_note",
    tag = "record",
    params(
        ("process" = String, Path),
        ("commitment" = String, Path, description = "the note's commitment, 64 lowercase hexadecimal digits"),
    ),
    responses((status = 200, description = "the note", body = NoteRead))
)]
pub async fn show(
    State(state): State<AppState>,
    asker: Asker,
    Path((process, commitment)): Path<(String, String)>,
) -> Result<Json<NoteRead>, Problem> {
    let view = state.view(&asker, &process).await?;
    let commitment = commitment.parse().map_err(|_| Problem::not_found())?;
    let entry = view.process.entry(&commitment).ok_or_else(Problem::not_found)?;
    let opening = state.opening(&view, &commitment).await?;
    let listed = listed(&view, entry);
    Ok(Json(NoteRead {
        process: view.name().to_owned(),
        notice: notice(&view),
        item: view.process.home(&commitment).map(|item| view.wordings.name(&item)),
        opening: opening.into(),
        proof: format!("/{}/{}/proof/{}", view.name(), listed.room, listed.commitment),
        listed,
    }))
}
