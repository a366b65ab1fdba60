//! Tiles (C2SP tlog-tiles v0.1.0): a log as a finite set of files that never change.
//!
//! ```text
//! tile/0/x001/x234/067        hashes of the leaves 1234067·256 .. +256
//! tile/1/000.p/17             the first 17 hashes at level 1, each over 256 leaves
//! tile/entries/x001/067.p/8   the first 8 entries of a bundle
//! ```
//! A tile at level `L` holds hashes of perfect subtrees of 256^L leaves: 256 of them when
//! full, fewer at the right edge. A partial tile is never hashed into the level above.

use std::fmt;

use crate::hash::Hash;
use crate::lines::decimal;
use crate::tree::{HashReader, TreeError, node_hash};

/// Most hashes in a tile, and entries in a bundle.
pub const TILE_WIDTH: u16 = 256;
/// Length of a full tile of hashes.
pub const TILE_BYTES_MAX: usize = 32 * TILE_WIDTH as usize;
/// Highest level of tiles: a log of 2^64 entries has levels 0 to 7.
pub const TILE_LEVEL_MAX: u8 = 7;
/// Largest entry that a bundle can hold (C2SP); our leaves have 40 bytes.
pub const ENTRY_BYTES_MAX: usize = 65_535;

/// Levels of the tree that one level of tiles spans.
const TILE_HEIGHT: u8 = 8;

/// What a tile holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TileKind {
    /// Hashes of this level of tiles.
    Hashes(u8),
    /// Entries.
    Entries,
}

/// Which tile: kind, index and width.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TilePath {
    kind: TileKind,
    index: u64,
    width: u16,
}

/// Why a text is no path of a tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a tile's path is tile/LEVEL/INDEX or tile/entries/INDEX, the index in groups of three digits (x001/067), \
         with .p/WIDTH (1 to 255) where it is partial"
)]
pub struct TilePathError;

impl TilePath {
    /// A tile of `width` 1 to 256, 256 being full. `None` for a width or a level that
    /// cannot be, and for an index beyond 2^64 entries.
    pub fn new(kind: TileKind, index: u64, width: u16) -> Option<TilePath> {
        let level = match kind {
            TileKind::Hashes(level) => level,
            TileKind::Entries => 0,
        };
        let possible = level <= TILE_LEVEL_MAX
            && (1..=TILE_WIDTH).contains(&width)
            && index <= (u64::MAX >> (level * TILE_HEIGHT)) >> TILE_HEIGHT;
        possible.then_some(TilePath { kind, index, width })
    }

    /// Reads a path without a leading slash, in its one form.
    pub fn parse(text: &str) -> Result<TilePath, TilePathError> {
        TilePath::read(text).filter(|path| path.to_string() == text).ok_or(TilePathError)
    }

    fn read(text: &str) -> Option<TilePath> {
        let (kind, rest) = text.strip_prefix("tile/")?.split_once('/')?;
        let kind = match kind {
            "entries" => TileKind::Entries,
            level => TileKind::Hashes(u8::try_from(decimal(level)?).ok()?),
        };
        let (groups, width) = match rest.split_once(".p/") {
            Some((groups, width)) => {
                (groups, u16::try_from(decimal(width)?).ok().filter(|&w| w < TILE_WIDTH)?)
            }
            None => (rest, TILE_WIDTH),
        };
        let mut index: u64 = 0;
        for group in groups.split('/') {
            let digits = group.strip_prefix('x').unwrap_or(group);
            if digits.len() != 3 || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            index = index.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
        }
        TilePath::new(kind, index, width)
    }

    /// What the tile holds.
    pub fn kind(&self) -> TileKind {
        self.kind
    }

    /// The tile's index in its level.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// How many hashes or entries it holds: 256 when full.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Whether it is partial.
    pub fn is_partial(&self) -> bool {
        self.width < TILE_WIDTH
    }

    /// The full tile in the same place.
    pub fn full(&self) -> TilePath {
        TilePath { width: TILE_WIDTH, ..*self }
    }
}

impl fmt::Display for TilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TileKind::Hashes(level) => write!(f, "tile/{level}/")?,
            TileKind::Entries => f.write_str("tile/entries/")?,
        }
        let groups = (self.index.checked_ilog10().unwrap_or(0) / 3) as u64;
        for group in (1..=groups).rev() {
            write!(f, "x{:03}/", self.index / 1000u64.pow(group as u32) % 1000)?;
        }
        write!(f, "{:03}", self.index % 1000)?;
        if self.is_partial() { write!(f, ".p/{}", self.width) } else { Ok(()) }
    }
}

