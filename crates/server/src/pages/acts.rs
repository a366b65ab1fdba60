//! What a note says, in a sentence: one for each kind of act.

use verbale_process::{
    act::{Kind, Phase},
    entry::Entry,
};
use verbale_record::{ActorId, Commitment};

use crate::locale::Arg;

use super::{
    markup::Html,
    voice::{Voice, short},
};

impl Voice<'_> {
    /// Who acted in a note, with those who joined; none where nobody is named.
    pub fn doers(&self, entry: &Entry) -> Option<Html> {
        let mut actors: Vec<ActorId> = entry.actor().cloned().into_iter().collect();
        if let Some(reported) = &entry.act.reported {
            actors.extend(reported.with.iter().cloned());
        }
        if actors.is_empty() { None } else { Some(self.names(&actors)) }
    }

    /// What a note says, in a sentence; what is known only from somebody's account is told as that account.
    pub fn says(&self, entry: &Entry) -> Html {
        let says = self.says_itself(entry);
        match entry.act.reported.as_ref().and_then(|r| r.according_to.as_ref()) {
            Some(actor) => {
                self.html("says-account", &[("actor", self.name(actor).into()), ("says", says.into())])
            }
            None => says,
        }
    }

    fn says_itself(&self, entry: &Entry) -> Html {
        let who = self.doers(entry).unwrap_or_else(|| self.say("somebody"));
        let item = |id: &Commitment| Arg::from(self.cited_note(id));
        let names = |actors: &[ActorId]| Arg::from(self.names(actors));
        let who = Arg::from(who);
        match &entry.act.kind {
            Kind::Proposal { to, .. } => self.html("says-proposal", &[("who", who), ("to", names(to))]),
            Kind::Question { to, .. } => self.html("says-question", &[("who", who), ("to", names(to))]),
            Kind::List { to, .. } => self.html("says-list", &[("who", who), ("to", names(to))]),
            Kind::Text { to, .. } => self.html("says-text", &[("who", who), ("to", names(to))]),
            Kind::Reply { re, position, .. } => {
                let position = self.term("position", position.name());
                self.html("says-reply", &[("who", who), ("item", item(re)), ("position", position.into())])
            }
            Kind::Answer { re, conditions } => match conditions {
                None => self.html("says-answer", &[("who", who), ("item", item(re))]),
                Some(answer) => {
                    let position = self.term("position", answer.name());
                    self.html(
                        "says-answer-conditions",
                        &[("who", who), ("item", item(re)), ("position", position.into())],
                    )
                }
            },
            Kind::Delivery { re, to } => {
                self.html("says-delivery", &[("who", who), ("item", item(re)), ("to", names(to))])
            }
            Kind::Readiness { stance, scope } => {
                let stance = self.term("stance", stance.name());
                let scope = self.term("scope", scope.name());
                self.html(
                    "says-readiness",
                    &[("who", who), ("stance", stance.into()), ("scope", scope.into())],
                )
            }
            Kind::Condition { requires_of, .. } => {
                self.html("says-condition", &[("who", who), ("of", names(requires_of))])
            }
            Kind::Commitment { from, obliges, .. } => {
                self.html("says-commitment", &[("actors", names(obliges)), ("from", item(from))])
            }
            Kind::Execution { .. } => self.html("says-execution", &[("who", who)]),
            Kind::Meeting { participants, .. } => {
                self.html("says-meeting", &[("who", who), ("actors", names(participants))])
            }
            Kind::Round { .. } => self.say("says-round"),
            Kind::Objection { re, against, paragraphs } => {
                let against = self.term("against", against.name());
                let said = [("who", who), ("item", item(re)), ("against", against.into())];
                self.of_paragraphs(self.html("says-objection", &said), paragraphs)
            }
            Kind::Group { phase: Phase::Dissolved, from, .. } => {
                self.html("says-group-dissolved", &[("item", item(from))])
            }
            Kind::Group { from, .. } => self.html("says-group", &[("item", item(from))]),
            Kind::Session { group, phase } => {
                let key = if *phase == Phase::Closed { "says-session-closed" } else { "says-session-opened" };
                self.html(key, &[("item", item(group))])
            }
            Kind::Suspension { scope } => {
                self.html("says-suspension", &[("who", who), ("scope", self.term("scope", scope).into())])
            }
            Kind::Resumption { scope } => {
                self.html("says-resumption", &[("who", who), ("scope", self.term("scope", scope).into())])
            }
            Kind::Confirmation { re, given } => {
                let key = if *given { "says-confirmation" } else { "says-confirmation-refused" };
                self.html(key, &[("who", who), ("item", item(re))])
            }
            Kind::Credential { actor, .. } => {
                self.html("says-credential", &[("actor", self.name(actor).into())])
            }
            Kind::KeyChange { actor, .. } => {
                self.html("says-key_change", &[("actor", self.name(actor).into())])
            }
            Kind::Revocation { .. } => self.html("says-revocation", &[("who", who)]),
            Kind::Charter(_) => self.say("says-charter"),
            Kind::Amendment { .. } => self.say("says-amendment"),
            Kind::Statement { about, .. } => {
                let cited: Vec<Html> = about.iter().map(|id| self.cited_note(id)).collect();
                if cited.is_empty() {
                    self.html("says-statement", &[("who", who)])
                } else {
                    self.html("says-statement-about", &[("who", who), ("items", self.list(&cited).into())])
                }
            }
            Kind::Erased { annex } => {
                self.html("says-erased", &[("annex", self.prefix(&annex.to_string()).into())])
            }
            Kind::Unreadable { name, .. } => {
                self.html("says-unreadable", &[("name", self.brief(name).into())])
            }
            Kind::Release { re, to } => {
                self.html("says-release", &[("who", who), ("item", item(re)), ("to", names(to))])
            }
            Kind::Minutes { of, .. } => self.html("says-minutes", &[("who", who), ("item", item(of))]),
            Kind::Report { group } => self.html("says-report", &[("who", who), ("item", item(group))]),
            Kind::Communique { mirror: Some(_), .. } => self.html("says-mirror", &[("who", who)]),
            Kind::Communique { .. } => self.html("says-communique", &[("who", who)]),
            Kind::Approval { re, paragraphs } | Kind::Amend { re, paragraphs } => {
                let key = format!("says-{}", entry.act.kind.name());
                self.of_paragraphs(self.html(&key, &[("who", who), ("item", item(re))]), paragraphs)
            }
            Kind::Withdrawal { re }
            | Kind::Receipt { re }
            | Kind::NotReceived { re }
            | Kind::ConditionMet { re }
            | Kind::ConditionLifted { re }
            | Kind::Endorsement { re }
            | Kind::Initial { re }
            | Kind::Sign { re, .. }
            | Kind::Correction { re }
            | Kind::Overtaken { re, .. }
            | Kind::Publication { re } => {
                let key = format!("says-{}", entry.act.kind.name());
                self.html(&key, &[("who", who), ("item", item(re))])
            }
        }
    }

    /// A sentence of an act on some paragraphs of minutes.
    fn of_paragraphs(&self, said: Html, paragraphs: &[u16]) -> Html {
        if paragraphs.is_empty() {
            return said;
        }
        let numbers: Vec<Html> = paragraphs.iter().map(|n| Html::trusted(n.to_string())).collect();
        let numbers = self.list(&numbers);
        self.html("says-of-paragraphs", &[("said", said.into()), ("numbers", numbers.into())])
    }

    /// A note's title as it is cited: an item's, or what stands for a note that opened none.
    pub fn cited_note(&self, note: &Commitment) -> Html {
        match self.view.process.entry(note) {
            Some(entry) if entry.act.kind.opens() => self.cited(note),
            Some(_) => self.to_note(note, self.title(note)),
            None => self.html("note-unknown", &[("prefix", short(&note.to_string()).into())]),
        }
    }

    /// What is told of how a reported act became known: whose account it is, by what medium,
    /// who received it; and what the register entered when.
    pub fn reported_facts(&self, entry: &Entry) -> Vec<(Html, Html)> {
        let mut facts = Vec::new();
        if let Some(reported) = &entry.act.reported {
            facts.push((self.say("fact-happened"), self.date(reported.on)));
            if let Some(actor) = &reported.according_to {
                facts.push((self.say("fact-according-to"), self.name(actor)));
            }
            facts.push((self.say("fact-medium"), self.term("medium", reported.medium.name())));
            if let Some(actor) = &reported.received_by {
                facts.push((self.say("fact-received-by"), self.name(actor)));
            }
            if let Some(day) = reported.received_on {
                facts.push((self.say("fact-received-on"), self.date(day)));
            }
        }
        facts.push((self.say("fact-registered"), self.date(self.view.day(entry.place.time_ms))));
        facts
    }

    /// Who spoke or acted for an actor: person and office, as the wording has them.
    pub fn person_facts(&self, note: &Commitment) -> Vec<(Html, Html)> {
        let Some(wording) = self.wording(note) else { return Vec::new() };
        let person = wording.person.as_deref().map(|p| (self.say("fact-person"), self.brief(p)));
        let office = wording.office.as_deref().map(|o| (self.say("fact-office"), self.brief(o)));
        person.into_iter().chain(office).collect()
    }

    /// Further texts of a wording that the pages know a name for, such as a venue or a chair.
    pub fn wording_facts(&self, note: &Commitment) -> Vec<(Html, Html)> {
        let Some(wording) = self.wording(note) else { return Vec::new() };
        let mut facts = Vec::new();
        for (field, value) in &wording.rest {
            let key = format!("field-{field}");
            if !self.locale.has(&key) {
                continue;
            }
            if let Some(words) = self.wording_value(value) {
                facts.push((self.say(&key), words));
            }
        }
        facts
    }

    fn wording_value(&self, value: &serde_json::Value) -> Option<Html> {
        use serde_json::Value;
        match value {
            Value::String(text) => match text.parse::<ActorId>() {
                Ok(actor) if self.view.charter().actor(&actor).is_some() => Some(self.name(&actor)),
                _ => Some(self.wrote(text)),
            },
            Value::Number(number) => Some(self.wrote(&number.to_string())),
            Value::Array(values) => {
                let words: Vec<Html> = values.iter().filter_map(|v| self.wording_value(v)).collect();
                (!words.is_empty()).then(|| Html::join(&words, "; "))
            }
            Value::Object(values) => {
                let known: Vec<(ActorId, &Value)> = values
                    .iter()
                    .filter_map(|(k, v)| Some((k.parse::<ActorId>().ok()?, v)))
                    .filter(|(a, _)| self.view.charter().actor(a).is_some())
                    .collect();
                let actors: Vec<ActorId> = known.iter().map(|(a, _)| a.clone()).collect();
                let words: Vec<Html> =
                    self.ordered(&actors)
                        .iter()
                        .filter_map(|actor| {
                            let value = known.iter().find(|(a, _)| a == actor).map(|(_, v)| *v)?;
                            let words = self.wording_value(value)?;
                            Some(self.html(
                                "field-of",
                                &[("actor", self.name(actor).into()), ("words", words.into())],
                            ))
                        })
                        .collect();
                (!words.is_empty()).then(|| Html::join(&words, "; "))
            }
            Value::Bool(_) | Value::Null => None,
        }
    }
}
