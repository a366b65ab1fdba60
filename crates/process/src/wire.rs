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
use serde::{Deserialize, Serialize};
use verbale_record::{ActorId, Commitment, KeyName};

use crate::{
    act::{
        Act, Against, AnnexRef, AnnexRole, ConditionsAnswer, Form, Kind, Medium, Mode, Needs, Per, Phase, Position,
        Power, Reading, Reported, Scope, Stance, Track, Unit,
    },
    charter::Charter,
};

/// Most elements in any list of an act.
pub const ACT_LIST_ELEMENTS_MAX: usize = 256;
/// Most bytes of a word such as a topic or a category.
pub const ACT_WORD_BYTES_MAX: usize = 128;

/// Why an act cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// No JSON object of this form.
    #[error("the act's JSON: {0}")]
    Json(#[from] serde_json::Error),
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
    let mut raw: RawAct = serde_json::from_str(json)?;
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

/// Writes an act as JSON, fields in the one order of this module.
pub fn write(act: &Act) -> String {
    let mut raw = RawAct { act: act.kind.name().to_owned(), ..RawAct::default() };
    raw.signers = act.signers.iter().map(ToString::to_string).collect();
    raw.annexes = act
        .annexes
        .iter()
        .map(|a| RawAnnex { commitment: a.commitment.to_string(), role: a.role, bytes: a.bytes })
        .collect();
    raw.series.clone_from(&act.series);
    raw.reported = act.reported.as_ref().map(|r| RawReported {
        by: r.by.as_ref().map(ToString::to_string),
        with: names(&r.with),
        on: r.on.to_string(),
        according_to: r.according_to.as_ref().map(ToString::to_string),
        medium: r.medium,
        received_by: r.received_by.as_ref().map(ToString::to_string),
        received_on: r.received_on.map(|d| d.to_string()),
    });
    fill(&mut raw, &act.kind);
    serde_json::to_string(&raw).unwrap_or_default()
}

#[derive(Deserialize)]
struct Name {
    #[serde(default)]
    act: String,
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawAct {
    act: String,
    signers: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    annexes: Vec<RawAnnex>,
    #[serde(skip_serializing_if = "Option::is_none")]
    series: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reported: Option<RawReported>,

    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accounts: Option<BTreeMap<String, serde_json::Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ad_referendum: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<Against>,
    #[serde(skip_serializing_if = "Option::is_none")]
    annex: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    asserts_awaits: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by_item: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    charter: Option<Box<Charter>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    checkable: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conditions: Option<ConditionsAnswer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    counter_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    counter_to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    counts_towards: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    declares_complete: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<String>,
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    scope_for: Option<Scope>,
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<Form>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fulfils: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    given: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<Vec<Track>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    handed_over: Option<BTreeMap<String, Option<u64>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    may_count_towards: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mediator: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<Mode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    needs: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    obliges: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    participants: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    per: Option<Per>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<Phase>,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<Position>,
    #[serde(skip_serializing_if = "Option::is_none")]
    powers: Option<Vec<Power>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    presented_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    re: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    requires_of: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stance: Option<Stance>,
    #[serde(skip_serializing_if = "Option::is_none")]
    supersedes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    topic: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    track: Option<Track>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<Unit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unnamed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAnnex {
    commitment: String,
    role: AnnexRole,
    bytes: u64,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReported {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    with: Vec<String>,
    on: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    according_to: Option<String>,
    medium: Medium,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    received_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    received_on: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReading {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    obliges: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quantity: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    per: Option<Per>,
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
        ActError::Value { act: self.name.to_owned(), field, value: value.to_owned(), expected: expected.into() }
    }

    fn id<T: std::str::FromStr<Err: std::fmt::Display>>(&self, field: &'static str, text: &str) -> Result<T, ActError> {
        text.parse().map_err(|e: T::Err| self.value(field, text, e.to_string()))
    }

    fn date(&self, field: &'static str, text: &str) -> Result<Date, ActError> {
        let strict = text.len() == 10 && text.bytes().enumerate().all(|(i, b)| matches!(i, 4 | 7) == (b == b'-'));
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
            return Err(self.value(field, &texts.len().to_string(), format!("at most {ACT_LIST_ELEMENTS_MAX} elements")));
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
            return Err(self.value(field, &text, format!("1 to {ACT_WORD_BYTES_MAX} bytes without control characters")));
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
        macro_rules! word {
            ($field:ident) => {{
                let text = need!($field);
                self.word(stringify!($field), text)?
            }};
        }
        Ok(match self.name {
            "charter" => Kind::Charter(need!(charter)),
            "amendment" => Kind::Amendment(need!(charter)),
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
                Kind::Reply { re, position, counter_id, until: may_date!(until) }
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
            },
            "session" => {
                Kind::Session { group: id!(group), phase: self.phase(&[Phase::Opened, Phase::Closed], Phase::Opened)? }
            }
            "statement" => Kind::Statement {
                form: need!(form),
                about: list!(about),
                asserts_awaits: may_list!(asserts_awaits),
                mediator: self.raw.mediator.take().unwrap_or(false),
                unnamed: self.raw.unnamed.take().unwrap_or(false),
            },
            "objection" => Kind::Objection { re: id!(re), against: need!(against) },
            "endorsement" => Kind::Endorsement { re: id!(re) },
            "suspension" => Kind::Suspension { scope: word!(scope) },
            "resumption" => Kind::Resumption { scope: word!(scope) },
            "minutes" => Kind::Minutes { of: id!(of) },
            "approval" => Kind::Approval { re: id!(re) },
            "list" => Kind::List { to: list!(to), category: word!(category) },
            "report" => Kind::Report { group: id!(group) },
            "text" => Kind::Text { to: list!(to), track: need!(track) },
            "amend" => Kind::Amend { re: id!(re) },
            "initial" => Kind::Initial { re: id!(re) },
            "sign" => Kind::Sign { re: id!(re), ad_referendum: self.raw.ad_referendum.take().unwrap_or(false) },
            "communique" => Kind::Communique { from: may_id!(from) },
            "correction" => Kind::Correction { re: id!(re) },
            "overtaken" => Kind::Overtaken { re: id!(re), by: may_id!(by_item) },
            "release" => Kind::Release { re: id!(re), to: list!(to) },
            "publication" => Kind::Publication { re: id!(re) },
            "erased" => Kind::Erased { annex: id!(annex) },
            other => return Err(ActError::Unknown(other.to_owned())),
        })
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
        Err(self.value("phase", phase.name(), format!("one of {}", allowed.iter().map(|p| p.name()).collect::<Vec<_>>().join(", "))))
    }
}

fn names<T: ToString>(ids: &[T]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

fn some_names<T: ToString>(ids: &[T]) -> Option<Vec<String>> {
    (!ids.is_empty()).then(|| names(ids))
}

fn fill(raw: &mut RawAct, kind: &Kind) {
    let text = |c: &Commitment| Some(c.to_string());
    match kind {
        Kind::Charter(c) | Kind::Amendment(c) => raw.charter = Some(c.clone()),
        Kind::KeyChange { actor, key } => {
            raw.actor = Some(actor.to_string());
            raw.key = Some(key.clone());
        }
        Kind::Credential { actor, key, powers, from, until } => {
            raw.actor = Some(actor.to_string());
            raw.key = Some(key.clone());
            raw.powers = Some(powers.clone());
            raw.from = from.map(|d| d.to_string());
            raw.until = until.map(|d| d.to_string());
        }
        Kind::Revocation { key } => raw.key = Some(key.to_string()),
        Kind::Confirmation { re, given } => {
            raw.re = text(re);
            raw.given = Some(*given);
        }
        Kind::Round { number, mode, fulfils } => {
            raw.number = *number;
            raw.mode = *mode;
            raw.fulfils = some_names(fulfils);
        }
        Kind::Meeting { participants, track } => {
            raw.participants = Some(names(participants));
            raw.track = *track;
        }
        Kind::Proposal { to, track, topic, presented_at, supersedes, counter_to, reply_by, groups, needs } => {
            raw.to = Some(names(to));
            raw.track = Some(*track);
            raw.topic = Some(topic.clone());
            raw.presented_at = presented_at.as_ref().and_then(text);
            raw.supersedes = supersedes.as_ref().and_then(text);
            raw.counter_to = counter_to.as_ref().and_then(text);
            raw.reply_by = reply_by.map(|d| d.to_string());
            raw.groups = (!groups.is_empty()).then(|| groups.clone());
            raw.needs = (*needs == Needs::Each).then(|| needs.to_string());
        }
        Kind::Question { to, track, topic, presented_at } => {
            raw.to = Some(names(to));
            raw.track = Some(*track);
            raw.topic = Some(topic.clone());
            raw.presented_at = presented_at.as_ref().and_then(text);
        }
        Kind::Answer { re, conditions } => {
            raw.re = text(re);
            raw.conditions = *conditions;
        }
        Kind::Delivery { re, to } | Kind::Release { re, to } => {
            raw.re = text(re);
            raw.to = Some(names(to));
        }
        Kind::Reply { re, position, counter_id, until } => {
            raw.re = text(re);
            raw.position = Some(*position);
            raw.counter_id = counter_id.as_ref().and_then(text);
            raw.until = until.map(|d| d.to_string());
        }
        Kind::Withdrawal { re }
        | Kind::Receipt { re }
        | Kind::NotReceived { re }
        | Kind::ConditionMet { re }
        | Kind::ConditionLifted { re }
        | Kind::Endorsement { re }
        | Kind::Approval { re }
        | Kind::Amend { re }
        | Kind::Initial { re }
        | Kind::Correction { re }
        | Kind::Publication { re } => raw.re = text(re),
        Kind::Readiness { stance, scope } => {
            raw.stance = Some(*stance);
            raw.scope_for = Some(*scope);
        }
        Kind::Condition { requires_of, needs, before, checkable } => {
            raw.requires_of = Some(names(requires_of));
            raw.needs = Some(needs.clone());
            raw.before = Some(before.clone());
            raw.checkable = Some(*checkable);
        }
        Kind::Commitment { from, obliges, category, quantity, unit, per, accounts, due } => {
            raw.from = text(from);
            raw.obliges = Some(names(obliges));
            raw.category = Some(category.clone());
            raw.quantity = *quantity;
            raw.unit = *unit;
            raw.per = *per;
            raw.due = due.map(|d| d.to_string());
            raw.accounts = (!accounts.is_empty()).then(|| {
                accounts
                    .iter()
                    .map(|(actor, r)| {
                        let reading =
                            RawReading { obliges: r.obliges.as_deref().map(names), quantity: r.quantity, per: r.per };
                        (actor.to_string(), serde_json::to_value(reading).unwrap_or_default())
                    })
                    .collect()
            });
        }
        Kind::Execution {
            counts_towards,
            may_count_towards,
            category,
            unit,
            handed_over,
            accounts,
            declares_complete,
        } => {
            let figures = |f: &BTreeMap<ActorId, Option<u64>>| -> BTreeMap<String, Option<u64>> {
                f.iter().map(|(a, n)| (a.to_string(), *n)).collect()
            };
            raw.counts_towards = Some(names(counts_towards));
            raw.may_count_towards = some_names(may_count_towards);
            raw.category = Some(category.clone());
            raw.unit = Some(*unit);
            raw.handed_over = Some(figures(handed_over));
            raw.declares_complete = some_names(declares_complete);
            raw.accounts = (!accounts.is_empty()).then(|| {
                accounts
                    .iter()
                    .map(|(actor, f)| (actor.to_string(), serde_json::to_value(figures(f)).unwrap_or_default()))
                    .collect()
            });
        }
        Kind::Group { from, track, phase } => {
            raw.from = text(from);
            raw.track = Some(*track);
            raw.phase = Some(*phase);
        }
        Kind::Session { group, phase } => {
            raw.group = text(group);
            raw.phase = Some(*phase);
        }
        Kind::Statement { form, about, asserts_awaits, mediator, unnamed } => {
            raw.form = Some(*form);
            raw.about = Some(names(about));
            raw.asserts_awaits = some_names(asserts_awaits);
            raw.mediator = mediator.then_some(true);
            raw.unnamed = unnamed.then_some(true);
        }
        Kind::Objection { re, against } => {
            raw.re = text(re);
            raw.against = Some(*against);
        }
        Kind::Suspension { scope } | Kind::Resumption { scope } => raw.scope = Some(scope.clone()),
        Kind::Minutes { of } => raw.of = text(of),
        Kind::List { to, category } => {
            raw.to = Some(names(to));
            raw.category = Some(category.clone());
        }
        Kind::Report { group } => raw.group = text(group),
        Kind::Text { to, track } => {
            raw.to = Some(names(to));
            raw.track = Some(*track);
        }
        Kind::Sign { re, ad_referendum } => {
            raw.re = text(re);
            raw.ad_referendum = ad_referendum.then_some(true);
        }
        Kind::Communique { from } => raw.from = from.as_ref().and_then(text),
        Kind::Overtaken { re, by } => {
            raw.re = text(re);
            raw.by_item = by.as_ref().and_then(text);
        }
        Kind::Erased { annex } => raw.annex = text(annex),
        Kind::Unreadable { .. } => {}
    }
}
