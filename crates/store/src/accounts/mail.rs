//! Mail addresses: where a person is told that there is something for them, and how far they were.

use sqlx::sqlite::SqliteRow;
use sqlx::{Connection, Row};
use verbale_record::{Hash, ProcessId};

use super::{Accounts, PersonId, read_bytes, read_ms, read_ms_if_any, stored};
use crate::error::StoreError;
use crate::sqlite::SqliteStore;

/// What is kept of a person's mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Whose.
    pub person: PersonId,
    /// The address; none after it was removed.
    pub address: Option<String>,
    /// The tag of the language in which the person is written to.
    pub language: String,
    /// Whether the code that was sent there was typed in.
    pub confirmed: bool,
    /// Whether the person wants to be told.
    pub wanted: bool,
    /// Whether the last mail could not be handed over.
    pub failed: bool,
    /// When the last mail that told of something was handed over, in milliseconds since 1970.
    pub sent_ms: Option<u64>,
    /// Before when no mail goes to them.
    pub next_ms: u64,
}

/// An address that a person gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressGiven<'a> {
    /// It.
    pub address: &'a str,
    /// The tag of the language in which the person is written to.
    pub language: &'a str,
    /// SHA-256 of the code that is sent there.
    pub code: Hash,
    /// Until when the code works, in milliseconds since 1970.
    pub code_until_ms: u64,
    /// Before when no further mail goes to the person.
    pub next_ms: u64,
}

/// How far of a process a person has been, or was told by mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// What they had seen when they were last there, as the server writes positions.
    pub seen: Option<String>,
    /// When that was, in milliseconds since 1970.
    pub seen_ms: Option<u64>,
    /// Up to where they were told by mail.
    pub mailed: Option<String>,
}

