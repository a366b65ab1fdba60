//! Proofs of inclusion that stand alone (C2SP tlog-proof v1), kept as `.tlog-proof` files.
//!
//! ```text
//! c2sp.org/tlog-proof@v1
//! extra YW55dGhpbmc=
//! index 1
//! <base64 hash, from the leaf's sibling up, one a line>
//!
//! <the signed checkpoint>
//! ```

use crate::base64_text;
use crate::checkpoint::{CheckpointError, SignedCheckpoint};
use crate::hash::Hash;
use crate::key::VerifierKey;
use crate::lines::{Lines, decimal};
use crate::signed_note::SIGNED_NOTE_BYTES_MAX;
use crate::tree::{PROOF_HASHES_MAX, ProofError, verify_inclusion};

/// Largest proof file that is read.
pub const TLOG_PROOF_BYTES_MAX: usize = SIGNED_NOTE_BYTES_MAX + 128 * 1024;
/// Most bytes of extra data in a proof.
pub const TLOG_PROOF_EXTRA_BYTES_MAX: usize = 65_536;

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";

/// That an entry is in a log, to be checked with the log's key alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlogProof {
    /// Data that goes with the proof and that nothing authenticates.
    pub extra: Option<Vec<u8>>,
    /// The entry's index, from 0.
    pub index: u64,
    /// The inclusion proof.
    pub hashes: Vec<Hash>,
    /// The checkpoint of the tree that the entry is in.
    pub checkpoint: SignedCheckpoint,
}

/// Why bytes are no proof, or why it does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TlogProofError {
    /// Too many bytes.
    #[error("a proof has at most {TLOG_PROOF_BYTES_MAX} bytes, this has {bytes}")]
    TooLong {
        /// How many there are.
        bytes: usize,
    },
    /// Not UTF-8.
    #[error("byte {offset} is not UTF-8")]
    Utf8 {
        /// Offset of the first byte that is not.
        offset: usize,
    },
    /// A line is not what it should be.
    #[error("line {line} of the proof: expected {expected}")]
    Line {
        /// Number of the line, from 1.
        line: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// The checkpoint in it is none, or does not verify.
    #[error("the checkpoint in the proof: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// The entry is not shown to be in the tree.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl TlogProof {
    /// Reads a proof.
    pub fn parse(bytes: &[u8]) -> Result<TlogProof, TlogProofError> {
        if bytes.len() > TLOG_PROOF_BYTES_MAX {
            return Err(TlogProofError::TooLong { bytes: bytes.len() });
        }
        let text = str::from_utf8(bytes).map_err(|e| TlogProofError::Utf8 { offset: e.valid_up_to() })?;
        let mut lines = Lines::new(text);
        let error = |line, expected| TlogProofError::Line { line, expected };
        if lines.next() != Some(FIRST_LINE) {
            return Err(error(1, "`c2sp.org/tlog-proof@v1`"));
        }
        let mut line = lines.next();
        let mut extra = None;
        if let Some(encoded) = line.and_then(|line| line.strip_prefix("extra ")) {
            let decoded =
                base64_text::decode(encoded).filter(|extra| extra.len() <= TLOG_PROOF_EXTRA_BYTES_MAX);
            extra = Some(decoded.ok_or(error(2, "extra data of at most 65536 bytes in base64"))?);
            line = lines.next();
        }
        let index = line.and_then(|line| line.strip_prefix("index ")).and_then(decimal);
        let index =
            index.ok_or(error(lines.number().max(2), "`index` and a number without leading zeros"))?;
        let mut hashes = Vec::new();
        loop {
            let number = lines.number() + 1;
            match lines.next() {
                Some("") => break,
                Some(line) if hashes.len() < PROOF_HASHES_MAX => {
                    hashes.push(
                        Hash::from_base64(line)
                            .map_err(|_| error(number, "a hash in base64, or a blank line"))?,
                    );
                }
                Some(_) => return Err(error(number, "a blank line: no proof has more than 65 hashes")),
                None => {
                    return Err(error(number, "a hash in base64, or the blank line before the checkpoint"));
                }
            }
        }
        let checkpoint = SignedCheckpoint::parse(lines.rest().as_bytes())?;
        Ok(TlogProof { extra, index, hashes, checkpoint })
    }

    /// The bytes; [`TlogProof::parse`] reads them.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = String::from(FIRST_LINE);
        if let Some(extra) = &self.extra {
            out.push_str("\nextra ");
            base64_text::encode_into(extra, &mut out);
        }
        out.push_str(&format!("\nindex {}\n", self.index));
        for hash in &self.hashes {
            base64_text::encode_into(&hash.0, &mut out);
            out.push('\n');
        }
        out.push('\n');
        let mut bytes = out.into_bytes();
        bytes.extend_from_slice(&self.checkpoint.to_bytes());
        bytes
    }

    /// Verifies the checkpoint with the room's log key, and that the entry is in its tree.
    pub fn verify(&self, entry_hash: Hash, log_key: &VerifierKey) -> Result<(), TlogProofError> {
        self.checkpoint.verify(log_key)?;
        let checkpoint = self.checkpoint.checkpoint();
        Ok(verify_inclusion(self.index, checkpoint.size, entry_hash, &self.hashes, checkpoint.root)?)
    }
}
