//! One item and how it moves: the state machine that the fold runs for each item.
//!
//! A [`State`] is what the item's notes made of it in one reading, and nothing else: what stands
//! beside it or had no effect is kept by [`crate::reading`], so that a state is cheap to copy and
//! two readings that came to the same are equal.

use std::sync::Arc;

use jiff::civil::Date;
use verbale_record::{ActorId, Commitment};

use crate::{
    act::{ConditionsAnswer, ItemId, Kind, Needs, Position, Track},
    charter::{Charter, Role, RoomKind},
    entry::Entry,
    paragraphs::Paragraphs,
    rules::{
        Mover, Turn, is_beside, is_bound_to_terms, mover, names_its_item, reply_rule, speaks_on_paragraphs,
    },
    standing::{Await, Closed, Closing, Due, Effect, ItemKind, Outcome, Reason, Status},
};

/// One addressee's part of an item. The parts stand in the order of [`Opening::to`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub turn: Turn,
    /// Since when the addressee owes, whenever it is its turn.
    pub since: Date,
    /// How far the text has come: made, delivered, received.
    pub transport: Status,
    /// What the addressee last said that it does with it.
    pub handling: Option<Status>,
    /// Until when, where the addressee said so.
    pub until: Option<Date>,
    /// A delivery, a receipt or a reply shows that the addressee has the text.
    has_text: bool,
    /// In this reading a delivery to this addressee fell away, and it has not the text otherwise.
    undelivered: bool,
    /// When the addressee first set conditions: a later reply does not begin the turn anew.
    pub conditions_since: Option<Date>,
    /// The reply that waits for confirmation, and since when.
    pub referendum: Option<(Commitment, Date)>,
    /// The paragraphs of minutes that the addressee approved, as they read.
    pub approved: Paragraphs,
    /// Those to which it objected.
    pub objected: Paragraphs,
}

impl Part {
    fn new(since: Date) -> Part {
        Part {
            turn: Turn::Addressee,
            since,
            transport: Status::Made,
            handling: None,
            until: None,
            has_text: false,
            undelivered: false,
            conditions_since: None,
            referendum: None,
            approved: Paragraphs::default(),
            objected: Paragraphs::default(),
        }
    }

    /// The addressee owes from this day on: nothing that it said before holds.
    pub fn begin_anew(&mut self, on: Date) {
        *self = Part {
            transport: self.transport,
            has_text: self.has_text,
            undelivered: self.undelivered,
            ..Part::new(on)
        };
    }

    fn has_now_text(&mut self, transport: Status) {
        self.transport = self.transport.max(transport);
        self.has_text = true;
        self.undelivered = false;
    }

    fn status(&self) -> Status {
        self.handling.unwrap_or(self.transport)
    }

    /// Whether the addressee owes something by a last day. A turn that began after it (the
    /// proposer answered conditions late) is not bound to it.
    fn is_bound_to(&self, last_day: Date) -> bool {
        self.turn == Turn::Addressee && self.since <= last_day
    }
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
    /// How many paragraphs minutes have that are approved one by one.
    pub paragraph_count: Option<u16>,
}

