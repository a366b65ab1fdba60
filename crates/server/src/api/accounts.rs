//! People: invitations, signing in, and what each sees and changes of their own account.

pub mod invitations;
pub mod me;
pub mod sign_in;
pub mod telling;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use verbale_record::{KeyName, VerifierKey, key::KeyKind};
use verbale_store::{Device, LABEL_CHARS_MAX, Person, StoreError};

use crate::{
    asker::{SESSION_MS_MAX, session_end_ms},
    base64_text,
    problem::{Problem, ProblemKind, store_problem},
    state::AppState,
};

/// What a client is asked to do with an authenticator.
#[derive(Debug, Serialize, ToSchema)]
pub struct CeremonyAsked {
    /// Sent back with the answer.
    ceremony: String,
    /// The options for `navigator.credentials`, their bytes in base64url.
    options: serde_json::Value,
}

impl From<crate::ceremonies::Asked> for CeremonyAsked {
    fn from(asked: crate::ceremonies::Asked) -> CeremonyAsked {
        CeremonyAsked { ceremony: asked.ceremony, options: asked.options }
    }
}

/// That somebody has signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignedInShown {
    /// What they are called here.
    name: String,
    /// When the session ends at the latest, in milliseconds since 1970.
    until_ms: u64,
    /// The session's token, for a program; a browser has it in its cookie.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

/// The device that somebody signs notes with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceSent {
    /// The public half of its key, as a C2SP vkey.
    key: String,
    /// What its owner calls it.
    label: String,
}

impl DeviceSent {
    fn read(self, now_ms: u64) -> Result<Device, Problem> {
        let key = VerifierKey::parse(&self.key).map_err(|error| not_a_key(&error.to_string()))?;
        if key.kind() != KeyKind::Ed25519 {
            return Err(not_a_key("its kind is not Ed25519"));
        }
        let name: KeyName =
            key.name().parse().map_err(|_| not_a_key("its name is not k and 16 hexadecimal digits"))?;
        Ok(Device { key: name, vkey: self.key, label: label(&self.label, "device.label")?, made_ms: now_ms })
    }
}

fn not_a_key(why: &str) -> Problem {
    Problem::invalid(format!("The device's key is no key: {why}."), "Give a C2SP vkey of an Ed25519 key.")
}

/// A label or a name: something to be read, on one line.
fn label(text: &str, field: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LABEL_CHARS_MAX || text.chars().any(char::is_control) {
        return Err(Problem::invalid(
            format!("{field} must have 1 to {LABEL_CHARS_MAX} characters and no control characters."),
            "Give a short one on one line.",
        ));
    }
    Ok(text.to_owned())
}

/// Begins a session: its token, and the header that gives it to a browser.
async fn begin_session(
    state: &AppState,
    person: &Person,
    label: &str,
) -> Result<(String, u64, HeaderValue), Problem> {
    let token: [u8; crate::asker::TOKEN_BYTES] = state.random()?;
    let (now_ms, hash) = (state.now_ms(), verbale_record::Hash::of(&token));
    let until_ms = session_end_ms(now_ms, now_ms);
    let begun = state.accounts().begin_session(person.id, &hash, label, now_ms, until_ms).await;
    begun.map_err(account_problem)?;
    let token = base64_text::encode(&token);
    let cookie = cookie(state, &token, SESSION_MS_MAX / 1_000);
    Ok((token, until_ms, cookie))
}

/// The header that gives a browser a session's token, or with no time takes it away. Scripts
/// cannot read it, and other sites' pages cannot send it with what changes anything.
fn cookie(state: &AppState, token: &str, age_s: u64) -> HeaderValue {
    let secure = if state.venue().tls() { "; Secure" } else { "" };
    let name = state.venue().session_cookie();
    let text = format!("{name}={token}; Path=/; Max-Age={age_s}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// How a client is called among its owner's sessions: what it says of itself, and no more than
/// its first words.
fn client_label(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let browsers = ["Edg", "OPR", "Firefox", "Chrome", "Safari"];
    let systems = ["Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux"];
    let find = |names: &[&'static str]| names.iter().copied().find(|name| agent.contains(name));
    match (find(&browsers), find(&systems)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) if agent.starts_with("verbale/") => "verbale".to_owned(),
        (None, None) => "?".to_owned(),
    }
}

/// The problem that the accounts' refusal is.
pub(crate) fn account_problem(error: StoreError) -> Problem {
    match error {
        StoreError::Exists { .. } | StoreError::Limit { .. } => Problem::new(
            ProblemKind::Conflict,
            format!("{error}."),
            "Remove what is not used any more, or choose another name, then try again.",
        ),
        other => store_problem(other),
    }
}

/// The answer to what changes or removes something of a person's own: whether it was there.
fn found(done: Result<bool, StoreError>) -> Result<StatusCode, Problem> {
    if done.map_err(store_problem)? { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}
