//! What stands in the members of an archive.

use std::collections::BTreeMap;

use super::ArchiveFault;
use crate::carried::EVIDENCE_BYTES_MAX;
use crate::checkpoint::SignedCheckpoint;
use crate::commitment::{Opening, SALT_BYTES};
use crate::leaf::{LEAF_BYTES, Leaf};
use crate::note::{ANNEX_BYTES_MAX, NOTE_BYTES_MAX};
use crate::tile;

/// What an archive holds of an annex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnnexState {
    /// Its opening.
    Open(Opening),
    /// Nothing: it was erased, as an `erased` note in the record says.
    Erased,
    /// Nothing: the archive's reader may not see it.
    Withheld,
}

const OPEN: u8 = 1;
const ERASED: u8 = 2;
const WITHHELD: u8 = 3;

impl AnnexState {
    /// Length of its record: state ‖, where open, salt ‖ u32be length ‖ content.
    pub(super) fn record_bytes(&self) -> usize {
        match self {
            AnnexState::Open(opening) => 1 + SALT_BYTES + 4 + opening.content.len(),
            AnnexState::Erased | AnnexState::Withheld => 1,
        }
    }

    pub(super) fn push_record(&self, out: &mut Vec<u8>) {
        match self {
            AnnexState::Open(opening) => {
                out.push(OPEN);
                push_opening(out, opening);
            }
            AnnexState::Erased => out.push(ERASED),
            AnnexState::Withheld => out.push(WITHHELD),
        }
    }
}

/// The leaves of a chunk, as a bundle of entries.
pub(super) fn write_leaves(leaves: &[Leaf]) -> Vec<u8> {
    let leaves: Vec<[u8; LEAF_BYTES]> = leaves.iter().map(Leaf::to_bytes).collect();
    tile::encode_entries(leaves.iter().map(|leaf| &leaf[..])).expect("a chunk fits a bundle")
}

pub(super) fn read_leaves(bytes: &[u8], count: usize) -> Result<Vec<Leaf>, ArchiveFault> {
    let expected = |record, expected| ArchiveFault::Record { record, expected };
    let entries = tile::decode_entries(bytes).map_err(|_| expected(0, "a bundle of leaves of 40 bytes"))?;
    let leaves = entries.iter().enumerate();
    let leaves =
        leaves.map(|(n, entry)| Leaf::from_bytes(entry).map_err(|_| expected(n, "a leaf of 40 bytes")));
    let leaves: Vec<Leaf> = leaves.collect::<Result<_, _>>()?;
    if leaves.len() == count {
        Ok(leaves)
    } else {
        Err(expected(leaves.len(), "as many leaves as the checkpoint counts"))
    }
}

/// The openings of a chunk's notes: salt ‖ u32be length ‖ content, repeated.
pub(super) fn write_notes(openings: &[Opening]) -> Result<Vec<u8>, ArchiveFault> {
    let total = openings.iter().map(|o| SALT_BYTES + 4 + o.content.len()).sum();
    let mut out = Vec::with_capacity(total);
    for (record, opening) in openings.iter().enumerate() {
        if opening.content.len() > NOTE_BYTES_MAX {
            return Err(ArchiveFault::Record { record, expected: "a note of at most 65536 bytes" });
        }
        push_opening(&mut out, opening);
    }
    Ok(out)
}

pub(super) fn read_notes(bytes: &[u8], count: usize) -> Result<Vec<Opening>, ArchiveFault> {
    let expected = |record, expected| ArchiveFault::Record { record, expected };
    let mut openings = Vec::with_capacity(count);
    let mut rest = bytes;
    for record in 0..count {
        let (opening, after) = read_opening(rest, NOTE_BYTES_MAX)
            .ok_or(expected(record, "a salt, a length of at most 65536, and a note of that length"))?;
        openings.push(opening);
        rest = after;
    }
    if rest.is_empty() { Ok(openings) } else { Err(expected(count, "no note without a leaf")) }
}

