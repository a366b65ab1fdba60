//! What is to be carried: published items and released words, and where they are to be entered.
//!
//! | act | where | in effect when | then entered |
//! |---|---|---|---|
//! | `publication` of an item | a public room | signed by a key that may bind of each party that is a member of the item's room | each note of the item, past and future, in that public room |
//! | `release` of a note | the shuttle room that it was written in | by its author; words of the secretariat, when the room's actor approved them before | that note, in the room of the author and the recipients |
//!
//! A published note counts where it stood; a released one where it was released to, from its leaf
//! there on ([`crate::Entry::carried`]). Words in a shuttle room pass by release alone, so an item
//! that lives there cannot be published: it is released first. Who takes part and in which room is
//! judged by the charter in force where the act stands.

use std::collections::BTreeSet;

use jiff::civil::Date;
use verbale_record::{ActorId, Commitment};

use crate::{
    act::{ConditionsAnswer, Kind},
    charter::{Charter, ProcessKind, RoomEntry, RoomKind},
    entry::Place,
    fold::{Cut, Held, Item, Process},
    standing::{Effect, Reason},
};

/// A note that is to be entered in a further room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// The note.
    pub note: Commitment,
    /// Where it is to be carried from.
    pub from: Place,
    /// The room, as its index in the charter.
    pub to_room: u16,
}

impl Process {
    /// All that is to be carried by the acts that this view holds, what was carried already
    /// included, in the order in which it is to be entered. Asked of a view of all rooms: of
    /// another it is only what that view knows of.
    ///
    /// The work is in proportion to the notes that are to be carried.
    pub fn due(&self) -> Vec<Due> {
        let cut = Cut::ALL;
        let mut seen: BTreeSet<(Commitment, u16)> = BTreeSet::new();
        let mut due = Vec::new();
        for index in self.passing() {
            let held = self.held(index);
            if self.in_effect(index, &cut).is_none() {
                continue;
            }
            match &held.entry.act.kind {
                Kind::Publication { .. } => {
                    let Some(item) = self.published_by(held) else { continue };
                    let to_room = held.entry.place.room;
                    for entry in self.needed_for(item) {
                        let note = entry.commitment;
                        if entry.place.room == item.room
                            && item.room != to_room
                            && seen.insert((note, to_room))
                        {
                            due.push(Due { note, from: entry.place, to_room });
                        }
                    }
                }
                Kind::Release { to, .. } if self.release_without(held, &cut).is_none() => {
                    let Some(named) = self.note_named(held) else { continue };
                    let (note, from) = (named.entry.commitment, named.entry.place);
                    let Some(to_room) =
                        room_of(self.charter_where(held.entry.place), &held.entry.author, to, from.room)
                    else {
                        continue;
                    };
                    if seen.insert((note, to_room)) {
                        due.push(Due { note, from, to_room });
                    }
                }
                _ => {}
            }
        }
        due
    }

    /// Whether an item is shown to who sees it: an item that came by carrying alone, as the note
    /// that superseded a published one, is not known with all that moves it, unless it was
    /// published itself.
    pub(crate) fn is_known_whole(&self, item: &Item, cut: &Cut) -> bool {
        let opener = self.held(item.opener);
        if !item.kind.awaits() || opener.entry.arrived.room == opener.entry.place.room {
            return true;
        }
        // What is known of an item on an earlier day is no less known for that.
        let cut = Cut { as_of: Date::MAX, ..*cut };
        let publishes = |index: u32| {
            let held = self.held(index);
            matches!(held.entry.act.kind, Kind::Publication { .. })
                && cut.holds(held)
                && self.in_effect(index, &cut).is_some()
                && self.published_by(held).is_some()
        };
        self.naming(opener).any(publishes)
    }

    /// The item that a publication publishes, where it has effect.
    fn published_by(&self, held: &Held) -> Option<&Item> {
        let item = self.item_opened_by(self.note_named(held)?)?;
        self.publication_without(item, held).is_none().then_some(item)
    }

    /// What an act that lets words pass does to an item; none where that is as with any other act.
    pub(crate) fn passing_effect(&self, item: &Item, held: &Held, cut: &Cut) -> Option<Effect> {
        match &held.entry.act.kind {
            Kind::Publication { .. } => self.publication_without(item, held).map(Effect::Without),
            Kind::Release { .. } => self.release_without(held, cut).map(Effect::Without),
            Kind::Approval { .. } => {
                self.note_named(held).filter(|named| self.approves_words(held, named)).map(|_| Effect::Beside)
            }
            _ => None,
        }
    }

    /// Why a publication does not publish an item.
    fn publication_without(&self, item: &Item, held: &Held) -> Option<Reason> {
        let entry = &*held.entry;
        let charter = self.charter_where(entry.place);
        let published_in = charter.rooms.get(usize::from(entry.place.room))?;
        if published_in.kind != RoomKind::Public {
            return Some(Reason::OtherRoom);
        }
        let room = charter.rooms.get(usize::from(item.room))?;
        if room.kind == RoomKind::Shuttle {
            return Some(Reason::NotReleased);
        }
        // Consent given before the words were released was to words in another room.
        if held.order < self.held(item.opener).order {
            return Some(Reason::NotYetOpen);
        }
        // In a register nobody named takes part, and its editor alone answers for it.
        if charter.process == ProcessKind::Register {
            return None;
        }
        let consent = concerned(charter, room);
        let given = consent.iter().all(|actor| self.registry().has_signed(actor, entry));
        (!given || entry.act.reported.is_some()).then_some(Reason::NoConsent)
    }

