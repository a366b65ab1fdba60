//! The fold: from the notes of a view to the state of each item.
//!
//! Pure, and incremental: an act that comes in order is applied to the items that it touches; one
//! that is backdated, or that makes an earlier act contested or endorsed, makes only those items
//! fold anew. Both give what a fold from the start gives (there is a test that says so).
//!
//! An item is moved by notes of its own room alone, so a view that holds an item holds all that
//! moves it, and two views agree on it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use verbale_record::{ActorId, Commitment};

use crate::{
    act::{Against, ItemId, Kind},
    charter::{Charter, CharterError, ProcessKind, ReportedActs, Role},
    entry::{Entry, Order, Place, day_of},
    item::{Rules, State, is_talks},
    registry::Registry,
    standing::{Effect, ItemKind, Reason, Step},
};

/// The two clocks of a standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// Acts that happened after this day do not count.
    pub as_of: Date,
    /// Only the first so many entries of the record count; `None` for all.
    pub at_size: Option<u64>,
}

/// A process as one view knows it: its notes, and what became of each item.
#[derive(Clone, Debug)]
pub struct Process {
    charter: Charter,
    registry: Registry,
    held: Vec<Held>,
    by_commitment: BTreeMap<Commitment, u32>,
    by_arrival: BTreeMap<Place, u32>,
    pub(crate) items: BTreeMap<ItemId, Item>,
    /// Notes that name a commitment which this view does not hold (yet).
    waiting: BTreeMap<Commitment, Vec<u32>>,
    /// Statements by the item that they are about.
    about: BTreeMap<ItemId, BTreeMap<Order, u32>>,
    /// Executions by the commitment that they name.
    stages: BTreeMap<ItemId, BTreeMap<Order, u32>>,
    /// Rounds by room, in order: the fact of talks.
    rounds: BTreeMap<u16, BTreeMap<Order, u32>>,
    /// Acts that move no item: readiness, suspensions.
    pub(crate) loose: BTreeMap<Order, u32>,
    /// Registry notes that had no effect, with the reason.
    registry_without: BTreeMap<u32, Reason>,
    last_day: Option<Date>,
    last_place: Option<Place>,
}

/// A note with what the fold derived from it once.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub entry: Entry,
    pub order: Order,
    pub day: Date,
    /// The item that it opens or is about.
    pub home: Option<ItemId>,
    /// Every item that it opens or moves, the home first.
    pub touches: Vec<ItemId>,
}

/// An item with the notes that touch it, in the order in which they apply.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub kind: ItemKind,
    pub opener: u32,
    pub touching: Vec<(Order, u32)>,
    /// Notes that may contest or endorse another note of the item.
    accounts: Vec<u32>,
    /// The states in every reading, all notes counted; empty for conditions, which also depend on
    /// the rounds of their room and are folded when asked.
    pub readings: Vec<ReadingState>,
}

/// The state of an item in one reading: with every act, or without one that is contested.
#[derive(Clone, Debug)]
pub(crate) struct ReadingState {
    pub without: Option<u32>,
    pub state: State,
}

/// Which notes count.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut {
    pub as_of: Date,
    /// The last place that counts, where the size is cut.
    pub until: Option<Place>,
    /// Whether nothing counts.
    pub nothing: bool,
}

impl Cut {
    pub(crate) const ALL: Cut = Cut { as_of: Date::MAX, until: None, nothing: false };

    pub(crate) fn holds(&self, held: &Held) -> bool {
        !self.nothing && held.day <= self.as_of && self.until.is_none_or(|until| held.entry.arrived <= until)
    }
}

impl Process {
    /// A process that has its charter and nothing else.
    ///
    /// # Errors
    /// Where the charter contradicts itself or asks for rules that this program does not know.
    pub fn new(charter: Charter) -> Result<Process, CharterError> {
        charter.check()?;
        Ok(Process {
            registry: Registry::new(&charter)?,
            charter,
            held: Vec::new(),
            by_commitment: BTreeMap::new(),
            by_arrival: BTreeMap::new(),
            items: BTreeMap::new(),
            waiting: BTreeMap::new(),
            about: BTreeMap::new(),
            stages: BTreeMap::new(),
            rounds: BTreeMap::new(),
            loose: BTreeMap::new(),
            registry_without: BTreeMap::new(),
            last_day: None,
            last_place: None,
        })
    }

