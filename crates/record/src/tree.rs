//! The Merkle tree of RFC 6962 (section 2.1; RFC 9162 has the same): hashes, the
//! frontier by which a log grows, roots of earlier sizes, and proofs.
//!
//! ```text
//! leaf   H(00 ‖ leaf)          node   H(01 ‖ left ‖ right)          empty tree   H("")
//! ```
//! A *perfect subtree* of level `l` and index `i` spans the leaves `i·2^l .. (i+1)·2^l`.
//! Its hash never changes once those leaves exist, so perfect subtrees are what is
//! stored and read; every root and proof is put together from them.

use sha2::{Digest, Sha256};

use crate::hash::Hash;

mod frontier;
mod memory;
mod prove;
mod verify;

pub use frontier::{Frontier, FrontierError};
pub use memory::MemoryHashes;
pub use prove::{prove_consistency, prove_inclusion, root_at};
pub use verify::{ProofError, verify_consistency, verify_inclusion};

/// Most hashes in a proof: a tree of at most 2^64 leaves is 64 levels high, and a
/// consistency proof holds one more.
pub const PROOF_HASHES_MAX: usize = 65;

/// Root of the tree without leaves: H("").
pub const EMPTY_ROOT: Hash = Hash([
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27,
    0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
]);

/// The hash under which an entry stands in the tree: H(0x00 ‖ entry).
pub fn leaf_hash(entry: &[u8]) -> Hash {
    let mut hash = Sha256::new();
    hash.update([0x00]);
    hash.update(entry);
    Hash(hash.finalize().into())
}

/// The hash of an inner node: H(0x01 ‖ left ‖ right).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut bytes = [0u8; 65];
    bytes[0] = 0x01;
    bytes[1..33].copy_from_slice(&left.0);
    bytes[33..].copy_from_slice(&right.0);
    Hash(Sha256::digest(bytes).into())
}

/// Where stored hashes of perfect subtrees are read from: memory, rows, tiles.
pub trait HashReader {
    /// The hash of the perfect subtree of `level` and `index`, which spans the leaves
    /// `index << level .. (index + 1) << level`. `None` where it is not held; asked only
    /// for subtrees that lie wholly within the size in question.
    fn read(&self, level: u8, index: u64) -> Option<Hash>;
}

impl<R: HashReader + ?Sized> HashReader for &R {
    fn read(&self, level: u8, index: u64) -> Option<Hash> {
        (**self).read(level, index)
    }
}

/// Why a root or proof cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// The reader does not hold a hash that is needed.
    #[error(
        "the hash of the subtree of level {level}, index {index} is missing; the stored tree is incomplete"
    )]
    Missing {
        /// Its level: it spans 2^level leaves.
        level: u8,
        /// Its index among the subtrees of that level.
        index: u64,
    },
    /// The leaf is not in the tree.
    #[error("a tree of {size} entries has no entry {index}")]
    NoSuchEntry {
        /// Index of the leaf, from 0.
        index: u64,
        /// Size of the tree.
        size: u64,
    },
    /// The old tree is larger than the new one.
    #[error("a log of {new} entries did not grow from one of {old}")]
    NotOlder {
        /// Size said to be the older.
        old: u64,
        /// Size said to be the newer.
        new: u64,
    },
}

/// The largest power of two smaller than `n`: where RFC 6962 splits `n` leaves (n ≥ 2).
fn split(n: u64) -> u64 {
    debug_assert!(n >= 2);
    1 << (u64::BITS - 1 - (n - 1).leading_zeros())
}

#[cfg(test)]
mod tests;
