//! Durable files: what a crash of the machine leaves is either the old or the new.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Ending of a file that is being written; one that is found was left by a crash and may
/// be deleted.
const PART_ENDING: &str = "part";

/// Makes files readable by their owner alone, where the system knows owners.
pub fn for_owner_only(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}

/// Makes the folder, for its owner alone, and its parents as the system makes them.
pub fn create_private_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    sync_folder_of(path)
}

/// Makes durable that the file stands in its folder.
pub fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    sync_folder(folder)
}

/// Makes the entries of a folder durable.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    // Only Unix opens folders as files; elsewhere a rename is as durable as the system makes it.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Where a file is written before it gets its name.
pub fn part_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(PART_ENDING);
    path.with_file_name(name)
}

/// Writes a whole file: beside it, synced, then renamed into place. The folder is not
/// synced; the caller does so, once for many files.
pub fn replace(path: &Path, bytes: &[u8], private: bool) -> io::Result<()> {
    let part = part_of(path);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    if private {
        for_owner_only(&mut options);
    }
    let mut file = options.open(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&part, path)
}
