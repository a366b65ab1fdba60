//! Founding a process on the venue's pages: what was filled in, as a charter to be signed.
//!
//! Either a secretariat, or the editor of a register, starts alone as the one principal that the
//! charter names, and the parties become principals by an amendment that all sign, as soon as they
//! are ready; what was registered before stays. Or all sign the charter of talks from the first day
//! on: then it is agreed before there is a process ([`crate::agreeing`]).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use verbale_process::{
    act::{Act, Kind},
    charter::{
        ActorEntry, Charter, CharterError, ProcessKind, RULES_VERSION, ReportedActs, Role, RoomEntry,
        RoomKind, Rules,
    },
    registry::Registry,
    wire,
};
use verbale_record::{
    ActorId, Head, KeyName, NoteDraft, Origin, ProcessId, VerifierKey, key::KeyError, note::NOTE_BYTES_MAX,
    tree::EMPTY_ROOT,
};

use crate::{
    base64_text,
    draft::{Draft, DraftRoom},
    problem::Problem,
};

/// Longest period for a reply that the form takes, in days: ten years.
const REPLY_PERIOD_DAYS_MAX: u32 = 3_660;
/// A signature line: dash, space, key name, space, key id and signature in base64, newline.
const SIGNATURE_LINE_BYTES: usize = 3 + 1 + 17 + 1 + 92 + 1;

/// A process to be founded, as a form has it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FoundingAsked {
    /// `talks` or `register`.
    pub process: String,
    /// Its short name, as addresses have it.
    pub name: String,
    /// Its title, in the language of the page.
    pub title: String,
    /// The offset from UTC by which its days are reckoned, such as `+03:00`.
    pub offset: String,
    /// The founder's actor: its id and its name.
    pub actor: String,
    /// Its name.
    pub actor_name: String,
    /// The parties, one a line: an id, and then a name.
    pub parties: String,
    /// Others, one a line: a role, an id, and then a name.
    #[serde(default)]
    pub others: String,
    /// Further rooms of talks, one a line: a kind, a short name, and then the ids of its members.
    /// Talks have a plenary of all and a public room without being asked.
    #[serde(default)]
    pub rooms: String,
    /// Whether reported acts count unendorsed: `count` or `await_endorsement`; empty for what is
    /// usual for its kind.
    #[serde(default)]
    pub reported_acts: String,
    /// Days in which a reply is due; empty for none.
    #[serde(default)]
    pub reply_period_days: String,
    /// The founder's key, as a C2SP vkey.
    pub key: String,
}

/// Why a charter cannot be put before those who are to sign it.
#[derive(Debug, thiserror::Error)]
pub enum CharterDraftError {
    /// It contradicts itself, or a key in it cannot be used.
    #[error(transparent)]
    Charter(#[from] CharterError),
    /// The log's key cannot be used.
    #[error("the key of the process's log: {0}")]
    LogKey(#[from] KeyError),
    /// With all signatures it would be no note.
    #[error(
        "with all signatures it has {0} bytes, and a note has at most {NOTE_BYTES_MAX}: name fewer rooms"
    )]
    TooLong(usize),
}

/// The draft of a charter that every principal in it signs, in the name of one of its actors. It is
/// for no process yet: the process is known by the charter's hash once it is signed, and not before.
///
/// # Errors
/// Where it would be no charter, or no note.
pub fn charter_draft(
    charter: &Charter,
    author: &ActorId,
    log_key: &VerifierKey,
    nonce: [u8; 16],
    salt: [u8; 32],
) -> Result<Draft, CharterDraftError> {
    charter.check()?;
    let signers: Vec<KeyName> = Registry::new(charter)?.keys().map(|(name, _)| name.clone()).collect();
    let registry = &charter.rooms[0];
    let note = NoteDraft {
        origin: registry.origin.clone(),
        author: author.clone(),
        nonce,
        head: Head { size: 0, root: EMPTY_ROOT },
        act: wire::write(&Act {
            signers: signers.clone(),
            annexes: Vec::new(),
            series: None,
            reported: None,
            kind: Kind::Charter(Box::new(charter.clone())),
        }),
    };
    let signed_bytes = 1 + signers.len() * SIGNATURE_LINE_BYTES;
    let text = note.text();
    if text.len() + signed_bytes > NOTE_BYTES_MAX {
        return Err(CharterDraftError::TooLong(text.len() + signed_bytes));
    }
    let room = DraftRoom {
        process: ProcessId([0; 32]),
        name: &registry.name,
        log_key: &log_key.renamed(registry.origin.as_str())?,
        checkpoint: b"",
    };
    Ok(Draft::new(&room, text, salt, &[]))
}

