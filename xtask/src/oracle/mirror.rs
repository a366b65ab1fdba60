//! A copy of a served log on disk, file by file as C2SP tlog-tiles names them.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use verbale_record::{checkpoint::SignedCheckpoint, tile};

use crate::{http::Connection, venue::Server};

/// The files of a log.
pub struct Mirror {
    files: BTreeMap<String, Vec<u8>>,
    size: u64,
}

impl Mirror {
    /// Fetches a log's checkpoint and all tiles that it commits to, and writes them to a folder.
    ///
    /// # Errors
    /// When the server does not serve one of them.
    pub async fn fetch(server: &Server, path: &str, folder: &Path) -> Result<Mirror> {
        let mut connection = Connection::open(server.address()).await?;
        let checkpoint = connection.get(&format!("{path}/checkpoint"), &[]).await?.success()?;
        let size = SignedCheckpoint::parse(&checkpoint)?.checkpoint().size;
        let mut files = BTreeMap::from([("checkpoint".to_owned(), checkpoint)]);
        for tile in tile::hash_tiles(0, size).chain(tile::entry_bundles(0, size)) {
            let answer = connection.get(&format!("{path}/{tile}"), &[]).await?;
            files.insert(tile.to_string(), answer.success().with_context(|| format!("{path}/{tile}"))?);
        }
        let mirror = Mirror { files, size };
        mirror.copy(folder)?;
        Ok(mirror)
    }

    /// Writes all files to a folder.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn copy(&self, folder: &Path) -> Result<()> {
        for (name, bytes) in &self.files {
            let file: PathBuf = folder.join(name);
            std::fs::create_dir_all(file.parent().unwrap_or(folder))?;
            std::fs::write(&file, bytes).with_context(|| file.display().to_string())?;
        }
        Ok(())
    }

    /// A file's bytes.
    ///
    /// # Errors
    /// When the log has no such file.
    pub fn read(&self, name: &str) -> Result<Vec<u8>> {
        self.files.get(name).cloned().with_context(|| format!("the log has no {name}"))
    }

    /// All entries.
    ///
    /// # Errors
    /// When a bundle is not well-formed.
    pub fn entries(&self) -> Result<Vec<Vec<u8>>> {
        let mut entries = Vec::new();
        for bundle in tile::entry_bundles(0, self.size) {
            let bytes = self.read(&bundle.to_string())?;
            entries.extend(tile::decode_entries(&bytes)?.into_iter().map(<[u8]>::to_vec));
        }
        Ok(entries)
    }
}
