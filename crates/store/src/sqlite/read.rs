//! Reading rows back into the terms of the contract.

use std::ops::Range;

use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use verbale_record::signed_note::Signature;
use verbale_record::tree::Frontier;
use verbale_record::{Commitment, Hash, Head, Leaf, Note, Opening, Origin, ProcessId};

use super::fault::fault;
use super::position::{RoomNumber, annex_index, annex_numbers, index, key};
use crate::batch::SignedHead;
use crate::contract::{ANNEX_ROWS_MAX, Annex, Entry, LEAVES_MAX, ROWS_MAX, RoomHead};
use crate::error::StoreError;
use crate::process::{Process, Room};

/// The parts of a room (?1) that a lookup asks, as `part (of)`; see schema.sql.
macro_rules! in_parts {
    ($statement:expr) => {
        concat!(
            "WITH RECURSIVE part (of) AS ( \
                SELECT ?1 << 20 UNION ALL \
                SELECT of + 1 FROM part WHERE of < (SELECT (number << 20) | (size >> 16) FROM room WHERE number = ?1)) ",
            $statement
        )
    };
}
pub(super) use in_parts;

pub(super) const FIND_NOTE: &str = in_parts!(
    "SELECT leaf.position FROM part CROSS JOIN leaf \
     ON leaf.position >> 16 = part.of AND leaf.commitment_key = ?2 WHERE leaf.commitment = ?3"
);

pub(super) const FIND_ANNEX: &str = in_parts!(
    "SELECT annex.number, annex.commitment, annex.salt, annex.content FROM part CROSS JOIN annex \
     ON annex.number >> 23 = part.of AND annex.commitment_key = ?2 WHERE annex.commitment = ?3 \
     ORDER BY annex.number LIMIT 1"
);

macro_rules! find_texts {
    ($keys:literal) => {
        in_parts!(concat!(
            "SELECT note.position, note.signed FROM part CROSS JOIN note \
             ON note.position >> 16 = part.of AND note.text_key IN (",
            $keys,
            ")"
        ))
    };
}

/// How many texts one statement looks for.
const TEXTS_WIDTH: usize = 64;
pub(super) const FIND_TEXT: &str = find_texts!("?2");
pub(super) const FIND_TEXTS: &str = find_texts!(
    "?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,\
     ?18,?19,?20,?21,?22,?23,?24,?25,?26,?27,?28,?29,?30,?31,?32,?33,\
     ?34,?35,?36,?37,?38,?39,?40,?41,?42,?43,?44,?45,?46,?47,?48,?49,\
     ?50,?51,?52,?53,?54,?55,?56,?57,?58,?59,?60,?61,?62,?63,?64,?65"
);

pub(super) async fn processes(connection: &mut SqliteConnection) -> Result<Vec<Process>, StoreError> {
    let rows = all(connection, "SELECT id, name, registry FROM process ORDER BY name").await?;
    let process = |row: &SqliteRow| {
        Ok(Process { id: ProcessId(hash(row, 0)?), name: text(row, 1)?, registry: origin(row, 2)? })
    };
    rows.iter().map(process).collect()
}

pub(super) async fn rooms(connection: &mut SqliteConnection) -> Result<Vec<Room>, StoreError> {
    let query = "SELECT process.id, room.origin, room.name FROM room \
                 JOIN process ON process.number = room.process ORDER BY process.name, room.number";
    let room = |row: &SqliteRow| {
        Ok(Room { process: ProcessId(hash(row, 0)?), origin: origin(row, 1)?, name: text(row, 2)? })
    };
    all(connection, query).await?.iter().map(room).collect()
}

async fn all(connection: &mut SqliteConnection, query: &'static str) -> Result<Vec<SqliteRow>, StoreError> {
    sqlx::query(query).fetch_all(connection).await.map_err(fault)
}

