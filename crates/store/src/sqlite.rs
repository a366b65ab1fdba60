//! The store on SQLite: one file, in the process.
//!
//! - **One connection writes**, in transactions of [`crate::Batch`]es; a few others read,
//!   beside it (write-ahead log). Each has a thread and a small cache of its own.
//! - `synchronous = FULL`: a commit returns when the write-ahead log is on the disk.
//! - `secure_delete`: what is erased is overwritten in the file.
//! - The tables are `STRICT`, their shape is in `schema.sql`.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use async_trait::async_trait;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection, Sqlite};
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard};
use verbale_record::signed_note::Signature;
use verbale_record::{Commitment, Hash, Leaf, Origin};

use crate::batch::{Batch, SignedHead};
use crate::contract::{Annex, Entry, RoomHead, Store};
use crate::error::StoreError;
use crate::files;
use crate::process::{Process, Room};

mod fault;
mod insert;
mod position;
mod read;
mod schema;
mod write;

use fault::fault;
use position::RoomNumber;
use schema::SCHEMA_VERSION;

/// How long a statement waits for another process that holds the file, in seconds.
/// Only a tool that was pointed at the file by hand can: the data folder is locked.
const BUSY_TIMEOUT_S: u64 = 5;
/// Most connections that read at once.
const READERS_MAX: u32 = 3;
/// Page cache of the connection that writes, in KiB: the lookup indexes of the part that
/// is being filled stay in it.
const WRITER_CACHE_KIB: &str = "-8192";
/// Page cache of each connection that reads, in KiB.
const READER_CACHE_KIB: &str = "-2048";
/// Length of the write-ahead log, in pages of 4 KiB, from which a commit also copies it
/// into the database. Longer makes bulk writing faster, since a page that changes often is
/// copied less often.
const CHECKPOINT_PAGES: &str = "4000";
/// To what the write-ahead log is cut when it is begun anew, in bytes.
const LOG_BYTES_KEPT: &str = "33554432";

/// A [`Store`] in one SQLite file.
pub struct SqliteStore {
    path: PathBuf,
    /// `None` after it was closed.
    writer: Mutex<Option<SqliteConnection>>,
    readers: SqlitePool,
    numbers: Numbers,
}

/// The numbers of rooms; a room never changes its number.
#[derive(Default)]
pub(crate) struct Numbers(RwLock<BTreeMap<Origin, RoomNumber>>);

impl Numbers {
    async fn of(&self, origin: &Origin, connection: &mut SqliteConnection) -> Result<RoomNumber, StoreError> {
        if let Some(number) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(origin) {
            return Ok(*number);
        }
        let number = read::number(connection, origin).await?;
        self.add([(origin.clone(), number)]);
        Ok(number)
    }

    fn add(&self, founded: impl IntoIterator<Item = (Origin, RoomNumber)>) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).extend(founded);
    }
}

impl SqliteStore {
    /// Makes a new, empty store; there must be no file at `path` yet, nor the write-ahead
    /// log of one that is gone, which SQLite would take for its own.
    pub async fn create(path: &Path) -> Result<SqliteStore, StoreError> {
        let log = beside(path, "-wal");
        if log.exists() {
            return Err(StoreError::Exists {
                what: format!("{}, of a database that is gone,", log.display()),
            });
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        files::for_owner_only(&mut options);
        // The log beside the database inherits the permissions of this file.
        options.open(path).map_err(|error| StoreError::io(&format!("making {}", path.display()), &error))?;
        files::sync_folder_of(path).map_err(|error| StoreError::io("making the database", &error))?;
        SqliteStore::open(path).await
    }

    /// Opens the store at `path` and brings its schema to the newest version. A file that
    /// is not ours, or newer than this program, is refused and left as it is.
    pub async fn open(path: &Path) -> Result<SqliteStore, StoreError> {
        let plain = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(false)
            .busy_timeout(Duration::from_secs(BUSY_TIMEOUT_S))
            .foreign_keys(true)
            .disable_statement_logging();
        let mut probe = plain.connect().await.map_err(|error| cannot_open(path, error))?;
        let found = schema::inspect(&mut probe, &path.display().to_string()).await;
        probe.close().await.map_err(fault)?;
        let found = found?;

        let options = plain
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .pragma("secure_delete", "ON");
        let writing = options
            .clone()
            .thread_name(|_| "store-writer".to_owned())
            .pragma("cache_size", WRITER_CACHE_KIB)
            .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
            .pragma("journal_size_limit", LOG_BYTES_KEPT);
        let mut writer = writing.connect().await.map_err(fault)?;
        schema::migrate(&mut writer, found).await?;

        let reading = options
            .thread_name(|n| format!("store-reader-{n}"))
            .pragma("cache_size", READER_CACHE_KIB)
            .pragma("query_only", "ON");
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS_MAX)
            .test_before_acquire(false)
            // Readers of a file do not age. Without either limit the pool starts no task that looks after
            // them, which reads a count of idle readers that passes below zero while one is given back,
            // and then turns without end and without letting the program end.
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_lazy_with(reading);
        let store = SqliteStore {
            path: path.to_owned(),
            writer: Mutex::new(Some(writer)),
            readers,
            numbers: Numbers::default(),
        };
        store.learn_rooms().await?;
        Ok(store)
    }

