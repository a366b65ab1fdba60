//! The fold: from the notes of a view to the state of each item.
//!
//! Pure, and incremental: an act that comes in order is applied to the items that it touches; one
//! that is backdated, or that the charter's rules give or take effect, makes only those items fold
//! anew. Both give what a fold from the start gives (there is a test that says so). What is
//! contested is computed when the standing is asked for, in [`crate::reading`].
//!
//! An item is moved by notes of its own room and by confirmations in the registry, which everybody
//! holds; so a view that holds an item holds all that moves it, and two views agree on it. A note
//! that was released is held once for each room that the view sees it in: where it was written it
//! ends with the release, where it was released to it begins with its leaf there.

mod cut;
mod known;
mod link;
mod reach;
mod registered;
mod take;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use verbale_record::Commitment;

pub use self::cut::At;
pub(crate) use self::{cut::Cut, known::ItemNumber};
use self::{
    cut::Reach,
    known::{Known, Number},
};
use crate::{
    act::{ItemId, Kind},
    charter::{Charter, CharterError},
    entry::{Entry, Order, Place, day_of},
    naming::speaks_of_another,
    reading::Course,
    registry::Registry,
    standing::{ItemKind, Reason},
};

/// A process as one view knows it: its notes, and what became of each item.
#[derive(Clone, Debug)]
pub struct Process {
    registry: Registry,
    held: Vec<Held>,
    known: Known,
    /// Every leaf that the view has seen.
    by_arrival: BTreeMap<Place, Seen>,
    items: Vec<Item>,
    /// Rounds, in order: the fact of talks.
    rounds: BTreeMap<Order, u32>,
    /// Acts that move no item: readiness, suspensions.
    loose: BTreeMap<Order, u32>,
    /// Acts that let words pass to further rooms: publications and releases.
    passing: BTreeMap<Order, u32>,
    /// Registry notes that had no effect, with the reason.
    registry_without: BTreeMap<u32, Reason>,
    last_day: Option<Date>,
    last_place: Option<Place>,
}

/// What a leaf showed.
#[derive(Clone, Debug)]
enum Seen {
    /// The note at this index.
    Note(u32),
    /// A note that the view had seen at an earlier leaf, entered again where it was published.
    Again(Box<Entry>),
}

/// A note with what the fold derived from it once.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub entry: Box<Entry>,
    /// Its index among the notes held.
    pub index: u32,
    number: Number,
    pub order: Order,
    pub day: Date,
    /// The item that it opened.
    item: Option<ItemNumber>,
    /// The note that it is about.
    re: Option<Number>,
    /// The notes that opened the further items that it moves.
    moves: Box<[Number]>,
    links: Links,
    /// Why it has no effect, by itself and the registry.
    pub barred: Option<Reason>,
    /// Whether it has the endorsement that the charter asks for, all notes counted.
    pub endorsed: bool,
}

impl Held {
    /// The item that it opens or is about.
    pub fn home(&self) -> Option<ItemNumber> {
        self.links.home
    }

    /// Every item that it opens or moves, the home first.
    fn touches(&self) -> impl Iterator<Item = ItemNumber> {
        self.links.touches()
    }

    /// Why it cannot be brought together with what it names, as far as the view reaches.
    pub fn astray(&self) -> Option<Reason> {
        self.links.astray
    }
}

/// What a note leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Links {
    /// The item that it opens or is about.
    home: Option<ItemNumber>,
    /// How far the record reaches that has the note, and what leads from it to its home.
    to_home: Reach,
    /// The same for the note that it names.
    to_named: Reach,
    /// The other items that it moves, by their numbers, each with how far a record reaches that has
    /// what leads there.
    others: Vec<(ItemNumber, Reach)>,
    /// Why it leads nowhere: it names what this view does not hold, or what it cannot go with.
    astray: Option<Reason>,
}

