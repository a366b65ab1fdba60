//! Asking witnesses to cosign: each published head of each room whose charter names the witness, and
//! again before what it said grows older than the charter allows (C2SP tlog-witness v1.0.0).
//!
//! No account is kept of what was asked: the witness itself knows what it cosigned last, and a
//! conflict tells the size that a proof has to begin at. What it answers is verified before it is kept.

use std::{collections::BTreeMap, time::Duration};

use tokio::sync::broadcast::error::RecvError;
use url::Url;
use verbale_process::Charter;
use verbale_record::{
    Origin, VerifierKey,
    witness::{AddCheckpoint, answered},
};
use verbale_store::{RoomTree, RoomTreeError, StoreError, StoreState, cosigned_checkpoint};

use crate::{
    outgoing::{Answer, Fault, Sent, literal, post},
    state::AppState,
};

/// Time of one request to a witness.
const WITNESS_TIME_MAX: Duration = Duration::from_secs(20);
/// Longest answer of a witness that is read.
const WITNESS_ANSWER_BYTES_MAX: usize = 64 * 1_024;
/// How long notes are gathered before a witness is asked about what they came to.
const GATHERED: Duration = Duration::from_millis(200);
/// Until a witness that did not cosign is asked again.
const RETRY_PAUSE: Duration = Duration::from_secs(30);
/// How often a witness is asked anew, at the shortest, however young the charter wants its word.
const RENEWAL_MIN_S: u64 = 60;
/// And at the longest, where no charter says.
const RENEWAL_MAX_S: u64 = 24 * 60 * 60;

/// Where a witness is asked.
#[derive(Clone, Debug)]
pub struct WitnessAt {
    /// Its key, which charters name.
    pub key: VerifierKey,
    /// The address under which it has `add-checkpoint`.
    pub url: Url,
}

/// Why a witness has not cosigned.
#[derive(Debug, thiserror::Error)]
enum NotCosigned {
    #[error("it could not be asked: {0}")]
    Fault(#[from] Fault),
    #[error("it took longer than {} seconds", WITNESS_TIME_MAX.as_secs())]
    Time,
    #[error("it answered {status}: {words}")]
    Refused { status: u16, words: String },
    #[error("its answer is no cosignature of the checkpoint by its key")]
    Foreign,
    #[error(
        "it has cosigned {cosigned} entries of a log that has {published} here: this record is behind, or the witness was asked about another"
    )]
    Behind { cosigned: u64, published: u64 },
    #[error("the published head has no checkpoint; verify the record")]
    NoCheckpoint,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Tree(#[from] RoomTreeError),
}

impl WitnessAt {
    /// Reads an address: https, or http to this machine.
    ///
    /// # Errors
    /// In words, where it is no such address.
    pub fn new(key: VerifierKey, url: &str) -> Result<WitnessAt, String> {
        let wrong = |what: &str| format!("the witness's address {url:?} {what}");
        let mut read = Url::parse(url).map_err(|_| wrong("is no URL"))?;
        let is_own = literal(&read).flatten().is_some_and(|address| address.is_loopback())
            || read.host_str() == Some("localhost");
        if !(read.scheme() == "https" || (read.scheme() == "http" && is_own)) {
            return Err(wrong("must begin with https://, or lead to this machine"));
        }
        if !read.username().is_empty() || read.password().is_some() || read.query().is_some() {
            return Err(wrong("must have no user and no query"));
        }
        read.path_segments_mut().map_err(|()| wrong("has no path"))?.pop_if_empty().push("add-checkpoint");
        Ok(WitnessAt { key, url: read })
    }
}

/// Asks each witness for what its charters want of it, until the venue stops.
pub async fn run(state: AppState) {
    if *state.sequencer().state() != StoreState::Ready {
        return;
    }
    let mut closing = state.closing();
    let asked = state.venue().witnesses.iter().map(|witness| follow(&state, witness));
    tokio::select! {
        _ = futures_util::future::join_all(asked) => {}
        _ = closing.wait_for(|closing| *closing) => {}
    }
}

/// Asks one witness, now, after each change, and when its word grows old.
async fn follow(state: &AppState, witness: &WitnessAt) {
    let mut changes = state.sequencer().changes();
    // What was asked last of each room, and when.
    let mut asked: BTreeMap<Origin, (u64, u64)> = BTreeMap::new();
    loop {
        let (renewal_s, all_cosigned) = pass(state, witness, &mut asked).await;
        let pause = match all_cosigned {
            true => Duration::from_secs(renewal_s),
            false => RETRY_PAUSE,
        };
        tokio::select! {
            changed = changes.recv() => if let Err(RecvError::Closed) = changed { return },
            () = tokio::time::sleep(pause) => {}
        }
        tokio::time::sleep(GATHERED).await;
        while changes.try_recv().is_ok() {}
    }
}

