//! Who asks: the session that a request belongs to, found in one place for every address.
//!
//! A browser keeps its session's token in a cookie that scripts cannot read, a program sends it
//! as a bearer token (RFC 6750). What the asker may see follows from the keys of the person's
//! devices and from the record ([`crate::audience`]); an account alone shows nothing.

use std::{convert::Infallible, sync::Arc};

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use verbale_record::{Hash, KeyName};
use verbale_store::{Person, Session};

use crate::{
    base64_text,
    problem::{Problem, ProblemKind, store_problem},
    state::AppState,
};

/// How long a session lasts without being used, in milliseconds: half a day.
pub const SESSION_IDLE_MS_MAX: u64 = 12 * 3_600_000;
/// How long a session lasts at all, in milliseconds: a week.
pub const SESSION_MS_MAX: u64 = 7 * 24 * 3_600_000;
/// How often a session's last use is noted, in milliseconds: five minutes.
const USE_NOTED_MS: u64 = 300_000;
/// Bytes of a session's token.
pub const TOKEN_BYTES: usize = 32;

/// Who asks.
#[derive(Clone, Debug, Default)]
pub struct Asker(Who);

#[derive(Clone, Debug, Default)]
enum Who {
    #[default]
    Outsider,
    SignedIn(Arc<SignedIn>),
    Absent(Arc<[KeyName]>),
}

/// A person who has signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// Who it is.
    pub person: Person,
    /// Their session.
    pub session: Session,
    /// The keys of their devices, which the record's credentials may name.
    pub keys: Vec<KeyName>,
}

impl Asker {
    /// Somebody of whom nothing is known.
    pub const OUTSIDER: Asker = Asker(Who::Outsider);

    /// Somebody who has signed in.
    pub fn signed_in(person: Person, session: Session, keys: Vec<KeyName>) -> Asker {
        Asker(Who::SignedIn(Arc::new(SignedIn { person, session, keys })))
    }

    /// Somebody who is told without being there: sees what they would see if they had signed in,
    /// and can do nothing.
    pub fn absent(keys: Vec<KeyName>) -> Asker {
        Asker(Who::Absent(keys.into()))
    }

    /// The person, where one has signed in.
    pub fn member(&self) -> Option<&SignedIn> {
        match &self.0 {
            Who::SignedIn(member) => Some(member),
            Who::Outsider | Who::Absent(_) => None,
        }
    }

    /// The keys of the asker's devices.
    pub fn keys(&self) -> &[KeyName] {
        match &self.0 {
            Who::Outsider => &[],
            Who::SignedIn(member) => &member.keys,
            Who::Absent(keys) => keys,
        }
    }

    /// The person, for what only those can ask who have signed in.
    pub fn require(&self) -> Result<&SignedIn, Problem> {
        self.member().ok_or_else(|| {
            Problem::new(
                ProblemKind::SignedOut,
                "This is for those who have signed in, and you have not, or your session has ended.",
                "Sign in at /sign-in, or on the command line with `verbale sign-in`.",
            )
        })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Asker {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Asker>().cloned().unwrap_or_default())
    }
}

/// Finds out who asks, before anything else looks at the request. What goes to one who has signed
/// in is for them alone: no cache that others share keeps it.
pub async fn identify(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let Some(token) = token(&state, request.headers()) else { return next.run(request).await };
    if let Some(problem) = foreign_origin(&state, &request) {
        return problem.into_response();
    }
    let asker = match find(&state, &token).await {
        Ok(asker) => asker,
        Err(problem) => return problem.into_response(),
    };
    let known = asker.member().is_some();
    request.extensions_mut().insert(asker);
    let mut response = next.run(request).await;
    if known {
        keep_private(response.headers_mut());
    }
    response
}

fn keep_private(headers: &mut HeaderMap) {
    let kept = headers.get(header::CACHE_CONTROL).and_then(|value| value.to_str().ok());
    let private = match kept {
        None => "private, no-cache".to_owned(),
        Some(kept) if kept.contains("no-store") => return,
        Some(kept) => {
            let rest = kept.split(',').map(str::trim).filter(|part| *part != "public" && *part != "private");
            ["private"].into_iter().chain(rest).collect::<Vec<_>>().join(", ")
        }
    };
    if let Ok(value) = HeaderValue::from_str(&private) {
        headers.insert(header::CACHE_CONTROL, value);
    }
    headers.append(header::VARY, HeaderValue::from_static("cookie, authorization"));
}

/// The token that a request carries, hashed as the accounts have it.
fn token(state: &AppState, headers: &HeaderMap) -> Option<Hash> {
    let text = bearer(headers).or_else(|| cookie(headers, state.venue().session_cookie()))?;
    let bytes = base64_text::decode(text)?;
    (bytes.len() == TOKEN_BYTES).then(|| Hash::of(&bytes))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    pairs
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// A page of another site cannot act with this site's cookie: what changes something must come
/// from a page of this venue. Browsers say where a request comes from in `Sec-Fetch-Site` or
/// `Origin`; a program that sends a bearer token has no cookie to be misled with.
fn foreign_origin(state: &AppState, request: &Request) -> Option<Problem> {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS)
        || bearer(request.headers()).is_some()
    {
        return None;
    }
    let text = |name| request.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let own = match text(header::HeaderName::from_static("sec-fetch-site")) {
        Some(site) => site == "same-origin",
        None => text(header::ORIGIN).is_some_and(|origin| state.venue().is_own_origin(origin)),
    };
    (!own).then(|| {
        Problem::new(
            ProblemKind::ForeignOrigin,
            "This request was made by a page of another site with your session.",
            "Act on the venue's own pages; a program signs in and sends a bearer token.",
        )
    })
}

async fn find(state: &AppState, token: &Hash) -> Result<Asker, Problem> {
    let (accounts, now_ms) = (state.accounts(), state.now_ms());
    let Some((person, session)) = accounts.session(token, now_ms).await.map_err(store_problem)? else {
        return Ok(Asker::OUTSIDER);
    };
    if now_ms.saturating_sub(session.used_ms) >= USE_NOTED_MS {
        let until_ms = session_end_ms(session.made_ms, now_ms);
        accounts.use_session(session.number, now_ms, until_ms).await.map_err(store_problem)?;
    }
    let devices = accounts.devices(person.id).await.map_err(store_problem)?;
    Ok(Asker::signed_in(person, session, devices.into_iter().map(|device| device.key).collect()))
}

/// When a session ends that began then and is used now.
pub fn session_end_ms(made_ms: u64, now_ms: u64) -> u64 {
    (now_ms + SESSION_IDLE_MS_MAX).min(made_ms + SESSION_MS_MAX)
}
