//! What was filled in, read into an act and its wording.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use verbale_process::{
    act::{Act, Kind},
    wire,
    wording::paragraphs,
};
use verbale_record::{ActorId, Hash, KeyName};

use super::{ActForm, Field, Input, REPORTED};
use crate::problem::{Problem, ProblemKind};

/// What a form comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Filled {
    /// The act, as the fold reads it.
    pub act: Act,
    /// The wording, in its JSON; none where nothing was said in words.
    pub wording: Option<Map<String, Value>>,
}

/// Fields as a form sends them: name and value, in order; a name stands several times where several
/// are chosen.
pub type Contents = Vec<(String, String)>;

/// Reads a form. `registers` says that the act happened elsewhere and is registered.
///
/// # Errors
/// With every field in which something is wrong, in the member `fields`.
pub fn read(
    form: &ActForm,
    contents: &Contents,
    actor: &ActorId,
    signers: &[KeyName],
    registers: bool,
) -> Result<Filled, Problem> {
    let mut reading = Reading { contents, act: Map::new(), wording: Map::new(), faults: Vec::new() };
    for (name, _) in contents {
        if form.field(name.split_once(':').map_or(name, |(field, _)| field)).is_none() {
            reading.faults.push((name.clone(), "unknown"));
        }
    }
    for field in form.fields {
        reading.field(field);
    }
    if registers {
        reading.reported(actor);
    }
    reading.paragraphs(form);
    reading.mirror();
    let mut act = reading.act;
    if matches!(form.kind, "credential" | "key_change") {
        act.insert("actor".to_owned(), actor.as_str().into());
    }
    act.insert("act".to_owned(), form.kind.into());
    act.insert("signers".to_owned(), signers.iter().map(KeyName::as_str).collect());
    if !reading.faults.is_empty() {
        return Err(faults(&reading.faults));
    }
    let act = wire::read(&Value::Object(act).to_string());
    if let Kind::Unreadable { reason, .. } = &act.kind {
        return Err(Problem::invalid(
            format!("The act cannot be read: {reason}."),
            "Correct it in the form.",
        ));
    }
    Ok(Filled { act, wording: (!reading.wording.is_empty()).then_some(reading.wording) })
}

