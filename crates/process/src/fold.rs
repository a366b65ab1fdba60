//! The fold: from the notes of a view to the state of each item.
//!
//! Pure, and incremental: an act that comes in order is applied to the items that it touches; one
//! that is backdated, or that the charter's rules give or take effect, makes only those items fold
//! anew. Both give what a fold from the start gives (there is a test that says so). What is
//! contested is computed when the standing is asked for, in [`crate::reading`].
//!
//! An item is moved by notes of its own room and by confirmations in the registry, which everybody
//! holds; so a view that holds an item holds all that moves it, and two views agree on it.

mod link;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use verbale_record::Commitment;

use crate::{
    act::{ItemId, Kind},
    charter::{Charter, CharterError, ReportedActs},
    entry::{Entry, Order, Place, day_of},
    naming::{named, speaks_of_another},
    reading::Course,
    registry::Registry,
    standing::{ItemKind, Reason},
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
    items: BTreeMap<ItemId, Item>,
    /// Notes by what they name, whether the view holds that or not.
    naming: BTreeMap<Commitment, Vec<u32>>,
    /// Notes that name what this view does not hold, or what they cannot go with.
    astray: BTreeMap<u32, Reason>,
    /// Statements by the item that they are about.
    about: BTreeMap<ItemId, BTreeMap<Order, u32>>,
    /// Executions by the commitment that they name.
    stages: BTreeMap<ItemId, BTreeMap<Order, u32>>,
    /// Rounds, in order: the fact of talks.
    rounds: BTreeMap<Order, u32>,
    /// Acts that move no item: readiness, suspensions.
    loose: BTreeMap<Order, u32>,
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
    touches: Vec<ItemId>,
    /// How far the record reaches that has the note, and what leads from it to its home.
    to_home: Reach,
    /// The same for the other items that it touches.
    to_others: Reach,
    /// Why it has no effect, by itself and the registry.
    pub barred: Option<Reason>,
    /// Whether it has the endorsement that the charter asks for, all notes counted.
    pub endorsed: bool,
}

/// An item with the notes that touch it, in the order in which they apply.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub kind: ItemKind,
    pub opener: u32,
    pub touching: Vec<(Order, u32)>,
    /// Notes that may contest or endorse another note of the item.
    pub accounts: Vec<u32>,
    /// What its notes made of it, all counted. None for a condition, which also depends on the
    /// rounds of its room, and for a long item while backdated notes wait: both are folded when
    /// asked.
    pub course: Option<Course>,
    /// Notes that came since the course was given up.
    waiting: usize,
}

/// How far a record must reach to have certain notes: by both clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Reach {
    day: Date,
    arrived: Place,
}

impl Reach {
    fn of(entry: &Entry, day: Date) -> Reach {
        Reach { day, arrived: entry.arrived }
    }

    fn and(self, other: Reach) -> Reach {
        Reach { day: self.day.max(other.day), arrived: self.arrived.max(other.arrived) }
    }
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

    pub(crate) fn is_all(&self) -> bool {
        !self.nothing && self.until.is_none() && self.as_of == Date::MAX
    }

    pub(crate) fn holds(&self, held: &Held) -> bool {
        self.has(Reach::of(&held.entry, held.day))
    }

    /// Whether it also holds what leads from a note to its home.
    pub(crate) fn holds_to_home(&self, held: &Held) -> bool {
        self.has(held.to_home)
    }

    /// Whether it holds what a note is about, and what leads from there to its home.
    pub(crate) fn holds_to_named(&self, held: &Held) -> bool {
        self.has(if held.entry.act.kind.opens() { held.to_others } else { held.to_home })
    }

    /// Whether it holds what leads from a note to an item that it touches.
    pub(crate) fn holds_to(&self, item: &ItemId, held: &Held) -> bool {
        self.has(if held.home == Some(*item) { held.to_home } else { held.to_others })
    }

    fn has(&self, reach: Reach) -> bool {
        !self.nothing && reach.day <= self.as_of && self.until.is_none_or(|until| reach.arrived <= until)
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
            naming: BTreeMap::new(),
            astray: BTreeMap::new(),
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
        let days: BTreeSet<Date> = self.held.iter().map(|h| h.day).collect();
        days.into_iter().collect()
    }

