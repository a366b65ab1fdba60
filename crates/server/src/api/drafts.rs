//! Drafts: what was filled in, as an act to be signed, with what it would do.
//!
//! Nothing is kept of a draft here. Its author's client adds salts, commitments and the nonce,
//! shows its words, and signs it with a key that never leaves it.

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use verbale_process::{
    charter::RoomKind,
    documents::{self, Document},
    standing::Reason,
    wire,
    wording::Wording,
};
use verbale_record::{ActorId, Commitment, KeyName, note::NOTE_ANNEXES_MAX};

use crate::{
    asker::Asker,
    audience::Audience,
    extract::{Path, Sent},
    forms::{self, PlaceOf, read::read},
    language::Language,
    limits::FORM_BYTES_MAX,
    pages,
    problem::{Problem, ProblemKind},
    state::AppState,
    trial::Trial,
    view::{RoomView, View},
};

/// A form, filled in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftAsked {
    /// The kind of act.
    kind: String,
    /// The actor for which it speaks: one for which the asker's key signs.
    pub(super) actor: String,
    /// The room, where the author chooses one.
    room: Option<String>,
    /// The names of the keys that are to sign it, the asker's own first.
    signers: Vec<String>,
    /// Whether it happened elsewhere and is registered.
    #[serde(default)]
    registers: bool,
    /// The fields: name and value; a name stands several times where several are chosen.
    pub(super) fields: Vec<(String, String)>,
    /// What the documents are that the author's client will add, in the order in which it adds them.
    #[serde(default)]
    documents: Vec<DocumentAsked>,
}

/// What a document is, for the wording.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentAsked {
    /// Its title.
    title: Option<String>,
    /// The name of its file.
    name: Option<String>,
    /// Its media type; that which the name's end tells where it is left out.
    #[serde(rename = "type")]
    media_type: Option<String>,
    /// Its language, as a tag of BCP 47.
    language: Option<String>,
    /// Whether this version is authentic.
    #[serde(default)]
    authentic: bool,
    /// The work that it is a version of: those of one number are versions of one another.
    work: Option<u64>,
}

/// A draft to be signed.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftMade {
    /// The process, by the hash of its charter.
    process: String,
    /// The room's name.
    room: String,
    /// The origin of its log.
    origin: String,
    /// The key that signs its checkpoints, as a C2SP vkey.
    log_key: String,
    /// The newest checkpoint: the head to cite, once the client has held it against what it knows.
    checkpoint: String,
    /// The act, without signers and annexes.
    act: Value,
    /// The names of the keys that are to sign it.
    signers: Vec<String>,
    /// The wording, to be committed to as an annex.
    #[serde(skip_serializing_if = "Option::is_none")]
    wording: Option<Value>,
    /// Why it would have no effect, if it would have none, as a stable name.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    /// What it says and what it would do, in words, as a piece of a page.
    review: String,
}

/// Draft an act
///
/// Reads a form, says what the act says and what it would do now, and keeps nothing.
#[utoipa::path(
    post,
    path = "/api/v1/processes/{process}/drafts",
    operation_id = "draft_act",
    tag = "record",
    params(("process" = String, Path)),
    request_body = DraftAsked,
    responses((status = 200, description = "the act and what it would do", body = DraftMade))
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
    let form = forms::form(&asked.kind).ok_or_else(|| {
        Problem::invalid(
            format!("There is no form for {:?}.", asked.kind),
            "Choose a kind of act that has one.",
        )
    })?;
    if !form.takes_documents() && !asked.documents.is_empty() {
        return Err(Problem::invalid(
            "No document goes with a list: names never come to a venue in the clear.",
            "File that there is a list, of what sort, and with whom it is lodged; give the names themselves on another way.",
        ));
    }
    let signers = signers(&view, &asker, &actor, &asked.signers)?;
    let filled = read(form, &asked.fields, &actor, &signers, asked.registers)?;
    let room = room(&view, form.place, &asked, &actor)?;
    let wording = wording(filled.wording, &asked.documents)?;
    let act: Value = serde_json::from_str(&wire::write(&filled.act)).unwrap_or_default();
    let trial = Trial::of(&view, room.index, &actor, filled.act, wording.clone(), state.now_ms());
    let review = pages::review(&state, &asker, locale, &trial, room);
    let wording = wording.and_then(|wording| serde_json::to_value(wording).ok());
    made(&view, room, act, wording, &signers, trial.reason, review).map(Json)
}

