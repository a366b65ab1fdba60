//! Visits: how far of a process somebody had seen when they last were there.

use sqlx::Row;
use verbale_record::ProcessId;

use super::{Accounts, PersonId, stored};
use crate::error::StoreError;
use crate::sqlite::SqliteStore;

impl Accounts {
    /// How far of a process a person had seen, as [`Accounts::visit`] was told.
    pub async fn visited(&self, person: PersonId, process: &ProcessId) -> Result<Option<String>, StoreError> {
        let row = sqlx::query("SELECT position FROM visit WHERE person = ?1 AND process = ?2")
            .bind(person.0.as_slice())
            .bind(process.0.as_slice());
        let row = row.fetch_optional(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        row.map(|row| row.try_get("position").map_err(SqliteStore::fault)).transpose()
    }

    /// Notes how far of a process a person has seen.
    pub async fn visit(
        &self,
        person: PersonId,
        process: &ProcessId,
        position: &str,
        now_ms: u64,
    ) -> Result<(), StoreError> {
        let query = sqlx::query(
            "INSERT INTO visit (person, process, position, at_ms) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (person, process) DO UPDATE SET position = excluded.position, at_ms = excluded.at_ms",
        )
        .bind(person.0.as_slice())
        .bind(process.0.as_slice())
        .bind(position)
        .bind(stored(now_ms));
        query.execute(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        Ok(())
    }
}
