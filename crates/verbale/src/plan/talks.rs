//! The plan of talks.
//!
//! ```toml
//! name = "river"
//! offset = "+03:00"
//! languages = ["en", "tr"]
//!
//! [titles]
//! en = "The river talks"
//!
//! [rules]
//! reported_acts = "await_endorsement"
//! reply_period_days = 30
//!
//! [actors.secretariat]
//! role = "secretariat"
//! names = { en = "The secretariat" }
//! principal = "k3f…+1f2e3d4c+AQ…"
//!
//! [actors.alpha]
//! role = "party"
//! names = { en = "Alpha", tr = "Alfa" }
//! principal = "k07…+5a6b7c8d+AQ…"
//!
//! [actors.beta]
//! role = "party"
//! names = { en = "Beta", tr = "Beta" }
//! principal = "k91…+9e0f1a2b+AQ…"
//!
//! [rooms.plenary]
//! kind = "plenary"
//! members = ["alpha", "beta", "secretariat"]
//!
//! [rooms.public]
//! kind = "public"
//! ```
//! The registry need not be planned: every process has one. Where no room is public, nobody who
//! takes no part can see that the talks exist.

use std::{collections::BTreeMap, path::Path};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::Deserialize;
use verbale_process::charter::{
    ActorEntry, Charter, ProcessKind, RULES_VERSION, ReportedActs, Role, RoomEntry, RoomKind, Rules,
};
use verbale_process::registry::Registry;
use verbale_record::{ActorId, Origin, VerifierKey};

use super::{PlannedActor, REGISTRY_ROOM, actor_id, check_texts, offset_min, read};
use crate::failure::Failure;

/// The plan of talks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// A short name for addresses.
    pub name: String,
    /// Hours and minutes east of UTC, such as `+03:00`, by which days are reckoned.
    pub offset: String,
    /// Languages, as BCP 47 tags.
    pub languages: Vec<String>,
    /// The process's title by language.
    pub titles: BTreeMap<String, String>,
    /// Rules of procedure.
    #[serde(default)]
    pub rules: PlannedRules,
    /// Actors by id.
    pub actors: BTreeMap<String, PlannedActor>,
    /// Rooms by name, without the registry.
    pub rooms: BTreeMap<String, PlannedRoom>,
    /// Witnesses that cosign the checkpoints, as C2SP vkeys.
    #[serde(default)]
    pub witnesses: Vec<String>,
}

/// A room, as a plan names it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedRoom {
    /// What it is for.
    pub kind: RoomKind,
    /// Who may read and write; nobody is named for a public room.
    #[serde(default)]
    pub members: Vec<String>,
}

/// Rules of procedure, as a plan has them; the charter's own field says what each means.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlannedRules {
    /// Whether reported acts count unendorsed.
    pub reported_acts: ReportedActs,
    /// Days in which a reply is due.
    pub reply_period_days: Option<u32>,
    /// How many witnesses must have cosigned a checkpoint.
    pub witness_quorum: u32,
    /// Greatest age in seconds of the newest cosigned checkpoint.
    pub head_age_max_s: Option<u64>,
}

impl Default for PlannedRules {
    /// What is reported of an actor waits for that actor's word, and nothing else is ruled.
    fn default() -> PlannedRules {
        PlannedRules {
            reported_acts: ReportedActs::AwaitEndorsement,
            reply_period_days: None,
            witness_quorum: 0,
            head_age_max_s: None,
        }
    }
}

impl Plan {
    /// Reads a plan.
    pub fn read(path: &Path) -> Result<Plan, Failure> {
        read(path)
    }

    /// The charter that comes of it, or what is wrong with the plan. `origin` draws the origin of
    /// a room.
    pub fn charter<E: From<String>>(
        &self,
        log_key: &VerifierKey,
        origin: impl FnMut() -> Result<Origin, E>,
    ) -> Result<Charter, E> {
        match self.actors.iter().find(|(_, actor)| actor.role == Role::Editor) {
            Some((id, _)) => Err(no_editor(id).into()),
            None => self.charter_with_editor(log_key, origin),
        }
    }

