//! One item and how it moves: the state machine that the fold runs for each item.

use jiff::civil::Date;
use verbale_record::{ActorId, Commitment};

use crate::{
    act::{ConditionsAnswer, ItemId, Kind, Needs, Position, Track},
    charter::{Charter, Role},
    entry::Entry,
    rules::{Mover, Turn, is_bound_to_terms, mover, reply_rule},
    standing::{Await, Closed, Closing, Due, Effect, ItemKind, Outcome, Reason, Status},
};

/// One addressee's part of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub actor: ActorId,
    pub turn: Turn,
    /// Since when the addressee owes, whenever it is its turn.
    pub since: Date,
    /// How far the text has come: made, delivered, received.
    pub transport: Status,
    /// What the addressee last said that it does with it.
    pub handling: Option<Status>,
    /// Until when, where a deferral said so.
    pub until: Option<Date>,
    /// In this reading a delivery to this addressee fell away.
    pub undelivered: bool,
    /// When the addressee first set conditions: a later reply does not begin the turn anew.
    pub conditions_since: Option<Date>,
    /// The reply that waits for confirmation, and since when.
    pub referendum: Option<(Commitment, Date)>,
}

/// What the note that opened the item said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Opening {
    pub kind: ItemKind,
    pub by: Option<ActorId>,
    pub with: Vec<ActorId>,
    pub to: Vec<ActorId>,
    pub track: Option<Track>,
    pub on: Date,
    pub needs: Needs,
    pub reply_by: Option<Date>,
}

/// The state of an item in one reading of its acts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct State {
    pub opening: Option<Opening>,
    pub parts: Vec<Part>,
    pub closed: Option<Closed>,
    pub agreed_overtaken: Vec<ActorId>,
    pub perhaps_overtaken: Vec<Commitment>,
    pub beside: Vec<Commitment>,
    pub without: Vec<(Commitment, Reason)>,
    /// Leaves of the item's room at which its terms were set or changed.
    terms: Vec<u64>,
}

/// What the state machine may ask about the process.
pub(crate) struct Rules<'a> {
    pub charter: &'a Charter,
    /// The item's room.
    pub room: u16,
}

impl State {
    /// Applies one act that touches the item, as of the day on which it takes effect.
    /// `referred` is the note that the act names, where that is a note within the item.
    pub fn apply(&mut self, rules: &Rules<'_>, id: &ItemId, entry: &Entry, on: Date, referred: Option<&Entry>) -> Effect {
        let effect = self.moved(rules, id, entry, on, referred);
        match &effect {
            Effect::Moved => {}
            Effect::Beside => self.beside.push(entry.commitment),
            Effect::Without(reason) => self.without.push((entry.commitment, *reason)),
        }
        effect
    }

    /// Notes that an act was left out of this reading.
    pub fn leave_out(&mut self, entry: &Entry) {
        if let Kind::Delivery { to, .. } = &entry.act.kind {
            for part in self.parts.iter_mut().filter(|p| to.contains(&p.actor)) {
                part.undelivered = true;
            }
        }
    }

    /// The outcome on a day: expiry is reckoned here, when asked.
    pub fn outcome(&self, charter: &Charter, as_of: Date) -> Outcome {
        let Some(opening) = &self.opening else { return Outcome::Absent };
        if let Some(closed) = &self.closed {
            return Outcome::Closed(closed.clone());
        }
        if self.is_expired(as_of) {
            let mut later = self.clone();
            later.expire(as_of);
            return match later.closed {
                Some(closed) => Outcome::Closed(closed),
                None => Outcome::Open(later.awaits(opening, charter)),
            };
        }
        Outcome::Open(self.awaits(opening, charter))
    }