/// The evidence of a chunk's carried notes, by their position in the chunk: position (1) ‖ u16be
/// length ‖ evidence, ascending.
pub(super) fn write_proofs(
    evidence: &BTreeMap<usize, Vec<u8>>,
    count: usize,
) -> Result<Vec<u8>, ArchiveFault> {
    let mut out = Vec::new();
    for (record, (&position, evidence)) in evidence.iter().enumerate() {
        let fits = position < count && !evidence.is_empty() && evidence.len() <= EVIDENCE_BYTES_MAX;
        let (Ok(place), Ok(length), true) = (u8::try_from(position), u16::try_from(evidence.len()), fits)
        else {
            return Err(ArchiveFault::Record { record, expected: PROOF_EXPECTED });
        };
        out.push(place);
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(evidence);
    }
    Ok(out)
}

const PROOF_EXPECTED: &str =
    "an entry's position, ascending, a length of 1 to 16384, and evidence of that length";

pub(super) fn read_proofs(bytes: &[u8], count: usize) -> Result<BTreeMap<usize, Vec<u8>>, ArchiveFault> {
    let mut evidence: BTreeMap<usize, Vec<u8>> = BTreeMap::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let after_last = evidence.last_key_value().map_or(0, |(last, _)| last + 1);
        let (position, content, after) = read_proof(rest)
            .filter(|(position, ..)| (after_last..count).contains(position))
            .ok_or(ArchiveFault::Record { record: evidence.len(), expected: PROOF_EXPECTED })?;
        evidence.insert(position, content.to_vec());
        rest = after;
    }
    Ok(evidence)
}

fn read_proof(bytes: &[u8]) -> Option<(usize, &[u8], &[u8])> {
    let (&position, rest) = bytes.split_first()?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let length = usize::from(u16::from_be_bytes(*length));
    let (content, rest) =
        rest.split_at_checked(length).filter(|_| (1..=EVIDENCE_BYTES_MAX).contains(&length))?;
    Some((usize::from(position), content, rest))
}

pub(super) fn read_annexes(bytes: &[u8]) -> Result<Vec<AnnexState>, ArchiveFault> {
    let mut annexes = Vec::new();
    let mut rest = bytes;
    while let Some((&state, after)) = rest.split_first() {
        let expected = |expected| ArchiveFault::Record { record: annexes.len(), expected };
        let (annex, after) = match state {
            OPEN => {
                let (opening, after) = read_opening(after, ANNEX_BYTES_MAX)
                    .ok_or(expected("a salt, a length of at most 1048576, and an annex of that length"))?;
                (AnnexState::Open(opening), after)
            }
            ERASED => (AnnexState::Erased, after),
            WITHHELD => (AnnexState::Withheld, after),
            _ => return Err(expected("1 (open), 2 (erased) or 3 (withheld)")),
        };
        annexes.push(annex);
        rest = after;
    }
    Ok(annexes)
}

/// The checkpoint in its one form: the log's signatures, then the others by name and id,
/// each line once. Lines say nothing by their order, so an archive has them in one.
pub(super) fn canonical_checkpoint(checkpoint: &SignedCheckpoint) -> Vec<u8> {
    let origin = checkpoint.checkpoint().origin.as_str();
    let mut note = checkpoint.note().clone();
    note.signatures.sort_by(|a, b| {
        let key =
            |s: &crate::signed_note::Signature| (s.name != origin, s.name.clone(), s.key_id, s.bytes.clone());
        key(a).cmp(&key(b))
    });
    note.signatures.dedup();
    note.to_bytes()
}

fn push_opening(out: &mut Vec<u8>, opening: &Opening) {
    let length = u32::try_from(opening.content.len()).expect("notes and annexes are limited far below 4 GiB");
    out.extend_from_slice(&opening.salt);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(&opening.content);
}

fn read_opening(bytes: &[u8], content_max: usize) -> Option<(Opening, &[u8])> {
    let (salt, rest) = bytes.split_first_chunk::<SALT_BYTES>()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok().filter(|&n| n <= content_max)?;
    let (content, rest) = rest.split_at_checked(length)?;
    Some((Opening { salt: *salt, content: content.to_vec() }, rest))
}
