//! Backups: one file that holds a whole store, made while the server goes on, and checked
//! row by row when it is put back.
//!
//! The file is itself a store in SQLite. It holds a manifest beside the rows:
//!
//! ```text
//! verbale/backup/v1
//! taken 1762992000000
//! head verbale/000102030405060708090a0b0c0d0e0f 3 rrawtMxtY3hgxlkL3aCdCN+VSDQzBn0qX4XU3HmVHaM=
//! ```
//! and members that the caller gives, such as the venue's keys where the operator asked
//! for them. What is erased later stays in backups that were made before: delete those.

use std::fs;
use std::path::Path;

use sqlx::Row;
use verbale_record::{Head, Origin};

use crate::contract::Store;
use crate::error::StoreError;
use crate::files;
use crate::folder::{FolderError, LockedFolder};
use crate::published::{FileMarks, PublishedMarks};
use crate::replica::{CopyError, Progress, check_store, copy_store};
use crate::sqlite::{SqliteStore, beside};

const FIRST_LINE: &str = "verbale/backup/v1";
/// The member that holds the manifest.
const MANIFEST: &str = "manifest";
/// Most bytes of one member.
pub const MEMBER_BYTES_MAX: usize = 1_048_576;

/// Why a backup cannot be made or put back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is a file already.
    #[error("{0} is there already; choose another name")]
    FileExists(String),
    /// The file is no backup.
    #[error("{file} is no backup of Verbale: {why}; check the path")]
    NotABackup {
        /// The file.
        file: String,
        /// What shows it.
        why: String,
    },
    /// The rows are damaged.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// The folder cannot be used.
    #[error(transparent)]
    Folder(#[from] FolderError),
}

impl From<StoreError> for BackupError {
    fn from(error: StoreError) -> Self {
        BackupError::Copy(CopyError::Store(error))
    }
}

/// A file that a backup carries beside the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name, as the caller chose it; not `manifest`.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// When it was taken, in milliseconds since 1970.
    pub taken_ms: u64,
    /// The heads of all rooms.
    pub heads: Vec<(Origin, Head)>,
}

/// Writes a backup of a store into the file `to`, checking every row on the way. The store
/// may be in use: the backup holds what it held at the beginning. `members` are added as
/// they are. The file appears when it is whole and durable.
pub async fn backup(
    store: &dyn Store,
    to: &Path,
    taken_ms: u64,
    members: &[Member],
    progress: Progress<'_>,
) -> Result<Manifest, BackupError> {
    if to.exists() {
        return Err(BackupError::FileExists(to.display().to_string()));
    }
    if let Some(member) =
        members.iter().find(|member| member.name == MANIFEST || member.bytes.len() > MEMBER_BYTES_MAX)
    {
        let max = MEMBER_BYTES_MAX as u64;
        assert_ne!(member.name, MANIFEST, "the manifest is written here");
        return Err(StoreError::Limit { what: "bytes of a backup's member", max }.into());
    }
    let part = files::part_of(to);
    remove_database(&part)?;
    let copy = SqliteStore::create(&part).await?;
    let written = write(store, &copy, taken_ms, members, progress).await;
    let closed = copy.close().await;
    let manifest = match (written, closed) {
        (Ok(manifest), Ok(())) => manifest,
        (Err(error), _) => {
            let _ = remove_database(&part);
            return Err(error);
        }
        (_, Err(error)) => return Err(error.into()),
    };
    put_into_place(&part, to)?;
    Ok(manifest)
}

async fn write(
    store: &dyn Store,
    copy: &SqliteStore,
    taken_ms: u64,
    members: &[Member],
    progress: Progress<'_>,
) -> Result<Manifest, BackupError> {
    let manifest = Manifest { taken_ms, heads: copy_store(store, copy, progress).await? };
    let mut writer = copy.writer().await?;
    let table = "CREATE TABLE backup (name TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT, WITHOUT ROWID";
    sqlx::query(table).execute(&mut *writer).await.map_err(SqliteStore::fault)?;
    let text = manifest.text().into_bytes();
    let manifest_member = Member { name: MANIFEST.to_owned(), bytes: text };
    for member in members.iter().chain([&manifest_member]) {
        sqlx::query("INSERT INTO backup (name, content) VALUES (?, ?)")
            .bind(member.name.as_str())
            .bind(member.bytes.as_slice())
            .execute(&mut *writer)
            .await
            .map_err(SqliteStore::fault)?;
    }
    drop(writer);
    Ok(manifest)
}

/// Puts a backup back into a folder that holds no record, after checking every row. Gives
/// what it holds, and its members for the caller to put back.
///
/// The marks of what was published that lie in the folder stay: opened, the record will be
/// read-only if it lacks any of it. Where no marks are, nothing here knows what was published
/// after the backup; then the record is read-only until an operator has decided
/// ([`crate::StoreState::Restored`]).
pub async fn restore(
    file: &Path,
    folder: &LockedFolder,
    progress: Progress<'_>,
) -> Result<(Manifest, Vec<Member>), BackupError> {
    if folder.has_record() {
        let folder = folder.path().display().to_string();
        return Err(FolderError::HasRecord { folder }.into());
    }
    let database = folder.database();
    let part = files::part_of(&database);
    remove_database(&part)?;
    let result = put_back(file, folder, &part, progress).await;
    if result.is_err() {
        let _ = remove_database(&part);
    }
    let (manifest, members) = result?;
    remove_logs(&database)?;
    put_into_place(&part, &database)?;
    Ok((manifest, members))
}

