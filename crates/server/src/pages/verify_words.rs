//! The words that the island which checks the record brings no language of its own for.
//!
//! The island fills braces in (`{done} of {total}`), so each argument of a message is put in as its own name in braces.
//! Which words it needs says `web/src/verify/messages.ts`; a test of `web/` holds the locales to it.

use super::{markup::Html, voice::Voice};

/// The English words, whose keys every language has.
const ENGLISH: &str = include_str!("../../locales/en/verify.ftl");

/// What a message's key begins with in the locales, and not in the island.
const PREFIX: &str = "island-";

/// Every argument of a message of the island, and what is put in its place.
const PLACES: [(&str, &str); 18] = [
    ("command", "{command}"),
    ("count", "{count}"),
    ("date", "{date}"),
    ("detail", "{detail}"),
    ("done", "{done}"),
    ("entries", "{entries}"),
    ("got", "{got}"),
    ("hash", "{hash}"),
    ("index", "{index}"),
    ("names", "{names}"),
    ("path", "{path}"),
    ("quorum", "{quorum}"),
    ("room", "{room}"),
    ("rooms", "{rooms}"),
    ("root", "{root}"),
    ("size", "{size}"),
    ("status", "{status}"),
    ("total", "{total}"),
];

/// Each key of the island with its words.
pub fn verify_words(voice: &Voice<'_>) -> Vec<(&'static str, Html)> {
    let places = PLACES.map(|(name, place)| (name, place.into()));
    let keys = ENGLISH.lines().filter_map(|line| line.split_once(" =")?.0.strip_prefix(PREFIX));
    keys.map(|key| (key, voice.html(&format!("{PREFIX}{key}"), &places))).collect()
}
