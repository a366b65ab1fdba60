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
                work.extend(self.naming(self.held(next)));
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
            let is_new =
                |item: &ItemNumber| before.home != Some(*item) && before.others.binary_search(item).is_err();
            let new: Vec<ItemNumber> = held.touches().filter(is_new).collect();
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
            links.home = self.known.slot(held.number).item;
        }
        // A confirmation carries the whole act that it confirms.
        let carries = matches!(kind, Kind::Confirmation { .. });
        match (held.re, self.note_named(held)) {
            (None, _) => {}
            (Some(_), None) => links.astray = Some(Reason::UnknownItem),
            (Some(_), Some(named)) => {
                match named.home() {
                    _ if self.has_let_pass(held, named) => {}
                    // The note named waits for its item itself.
                    None if named.astray() == Some(Reason::UnknownItem) => links.astray = named.astray(),
                    _ if !self.is_in_its_room(named) => links.astray = Some(Reason::OtherRoom),
                    Some(item) => {
                        match links.home {
                            None => links.home = Some(item),
                            Some(_) => links.others.push(item),
                        }
                        if carries {
                            links.others.extend(&named.links.others);
                        }
                    }
                    // It has none: readiness, or an act of the registry.
                    None if is_beside(kind) || carries || self.approves_words(held, named) => {}
                    None => links.astray = Some(Reason::WrongKind),
                }
                if links.astray != Some(Reason::UnknownItem) {
                    links.to_home = if kind.opens() { own } else { own.and(named.links.to_home) };
                    links.to_others =
                        own.and(if carries { named.links.to_others } else { named.links.to_home });
                }
            }
        }
        for item in self.items_moved(held) {
            match item {
                Some(item) => links.others.push(item),
                None => links.astray = Some(Reason::UnknownItem),
            }
        }
        let home = links.home;
        links.others.retain(|item| home != Some(*item));
        links.others.sort_unstable();
        links.others.dedup();
        links
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
