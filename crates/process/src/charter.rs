//! The charter: a process's first note, which says who takes part and by what rules.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use verbale_record::{ActorId, Hash, Origin, VerifierKey, key::KeyKind, note::NOTE_SIGNERS_MAX};

use crate::words::named;

/// Most actors that a charter may name.
pub const CHARTER_ACTORS_MAX: usize = 64;
/// Most parties that a process may have.
pub const CHARTER_PARTIES_MAX: usize = 8;
/// Most actors with a principal: all of them sign the charter of talks, which is one note.
pub const CHARTER_PRINCIPALS_MAX: usize = NOTE_SIGNERS_MAX;
/// Most rooms that a charter may name.
pub const CHARTER_ROOMS_MAX: usize = 64;
/// The one version of the rules of the fold that this program knows.
pub const RULES_VERSION: u32 = 1;

named! {
    /// What sort of process it is.
    ProcessKind {
        /// The charter is signed by all actors, and they act.
        Talks = "talks",
        /// One editor keeps a chronicle of what others did; nobody named in it takes part.
        Register = "register",
    }
}
named! {
    /// What an actor is to the process.
    Role {
        /// A side of the negotiation.
        Party = "party",
        /// The mediator, who runs the process.
        Mediator = "mediator",
        /// The mediator's team.
        Secretariat = "secretariat",
        /// The keeper of a register.
        Editor = "editor",
        /// Where the talks are held.
        Host = "host",
        /// Underwrites compliance.
        Guarantor = "guarantor",
        /// Follows what it was admitted to.
        Observer = "observer",
        /// A humanitarian organisation.
        Humanitarian = "humanitarian",
        /// Named in the record without a role of its own.
        Other = "other",
    }
}
impl Role {
    /// Whether an actor of this role keeps the record, and so has what is personal erased from it.
    pub fn may_erase(self) -> bool {
        matches!(self, Role::Editor | Role::Secretariat | Role::Mediator | Role::Host)
    }

    /// Whether an actor of this role mediates: convenes, relays, registers what happened elsewhere.
    pub fn mediates(self) -> bool {
        matches!(self, Role::Mediator | Role::Secretariat)
    }

    /// Whether an actor of this role keeps the process going: in talks who mediates, in a register
    /// its editor.
    pub fn keeps_going(self) -> bool {
        self.mediates() || self == Role::Editor
    }
}

named! {
    /// What a room is for.
    RoomKind {
        /// What everybody admitted must be able to check.
        Registry = "registry",
        /// The parties' full meeting.
        Plenary = "plenary",
        /// A working group.
        Group = "group",
        /// Two actors.
        Bilateral = "bilateral",
        /// One actor and the secretariat.
        Shuttle = "shuttle",
        /// One actor alone.
        Caucus = "caucus",
        /// What was published.
        Public = "public",
    }
}
named! {
    /// Whether an act that happened elsewhere counts before its actor endorses it.
    ReportedActs {
        /// It counts, as the account that it is.
        Count = "count",
        /// It waits for the endorsement of the actor that it is ascribed to.
        AwaitEndorsement = "await_endorsement",
    }
}

/// The charter, as the charter note carries it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Charter {
    /// Talks or register.
    pub process: ProcessKind,
    /// A short name for addresses, such as `istanbul`.
    pub name: String,
    /// The process's title by language.
    pub titles: BTreeMap<String, String>,
    /// Actors, in the order in which pages name them on the first day of the alternat.
    pub actors: Vec<ActorEntry>,
    /// Rooms; the registry first.
    pub rooms: Vec<RoomEntry>,
    /// Languages, as BCP 47 tags.
    pub languages: Vec<String>,
    /// Minutes east of UTC, by which days and deadlines are reckoned.
    pub offset_min: i32,
    /// Rules of procedure.
    pub rules: Rules,
    /// The key that signs the checkpoints: 32 bytes of Ed25519 in base64. In each room's log
    /// its key name is the room's origin.
    pub log_key: String,
    /// Witnesses that cosign the checkpoints, as C2SP vkeys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub witnesses: Vec<String>,
}

