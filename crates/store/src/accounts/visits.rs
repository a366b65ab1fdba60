//! Visits: how far of a process somebody had seen when they were there before.

use sqlx::Row;
use verbale_record::ProcessId;

use super::{Accounts, PersonId, read_ms, stored};
use crate::error::StoreError;
use crate::sqlite::SqliteStore;

/// After how long away somebody comes back rather than looks again, in milliseconds: an hour. What
/// is new to them stays so for as long as they are there.
pub const VISIT_GAP_MS: u64 = 3_600_000;

impl Accounts {
    /// Notes how far of a process a person now sees, and gives how far they had seen it when they
    /// were there before; none where they are there for the first time.
    pub async fn visit(
        &self,
        person: PersonId,
        process: &ProcessId,
        newest: &str,
        now_ms: u64,
    ) -> Result<Option<String>, StoreError> {
        let mut connection = self.connection().await?;
        let row = sqlx::query("SELECT before, newest, at_ms FROM visit WHERE person = ?1 AND process = ?2")
            .bind(person.0.as_slice())
            .bind(process.0.as_slice());
        let row = row.fetch_optional(&mut *connection).await.map_err(SqliteStore::fault)?;
        let before: Option<String> = match &row {
            None => None,
            Some(row) => {
                let away_ms = now_ms.saturating_sub(read_ms(row, "at_ms")?);
                let column = if away_ms > VISIT_GAP_MS { "newest" } else { "before" };
                Some(row.try_get(column).map_err(SqliteStore::fault)?)
            }
        };
        let query = sqlx::query(
            "INSERT INTO visit (person, process, before, newest, at_ms) VALUES (?1, ?2, ?3, ?4, ?5) \
             ON CONFLICT (person, process) DO UPDATE \
             SET before = excluded.before, newest = excluded.newest, at_ms = excluded.at_ms",
        )
        .bind(person.0.as_slice())
        .bind(process.0.as_slice())
        .bind(before.as_deref().unwrap_or(newest))
        .bind(newest)
        .bind(stored(now_ms));
        query.execute(&mut *connection).await.map_err(SqliteStore::fault)?;
        Ok(before)
    }
}
