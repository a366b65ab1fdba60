//! Backups: one file that holds a whole store, made while the server goes on, and checked
//! row by row when it is put back.
//!
//! The file is itself a store in SQLite. It holds a manifest beside the rows:
//!
//! ```text
//! verbale/backup/v1
//! taken 1762992000000
//! head verbale/000102030405060708090a0b0c0d0e0f 3 rrawtMxtY3hgxlkL3aCdCN+VSDQzBn0qX4XU3HmVHaM=
//! accounts 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
//! ```
//! the accounts without sessions and invitations, in parts whose hashes the manifest names in
//! their order, and members that the caller gives, such as the venue's keys where the operator
//! asked for them. What is erased later stays in backups that were made before: delete those.

use std::fs;
use std::path::Path;

use sqlx::Row;
use verbale_record::{Hash, Head, Origin};

use crate::accounts::{Accounts, PART_BYTES};
use crate::contract::Store;
use crate::error::StoreError;
use crate::files;
use crate::folder::{FolderError, LockedFolder};
use crate::published::{FileMarks, PublishedMarks};
use crate::replica::{CopyError, Progress, check_store, copy_store};
use crate::sqlite::{SqliteStore, beside};

const FIRST_LINE: &str = "verbale/backup/v1";
/// What stands after a backup's name in that of the file to which the accounts are copied.
const ACCOUNTS_ENDING: &str = ".accounts";
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
    /// The hashes of the accounts' parts, in order; none where there are no accounts in it.
    pub accounts: Vec<Hash>,
}

/// What was put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutBack {
    /// What the backup holds.
    pub manifest: Manifest,
    /// Its members, for the caller to put back.
    pub members: Vec<Member>,
    /// What became of the accounts.
    pub accounts: AccountsPutBack,
}

/// What became of a backup's accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountsPutBack {
    /// They are in the folder: with people, passkeys and devices, and with no session or
    /// invitation.
    PutBack,
    /// The folder has accounts of its own, which are newer, and stay.
    Kept,
    /// The backup holds none.
    NotInIt,
}

/// Writes a backup of a store and of the accounts beside it into the file `to`, checking every
/// row on the way. The store may be in use: the backup holds what it held at the beginning, and
/// the accounts as they were some moments before. `members` are added as they are. The file
/// appears when it is whole and durable.
pub async fn backup(
    store: &dyn Store,
    accounts: Option<&Accounts>,
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
    let parts = match accounts {
        Some(accounts) => parts_of(accounts, to).await,
        None => Ok(Vec::new()),
    };
    let written = match parts {
        Ok(parts) => write(store, &parts, &copy, taken_ms, members, progress).await,
        Err(error) => Err(error.into()),
    };
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

/// The accounts, in parts: copied to a file beside the backup, which is removed.
async fn parts_of(accounts: &Accounts, to: &Path) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut name = to.as_os_str().to_owned();
    name.push(ACCOUNTS_ENDING);
    let copy = files::part_of(Path::new(&name));
    remove_database(&copy)?;
    let copied = accounts.copy_to(&copy).await;
    let read = copied.and_then(|()| {
        fs::read(&copy).map_err(|error| StoreError::io(&format!("reading {}", copy.display()), &error))
    });
    remove_database(&copy)?;
    Ok(read?.chunks(PART_BYTES).map(<[u8]>::to_vec).collect())
}

async fn write(
    store: &dyn Store,
    parts: &[Vec<u8>],
    copy: &SqliteStore,
    taken_ms: u64,
    members: &[Member],
    progress: Progress<'_>,
) -> Result<Manifest, BackupError> {
    let accounts = parts.iter().map(|part| Hash::of(part)).collect();
    let manifest = Manifest { taken_ms, heads: copy_store(store, copy, progress).await?, accounts };
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
    let table = "CREATE TABLE accounts (part INTEGER PRIMARY KEY, content BLOB NOT NULL) STRICT";
    sqlx::query(table).execute(&mut *writer).await.map_err(SqliteStore::fault)?;
    for part in parts {
        let insert = sqlx::query("INSERT INTO accounts (content) VALUES (?)").bind(part.as_slice());
        insert.execute(&mut *writer).await.map_err(SqliteStore::fault)?;
    }
    drop(writer);
    Ok(manifest)
}

