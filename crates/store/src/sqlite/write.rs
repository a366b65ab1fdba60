//! Writing: one transaction for a batch.

use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Row};
use verbale_record::signed_note::Signature;
use verbale_record::tree::{EMPTY_ROOT, Frontier};
use verbale_record::{Hash, Head, Origin};

use super::Numbers;
use super::fault::{fault, is_about_transactions, is_null_refused, is_there_already};
use super::insert::{self, GROW, MOVE_HEAD, Part, Rows};
use super::position::{RoomNumber, key};
use super::read::{hash, in_parts};
use crate::batch::{Append, Batch, Erasure};
use crate::contract::COSIGNATURES_MAX;
use crate::error::StoreError;
use crate::process::{Process, Room};

/// Writes the batch and gives the rooms that it founded, with their numbers.
pub(super) async fn commit(
    connection: &mut SqliteConnection,
    numbers: &Numbers,
    batch: &Batch,
) -> Result<Vec<(Origin, RoomNumber)>, StoreError> {
    batch.check()?;
    if let Some(append) = only_growth(batch) {
        let number = numbers.of(&append.origin, connection).await?;
        let rows = Rows::of(number, append, false)?;
        let (all, rest) = rows.split();
        if rest.is_empty() {
            commit_growth(connection, number, append, all).await?;
            return Ok(Vec::new());
        }
    }
    let mut transaction = begin(connection).await?;
    let mut founded = Vec::new();
    for process in &batch.processes {
        found_process(&mut transaction, process).await?;
    }
    for room in &batch.rooms {
        founded.push((room.origin.clone(), found_room(&mut transaction, room).await?));
    }
    for append in &batch.appends {
        match founded.iter().find(|(origin, _)| *origin == append.origin) {
            Some((_, number)) => grow(&mut transaction, *number, append, true).await?,
            None => {
                let number = numbers.of(&append.origin, &mut transaction).await?;
                grow(&mut transaction, number, append, false).await?;
            }
        }
    }
    for Erasure { origin, commitment } in &batch.erased {
        let number = numbers.of(origin, &mut transaction).await?;
        erase(&mut transaction, number, &commitment.0).await?;
    }
    // Returns when the write-ahead log is on the disk (synchronous = FULL): from here on
    // the batch survives a crash of the machine.
    transaction.commit().await.map_err(fault)?;
    if !batch.erased.is_empty() {
        empty_write_ahead_log(connection).await?;
    }
    Ok(founded)
}

/// Begins a transaction. IMMEDIATE takes the write lock at once: one that reads first and
/// writes later could find, halfway, that another was faster.
async fn begin(connection: &mut SqliteConnection) -> Result<sqlx::SqliteTransaction<'_>, StoreError> {
    roll_back_what_was_left(connection).await?;
    connection.begin_with("BEGIN IMMEDIATE").await.map_err(fault)
}

/// Rolls back a transaction of [`commit_growth`] whose caller went away in its midst.
async fn roll_back_what_was_left(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    match sqlx::raw_sql("ROLLBACK").execute(connection).await {
        Ok(_) => Ok(()),
        Err(error) if is_about_transactions(&error) => Ok(()),
        Err(error) => Err(fault(error)),
    }
}

/// The one append of a batch that does nothing else, and no more than one call can: most
/// batches are of this kind.
fn only_growth(batch: &Batch) -> Option<&Append> {
    let Batch { processes, rooms, appends, erased } = batch;
    let [append] = appends.as_slice() else { return None };
    let is_alone = processes.is_empty() && rooms.is_empty() && erased.is_empty();
    (is_alone && append.tile_roots.is_empty()).then_some(append)
}

/// Moves a room's head with all that it grew by, from beginning to commit in one call: the
/// database has a thread of its own, and waking it takes as long as the rest.
async fn commit_growth(
    connection: &mut SqliteConnection,
    number: RoomNumber,
    append: &Append,
    rows: Part<'_>,
) -> Result<(), StoreError> {
    let mut grown = insert::move_head(connection, &GROW, number, append, rows).await;
    if let Err(error) = &grown
        && is_about_transactions(error)
    {
        roll_back_what_was_left(connection).await?;
        grown = insert::move_head(connection, &GROW, number, append, rows).await;
    }
    let Err(error) = grown else { return Ok(()) };
    roll_back_what_was_left(connection).await?;
    Err(not_moved(connection, number, append, error).await)
}

/// Why a head was not moved.
async fn not_moved(
    connection: &mut SqliteConnection,
    number: RoomNumber,
    append: &Append,
    error: sqlx::Error,
) -> StoreError {
    if !is_null_refused(&error) {
        return fault(error);
    }
    match head_of(connection, number).await {
        Ok(found) => {
            StoreError::HeadMoved { origin: append.origin.clone(), expected: append.expected, found }
        }
        Err(error) => error,
    }
}

async fn found_process(connection: &mut SqliteConnection, process: &Process) -> Result<(), StoreError> {
    let insert = sqlx::query("INSERT INTO process (id, name, registry) VALUES (?, ?, ?)")
        .bind(process.id.0.as_slice())
        .bind(process.name.as_str())
        .bind(process.registry.as_str());
    match insert.execute(connection).await {
        Ok(_) => Ok(()),
        Err(error) if is_there_already(&error) => {
            Err(StoreError::Exists { what: format!("process {} or its name {}", process.id, process.name) })
        }
        Err(error) => Err(fault(error)),
    }
}