impl FoundingAsked {
    /// The charter that it asks for. `principal` gives the key of an actor's principal, and `draw` a
    /// random origin.
    ///
    /// # Errors
    /// With what of it cannot be.
    pub fn charter(
        &self,
        language: &str,
        log_key: &VerifierKey,
        principal: impl Fn(&ActorId) -> Option<String>,
        draw: impl FnMut() -> Result<Origin, Problem>,
    ) -> Result<Charter, Problem> {
        let process = ProcessKind::parse(&self.process)
            .ok_or_else(|| Problem::field("process", "it is neither talks nor a register"))?;
        let actors = self.actors(process, language, principal)?;
        let rooms = self.rooms(process, &actors, draw)?;
        let title = self.title.trim();
        if title.is_empty() {
            return Err(Problem::field("title", "it is empty"));
        }
        let charter = Charter {
            process,
            name: self.name.trim().to_owned(),
            titles: [(language.to_owned(), title.to_owned())].into(),
            actors,
            rooms,
            languages: vec![language.to_owned()],
            offset_min: offset(&self.offset)
                .ok_or_else(|| Problem::field("offset", "give one such as +03:00"))?,
            rules: self.rules(process)?,
            log_key: base64_text::encode(log_key.public()),
            witnesses: Vec::new(),
        };
        charter.check().map_err(|error| Problem::field("name", &error.to_string()))?;
        Ok(charter)
    }

    fn actors(
        &self,
        process: ProcessKind,
        language: &str,
        principal: impl Fn(&ActorId) -> Option<String>,
    ) -> Result<Vec<ActorEntry>, Problem> {
        let role = if process == ProcessKind::Register { Role::Editor } else { Role::Secretariat };
        let entry = |field: &str, role, id: &str, name: &str| {
            let id: ActorId = id
                .parse()
                .map_err(|_| Problem::field(field, "an id has the letters a to z, digits and hyphens"))?;
            let name = if name.trim().is_empty() { id.as_str() } else { name.trim() };
            let names = [(language.to_owned(), name.to_owned())].into();
            Ok::<_, Problem>(ActorEntry { names, role, principal: principal(&id), id })
        };
        let mut actors = vec![entry("actor", role, self.actor.trim(), &self.actor_name)?];
        for line in lines(&self.parties) {
            let (id, name) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            actors.push(entry("parties", Role::Party, id, name)?);
        }
        for line in lines(&self.others) {
            let mut words = line.splitn(3, char::is_whitespace);
            let (role, id, name) =
                (words.next().unwrap_or(""), words.next().unwrap_or(""), words.next().unwrap_or(""));
            let role =
                Role::parse(role).ok_or_else(|| Problem::field("others", "a line begins with a role"))?;
            actors.push(entry("others", role, id, name)?);
        }
        Ok(actors)
    }

    fn rooms(
        &self,
        process: ProcessKind,
        actors: &[ActorEntry],
        mut draw: impl FnMut() -> Result<Origin, Problem>,
    ) -> Result<Vec<RoomEntry>, Problem> {
        let mut room = |name: &str, kind, members: Vec<ActorId>| {
            Ok::<_, Problem>(RoomEntry { name: name.to_owned(), kind, origin: draw()?, members })
        };
        let mut rooms = vec![room("registry", RoomKind::Registry, Vec::new())?];
        if process == ProcessKind::Talks {
            let members = actors.iter().map(|actor| actor.id.clone()).collect();
            rooms.push(room("plenary", RoomKind::Plenary, members)?);
        }
        for line in lines(&self.rooms) {
            if process != ProcessKind::Talks {
                return Err(Problem::field("rooms", "only talks have rooms of their members"));
            }
            let mut words = line.split_whitespace();
            let kind = words.next().and_then(RoomKind::parse).filter(|kind| {
                // Caucus rooms are sealed, and sealed rooms are the desk's.
                !matches!(kind, RoomKind::Registry | RoomKind::Public | RoomKind::Caucus)
            });
            let kind = kind.ok_or_else(|| Problem::field("rooms", "a line begins with a kind of room"))?;
            let name =
                words.next().ok_or_else(|| Problem::field("rooms", "the room's short name is missing"))?;
            let members: Option<Vec<ActorId>> = words
                .map(|id| actors.iter().find(|actor| actor.id.as_str() == id).map(|actor| actor.id.clone()))
                .collect();
            let members = members.filter(|members| !members.is_empty()).ok_or_else(|| {
                Problem::field("rooms", "a line names, after kind and short name, actors of the charter")
            })?;
            rooms.push(room(name, kind, members)?);
        }
        rooms.push(room("public", RoomKind::Public, Vec::new())?);
        Ok(rooms)
    }

    fn rules(&self, process: ProcessKind) -> Result<Rules, Problem> {
        let reported_acts = match (self.reported_acts.trim(), process) {
            ("", ProcessKind::Register) => ReportedActs::Count,
            ("", ProcessKind::Talks) => ReportedActs::AwaitEndorsement,
            (rule, _) => {
                ReportedActs::parse(rule).ok_or_else(|| Problem::field("reported_acts", "choose one"))?
            }
        };
        let days = self.reply_period_days.trim();
        let reply_period_days = match days {
            "" => None,
            _ => Some(
                days.parse()
                    .ok()
                    .filter(|days| (1..=REPLY_PERIOD_DAYS_MAX).contains(days))
                    .ok_or_else(|| Problem::field("reply_period_days", "give a number of days"))?,
            ),
        };
        Ok(Rules {
            fold: RULES_VERSION,
            reported_acts,
            reply_period_days,
            witness_quorum: 0,
            head_age_max_s: None,
        })
    }
}