/// The problem of fields that were filled in wrongly: each with its name and what is wrong with it,
/// in a word for which the page has a sentence.
fn faults(faults: &[(String, &'static str)]) -> Problem {
    let listed: Vec<String> = faults.iter().map(|(name, fault)| format!("{name}: {fault}")).collect();
    Problem::new(
        ProblemKind::InvalidValue,
        format!("Some fields are not as they must be ({}).", listed.join(", ")),
        "Correct them and try again.",
    )
    .with_faults(faults.iter().map(|(name, fault)| (name.as_str(), *fault)))
}

struct Reading<'c> {
    contents: &'c Contents,
    act: Map<String, Value>,
    wording: Map<String, Value>,
    faults: Vec<(String, &'static str)>,
}

impl Reading<'_> {
    fn values(&self, name: &str) -> Vec<&str> {
        let of = self.contents.iter().filter(|(n, v)| n == name && !v.trim().is_empty());
        of.map(|(_, value)| value.trim()).collect()
    }

    fn field(&mut self, field: &Field) {
        match self.value(field) {
            Ok(Some(value)) if field.input.is_wording() => {
                self.wording.insert(field.name.to_owned(), value);
            }
            Ok(Some(value)) => {
                self.act.insert(field.name.to_owned(), value);
            }
            Ok(None) if field.listed => {
                self.act.insert(field.name.to_owned(), Value::Array(Vec::new()));
            }
            Ok(None) if field.required => self.faults.push((field.name.to_owned(), "missing")),
            Ok(None) => {}
            Err(fault) => self.faults.push((field.name.to_owned(), fault)),
        }
    }

    /// The value of a field in JSON; none where nothing was filled in.
    fn value(&self, field: &Field) -> Result<Option<Value>, &'static str> {
        if let Input::Figures = field.input {
            return self.figures(field.name);
        }
        let values = self.values(field.name);
        let Some(first) = values.first().copied() else { return Ok(None) };
        let is_among = |value: &&str, all: &[&str]| all.contains(value);
        Ok(Some(match field.input {
            Input::Item(_)
            | Input::Actor
            | Input::Word
            | Input::Room
            | Input::Key
            | Input::Annex
            | Input::Date
            | Input::Line
            | Input::Text => first.into(),
            Input::Items(_) | Input::Actors => values.into(),
            Input::Choice(_, all) if is_among(&first, all) => first.into(),
            Input::Choices(_, all) if values.iter().all(|value| is_among(value, all)) => values.into(),
            Input::Choice(..) | Input::Choices(..) => return Err("choice"),
            Input::Flag | Input::YesNo => match first {
                "yes" => true.into(),
                "no" => false.into(),
                _ => return Err("choice"),
            },
            Input::Number => first.parse::<u64>().map_err(|_| "number")?.into(),
            Input::Paragraphs => numbers(first)?,
            Input::Lines => first.lines().map(str::trim).filter(|line| !line.is_empty()).collect(),
            Input::Sources => sources(first)?,
            Input::Figures => return Ok(None),
        }))
    }

    /// A number for each party, from fields such as `handed_over:alpha`. What nobody knows is
    /// unknown, never zero.
    fn figures(&self, name: &str) -> Result<Option<Value>, &'static str> {
        let mut figures = BTreeMap::new();
        for (field, value) in self.contents {
            let Some(actor) = field.strip_prefix(name).and_then(|rest| rest.strip_prefix(':')) else {
                continue;
            };
            let value = value.trim();
            let figure =
                if value.is_empty() { None } else { Some(value.parse::<u64>().map_err(|_| "number")?) };
            figures.insert(actor.to_owned(), figure);
        }
        Ok((!figures.is_empty()).then(|| json!(figures)))
    }

    /// Minutes have as many paragraphs as their text; a revision of some, as many as it names.
    fn paragraphs(&mut self, form: &ActForm) {
        let text = self.wording.get("text").and_then(Value::as_str).map(paragraphs).unwrap_or_default();
        let named = self.act.get("paragraphs").and_then(Value::as_array).map(Vec::len);
        match form.kind {
            "minutes" => drop(self.act.insert("paragraph_count".to_owned(), text.len().into())),
            "amend" if named.is_some_and(|named| named != text.len()) => {
                self.faults.push(("text".to_owned(), "paragraphs"));
            }
            _ => {}
        }
    }

    /// A mirror paper names its text by its hash.
    fn mirror(&mut self) {
        let is_mirror = self.act.remove("mirror").is_some_and(|mirror| mirror == true);
        if let Some(text) = self.wording.get("text").and_then(Value::as_str).filter(|_| is_mirror) {
            self.act.insert("mirror".to_owned(), Hash::of(text.as_bytes()).to_string().into());
        }
    }

    /// What is registered of an act that happened elsewhere.
    fn reported(&mut self, received_by: &ActorId) {
        let mut reported = Map::new();
        for field in REPORTED {
            let Some(name) = field.name.strip_prefix("reported.") else {
                if !self.wording.contains_key(field.name) {
                    self.field(field);
                }
                continue;
            };
            match self.value(field) {
                Ok(Some(value)) => {
                    reported.insert(name.to_owned(), value);
                }
                Ok(None) => {}
                Err(fault) => self.faults.push((field.name.to_owned(), fault)),
            }
        }
        for name in ["on", "medium"] {
            if !reported.contains_key(name) {
                self.faults.push((format!("reported.{name}"), "missing"));
            }
        }
        let public = reported.get("medium").is_some_and(|medium| medium == "public_source");
        if !public && !reported.contains_key("received_by") {
            reported.insert("received_by".to_owned(), received_by.as_str().into());
        }
        self.act.insert("reported".to_owned(), Value::Object(reported));
    }
}

/// Numbers of paragraphs, such as `2, 5`, in their order.
fn numbers(text: &str) -> Result<Value, &'static str> {
    let parts = text.split(|c: char| c == ',' || c.is_whitespace()).filter(|part| !part.is_empty());
    let numbers: Result<BTreeSet<u16>, _> = parts.map(str::parse).collect();
    Ok(json!(numbers.map_err(|_| "number")?))
}

