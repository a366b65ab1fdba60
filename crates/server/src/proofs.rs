//! Inclusion proofs for receipts: as many a second as notes are recorded.
//!
//! A proof reads some twenty hashes of subtrees, most of them within one tile of leaves. The
//! receipts of one batch are all against one checkpoint and read the same few tiles, so these are
//! fetched once, with every hash within them computed once, and kept for a while.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::OnceCell;
use verbale_record::{
    Hash, Origin,
    tile::{TILE_WIDTH, TileKind, TilePath},
    tree::{HashReader, node_hash, prove_inclusion},
};
use verbale_store::{RoomTree, Store, StoreError};

/// Most tiles that are kept, each of some 16 KiB.
pub const PROOF_TILES_MAX: usize = 64;

/// Levels of the tree within a tile.
const TILE_HEIGHT: u8 = 8;

/// A tile by its room and path; its hashes come once somebody has fetched it.
type KeptTile = (Origin, TilePath, Arc<OnceCell<Expanded>>);

/// Makes inclusion proofs, and keeps the tiles that it made them from.
#[derive(Default)]
pub(crate) struct Proofs {
    /// Newest first. A tile is fetched by whoever needs it first; others wait for it.
    tiles: Mutex<VecDeque<KeptTile>>,
}

impl Proofs {
    /// The proof that the entry `index` is in the tree of `size` entries of a room that has
    /// at least as many.
    ///
    /// # Panics
    /// When the entry is not in that tree.
    pub async fn inclusion(
        &self,
        store: &dyn Store,
        origin: &Origin,
        index: u64,
        size: u64,
    ) -> Result<Vec<Hash>, StoreError> {
        let mut tiles = BTreeMap::new();
        let tree = RoomTree::new(store, origin, size);
        for path in needed(index, size) {
            let cell = self.cell(origin, path);
            let fetch = || async {
                let bytes = tree.tile(&path).await?.expect("a proof reads tiles within the tree only");
                Ok::<_, StoreError>(Expanded::new(&bytes))
            };
            cell.get_or_try_init(fetch).await?;
            tiles.insert(path, cell);
        }
        let proof = prove_inclusion(index, size, &TilesOf { size, tiles });
        Ok(proof.expect("the entry is in the tree, and every tile was fetched"))
    }

    /// The place of a tile, which is moved to the front.
    fn cell(&self, origin: &Origin, path: TilePath) -> Arc<OnceCell<Expanded>> {
        let mut tiles = self.tiles.lock().unwrap_or_else(PoisonError::into_inner);
        let position = tiles.iter().position(|(of, at, _)| *at == path && of == origin);
        let kept = match position.and_then(|position| tiles.remove(position)) {
            Some(kept) => kept,
            None => (origin.clone(), path, Arc::default()),
        };
        let cell = Arc::clone(&kept.2);
        tiles.truncate(PROOF_TILES_MAX - 1);
        tiles.push_front(kept);
        cell
    }
}

/// The tiles that a proof reads: those that it asks for when every hash is blank, since what it
/// reads depends on index and size alone.
fn needed(index: u64, size: u64) -> BTreeSet<TilePath> {
    struct Blank {
        size: u64,
        asked: RefCell<BTreeSet<TilePath>>,
    }
    impl HashReader for Blank {
        fn read(&self, level: u8, index: u64) -> Option<Hash> {
            let (path, ..) = place(self.size, level, index)?;
            self.asked.borrow_mut().insert(path);
            Some(Hash([0; 32]))
        }
    }
    let blank = Blank { size, asked: RefCell::default() };
    prove_inclusion(index, size, &blank).expect("the entry is in the tree");
    blank.asked.into_inner()
}

/// Where the hash of a perfect subtree stands: in which tile of a log of `size` entries, how many
/// levels above the tile's hashes, and at which position of that level.
fn place(size: u64, level: u8, index: u64) -> Option<(TilePath, u8, usize)> {
    let (tile_level, up) = (level / TILE_HEIGHT, level % TILE_HEIGHT);
    let in_tile = u64::from(TILE_WIDTH) >> up;
    let (tile, position) = (index / in_tile, index % in_tile);
    let held = size >> (tile_level * TILE_HEIGHT);
    let width = held.checked_sub(tile * u64::from(TILE_WIDTH))?.min(u64::from(TILE_WIDTH));
    let path = TilePath::new(TileKind::Hashes(tile_level), tile, u16::try_from(width).ok()?)?;
    Some((path, up, usize::try_from(position).ok()?))
}

/// Hashes out of the tiles of a log of `size` entries.
struct TilesOf {
    size: u64,
    tiles: BTreeMap<TilePath, Arc<OnceCell<Expanded>>>,
}

impl HashReader for TilesOf {
    fn read(&self, level: u8, index: u64) -> Option<Hash> {
        let (path, up, position) = place(self.size, level, index)?;
        self.tiles.get(&path)?.get()?.levels.get(usize::from(up))?.get(position).copied()
    }
}

/// A tile with the hashes of the perfect subtrees within it, level by level.
struct Expanded {
    levels: Vec<Vec<Hash>>,
}

impl Expanded {
    fn new(tile: &[u8]) -> Expanded {
        let mut levels = vec![tile.as_chunks::<32>().0.iter().map(|hash| Hash(*hash)).collect::<Vec<_>>()];
        for below in 0..usize::from(TILE_HEIGHT) - 1 {
            let above =
                levels[below].as_chunks::<2>().0.iter().map(|[left, right]| node_hash(left, right)).collect();
            levels.push(above);
        }
        Expanded { levels }
    }
}
