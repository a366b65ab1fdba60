//! The description of the API, as OpenAPI 3.1.

use std::sync::LazyLock;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use utoipa::{
    OpenApi,
    openapi::{ContentBuilder, OpenApi as Document, Ref, RefOr, ResponseBuilder},
};

use crate::problem::{PROBLEM_MEDIA_TYPE, ProblemDocument};

/// What the description begins with.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Verbale",
        description = "A venue's public records: what the standing of each process is, what it rests on, and how to \
                       check it. Errors are problem documents (RFC 9457). What an asker may not see is answered as \
                       what does not exist.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    tags(
        (name = "process", description = "Processes, their standing and their items"),
        (name = "record", description = "Notes: reading and submitting them"),
        (name = "log", description = "Each public room's log (C2SP tlog-tiles), openings, proofs and archives"),
        (name = "account", description = "Signing in, invitations, and one's own account"),
        (name = "venue", description = "The API itself")
    ),
    components(schemas(ProblemDocument))
)]
struct Base;

/// What the description begins with, before any address is added.
pub(super) fn base() -> Document {
    Base::openapi()
}

/// The description of every address that programs ask.
pub fn document() -> &'static Document {
    static DOCUMENT: LazyLock<Document> = LazyLock::new(|| {
        let super::Addresses { shown, told, other } = super::described();
        let mut document = shown.into_openapi();
        document.merge(told.into_openapi());
        document.merge(other.into_openapi());
        finish(document)
    });
    &DOCUMENT
}

/// Names the wildcard as OpenAPI names parameters, and gives every operation the answer that all
/// share: a problem.
fn finish(mut document: Document) -> Document {
    let problem = ResponseBuilder::new()
        .description("a problem: what is wrong, and what to do next")
        .content(
            PROBLEM_MEDIA_TYPE,
            ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build(),
        )
        .build();
    let paths = std::mem::take(&mut document.paths.paths);
    for (path, mut item) in paths {
        for operation in [&mut item.get, &mut item.post, &mut item.delete].into_iter().flatten() {
            operation.responses.responses.insert("default".to_owned(), RefOr::T(problem.clone()));
        }
        document.paths.paths.insert(path.replace("{*", "{"), item);
    }
    document
}

/// This description
///
/// OpenAPI 3.1 of every address that programs ask.
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    operation_id = "show_description",
    tag = "venue",
    responses((status = 200, description = "the description", body = serde_json::Value))
)]
pub async fn show() -> Response {
    static TEXT: LazyLock<String> = LazyLock::new(|| document().to_pretty_json().unwrap_or_default());
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (StatusCode::OK, headers, TEXT.as_str()).into_response()
}