/// An actor, as the charter names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActorEntry {
    /// Its id.
    #[serde(with = "text")]
    pub id: ActorId,
    /// What it is to the process.
    pub role: Role,
    /// Its names by language.
    pub names: BTreeMap<String, String>,
    /// The verifier key of its principal, as a C2SP vkey; nobody who is merely named has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
}

/// A room, as the charter names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoomEntry {
    /// A short name for addresses, such as `public`.
    pub name: String,
    /// What it is for.
    pub kind: RoomKind,
    /// The random origin of its log.
    #[serde(with = "text")]
    pub origin: Origin,
    /// Who may read and write; empty for the registry and the public room.
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "texts")]
    pub members: Vec<ActorId>,
}

impl RoomEntry {
    /// Whether an actor may read and write in it: a room that lists no members has every actor.
    pub fn admits(&self, actor: &ActorId) -> bool {
        self.members.is_empty() || self.members.contains(actor)
    }
}

/// Rules of procedure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Version of the rules of the fold.
    pub fold: u32,
    /// Whether reported acts count unendorsed.
    pub reported_acts: ReportedActs,
    /// Days in which a reply is due, where the charter sets a period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_period_days: Option<u32>,
    /// How many witnesses must have cosigned a checkpoint.
    #[serde(default)]
    pub witness_quorum: u32,
    /// Greatest age in seconds of the newest cosigned checkpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head_age_max_s: Option<u64>,
}

/// Why a charter cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CharterError {
    /// The rules of the fold are of a version that this program does not know.
    #[error(
        "the charter asks for version {0} of the rules of the fold; this program knows version {RULES_VERSION}: use a newer release"
    )]
    Rules(u32),
    /// Too many actors, parties or rooms.
    #[error("the charter names {found} {what}; at most {max} are possible")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many.
        found: usize,
        /// The limit.
        max: usize,
    },
    /// Two actors or rooms share an id, a name or an origin.
    #[error("the charter names {what} {name} twice; each needs a name of its own")]
    Twice {
        /// Actor, room or origin.
        what: &'static str,
        /// Which.
        name: String,
    },
    /// The first room is not the registry, or there is a second registry.
    #[error("the charter's first room must be its one registry")]
    Registry,
    /// A name that cannot stand in an address.
    #[error("{what} {name:?} must be 1 to 32 characters of a-z, 0-9, '-' or '_', beginning with a letter")]
    Name {
        /// Process or room.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// An offset of more than 18 hours.
    #[error("an offset of {0} minutes is more than 18 hours from UTC")]
    Offset(i32),
    /// A room's member is no actor of the charter.
    #[error("room {room}: member {member} is no actor of the charter")]
    Member {
        /// The room.
        room: String,
        /// The member.
        member: String,
    },
    /// A key that cannot be read.
    #[error("{whose}: {reason}")]
    Key {
        /// Whose key.
        whose: String,
        /// What is wrong with it.
        reason: String,
    },
    /// An act that is no charter.
    #[error("a process begins with its charter; this note is a {0}")]
    NoCharter(String),
}

impl Charter {
    /// The key that signs the checkpoints of a room: the log key, under the room's origin.
    ///
    /// # Errors
    /// Where the charter states none that could be one.
    pub fn log_key_of(&self, room: &Origin) -> Result<VerifierKey, CharterError> {
        let unsound = |reason| CharterError::Key { whose: "log key".to_owned(), reason };
        let public = Hash::from_base64(&self.log_key).map_err(|error| unsound(error.to_string()))?;
        VerifierKey::from_public(room.as_str(), KeyKind::Ed25519, &public.0)
            .map_err(|error| unsound(error.to_string()))
    }

