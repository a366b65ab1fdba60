//! People, their seats, and what they sign in and sign with.

use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Connection, Row};
use verbale_record::{ActorId, KeyName, ProcessId};

use super::{Accounts, CREDENTIALS_MAX, limit, read_bytes, read_ms, read_ms_if_any, stored};
use crate::error::StoreError;
use crate::sqlite::SqliteStore;

/// A person's id in this venue: 16 random bytes, which say nothing of who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub [u8; 16]);

/// A person who has an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// What they are called here, as they wrote it.
    pub name: String,
    /// Whether they are of the venue's own secretariat, who may found processes.
    pub of_venue: bool,
}

/// For which actor of which process somebody was invited. It gives no power.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The process.
    pub process: ProcessId,
    /// The actor.
    pub actor: ActorId,
}

/// A passkey, with which a person signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// Its credential id.
    pub id: Vec<u8>,
    /// What its owner calls it.
    pub label: String,
    /// What the sign-in library keeps of it, as JSON.
    pub state: String,
    /// When it was added, in milliseconds since 1970.
    pub made_ms: u64,
    /// When it was used last.
    pub used_ms: Option<u64>,
}

/// A device, with whose key a person signs notes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// The key's name.
    pub key: KeyName,
    /// Its public half, as a C2SP vkey.
    pub vkey: String,
    /// What its owner calls the device.
    pub label: String,
    /// When it was added, in milliseconds since 1970.
    pub made_ms: u64,
}

impl Accounts {
    /// The person of that id.
    pub async fn person(&self, id: PersonId) -> Result<Option<Person>, StoreError> {
        find_person(&mut *self.connection().await?, id).await
    }