    /// A process from its charter note.
    ///
    /// # Errors
    /// Where the note is no charter, or the charter cannot be used.
    pub fn open(charter_note: Entry) -> Result<Process, CharterError> {
        let charter = match &charter_note.act.kind {
            Kind::Charter(charter) => charter.as_ref().clone(),
            Kind::Unreadable { name, reason } => {
                return Err(CharterError::NoCharter(format!("{name} that cannot be read ({reason})")));
            }
            other => return Err(CharterError::NoCharter(other.name().to_owned())),
        };
        let mut process = Process::new(charter)?;
        process.add(charter_note);
        Ok(process)
    }

    /// The charter.
    pub fn charter(&self) -> &Charter {
        &self.charter
    }

    /// Keys and powers.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// How many entries this view holds.
    pub fn size(&self) -> u64 {
        self.held.len() as u64
    }

    /// The day of the latest act on the record, where there is one.
    pub fn last_day(&self) -> Option<Date> {
        self.last_day
    }

    /// The day of an instant, by the charter's offset.
    pub fn day(&self, time_ms: u64) -> Date {
        day_of(time_ms, self.charter.offset_min)
    }

    /// The note of that commitment.
    pub fn entry(&self, commitment: &Commitment) -> Option<&Entry> {
        self.by_commitment.get(commitment).map(|i| &self.held(*i).entry)
    }

