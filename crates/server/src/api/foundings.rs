//! Founding a process: a charter is drafted here, signed by its founder's own key, and begins its
//! logs.

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use verbale_process::{
    act::{Act, Kind},
    entry::Place,
    verify::VerifiedRegistry,
    wire,
};
use verbale_record::{ActorId, Hash, KeyName, Note, Origin, VerifierKey};
use verbale_store::{Founding, Seat, Submission};

use super::submission::submit_problem;
use crate::{
    asker::{Asker, SignedIn},
    base64_text,
    extract::Sent,
    founding::FoundingAsked,
    language::Language,
    pages,
    problem::{Problem, ProblemKind, store_problem},
    state::AppState,
    views::RESERVED_NAMES,
};

/// A charter to be signed.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundingMade {
    /// The origin of the registry.
    origin: String,
    /// The key that will sign the registry's checkpoints, as a C2SP vkey.
    log_key: String,
    /// The founder's actor.
    actor: String,
    /// The act, without signers.
    act: Value,
    /// The names of the keys that are to sign it.
    signers: Vec<String>,
    /// The charter in words, as a piece of a page.
    review: String,
}

/// A charter, signed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CharterSent {
    /// The exact text of the signed note.
    note: String,
    /// The salt of its commitment: 32 bytes in base64.
    salt: String,
}

/// That a process was founded.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundingDone {
    /// Its name, as addresses have it.
    process: String,
    /// Its id: the hash of its charter.
    id: String,
}

pub(crate) fn founder(asker: &Asker) -> Result<&SignedIn, Problem> {
    let member = asker.require()?;
    if member.person.of_venue {
        return Ok(member);
    }
    Err(Problem::new(
        ProblemKind::NotYours,
        "Only the venue's secretariat founds processes in it.",
        "Ask somebody of the secretariat.",
    ))
}

/// Draft a charter
///
/// Of a process that its founder begins alone. Its log's key is made and kept now, so that nothing
/// is founded without one.
#[utoipa::path(
    post,
    path = "/api/v1/foundings/draft",
    operation_id = "draft_charter",
    tag = "process",
    request_body = FoundingAsked,
    responses((status = 200, description = "the charter, to be signed", body = FoundingMade))
)]
pub async fn draft(
    State(state): State<AppState>,
    asker: Asker,
    Language(locale): Language,
    Sent(asked): Sent<FoundingAsked>,
) -> Result<Json<FoundingMade>, Problem> {
    let member = founder(&asker)?;
    let key = VerifierKey::parse(&asked.key).map_err(|error| {
        Problem::invalid(format!("The key is none: {error}."), "Found it with a key of this device.")
    })?;
    let name: KeyName = key.name().parse().map_err(|_| Problem::not_found())?;
    if !member.keys.contains(&name) {
        return Err(Problem::invalid("The key is not one of yours.", "Found it with a key of this device."));
    }
    let process = asked.name.trim().to_owned();
    require_new_name(&state, &process).await?;
    // What the form asks for is looked at before anything is kept.
    let draw = || Ok(Origin::from_bytes(state.random()?));
    let founder = |actor: &ActorId| (actor.as_str() == asked.actor.trim()).then(|| asked.key.clone());
    asked.charter(locale.tag(), &key, founder, draw)?;
    let log_key = state.keep_log_key(&process)?;
    let charter = asked.charter(locale.tag(), log_key.verifier(), founder, draw)?;
    let origin = charter.rooms[0].origin.clone();
    let review = pages::charter_words(locale, &charter);
    let actor = charter.actors[0].id.to_string();
    let act = Act {
        signers: vec![name.clone()],
        annexes: Vec::new(),
        series: None,
        reported: None,
        kind: Kind::Charter(Box::new(charter)),
    };
    let mut act: Value = serde_json::from_str(&wire::write(&act)).unwrap_or_default();
    act.as_object_mut().map(|members| members.remove("signers"));
    let log_key = log_key.verifier().renamed(origin.as_str()).map_err(|_| Problem::not_found())?;
    Ok(Json(FoundingMade {
        origin: origin.to_string(),
        log_key: log_key.to_string(),
        actor,
        act,
        signers: vec![name.to_string()],
        review,
    }))
}

