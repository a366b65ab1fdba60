//! Sessions: that somebody signed in, until they sign out, or for a while.
//!
//! What goes on for longer than a request, such as a stream of events, follows its session
//! ([`Accounts::follow_session`]) and is over when that is.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use tokio::sync::watch;
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

/// What follows a session: open while the session goes on and shows what it showed, closed from
/// then on. Nothing is ever sent.
pub type SessionFollowed = watch::Receiver<()>;

/// The sessions that something follows, by number.
#[derive(Default)]
pub(super) struct Followed(Mutex<BTreeMap<i64, watch::Sender<()>>>);

impl Followed {
    fn follow(&self, number: i64) -> SessionFollowed {
        self.lock().entry(number).or_insert_with(|| watch::Sender::new(())).subscribe()
    }

    /// Tells whatever follows one of these that it is over; forgets those that nothing follows any
    /// more.
    fn end(&self, numbers: &[i64]) {
        self.lock().retain(|number, followed| !numbers.contains(number) && followed.receiver_count() > 0);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<i64, watch::Sender<()>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
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
        let over =
            sqlx::query("DELETE FROM session WHERE until_ms <= ?1 RETURNING number").bind(stored(now_ms));
        self.followed.end(&numbers(over.fetch_all(&mut *connection).await)?);
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
        let beyond = sqlx::query(
            "DELETE FROM session WHERE person = ?1 AND number NOT IN \
             (SELECT number FROM session WHERE person = ?1 ORDER BY used_ms DESC, number DESC LIMIT ?2) \
             RETURNING number",
        )
        .bind(person.0.as_slice())
        .bind(SESSIONS_MAX as i64);
        self.followed.end(&numbers(beyond.fetch_all(&mut *connection).await)?);
        Ok(())
    }

    /// Follows a session: what this gives is closed when the session ends, however that is, or a
    /// device of its person is removed, so that it may show less. A session that is over by time
    /// alone is noticed by whoever asks again ([`Accounts::is_open`]). None where it has ended.
    pub async fn follow_session(
        &self,
        number: i64,
        now_ms: u64,
    ) -> Result<Option<SessionFollowed>, StoreError> {
        let mut connection = self.connection().await?;
        let is_open = is_open(&mut connection, number, now_ms).await?;
        Ok(is_open.then(|| self.followed.follow(number)))
    }

    /// Whether a session has not ended.
    pub async fn is_open(&self, number: i64, now_ms: u64) -> Result<bool, StoreError> {
        is_open(&mut *self.connection().await?, number, now_ms).await
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
        let mut connection = self.connection().await?;
        let query = sqlx::query("DELETE FROM session WHERE person = ?1 AND number = ?2 RETURNING number")
            .bind(person.0.as_slice())
            .bind(number);
        let ended = numbers(query.fetch_all(&mut *connection).await)?;
        self.followed.end(&ended);
        Ok(!ended.is_empty())
    }

    /// Cuts what follows a person's sessions, which go on: what they show is asked for anew.
    pub(super) async fn cut_followed(
        &self,
        connection: &mut SqliteConnection,
        person: PersonId,
    ) -> Result<(), StoreError> {
        let query = sqlx::query("SELECT number FROM session WHERE person = ?1").bind(person.0.as_slice());
        self.followed.end(&numbers(query.fetch_all(connection).await)?);
        Ok(())
    }
}

async fn is_open(connection: &mut SqliteConnection, number: i64, now_ms: u64) -> Result<bool, StoreError> {
    let query = sqlx::query("SELECT 1 FROM session WHERE number = ?1 AND until_ms > ?2")
        .bind(number)
        .bind(stored(now_ms));
    Ok(query.fetch_optional(connection).await.map_err(SqliteStore::fault)?.is_some())
}

fn numbers(rows: Result<Vec<SqliteRow>, sqlx::Error>) -> Result<Vec<i64>, StoreError> {
    let rows = rows.map_err(SqliteStore::fault)?;
    rows.iter().map(|row| row.try_get("number").map_err(SqliteStore::fault)).collect()
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