    /// The person who signs with the key of that name.
    pub async fn person_with_key(&self, key: &KeyName) -> Result<Option<Person>, StoreError> {
        let row = sqlx::query(
            "SELECT person.id, name, of_venue FROM device JOIN person ON person.id = device.person \
             WHERE key_name = ?1",
        )
        .bind(key.as_str());
        let row = row.fetch_optional(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        row.as_ref().map(person).transpose()
    }

    /// Gives an account to a person who has nothing but a key.
    pub async fn add_person(&self, person: &Person, device: &Device, now_ms: u64) -> Result<(), StoreError> {
        let mut connection = self.connection().await?;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(SqliteStore::fault)?;
        insert_person(&mut transaction, person, now_ms).await?;
        insert_device(&mut transaction, person.id, device).await?;
        transaction.commit().await.map_err(SqliteStore::fault)
    }

    /// The passkey of that credential id, and whose it is.
    pub async fn passkey_owner(&self, id: &[u8]) -> Result<Option<(Person, Passkey)>, StoreError> {
        let mut connection = self.connection().await?;
        let row = sqlx::query("SELECT * FROM passkey WHERE id = ?1").bind(id);
        let Some(row) = row.fetch_optional(&mut *connection).await.map_err(SqliteStore::fault)? else {
            return Ok(None);
        };
        let owner = PersonId(read_bytes(&row, "person")?);
        let Some(owner) = find_person(&mut connection, owner).await? else { return Ok(None) };
        Ok(Some((owner, passkey(&row)?)))
    }

    /// Whether nobody has an account yet.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT NOT EXISTS (SELECT 1 FROM person)");
        let row = row.fetch_one(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        row.try_get(0).map_err(SqliteStore::fault)
    }

    /// The seats of a person, by process and actor.
    pub async fn seats(&self, person: PersonId) -> Result<Vec<Seat>, StoreError> {
        let rows = sqlx::query("SELECT process, actor FROM seat WHERE person = ?1 ORDER BY process, actor")
            .bind(person.0.as_slice());
        let rows = rows.fetch_all(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        rows.iter().map(seat).collect()
    }

    /// The people who have a seat in a process, by actor and name.
    pub async fn seated(&self, process: &ProcessId) -> Result<Vec<(Person, ActorId)>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, name, of_venue, process, actor FROM seat JOIN person ON id = person \
             WHERE process = ?1 ORDER BY actor, name, id",
        )
        .bind(process.0.as_slice());
        let rows = rows.fetch_all(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        rows.iter().map(|row| Ok((person(row)?, seat(row)?.actor))).collect()
    }

    /// Gives a person a seat; one that they have stays.
    pub async fn add_seat(&self, person: PersonId, seat: &Seat) -> Result<(), StoreError> {
        insert_seat(&mut *self.connection().await?, person, seat).await
    }

    /// A person's passkeys, in the order in which they were added.
    pub async fn passkeys(&self, person: PersonId) -> Result<Vec<Passkey>, StoreError> {
        let rows = sqlx::query("SELECT * FROM passkey WHERE person = ?1 ORDER BY made_ms, id")
            .bind(person.0.as_slice());
        let rows = rows.fetch_all(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        rows.iter().map(passkey).collect()
    }

    /// Adds a passkey to a person.
    pub async fn add_passkey(&self, person: PersonId, passkey: &Passkey) -> Result<(), StoreError> {
        insert_passkey(&mut *self.connection().await?, person, passkey).await
    }

    /// Notes that a passkey was used, with what the sign-in library keeps of it from then on.
    pub async fn use_passkey(&self, id: &[u8], state: &str, now_ms: u64) -> Result<(), StoreError> {
        let query = sqlx::query("UPDATE passkey SET state = ?2, used_ms = ?3 WHERE id = ?1")
            .bind(id)
            .bind(state)
            .bind(stored(now_ms));
        query.execute(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        Ok(())
    }

    /// Removes one of a person's passkeys, unless it is the last. Says whether it is gone.
    pub async fn remove_passkey(&self, person: PersonId, id: &[u8]) -> Result<bool, StoreError> {
        let query = sqlx::query(
            "DELETE FROM passkey WHERE person = ?1 AND id = ?2 \
             AND (SELECT count(*) FROM passkey WHERE person = ?1) > 1",
        )
        .bind(person.0.as_slice())
        .bind(id);
        let done = query.execute(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        Ok(done.rows_affected() > 0)
    }

    /// A person's devices, in the order in which they were added.
    pub async fn devices(&self, person: PersonId) -> Result<Vec<Device>, StoreError> {
        let rows = sqlx::query("SELECT * FROM device WHERE person = ?1 ORDER BY made_ms, key_name")
            .bind(person.0.as_slice());
        let rows = rows.fetch_all(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        rows.iter().map(device).collect()
    }

    /// Adds a device to a person; one of theirs that is there stays as it is. A key of somebody
    /// else's is [`StoreError::Exists`].
    pub async fn add_device(&self, person: PersonId, device: &Device) -> Result<(), StoreError> {
        insert_device(&mut *self.connection().await?, person, device).await
    }

    /// Removes one of a person's devices, and cuts what follows their sessions. The record's
    /// credentials are not changed by it.
    pub async fn remove_device(&self, person: PersonId, key: &KeyName) -> Result<bool, StoreError> {
        let mut connection = self.connection().await?;
        let query = sqlx::query("DELETE FROM device WHERE person = ?1 AND key_name = ?2")
            .bind(person.0.as_slice())
            .bind(key.as_str());
        let done = query.execute(&mut *connection).await.map_err(SqliteStore::fault)?;
        self.cut_followed(&mut connection, person).await?;
        Ok(done.rows_affected() > 0)
    }
}

pub(super) async fn insert_person(
    connection: &mut SqliteConnection,
    person: &Person,
    now_ms: u64,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO person (id, name, of_venue, made_ms) VALUES (?1, ?2, ?3, ?4)")
        .bind(person.id.0.as_slice())
        .bind(&person.name)
        .bind(person.of_venue)
        .bind(stored(now_ms))
        .execute(connection)
        .await
        .map_err(SqliteStore::fault)?;
    Ok(())
}

pub(super) async fn insert_seat(
    connection: &mut SqliteConnection,
    person: PersonId,
    seat: &Seat,
) -> Result<(), StoreError> {
    sqlx::query("INSERT OR IGNORE INTO seat (person, process, actor) VALUES (?1, ?2, ?3)")
        .bind(person.0.as_slice())
        .bind(seat.process.0.as_slice())
        .bind(seat.actor.as_str())
        .execute(connection)
        .await
        .map_err(SqliteStore::fault)?;
    Ok(())
}

pub(super) async fn insert_passkey(
    connection: &mut SqliteConnection,
    person: PersonId,
    passkey: &Passkey,
) -> Result<(), StoreError> {
    let count = count_of(connection, "SELECT count(*) FROM passkey WHERE person = ?1", person).await?;
    if count >= CREDENTIALS_MAX {
        return Err(limit("passkeys of one person", CREDENTIALS_MAX));
    }
    let insert = sqlx::query(
        "INSERT INTO passkey (id, person, label, state, made_ms, used_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
         ON CONFLICT DO NOTHING",
    )
    .bind(&passkey.id)
    .bind(person.0.as_slice())
    .bind(&passkey.label)
    .bind(&passkey.state)
    .bind(stored(passkey.made_ms))
    .bind(passkey.used_ms.map(stored));
    let done = insert.execute(connection).await.map_err(SqliteStore::fault)?;
    if done.rows_affected() == 0 {
        return Err(StoreError::Exists { what: "this passkey".to_owned() });
    }
    Ok(())
}

pub(super) async fn insert_device(
    connection: &mut SqliteConnection,
    person: PersonId,
    device: &Device,
) -> Result<(), StoreError> {
    let owner = sqlx::query("SELECT person, vkey FROM device WHERE key_name = ?1").bind(device.key.as_str());
    if let Some(row) = owner.fetch_optional(&mut *connection).await.map_err(SqliteStore::fault)? {
        let vkey: &str = row.try_get("vkey").map_err(SqliteStore::fault)?;
        let own = read_bytes(&row, "person")? == person.0 && vkey == device.vkey;
        return if own {
            Ok(())
        } else {
            Err(StoreError::Exists { what: format!("a key with the name {}", device.key) })
        };
    }
    let count = count_of(connection, "SELECT count(*) FROM device WHERE person = ?1", person).await?;
    if count >= CREDENTIALS_MAX {
        return Err(limit("devices of one person", CREDENTIALS_MAX));
    }
    sqlx::query("INSERT INTO device (key_name, person, vkey, label, made_ms) VALUES (?1, ?2, ?3, ?4, ?5)")
        .bind(device.key.as_str())
        .bind(person.0.as_slice())
        .bind(&device.vkey)
        .bind(&device.label)
        .bind(stored(device.made_ms))
        .execute(connection)
        .await
        .map_err(SqliteStore::fault)?;
    Ok(())
}

/// How many rows of a person a query counts.
pub(super) async fn count_of(
    connection: &mut SqliteConnection,
    query: &'static str,
    person: PersonId,
) -> Result<usize, StoreError> {
    let row = sqlx::query(query).bind(person.0.as_slice()).fetch_one(connection).await;
    let count: i64 = row.and_then(|row| row.try_get(0)).map_err(SqliteStore::fault)?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// The person of that id.
pub(super) async fn find_person(
    connection: &mut SqliteConnection,
    id: PersonId,
) -> Result<Option<Person>, StoreError> {
    let row = sqlx::query("SELECT id, name, of_venue FROM person WHERE id = ?1").bind(id.0.as_slice());
    let row = row.fetch_optional(connection).await.map_err(SqliteStore::fault)?;
    row.as_ref().map(person).transpose()
}

pub(super) fn person(row: &SqliteRow) -> Result<Person, StoreError> {
    Ok(Person {
        id: PersonId(read_bytes(row, "id")?),
        name: row.try_get("name").map_err(SqliteStore::fault)?,
        of_venue: row.try_get("of_venue").map_err(SqliteStore::fault)?,
    })
}

pub(super) fn seat(row: &SqliteRow) -> Result<Seat, StoreError> {
    let actor: &str = row.try_get("actor").map_err(SqliteStore::fault)?;
    let actor = ActorId::new(actor).map_err(|error| StoreError::damaged(format!("accounts: {error}")))?;
    Ok(Seat { process: ProcessId(read_bytes(row, "process")?), actor })
}

fn passkey(row: &SqliteRow) -> Result<Passkey, StoreError> {
    Ok(Passkey {
        id: row.try_get("id").map_err(SqliteStore::fault)?,
        label: row.try_get("label").map_err(SqliteStore::fault)?,
        state: row.try_get("state").map_err(SqliteStore::fault)?,
        made_ms: read_ms(row, "made_ms")?,
        used_ms: read_ms_if_any(row, "used_ms")?,
    })
}

fn device(row: &SqliteRow) -> Result<Device, StoreError> {
    let key: &str = row.try_get("key_name").map_err(SqliteStore::fault)?;
    Ok(Device {
        key: key.parse().map_err(|error| StoreError::damaged(format!("accounts: {error}")))?,
        vkey: row.try_get("vkey").map_err(SqliteStore::fault)?,
        label: row.try_get("label").map_err(SqliteStore::fault)?,
        made_ms: read_ms(row, "made_ms")?,
    })
}