impl std::str::FromStr for TilePath {
    type Err = TilePathError;

    fn from_str(text: &str) -> Result<Self, TilePathError> {
        TilePath::parse(text)
    }
}

/// The tiles of hashes that a log must write when it grows from `old` to `new` entries,
/// level by level from the leaves: each as it stands at `new`, full or partial. With
/// `old` 0 these are all tiles of the log.
pub fn hash_tiles(old: u64, new: u64) -> impl Iterator<Item = TilePath> {
    (0..=TILE_LEVEL_MAX).flat_map(move |level| {
        let shift = level * TILE_HEIGHT;
        tiles_of(TileKind::Hashes(level), old >> shift, new >> shift)
    })
}

/// The bundles of entries that a log must write when it grows from `old` to `new` entries.
pub fn entry_bundles(old: u64, new: u64) -> impl Iterator<Item = TilePath> {
    tiles_of(TileKind::Entries, old, new)
}

fn tiles_of(kind: TileKind, old: u64, new: u64) -> impl Iterator<Item = TilePath> {
    let width = u64::from(TILE_WIDTH);
    let full = (old / width..new / width).map(move |index| TilePath { kind, index, width: TILE_WIDTH });
    let partial = (new > old && !new.is_multiple_of(width)).then_some(TilePath {
        kind,
        index: new / width,
        width: (new % width) as u16,
    });
    full.chain(partial)
}

/// The bytes of a tile of hashes.
///
/// # Panics
/// When asked for a bundle of entries: those are [`encode_entries`]'s.
pub fn tile_bytes(path: &TilePath, hashes: &impl HashReader) -> Result<Vec<u8>, TreeError> {
    let TileKind::Hashes(tile_level) = path.kind else { panic!("{path} holds entries, not hashes") };
    let level = tile_level * TILE_HEIGHT;
    let first = path.index * u64::from(TILE_WIDTH);
    let mut bytes = Vec::with_capacity(32 * usize::from(path.width));
    for index in first..first + u64::from(path.width) {
        let hash = hashes.read(level, index).ok_or(TreeError::Missing { level, index })?;
        bytes.extend_from_slice(&hash.0);
    }
    Ok(bytes)
}

/// Reads hashes of perfect subtrees out of tiles, hashing up within a tile where the
/// subtree lies between two levels of tiles.
pub struct TileHashes<F> {
    size: u64,
    fetch: F,
}

impl<F: Fn(TilePath) -> Option<Vec<u8>>> TileHashes<F> {
    /// Over the tiles of a log of `size` entries. `fetch` gives a tile's bytes; asked for
    /// a partial tile it may give the full one, which begins with it. What it gives is
    /// not trusted: roots and proofs computed from it are compared with a checkpoint.
    /// One tile is asked for many times, so `fetch` does well to keep what it fetched.
    pub fn new(size: u64, fetch: F) -> Self {
        TileHashes { size, fetch }
    }
}

impl<F: Fn(TilePath) -> Option<Vec<u8>>> HashReader for TileHashes<F> {
    fn read(&self, level: u8, index: u64) -> Option<Hash> {
        if level > 63 {
            return None;
        }
        let (tile_level, up) = (level / TILE_HEIGHT, level % TILE_HEIGHT);
        let count = 1u64 << up;
        let first = index.checked_mul(count)?;
        let held = self.size >> (tile_level * TILE_HEIGHT);
        let width = u64::from(TILE_WIDTH);
        if first.checked_add(count)? > held {
            return None;
        }
        let tile = first / width;
        let path = TilePath {
            kind: TileKind::Hashes(tile_level),
            index: tile,
            width: (held - tile * width).min(width) as u16,
        };
        let bytes = (self.fetch)(path)?;
        let (hashes, rest) = bytes.as_chunks::<32>();
        if !rest.is_empty() || hashes.len() < usize::from(path.width) {
            return None;
        }
        let at = (first % width) as usize;
        Some(perfect_root(&hashes[at..at + count as usize]))
    }
}

