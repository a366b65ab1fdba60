//! Checkpoints (C2SP tlog-checkpoint v1.0.0): the head of a room's log, signed by the
//! venue's log key and cosigned by witnesses.
//!
//! ```text
//! verbale/000102030405060708090a0b0c0d0e0f
//! 3
//! rrawtMxtY3hgxlkL3aCdCN+VSDQzBn0qX4XU3HmVHaM=
//!
//! — verbale/000102030405060708090a0b0c0d0e0f <log key's signature>
//! — witness.example.org/w1 <cosignature>
//! ```

use crate::cosignature;
use crate::hash::Hash;
use crate::ids::Origin;
use crate::key::{KeyKind, SigningKey, VerifierKey};
use crate::lines::{Lines, decimal};
use crate::note::Head;
use crate::signed_note::{SIGNATURE_LINES_MAX, Signature, SignedNote, SignedNoteError};

/// Most lines that another log may add after the root.
pub const CHECKPOINT_EXTENSIONS_MAX: usize = 16;

/// The head of a room's log, as its log states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The room's origin.
    pub origin: Origin,
    /// Number of entries.
    pub size: u64,
    /// Root of the tree of that size.
    pub root: Hash,
}

/// A checkpoint with its signatures. The bytes are kept as they were: cosignatures are
/// added after them and nothing is re-encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    note: SignedNote,
}

/// The checkpoint of another log, which may have any origin and lines of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignCheckpoint {
    /// The log's origin.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// Root of the tree of that size.
    pub root: Hash,
    /// The lines after the root.
    pub extensions: Vec<String>,
}

/// A cosignature that verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosigned {
    /// The witness's name.
    pub witness: String,
    /// When it cosigned, in seconds since 1970, by its own clock.
    pub time_s: u64,
}

/// Why bytes are no checkpoint, or why it does not verify.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// They are not a signed note, or a signature fails.
    #[error(transparent)]
    SignedNote(#[from] SignedNoteError),
    /// A line of the text is not what it should be.
    #[error("line {line} of the checkpoint: expected {expected}")]
    Line {
        /// Number of the line, from 1.
        line: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// The key is not the log key of the checkpoint's room.
    #[error("the key {key} is not the log key of {origin}, whose name is the origin")]
    WrongKey {
        /// The key's name.
        key: String,
        /// The checkpoint's origin.
        origin: Origin,
    },
    /// The log key's signature is not there.
    #[error("the checkpoint is not signed by the log key")]
    NotSignedByLog,
}

impl Checkpoint {
    /// The text that is signed.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, self.root.to_base64())
    }

    /// Size and root.
    pub fn head(&self) -> Head {
        Head { size: self.size, root: self.root }
    }

    /// Signs with the log key, whose name must be the room's origin.
    pub fn sign(&self, log_key: &SigningKey) -> Result<SignedCheckpoint, CheckpointError> {
        if log_key.name() != self.origin.as_str() {
            return Err(CheckpointError::WrongKey {
                key: log_key.name().to_owned(),
                origin: self.origin.clone(),
            });
        }
        let text = self.text();
        let signatures = vec![log_key.sign(&text)];
        Ok(SignedCheckpoint { checkpoint: self.clone(), note: SignedNote { text, signatures } })
    }

    /// Reads the text of a checkpoint of ours: three lines and no more.
    pub fn parse_text(text: &str) -> Result<Checkpoint, CheckpointError> {
        let foreign = ForeignCheckpoint::parse_text(text)?;
        let origin = Origin::new(&foreign.origin)
            .map_err(|_| CheckpointError::Line { line: 1, expected: "the origin of a room" })?;
        if !foreign.extensions.is_empty() {
            return Err(CheckpointError::Line { line: 4, expected: "no further line" });
        }
        Ok(Checkpoint { origin, size: foreign.size, root: foreign.root })
    }
}

impl SignedCheckpoint {
    /// Reads a signed checkpoint of ours.
    pub fn parse(bytes: &[u8]) -> Result<SignedCheckpoint, CheckpointError> {
        let note = SignedNote::parse(bytes)?;
        Ok(SignedCheckpoint { checkpoint: Checkpoint::parse_text(&note.text)?, note })
    }

    /// What is signed.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The text and its signatures.
    pub fn note(&self) -> &SignedNote {
        &self.note
    }

    /// The bytes; [`SignedCheckpoint::parse`] reads them.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.note.to_bytes()
    }

    /// Adds a signature line, such as a witness's, unless it is there already or
    /// [`SIGNATURE_LINES_MAX`] are. Does not verify it.
    pub fn add_signature(&mut self, signature: Signature) {
        if self.note.signatures.len() < SIGNATURE_LINES_MAX && !self.note.signatures.contains(&signature) {
            self.note.signatures.push(signature);
        }
    }

    /// Verifies the log key's signature. The key's name must be the room's origin.
    pub fn verify(&self, log_key: &VerifierKey) -> Result<(), CheckpointError> {
        if log_key.name() != self.checkpoint.origin.as_str() || log_key.kind() != KeyKind::Ed25519 {
            return Err(CheckpointError::WrongKey {
                key: log_key.name().to_owned(),
                origin: self.checkpoint.origin.clone(),
            });
        }
        self.note.verify_by(log_key).map_err(|error| match error {
            SignedNoteError::NoKnownKey => CheckpointError::NotSignedByLog,
            error => error.into(),
        })
    }

    /// The cosignatures of the witnesses given, verified, in the order of the lines. One
    /// that is of a witness given and fails rejects all; those of others are ignored.
    pub fn cosigned(&self, witnesses: &[VerifierKey]) -> Result<Vec<Cosigned>, CheckpointError> {
        let known = |name: &str, id| {
            let found = |key: &&VerifierKey| {
                key.kind() == KeyKind::CosignatureV1 && key.name() == name && key.id() == id
            };
            witnesses.iter().find(found).cloned()
        };
        let verified = match self.note.verify(known) {
            Ok(verified) => verified,
            Err(SignedNoteError::NoKnownKey) => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        let cosigned = verified.iter().map(|&position| {
            let signature = &self.note.signatures[position];
            let (time_s, _) =
                cosignature::split(&signature.bytes).expect("a cosignature that verified has a time");
            Cosigned { witness: signature.name.clone(), time_s }
        });
        Ok(cosigned.collect())
    }
}

impl ForeignCheckpoint {
    /// Reads the text of any log's checkpoint.
    pub fn parse_text(text: &str) -> Result<ForeignCheckpoint, CheckpointError> {
        let error = |line, expected| CheckpointError::Line { line, expected };
        let mut lines = Lines::new(text);
        let origin = lines.next().filter(|line| !line.is_empty()).ok_or(error(1, "an origin"))?;
        let size =
            lines.next().and_then(decimal).ok_or(error(2, "a size, in digits without leading zeros"))?;
        let root = lines.next().and_then(|line| Hash::from_base64(line).ok());
        let root = root.ok_or(error(3, "a root of 32 bytes in base64"))?;
        let mut extensions = Vec::new();
        while let Some(line) = lines.next() {
            if line.is_empty() || extensions.len() == CHECKPOINT_EXTENSIONS_MAX {
                return Err(error(
                    lines.number(),
                    "the end of the text, or one of at most 16 further lines, none empty",
                ));
            }
            extensions.push(line.to_owned());
        }
        if !lines.rest().is_empty() {
            return Err(error(lines.number() + 1, "a newline at its end"));
        }
        Ok(ForeignCheckpoint { origin: origin.to_owned(), size, root, extensions })
    }
}
