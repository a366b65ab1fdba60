//! What things are called in the terminal: actors, items, days and states, in English.

use jiff::civil::Date;
use verbale_process::{
    entry::days_between,
    fold::Process,
    standing::{Await, Closed, Closing, Due, Effect, Outcome, Reason, Status},
    wording::Wordings,
};
use verbale_record::{ActorId, Commitment};

use crate::{console::plain, loaded::Loaded};

/// Digits of a commitment that stand for a note without a label.
const SHORT_HEX_CHARS: usize = 12;

/// Calls things by their names in one view.
pub struct Names<'a> {
    /// The process.
    pub process: &'a Process,
    /// Its wordings.
    pub wordings: &'a Wordings,
}

impl<'l> Names<'l> {
    /// By those of what was loaded.
    pub fn of(loaded: &'l Loaded) -> Names<'l> {
        Names { process: &loaded.process, wordings: &loaded.wordings }
    }

    /// An actor's name.
    pub fn actor(&self, id: &ActorId) -> String {
        plain(self.process.charter().actor_name(id, "en"))
    }

    /// Several actors' names.
    pub fn actors<'a>(&self, ids: impl IntoIterator<Item = &'a ActorId>) -> String {
        let names: Vec<String> = ids.into_iter().map(|id| self.actor(id)).collect();
        names.join(", ")
    }

    /// A note's label, else the beginning of its commitment.
    pub fn label(&self, id: &Commitment) -> String {
        match self.wordings.label(id) {
            Some(label) => plain(label),
            None => id.to_hex()[..SHORT_HEX_CHARS].to_owned(),
        }
    }

    /// Several labels.
    pub fn labels<'a>(&self, ids: impl IntoIterator<Item = &'a Commitment>) -> String {
        let labels: Vec<String> = ids.into_iter().map(|id| self.label(id)).collect();
        labels.join(", ")
    }

    /// A note's title; without one, what sort of act it is.
    pub fn title(&self, id: &Commitment) -> String {
        if let Some(title) = self.wordings.get(id).and_then(|wording| wording.title.as_deref()) {
            return plain(title);
        }
        self.process
            .entry(id)
            .map_or_else(|| "a note not in this view".to_owned(), |entry| act_name(entry.act.kind.name()))
    }

    /// A note as the act that it is: `Ukraine: reply, consider`.
    pub fn act(&self, id: &Commitment) -> String {
        use verbale_process::act::Kind;
        let Some(entry) = self.process.entry(id) else { return "a note not in this view".to_owned() };
        let by = entry.actor().map(|actor| format!("{}: ", self.actor(actor))).unwrap_or_default();
        let detail = match &entry.act.kind {
            Kind::Reply { position, .. } => format!(", {}", act_name(position.name())),
            Kind::Answer { conditions: Some(answer), .. } => format!(" to conditions, {}", answer.name()),
            Kind::Objection { against, .. } => format!(" against {}", against.name()),
            Kind::Readiness { stance, scope } => {
                format!(", {} for {}", act_name(stance.name()), scope.name())
            }
            _ => String::new(),
        };
        format!("{by}{}{detail}", act_name(entry.act.kind.name()))
    }

    /// What an item awaits, or how it closed, in a line or so.
    pub fn outcome(&self, outcome: &Outcome, as_of: Date) -> String {
        match outcome {
            Outcome::Absent => "there is no such item".to_owned(),
            Outcome::Closed(closed) => self.closed(closed),
            Outcome::Open(awaits) if awaits.is_empty() => "open; awaits nobody".to_owned(),
            Outcome::Open(awaits) => {
                let parts: Vec<String> = awaits
                    .iter()
                    .map(|a| format!("{}: {}", self.actor(&a.actor), awaited(a, as_of)))
                    .collect();
                parts.join("; ")
            }
        }
    }

    /// How an item closed.
    pub fn closed(&self, closed: &Closed) -> String {
        let how = match closed.how {
            Closing::Expired => match closed.last_status {
                Some(Status::Made | Status::Delivered | Status::Received) | None => {
                    "expired without reply".to_owned()
                }
                Some(status) => format!("expired, {}", status_name(status)),
            },
            how => act_name(how.name()),
        };
        match &closed.by {
            Some(note) => format!("{how} on {} by {}", closed.on, self.label(note)),
            None => format!("{how} on {}", closed.on),
        }
    }
}

