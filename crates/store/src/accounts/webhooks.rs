//! Webhooks: programs of a person's that are called for each note that the person may see.
//!
//! The outbox is a position for each webhook: how many entries of each room were taken. What waits
//! is what the record holds beyond it, so nothing is kept twice, nothing is lost by a kill between
//! note and outbox, and nothing grows.

use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use verbale_record::ProcessId;

use super::people::count_of;
use super::{Accounts, PersonId, WEBHOOKS_MAX, limit, read_bytes, read_ms, read_ms_if_any, stored};
use crate::error::StoreError;
use crate::sqlite::SqliteStore;

/// A webhook's id: 16 random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WebhookId(pub [u8; 16]);

/// A webhook, and how far it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Its id.
    pub id: WebhookId,
    /// Whose.
    pub person: PersonId,
    /// The notes of which process it tells.
    pub process: ProcessId,
    /// What is called.
    pub url: String,
    /// What both ends sign with.
    pub secret: [u8; 32],
    /// When it was made, in milliseconds since 1970.
    pub made_ms: u64,
    /// What was taken of each room, as the server writes positions.
    pub position: String,
    /// Tries of the next note that failed, since it was first tried.
    pub failures: u32,
    /// When the first of them was.
    pub since_ms: Option<u64>,
    /// A word for why the last one failed.
    pub fault: Option<String>,
    /// Before when it is not called.
    pub next_ms: u64,
    /// When it took a note last.
    pub taken_ms: Option<u64>,
    /// Whether it is called no more until its owner says so.
    pub given_up: bool,
}

/// Without its secret and its address, which holds one often enough.
impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Webhook").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A try that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedTry {
    /// How many have by now, of the same note.
    pub failures: u32,
    /// When the first of them was, in milliseconds since 1970.
    pub since_ms: u64,
    /// A word for why.
    pub fault: String,
    /// When it is tried again.
    pub next_ms: u64,
    /// Whether it is tried no more.
    pub given_up: bool,
}

impl Accounts {
    /// Adds a webhook, at most [`WEBHOOKS_MAX`] a person.
    pub async fn add_webhook(&self, webhook: &Webhook) -> Result<(), StoreError> {
        let mut connection = self.connection().await?;
        let count = "SELECT count(*) FROM webhook WHERE person = ?1";
        if count_of(&mut connection, count, webhook.person).await? >= WEBHOOKS_MAX {
            return Err(limit("webhooks of one person", WEBHOOKS_MAX));
        }
        let query = sqlx::query(
            "INSERT INTO webhook (id, person, process, url, secret, made_ms, position, failures, since_ms, \
             fault, next_ms, taken_ms, given_up) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )
        .bind(webhook.id.0.as_slice())
        .bind(webhook.person.0.as_slice())
        .bind(webhook.process.0.as_slice())
        .bind(&webhook.url)
        .bind(webhook.secret.as_slice())
        .bind(stored(webhook.made_ms))
        .bind(&webhook.position)
        .bind(webhook.failures)
        .bind(webhook.since_ms.map(stored))
        .bind(&webhook.fault)
        .bind(stored(webhook.next_ms))
        .bind(webhook.taken_ms.map(stored))
        .bind(webhook.given_up);
        query.execute(&mut *connection).await.map_err(SqliteStore::fault)?;
        Ok(())
    }

    /// A person's webhooks, in the order in which they were added.
    pub async fn webhooks(&self, person: PersonId) -> Result<Vec<Webhook>, StoreError> {
        let rows = sqlx::query("SELECT * FROM webhook WHERE person = ?1 ORDER BY made_ms, id")
            .bind(person.0.as_slice());
        let rows = rows.fetch_all(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        rows.iter().map(webhook).collect()
    }

    /// The webhooks that may be called now, the one that waits for longest first.
    pub async fn webhooks_due(&self, now_ms: u64) -> Result<Vec<Webhook>, StoreError> {
        let rows =
            sqlx::query("SELECT * FROM webhook WHERE next_ms <= ?1 AND NOT given_up ORDER BY next_ms, id")
                .bind(stored(now_ms));
        let rows = rows.fetch_all(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        rows.iter().map(webhook).collect()
    }

    /// Notes what a webhook has taken by now, and when; without a time, that there was nothing to
    /// be taken up to there. False where it was removed.
    pub async fn advance_webhook(
        &self,
        id: WebhookId,
        position: &str,
        taken_ms: Option<u64>,
    ) -> Result<bool, StoreError> {
        let query = sqlx::query(
            "UPDATE webhook SET position = ?2, taken_ms = coalesce(?3, taken_ms), failures = 0, \
             since_ms = NULL, fault = NULL WHERE id = ?1",
        )
        .bind(id.0.as_slice())
        .bind(position)
        .bind(taken_ms.map(stored));
        let done = query.execute(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        Ok(done.rows_affected() > 0)
    }

    /// Notes that a try failed.
    pub async fn webhook_failed(&self, id: WebhookId, failed: &FailedTry) -> Result<(), StoreError> {
        let query = sqlx::query(
            "UPDATE webhook SET failures = ?2, since_ms = ?3, fault = ?4, next_ms = ?5, given_up = ?6 WHERE id = ?1",
        )
        .bind(id.0.as_slice())
        .bind(failed.failures)
        .bind(stored(failed.since_ms))
        .bind(&failed.fault)
        .bind(stored(failed.next_ms))
        .bind(failed.given_up);
        query.execute(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        Ok(())
    }

    /// Has one of a person's webhooks called again from now on, from where it stopped. Says whether
    /// there is one.
    pub async fn resume_webhook(
        &self,
        person: PersonId,
        id: WebhookId,
        now_ms: u64,
    ) -> Result<bool, StoreError> {
        let query = sqlx::query(
            "UPDATE webhook SET failures = 0, since_ms = NULL, next_ms = ?3, given_up = 0 \
             WHERE person = ?1 AND id = ?2",
        )
        .bind(person.0.as_slice())
        .bind(id.0.as_slice())
        .bind(stored(now_ms));
        let done = query.execute(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        Ok(done.rows_affected() > 0)
    }

    /// Removes one of a person's webhooks, with its secret. Says whether there was one.
    pub async fn remove_webhook(&self, person: PersonId, id: WebhookId) -> Result<bool, StoreError> {
        let query = sqlx::query("DELETE FROM webhook WHERE person = ?1 AND id = ?2")
            .bind(person.0.as_slice())
            .bind(id.0.as_slice());
        let done = query.execute(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        Ok(done.rows_affected() > 0)
    }
}

fn webhook(row: &SqliteRow) -> Result<Webhook, StoreError> {
    Ok(Webhook {
        id: WebhookId(read_bytes(row, "id")?),
        person: PersonId(read_bytes(row, "person")?),
        process: ProcessId(read_bytes(row, "process")?),
        url: row.try_get("url").map_err(SqliteStore::fault)?,
        secret: read_bytes(row, "secret")?,
        made_ms: read_ms(row, "made_ms")?,
        position: row.try_get("position").map_err(SqliteStore::fault)?,
        failures: row.try_get("failures").map_err(SqliteStore::fault)?,
        since_ms: read_ms_if_any(row, "since_ms")?,
        fault: row.try_get("fault").map_err(SqliteStore::fault)?,
        next_ms: read_ms(row, "next_ms")?,
        taken_ms: read_ms_if_any(row, "taken_ms")?,
        given_up: row.try_get("given_up").map_err(SqliteStore::fault)?,
    })
}
