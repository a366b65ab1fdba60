//! Drafts that several sign: each on their own device, the venue passing the draft from one to the
//! next. With the last signature it goes onto the record by itself.
//!
//! A draft holds what opens its note, so those alone see it who may see its room and are to sign
//! it, with those who put it round.

use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use verbale_record::signed_note::Signature;
use verbale_store::Circulation;

use super::submission::{ReceiptShown, submit_problem};
use crate::{
    asker::Asker,
    base64_text,
    circulating::CirculatingDraft,
    extract::{Path, Sent},
    limits::CIRCULATION_SENT_BYTES_MAX,
    problem::{Problem, ProblemKind, store_problem},
    state::AppState,
    view::View,
};

/// Bytes of a circulating draft's id.
pub const CIRCULATION_ID_BYTES: usize = 16;

/// A draft to be put round.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CirculationSent {
    /// The draft file (`verbale/draft/v1`), signed by one at least.
    draft: String,
}

/// A draft that circulates.
#[derive(Debug, Serialize, ToSchema)]
pub struct CirculationShown {
    /// Its id.
    id: String,
    /// The draft file, with the signatures so far.
    draft: String,
    /// The names of the keys that have not signed yet.
    awaited: Vec<String>,
    /// When it was put round, in milliseconds since 1970.
    made_ms: u64,
}

/// A signature.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignatureSent {
    /// The signature line of a C2SP signed note over the draft's text.
    signature: String,
}

/// What a signature came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignatureTaken {
    /// The names of the keys that have not signed yet.
    awaited: Vec<String>,
    /// The receipt, where it was the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<ReceiptShown>,
}

impl CirculationShown {
    fn of(circulation: &Circulation, draft: &CirculatingDraft) -> CirculationShown {
        CirculationShown {
            id: base64_text::url_encode(&circulation.id),
            draft: circulation.draft.clone(),
            awaited: draft.draft.awaited().iter().map(ToString::to_string).collect(),
            made_ms: circulation.made_ms,
        }
    }
}

/// Put a draft round
#[utoipa::path(
    post,
    path = "/api/v1/processes/{process}/circulations",
    operation_id = "circulate",
    tag = "record",
    params(("process" = String, Path)),
    request_body = CirculationSent,
    responses((status = 200, description = "it waits for the others", body = CirculationShown))
)]
pub async fn circulate(
    State(state): State<AppState>,
    asker: Asker,
    Path(process): Path<String>,
    Sent(sent): Sent<CirculationSent, CIRCULATION_SENT_BYTES_MAX>,
) -> Result<Json<CirculationShown>, Problem> {
    let member = asker.require()?;
    let view = state.view(&asker, &process).await?;
    let draft = CirculatingDraft::read(&sent.draft, &view)?;
    let signed_by_asker = draft.draft.signed().iter().any(|key| member.keys.contains(key));
    if !signed_by_asker {
        return Err(Problem::new(
            ProblemKind::NotYours,
            "Whoever puts a draft round has signed it.",
            "Sign it with your own key first.",
        ));
    }
    let circulation = Circulation {
        id: state.random()?,
        process: Some(view.id),
        draft: sent.draft,
        made_by: Some(member.person.id),
        made_ms: state.now_ms(),
    };
    state.accounts().circulate(&circulation).await.map_err(super::accounts::account_problem)?;
    Ok(Json(CirculationShown::of(&circulation, &draft)))
}

/// The drafts that wait for you
///
/// Those that you are to sign or have signed, in the order in which they were put round.
#[utoipa::path(
    get,
    path = "/api/v1/processes/{process}/circulations",
    operation_id = "list_circulations",
    tag = "record",
    params(("process" = String, Path)),
    responses((status = 200, description = "the drafts", body = Vec<CirculationShown>))
)]
pub async fn list(
    State(state): State<AppState>,
    asker: Asker,
    Path(process): Path<String>,
) -> Result<Json<Vec<CirculationShown>>, Problem> {
    let view = state.view(&asker, &process).await?;
    let seen = seen(&state, &asker, &view).await?;
    Ok(Json(seen.iter().map(|(circulation, draft)| CirculationShown::of(circulation, draft)).collect()))
}

