//! Rows of a batch, many to a statement and several statements to a call: the database has
//! a thread of its own, and each call wakes it and waits for it, which takes longer than
//! inserting a row. The texts are constants in three widths; where there are fewer rows
//! than a width, those that are left over are null and passed over.

use futures_util::TryStreamExt as _;
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteConnection};
use sqlx::{Executor as _, Sqlite};

use super::fault::fault;
use super::position::{RoomNumber, annex_number, key};
use crate::batch::{Append, NewAnnex, NewEntry, SignedHead};
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
            insert!($width, "note", "position, salt, text_key, signed, evidence", "(?,?,?,?,?)")
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

/// Moves a room's head and inserts a checkpoint, entries and annexes. Where the head is not
/// the one expected, the size would be null, which the table refuses.
macro_rules! move_head {
    ($width:ident) => {
        concat!(
            "UPDATE room SET size = CASE WHEN size = ? AND root = ? THEN ? END, \
             root = ?, frontier = ?, last_ms = ? WHERE number = ?; ",
            insert_checkpoints!(one),
            "; ",
            insert_entries!($width),
            "; ",
            insert_annexes!($width)
        )
    };
}

/// The same as a whole transaction.
macro_rules! grow {
    ($width:ident) => {
        concat!("BEGIN IMMEDIATE; ", move_head!($width), "; COMMIT")
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

type Statement<'a> = Query<'a, Sqlite, SqliteArguments>;

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

/// The rows that a room grows by: checkpoints and entries each with their position, annexes
/// with their number.
pub(super) struct Rows<'a> {
    checkpoints: Vec<(i64, &'a SignedHead)>,
    entries: Vec<(i64, &'a NewEntry)>,
    annexes: Vec<(i64, &'a NewAnnex)>,
}

/// Some of them.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub checkpoints: &'a [(i64, &'a SignedHead)],
    pub entries: &'a [(i64, &'a NewEntry)],
    pub annexes: &'a [(i64, &'a NewAnnex)],
}

impl<'a> Rows<'a> {
    /// The rows of an append, whose indices and sizes [`crate::Batch`] has kept within a room's
    /// positions.
    pub fn of(number: RoomNumber, append: &'a Append, founded: bool) -> Result<Rows<'a>, StoreError> {
        let position = |index: u64| number.position(index).expect("checked before");
        let entries: Vec<_> = (append.expected.size..).map(position).zip(&append.entries).collect();
        if entries.iter().any(|(_, entry)| i64::try_from(entry.leaf.time_ms).is_err()) {
            return Err(StoreError::Limit { what: "milliseconds of a leaf's time", max: i64::MAX as u64 });
        }
        let annexes = entries.iter().flat_map(|(position, entry)| {
            let numbers = (0..).map(|place| annex_number(*position, place));
            numbers.zip(&entry.annexes)
        });
        let checkpoints = append.new_checkpoints(founded);
        Ok(Rows {
            checkpoints: checkpoints.map(|signed| (position(signed.head.size), signed)).collect(),
            annexes: annexes.collect(),
            entries,
        })
    }

    /// What one call takes, and the rest.
    pub fn split(&self) -> (Part<'_>, Part<'_>) {
        let (checkpoints, checkpoints_left) = self.checkpoints.split_at(self.checkpoints.len().min(1));
        let (entries, entries_left) = self.entries.split_at(self.entries.len().min(WIDTH_MAX));
        let (annexes, annexes_left) = self.annexes.split_at(self.annexes.len().min(WIDTH_MAX));
        let rest = Part { checkpoints: checkpoints_left, entries: entries_left, annexes: annexes_left };
        (Part { checkpoints, entries, annexes }, rest)
    }
}

impl Part<'_> {
    pub fn is_empty(&self) -> bool {
        self.checkpoints.is_empty() && self.entries.is_empty() && self.annexes.is_empty()
    }

    /// Inserts them, in as many calls as they need.
    pub async fn insert(&self, connection: &mut SqliteConnection) -> Result<(), StoreError> {
        ENTRIES.rows(connection, self.entries, bind_entries).await?;
        CHECKPOINTS.rows(connection, self.checkpoints, bind_checkpoints).await?;
        ANNEXES.rows(connection, self.annexes, bind_annexes).await
    }
}

/// Moves a room's head from the one that an append expects to the one that it leads to, with
/// rows that one call takes.
pub(super) async fn move_head(
    connection: &mut SqliteConnection,
    statement: &Widths,
    number: RoomNumber,
    append: &Append,
    rows: Part<'_>,
) -> Result<(), sqlx::Error> {
    let head = append.head();
    let (text, width) = statement.of(rows.entries.len().max(rows.annexes.len()));
    let query = sqlx::query(text)
        .bind(append.expected.size as i64)
        .bind(append.expected.root.0.as_slice())
        .bind(head.size as i64)
        .bind(head.root.0.as_slice())
        .bind(append.frontier.to_bytes())
        .bind(append.last_ms as i64)
        .bind(number.0);
    let query = bind_checkpoints(query, rows.checkpoints, 1);
    let query = bind_annexes(bind_entries(query, rows.entries, width), rows.annexes, width);
    let mut results = connection.execute_many(query);
    while results.try_next().await?.is_some() {}
    Ok(())
}

/// Adds nulls for the rows that are left over.
fn fill(query: Statement<'_>, rows: usize, width: usize, columns: usize) -> Statement<'_> {
    (rows * columns..width * columns).fold(query, |query, _| query.bind(None::<i64>))
}

/// Adds the values of entries to a statement that takes `width` of them.
fn bind_entries<'q>(query: Statement<'q>, entries: &'q [(i64, &NewEntry)], width: usize) -> Statement<'q> {
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
            .bind(entry.evidence.as_deref())
    });
    fill(query, entries.len(), width, 5)
}

/// Adds the values of annexes to a statement that takes `width` of them.
fn bind_annexes<'q>(query: Statement<'q>, annexes: &'q [(i64, &NewAnnex)], width: usize) -> Statement<'q> {
    let query = annexes.iter().fold(query, |query, (number, annex)| {
        let commitment = &annex.commitment.0;
        let opening = annex.opening.as_ref();
        query
            .bind(*number)
            .bind(commitment.as_slice())
            .bind(key(commitment))
            .bind(opening.map(|opening| opening.salt.as_slice()))
            .bind(opening.map(|opening| opening.content.as_slice()))
    });
    fill(query, annexes.len(), width, 5)
}

/// Adds the values of checkpoints to a statement that takes `width` of them.
fn bind_checkpoints<'q>(
    query: Statement<'q>,
    checkpoints: &'q [(i64, &SignedHead)],
    width: usize,
) -> Statement<'q> {
    let query = checkpoints.iter().fold(query, |query, (position, signed)| {
        query.bind(*position).bind(signed.head.root.0.as_slice()).bind(signed.checkpoint.as_slice())
    });
    fill(query, checkpoints.len(), width, 3)
}
