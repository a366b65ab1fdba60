//! Taking notes into a view.

use std::collections::BTreeMap;

use verbale_record::Commitment;

use super::{Cut, Held, Item, ItemNumber, Links, Process, Reach};
use crate::{act::Kind, charter::Charter, entry::Entry, naming::named, registry::Registry};

impl Process {
    /// Takes notes, in whatever order they come: as [`Process::add`] would one after the other, but
    /// faster where some of them are there twice, as released notes are.
    pub fn add_all(&mut self, entries: impl IntoIterator<Item = Entry>) {
        let mut merged: Vec<Entry> = Vec::new();
        let mut at: BTreeMap<Commitment, usize> = BTreeMap::new();
        for entry in entries {
            match at.get(&entry.commitment) {
                Some(at) => merged[*at] = sighted(merged[*at].clone(), entry),
                None => {
                    at.insert(entry.commitment, merged.len());
                    merged.push(entry);
                }
            }
        }
        for entry in merged {
            self.add(entry);
        }
    }

    /// Takes one more note, in whatever order notes come. A note that the view holds already
    /// (a published or released one, entered again) is not counted twice.
    pub fn add(&mut self, entry: Entry) {
        let number = self.known.number(&entry.commitment);
        if let Some(index) = self.known.slot(number).held {
            let known = &*self.held[index as usize].entry;
            let merged = sighted(known.clone(), entry);
            if merged.place != known.place {
                self.place_anew(merged);
            } else if merged.arrived != known.arrived {
                self.by_arrival.remove(&known.arrived);
                self.by_arrival.insert(merged.arrived, index);
                *self.held[index as usize].entry = merged;
                if self.judge(index) {
                    let touched: Vec<ItemNumber> = self.held(index).touches().collect();
                    touched.into_iter().for_each(|item| self.refold(item));
                }
                self.link_all(index);
            }
            return;
        }
        let index = u32::try_from(self.held.len()).unwrap_or(u32::MAX);
        let place = entry.place;
        let in_order = self.last_place.is_none_or(|last| last < place);
        self.last_place = self.last_place.max(Some(place));
        let day = entry.day(self.charter().offset_min);
        self.last_day = self.last_day.max(Some(day));
        self.known.slot_mut(number).held = Some(index);
        self.by_arrival.insert(entry.arrived, index);
        let is_registered = place.room == 0 && Registry::concerns(&entry.act.kind);
        let names = named(&entry);
        let re = names.re.map(|re| self.known.number(&re));
        let moves = names.moves.iter().map(|item| self.known.number(item)).collect();
        self.held.push(Held {
            index,
            number,
            order: entry.order(self.charter().offset_min),
            day,
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

    /// Folds anew, with a note of which it is now known that it was released: it counts elsewhere,
    /// and with it all that names it. This is work for the whole view; who takes many notes at
    /// once spares it with [`Process::add_all`].
    fn place_anew(&mut self, released: Entry) {
        let entries = std::mem::take(&mut self.held).into_iter().map(|held| *held.entry);
        let entries: Vec<Entry> = entries
            .map(|entry| if entry.commitment == released.commitment { released.clone() } else { entry })
            .collect();
        // The charter was read when the process was opened, so its keys are readable.
        let first = &self.registry.charters()[0].charter;
        let Ok(mut anew) = Process::new(Charter::clone(first)) else { return };
        entries.into_iter().for_each(|entry| anew.add(entry));
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
            self.known.slot_mut(held.number).item = Some(number);
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

/// A note that a view sees twice. A released one counts where it was released to, by whoever sees
/// both rooms; of two releases, of which a host that keeps the rules enters one, the first. Of a
/// published one the view has seen the first.
fn sighted(one: Entry, other: Entry) -> Entry {
    let rank = |entry: &Entry| (entry.released_from.is_none(), entry.place, entry.arrived);
    if rank(&other) < rank(&one) { other } else { one }
}
