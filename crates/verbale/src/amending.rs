//! Amending a charter: the draft of the amendment, to be signed by every principal.

use verbale_process::{
    Registry,
    act::{Act, Kind as ActKind},
    amendment::{Change, changes},
    charter::{Charter, Role},
    wire,
};
use verbale_record::{ActorId, Hash, KeyName, NoteDraft, Origin, VerifierKey, key::KeyKind};
use verbale_server::draft::{Draft, DraftRoom};

use crate::{
    failure::{Failure, Kind},
    founding::PLAN_PLACE,
    loaded::Loaded,
    plan::amending::Plan,
    random, render,
};

/// An amendment that awaits its signatures.
pub struct Drafted {
    /// The draft.
    pub draft: Draft,
    /// What it changes, in words.
    pub changes: Vec<String>,
    /// Whose principals sign it.
    pub signing: Vec<ActorId>,
}

/// Drafts the amendment that a plan makes of a process's charter.
pub fn draft(loaded: &Loaded, plan: &Plan) -> Result<Drafted, Failure> {
    let bug = |error: String| Failure::new(Kind::Bug, error);
    let registry = loaded.process.registry();
    let in_force = registry.charters().last().and_then(|newest| newest.note);
    let of = in_force.ok_or_else(|| bug("the charter in force has no note".to_owned()))?;
    let before = loaded.process.charter();
    let charter = plan
        .amended(before, || random::bytes().map(Origin::from_bytes).map_err(PlanError::Drawing))
        .map_err(|error| match error {
            PlanError::Plan(error) => plan_failure(error),
            PlanError::Drawing(failure) => failure,
        })?;
    let found = changes(before, &charter);
    let words = render::changes::words(before, &charter);
    if found.is_empty() {
        return Err(plan_failure("the plan says what the charter says already".to_owned()));
    }
    if found.iter().any(|change| matches!(change, Change::Forbidden(_))) {
        return Err(plan_failure(words.join("; ")));
    }
    let (signing, signers) = signers(registry, &charter)?;
    let room = loaded.rooms.iter().find(|room| room.index == 0);
    let room = room.ok_or_else(|| bug("a process without registry was read".to_owned()))?;
    let log_key = Hash::from_base64(&charter.log_key).map_err(|error| bug(error.to_string()))?;
    let log_key = VerifierKey::from_public(room.origin.as_str(), KeyKind::Ed25519, &log_key.0)
        .map_err(|error| bug(error.to_string()))?;
    let note = NoteDraft {
        origin: room.origin.clone(),
        author: author(before).ok_or_else(|| bug("nobody could sign the amendment".to_owned()))?,
        nonce: random::bytes()?,
        head: room.head,
        act: wire::write(&Act {
            signers,
            annexes: Vec::new(),
            series: None,
            reported: None,
            kind: ActKind::Amendment { of, charter: Box::new(charter) },
        }),
    };
    let of_room =
        DraftRoom { process: loaded.id, name: &room.name, log_key: &log_key, checkpoint: &room.checkpoint };
    let draft = Draft::new(&of_room, note.text(), random::bytes()?, &[]);
    Ok(Drafted { draft, changes: words, signing })
}

/// In whose name the amendment is tabled: that of who keeps the process going, and is known
/// already.
fn author(before: &Charter) -> Option<ActorId> {
    let with_principal = |role| before.actors.iter().find(|a| a.role == role && a.principal.is_some());
    let tables = [Role::Mediator, Role::Secretariat, Role::Editor].into_iter().find_map(with_principal);
    tables.or_else(|| before.actors.iter().find(|a| a.principal.is_some())).map(|actor| actor.id.clone())
}

/// Those whose principals sign, in the charter's order, and the names of their keys as they are
/// now, in the order of names.
fn signers(registry: &Registry, charter: &Charter) -> Result<(Vec<ActorId>, Vec<KeyName>), Failure> {
    let mut signing = Vec::new();
    let mut names = Vec::new();
    for actor in &charter.actors {
        let Some(stated) = &actor.principal else { continue };
        let known =
            registry.keys().find(|(_, key)| key.principal && key.actor == actor.id && key.revoked.is_none());
        let name = match known {
            Some((name, _)) => name.clone(),
            None => {
                let key = VerifierKey::parse(stated).map_err(|error| plan_failure(error.to_string()))?;
                KeyName::new(key.name()).map_err(|error| plan_failure(error.to_string()))?
            }
        };
        if known.is_none() && registry.key(&name).is_some() {
            return Err(plan_failure(format!(
                "`actors.{}.principal`: the registry knows a key {name} already; make a new one with `verbale key new`",
                actor.id
            )));
        }
        signing.push(actor.id.clone());
        names.push(name);
    }
    names.sort();
    Ok((signing, names))
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

fn plan_failure(error: String) -> Failure {
    Failure::new(Kind::Input, error).at(PLAN_PLACE).hint("docs/cli.md shows whole plans")
}
