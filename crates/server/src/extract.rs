//! Extractors whose rejections are problems: what axum would answer in plain text.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request, rejection::BytesRejection},
    http::{HeaderMap, header, request::Parts},
};
use serde::de::DeserializeOwned;

use crate::problem::{Problem, ProblemKind};

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

/// A body of JSON. The media type is asked for first, so that a form on another site cannot send
/// one without the browser asking leave.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::new(
                ProblemKind::MediaType,
                "The body must be JSON, and its header must say so.",
                "Send the header content-type: application/json.",
            ));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(body_problem)?;
        serde_json::from_slice(&bytes).map(Json).map_err(|error| json_problem(&error))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
    let media_type = value.split(';').next().unwrap_or("").trim();
    media_type.eq_ignore_ascii_case("application/json")
}

/// The problem of a body that did not arrive.
fn body_problem(rejection: BytesRejection) -> Problem {
    if rejection.status() == ProblemKind::BodyTooLarge.status() {
        Problem::new(
            ProblemKind::BodyTooLarge,
            "The body is larger than this address takes.",
            "The limits are listed at /api/v1/openapi.json; a note with large annexes can be shortened.",
        )
    } else {
        Problem::malformed("The body did not arrive whole.", "Send the request again.")
    }
}

/// The problem of a body that is no JSON (malformed), or JSON of another shape (an invalid value).
fn json_problem(error: &serde_json::Error) -> Problem {
    let kind = match error.classify() {
        serde_json::error::Category::Data => ProblemKind::InvalidValue,
        _ => ProblemKind::Malformed,
    };
    Problem::new(
        kind,
        format!("The body's JSON: {error}."),
        "The form of each body is listed at /api/v1/openapi.json.",
    )
}
