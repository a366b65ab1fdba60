//! What a witness is asked, and by which rules it answers (C2SP tlog-witness v1.0.0).
//!
//! A witness keeps, for each log that it knows, the last checkpoint that it cosigned, and cosigns
//! another only where that grew from it. So whoever trusts the witness knows that all who see its
//! cosignatures see one log. It does not know what the log holds.
//!
//! ```text
//! old 8
//! <a base64 hash a line: the consistency proof>
//!
//! <the checkpoint, a signed note>
//! ```
//! Here is the judgement alone. Whoever serves it keeps the judged head durably before it answers,
//! and lets no second request for that log be judged meanwhile.

use crate::{
    checkpoint::{CheckpointError, ForeignCheckpoint},
    cosignature::CosignerKey,
    hash::Hash,
    key::{KeyKind, VerifierKey},
    lines::decimal,
    note::Head,
    signed_note::{SIGNED_NOTE_BYTES_MAX, Signature, SignedNote, SignedNoteError},
    tree::{EMPTY_ROOT, verify_consistency},
};

/// Most hashes in the proof of a request.
pub const WITNESS_PROOF_HASHES_MAX: usize = 63;
/// Longest request: the old size, the proof, and the checkpoint with all its signatures.
pub const WITNESS_REQUEST_BYTES_MAX: usize = SIGNED_NOTE_BYTES_MAX + 64 + WITNESS_PROOF_HASHES_MAX * 45;

/// That a checkpoint be cosigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// The size of the log that the witness is thought to have cosigned last; 0 for none.
    pub old: u64,
    /// That the log grew from there.
    pub proof: Vec<Hash>,
    checkpoint: ForeignCheckpoint,
    note: SignedNote,
}

/// Why a request cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// A line is of another form.
    #[error("line {line} of the request: expected {expected}")]
    Line {
        /// Which, from 1.
        line: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// What follows the empty line is no signed checkpoint.
    #[error("the checkpoint of the request: {0}")]
    Checkpoint(#[from] CheckpointError),
}

/// Why a witness does not cosign. The numbers are those of HTTP.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// 400: the request cannot be read.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// 400: the log would have shrunk.
    #[error("the old size {old} is more than the checkpoint's {new}")]
    Shrunk {
        /// The old size.
        old: u64,
        /// The checkpoint's.
        new: u64,
    },
    /// 403: it is not signed by the log's key.
    #[error("the checkpoint is not signed with the key of the log {0:?}")]
    NotSigned(String),
    /// 404: the witness knows no log of that origin.
    #[error("this witness does not know the log {0:?}")]
    UnknownLog(String),
    /// 409: the witness has cosigned another size than the one said.
    #[error("the last checkpoint of this log that was cosigned here has {cosigned} entries, not {old}")]
    Stale {
        /// The size said.
        old: u64,
        /// The size cosigned.
        cosigned: u64,
    },
    /// 409: two checkpoints of one size differ: the log shows two histories.
    #[error("another checkpoint of {0} entries was cosigned here: the log has forked")]
    Forked(u64),
    /// 422: the log does not follow from the one cosigned, as far as the proof shows.
    #[error("the proof does not show that the log of {new} entries grew from the one of {old}")]
    NotGrown {
        /// The old size.
        old: u64,
        /// The checkpoint's.
        new: u64,
    },
}

impl Refusal {
    /// The status with which it is answered.
    pub fn status(&self) -> u16 {
        match self {
            Refusal::Request(_) | Refusal::Shrunk { .. } => 400,
            Refusal::NotSigned(_) => 403,
            Refusal::UnknownLog(_) => 404,
            Refusal::Stale { .. } | Refusal::Forked(_) => 409,
            Refusal::NotGrown { .. } => 422,
        }
    }

    /// The size cosigned, which is told with a conflict.
    pub fn cosigned(&self) -> Option<u64> {
        match self {
            Refusal::Stale { cosigned, .. } => Some(*cosigned),
            Refusal::Forked(size) => Some(*size),
            _ => None,
        }
    }
}

