//! Founding a register: draws origins and keys, writes and signs the charter, begins the logs.

pub mod talks;

use std::path::Path;

use verbale_process::{
    act::{Act, Kind as ActKind},
    charter::{Charter, check_name},
    wire,
};
use verbale_record::{ActorId, KeyName, NoteDraft, Origin, ProcessId, SigningKey, tree::EMPTY_ROOT};
use verbale_server::LogKeyKeeper;
use verbale_store::{Founding, Submission};

use crate::{
    commands::key::new_key,
    failure::{Failure, Kind},
    folder::DataFolder,
    key_file,
    plan::register::{Drawn, Plan},
    random,
    writer::Writer,
};

/// Where a failure of the plan is said to be; the command names the file instead.
pub const PLAN_PLACE: &str = "the plan";

/// A process that was founded.
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
    check_name("process", &plan.name).map_err(|error| plan_failure(error.to_string()))?;
    writer.require_new_name(&plan.name).await?;
    let (log_path, editor_path) =
        (folder.log_key_path(&plan.name), folder.actor_key_path(&plan.name, &plan.editor));
    let log_key = match left_over(&log_path)? {
        Some(key) => key.renamed(registry.as_str()),
        None => SigningKey::from_seed(registry.as_str(), random::bytes()?),
    };
    let log_key = log_key.map_err(|error| bug(error.to_string()))?;
    let editor_key = left_over(&editor_path)?.map_or_else(new_key, Ok)?;
    let drawn = Drawn {
        registry: registry.clone(),
        public: public.clone(),
        log_key: log_key.verifier(),
        editor_key: editor_key.verifier(),
    };
    let charter = plan.charter(drawn).map_err(plan_failure)?;
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
    for (path, key) in [(&log_path, &log_key), (&editor_path, &editor_key)] {
        if !path.exists() {
            key_file::write_new(path, key)?;
        }
    }
    writer.found(founding).await?;
    Ok(Founded { id: ProcessId::of(&note), charter })
}

/// Keeps the log keys of a data folder for the server.
pub struct FolderKeeper(pub DataFolder);

impl LogKeyKeeper for FolderKeeper {
    fn log_key(&self, process: &str) -> Result<SigningKey, String> {
        let kept = || -> Result<SigningKey, Failure> {
            check_name("process", process).map_err(|error| plan_failure(error.to_string()))?;
            let path = self.0.log_key_path(process);
            if let Some(key) = left_over(&path)? {
                return Ok(key);
            }
            let key = SigningKey::from_seed("log", random::bytes()?);
            let key = key.map_err(|error| Failure::new(Kind::Bug, error.to_string()))?;
            key_file::write_new(&path, &key)?;
            Ok(key)
        };
        kept().map_err(|failure| failure.message)
    }
}

/// The key that a founding left which was interrupted: no process of that name is on the record,
/// so nothing was signed with it.
fn left_over(path: &Path) -> Result<Option<SigningKey>, Failure> {
    if path.exists() { key_file::read(path).map(Some) } else { Ok(None) }
}

fn plan_failure(error: String) -> Failure {
    Failure::new(Kind::Input, error).at(PLAN_PLACE).hint("docs/cli.md shows whole plans")
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
