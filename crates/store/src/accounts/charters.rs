//! Charters that are being agreed: who is to sign, with which key, and what they have said so far.
//!
//! What a plan or a draft says is not read here. Every change is one transaction that asks for the
//! revision which its maker has read, so that a text cannot change under a signature, nor a
//! signature come to stand under a changed text.

use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Connection, Row};
use verbale_record::{ActorId, ProcessId};

use super::people::{count_of, insert_seat};
use super::{
    Accounts, CHARTER_DRAFT_BYTES_MAX, CHARTER_DRAFTS_MAX, PersonId, Seat, limit, read_bytes, read_ms,
    read_ms_if_any, stored,
};
use crate::error::StoreError;
use crate::sqlite::SqliteStore;

/// The id of a charter that is being agreed: 16 random bytes, which nobody can guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CharterId(pub [u8; 16]);

/// A charter that is being agreed, by those who will sign it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CharterDraft {
    /// Its id.
    pub id: CharterId,
    /// Who drafts it.
    pub made_by: PersonId,
    /// Since when, in milliseconds since 1970.
    pub made_ms: u64,
    /// How often it was changed.
    pub revision: u64,
    /// What was filled in, as its reader has it; empty once the process is founded.
    pub plan: String,
    /// The draft file, without signatures; none until every signer's key is known.
    pub draft: Option<String>,
    /// Since when it is known what all sign, in milliseconds since 1970.
    pub fixed_ms: Option<u64>,
    /// The process, once it is founded.
    pub process: Option<ProcessId>,
    /// Those who are to sign, by actor.
    pub signers: Vec<CharterSigner>,
}

/// For which actor somebody signs a charter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CharterSigner {
    /// The actor.
    pub actor: ActorId,
    /// Who came for it.
    pub person: Option<PersonId>,
    /// The public half of their key, as a C2SP vkey.
    pub vkey: Option<String>,
    /// Their signature line over the draft as it is.
    pub signature: Option<String>,
    /// Why they do not sign, in their words.
    pub declined: Option<String>,
}

impl CharterSigner {
    /// An actor for whom nobody has come yet.
    pub fn awaited(actor: ActorId) -> CharterSigner {
        CharterSigner { actor, person: None, vkey: None, signature: None, declined: None }
    }
}

impl CharterDraft {
    /// The actor for whom a person signs it.
    pub fn signer(&self, person: PersonId) -> Option<&CharterSigner> {
        self.signers.iter().find(|signer| signer.person == Some(person))
    }

    /// Voids the signatures of the text, which is about to change: it is to be fixed anew.
    pub fn reopen(&mut self) {
        (self.draft, self.fixed_ms) = (None, None);
        for signer in &mut self.signers {
            signer.signature = None;
        }
    }
}

