//! Wordings: the annex that holds a note's prose and persons.
//!
//! Nothing here is read by the fold; with every wording erased the standing is the same, only its
//! titles and labels are gone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use verbale_record::Commitment;

/// Longest wording in bytes.
pub const WORDING_BYTES_MAX: usize = 262_144;

/// A public source of a reported act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: String,
}

/// A note's prose and persons.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Wording {
    /// A short name for the item that the note opens, such as `three-groups`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What was said or done, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The person who acted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// The office held at that time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// Sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// Everything else that the fold does not read: venue, heads, outlet, agenda ….
    #[serde(flatten)]
    pub rest: BTreeMap<String, serde_json::Value>,
}

/// The paragraphs of a text: what empty lines part, each with its own lines.
pub fn paragraphs(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let parts = lines.split(|line| line.is_empty()).filter(|part| !part.is_empty());
    parts.map(|part| part.join("\n")).collect()
}

impl Wording {
    /// Reads a wording from an annex's content.
    ///
    /// # Errors
    /// Where the content is no JSON object of this form, with the place.
    pub fn parse(content: &[u8]) -> Result<Wording, serde_json::Error> {
        serde_json::from_slice(content)
    }

    /// The annex's content.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// A text of the rest, by its field.
    pub fn more(&self, field: &str) -> Option<&str> {
        self.rest.get(field).and_then(serde_json::Value::as_str)
    }
}

/// The wordings that a view holds, by note, with the labels that they give.
#[derive(Clone, Debug, Default)]
pub struct Wordings {
    by_note: BTreeMap<Commitment, Wording>,
    by_label: BTreeMap<String, Commitment>,
}

impl Wordings {
    /// Adds a note's wording. A label that another note took first stays with that one.
    pub fn insert(&mut self, note: Commitment, wording: Wording) {
        if let Some(label) = &wording.label {
            self.by_label.entry(label.clone()).or_insert(note);
        }
        self.by_note.insert(note, wording);
    }

    /// Removes a note's wording, as when it was erased.
    pub fn remove(&mut self, note: &Commitment) {
        if let Some(label) = self.by_note.remove(note).and_then(|w| w.label)
            && self.by_label.get(&label) == Some(note)
        {
            self.by_label.remove(&label);
        }
    }

    /// The wording of a note.
    pub fn get(&self, note: &Commitment) -> Option<&Wording> {
        self.by_note.get(note)
    }

    /// Every wording, by note.
    pub fn iter(&self) -> impl Iterator<Item = (&Commitment, &Wording)> {
        self.by_note.iter()
    }

    /// The note that has a label.
    pub fn labelled(&self, label: &str) -> Option<Commitment> {
        self.by_label.get(label).copied()
    }

    /// The label of a note, if it is this note's own.
    pub fn label(&self, note: &Commitment) -> Option<&str> {
        let label = self.by_note.get(note)?.label.as_deref()?;
        (self.by_label.get(label) == Some(note)).then_some(label)
    }

    /// What to print for a note: its label, else its commitment.
    pub fn name(&self, note: &Commitment) -> String {
        self.label(note).map_or_else(|| note.to_string(), str::to_owned)
    }

    /// The note that a label, a commitment or the unambiguous beginning of one (8 digits at
    /// least) names, among the notes given.
    pub fn find<'a>(
        &self,
        name: &str,
        mut notes: impl Iterator<Item = &'a Commitment>,
    ) -> Option<Commitment> {
        if let Some(note) = self.labelled(name) {
            return Some(note);
        }
        let hex = name.len() >= 8 && name.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let begins = |note: &&Commitment| hex && note.to_string().starts_with(name);
        let found = notes.by_ref().find(begins)?;
        notes.find(begins).is_none().then_some(*found)
    }
}
