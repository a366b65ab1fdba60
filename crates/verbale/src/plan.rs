//! Plans: what a person writes down, as TOML, to found a process, and the charter that comes of
//! it. Origins and the log's key are not planned: they are random. Actors stand in the charter by
//! role and then by id, so that the order of the file means nothing.

pub mod amending;
pub mod register;
pub mod talks;

use std::{collections::BTreeMap, path::Path};

use serde::{Deserialize, de::DeserializeOwned};
use verbale_process::charter::Role;
use verbale_record::ActorId;

use crate::{failure::Failure, folder::read_text};

/// Longest plan.
const PLAN_BYTES_MAX: u64 = 262_144;
/// The room that holds what is published.
pub const PUBLIC_ROOM: &str = "public";
/// The room that holds charter, keys and powers.
pub const REGISTRY_ROOM: &str = "registry";

/// An actor, as a plan names it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedActor {
    /// What it is to the process.
    pub role: Role,
    /// Its names by language.
    pub names: BTreeMap<String, String>,
    /// The public key of its principal, who opens the actor's full powers; in talks only.
    pub principal: Option<String>,
}

/// Reads a plan.
fn read<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let text = read_text(path, PLAN_BYTES_MAX, "plan")?;
    toml::from_str(&text).map_err(|error| {
        Failure::input(path, format!("the plan cannot be read: {}", error.to_string().trim_end()))
            .hint("docs/cli.md shows whole plans")
    })
}

/// Checks that there are languages, titles and names.
fn check_texts(
    languages: &[String],
    titles: &BTreeMap<String, String>,
    actors: &BTreeMap<String, PlannedActor>,
) -> Result<(), String> {
    if languages.is_empty() {
        return Err("`languages` is empty: name at least one, such as \"en\"".to_owned());
    }
    let names = actors.iter().map(|(id, actor)| (format!("actors.{id}.names"), &actor.names));
    for (what, texts) in std::iter::once(("titles".to_owned(), titles)).chain(names) {
        if texts.is_empty() {
            return Err(format!("`{what}` is empty: give at least one, such as en = \"…\""));
        }
    }
    Ok(())
}

fn actor_id(text: &str) -> Result<ActorId, String> {
    ActorId::new(text).map_err(|error| format!("{text:?}: {error}"))
}

/// Minutes east of UTC of a text such as `+03:00`.
fn offset_min(text: &str) -> Result<i32, String> {
    let wrong =
        || format!("`offset` is {text:?}: give hours and minutes from UTC, such as \"+03:00\" or \"-05:30\"");
    let (sign, rest) = match text.as_bytes().first() {
        Some(b'+') => (1, &text[1..]),
        Some(b'-') => (-1, &text[1..]),
        _ => return Err(wrong()),
    };
    let (hours, minutes) = rest.split_once(':').ok_or_else(wrong)?;
    let digits = |text: &str, below: i32| -> Option<i32> {
        let two = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
        if two { text.parse().ok().filter(|n| *n < below) } else { None }
    };
    match (digits(hours, 24), digits(minutes, 60)) {
        (Some(hours), Some(minutes)) => Ok(sign * (hours * 60 + minutes)),
        _ => Err(wrong()),
    }
}