    /// Checks what the types cannot say.
    pub fn check(&self) -> Result<(), CharterError> {
        if self.rules.fold != RULES_VERSION {
            return Err(CharterError::Rules(self.rules.fold));
        }
        let parties = self.parties().count();
        let principals = self.actors.iter().filter(|a| a.principal.is_some()).count();
        for (what, found, max) in [
            ("actors", self.actors.len(), CHARTER_ACTORS_MAX),
            ("parties", parties, CHARTER_PARTIES_MAX),
            ("actors with a principal", principals, CHARTER_PRINCIPALS_MAX),
            ("rooms", self.rooms.len(), CHARTER_ROOMS_MAX),
        ] {
            if found > max {
                return Err(CharterError::TooMany { what, found, max });
            }
        }
        if self.rooms.first().map(|r| r.kind) != Some(RoomKind::Registry)
            || self.rooms.iter().filter(|r| r.kind == RoomKind::Registry).count() != 1
        {
            return Err(CharterError::Registry);
        }
        if self.offset_min.abs() > 18 * 60 {
            return Err(CharterError::Offset(self.offset_min));
        }
        check_name("process", &self.name)?;
        for room in &self.rooms {
            check_name("room", &room.name)?;
            if let Some(member) = room.members.iter().find(|m| self.actor(m).is_none()) {
                return Err(CharterError::Member { room: room.name.clone(), member: member.to_string() });
            }
        }
        twice("actor", self.actors.iter().map(|a| a.id.to_string()))?;
        twice("room", self.rooms.iter().map(|r| r.name.clone()))?;
        twice("origin", self.rooms.iter().map(|r| r.origin.to_string()))
    }

    /// The entry of an actor.
    pub fn actor(&self, id: &ActorId) -> Option<&ActorEntry> {
        self.actors.iter().find(|a| a.id == *id)
    }

    /// The parties, in the charter's order.
    pub fn parties(&self) -> impl Iterator<Item = &ActorEntry> {
        self.actors.iter().filter(|a| a.role == Role::Party)
    }

    /// The name of an actor in a language, else in English, else its id.
    pub fn actor_name<'a>(&'a self, id: &'a ActorId, language: &str) -> &'a str {
        let names = self.actor(id).map(|a| &a.names);
        names.and_then(|n| n.get(language).or_else(|| n.get("en"))).map_or(id.as_str(), String::as_str)
    }

    /// The room of that name.
    pub fn room(&self, name: &str) -> Option<&RoomEntry> {
        self.rooms.iter().find(|r| r.name == name)
    }
}

/// Whether a name can stand in an address.
pub fn check_name(what: &'static str, name: &str) -> Result<(), CharterError> {
    let fits = name.len() <= 32
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_');
    if fits { Ok(()) } else { Err(CharterError::Name { what, name: name.to_owned() }) }
}

fn twice(what: &'static str, names: impl Iterator<Item = String>) -> Result<(), CharterError> {
    let mut seen = std::collections::BTreeSet::new();
    for name in names {
        if !seen.insert(name.clone()) {
            return Err(CharterError::Twice { what, name });
        }
    }
    Ok(())
}

/// Serialises an id as its text.
mod text {
    use std::{fmt::Display, str::FromStr};

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<T: Display, S: Serializer>(value: &T, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(value)
    }

    pub fn deserialize<'de, T: FromStr<Err: Display>, D: Deserializer<'de>>(d: D) -> Result<T, D::Error> {
        String::deserialize(d)?.parse().map_err(D::Error::custom)
    }
}

/// Serialises a list of ids as their texts.
mod texts {
    use std::{fmt::Display, str::FromStr};

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<T: Display, S: Serializer>(values: &[T], s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(values.iter().map(ToString::to_string))
    }

    pub fn deserialize<'de, T: FromStr<Err: Display>, D: Deserializer<'de>>(
        d: D,
    ) -> Result<Vec<T>, D::Error> {
        Vec::<String>::deserialize(d)?.iter().map(|t| t.parse().map_err(D::Error::custom)).collect()
    }
}