impl AddCheckpoint {
    /// Reads a request.
    pub fn parse(bytes: &[u8]) -> Result<AddCheckpoint, RequestError> {
        let line = |line, expected| RequestError::Line { line, expected };
        let split = bytes.windows(2).position(|pair| pair == b"\n\n");
        let split = split.filter(|_| bytes.len() <= WITNESS_REQUEST_BYTES_MAX);
        let split = split.ok_or(line(1, "an old size, a proof, an empty line and a checkpoint"))?;
        let head = std::str::from_utf8(&bytes[..split]).map_err(|_| line(1, "UTF-8"))?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|first| first.strip_prefix("old ")).and_then(decimal);
        let old = old.ok_or(line(1, "`old` and a size, in digits without leading zeros"))?;
        let mut proof = Vec::new();
        for (number, text) in (2..).zip(lines) {
            if proof.len() == WITNESS_PROOF_HASHES_MAX {
                return Err(line(number, "the end of a proof of at most 63 hashes"));
            }
            proof.push(Hash::from_base64(text).map_err(|_| line(number, "a hash of 32 bytes in base64"))?);
        }
        let note = SignedNote::parse(&bytes[split + 2..]).map_err(CheckpointError::from)?;
        let checkpoint = ForeignCheckpoint::parse_text(&note.text)?;
        Ok(AddCheckpoint { old, proof, checkpoint, note })
    }

    /// The bytes of a request; [`AddCheckpoint::parse`] reads them.
    pub fn bytes(old: u64, proof: &[Hash], checkpoint: &SignedNote) -> Vec<u8> {
        let mut text = format!("old {old}\n");
        for hash in proof {
            text.push_str(&hash.to_base64());
            text.push('\n');
        }
        text.push('\n');
        let mut bytes = text.into_bytes();
        bytes.extend(checkpoint.to_bytes());
        bytes
    }

    /// The origin of the log.
    pub fn origin(&self) -> &str {
        &self.checkpoint.origin
    }

    /// What the checkpoint states.
    pub fn head(&self) -> Head {
        Head { size: self.checkpoint.size, root: self.checkpoint.root }
    }

    /// The checkpoint with its signatures.
    pub fn note(&self) -> &SignedNote {
        &self.note
    }

    /// Whether the log's key signed it: a fork that a refusal shows is then the log's own doing.
    pub fn is_signed_by(&self, log_key: &VerifierKey) -> bool {
        log_key.kind() == KeyKind::Ed25519 && self.note.verify_by(log_key).is_ok()
    }

    /// Judges it, by the key of its log and the head that was cosigned last, if one was. Without a
    /// refusal its head is the one to keep, and then to cosign ([`AddCheckpoint::cosign`]).
    pub fn judge(&self, log_key: &VerifierKey, last: Option<&Head>) -> Result<(), Refusal> {
        let (old, new) = (self.old, self.checkpoint.size);
        if !self.is_signed_by(log_key) {
            return Err(Refusal::NotSigned(self.origin().to_owned()));
        }
        if old > new {
            return Err(Refusal::Shrunk { old, new });
        }
        let empty = Head { size: 0, root: EMPTY_ROOT };
        let last = last.unwrap_or(&empty);
        if old != last.size {
            return Err(Refusal::Stale { old, cosigned: last.size });
        }
        if old == new && self.checkpoint.root != last.root {
            return Err(match old {
                0 => Refusal::NotGrown { old, new },
                size => Refusal::Forked(size),
            });
        }
        verify_consistency(old, new, last.root, &self.proof, self.checkpoint.root)
            .map_err(|_| Refusal::NotGrown { old, new })
    }

    /// The signature line that answers it, at a time in seconds since 1970; none beyond the times
    /// that a cosignature can have.
    pub fn cosign(&self, key: &CosignerKey, time_s: u64) -> Option<Signature> {
        key.cosign_text(time_s, &self.note.text)
    }
}

