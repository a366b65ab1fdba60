//! Acts as JSON lines, as a register imports them: one reported act a line.
//!
//! A line names items by their labels; a note names them by commitment. What the fold reads goes
//! into the note, everything else into its wording. The whole file is checked before anything is
//! made of it, so that nothing is half imported.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use verbale_record::{ActorId, Commitment, KeyName, json};

use crate::{
    act::{Act, AnnexRef, Medium},
    charter::Charter,
    wire,
    wording::{Source, Wording},
};

/// Longest line in bytes.
pub const CHRONICLE_LINE_BYTES_MAX: usize = 65_536;
/// Most lines in one file.
pub const CHRONICLE_LINES_MAX: usize = 1_000_000;
/// Longest label in bytes; shorter than a commitment in hexadecimal.
pub const CHRONICLE_LABEL_BYTES_MAX: usize = 63;
/// After so many errors the rest are not listed.
pub const CHRONICLE_ERRORS_MAX: usize = 50;

/// What is wrong with a line.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("line {line}{}: {what}", .label.as_ref().map(|l| format!(" ({l})")).unwrap_or_default())]
pub struct ChronicleError {
    /// The line, from 1.
    pub line: usize,
    /// The act's label, where it has one.
    pub label: Option<String>,
    /// What is wrong and what was expected.
    pub what: String,
}

/// One line that was checked.
#[derive(Clone, Debug)]
pub struct ChronicleAct {
    /// The line, from 1.
    pub line: usize,
    fields: Map<String, Value>,
}

/// How a field of a line names other lines.
enum Names {
    One,
    Many,
    /// A topic, or the label of an item.
    Topic,
}

/// Fields that name other acts by label.
const REFERENCES: &[(&str, Names)] = &[
    ("re", Names::One),
    ("from", Names::One),
    ("presented_at", Names::One),
    ("supersedes", Names::One),
    ("counter_to", Names::One),
    ("counter_id", Names::One),
    ("by_item", Names::One),
    ("group", Names::One),
    ("of", Names::One),
    ("about", Names::Many),
    ("fulfils", Names::Many),
    ("counts_towards", Names::Many),
    ("may_count_towards", Names::Many),
    ("declares_complete", Names::Many),
    ("needs", Names::Topic),
    ("before", Names::Topic),
];

/// Fields that go into the note, by kind of act; the common ones go with every kind.
const NOTE_FIELDS: &[(&str, &str)] = &[
    ("round", "number mode fulfils"),
    ("meeting", "participants track"),
    ("proposal", "to track topic presented_at supersedes counter_to reply_by groups needs"),
    ("question", "to track topic presented_at"),
    ("answer", "re conditions"),
    ("delivery", "re to"),
    ("reply", "re position counter_id until"),
    ("withdrawal", "re"),
    ("receipt", "re"),
    ("not_received", "re"),
    ("readiness", "stance for"),
    ("condition", "requires_of needs before checkable"),
    ("condition_met", "re"),
    ("condition_lifted", "re"),
    ("commitment", "from obliges category quantity unit per accounts due"),
    ("execution", "counts_towards may_count_towards category unit handed_over accounts declares_complete"),
    ("group", "from track phase"),
    ("session", "group phase"),
    ("statement", "form about asserts_awaits"),
    ("objection", "re against"),
    ("endorsement", "re"),
    ("suspension", "scope"),
    ("resumption", "scope"),
    ("minutes", "of"),
    ("approval", "re"),
    ("overtaken", "re by_item"),
    ("confirmation", "re given"),
];

/// Fields of every line that the note's `reported` part or the wording takes: those that are one
/// text each, and the rest.
const COMMON_TEXTS: &[&str] = &[
    "id",
    "on",
    "by",
    "according_to",
    "series",
    "title",
    "text",
    "person",
    "office",
    "medium",
    "received_by",
    "received_on",
];

const COMMON_OTHERS: &[&str] = &["act", "with", "sources"];

/// Fields that name one actor.
const ACTORS: &[&str] = &["by", "according_to", "received_by", "host"];

/// Fields that list actors.
const ACTOR_LISTS: &[&str] = &["to", "participants", "requires_of", "obliges", "asserts_awaits", "with"];

