//! Invitations: links that work once, for a while.

use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Connection, Row};
use verbale_record::{ActorId, Hash};

use super::charters::seat_signer;
use super::people::{count_of, find_person, insert_device, insert_passkey, insert_person, insert_seat, seat};
use super::{
    Accounts, CharterId, Device, INVITATIONS_MAX, Passkey, Person, PersonId, Seat, limit, read_bytes,
    read_ms, stored,
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
    /// Signing a charter for an actor, before there is a process.
    Charter {
        /// The charter.
        charter: CharterId,
        /// The actor.
        actor: ActorId,
    },
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
        let (person, seat, signer) = match &invitation.to {
            InvitedTo::Venue => (None, None, None),
            InvitedTo::Seat(seat) => (None, Some(seat), None),
            InvitedTo::Charter { charter, actor } => (None, None, Some((charter, actor))),
            InvitedTo::Return(person) => (Some(person), None, None),
        };
        if let Some((charter, actor)) = signer {
            // One principal has one link: with a new one, a link that went astray opens nothing more.
            let earlier = sqlx::query("DELETE FROM invitation WHERE charter = ?1 AND signs_for = ?2")
                .bind(charter.0.as_slice())
                .bind(actor.as_str());
            earlier.execute(&mut *connection).await.map_err(SqliteStore::fault)?;
        }
        sqlx::query(
            "INSERT INTO invitation \
             (token, person, of_venue, process, actor, made_by, made_ms, until_ms, charter, signs_for) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )
        .bind(invitation.token.0.as_slice())
        .bind(person.map(|p| p.0.to_vec()))
        .bind(invitation.to == InvitedTo::Venue)
        .bind(seat.map(|s| s.process.0.to_vec()))
        .bind(seat.map(|s| s.actor.as_str()))
        .bind(invitation.made_by.map(|p| p.0.to_vec()))
        .bind(stored(now_ms))
        .bind(stored(invitation.until_ms))
        .bind(signer.map(|(charter, _)| charter.0.to_vec()))
        .bind(signer.map(|(_, actor)| actor.as_str()))
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
        let Some(to) = use_up(&mut transaction, token, now_ms).await? else { return Ok(None) };
        let person = match &to {
            InvitedTo::Return(id) => {
                find_person(&mut transaction, *id).await?.ok_or(StoreError::Damaged {
                    what: "an invitation brings back a person who has no account".to_owned(),
                })?
            }
            InvitedTo::Venue | InvitedTo::Seat(_) | InvitedTo::Charter { .. } => {
                let of_venue = to == InvitedTo::Venue;
                let person = Person { id: newcomer.id, name: newcomer.name.clone(), of_venue };
                insert_person(&mut transaction, &person, now_ms).await?;
                person
            }
        };
        insert_passkey(&mut transaction, person.id, &newcomer.passkey).await?;
        let device = newcomer.device.as_ref();
        if enter(&mut transaction, &to, person.id, device).await?.is_none() {
            return Ok(None);
        }
        transaction.commit().await.map_err(SqliteStore::fault)?;
        Ok(Some(person))
    }

    /// Takes up an invitation as somebody who has an account: it is used up, and they have what it
    /// was to, with the device that they use. None where it does not work any more, or is none to be
    /// taken up so: an invitation back to an account is for one who cannot sign in.
    pub async fn join(
        &self,
        token: &Hash,
        person: PersonId,
        device: &Device,
        now_ms: u64,
    ) -> Result<Option<InvitedTo>, StoreError> {
        let mut connection = self.connection().await?;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(SqliteStore::fault)?;
        let to = use_up(&mut transaction, token, now_ms).await?;
        let to = to.filter(|to| matches!(to, InvitedTo::Seat(_) | InvitedTo::Charter { .. }));
        let Some(to) = to else { return Ok(None) };
        if enter(&mut transaction, &to, person, Some(device)).await?.is_none() {
            return Ok(None);
        }
        transaction.commit().await.map_err(SqliteStore::fault)?;
        Ok(Some(to))
    }
}

/// Uses an invitation up, if it still works, and gives what it is to.
async fn use_up(
    connection: &mut SqliteConnection,
    token: &Hash,
    now_ms: u64,
) -> Result<Option<InvitedTo>, StoreError> {
    let row = sqlx::query("DELETE FROM invitation WHERE token = ?1 AND until_ms > ?2 RETURNING *")
        .bind(token.0.as_slice())
        .bind(stored(now_ms));
    let row = row.fetch_optional(&mut *connection).await.map_err(SqliteStore::fault)?;
    Ok(row.as_ref().map(invitation).transpose()?.map(|invitation| invitation.to))
}

/// Gives a person what they were invited to, and the device that they use. None where it is not
/// there any more, or where a charter is to be signed and no key was brought.
async fn enter(
    connection: &mut SqliteConnection,
    to: &InvitedTo,
    person: PersonId,
    device: Option<&Device>,
) -> Result<Option<()>, StoreError> {
    if let Some(device) = device {
        insert_device(connection, person, device).await?;
    }
    match to {
        InvitedTo::Venue | InvitedTo::Return(_) => Ok(Some(())),
        InvitedTo::Seat(seat) => insert_seat(connection, person, seat).await.map(Some),
        InvitedTo::Charter { charter, actor } => match device {
            Some(device) => seat_signer(connection, *charter, actor, person, &device.vkey).await,
            None => Ok(None),
        },
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
    } else if has("charter")? {
        let actor: &str = row.try_get("signs_for").map_err(SqliteStore::fault)?;
        let actor = ActorId::new(actor).map_err(|error| StoreError::damaged(format!("accounts: {error}")))?;
        InvitedTo::Charter { charter: CharterId(read_bytes(row, "charter")?), actor }
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
