//! Amending the charter: what was filled in, as the whole new charter, to be signed by the principal
//! of everybody who has one or gets one.

use axum::{Json, extract::State};
use serde_json::Value;
use verbale_process::{
    act::{Act, Kind},
    charter::{ActorEntry, Charter, ProcessKind, ReportedActs, Role, RoomEntry, RoomKind},
    wire,
};
use verbale_record::{ActorId, KeyName, Origin, VerifierKey};

use super::drafts::{DraftAsked, DraftMade, actor_of, made};
use crate::{
    asker::Asker,
    extract::{Path, Sent},
    forms::read::Contents,
    language::Language,
    limits::FORM_BYTES_MAX,
    pages,
    problem::Problem,
    state::AppState,
    trial::Trial,
};

/// Draft an amendment
///
/// Reads what is to change, and gives the whole new charter with all who have to sign it.
#[utoipa::path(
    post,
    path = "/api/v1/processes/{process}/amendments",
    operation_id = "draft_amendment",
    tag = "process",
    params(("process" = String, Path)),
    request_body = DraftAsked,
    responses((status = 200, description = "the amendment and what it would do", body = DraftMade))
)]
pub async fn draft(
    State(state): State<AppState>,
    asker: Asker,
    Path(process): Path<String>,
    Language(locale): Language,
    Sent(asked): Sent<DraftAsked, FORM_BYTES_MAX>,
) -> Result<Json<DraftMade>, Problem> {
    let view = state.view(&asker, &process).await?;
    let audience = state.audience(&asker, &process).await?;
    let actor = actor_of(&audience, &asked.actor)?;
    let registry = view.process.registry();
    let in_force = registry.charters().last().and_then(|in_force| in_force.note);
    let of = in_force.ok_or_else(Problem::not_found)?;
    let charter =
        amended(view.charter(), &asked.fields, locale.tag(), || Ok(Origin::from_bytes(state.random()?)))?;
    charter.check().map_err(|error| {
        Problem::invalid(format!("The charter would not hold: {error}."), "Correct it in the form.")
    })?;
    let mut signers: Vec<KeyName> = registry
        .keys()
        .filter(|(_, key)| key.principal && key.revoked.is_none())
        .map(|(name, _)| name.clone())
        .collect();
    let stated =
        charter.actors.iter().filter_map(|actor| VerifierKey::parse(actor.principal.as_deref()?).ok());
    // A principal's key that was replaced since signs no more; the registry knows who does.
    let new = stated.filter_map(|key| key.name().parse().ok()).filter(|name| registry.key(name).is_none());
    signers.extend(new);
    signers.sort();
    signers.dedup();
    let review = pages::charter_words(locale, &charter);
    let act = Act {
        signers: signers.clone(),
        annexes: Vec::new(),
        series: None,
        reported: None,
        kind: Kind::Amendment { of, charter: Box::new(charter) },
    };
    let room = view.rooms.first().ok_or_else(Problem::not_found)?;
    let act_json: Value = serde_json::from_str(&wire::write(&act)).unwrap_or_default();
    let trial = Trial::of(&view, room.index, &actor, act, None, state.now_ms());
    let review = format!("{}{review}", pages::review(&state, &asker, locale, &trial, room));
    made(&view, room, act_json, None, &signers, trial.reason, review).map(Json)
}

/// The charter with what was filled in.
fn amended(
    before: &Charter,
    contents: &Contents,
    language: &str,
    draw: impl FnOnce() -> Result<Origin, Problem>,
) -> Result<Charter, Problem> {
    let value = |name: &str| {
        contents.iter().find(|(n, _)| n == name).map(|(_, v)| v.trim()).filter(|value| !value.is_empty())
    };
    let mut charter = before.clone();
    if value("talks").is_some() {
        charter.process = ProcessKind::Talks;
        for actor in charter.actors.iter_mut().filter(|actor| actor.role == Role::Editor) {
            actor.role = Role::Secretariat;
        }
    }
    for (name, key) in contents {
        let Some(actor) = name.strip_prefix("principal:").filter(|_| !key.trim().is_empty()) else {
            continue;
        };
        let entry = charter.actors.iter_mut().find(|entry| entry.id.as_str() == actor);
        let entry = entry.ok_or_else(|| Problem::field(name, "there is no such actor"))?;
        entry.principal = Some(key.trim().to_owned());
    }
    if let Some(id) = value("actor_id") {
        let id: ActorId =
            id.parse().map_err(|_| Problem::field("actor_id", "letters a to z, digits and hyphens"))?;
        let role = value("actor_role").and_then(Role::parse);
        let role = role.ok_or_else(|| Problem::field("actor_role", "choose one"))?;
        let named = value("actor_name").unwrap_or(id.as_str()).to_owned();
        charter.actors.push(ActorEntry {
            id,
            role,
            names: [(language.to_owned(), named)].into(),
            principal: None,
        });
    }
    if let Some(name) = value("room_name") {
        let kind = value("room_kind").and_then(RoomKind::parse);
        let kind = kind.ok_or_else(|| Problem::field("room_kind", "choose one"))?;
        let chosen = contents.iter().filter(|(name, _)| name == "room_members");
        let members: Result<Vec<ActorId>, _> = chosen.map(|(_, id)| id.parse()).collect();
        let members = members.map_err(|_| Problem::field("room_members", "there is no such actor"))?;
        if members.is_empty() && !matches!(kind, RoomKind::Public | RoomKind::Plenary) {
            return Err(Problem::field("room_members", "name who may read it"));
        }
        charter.rooms.push(RoomEntry { name: name.to_owned(), kind, origin: draw()?, members });
    }
    if let Some(rule) = value("reported_acts") {
        charter.rules.reported_acts =
            ReportedActs::parse(rule).ok_or_else(|| Problem::field("reported_acts", "choose one"))?;
    }
    if charter == *before {
        return Err(Problem::invalid("Nothing would change.", "Fill in what is to change."));
    }
    Ok(charter)
}
