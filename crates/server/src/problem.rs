//! Problems: what every refused or failed request is answered with (RFC 9457).
//!
//! ```json
//! {"type":"/api/v1/problems/not_found","title":"Nothing is here","status":404,
//!  "detail":"There is no process, room or entry at this address that you may see.",
//!  "hint":"Check the address; GET /api/v1/processes lists what is public."}
//! ```
//! The kinds and their names are a public interface: programs branch on `type`. A page shows the
//! same problem in words (see [`crate::faces`]).

use std::borrow::Cow;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::{Map, Value, json};
use verbale_store::StoreError;

/// The media type of problem documents.
pub const PROBLEM_MEDIA_TYPE: &str = "application/problem+json";
/// What the `type` of every problem begins with; the address answers with a description.
pub const PROBLEM_TYPE_PREFIX: &str = "/api/v1/problems/";

/// Defines the kinds of problem as one table.
macro_rules! problem_kinds {
    ($($(#[$meta:meta])* $variant:ident = $name:literal, $status:ident, $title:literal;)+) => {
        /// What sort of problem it is. The names are stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum ProblemKind { $($(#[$meta])* $variant),+ }

        impl ProblemKind {
            /// Every kind.
            pub const ALL: &'static [ProblemKind] = &[$(ProblemKind::$variant),+];

            /// Its stable name, the last segment of `type`.
            pub const fn name(self) -> &'static str {
                match self { $(ProblemKind::$variant => $name),+ }
            }

            /// The status that it is answered with, unless a refusal has one of its own.
            pub const fn status(self) -> StatusCode {
                match self { $(ProblemKind::$variant => StatusCode::$status),+ }
            }

            /// A short title in English, the same for every problem of the kind.
            pub const fn title(self) -> &'static str {
                match self { $(ProblemKind::$variant => $title),+ }
            }
        }
    };
}

problem_kinds! {
    /// The address leads to nothing that the asker may see. Also the answer for what is private.
    NotFound = "not_found", NOT_FOUND, "Nothing is here";
    /// The annex was erased; its commitment remains on the record.
    Erased = "erased", GONE, "This was erased";
    /// The address is for those who have signed in.
    SignedOut = "signed_out", UNAUTHORIZED, "You have not signed in";
    /// The sign-in, or the invitation, does not hold.
    SignInFailed = "sign_in_failed", FORBIDDEN, "The sign-in does not hold";
    /// A page of another site asked with this site's session.
    ForeignOrigin = "foreign_origin", FORBIDDEN, "The request came from another site";
    /// What is asked for is not the asker's to do.
    NotYours = "not_yours", FORBIDDEN, "This is not yours to do";
    /// There is as much as there may be, or something of that name already.
    Conflict = "conflict", CONFLICT, "This stands in the way";
    /// The address exists, the method does not.
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED, "This address does not take that method";
    /// The request's address, header or body is not of the form asked for.
    Malformed = "malformed", BAD_REQUEST, "The request is malformed";
    /// The form is right, a value cannot be.
    InvalidValue = "invalid_value", UNPROCESSABLE_ENTITY, "A value cannot be used";
    /// The body is of another media type than the address takes.
    MediaType = "media_type", UNSUPPORTED_MEDIA_TYPE, "The body is of the wrong media type";
    /// The body is larger than the address takes.
    BodyTooLarge = "body_too_large", PAYLOAD_TOO_LARGE, "The body is too large";
    /// The address is longer than the venue takes.
    AddressTooLong = "address_too_long", URI_TOO_LONG, "The address is too long";
    /// The request did not arrive, or could not be answered, in time.
    TimedOut = "timed_out", REQUEST_TIMEOUT, "The request took too long";
    /// More requests at a time than the venue takes.
    Overloaded = "overloaded", SERVICE_UNAVAILABLE, "The venue is busy";
    /// The record refuses the note, in a text signed by the log key.
    Refused = "refused", UNPROCESSABLE_ENTITY, "The record refused the note";
    /// The store takes nothing at present: it was restored from a copy that is behind.
    ReadOnly = "read_only", SERVICE_UNAVAILABLE, "The record is read-only";
    /// The store failed.
    StoreFailed = "store_failed", INTERNAL_SERVER_ERROR, "The store failed";
}

/// A problem, with what is to be done about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// What sort it is.
    pub kind: ProblemKind,
    /// The status that it is answered with.
    pub status: StatusCode,
    /// What is wrong, here.
    pub detail: Cow<'static, str>,
    /// What to do next.
    pub hint: Cow<'static, str>,
    /// Further members of the document, such as a signed refusal.
    pub members: Map<String, Value>,
}

impl Problem {
    /// A problem of a kind, with its usual status.
    pub fn new(
        kind: ProblemKind,
        detail: impl Into<Cow<'static, str>>,
        hint: impl Into<Cow<'static, str>>,
    ) -> Problem {
        Problem { kind, status: kind.status(), detail: detail.into(), hint: hint.into(), members: Map::new() }
    }

