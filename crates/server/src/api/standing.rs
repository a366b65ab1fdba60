//! The standing of a process: the same JSON as `verbale standing --json`.

use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::IntoParams;
use verbale_process::report::{RoomHead, StandingReport, report};

use crate::{
    asker::Asker,
    clocks::Clocks,
    extract::{Path, Query},
    problem::Problem,
    state::AppState,
    view::View,
};

/// What the view of outsiders is called.
pub const PUBLIC_VIEW: &str = "public";

/// The two clocks of a request.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Count acts that happened up to this day, `YYYY-MM-DD`; today where it is left out.
    as_of: Option<String>,
    /// Count only the first so many entries, in the order in which they were entered.
    at_size: Option<String>,
}

impl Asked {
    /// The clocks asked for.
    pub fn clocks(&self) -> Result<Clocks, Problem> {
        Clocks::read(self.as_of.as_deref(), self.at_size.as_deref())
    }
}

/// The heads that a view rests on.
pub(crate) fn heads(view: &View) -> Vec<RoomHead> {
    let heads = view.rooms.iter().map(|room| RoomHead {
        room: room.entry.name.clone(),
        origin: room.entry.origin.to_string(),
        size: room.head.size,
        root: room.head.root.to_hex(),
    });
    heads.collect()
}

/// The standing of a process
///
/// Who owes what since when, what is contested with both outcomes, readiness, conditions, rounds,
/// commitments, and the moves open to each actor: computed from the record, as of two clocks.
#[utoipa::path(
    get,
    path = "/api/v1/processes/{process}/standing",
    operation_id = "show_standing",
    tag = "process",
    params(("process" = String, Path), Asked),
    responses((status = 200, description = "the standing; docs/cli.md describes its fields", body = serde_json::Value))
)]
pub async fn show(
    State(state): State<AppState>,
    asker: Asker,
    Path(process): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Json<StandingReport>, Problem> {
    let view = state.view(&asker, &process).await?;
    let at = asked.clocks()?.at(&state, &view)?;
    let standing = view.standing(at);
    let charter = verbale_record::Hash(view.id.0);
    Ok(Json(report(&view.process, &charter, &standing, &view.wordings, PUBLIC_VIEW, heads(&view))))
}