    /// The same for talks that were a register, in which somebody may still be named as its editor.
    pub(super) fn charter_with_editor<E: From<String>>(
        &self,
        log_key: &VerifierKey,
        mut origin: impl FnMut() -> Result<Origin, E>,
    ) -> Result<Charter, E> {
        check_texts(&self.languages, &self.titles, &self.actors)?;
        let actors = self.actors()?;
        let mut rooms = vec![RoomEntry {
            name: REGISTRY_ROOM.to_owned(),
            kind: RoomKind::Registry,
            origin: origin()?,
            members: Vec::new(),
        }];
        let mut planned: Vec<(&String, &PlannedRoom)> = self.rooms.iter().collect();
        planned.sort_by_key(|(name, room)| (room.kind, *name));
        for (name, room) in planned {
            let members = self.members(name, room)?;
            rooms.push(RoomEntry { name: name.clone(), kind: room.kind, origin: origin()?, members });
        }
        let charter = Charter {
            process: ProcessKind::Talks,
            name: self.name.clone(),
            titles: self.titles.clone(),
            actors,
            rooms,
            languages: self.languages.clone(),
            offset_min: offset_min(&self.offset)?,
            rules: Rules {
                fold: RULES_VERSION,
                reported_acts: self.rules.reported_acts,
                reply_period_days: self.rules.reply_period_days,
                witness_quorum: self.rules.witness_quorum,
                head_age_max_s: self.rules.head_age_max_s,
            },
            log_key: BASE64_STANDARD.encode(log_key.public()),
            witnesses: self.witnesses.clone(),
        };
        charter.check().map_err(|error| error.to_string())?;
        Registry::new(&charter).map_err(|error| error.to_string())?;
        self.check_witnesses()?;
        Ok(charter)
    }

    fn actors(&self) -> Result<Vec<ActorEntry>, String> {
        let mut actors = Vec::with_capacity(self.actors.len());
        for (id, actor) in &self.actors {
            match (actor.role, &actor.principal) {
                (Role::Party | Role::Mediator | Role::Secretariat, None) => {
                    return Err(format!(
                        "`actors.{id}.principal` is missing: give the public key that `verbale key new` prints on its principal's machine"
                    ));
                }
                (_, Some(key)) => {
                    VerifierKey::parse(key).map_err(|error| format!("`actors.{id}.principal`: {error}"))?;
                }
                (_, None) => {}
            }
            actors.push(ActorEntry {
                id: actor_id(id)?,
                role: actor.role,
                names: actor.names.clone(),
                principal: actor.principal.clone(),
            });
        }
        if actors.iter().filter(|actor| actor.role == Role::Party).count() < 2 {
            return Err("`actors` names fewer than two with the role \"party\"".to_owned());
        }
        if !actors.iter().any(|actor| actor.role.mediates()) {
            return Err(
                "`actors` names nobody with the role \"mediator\" or \"secretariat\", who would keep the talks going".to_owned(),
            );
        }
        actors.sort_by(|a, b| (a.role, &a.id).cmp(&(b.role, &b.id)));
        Ok(actors)
    }

    /// The members of a room, in the order of their ids.
    fn members(&self, name: &str, room: &PlannedRoom) -> Result<Vec<ActorId>, String> {
        let mut members = Vec::with_capacity(room.members.len());
        for id in &room.members {
            match self.actors.get(id) {
                None => return Err(format!("`rooms.{name}.members` names {id:?}, which is no actor")),
                Some(actor) if actor.principal.is_none() => {
                    return Err(format!(
                        "`rooms.{name}.members` names {id:?}, which has no principal and so nobody who could enter"
                    ));
                }
                Some(_) => members.push(actor_id(id)?),
            }
        }
        members.sort();
        if members.windows(2).any(|two| two[0] == two[1]) {
            return Err(format!("`rooms.{name}.members` names an actor twice"));
        }
        let is_mediating = |id: &&ActorId| {
            let actor = self.actors.get(id.as_str());
            actor.is_some_and(|actor| actor.role.mediates())
        };
        let mediating = members.iter().filter(is_mediating).count();
        let fits = match room.kind {
            RoomKind::Registry => {
                return Err(format!("`rooms.{name}`: the registry is there without being planned"));
            }
            RoomKind::Caucus => {
                return Err(format!(
                    "`rooms.{name}`: a caucus is sealed on its member's own machine, which this release cannot do yet"
                ));
            }
            RoomKind::Public => members.is_empty(),
            RoomKind::Bilateral => members.len() == 2,
            RoomKind::Shuttle => mediating > 0 && members.len() == mediating + 1,
            RoomKind::Plenary | RoomKind::Group => members.len() > 1,
        };
        let asks = match room.kind {
            RoomKind::Public => "nobody: everybody may read it",
            RoomKind::Bilateral => "two actors",
            RoomKind::Shuttle => "one actor, and mediator or secretariat",
            _ => "those who may read and write",
        };
        if fits { Ok(members) } else { Err(format!("`rooms.{name}.members` must name {asks}")) }
    }