    /// Statements about an item, in the order in which they were made.
    pub fn about(&self, id: &ItemId, at: At) -> Vec<Commitment> {
        let cut = self.cut(at);
        let statements = self.about.get(id).into_iter().flat_map(|a| a.values());
        statements.map(|i| self.held(*i)).filter(|h| cut.holds(h)).map(|h| h.entry.commitment).collect()
    }

    /// The notes that a view must hold to agree with others on an item: those that open, move or
    /// stand beside it, those that confirm, contest or endorse one of these, and for a condition
    /// the rounds of its room. In the order in which they were entered.
    pub fn notes_of(&self, id: &ItemId) -> Vec<Commitment> {
        let Some(item) = self.items.get(id) else { return Vec::new() };
        let mut found: BTreeSet<u32> = BTreeSet::new();
        let mut work: Vec<u32> = item.touching.iter().map(|(_, index)| *index).collect();
        if item.kind == ItemKind::Condition {
            let room = self.held(item.opener).entry.place.room;
            work.extend(self.rounds.values().filter(|i| self.held(**i).entry.place.room == room));
        }
        while let Some(index) = work.pop() {
            if found.insert(index) {
                let naming = self.naming(&self.held(index).entry.commitment).iter().copied();
                work.extend(naming.filter(|i| speaks_of_another(&self.held(*i).entry.act.kind)));
            }
        }
        let mut notes: Vec<&Entry> = found.into_iter().map(|index| &self.held(index).entry).collect();
        notes.sort_by_key(|entry| entry.place);
        notes.into_iter().map(|entry| entry.commitment).collect()
    }

