//! The plan of a register.
//!
//! ```toml
//! name = "river"
//! offset = "+03:00"
//! languages = ["en", "tr"]
//! editor = "chronicler"
//!
//! [titles]
//! en = "The river talks"
//!
//! [actors.chronicler]
//! role = "editor"
//! names = { en = "Chronicler" }
//!
//! [actors.alpha]
//! role = "party"
//! names = { en = "Alpha", tr = "Alfa" }
//! ```

use std::{collections::BTreeMap, path::Path};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::Deserialize;
use verbale_process::charter::{
    ActorEntry, Charter, ProcessKind, RULES_VERSION, ReportedActs, Role, RoomEntry, RoomKind, Rules,
};
use verbale_record::{Origin, VerifierKey};

use super::{PUBLIC_ROOM, PlannedActor, REGISTRY_ROOM, actor_id, check_texts, offset_min, read};
use crate::failure::Failure;

/// The plan of a register.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// A short name for addresses.
    pub name: String,
    /// Hours and minutes east of UTC, such as `+03:00`, by which days are reckoned.
    pub offset: String,
    /// Languages, as BCP 47 tags.
    pub languages: Vec<String>,
    /// Who keeps the register.
    pub editor: String,
    /// The process's title by language.
    pub titles: BTreeMap<String, String>,
    /// Actors by id, the editor among them.
    pub actors: BTreeMap<String, PlannedActor>,
}

/// The random parts of a charter.
pub struct Drawn<'a> {
    /// The origin of the registry.
    pub registry: Origin,
    /// The origin of the public room.
    pub public: Origin,
    /// The key that signs the checkpoints.
    pub log_key: &'a VerifierKey,
    /// The key of the editor's principal.
    pub editor_key: &'a VerifierKey,
}

impl Plan {
    /// Reads a plan.
    pub fn read(path: &Path) -> Result<Plan, Failure> {
        read(path)
    }

    /// The charter that comes of it, or what is wrong with the plan.
    pub fn charter(&self, drawn: Drawn<'_>) -> Result<Charter, String> {
        let editor = actor_id(&self.editor)?;
        match self.actors.get(&self.editor) {
            Some(actor) if actor.role == Role::Editor => {}
            _ => {
                return Err(format!(
                    "`editor` is {:?}, but `actors` has no actor of that id with the role \"editor\"",
                    self.editor
                ));
            }
        }
        check_texts(&self.languages, &self.titles, &self.actors)?;
        if let Some((id, _)) = self.actors.iter().find(|(_, actor)| actor.principal.is_some()) {
            return Err(format!(
                "`actors.{id}.principal`: in a register nobody but the editor signs, with a key that is drawn for it"
            ));
        }
        let mut actors = self
            .actors
            .iter()
            .map(|(id, actor)| {
                let id = actor_id(id)?;
                let principal = (id == editor).then(|| drawn.editor_key.to_string());
                Ok(ActorEntry { id, role: actor.role, names: actor.names.clone(), principal })
            })
            .collect::<Result<Vec<_>, String>>()?;
        actors.sort_by(|a, b| (a.role, &a.id).cmp(&(b.role, &b.id)));
        let room =
            |name: &str, kind, origin| RoomEntry { name: name.to_owned(), kind, origin, members: Vec::new() };
        let charter = Charter {
            process: ProcessKind::Register,
            name: self.name.clone(),
            titles: self.titles.clone(),
            actors,
            rooms: vec![
                room(REGISTRY_ROOM, RoomKind::Registry, drawn.registry),
                room(PUBLIC_ROOM, RoomKind::Public, drawn.public),
            ],
            languages: self.languages.clone(),
            offset_min: offset_min(&self.offset)?,
            rules: Rules {
                fold: RULES_VERSION,
                reported_acts: ReportedActs::Count,
                reply_period_days: None,
                witness_quorum: 0,
                head_age_max_s: None,
            },
            log_key: BASE64_STANDARD.encode(drawn.log_key.public()),
            witnesses: Vec::new(),
        };
        charter.check().map_err(|error| error.to_string())?;
        Ok(charter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use verbale_record::SigningKey;

    const PLAN: &str = r#"
        name = "river"
        offset = "-05:30"
        languages = ["en"]
        editor = "chronicler"
        [titles]
        en = "The river talks"
        [actors.beta]
        role = "party"
        names = { en = "Beta" }
        [actors.chronicler]
        role = "editor"
        names = { en = "Chronicler" }
        [actors.alpha]
        role = "party"
        names = { en = "Alpha" }
    "#;

    fn charter(plan: &str) -> Result<Charter, String> {
        let log_key = SigningKey::from_seed("log", [1; 32]).expect("a key");
        let editor_key = SigningKey::from_seed("k0123456789abcdef", [2; 32]).expect("a key");
        let plan: Plan = toml::from_str(plan).map_err(|error| error.to_string())?;
        plan.charter(Drawn {
            registry: Origin::from_bytes([1; 16]),
            public: Origin::from_bytes([2; 16]),
            log_key: log_key.verifier(),
            editor_key: editor_key.verifier(),
        })
    }

    #[test]
    fn actors_stand_by_role_and_id_and_only_the_editor_has_a_key() {
        let charter = charter(PLAN).expect("a charter");
        let actors: Vec<_> = charter.actors.iter().map(|a| (a.id.as_str(), a.principal.is_some())).collect();
        assert_eq!(actors, [("alpha", false), ("beta", false), ("chronicler", true)]);
        assert_eq!(charter.offset_min, -330);
    }

    #[test]
    fn a_plan_that_makes_no_charter_is_refused_with_what_to_mend() {
        for (from, to, says) in [
            ("river", "River", "process"),
            ("-05:30", "5:30", "offset"),
            ("-05:30", "+25:00", "offset"),
            ("-05:30", "+19:00", "18 hours"),
            ("[\"en\"]", "[]", "languages"),
            ("\"editor\"", "\"party\"", "editor"),
            ("[actors.alpha]", "[actors.Alpha]", "Alpha"),
            ("{ en = \"Alpha\" }", "{}", "actors.alpha.names"),
            ("\"party\"", "\"side\"", "unknown variant"),
            ("name =", "title =", "unknown field"),
        ] {
            let error = charter(&PLAN.replacen(from, to, 1)).expect_err(to);
            assert!(error.contains(says), "{to}: {error}");
        }
    }
}
