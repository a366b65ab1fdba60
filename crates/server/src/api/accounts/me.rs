//! What a person sees and changes of their own account.

use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use verbale_record::KeyName;
use verbale_store::Passkey;

use super::{
    CeremonyAsked, DeviceSent, account_problem, found, label,
    telling::{MailShown, WebhookShown, own_mail, own_webhooks},
};
use crate::{
    asker::Asker,
    base64_text,
    ceremonies::failed,
    extract::{Path, Sent},
    problem::{Problem, ProblemKind, store_problem},
    state::AppState,
};

/// A person's own account.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// What they are called here.
    name: String,
    /// Whether they are of the venue's own secretariat.
    of_venue: bool,
    /// The processes in which a key of theirs signs for an actor.
    parts: Vec<Part>,
    /// Their passkeys.
    passkeys: Vec<PasskeyShown>,
    /// Their devices.
    devices: Vec<DeviceShown>,
    /// Their sessions, the one used last first.
    sessions: Vec<SessionShown>,
    /// Where they are told by mail, where they gave an address.
    mail: Option<MailShown>,
    /// The programs that are called for them.
    webhooks: Vec<WebhookShown>,
}

/// What a person's key may do in a process.
#[derive(Debug, Serialize, ToSchema)]
pub struct Part {
    /// The process.
    process: String,
    /// The actor.
    actor: String,
    /// The name of the key.
    key: String,
    /// Whether it is the actor's principal.
    principal: bool,
    /// The powers of its credential.
    powers: Vec<&'static str>,
}

/// A passkey.
#[derive(Debug, Serialize, ToSchema)]
pub struct PasskeyShown {
    /// Its id, in base64url.
    id: String,
    /// What its owner calls it.
    label: String,
    /// When it was added, in milliseconds since 1970.
    made_ms: u64,
    /// When it was used last.
    used_ms: Option<u64>,
}

/// A device.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceShown {
    /// The name of its key.
    key: String,
    /// The public half, as a C2SP vkey.
    vkey: String,
    /// What its owner calls it.
    label: String,
    /// When it was added, in milliseconds since 1970.
    made_ms: u64,
}

/// A session.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionShown {
    /// Its number, by which it is ended.
    number: i64,
    /// From where.
    label: String,
    /// When it began, in milliseconds since 1970.
    made_ms: u64,
    /// When it was used last, to some minutes.
    used_ms: u64,
    /// When it ends by itself.
    until_ms: u64,
    /// Whether it is this one.
    this: bool,
}

/// A new passkey.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasskeySent {
    /// What the authenticator was asked with.
    ceremony: String,
    /// What `navigator.credentials.create` gave, its bytes in base64url.
    credential: Value,
    /// What it is to be called.
    label: String,
}

/// Your own account
#[utoipa::path(
    get,
    path = "/api/v1/me",
    operation_id = "show_me",
    tag = "account",
    responses((status = 200, description = "your account", body = Me))
)]
pub async fn show(State(state): State<AppState>, asker: Asker) -> Result<Json<Me>, Problem> {
    let member = asker.require()?;
    let (accounts, id) = (state.accounts(), member.person.id);
    let mut parts = Vec::new();
    for (registry, _) in state.parts_of(&asker).await? {
        for key in &member.keys {
            let Some(record) = registry.process.registry().key(key) else { continue };
            parts.push(Part {
                process: registry.name().to_owned(),
                actor: record.actor.to_string(),
                key: key.to_string(),
                principal: record.principal,
                powers: record.powers.iter().map(|power| power.name()).collect(),
            });
        }
    }
    let passkeys = accounts.passkeys(id).await.map_err(store_problem)?;
    let devices = accounts.devices(id).await.map_err(store_problem)?;
    let sessions = accounts.sessions(id, state.now_ms()).await.map_err(store_problem)?;
    Ok(Json(Me {
        name: member.person.name.clone(),
        of_venue: member.person.of_venue,
        parts,
        passkeys: passkeys
            .into_iter()
            .map(|p| PasskeyShown {
                id: base64_text::url_encode(&p.id),
                label: p.label,
                made_ms: p.made_ms,
                used_ms: p.used_ms,
            })
            .collect(),
        devices: devices
            .into_iter()
            .map(|d| DeviceShown { key: d.key.to_string(), vkey: d.vkey, label: d.label, made_ms: d.made_ms })
            .collect(),
        sessions: sessions
            .into_iter()
            .map(|s| SessionShown {
                number: s.number,
                label: s.label,
                made_ms: s.made_ms,
                used_ms: s.used_ms,
                until_ms: s.until_ms,
                this: s.number == member.session.number,
            })
            .collect(),
        mail: own_mail(&state, &asker).await?,
        webhooks: own_webhooks(&state, &asker).await?,
    }))
}

