//! Founding a register: draws origins and keys, writes and signs the charter, begins the logs.

use verbale_process::{
    act::{Act, Kind as ActKind},
    charter::Charter,
    wire,
};
use verbale_record::{ActorId, KeyName, NoteDraft, Origin, ProcessId, SigningKey, tree::EMPTY_ROOT};
use verbale_store::{Founding, Submission};

use crate::{
    commands::key::new_key,
    failure::{Failure, Kind},
    folder::DataFolder,
    key_file,
    plan::{Drawn, Plan},
    random,
    writer::Writer,
};

/// A register that was founded.
pub struct Founded {
    /// The hash of its charter.
    pub id: ProcessId,
    /// Its charter.
    pub charter: Charter,
}

/// Founds the register of a plan in a venue. Its keys are on the disk before the record names
/// them: a crash in between leaves keys that nothing uses, never a process without its keys.
pub async fn found(folder: &DataFolder, writer: &Writer, plan: &Plan) -> Result<Founded, Failure> {
    let registry = Origin::from_bytes(random::bytes()?);
    let public = Origin::from_bytes(random::bytes()?);
    let bug = |error: String| Failure::new(Kind::Bug, error);
    let log_key =
        SigningKey::from_seed(registry.as_str(), random::bytes()?).map_err(|e| bug(e.to_string()))?;
    let editor_key = new_key()?;
    let drawn = Drawn {
        registry: registry.clone(),
        public: public.clone(),
        log_key: log_key.verifier(),
        editor_key: editor_key.verifier(),
    };
    let charter = plan.charter(drawn).map_err(|error| {
        Failure::new(Kind::Input, error).at("the plan").hint("docs/cli.md shows a whole plan")
    })?;
    writer.require_new_name(&charter.name).await?;

    let editor = ActorId::new(&plan.editor).map_err(|error| bug(error.to_string()))?;
    let note = charter_note(&charter, &editor, &registry, &editor_key)?;
    let founding = Founding {
        name: charter.name.clone(),
        rooms: charter.rooms.iter().map(|room| (room.origin.clone(), room.name.clone())).collect(),
        charter: Submission {
            room: registry,
            note: note.clone(),
            salt: random::bytes()?,
            annexes: Vec::new(),
        },
        keys: vec![editor_key.verifier().clone()],
        log_key: log_key.clone(),
    };
    key_file::write_new(&folder.log_key_path(&charter.name), &log_key)?;
    key_file::write_new(&folder.actor_key_path(&charter.name, &plan.editor), &editor_key)?;
    writer.found(founding).await?;
    Ok(Founded { id: ProcessId::of(&note), charter })
}

/// The charter as a signed note: the first entry of the registry.
fn charter_note(
    charter: &Charter,
    editor: &ActorId,
    registry: &Origin,
    key: &SigningKey,
) -> Result<Vec<u8>, Failure> {
    let bug = |error: String| Failure::new(Kind::Bug, format!("the charter's note: {error}"));
    let signer = KeyName::new(key.name()).map_err(|error| bug(error.to_string()))?;
    let act = Act {
        signers: vec![signer],
        annexes: Vec::new(),
        series: None,
        reported: None,
        kind: ActKind::Charter(Box::new(charter.clone())),
    };
    let draft = NoteDraft {
        origin: registry.clone(),
        author: editor.clone(),
        nonce: random::bytes()?,
        head: verbale_record::Head { size: 0, root: EMPTY_ROOT },
        act: wire::write(&act),
    };
    draft.sign(&[key]).map_err(|error| bug(error.to_string()))
}
