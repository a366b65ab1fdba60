//! The JSON form of an act: one flat object on the last line of a note.
//!
//! ```json
//! {"act":"reply","signers":["k0123456789abcdef"],"re":"9f3a…","position":"consider",
//!  "reported":{"by":"beta","on":"2025-07-23","medium":"public_source","according_to":"alpha"}}
//! ```
//!
//! A field that the kind of act does not have makes the act unreadable: nobody shall believe
//! to have said what the fold does not read.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use verbale_record::{ActorId, KeyName};

use crate::{
    act::{Act, AnnexRef, Kind, Needs, Phase, Position, Reading, Reported},
    paragraphs::PARAGRAPHS_MAX,
};

mod raw;
mod writer;

use raw::{RawAct, RawReading};
pub use writer::write;

/// Most elements in any list of an act.
pub const ACT_LIST_ELEMENTS_MAX: usize = 256;
/// Most bytes of a word such as a topic or a category.
pub const ACT_WORD_BYTES_MAX: usize = 128;

/// What numbers of paragraphs should be.
const PARAGRAPHS_EXPECTED: &str = "numbers from 1 to 256, ascending, each once";

/// Why an act cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// No JSON object of this form.
    #[error("the act's JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A field has a value of another form.
    #[error("{act}: `{field}`: {reason}")]
    Form {
        /// The kind of act.
        act: String,
        /// The field.
        field: String,
        /// What was found and what was expected.
        reason: String,
    },
    /// A field is missing.
    #[error("{act} lacks the field `{field}`")]
    Lacks {
        /// The kind of act.
        act: String,
        /// The field.
        field: &'static str,
    },
    /// A field has a value that it cannot have.
    #[error("{act}: `{field}` cannot be {value:?}; {expected}")]
    Value {
        /// The kind of act.
        act: String,
        /// The field.
        field: &'static str,
        /// The value found.
        value: String,
        /// What it can be.
        expected: String,
    },
    /// A field that this kind of act does not have.
    #[error("{act} has no field `{field}`")]
    Foreign {
        /// The kind of act.
        act: String,
        /// The field.
        field: String,
    },
    /// A kind that this version does not know.
    #[error("unknown kind of act {0:?}")]
    Unknown(String),
}

/// Reads an act from its JSON. What cannot be read becomes [`Kind::Unreadable`].
pub fn read(json: &str) -> Act {
    parse(json).unwrap_or_else(|error| {
        let name = serde_json::from_str::<Name>(json).map(|n| n.act).unwrap_or_default();
        Act {
            signers: Vec::new(),
            annexes: Vec::new(),
            series: None,
            reported: None,
            kind: Kind::Unreadable { name, reason: error.to_string() },
        }
    })
}

/// Parses an act from its JSON.
pub fn parse(json: &str) -> Result<Act, ActError> {
    let mut raw: RawAct = serde_json::from_str(json).map_err(|error| form_error(json, error))?;
    let name = std::mem::take(&mut raw.act);
    let mut fields = Fields { name: &name, raw };
    let signers = std::mem::take(&mut fields.raw.signers)
        .into_iter()
        .map(|s| fields.id::<KeyName>("signers", &s))
        .collect::<Result<_, _>>()?;
    let annexes = std::mem::take(&mut fields.raw.annexes)
        .into_iter()
        .map(|a| {
            Ok(AnnexRef { commitment: fields.id("annexes", &a.commitment)?, role: a.role, bytes: a.bytes })
        })
        .collect::<Result<_, ActError>>()?;
    let series = fields.raw.series.take();
    let reported = match fields.raw.reported.take() {
        None => None,
        Some(r) => Some(Reported {
            by: r.by.map(|a| fields.id("by", &a)).transpose()?,
            with: fields.actors("with", r.with)?,
            on: fields.date("on", &r.on)?,
            according_to: r.according_to.map(|a| fields.id("according_to", &a)).transpose()?,
            medium: r.medium,
            received_by: r.received_by.map(|a| fields.id("received_by", &a)).transpose()?,
            received_on: r.received_on.map(|d| fields.date("received_on", &d)).transpose()?,
        }),
    };
    let kind = fields.kind()?;
    fields.nothing_left()?;
    Ok(Act { signers, annexes, series, reported, kind })
}

/// The field whose value has not the form that it should have, where there is one.
fn form_error(json: &str, error: serde_json::Error) -> ActError {
    let fields = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(json).unwrap_or_default();
    let act = fields.get("act").and_then(serde_json::Value::as_str).unwrap_or("the act").to_owned();
    for (field, value) in fields {
        let alone = serde_json::Map::from_iter([(field.clone(), value)]);
        if let Err(reason) = serde_json::from_value::<RawAct>(alone.into()) {
            return ActError::Form { act, field, reason: reason.to_string() };
        }
    }
    ActError::Json(error)
}