    /// The one answer for what does not exist and for what the asker may not see: the two must
    /// not be told apart, so it names nothing.
    pub fn not_found() -> Problem {
        Problem::new(
            ProblemKind::NotFound,
            "There is no process, room or entry at this address that you may see.",
            "Check the address; GET /api/v1/processes lists what is public.",
        )
    }

    /// A part of the request that has not the form asked for.
    pub fn malformed(detail: impl Into<Cow<'static, str>>, hint: impl Into<Cow<'static, str>>) -> Problem {
        Problem::new(ProblemKind::Malformed, detail, hint)
    }

    /// A value that has the form but cannot be.
    pub fn invalid(detail: impl Into<Cow<'static, str>>, hint: impl Into<Cow<'static, str>>) -> Problem {
        Problem::new(ProblemKind::InvalidValue, detail, hint)
    }

    /// With another status than the kind's own.
    pub fn with_status(mut self, status: StatusCode) -> Problem {
        self.status = status;
        self
    }

    /// With a further member.
    pub fn with(mut self, member: &str, value: impl Into<Value>) -> Problem {
        self.members.insert(member.to_owned(), value.into());
        self
    }

    /// With the fields of a form that are not as they must be, each with the name of its fault: the
    /// page shows the fault beside its field.
    pub fn with_faults<'f>(self, faults: impl IntoIterator<Item = (&'f str, &'f str)>) -> Problem {
        let fields = faults.into_iter().map(|(field, fault)| json!({ "field": field, "fault": fault }));
        self.with("fields", fields.collect::<Vec<Value>>())
    }

    /// A field of a form whose value cannot be, for a reason in words.
    pub fn field(field: &str, why: &str) -> Problem {
        Problem::invalid(format!("{field}: {why}."), "Correct it in the form.")
            .with_faults([(field, "other")])
    }

    /// The document, as it goes over the wire.
    pub fn document(&self) -> ProblemDocument {
        ProblemDocument {
            type_: format!("{PROBLEM_TYPE_PREFIX}{}", self.kind.name()),
            title: self.kind.title().to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.to_string(),
            hint: self.hint.to_string(),
            members: self.members.clone(),
        }
    }
}

/// The problem that a failure of the store is to its asker. The failure itself is logged here, once;
/// what it says of files and rows is for the operator alone.
pub fn store_problem(error: StoreError) -> Problem {
    match error {
        StoreError::UnknownRoom(_) | StoreError::UnknownProcess(_) | StoreError::UnknownCheckpoint { .. } => {
            Problem::not_found()
        }
        StoreError::Busy { .. } | StoreError::Full { .. } | StoreError::Closed => {
            tracing::warn!(%error, "the store took nothing");
            Problem::new(
                ProblemKind::Overloaded,
                "The record cannot be read or written at this moment.",
                "Try again in a few seconds; if it lasts, tell the operator.",
            )
        }
        StoreError::HeadMoved { .. }
        | StoreError::Exists { .. }
        | StoreError::Limit { .. }
        | StoreError::NewerSchema { .. }
        | StoreError::NotAStore { .. }
        | StoreError::Io { .. }
        | StoreError::Damaged { .. } => {
            tracing::error!(%error, "the store failed");
            Problem::new(
                ProblemKind::StoreFailed,
                "The record could not be read or written.",
                "Try again; if it lasts, tell the operator, whose log has the reason.",
            )
        }
    }
}

/// A problem document (RFC 9457) with a `hint`.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// The kind of problem, as an address that describes it.
    #[serde(rename = "type")]
    #[schema(example = "/api/v1/problems/not_found")]
    pub type_: String,
    /// The kind in words.
    pub title: String,
    /// The status.
    pub status: u16,
    /// What is wrong, here.
    pub detail: String,
    /// What to do next.
    pub hint: String,
    /// Further members.
    #[serde(flatten)]
    #[schema(ignore)]
    pub members: Map<String, Value>,
}

impl IntoResponse for Problem {
    /// The document; the problem itself goes along as an extension, from which
    /// [`crate::faces`] makes a page where a page was asked for.
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.document()).unwrap_or_default();
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_MEDIA_TYPE));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if matches!(self.kind, ProblemKind::Overloaded | ProblemKind::ReadOnly) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = ProblemKind::ALL.iter().map(|k| k.name()).collect();
        assert_eq!(names.len(), ProblemKind::ALL.len());
    }

    #[test]
    fn a_document_says_what_is_wrong_and_what_to_do() {
        for kind in ProblemKind::ALL {
            let document = Problem::new(*kind, "detail", "hint").with("more", 1).document();
            let json = serde_json::to_value(&document).unwrap();
            assert_eq!(json["type"], format!("/api/v1/problems/{}", kind.name()));
            assert_eq!(json["status"], kind.status().as_u16());
            assert!(!document.title.is_empty());
            assert_eq!(
                (&json["detail"], &json["hint"], &json["more"]),
                (&"detail".into(), &"hint".into(), &1.into())
            );
        }
    }
}
