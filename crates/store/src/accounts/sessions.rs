//! Sessions: that somebody signed in, until they sign out, or for a while.

use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use verbale_record::Hash;

use super::{Accounts, Person, PersonId, SESSIONS_MAX, people, read_ms, stored};
use crate::error::StoreError;
use crate::sqlite::SqliteStore;

/// A session, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its number, by which its owner ends it.
    pub number: i64,
    /// From where, as the client said: a browser, or the command line.
    pub label: String,
    /// When it began, in milliseconds since 1970.
    pub made_ms: u64,
    /// When it was used last, to some minutes.
    pub used_ms: u64,
    /// When it ends by itself.
    pub until_ms: u64,
}

impl Accounts {
    /// Begins a session for a person; `token` is the hash of what their client holds. Those that are over
    /// are deleted on the way, and beyond [`SESSIONS_MAX`] the person's least used.
    pub async fn begin_session(
        &self,
        person: PersonId,
        token: &Hash,
        label: &str,
        now_ms: u64,
        until_ms: u64,
    ) -> Result<(), StoreError> {
        let mut connection = self.connection().await?;
        sqlx::query("DELETE FROM session WHERE until_ms <= ?1")
            .bind(stored(now_ms))
            .execute(&mut *connection)
            .await
            .map_err(SqliteStore::fault)?;
        sqlx::query(
            "INSERT INTO session (token, person, label, made_ms, used_ms, until_ms) VALUES (?1, ?2, ?3, ?4, ?4, ?5)",
        )
        .bind(token.0.as_slice())
        .bind(person.0.as_slice())
        .bind(label)
        .bind(stored(now_ms))
        .bind(stored(until_ms))
        .execute(&mut *connection)
        .await
        .map_err(SqliteStore::fault)?;
        sqlx::query(
            "DELETE FROM session WHERE person = ?1 AND number NOT IN \
             (SELECT number FROM session WHERE person = ?1 ORDER BY used_ms DESC, number DESC LIMIT ?2)",
        )
        .bind(person.0.as_slice())
        .bind(SESSIONS_MAX as i64)
        .execute(&mut *connection)
        .await
        .map_err(SqliteStore::fault)?;
        Ok(())
    }

    /// Whose session has this token, and its number, if it has not ended.
    pub async fn session(&self, token: &Hash, now_ms: u64) -> Result<Option<(Person, Session)>, StoreError> {
        let row = sqlx::query(
            "SELECT person.id, name, of_venue, number, label, session.made_ms, used_ms, until_ms \
             FROM session JOIN person ON person.id = session.person WHERE token = ?1 AND until_ms > ?2",
        )
        .bind(token.0.as_slice())
        .bind(stored(now_ms));
        let row = row.fetch_optional(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        row.map(|row| Ok((people::person(&row)?, session(&row)?))).transpose()
    }

    /// Notes that a session is in use, and until when it goes on.
    pub async fn use_session(&self, number: i64, now_ms: u64, until_ms: u64) -> Result<(), StoreError> {
        let query = sqlx::query("UPDATE session SET used_ms = ?2, until_ms = ?3 WHERE number = ?1")
            .bind(number)
            .bind(stored(now_ms))
            .bind(stored(until_ms));
        query.execute(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        Ok(())
    }

    /// A person's sessions, the one that was used last first.
    pub async fn sessions(&self, person: PersonId, now_ms: u64) -> Result<Vec<Session>, StoreError> {
        let rows = sqlx::query(
            "SELECT number, label, made_ms, used_ms, until_ms FROM session \
             WHERE person = ?1 AND until_ms > ?2 ORDER BY used_ms DESC, number DESC",
        )
        .bind(person.0.as_slice())
        .bind(stored(now_ms));
        let rows = rows.fetch_all(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        rows.iter().map(session).collect()
    }

    /// Ends one of a person's sessions. Says whether there was one.
    pub async fn end_session(&self, person: PersonId, number: i64) -> Result<bool, StoreError> {
        let query = sqlx::query("DELETE FROM session WHERE person = ?1 AND number = ?2")
            .bind(person.0.as_slice())
            .bind(number);
        let done = query.execute(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        Ok(done.rows_affected() > 0)
    }
}

fn session(row: &SqliteRow) -> Result<Session, StoreError> {
    Ok(Session {
        number: row.try_get("number").map_err(SqliteStore::fault)?,
        label: row.try_get("label").map_err(SqliteStore::fault)?,
        made_ms: read_ms(row, "made_ms")?,
        used_ms: read_ms(row, "used_ms")?,
        until_ms: read_ms(row, "until_ms")?,
    })
}
