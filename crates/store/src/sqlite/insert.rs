//! Rows of a batch, many to a statement and several statements to a call: the database has
//! a thread of its own, and each call wakes it and waits for it, which takes longer than
//! inserting a row. The texts are constants in three widths; where there are fewer rows
//! than a width, those that are left over are null and passed over.

use sqlx::Sqlite;
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteConnection};

use super::fault::fault;
use super::position::key;
use crate::batch::{NewAnnex, NewEntry, SignedHead};
use crate::error::StoreError;

macro_rules! one {
    ($row:literal) => {
        $row
    };
}

macro_rules! eight {
    ($row:literal) => {
        concat!($row, ",", $row, ",", $row, ",", $row, ",", $row, ",", $row, ",", $row, ",", $row)
    };
}

macro_rules! sixty_four {
    ($row:literal) => {
        concat!(
            eight!($row),
            ",",
            eight!($row),
            ",",
            eight!($row),
            ",",
            eight!($row),
            ",",
            eight!($row),
            ",",
            eight!($row),
            ",",
            eight!($row),
            ",",
            eight!($row)
        )
    };
}

macro_rules! insert {
    ($width:ident, $table:literal, $columns:literal, $row:literal) => {
        concat!(
            "INSERT INTO ",
            $table,
            " (",
            $columns,
            ") SELECT * FROM (VALUES ",
            $width!($row),
            ") WHERE column1 IS NOT NULL"
        )
    };
}

macro_rules! insert_entries {
    ($width:ident) => {
        concat!(
            insert!($width, "leaf", "position, time_ms, commitment, commitment_key", "(?,?,?,?)"),
            "; ",
            insert!($width, "note", "position, salt, text_key, signed", "(?,?,?,?)")
        )
    };
}

macro_rules! insert_annexes {
    ($width:ident) => {
        insert!($width, "annex", "number, commitment, commitment_key, salt, content", "(?,?,?,?,?)")
    };
}

macro_rules! insert_checkpoints {
    ($width:ident) => {
        insert!($width, "checkpoint", "position, root, signed", "(?,?,?)")
    };
}

/// Moves a room's head, if it is the one expected, and inserts a checkpoint and entries.
macro_rules! move_head {
    ($width:ident) => {
        concat!(
            "UPDATE room SET size = ?, root = ?, frontier = ?, last_ms = ? \
             WHERE number = ? AND size = ? AND root = ?; ",
            insert_checkpoints!(one),
            "; ",
            insert_entries!($width)
        )
    };
}

/// A whole transaction: moves a room's head and inserts a checkpoint and entries. Where the
/// head is not the one expected, the size would be null, which the table refuses.
macro_rules! grow {
    ($width:ident) => {
        concat!(
            "BEGIN IMMEDIATE; \
             UPDATE room SET size = CASE WHEN size = ? AND root = ? THEN ? END, \
             root = ?, frontier = ?, last_ms = ? WHERE number = ?; ",
            insert_checkpoints!(one),
            "; ",
            insert_entries!($width),
            "; COMMIT"
        )
    };
}

/// A statement, or several, in three widths.
pub(super) struct Widths {
    one: &'static str,
    eight: &'static str,
    sixty_four: &'static str,
}

macro_rules! widths {
    ($statement:ident) => {
        Widths { one: $statement!(one), eight: $statement!(eight), sixty_four: $statement!(sixty_four) }
    };
}

/// Most rows of one kind in a call.
pub(super) const WIDTH_MAX: usize = 64;

pub(super) const MOVE_HEAD: Widths = widths!(move_head);
pub(super) const GROW: Widths = widths!(grow);
const ENTRIES: Widths = widths!(insert_entries);
const ANNEXES: Widths = widths!(insert_annexes);
const CHECKPOINTS: Widths = widths!(insert_checkpoints);

pub(super) type Statement<'a> = Query<'a, Sqlite, SqliteArguments>;

impl Widths {
    /// The text for so many rows, at most [`WIDTH_MAX`], and how many it takes.
    pub fn of(&self, rows: usize) -> (&'static str, usize) {
        match rows {
            0..=1 => (self.one, 1),
            2..=8 => (self.eight, 8),
            _ => (self.sixty_four, WIDTH_MAX),
        }
    }