/// Root over a power of two of hashes.
fn perfect_root(hashes: &[[u8; 32]]) -> Hash {
    if let [hash] = hashes {
        return Hash(*hash);
    }
    let (left, right) = hashes.split_at(hashes.len() / 2);
    node_hash(&perfect_root(left), &perfect_root(right))
}

/// Why bytes are not a bundle of entries, or entries no bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntriesError {
    /// An entry is too long.
    #[error("entry {entry} of the bundle has {bytes} bytes; at most {ENTRY_BYTES_MAX} fit")]
    TooLong {
        /// Its position in the bundle, from 0.
        entry: usize,
        /// Its length.
        bytes: usize,
    },
    /// There are too many entries.
    #[error("a bundle has at most {TILE_WIDTH} entries")]
    TooMany,
    /// The bytes end within an entry.
    #[error("the bundle ends within entry {entry}, which begins at byte {offset}")]
    Short {
        /// The entry's position in the bundle, from 0.
        entry: usize,
        /// Where its length stands.
        offset: usize,
    },
}

/// Writes a bundle of entries: `u16be length ‖ entry`, repeated.
pub fn encode_entries<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<u8>, EntriesError> {
    let mut bytes = Vec::new();
    for (entry, content) in entries.into_iter().enumerate() {
        if entry == usize::from(TILE_WIDTH) {
            return Err(EntriesError::TooMany);
        }
        let length = u16::try_from(content.len())
            .map_err(|_| EntriesError::TooLong { entry, bytes: content.len() })?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(content);
    }
    Ok(bytes)
}

