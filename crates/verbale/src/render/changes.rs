//! What an amendment changes, in words, for whoever is asked to sign it.

use std::collections::BTreeMap;

use verbale_process::{
    amendment::{Change, Kept, changes},
    charter::{ActorEntry, Charter, ReportedActs, RoomEntry, RoomKind},
};
use verbale_record::ActorId;

/// A line for each difference between the charter in force and one that would amend it; what an
/// amendment may not change is said to be without effect.
pub fn words(before: &Charter, after: &Charter) -> Vec<String> {
    changes(before, after).iter().flat_map(|change| line(change, before, after)).collect()
}

fn line(change: &Change, before: &Charter, after: &Charter) -> Vec<String> {
    let (was, is) = (&before.rules, &after.rules);
    let one = match change {
        Change::BecomesTalks => {
            "the register becomes talks: from then on its actors act for themselves".to_owned()
        }
        Change::Titles => format!("titles: {} become {}", by_language(&before.titles), by_language(&after.titles)),
        Change::Languages => {
            format!("languages: {} become {}", before.languages.join(", "), after.languages.join(", "))
        }
        Change::ReportedActs => match is.reported_acts {
            ReportedActs::Count => {
                "reported acts count without the endorsement of those they are ascribed to, those reported so far too".to_owned()
            }
            ReportedActs::AwaitEndorsement => {
                "reported acts wait for the endorsement of those they are ascribed to, those reported so far too".to_owned()
            }
        },
        Change::ReplyPeriod => format!(
            "reply period: {} becomes {}",
            number(was.reply_period_days, "days"),
            number(is.reply_period_days, "days")
        ),
        Change::WitnessQuorum => {
            format!("witnesses that must have cosigned: {} become {}", was.witness_quorum, is.witness_quorum)
        }
        Change::HeadAge => format!(
            "greatest age of the newest head: {} becomes {}",
            number(was.head_age_max_s, "s"),
            number(is.head_age_max_s, "s")
        ),
        Change::Witnesses => {
            let gone = before.witnesses.iter().filter(|key| !after.witnesses.contains(key));
            let new = after.witnesses.iter().filter(|key| !before.witnesses.contains(key));
            let mut lines: Vec<String> = gone.map(|key| format!("witness {key} is removed")).collect();
            lines.extend(new.map(|key| format!("witness {key} is added")));
            if lines.is_empty() {
                lines.push("witnesses are put in another order".to_owned());
            }
            return lines;
        }
        Change::ActorAdded(id) => match after.actor(id) {
            Some(actor) => format!("actor {id} is added: {}, {}", actor.role, part(actor)),
            None => return Vec::new(),
        },
        Change::ActorNamed(id) => {
            let names = |charter: &Charter| charter.actor(id).map(|actor| by_language(&actor.names));
            format!(
                "actor {id}: the names {} become {}",
                names(before).unwrap_or_default(),
                names(after).unwrap_or_default()
            )
        }
        Change::EditorBecomes(id, role) => format!("actor {id}: the editor becomes {role}"),
        Change::PrincipalGiven(id) => {
            format!("actor {id} takes part: {}", after.actor(id).map(part).unwrap_or_default())
        }
        Change::RoomAdded(name) => match after.room(name) {
            Some(room) => format!("room {name} is added: {}, {}", room.kind, who(room)),
            None => return Vec::new(),
        },
        Change::MembersAdded(name) => {
            let members = |charter: &Charter| charter.room(name).map(|room| room.members.clone());
            let were = members(before).unwrap_or_default();
            let new: Vec<ActorId> =
                members(after).unwrap_or_default().into_iter().filter(|id| !were.contains(id)).collect();
            format!("room {name} is opened to {}", ids(&new))
        }
        Change::Forbidden(kept) => {
            format!("NOT POSSIBLE, the amendment would have no effect: it changes {}", of_kept(kept))
        }
    };
    vec![one]
}

fn of_kept(kept: &Kept) -> String {
    match kept {
        Kept::Talks => "talks into a register".to_owned(),
        Kept::Name => "the process's short name".to_owned(),
        Kept::Offset => "the offset from UTC".to_owned(),
        Kept::LogKey => "the log's key".to_owned(),
        Kept::RulesVersion => "the version of the rules of the fold".to_owned(),
        Kept::Actor(id) => format!("actor {id}, its place or its role"),
        Kept::Principal(id) => format!("the principal of {id}, which a key_change does"),
        Kept::Room(name) => format!("room {name}: its place, name, kind or origin"),
        Kept::Members(name) => format!("room {name} so that somebody could no longer enter it"),
    }
}

fn part(actor: &ActorEntry) -> String {
    match &actor.principal {
        Some(key) => format!("its principal signs with {key}"),
        None => "without a principal".to_owned(),
    }
}

fn who(room: &RoomEntry) -> String {
    match room.kind {
        RoomKind::Public | RoomKind::Registry => "open to all".to_owned(),
        _ => format!("for {}", ids(&room.members)),
    }
}

fn ids(ids: &[ActorId]) -> String {
    ids.iter().map(ActorId::as_str).collect::<Vec<_>>().join(", ")
}

fn by_language(texts: &BTreeMap<String, String>) -> String {
    texts.iter().map(|(language, text)| format!("{text:?} ({language})")).collect::<Vec<_>>().join(", ")
}

fn number(value: Option<impl std::fmt::Display>, unit: &str) -> String {
    value.map_or("none".to_owned(), |value| format!("{value} {unit}"))
}
