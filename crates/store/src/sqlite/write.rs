//! Writing: one transaction for a batch.

use futures_util::TryStreamExt as _;
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Executor as _, Row};
use verbale_record::signed_note::Signature;
use verbale_record::tree::{EMPTY_ROOT, Frontier};
use verbale_record::{Hash, Head, Origin};

use super::Numbers;
use super::fault::{fault, is_about_transactions, is_null_refused, is_there_already};
use super::insert::{self, GROW, MOVE_HEAD, WIDTH_MAX};
use super::position::{RoomNumber, annex_number, key};
use super::read::{hash, in_parts};
use crate::batch::{Append, Batch, Erasure, NewEntry, SignedHead};
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
        commit_growth(connection, number, append).await?;
        return Ok(Vec::new());
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
    let is_small = append.entries.len() <= WIDTH_MAX
        && append.entries.iter().all(|entry| entry.annexes.is_empty())
        && append.tile_roots.is_empty()
        && append.new_checkpoints(false).count() <= 1;
    (processes.is_empty() && rooms.is_empty() && erased.is_empty() && is_small).then_some(append)
}

/// Moves a room's head and inserts what it grew by, from beginning to commit in one call:
/// the database has a thread of its own, and waking it takes as long as the rest.
async fn commit_growth(
    connection: &mut SqliteConnection,
    number: RoomNumber,
    append: &Append,
) -> Result<(), StoreError> {
    let position = |index: u64| number.position(index).expect("checked before");
    let entries: Vec<_> = (append.expected.size..).map(position).zip(&append.entries).collect();
    insert::check_entries(&entries)?;
    let checkpoints = append.new_checkpoints(false);
    let checkpoints: Vec<_> = checkpoints.map(|signed| (position(signed.head.size), signed)).collect();
    for attempt in 0.. {
        let error = match run_growth(connection, number, append, &checkpoints, &entries).await {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        roll_back_what_was_left(connection).await?;
        if is_null_refused(&error) {
            let found = head_of(connection, number).await?;
            return Err(StoreError::HeadMoved {
                origin: append.origin.clone(),
                expected: append.expected,
                found,
            });
        }
        // The transaction that was left open, if that was it, is rolled back now.
        if attempt > 0 || !is_about_transactions(&error) {
            return Err(fault(error));
        }
    }
    unreachable!("the second attempt ends it")
}

async fn run_growth(
    connection: &mut SqliteConnection,
    number: RoomNumber,
    append: &Append,
    checkpoints: &[(i64, &SignedHead)],
    entries: &[(i64, &NewEntry)],
) -> Result<(), sqlx::Error> {
    let head = append.head();
    let (text, width) = GROW.of(entries.len());
    let query = sqlx::query(text)
        .bind(append.expected.size as i64)
        .bind(append.expected.root.0.as_slice())
        .bind(head.size as i64)
        .bind(head.root.0.as_slice())
        .bind(append.frontier.to_bytes())
        .bind(append.last_ms as i64)
        .bind(number.0);
    let query = insert::bind_entries(insert::bind_checkpoints(query, checkpoints, 1), entries, width);
    let mut results = connection.execute_many(query);
    while results.try_next().await?.is_some() {}
    Ok(())
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
    // `Batch::check` has kept indices and sizes within a room's positions.
    let position = |index: u64| number.position(index).expect("checked before");
    let entries: Vec<_> = (append.expected.size..).map(position).zip(&append.entries).collect();
    insert::check_entries(&entries)?;
    let checkpoints = append.new_checkpoints(founded);
    let checkpoints: Vec<_> = checkpoints.map(|signed| (position(signed.head.size), signed)).collect();
    let (first_entries, entries_left) = entries.split_at(entries.len().min(WIDTH_MAX));
    let (first_checkpoints, checkpoints_left) = checkpoints.split_at(checkpoints.len().min(1));

    if !move_head(connection, number, append, first_checkpoints, first_entries).await? {
        let found = head_of(connection, number).await?;
        return Err(StoreError::HeadMoved {
            origin: append.origin.clone(),
            expected: append.expected,
            found,
        });
    }
    insert::entries(connection, entries_left).await?;
    insert::checkpoints(connection, checkpoints_left).await?;
    let annexes = entries.iter().flat_map(|(position, entry)| {
        entry.annexes.iter().enumerate().map(|(place, annex)| (annex_number(*position, place), annex))
    });
    insert::annexes(connection, &annexes.collect::<Vec<_>>()).await?;
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

/// Moves the room's head with the first rows that it grows by, in one call. False where the
/// head is not the one expected: what else the call did is then to be rolled back.
async fn move_head(
    connection: &mut SqliteConnection,
    number: RoomNumber,
    append: &Append,
    checkpoints: &[(i64, &SignedHead)],
    entries: &[(i64, &NewEntry)],
) -> Result<bool, StoreError> {
    let head = append.head();
    let (text, width) = MOVE_HEAD.of(entries.len());
    let query = sqlx::query(text)
        .bind(head.size as i64)
        .bind(head.root.0.as_slice())
        .bind(append.frontier.to_bytes())
        .bind(append.last_ms as i64)
        .bind(number.0)
        .bind(append.expected.size as i64)
        .bind(append.expected.root.0.as_slice());
    let query = insert::bind_entries(insert::bind_checkpoints(query, checkpoints, 1), entries, width);
    // The results come in the order of the statements: rows that are there already would be
    // an error only after the head was found to be another.
    let mut results = connection.execute_many(query);
    let moved = results.try_next().await.map_err(fault)?;
    if moved.is_none_or(|moved| moved.rows_affected() != 1) {
        return Ok(false);
    }
    while results.try_next().await.map_err(fault)?.is_some() {}
    Ok(true)
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
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(fault)?;
    let row = sqlx::query(
        "SELECT (SELECT count(*) FROM checkpoint WHERE position = ?1), \
         (SELECT count(*) FROM cosignature WHERE checkpoint = ?1)",
    )
    .bind(position)
    .fetch_one(&mut *transaction)
    .await
    .map_err(fault)?;
    if row.try_get::<i64, _>(0).map_err(fault)? == 0 {
        return Err(unknown());
    }
    let held: i64 = row.try_get(1).map_err(fault)?;
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
    if done.rows_affected() > 0 && held >= COSIGNATURES_MAX as i64 {
        return Err(StoreError::Limit { what: "cosignatures of a checkpoint", max: COSIGNATURES_MAX as u64 });
    }
    transaction.commit().await.map_err(fault)
}