    fn awaits(&self, opening: &Opening, charter: &Charter) -> Vec<Await> {
        let mut awaits: Vec<Await> = Vec::new();
        for part in &self.parts {
            let owed = match part.turn {
                Turn::Ended(_) => continue,
                Turn::Addressee if part.undelivered && part.transport == Status::Made && part.handling.is_none() => {
                    opening.by.clone().map(|by| (by, Due::Delivery, opening.on, None))
                }
                Turn::Addressee => Some((part.actor.clone(), owed_by_addressee(opening.kind), part.since, opening.reply_by)),
                Turn::Principal => {
                    let since = part.referendum.map_or(part.since, |(_, on)| on);
                    Some((part.actor.clone(), Due::Confirmation, since, None))
                }
                Turn::Proposer => {
                    let since = part.conditions_since.unwrap_or(part.since);
                    opening.by.clone().map(|by| (by, Due::AnswerToConditions, since, None))
                }
            };
            let Some((actor, what, since, due)) = owed else { continue };
            // Several addressees may wait for one and the same thing of the proposer.
            if what == Due::Delivery || what == Due::AnswerToConditions {
                if let Some(same) = awaits.iter_mut().find(|a| a.actor == actor && a.what == what) {
                    same.since = same.since.min(since);
                    continue;
                }
            }
            let period = charter.rules.reply_period_days.filter(|_| due.is_none()).and_then(|days| {
                since.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
            });
            awaits.push(Await {
                actor,
                what,
                since,
                due: due.or(period),
                status: part.handling.unwrap_or(part.transport),
                until: part.until,
            });
        }
        awaits
    }

    fn moved(&mut self, rules: &Rules<'_>, id: &ItemId, entry: &Entry, on: Date, referred: Option<&Entry>) -> Effect {
        if entry.commitment == *id {
            self.open(rules, entry, on);
            return Effect::Moved;
        }
        match self.try_move(rules, entry, on, referred) {
            Ok(effect) => effect,
            Err(reason) => Effect::Without(reason),
        }
    }

    fn open(&mut self, rules: &Rules<'_>, entry: &Entry, on: Date) {
        let Some(opening) = opening(rules.charter, entry, on) else { return };
        if opening.kind.awaits() {
            self.parts = opening
                .to
                .iter()
                .map(|actor| Part {
                    actor: actor.clone(),
                    turn: Turn::Addressee,
                    since: on,
                    transport: Status::Made,
                    handling: None,
                    until: None,
                    undelivered: false,
                    conditions_since: None,
                    referendum: None,
                })
                .collect();
        }
        self.opening = Some(opening);
        self.terms.push(entry.place.leaf);
    }

    fn try_move(&mut self, rules: &Rules<'_>, entry: &Entry, on: Date, referred: Option<&Entry>) -> Result<Effect, Reason> {
        let Some(opening) = self.opening.clone() else { return Err(Reason::NotYetOpen) };
        if entry.place.room != rules.room && !(entry.place.room == 0 && matches!(entry.act.kind, Kind::Confirmation { .. })) {
            return Err(Reason::OtherRoom);
        }
        let kind = &entry.act.kind;
        let who = mover(kind, opening.kind).ok_or(Reason::WrongKind)?;
        self.expire(on);
        // What stands beside an item may come after its close.
        match kind {
            Kind::Objection { .. }
            | Kind::Endorsement { .. }
            | Kind::Correction { .. }
            | Kind::NotReceived { .. }
            | Kind::Publication { .. }
            | Kind::Release { .. }
            | Kind::Session { .. } => return Ok(Effect::Beside),
            _ => {}
        }
        match self.check_mover(rules, &opening, who, entry) {
            // Another's word that a condition is met or lifted is an account beside it.
            Err(Reason::NotStater) if !matches!(kind, Kind::Withdrawal { .. }) => return Ok(Effect::Beside),
            checked => checked?,
        }
        if let Some(closed) = &self.closed {
            // A round may carry out what was accepted before.
            let carried_out = matches!(kind, Kind::Round { .. }) && closed.how == Closing::Accepted;
            if !carried_out {
                return Err(if closed.how == Closing::Expired { Reason::Expired } else { Reason::ClosedItem });
            }
        }
        if is_bound_to_terms(kind) && entry.act.reported.is_none() {
            let seen = if entry.place.room == rules.room { entry.cited } else { referred.map_or(0, |r| r.place.leaf + 1) };
            if self.terms.iter().any(|leaf| *leaf >= seen) {
                return Err(Reason::Crossed);
            }
        }
        self.moves(rules, &opening, entry, on, referred)
    }