    fn check_witnesses(&self) -> Result<(), String> {
        for key in &self.witnesses {
            VerifierKey::parse(key).map_err(|error| format!("`witnesses`, {key}: {error}"))?;
        }
        match usize::try_from(self.rules.witness_quorum) {
            Ok(quorum) if quorum <= self.witnesses.len() => Ok(()),
            _ => Err("`rules.witness_quorum` is more than there are `witnesses`".to_owned()),
        }
    }
}

/// Why talks have no editor.
pub(super) fn no_editor(id: &str) -> String {
    format!("`actors.{id}.role` is \"editor\": only a register has one")
}

#[cfg(test)]
mod tests {
    use super::*;
    use verbale_record::SigningKey;

    fn key(seed: u8) -> String {
        let key = SigningKey::from_seed(&format!("k{seed:016x}"), [seed; 32]).expect("a key");
        key.verifier().to_string()
    }

    fn plan() -> String {
        format!(
            r#"
            name = "river"
            offset = "+03:00"
            languages = ["en"]
            [titles]
            en = "The river talks"
            [actors.beta]
            role = "party"
            names = {{ en = "Beta" }}
            principal = "{}"
            [actors.alpha]
            role = "party"
            names = {{ en = "Alpha" }}
            principal = "{}"
            [actors.team]
            role = "secretariat"
            names = {{ en = "The secretariat" }}
            principal = "{}"
            [actors.city]
            role = "host"
            names = {{ en = "The host" }}
            [rooms.public]
            kind = "public"
            [rooms.all]
            kind = "plenary"
            members = ["team", "beta", "alpha"]
            [rooms.quiet]
            kind = "shuttle"
            members = ["alpha", "team"]
            "#,
            key(2),
            key(1),
            key(3)
        )
    }

    fn charter(plan: &str) -> Result<Charter, String> {
        let plan: Plan = toml::from_str(plan).map_err(|error| error.to_string())?;
        let log_key = SigningKey::from_seed("log", [9; 32]).expect("a key");
        let mut drawn = 0;
        plan.charter(log_key.verifier(), || {
            drawn += 1;
            Ok(Origin::from_bytes([drawn; 16]))
        })
    }

    #[test]
    fn rooms_stand_by_kind_and_members_by_id() {
        let charter = charter(&plan()).expect("a charter");
        let rooms: Vec<_> = charter.rooms.iter().map(|r| (r.kind.name(), r.name.as_str())).collect();
        assert_eq!(
            rooms,
            [("registry", "registry"), ("plenary", "all"), ("shuttle", "quiet"), ("public", "public")]
        );
        let members: Vec<_> = charter.rooms[1].members.iter().map(ActorId::as_str).collect();
        assert_eq!(members, ["alpha", "beta", "team"]);
        assert_eq!(charter.rules.reported_acts, ReportedActs::AwaitEndorsement);
    }

    #[test]
    fn a_plan_that_makes_no_charter_is_refused_with_what_to_mend() {
        for (from, to, says) in [
            ("\"host\"", "\"editor\"", "only a register"),
            ("\"secretariat\"\n", "\"observer\"\n", "mediator"),
            (
                "[actors.beta]\n            role = \"party\"",
                "[actors.beta]\n            role = \"observer\"",
                "two",
            ),
            (&format!("principal = \"{}\"", key(1)), "", "actors.alpha.principal"),
            (&key(1), "k1", "actors.alpha.principal"),
            (&key(1), &key(2), "same name"),
            ("kind = \"plenary\"", "kind = \"caucus\"", "sealed"),
            ("kind = \"plenary\"", "kind = \"registry\"", "without being planned"),
            ("kind = \"plenary\"", "kind = \"bilateral\"", "two actors"),
            ("kind = \"plenary\"", "kind = \"public\"", "everybody"),
            ("[\"alpha\", \"team\"]", "[\"alpha\", \"beta\"]", "mediator or secretariat"),
            ("[\"alpha\", \"team\"]", "[\"alpha\", \"city\"]", "no principal"),
            ("[\"alpha\", \"team\"]", "[\"alpha\", \"gamma\"]", "no actor"),
            ("[\"alpha\", \"team\"]", "[\"team\", \"team\"]", "twice"),
            ("[titles]", "rules = { witness_quorum = 1 }\n[titles]", "witness_quorum"),
            ("[titles]", "witnesses = [\"w\"]\n[titles]", "witnesses"),
            ("[titles]", "rules = { fold = 2 }\n[titles]", "unknown field"),
        ] {
            let changed = plan().replacen(from, to, 1);
            assert_ne!(changed, plan(), "{from}");
            let error = charter(&changed).expect_err(to);
            assert!(error.contains(says), "{to}: {error}");
        }
    }
}
