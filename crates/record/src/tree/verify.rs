//! Checking proofs, as RFC 9162 sections 2.1.3.2 and 2.1.4.2 say.

use super::{EMPTY_ROOT, node_hash};
use crate::hash::Hash;

/// Why a proof does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The sizes or the index cannot be.
    #[error(
        "the sizes or the index of the proof cannot be: the entry lies beyond the tree, or the old tree is larger than the new"
    )]
    Range,
    /// The proof has too many or too few hashes for these sizes.
    #[error("the proof has {got} hashes, which does not fit its sizes")]
    Length {
        /// How many it has.
        got: usize,
    },
    /// The proof leads to another root for the (new) tree.
    #[error("the proof does not lead to the root of the tree; entry, proof or root was changed")]
    Root,
    /// The proof leads to another root for the old tree.
    #[error("the newer tree did not grow from the older: the older root differs")]
    OldRoot,
}

/// Verifies that `leaf_hash` is that of the leaf `index` in the tree of `size` and `root`.
pub fn verify_inclusion(
    index: u64,
    size: u64,
    leaf_hash: Hash,
    proof: &[Hash],
    root: Hash,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::Range);
    }
    let length = ProofError::Length { got: proof.len() };
    let (mut node, mut last) = (index, size - 1);
    let mut hash = leaf_hash;
    for sibling in proof {
        if last == 0 {
            return Err(length);
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(length);
    }
    if hash == root { Ok(()) } else { Err(ProofError::Root) }
}

/// Verifies that the tree of `new` leaves and `new_root` grew from that of `old` leaves
/// and `old_root`.
pub fn verify_consistency(
    old: u64,
    new: u64,
    old_root: Hash,
    proof: &[Hash],
    new_root: Hash,
) -> Result<(), ProofError> {
    let implied = implied_old_root(old, new, old_root, proof, new_root)?;
    if implied == old_root { Ok(()) } else { Err(ProofError::OldRoot) }
}

/// The root that the proof gives the first `old` leaves of the tree of `new` leaves and
/// `new_root`. `old_root` is what the proof starts from where the old tree is a perfect
/// subtree of the new one.
fn implied_old_root(
    old: u64,
    new: u64,
    old_root: Hash,
    proof: &[Hash],
    new_root: Hash,
) -> Result<Hash, ProofError> {
    if old > new {
        return Err(ProofError::Range);
    }
    let length = ProofError::Length { got: proof.len() };
    if old == 0 || old == new {
        let implied = if old == 0 { EMPTY_ROOT } else { new_root };
        return if proof.is_empty() { Ok(implied) } else { Err(length) };
    }
    let (first, rest) = if old.is_power_of_two() {
        (old_root, proof)
    } else {
        let (first, rest) = proof.split_first().ok_or(length)?;
        (*first, rest)
    };
    let (mut node, mut last) = (old - 1, new - 1);
    let even = node.trailing_ones();
    node >>= even;
    last >>= even;
    let (mut old_hash, mut new_hash) = (first, first);
    for sibling in rest {
        if last == 0 {
            return Err(length);
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(length);
    }
    if new_hash == new_root { Ok(old_hash) } else { Err(ProofError::Root) }
}