    /// Every note, in the order in which it was entered.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.by_arrival.values().map(|i| &self.held(*i).entry)
    }

    /// The item that a note opens, moves or stands beside.
    pub fn home(&self, note: &Commitment) -> Option<ItemId> {
        self.by_commitment.get(note).and_then(|i| self.held(*i).home)
    }

    /// Days on which something happened, in order.
    pub fn days(&self) -> Vec<Date> {
        let days: std::collections::BTreeSet<Date> = self.held.iter().map(|h| h.day).collect();
        days.into_iter().collect()
    }

    /// Takes one more note, in whatever order notes come. A note that the view holds already
    /// (a published one, entered again) is not counted twice.
    pub fn add(&mut self, entry: Entry) {
        if let Some(index) = self.by_commitment.get(&entry.commitment).copied() {
            let known = &mut self.held[index as usize].entry;
            if entry.arrived < known.arrived {
                self.by_arrival.remove(&known.arrived);
                known.arrived = entry.arrived;
                self.by_arrival.insert(entry.arrived, index);
            }
            return;
        }
        let index = u32::try_from(self.held.len()).unwrap_or(u32::MAX);
        let place = entry.place;
        let in_order = self.last_place.is_none_or(|last| last < place);
        self.last_place = self.last_place.max(Some(place));
        let day = entry.day(self.charter.offset_min);
        self.last_day = self.last_day.max(Some(day));
        let held = Held {
            order: entry.order(self.charter.offset_min),
            day,
            home: None,
            touches: Vec::new(),
            entry,
        };
        let commitment = held.entry.commitment;
        self.by_commitment.insert(commitment, index);
        self.by_arrival.insert(held.entry.arrived, index);
        let changes_keys = place.room == 0 && Registry::concerns(&held.entry);
        self.held.push(held);
        if changes_keys {
            if in_order {
                self.apply_to_registry(index);
            } else {
                self.rebuild_registry();
            }
        }
        if let Some(kind) = crate::item::item_kind(&self.held(index).entry.act.kind) {
            self.items.insert(
                commitment,
                Item { kind, opener: index, touching: Vec::new(), accounts: Vec::new(), readings: Vec::new() },
            );
        }
        self.link(index);
        for waiting in self.waiting.remove(&commitment).unwrap_or_default() {
            self.link(waiting);
        }
        if changes_keys && !in_order {
            self.refold_all();
        }
    }

    pub(crate) fn held(&self, index: u32) -> &Held {
        &self.held[index as usize]
    }

    pub(crate) fn all_held(&self) -> &[Held] {
        &self.held
    }

    pub(crate) fn index(&self, commitment: &Commitment) -> Option<u32> {
        self.by_commitment.get(commitment).copied()
    }

    pub(crate) fn stages_of(&self, item: &ItemId) -> impl Iterator<Item = &Held> {
        self.stages.get(item).into_iter().flat_map(|s| s.values()).map(|i| self.held(*i))
    }

    /// The entries of the record that count, as a cut.
    pub(crate) fn cut(&self, at: At) -> Cut {
        let size = at.at_size.unwrap_or(u64::MAX).min(self.size());
        let all = Cut { as_of: at.as_of, until: None, nothing: size == 0 };
        if size == self.size() || size == 0 {
            return all;
        }
        let last = usize::try_from(size - 1).ok().and_then(|n| self.by_arrival.keys().nth(n));
        Cut { until: last.copied(), ..all }
    }

    fn apply_to_registry(&mut self, index: u32) {
        let held = &self.held[index as usize];
        match self.registry.apply(&held.entry) {
            Ok(()) => self.registry_without.remove(&index),
            Err(reason) => self.registry_without.insert(index, reason),
        };
    }

    fn rebuild_registry(&mut self) {
        // The charter was read when the process was opened, so its keys are readable.
        let Ok(registry) = Registry::new(&self.charter) else { return };
        self.registry = registry;
        let mut notes: Vec<u32> = (0..self.held.len() as u32)
            .filter(|i| self.held(*i).entry.place.room == 0 && Registry::concerns(&self.held(*i).entry))
            .collect();
        notes.sort_by_key(|i| self.held(*i).entry.place);
        for index in notes {
            self.apply_to_registry(index);
        }
    }

    fn refold_all(&mut self) {
        let ids: Vec<ItemId> = self.items.keys().copied().collect();
        for id in ids {
            self.refold(&id);
        }
    }

    /// Finds what a note touches and brings those items up to date. Called again for a note that
    /// had waited for one that it names.
    fn link(&mut self, index: u32) {
        let held = self.held(index);
        let order = held.order;
        let room = held.entry.place.room;
        let named = named(&held.entry);
        let mut missing: Vec<Commitment> = Vec::new();
        let mut touches: Vec<ItemId> = Vec::new();
        let mut home = None;
        if held.entry.act.kind.opens() {
            home = Some(held.entry.commitment);
            touches.push(held.entry.commitment);
        }
        if let Some(re) = named.re {
            match self.index(&re).map(|i| self.held(i).home) {
                None => missing.push(re),
                Some(Some(item)) => {
                    home = home.or(Some(item));
                    touches.push(item);
                    // A confirmation carries the whole act that it confirms.
                    if let (Kind::Confirmation { .. }, Some(i)) = (&held.entry.act.kind, self.index(&re)) {
                        touches.extend(self.held(i).touches.iter().copied());
                    }
                }
                // The note named is itself waiting for its item.
                Some(None) => missing.push(re),
            }
        }
        for item in named.moves {
            if self.items.contains_key(&item) { touches.push(item) } else { missing.push(item) }
        }
        let mut seen = std::collections::BTreeSet::new();
        touches.retain(|t| seen.insert(*t));
        for item in named.about {
            self.about.entry(item).or_default().insert(order, index);
        }
        for item in named.stages {
            self.stages.entry(item).or_default().insert(order, index);
        }
        match &self.held(index).entry.act.kind {
            Kind::Round { .. } => {
                self.rounds.entry(room).or_default().insert(order, index);
            }
            Kind::Readiness { .. } | Kind::Suspension { .. } | Kind::Resumption { .. } => {
                self.loose.insert(order, index);
            }
            _ => {}
        }
        for commitment in missing {
            self.waiting.entry(commitment).or_default().push(index);
        }
        let new: Vec<ItemId> =
            touches.iter().filter(|t| !self.held(index).touches.contains(t)).copied().collect();
        let held = &mut self.held[index as usize];
        held.home = home;
        held.touches = touches;
        for item in &new {
            self.touch(item, index, order);
        }
        // Notes that named this one and waited for its item.
        if home.is_some() {
            let commitment = self.held(index).entry.commitment;
            for waiting in self.waiting.remove(&commitment).unwrap_or_default() {
                self.link(waiting);
            }
        }
    }

    fn touch(&mut self, id: &ItemId, index: u32, order: Order) {
        let held = self.held(index);
        let named = held.entry.act.kind.re();
        let is_account = is_account(&held.entry) && named.and_then(|re| self.home(&re)) == Some(*id);
        let ends_objection = match (&held.entry.act.kind, self.items.get(id)) {
            (Kind::Withdrawal { .. }, Some(item)) if item.kind == ItemKind::Objection => {
                self.held(item.opener).entry.act.kind.re()
            }
            _ => None,
        };
        let Some(item) = self.items.get_mut(id) else { return };
        let last = item.touching.last().map(|(o, _)| *o);
        let in_order = last.is_none_or(|last| last < order);
        if in_order {
            item.touching.push((order, index));
        } else {
            let at = item.touching.partition_point(|(o, _)| *o < order);
            item.touching.insert(at, (order, index));
        }
        if is_account {
            item.accounts.push(index);
        }
        let is_condition = item.kind == ItemKind::Condition;
        if is_account || ends_objection.is_some() {
            // What was certain may now be contested, or the reverse: the item and whatever else
            // its notes move fold anew.
            let home = ends_objection.and_then(|re| self.home(&re)).unwrap_or(*id);
            let mut again: Vec<ItemId> = vec![*id, home];
            if let Some(item) = self.items.get(&home) {
                again.extend(item.touching.iter().flat_map(|(_, i)| self.held(*i).touches.iter().copied()));
            }
            again.sort_unstable();
            again.dedup();
            for id in again {
                self.refold(&id);
            }
        } else if is_condition {
            // Folded when asked.
        } else if in_order {
            self.advance(id, index);
        } else {
            self.refold(id);
        }
    }

    /// Applies the newest note of an item to each of its readings.
    fn advance(&mut self, id: &ItemId, index: u32) {
        let Some(item) = self.items.get_mut(id) else { return };
        let mut readings = std::mem::take(&mut item.readings);
        if readings.is_empty() {
            readings.push(ReadingState { without: None, state: State::default() });
        }
        if self.is_contested(index, &Cut::ALL) {
            let state = readings[0].state.clone();
            readings.push(ReadingState { without: Some(index), state });
        }
        for reading in &mut readings {
            self.step(id, &mut reading.state, index, reading.without, &Cut::ALL);
        }
        if let Some(item) = self.items.get_mut(id) {
            item.readings = readings;
        }
    }

    fn refold(&mut self, id: &ItemId) {
        let Some(item) = self.items.get(id) else { return };
        if item.kind == ItemKind::Condition {
            return;
        }
        let readings = self.fold_item(id, item, &Cut::ALL);
        if let Some(item) = self.items.get_mut(id) {
            item.readings = readings;
        }
    }

    /// The states of an item in every reading, from the start, as far as a cut reaches.
    pub(crate) fn fold_item(&self, id: &ItemId, item: &Item, cut: &Cut) -> Vec<ReadingState> {
        let events = self.events(item, cut);
        let contested = events.iter().copied().filter(|i| self.is_contested(*i, cut));
        std::iter::once(None)
            .chain(contested.map(Some))
            .map(|without| {
                let mut state = State::default();
                for index in &events {
                    self.step(id, &mut state, *index, without, cut);
                }
                ReadingState { without, state }
            })
            .collect()
    }

    /// The notes that touch an item, in order, as far as a cut reaches; for a condition, with the
    /// rounds after it up to the first that is certain.
    fn events(&self, item: &Item, cut: &Cut) -> Vec<u32> {
        let mut events: Vec<(Order, u32)> =
            item.touching.iter().filter(|(_, i)| cut.holds(self.held(*i))).copied().collect();
        if item.kind == ItemKind::Condition {
            let opener = self.held(item.opener);
            let rounds = self.rounds.get(&opener.entry.place.room);
            for (order, index) in rounds.into_iter().flat_map(|r| r.range(opener.order..)) {
                let round = self.held(*index);
                let same_series = opener.entry.act.series.is_none() || opener.entry.act.series == round.entry.act.series;
                if !cut.holds(round) || !same_series || !concerns_talks(&opener.entry) || self.gate(*index, cut).is_some() {
                    continue;
                }
                events.push((*order, *index));
                if !self.is_contested(*index, cut) {
                    break;
                }
            }
            events.sort_unstable();
        }
        events.into_iter().map(|(_, i)| i).collect()
    }

    /// Applies one note to one reading of an item.
    fn step(&self, id: &ItemId, state: &mut State, index: u32, without: Option<u32>, cut: &Cut) -> Effect {
        let held = self.held(index);
        if without == Some(index) {
            state.leave_out(&held.entry);
            return Effect::Without(Reason::NotEndorsed);
        }
        if let Some(reason) = self.gate(index, cut) {
            return Effect::Without(reason);
        }
        let Some(item) = self.items.get(id) else { return Effect::Without(Reason::UnknownItem) };
        let opener = self.held(item.opener);
        let rules = Rules { charter: &self.charter, room: opener.entry.place.room };
        if let (Kind::Round { .. }, Kind::Condition { needs, .. }) = (&held.entry.act.kind, &opener.entry.act.kind) {
            return state.talks_held(needs, held.day, &held.entry);
        }
        let referred = held.entry.act.kind.re().and_then(|re| self.index(&re));
        if let (Kind::Confirmation { given, .. }, Some(r)) = (&held.entry.act.kind, referred)
            && self.gate(r, cut) == Some(Reason::BeyondPowers)
        {
            // An act beyond powers takes effect when it is confirmed (Vienna Convention on the
            // Law of Treaties, article 8).
            let confirmed = self.held(r);
            let by_its_actor = confirmed.entry.actor().is_some_and(|actor| held.entry.is_by(actor));
            if !by_its_actor {
                return without_effect(state, &held.entry, Reason::NotConcerned);
            }
            if !*given {
                state.beside.push(held.entry.commitment);
                return Effect::Beside;
            }
            let inner = confirmed.entry.act.kind.re().and_then(|re| self.entry(&re));
            return state.apply(&rules, id, &confirmed.entry, held.day, inner);
        }
        let effect =
            state.apply(&rules, id, &held.entry, held.day, referred.map(|r| &self.held(r).entry));
        if effect == Effect::Beside
            && let Some(reason) = self.contest_without_effect(index, cut)
        {
            state.beside.pop();
            return without_effect(state, &held.entry, reason);
        }
        effect
    }

    /// Why an act has no effect whatever it names; none where it may have one.
    pub(crate) fn gate(&self, index: u32, cut: &Cut) -> Option<Reason> {
        let held = self.held(index);
        let entry = &held.entry;
        if entry.is_unreadable() {
            return Some(Reason::Unreadable);
        }
        if let Some(reason) = self.registry_without.get(&index) {
            return Some(*reason);
        }
        let author = self.charter.actor(&entry.author);
        if self.charter.process == ProcessKind::Register {
            let is_editor = author.is_some_and(|a| a.role == Role::Editor);
            if !is_editor || (entry.act.reported.is_none() && !is_housekeeping(&entry.act.kind)) {
                return Some(Reason::NotEditor);
            }
        } else if entry.act.reported.is_some() {
            if !author.is_some_and(|a| matches!(a.role, Role::Secretariat | Role::Mediator)) {
                return Some(Reason::NotSecretariat);
            }
        } else if !self.registry.is_within_powers(entry) {
            return Some(Reason::BeyondPowers);
        } else if matches!(entry.act.kind, Kind::Round { .. }) && !self.is_by_consent(entry) {
            return Some(Reason::NoConsent);
        }
        if entry.act.reported.is_some()
            && self.charter.rules.reported_acts == ReportedActs::AwaitEndorsement
            && !is_housekeeping(&entry.act.kind)
            && !is_account(entry)
            && !matches!(entry.act.kind, Kind::Statement { .. })
            && !self.is_endorsed(index, cut)
        {
            return Some(Reason::NotEndorsed);
        }
        None
    }

    /// Whether the mediator's side noted it, or every party signed it.
    fn is_by_consent(&self, entry: &Entry) -> bool {
        let by_mediator = self
            .charter
            .actor(&entry.author)
            .is_some_and(|a| matches!(a.role, Role::Mediator | Role::Secretariat));
        by_mediator || self.charter.parties().all(|p| self.registry.has_signed(&p.id, entry))
    }

    /// The steps of an item's history: every note that opened, moved or stood beside it, in the
    /// order in which they apply, with the item after each.
    pub fn history(&self, id: &ItemId, at: At) -> Vec<Step> {
        let cut = self.cut(at);
        let Some(item) = self.items.get(id) else { return Vec::new() };
        let mut state = State::default();
        self.events(item, &cut)
            .into_iter()
            .map(|index| {
                let held = self.held(index);
                let effect = self.step(id, &mut state, index, None, &cut);
                Step {
                    note: held.entry.commitment,
                    on: held.day,
                    contested: self.is_contested(index, &cut),
                    effect,
                    after: state.outcome(&self.charter, held.day),
                }
            })
            .collect()
    }

    /// Statements about an item, in the order in which they were made.
    pub fn about(&self, id: &ItemId, at: At) -> Vec<Commitment> {
        let cut = self.cut(at);
        let statements = self.about.get(id).into_iter().flat_map(|a| a.values());
        statements.map(|i| self.held(*i)).filter(|h| cut.holds(h)).map(|h| h.entry.commitment).collect()
    }

    /// Notes that name something which this view does not hold.
    pub(crate) fn dangling(&self) -> impl Iterator<Item = u32> {
        let indices: std::collections::BTreeSet<u32> = self.waiting.values().flatten().copied().collect();
        indices.into_iter()
    }

    // What is contested.

    /// Whether an act is contested: a reported act that is one side's account and not endorsed,
    /// or that an actor concerned in it objects to.
    pub(crate) fn is_contested(&self, index: u32, cut: &Cut) -> bool {
        let held = self.held(index);
        let Some(reported) = &held.entry.act.reported else { return false };
        if matches!(held.entry.act.kind, Kind::Statement { .. } | Kind::Objection { .. }) {
            return false;
        }
        ((reported.according_to.is_some() && !self.is_endorsed(index, cut))
            || self.objections_to(index, cut).next().is_some())
            && self.gate(index, cut).is_none()
    }

    /// Whether the actor that a reported act is ascribed to, or for an actor's own account one
    /// whom it concerns, has endorsed it.
    pub(crate) fn is_endorsed(&self, index: u32, cut: &Cut) -> bool {
        let held = self.held(index);
        let own_account = held.entry.act.reported.as_ref().is_some_and(|r| {
            r.according_to.is_some() && r.according_to == r.by
        });
        self.accounts(index).any(|account| {
            if !cut.holds(account) || self.is_gated_account(account) {
                return false;
            }
            let names_it = match &account.entry.act.kind {
                Kind::Endorsement { re } => *re == held.entry.commitment,
                Kind::Receipt { .. } => matches!(held.entry.act.kind, Kind::Delivery { .. }),
                _ => false,
            };
            let Some(actor) = account.entry.actor() else { return false };
            names_it
                && if own_account {
                    !held.entry.is_by(actor) && self.is_concerned(actor, held)
                } else if matches!(account.entry.act.kind, Kind::Receipt { .. }) {
                    self.is_concerned(actor, held)
                } else {
                    held.entry.is_by(actor)
                }
        })
    }

    /// Objections that contest an act.
    pub(crate) fn objections_to(&self, index: u32, cut: &Cut) -> impl Iterator<Item = &Held> {
        let held = self.held(index);
        let cut = *cut;
        let reported = held.entry.act.reported.is_some();
        self.accounts(index).filter(move |account| {
            reported
                && cut.holds(account)
                && self.contests(account, held)
                && !self.is_withdrawn(account, &cut)
                && !self.is_gated_account(account)
        })
    }

    fn accounts(&self, index: u32) -> impl Iterator<Item = &Held> {
        let item = self.held(index).home.and_then(|home| self.items.get(&home));
        item.into_iter().flat_map(|item| item.accounts.iter()).map(|i| self.held(*i))
    }

    /// Whether an objection is against an act's existence, delivery or reply, and by an actor
    /// whom the act concerns.
    fn contests(&self, account: &Held, held: &Held) -> bool {
        let (re, against) = match &account.entry.act.kind {
            Kind::Objection { re, against } => (*re, *against),
            Kind::NotReceived { re } => (*re, Against::Delivery),
            _ => return false,
        };
        let of_that_class = match against {
            Against::Existence => held.entry.act.kind.opens() || re == held.entry.commitment,
            Against::Delivery => matches!(held.entry.act.kind, Kind::Delivery { .. }),
            Against::Reply => matches!(held.entry.act.kind, Kind::Reply { .. } | Kind::Answer { .. }),
            _ => false,
        };
        let named = re == held.entry.commitment || (Some(re) == held.home && held.order < account.order);
        let Some(actor) = account.entry.actor() else { return false };
        of_that_class && named && self.is_concerned(actor, held)
    }

    /// Whether an actor is an act's author or one addressed by it.
    fn is_concerned(&self, actor: &ActorId, held: &Held) -> bool {
        if held.entry.is_by(actor) {
            return true;
        }
        let addressed: &[ActorId] = match &held.entry.act.kind {
            Kind::Delivery { to, .. }
            | Kind::Proposal { to, .. }
            | Kind::Question { to, .. }
            | Kind::List { to, .. }
            | Kind::Text { to, .. } => to,
            Kind::Condition { requires_of, .. } => requires_of,
            Kind::Commitment { obliges, .. } => obliges,
            Kind::Meeting { participants, .. } => participants,
            // A reply or an answer addresses whoever opened the item.
            _ => {
                let opener = held.home.and_then(|home| self.items.get(&home)).map(|item| self.held(item.opener));
                return opener.is_some_and(|o| o.entry.is_by(actor));
            }
        };
        addressed.contains(actor)
    }

    fn is_withdrawn(&self, objection: &Held, cut: &Cut) -> bool {
        let Some(item) = self.items.get(&objection.entry.commitment) else { return false };
        item.touching.iter().map(|(_, i)| self.held(*i)).any(|h| {
            cut.holds(h)
                && matches!(h.entry.act.kind, Kind::Withdrawal { .. })
                && objection.entry.actor().is_some_and(|actor| h.entry.is_by(actor))
        })
    }

    /// Whether an objection or endorsement is itself without effect. Endorsements are not asked
    /// for their own endorsement.
    fn is_gated_account(&self, account: &Held) -> bool {
        self.index(&account.entry.commitment).is_none_or(|i| self.gate(i, &Cut::ALL).is_some())
    }

    /// Why an objection that could contest something contests nothing.
    fn contest_without_effect(&self, index: u32, cut: &Cut) -> Option<Reason> {
        let held = self.held(index);
        let against = match &held.entry.act.kind {
            Kind::Objection { against, .. } => *against,
            Kind::NotReceived { .. } => Against::Delivery,
            _ => return None,
        };
        if !matches!(against, Against::Existence | Against::Delivery | Against::Reply) {
            return None;
        }
        let item = self.items.get(&self.home(&held.entry.act.kind.re()?)?)?;
        if item.kind == ItemKind::Statement {
            return None;
        }
        let acts: Vec<&Held> = item
            .touching
            .iter()
            .map(|(_, i)| self.held(*i))
            .filter(|h| h.order < held.order && cut.holds(h))
            .filter(|h| match against {
                Against::Existence => h.entry.act.kind.opens(),
                Against::Delivery => matches!(h.entry.act.kind, Kind::Delivery { .. }),
                _ => matches!(h.entry.act.kind, Kind::Reply { .. } | Kind::Answer { .. }),
            })
            .collect();
        if acts.is_empty() {
            return Some(Reason::NothingToMove);
        }
        let concerned = held.entry.actor().is_some_and(|actor| acts.iter().any(|h| self.is_concerned(actor, h)));
        (!concerned).then_some(Reason::NotConcerned)
    }
}