/// Sources: a line each, an address and then its title.
fn sources(text: &str) -> Result<Value, &'static str> {
    let mut sources = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (url, title) = line.split_once(char::is_whitespace).unwrap_or((line, line));
        if !url.starts_with("https://") && !url.starts_with("http://") {
            return Err("source");
        }
        sources.push(json!({ "url": url, "title": title.trim() }));
    }
    Ok(sources.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::form;

    fn read_as(kind: &str, contents: &[(&str, &str)], registers: bool) -> Result<Filled, Problem> {
        let contents = contents.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let actor = ActorId::new("team").expect("an id");
        let signers = ["k0000000000000001".parse().expect("a key name")];
        read(form(kind).expect("a form"), &contents, &actor, &signers, registers)
    }

    fn faults_of(problem: Problem) -> Vec<(String, String)> {
        let fields = problem.members["fields"].as_array().expect("fields").clone();
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        fields.iter().map(|field| (text(&field["field"]), text(&field["fault"]))).collect()
    }

    #[test]
    fn what_was_filled_in_becomes_an_act_and_its_wording() {
        let filled = read_as(
            "proposal",
            &[
                ("title", " A bridge "),
                ("text", "Build it."),
                ("to", "alpha"),
                ("to", "beta"),
                ("track", "political"),
                ("topic", "bridge"),
                ("reply_by", "2025-12-01"),
                ("groups", "military"),
                ("needs", ""),
            ],
            false,
        );
        let filled = filled.expect("an act");
        assert_eq!(
            wire::write(&filled.act),
            r#"{"act":"proposal","signers":["k0000000000000001"],"groups":["military"],"reply_by":"2025-12-01","to":["alpha","beta"],"topic":"bridge","track":"political"}"#
        );
        assert_eq!(filled.wording, json!({"title": "A bridge", "text": "Build it."}).as_object().cloned());
    }

    #[test]
    fn every_fault_is_told_at_once_with_its_field() {
        let problem = read_as("round", &[("mode", "by_pigeon"), ("number", "x"), ("what", "y")], false);
        assert_eq!(
            faults_of(problem.expect_err("faults")),
            [("what", "unknown"), ("title", "missing"), ("number", "number"), ("mode", "choice")]
                .map(|(f, w)| (f.to_owned(), w.to_owned()))
        );
    }

    #[test]
    fn a_figure_that_was_left_empty_is_unknown_and_not_zero() {
        let fields = [
            ("category", "prisoners"),
            ("unit", "persons"),
            ("handed_over:alpha", "12"),
            ("handed_over:beta", ""),
        ];
        let filled = read_as("execution", &fields, false).expect("an act");
        assert!(wire::write(&filled.act).contains(r#""handed_over":{"alpha":12,"beta":null}"#));
    }

    #[test]
    fn what_is_registered_says_where_it_comes_from() {
        let call = [
            ("stance", "ready"),
            ("for", "talks"),
            ("reported.by", "alpha"),
            ("reported.on", "2025-11-12"),
            ("reported.medium", "telephone"),
            ("sources", "https://news.example/1 News (12 November 2025)"),
        ];
        let filled = read_as("readiness", &call, true).expect("an act");
        let reported = filled.act.reported.expect("reported");
        assert_eq!(reported.received_by.map(|by| by.to_string()).as_deref(), Some("team"));
        assert_eq!(filled.wording.expect("a wording")["sources"][0]["title"], "News (12 November 2025)");
        let missing = read_as("readiness", &[("stance", "ready"), ("for", "talks")], true);
        let missing: Vec<_> = faults_of(missing.expect_err("faults")).into_iter().map(|(f, _)| f).collect();
        assert_eq!(missing, ["reported.on", "reported.medium"]);
    }

    #[test]
    fn minutes_have_as_many_paragraphs_as_their_text_and_a_revision_as_many_as_it_names() {
        let id = "0".repeat(64);
        let text = "One.\n\n \nTwo,\nstill two.\n";
        let minutes = read_as("minutes", &[("of", &id), ("title", "Minutes"), ("text", text)], false);
        let Kind::Minutes { paragraph_count, .. } = minutes.expect("read").act.kind else {
            panic!("no minutes")
        };
        assert_eq!(paragraph_count, Some(2));
        let amend =
            |numbers| read_as("amend", &[("re", &id), ("paragraphs", numbers), ("text", text)], false);
        let Kind::Amend { paragraphs, .. } = amend("5, 2").expect("read").act.kind else {
            panic!("no revision")
        };
        assert_eq!(paragraphs, [2, 5]);
        assert_eq!(
            faults_of(amend("2").expect_err("refused")),
            [("text".to_owned(), "paragraphs".to_owned())]
        );
        assert_eq!(
            faults_of(amend("second").expect_err("refused")),
            [("paragraphs".to_owned(), "number".to_owned())]
        );
    }

    #[test]
    fn every_form_makes_an_act_of_its_kind_that_the_fold_can_read() {
        let id = "0".repeat(64);
        let vkey = verbale_record::SigningKey::from_seed("k00000000000000aa", [7; 32]).expect("a key");
        let vkey = vkey.verifier().to_string();
        for form in crate::forms::FORMS {
            let mut contents = Vec::new();
            for field in form.fields.iter().filter(|field| field.required) {
                let value = match field.input {
                    Input::Item(_) | Input::Items(_) | Input::Annex => id.clone(),
                    Input::Actor | Input::Actors => "alpha".to_owned(),
                    Input::Choice(_, all) | Input::Choices(_, all) => all[0].to_owned(),
                    Input::Flag | Input::YesNo => "yes".to_owned(),
                    Input::Date => "2025-11-12".to_owned(),
                    Input::Number | Input::Figures | Input::Paragraphs => "3".to_owned(),
                    Input::Key if form.kind == "revocation" => "k00000000000000aa".to_owned(),
                    Input::Key => vkey.clone(),
                    Input::Word | Input::Room | Input::Line | Input::Text | Input::Lines => {
                        "words".to_owned()
                    }
                    Input::Sources => "https://news.example News".to_owned(),
                };
                let name = match field.input {
                    Input::Figures => format!("{}:alpha", field.name),
                    _ => field.name.to_owned(),
                };
                contents.push((name, value));
            }
            let borrowed: Vec<(&str, &str)> =
                contents.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            let filled = read_as(form.kind, &borrowed, false);
            assert_eq!(filled.map(|filled| filled.act.kind.name().to_owned()), Ok(form.kind.to_owned()));
        }
    }
}
