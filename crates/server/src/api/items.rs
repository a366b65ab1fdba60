//! One item: where it stands, and how it came there.

use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;
use verbale_process::{
    act::ItemId,
    fold::At,
    report::{OutcomeReport, ParagraphReport, outcome},
    standing::{Effect, ItemStanding, Standing},
};
use verbale_record::Commitment;

use crate::{
    api::{processes::notice, standing::Asked},
    asker::Asker,
    extract::{Path, Query},
    problem::Problem,
    state::AppState,
    view::View,
};

/// An item as of two clocks.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Item)]
pub struct ItemShown {
    /// The process.
    pub process: String,
    /// What to bear in mind with whatever is said of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<&'static str>,
    /// The day.
    pub as_of: String,
    /// Entries that count.
    pub at_size: u64,
    /// Its label, or its commitment.
    pub item: String,
    /// The commitment of the note that opened it.
    pub commitment: String,
    /// What sort of item.
    pub kind: &'static str,
    /// Its title, where its wording is held.
    pub title: Option<String>,
    /// What it says, where its wording is held.
    pub text: Option<String>,
    /// Its series.
    pub series: Option<String>,
    /// Subject matter.
    pub track: Option<&'static str>,
    /// Who opened it.
    pub by: Option<String>,
    /// Who joined in it.
    pub with: Vec<String>,
    /// Its addressees; for a condition those of whom it asks, for a commitment those obliged.
    pub to: Vec<String>,
    /// The day on which it was opened.
    pub opened: String,
    /// What it awaits, or how it closed.
    #[schema(value_type = serde_json::Value)]
    pub outcome: OutcomeReport,
    /// Contested acts, each with both outcomes.
    pub contested: Vec<ContestShown>,
    /// Objections and others' accounts, which stand beside it and change nothing.
    pub beside: Vec<String>,
    /// Items by which it is perhaps overtaken, as the secretariat marked it.
    pub perhaps_overtaken_by: Vec<String>,
    /// The paragraphs of minutes that are approved one by one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<serde_json::Value>)]
    pub paragraphs: Vec<ParagraphReport>,
    /// The mirror papers that read the same, itself among them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mirrors: Vec<String>,
    /// Statements that are about it.
    pub statements: Vec<String>,
}

/// A contested act with both outcomes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Contest)]
pub struct ContestShown {
    /// The contested note.
    pub act: String,
    /// Whose account it is, where it is somebody's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub according_to: Option<String>,
    /// Objections to it.
    pub objections: Vec<String>,
    /// With the act.
    #[schema(value_type = serde_json::Value)]
    pub with: OutcomeReport,
    /// Without it.
    #[schema(value_type = serde_json::Value)]
    pub without: OutcomeReport,
}

/// How an item came to stand where it stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = History)]
pub struct HistoryShown {
    /// The process.
    pub process: String,
    /// What to bear in mind with whatever is said of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<&'static str>,
    /// The day.
    pub as_of: String,
    /// Entries that count.
    pub at_size: u64,
    /// Its label, or its commitment.
    pub item: String,
    /// Every note that moved it or stands beside it, in the order in which they apply.
    pub steps: Vec<StepShown>,
}

/// One note and the item after it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Step)]
pub struct StepShown {
    /// The note's commitment.
    pub note: String,
    /// The act.
    pub act: String,
    /// Who acted.
    pub by: Option<String>,
    /// The day on which it took effect.
    pub on: String,
    /// Whether the note itself is contested.
    pub contested: bool,
    /// `moved`, `beside` or `without`.
    pub effect: &'static str,
    /// Why it had no effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// What the item then awaited, or how it had closed.
    #[schema(value_type = serde_json::Value)]
    pub after: OutcomeReport,
}