    fn check_mover(&self, rules: &Rules<'_>, opening: &Opening, who: Mover, entry: &Entry) -> Result<(), Reason> {
        let role = entry.actor().and_then(|a| rules.charter.actor(a)).map(|a| a.role);
        let is_author = match &opening.by {
            Some(by) => entry.is_by(by),
            None => false,
        };
        match who {
            Mover::Anybody => Ok(()),
            Mover::Party if role == Some(Role::Party) => Ok(()),
            Mover::Party => Err(Reason::NotParty),
            Mover::Addressee if self.parts.iter().any(|p| entry.is_by(&p.actor)) => Ok(()),
            Mover::Addressee if matches!(entry.act.kind, Kind::Approval { .. }) => Err(Reason::NotParty),
            Mover::Addressee => Err(Reason::NotAddressee),
            Mover::Author if is_author => Ok(()),
            Mover::AuthorOrMediator if is_author || matches!(role, Some(Role::Mediator | Role::Secretariat)) => Ok(()),
            Mover::Author if opening.kind == ItemKind::Condition => Err(Reason::NotStater),
            Mover::Author | Mover::AuthorOrMediator => Err(Reason::NotProposer),
        }
    }

    fn moves(
        &mut self,
        rules: &Rules<'_>,
        opening: &Opening,
        entry: &Entry,
        on: Date,
        referred: Option<&Entry>,
    ) -> Result<Effect, Reason> {
        match &entry.act.kind {
            Kind::Reply { position, until, .. } => {
                self.reply(entry, *position, *until, on)?;
                self.close_if_ended(opening, on, entry);
            }
            Kind::Answer { conditions: Some(answer), .. } => self.answer_conditions(entry, *answer, on, referred)?,
            Kind::Answer { conditions: None, .. } => {
                self.each_part_of(entry, |part| part.turn = Turn::Ended(Closing::Answered))?;
                self.close_if_ended(opening, on, entry);
            }
            Kind::Approval { .. } => {
                self.each_part_of(entry, |part| part.turn = Turn::Ended(Closing::Agreed))?;
                self.close_if_ended(opening, on, entry);
            }
            Kind::Delivery { to, .. } => {
                let mut found = false;
                for part in self.parts.iter_mut().filter(|p| to.contains(&p.actor)) {
                    found = true;
                    part.transport = part.transport.max(Status::Delivered);
                }
                if !found {
                    return Err(Reason::NotAddressee);
                }
            }
            Kind::Receipt { .. } => self.each_part_of(entry, |part| part.transport = Status::Received)?,
            Kind::Confirmation { given, .. } => {
                self.confirm(entry, *given, referred)?;
                self.close_if_ended(opening, on, entry);
            },
            Kind::Withdrawal { .. } => {
                let how = if opening.kind == ItemKind::Condition { Closing::Lifted } else { Closing::Withdrawn };
                self.close(how, on, entry);
            }
            Kind::Proposal { .. } => self.close(Closing::Superseded, on, entry),
            Kind::Round { .. } => self.close(Closing::CarriedOut, on, entry),
            Kind::ConditionMet { .. } => self.close(Closing::Met, on, entry),
            Kind::ConditionLifted { .. } => self.close(Closing::Lifted, on, entry),
            Kind::Group { .. } => self.close(Closing::Dissolved, on, entry),
            Kind::Amend { .. } => self.terms.push(entry.place.leaf),
            Kind::Initial { .. } | Kind::Sign { .. } => {}
            Kind::Overtaken { .. } => return self.overtake(rules, opening, entry, on),
            _ => return Err(Reason::WrongKind),
        }
        Ok(Effect::Moved)
    }

    fn reply(&mut self, entry: &Entry, position: Position, until: Option<Date>, on: Date) -> Result<(), Reason> {
        let rule = reply_rule(position);
        let commitment = entry.commitment;
        self.each_part_of(entry, |part| {
            match rule.turn {
                Turn::Addressee => {
                    // The same addressee still, since the same day; conditions that it had set
                    // are replaced by this reply.
                    part.handling = rule.status;
                    part.until = until;
                }
                Turn::Proposer => {
                    part.conditions_since.get_or_insert(on);
                    part.handling = None;
                }
                Turn::Principal => part.referendum = Some((commitment, on)),
                Turn::Ended(_) => {}
            }
            part.turn = rule.turn;
        })
    }

