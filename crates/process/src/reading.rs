//! Folding one item: the reading in which every act counts, and, for each contested act, the
//! reading without it.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use jiff::civil::Date;

use crate::{
    act::{ItemId, Kind},
    contest::{Accounting, Acted},
    effect::confirms_own,
    entry::Order,
    fold::{At, Cut, Item, ItemNumber, Process},
    item::{Rules, State, is_talks},
    standing::{Effect, ItemKind, Reason, Step},
};

/// An item as its notes made it, every act counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Course {
    pub state: State,
    /// Notes that stand beside the item, in order.
    pub beside: Vec<u32>,
    /// Marks of the secretariat that it is perhaps overtaken.
    pub perhaps_overtaken: Vec<u32>,
    /// Notes that had no effect on it, with the reason.
    pub without: Vec<(u32, Reason)>,
    acted: Acted,
    /// Acts beyond powers that a confirmation gave effect.
    confirmed: BTreeSet<u32>,
}

/// An item in every reading.
pub(crate) struct Readings<'a> {
    pub main: Cow<'a, Course>,
    /// Each contested act, in order, with the item's state without it; none where that is the
    /// same as with it.
    pub without: Vec<(u32, Option<State>)>,
}

/// One event of an item.
#[derive(Clone, Copy)]
struct Event {
    order: Order,
    index: u32,
    /// A round as the fact of talks, on a condition: the day on which it took effect.
    talks: Option<Date>,
}

/// The rounds that took effect, by room and series: the fact of talks.
pub(crate) struct RoundsHeld<'a> {
    /// Under no series, those of every series.
    held: BTreeMap<(u16, Option<&'a str>), Vec<Event>>,
}

