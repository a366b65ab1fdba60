//! Roots of earlier sizes, and proofs, from stored hashes.

use super::{EMPTY_ROOT, HashReader, TreeError, node_hash, split};
use crate::hash::Hash;

/// Root of the tree of the first `size` leaves.
pub fn root_at(size: u64, hashes: &impl HashReader) -> Result<Hash, TreeError> {
    if size == 0 { Ok(EMPTY_ROOT) } else { range_root(0, size, hashes) }
}

/// The inclusion proof (RFC 6962 section 2.1.1) of the leaf `index` in the tree of the
/// first `size` leaves: from the leaf's sibling up.
pub fn prove_inclusion(index: u64, size: u64, hashes: &impl HashReader) -> Result<Vec<Hash>, TreeError> {
    if index >= size {
        return Err(TreeError::NoSuchEntry { index, size });
    }
    // Descends from the root, noting the sibling at each step; the proof goes upward.
    let mut proof = Vec::new();
    let (mut start, mut len) = (0, size);
    while len > 1 {
        let left = split(len);
        if index - start < left {
            proof.push(range_root(start + left, len - left, hashes)?);
            len = left;
        } else {
            proof.push(range_root(start, left, hashes)?);
            start += left;
            len -= left;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// The consistency proof (RFC 6962 section 2.1.2) that the tree of the first `new`
/// leaves grew from that of the first `old`. Empty for `old` 0 and for `old` = `new`.
pub fn prove_consistency(old: u64, new: u64, hashes: &impl HashReader) -> Result<Vec<Hash>, TreeError> {
    if old > new {
        return Err(TreeError::NotOlder { old, new });
    }
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let mut proof = Vec::new();
    let (mut start, mut len) = (0, new);
    // Descends to the subtree that ends where the old tree ends.
    while start + len != old {
        let left = split(len);
        if old - start <= left {
            proof.push(range_root(start + left, len - left, hashes)?);
            len = left;
        } else {
            proof.push(range_root(start, left, hashes)?);
            start += left;
            len -= left;
        }
    }
    // A subtree that is the whole old tree is known to the reader of the proof.
    if start != 0 {
        proof.push(range_root(start, len, hashes)?);
    }
    proof.reverse();
    Ok(proof)
}

/// Root of `len` ≥ 1 leaves from `start`, where `start` is a multiple of the smallest
/// power of two that is at least `len`, as every range in RFC 6962's recursion is.
fn range_root(start: u64, len: u64, hashes: &impl HashReader) -> Result<Hash, TreeError> {
    if len.is_power_of_two() {
        let level = len.trailing_zeros() as u8;
        let index = start >> level;
        return hashes.read(level, index).ok_or(TreeError::Missing { level, index });
    }
    let left = split(len);
    let (left_root, right_root) =
        (range_root(start, left, hashes)?, range_root(start + left, len - left, hashes)?);
    Ok(node_hash(&left_root, &right_root))
}
