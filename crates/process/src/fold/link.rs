//! How a note finds the items that it touches, and how these are kept up to date.

use std::collections::BTreeSet;

use super::{Cut, Held, ItemNumber, Links, Process, Reach};
use crate::{
    act::Kind,
    naming::is_account,
    reading::Course,
    rules::is_beside,
    standing::{ItemKind, Reason},
};

/// Up to so many notes an item is folded anew at once when one is backdated. A longer one waits
/// until a quarter of it is new, or until it is asked for, so that no order of arrival makes the
/// fold's work grow with the square of an item's length.
const REFOLD_AT_ONCE_NOTES_MAX: usize = 2_048;

impl Process {
    /// Links a note, and with it the notes that had waited for it, or for one of which it is now
    /// known what it is about. A list of work and no recursion: a chain of notes may be as long as
    /// a record; and nothing is told along a chain before its beginning is there, so that a chain
    /// entered from its end costs no more than one entered from its beginning.
    pub(super) fn link_all(&mut self, index: u32) {
        let mut work = vec![index];
        let mut is_first = true;
        let mut again: BTreeSet<ItemNumber> = BTreeSet::new();
        while let Some(next) = work.pop() {
            let has_changed = self.link(next, &mut again);
            if std::mem::take(&mut is_first) || has_changed {
                work.extend(self.naming_all(self.held(next)));
            }
        }
        for item in again {
            self.refold(item);
        }
    }

    /// Finds what a note leads to and brings the items up to date that it touches now; true where
    /// that is another answer than before. Items that have to fold anew are added to `again`.
    fn link(&mut self, index: u32, again: &mut BTreeSet<ItemNumber>) -> bool {
        let links = self.links(self.held(index));
        let held = &mut self.held[index as usize];
        let has_changed = held.links != links;
        if has_changed {
            let before = std::mem::replace(&mut held.links, links);
            let left: Vec<ItemNumber> = before.touches().filter(|item| !held.links.has(*item)).collect();
            let new: Vec<ItemNumber> = held.touches().filter(|item| !before.has(*item)).collect();
            for item in left {
                self.leave(item, index, again);
            }
            for item in new {
                self.touch(item, index, again);
            }
        }
        self.endorse(index, again);
        has_changed
    }

    /// What a note leads to, as far as the view reaches.
    fn links(&self, held: &Held) -> Links {
        let kind = &held.entry.act.kind;
        let own = Reach::of(&held.entry, held.day);
        let mut links = Links::none(own);
        if kind.opens() {
            links.home = held.item;
        }
        // A confirmation carries the whole act that it confirms.
        let carries = matches!(kind, Kind::Confirmation { .. });
        let mut all_named = self.notes_named(held).filter(|named| !self.is_left_behind(held, named));
        match (held.re, all_named.next()) {
            (None, _) => {}
            (Some(_), None) => links.astray = Some(Reason::UnknownItem),
            (Some(_), Some(named)) => {
                let mut leads_to = None;
                match named.home() {
                    // The note named waits for its item itself.
                    None if named.astray() == Some(Reason::UnknownItem) => links.astray = named.astray(),
                    _ if !self.is_in_its_room(named) => links.astray = Some(Reason::OtherRoom),
                    Some(item) => leads_to = Some(item),
                    // It has none: readiness, or an act of the registry.
                    None if is_beside(kind) || carries || self.approves_words(held, named) => {}
                    None => links.astray = Some(Reason::WrongKind),
                }
                if links.astray != Some(Reason::UnknownItem) {
                    links.to_named = own.and(named.links.to_home);
                    if !kind.opens() {
                        links.to_home = links.to_named;
                    }
                }
                match (leads_to, links.home) {
                    (Some(item), None) => links.home = Some(item),
                    (Some(item), Some(_)) => links.others.push((item, links.to_named)),
                    (None, _) => {}
                }
                if carries && leads_to.is_some() {
                    links.others.extend(further(own, named));
                }
            }
        }
        // What stands in the registry is about a released note in each of its rooms.
        for named in all_named.filter(|named| self.is_in_its_room(named)) {
            links.others.extend(named.home().map(|item| (item, own.and(named.links.to_home))));
            if carries {
                links.others.extend(further(own, named));
            }
        }
        for item in self.items_moved(held) {
            match item {
                Some(item) => links.others.push((item, own)),
                None => links.astray = Some(Reason::UnknownItem),
            }
        }
        let home = links.home;
        links.others.retain(|(item, _)| home != Some(*item));
        links.others.sort_by_key(|(item, _)| *item);
        links.others.dedup_by_key(|(item, _)| *item);
        links
    }