/// Asks about every room that has grown, or whose cosignature grows old. With after how many
/// seconds that is so again, and whether all was cosigned.
async fn pass(
    state: &AppState,
    witness: &WitnessAt,
    asked: &mut BTreeMap<Origin, (u64, u64)>,
) -> (u64, bool) {
    let key = witness.key.to_string();
    let (mut renewal_s, mut all_cosigned) = (RENEWAL_MAX_S, true);
    let charters = match state.charters().await {
        Ok(charters) => charters,
        Err(problem) => {
            tracing::error!(problem = %problem.detail, "witnesses were not asked; it is tried again");
            return (renewal_s, false);
        }
    };
    for charter in charters.iter().filter(|charter| charter.witnesses.contains(&key)) {
        let own_s = renewal_of(charter);
        renewal_s = renewal_s.min(own_s);
        for room in &charter.rooms {
            let Some(published) = state.sequencer().published(&room.origin) else { continue };
            let (size, now_s) = (published.head.size, state.now_ms() / 1_000);
            let known = asked.get(&room.origin);
            if known.is_some_and(|(at, when)| *at == size && now_s < when.saturating_add(own_s)) {
                continue;
            }
            match cosigned(state, witness, &room.origin, size, known.map(|(at, _)| *at)).await {
                Ok(()) => {
                    asked.insert(room.origin.clone(), (size, now_s));
                    state.cosigned(&room.origin);
                }
                Err(error) => {
                    all_cosigned = false;
                    tracing::warn!(witness = witness.key.name(), room = %room.origin, %error, "a checkpoint is not cosigned; it is tried again");
                }
            }
        }
    }
    (renewal_s, all_cosigned)
}

/// After how many seconds a witness is asked anew, though nothing has changed: so often that one
/// request may fail before its word is older than the charter allows.
fn renewal_of(charter: &Charter) -> u64 {
    let third = charter.rules.head_age_max_s.map_or(RENEWAL_MAX_S, |age_s| age_s / 3);
    third.clamp(RENEWAL_MIN_S, RENEWAL_MAX_S)
}

/// Has one checkpoint cosigned and keeps the cosignature.
async fn cosigned(
    state: &AppState,
    witness: &WitnessAt,
    origin: &Origin,
    size: u64,
    last: Option<u64>,
) -> Result<(), NotCosigned> {
    let store = state.store();
    let checkpoint = cosigned_checkpoint(store, origin, size).await?.ok_or(NotCosigned::NoCheckpoint)?;
    let mut old = last.unwrap_or(0);
    // A second time only after a conflict, which tells the size that the witness has.
    for is_last in [false, true] {
        let proof = RoomTree::new(store, origin, size).prove_consistency(old).await?;
        let answer = ask(state, witness, AddCheckpoint::bytes(old, &proof, checkpoint.note())).await?;
        let words = String::from_utf8_lossy(&answer.body).trim().to_owned();
        match (answer.status.as_u16(), words.parse::<u64>()) {
            (200, _) => {
                let text = format!("{words}\n");
                let line =
                    answered(&text, checkpoint.note(), &witness.key).map_err(|_| NotCosigned::Foreign)?;
                store.add_cosignature(origin, size, &line).await?;
                return Ok(());
            }
            (409, Ok(cosigned)) if cosigned > size => {
                return Err(NotCosigned::Behind { cosigned, published: size });
            }
            (409, Ok(cosigned)) if !is_last && cosigned != old => old = cosigned,
            (status, _) => return Err(NotCosigned::Refused { status, words }),
        }
    }
    Err(NotCosigned::Refused { status: 409, words: "another size each time".to_owned() })
}

async fn ask(state: &AppState, witness: &WitnessAt, body: Vec<u8>) -> Result<Answer, NotCosigned> {
    let is_plain = witness.url.scheme() == "http";
    // The operator named the address: over TLS it may be one of a private network.
    let permits = move |address: std::net::IpAddr| !is_plain || address.is_loopback();
    let sent = Sent { media_type: "text/plain; charset=utf-8", headers: Vec::new(), body };
    let authorities = &state.telling().authorities;
    let asked = post(&witness.url, permits, authorities, sent, WITNESS_ANSWER_BYTES_MAX);
    Ok(tokio::time::timeout(WITNESS_TIME_MAX, asked).await.map_err(|_| NotCosigned::Time)??)
}

#[cfg(test)]
mod tests {
    use verbale_record::SigningKey;

    use super::*;

    #[test]
    fn a_witness_is_asked_over_tls_or_on_this_machine() {
        let key = SigningKey::from_seed("witness.example/w", [1; 32]).unwrap().verifier().cosigning();
        for (url, asked) in [
            ("https://witness.example", "https://witness.example/add-checkpoint"),
            ("https://witness.example/w/1/", "https://witness.example/w/1/add-checkpoint"),
            ("http://127.0.0.1:8090", "http://127.0.0.1:8090/add-checkpoint"),
            ("http://localhost:8090/", "http://localhost:8090/add-checkpoint"),
        ] {
            assert_eq!(WitnessAt::new(key.clone(), url).unwrap().url.as_str(), asked);
        }
        for url in [
            "witness.example",
            "http://witness.example",
            "https://u:p@witness.example",
            "ftp://x",
            "https://x/?y",
        ] {
            assert!(WitnessAt::new(key.clone(), url).is_err(), "{url}");
        }
    }
}
