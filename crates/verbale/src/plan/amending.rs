//! The plan of an amended charter: a whole plan, as one founds a process with, read against the
//! charter in force. Origins, the log's key and the order of what is there stay; so do principals
//! that the plan leaves out. What is new comes after it, by role or kind and then by name.

use std::path::Path;

use verbale_process::charter::{Charter, Role, RoomKind};
use verbale_record::{Hash, Origin, VerifierKey, key::KeyKind};

use super::{read, register, talks};
use crate::failure::Failure;

/// A plan of either kind: one that names an editor is of a register.
pub enum Plan {
    /// The process stays a register.
    Register(register::Plan),
    /// The process is, or becomes, talks.
    Talks(talks::Plan),
}

impl Plan {
    /// Reads a plan.
    pub fn read(path: &Path) -> Result<Plan, Failure> {
        let table: toml::Table = read(path)?;
        if table.contains_key("editor") {
            return register::Plan::read(path).map(Plan::Register);
        }
        talks::Plan::read(path).map(Plan::Talks)
    }

    /// The whole charter that would amend the one in force, or what is wrong with the plan.
    /// `origin` draws the origin of a room.
    pub fn amended<E: From<String>>(
        &self,
        before: &Charter,
        origin: impl FnMut() -> Result<Origin, E>,
    ) -> Result<Charter, E> {
        let public = Hash::from_base64(&before.log_key).map_err(|error| error.to_string())?;
        let log_key = VerifierKey::from_public("log", KeyKind::Ed25519, &public.0);
        let log_key = log_key.map_err(|error| error.to_string())?;
        let mut after = match self {
            Plan::Register(plan) => of_register(plan, before, &log_key)?,
            Plan::Talks(plan) => of_talks(plan, before, &log_key, origin)?,
        };
        let mut actors = Vec::with_capacity(after.actors.len());
        for actor in &before.actors {
            let at = after.actors.iter().position(|planned| planned.id == actor.id);
            let at = at.ok_or_else(|| {
                format!("`actors` leaves out {}: an amendment removes nobody, so plan it too", actor.id)
            })?;
            actors.push(after.actors.remove(at));
        }
        actors.append(&mut after.actors);
        let mut rooms = Vec::with_capacity(after.rooms.len());
        for room in &before.rooms {
            let at = after.rooms.iter().position(|planned| planned.name == room.name);
            let at = at.ok_or_else(|| {
                format!("`rooms` leaves out {}: an amendment removes no room, so plan it too", room.name)
            })?;
            let planned = after.rooms.remove(at);
            rooms.push(verbale_process::charter::RoomEntry { origin: room.origin.clone(), ..planned });
        }
        rooms.append(&mut after.rooms);
        Ok(Charter { actors, rooms, ..after })
    }
}

fn of_register(plan: &register::Plan, before: &Charter, log_key: &VerifierKey) -> Result<Charter, String> {
    let public = before.rooms.iter().find(|room| room.kind == RoomKind::Public);
    let editor = before.actors.iter().find(|actor| actor.role == Role::Editor);
    let editor_key = editor.and_then(|actor| actor.principal.as_deref());
    let (Some(public), Some(editor_key)) = (public, editor_key) else {
        return Err(
            "the process is no register with an editor and a public room: leave `editor` out".to_owned()
        );
    };
    let editor_key = VerifierKey::parse(editor_key).map_err(|error| error.to_string())?;
    let after = plan.charter(register::Drawn {
        registry: before.rooms[0].origin.clone(),
        public: public.origin.clone(),
        log_key,
        editor_key: &editor_key,
    })?;
    Ok(Charter { rules: before.rules.clone(), witnesses: before.witnesses.clone(), ..after })
}

