//! The right edge of a growing tree.

use super::{EMPTY_ROOT, node_hash};
use crate::hash::Hash;

/// The perfect subtrees that a tree of some size falls into, largest first: all that is
/// needed to append to it and to know its root. One hash for each bit set in the size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// Roots of the perfect subtrees, from the left: one for each bit of `size`, the
    /// highest first.
    subtrees: Vec<Hash>,
}

/// Bytes that are no frontier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a frontier is its size in 8 bytes and 32 bytes for each bit set in it; these {bytes} bytes are not")]
pub struct FrontierError {
    /// How many bytes there are.
    pub bytes: usize,
}

impl Frontier {
    /// The frontier of the empty tree.
    pub fn new() -> Frontier {
        Frontier::default()
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The perfect subtrees, each with its level, index and hash, the smallest first.
    pub fn subtrees(&self) -> impl Iterator<Item = (u8, u64, Hash)> {
        let levels = (0..u64::BITS as u8).filter(|level| self.size >> level & 1 == 1);
        levels.zip(self.subtrees.iter().rev()).map(|(level, hash)| (level, (self.size >> level) - 1, *hash))
    }

    /// Appends a leaf, given by its hash.
    pub fn append(&mut self, leaf_hash: Hash) {
        self.append_with(leaf_hash, |_, _, _| {});
    }

    /// Appends a leaf, given by its hash, and tells `completed` the level, index and
    /// hash of each perfect subtree that is now complete, the leaf itself first: what a
    /// store keeps for a [`super::HashReader`].
    pub fn append_with(&mut self, leaf_hash: Hash, mut completed: impl FnMut(u8, u64, Hash)) {
        let mut hash = leaf_hash;
        completed(0, self.size, hash);
        for level in 1..=self.size.trailing_ones() as u8 {
            let left = self.subtrees.pop().expect("one subtree for each bit set in the size");
            hash = node_hash(&left, &hash);
            completed(level, self.size >> level, hash);
        }
        self.subtrees.push(hash);
        self.size = self.size.checked_add(1).expect("fewer than 2^64 entries");
    }

    /// Root of the tree.
    pub fn root(&self) -> Hash {
        let mut subtrees = self.subtrees.iter().rev();
        match subtrees.next() {
            None => EMPTY_ROOT,
            Some(&last) => subtrees.fold(last, |right, left| node_hash(left, &right)),
        }
    }

    /// `u64be size`, then the subtrees' hashes, largest first.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(8 + 32 * self.subtrees.len());
        bytes.extend_from_slice(&self.size.to_be_bytes());
        for hash in &self.subtrees {
            bytes.extend_from_slice(&hash.0);
        }
        bytes
    }

    /// Reads what [`Frontier::to_bytes`] writes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Frontier, FrontierError> {
        let error = FrontierError { bytes: bytes.len() };
        let (size, hashes) = bytes.split_first_chunk::<8>().ok_or(error)?;
        let size = u64::from_be_bytes(*size);
        let (subtrees, rest) = hashes.as_chunks::<32>();
        if !rest.is_empty() || subtrees.len() != size.count_ones() as usize {
            return Err(error);
        }
        Ok(Frontier { size, subtrees: subtrees.iter().map(|&hash| Hash(hash)).collect() })
    }
}