pub(super) async fn number(connection: &mut SqliteConnection, of: &Origin) -> Result<RoomNumber, StoreError> {
    let row = sqlx::query("SELECT number FROM room WHERE origin = ?")
        .bind(of.as_str())
        .fetch_optional(connection)
        .await
        .map_err(fault)?;
    match row {
        Some(row) => Ok(RoomNumber(integer(&row, 0)?)),
        None => Err(StoreError::UnknownRoom(of.clone())),
    }
}

pub(super) async fn head(
    connection: &mut SqliteConnection,
    room: RoomNumber,
) -> Result<RoomHead, StoreError> {
    let row = sqlx::query(
        "SELECT size, room.root, frontier, last_ms, signed FROM room \
         JOIN checkpoint ON checkpoint.position = (number << 36) + size WHERE number = ?",
    )
    .bind(room.0)
    .fetch_optional(connection)
    .await
    .map_err(fault)?
    .ok_or_else(|| StoreError::damaged(format!("the head of room number {} has no checkpoint", room.0)))?;
    let head = Head { size: unsigned(&row, 0)?, root: Hash(hash(&row, 1)?) };
    let frontier =
        Frontier::from_bytes(bytes(&row, 2)?).map_err(|error| StoreError::damaged(error.to_string()))?;
    if (frontier.size(), frontier.root()) != (head.size, head.root) {
        return Err(StoreError::damaged(format!(
            "the frontier of room number {} has another root than its head",
            room.0
        )));
    }
    Ok(RoomHead { head, frontier, last_ms: unsigned(&row, 3)?, checkpoint: bytes(&row, 4)?.to_vec() })
}

pub(super) async fn entries(
    connection: &mut SqliteConnection,
    room: RoomNumber,
    range: &Range<u64>,
) -> Result<Vec<Entry>, StoreError> {
    let positions = room.positions(range);
    let rows = sqlx::query(
        "SELECT leaf.position, time_ms, commitment, salt, signed, evidence FROM leaf JOIN note USING (position) \
         WHERE leaf.position >= ? AND leaf.position < ? ORDER BY leaf.position LIMIT ?",
    )
    .bind(positions.start)
    .bind(positions.end)
    .bind(ROWS_MAX as i64)
    .fetch_all(connection)
    .await
    .map_err(fault)?;
    let entry = |row: &SqliteRow| {
        Ok(Entry {
            index: index(integer(row, 0)?),
            leaf: Leaf { time_ms: unsigned(row, 1)?, commitment: Commitment(hash(row, 2)?) },
            opening: Opening { salt: hash(row, 3)?, content: bytes(row, 4)?.to_vec() },
            evidence: row.try_get::<Option<&[u8]>, _>(5).map_err(fault)?.map(<[u8]>::to_vec),
        })
    };
    let entries: Vec<Entry> = rows.iter().map(entry).collect::<Result<_, StoreError>>()?;
    follows(range.start, entries.iter().map(|entry| entry.index))?;
    Ok(entries)
}

pub(super) async fn leaves(
    connection: &mut SqliteConnection,
    room: RoomNumber,
    range: &Range<u64>,
) -> Result<Vec<Leaf>, StoreError> {
    let positions = room.positions(range);
    let rows = sqlx::query(
        "SELECT position, time_ms, commitment FROM leaf WHERE position >= ? AND position < ? ORDER BY position LIMIT ?",
    )
    .bind(positions.start)
    .bind(positions.end)
    .bind(LEAVES_MAX as i64)
    .fetch_all(connection)
    .await
    .map_err(fault)?;
    let leaf = |row: &SqliteRow| {
        let leaf = Leaf { time_ms: unsigned(row, 1)?, commitment: Commitment(hash(row, 2)?) };
        Ok((index(integer(row, 0)?), leaf))
    };
    let leaves: Vec<(u64, Leaf)> = rows.iter().map(leaf).collect::<Result<_, StoreError>>()?;
    follows(range.start, leaves.iter().map(|(index, _)| *index))?;
    Ok(leaves.into_iter().map(|(_, leaf)| leaf).collect())
}

