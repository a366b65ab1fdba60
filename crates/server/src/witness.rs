//! A witness: cosigns the checkpoints of logs that only grow (C2SP tlog-witness v1.0.0), so that a
//! host cannot show one log to some and another to others without being found out.
//!
//! A witness is nobody's venue. It holds a key of its own, the keys of the logs that it knows, and of
//! each the last checkpoint that it cosigned; it never sees a note. What it is asked is judged by
//! [`verbale_record::witness`]; here it is kept, and answered over HTTP:
//!
//! | | |
//! |---|---|
//! | `POST /add-checkpoint` | 200 with a signature line, or why not: 400, 403, 404, 409, 422 |
//! | `GET /` | the witness's name and key |
//!
//! The judged head is on disk before the answer goes out, and one request is judged at a time; so
//! whatever ends the witness, it never cosigns what does not follow from what it cosigned.

mod kept;

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{StatusCode, header},
    middleware::from_fn,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use verbale_record::{
    cosignature::CosignerKey,
    witness::{AddCheckpoint, Refusal, WITNESS_REQUEST_BYTES_MAX},
};
use verbale_store::Clock;

pub use self::kept::{Kept, KeptError, KnownLog, LOGS_MAX};
use crate::limits;

/// The media type of a size that a conflict is answered with.
const SIZE_MEDIA_TYPE: &str = "text/x.tlog.size";

/// A witness with its key, its clock and what it keeps.
#[derive(Clone)]
pub struct Witness(Arc<Inner>);

struct Inner {
    key: CosignerKey,
    clock: Arc<dyn Clock>,
    /// Held while a request is judged and its head made durable.
    kept: Mutex<Kept>,
}

/// Why a request is not answered with a cosignature.
#[derive(Debug, thiserror::Error)]
pub enum NotCosigned {
    /// It is refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// What the witness keeps cannot be read or written.
    #[error(transparent)]
    Kept(#[from] KeptError),
    /// The clock stands beyond the times of cosignatures.
    #[error("the witness's clock stands at a time that no cosignature can have")]
    Clock,
}

impl Witness {
    /// A witness.
    pub fn new(key: CosignerKey, clock: Arc<dyn Clock>, kept: Kept) -> Witness {
        Witness(Arc::new(Inner { key, clock, kept: Mutex::new(kept) }))
    }

    /// Judges a request, keeps its head and gives the line that cosigns it.
    ///
    /// # Errors
    /// Where it is refused, or what the witness keeps cannot be read or written; then nothing has
    /// changed.
    pub fn add_checkpoint(&self, request: &[u8]) -> Result<String, NotCosigned> {
        let request = AddCheckpoint::parse(request).map_err(Refusal::from)?;
        let kept = self.0.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let origin = request.origin();
        let Some(log) = kept.log(origin)? else { return Err(Refusal::UnknownLog(origin.to_owned()).into()) };
        if let Err(refusal) = request.judge(&log.key, log.head().as_ref()) {
            if matches!(refusal, Refusal::Forked(_)) {
                kept.keep_fork(&log, request.note())?;
                tracing::error!(
                    origin,
                    "this log has shown two histories; the evidence is in the witness's folder"
                );
            }
            return Err(refusal.into());
        }
        let line =
            request.cosign(&self.0.key, self.0.clock.now_ms() / 1_000).ok_or(NotCosigned::Clock)?.to_line();
        if log.head() != Some(request.head()) {
            kept.keep(origin, &KnownLog { last: Some(request.note().clone()), ..log })?;
        }
        Ok(line)
    }

    /// The addresses of a witness.
    pub fn router(self) -> Router {
        Router::new()
            .route("/add-checkpoint", post(add_checkpoint))
            .route("/", get(who))
            .fallback(async || {
                (StatusCode::NOT_FOUND, "A witness has /add-checkpoint, and says at / who it is.\n")
            })
            .layer(DefaultBodyLimit::max(WITNESS_REQUEST_BYTES_MAX))
            .layer(from_fn(limits::limits))
            .with_state(self)
    }
}

async fn who(State(witness): State<Witness>) -> String {
    format!("A witness of logs (c2sp.org/tlog-witness). Its key:\n{}\n", witness.0.key.verifier())
}

async fn add_checkpoint(State(witness): State<Witness>, request: Bytes) -> Response {
    let judged = tokio::task::spawn_blocking(move || witness.add_checkpoint(&request)).await;
    match judged {
        Ok(Ok(line)) => line.into_response(),
        Ok(Err(NotCosigned::Refused(refusal))) => {
            let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST);
            match refusal.cosigned() {
                Some(size) => {
                    (status, [(header::CONTENT_TYPE, SIZE_MEDIA_TYPE)], format!("{size}\n")).into_response()
                }
                None => (status, format!("{refusal}\n")).into_response(),
            }
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "a checkpoint was not cosigned");
            (StatusCode::INTERNAL_SERVER_ERROR, "The witness cannot keep what it cosigns.\n").into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a checkpoint was not judged");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, http::Request};
    use tower::ServiceExt as _;
    use verbale_record::SigningKey;

    use super::*;

    struct Stopped;

    impl Clock for Stopped {
        fn now_ms(&self) -> u64 {
            1_700_000_000_000
        }
    }

    #[tokio::test]
    async fn a_request_has_a_greatest_size_and_an_address() {
        let folder = tempfile::tempdir().unwrap();
        let key = CosignerKey::of(&SigningKey::from_seed("witness.example/w", [1; 32]).unwrap());
        let router = Witness::new(key, Arc::new(Stopped), Kept::open(folder.path()).unwrap()).router();
        let asked = async |address: &str, bytes: usize| {
            let request = Request::post(address).body(Body::from(vec![b'x'; bytes])).unwrap();
            router.clone().oneshot(request).await.unwrap().status().as_u16()
        };
        assert_eq!(asked("/add-checkpoint", WITNESS_REQUEST_BYTES_MAX).await, 400);
        assert_eq!(asked("/add-checkpoint", WITNESS_REQUEST_BYTES_MAX + 1).await, 413);
        assert_eq!(asked("/other", 1).await, 404);
        assert_eq!(asked("/", 1).await, 405);
    }
}