/// Ask to add a passkey
#[utoipa::path(
    post,
    path = "/api/v1/me/passkeys/begin",
    operation_id = "begin_passkey",
    tag = "account",
    responses((status = 200, description = "what the authenticator is asked", body = CeremonyAsked))
)]
pub async fn begin_passkey(
    State(state): State<AppState>,
    asker: Asker,
) -> Result<Json<CeremonyAsked>, Problem> {
    let person = &asker.require()?.person;
    let others = state.accounts().passkeys(person.id).await.map_err(store_problem)?;
    let others = others.into_iter().map(|passkey| passkey.id).collect();
    let (ceremonies, now_ms) = (state.ceremonies(), state.now_ms());
    let asked = ceremonies.begin_registration(state.random()?, person.id.0, &person.name, others, now_ms)?;
    Ok(Json(asked.into()))
}

/// Add a passkey
#[utoipa::path(
    post,
    path = "/api/v1/me/passkeys",
    operation_id = "add_passkey",
    tag = "account",
    request_body = PasskeySent,
    responses((status = 204, description = "it was added"))
)]
pub async fn add_passkey(
    State(state): State<AppState>,
    asker: Asker,
    Sent(sent): Sent<PasskeySent>,
) -> Result<StatusCode, Problem> {
    let member = asker.require()?;
    let (label, now_ms) = (label(&sent.label, "label")?, state.now_ms());
    let made = state.ceremonies().finish_registration(&sent.ceremony, sent.credential, now_ms)?;
    if made.person != member.person.id.0 {
        return Err(failed());
    }
    let passkey = Passkey { id: made.id, label, state: made.state, made_ms: now_ms, used_ms: None };
    state.accounts().add_passkey(member.person.id, &passkey).await.map_err(account_problem)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Remove a passkey
///
/// The last one stays: without it nobody could sign in.
#[utoipa::path(
    delete,
    path = "/api/v1/me/passkeys/{id}",
    operation_id = "remove_passkey",
    tag = "account",
    params(("id" = String, Path)),
    responses((status = 204, description = "it is gone"))
)]
pub async fn remove_passkey(
    State(state): State<AppState>,
    asker: Asker,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let member = asker.require()?;
    let id = base64_text::url_decode(&id).ok_or_else(Problem::not_found)?;
    let removed = state.accounts().remove_passkey(member.person.id, &id).await.map_err(store_problem)?;
    if removed {
        return Ok(StatusCode::NO_CONTENT);
    }
    let others = state.accounts().passkeys(member.person.id).await.map_err(store_problem)?;
    if others.iter().any(|passkey| passkey.id == id) {
        return Err(Problem::new(
            ProblemKind::Conflict,
            "This is your last passkey: without it you could not sign in.",
            "Add another one first.",
        ));
    }
    Err(Problem::not_found())
}

/// Add a device
///
/// It may do nothing until a credential on the record names its key.
#[utoipa::path(
    post,
    path = "/api/v1/me/devices",
    operation_id = "add_device",
    tag = "account",
    request_body = DeviceSent,
    responses((status = 204, description = "it was added"))
)]
pub async fn add_device(
    State(state): State<AppState>,
    asker: Asker,
    Sent(device): Sent<DeviceSent>,
) -> Result<StatusCode, Problem> {
    let member = asker.require()?;
    let device = device.read(state.now_ms())?;
    state.accounts().add_device(member.person.id, &device).await.map_err(account_problem)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Remove a device
///
/// Its credentials stay on the record: a lost device is to be revoked there, by a colleague.
#[utoipa::path(
    delete,
    path = "/api/v1/me/devices/{key}",
    operation_id = "remove_device",
    tag = "account",
    params(("key" = String, Path)),
    responses((status = 204, description = "it is gone"))
)]
pub async fn remove_device(
    State(state): State<AppState>,
    asker: Asker,
    Path(key): Path<String>,
) -> Result<StatusCode, Problem> {
    let member = asker.require()?;
    let key: KeyName = key.parse().map_err(|_| Problem::not_found())?;
    found(state.accounts().remove_device(member.person.id, &key).await)
}

/// End a session
#[utoipa::path(
    delete,
    path = "/api/v1/me/sessions/{number}",
    operation_id = "end_session",
    tag = "account",
    params(("number" = i64, Path)),
    responses((status = 204, description = "it has ended"))
)]
pub async fn end_session(
    State(state): State<AppState>,
    asker: Asker,
    Path(number): Path<i64>,
) -> Result<StatusCode, Problem> {
    let member = asker.require()?;
    found(state.accounts().end_session(member.person.id, number).await)
}
