//! Founding talks: the venue draws origins and the log's key and drafts the charter; the
//! principals sign the draft, each on their own machine; talks begin when the last has signed.

use std::path::Path;

use verbale_process::{
    charter::{Charter, ProcessKind, Role},
    entry::Place,
    verify::VerifiedRegistry,
};
use verbale_record::{ActorId, Hash, Origin, SigningKey};
use verbale_server::{draft::Draft, founding::charter_draft};
use verbale_store::{Founding, Submission};

use super::{Founded, left_over, plan_failure};
use crate::{
    draft,
    failure::{Failure, Kind},
    folder::DataFolder,
    key_file,
    plan::talks::Plan,
    random,
    writer::Writer,
};

/// The draft of a charter, to be signed by the principals. The log's key is on the disk before
/// anybody signs; drafting again, before the talks are founded, finds it there.
pub async fn draft(folder: &DataFolder, writer: &Writer, plan: &Plan) -> Result<(Draft, Charter), Failure> {
    let bug = |error: String| Failure::new(Kind::Bug, error);
    verbale_process::charter::check_name("process", &plan.name)
        .map_err(|error| plan_failure(error.to_string()))?;
    writer.require_new_name(&plan.name).await?;
    let path = folder.log_key_path(&plan.name);
    let known = left_over(&path)?;
    let seed = random::bytes()?;
    let is_new = known.is_none();
    // Named anew in each room's log; here by what it is.
    let log_key = known.map_or_else(|| SigningKey::from_seed("log", seed), Ok);
    let log_key = log_key.map_err(|error| bug(error.to_string()))?;
    let charter = plan
        .charter(log_key.verifier(), || random::bytes().map(Origin::from_bytes).map_err(PlanError::Drawing));
    let charter = charter.map_err(|error| match error {
        PlanError::Plan(error) => plan_failure(error),
        PlanError::Drawing(failure) => failure,
    })?;
    if is_new {
        let registry = charter.rooms[0].origin.as_str();
        let log_key = log_key.renamed(registry).map_err(|error| bug(error.to_string()))?;
        key_file::write_new(&path, &log_key)?;
    }
    let author = author(&charter).ok_or_else(|| bug("nobody could sign the charter".to_owned()))?;
    let (nonce, salt) = (random::bytes()?, random::bytes()?);
    let draft = charter_draft(&charter, &author, log_key.verifier(), nonce, salt)
        .map_err(|error| plan_failure(error.to_string()))?;
    Ok((draft, charter))
}

/// Why a plan makes no charter.
enum PlanError {
    Plan(String),
    Drawing(Failure),
}

impl From<String> for PlanError {
    fn from(error: String) -> PlanError {
        PlanError::Plan(error)
    }
}

/// In whose name the charter is tabled: the mediator's or the secretariat's.
fn author(charter: &Charter) -> Option<ActorId> {
    let tables = |role| charter.actors.iter().find(|actor| actor.role == role && actor.principal.is_some());
    tables(Role::Mediator).or_else(|| tables(Role::Secretariat)).map(|actor| actor.id.clone())
}

/// Founds the talks whose charter every principal has signed.
pub async fn found(
    folder: &DataFolder,
    writer: &Writer,
    draft: &Draft,
    path: &Path,
) -> Result<Founded, Failure> {
    let ready = draft::ready(draft, path)?;
    let wrong = |what: String| Failure::input(path, what);
    let verified = VerifiedRegistry::of_charter(&ready.note, Place::default()).map_err(|error| {
        wrong(error.to_string())
            .hint("make a draft with `verbale process draft`, and have every principal sign it")
    })?;
    let charter = verified.charter().clone();
    if charter.process != ProcessKind::Talks {
        return Err(wrong("this is the charter of a register".to_owned())
            .hint("found a register with: verbale process new PLAN.toml"));
    }
    writer.require_new_name(&charter.name).await?;
    let log_key = folder.log_key(&charter.name)?;
    let stated = Hash::from_base64(&charter.log_key).map_err(|error| wrong(error.to_string()))?;
    if log_key.verifier().public() != &stated.0 {
        return Err(wrong(format!(
            "this venue's log key for {} is not the one that the charter names",
            charter.name
        ))
        .hint("found the talks in the data folder in which the charter was drafted"));
    }
    let founding = Founding {
        name: charter.name.clone(),
        rooms: charter.rooms.iter().map(|room| (room.origin.clone(), room.name.clone())).collect(),
        charter: Submission { annexes: Vec::new(), ..ready.submission() },
        keys: verified.registry().keys().map(|(_, record)| record.verifier.clone()).collect(),
        log_key,
    };
    writer.found(founding).await?;
    Ok(Founded { id: verified.id(), charter })
}
