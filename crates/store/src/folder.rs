//! The data folder: what lies in it, who holds it, and whether it may be written to.
//!
//! ```text
//! lock             held while a process uses the folder; says which
//! record.sqlite3   the rows (and record.sqlite3-wal, -shm beside it)
//! published        marks of the largest published heads; replaced by no restore
//! restored         only after a restore: what was put back and when it had been taken
//! losses           one line for each published head that an operator gave up
//! accounts.sqlite3 people and how they sign in (and -wal, -shm beside it)
//! ```
//! The venue's keys and configuration are the binary's affair.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use verbale_record::{Head, Origin};

use crate::accounts::Accounts;
use crate::contract::Store;
use crate::error::StoreError;
use crate::files;
use crate::published::{FileMarks, PublishedMarks};
use crate::sqlite::SqliteStore;

const LOCK: &str = "lock";
const DATABASE: &str = "record.sqlite3";
const PUBLISHED: &str = "published";
const RESTORED: &str = "restored";
const LOSSES: &str = "losses";
const ACCOUNTS: &str = "accounts.sqlite3";
/// Longest description of a lock's holder that is read back.
const HOLDER_BYTES_MAX: u64 = 1_024;

/// Why a data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Another process holds it.
    #[error("{folder} is in use by {holder}; give the command to that process, or stop it first")]
    Locked {
        /// The folder.
        folder: String,
        /// How the other process described itself.
        holder: String,
    },
    /// There is no record in it.
    #[error("{folder} holds no record; make one with `verbale init`, or check the path")]
    NoRecord {
        /// The folder.
        folder: String,
    },
    /// There is a record in it already.
    #[error("{folder} holds a record already; choose an empty folder")]
    HasRecord {
        /// The folder.
        folder: String,
    },
    /// The folder or a file in it cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A data folder that this process holds alone, until this is dropped.
pub struct LockedFolder {
    path: PathBuf,
    // Held for its lock, which the system releases when the file is closed, however the
    // process ends.
    _lock: File,
}

/// A record that was opened.
pub struct Opened {
    /// The rows.
    pub store: SqliteStore,
    /// The marks of what was published.
    pub marks: FileMarks,
    /// Whether it may be written to.
    pub state: StoreState,
}

/// Whether a store may be written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreState {
    /// It holds all that it published.
    Ready,
    /// It lacks what it published: a copy from earlier was put back. Read-only until it
    /// was recovered from a replica ([`crate::copy_room`]) or an operator has given up what is
    /// missing ([`LockedFolder::accept_loss`]).
    Behind(Vec<Gap>),
    /// A backup was put back into a folder without marks, so that nothing here knows what
    /// was published after it was taken. Read-only until an operator has decided
    /// ([`LockedFolder::accept_loss`]).
    Restored {
        /// What the restore noted: which backup, and when it had been taken.
        note: String,
    },
}

/// A room that lacks what it published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The room.
    pub origin: Origin,
    /// The largest head that was published.
    pub published: Head,
    /// What the store holds instead.
    pub held: HeldInstead,
}

/// What a store holds in place of a head that it published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldInstead {
    /// Not even the room.
    NoRoom,
    /// A smaller head.
    Smaller(Head),
    /// A log that has another root, or no checkpoint, at the published size: it is another log.
    Other,
}