    async fn learn_rooms(&self) -> Result<(), StoreError> {
        let mut reader = self.reader().await?;
        for room in read::rooms(&mut reader).await? {
            self.numbers.of(&room.origin, &mut reader).await?;
        }
        Ok(())
    }

    /// The database file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The connection that writes, for what concerns the file as a whole.
    pub(crate) async fn writer(&self) -> Result<MappedMutexGuard<'_, SqliteConnection>, StoreError> {
        MutexGuard::try_map(self.writer.lock().await, Option::as_mut).map_err(|_| StoreError::Closed)
    }

    /// The store error for an error of the database.
    pub(crate) fn fault(error: sqlx::Error) -> StoreError {
        fault(error)
    }

    async fn reader(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        self.readers.acquire().await.map_err(fault)
    }

    async fn room(&self, origin: &Origin) -> Result<(PoolConnection<Sqlite>, RoomNumber), StoreError> {
        let mut reader = self.reader().await?;
        let number = self.numbers.of(origin, &mut reader).await?;
        Ok((reader, number))
    }
}

/// A file that SQLite keeps beside the database.
pub(crate) fn beside(database: &Path, ending: &str) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(ending);
    PathBuf::from(path)
}

/// A file that is not there or not readable is the operator's matter, not the disk's.
fn cannot_open(path: &Path, error: sqlx::Error) -> StoreError {
    StoreError::NotAStore { what: format!("{} ({error})", path.display()) }
}

#[async_trait]
impl Store for SqliteStore {
    fn schema_version(&self) -> u32 {
        SCHEMA_VERSION
    }

    async fn processes(&self) -> Result<Vec<Process>, StoreError> {
        read::processes(&mut *self.reader().await?).await
    }

    async fn rooms(&self) -> Result<Vec<Room>, StoreError> {
        read::rooms(&mut *self.reader().await?).await
    }

    async fn head(&self, origin: &Origin) -> Result<RoomHead, StoreError> {
        let (mut reader, room) = self.room(origin).await?;
        read::head(&mut reader, room).await
    }

    async fn commit(&self, batch: &Batch) -> Result<(), StoreError> {
        let founded = write::commit(&mut *self.writer().await?, &self.numbers, batch).await?;
        self.numbers.add(founded);
        Ok(())
    }

    async fn entries(&self, origin: &Origin, range: Range<u64>) -> Result<Vec<Entry>, StoreError> {
        let (mut reader, room) = self.room(origin).await?;
        read::entries(&mut reader, room, &range).await
    }

    async fn leaves(&self, origin: &Origin, range: Range<u64>) -> Result<Vec<Leaf>, StoreError> {
        let (mut reader, room) = self.room(origin).await?;
        read::leaves(&mut reader, room, &range).await
    }

    async fn tile_roots(
        &self,
        origin: &Origin,
        level: u8,
        range: Range<u64>,
    ) -> Result<Vec<Hash>, StoreError> {
        let (mut reader, room) = self.room(origin).await?;
        read::tile_roots(&mut reader, room, level, &range).await
    }

    async fn find_note(&self, origin: &Origin, commitment: &Commitment) -> Result<Option<u64>, StoreError> {
        let (mut reader, room) = self.room(origin).await?;
        read::find_note(&mut reader, room, commitment).await
    }

    async fn find_texts(&self, origin: &Origin, texts: &[Hash]) -> Result<Vec<Option<u64>>, StoreError> {
        // On the writing connection: its cache holds the index pages that are asked for, and
        // who asks is about to write.
        let mut writer = self.writer().await?;
        let room = self.numbers.of(origin, &mut writer).await?;
        read::find_texts(&mut writer, room, texts).await
    }

    async fn annex(&self, origin: &Origin, commitment: &Commitment) -> Result<Option<Annex>, StoreError> {
        let (mut reader, room) = self.room(origin).await?;
        read::annex(&mut reader, room, commitment).await
    }

    async fn annexes(&self, origin: &Origin, range: Range<u64>) -> Result<Vec<Annex>, StoreError> {
        let (mut reader, room) = self.room(origin).await?;
        read::annexes(&mut reader, room, &range).await
    }

    async fn checkpoint(&self, origin: &Origin, size: u64) -> Result<Option<SignedHead>, StoreError> {
        let sizes = size..size.saturating_add(1);
        Ok(self.checkpoints(origin, sizes, 1).await?.pop())
    }

    async fn checkpoints(
        &self,
        origin: &Origin,
        sizes: Range<u64>,
        limit: usize,
    ) -> Result<Vec<SignedHead>, StoreError> {
        let (mut reader, room) = self.room(origin).await?;
        read::checkpoints(&mut reader, room, &sizes, limit).await
    }

    async fn add_cosignature(
        &self,
        origin: &Origin,
        size: u64,
        cosignature: &Signature,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let room = self.numbers.of(origin, &mut writer).await?;
        write::add_cosignature(&mut writer, room, origin, size, cosignature).await
    }

    async fn cosignatures(&self, origin: &Origin, size: u64) -> Result<Vec<Signature>, StoreError> {
        let (mut reader, room) = self.room(origin).await?;
        read::cosignatures(&mut reader, room, size).await
    }

    /// Copies the write-ahead log into the database and removes it, so that the database is
    /// one file.
    async fn close(&self) -> Result<(), StoreError> {
        self.readers.close().await;
        match self.writer.lock().await.take() {
            Some(writer) => writer.close().await.map_err(fault),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