pub(super) async fn tile_roots(
    connection: &mut SqliteConnection,
    room: RoomNumber,
    level: u8,
    range: &Range<u64>,
) -> Result<Vec<Hash>, StoreError> {
    let place = |place: u64| i64::try_from(place).unwrap_or(i64::MAX);
    let rows = sqlx::query(
        "SELECT place, hash FROM tile_root WHERE room = ? AND level = ? AND place >= ? AND place < ? \
         ORDER BY place LIMIT ?",
    )
    .bind(room.0)
    .bind(i64::from(level))
    .bind(place(range.start))
    .bind(place(range.end))
    .bind(LEAVES_MAX as i64)
    .fetch_all(connection)
    .await
    .map_err(fault)?;
    let root = |row: &SqliteRow| Ok((unsigned(row, 0)?, Hash(hash(row, 1)?)));
    let roots: Vec<(u64, Hash)> = rows.iter().map(root).collect::<Result<_, StoreError>>()?;
    follows(range.start, roots.iter().map(|(place, _)| *place))?;
    Ok(roots.into_iter().map(|(_, hash)| hash).collect())
}

/// Rows of a range must follow each other: a gap is a lost row.
fn follows(start: u64, places: impl Iterator<Item = u64>) -> Result<(), StoreError> {
    // The places come first: the last place that can be asked for has none after it.
    match places.zip(start..).find(|(found, expected)| found != expected) {
        None => Ok(()),
        Some((found, expected)) => {
            Err(StoreError::damaged(format!("where row {expected} of a room should be is row {found}")))
        }
    }
}

pub(super) async fn find_note(
    connection: &mut SqliteConnection,
    room: RoomNumber,
    commitment: &Commitment,
) -> Result<Option<u64>, StoreError> {
    let row = sqlx::query(FIND_NOTE)
        .bind(room.0)
        .bind(key(&commitment.0))
        .bind(commitment.0.as_slice())
        .fetch_optional(connection)
        .await
        .map_err(fault)?;
    row.map(|row| Ok(index(integer(&row, 0)?))).transpose()
}

pub(super) async fn find_texts(
    connection: &mut SqliteConnection,
    room: RoomNumber,
    texts: &[Hash],
) -> Result<Vec<Option<u64>>, StoreError> {
    let mut found = vec![None; texts.len()];
    for (texts, found) in texts.chunks(TEXTS_WIDTH).zip(found.chunks_mut(TEXTS_WIDTH)) {
        let (statement, width) = if texts.len() == 1 { (FIND_TEXT, 1) } else { (FIND_TEXTS, TEXTS_WIDTH) };
        let last = texts.last().expect("a chunk is not empty");
        let keys = texts.iter().chain(std::iter::repeat(last)).take(width);
        let query = keys.fold(sqlx::query(statement).bind(room.0), |query, text| query.bind(key(&text.0)));
        for row in query.fetch_all(&mut *connection).await.map_err(fault)? {
            let text = text_hash(bytes(&row, 1)?)?;
            for (_, found) in texts.iter().zip(&mut *found).filter(|(other, _)| **other == text) {
                *found = Some(index(integer(&row, 0)?));
            }
        }
    }
    Ok(found)
}

/// SHA-256 of the text of a stored note.
fn text_hash(signed: &[u8]) -> Result<Hash, StoreError> {
    let note = Note::parse(signed).map_err(|error| StoreError::damaged(format!("a note: {error}")))?;
    Ok(Hash::of(note.text().as_bytes()))
}

pub(super) async fn annex(
    connection: &mut SqliteConnection,
    room: RoomNumber,
    commitment: &Commitment,
) -> Result<Option<Annex>, StoreError> {
    let row = sqlx::query(FIND_ANNEX)
        .bind(room.0)
        .bind(key(&commitment.0))
        .bind(commitment.0.as_slice())
        .fetch_optional(connection)
        .await
        .map_err(fault)?;
    row.as_ref().map(annex_of).transpose()
}