impl LockedFolder {
    /// Takes the folder for this process, making it if it is not there. `holder` describes
    /// the process to whoever comes second, such as "verbale serve (process 4711)".
    pub fn lock(path: &Path, holder: &str) -> Result<LockedFolder, FolderError> {
        let fault = |error| StoreError::io(&format!("opening the data folder {}", path.display()), &error);
        files::create_private_folder(path).map_err(fault)?;
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        files::for_owner_only(&mut options);
        let mut lock = options.open(path.join(LOCK)).map_err(fault)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = Vec::new();
                // What cannot be read is no reason for another error: the lock is what counts.
                let _ = lock.take(HOLDER_BYTES_MAX).read_to_end(&mut holder);
                let holder = String::from_utf8_lossy(&holder).trim().to_owned();
                let holder = if holder.is_empty() { "another process".to_owned() } else { holder };
                return Err(FolderError::Locked { folder: path.display().to_string(), holder });
            }
            Err(TryLockError::Error(error)) => return Err(fault(error).into()),
        }
        let described =
            lock.set_len(0).and_then(|()| lock.rewind()).and_then(|()| writeln!(lock, "{holder}"));
        described.map_err(fault)?;
        Ok(LockedFolder { path: path.to_owned(), _lock: lock })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the folder holds a record.
    pub fn has_record(&self) -> bool {
        self.database().exists()
    }

    /// Makes a new, empty record in the folder.
    pub async fn create(&self) -> Result<Opened, FolderError> {
        if self.has_record() {
            return Err(FolderError::HasRecord { folder: self.path.display().to_string() });
        }
        SqliteStore::create(&self.database()).await?.close().await?;
        self.open().await
    }

    /// Opens the accounts in the folder; a folder without any gets an empty file.
    pub async fn accounts(&self) -> Result<Accounts, FolderError> {
        Ok(Accounts::open(&self.accounts_file()).await?)
    }

    /// Where the accounts are.
    pub(crate) fn accounts_file(&self) -> PathBuf {
        self.path.join(ACCOUNTS)
    }

    /// Opens the record in the folder and says whether it may be written to.
    pub async fn open(&self) -> Result<Opened, FolderError> {
        if !self.has_record() {
            return Err(FolderError::NoRecord { folder: self.path.display().to_string() });
        }
        let store = SqliteStore::open(&self.database()).await?;
        let marks = FileMarks::open(&self.path.join(PUBLISHED))?;
        let mut state = compare(&store, &marks).await?;
        if state == StoreState::Ready
            && let Some(note) = self.restored_note()?
        {
            state = StoreState::Restored { note };
        }
        Ok(Opened { store, marks, state })
    }

    /// Gives up what is missing: from now on the record counts as whole with the heads
    /// that it holds. `decision` says who decided and when; it is kept in the folder
    /// with every head that was given up.
    ///
    /// This hides nothing from anybody else. Whoever holds a checkpoint that was given up
    /// will find that the log forked, and can prove it: so recover from a replica where
    /// there is one, and tell the members where there is none.
    pub async fn accept_loss(&self, opened: &mut Opened, decision: &str) -> Result<(), FolderError> {
        let fault = |error| StoreError::io("writing the decision", &error);
        let mut lines = String::new();
        let decision = decision.replace(['\n', '\r'], " ");
        match &opened.state {
            StoreState::Ready => return Ok(()),
            StoreState::Behind(gaps) => {
                for gap in gaps {
                    lines.push_str(&format!("{} {}: {decision}\n", gap.origin, gap.published));
                }
            }
            StoreState::Restored { note } => {
                lines.push_str(&format!("{}: {decision}\n", note.trim().replace('\n', "; ")));
            }
        }
        // The decision is durable before it takes effect.
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        files::for_owner_only(&mut options);
        let mut losses = options.open(self.path.join(LOSSES)).map_err(fault)?;
        losses.write_all(lines.as_bytes()).and_then(|()| losses.sync_all()).map_err(fault)?;
        files::sync_folder(&self.path).map_err(fault)?;

        opened.marks.replace(&heads(&opened.store).await?)?;
        self.forget_restore()?;
        opened.state = compare(&opened.store, &opened.marks).await?;
        Ok(())
    }

    /// The database file.
    pub(crate) fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    /// The file of the marks of what was published.
    pub(crate) fn published(&self) -> PathBuf {
        self.path.join(PUBLISHED)
    }

    /// Notes, durably, that a backup is being put back.
    pub(crate) fn note_restore(&self, note: &str) -> Result<(), StoreError> {
        let path = self.path.join(RESTORED);
        let noted =
            files::replace(&path, note.as_bytes(), true).and_then(|()| files::sync_folder(&self.path));
        noted.map_err(|error| StoreError::io("noting the restore", &error))
    }

    /// Forgets that a backup was put back: the marks or an operator vouch for the record.
    pub(crate) fn forget_restore(&self) -> Result<(), StoreError> {
        let path = self.path.join(RESTORED);
        if !path.exists() {
            return Ok(());
        }
        let removed = fs::remove_file(&path).and_then(|()| files::sync_folder(&self.path));
        removed.map_err(|error| StoreError::io("removing the note of the restore", &error))
    }

    fn restored_note(&self) -> Result<Option<String>, StoreError> {
        match fs::read_to_string(self.path.join(RESTORED)) {
            Ok(note) => Ok(Some(note)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StoreError::io("reading the note of the restore", &error)),
        }
    }
}

/// Compares a store with the marks of what was published.
pub async fn compare(store: &dyn Store, marks: &dyn PublishedMarks) -> Result<StoreState, StoreError> {
    let mut gaps = Vec::new();
    for (origin, published) in marks.marks() {
        let held = match store.head(&origin).await {
            Err(StoreError::UnknownRoom(_)) => HeldInstead::NoRoom,
            Err(error) => return Err(error),
            Ok(held) if held.head.size < published.size => HeldInstead::Smaller(held.head),
            Ok(_) => match store.checkpoint(&origin, published.size).await? {
                Some(signed) if signed.head == published => continue,
                _ => HeldInstead::Other,
            },
        };
        gaps.push(Gap { origin, published, held });
    }
    Ok(if gaps.is_empty() { StoreState::Ready } else { StoreState::Behind(gaps) })
}

/// The head of every room of a store.
pub(crate) async fn heads(store: &dyn Store) -> Result<Vec<(Origin, Head)>, StoreError> {
    let mut heads = Vec::new();
    for room in store.rooms().await? {
        let head = store.head(&room.origin).await?.head;
        heads.push((room.origin, head));
    }
    Ok(heads)
}