    /// Why a release lets nothing pass.
    pub(crate) fn release_without(&self, held: &Held, cut: &Cut) -> Option<Reason> {
        let Some(named) = self.note_named(held) else { return Some(Reason::UnknownItem) };
        if let Some(reason) = self.not_releasable(held, named, cut) {
            return Some(reason);
        }
        let is_earlier = |index: u32| {
            let other = self.held(index);
            matches!(other.entry.act.kind, Kind::Release { .. })
                && other.order < held.order
                && cut.holds(other)
                && self.in_effect(index, cut).is_some()
                && self.not_releasable(other, named, cut).is_none()
        };
        self.naming(named).any(is_earlier).then_some(Reason::AlreadyReleased)
    }

    /// The same, but for releases of the same words before it.
    fn not_releasable(&self, held: &Held, named: &Held, cut: &Cut) -> Option<Reason> {
        let entry = &*held.entry;
        let charter = self.charter_where(entry.place);
        let Kind::Release { to, .. } = &entry.act.kind else { return Some(Reason::WrongKind) };
        let room = charter.rooms.get(usize::from(entry.place.room))?;
        if room.kind != RoomKind::Shuttle
            || named.entry.released_from.is_some()
            || named.entry.place.room != entry.place.room
        {
            return Some(Reason::OtherRoom);
        }
        if named.entry.author != entry.author || entry.act.reported.is_some() {
            return Some(Reason::NotAuthor);
        }
        if is_mediator(charter, &entry.author) && !self.is_approved(held, named, room, cut) {
            return Some(Reason::NotApproved);
        }
        if self.has_crossed(held, named, cut) {
            return Some(Reason::Crossed);
        }
        room_of(charter, &entry.author, to, entry.place.room).is_none().then_some(Reason::NoRoom)
    }

    /// Whether each actor of a shuttle room approved the secretariat's words before a release.
    fn is_approved(&self, release: &Held, named: &Held, room: &RoomEntry, cut: &Cut) -> bool {
        let charter = self.charter_where(release.entry.place);
        let mut actors = room.members.iter().filter(|actor| !is_mediator(charter, actor)).peekable();
        let approved_by = |actor: &ActorId| {
            self.naming(named).any(|index| {
                let approval = self.held(index);
                approval.entry.author == *actor
                    && approval.order < release.order
                    && cut.holds(approval)
                    && self.approves_words(approval, named)
                    && self.in_effect(index, cut).is_some()
            })
        };
        actors.peek().is_some() && actors.all(approved_by)
    }

    /// Whether a note is the approval of words of the secretariat that are to be released.
    pub(crate) fn approves_words(&self, held: &Held, named: &Held) -> bool {
        let entry = &*held.entry;
        let charter = self.charter_where(entry.place);
        let room = charter.rooms.get(usize::from(entry.place.room));
        matches!(entry.act.kind, Kind::Approval { .. })
            && entry.act.reported.is_none()
            && room.is_some_and(|room| room.kind == RoomKind::Shuttle)
            && named.entry.place.room == entry.place.room
            && is_mediator(charter, &named.entry.author)
            && !is_mediator(charter, &entry.author)
    }

    /// Whether a note passed on from where it was written, as far as a cut reaches: it is what it is
    /// where it was released to.
    pub(crate) fn has_passed_on(&self, held: &Held, cut: &Cut) -> bool {
        self.is_in_shuttle(held)
            && self.naming(held).any(|index| {
                let release = self.held(index);
                matches!(release.entry.act.kind, Kind::Release { .. })
                    && cut.holds(release)
                    && self.in_effect(index, cut).is_some()
                    && self.release_without(release, cut).is_none()
            })
    }

    /// Whether the words are others than those that the head cited by a release shows: they came
    /// after it, or their author has changed the terms since.
    fn has_crossed(&self, release: &Held, named: &Held, cut: &Cut) -> bool {
        let (room, cited) = (release.entry.place.room, release.entry.cited);
        let changes = |index: u32| {
            let other = self.held(index);
            let is_change = matches!(
                other.entry.act.kind,
                Kind::Amend { .. } | Kind::Answer { conditions: Some(ConditionsAnswer::Amended), .. }
            );
            is_change
                && cut.holds(other)
                && other.order < release.order
                && other.entry.place.room == room
                && other.entry.place.leaf >= cited
        };
        named.entry.place.leaf >= cited
            || self.naming(named).any(changes)
            || self.naming(named).any(|index| self.naming(self.held(index)).any(changes))
    }
}

/// Whose consent the publication of what lives in a room needs: its parties; all, where it lists no
/// members; where none of its members is a party, every member.
fn concerned<'a>(charter: &'a Charter, room: &'a RoomEntry) -> Vec<&'a ActorId> {
    let parties: Vec<&ActorId> =
        charter.parties().map(|party| &party.id).filter(|id| room.admits(id)).collect();
    if parties.is_empty() { room.members.iter().collect() } else { parties }
}

/// The room to which words of an author to these recipients are released: the first whose members
/// are the author and the recipients, with or without mediator and secretariat, and nobody else.
fn room_of(charter: &Charter, author: &ActorId, to: &[ActorId], from: u16) -> Option<u16> {
    let is_meant = |actor: &ActorId| actor == author || to.contains(actor);
    let fits = |room: &RoomEntry| {
        room.members.contains(author)
            && to.iter().all(|actor| room.members.contains(actor))
            && room.members.iter().all(|actor| is_meant(actor) || is_mediator(charter, actor))
            && !matches!(room.kind, RoomKind::Registry | RoomKind::Public)
    };
    if to.iter().all(|actor| actor == author) {
        return None;
    }
    let rooms = (0u16..).zip(&charter.rooms);
    rooms.filter(|(index, _)| *index != from).find(|(_, room)| fits(room)).map(|(index, _)| index)
}

fn is_mediator(charter: &Charter, actor: &ActorId) -> bool {
    charter.actor(actor).is_some_and(|actor| actor.role.mediates())
}