pub(super) async fn annexes(
    connection: &mut SqliteConnection,
    room: RoomNumber,
    range: &Range<u64>,
) -> Result<Vec<Annex>, StoreError> {
    let numbers = annex_numbers(&room.positions(range));
    // The answer ends with a whole entry's annexes: the bound is the end of the entry to
    // which the last row that the limit admits belongs.
    let rows = sqlx::query(
        "SELECT number, commitment, salt, content FROM annex WHERE number >= ?1 AND number < ?2 \
         AND number < coalesce((SELECT ((number >> 7) + 1) << 7 FROM annex \
            WHERE number >= ?1 AND number < ?2 ORDER BY number LIMIT 1 OFFSET ?3), ?2) ORDER BY number",
    )
    .bind(numbers.start)
    .bind(numbers.end)
    .bind(ANNEX_ROWS_MAX as i64 - 1)
    .fetch_all(connection)
    .await
    .map_err(fault)?;
    rows.iter().map(annex_of).collect()
}

fn annex_of(row: &SqliteRow) -> Result<Annex, StoreError> {
    let salt: Option<&[u8]> = row.try_get(2).map_err(fault)?;
    let opening = match salt {
        None => None,
        Some(_) => Some(Opening { salt: hash(row, 2)?, content: bytes(row, 3)?.to_vec() }),
    };
    Ok(Annex { index: annex_index(integer(row, 0)?), commitment: Commitment(hash(row, 1)?), opening })
}

pub(super) async fn checkpoints(
    connection: &mut SqliteConnection,
    room: RoomNumber,
    sizes: &Range<u64>,
    limit: usize,
) -> Result<Vec<SignedHead>, StoreError> {
    let positions = room.positions(sizes);
    let rows = sqlx::query(
        "SELECT position, root, signed FROM checkpoint WHERE position >= ? AND position < ? ORDER BY position LIMIT ?",
    )
    .bind(positions.start)
    .bind(positions.end)
    .bind(limit.min(ROWS_MAX) as i64)
    .fetch_all(connection)
    .await
    .map_err(fault)?;
    let checkpoint = |row: &SqliteRow| {
        let head = Head { size: index(integer(row, 0)?), root: Hash(hash(row, 1)?) };
        Ok(SignedHead { head, checkpoint: bytes(row, 2)?.to_vec() })
    };
    rows.iter().map(checkpoint).collect()
}

pub(super) async fn cosignatures(
    connection: &mut SqliteConnection,
    room: RoomNumber,
    size: u64,
) -> Result<Vec<Signature>, StoreError> {
    let rows = sqlx::query(
        "SELECT name, key_id, signature FROM cosignature WHERE checkpoint = ? ORDER BY name, key_id, signature",
    )
    .bind(room.position(size))
    .fetch_all(connection)
    .await
    .map_err(fault)?;
    let signature = |row: &SqliteRow| {
        let key_id =
            u32::try_from(integer(row, 1)?).map_err(|_| StoreError::damaged("a cosignature's key id"))?;
        Ok(Signature { name: text(row, 0)?, key_id, bytes: bytes(row, 2)?.to_vec() })
    };
    rows.iter().map(signature).collect()
}

fn integer(row: &SqliteRow, column: usize) -> Result<i64, StoreError> {
    row.try_get(column).map_err(fault)
}

fn unsigned(row: &SqliteRow, column: usize) -> Result<u64, StoreError> {
    u64::try_from(integer(row, column)?).map_err(|_| StoreError::damaged("a negative number"))
}

fn text(row: &SqliteRow, column: usize) -> Result<String, StoreError> {
    row.try_get(column).map_err(fault)
}

fn bytes(row: &SqliteRow, column: usize) -> Result<&[u8], StoreError> {
    row.try_get(column).map_err(fault)
}

/// A column of 32 bytes.
pub(super) fn hash(row: &SqliteRow, column: usize) -> Result<[u8; 32], StoreError> {
    bytes(row, column)?.try_into().map_err(|_| StoreError::damaged("a hash or salt of other than 32 bytes"))
}

fn origin(row: &SqliteRow, column: usize) -> Result<Origin, StoreError> {
    Origin::new(&text(row, column)?).map_err(|error| StoreError::damaged(error.to_string()))
}
