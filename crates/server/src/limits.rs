//! Limits on what comes from outside, and the answers when they are passed.

use std::time::Duration;

use axum::{
    extract::Request,
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use verbale_process::wording::WORDING_BYTES_MAX;
use verbale_record::note::{NOTE_ANNEXES_MAX, NOTE_BYTES_MAX};
use verbale_store::CIRCULATION_BYTES_MAX;

use crate::{
    api::events::EVENT_STREAMS_MAX,
    problem::{Problem, ProblemKind},
};

/// Connections served at a time; further ones wait to be accepted. One on which a stream of events
/// is told does not count: streams have places of their own
/// ([`crate::api::events::EVENT_STREAMS_MAX`]), so that they take none from those who ask.
pub const CONNECTIONS_MAX: usize = 1_024;
/// File handles that the venue needs for what is no connection: database, tiles, logs.
pub const FILE_HANDLES_RESERVED: u64 = 256;
/// File handles that the venue uses at most.
pub const FILE_HANDLES_MAX: u64 = CONNECTIONS_MAX as u64 + EVENT_STREAMS_MAX as u64 + FILE_HANDLES_RESERVED;
/// Time until connections are accepted again after the system had no file handle for one. The end
/// of another gives one back.
pub const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Longest address, path and query together.
pub const ADDRESS_BYTES_MAX: usize = 2_048;
/// Largest head of a request: address and headers.
pub const HEAD_BYTES_MAX: usize = 16 * 1_024;
/// Most headers of a request.
pub const HEADERS_MAX: usize = 64;
/// Largest body where an address does not say otherwise. No page takes one.
pub const BODY_BYTES_MAX: usize = 16 * 1_024;
/// Largest form of an act, filled in: a wording of the greatest length, and more where it is escaped.
pub const FORM_BYTES_MAX: usize = 1_024 * 1_024;
/// Longest words with which somebody declines to sign a charter, in characters.
pub const DECLINING_CHARS_MAX: usize = 2_000;
/// Largest draft that is put round, in JSON.
pub const CIRCULATION_SENT_BYTES_MAX: usize = CIRCULATION_BYTES_MAX + CIRCULATION_BYTES_MAX / 8;
/// Largest submission: a note and some of the largest annexes, in base64.
pub const SUBMISSION_BYTES_MAX: usize = 8 * 1_024 * 1_024;
/// What of a submission or a draft is no document: a note in JSON, the longest wording in base64, and
/// the openings of all annexes.
const BESIDE_DOCUMENTS_BYTES: usize = 2 * NOTE_BYTES_MAX + 2 * WORDING_BYTES_MAX + 512 * NOTE_ANNEXES_MAX;
/// Most documents of a note that a form takes: the wording is an annex too.
pub const DOCUMENTS_MAX: usize = NOTE_ANNEXES_MAX - 1;
/// Largest documents of a note together, so that they can be submitted in base64.
pub const DOCUMENTS_BYTES_MAX: usize = (SUBMISSION_BYTES_MAX - BESIDE_DOCUMENTS_BYTES) / 4 * 3;
/// Largest documents of a note together that others sign too, so that its draft can be put round.
pub const DOCUMENTS_CIRCULATED_BYTES_MAX: usize = (CIRCULATION_BYTES_MAX - BESIDE_DOCUMENTS_BYTES) / 4 * 3;
/// All submissions that are being read, together.
pub const SUBMISSIONS_BYTES_MAX: usize = 128 * 1_024 * 1_024;
/// The unit in which [`SUBMISSIONS_BYTES_MAX`] is shared out.
pub const BODY_UNIT_BYTES: usize = 1_024;
/// Time for the head of a request, from when the connection is ready for it; so also how long an
/// idle connection is kept.
pub const HEAD_TIME_MAX: Duration = Duration::from_secs(20);
/// Time from a request's head to its answer's, the body's arrival included.
pub const REQUEST_TIME_MAX: Duration = Duration::from_secs(60);
/// Time in which a reader must take something of an answer.
pub const WRITE_STALL_TIME_MAX: Duration = Duration::from_secs(30);
/// Time that requests are given to end when the venue stops.
pub const SHUTDOWN_TIME_MAX: Duration = Duration::from_secs(10);

/// Refuses addresses that are too long, bodies that say they are larger than any address takes,
/// and requests that take too long.
pub async fn limits(request: Request, next: Next) -> Response {
    let length = request.uri().path_and_query().map_or(0, |p| p.as_str().len());
    if length > ADDRESS_BYTES_MAX {
        return Problem::new(
            ProblemKind::AddressTooLong,
            format!("The address has {length} bytes; at most {ADDRESS_BYTES_MAX} are taken."),
            "Shorten the query.",
        )
        .into_response();
    }
    match tokio::time::timeout(REQUEST_TIME_MAX, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(
            ProblemKind::TimedOut,
            format!("No answer was ready after {} seconds.", REQUEST_TIME_MAX.as_secs()),
            "Send the request again; a note that was recorded meanwhile is answered with its receipt.",
        )
        .into_response(),
    }
}

/// Answers OPTIONS with the methods that an address takes; other methods that it does not take
/// are a problem, with the same list.
pub async fn methods(request: Request, next: Next) -> Response {
    let options = request.method() == Method::OPTIONS;
    let mut response = next.run(request).await;
    if options && response.status() == StatusCode::METHOD_NOT_ALLOWED {
        let allow = response.headers_mut().remove(header::ALLOW);
        response = StatusCode::NO_CONTENT.into_response();
        if let Some(allow) = allow {
            response.headers_mut().insert(header::ALLOW, allow);
        }
    }
    response
}

/// The answer to a method that an address does not take.
pub async fn method_not_allowed() -> Problem {
    Problem::new(
        ProblemKind::MethodNotAllowed,
        "This address does not take that method.",
        "The header Allow lists the methods that it takes.",
    )
}

/// The answer to an address that leads nowhere.
pub async fn not_found() -> Problem {
    Problem::not_found()
}
