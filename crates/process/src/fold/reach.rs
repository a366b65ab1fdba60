//! What a note reaches of what it names.
//!
//! A note counts in one room, and a released note in two: the one that it was written in, and the
//! one that it was released to. Which of them another note means, follows from where that one
//! stands:
//!
//! | stands in | reaches of what it names |
//! |---|---|
//! | a room in which that counts | the one there |
//! | the registry | every one, since everybody holds what stands there |
//! | any other room | what counts outside shuttle rooms |
//!
//! So words in a shuttle room are reached from there alone, and what a note reaches is the same in
//! every view that holds both.

use verbale_record::Commitment;

use super::{Cut, Held, Item, ItemNumber, Process, known::Number};
use crate::{act::ItemId, charter::RoomKind};

impl Process {
    /// Whether a note means another, that has the commitment which it names, in the room in which
    /// that counts.
    fn reaches(&self, from: &Held, to: &Held) -> bool {
        let room = from.entry.place.room;
        if room == to.entry.place.room || room == 0 {
            return true;
        }
        let slot = self.known.slot(to.number);
        !self.is_in_shuttle(to)
            && (slot.is_held_once() || slot.held().all(|other| self.held(other).entry.place.room != room))
    }

    /// Whether a note stands in a shuttle room.
    pub(crate) fn is_in_shuttle(&self, held: &Held) -> bool {
        let room = self.charter().rooms.get(usize::from(held.entry.place.room));
        room.is_some_and(|room| room.kind == RoomKind::Shuttle)
    }

    /// What a note reaches of a commitment that it names, by place.
    fn reached<'a>(&'a self, number: Number, from: &'a Held) -> impl Iterator<Item = &'a Held> + 'a {
        let held = self.known.slot(number).held().map(|index| self.held(index));
        held.filter(|to| self.reaches(from, to))
    }

    /// The notes that another is about, where the view holds them: one, but of released notes for
    /// what stands in the registry.
    pub(crate) fn notes_named<'a>(&'a self, held: &'a Held) -> impl Iterator<Item = &'a Held> + 'a {
        held.re.into_iter().flat_map(|number| self.reached(number, held))
    }

    /// The note that another is about, where the view holds it; of several the one that came first.
    pub(crate) fn note_named<'a>(&'a self, held: &'a Held) -> Option<&'a Held> {
        self.notes_named(held).next()
    }

    /// The note that another is about, as an item's room has it.
    pub(crate) fn note_named_in<'a>(&'a self, room: u16, held: &'a Held) -> Option<&'a Held> {
        let mut named = self.notes_named(held).peekable();
        let first = named.peek().copied();
        named.find(|named| named.entry.place.room == room).or(first)
    }

    /// The items that a note would move besides its home; none for one that the view does not hold.
    pub(crate) fn items_moved<'a>(&'a self, held: &'a Held) -> impl Iterator<Item = Option<ItemNumber>> + 'a {
        held.moves.iter().map(|number| self.reached(*number, held).next().and_then(|named| named.item))
    }

    /// The notes that name another by what they are about or move, and reach it.
    pub(crate) fn naming<'a>(&'a self, held: &'a Held) -> impl Iterator<Item = u32> + 'a {
        let naming = self.known.slot(held.number).naming.iter().copied();
        naming.filter(|from| self.reaches(self.held(*from), held))
    }

    /// Every note that names the commitment of another, whether it reaches it or not.
    pub(super) fn naming_all(&self, held: &Held) -> &[u32] {
        &self.known.slot(held.number).naming
    }

    /// A note in the room in which it counts.
    pub(crate) fn held_in(&self, commitment: &Commitment, room: u16) -> Option<&Held> {
        let held = self.known.find(commitment)?.held().map(|index| self.held(index));
        held.into_iter().find(|held| held.entry.place.room == room)
    }

    /// What a note that stands in a room would reach of a commitment.
    pub(crate) fn reached_from(&self, room: u16, commitment: &Commitment) -> Option<&Held> {
        let slot = self.known.find(commitment)?;
        self.held_in(commitment, room)
            .or_else(|| slot.held().map(|index| self.held(index)).find(|held| !self.is_in_shuttle(held)))
    }

    /// The item of an id, where it lives as far as a cut reaches: once its words were released and
    /// entered there, in the room that they were released to.
    pub(crate) fn item_of(&self, id: &ItemId, cut: &Cut) -> Option<&Item> {
        let held = self.known.find(id)?.held().map(|index| self.held(index));
        let opener = held.rev().max_by_key(|held| (cut.holds(held), held.entry.place))?;
        self.item_opened_by(opener)
    }

    /// Whether what a note names was said in a shuttle room, as far as a cut reaches: this view sees
    /// the words, and they have not come to where the note stands.
    pub(crate) fn names_secluded(&self, held: &Held, cut: &Cut) -> bool {
        let named = held.re.iter().chain(&held.moves).flat_map(|number| self.known.slot(*number).held());
        let mut named = named.map(|index| self.held(index));
        named.any(|named| self.is_in_shuttle(named) && cut.holds(named) && !self.reaches(held, named))
    }

    /// The same note in the further rooms that it was released to.
    pub(crate) fn released_as<'a>(&'a self, held: &'a Held) -> impl Iterator<Item = &'a Held> + 'a {
        let others = self.known.slot(held.number).held().map(|index| self.held(index));
        others.filter(|other| other.entry.released_from == Some(held.entry.place))
    }
}