/// Reads a bundle of entries.
pub fn decode_entries(bytes: &[u8]) -> Result<Vec<&[u8]>, EntriesError> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        if entries.len() == usize::from(TILE_WIDTH) {
            return Err(EntriesError::TooMany);
        }
        let short = EntriesError::Short { entry: entries.len(), offset: bytes.len() - rest.len() };
        let (length, after) = rest.split_first_chunk::<2>().ok_or(short)?;
        let (content, after) =
            after.split_at_checked(usize::from(u16::from_be_bytes(*length))).ok_or(short)?;
        entries.push(content);
        rest = after;
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::tree::{MemoryHashes, leaf_hash, root_at};
    use proptest::prelude::*;

    fn tree_of(size: u64) -> MemoryHashes {
        let mut tree = MemoryHashes::new();
        tree.extend((0..size).map(|n| leaf_hash(&n.to_be_bytes())));
        tree
    }

    #[test]
    fn a_path_has_one_form() {
        let hashes = |level, index, width| TilePath::new(TileKind::Hashes(level), index, width).unwrap();
        for (path, text) in [
            (hashes(0, 0, 256), "tile/0/000"),
            (hashes(1, 999, 17), "tile/1/999.p/17"),
            (hashes(0, 1000, 256), "tile/0/x001/000"),
            (hashes(0, 1_234_067, 1), "tile/0/x001/x234/067.p/1"),
            (TilePath::new(TileKind::Entries, 1_234_067, 255).unwrap(), "tile/entries/x001/x234/067.p/255"),
        ] {
            assert_eq!(path.to_string(), text);
            assert_eq!(TilePath::parse(text), Ok(path));
        }
        for text in [
            "",
            "tile",
            "tile/",
            "tile/0",
            "tile/0/",
            "/tile/0/000",
            "tile/8/000",
            "tile/00/000",
            "tile/0/0",
            "tile/0/0000",
            "tile/0/x000/001",
            "tile/0/001/002",
            "tile/0/x001",
            "tile/0/x001/x002",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/01",
            "tile/0/000.p",
            "tile/0/000/",
            "tile/-1/000",
            "tile/data/000",
            "tile/0/٠٠٠",
            "tile/0/x999/x999/x999/x999/x999/x999/999",
            "tile/7/x001/000",
        ] {
            assert_eq!(TilePath::parse(text), Err(TilePathError), "{text:?}");
        }
    }

    #[test]
    fn a_log_has_the_tiles_of_the_specifications_examples() {
        let count = |size, level, partial| {
            hash_tiles(0, size)
                .filter(|t| t.kind() == TileKind::Hashes(level) && t.is_partial() == partial)
                .count()
        };
        assert_eq!((count(70_000, 0, false), count(70_000, 1, false), count(70_000, 2, false)), (273, 1, 0));
        let partial: Vec<String> =
            hash_tiles(0, 70_000).filter(TilePath::is_partial).map(|t| t.to_string()).collect();
        assert_eq!(partial, ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]);
        let all: Vec<String> = hash_tiles(0, 256).map(|t| t.to_string()).collect();
        assert_eq!(all, ["tile/0/000", "tile/1/000.p/1"]);
        assert_eq!(hash_tiles(300, 300).count() + entry_bundles(300, 300).count(), 0);
        let grown: Vec<String> = hash_tiles(255, 257).map(|t| t.to_string()).collect();
        assert_eq!(grown, ["tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1"]);
        let bundles: Vec<String> = entry_bundles(100, 300).map(|t| t.to_string()).collect();
        assert_eq!(bundles, ["tile/entries/000", "tile/entries/001.p/44"]);
    }

    #[test]
    fn roots_are_computed_from_tiles_alone() {
        let tree = tree_of(70_000);
        for size in [1, 2, 255, 256, 257, 600, 65_535, 65_536, 65_537, 70_000] {
            let tiles: BTreeMap<TilePath, Vec<u8>> =
                hash_tiles(0, size).map(|path| (path, tile_bytes(&path, &tree).unwrap())).collect();
            let reader = TileHashes::new(size, |path| tiles.get(&path).cloned());
            assert_eq!(root_at(size, &reader), root_at(size, &tree), "{size}");
            assert!(root_at(size + 1, &reader).is_err());
        }
    }

    #[test]
    fn a_full_tile_serves_for_a_partial_one_and_a_short_one_does_not() {
        let tree = tree_of(300);
        let full = TileHashes::new(200, |path| tile_bytes(&path.full(), &tree).ok());
        assert_eq!(root_at(200, &full), root_at(200, &tree));
        let short =
            TileHashes::new(200, |path| tile_bytes(&path, &tree).ok().map(|bytes| bytes[32..].to_vec()));
        assert!(root_at(200, &short).is_err());
        let ragged = TileHashes::new(200, |path| {
            tile_bytes(&path, &tree).ok().map(|mut bytes| {
                bytes.push(0);
                bytes
            })
        });
        assert!(root_at(200, &ragged).is_err());
    }

    #[test]
    fn a_bundle_is_read_from_what_it_is_written_as() {
        let entries: Vec<&[u8]> = vec![b"", b"a", &[7; 300]];
        let bytes = encode_entries(entries.iter().copied()).unwrap();
        assert_eq!(bytes[..5], [0, 0, 0, 1, b'a']);
        assert_eq!(decode_entries(&bytes), Ok(entries));
        assert_eq!(decode_entries(&bytes[..4]), Err(EntriesError::Short { entry: 1, offset: 2 }));
        assert_eq!(decode_entries(&[0]), Err(EntriesError::Short { entry: 0, offset: 0 }));
        assert_eq!(decode_entries(&[0; 514]), Err(EntriesError::TooMany));
        assert_eq!(
            encode_entries([&[0u8; 65_536][..]]),
            Err(EntriesError::TooLong { entry: 0, bytes: 65_536 })
        );
        assert_eq!(encode_entries([&b""[..]; 257]), Err(EntriesError::TooMany));
    }

    proptest! {
        #[test]
        fn any_text_is_answered_as_a_path(text in r"(tile/)?(entries|[0-9]{1,2})?/(x[0-9]{3}/){0,7}[0-9]{3}(\.p/[0-9]{1,3})?|.{0,30}") {
            if let Ok(path) = TilePath::parse(&text) {
                prop_assert_eq!(path.to_string(), text);
            }
        }

        #[test]
        fn any_bytes_are_answered_as_a_bundle(bytes in prop::collection::vec(0u8..4, 0..200)) {
            if let Ok(entries) = decode_entries(&bytes) {
                prop_assert_eq!(encode_entries(entries), Ok(bytes));
            }
        }

        #[test]
        fn growing_in_steps_writes_every_tile_that_growing_at_once_writes(mut sizes in prop::collection::vec(0u64..3000, 1..6)) {
            sizes.sort_unstable();
            let last = *sizes.last().unwrap();
            let mut written = BTreeMap::new();
            let mut old = 0;
            for new in sizes {
                written.extend(hash_tiles(old, new).chain(entry_bundles(old, new)).map(|t| (t, ())));
                old = new;
            }
            for tile in hash_tiles(0, last).chain(entry_bundles(0, last)) {
                prop_assert!(written.contains_key(&tile), "{}", tile);
            }
        }
    }
}