/// Found a process
///
/// With its charter, signed by every principal that it names. The very same again is answered alike.
#[utoipa::path(
    post,
    path = "/api/v1/foundings",
    operation_id = "found",
    tag = "process",
    request_body = CharterSent,
    responses((status = 200, description = "it was founded", body = FoundingDone))
)]
pub async fn found(
    State(state): State<AppState>,
    asker: Asker,
    Sent(sent): Sent<CharterSent>,
) -> Result<Json<FoundingDone>, Problem> {
    let member = founder(&asker)?;
    let wrong = |why: String| Problem::invalid(format!("The charter: {why}."), "Draft it anew on the page.");
    let note = Note::parse(sent.note.as_bytes()).map_err(|error| wrong(error.to_string()))?;
    let salt = base64_text::decode(&sent.salt).and_then(|bytes| bytes.try_into().ok());
    let salt = salt.ok_or_else(|| wrong("its salt is not 32 bytes in base64".to_owned()))?;
    if !note.signatures.iter().any(|signature| member.keys.contains(&signature.name)) {
        return Err(wrong("none of its signatures is yours".to_owned()));
    }
    let process = begin(&state, &note, salt).await?;
    let seat = Seat { process: process.id, actor: note.author.clone() };
    state.accounts().add_seat(member.person.id, &seat).await.map_err(store_problem)?;
    Ok(Json(FoundingDone { process: process.name, id: process.id.to_hex() }))
}

/// Founds the process of a charter that all have signed whom it names, and shows it. The same
/// charter again changes nothing: what a crash left half done is finished by asking once more.
pub(crate) async fn begin(
    state: &AppState,
    note: &Note,
    salt: [u8; 32],
) -> Result<verbale_store::Process, Problem> {
    let wrong = |why: String| Problem::invalid(format!("The charter: {why}."), "Draft it anew on the page.");
    let verified =
        VerifiedRegistry::of_charter(note, Place::default()).map_err(|error| wrong(error.to_string()))?;
    let charter = verified.charter().clone();
    let process = verbale_store::Process {
        id: verified.id(),
        name: charter.name.clone(),
        registry: note.origin.clone(),
    };
    let founded = state.store().processes().await.map_err(store_problem)?.contains(&process);
    if !founded {
        require_new_name(state, &charter.name).await?;
        let log_key = state.keep_log_key(&charter.name)?;
        if Hash::from_base64(&charter.log_key).map(|hash| hash.0).as_ref() != Ok(log_key.verifier().public())
        {
            return Err(wrong("it names another log key than the one that was made for it".to_owned()));
        }
        let founding = Founding {
            name: charter.name.clone(),
            rooms: charter.rooms.iter().map(|room| (room.origin.clone(), room.name.clone())).collect(),
            charter: Submission {
                room: note.origin.clone(),
                note: note.as_bytes().to_vec(),
                salt,
                annexes: Vec::new(),
            },
            keys: verified.registry().keys().map(|(_, record)| record.verifier.clone()).collect(),
            log_key,
        };
        state.sequencer().found(founding).await.map_err(submit_problem)?;
    }
    if state.registry_of(&process.id).await?.is_none() {
        state.host(process.clone()).await.map_err(|error| {
            tracing::error!(%error, "a process that was founded cannot be shown");
            Problem::new(
                ProblemKind::StoreFailed,
                "It was founded and cannot be shown.",
                "Tell the operator.",
            )
        })?;
    }
    Ok(process)
}

/// Refuses a name that a process of the venue has, or the venue's own addresses.
pub(crate) async fn require_new_name(state: &AppState, name: &str) -> Result<(), Problem> {
    let taken = RESERVED_NAMES.contains(&name)
        || state.store().processes().await.map_err(store_problem)?.iter().any(|process| process.name == name);
    if !taken {
        return Ok(());
    }
    Err(Problem::new(
        ProblemKind::Conflict,
        format!("The name {name} is taken."),
        "Choose another short name.",
    )
    .with_faults([("name", "other")]))
}
