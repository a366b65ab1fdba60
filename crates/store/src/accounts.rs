//! Accounts: people, how they sign in, and what waits for them. In a file of its own beside the
//! record, since all of it may change and be deleted, and nothing of it is evidence of anything.
//!
//! **No account gives a power.** What somebody may read and do follows from the keys that the
//! record's credentials name; an account says only which of those keys are one person's. So a host
//! that changes this file can shut a person out, and cannot let one in.
//!
//! Of sessions, invitations and codes the hash of the secret is kept, of passkeys and devices the
//! public half. The one secret that is in here itself is each webhook's, since the venue signs with it.

use std::fs::OpenOptions;
use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row};
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard};

use crate::error::StoreError;
use crate::files;
use crate::sqlite::SqliteStore;

mod charters;
mod circulations;
mod copies;
mod invitations;
mod mail;
mod people;
mod sessions;
mod visits;
mod webhooks;

pub use charters::{CharterDraft, CharterId, CharterSigner};
pub use circulations::{CIRCULATION_ID_BYTES, Circulation};
pub(crate) use copies::PART_BYTES;
pub use invitations::{Invitation, InvitedTo, Newcomer};
pub use mail::{AddressGiven, Known, Mail};
pub use people::{Device, Passkey, Person, PersonId, Seat};
pub use sessions::{Session, SessionFollowed};
pub use visits::VISIT_GAP_MS;
pub use webhooks::{FailedTry, Webhook, WebhookId};

/// What SQLite's `application_id` says of a file of accounts: "VrbA".
const APPLICATION_ID: i64 = 0x5672_6241;
/// The steps from an empty file to the newest schema; one that was released is never changed.
const MIGRATIONS: [&str; 4] = [
    include_str!("accounts/schema.sql"),
    include_str!("accounts/schema-2.sql"),
    include_str!("accounts/schema-3.sql"),
    include_str!("accounts/schema-4.sql"),
];

/// Longest name of a person, label of a passkey, a device or a session, in characters.
pub const LABEL_CHARS_MAX: usize = 100;
/// Most passkeys of one person, and most devices.
pub const CREDENTIALS_MAX: usize = 16;
/// Most sessions that one person has open at a time: with a further one the one that was unused
/// for longest ends.
pub const SESSIONS_MAX: usize = 16;
/// Most invitations that one person has open at a time.
pub const INVITATIONS_MAX: usize = 64;
/// Most webhooks of one person.
pub const WEBHOOKS_MAX: usize = 8;
/// Most drafts that circulate in one process at a time.
pub const CIRCULATIONS_MAX: usize = 64;
/// Longest draft that circulates, in bytes.
pub const CIRCULATION_BYTES_MAX: usize = 4 * 1_024 * 1_024;

/// Most charters that one person drafts at a time and that found no process yet.
pub const CHARTER_DRAFTS_MAX: usize = 16;
/// Longest charter that is being agreed, in bytes: what was filled in, and the draft file.
pub const CHARTER_DRAFT_BYTES_MAX: usize = 256 * 1_024;

/// The accounts of a venue.
pub struct Accounts {
    /// `None` after it was closed. One connection does: what is asked takes microseconds.
    connection: Mutex<Option<SqliteConnection>>,
    /// Changed while the connection is held, so that no session ends between being found and being
    /// followed.
    followed: sessions::Followed,
}