/// Fields that are objects by actor.
const BY_ACTOR: &[&str] = &["handed_over", "accounts", "heads"];

/// Kinds that may have no author.
const WITHOUT_AUTHOR: &[&str] = &["round", "meeting", "commitment"];

/// Checks a whole file. `known` are labels that the register holds already.
///
/// # Errors
/// Every error found, up to [`CHRONICLE_ERRORS_MAX`], each with its line.
pub fn parse(
    text: &str,
    charter: &Charter,
    known: &BTreeSet<String>,
) -> Result<Vec<ChronicleAct>, Vec<ChronicleError>> {
    let mut acts = Vec::new();
    let mut errors = Vec::new();
    let mut labels: BTreeMap<String, Commitment> = BTreeMap::new();
    for label in known {
        labels.insert(label.clone(), stand_in(labels.len()));
    }
    let mut adopted: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        if line.trim().is_empty() {
            continue;
        }
        if errors.len() >= CHRONICLE_ERRORS_MAX || acts.len() >= CHRONICLE_LINES_MAX {
            errors.push(ChronicleError {
                line: number,
                label: None,
                what: format!(
                    "the check stopped here, at the limit of {CHRONICLE_ERRORS_MAX} errors or {CHRONICLE_LINES_MAX} lines"
                ),
            });
            break;
        }
        match check_line(line, number, charter, &mut labels, &mut adopted) {
            Ok(act) => acts.push(act),
            Err((label, found)) => errors.extend(found.into_iter().map(|what| ChronicleError {
                line: number,
                label: label.clone(),
                what,
            })),
        }
    }
    for (label, (round, line)) in adopted {
        errors.push(ChronicleError {
            line,
            label: Some(round.clone()),
            what: format!("`adopted` names {label:?}, but no commitment of that label says `from` {round:?}"),
        });
    }
    if errors.is_empty() { Ok(acts) } else { Err(errors) }
}

/// A commitment that stands for a label while a file is checked, before notes are made.
fn stand_in(number: usize) -> Commitment {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&(number as u64).to_be_bytes());
    Commitment(bytes)
}

type LineErrors = (Option<String>, Vec<String>);

fn check_line(
    line: &str,
    number: usize,
    charter: &Charter,
    labels: &mut BTreeMap<String, Commitment>,
    adopted: &mut BTreeMap<String, (String, usize)>,
) -> Result<ChronicleAct, LineErrors> {
    let fail = |what: String| (None, vec![what]);
    if line.len() > CHRONICLE_LINE_BYTES_MAX {
        return Err(fail(format!("{} bytes; a line has at most {CHRONICLE_LINE_BYTES_MAX}", line.len())));
    }
    json::validate(line).map_err(|e| fail(format!("no JSON of the strict form: {e}")))?;
    let fields: Map<String, Value> =
        serde_json::from_str(line).map_err(|e| fail(format!("a line is one JSON object: {e}")))?;
    let act = ChronicleAct { line: number, fields };
    let label = act.text("id").map(str::to_owned);
    let mut errors = act.check_common(charter);
    if let Some(label) = &label
        && labels.contains_key(label)
    {
        errors.push(format!("the `id` {label:?} is used twice"));
    }
    for (field, names) in REFERENCES.iter().filter(|(f, _)| act.is_note_field(f)) {
        for name in act.texts(field) {
            if !labels.contains_key(name) && !matches!(names, Names::Topic) {
                errors.push(format!("`{field}` names {name:?}, which no earlier line opened"));
            }
        }
    }
    if errors.is_empty()
        && let Err(error) = wire::parse(&act.json(labels, &[], &[]).to_string())
    {
        errors.push(error.to_string());
    }
    if !errors.is_empty() {
        return Err((label, errors));
    }
    if let Some(label) = label {
        for name in act.texts("adopted") {
            adopted.insert(name.to_owned(), (label.clone(), number));
        }
        if let Some(from) = act.text("from")
            && adopted.get(&label).is_some_and(|(round, _)| round == from)
        {
            adopted.remove(&label);
        }
        labels.insert(label, stand_in(labels.len()));
    }
    Ok(act)
}

impl ChronicleAct {
    /// The label of the item that it opens.
    pub fn label(&self) -> Option<&str> {
        self.text("id")
    }

