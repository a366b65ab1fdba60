//! The schema, its versions, and whose file a file is.

use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Connection, Row};

use super::fault::fault;
use crate::error::StoreError;

/// What SQLite's `application_id` says of a file of ours: "Vrbl".
const APPLICATION_ID: i64 = 0x5672_626c;

/// The steps from an empty file to the newest schema. SQLite's `user_version` counts
/// those that a file has taken. A step that was released is never changed.
const MIGRATIONS: [&str; 2] = [include_str!("schema.sql"), include_str!("schema-2.sql")];

/// The newest version of the schema, the one that this program reads and writes.
pub(super) const SCHEMA_VERSION: u32 = MIGRATIONS.len() as u32;

/// What a file is, before anything in it is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A file without tables.
    Empty,
    /// A record in a version that this program knows.
    Record(u32),
}

/// Says what the file is, and refuses what this program cannot read. Changes nothing.
pub(super) async fn inspect(connection: &mut SqliteConnection, what: &str) -> Result<Found, StoreError> {
    let refuse = |_| StoreError::NotAStore { what: what.to_owned() };
    let id = number(connection, "PRAGMA application_id").await.map_err(refuse)?;
    let version = number(connection, "PRAGMA user_version").await.map_err(fault)?;
    let tables = number(connection, "SELECT count(*) FROM sqlite_schema").await.map_err(fault)?;
    if (id, version, tables) == (0, 0, 0) {
        return Ok(Found::Empty);
    }
    let version = u32::try_from(version).ok().filter(|version| id == APPLICATION_ID && *version > 0);
    match version {
        None => Err(StoreError::NotAStore { what: what.to_owned() }),
        Some(version) if version > SCHEMA_VERSION => {
            Err(StoreError::NewerSchema { what: what.to_owned(), found: version, known: SCHEMA_VERSION })
        }
        Some(version) => Ok(Found::Record(version)),
    }
}

/// Brings the file to the newest schema, each step in a transaction of its own, so that a
/// crash leaves it at the version that it says.
pub(super) async fn migrate(connection: &mut SqliteConnection, found: Found) -> Result<(), StoreError> {
    let taken = match found {
        Found::Empty => 0,
        Found::Record(version) => version,
    };
    for (version, step) in (1..).zip(MIGRATIONS).skip(taken as usize) {
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(fault)?;
        sqlx::raw_sql(step).execute(&mut *transaction).await.map_err(fault)?;
        // A pragma takes no parameters; both values are this file's own constants.
        let stamp = format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {version}");
        sqlx::raw_sql(AssertSqlSafe(stamp)).execute(&mut *transaction).await.map_err(fault)?;
        transaction.commit().await.map_err(fault)?;
    }
    Ok(())
}

async fn number(connection: &mut SqliteConnection, query: &'static str) -> Result<i64, sqlx::Error> {
    sqlx::query(query).fetch_one(connection).await?.try_get(0)
}