/// The wording of what was filled in and of the documents that go with it; none where nothing is said.
fn wording(
    filled: Option<Map<String, Value>>,
    documents: &[DocumentAsked],
) -> Result<Option<Wording>, Problem> {
    if documents.len() > NOTE_ANNEXES_MAX {
        return Err(Problem::invalid(
            format!("A note has at most {NOTE_ANNEXES_MAX} annexes."),
            "Divide the documents over several notes.",
        ));
    }
    let mut described = Vec::with_capacity(documents.len());
    for asked in documents {
        let by_name = asked.name.as_deref().and_then(documents::type_of).map(str::to_owned);
        let document = Document {
            title: asked.title.clone(),
            name: asked.name.clone(),
            media_type: asked.media_type.clone().or(by_name),
            language: asked.language.clone(),
            authentic: asked.authentic,
            work: asked.work,
        };
        document.check().map_err(|error| {
            Problem::invalid(
                format!("A document cannot be described so: {error}."),
                "Correct it in the form.",
            )
        })?;
        described.push(document);
    }
    let wording: Option<Wording> =
        filled.and_then(|wording| serde_json::from_value(Value::Object(wording)).ok());
    if described.is_empty() {
        return Ok(wording);
    }
    let mut wording = wording.unwrap_or_default();
    wording.describe(&described);
    Ok(Some(wording))
}

/// The actor of that name, for which the asker's key signs.
pub(super) fn actor_of(audience: &Audience, name: &str) -> Result<ActorId, Problem> {
    audience.actors().find(|actor| actor.as_str() == name).cloned().ok_or_else(|| {
        Problem::new(
            ProblemKind::NotYours,
            "None of your keys signs for that actor.",
            "Speak for an actor that has given your key powers.",
        )
    })
}

/// The answer: the act without signers and annexes, and the head that the room has.
pub(super) fn made(
    view: &View,
    room: &RoomView,
    mut act: Value,
    wording: Option<Value>,
    signers: &[KeyName],
    reason: Option<Reason>,
    review: String,
) -> Result<DraftMade, Problem> {
    for added in ["signers", "annexes"] {
        act.as_object_mut().map(|members| members.remove(added));
    }
    let log_key = view.log_key(room).ok_or_else(Problem::not_found)?.to_string();
    let checkpoint = room.checkpoint.as_ref().ok_or_else(|| {
        Problem::new(
            ProblemKind::ReadOnly,
            "The record takes no notes at present, and so there is no head to cite.",
            "Come back when the operator has recovered it; what was filled in stays in your browser.",
        )
    })?;
    Ok(DraftMade {
        process: view.id.to_hex(),
        room: room.entry.name.clone(),
        origin: room.entry.origin.to_string(),
        log_key,
        checkpoint: String::from_utf8_lossy(&checkpoint.to_bytes()).into_owned(),
        act,
        signers: signers.iter().map(ToString::to_string).collect(),
        wording,
        reason: reason.map(|reason| reason.name()),
        review,
    })
}

/// The keys that are to sign: the asker's own first, all of them known to the registry.
fn signers(view: &View, asker: &Asker, actor: &ActorId, asked: &[String]) -> Result<Vec<KeyName>, Problem> {
    let wrong = |detail: String| {
        Problem::invalid(
            detail,
            "Sign with a key of yours that the actor's credential names; others with theirs.",
        )
    };
    let mut signers = Vec::with_capacity(asked.len());
    for name in asked {
        let key: KeyName = name.parse().map_err(|_| wrong(format!("{name:?} is no name of a key.")))?;
        let record = view.process.registry().key(&key).filter(|record| record.revoked.is_none());
        let record = record.ok_or_else(|| wrong(format!("The process knows no key {name}.")))?;
        if signers.is_empty() && !(asker.keys().contains(&key) && record.actor == *actor) {
            return Err(wrong(format!("The key {name} is not one of yours that signs for {actor}.")));
        }
        signers.push(key);
    }
    if signers.is_empty() {
        return Err(wrong("Nobody is to sign it.".to_owned()));
    }
    signers.sort();
    signers.dedup();
    Ok(signers)
}

/// The room in which the act is filed.
fn room<'v>(
    view: &'v View,
    place: PlaceOf,
    asked: &DraftAsked,
    actor: &ActorId,
) -> Result<&'v RoomView, Problem> {
    let field = |name: &str| asked.fields.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
    let found = match place {
        PlaceOf::Registry => view.rooms.iter().find(|room| room.entry.kind == RoomKind::Registry),
        PlaceOf::Public => view.rooms.iter().find(|room| room.entry.kind == RoomKind::Public),
        PlaceOf::Chosen => asked.room.as_deref().and_then(|name| view.room(name)),
        PlaceOf::Item(name) => {
            let item: Option<Commitment> = field(name).and_then(|text| text.parse().ok());
            let entry = item.and_then(|item| view.process.entry(&item));
            entry.and_then(|entry| view.rooms.iter().find(|room| room.index == entry.place.room))
        }
    };
    let room = found.ok_or_else(|| {
        Problem::invalid(
            "There is no such room, or no such item, that you may see.",
            "Choose one that the page offers.",
        )
    })?;
    if !room.entry.admits(actor) {
        return Err(Problem::invalid(
            format!("{actor} is no member of the room {}.", room.entry.name),
            "Choose a room of which the actor is a member.",
        ));
    }
    Ok(room)
}
