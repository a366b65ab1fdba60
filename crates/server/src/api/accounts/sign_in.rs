//! Signing in and out.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use verbale_record::{KeyName, VerifierKey, key::KeyKind, signed_note::Signature};
use verbale_store::{Device, Person, PersonId, Session};

use super::{CeremonyAsked, SignedInShown, account_problem, begin_session, client_label, cookie};
use crate::{
    asker::Asker,
    ceremonies::{Ceremonies, failed},
    extract::Sent,
    problem::{Problem, store_problem},
    state::AppState,
};

/// The answer of a passkey.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasskeyAnswer {
    /// What it was asked with.
    ceremony: String,
    /// What `navigator.credentials.get` gave, its bytes in base64url.
    credential: Value,
}

/// A challenge for a key to sign.
#[derive(Debug, Serialize, ToSchema)]
pub struct Challenge {
    /// 32 bytes in base64.
    challenge: String,
    /// The origin under which the venue is signed in to: part of what is signed.
    origin: String,
}

/// The answer of a key.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyAnswer {
    /// The challenge.
    challenge: String,
    /// The public half of the key, as a C2SP vkey.
    key: String,
    /// The signature line of a C2SP signed note whose text is `verbale/sign-in/v1`, the origin and
    /// the challenge, a line each.
    signature: String,
}

/// Ask to sign in with a passkey
///
/// Gives the options for `navigator.credentials.get`.
#[utoipa::path(
    post,
    path = "/api/v1/sign-in/begin",
    operation_id = "begin_sign_in",
    tag = "account",
    responses((status = 200, description = "what the passkey is asked", body = CeremonyAsked))
)]
pub async fn begin(State(state): State<AppState>) -> Result<Json<CeremonyAsked>, Problem> {
    Ok(Json(state.ceremonies().begin_sign_in(state.random()?, state.now_ms())?.into()))
}

/// Sign in with a passkey
///
/// The session's token comes as a cookie.
#[utoipa::path(
    post,
    path = "/api/v1/sign-in/finish",
    operation_id = "finish_sign_in",
    tag = "account",
    request_body = PasskeyAnswer,
    responses((status = 200, description = "signed in", body = SignedInShown))
)]
pub async fn finish(
    State(state): State<AppState>,
    headers: HeaderMap,
    Sent(answer): Sent<PasskeyAnswer>,
) -> Result<Response, Problem> {
    let (accounts, now_ms) = (state.accounts(), state.now_ms());
    let id = Ceremonies::credential_id(&answer.credential)?;
    let owner = accounts.passkey_owner(&id).await.map_err(store_problem)?;
    let (person, passkey) = owner.ok_or_else(failed)?;
    let kept =
        state.ceremonies().finish_sign_in(&answer.ceremony, answer.credential, &passkey.state, now_ms)?;
    accounts.use_passkey(&id, &kept, now_ms).await.map_err(store_problem)?;
    let (_, until_ms, cookie) = begin_session(&state, &person, &client_label(&headers)).await?;
    let shown = SignedInShown { name: person.name, until_ms, token: None };
    Ok(([(header::SET_COOKIE, cookie)], Json(shown)).into_response())
}

/// Ask to sign in with a key
///
/// Gives a challenge, for programs that hold a key of their own.
#[utoipa::path(
    post,
    path = "/api/v1/sign-in/challenge",
    operation_id = "ask_challenge",
    tag = "account",
    responses((status = 200, description = "a challenge that is good for five minutes", body = Challenge))
)]
pub async fn challenge(State(state): State<AppState>) -> Result<Json<Challenge>, Problem> {
    let challenge = state.ceremonies().begin_key(state.random()?, state.now_ms())?;
    Ok(Json(Challenge { challenge, origin: state.venue().origin().to_owned() }))
}

/// Sign in with a key
///
/// With a key of a device that has an account, or that a credential of some process here names.
/// The session's token comes in the answer, to be sent as `Authorization: Bearer`.
#[utoipa::path(
    post,
    path = "/api/v1/sign-in/key",
    operation_id = "sign_in_with_key",
    tag = "account",
    request_body = KeyAnswer,
    responses((status = 200, description = "signed in", body = SignedInShown))
)]
pub async fn key(
    State(state): State<AppState>,
    headers: HeaderMap,
    Sent(answer): Sent<KeyAnswer>,
) -> Result<Response, Problem> {
    let text = state.ceremonies().finish_key(&answer.challenge, state.now_ms())?;
    let key = VerifierKey::parse(&answer.key).ok().filter(|key| key.kind() == KeyKind::Ed25519);
    let key = key.ok_or_else(failed)?;
    let signature = Signature::parse_line(&answer.signature).map_err(|_| failed())?;
    let name: KeyName = key.name().parse().map_err(|_| failed())?;
    if !key.verify(&text, &signature) {
        return Err(failed());
    }
    let person = owner(&state, &name, &key).await?;
    let (token, until_ms, _) = begin_session(&state, &person, &client_label(&headers)).await?;
    Ok(Json(SignedInShown { name: person.name, until_ms, token: Some(token) }).into_response())
}

/// Whose key it is. One that a process knows and that has no account yet gets one: the record has
/// admitted it, and an account gives nothing beyond that.
async fn owner(state: &AppState, name: &KeyName, key: &VerifierKey) -> Result<Person, Problem> {
    let (accounts, now_ms) = (state.accounts(), state.now_ms());
    if let Some(person) = accounts.person_with_key(name).await.map_err(store_problem)? {
        let devices = accounts.devices(person.id).await.map_err(store_problem)?;
        let known = devices.iter().any(|device| device.key == *name && device.vkey == key.to_string());
        return if known { Ok(person) } else { Err(failed()) };
    }
    let person = Person { id: PersonId(state.random()?), name: name.to_string(), of_venue: false };
    let session =
        Session { number: 0, label: String::new(), made_ms: now_ms, used_ms: now_ms, until_ms: now_ms };
    let asker = Asker::signed_in(person.clone(), session, vec![name.clone()]);
    let parts = state.parts_of(&asker).await?;
    let admitted = parts.iter().any(|(registry, _)| {
        registry.process.registry().key(name).is_some_and(|record| record.verifier == *key)
    });
    if !admitted {
        return Err(failed());
    }
    let device =
        Device { key: name.clone(), vkey: key.to_string(), label: name.to_string(), made_ms: now_ms };
    accounts.add_person(&person, &device, now_ms).await.map_err(account_problem)?;
    Ok(person)
}

/// Sign out
#[utoipa::path(
    post,
    path = "/api/v1/sign-out",
    operation_id = "sign_out",
    tag = "account",
    responses((status = 204, description = "the session has ended"))
)]
pub async fn out(State(state): State<AppState>, asker: Asker) -> Result<Response, Problem> {
    if let Some(member) = asker.member() {
        let ended = state.accounts().end_session(member.person.id, member.session.number).await;
        ended.map_err(store_problem)?;
    }
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie(&state, "", 0))]).into_response())
}
