//! Conditional requests (RFC 9110, section 13): a reader who has the newest answer gets no second.
//!
//! A page or JSON answer is a function of the heads and checkpoints of what it shows, the
//! address, the language, the day where the address names none, and the version of program and
//! assets, and who has signed in. The tag is the hash of these, so it is known before anything is rendered. It is weak,
//! because the same answer goes out in several encodings.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use verbale_record::Hash;

use crate::{asker::Asker, assets, state::AppState, view::View};

/// Characters of a tag: half a SHA-256 in hexadecimal.
const TAG_DIGITS: usize = 32;

/// Answers 304 where the asker has the newest answer; else puts the tag on it.
pub async fn conditional(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let Some(tag) = tag(&state, request.extensions().get(), request.uri(), request.headers()).await else {
        return next.run(request).await;
    };
    let fresh = has_tag(request.headers(), &tag);
    let mut response = if fresh { StatusCode::NOT_MODIFIED.into_response() } else { next.run(request).await };
    if !(fresh || response.status() == StatusCode::OK) || response.headers().contains_key(header::ETAG) {
        return response;
    }
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, value);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    headers.append(header::VARY, HeaderValue::from_static("accept-language, cookie"));
    response
}

/// The tag of what the address shows; none where it shows nothing of any process, so that what is
/// private and what does not exist stay alike.
async fn tag(state: &AppState, asker: Option<&Asker>, uri: &Uri, headers: &HeaderMap) -> Option<String> {
    let asker = asker.unwrap_or(&Asker::OUTSIDER);
    let path = uri.path();
    let process =
        path.strip_prefix("/api/v1/processes/").or_else(|| path.strip_prefix('/'))?.split('/').next()?;
    let views = match process {
        "" => state.processes(asker).await.ok()?,
        "api" if path == "/api/v1/processes" => state.processes(asker).await.ok()?,
        name => vec![state.view(asker, name).await.ok()?],
    };
    let language = state.venue().languages.of_request(uri, headers);
    let mut text = String::from(concat!("verbale/", env!("CARGO_PKG_VERSION"), "\n"));
    for part in [assets::VERSION, language.tag(), path, uri.query().unwrap_or("")] {
        text.push_str(part);
        text.push('\n');
    }
    if let Some(member) = asker.member() {
        text.push_str(&format!("{:?} {}\n", member.person.id, member.person.name));
    }
    for view in &views {
        describe(state, view, &mut text);
    }
    let hash = Hash::of(text.as_bytes()).to_hex();
    Some(format!("W/\"{}\"", &hash[..TAG_DIGITS]))
}

/// What the answer depends on in a view: its rooms with their checkpoints, and the day.
fn describe(state: &AppState, view: &View, text: &mut String) {
    text.push_str(&view.id.to_hex());
    text.push_str(&state.today(view).to_string());
    for room in &view.rooms {
        text.push_str(&room.head.to_string());
        if let Some(checkpoint) = &room.checkpoint {
            text.push_str(&Hash::of(&checkpoint.to_bytes()).to_hex());
        }
    }
    text.push('\n');
}

/// Whether the request names the tag, comparing weakly as RFC 9110 asks for If-None-Match.
pub(crate) fn has_tag(headers: &HeaderMap, tag: &str) -> bool {
    let bare = |t: &str| t.trim().trim_start_matches("W/").to_owned();
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','))
        .any(|given| bare(given) == bare(tag))
}
