//! The two faces of a problem: a document for programs, a page for people.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{pages, problem::Problem, state::AppState};

/// Turns a problem into a page where a browser asked for one. Addresses of the API answer
/// programs, so there a problem is always a document.
pub async fn faces(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let page = !request.uri().path().starts_with("/api/") && wants_page(request.headers());
    let languages = &state.venue().languages;
    let language = page.then(|| languages.of_request(request.uri(), request.headers()));
    let mut response = next.run(request).await;
    let (Some(language), Some(problem)) = (language, response.extensions_mut().remove::<Problem>()) else {
        return response;
    };
    let (mut parts, _) = response.into_parts();
    let page = pages::error_page(&problem, language, languages);
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    parts.headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    (parts, page).into_response()
}

/// Whether the asker is a browser that shows pages: such name HTML outright.
fn wants_page(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}