    /// Inserts rows of one call after the other; `bind` adds the values of those of a call,
    /// for the number of rows that it takes.
    async fn rows<'a, T: Sync>(
        &self,
        connection: &mut SqliteConnection,
        rows: &'a [T],
        bind: impl for<'q> Fn(Statement<'q>, &'q [T], usize) -> Statement<'q>,
    ) -> Result<(), StoreError> {
        for part in rows.chunks(WIDTH_MAX) {
            let (text, width) = self.of(part.len());
            bind(sqlx::query(text), part, width).execute(&mut *connection).await.map_err(fault)?;
        }
        Ok(())
    }
}

/// Adds nulls for the rows that are left over.
fn fill(query: Statement<'_>, rows: usize, width: usize, columns: usize) -> Statement<'_> {
    (rows * columns..width * columns).fold(query, |query, _| query.bind(None::<i64>))
}

/// Checks what a row of an entry can hold.
pub(super) fn check_entries(entries: &[(i64, &NewEntry)]) -> Result<(), StoreError> {
    if entries.iter().all(|(_, entry)| i64::try_from(entry.leaf.time_ms).is_ok()) {
        return Ok(());
    }
    Err(StoreError::Limit { what: "milliseconds of a leaf's time", max: i64::MAX as u64 })
}

/// The rows of entries that were checked, each with its position.
pub(super) async fn entries(
    connection: &mut SqliteConnection,
    entries: &[(i64, &NewEntry)],
) -> Result<(), StoreError> {
    ENTRIES.rows(connection, entries, bind_entries).await
}

/// Adds the values of entries to a statement that takes `width` of them.
pub(super) fn bind_entries<'q>(
    query: Statement<'q>,
    entries: &'q [(i64, &NewEntry)],
    width: usize,
) -> Statement<'q> {
    let query = entries.iter().fold(query, |query, (position, entry)| {
        let commitment = &entry.leaf.commitment.0;
        query
            .bind(*position)
            .bind(entry.leaf.time_ms as i64)
            .bind(commitment.as_slice())
            .bind(key(commitment))
    });
    let query = entries.iter().fold(fill(query, entries.len(), width, 4), |query, (position, entry)| {
        let opening = &entry.opening;
        query
            .bind(*position)
            .bind(opening.salt.as_slice())
            .bind(key(&entry.text.0))
            .bind(opening.content.as_slice())
    });
    fill(query, entries.len(), width, 4)
}

/// The rows of annexes, each with its number.
pub(super) async fn annexes(
    connection: &mut SqliteConnection,
    annexes: &[(i64, &NewAnnex)],
) -> Result<(), StoreError> {
    ANNEXES
        .rows(connection, annexes, |query, annexes, _| {
            annexes.iter().fold(query, |query, (number, annex)| {
                let commitment = &annex.commitment.0;
                let opening = annex.opening.as_ref();
                query
                    .bind(*number)
                    .bind(commitment.as_slice())
                    .bind(key(commitment))
                    .bind(opening.map(|opening| opening.salt.as_slice()))
                    .bind(opening.map(|opening| opening.content.as_slice()))
            })
        })
        .await
}

/// The rows of checkpoints, each with its position.
pub(super) async fn checkpoints(
    connection: &mut SqliteConnection,
    checkpoints: &[(i64, &SignedHead)],
) -> Result<(), StoreError> {
    CHECKPOINTS.rows(connection, checkpoints, bind_checkpoints).await
}

/// Adds the values of checkpoints to a statement that takes `width` of them.
pub(super) fn bind_checkpoints<'q>(
    query: Statement<'q>,
    checkpoints: &'q [(i64, &SignedHead)],
    width: usize,
) -> Statement<'q> {
    let query = checkpoints.iter().fold(query, |query, (position, signed)| {
        query.bind(*position).bind(signed.head.root.0.as_slice()).bind(signed.checkpoint.as_slice())
    });
    fill(query, checkpoints.len(), width, 3)
}
