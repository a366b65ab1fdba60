//! Invitations: links that work once, for a while.

use sqlx::sqlite::SqliteRow;
use sqlx::{Connection, Row};
use verbale_record::Hash;

use super::people::{count_of, find_person, insert_device, insert_passkey, insert_person, insert_seat, seat};
use super::{
    Accounts, Device, INVITATIONS_MAX, Passkey, Person, PersonId, Seat, limit, read_bytes, read_ms, stored,
};
use crate::error::StoreError;
use crate::sqlite::SqliteStore;

/// What an invitation is to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvitedTo {
    /// The venue's own secretariat.
    Venue,
    /// A seat in a process.
    Seat(Seat),
    /// An account that its owner cannot sign in to any more.
    Return(PersonId),
}

/// An invitation that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// SHA-256 of the secret in its link.
    pub token: Hash,
    /// What to.
    pub to: InvitedTo,
    /// Who made it; nobody who has an account, where the operator did.
    pub made_by: Option<PersonId>,
    /// Until when it works, in milliseconds since 1970.
    pub until_ms: u64,
}

/// What somebody brings who takes an invitation up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newcomer {
    /// The id that they have from now on; not used where they come back.
    pub id: PersonId,
    /// What they are called.
    pub name: String,
    /// Their first passkey, or a further one where they come back.
    pub passkey: Passkey,
    /// The device that they use.
    pub device: Option<Device>,
}

impl Accounts {
    /// Keeps an invitation. Those that are over are deleted on the way.
    pub async fn invite(&self, invitation: &Invitation, now_ms: u64) -> Result<(), StoreError> {
        let mut connection = self.connection().await?;
        sqlx::query("DELETE FROM invitation WHERE until_ms <= ?1")
            .bind(stored(now_ms))
            .execute(&mut *connection)
            .await
            .map_err(SqliteStore::fault)?;
        if let Some(by) = invitation.made_by {
            let open = "SELECT count(*) FROM invitation WHERE made_by = ?1";
            if count_of(&mut connection, open, by).await? >= INVITATIONS_MAX {
                return Err(limit("open invitations by one person", INVITATIONS_MAX));
            }
        }
        let (person, seat) = match &invitation.to {
            InvitedTo::Venue => (None, None),
            InvitedTo::Seat(seat) => (None, Some(seat)),
            InvitedTo::Return(person) => (Some(person), None),
        };
        sqlx::query(
            "INSERT INTO invitation (token, person, of_venue, process, actor, made_by, made_ms, until_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )
        .bind(invitation.token.0.as_slice())
        .bind(person.map(|p| p.0.to_vec()))
        .bind(invitation.to == InvitedTo::Venue)
        .bind(seat.map(|s| s.process.0.to_vec()))
        .bind(seat.map(|s| s.actor.as_str()))
        .bind(invitation.made_by.map(|p| p.0.to_vec()))
        .bind(stored(now_ms))
        .bind(stored(invitation.until_ms))
        .execute(&mut *connection)
        .await
        .map_err(SqliteStore::fault)?;
        Ok(())
    }

    /// The invitation with this token, if it still works.
    pub async fn invitation(&self, token: &Hash, now_ms: u64) -> Result<Option<Invitation>, StoreError> {
        let row = sqlx::query("SELECT * FROM invitation WHERE token = ?1 AND until_ms > ?2")
            .bind(token.0.as_slice())
            .bind(stored(now_ms));
        let row = row.fetch_optional(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        row.as_ref().map(invitation).transpose()
    }

    /// Takes up an invitation: it is used up, and who took it up has an account. None where it
    /// does not work any more; then nothing has changed.
    pub async fn take_up(
        &self,
        token: &Hash,
        newcomer: &Newcomer,
        now_ms: u64,
    ) -> Result<Option<Person>, StoreError> {
        let mut connection = self.connection().await?;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(SqliteStore::fault)?;
        let row = sqlx::query("DELETE FROM invitation WHERE token = ?1 AND until_ms > ?2 RETURNING *")
            .bind(token.0.as_slice())
            .bind(stored(now_ms))
            .fetch_optional(&mut *transaction)
            .await
            .map_err(SqliteStore::fault)?;
        let Some(row) = row else { return Ok(None) };
        let to = invitation(&row)?.to;
        let person = match &to {
            InvitedTo::Return(id) => {
                find_person(&mut transaction, *id).await?.ok_or(StoreError::Damaged {
                    what: "an invitation brings back a person who has no account".to_owned(),
                })?
            }
            InvitedTo::Venue | InvitedTo::Seat(_) => {
                let of_venue = to == InvitedTo::Venue;
                let person = Person { id: newcomer.id, name: newcomer.name.clone(), of_venue };
                insert_person(&mut transaction, &person, now_ms).await?;
                person
            }
        };
        if let InvitedTo::Seat(seat) = &to {
            insert_seat(&mut transaction, person.id, seat).await?;
        }
        insert_passkey(&mut transaction, person.id, &newcomer.passkey).await?;
        if let Some(device) = &newcomer.device {
            insert_device(&mut transaction, person.id, device).await?;
        }
        transaction.commit().await.map_err(SqliteStore::fault)?;
        Ok(Some(person))
    }
}

fn invitation(row: &SqliteRow) -> Result<Invitation, StoreError> {
    let has = |column: &'static str| -> Result<bool, StoreError> {
        Ok(row.try_get::<Option<&[u8]>, _>(column).map_err(SqliteStore::fault)?.is_some())
    };
    let to = if row.try_get("of_venue").map_err(SqliteStore::fault)? {
        InvitedTo::Venue
    } else if has("person")? {
        InvitedTo::Return(PersonId(read_bytes(row, "person")?))
    } else {
        InvitedTo::Seat(seat(row)?)
    };
    let made_by = if has("made_by")? { Some(PersonId(read_bytes(row, "made_by")?)) } else { None };
    Ok(Invitation {
        token: Hash(read_bytes(row, "token")?),
        to,
        made_by,
        until_ms: read_ms(row, "until_ms")?,
    })
}