fn of_talks<E: From<String>>(
    plan: &talks::Plan,
    before: &Charter,
    log_key: &VerifierKey,
    origin: impl FnMut() -> Result<Origin, E>,
) -> Result<Charter, E> {
    let mut plan = plan.clone();
    for (id, planned) in &mut plan.actors {
        let actor = before.actors.iter().find(|actor| actor.id.as_str() == id);
        if planned.principal.is_none() {
            planned.principal = actor.and_then(|actor| actor.principal.clone());
        }
        // Who kept the register may be named as before; it registers nothing in talks.
        if planned.role == Role::Editor && actor.is_none_or(|actor| actor.role != Role::Editor) {
            return Err(talks::no_editor(id).into());
        }
    }
    plan.charter_with_editor(log_key, origin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use verbale_process::amendment::{Change, changes};
    use verbale_record::SigningKey;

    fn key(seed: u8) -> String {
        let key = SigningKey::from_seed(&format!("k{seed:016x}"), [seed; 32]).expect("a key");
        key.verifier().to_string()
    }

    fn register() -> Charter {
        let plan = r#"
            name = "river"
            offset = "+03:00"
            languages = ["en"]
            editor = "chronicler"
            [titles]
            en = "The river"
            [actors]
            zeta = { role = "party", names = { en = "Zeta" } }
            beta = { role = "party", names = { en = "Beta" } }
            chronicler = { role = "editor", names = { en = "Chronicler" } }
        "#;
        let plan: register::Plan = toml::from_str(plan).expect("a plan");
        let log_key = SigningKey::from_seed("log", [9; 32]).expect("a key");
        let editor_key = SigningKey::from_seed("k0000000000000007", [7; 32]).expect("a key");
        let drawn = register::Drawn {
            registry: Origin::from_bytes([1; 16]),
            public: Origin::from_bytes([2; 16]),
            log_key: log_key.verifier(),
            editor_key: editor_key.verifier(),
        };
        plan.charter(drawn).expect("a charter")
    }

    fn talks_plan() -> String {
        format!(
            r#"
            name = "river"
            offset = "+03:00"
            languages = ["en"]
            [titles]
            en = "The river"
            [actors]
            alpha = {{ role = "party", names = {{ en = "Alpha" }}, principal = "{}" }}
            beta = {{ role = "party", names = {{ en = "Beta" }}, principal = "{}" }}
            zeta = {{ role = "party", names = {{ en = "Zeta" }}, principal = "{}" }}
            chronicler = {{ role = "secretariat", names = {{ en = "Chronicler" }} }}
            [rooms]
            all = {{ kind = "plenary", members = ["alpha", "beta", "zeta"] }}
            public = {{ kind = "public" }}
            "#,
            key(1),
            key(2),
            key(3)
        )
    }

    fn amended(plan: &str) -> Result<Charter, String> {
        let plan = Plan::Talks(toml::from_str(plan).map_err(|error| error.to_string())?);
        let mut drawn = 50;
        plan.amended(&register(), || {
            drawn += 1;
            Ok(Origin::from_bytes([drawn; 16]))
        })
    }

    #[test]
    fn what_is_there_keeps_its_place_and_what_is_new_comes_after_it() {
        let (before, after) = (register(), amended(&talks_plan()).expect("a charter"));
        let ids: Vec<&str> = after.actors.iter().map(|actor| actor.id.as_str()).collect();
        assert_eq!(ids, ["beta", "zeta", "chronicler", "alpha"]);
        let rooms: Vec<&str> = after.rooms.iter().map(|room| room.name.as_str()).collect();
        assert_eq!(rooms, ["registry", "public", "all"]);
        assert_eq!(after.rooms[1].origin, before.rooms[1].origin);
        assert_eq!(after.actors[2].principal, before.actors[2].principal);
        let found = changes(&before, &after);
        assert!(!found.iter().any(|change| matches!(change, Change::Forbidden(_))), "{found:?}");
    }

    #[test]
    fn a_plan_that_leaves_out_what_is_there_is_refused() {
        for (from, to, says) in [
            ("public = { kind = \"public\" }", "", "leaves out public"),
            ("zeta = {", "eta = {", "\"zeta\""),
            ("role = \"secretariat\"", "role = \"editor\"", "mediator"),
            ("alpha = { role = \"party\"", "alpha = { role = \"editor\"", "only a register"),
        ] {
            let changed = talks_plan().replacen(from, to, 1);
            assert_ne!(changed, talks_plan(), "{from}");
            let error = amended(&changed).expect_err(to);
            assert!(error.contains(says), "{error}");
        }
        let without = talks_plan().replacen("zeta = {", "eta = {", 1).replace("\"zeta\"", "\"eta\"");
        assert!(amended(&without).expect_err("zeta").contains("leaves out zeta"));
    }
}
