//! Submitting a note.
//!
//! The answer is given when note, leaf and head are durable and the checkpoint that covers them is
//! published; the same submission again gets the same receipt again. A refusal is signed by the
//! log key, so that whoever was refused can show it.

use axum::{
    Json,
    body::to_bytes,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use verbale_record::{Commitment, Opening, commitment::Kind};
use verbale_store::{Receipt, RefusalCode, Refused, Submission, SubmitError};

use crate::{
    asker::Asker,
    base64_text,
    extract::{Path, json, require_json},
    limits::{BODY_UNIT_BYTES, SUBMISSION_BYTES_MAX},
    problem::{Problem, ProblemKind},
    state::AppState,
    views::SeenRoom,
};

/// A note that is sent to a room.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Submission)]
pub struct SubmissionSent {
    /// The exact text of the signed note.
    pub note: String,
    /// The salt of its commitment: 32 bytes in base64.
    pub salt: String,
    /// What opens its annexes, in any order.
    #[serde(default)]
    pub annexes: Vec<AnnexSent>,
}

/// What opens an annex.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SubmittedAnnex)]
pub struct AnnexSent {
    /// The commitment that the note lists, in hexadecimal.
    pub commitment: String,
    /// The salt of the commitment: 32 bytes in base64.
    pub salt: String,
    /// The content, in base64.
    pub content: String,
}

/// That a note is on the record.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Receipt)]
pub struct ReceiptShown {
    /// The origin of the room's log.
    pub origin: String,
    /// Index of the note's entry.
    pub index: u64,
    /// The note's commitment, in hexadecimal.
    pub commitment: String,
    /// The leaf's time in milliseconds since 1970.
    pub time_ms: u64,
    /// The leaf: 40 bytes in base64.
    pub leaf: String,
    /// The first checkpoint that covers it, signed by the log key.
    pub checkpoint: String,
    /// The proof that the leaf is in the checkpoint's tree: hashes in base64, from the leaf up.
    pub proof: Vec<String>,
}

/// Submits a note
///
/// To a room that you may read, signed with keys that its registry knows. A refusal is a problem
/// `refused` with its `code`, and its text signed by the log key as `refusal`.
#[utoipa::path(
    post,
    path = "/api/v1/processes/{process}/rooms/{room}/notes",
    operation_id = "submit_note",
    tag = "record",
    params(("process" = String, Path), ("room" = String, Path)),
    request_body = SubmissionSent,
    responses((status = 200, description = "the note is on the record", body = ReceiptShown))
)]
pub async fn submit(
    State(state): State<AppState>,
    asker: Asker,
    Path((process, room)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let room = state.room(&asker, &process, &room).await?;
    require_json(request.headers())?;
    let sent = read(&state, request).await?;
    let receipt = state.sequencer().submit(submission(&room, sent)?).await.map_err(submit_problem)?;
    let headers = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((headers, Json(ReceiptShown::new(&receipt))).into_response())
}

/// Reads the body, once there is room for it among those that are being read.
async fn read(state: &AppState, request: Request) -> Result<SubmissionSent, Problem> {
    let bytes_max = stated_length(request.headers()).unwrap_or(SUBMISSION_BYTES_MAX);
    if bytes_max > SUBMISSION_BYTES_MAX {
        return Err(too_large());
    }
    let units = u32::try_from(bytes_max.div_ceil(BODY_UNIT_BYTES)).unwrap_or(u32::MAX);
    let Ok(_space) = state.body_space().try_acquire_many(units) else {
        return Err(Problem::new(
            ProblemKind::Overloaded,
            "The venue is reading as many submissions as it can at a time.",
            "Send it again in a few seconds.",
        ));
    };
    let body = to_bytes(request.into_body(), bytes_max).await.map_err(|error| {
        use std::error::Error as _;
        match error.source() {
            Some(source) if source.is::<http_body_util::LengthLimitError>() => too_large(),
            _ => Problem::malformed("The body did not arrive whole.", "Send the request again."),
        }
    })?;
    json(&body)
}

fn stated_length(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn too_large() -> Problem {
    Problem::new(
        ProblemKind::BodyTooLarge,
        format!("A submission has at most {SUBMISSION_BYTES_MAX} bytes."),
        "Divide its annexes over several notes.",
    )
}

fn submission(room: &SeenRoom, sent: SubmissionSent) -> Result<Submission, Problem> {
    let mut annexes = Vec::with_capacity(sent.annexes.len());
    for (position, annex) in sent.annexes.into_iter().enumerate() {
        let field = |name| format!("annexes[{position}].{name}");
        let content = base64_text::decode(&annex.content).ok_or_else(|| not_base64(&field("content")))?;
        let opening = Opening { salt: salt(&annex.salt, &field("salt"))?, content };
        let stated: Option<Commitment> = annex.commitment.parse().ok();
        if stated != Some(opening.commit(Kind::Annex, &room.origin)) {
            return Err(Problem::invalid(
                format!(
                    "{} is not the commitment of its salt and content in this room.",
                    field("commitment")
                ),
                "Compute it as docs/formats/commitment.md says, with the room's origin.",
            ));
        }
        annexes.push(opening);
    }
    let salt = salt(&sent.salt, "salt")?;
    Ok(Submission { room: room.origin.clone(), note: sent.note.into_bytes(), salt, annexes })
}

fn salt(text: &str, field: &str) -> Result<[u8; 32], Problem> {
    base64_text::decode(text).and_then(|bytes| bytes.try_into().ok()).ok_or_else(|| {
        Problem::invalid(
            format!("{field} is not 32 bytes in base64."),
            "Give 44 characters of standard base64 with padding, from 32 random bytes.",
        )
    })
}

fn not_base64(field: &str) -> Problem {
    Problem::invalid(format!("{field} is not base64."), "Give standard base64 with padding.")
}

impl ReceiptShown {
    pub(super) fn new(receipt: &Receipt) -> ReceiptShown {
        ReceiptShown {
            origin: receipt.room.to_string(),
            index: receipt.index,
            commitment: receipt.leaf.commitment.to_hex(),
            time_ms: receipt.leaf.time_ms,
            leaf: base64_text::encode(&receipt.leaf.to_bytes()),
            // A checkpoint is UTF-8; were it not, its signature would not verify.
            checkpoint: String::from_utf8_lossy(&receipt.checkpoint.checkpoint).into_owned(),
            proof: receipt.proof.iter().map(|hash| hash.to_base64()).collect(),
        }
    }
}

/// The problem that a missing receipt is.
pub(super) fn submit_problem(error: SubmitError) -> Problem {
    match error {
        SubmitError::Refused(refused) => refused_problem(refused),
        SubmitError::Store(error) => {
            tracing::error!(%error, "a note was not recorded");
            Problem::new(
                ProblemKind::StoreFailed,
                "The record could not be written; whether the note is in it is not known.",
                "Submit the very same again: it is recorded once. If it lasts, tell the operator.",
            )
        }
        SubmitError::Stopped(reason) => {
            tracing::error!(reason, "no notes are taken");
            Problem::new(
                ProblemKind::ReadOnly,
                "No notes are taken at present; whether this one is on the record is not known.",
                "Submit the very same again when the venue is back: it is recorded once.",
            )
        }
    }
}

/// The problem that a refusal is: its reason, its code, and the text that the log key signed.
fn refused_problem(refused: Refused) -> Problem {
    let (what, hint) = match refused.reason.split_once("; ") {
        Some((what, hint)) => (what.to_owned(), hint.to_owned()),
        None => (refused.reason.clone(), "Keep the refusal: it is signed.".to_owned()),
    };
    let kind =
        if refused.code == RefusalCode::ReadOnly { ProblemKind::ReadOnly } else { ProblemKind::Refused };
    let problem = Problem::new(kind, what, hint)
        .with_status(refusal_status(refused.code))
        .with("code", refused.code.as_str());
    match refused.signed {
        Some(signed) => problem.with("refusal", String::from_utf8_lossy(&signed).into_owned()),
        None => problem,
    }
}

/// The status that a refusal is answered with.
fn refusal_status(code: RefusalCode) -> StatusCode {
    match code {
        RefusalCode::Form => StatusCode::UNPROCESSABLE_ENTITY,
        RefusalCode::Size => StatusCode::PAYLOAD_TOO_LARGE,
        RefusalCode::Quota => StatusCode::TOO_MANY_REQUESTS,
        RefusalCode::UnknownKey | RefusalCode::RevokedKey => StatusCode::FORBIDDEN,
        RefusalCode::ForeignHead | RefusalCode::AlreadyRecorded => StatusCode::CONFLICT,
        RefusalCode::UnknownRoom => StatusCode::NOT_FOUND,
        RefusalCode::ReadOnly => StatusCode::SERVICE_UNAVAILABLE,
    }
}