fn without_effect(state: &mut State, entry: &Entry, reason: Reason) -> Effect {
    state.without.push((entry.commitment, reason));
    Effect::Without(reason)
}

/// What a note names, by what the naming does.
pub(crate) struct Named {
    /// The note or item that it is about.
    pub re: Option<Commitment>,
    /// Further items that it moves.
    pub moves: Vec<ItemId>,
    /// Items that it speaks of without moving them.
    pub about: Vec<ItemId>,
    /// Commitments that an execution names.
    pub stages: Vec<ItemId>,
}

impl Kind {
    /// The note or item that an act is about.
    pub fn re(&self) -> Option<Commitment> {
        match self {
            Kind::Answer { re, .. }
            | Kind::Delivery { re, .. }
            | Kind::Reply { re, .. }
            | Kind::Withdrawal { re }
            | Kind::Receipt { re }
            | Kind::NotReceived { re }
            | Kind::ConditionMet { re }
            | Kind::ConditionLifted { re }
            | Kind::Confirmation { re, .. }
            | Kind::Objection { re, .. }
            | Kind::Endorsement { re }
            | Kind::Approval { re }
            | Kind::Amend { re }
            | Kind::Initial { re }
            | Kind::Sign { re, .. }
            | Kind::Correction { re }
            | Kind::Overtaken { re, .. }
            | Kind::Release { re, .. }
            | Kind::Publication { re } => Some(*re),
            Kind::Session { group, .. } => Some(*group),
            Kind::Group { from, phase: crate::act::Phase::Dissolved, .. } => Some(*from),
            _ => None,
        }
    }
}