    fn answer_conditions(
        &mut self,
        entry: &Entry,
        answer: ConditionsAnswer,
        on: Date,
        referred: Option<&Entry>,
    ) -> Result<(), Reason> {
        // An answer to one conditional reply concerns its author's part; to the item, every part
        // that waits for one.
        let replier = referred.filter(|r| matches!(r.act.kind, Kind::Reply { .. })).and_then(Entry::actor);
        let mut found = false;
        for part in &mut self.parts {
            if part.turn == Turn::Proposer && replier.is_none_or(|actor| part.actor == *actor) {
                part.turn = Turn::Addressee;
                part.since = on;
                part.handling = None;
                part.conditions_since = None;
                found = true;
            }
        }
        if !found {
            return Err(Reason::NothingToMove);
        }
        if answer == ConditionsAnswer::Amended {
            self.terms.push(entry.place.leaf);
        }
        Ok(())
    }

    fn confirm(&mut self, entry: &Entry, given: bool, referred: Option<&Entry>) -> Result<(), Reason> {
        let reply = referred.filter(|r| matches!(r.act.kind, Kind::Reply { .. })).map(|r| r.commitment);
        let mut found = false;
        for part in &mut self.parts {
            if part.turn == Turn::Principal && entry.is_by(&part.actor) && reply.is_none_or(|r| part.referendum.is_some_and(|(c, _)| c == r)) {
                part.turn = Turn::Ended(if given { Closing::Accepted } else { Closing::Rejected });
                found = true;
            }
        }
        if found { Ok(()) } else { Err(Reason::NothingToMove) }
    }

    fn overtake(&mut self, rules: &Rules<'_>, opening: &Opening, entry: &Entry, on: Date) -> Result<Effect, Reason> {
        let concerned: Vec<&ActorId> = opening.by.iter().chain(&opening.to).collect();
        let mut agrees = false;
        for actor in concerned.iter().filter(|a| entry.is_by(a)) {
            agrees = true;
            if !self.agreed_overtaken.contains(actor) {
                self.agreed_overtaken.push((*actor).clone());
            }
        }
        if agrees {
            if concerned.iter().all(|a| self.agreed_overtaken.contains(a)) {
                self.close(Closing::Overtaken, on, entry);
            }
            return Ok(Effect::Moved);
        }
        let role = entry.actor().and_then(|a| rules.charter.actor(a)).map(|a| a.role);
        if matches!(role, Some(Role::Mediator | Role::Secretariat)) {
            self.perhaps_overtaken.push(entry.commitment);
            return Ok(Effect::Beside);
        }
        Err(Reason::NotConcerned)
    }

    /// Changes the parts of the actors who act in an entry, if one of them has not ended.
    fn each_part_of(&mut self, entry: &Entry, mut change: impl FnMut(&mut Part)) -> Result<(), Reason> {
        let mut moved = false;
        for part in self.parts.iter_mut().filter(|p| entry.is_by(&p.actor)) {
            if !matches!(part.turn, Turn::Ended(_)) {
                change(part);
                moved = true;
            }
        }
        if moved { Ok(()) } else { Err(Reason::PartEnded) }
    }

    fn close_if_ended(&mut self, opening: &Opening, on: Date, entry: &Entry) {
        let ended = |part: &Part| match part.turn {
            Turn::Ended(how) => Some(how),
            _ => None,
        };
        let refused = self.parts.iter().filter_map(ended).find(|how| matches!(how, Closing::Rejected | Closing::Countered));
        if opening.needs == Needs::All && let Some(how) = refused {
            return self.close(how, on, entry);
        }
        if let Some(how) = self.common_end() {
            self.close(how, on, entry);
        }
    }