/// An item
///
/// By its label, or by the commitment of the note that opened it.
#[utoipa::path(
    get,
    path = "/api/v1/processes/{process}/items/{item}",
    operation_id = "show_item",
    tag = "process",
    params(("process" = String, Path), ("item" = String, Path), Asked),
    responses((status = 200, description = "the item", body = ItemShown))
)]
pub async fn show(
    State(state): State<AppState>,
    asker: Asker,
    Path((process, item)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Json<ItemShown>, Problem> {
    let view = state.view(&asker, &process).await?;
    let at = asked.clocks()?.at(&state, &view)?;
    let id = view.item(&item).ok_or_else(Problem::not_found)?;
    let standing = view.standing(at);
    let item = standing.item(&id).ok_or_else(Problem::not_found)?;
    Ok(Json(shown(&view, at, &standing, item)))
}

fn shown(view: &View, at: At, standing: &Standing, item: &ItemStanding) -> ItemShown {
    let name = |note: &Commitment| view.wordings.name(note);
    let names = |notes: &[Commitment]| notes.iter().map(name).collect();
    let wording = view.wordings.get(&item.id);
    ItemShown {
        process: view.name().to_owned(),
        notice: notice(view),
        as_of: at.as_of.to_string(),
        at_size: standing.at_size,
        item: name(&item.id),
        commitment: item.id.to_hex(),
        kind: item.kind.name(),
        title: wording.and_then(|wording| wording.title.clone()),
        text: wording.and_then(|wording| wording.text.clone()),
        series: item.series.clone(),
        track: item.track.map(|track| track.name()),
        by: item.by.as_ref().map(ToString::to_string),
        with: item.with.iter().map(ToString::to_string).collect(),
        to: item.to.iter().map(ToString::to_string).collect(),
        opened: item.opened.to_string(),
        outcome: outcome(&item.outcome),
        contested: item
            .contests
            .iter()
            .map(|contest| ContestShown {
                act: name(&contest.act),
                according_to: contest.according_to.as_ref().map(ToString::to_string),
                objections: names(&contest.objections),
                with: outcome(&contest.with),
                without: outcome(&contest.without),
            })
            .collect(),
        beside: names(&item.beside),
        perhaps_overtaken_by: names(&item.perhaps_overtaken),
        mirrors: names(&view.process.mirrors(standing, &item.id)),
        paragraphs: item.paragraphs.iter().map(|p| ParagraphReport::of(p, name)).collect(),
        statements: names(&view.process.about(&item.id, at)),
    }
}

/// How an item came to stand where it stands
#[utoipa::path(
    get,
    path = "/api/v1/processes/{process}/items/{item}/history",
    operation_id = "show_history",
    tag = "process",
    params(("process" = String, Path), ("item" = String, Path), Asked),
    responses((status = 200, description = "its history", body = HistoryShown))
)]
pub async fn history(
    State(state): State<AppState>,
    asker: Asker,
    Path((process, item)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Json<HistoryShown>, Problem> {
    let view = state.view(&asker, &process).await?;
    let at = asked.clocks()?.at(&state, &view)?;
    let id = view.item(&item).ok_or_else(Problem::not_found)?;
    let steps = steps(&view, &id, at);
    if steps.is_empty() {
        return Err(Problem::not_found());
    }
    Ok(Json(HistoryShown {
        process: view.name().to_owned(),
        notice: notice(&view),
        as_of: at.as_of.to_string(),
        at_size: at.at_size.unwrap_or(view.size()),
        item: view.wordings.name(&id),
        steps,
    }))
}

fn steps(view: &View, id: &ItemId, at: At) -> Vec<StepShown> {
    let shown = |step: verbale_process::standing::Step| {
        let entry = view.process.entry(&step.note);
        let (effect, reason) = match step.effect {
            Effect::Moved => ("moved", None),
            Effect::Beside => ("beside", None),
            Effect::Without(reason) => ("without", Some(reason.name())),
        };
        StepShown {
            note: step.note.to_hex(),
            act: entry.map(|entry| entry.act.kind.name().to_owned()).unwrap_or_default(),
            by: entry.and_then(|entry| entry.actor()).map(ToString::to_string),
            on: step.on.to_string(),
            contested: step.contested,
            effect,
            reason,
            after: outcome(&step.after),
        }
    };
    view.process.history(id, at).into_iter().map(shown).collect()
}
