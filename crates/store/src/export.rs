//! A room's log as a folder of files, as C2SP tlog-tiles has it: what any web server can
//! serve, and any tool for such logs can read.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use verbale_record::Origin;
use verbale_record::checkpoint::SignedCheckpoint;
use verbale_record::tile::{TilePath, entry_bundles, hash_tiles};

use crate::contract::Store;
use crate::error::StoreError;
use crate::files;
use crate::replica::Progress;
use crate::tiles::{RoomTree, RoomTreeError, cosigned_checkpoint};

/// How many files are written before the progress is told.
const FILES_AT_ONCE: usize = 64;
/// Length of an entry in a bundle: two bytes of length, and a leaf.
const BUNDLE_ENTRY_BYTES: u64 = 42;
/// Length of a hash in a tile.
const HASH_BYTES: u64 = 32;

/// Why tiles are not exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The folder holds another log, or a newer state of this one.
    #[error("{folder} holds {what}; choose another folder")]
    OtherLog {
        /// The folder.
        folder: String,
        /// What it holds.
        what: String,
    },
    /// A file cannot be written.
    #[error("writing {file}: {error}")]
    File {
        /// The file.
        file: String,
        /// The system's error.
        error: io::Error,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes the log of a room, as its checkpoint of `size` states it, into a folder: tiles,
/// bundles of entries, and at last `checkpoint`, so that whoever reads while this writes
/// finds all that a checkpoint covers. Files that are there already, from an earlier
/// export, are kept; each new one appears whole. Gives how many files were written.
///
/// A folder whose checkpoint is another log's, or one that this log did not grow from, is refused.
pub async fn export_tiles(
    store: &dyn Store,
    origin: &Origin,
    size: u64,
    folder: &Path,
    progress: Progress<'_>,
) -> Result<u64, ExportError> {
    let checkpoint = cosigned_checkpoint(store, origin, size).await?;
    let checkpoint =
        checkpoint.ok_or_else(|| StoreError::UnknownCheckpoint { origin: origin.clone(), size })?;
    let tree = RoomTree::new(store, origin, size);
    let checkpoint_file = folder.join("checkpoint");
    check_earlier(&tree, origin, folder, &checkpoint_file).await?;

    let missing = missing_tiles(size, folder);
    let total = missing.len() as u64;
    let mut written = 0;
    for paths in missing.chunks(FILES_AT_ONCE) {
        let mut tiles = Vec::new();
        for path in paths {
            let bytes = tree.tile(path).await?.expect("a log has the tiles of its size");
            tiles.push((folder.join(path.to_string()), bytes));
        }
        written += tiles.len() as u64;
        blocking(move || tiles.iter().try_for_each(|(file, bytes)| write(file, bytes))).await?;
        progress(written, total);
    }
    let bytes = checkpoint.to_bytes();
    blocking(move || write(&checkpoint_file, &bytes)).await?;
    Ok(written + 1)
}

/// Refuses a folder that this log cannot go on in.
async fn check_earlier(
    tree: &RoomTree<'_>,
    origin: &Origin,
    folder: &Path,
    checkpoint_file: &Path,
) -> Result<(), ExportError> {
    let other = |what: String| ExportError::OtherLog { folder: folder.display().to_string(), what };
    let bytes = match fs::read(checkpoint_file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(ExportError::File { file: checkpoint_file.display().to_string(), error }),
    };
    let earlier = SignedCheckpoint::parse(&bytes)
        .map_err(|error| other(format!("a checkpoint that cannot be read ({error})")))?;
    let earlier = earlier.checkpoint();
    if earlier.origin != *origin {
        return Err(other(format!("the log {}", earlier.origin)));
    }
    match tree.root_at(earlier.size).await {
        Ok(root) if root == earlier.root => Ok(()),
        Ok(_) => Err(other(format!("another log of this origin: its root of size {} differs", earlier.size))),
        Err(RoomTreeError::Beyond(_)) => {
            Err(other(format!("a newer state of this log, of size {}", earlier.size)))
        }
        Err(RoomTreeError::Store(error)) => Err(error.into()),
    }
}

/// The tiles that the folder does not have yet. A tile never changes, so one of the
/// right length is kept.
fn missing_tiles(size: u64, folder: &Path) -> Vec<TilePath> {
    let length = |file: &PathBuf| fs::metadata(file).map(|data| data.len()).ok();
    let is_missing = |path: &TilePath, unit: u64| {
        length(&folder.join(path.to_string())) != Some(u64::from(path.width()) * unit)
    };
    let bundles = entry_bundles(0, size).filter(|path| is_missing(path, BUNDLE_ENTRY_BYTES));
    let tiles = hash_tiles(0, size).filter(|path| is_missing(path, HASH_BYTES));
    bundles.chain(tiles).collect()
}

/// Writes a file whole and durably.
fn write(file: &Path, bytes: &[u8]) -> Result<(), ExportError> {
    let folder = file.parent().expect("a file of an export lies in its folder");
    let written = fs::create_dir_all(folder)
        .and_then(|()| files::replace(file, bytes, false))
        .and_then(|()| files::sync_folder_of(file));
    written.map_err(|error| ExportError::File { file: file.display().to_string(), error })
}

async fn blocking(
    work: impl FnOnce() -> Result<(), ExportError> + Send + 'static,
) -> Result<(), ExportError> {
    tokio::task::spawn_blocking(work).await.expect("writing files does not panic and is not aborted")
}
