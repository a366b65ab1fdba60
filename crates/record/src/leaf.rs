//! Leaves: what a room's log counts in, 40 bytes each.

use crate::commitment::Commitment;
use crate::hash::Hash;
use crate::tree;

/// Length of a leaf.
pub const LEAF_BYTES: usize = 40;

/// The log's time and a note's commitment.
///
/// ```text
/// u64be time_ms ‖ commitment[32]
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leaf {
    /// The log's time in milliseconds since 1970; within a log it never decreases.
    pub time_ms: u64,
    /// The commitment to the note.
    pub commitment: Commitment,
}

/// Bytes that are no leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a leaf has {LEAF_BYTES} bytes, this has {bytes}")]
pub struct LeafError {
    /// How many there are.
    pub bytes: usize,
}

impl Leaf {
    /// The 40 bytes.
    pub fn to_bytes(&self) -> [u8; LEAF_BYTES] {
        let mut bytes = [0; LEAF_BYTES];
        bytes[..8].copy_from_slice(&self.time_ms.to_be_bytes());
        bytes[8..].copy_from_slice(&self.commitment.0);
        bytes
    }

    /// Reads the 40 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Leaf, LeafError> {
        let error = LeafError { bytes: bytes.len() };
        let bytes: &[u8; LEAF_BYTES] = bytes.try_into().map_err(|_| error)?;
        let (time, commitment) = bytes.split_at(8);
        Ok(Leaf {
            time_ms: u64::from_be_bytes(time.try_into().map_err(|_| error)?),
            commitment: Commitment(commitment.try_into().map_err(|_| error)?),
        })
    }

    /// The hash under which the leaf stands in the tree: H(0x00 ‖ leaf).
    pub fn hash(&self) -> Hash {
        tree::leaf_hash(&self.to_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leaf_is_read_from_its_forty_bytes_only() {
        let leaf = Leaf { time_ms: 0x0102_0304_0506_0708, commitment: Commitment([0xaa; 32]) };
        let bytes = leaf.to_bytes();
        assert_eq!(bytes[..9], [1, 2, 3, 4, 5, 6, 7, 8, 0xaa]);
        assert_eq!(Leaf::from_bytes(&bytes), Ok(leaf));
        assert_eq!(Leaf::from_bytes(&bytes[1..]), Err(LeafError { bytes: 39 }));
        assert_eq!(Leaf::from_bytes(&[0; 41]), Err(LeafError { bytes: 41 }));
    }
}
