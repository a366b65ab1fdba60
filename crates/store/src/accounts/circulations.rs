//! Drafts that circulate: a joint note goes from one signer to the next.

use sqlx::sqlite::SqliteRow;
use sqlx::{Connection as _, Row, SqliteConnection};
use verbale_record::{KeyName, ProcessId};

use super::{
    Accounts, CIRCULATION_BYTES_MAX, CIRCULATIONS_MAX, PersonId, limit, read_bytes, read_ms, stored,
};
use crate::error::StoreError;
use crate::sqlite::SqliteStore;

/// Bytes of the id under which a draft circulates.
pub const CIRCULATION_ID_BYTES: usize = 16;

/// A draft that circulates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Circulation {
    /// Its id: the same draft has the same, and nobody guesses it.
    pub id: [u8; CIRCULATION_ID_BYTES],
    /// The process that it is for.
    pub process: ProcessId,
    /// The draft file, with the signatures so far.
    pub draft: String,
    /// Who put it round.
    pub made_by: Option<PersonId>,
    /// When, in milliseconds since 1970.
    pub made_ms: u64,
}

impl Accounts {
    /// Puts a draft round that these keys are to sign. What circulates already under its id stays as it is.
    /// Gives what circulates.
    pub async fn circulate(
        &self,
        circulation: Circulation,
        signers: &[KeyName],
    ) -> Result<Circulation, StoreError> {
        check(&circulation.draft)?;
        let mut connection = self.connection().await?;
        let mut connection = connection.begin().await.map_err(SqliteStore::fault)?;
        if let Some(kept) = find(&mut connection, &circulation.id).await? {
            return Ok(kept);
        }
        let process = circulation.process.0.to_vec();
        let row = sqlx::query("SELECT count(*) FROM circulation WHERE process = ?1").bind(&process);
        let count: i64 = row
            .fetch_one(&mut *connection)
            .await
            .and_then(|row| row.try_get(0))
            .map_err(SqliteStore::fault)?;
        if count >= CIRCULATIONS_MAX as i64 {
            return Err(limit("drafts that wait for signatures", CIRCULATIONS_MAX));
        }
        sqlx::query(
            "INSERT INTO circulation (id, process, draft, made_by, made_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
        )
        .bind(circulation.id.as_slice())
        .bind(process)
        .bind(&circulation.draft)
        .bind(circulation.made_by.map(|p| p.0.to_vec()))
        .bind(stored(circulation.made_ms))
        .execute(&mut *connection)
        .await
        .map_err(SqliteStore::fault)?;
        for signer in signers {
            sqlx::query("INSERT OR IGNORE INTO circulation_signer (key_name, circulation) VALUES (?1, ?2)")
                .bind(signer.as_str())
                .bind(circulation.id.as_slice())
                .execute(&mut *connection)
                .await
                .map_err(SqliteStore::fault)?;
        }
        connection.commit().await.map_err(SqliteStore::fault)?;
        Ok(circulation)
    }

    /// The draft of that id.
    pub async fn circulation(
        &self,
        id: &[u8; CIRCULATION_ID_BYTES],
    ) -> Result<Option<Circulation>, StoreError> {
        find(&mut *self.connection().await?, id).await
    }

    /// The drafts that circulate in a process, in the order in which they were put round.
    pub async fn circulations(&self, process: &ProcessId) -> Result<Vec<Circulation>, StoreError> {
        let rows = sqlx::query("SELECT * FROM circulation WHERE process = ?1 ORDER BY made_ms, id")
            .bind(process.0.as_slice());
        let rows = rows.fetch_all(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        rows.iter().map(circulation).collect()
    }

    /// The drafts that a key is to sign, by process and id. Whether they can be signed is for the reader
    /// of each to find out: here drafts are not read.
    pub async fn circulations_with(
        &self,
        key: &KeyName,
    ) -> Result<Vec<(ProcessId, [u8; CIRCULATION_ID_BYTES])>, StoreError> {
        let rows = sqlx::query(
            "SELECT process, id FROM circulation_signer JOIN circulation ON id = circulation \
             WHERE key_name = ?1 ORDER BY process, id",
        )
        .bind(key.as_str());
        let rows = rows.fetch_all(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        rows.iter().map(|row| Ok((ProcessId(read_bytes(row, "process")?), read_bytes(row, "id")?))).collect()
    }

    /// Changes a draft that still is as `before` says, and says whether it was. Two who sign at
    /// once both have their signature on it that way: the second reads it again.
    pub async fn change_circulation(
        &self,
        id: &[u8; CIRCULATION_ID_BYTES],
        before: &str,
        after: &str,
    ) -> Result<bool, StoreError> {
        check(after)?;
        let query = sqlx::query("UPDATE circulation SET draft = ?3 WHERE id = ?1 AND draft = ?2")
            .bind(id.as_slice())
            .bind(before)
            .bind(after);
        let done = query.execute(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        Ok(done.rows_affected() > 0)
    }

    /// Ends a draft's round. Says whether there was one.
    pub async fn end_circulation(&self, id: &[u8; CIRCULATION_ID_BYTES]) -> Result<bool, StoreError> {
        let query = sqlx::query("DELETE FROM circulation WHERE id = ?1").bind(id.as_slice());
        let done = query.execute(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        Ok(done.rows_affected() > 0)
    }
}

async fn find(
    connection: &mut SqliteConnection,
    id: &[u8; CIRCULATION_ID_BYTES],
) -> Result<Option<Circulation>, StoreError> {
    let row = sqlx::query("SELECT * FROM circulation WHERE id = ?1").bind(id.as_slice());
    let row = row.fetch_optional(connection).await.map_err(SqliteStore::fault)?;
    row.as_ref().map(circulation).transpose()
}

fn check(draft: &str) -> Result<(), StoreError> {
    if draft.len() > CIRCULATION_BYTES_MAX {
        return Err(limit("bytes of a draft that waits for signatures", CIRCULATION_BYTES_MAX));
    }
    Ok(())
}

fn circulation(row: &SqliteRow) -> Result<Circulation, StoreError> {
    let has = |column: &'static str| -> Result<bool, StoreError> {
        Ok(row.try_get::<Option<&[u8]>, _>(column).map_err(SqliteStore::fault)?.is_some())
    };
    Ok(Circulation {
        id: read_bytes(row, "id")?,
        process: ProcessId(read_bytes(row, "process")?),
        draft: row.try_get("draft").map_err(SqliteStore::fault)?,
        made_by: if has("made_by")? { Some(PersonId(read_bytes(row, "made_by")?)) } else { None },
        made_ms: read_ms(row, "made_ms")?,
    })
}
