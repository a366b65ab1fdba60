//! How a note finds the items that it touches, and how these are kept up to date.

use std::collections::BTreeSet;

use super::{Held, Process, Reach};
use crate::{
    act::{ItemId, Kind},
    entry::Order,
    naming::{is_account, named},
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
        while let Some(next) = work.pop() {
            let known = |process: &Process| {
                let held = process.held(next);
                (held.home, held.touches.len(), held.to_home, held.to_others, process.astray(next))
            };
            let before = known(self);
            self.link(next);
            let held = self.held(next);
            if std::mem::take(&mut is_first) || known(self) != before {
                work.extend(self.naming(&held.entry.commitment));
            }
        }
    }

    /// Finds what a note touches and brings those items up to date.
    fn link(&mut self, index: u32) {
        let held = self.held(index);
        let kind = &held.entry.act.kind;
        let names = named(&held.entry);
        let mut astray = None;
        let mut touches: Vec<ItemId> = Vec::new();
        let mut home = None;
        let own = Reach::of(&held.entry, held.day);
        let (mut to_home, mut to_others) = (own, own);
        if kind.opens() {
            home = Some(held.entry.commitment);
            touches.push(held.entry.commitment);
        }
        // A confirmation carries the whole act that it confirms.
        let carries = matches!(kind, Kind::Confirmation { .. });
        match names.re.map(|re| self.index(&re)) {
            None => {}
            Some(None) => astray = Some(Reason::UnknownItem),
            Some(Some(named)) => {
                let (named, named_astray) = (self.held(named), self.astray(named));
                match named.home {
                    // The note named waits for its item itself.
                    None if named_astray == Some(Reason::UnknownItem) => astray = named_astray,
                    _ if !self.is_in_its_room(named) => astray = Some(Reason::OtherRoom),
                    Some(item) => {
                        home = home.or(Some(item));
                        touches.push(item);
                        if carries {
                            touches.extend(&named.touches);
                        }
                    }
                    // It has none: readiness, or an act of the registry.
                    None if is_beside(kind) || carries => {}
                    None => astray = Some(Reason::WrongKind),
                }
                if astray != Some(Reason::UnknownItem) {
                    to_home = if kind.opens() { own } else { own.and(named.to_home) };
                    to_others = own.and(if carries { named.to_others } else { named.to_home });
                }
            }
        }
        for item in names.moves {
            if self.items.contains_key(item) {
                touches.push(*item)
            } else {
                astray = Some(Reason::UnknownItem)
            }
        }
        let mut seen = BTreeSet::new();
        touches.retain(|t| seen.insert(*t));
        let new: Vec<ItemId> = touches.iter().filter(|t| !held.touches.contains(t)).copied().collect();
        match astray {
            Some(reason) => self.astray.insert(index, reason),
            None => self.astray.remove(&index),
        };
        let held = &mut self.held[index as usize];
        held.home = home;
        held.touches = touches;
        held.to_home = to_home;
        held.to_others = to_others;
        for item in &new {
            self.touch(item, index);
        }
        self.endorse(index);
    }

    /// Whether a note stands where its item does, or in the registry, which everybody holds. What
    /// stands elsewhere leads to no item: who does not hold it would find another standing.
    fn is_in_its_room(&self, held: &Held) -> bool {
        let room = held.entry.place.room;
        let item = held.home.and_then(|home| self.item(&home));
        room == 0 || item.is_none_or(|item| self.held(item.opener).entry.place.room == room)
    }

    /// An endorsement may give effect to the act that it names.
    fn endorse(&mut self, index: u32) {
        if !self.awaits_endorsement() {
            return;
        }
        let Kind::Endorsement { re } = &self.held(index).entry.act.kind else { return };
        let Some(endorsed) = self.index(re) else { return };
        if self.judge_endorsement(endorsed) {
            let touches = self.held(endorsed).touches.clone();
            // What it confirms takes effect with it.
            let confirms = self.held(endorsed).entry.act.kind.re().and_then(|re| self.index(&re));
            let more = confirms.map(|i| self.held(i).touches.clone()).unwrap_or_default();
            for id in touches.into_iter().chain(more) {
                self.refold(&id);
            }
        }
    }

    fn touch(&mut self, id: &ItemId, index: u32) {
        let held = self.held(index);
        let order = held.order;
        let is_account = is_account(&held.entry.act.kind)
            && held.entry.act.kind.re().and_then(|re| self.home(&re)) == Some(*id);
        let Some(item) = self.items.get_mut(id) else { return };
        if is_account {
            item.accounts.push(index);
        }
        let in_order = item.touching.last().is_none_or(|(last, _)| *last < order);
        if in_order {
            item.touching.push((order, index));
            self.advance(id, order, index);
        } else {
            let at = item.touching.partition_point(|(o, _)| *o < order);
            item.touching.insert(at, (order, index));
            self.refold(id);
        }
    }

    /// Applies the newest note of an item.
    fn advance(&mut self, id: &ItemId, order: Order, index: u32) {
        let Some(item) = self.items.get_mut(id) else { return };
        if item.kind == ItemKind::Condition {
            return;
        }
        let mut course = match item.course.take() {
            Some(course) => course,
            None if item.touching.len() == 1 => Course::default(),
            None => return self.refold(id),
        };
        let Some(item) = self.items.get(id) else { return };
        self.advance_one(id, item, &mut course, order, index);
        if let Some(item) = self.items.get_mut(id) {
            item.course = Some(course);
        }
    }

    /// Folds an item anew, at once or when it is asked for.
    pub(super) fn refold(&mut self, id: &ItemId) {
        let Some(item) = self.items.get_mut(id) else { return };
        if item.kind == ItemKind::Condition {
            return;
        }
        item.course = None;
        item.waiting += 1;
        let notes = item.touching.len();
        if notes > REFOLD_AT_ONCE_NOTES_MAX && item.waiting * 4 < notes {
            return;
        }
        item.waiting = 0;
        let Some(item) = self.items.get(id) else { return };
        let course = self.fold_course(id, item);
        if let Some(item) = self.items.get_mut(id) {
            item.course = Some(course);
        }
    }
}