impl<'a> RoundsHeld<'a> {
    pub fn of(process: &'a Process, cut: &Cut) -> RoundsHeld<'a> {
        let mut held: BTreeMap<(u16, Option<&str>), Vec<Event>> = BTreeMap::new();
        for index in process.rounds() {
            let round = process.held(index);
            if !cut.holds(round) {
                continue;
            }
            let Some((order, day)) = process.in_effect(index, cut) else { continue };
            let event = Event { order, index, talks: Some(day) };
            let room = round.entry.place.room;
            held.entry((room, None)).or_default().push(event);
            if let Some(series) = &round.entry.act.series {
                held.entry((room, Some(series.as_str()))).or_default().push(event);
            }
        }
        for events in held.values_mut() {
            events.sort_unstable_by_key(|e| e.order);
        }
        RoundsHeld { held }
    }
}

impl Process {
    /// An item in every reading, as far as a cut reaches.
    pub(crate) fn readings<'a>(
        &'a self,
        item: &'a Item,
        cut: &Cut,
        rounds: &RoundsHeld<'_>,
        accounting: &Accounting<'_>,
    ) -> Readings<'a> {
        let is_contested = |index: u32| accounting.is_contested(self.held(index));
        if let Some(course) = self.kept_course(item, cut)
            && !item.touching.iter().any(|index| is_contested(*index))
        {
            return Readings { main: Cow::Borrowed(course), without: Vec::new() };
        }
        let events = self.events(item, cut, rounds);
        let contested: Vec<bool> = events.iter().map(|event| is_contested(event.index)).collect();
        self.fold_readings(item, cut, &events, &contested)
    }

    /// The item with every note counted, from its notes alone.
    pub(crate) fn fold_course(&self, item: &Item) -> Course {
        let mut course = Course::default();
        for index in &item.touching {
            self.advance_one(item, &mut course, *index);
        }
        course
    }

    /// One more note, in order.
    pub(crate) fn advance_one(&self, item: &Item, course: &mut Course, index: u32) {
        let event = Event { order: self.held(index).order, index, talks: None };
        self.advance_course(item, course, event, &Cut::ALL);
    }

    /// The course that the process keeps, where it is that of a cut too.
    fn kept_course<'a>(&self, item: &'a Item, cut: &Cut) -> Option<&'a Course> {
        let course = item.course.as_ref().filter(|_| item.kind != ItemKind::Condition)?;
        let as_all = || item.touching.iter().all(|index| cut.holds_to(item, self.held(*index)));
        let counts = || !self.awaits_endorsement(cut) && !self.awaits_endorsement(&Cut::ALL);
        (self.is_whole(cut) || (counts() && as_all())).then_some(course)
    }

    /// Folds the readings side by side. Readings that come to the same go on as one, so that the
    /// work for each act stays small however many acts are contested.
    fn fold_readings<'a>(
        &self,
        item: &Item,
        cut: &Cut,
        events: &[Event],
        contested: &[bool],
    ) -> Readings<'a> {
        let mut course = Course::default();
        let mut same: Vec<u32> = Vec::new();
        let mut others: Vec<(State, Vec<u32>)> = Vec::new();
        for (event, is_contested) in events.iter().zip(contested) {
            let before = is_contested.then(|| course.state.clone());
            for (state, _) in &mut others {
                self.effect_on(item, state, &course.confirmed, *event, cut);
            }
            let effect = self.advance_course(item, &mut course, *event, cut);
            if let Some(mut without) = before.filter(|_| effect == Effect::Moved) {
                without.leave_out(&self.held(event.index).entry);
                others.push((without, vec![event.index]));
                merge(&course.state, &mut same, &mut others);
            }
        }
        let mut without: Vec<(u32, Option<State>)> = same.into_iter().map(|index| (index, None)).collect();
        for (state, members) in others {
            without.extend(members.into_iter().map(|index| (index, Some(state.clone()))));
        }
        without.sort_by_key(|(index, _)| self.held(*index).order);
        Readings { main: Cow::Owned(course), without }
    }

    /// The notes that touch an item, in order, as far as a cut reaches; for a condition, with the
    /// rounds after it that could close it.
    fn events(&self, item: &Item, cut: &Cut, rounds: &RoundsHeld<'_>) -> Vec<Event> {
        let touching = item.touching.iter().map(|index| self.held(*index));
        let touching = touching.filter(|held| cut.holds_to(item, held));
        let mut events: Vec<Event> =
            touching.map(|held| Event { order: held.order, index: held.index, talks: None }).collect();
        let opener = &self.held(item.opener).entry;
        if let Kind::Condition { needs, before, .. } = &opener.act.kind
            && (is_talks(needs) || is_talks(before))
            && let Some((from, _)) = self.in_effect(item.opener, cut)
        {
            let key = (opener.place.room, opener.act.series.as_deref());
            let rounds = rounds.held.get(&key).map(Vec::as_slice).unwrap_or_default();
            // The first closes the condition; the second would, in the reading without the first.
            let after = rounds.iter().skip(rounds.partition_point(|round| round.order < from));
            events.extend(after.take(2));
            events.sort_by_key(|e| e.order);
        }
        events
    }

    fn advance_course(&self, item: &Item, course: &mut Course, event: Event, cut: &Cut) -> Effect {
        let (mut effect, applied) = self.effect_on(item, &mut course.state, &course.confirmed, event, cut);
        let held = self.held(applied);
        if applied != event.index {
            course.confirmed.insert(applied);
        }
        if effect == Effect::Beside
            && let Some(reason) = self.contest_without_effect(held, item, &course.acted)
        {
            effect = Effect::Without(reason);
        }
        match &effect {
            Effect::Moved => course.acted.note(&held.entry, &self.held(item.opener).entry),
            // A round after a condition's close is no account of it. A publication is none either,
            // and stands in a room that not everybody sees.
            Effect::Beside
                if event.talks.is_some() || matches!(held.entry.act.kind, Kind::Publication { .. }) => {}
            Effect::Beside => {
                course.beside.push(applied);
                if matches!(held.entry.act.kind, Kind::Overtaken { .. }) {
                    course.perhaps_overtaken.push(applied);
                }
            }
            Effect::Without(reason) => {
                if self.gate(event.index, cut).is_none() {
                    course.without.push((applied, *reason));
                }
            }
        }
        effect
    }

    /// Applies one event to a state of an item; with the note that was applied, another than the
    /// event's where that confirms an act beyond powers.
    fn effect_on(
        &self,
        item: &Item,
        state: &mut State,
        confirmed: &BTreeSet<u32>,
        event: Event,
        cut: &Cut,
    ) -> (Effect, u32) {
        let index = event.index;
        let held = self.held(index);
        let opener = &self.held(item.opener).entry;
        if let (Some(day), Kind::Condition { needs, .. }) = (event.talks, &opener.act.kind) {
            return (state.talks_held(needs, day, &held.entry), index);
        }
        if let Some(reason) = self.gate(index, cut) {
            return (Effect::Without(reason), index);
        }
        if let Some(effect) = self.passing_effect(item, held, cut) {
            return (effect, index);
        }
        let referred = self.note_named_in(item.room, held);
        if let (Kind::Confirmation { given, .. }, Some(beyond)) = (&held.entry.act.kind, referred)
            && self.gate(beyond.index, cut) == Some(Reason::BeyondPowers)
        {
            let act = &beyond.entry;
            let is_here = held.entry.place.room == 0 || held.entry.place.room == act.place.room;
            return match (confirms_own(&held.entry, act) && is_here, *given) {
                (false, _) => (Effect::Without(Reason::NotConcerned), index),
                (true, false) => (Effect::Beside, index),
                (true, true) if confirmed.contains(&beyond.index) => {
                    (Effect::Without(Reason::NothingToMove), index)
                }
                // An act beyond powers takes effect when it is confirmed.
                (true, true) => {
                    let inner = self.note_named_in(item.room, beyond).map(|inner| &*inner.entry);
                    let rules = Rules { charter: self.charter_where(act.place), room: item.room };
                    (state.apply(&rules, &item.id, act, held.day, inner), beyond.index)
                }
            };
        }
        let referred = referred.map(|named| &*named.entry);
        let rules = Rules { charter: self.charter_where(held.entry.place), room: item.room };
        (state.apply(&rules, &item.id, &held.entry, held.day, referred), index)
    }

    /// The steps of an item's history: every note that opened, moved or stood beside it, in the
    /// order in which they apply, with the item after each.
    pub fn history(&self, id: &ItemId, at: At) -> Vec<Step> {
        let cut = self.cut(at);
        let Some(item) = self.item_of(id, &cut) else { return Vec::new() };
        let events = self.events(item, &cut, &RoundsHeld::of(self, &cut));
        let homes: BTreeSet<ItemNumber> =
            events.iter().filter_map(|event| self.held(event.index).home()).collect();
        let accounting = Accounting::of(self, homes.into_iter().map(|home| self.item(home)), &cut);
        let mut course = Course::default();
        events
            .into_iter()
            .map(|event| {
                let held = self.held(event.index);
                let effect = self.advance_course(item, &mut course, event, &cut);
                let on = event.talks.unwrap_or(held.day);
                Step {
                    note: held.entry.commitment,
                    on,
                    contested: effect == Effect::Moved && accounting.is_contested(held),
                    effect,
                    after: course.state.outcome(self.charter_of(&cut), on),
                }
            })
            .collect()
    }
}

/// Takes together readings that have come to the same state.
fn merge(main: &State, same: &mut Vec<u32>, others: &mut Vec<(State, Vec<u32>)>) {
    let mut kept: Vec<(State, Vec<u32>)> = Vec::with_capacity(others.len());
    for (state, members) in others.drain(..) {
        if state == *main {
            same.extend(members);
        } else if let Some((_, known)) = kept.iter_mut().find(|(k, _)| *k == state) {
            known.extend(members);
        } else {
            kept.push((state, members));
        }
    }
    *others = kept;
}
