//! The processes that an asker may see.

use std::{collections::BTreeMap, sync::Arc};

use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;
use verbale_process::charter::ProcessKind;

use crate::{
    asker::Asker,
    extract::Path,
    problem::Problem,
    state::AppState,
    view::{RoomView, View},
};

/// What a register says of itself wherever it is shown (it is nobody's official record).
pub const REGISTER_NOTICE: &str =
    "Unofficial chronicle from public reports; no state or organisation named takes part.";

/// The notice that goes with everything that is said of a process, if it needs one.
pub(crate) fn notice(view: &View) -> Option<&'static str> {
    (view.charter().process == ProcessKind::Register).then_some(REGISTER_NOTICE)
}

/// A process in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProcessListed {
    /// Its name, as addresses have it.
    pub name: String,
    /// Its id: the hash of its charter.
    pub id: String,
    /// `talks` or `register`.
    pub kind: &'static str,
    /// What to bear in mind with whatever is said of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<&'static str>,
    /// Its title, by language.
    pub titles: BTreeMap<String, String>,
    /// Entries of all rooms that are seen.
    pub size: u64,
}

/// A process.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Process)]
pub struct ProcessShown {
    /// As in the list.
    #[serde(flatten)]
    pub listed: ProcessListed,
    /// Its languages, as BCP 47 tags.
    pub languages: Vec<String>,
    /// Minutes east of UTC, by which its days are reckoned.
    pub offset_min: i32,
    /// Its actors, in the charter's order.
    pub actors: Vec<ActorShown>,
    /// The rooms that are seen, in the charter's order.
    pub rooms: Vec<RoomShown>,
    /// Witnesses, as C2SP vkeys.
    pub witnesses: Vec<String>,
}

/// An actor.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Actor)]
pub struct ActorShown {
    /// Its id.
    pub id: String,
    /// What it is to the process.
    pub role: &'static str,
    /// Its names, by language.
    pub names: BTreeMap<String, String>,
}

/// A room.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Room)]
pub struct RoomShown {
    /// Its name, as addresses have it.
    pub name: String,
    /// What it is for.
    pub kind: &'static str,
    /// The origin of its log.
    pub origin: String,
    /// The key that signs its checkpoints, as a C2SP vkey.
    pub log_key: Option<String>,
    /// Entries of its log.
    pub size: u64,
    /// Root of the tree of that size, in hexadecimal.
    pub root: String,
}

fn listed(view: &View) -> ProcessListed {
    let charter = view.charter();
    ProcessListed {
        name: view.name().to_owned(),
        id: view.id.to_hex(),
        kind: charter.process.name(),
        notice: notice(view),
        titles: charter.titles.clone(),
        size: view.size(),
    }
}

fn room_shown(view: &View, room: &RoomView) -> RoomShown {
    RoomShown {
        name: room.entry.name.clone(),
        kind: room.entry.kind.name(),
        origin: room.entry.origin.to_string(),
        log_key: view.log_key(room).map(|key| key.to_string()),
        size: room.head.size,
        root: room.head.root.to_hex(),
    }
}

/// The processes that are public
#[utoipa::path(
    get,
    path = "/api/v1/processes",
    operation_id = "list_processes",
    tag = "process",
    responses((status = 200, description = "the processes, by name", body = Vec<ProcessListed>))
)]
pub async fn list(State(state): State<AppState>, asker: Asker) -> Result<Json<Vec<ProcessListed>>, Problem> {
    let views = state.processes(&asker).await?;
    Ok(Json(views.iter().map(|view| listed(view)).collect()))
}

/// A process
///
/// Who takes part, which rooms are seen, with their heads and the keys that sign them.
#[utoipa::path(
    get,
    path = "/api/v1/processes/{process}",
    operation_id = "show_process",
    tag = "process",
    params(("process" = String, Path)),
    responses((status = 200, description = "the process", body = ProcessShown))
)]
pub async fn show(
    State(state): State<AppState>,
    asker: Asker,
    Path(process): Path<String>,
) -> Result<Json<ProcessShown>, Problem> {
    let view: Arc<View> = state.view(&asker, &process).await?;
    let charter = view.charter();
    let actors = charter.actors.iter().map(|actor| ActorShown {
        id: actor.id.to_string(),
        role: actor.role.name(),
        names: actor.names.clone(),
    });
    Ok(Json(ProcessShown {
        listed: listed(&view),
        languages: charter.languages.clone(),
        offset_min: charter.offset_min,
        actors: actors.collect(),
        rooms: view.rooms.iter().map(|room| room_shown(&view, room)).collect(),
        witnesses: charter.witnesses.clone(),
    }))
}
