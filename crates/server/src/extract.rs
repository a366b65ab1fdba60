//! Reading requests, with problems where axum would answer in plain text.

use axum::{
    body::to_bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, header, request::Parts},
};
use serde::de::DeserializeOwned;

use crate::{
    limits::BODY_BYTES_MAX,
    problem::{Problem, ProblemKind},
};

/// Segments of the address.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    /// A segment that cannot be read names nothing that exists.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Path(value)),
            Err(_) => Err(Problem::not_found()),
        }
    }
}

/// The query of the address.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(value)) => Ok(Query(value)),
            Err(rejection) => Err(Problem::malformed(
                format!("The query of the address cannot be read: {}.", rejection.body_text()),
                "The parameters of each address are listed at /api/v1/openapi.json.",
            )),
        }
    }
}

/// A body of JSON, of at most so many bytes.
#[derive(Clone, Copy, Debug)]
pub struct Sent<T, const BYTES_MAX: usize = BODY_BYTES_MAX>(pub T);

impl<T: DeserializeOwned, S: Send + Sync, const BYTES_MAX: usize> FromRequest<S> for Sent<T, BYTES_MAX> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        require_json(request.headers())?;
        let too_large = || {
            Problem::new(
                ProblemKind::BodyTooLarge,
                format!("The body did not arrive whole, or has more than {BYTES_MAX} bytes."),
                "Shorten what is sent, and send it again.",
            )
        };
        let stated = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
        if stated.and_then(|length| length.parse::<usize>().ok()).is_some_and(|bytes| bytes > BYTES_MAX) {
            return Err(too_large());
        }
        let body = to_bytes(request.into_body(), BYTES_MAX).await.map_err(|_| too_large())?;
        Ok(Sent(json(&body)?))
    }
}

/// Asks for JSON by its media type, so that a form on another site cannot send one without the
/// browser asking leave.
pub fn require_json(headers: &HeaderMap) -> Result<(), Problem> {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let media_type = value.split(';').next().unwrap_or("").trim();
    if media_type.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    Err(Problem::new(
        ProblemKind::MediaType,
        "The body must be JSON, and the request's header must say so.",
        "Send the header content-type: application/json.",
    ))
}

/// Reads a body of JSON: what is none is malformed, what is of another shape has an invalid value.
/// How deep it may nest is bounded by serde_json, at 128 levels.
pub fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| {
        let kind = match error.classify() {
            serde_json::error::Category::Data => ProblemKind::InvalidValue,
            _ => ProblemKind::Malformed,
        };
        Problem::new(
            kind,
            format!("The body's JSON: {error}."),
            "The form of each body is listed at /api/v1/openapi.json.",
        )
    })
}