/// Reads the answer of a witness: its signature lines, of which those of other keys are passed over.
///
/// # Errors
/// Where none is a cosignature of the checkpoint by the key.
pub fn answered(
    answer: &str,
    checkpoint: &SignedNote,
    witness: &VerifierKey,
) -> Result<Signature, SignedNoteError> {
    let lines = answer.split_inclusive('\n').filter_map(|line| Signature::parse_line(line).ok());
    let mut own = lines.filter(|line| line.name == witness.name() && line.key_id == witness.id());
    own.find(|line| witness.kind() == KeyKind::CosignatureV1 && witness.verify(&checkpoint.text, line))
        .ok_or(SignedNoteError::NoKnownKey)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        key::SigningKey,
        tree::{MemoryHashes, leaf_hash, prove_consistency},
    };

    const ORIGIN: &str = "log.example/other";

    fn log_key() -> SigningKey {
        SigningKey::from_seed(ORIGIN, [3; 32]).unwrap()
    }

    fn witness() -> CosignerKey {
        CosignerKey::from_seed("witness.example/w1", [4; 32]).unwrap()
    }

    /// A log of so many entries, each with its number and `salt`.
    fn log(size: u64, salt: u8) -> (MemoryHashes, Head) {
        let mut hashes = MemoryHashes::new();
        for number in 0..size {
            hashes.append(leaf_hash(&[&number.to_be_bytes()[..], &[salt]].concat()));
        }
        let root = hashes.root();
        (hashes, Head { size, root })
    }

    fn signed(head: Head, key: &SigningKey) -> SignedNote {
        let text = format!("{ORIGIN}\n{}\n{}\n", head.size, head.root.to_base64());
        SignedNote { signatures: vec![key.sign(&text)], text }
    }

    fn request(old: u64, new: u64, salt: u8) -> AddCheckpoint {
        let (hashes, head) = log(new, salt);
        let proof = prove_consistency(old, new, &hashes).unwrap_or_default();
        AddCheckpoint::parse(&AddCheckpoint::bytes(old, &proof, &signed(head, &log_key()))).unwrap()
    }

    #[test]
    fn a_log_that_grows_is_cosigned_at_each_size() {
        let log_key = log_key();
        let mut last = None;
        for (old, new) in [(0, 0), (0, 5), (5, 5), (5, 8), (8, 700)] {
            let request = request(old, new, 1);
            assert_eq!(request.judge(log_key.verifier(), last.as_ref()), Ok(()), "{old} to {new}");
            let line = request.cosign(&witness(), 1_700_000_000).unwrap().to_line();
            let signature = answered(&line, request.note(), witness().verifier()).unwrap();
            assert!(witness().verifier().verify(&request.note().text, &signature));
            last = Some(request.head());
        }
    }

    #[test]
    fn what_does_not_follow_from_the_last_is_refused_with_the_status_of_the_specification() {
        let log_key = log_key();
        let last = log(5, 1).1;
        let judged = |request: &AddCheckpoint, last: Option<&Head>| {
            let refusal = request.judge(log_key.verifier(), last).unwrap_err();
            (refusal.status(), refusal.cosigned())
        };
        assert_eq!(judged(&request(4, 8, 1), Some(&last)), (409, Some(5)));
        assert_eq!(judged(&request(5, 8, 1), None), (409, Some(0)));
        assert_eq!(judged(&request(5, 5, 2), Some(&last)), (409, Some(5)), "a fork of the same size");
        assert_eq!(judged(&request(5, 8, 2), Some(&last)), (422, None), "a fork that is longer");
        assert_eq!(judged(&request(8, 5, 1), Some(&last)), (400, None));
        let mut more = request(0, 8, 1);
        more.proof.push(Hash([0; 32]));
        assert_eq!(judged(&more, None), (422, None), "from nothing there is nothing to prove");
        let empty = signed(Head { size: 0, root: Hash([1; 32]) }, &log_key);
        let empty = AddCheckpoint::parse(&AddCheckpoint::bytes(0, &[], &empty)).unwrap();
        assert_eq!(judged(&empty, None), (422, None), "the root of nothing is known");
        let other = SigningKey::from_seed(ORIGIN, [9; 32]).unwrap();
        let by_other = signed(last, &other);
        let by_other = AddCheckpoint::parse(&AddCheckpoint::bytes(0, &[], &by_other)).unwrap();
        assert_eq!(judged(&by_other, None), (403, None));
        let mut changed = signed(last, &log_key);
        changed.text = changed.text.replace("\n5\n", "\n6\n");
        let changed = AddCheckpoint::parse(&AddCheckpoint::bytes(0, &[], &changed)).unwrap();
        assert_eq!(judged(&changed, None), (403, None));
    }

    #[test]
    fn a_request_has_one_form() {
        let good = AddCheckpoint::bytes(5, &[Hash([7; 32])], &signed(log(8, 1).1, &log_key()));
        assert_eq!(AddCheckpoint::parse(&good).unwrap().proof, [Hash([7; 32])]);
        let text = String::from_utf8(good).unwrap();
        let line = |text: &str| match AddCheckpoint::parse(text.as_bytes()) {
            Err(RequestError::Line { line, .. }) => line,
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(line(&text.replace("old 5", "old 05")), 1);
        assert_eq!(line(&text.replace("old 5", "5")), 1);
        assert_eq!(line(&text.replace("BwcH", "Bwc")), 2);
        assert_eq!(line("old 5\n"), 1);
        assert_eq!(line(&format!("old 5\n{}\n", "A\n".repeat(2))), 2);
        let hash = format!("{}\n", Hash([7; 32]).to_base64());
        assert_eq!(line(&text.replacen(&hash, &hash.repeat(64), 1)), 65);
        assert!(matches!(
            AddCheckpoint::parse(b"old 5\n\nno checkpoint\n"),
            Err(RequestError::Checkpoint(_))
        ));
        assert_eq!(
            AddCheckpoint::parse(b""),
            Err(RequestError::Line {
                line: 1,
                expected: "an old size, a proof, an empty line and a checkpoint"
            })
        );
    }

    #[test]
    fn an_answer_counts_when_it_is_the_witnesss_cosignature_of_that_checkpoint() {
        let request = request(0, 5, 1);
        let line = request.cosign(&witness(), 1_700_000_000).unwrap().to_line();
        let other = CosignerKey::from_seed("witness.example/w2", [5; 32]).unwrap();
        let others = request.cosign(&other, 1_700_000_000).unwrap().to_line();
        assert!(answered(&format!("{others}{line}"), request.note(), witness().verifier()).is_ok());
        assert!(answered(&others, request.note(), witness().verifier()).is_err());
        let changed = signed(log(6, 1).1, &log_key());
        assert!(answered(&line, &changed, witness().verifier()).is_err());
        assert!(answered("no line", request.note(), witness().verifier()).is_err());
    }
}