    /// The note's wording: prose, persons, and whatever the fold does not read.
    pub fn wording(&self) -> Wording {
        let owned = |field| self.text(field).map(str::to_owned);
        let sources = self.fields.get("sources").and_then(Value::as_array);
        let rest = self
            .fields
            .iter()
            .filter(|(field, _)| !is_common(field) && !self.is_note_field(field) && *field != "adopted");
        Wording {
            label: owned("id"),
            title: owned("title"),
            text: owned("text"),
            person: owned("person"),
            office: owned("office"),
            sources: sources
                .into_iter()
                .flatten()
                .filter_map(|s| serde_json::from_value::<Source>(s.clone()).ok())
                .collect(),
            rest: rest.map(|(field, value)| (field.clone(), value.clone())).collect(),
        }
    }

    /// The act, with the labels that it names resolved to commitments.
    ///
    /// # Errors
    /// Where a label is not among those given.
    pub fn act(
        &self,
        labels: &BTreeMap<String, Commitment>,
        signers: &[KeyName],
        annexes: &[AnnexRef],
    ) -> Result<Act, ChronicleError> {
        let json = self.json(labels, signers, annexes).to_string();
        wire::parse(&json).map_err(|e| ChronicleError {
            line: self.line,
            label: self.label().map(str::to_owned),
            what: e.to_string(),
        })
    }

    fn kind(&self) -> &str {
        self.text("act").unwrap_or_default()
    }

    fn text(&self, field: &str) -> Option<&str> {
        self.fields.get(field).and_then(Value::as_str)
    }