/// The state of an item in one reading of its acts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct State {
    pub opening: Option<Arc<Opening>>,
    pub parts: Vec<Part>,
    pub closed: Option<Closed>,
    agreed_overtaken: Vec<ActorId>,
    /// The last leaf of the item's room at which its terms were set or changed.
    terms: Option<u64>,
    /// The paragraphs of minutes that were reworded, each with the note that did so last.
    pub reworded: Vec<(u16, Commitment)>,
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
    pub fn apply(
        &mut self,
        rules: &Rules<'_>,
        id: &ItemId,
        entry: &Entry,
        on: Date,
        referred: Option<&Entry>,
    ) -> Effect {
        let applied = if entry.commitment == *id {
            self.open(rules, entry, on)
        } else {
            self.try_move(rules, id, entry, on, referred)
        };
        applied.unwrap_or_else(Effect::Without)
    }

    /// Notes that an act was left out of this reading.
    pub fn leave_out(&mut self, entry: &Entry) {
        let Kind::Delivery { to, .. } = &entry.act.kind else { return };
        for part in self.parts_of(|actor| to.contains(actor)) {
            part.undelivered = !part.has_text;
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

    /// Each addressee with its part.
    pub fn addressees(&self) -> impl Iterator<Item = (&ActorId, &Part)> {
        self.opening.iter().flat_map(|opening| &opening.to).zip(&self.parts)
    }

    fn parts_of(&mut self, mut is_meant: impl FnMut(&ActorId) -> bool) -> impl Iterator<Item = &mut Part> {
        let to = self.opening.iter().flat_map(|opening| &opening.to);
        to.zip(&mut self.parts).filter(move |(actor, _)| is_meant(actor)).map(|(_, part)| part)
    }

    fn awaits(&self, opening: &Opening, charter: &Charter) -> Vec<Await> {
        let mut awaits: Vec<Await> = Vec::with_capacity(self.parts.len());
        for (addressee, part) in self.addressees() {
            let owed = match part.turn {
                Turn::Ended(_) => continue,
                Turn::Addressee if part.undelivered => {
                    opening.by.as_ref().map(|by| (by, Due::Delivery, opening.on, None))
                }
                Turn::Addressee => {
                    let due = opening.reply_by.filter(|last_day| part.is_bound_to(*last_day));
                    Some((addressee, owed_by_addressee(opening.kind), part.since, due))
                }
                Turn::Principal => {
                    let since = part.referendum.map_or(part.since, |(_, on)| on);
                    Some((addressee, Due::Confirmation, since, None))
                }
                Turn::Proposer => {
                    let since = part.conditions_since.unwrap_or(part.since);
                    opening.by.as_ref().map(|by| (by, owed_by_proposer(opening.kind), since, None))
                }
            };
            let Some((actor, what, since, due)) = owed else { continue };
            // Several addressees may wait for one and the same thing of the proposer.
            if matches!(what, Due::Delivery | Due::AnswerToConditions | Due::Revision)
                && let Some(same) = awaits.iter_mut().find(|a| a.actor == *actor && a.what == what)
            {
                same.since = same.since.min(since);
                continue;
            }
            let period = charter
                .rules
                .reply_period_days
                .filter(|_| due.is_none())
                .and_then(|days| since.checked_add(jiff::Span::new().try_days(days).ok()?).ok());
            awaits.push(Await {
                actor: actor.clone(),
                what,
                since,
                due: due.or(period),
                status: part.status(),
                until: part.until,
            });
        }
        awaits
    }

    fn open(&mut self, rules: &Rules<'_>, entry: &Entry, on: Date) -> Result<Effect, Reason> {
        // An opening beyond powers can be confirmed once.
        if self.opening.is_some() {
            return Err(Reason::NothingToMove);
        }
        let opening = opening(rules.charter, entry, on).ok_or(Reason::WrongKind)?;
        if opening.kind.awaits() {
            self.parts = vec![Part::new(on); opening.to.len()];
        }
        self.opening = Some(Arc::new(opening));
        self.terms = Some(entry.place.leaf);
        Ok(Effect::Moved)
    }

    fn try_move(
        &mut self,
        rules: &Rules<'_>,
        id: &ItemId,
        entry: &Entry,
        on: Date,
        referred: Option<&Entry>,
    ) -> Result<Effect, Reason> {
        let Some(opening) = self.opening.clone() else { return Err(Reason::NotYetOpen) };
        let kind = &entry.act.kind;
        if !is_in_its_room(rules, entry) {
            return Err(Reason::OtherRoom);
        }
        let who = mover(kind, opening.kind).ok_or(Reason::WrongKind)?;
        if names_its_item(kind) && kind.re() != Some(*id) {
            return Err(Reason::UnknownItem);
        }
        self.expire(on);
        match self.check_mover(rules, &opening, who, entry) {
            // Another's word that a condition is met or lifted is an account beside it.
            Err(Reason::NotStater) if !matches!(kind, Kind::Withdrawal { .. }) => return Ok(Effect::Beside),
            checked => checked?,
        }
        // What stands beside an item may come after its close.
        let speaks = speaks_on_paragraphs(kind)
            && opening.kind == ItemKind::Minutes
            && opening.to.iter().any(|actor| entry.is_by(actor));
        let passes_on =
            matches!(kind, Kind::Release { .. }) && kind.re() == Some(*id) && self.closed.is_none();
        if passes_on {
            self.close(Closing::Released, on, entry);
            return Ok(Effect::Moved);
        }
        if is_beside(kind) && !speaks {
            return Ok(Effect::Beside);
        }
        if let Some(closed) = &self.closed {
            // A round may carry out what was accepted before.
            let carried_out = matches!(kind, Kind::Round { .. }) && closed.how == Closing::Accepted;
            if !carried_out {
                return Err(if closed.how == Closing::Expired {
                    Reason::Expired
                } else {
                    Reason::ClosedItem
                });
            }
        }
        if is_bound_to_terms(kind) && entry.act.reported.is_none() {
            // A head of another room says nothing of this one: there the note that it names does.
            let seen = match entry.written().room == rules.room {
                true => entry.cited,
                false => referred.map_or(0, |r| r.place.leaf.saturating_add(1)),
            };
            if self.terms.is_some_and(|leaf| leaf >= seen) {
                return Err(Reason::Crossed);
            }
        }
        self.moves(rules, &opening, entry, on, referred)
    }

    fn check_mover(
        &self,
        rules: &Rules<'_>,
        opening: &Opening,
        who: Mover,
        entry: &Entry,
    ) -> Result<(), Reason> {
        let role = entry.actor().and_then(|a| rules.charter.actor(a)).map(|a| a.role);
        let is_author = opening.by.as_ref().is_some_and(|by| entry.is_by(by));
        match who {
            Mover::Anybody => Ok(()),
            Mover::Party if role == Some(Role::Party) => Ok(()),
            Mover::Party => Err(Reason::NotParty),
            Mover::Addressee if opening.to.iter().any(|actor| entry.is_by(actor)) => Ok(()),
            Mover::Addressee if matches!(entry.act.kind, Kind::Approval { .. }) => Err(Reason::NotParty),
            Mover::Addressee => Err(Reason::NotAddressee),
            Mover::Author if is_author => Ok(()),
            Mover::AuthorOrMediator if is_author || role.is_some_and(Role::mediates) => Ok(()),
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
            Kind::Answer { conditions: Some(answer), .. } => {
                self.answer_conditions(entry, *answer, on, referred)?
            }
            Kind::Answer { conditions: None, .. } => {
                self.each_part_of(entry, |part| part.turn = Turn::Ended(Closing::Answered))?;
                self.close_if_ended(opening, on, entry);
            }
            Kind::Approval { paragraphs, .. } => {
                self.speak(opening, entry, paragraphs, true, on)?;
                self.close_if_ended(opening, on, entry);
            }
            Kind::Objection { paragraphs, .. } => self.speak(opening, entry, paragraphs, false, on)?,
            Kind::Delivery { to, .. } => {
                let mut found = false;
                for part in self.parts_of(|actor| to.contains(actor)) {
                    found = true;
                    part.has_now_text(Status::Delivered);
                }
                if !found {
                    return Err(Reason::NotAddressee);
                }
            }
            Kind::Receipt { .. } => self.each_part_of(entry, |part| part.has_now_text(Status::Received))?,
            Kind::Confirmation { given, .. } => {
                self.confirm(entry, *given, referred)?;
                self.close_if_ended(opening, on, entry);
            }
            Kind::Withdrawal { .. } => {
                let how =
                    if opening.kind == ItemKind::Condition { Closing::Lifted } else { Closing::Withdrawn };
                self.close(how, on, entry);
            }
            Kind::Proposal { .. } => self.close(Closing::Superseded, on, entry),
            Kind::Round { .. } => self.close(Closing::CarriedOut, on, entry),
            Kind::ConditionMet { .. } => self.close(Closing::Met, on, entry),
            Kind::ConditionLifted { .. } => self.close(Closing::Lifted, on, entry),
            Kind::Group { .. } => self.close(Closing::Dissolved, on, entry),
            Kind::Amend { paragraphs, .. } => {
                self.change_terms(entry, on);
                self.change_paragraphs(opening, entry, paragraphs, on)?;
            }
            Kind::Initial { .. } | Kind::Sign { .. } => {}
            Kind::Overtaken { .. } => return self.overtake(rules, opening, entry, on),
            _ => return Err(Reason::WrongKind),
        }
        Ok(Effect::Moved)
    }

    fn reply(
        &mut self,
        entry: &Entry,
        position: Position,
        until: Option<Date>,
        on: Date,
    ) -> Result<(), Reason> {
        let rule = reply_rule(position);
        let commitment = entry.commitment;
        self.each_part_of(entry, |part| {
            // Who replies has the text, but has given no receipt for it.
            part.has_now_text(part.transport);
            part.handling = rule.status;
            part.until = None;
            part.turn = rule.turn;
            match rule.turn {
                // The same addressee still, since the same day; conditions that it had set are
                // replaced by this reply.
                Turn::Addressee => part.until = until,
                Turn::Proposer => part.conditions_since = part.conditions_since.or(Some(on)),
                Turn::Principal => part.referendum = Some((commitment, on)),
                Turn::Ended(_) => {}
            }
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
        let reply = referred.filter(|r| matches!(r.act.kind, Kind::Reply { .. }));
        let mut found = false;
        for part in self.parts_of(|actor| reply.is_none_or(|r| r.is_by(actor))) {
            if part.turn == Turn::Proposer {
                part.begin_anew(on);
                found = true;
            }
        }
        if !found {
            return Err(Reason::NothingToMove);
        }
        if answer == ConditionsAnswer::Amended {
            self.change_terms(entry, on);
        }
        Ok(())
    }

    /// The terms are others from here on. Who had accepted, had accepted the former ones, and is
    /// asked again: nobody is bound to words that came after its own.
    fn change_terms(&mut self, entry: &Entry, on: Date) {
        self.terms = self.terms.max(Some(entry.place.leaf));
        for part in &mut self.parts {
            if matches!(part.turn, Turn::Ended(Closing::Accepted) | Turn::Principal) {
                part.begin_anew(on);
            }
        }
    }

    fn confirm(&mut self, entry: &Entry, given: bool, referred: Option<&Entry>) -> Result<(), Reason> {
        let reply = referred.filter(|r| matches!(r.act.kind, Kind::Reply { .. })).map(|r| r.commitment);
        let mut found = false;
        for part in self.parts_of(|actor| entry.is_by(actor)) {
            let is_meant =
                reply.is_none_or(|reply| part.referendum.is_some_and(|(waiting, _)| waiting == reply));
            if part.turn == Turn::Principal && is_meant {
                part.turn = Turn::Ended(if given { Closing::Accepted } else { Closing::Rejected });
                found = true;
            }
        }
        if found { Ok(()) } else { Err(Reason::NothingToMove) }
    }

    fn overtake(
        &mut self,
        rules: &Rules<'_>,
        opening: &Opening,
        entry: &Entry,
        on: Date,
    ) -> Result<Effect, Reason> {
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
        if role.is_some_and(Role::mediates) { Ok(Effect::Beside) } else { Err(Reason::NotConcerned) }
    }

    /// Changes the parts of the actors who act in an entry, if one of them has not ended.
    pub fn each_part_of(&mut self, entry: &Entry, mut change: impl FnMut(&mut Part)) -> Result<(), Reason> {
        let mut moved = false;
        for part in self.parts_of(|actor| entry.is_by(actor)) {
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
        let refused = self
            .parts
            .iter()
            .filter_map(ended)
            .find(|how| matches!(how, Closing::Rejected | Closing::Countered));
        if opening.needs == Needs::All
            && let Some(how) = refused
        {
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
        let Some(last_day) = self.opening.as_ref().and_then(|o| o.reply_by) else { return false };
        self.closed.is_none() && last_day < on && self.parts.iter().any(|part| part.is_bound_to(last_day))
    }

    /// From the day after the last day for a reply, what an addressee still owed has expired.
    fn expire(&mut self, on: Date) {
        if !self.is_expired(on) {
            return;
        }
        let Some(opening) = &self.opening else { return };
        let Some(last_day) = opening.reply_by else { return };
        let owing = self.parts.iter().filter(|part| part.is_bound_to(last_day));
        let last_status = owing.map(Part::status).max();
        let how = match opening.needs {
            Needs::All => Some(Closing::Expired),
            Needs::Each => {
                for part in self.parts.iter_mut().filter(|part| part.is_bound_to(last_day)) {
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

/// Notes that move an item are in its room. Confirmations are in the registry, where everybody can
/// check them; a publication is in the public room, and names an item of another.
fn is_in_its_room(rules: &Rules<'_>, entry: &Entry) -> bool {
    let room = entry.place.room;
    match &entry.act.kind {
        Kind::Confirmation { .. } => room == rules.room || room == 0,
        Kind::Publication { .. } => {
            rules.charter.rooms.get(usize::from(room)).is_some_and(|entry| entry.kind == RoomKind::Public)
        }
        _ => room == rules.room,
    }
}

/// Whether a topic of a condition is that of talks taking place.
pub(crate) fn is_talks(topic: &str) -> bool {
    topic == "talks" || topic == "round"
}

fn owed_by_proposer(kind: ItemKind) -> Due {
    if kind == ItemKind::Minutes { Due::Revision } else { Due::AnswerToConditions }
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
        paragraph_count: None,
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
        Kind::Minutes { paragraph_count, .. } => {
            opening.to = charter.parties().map(|p| p.id.clone()).collect();
            opening.paragraph_count = *paragraph_count;
        }
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