async fn found_room(connection: &mut SqliteConnection, room: &Room) -> Result<RoomNumber, StoreError> {
    let insert = sqlx::query(
        "INSERT INTO room (process, origin, name, size, root, frontier, last_ms) \
         SELECT number, ?, ?, 0, ?, ?, 0 FROM process WHERE id = ?",
    )
    .bind(room.origin.as_str())
    .bind(room.name.as_str())
    .bind(EMPTY_ROOT.0.as_slice())
    .bind(Frontier::new().to_bytes())
    .bind(room.process.0.as_slice());
    match insert.execute(connection).await {
        Ok(done) if done.rows_affected() == 0 => Err(StoreError::UnknownProcess(room.process)),
        Ok(done) => Ok(RoomNumber(done.last_insert_rowid())),
        Err(error) if is_there_already(&error) => {
            Err(StoreError::Exists { what: format!("room {} or its name {}", room.origin, room.name) })
        }
        Err(error) => Err(fault(error)),
    }
}

/// Moves the room's head, if it is the one expected, and inserts what it grew by.
async fn grow(
    connection: &mut SqliteConnection,
    number: RoomNumber,
    append: &Append,
    founded: bool,
) -> Result<(), StoreError> {
    let rows = Rows::of(number, append, founded)?;
    let (first, rest) = rows.split();
    if let Err(error) = insert::move_head(connection, &MOVE_HEAD, number, append, first).await {
        return Err(not_moved(connection, number, append, error).await);
    }
    rest.insert(connection).await?;
    for root in &append.tile_roots {
        sqlx::query("INSERT INTO tile_root (room, level, place, hash) VALUES (?, ?, ?, ?)")
            .bind(number.0)
            .bind(i64::from(root.level))
            .bind(root.index as i64)
            .bind(root.hash.0.as_slice())
            .execute(&mut *connection)
            .await
            .map_err(fault)?;
    }
    Ok(())
}

async fn head_of(connection: &mut SqliteConnection, number: RoomNumber) -> Result<Head, StoreError> {
    let row = sqlx::query("SELECT size, root FROM room WHERE number = ?")
        .bind(number.0)
        .fetch_one(connection)
        .await
        .map_err(fault)?;
    Ok(Head { size: row.try_get::<i64, _>(0).map_err(fault)? as u64, root: Hash(hash(&row, 1)?) })
}

pub(super) const ERASE: &str = in_parts!(
    "UPDATE annex SET salt = NULL, content = NULL WHERE number IN ( \
        SELECT annex.number FROM part CROSS JOIN annex \
        ON annex.number >> 23 = part.of AND annex.commitment_key = ?2 WHERE annex.commitment = ?3)"
);

async fn erase(
    connection: &mut SqliteConnection,
    number: RoomNumber,
    commitment: &[u8; 32],
) -> Result<(), StoreError> {
    sqlx::query(ERASE)
        .bind(number.0)
        .bind(key(commitment))
        .bind(commitment.as_slice())
        .execute(connection)
        .await
        .map_err(fault)?;
    Ok(())
}

/// Copies the write-ahead log into the database and cuts it, so that what was erased does
/// not stay readable in it. A reader that is at work can hold this up; then the log is
/// overwritten later, as it fills. (The database itself overwrites what is deleted:
/// `secure_delete`.)
async fn empty_write_ahead_log(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    match sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(connection).await.map_err(fault) {
        Err(error) if error.is_fatal() => Err(error),
        _ => Ok(()),
    }
}

/// Inserts a cosignature, unless it is there already.
pub(super) async fn add_cosignature(
    connection: &mut SqliteConnection,
    number: RoomNumber,
    origin: &Origin,
    size: u64,
    cosignature: &Signature,
) -> Result<(), StoreError> {
    let unknown = || StoreError::UnknownCheckpoint { origin: origin.clone(), size };
    let position = number.position(size).ok_or_else(unknown)?;
    let mut transaction = begin(connection).await?;
    let known: i64 = sqlx::query_scalar("SELECT count(*) FROM checkpoint WHERE position = ?")
        .bind(position)
        .fetch_one(&mut *transaction)
        .await
        .map_err(fault)?;
    if known == 0 {
        return Err(unknown());
    }
    let done = sqlx::query(
        "INSERT INTO cosignature (checkpoint, name, key_id, signature) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
    )
    .bind(position)
    .bind(cosignature.name.as_str())
    .bind(i64::from(cosignature.key_id))
    .bind(cosignature.bytes.as_slice())
    .execute(&mut *transaction)
    .await
    .map_err(fault)?;
    // The bytes begin with the time, big-endian: of one witness the first and the newest stay.
    sqlx::query(
        "DELETE FROM cosignature WHERE checkpoint = ?1 AND name = ?2 AND key_id = ?3 \
         AND signature > (SELECT min(signature) FROM cosignature WHERE checkpoint = ?1 AND name = ?2 AND key_id = ?3) \
         AND signature < (SELECT max(signature) FROM cosignature WHERE checkpoint = ?1 AND name = ?2 AND key_id = ?3)",
    )
    .bind(position)
    .bind(cosignature.name.as_str())
    .bind(i64::from(cosignature.key_id))
    .execute(&mut *transaction)
    .await
    .map_err(fault)?;
    let held: i64 = sqlx::query_scalar("SELECT count(*) FROM cosignature WHERE checkpoint = ?")
        .bind(position)
        .fetch_one(&mut *transaction)
        .await
        .map_err(fault)?;
    if done.rows_affected() > 0 && held > COSIGNATURES_MAX as i64 {
        return Err(StoreError::Limit { what: "cosignatures of a checkpoint", max: COSIGNATURES_MAX as u64 });
    }
    transaction.commit().await.map_err(fault)
}
