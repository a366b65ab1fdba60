//! A tree held in memory.

use super::{Frontier, HashReader};
use crate::hash::Hash;

/// All perfect subtrees of a growing tree, in memory: 64 bytes a leaf.
#[derive(Clone, Debug, Default)]
pub struct MemoryHashes {
    frontier: Frontier,
    /// One row a level, from the leaves up.
    levels: Vec<Vec<Hash>>,
}

impl MemoryHashes {
    /// The empty tree.
    pub fn new() -> MemoryHashes {
        MemoryHashes::default()
    }

    /// Appends a leaf, given by its hash.
    pub fn append(&mut self, leaf_hash: Hash) {
        let levels = &mut self.levels;
        self.frontier.append_with(leaf_hash, |level, index, hash| {
            let level = usize::from(level);
            if level == levels.len() {
                levels.push(Vec::new());
            }
            debug_assert_eq!(levels[level].len() as u64, index);
            levels[level].push(hash);
        });
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// Root of the tree.
    pub fn root(&self) -> Hash {
        self.frontier.root()
    }
}

impl HashReader for MemoryHashes {
    fn read(&self, level: u8, index: u64) -> Option<Hash> {
        self.levels.get(usize::from(level))?.get(usize::try_from(index).ok()?).copied()
    }
}

impl Extend<Hash> for MemoryHashes {
    /// Appends leaves, given by their hashes.
    fn extend<I: IntoIterator<Item = Hash>>(&mut self, leaf_hashes: I) {
        leaf_hashes.into_iter().for_each(|hash| self.append(hash));
    }
}
