//! Fork proofs: two signed texts that cannot both be about one log that only grows.
//!
//! ```text
//! verbale/fork-proof/v1
//! verbale/000102030405060708090a0b0c0d0e0f
//! checkpoint 5
//! <the five lines of a signed checkpoint>
//! checkpoint 5                      or: note 8, a note that cites a head
//! <its lines>
//! prefix 3 <base64 root>            where the two sizes differ
//! <a consistency proof, one base64 hash a line>
//! ```
//! Two heads of one size conflict where their roots differ. Of two sizes, the larger log
//! has its own first entries; the consistency proof shows what root these have, and the
//! smaller head conflicts where it says another. The proof starts from `prefix`, ends at
//! the larger head, and so needs nobody's word but that of the two who signed.

use crate::checkpoint::{CheckpointError, SignedCheckpoint};
use crate::hash::Hash;
use crate::ids::{KeyName, Origin};
use crate::key::VerifierKey;
use crate::lines::{Lines, decimal};
use crate::note::{Head, NOTE_BYTES_MAX, Note, NoteError};
use crate::signed_note::SIGNED_NOTE_BYTES_MAX;
use crate::tree::{EMPTY_ROOT, PROOF_HASHES_MAX, ProofError, verify_consistency};

/// Largest fork proof that is read.
pub const FORK_PROOF_BYTES_MAX: usize = 2 * SIGNED_NOTE_BYTES_MAX + 8 * 1024;

const FIRST_LINE: &str = "verbale/fork-proof/v1";

/// Two signed texts that state heads of one room's log, and what shows that they conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForkProof {
    /// What the log key signed.
    pub first: SignedCheckpoint,
    /// What conflicts with it.
    pub second: Evidence,
    /// What shows it, where the two sizes differ.
    pub prefix: Option<Prefix>,
}

/// What conflicts with a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Another checkpoint, signed by the same log key: the log's own word against itself.
    Checkpoint(SignedCheckpoint),
    /// A note that cites a head: the word of its signers that they had verified it.
    Note(Note),
}

/// That the larger log begins otherwise than the smaller head says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefix {
    /// Root that the larger log has at the smaller size.
    pub root: Hash,
    /// The consistency proof from the smaller size with that root to the larger head.
    pub consistency: Vec<Hash>,
}

/// A fork, proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fork {
    /// The head that the checkpoint states.
    pub first: Head,
    /// The head that conflicts with it.
    pub second: Head,
}

/// Why bytes are no fork proof, or why it proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ForkProofError {
    /// Too many bytes.
    #[error("a fork proof has at most {FORK_PROOF_BYTES_MAX} bytes, this has {bytes}")]
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
    #[error("line {line} of the fork proof: expected {expected}")]
    Line {
        /// Number of the line, from 1.
        line: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// A checkpoint in it is none, or does not verify.
    #[error("a checkpoint in the fork proof: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// The note in it is none, or does not verify.
    #[error("the note in the fork proof: {0}")]
    Note(#[from] NoteError),
    /// The two are of different rooms.
    #[error("the two are of different rooms, {0} and {1}; heads of different logs never conflict")]
    OtherRoom(Origin, Origin),
    /// The two agree.
    #[error("the two state the same: there is no fork")]
    Agree,
    /// The sizes differ and nothing shows that the smaller is no beginning of the larger.
    #[error(
        "the sizes differ, and without the root that the larger log had at the smaller size nothing is proved"
    )]
    NoPrefix,
    /// The consistency proof does not lead to the larger head.
    #[error("the consistency proof: {0}")]
    Consistency(#[from] ProofError),
}

impl Evidence {
    /// The head that it states.
    pub fn head(&self) -> Head {
        match self {
            Evidence::Checkpoint(checkpoint) => checkpoint.checkpoint().head(),
            Evidence::Note(note) => note.head,
        }
    }

    /// The room that it is of.
    pub fn origin(&self) -> &Origin {
        match self {
            Evidence::Checkpoint(checkpoint) => &checkpoint.checkpoint().origin,
            Evidence::Note(note) => &note.origin,
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Evidence::Checkpoint(_) => "checkpoint",
            Evidence::Note(_) => "note",
        }
    }

    fn to_bytes(&self) -> Vec<u8> {
        match self {
            Evidence::Checkpoint(checkpoint) => checkpoint.to_bytes(),
            Evidence::Note(note) => note.as_bytes().to_vec(),
        }
    }
}

impl ForkProof {
    /// Reads a fork proof.
    pub fn parse(bytes: &[u8]) -> Result<ForkProof, ForkProofError> {
        if bytes.len() > FORK_PROOF_BYTES_MAX {
            return Err(ForkProofError::TooLong { bytes: bytes.len() });
        }
        let text = str::from_utf8(bytes).map_err(|e| ForkProofError::Utf8 { offset: e.valid_up_to() })?;
        let mut lines = Lines::new(text);
        let error = |line, expected| ForkProofError::Line { line, expected };
        if lines.next() != Some(FIRST_LINE) {
            return Err(error(1, "`verbale/fork-proof/v1`"));
        }
        let origin = lines.next().and_then(|line| Origin::new(line).ok());
        let origin = origin.ok_or(error(2, "the origin of the room"))?;
        let (word, embedded) = read_embedded(&mut lines)?;
        if word != "checkpoint" {
            return Err(error(3, "`checkpoint` and the number of its lines"));
        }
        let first = SignedCheckpoint::parse(embedded.as_bytes())?;
        let (word, embedded) = read_embedded(&mut lines)?;
        let second = if word == "checkpoint" {
            Evidence::Checkpoint(SignedCheckpoint::parse(embedded.as_bytes())?)
        } else {
            Evidence::Note(Note::parse(embedded.as_bytes())?)
        };
        let prefix = read_prefix(&mut lines, first.checkpoint().size.min(second.head().size))?;
        let proof = ForkProof { first, second, prefix };
        for found in [&proof.first.checkpoint().origin, proof.second.origin()] {
            if *found != origin {
                return Err(ForkProofError::OtherRoom(origin, found.clone()));
            }
        }
        Ok(proof)
    }