impl Links {
    /// Every item that the note opens or moves, the home first.
    fn touches(&self) -> impl Iterator<Item = ItemNumber> {
        self.home.into_iter().chain(self.others.iter().map(|(item, _)| *item))
    }

    fn has(&self, item: ItemNumber) -> bool {
        self.reach_to(item).is_some()
    }

    /// How far a record reaches that has what leads from the note to an item.
    fn reach_to(&self, item: ItemNumber) -> Option<&Reach> {
        if self.home == Some(item) {
            return Some(&self.to_home);
        }
        self.others.iter().find(|(other, _)| *other == item).map(|(_, reach)| reach)
    }

    /// A note that leads nowhere.
    fn none(own: Reach) -> Links {
        Links { home: None, to_home: own, to_named: own, others: Vec::new(), astray: None }
    }
}

/// An item with the notes that touch it.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub id: ItemId,
    pub number: ItemNumber,
    pub kind: ItemKind,
    /// The room that it lives in.
    pub room: u16,
    pub opener: u32,
    /// In the order in which they apply.
    pub touching: Vec<u32>,
    /// Notes that may contest or endorse another note of the item.
    pub accounts: Vec<u32>,
    /// What its notes made of it, all counted. None for a condition, which also depends on the
    /// rounds of its room, and for a long item while backdated notes wait: both are folded when
    /// asked.
    pub course: Option<Course>,
    /// Notes that came since the course was given up.
    waiting: usize,
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
            held: Vec::new(),
            known: Known::default(),
            by_arrival: BTreeMap::new(),
            items: Vec::new(),
            rounds: BTreeMap::new(),
            loose: BTreeMap::new(),
            passing: BTreeMap::new(),
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

    /// The charter in force, the newest of all that is held.
    pub fn charter(&self) -> &Charter {
        self.registry.charter()
    }

    /// The charter that was in force on a day and at a size of the record: whose actors and rooms
    /// a standing of these clocks is about.
    pub fn charter_at(&self, at: At) -> &Charter {
        self.charter_of(&self.cut(at))
    }

    /// Keys and powers.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// How many entries this view holds: the leaves of all its rooms.
    pub fn size(&self) -> u64 {
        self.by_arrival.len() as u64
    }

    /// The day of the latest act on the record, where there is one.
    pub fn last_day(&self) -> Option<Date> {
        self.last_day
    }

    /// The day of an instant, by the charter's offset.
    pub fn day(&self, time_ms: u64) -> Date {
        day_of(time_ms, self.charter().offset_min)
    }

    /// The note of that commitment: where it counts now, if it was released.
    pub fn entry(&self, commitment: &Commitment) -> Option<&Entry> {
        self.known.find(commitment)?.held().next_back().map(|i| &*self.held(i).entry)
    }

    /// The note of that commitment in the room in which it counts, by the room's index.
    pub fn entry_in(&self, commitment: &Commitment, room: u16) -> Option<&Entry> {
        self.held_in(commitment, room).map(|held| &*held.entry)
    }

    /// Every entry, in the order in which it was entered: a carried note once for each room that
    /// this view sees it in.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.by_arrival.values().map(|seen| match seen {
            Seen::Note(index) => &*self.held(*index).entry,
            Seen::Again(entry) => entry,
        })
    }

    /// Every note once, in the order in which it was entered first.
    pub fn notes(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        let is_first = |held: &&Held| self.known.slot(held.number).held().next() == Some(held.index);
        let seen = self.by_arrival.values().filter_map(|seen| match seen {
            Seen::Note(index) => Some(self.held(*index)),
            Seen::Again(_) => None,
        });
        seen.filter(is_first).map(|held| &*held.entry)
    }

    /// The item that a note opens, moves or stands beside.
    pub fn home(&self, note: &Commitment) -> Option<ItemId> {
        let held = self.known.find(note)?.held().next_back()?;
        self.held(held).home().map(|home| self.item(home).id)
    }

    /// Days on which something happened, in order.
    pub fn days(&self) -> Vec<Date> {
        let days: BTreeSet<Date> = self.held.iter().map(|h| h.day).collect();
        days.into_iter().collect()
    }

    /// Statements about an item, in the order in which they were made.
    pub fn about(&self, id: &ItemId, at: At) -> Vec<Commitment> {
        let cut = self.cut(at);
        let beside = self.known.find(id).map(|slot| slot.beside.as_slice()).unwrap_or_default();
        let is_statement = |held: &&Held| matches!(held.entry.act.kind, Kind::Statement { .. });
        let statements = beside.iter().map(|i| self.held(*i)).filter(is_statement);
        let mut statements: Vec<&Held> = statements.filter(|held| cut.holds(held)).collect();
        statements.sort_by_key(|held| held.order);
        statements.into_iter().map(|held| held.entry.commitment).collect()
    }

    /// The notes that a view must hold to agree with others on an item: those that open, move or
    /// stand beside it, those that confirm, contest or endorse one of these, and for a condition
    /// the rounds of its room. In the order in which they were entered.
    pub fn notes_of(&self, id: &ItemId) -> Vec<Commitment> {
        let Some(item) = self.item_of(id, &Cut::ALL) else { return Vec::new() };
        self.needed_for(item).into_iter().map(|entry| entry.commitment).collect()
    }

    /// The same, as entries where they count.
    pub(crate) fn needed_for(&self, item: &Item) -> Vec<&Entry> {
        let mut found: BTreeSet<u32> = BTreeSet::new();
        let mut work: Vec<u32> = item.touching.clone();
        if item.kind == ItemKind::Condition {
            work.extend(self.rounds.values().filter(|i| self.held(**i).entry.place.room == item.room));
        }
        while let Some(index) = work.pop() {
            if found.insert(index) {
                let naming = self.naming(self.held(index));
                work.extend(naming.filter(|i| speaks_of_another(&self.held(*i).entry.act.kind)));
            }
        }
        let mut notes: Vec<&Entry> = found.into_iter().map(|index| &*self.held(index).entry).collect();
        notes.sort_by_key(|entry| entry.place);
        notes
    }

    pub(crate) fn held(&self, index: u32) -> &Held {
        &self.held[index as usize]
    }

    pub(crate) fn all_held(&self) -> &[Held] {
        &self.held
    }

    pub(crate) fn item(&self, number: ItemNumber) -> &Item {
        &self.items[number.index()]
    }

    fn item_mut(&mut self, number: ItemNumber) -> &mut Item {
        &mut self.items[number.index()]
    }

    /// The item that a note opened.
    pub(crate) fn item_opened_by(&self, held: &Held) -> Option<&Item> {
        held.item.map(|number| self.item(number))
    }

    /// Every item, in the order in which the view took the notes that opened them.
    pub(crate) fn items(&self) -> &[Item] {
        &self.items
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

    pub(crate) fn passing(&self) -> impl Iterator<Item = u32> {
        self.passing.values().copied()
    }

    /// The executions that name a commitment, in order.
    pub(crate) fn stages_of(&self, item: &Item) -> Vec<&Held> {
        let beside = &self.known.slot(self.held(item.opener).number).beside;
        let is_execution = |held: &&Held| matches!(held.entry.act.kind, Kind::Execution { .. });
        let mut stages: Vec<&Held> = beside.iter().map(|i| self.held(*i)).filter(is_execution).collect();
        stages.sort_by_key(|held| held.order);
        stages
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

    /// The leaves that count at a cut, whatever day what they show is of.
    pub(crate) fn leaves(&self, cut: &Cut) -> impl Iterator<Item = Place> + '_ {
        let cut = *cut;
        self.by_arrival.keys().copied().take_while(move |place| cut.reaches(*place))
    }

    /// Whether a cut leaves nothing out.
    pub(crate) fn is_whole(&self, cut: &Cut) -> bool {
        !cut.nothing && cut.until.is_none() && self.last_day.is_none_or(|last| last <= cut.as_of)
    }
}
