//! Taking notes into a view.

use super::{Cut, Held, Item, ItemNumber, Links, Process, Reach, Seen, known::Number};
use crate::{act::Kind, charter::Charter, entry::Entry, naming::named, registry::Registry};

impl Process {
    /// Takes notes, in whatever order they come.
    pub fn add_all(&mut self, entries: impl IntoIterator<Item = Entry>) {
        entries.into_iter().for_each(|entry| self.add(entry));
    }

    /// Takes one more entry, in whatever order entries come. A published note that the view holds
    /// already is one leaf more and no further note; a released one counts in each of its rooms.
    pub fn add(&mut self, entry: Entry) {
        let number = self.known.number(&entry.commitment);
        match self.held_in(&entry.commitment, entry.place.room).map(|known| known.index) {
            Some(index) => self.see_again(index, entry),
            None => self.take(number, entry),
        }
    }

    /// Takes a leaf that shows a note which the view holds in the same room already.
    fn see_again(&mut self, index: u32, mut entry: Entry) {
        let known = &mut *self.held[index as usize].entry;
        if known.arrived == entry.arrived {
            return;
        }
        // A host that enters a note twice in one room shows nothing new: the first place counts.
        let is_moved = entry.place < known.place;
        if entry.arrived < known.arrived {
            std::mem::swap(known, &mut entry);
        } else if is_moved {
            known.place = entry.place;
        }
        let (first, again) = (known.arrived, entry.arrived);
        self.by_arrival.insert(first, Seen::Note(index));
        self.by_arrival.insert(again, Seen::Again(Box::new(entry)));
        if is_moved {
            return self.fold_anew();
        }
        if self.judge(index) {
            let touched: Vec<ItemNumber> = self.held(index).touches().collect();
            touched.into_iter().for_each(|item| self.refold(item));
        }
        self.link_all(index);
    }

    /// Takes a note that the view does not hold, or not in that room.
    fn take(&mut self, number: Number, entry: Entry) {
        let index = u32::try_from(self.held.len()).unwrap_or(u32::MAX);
        let place = entry.place;
        let in_order = self.last_place.is_none_or(|last| last < place);
        self.last_place = self.last_place.max(Some(place));
        let day = entry.day(self.charter().offset_min);
        self.last_day = self.last_day.max(Some(day));
        let held = &self.held;
        self.known.slot_mut(number).hold(index, |other| held[other as usize].entry.place < place);
        self.by_arrival.insert(entry.arrived, Seen::Note(index));
        let is_registered = place.room == 0 && Registry::concerns(&entry.act.kind);
        let names = named(&entry);
        let re = names.re.map(|re| self.known.number(&re));
        let moves = names.moves.iter().map(|item| self.known.number(item)).collect();
        self.held.push(Held {
            index,
            number,
            order: entry.order(self.charter().offset_min),
            day,
            item: None,
            re,
            moves,
            links: Links::none(Reach::of(&entry, day)),
            barred: None,
            endorsed: true,
            entry: Box::new(entry),
        });
        let awaited = self.awaits_endorsement(&Cut::ALL);
        if is_registered && in_order {
            self.apply_to_registry(index);
        }
        self.judge(index);
        self.register(index);
        self.link_all(index);
        if is_registered && !in_order {
            self.rebuild_registry();
        } else if self.awaits_endorsement(&Cut::ALL) != awaited {
            self.judge_endorsements_anew();
        }
    }

    /// Folds all that the view holds anew.
    fn fold_anew(&mut self) {
        let seen = std::mem::take(&mut self.by_arrival).into_values();
        let held = std::mem::take(&mut self.held);
        let entries = seen.map(|seen| match seen {
            Seen::Note(index) => (*held[index as usize].entry).clone(),
            Seen::Again(entry) => *entry,
        });
        let entries: Vec<Entry> = entries.collect();
        // The charter was read when the process was opened, so its keys are readable.
        let first = &self.registry.charters()[0].charter;
        let Ok(mut anew) = Process::new(Charter::clone(first)) else { return };
        anew.add_all(entries);
        *self = anew;
    }

    /// Enters a note, once, in the lists that it stands in whatever else the view holds.
    fn register(&mut self, index: u32) {
        let held = &self.held[index as usize];
        for number in held.re.iter().chain(&held.moves) {
            self.known.slot_mut(*number).naming.push(index);
        }
        let names = named(&held.entry);
        for item in names.about.iter().chain(names.stages()) {
            let number = self.known.number(item);
            let beside = &mut self.known.slot_mut(number).beside;
            // A note may name the same commitment more than once.
            if beside.last() != Some(&index) {
                beside.push(index);
            }
        }
        match &held.entry.act.kind {
            Kind::Round { .. } => {
                self.rounds.insert(held.order, index);
            }
            Kind::Publication { .. } | Kind::Release { .. } => {
                self.passing.insert(held.order, index);
            }
            Kind::Readiness { .. } | Kind::Suspension { .. } | Kind::Resumption { .. } => {
                self.loose.insert(held.order, index);
            }
            _ => {}
        }
        if let Some(kind) = crate::item::item_kind(&held.entry.act.kind) {
            let number = ItemNumber::of(self.items.len());
            let held = &mut self.held[index as usize];
            held.item = Some(number);
            self.items.push(Item {
                id: held.entry.commitment,
                number,
                kind,
                room: held.entry.place.room,
                opener: index,
                touching: Vec::new(),
                accounts: Vec::new(),
                course: None,
                waiting: 0,
            });
        }
    }
}
