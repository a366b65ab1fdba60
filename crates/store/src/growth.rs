//! What a log grew by, as far as proofs need it.

use verbale_record::Hash;
use verbale_record::tree::{Frontier, HashReader};

/// The perfect subtrees at the growing end of a log: those that it fell into, and those that
/// were completed since. The proof of each entry added since, in the tree that it led to,
/// is made of these alone, so that a receipt reads no row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Growth {
    /// By level, from that of the leaves.
    levels: Vec<Level>,
}

/// Subtrees of one level that follow each other.
#[derive(Clone, Debug)]
struct Level {
    /// Index of the first.
    first: u64,
    hashes: Vec<Hash>,
}

impl Growth {
    /// A log that is to grow from here.
    pub fn of(frontier: &Frontier) -> Growth {
        let mut growth = Growth::default();
        for (level, index, hash) in frontier.subtrees() {
            for between in growth.levels.len()..usize::from(level) {
                growth.levels.push(Level { first: frontier.size() >> between, hashes: Vec::new() });
            }
            growth.add(level, index, hash);
        }
        growth
    }

    /// Adds a subtree that was completed.
    pub fn add(&mut self, level: u8, index: u64, hash: Hash) {
        let level = usize::from(level);
        if level == self.levels.len() {
            self.levels.push(Level { first: index, hashes: Vec::new() });
        }
        let Level { first, hashes } = &mut self.levels[level];
        debug_assert_eq!(index, *first + hashes.len() as u64, "subtrees are completed one after the other");
        hashes.push(hash);
    }
}

impl HashReader for Growth {
    fn read(&self, level: u8, index: u64) -> Option<Hash> {
        let Level { first, hashes } = self.levels.get(usize::from(level))?;
        hashes.get(usize::try_from(index.checked_sub(*first)?).ok()?).copied()
    }
}

#[cfg(test)]
mod tests {
    use verbale_record::tree::{MemoryHashes, leaf_hash, prove_inclusion};

    use super::*;

    #[test]
    fn it_proves_what_was_added_as_the_whole_tree_does() {
        for before in 0..70u64 {
            for added in [1, 2, 3, 8, 33] {
                let (mut whole, mut frontier) = (MemoryHashes::new(), Frontier::new());
                for n in 0..before {
                    whole.append(leaf_hash(&n.to_be_bytes()));
                    frontier.append(leaf_hash(&n.to_be_bytes()));
                }
                let mut growth = Growth::of(&frontier);
                for n in before..before + added {
                    whole.append(leaf_hash(&n.to_be_bytes()));
                    frontier.append_with(leaf_hash(&n.to_be_bytes()), |level, index, hash| {
                        growth.add(level, index, hash);
                    });
                }
                let size = before + added;
                for index in before..size {
                    let proof = prove_inclusion(index, size, &growth);
                    assert_eq!(proof, prove_inclusion(index, size, &whole), "{index} of {size}");
                    assert!(proof.is_ok());
                }
            }
        }
    }
}