/// The lines of a text that say something.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// Minutes of an offset such as `+03:00`.
fn offset(text: &str) -> Option<i32> {
    let text = text.trim();
    if matches!(text, "" | "Z" | "+00:00") {
        return Some(0);
    }
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':').unwrap_or((rest, "0"));
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..=18).contains(&hours) && (0..60).contains(&minutes)).then_some(sign * (hours * 60 + minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(process: &str) -> FoundingAsked {
        FoundingAsked {
            process: process.to_owned(),
            name: "river".to_owned(),
            title: "The river talks".to_owned(),
            offset: "+03:00".to_owned(),
            actor: "team".to_owned(),
            actor_name: "The team".to_owned(),
            parties: "alpha Alpha\n\nbeta  Beta of the south\n".to_owned(),
            others: "observer watcher The watcher".to_owned(),
            rooms: String::new(),
            reported_acts: String::new(),
            reply_period_days: String::new(),
            key: key().to_string(),
        }
    }

    fn key() -> VerifierKey {
        let key = verbale_record::SigningKey::from_seed("k00000000000000aa", [7; 32]).expect("a key");
        key.verifier().clone()
    }

    fn charter(asked: &FoundingAsked) -> Result<Charter, Problem> {
        let mut drawn = 0u8;
        let founder = |id: &ActorId| (id.as_str() == asked.actor).then(|| asked.key.clone());
        asked.charter("en", &key(), founder, || {
            drawn += 1;
            Ok(Origin::from_bytes([drawn; 16]))
        })
    }

    #[test]
    fn a_secretariat_starts_alone_and_names_those_who_will_take_part() {
        let talks = charter(&asked("talks")).expect("a charter");
        let principals = talks.actors.iter().filter(|actor| actor.principal.is_some()).count();
        assert_eq!((principals, talks.parties().count(), talks.offset_min), (1, 2, 180));
        assert_eq!(
            talks.rooms.iter().map(|room| room.kind).collect::<Vec<_>>(),
            [RoomKind::Registry, RoomKind::Plenary, RoomKind::Public]
        );
        assert_eq!(talks.room("plenary").expect("a plenary").members.len(), 4);
        let register = charter(&asked("register")).expect("a charter");
        assert_eq!((register.rooms.len(), register.actors[0].role), (2, Role::Editor));
    }

    #[test]
    fn talks_have_the_rooms_and_rules_that_were_asked_for() {
        let with = FoundingAsked {
            rooms: "shuttle to-alpha team alpha\n\ngroup maps alpha beta team".to_owned(),
            reported_acts: "count".to_owned(),
            reply_period_days: "30".to_owned(),
            ..asked("talks")
        };
        let talks = charter(&with).expect("a charter");
        let names: Vec<_> = talks.rooms.iter().map(|room| room.name.as_str()).collect();
        assert_eq!(names, ["registry", "plenary", "to-alpha", "maps", "public"]);
        assert_eq!(talks.room("to-alpha").expect("a room").members.len(), 2);
        assert_eq!(talks.rules.reported_acts, ReportedActs::Count);
        assert_eq!(talks.rules.reply_period_days, Some(30));
        let register = FoundingAsked { process: "register".to_owned(), ..with };
        assert!(charter(&register).is_err());
    }

    #[test]
    fn what_cannot_be_is_told_with_its_field() {
        type Spoil = fn(&mut FoundingAsked);
        let spoil: [(&str, Spoil); 12] = [
            ("process", |a| a.process = "dance".to_owned()),
            ("offset", |a| a.offset = "+19:00".to_owned()),
            ("title", |a| a.title = " ".to_owned()),
            ("parties", |a| a.parties = "Ä Ä".to_owned()),
            ("others", |a| a.others = "clown c C".to_owned()),
            ("name", |a| a.name = "A River".to_owned()),
            ("rooms", |a| a.rooms = "dance hall alpha".to_owned()),
            ("rooms", |a| a.rooms = "caucus own alpha".to_owned()),
            ("rooms", |a| a.rooms = "group maps".to_owned()),
            ("rooms", |a| a.rooms = "group maps alpha gamma".to_owned()),
            ("reported_acts", |a| a.reported_acts = "maybe".to_owned()),
            ("reply_period_days", |a| a.reply_period_days = "0".to_owned()),
        ];
        for (field, spoil) in spoil {
            let mut bad = asked("talks");
            spoil(&mut bad);
            let problem = charter(&bad).expect_err(field);
            assert_eq!(problem.members["fields"][0]["field"], field);
        }
    }
}