/// Checks a copy of the backup, so that the backup itself is never opened for writing.
async fn put_back(
    file: &Path,
    folder: &LockedFolder,
    part: &Path,
    progress: Progress<'_>,
) -> Result<(Manifest, Vec<Member>), BackupError> {
    let not_a_backup = |why: String| BackupError::NotABackup { file: file.display().to_string(), why };
    fs::copy(file, part).map_err(|error| not_a_backup(error.to_string()))?;
    let store = SqliteStore::open(part).await.map_err(|error| match error {
        StoreError::NotAStore { .. } | StoreError::Damaged { .. } => {
            not_a_backup("it is no record".to_owned())
        }
        error => error.into(),
    })?;
    let checked = check_backup(&store, file, progress).await;
    store.close().await?;
    let (manifest, members) = checked?;

    // Noted before the record is in place: a crash in between leaves a note without a
    // record, never a record that takes notes as if nothing had happened.
    let marks = FileMarks::open(&folder.published())?;
    if marks.marks().is_empty() {
        folder.note_restore(&format!("restored from {}\ntaken {}\n", file.display(), manifest.taken_ms))?;
    }
    Ok((manifest, members))
}

async fn check_backup(
    store: &SqliteStore,
    file: &Path,
    progress: Progress<'_>,
) -> Result<(Manifest, Vec<Member>), BackupError> {
    let not_a_backup =
        |why: &str| BackupError::NotABackup { file: file.display().to_string(), why: why.to_owned() };
    let mut writer = store.writer().await?;
    let rows = sqlx::query("SELECT name, content FROM backup ORDER BY name").fetch_all(&mut *writer).await;
    let rows = rows.map_err(|_| not_a_backup("it has no manifest"))?;
    let mut members = Vec::new();
    for row in rows {
        let name: String = row.try_get(0).map_err(SqliteStore::fault)?;
        let bytes: Vec<u8> = row.try_get(1).map_err(SqliteStore::fault)?;
        members.push(Member { name, bytes });
    }
    let manifest =
        members.iter().position(|member| member.name == MANIFEST).map(|place| members.remove(place));
    let manifest = manifest.and_then(|member| Manifest::parse(&member.bytes));
    let manifest = manifest.ok_or_else(|| not_a_backup("its manifest cannot be read"))?;
    sqlx::query("DROP TABLE backup").execute(&mut *writer).await.map_err(SqliteStore::fault)?;
    drop(writer);

    let mut heads = check_store(store, progress).await?;
    let mut stated = manifest.heads.clone();
    heads.sort();
    stated.sort();
    if heads != stated {
        return Err(not_a_backup("its heads are not those of its manifest"));
    }
    Ok((manifest, members))
}

impl Manifest {
    fn text(&self) -> String {
        let mut text = format!("{FIRST_LINE}\ntaken {}\n", self.taken_ms);
        for (origin, head) in &self.heads {
            text.push_str(&format!("head {origin} {head}\n"));
        }
        text
    }

    fn parse(bytes: &[u8]) -> Option<Manifest> {
        let mut lines = str::from_utf8(bytes).ok()?.lines();
        if lines.next()? != FIRST_LINE {
            return None;
        }
        let taken_ms = lines.next()?.strip_prefix("taken ")?.parse().ok()?;
        let head = |line: &str| {
            let mut words = line.strip_prefix("head ")?.split(' ');
            let origin = Origin::new(words.next()?).ok()?;
            let size = words.next()?.parse().ok()?;
            let root = verbale_record::Hash::from_base64(words.next()?).ok()?;
            words.next().is_none().then_some((origin, Head { size, root }))
        };
        Some(Manifest { taken_ms, heads: lines.map(head).collect::<Option<_>>()? })
    }
}

/// Syncs a closed database and gives it its name.
fn put_into_place(part: &Path, to: &Path) -> Result<(), StoreError> {
    let placed = fs::File::open(part)
        .and_then(|file| file.sync_all())
        .and_then(|()| fs::rename(part, to))
        .and_then(|()| files::sync_folder_of(to));
    placed.map_err(|error| StoreError::io(&format!("writing {}", to.display()), &error))
}

/// Removes what an earlier attempt left.
fn remove_database(part: &Path) -> Result<(), StoreError> {
    remove(part)?;
    remove_logs(part)
}

/// Removes the logs of a database that is gone: SQLite would take them for those of
/// the one that gets its name.
fn remove_logs(database: &Path) -> Result<(), StoreError> {
    ["-wal", "-shm", "-journal"].iter().try_for_each(|ending| remove(&beside(database, ending)))
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::io(&format!("removing {}", path.display()), &error))
        }
        _ => Ok(()),
    }
}
