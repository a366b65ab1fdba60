//! What is awaited, how items stand and what moves would do, in sentences.

use jiff::civil::Date;
use verbale_process::{
    act::{ItemId, Kind},
    standing::{Await, Claim, Closed, Contest, Due, ItemKind, ItemStanding, Outcome, Status},
};

use crate::locale::Arg;

use super::{
    markup::Html,
    voice::{Voice, short},
};

impl Voice<'_> {
    /// What is awaited: *a reply*.
    pub fn due(&self, what: Due) -> Html {
        self.term("due", what.name())
    }

    /// *Alpha owes a reply since 1 June 2025*, with deadline and delay where there are any.
    pub fn awaits(&self, a: &Await) -> Html {
        let args = [
            ("actor", Arg::from(self.name(&a.actor))),
            ("what", self.due(a.what).into()),
            ("date", self.date(a.since).into()),
        ];
        let mut sentence = self.html("awaits", &args);
        if let Some(due) = a.due {
            sentence =
                self.html("awaits-due", &[("awaits", sentence.into()), ("date", self.date(due).into())]);
        }
        if let Some(until) = a.until {
            sentence =
                self.html("awaits-until", &[("awaits", sentence.into()), ("date", self.date(until).into())]);
        }
        sentence
    }

    /// How an item stands, as sentences.
    pub fn outcome(&self, kind: ItemKind, outcome: &Outcome) -> Html {
        match outcome {
            Outcome::Open(awaits) if awaits.is_empty() => match kind {
                ItemKind::Condition => self.say("outcome-condition-open"),
                ItemKind::Commitment => self.say("outcome-commitment-open"),
                ItemKind::Group => self.say("outcome-group-open"),
                kind if kind.awaits() => self.say("outcome-awaits-nothing"),
                _ => self.say("outcome-on-record"),
            },
            Outcome::Open(awaits) => {
                let sentences: Vec<Html> = self
                    .ordered_awaits(awaits)
                    .into_iter()
                    .map(|a| self.html("sentence", &[("words", self.awaits(a).into())]))
                    .collect();
                Html::join(&sentences, " ")
            }
            Outcome::Closed(closed) => self.html("sentence", &[("words", self.closed(closed).into())]),
            Outcome::Absent => self.say("outcome-absent"),
        }
    }

    /// Awaits in the order of the day.
    pub fn ordered_awaits<'o>(&self, awaits: &'o [Await]) -> Vec<&'o Await> {
        let mut ordered: Vec<&Await> = awaits.iter().collect();
        ordered.sort_by_key(|a| self.parties.iter().position(|p| *p == a.actor).unwrap_or(usize::MAX));
        ordered
    }

    /// *Accepted on 15 May 2025*, leading to the note that closed it.
    pub fn closed(&self, closed: &Closed) -> Html {
        let how = self.term("closing", closed.how.name());
        let how = match &closed.by {
            Some(note) => self.to_note(note, how),
            None => how,
        };
        let args = [("how", Arg::from(how)), ("date", self.date(closed.on).into())];
        match closed.last_status {
            Some(status) => {
                let words = self.html("closed-on", &args);
                self.html(
                    "closed-last-status",
                    &[("closed", words.into()), ("status", self.status(status).into())],
                )
            }
            None => self.html("closed-on", &args),
        }
    }

    /// How far an item has come: *delivered*.
    pub fn status(&self, status: Status) -> Html {
        self.term("status", status.name())
    }

    /// What in an item a contest is about: its reply, its delivery, or whether it happened at all.
    pub fn contest_subject(&self, contest: &Contest) -> &'static str {
        match self.view.process.entry(&contest.act).map(|e| &e.act.kind) {
            Some(Kind::Reply { .. }) => "reply",
            Some(Kind::Answer { .. }) => "answer",
            Some(Kind::Delivery { .. } | Kind::Receipt { .. } | Kind::NotReceived { .. }) => "delivery",
            _ => "existence",
        }
    }

    /// *The reply to X is contested.*
    pub fn contested_sentence(&self, item: &ItemStanding, contest: &Contest) -> Html {
        let key = match self.contest_subject(contest) {
            "reply" => "contested-reply",
            "answer" => "contested-answer",
            "delivery" => "contested-delivery",
            _ => "contested-existence",
        };
        self.html(key, &[("item", self.cited(&item.id).into())])
    }

    /// An item's title as it is cited in a sentence.
    pub fn cited(&self, item: &ItemId) -> Html {
        Html::trusted(format!("<cite>{}</cite>", self.item(item)))
    }

    /// Why an act is contested, in a sentence: on whose account it rests, who objects.
    pub fn contest_ground(&self, contest: &Contest) -> Html {
        let mut sentences = Vec::new();
        if let Some(actor) = &contest.according_to {
            sentences.push(self.html("contest-account", &[("actor", self.name(actor).into())]));
        }
        for objection in &contest.objections {
            let by = self.view.process.entry(objection).and_then(|e| e.actor());
            let words = match by {
                Some(actor) => self.html("contest-objection", &[("actor", self.name(actor).into())]),
                None => self.say("contest-objection-unnamed"),
            };
            sentences.push(self.to_note(objection, words));
        }
        Html::join(&sentences, " ")
    }

    /// Who opened an item.
    pub fn opener(&self, item: &ItemStanding) -> Option<Html> {
        let mut actors: Vec<_> = item.by.iter().cloned().collect();
        actors.extend(item.with.iter().cloned());
        if actors.is_empty() { None } else { Some(self.names(&actors)) }
    }

    /// The mark of an item's state, in words, and its class.
    pub fn state_mark(&self, item: &ItemStanding) -> (Html, &'static str) {
        match &item.outcome {
            Outcome::Open(_) => (self.say("state-open"), "mark"),
            Outcome::Closed(closed) => (self.term("closing", closed.how.name()), "mark mark-closed"),
            Outcome::Absent => (self.say("state-absent"), "mark mark-closed"),
        }
    }

    /// What the record shows for the items that a statement is about.
    pub fn record_shows(&self, about: &[ItemId]) -> Vec<Html> {
        about
            .iter()
            .filter_map(|id| self.find(id))
            .map(|item| {
                let shows = match item.kind {
                    // The record holds that a round, a statement or an execution was; more it does not show.
                    ItemKind::Round
                    | ItemKind::Meeting
                    | ItemKind::Execution
                    | ItemKind::Statement
                    | ItemKind::Objection => {
                        self.html("shows-on", &[("date", self.date(item.opened).into())])
                    }
                    kind => self.outcome(kind, &item.outcome),
                };
                let words =
                    self.html("shows", &[("item", self.cited(&item.id).into()), ("standing", shows.into())]);
                if item.contests.is_empty() {
                    words
                } else {
                    self.html("shows-contested", &[("shows", words.into())])
                }
            })
            .collect()
    }

    /// Whose turn a statement says it is.
    pub fn claim_says(&self, claim: &Claim) -> Html {
        self.html("claim-says", &[("actors", self.names(&claim.asserts_awaits).into())])
    }

    /// A commitment's beginning, as code.
    pub fn prefix(&self, hex: &str) -> Html {
        Html::trusted(format!("<code class=\"hash\">{}</code>", short(hex)))
    }

    /// How long a day is past, in words: *112 days ago*, *on this day*.
    pub fn ago(&self, day: Date) -> Html {
        self.html("days-ago", &[("n", self.days_since(day).into())])
    }
}
