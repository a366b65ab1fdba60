//! Founding a process on the venue's pages: what was filled in, as a charter to be signed.
//!
//! Whoever founds is the one principal that the charter names: a secretariat, or the editor of a
//! register, starts alone. The parties become principals by an amendment that all sign, as soon as
//! they are ready; what was registered before stays.

use serde::Deserialize;
use utoipa::ToSchema;
use verbale_process::charter::{
    ActorEntry, Charter, ProcessKind, RULES_VERSION, ReportedActs, Role, RoomEntry, RoomKind, Rules,
};
use verbale_record::{ActorId, Origin, VerifierKey};

use crate::{base64_text, problem::Problem};

/// A process to be founded, as a form has it.
#[derive(Debug, Deserialize, ToSchema)]
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
    /// The founder's key, as a C2SP vkey.
    pub key: String,
}

impl FoundingAsked {
    /// The charter that it asks for; `draw` gives a random origin.
    ///
    /// # Errors
    /// With what of it cannot be.
    pub fn charter(
        &self,
        language: &str,
        log_key: &VerifierKey,
        mut draw: impl FnMut() -> Result<Origin, Problem>,
    ) -> Result<Charter, Problem> {
        let process = ProcessKind::parse(&self.process)
            .ok_or_else(|| Problem::field("process", "it is neither talks nor a register"))?;
        let role = if process == ProcessKind::Register { Role::Editor } else { Role::Secretariat };
        let entry = |field: &str, role, id: &str, name: &str, principal: Option<String>| {
            let id: ActorId = id
                .parse()
                .map_err(|_| Problem::field(field, "an id has the letters a to z, digits and hyphens"))?;
            let name = if name.trim().is_empty() { id.as_str() } else { name.trim() };
            let names = [(language.to_owned(), name.to_owned())].into();
            Ok::<_, Problem>(ActorEntry { names, id, role, principal })
        };
        let mut actors = vec![entry("actor", role, &self.actor, &self.actor_name, Some(self.key.clone()))?];
        for line in lines(&self.parties) {
            let (id, name) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            actors.push(entry("parties", Role::Party, id, name, None)?);
        }
        for line in lines(&self.others) {
            let mut words = line.splitn(3, char::is_whitespace);
            let (role, id, name) =
                (words.next().unwrap_or(""), words.next().unwrap_or(""), words.next().unwrap_or(""));
            let role =
                Role::parse(role).ok_or_else(|| Problem::field("others", "a line begins with a role"))?;
            actors.push(entry("others", role, id, name, None)?);
        }
        let mut room = |name: &str, kind, members: Vec<ActorId>| {
            Ok::<_, Problem>(RoomEntry { name: name.to_owned(), kind, origin: draw()?, members })
        };
        let mut rooms = vec![room("registry", RoomKind::Registry, Vec::new())?];
        if process == ProcessKind::Talks {
            let members = actors.iter().map(|actor| actor.id.clone()).collect();
            rooms.push(room("plenary", RoomKind::Plenary, members)?);
        }
        rooms.push(room("public", RoomKind::Public, Vec::new())?);
        let title = self.title.trim();
        if title.is_empty() {
            return Err(Problem::field("title", "it is empty"));
        }
        let reported_acts = match process {
            ProcessKind::Register => ReportedActs::Count,
            ProcessKind::Talks => ReportedActs::AwaitEndorsement,
        };
        let charter = Charter {
            process,
            name: self.name.trim().to_owned(),
            titles: [(language.to_owned(), title.to_owned())].into(),
            actors,
            rooms,
            languages: vec![language.to_owned()],
            offset_min: offset(&self.offset)
                .ok_or_else(|| Problem::field("offset", "give one such as +03:00"))?,
            rules: Rules {
                fold: RULES_VERSION,
                reported_acts,
                reply_period_days: None,
                witness_quorum: 0,
                head_age_max_s: None,
            },
            log_key: base64_text::encode(log_key.public()),
            witnesses: Vec::new(),
        };
        charter.check().map_err(|error| Problem::field("name", &error.to_string()))?;
        Ok(charter)
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
            key: key().to_string(),
        }
    }

    fn key() -> VerifierKey {
        let key = verbale_record::SigningKey::from_seed("k00000000000000aa", [7; 32]).expect("a key");
        key.verifier().clone()
    }

    fn charter(asked: &FoundingAsked) -> Result<Charter, Problem> {
        let mut drawn = 0u8;
        asked.charter("en", &key(), || {
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
    fn what_cannot_be_is_told_with_its_field() {
        type Spoil = fn(&mut FoundingAsked);
        let spoil: [(&str, Spoil); 6] = [
            ("process", |a| a.process = "dance".to_owned()),
            ("offset", |a| a.offset = "+19:00".to_owned()),
            ("title", |a| a.title = " ".to_owned()),
            ("parties", |a| a.parties = "Ä Ä".to_owned()),
            ("others", |a| a.others = "clown c C".to_owned()),
            ("name", |a| a.name = "A River".to_owned()),
        ];
        for (field, spoil) in spoil {
            let mut bad = asked("talks");
            spoil(&mut bad);
            let problem = charter(&bad).expect_err(field);
            assert_eq!(problem.members["fields"][0]["field"], field);
        }
    }
}
