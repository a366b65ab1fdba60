//! Rows of a batch, many to a statement: one by one, a thousand notes would take ten
//! times as long. The statements are constants; each kind has three widths.

use sqlx::Sqlite;
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteConnection};

use super::fault::fault;
use super::position::key;
use crate::batch::{NewAnnex, NewEntry, SignedHead};
use crate::error::StoreError;

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

/// An insertion in three widths.
pub(super) struct Insert {
    one: &'static str,
    eight: &'static str,
    sixty_four: &'static str,
}

macro_rules! insert {
    ($into:literal, $row:literal) => {
        Insert {
            one: concat!("INSERT INTO ", $into, " VALUES ", $row),
            eight: concat!("INSERT INTO ", $into, " VALUES ", eight!($row)),
            sixty_four: concat!("INSERT INTO ", $into, " VALUES ", sixty_four!($row)),
        }
    };
}

const LEAF: Insert = insert!("leaf (position, time_ms, commitment, commitment_key)", "(?,?,?,?)");
const NOTE: Insert = insert!("note (position, salt, text_key, signed)", "(?,?,?,?)");
const ANNEX: Insert = insert!("annex (number, commitment, commitment_key, salt, content)", "(?,?,?,?,?)");
const CHECKPOINT: Insert = insert!("checkpoint (position, root, signed)", "(?,?,?)");

/// The rows of entries, each with its position.
pub(super) async fn entries(
    connection: &mut SqliteConnection,
    entries: &[(i64, &NewEntry)],
) -> Result<(), StoreError> {
    for (_, entry) in entries {
        if i64::try_from(entry.leaf.time_ms).is_err() {
            return Err(StoreError::Limit { what: "milliseconds of a leaf's time", max: i64::MAX as u64 });
        }
    }
    LEAF.rows(connection, entries, |query, (position, entry)| {
        let commitment = &entry.leaf.commitment.0;
        query
            .bind(*position)
            .bind(entry.leaf.time_ms as i64)
            .bind(commitment.as_slice())
            .bind(key(commitment))
    })
    .await?;
    NOTE.rows(connection, entries, |query, (position, entry)| {
        let opening = &entry.opening;
        query
            .bind(*position)
            .bind(opening.salt.as_slice())
            .bind(key(&entry.text.0))
            .bind(opening.content.as_slice())
    })
    .await
}

/// The rows of annexes, each with its number.
pub(super) async fn annexes(
    connection: &mut SqliteConnection,
    annexes: &[(i64, &NewAnnex)],
) -> Result<(), StoreError> {
    ANNEX
        .rows(connection, annexes, |query, (number, annex)| {
            let commitment = &annex.commitment.0;
            let opening = annex.opening.as_ref();
            query
                .bind(*number)
                .bind(commitment.as_slice())
                .bind(key(commitment))
                .bind(opening.map(|opening| opening.salt.as_slice()))
                .bind(opening.map(|opening| opening.content.as_slice()))
        })
        .await
}

/// The rows of checkpoints, each with its position.
pub(super) async fn checkpoints(
    connection: &mut SqliteConnection,
    checkpoints: &[(i64, &SignedHead)],
) -> Result<(), StoreError> {
    CHECKPOINT
        .rows(connection, checkpoints, |query, (position, signed)| {
            query.bind(*position).bind(signed.head.root.0.as_slice()).bind(signed.checkpoint.as_slice())
        })
        .await
}

type Statement<'a> = Query<'a, Sqlite, SqliteArguments>;

impl Insert {
    /// Inserts the rows, as many to a statement as there are; `bind` adds one row's values.
    async fn rows<'a, T: Sync>(
        &self,
        connection: &mut SqliteConnection,
        mut rows: &'a [T],
        bind: impl for<'q> Fn(Statement<'q>, &'q T) -> Statement<'q>,
    ) -> Result<(), StoreError> {
        while !rows.is_empty() {
            let (statement, width) = match rows.len() {
                64.. => (self.sixty_four, 64),
                8..64 => (self.eight, 8),
                _ => (self.one, 1),
            };
            let (now, later) = rows.split_at(width);
            let query = now.iter().fold(sqlx::query(statement), &bind);
            query.execute(&mut *connection).await.map_err(fault)?;
            rows = later;
        }
        Ok(())
    }
}