pub(crate) fn named(entry: &Entry) -> Named {
    let mut named =
        Named { re: entry.act.kind.re(), moves: Vec::new(), about: Vec::new(), stages: Vec::new() };
    match &entry.act.kind {
        Kind::Proposal { supersedes, .. } => named.moves.extend(*supersedes),
        Kind::Round { fulfils, .. } => named.moves.clone_from(fulfils),
        Kind::Statement { about, .. } => named.about.clone_from(about),
        Kind::Execution { counts_towards, may_count_towards, declares_complete, .. } => {
            named.stages = [counts_towards, may_count_towards, declares_complete].into_iter().flatten().copied().collect();
        }
        _ => {}
    }
    named
}

/// Whether a note may contest or endorse another.
fn is_account(entry: &Entry) -> bool {
    matches!(
        entry.act.kind,
        Kind::Objection { .. } | Kind::NotReceived { .. } | Kind::Endorsement { .. } | Kind::Receipt { .. }
    )
}

/// Acts that keep the record itself, and are nobody's act in the negotiation.
fn is_housekeeping(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Charter(_)
            | Kind::Amendment(_)
            | Kind::KeyChange { .. }
            | Kind::Credential { .. }
            | Kind::Revocation { .. }
            | Kind::Publication { .. }
            | Kind::Correction { .. }
            | Kind::Erased { .. }
    )
}

fn concerns_talks(condition: &Entry) -> bool {
    match &condition.act.kind {
        Kind::Condition { needs, before, .. } => is_talks(needs) || is_talks(before),
        _ => false,
    }
}