    /// The bytes; [`ForkProof::parse`] reads them.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = format!("{FIRST_LINE}\n{}\n", self.first.checkpoint().origin).into_bytes();
        let mut embed = |word: &str, bytes: Vec<u8>| {
            let lines = bytes.iter().filter(|&&b| b == b'\n').count();
            out.extend_from_slice(format!("{word} {lines}\n").as_bytes());
            out.extend_from_slice(&bytes);
        };
        embed("checkpoint", self.first.to_bytes());
        embed(self.second.word(), self.second.to_bytes());
        if let Some(prefix) = &self.prefix {
            let size = self.first.checkpoint().size.min(self.second.head().size);
            out.extend_from_slice(format!("prefix {}\n", Head { size, root: prefix.root }).as_bytes());
            for hash in &prefix.consistency {
                out.extend_from_slice(format!("{}\n", hash.to_base64()).as_bytes());
            }
        }
        out
    }

    /// Verifies both signatures and that the two conflict. `member` knows the keys of the
    /// room's members; it is asked only where the second is a note. That a note cites a
    /// foreign head is its signers' word, so who reads the proof weighs whose it is.
    pub fn verify(
        &self,
        log_key: &VerifierKey,
        member: impl FnMut(&KeyName, u32) -> Option<VerifierKey>,
    ) -> Result<Fork, ForkProofError> {
        let (first, second) = (self.first.checkpoint().head(), self.second.head());
        if self.first.checkpoint().origin != *self.second.origin() {
            let origin = self.first.checkpoint().origin.clone();
            return Err(ForkProofError::OtherRoom(origin, self.second.origin().clone()));
        }
        self.first.verify(log_key)?;
        match &self.second {
            Evidence::Checkpoint(checkpoint) => checkpoint.verify(log_key)?,
            Evidence::Note(note) => note.verify(member)?,
        }
        let (smaller, larger) = if first.size <= second.size { (first, second) } else { (second, first) };
        if self.conflict(smaller, larger)? { Ok(Fork { first, second }) } else { Err(ForkProofError::Agree) }
    }

    fn conflict(&self, smaller: Head, larger: Head) -> Result<bool, ForkProofError> {
        if smaller.size == larger.size {
            return Ok(smaller.root != larger.root);
        }
        if smaller.size == 0 {
            return Ok(smaller.root != EMPTY_ROOT);
        }
        let prefix = self.prefix.as_ref().ok_or(ForkProofError::NoPrefix)?;
        verify_consistency(smaller.size, larger.size, prefix.root, &prefix.consistency, larger.root)?;
        Ok(prefix.root != smaller.root)
    }
}

/// Reads `checkpoint N` or `note N` and the N lines after it.
fn read_embedded<'a>(lines: &mut Lines<'a>) -> Result<(&'a str, &'a str), ForkProofError> {
    let number = lines.number() + 1;
    let expected = "`checkpoint` or `note`, and the number of its lines";
    let error = ForkProofError::Line { line: number, expected };
    let (word, count) = lines.next().and_then(|line| line.split_once(' ')).ok_or(error.clone())?;
    if word != "checkpoint" && word != "note" {
        return Err(error);
    }
    let lines_max = NOTE_BYTES_MAX as u64;
    let count = decimal(count).filter(|&n| n <= lines_max).ok_or(error)?;
    let start = lines.rest();
    for _ in 0..count {
        let short =
            ForkProofError::Line { line: lines.number() + 1, expected: "as many lines as were announced" };
        lines.next().ok_or(short)?;
    }
    Ok((word, &start[..start.len() - lines.rest().len()]))
}

fn read_prefix(lines: &mut Lines<'_>, size: u64) -> Result<Option<Prefix>, ForkProofError> {
    if lines.rest().is_empty() {
        return Ok(None);
    }
    let number = lines.number() + 1;
    let read = |line: &str| {
        let (said, root) = line.strip_prefix("prefix ")?.split_once(' ')?;
        let root = Hash::from_base64(root).ok()?;
        (decimal(said)? == size).then_some(root)
    };
    let expected = "`prefix`, the smaller of the two sizes, and a root in base64";
    let root = lines.next().and_then(read).ok_or(ForkProofError::Line { line: number, expected })?;
    let mut consistency = Vec::new();
    while !lines.rest().is_empty() {
        let number = lines.number() + 1;
        let hash = lines.next().filter(|_| consistency.len() < PROOF_HASHES_MAX);
        let hash = hash.and_then(|line| Hash::from_base64(line).ok());
        let expected = "a hash in base64 (at most 65 of them)";
        consistency.push(hash.ok_or(ForkProofError::Line { line: number, expected })?);
    }
    Ok(Some(Prefix { root, consistency }))
}
