//! Drafts that several sign: each on their own device, the venue passing the draft from one to the
//! next. With the last signature it goes onto the record by itself.
//!
//! A draft holds what opens its note, so those alone see it who may see its room and are to sign
//! it, with those who put it round.

use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use verbale_record::{Hash, Note, Opening, Origin, signed_note::Signature};
use verbale_store::{CIRCULATION_ID_BYTES, Circulation, Entry, Receipt, Submission};

use super::submission::{ReceiptShown, submit_problem};
use crate::{
    asker::Asker,
    circulating::CirculatingDraft,
    extract::{Path, Sent},
    limits::CIRCULATION_SENT_BYTES_MAX,
    problem::{Problem, ProblemKind, store_problem},
    state::AppState,
    view::View,
};

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
    /// Its id: SHA-256 of the text that is signed, in hexadecimal.
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
    /// The signed note, where all have signed: with everybody's signatures.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// Its receipt.
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<ReceiptShown>,
}

impl SignatureTaken {
    fn entered(note: &[u8], receipt: &Receipt) -> SignatureTaken {
        SignatureTaken {
            awaited: Vec::new(),
            // What is signed is text, or no signature of it would verify.
            note: Some(String::from_utf8_lossy(note).into_owned()),
            receipt: Some(ReceiptShown::new(receipt)),
        }
    }
}

impl CirculationShown {
    fn of(circulation: &Circulation, draft: &CirculatingDraft) -> CirculationShown {
        CirculationShown {
            id: draft.id().to_hex(),
            draft: circulation.draft.clone(),
            awaited: draft.draft.awaited().iter().map(ToString::to_string).collect(),
            made_ms: circulation.made_ms,
        }
    }
}

/// Put a draft round
///
/// The same again changes nothing, also where others have signed it meanwhile, or all.
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
        id: kept_id(&draft.id()),
        process: view.id,
        draft: sent.draft,
        made_by: Some(member.person.id),
        made_ms: state.now_ms(),
    };
    if find_entered(&state, &view, &draft.id()).await?.is_some() {
        return Ok(Json(CirculationShown {
            awaited: Vec::new(),
            ..CirculationShown::of(&circulation, &draft)
        }));
    }
    let kept = state.accounts().circulate(circulation, &draft.draft.signers()).await;
    let kept = kept.map_err(super::accounts::account_problem)?;
    let draft = CirculatingDraft::read(&kept.draft, &view)?;
    Ok(Json(CirculationShown::of(&kept, &draft)))
}

/// Under what a round is kept: the beginning of its id.
fn kept_id(id: &Hash) -> [u8; CIRCULATION_ID_BYTES] {
    let (kept, _) = id.0.split_first_chunk().expect("a hash is longer");
    *kept
}

/// The note that a draft of that id became, where the view holds it: the room for which it was signed,
/// and what opens it.
pub(crate) async fn find_entered(
    state: &AppState,
    view: &View,
    id: &Hash,
) -> Result<Option<(Origin, Entry)>, Problem> {
    for room in &view.rooms {
        let origin = &room.entry.origin;
        let found = state.store().find_texts(origin, &[*id]).await.map_err(store_problem)?;
        let Some(index) = found.into_iter().next().flatten() else { continue };
        let entries = state.store().entries(origin, index..index + 1).await.map_err(store_problem)?;
        // One that was carried here is signed for another room.
        if let Some(entry) = entries.into_iter().find(|entry| entry.evidence.is_none()) {
            return Ok(Some((origin.clone(), entry)));
        }
    }
    Ok(None)
}

/// What is answered to a signature of a draft that is on the record by now, where the asker is one of
/// its signers.
async fn signed_before(
    state: &AppState,
    asker: &Asker,
    view: &View,
    id: &str,
) -> Result<SignatureTaken, Problem> {
    let id: Hash = id.parse().map_err(|_| Problem::not_found())?;
    let (room, entry) = find_entered(state, view, &id).await?.ok_or_else(Problem::not_found)?;
    let note = Note::parse(&entry.opening.content).map_err(|_| Problem::not_found())?;
    if !note.signatures.iter().any(|signature| asker.keys().contains(&signature.name)) {
        return Err(Problem::not_found());
    }
    // The very same note again is answered with its receipt; its annexes are where they are.
    let Opening { salt, content } = entry.opening;
    let again = Submission { room, note: content.clone(), salt, annexes: Vec::new() };
    let receipt = state.sequencer().submit(again).await.map_err(submit_problem)?;
    Ok(SignatureTaken::entered(&content, &receipt))
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
    let all = state.accounts().circulations(&view.id).await.map_err(store_problem)?;
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
    let found = seen.into_iter().find(|(_, draft)| draft.id().to_hex() == id);
    found.ok_or_else(Problem::not_found)
}

/// Sign a draft
///
/// Adds a signature; the last one puts the note onto the record. The same again is answered as it was,
/// the last one with its receipt.
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
        let (circulation, draft) = match find(&state, &asker, &view, &id).await {
            Err(absent) if absent.kind == ProblemKind::NotFound => {
                return signed_before(&state, &asker, &view, &id).await.map(Json);
            }
            found => found?,
        };
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
            return Ok(Json(SignatureTaken { awaited, note: None, receipt: None }));
        }
        let ready = signed.ready()?;
        let note = ready.note.clone();
        let receipt = state.sequencer().submit(ready).await.map_err(submit_problem)?;
        accounts.end_circulation(&circulation.id).await.map_err(store_problem)?;
        return Ok(Json(SignatureTaken::entered(&note, &receipt)));
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