#[derive(Deserialize)]
struct Name {
    #[serde(default)]
    act: String,
}

/// The fields of one act, taken one by one; what is left over does not belong to its kind.
struct Fields<'a> {
    name: &'a str,
    raw: RawAct,
}

impl Fields<'_> {
    fn lacks(&self, field: &'static str) -> ActError {
        ActError::Lacks { act: self.name.to_owned(), field }
    }

    fn value(&self, field: &'static str, value: &str, expected: impl Into<String>) -> ActError {
        ActError::Value {
            act: self.name.to_owned(),
            field,
            value: value.to_owned(),
            expected: expected.into(),
        }
    }

    fn id<T: std::str::FromStr<Err: std::fmt::Display>>(
        &self,
        field: &'static str,
        text: &str,
    ) -> Result<T, ActError> {
        text.parse().map_err(|e: T::Err| self.value(field, text, e.to_string()))
    }

    fn date(&self, field: &'static str, text: &str) -> Result<Date, ActError> {
        let strict =
            text.len() == 10 && text.bytes().enumerate().all(|(i, b)| matches!(i, 4 | 7) == (b == b'-'));
        if strict && let Ok(date) = text.parse() {
            return Ok(date);
        }
        Err(self.value(field, text, "a day as YYYY-MM-DD"))
    }

    fn list<T: std::str::FromStr<Err: std::fmt::Display> + PartialEq>(
        &self,
        field: &'static str,
        texts: Vec<String>,
    ) -> Result<Vec<T>, ActError> {
        if texts.len() > ACT_LIST_ELEMENTS_MAX {
            return Err(self.value(
                field,
                &texts.len().to_string(),
                format!("at most {ACT_LIST_ELEMENTS_MAX} elements"),
            ));
        }
        let mut found: Vec<T> = Vec::with_capacity(texts.len());
        for text in &texts {
            let id = self.id(field, text)?;
            if found.contains(&id) {
                return Err(self.value(field, text, "each element stands once"));
            }
            found.push(id);
        }
        Ok(found)
    }

    fn actors(&self, field: &'static str, texts: Vec<String>) -> Result<Vec<ActorId>, ActError> {
        self.list(field, texts)
    }

    fn word(&self, field: &'static str, text: String) -> Result<String, ActError> {
        if text.is_empty() || text.len() > ACT_WORD_BYTES_MAX || text.chars().any(char::is_control) {
            return Err(self.value(
                field,
                &text,
                format!("1 to {ACT_WORD_BYTES_MAX} bytes without control characters"),
            ));
        }
        Ok(text)
    }

    /// Everything that belonged to the kind has been taken; a field that remains does not.
    fn nothing_left(&self) -> Result<(), ActError> {
        if self.raw == RawAct::default() {
            return Ok(());
        }
        let left = serde_json::to_value(&self.raw).unwrap_or_default();
        let field = left
            .as_object()
            .and_then(|o| o.keys().find(|k| *k != "act" && *k != "signers").cloned())
            .unwrap_or_default();
        Err(ActError::Foreign { act: self.name.to_owned(), field })
    }

    fn kind(&mut self) -> Result<Kind, ActError> {
        // Each macro takes one field out of the raw act; `!` fields must be there.
        macro_rules! need {
            ($field:ident) => {
                self.raw.$field.take().ok_or_else(|| self.lacks(stringify!($field)))?
            };
        }
        macro_rules! id {
            ($field:ident) => {{
                let text = need!($field);
                self.id(stringify!($field), &text)?
            }};
        }
        macro_rules! may_id {
            ($field:ident) => {
                match self.raw.$field.take() {
                    Some(text) => Some(self.id(stringify!($field), &text)?),
                    None => None,
                }
            };
        }
        macro_rules! list {
            ($field:ident) => {{
                let texts = need!($field);
                self.list(stringify!($field), texts)?
            }};
        }
        macro_rules! may_list {
            ($field:ident) => {
                match self.raw.$field.take() {
                    Some(texts) => self.list(stringify!($field), texts)?,
                    None => Vec::new(),
                }
            };
        }
        macro_rules! may_date {
            ($field:ident) => {
                match self.raw.$field.take() {
                    Some(text) => Some(self.date(stringify!($field), &text)?),
                    None => None,
                }
            };
        }
        macro_rules! may_word {
            ($field:ident) => {
                match self.raw.$field.take() {
                    Some(text) => Some(self.word(stringify!($field), text)?),
                    None => None,
                }
            };
        }
        macro_rules! word {
            ($field:ident) => {{
                let text = need!($field);
                self.word(stringify!($field), text)?
            }};
        }
        Ok(match self.name {
            "charter" => Kind::Charter(need!(charter)),
            "amendment" => Kind::Amendment { of: id!(of), charter: need!(charter) },
            "key_change" => Kind::KeyChange { actor: id!(actor), key: word!(key) },
            "credential" => Kind::Credential {
                actor: id!(actor),
                key: word!(key),
                powers: need!(powers),
                from: may_date!(from),
                until: may_date!(until),
            },
            "revocation" => Kind::Revocation { key: id!(key) },
            "confirmation" => Kind::Confirmation { re: id!(re), given: need!(given) },
            "round" => Kind::Round {
                number: self.raw.number.take(),
                mode: self.raw.mode.take(),
                fulfils: may_list!(fulfils),
            },
            "meeting" => Kind::Meeting { participants: list!(participants), track: self.raw.track.take() },
            "proposal" => {
                let to: Vec<ActorId> = list!(to);
                if to.is_empty() {
                    return Err(self.value("to", "[]", "at least one addressee"));
                }
                Kind::Proposal {
                    to,
                    track: need!(track),
                    topic: word!(topic),
                    presented_at: may_id!(presented_at),
                    supersedes: may_id!(supersedes),
                    counter_to: may_id!(counter_to),
                    reply_by: may_date!(reply_by),
                    groups: self.raw.groups.take().unwrap_or_default(),
                    needs: match self.raw.needs.take().as_deref() {
                        None | Some("all") => Needs::All,
                        Some("each") => Needs::Each,
                        Some(other) => return Err(self.value("needs", other, "`all` or `each`")),
                    },
                }
            }
            "question" => {
                let to: Vec<ActorId> = list!(to);
                if to.is_empty() {
                    return Err(self.value("to", "[]", "at least one addressee"));
                }
                Kind::Question {
                    to,
                    track: need!(track),
                    topic: word!(topic),
                    presented_at: may_id!(presented_at),
                }
            }
            "answer" => Kind::Answer { re: id!(re), conditions: self.raw.conditions.take() },
            "delivery" => Kind::Delivery { re: id!(re), to: list!(to) },
            "reply" => {
                let re = id!(re);
                let position = need!(position);
                let counter_id = may_id!(counter_id);
                if (position == Position::Counter) != counter_id.is_some() {
                    return Err(self.value(
                        "counter_id",
                        position.name(),
                        "`counter` and `counter_id` go together",
                    ));
                }
                let until = may_date!(until);
                if until.is_some()
                    && !matches!(position, Position::Consider | Position::Note | Position::Defer)
                {
                    let expected = "a day until which goes with `consider`, `note` or `defer`";
                    return Err(self.value("until", position.name(), expected));
                }
                Kind::Reply { re, position, counter_id, until }
            }
            "withdrawal" => Kind::Withdrawal { re: id!(re) },
            "receipt" => Kind::Receipt { re: id!(re) },
            "not_received" => Kind::NotReceived { re: id!(re) },
            "readiness" => {
                let scope = self.raw.scope_for.take().ok_or_else(|| self.lacks("for"))?;
                Kind::Readiness { stance: need!(stance), scope }
            }
            "condition" => Kind::Condition {
                requires_of: list!(requires_of),
                needs: word!(needs),
                before: word!(before),
                checkable: self.raw.checkable.take().unwrap_or(false),
            },
            "condition_met" => Kind::ConditionMet { re: id!(re) },
            "condition_lifted" => Kind::ConditionLifted { re: id!(re) },
            "commitment" => {
                let mut accounts = BTreeMap::new();
                for (actor, value) in self.raw.accounts.take().unwrap_or_default() {
                    let raw: RawReading = serde_json::from_value(value)?;
                    let obliges = raw.obliges.map(|o| self.actors("accounts", o)).transpose()?;
                    accounts.insert(
                        self.id("accounts", &actor)?,
                        Reading { obliges, quantity: raw.quantity, per: raw.per },
                    );
                }
                Kind::Commitment {
                    from: id!(from),
                    obliges: list!(obliges),
                    category: word!(category),
                    quantity: self.raw.quantity.take(),
                    unit: self.raw.unit.take(),
                    per: self.raw.per.take(),
                    accounts,
                    due: may_date!(due),
                }
            }
            "execution" => {
                let figures = need!(handed_over);
                let mut accounts = BTreeMap::new();
                for (actor, value) in self.raw.accounts.take().unwrap_or_default() {
                    let raw: BTreeMap<String, Option<u64>> = serde_json::from_value(value)?;
                    accounts.insert(self.id("accounts", &actor)?, self.figures("accounts", raw)?);
                }
                Kind::Execution {
                    counts_towards: list!(counts_towards),
                    may_count_towards: may_list!(may_count_towards),
                    category: word!(category),
                    unit: need!(unit),
                    handed_over: self.figures("handed_over", figures)?,
                    accounts,
                    declares_complete: may_list!(declares_complete),
                }
            }
            "group" => Kind::Group {
                from: id!(from),
                track: need!(track),
                phase: self.phase(&[Phase::Established, Phase::Dissolved], Phase::Established)?,
                works_in: may_word!(works_in),
                until: may_date!(until),
            },
            "session" => Kind::Session {
                group: id!(group),
                phase: self.phase(&[Phase::Opened, Phase::Closed], Phase::Opened)?,
            },
            "statement" => Kind::Statement {
                form: need!(form),
                about: list!(about),
                asserts_awaits: may_list!(asserts_awaits),
                mediator: self.raw.mediator.take().unwrap_or(false),
                unnamed: self.raw.unnamed.take().unwrap_or(false),
            },
            "objection" => {
                Kind::Objection { re: id!(re), against: need!(against), paragraphs: self.paragraphs()? }
            }
            "endorsement" => Kind::Endorsement { re: id!(re) },
            "suspension" => Kind::Suspension { scope: word!(scope) },
            "resumption" => Kind::Resumption { scope: word!(scope) },
            "minutes" => Kind::Minutes { of: id!(of), paragraph_count: self.paragraph_count()? },
            "approval" => Kind::Approval { re: id!(re), paragraphs: self.paragraphs()? },
            "list" => Kind::List { to: list!(to), category: word!(category) },
            "report" => Kind::Report { group: id!(group) },
            "text" => Kind::Text { to: list!(to), track: need!(track) },
            "amend" => Kind::Amend { re: id!(re), paragraphs: self.paragraphs()? },
            "initial" => Kind::Initial { re: id!(re) },
            "sign" => {
                Kind::Sign { re: id!(re), ad_referendum: self.raw.ad_referendum.take().unwrap_or(false) }
            }
            "communique" => Kind::Communique { from: may_id!(from), mirror: may_id!(mirror) },
            "correction" => Kind::Correction { re: id!(re) },
            "overtaken" => Kind::Overtaken { re: id!(re), by: may_id!(by_item) },
            "release" => Kind::Release { re: id!(re), to: list!(to) },
            "publication" => Kind::Publication { re: id!(re) },
            "erased" => Kind::Erased { annex: id!(annex) },
            other => return Err(ActError::Unknown(other.to_owned())),
        })
    }

    fn paragraph_count(&mut self) -> Result<Option<u16>, ActError> {
        match self.raw.paragraph_count.take() {
            Some(count) if !(1..=PARAGRAPHS_MAX).contains(&count) => {
                Err(self.value("paragraph_count", &count.to_string(), PARAGRAPHS_EXPECTED))
            }
            count => Ok(count),
        }
    }

    /// Numbers of paragraphs, ascending, each once: so that one act has one form.
    fn paragraphs(&mut self) -> Result<Vec<u16>, ActError> {
        let numbers = self.raw.paragraphs.take().unwrap_or_default();
        let is_within = numbers.iter().all(|number| (1..=PARAGRAPHS_MAX).contains(number));
        if is_within && numbers.is_sorted_by(|a, b| a < b) {
            return Ok(numbers);
        }
        Err(self.value("paragraphs", &format!("{numbers:?}"), PARAGRAPHS_EXPECTED))
    }

    fn figures(
        &self,
        field: &'static str,
        raw: BTreeMap<String, Option<u64>>,
    ) -> Result<BTreeMap<ActorId, Option<u64>>, ActError> {
        raw.into_iter().map(|(actor, n)| Ok((self.id(field, &actor)?, n))).collect()
    }

    fn phase(&mut self, allowed: &[Phase], default: Phase) -> Result<Phase, ActError> {
        let phase = self.raw.phase.take().unwrap_or(default);
        if allowed.contains(&phase) {
            return Ok(phase);
        }
        Err(self.value(
            "phase",
            phase.name(),
            format!("one of {}", allowed.iter().map(|p| p.name()).collect::<Vec<_>>().join(", ")),
        ))
    }
}