impl Accounts {
    /// Opens the file, and makes it where there is none.
    pub async fn open(path: &Path) -> Result<Accounts, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        // The log beside the database inherits the permissions of this file.
        let mut file = OpenOptions::new();
        files::for_owner_only(file.append(true).create(true));
        file.open(path).map_err(|error| StoreError::io(&format!("making {}", path.display()), &error))?;
        Accounts::with(options, &path.display().to_string()).await
    }

    /// Accounts that are gone with the program: for tests.
    pub async fn in_memory() -> Result<Accounts, StoreError> {
        Accounts::with(SqliteConnectOptions::new().in_memory(true), "memory").await
    }

    async fn with(options: SqliteConnectOptions, what: &str) -> Result<Accounts, StoreError> {
        let options = options.foreign_keys(true).pragma("secure_delete", "ON").disable_statement_logging();
        let mut connection = options.connect().await.map_err(SqliteStore::fault)?;
        migrate(&mut connection, what).await?;
        Ok(Accounts { connection: Mutex::new(Some(connection)), followed: sessions::Followed::default() })
    }

    /// Lets go of the file; every later call is [`StoreError::Closed`].
    pub async fn close(&self) -> Result<(), StoreError> {
        match self.connection.lock().await.take() {
            Some(connection) => connection.close().await.map_err(SqliteStore::fault),
            None => Ok(()),
        }
    }

    async fn connection(&self) -> Result<MappedMutexGuard<'_, SqliteConnection>, StoreError> {
        MutexGuard::try_map(self.connection.lock().await, Option::as_mut).map_err(|_| StoreError::Closed)
    }
}

async fn migrate(connection: &mut SqliteConnection, what: &str) -> Result<(), StoreError> {
    let id = pragma(connection, "PRAGMA application_id").await?;
    let version = pragma(connection, "PRAGMA user_version").await?;
    let tables = pragma(connection, "SELECT count(*) FROM sqlite_schema").await?;
    let known = MIGRATIONS.len();
    let version = match (id, usize::try_from(version).unwrap_or(usize::MAX), tables) {
        (0, 0, 0) => 0,
        (APPLICATION_ID, version, _) if version <= known => version,
        (APPLICATION_ID, version, _) => {
            let found = u32::try_from(version).unwrap_or(u32::MAX);
            return Err(StoreError::NewerSchema { what: what.to_owned(), found, known: known as u32 });
        }
        _ => return Err(StoreError::NotAStore { what: what.to_owned() }),
    };
    for (number, step) in (1..).zip(MIGRATIONS).skip(version) {
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(SqliteStore::fault)?;
        sqlx::raw_sql(step).execute(&mut *transaction).await.map_err(SqliteStore::fault)?;
        let stamp = format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {number}");
        sqlx::raw_sql(AssertSqlSafe(stamp)).execute(&mut *transaction).await.map_err(SqliteStore::fault)?;
        transaction.commit().await.map_err(SqliteStore::fault)?;
    }
    Ok(())
}

async fn pragma(connection: &mut SqliteConnection, query: &'static str) -> Result<i64, StoreError> {
    let row = sqlx::query(query).fetch_one(connection).await.map_err(SqliteStore::fault)?;
    row.try_get(0).map_err(SqliteStore::fault)
}

/// Milliseconds as the file has them.
fn stored(ms: u64) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}

/// Milliseconds as a row has them.
fn read_ms(row: &sqlx::sqlite::SqliteRow, column: &str) -> Result<u64, StoreError> {
    let ms: i64 = row.try_get(column).map_err(SqliteStore::fault)?;
    Ok(u64::try_from(ms).unwrap_or(0))
}

/// Milliseconds as a row has them, where it has any.
fn read_ms_if_any(row: &sqlx::sqlite::SqliteRow, column: &str) -> Result<Option<u64>, StoreError> {
    let ms: Option<i64> = row.try_get(column).map_err(SqliteStore::fault)?;
    Ok(ms.and_then(|ms| u64::try_from(ms).ok()))
}

/// A value of a fixed number of bytes.
fn read_bytes<const N: usize>(
    row: &sqlx::sqlite::SqliteRow,
    column: &'static str,
) -> Result<[u8; N], StoreError> {
    let bytes: &[u8] = row.try_get(column).map_err(SqliteStore::fault)?;
    bytes
        .try_into()
        .map_err(|_| StoreError::Damaged { what: format!("accounts: {column} has {} bytes", bytes.len()) })
}

fn limit(what: &'static str, max: usize) -> StoreError {
    StoreError::Limit { what, max: max as u64 }
}

#[cfg(test)]
mod tests;