    /// How the parts ended, once all have.
    fn common_end(&self) -> Option<Closing> {
        let mut common = None;
        for part in &self.parts {
            let Turn::Ended(how) = part.turn else { return None };
            common = Some(match common {
                None => how,
                Some(before) if before == how => how,
                Some(_) => Closing::Divided,
            });
        }
        common
    }

    /// A round is the fact of talks: it meets a condition that needs talks, and makes moot one
    /// that was to precede them.
    pub fn talks_held(&mut self, needs: &str, on: Date, round: &Entry) -> Effect {
        if self.opening.is_none() || self.closed.is_some() {
            return Effect::Beside;
        }
        self.close(if is_talks(needs) { Closing::Met } else { Closing::Moot }, on, round);
        Effect::Moved
    }

    fn close(&mut self, how: Closing, on: Date, entry: &Entry) {
        self.closed = Some(Closed { how, on, by: Some(entry.commitment), last_status: None });
    }

    fn is_expired(&self, on: Date) -> bool {
        self.closed.is_none()
            && self.opening.as_ref().and_then(|o| o.reply_by).is_some_and(|by| by < on)
            && self.parts.iter().any(|p| p.turn == Turn::Addressee)
    }

    /// From the day after the last day for a reply, what an addressee still owed has expired.
    fn expire(&mut self, on: Date) {
        if !self.is_expired(on) {
            return;
        }
        let Some(opening) = &self.opening else { return };
        let Some(last_day) = opening.reply_by else { return };
        let last_status = self
            .parts
            .iter()
            .filter(|p| p.turn == Turn::Addressee)
            .map(|p| p.handling.unwrap_or(p.transport))
            .max();
        let how = match opening.needs {
            Needs::All => Some(Closing::Expired),
            Needs::Each => {
                for part in self.parts.iter_mut().filter(|p| p.turn == Turn::Addressee) {
                    part.turn = Turn::Ended(Closing::Expired);
                }
                self.common_end()
            }
        };
        if let Some(how) = how {
            let on = last_day.tomorrow().unwrap_or(last_day);
            self.closed = Some(Closed { how, on, by: None, last_status });
        }
    }
}

/// Whether a topic of a condition is that of talks taking place.
pub(crate) fn is_talks(topic: &str) -> bool {
    topic == "talks" || topic == "round"
}

fn owed_by_addressee(kind: ItemKind) -> Due {
    match kind {
        ItemKind::Question => Due::Answer,
        ItemKind::Minutes => Due::Approval,
        _ => Due::Reply,
    }
}

/// The item that a note opens; none where the act opens nothing.
pub(crate) fn opening(charter: &Charter, entry: &Entry, on: Date) -> Option<Opening> {
    let mut opening = Opening {
        kind: item_kind(&entry.act.kind)?,
        by: entry.actor().cloned(),
        with: entry.act.reported.as_ref().map(|r| r.with.clone()).unwrap_or_default(),
        to: Vec::new(),
        track: None,
        on,
        needs: Needs::All,
        reply_by: None,
    };
    match &entry.act.kind {
        Kind::Proposal { to, track, reply_by, needs, .. } => {
            opening.to.clone_from(to);
            opening.track = Some(*track);
            opening.reply_by = *reply_by;
            opening.needs = *needs;
        }
        Kind::Question { to, track, .. } | Kind::Text { to, track } => {
            opening.to.clone_from(to);
            opening.track = Some(*track);
        }
        Kind::List { to, .. } => opening.to.clone_from(to),
        Kind::Condition { requires_of, .. } => opening.to.clone_from(requires_of),
        Kind::Commitment { obliges, .. } => opening.to.clone_from(obliges),
        Kind::Meeting { participants, track } => {
            opening.to.clone_from(participants);
            opening.track = *track;
        }
        Kind::Minutes { .. } => opening.to = charter.parties().map(|p| p.id.clone()).collect(),
        Kind::Group { track, .. } => opening.track = Some(*track),
        _ => {}
    }
    Some(opening)
}

/// What sort of item an act opens.
pub(crate) fn item_kind(kind: &Kind) -> Option<ItemKind> {
    if !kind.opens() {
        return None;
    }
    ItemKind::parse(kind.name())
}