/// Puts a backup back into a folder that holds no record, after checking every row. Gives
/// what it holds, and its members for the caller to put back. Accounts that are in the folder and
/// have people in them stay. Of those that are put back nobody is signed in or invited: a copy
/// that was stolen, or that is older than the end of a session, opens nothing.
///
/// The marks of what was published that lie in the folder stay: opened, the record will be
/// read-only if it lacks any of it. Where no marks are, nothing here knows what was published
/// after the backup; then the record is read-only until an operator has decided
/// ([`crate::StoreState::Restored`]).
pub async fn restore(
    file: &Path,
    folder: &LockedFolder,
    progress: Progress<'_>,
) -> Result<PutBack, BackupError> {
    if folder.has_record() {
        let folder = folder.path().display().to_string();
        return Err(FolderError::HasRecord { folder }.into());
    }
    let (database, accounts) = (folder.database(), folder.accounts_file());
    let (part, accounts_part) = (files::part_of(&database), files::part_of(&accounts));
    remove_database(&part)?;
    remove_database(&accounts_part)?;
    let result = put_back(file, folder, &part, &accounts_part, progress).await;
    if result.is_err() {
        let _ = remove_database(&part);
        let _ = remove_database(&accounts_part);
    }
    let put_back = result?;
    // The record last: with it the folder is one that nothing is put back into.
    if put_back.accounts == AccountsPutBack::PutBack {
        remove_logs(&accounts)?;
        put_into_place(&accounts_part, &accounts)?;
    }
    remove_logs(&database)?;
    put_into_place(&part, &database)?;
    Ok(put_back)
}

/// Checks a copy of the backup, so that the backup itself is never opened for writing.
async fn put_back(
    file: &Path,
    folder: &LockedFolder,
    part: &Path,
    accounts_part: &Path,
    progress: Progress<'_>,
) -> Result<PutBack, BackupError> {
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
    let (manifest, members, parts) = checked?;
    let accounts = if manifest.accounts.is_empty() {
        AccountsPutBack::NotInIt
    } else {
        Accounts::put_together(accounts_part, &parts, &manifest.accounts).await?;
        match has_people(folder).await? {
            true => {
                remove_database(accounts_part)?;
                AccountsPutBack::Kept
            }
            false => AccountsPutBack::PutBack,
        }
    };

    // Noted before the record is in place: a crash in between leaves a note without a
    // record, never a record that takes notes as if nothing had happened.
    let marks = FileMarks::open(&folder.published())?;
    if marks.marks().is_empty() {
        folder.note_restore(&format!("restored from {}\ntaken {}\n", file.display(), manifest.taken_ms))?;
    }
    Ok(PutBack { manifest, members, accounts })
}

/// Whether a folder has accounts of its own.
async fn has_people(folder: &LockedFolder) -> Result<bool, BackupError> {
    if !folder.accounts_file().exists() {
        return Ok(false);
    }
    let accounts = folder.accounts().await?;
    let is_empty = accounts.is_empty().await;
    accounts.close().await?;
    Ok(!is_empty?)
}

async fn check_backup(
    store: &SqliteStore,
    file: &Path,
    progress: Progress<'_>,
) -> Result<(Manifest, Vec<Member>, Vec<Vec<u8>>), BackupError> {
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
    let mut parts = Vec::new();
    if !manifest.accounts.is_empty() {
        let rows = sqlx::query("SELECT content FROM accounts ORDER BY part").fetch_all(&mut *writer).await;
        for row in rows.map_err(|_| not_a_backup("it has no accounts, and its manifest names some"))? {
            parts.push(row.try_get(0).map_err(SqliteStore::fault)?);
        }
    }
    let dropped = sqlx::raw_sql("DROP TABLE backup; DROP TABLE IF EXISTS accounts");
    dropped.execute(&mut *writer).await.map_err(SqliteStore::fault)?;
    drop(writer);

    let mut heads = check_store(store, progress).await?;
    let mut stated = manifest.heads.clone();
    heads.sort();
    stated.sort();
    if heads != stated {
        return Err(not_a_backup("its heads are not those of its manifest"));
    }
    Ok((manifest, members, parts))
}

impl Manifest {
    fn text(&self) -> String {
        let mut text = format!("{FIRST_LINE}\ntaken {}\n", self.taken_ms);
        for (origin, head) in &self.heads {
            text.push_str(&format!("head {origin} {head}\n"));
        }
        for part in &self.accounts {
            text.push_str(&format!("accounts {}\n", part.to_base64()));
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
            let mut words = line.split(' ');
            let origin = Origin::new(words.next()?).ok()?;
            let size = words.next()?.parse().ok()?;
            let root = Hash::from_base64(words.next()?).ok()?;
            words.next().is_none().then_some((origin, Head { size, root }))
        };
        let mut manifest = Manifest { taken_ms, heads: Vec::new(), accounts: Vec::new() };
        for line in lines {
            match line.split_once(' ')? {
                ("head", rest) if manifest.accounts.is_empty() => manifest.heads.push(head(rest)?),
                ("accounts", part) => manifest.accounts.push(Hash::from_base64(part).ok()?),
                _ => return None,
            }
        }
        Some(manifest)
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