    /// The texts of a field that is one text or a list of them.
    fn texts(&self, field: &str) -> Vec<&str> {
        match self.fields.get(field) {
            Some(Value::String(text)) => vec![text],
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    fn is_note_field(&self, field: &str) -> bool {
        let fields =
            NOTE_FIELDS.iter().find(|(kind, _)| *kind == self.kind()).map_or("", |(_, fields)| fields);
        fields.split(' ').any(|f| f == field)
    }

    fn check_common(&self, charter: &Charter) -> Vec<String> {
        let kind = self.kind();
        if !NOTE_FIELDS.iter().any(|(k, _)| *k == kind) {
            let kinds: Vec<&str> = NOTE_FIELDS.iter().map(|(k, _)| *k).collect();
            return vec![format!("unknown `act` {kind:?}; expected one of {}", kinds.join(", "))];
        }
        let mut errors = self.check_texts();
        let opens = self.fields.contains_key("id");
        if opens && !self.fields.contains_key("title") {
            errors.push("opens an item without a `title`".to_owned());
        }
        if opens_item(kind) && !opens {
            errors.push(format!("{kind} opens an item and needs an `id`"));
        }
        for field in self.fields.keys().filter(|field| !self.is_note_field(field)) {
            if NOTE_FIELDS.iter().any(|(_, fields)| fields.split(' ').any(|f| f == field)) {
                errors.push(format!("{kind} has no `{field}`"));
            }
        }
        for (field, actor) in self.actors() {
            if !actor.parse::<ActorId>().is_ok_and(|id| charter.actor(&id).is_some()) {
                errors.push(format!("`{field}` names the actor {actor:?}; the charter names no such actor"));
            }
        }
        errors
    }

    /// Checks what every line says beside the act.
    fn check_texts(&self) -> Vec<String> {
        let mut errors = Vec::new();
        for field in COMMON_TEXTS {
            if self.fields.get(*field).is_some_and(|value| !value.is_string()) {
                errors.push(format!("`{field}` must be a text"));
            }
        }
        for field in ["on", "text"] {
            if !self.fields.contains_key(field) {
                errors.push(format!("lacks `{field}`"));
            }
        }
        if !self.fields.contains_key("by") && !WITHOUT_AUTHOR.contains(&self.kind()) {
            errors.push("lacks `by`".to_owned());
        }
        if let Some(medium) = self.text("medium").filter(|m| Medium::parse(m).is_none()) {
            let media: Vec<&str> = Medium::ALL.iter().map(|m| m.name()).collect();
            errors.push(format!("`medium` cannot be {medium:?}; expected one of {}", media.join(", ")));
        }
        let sources = self.fields.get("sources").and_then(Value::as_array);
        let sourced = |s: &Value| {
            s["url"].as_str().is_some_and(|u| u.starts_with("https://") || u.starts_with("http://"))
                && s["title"].as_str().is_some_and(|t| !t.is_empty())
        };
        if !sources.is_some_and(|list| !list.is_empty() && list.iter().all(sourced)) {
            errors.push("needs `sources`, each with an http address as `url` and a `title`".to_owned());
        }
        if let Some(id) = self.text("id").filter(|id| !is_label(id)) {
            errors.push(format!(
                "`id` cannot be {id:?}; it must be 1 to {CHRONICLE_LABEL_BYTES_MAX} of a-z, 0-9 and '-', \
                 beginning with a letter"
            ));
        }
        errors
    }

    /// Every actor that the line names, with the field.
    fn actors(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let single = ACTORS.iter().filter_map(|field| Some((*field, self.text(field)?)));
        let listed = ACTOR_LISTS.iter().flat_map(|field| self.texts(field).into_iter().map(|a| (*field, a)));
        let keyed = BY_ACTOR.iter().filter_map(|field| Some((*field, self.fields.get(*field)?.as_object()?)));
        let keyed = keyed.flat_map(|(field, object)| object.keys().map(move |a| (field, a.as_str())));
        single.chain(listed).chain(keyed)
    }

    fn json(
        &self,
        labels: &BTreeMap<String, Commitment>,
        signers: &[KeyName],
        annexes: &[AnnexRef],
    ) -> Value {
        let mut note = Map::new();
        note.insert("act".to_owned(), self.kind().into());
        note.insert("signers".to_owned(), signers.iter().map(ToString::to_string).collect());
        if !annexes.is_empty() {
            let annexes = annexes.iter().map(|a| {
                serde_json::json!({ "commitment": a.commitment.to_string(), "role": a.role.name(), "bytes": a.bytes })
            });
            note.insert("annexes".to_owned(), annexes.collect());
        }
        if let Some(series) = self.fields.get("series") {
            note.insert("series".to_owned(), series.clone());
        }
        let mut reported = Map::new();
        for field in ["by", "with", "on", "according_to", "received_by", "received_on"] {
            if let Some(value) = self.fields.get(field) {
                reported.insert(field.to_owned(), value.clone());
            }
        }
        let medium = self.text("medium").unwrap_or(Medium::PublicSource.name());
        reported.insert("medium".to_owned(), medium.into());
        note.insert("reported".to_owned(), reported.into());
        for (field, value) in self.fields.iter().filter(|(f, _)| self.is_note_field(f)) {
            note.insert(field.clone(), resolved(field, value, labels));
        }
        if self.kind() == "statement" {
            if self.text("role") == Some("mediator") {
                note.insert("mediator".to_owned(), true.into());
            }
            if self.text("attribution") == Some("unnamed") {
                note.insert("unnamed".to_owned(), true.into());
            }
        }
        note.into()
    }
}

fn is_common(field: &str) -> bool {
    COMMON_TEXTS.contains(&field) || COMMON_OTHERS.contains(&field)
}

/// Whether a text can be a label: it stands in addresses, and is never taken for a commitment.
fn is_label(text: &str) -> bool {
    text.len() <= CHRONICLE_LABEL_BYTES_MAX
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn opens_item(kind: &str) -> bool {
    matches!(
        kind,
        "round"
            | "meeting"
            | "proposal"
            | "question"
            | "condition"
            | "commitment"
            | "execution"
            | "group"
            | "statement"
            | "objection"
            | "minutes"
    )
}

/// A field's value with the labels in it replaced by commitments.
fn resolved(field: &str, value: &Value, labels: &BTreeMap<String, Commitment>) -> Value {
    let Some((_, names)) = REFERENCES.iter().find(|(f, _)| *f == field) else { return value.clone() };
    let one = |value: &Value| match value.as_str().and_then(|label| labels.get(label)) {
        Some(commitment) => Value::from(commitment.to_string()),
        None => value.clone(),
    };
    match (names, value) {
        (Names::Many, Value::Array(list)) => list.iter().map(one).collect(),
        _ => one(value),
    }
}