impl Accounts {
    /// What is kept of a person's mail; none where they never gave an address.
    pub async fn mail(&self, person: PersonId) -> Result<Option<Mail>, StoreError> {
        let row = sqlx::query("SELECT * FROM mail WHERE person = ?1").bind(person.0.as_slice());
        let row = row.fetch_optional(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        row.as_ref().map(mail).transpose()
    }

    /// Takes an address in the place of the one that there was; it is not used before the code is
    /// typed in. False, and nothing changed, where no mail may go to the person yet.
    pub async fn give_address(
        &self,
        person: PersonId,
        given: &AddressGiven<'_>,
        now_ms: u64,
    ) -> Result<bool, StoreError> {
        let query = sqlx::query(
            "INSERT INTO mail (person, address, language, code, code_until_ms, wanted, failed, next_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5, 1, 0, ?6) ON CONFLICT (person) DO UPDATE SET \
             address = excluded.address, language = excluded.language, code = excluded.code, \
             code_until_ms = excluded.code_until_ms, wanted = 1, failed = 0, next_ms = excluded.next_ms \
             WHERE mail.next_ms <= ?7",
        )
        .bind(person.0.as_slice())
        .bind(given.address)
        .bind(given.language)
        .bind(given.code.0.as_slice())
        .bind(stored(given.code_until_ms))
        .bind(stored(given.next_ms))
        .bind(stored(now_ms));
        let done = query.execute(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        Ok(done.rows_affected() > 0)
    }

    /// Confirms a person's address with the hash of the code that was sent there: once, and in
    /// time. Says whether it was the code.
    pub async fn confirm_address(
        &self,
        person: PersonId,
        code: &Hash,
        now_ms: u64,
    ) -> Result<bool, StoreError> {
        let query = sqlx::query(
            "UPDATE mail SET code = NULL, code_until_ms = NULL WHERE person = ?1 AND code = ?2 AND code_until_ms > ?3",
        )
        .bind(person.0.as_slice())
        .bind(code.0.as_slice())
        .bind(stored(now_ms));
        let done = query.execute(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        Ok(done.rows_affected() > 0)
    }

    /// Sets whether a person wants mail. Says whether they have an address.
    pub async fn want_mail(&self, person: PersonId, wanted: bool) -> Result<bool, StoreError> {
        let query = sqlx::query("UPDATE mail SET wanted = ?2 WHERE person = ?1 AND address IS NOT NULL")
            .bind(person.0.as_slice())
            .bind(wanted);
        let done = query.execute(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        Ok(done.rows_affected() > 0)
    }

    /// Removes a person's address. Says whether there was one.
    pub async fn remove_address(&self, person: PersonId) -> Result<bool, StoreError> {
        let query = sqlx::query(
            "UPDATE mail SET address = NULL, code = NULL, code_until_ms = NULL, failed = 0 \
             WHERE person = ?1 AND address IS NOT NULL",
        )
        .bind(person.0.as_slice());
        let done = query.execute(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        Ok(done.rows_affected() > 0)
    }

    /// The mail of those who want it, have confirmed their address, and may be sent one now.
    pub async fn mail_due(&self, now_ms: u64) -> Result<Vec<Mail>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM mail WHERE wanted AND address IS NOT NULL AND code IS NULL AND next_ms <= ?1 \
             ORDER BY next_ms, person",
        )
        .bind(stored(now_ms));
        let rows = rows.fetch_all(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        rows.iter().map(mail).collect()
    }

    /// How far of a process a person has been, or was told by mail.
    pub async fn known(&self, person: PersonId, process: &ProcessId) -> Result<Known, StoreError> {
        let row = sqlx::query(
            "SELECT (SELECT newest FROM visit WHERE person = ?1 AND process = ?2) AS seen, \
             (SELECT at_ms FROM visit WHERE person = ?1 AND process = ?2) AS seen_ms, \
             (SELECT position FROM mailed WHERE person = ?1 AND process = ?2) AS mailed",
        )
        .bind(person.0.as_slice())
        .bind(process.0.as_slice());
        let row = row.fetch_one(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        let position = |column: &str| row.try_get(column).map_err(SqliteStore::fault);
        Ok(Known {
            seen: position("seen")?,
            seen_ms: read_ms_if_any(&row, "seen_ms")?,
            mailed: position("mailed")?,
        })
    }

    /// Notes that a mail went, how far of which processes it told, and before when none goes again.
    pub async fn mailed(
        &self,
        person: PersonId,
        told: &[(ProcessId, String)],
        now_ms: u64,
        next_ms: u64,
    ) -> Result<(), StoreError> {
        let mut connection = self.connection().await?;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(SqliteStore::fault)?;
        sqlx::query("UPDATE mail SET failed = 0, sent_ms = ?2, next_ms = ?3 WHERE person = ?1")
            .bind(person.0.as_slice())
            .bind(stored(now_ms))
            .bind(stored(next_ms))
            .execute(&mut *transaction)
            .await
            .map_err(SqliteStore::fault)?;
        for (process, position) in told {
            sqlx::query("INSERT OR REPLACE INTO mailed (person, process, position) VALUES (?1, ?2, ?3)")
                .bind(person.0.as_slice())
                .bind(process.0.as_slice())
                .bind(position)
                .execute(&mut *transaction)
                .await
                .map_err(SqliteStore::fault)?;
        }
        transaction.commit().await.map_err(SqliteStore::fault)
    }

    /// Notes that a mail could not be handed over, and when it is tried again.
    pub async fn mail_failed(&self, person: PersonId, next_ms: u64) -> Result<(), StoreError> {
        let query = sqlx::query("UPDATE mail SET failed = 1, next_ms = ?2 WHERE person = ?1")
            .bind(person.0.as_slice())
            .bind(stored(next_ms));
        query.execute(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        Ok(())
    }
}

fn mail(row: &SqliteRow) -> Result<Mail, StoreError> {
    let code: Option<&[u8]> = row.try_get("code").map_err(SqliteStore::fault)?;
    let address: Option<String> = row.try_get("address").map_err(SqliteStore::fault)?;
    Ok(Mail {
        person: PersonId(read_bytes(row, "person")?),
        confirmed: code.is_none() && address.is_some(),
        address,
        language: row.try_get("language").map_err(SqliteStore::fault)?,
        wanted: row.try_get("wanted").map_err(SqliteStore::fault)?,
        failed: row.try_get("failed").map_err(SqliteStore::fault)?,
        sent_ms: read_ms_if_any(row, "sent_ms")?,
        next_ms: read_ms(row, "next_ms")?,
    })
}
