//! How far of a process somebody is: what a stream has told, a visitor has seen, a webhook has
//! taken. What is new to them is what the record holds beyond it.

use std::collections::BTreeMap;

use verbale_process::entry::Entry;

use crate::view::View;

/// How many entries of each room somebody is past, by the room's index in the charter. As an `id`
/// the numbers stand in the charter's order, with nothing in the place of a room that is not seen:
/// `3-5--7`. A room that is opened to them later is new from its beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Position(BTreeMap<u16, u64>);

impl Position {
    /// All that a view holds.
    pub(crate) fn of(view: &View) -> Position {
        Position(view.rooms.iter().map(|room| (room.index, room.head.size)).collect())
    }

    /// The position of an `id` that the venue kept itself. It may name rooms that are not seen any
    /// more.
    pub(crate) fn parse(id: &str) -> Option<Position> {
        let mut told = BTreeMap::new();
        for (index, size) in (0u16..).zip(id.split('-')).filter(|(_, size)| !size.is_empty()) {
            told.insert(index, size.parse().ok()?);
        }
        let position = Position(told);
        (position.id() == id).then_some(position)
    }

    /// The position of an `id` that a client gave, if the view is so far.
    pub(crate) fn read(id: &str, view: &View) -> Option<Position> {
        let mut position = Position::parse(id)?;
        let newest = Position::of(view);
        let is_held =
            position.0.iter().all(|(index, told)| newest.0.get(index).is_some_and(|newest| told <= newest));
        // Everybody who sees anything sees the registry.
        if !position.0.contains_key(&0) || !is_held {
            return None;
        }
        for index in newest.0.keys() {
            position.0.entry(*index).or_insert(0);
        }
        Some(position)
    }

    /// How many entries of a room it is past.
    pub(crate) fn told(&self, room: u16) -> u64 {
        self.0.get(&room).copied().unwrap_or_default()
    }

    /// Moves on over an entry.
    pub(crate) fn advance(&mut self, entry: &Entry) {
        self.0.insert(entry.arrived.room, entry.arrived.leaf + 1);
    }

    /// Moves on, in each room, to where another is further.
    pub(crate) fn join(&mut self, other: &Position) {
        for (room, size) in &other.0 {
            let told = self.0.entry(*room).or_default();
            *told = (*told).max(*size);
        }
    }

    pub(crate) fn id(&self) -> String {
        let last = self.0.keys().next_back().copied().unwrap_or_default();
        let size = |index: u16| self.0.get(&index).map(u64::to_string).unwrap_or_default();
        (0..=last).map(size).collect::<Vec<_>>().join("-")
    }
}

/// The entries of a view beyond a position and before another, in the order in which they were
/// entered.
pub(crate) fn between<'v>(view: &'v View, position: &Position, until: &Position) -> Vec<&'v Entry> {
    let mut left: u64 = until.0.iter().map(|(room, size)| size.saturating_sub(position.told(*room))).sum();
    let mut entries = Vec::new();
    // The newest stand at the end of the view.
    for entry in view.process.entries().rev() {
        if left == 0 {
            break;
        }
        let room = entry.arrived.room;
        if (position.told(room)..until.told(room)).contains(&entry.arrived.leaf) {
            entries.push(entry);
            left -= 1;
        }
    }
    entries.reverse();
    entries
}

/// What a view holds beyond a position, in the order in which it was entered.
pub(crate) fn beyond<'v>(view: &'v View, position: &Position) -> Vec<&'v Entry> {
    between(view, position, &Position::of(view))
}