    /// Takes one more note, in whatever order notes come. A note that the view holds already
    /// (a published one, entered again) is not counted twice.
    pub fn add(&mut self, entry: Entry) {
        let commitment = entry.commitment;
        if let Some(index) = self.by_commitment.get(&commitment).copied() {
            let known = &mut self.held[index as usize].entry;
            if entry.arrived < known.arrived {
                self.by_arrival.remove(&known.arrived);
                known.arrived = entry.arrived;
                self.by_arrival.insert(entry.arrived, index);
                self.link_all(index);
            }
            return;
        }
        let index = u32::try_from(self.held.len()).unwrap_or(u32::MAX);
        let place = entry.place;
        let in_order = self.last_place.is_none_or(|last| last < place);
        self.last_place = self.last_place.max(Some(place));
        let day = entry.day(self.charter.offset_min);
        self.last_day = self.last_day.max(Some(day));
        self.by_commitment.insert(commitment, index);
        self.by_arrival.insert(entry.arrived, index);
        let changes_keys = place.room == 0 && Registry::concerns(&entry.act.kind);
        self.held.push(Held {
            order: entry.order(self.charter.offset_min),
            day,
            home: None,
            touches: Vec::new(),
            to_home: Reach::of(&entry, day),
            to_others: Reach::of(&entry, day),
            barred: None,
            endorsed: true,
            entry,
        });
        if changes_keys && in_order {
            self.apply_to_registry(index);
        }
        self.judge(index);
        self.register(index);
        self.link_all(index);
        if changes_keys && !in_order {
            self.rebuild_registry();
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

    pub(crate) fn item(&self, id: &ItemId) -> Option<&Item> {
        self.items.get(id)
    }

    pub(crate) fn items(&self) -> impl Iterator<Item = (ItemId, &Item)> {
        self.items.iter().map(|(id, item)| (*id, item))
    }

    /// The notes that name another by what they are about.
    pub(crate) fn naming(&self, commitment: &Commitment) -> &[u32] {
        self.naming.get(commitment).map(Vec::as_slice).unwrap_or_default()
    }

    /// Why a note cannot be brought together with what it names, as far as the view reaches.
    pub(crate) fn astray(&self, index: u32) -> Option<Reason> {
        self.astray.get(&index).copied()
    }

    pub(crate) fn registry_without(&self, index: u32) -> Option<Reason> {
        self.registry_without.get(&index).copied()
    }

    pub(crate) fn rounds(&self) -> impl Iterator<Item = u32> {
        self.rounds.values().copied()
    }

    pub(crate) fn loose(&self) -> impl Iterator<Item = u32> {
        self.loose.values().copied()
    }

    pub(crate) fn stages_of(&self, item: &ItemId) -> impl Iterator<Item = u32> {
        self.stages.get(item).into_iter().flat_map(|s| s.values()).copied()
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

    /// Whether a cut leaves nothing out.
    pub(crate) fn is_whole(&self, cut: &Cut) -> bool {
        !cut.nothing && cut.until.is_none() && self.last_day.is_none_or(|last| last <= cut.as_of)
    }

    /// Whether reported acts wait for endorsement here.
    pub(crate) fn awaits_endorsement(&self) -> bool {
        self.charter.rules.reported_acts == ReportedActs::AwaitEndorsement
    }

    fn apply_to_registry(&mut self, index: u32) {
        let held = &self.held[index as usize];
        match self.registry.apply(&held.entry) {
            Ok(()) => self.registry_without.remove(&index),
            Err(reason) => self.registry_without.insert(index, reason),
        };
    }

    /// Reads the registry anew after a note that is not its last. Notes whose powers turn out
    /// otherwise than they seemed make the items that they touch fold anew.
    fn rebuild_registry(&mut self) {
        // The charter was read when the process was opened, so its keys are readable.
        let Ok(registry) = Registry::new(&self.charter) else { return };
        self.registry = registry;
        let all = 0..u32::try_from(self.held.len()).unwrap_or(u32::MAX);
        let mut notes: Vec<u32> = all
            .clone()
            .filter(|i| {
                self.held(*i).entry.place.room == 0 && Registry::concerns(&self.held(*i).entry.act.kind)
            })
            .collect();
        notes.sort_by_key(|i| self.held(*i).entry.place);
        for index in notes {
            self.apply_to_registry(index);
        }
        let mut again: BTreeSet<ItemId> = BTreeSet::new();
        for index in all {
            if self.judge(index) {
                again.extend(&self.held(index).touches);
                for naming in self.naming(&self.held(index).entry.commitment) {
                    // What it confirms or endorses.
                    again.extend(&self.held(*naming).touches);
                }
                let named = self.held(index).entry.act.kind.re().and_then(|re| self.index(&re));
                again.extend(named.into_iter().flat_map(|i| &self.held(i).touches));
            }
        }
        if self.awaits_endorsement() {
            for index in 0..u32::try_from(self.held.len()).unwrap_or(u32::MAX) {
                if self.judge_endorsement(index) {
                    again.extend(&self.held(index).touches);
                }
            }
        }
        for id in again {
            self.refold(&id);
        }
    }

    /// Judges whether a note can have effect; true where that is another answer than before.
    fn judge(&mut self, index: u32) -> bool {
        let barred = self.barred(index);
        let held = &mut self.held[index as usize];
        let changed = held.barred != barred;
        held.barred = barred;
        changed | self.judge_endorsement(index)
    }

    fn judge_endorsement(&mut self, index: u32) -> bool {
        let endorsed = self.is_endorsed_as_asked(index, &Cut::ALL);
        let held = &mut self.held[index as usize];
        let changed = held.endorsed != endorsed;
        held.endorsed = endorsed;
        changed
    }

    /// Enters a note, once, in the lists that it stands in whatever else the view holds.
    fn register(&mut self, index: u32) {
        let Held { entry, order, .. } = &self.held[index as usize];
        let (order, commitment) = (*order, entry.commitment);
        let names = named(entry);
        for named in names.re.iter().chain(names.moves) {
            self.naming.entry(*named).or_default().push(index);
        }
        for item in names.about {
            self.about.entry(*item).or_default().insert(order, index);
        }
        for item in names.stages() {
            self.stages.entry(*item).or_default().insert(order, index);
        }
        match &entry.act.kind {
            Kind::Round { .. } => {
                self.rounds.insert(order, index);
            }
            Kind::Readiness { .. } | Kind::Suspension { .. } | Kind::Resumption { .. } => {
                self.loose.insert(order, index);
            }
            _ => {}
        }
        if let Some(kind) = crate::item::item_kind(&entry.act.kind) {
            let item = Item {
                kind,
                opener: index,
                touching: Vec::new(),
                accounts: Vec::new(),
                course: None,
                waiting: 0,
            };
            self.items.insert(commitment, item);
        }
    }
}
