//! Tiles, roots and proofs of a room, made from rows.
//!
//! Nothing of a tree is stored but leaves and the hashes of full tiles, one for 256
//! leaves. A tile is read in one range of rows; a root or proof reads at most two tiles
//! a level, whatever the size of the log.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use verbale_record::checkpoint::SignedCheckpoint;
use verbale_record::tile::{TILE_WIDTH, TileHashes, TileKind, TilePath, encode_entries};
use verbale_record::tree::{TreeError, prove_consistency, prove_inclusion, root_at};
use verbale_record::{Hash, Origin};

use crate::contract::Store;
use crate::error::StoreError;

/// A room's log up to a size that may be shown: reads nothing beyond it, so that what is
/// served never shows what is not published.
#[derive(Clone, Copy)]
pub struct RoomTree<'a> {
    store: &'a dyn Store,
    origin: &'a Origin,
    size: u64,
}

/// Why a root or a proof cannot be given.
#[derive(Debug, thiserror::Error)]
pub enum RoomTreeError {
    /// It is asked for an entry or a size beyond the log.
    #[error(transparent)]
    Beyond(TreeError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl<'a> RoomTree<'a> {
    /// The log of a room up to `size` entries, of which the store must hold as many.
    pub fn new(store: &'a dyn Store, origin: &'a Origin, size: u64) -> RoomTree<'a> {
        RoomTree { store, origin, size }
    }

    /// Number of entries.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The bytes of a tile or bundle as C2SP tlog-tiles has them; `None` where the log is
    /// too short for it. A partial tile is also given after it has filled up, since
    /// somebody may still hold the checkpoint that it belongs to.
    pub async fn tile(&self, path: &TilePath) -> Result<Option<Vec<u8>>, StoreError> {
        let level = match path.kind() {
            TileKind::Hashes(level) => level,
            TileKind::Entries => 0,
        };
        let first = path.index() * u64::from(TILE_WIDTH);
        let end = first.checked_add(u64::from(path.width()));
        let Some(end) = end.filter(|end| *end <= self.size >> (8 * level)) else { return Ok(None) };
        let range = first..end;
        let bytes = match (path.kind(), level) {
            (TileKind::Entries, _) => {
                let leaves = self.leaves(range).await?;
                let leaves: Vec<_> = leaves.iter().map(|leaf| leaf.to_bytes()).collect();
                encode_entries(leaves.iter().map(|leaf| &leaf[..]))
                    .expect("256 leaves of 40 bytes fit into a bundle")
            }
            (TileKind::Hashes(_), 0) => {
                self.leaves(range).await?.iter().flat_map(|leaf| leaf.hash().0).collect()
            }
            (TileKind::Hashes(_), _) => {
                let hashes = self.store.tile_roots(self.origin, level, range.clone()).await?;
                if hashes.len() as u64 != range.end - range.start {
                    return Err(StoreError::damaged(format!(
                        "room {}: hashes of {path} are missing",
                        self.origin
                    )));
                }
                hashes.iter().flat_map(|hash| hash.0).collect()
            }
        };
        Ok(Some(bytes))
    }

    async fn leaves(&self, range: std::ops::Range<u64>) -> Result<Vec<verbale_record::Leaf>, StoreError> {
        let asked = range.end - range.start;
        let leaves = self.store.leaves(self.origin, range.clone()).await?;
        if leaves.len() as u64 == asked {
            return Ok(leaves);
        }
        let last = range.start + leaves.len() as u64;
        Err(StoreError::damaged(format!("room {}: the leaf {last} is missing", self.origin)))
    }

    /// Root of the tree of the first `size` entries.
    pub async fn root_at(&self, size: u64) -> Result<Hash, RoomTreeError> {
        if size > self.size {
            return Err(RoomTreeError::Beyond(TreeError::NotOlder { old: size, new: self.size }));
        }
        self.compute(|hashes| root_at(size, hashes)).await
    }

    /// The inclusion proof of the entry `index` in the tree of this size.
    pub async fn prove_inclusion(&self, index: u64) -> Result<Vec<Hash>, RoomTreeError> {
        self.compute(|hashes| prove_inclusion(index, self.size, hashes)).await
    }

    /// The consistency proof that the tree of this size grew from that of the first `old`
    /// entries.
    pub async fn prove_consistency(&self, old: u64) -> Result<Vec<Hash>, RoomTreeError> {
        self.compute(|hashes| prove_consistency(old, self.size, hashes)).await
    }

    /// Computes what asks for hashes one after the other, fetching the tiles that it turns
    /// out to need: it is run again after each fetch, which is cheaper than one read.
    async fn compute<T>(
        &self,
        compute: impl Fn(&TileHashes<&Fetch>) -> Result<T, TreeError>,
    ) -> Result<T, RoomTreeError> {
        let mut fetched = BTreeMap::new();
        loop {
            let wanted = RefCell::new(BTreeSet::new());
            let result = {
                let fetch = |path: TilePath| {
                    let bytes = fetched.get(&path).cloned();
                    if bytes.is_none() {
                        wanted.borrow_mut().insert(path);
                    }
                    bytes
                };
                compute(&TileHashes::new(self.size, &fetch))
            };
            let wanted = wanted.into_inner();
            match result {
                Err(TreeError::Missing { .. }) if !wanted.is_empty() => {
                    for path in wanted {
                        let bytes = self.tile(&path).await?;
                        let bytes = bytes.expect("a tree asks for tiles within its size only");
                        fetched.insert(path, bytes);
                    }
                }
                result => return result.map_err(RoomTreeError::Beyond),
            }
        }
    }
}

type Fetch<'f> = dyn Fn(TilePath) -> Option<Vec<u8>> + 'f;

/// The checkpoint of a room at a size, with the cosignatures that have come in; `None`
/// where none of this size was signed.
pub async fn cosigned_checkpoint(
    store: &dyn Store,
    origin: &Origin,
    size: u64,
) -> Result<Option<SignedCheckpoint>, StoreError> {
    let Some(signed) = store.checkpoint(origin, size).await? else { return Ok(None) };
    let mut checkpoint = SignedCheckpoint::parse(&signed.checkpoint)
        .map_err(|error| StoreError::damaged(format!("room {origin}, checkpoint of size {size}: {error}")))?;
    for cosignature in store.cosignatures(origin, size).await? {
        checkpoint.add_signature(cosignature);
    }
    Ok(Some(checkpoint))
}