impl Accounts {
    /// Keeps a charter that is to be agreed.
    pub async fn draft_charter(&self, draft: &CharterDraft) -> Result<(), StoreError> {
        check(draft)?;
        let mut connection = self.connection().await?;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(SqliteStore::fault)?;
        let open = "SELECT count(*) FROM charter_draft WHERE made_by = ?1 AND process IS NULL";
        if count_of(&mut transaction, open, draft.made_by).await? >= CHARTER_DRAFTS_MAX {
            return Err(limit("charters that one person drafts", CHARTER_DRAFTS_MAX));
        }
        sqlx::query(
            "INSERT INTO charter_draft (id, made_by, made_ms, revision, plan, draft, fixed_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )
        .bind(draft.id.0.as_slice())
        .bind(draft.made_by.0.as_slice())
        .bind(stored(draft.made_ms))
        .bind(stored(draft.revision))
        .bind(&draft.plan)
        .bind(&draft.draft)
        .bind(draft.fixed_ms.map(stored))
        .execute(&mut *transaction)
        .await
        .map_err(SqliteStore::fault)?;
        write_signers(&mut transaction, draft).await?;
        transaction.commit().await.map_err(SqliteStore::fault)
    }

    /// The charter of that id.
    pub async fn charter_draft(&self, id: CharterId) -> Result<Option<CharterDraft>, StoreError> {
        find_charter(&mut *self.connection().await?, id).await
    }

    /// The charters that a person drafts or is to sign and that found no process yet, in the order
    /// in which they were begun.
    pub async fn charter_drafts_of(&self, person: PersonId) -> Result<Vec<CharterDraft>, StoreError> {
        let mut connection = self.connection().await?;
        let rows = sqlx::query(
            "SELECT * FROM charter_draft WHERE process IS NULL AND (made_by = ?1 \
             OR id IN (SELECT charter FROM charter_signer WHERE person = ?1)) ORDER BY made_ms, id",
        )
        .bind(person.0.as_slice());
        let rows = rows.fetch_all(&mut *connection).await.map_err(SqliteStore::fault)?;
        let mut drafts = Vec::with_capacity(rows.len());
        for row in &rows {
            drafts.push(read_charter(&mut connection, row).await?);
        }
        Ok(drafts)
    }

    /// Changes a charter that still is at the revision of `after`, and says whether it was; it is
    /// one revision further then. Invitations for actors who sign it no more end.
    pub async fn change_charter(&self, after: &CharterDraft) -> Result<bool, StoreError> {
        check(after)?;
        let mut connection = self.connection().await?;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(SqliteStore::fault)?;
        let query = sqlx::query(
            "UPDATE charter_draft SET revision = revision + 1, plan = ?3, draft = ?4, fixed_ms = ?5 \
             WHERE id = ?1 AND revision = ?2 AND process IS NULL",
        )
        .bind(after.id.0.as_slice())
        .bind(stored(after.revision))
        .bind(&after.plan)
        .bind(&after.draft)
        .bind(after.fixed_ms.map(stored));
        let done = query.execute(&mut *transaction).await.map_err(SqliteStore::fault)?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        write_signers(&mut transaction, after).await?;
        sqlx::query(
            "DELETE FROM invitation WHERE charter = ?1 AND signs_for NOT IN \
             (SELECT actor FROM charter_signer WHERE charter = ?1)",
        )
        .bind(after.id.0.as_slice())
        .execute(&mut *transaction)
        .await
        .map_err(SqliteStore::fault)?;
        transaction.commit().await.map_err(SqliteStore::fault)?;
        Ok(true)
    }

    /// Notes the process that a charter founded: all who signed it have a seat there, and what was
    /// drafted is forgotten, since the record has it. Again, it changes nothing.
    pub async fn charter_founded(&self, id: CharterId, process: &ProcessId) -> Result<(), StoreError> {
        let mut connection = self.connection().await?;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(SqliteStore::fault)?;
        let Some(draft) = find_charter(&mut transaction, id).await?.filter(|draft| draft.process.is_none())
        else {
            return Ok(());
        };
        for signer in draft.signers {
            let Some(person) = signer.person else { continue };
            let seat = Seat { process: *process, actor: signer.actor };
            insert_seat(&mut transaction, person, &seat).await?;
        }
        sqlx::query(
            "UPDATE charter_draft SET process = ?2, plan = '', draft = NULL, fixed_ms = NULL, \
             revision = revision + 1 WHERE id = ?1",
        )
        .bind(id.0.as_slice())
        .bind(process.0.as_slice())
        .execute(&mut *transaction)
        .await
        .map_err(SqliteStore::fault)?;
        for query in [
            "UPDATE charter_signer SET signature = NULL, declined = NULL WHERE charter = ?1",
            "DELETE FROM invitation WHERE charter = ?1",
        ] {
            let query = sqlx::query(query).bind(id.0.as_slice());
            query.execute(&mut *transaction).await.map_err(SqliteStore::fault)?;
        }
        transaction.commit().await.map_err(SqliteStore::fault)
    }

    /// Forgets a charter that still is at that revision, with its invitations, and says whether it
    /// was.
    pub async fn end_charter(&self, id: CharterId, revision: u64) -> Result<bool, StoreError> {
        let query =
            sqlx::query("DELETE FROM charter_draft WHERE id = ?1 AND revision = ?2 AND process IS NULL")
                .bind(id.0.as_slice())
                .bind(stored(revision));
        let done = query.execute(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        Ok(done.rows_affected() > 0)
    }
}

/// Seats somebody as an actor's signer: who came before for that actor signs it no more, and the
/// signatures so far are void, since another key makes another text. None where the charter
/// or the actor is no more, or is founded; where the person signs for another actor already,
/// [`StoreError::Exists`].
pub(super) async fn seat_signer(
    connection: &mut SqliteConnection,
    id: CharterId,
    actor: &ActorId,
    person: PersonId,
    vkey: &str,
) -> Result<Option<()>, StoreError> {
    let Some(mut draft) = find_charter(connection, id).await?.filter(|draft| draft.process.is_none()) else {
        return Ok(None);
    };
    if draft.signer(person).is_some_and(|signer| signer.actor != *actor) {
        return Err(StoreError::Exists { what: "a seat of this person in this charter".to_owned() });
    }
    let Some(signer) = draft.signers.iter_mut().find(|signer| signer.actor == *actor) else {
        return Ok(None);
    };
    *signer = CharterSigner {
        person: Some(person),
        vkey: Some(vkey.to_owned()),
        ..CharterSigner::awaited(actor.clone())
    };
    draft.reopen();
    sqlx::query(
        "UPDATE charter_draft SET revision = revision + 1, draft = NULL, fixed_ms = NULL WHERE id = ?1",
    )
    .bind(id.0.as_slice())
    .execute(&mut *connection)
    .await
    .map_err(SqliteStore::fault)?;
    write_signers(connection, &draft).await?;
    Ok(Some(()))
}

async fn write_signers(connection: &mut SqliteConnection, draft: &CharterDraft) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM charter_signer WHERE charter = ?1")
        .bind(draft.id.0.as_slice())
        .execute(&mut *connection)
        .await
        .map_err(SqliteStore::fault)?;
    for signer in &draft.signers {
        sqlx::query(
            "INSERT INTO charter_signer (charter, actor, person, vkey, signature, declined) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )
        .bind(draft.id.0.as_slice())
        .bind(signer.actor.as_str())
        .bind(signer.person.map(|person| person.0.to_vec()))
        .bind(&signer.vkey)
        .bind(&signer.signature)
        .bind(&signer.declined)
        .execute(&mut *connection)
        .await
        .map_err(SqliteStore::fault)?;
    }
    Ok(())
}

async fn find_charter(
    connection: &mut SqliteConnection,
    id: CharterId,
) -> Result<Option<CharterDraft>, StoreError> {
    let row = sqlx::query("SELECT * FROM charter_draft WHERE id = ?1").bind(id.0.as_slice());
    match row.fetch_optional(&mut *connection).await.map_err(SqliteStore::fault)? {
        Some(row) => Ok(Some(read_charter(connection, &row).await?)),
        None => Ok(None),
    }
}

async fn read_charter(
    connection: &mut SqliteConnection,
    row: &SqliteRow,
) -> Result<CharterDraft, StoreError> {
    let id = CharterId(read_bytes(row, "id")?);
    let rows =
        sqlx::query("SELECT * FROM charter_signer WHERE charter = ?1 ORDER BY actor").bind(id.0.as_slice());
    let signers = rows.fetch_all(&mut *connection).await.map_err(SqliteStore::fault)?;
    Ok(CharterDraft {
        id,
        made_by: PersonId(read_bytes(row, "made_by")?),
        made_ms: read_ms(row, "made_ms")?,
        revision: read_ms(row, "revision")?,
        plan: row.try_get("plan").map_err(SqliteStore::fault)?,
        draft: row.try_get("draft").map_err(SqliteStore::fault)?,
        fixed_ms: read_ms_if_any(row, "fixed_ms")?,
        process: if has(row, "process")? { Some(ProcessId(read_bytes(row, "process")?)) } else { None },
        signers: signers.iter().map(signer).collect::<Result<_, _>>()?,
    })
}

fn signer(row: &SqliteRow) -> Result<CharterSigner, StoreError> {
    let actor: &str = row.try_get("actor").map_err(SqliteStore::fault)?;
    let actor = ActorId::new(actor).map_err(|error| StoreError::damaged(format!("accounts: {error}")))?;
    Ok(CharterSigner {
        actor,
        person: if has(row, "person")? { Some(PersonId(read_bytes(row, "person")?)) } else { None },
        vkey: row.try_get("vkey").map_err(SqliteStore::fault)?,
        signature: row.try_get("signature").map_err(SqliteStore::fault)?,
        declined: row.try_get("declined").map_err(SqliteStore::fault)?,
    })
}

fn has(row: &SqliteRow, column: &'static str) -> Result<bool, StoreError> {
    Ok(row.try_get::<Option<&[u8]>, _>(column).map_err(SqliteStore::fault)?.is_some())
}

fn check(draft: &CharterDraft) -> Result<(), StoreError> {
    let bytes = draft.plan.len() + draft.draft.as_ref().map_or(0, String::len);
    if bytes > CHARTER_DRAFT_BYTES_MAX {
        return Err(limit("bytes of a charter that is drafted", CHARTER_DRAFT_BYTES_MAX));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