    /// Whether a note that was written in a shuttle room leads nowhere from there, for what stands
    /// in the registry: if it was released, it is what it is where it was released to.
    fn is_left_behind(&self, held: &Held, named: &Held) -> bool {
        held.order.room == 0
            && self.is_in_shuttle(named)
            && (named.astray().is_some() || !self.is_in_its_room(named))
    }

    /// Whether a note stands where its item does, or in the registry, which everybody holds. What
    /// stands elsewhere leads to no item: who does not hold it would find another standing.
    fn is_in_its_room(&self, held: &Held) -> bool {
        let room = held.order.room;
        room == 0 || held.home().is_none_or(|item| self.item(item).room == room)
    }

    /// An endorsement may give effect to the act that it names.
    fn endorse(&mut self, index: u32, again: &mut BTreeSet<ItemNumber>) {
        if !self.awaits_endorsement(&Cut::ALL) {
            return;
        }
        let held = self.held(index);
        if !matches!(held.entry.act.kind, Kind::Endorsement { .. }) {
            return;
        }
        let Some(endorsed) = self.note_named(held).map(|named| named.index) else { return };
        if self.judge_endorsement(endorsed) {
            let endorsed = self.held(endorsed);
            // What it confirms takes effect with it.
            let confirms = self.note_named(endorsed).into_iter().flat_map(Held::touches);
            again.extend(endorsed.touches().chain(confirms));
        }
    }

    /// Takes a note from an item which it is not about, as turned out.
    fn leave(&mut self, number: ItemNumber, index: u32, again: &mut BTreeSet<ItemNumber>) {
        let item = self.item_mut(number);
        item.touching.retain(|touching| *touching != index);
        item.accounts.retain(|account| *account != index);
        again.insert(number);
    }

    fn touch(&mut self, number: ItemNumber, index: u32, again: &mut BTreeSet<ItemNumber>) {
        let held = self.held(index);
        let order = held.order;
        let is_account =
            is_account(&held.entry.act.kind) && self.note_named(held).and_then(Held::home) == Some(number);
        let touching = &self.item(number).touching;
        let is_before = |other: &u32| self.held(*other).order < order;
        let at = match touching.last() {
            Some(last) if !is_before(last) => Some(touching.partition_point(is_before)),
            _ => None,
        };
        let item = self.item_mut(number);
        if is_account {
            item.accounts.push(index);
        }
        match at {
            Some(at) => {
                item.touching.insert(at, index);
                item.waiting += 1;
                again.insert(number);
            }
            None => {
                item.touching.push(index);
                if !again.contains(&number) {
                    self.advance(number, index);
                }
            }
        }
    }

    /// Applies the newest note of an item.
    fn advance(&mut self, number: ItemNumber, index: u32) {
        let item = self.item_mut(number);
        if item.kind == ItemKind::Condition {
            return;
        }
        let mut course = match item.course.take() {
            Some(course) => course,
            None if item.touching.len() == 1 => Course::default(),
            None => {
                item.waiting += 1;
                return self.refold(number);
            }
        };
        self.advance_one(self.item(number), &mut course, index);
        self.item_mut(number).course = Some(course);
    }

    /// Folds an item anew, at once or when it is asked for.
    pub(super) fn refold(&mut self, number: ItemNumber) {
        let item = self.item_mut(number);
        if item.kind == ItemKind::Condition {
            return;
        }
        item.course = None;
        let notes = item.touching.len();
        if notes > REFOLD_AT_ONCE_NOTES_MAX && item.waiting * 4 < notes {
            return;
        }
        item.waiting = 0;
        let course = self.fold_course(self.item(number));
        self.item_mut(number).course = Some(course);
    }
}

/// The other items that a note moves, as far as a record reaches that has a note which carries it.
fn further(own: Reach, named: &Held) -> impl Iterator<Item = (ItemNumber, Reach)> + '_ {
    named.links.others.iter().map(move |(item, reach)| (*item, own.and(*reach)))
}