/// What one actor owes: `reply, since 2025-05-10 (186 days), made`.
pub fn awaited(owed: &Await, as_of: Date) -> String {
    let mut text = format!(
        "{}, since {} ({}), {}",
        due_name(owed.what),
        owed.since,
        days(days_between(owed.since, as_of)),
        status_name(owed.status)
    );
    if let Some(until) = owed.until {
        text.push_str(&format!(" until {until}"));
    }
    if let Some(due) = owed.due {
        text.push_str(&format!(", due {due}"));
    }
    text
}

/// `1 day`, `2 days`.
pub fn days(n: i64) -> String {
    if n == 1 { "1 day".to_owned() } else { format!("{n} days") }
}

/// What is awaited.
pub fn due_name(due: Due) -> &'static str {
    match due {
        Due::Reply => "reply",
        Due::Answer => "answer",
        Due::AnswerToConditions => "answer to conditions",
        Due::Confirmation => "confirmation",
        Due::Delivery => "delivery",
        Due::Approval => "approval",
        Due::Revision => "revision of paragraphs",
    }
}

/// How far an item has come.
pub fn status_name(status: Status) -> &'static str {
    match status {
        Status::Made => "made",
        Status::Delivered => "delivered",
        Status::Received => "received",
        Status::UnderConsideration => "under consideration",
        Status::Noted => "noted",
        Status::Deferred => "deferred",
    }
}

/// A stable name in JSON as words.
pub fn act_name(name: &str) -> String {
    plain(name).replace('_', " ")
}

/// Why an act had no effect.
pub fn reason_text(reason: Reason) -> &'static str {
    match reason {
        Reason::UnknownItem => "it names an item that is not on this record",
        Reason::OtherRoom => "the item lives in another room",
        Reason::NotYetOpen => "the item was opened later",
        Reason::ClosedItem => "the item is closed",
        Reason::Expired => "the item's last day had passed",
        Reason::NotAddressee => "its author is no addressee of the item",
        Reason::NotProposer => "its author did not propose the item",
        Reason::NotStater => "its author did not state the condition",
        Reason::NotParty => "its author is no party",
        Reason::NotConcerned => "its author is not concerned in what it contests",
        Reason::NotMember => "its author is no member of the room that it stands in",
        Reason::WrongKind => "the act does not go with an item of that kind",
        Reason::NothingToMove => "nothing is there to be moved by it",
        Reason::PartEnded => "that addressee's part had ended",
        Reason::BeyondPowers => "it exceeds its author's powers and is not confirmed",
        Reason::Crossed => "the terms changed after the head that it cites",
        Reason::NotEndorsed => "it waits for an endorsement that the charter asks for",
        Reason::NoConsent => "the consent that the charter asks for is not on the record",
        Reason::NotEditor => "in a register only the editor registers acts, and only reported ones",
        Reason::NotSecretariat => "acts that happened elsewhere are registered by the secretariat",
        Reason::NotAmendable => "it would change of the charter what an amendment leaves as it is",
        Reason::UnsoundCharter => {
            "the charter that it states contradicts itself, or a key in it cannot be used"
        }
        Reason::NotReleased => "words in a shuttle room pass by release alone",
        Reason::NotAuthor => "only the author of a note can release it",
        Reason::NotApproved => "the actor whose room it is has not approved these words",
        Reason::AlreadyReleased => "these words were released before",
        Reason::NoRoom => "no room has just the author and the recipients as members",
        Reason::Unreadable => "this release cannot read it",
    }
}

/// What an act did to an item.
pub fn effect_text(effect: &Effect) -> String {
    match effect {
        Effect::Moved => String::new(),
        Effect::Beside => "stands beside it".to_owned(),
        Effect::Without(reason) => format!("without effect: {}", reason_text(*reason)),
    }
}