/// The drafts of a process that the asker may see.
pub(crate) async fn seen(
    state: &AppState,
    asker: &Asker,
    view: &View,
) -> Result<Vec<(Circulation, CirculatingDraft)>, Problem> {
    let all = state.accounts().circulations(Some(&view.id)).await.map_err(store_problem)?;
    let read = all.into_iter().filter_map(|circulation| {
        let draft = CirculatingDraft::read(&circulation.draft, view).ok()?;
        draft.concerns(asker, view).then_some((circulation, draft))
    });
    Ok(read.collect())
}

/// One draft that the asker may see.
pub(crate) async fn find(
    state: &AppState,
    asker: &Asker,
    view: &View,
    id: &str,
) -> Result<(Circulation, CirculatingDraft), Problem> {
    let seen = seen(state, asker, view).await?;
    let found = seen.into_iter().find(|(circulation, _)| base64_text::url_encode(&circulation.id) == id);
    found.ok_or_else(Problem::not_found)
}

/// Sign a draft
///
/// Adds a signature; the last one puts the note onto the record.
#[utoipa::path(
    post,
    path = "/api/v1/processes/{process}/circulations/{id}",
    operation_id = "sign_circulation",
    tag = "record",
    params(("process" = String, Path), ("id" = String, Path)),
    request_body = SignatureSent,
    responses((status = 200, description = "who has not signed yet, or the receipt", body = SignatureTaken))
)]
pub async fn sign(
    State(state): State<AppState>,
    asker: Asker,
    Path((process, id)): Path<(String, String)>,
    Sent(sent): Sent<SignatureSent>,
) -> Result<Json<SignatureTaken>, Problem> {
    let view = state.view(&asker, &process).await?;
    let signature = Signature::parse_line(&sent.signature).map_err(|error| {
        Problem::invalid(format!("The signature is none: {error}."), "Send the line of a C2SP signed note.")
    })?;
    // Somebody else may sign at the same moment: then it is read again with both.
    loop {
        let (circulation, draft) = find(&state, &asker, &view, &id).await?;
        let signed = draft.with(&signature, &view)?;
        let awaited: Vec<String> = signed.draft.awaited().iter().map(ToString::to_string).collect();
        let after = signed.draft.to_json();
        let accounts = state.accounts();
        if after != circulation.draft
            && !accounts
                .change_circulation(&circulation.id, &circulation.draft, &after)
                .await
                .map_err(store_problem)?
        {
            continue;
        }
        if !awaited.is_empty() {
            return Ok(Json(SignatureTaken { awaited, receipt: None }));
        }
        let submitted = state.sequencer().submit(signed.ready()?).await;
        let receipt = submitted.map_err(submit_problem)?;
        accounts.end_circulation(&circulation.id).await.map_err(store_problem)?;
        return Ok(Json(SignatureTaken { awaited, receipt: Some(ReceiptShown::new(&receipt)) }));
    }
}

/// Take a draft back
///
/// Anybody who is to sign it may end its round; nothing of it is on the record.
#[utoipa::path(
    delete,
    path = "/api/v1/processes/{process}/circulations/{id}",
    operation_id = "end_circulation",
    tag = "record",
    params(("process" = String, Path), ("id" = String, Path)),
    responses((status = 204, description = "it does not circulate any more"))
)]
pub async fn end(
    State(state): State<AppState>,
    asker: Asker,
    Path((process, id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let view = state.view(&asker, &process).await?;
    let (circulation, _) = find(&state, &asker, &view, &id).await?;
    state.accounts().end_circulation(&circulation.id).await.map_err(store_problem)?;
    Ok(StatusCode::NO_CONTENT)
}
