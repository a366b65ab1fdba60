//! What the registry says of the notes: which charter is in force for each, and which can have
//! effect.
//!
//! What may be done is judged by the charter in force where the note stands, and so once. What is
//! asked of what was done, an endorsement, is judged by the charter in force at the cut asked for;
//! for the newest it is kept with each note.

use std::collections::BTreeSet;

use verbale_record::Commitment;

use super::{Cut, Held, ItemNumber, Process};
use crate::{
    charter::{Charter, ReportedActs},
    entry::Place,
    registry::Registry,
};

impl Process {
    /// The charter in force for a note that stands at a place.
    pub(crate) fn charter_where(&self, place: Place) -> &Charter {
        self.registry.charter_at(place)
    }

    /// The charter in force at a cut.
    pub(crate) fn charter_of(&self, cut: &Cut) -> &Charter {
        let charters = self.registry.charters();
        let amended = charters[1..].iter().rev();
        let mut reached = amended.filter(|by| cut.has_place(by.since, self.day(by.since.time_ms)));
        &reached.next().unwrap_or(&charters[0]).charter
    }

    /// Whether reported acts wait for endorsement at a cut.
    pub(crate) fn awaits_endorsement(&self, cut: &Cut) -> bool {
        self.charter_of(cut).rules.reported_acts == ReportedActs::AwaitEndorsement
    }

    /// Applies a note of the registry that stands after all that were applied.
    pub(super) fn apply_to_registry(&mut self, index: u32) {
        let held = &self.held[index as usize];
        match self.registry.apply(&held.entry) {
            Ok(()) => self.registry_without.remove(&index),
            Err(reason) => self.registry_without.insert(index, reason),
        };
    }

    /// Reads the registry anew after a note that is not its last. Notes whose powers turn out
    /// otherwise than they seemed make the items that they touch fold anew; where the charters
    /// turn out otherwise, every item folds anew, since each reads the roles in it.
    pub(super) fn rebuild_registry(&mut self) {
        // The charter was read when the process was opened, so its keys are readable.
        let Ok(registry) = self.registry.begun_anew() else { return };
        let before = std::mem::replace(&mut self.registry, registry);
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
        let mut again: BTreeSet<ItemNumber> = BTreeSet::new();
        let is_amended = amendments(&before) != amendments(&self.registry);
        for index in all.clone() {
            if is_amended {
                // A room that was not known may be one whose words are reached from there alone.
                self.link_all(index);
            }
            if self.judge(index) {
                let held = self.held(index);
                again.extend(held.touches());
                // What confirms or endorses it, and what it confirms or endorses.
                let naming = self.naming(held).map(|naming| self.held(naming));
                again.extend(naming.chain(self.notes_named(held)).flat_map(Held::touches));
            }
        }
        if self.awaits_endorsement(&Cut::ALL) {
            for index in all {
                if self.judge_endorsement(index) {
                    again.extend(self.held(index).touches());
                }
            }
        }
        // Whose consent a publication has is asked of the registry each time.
        let passing: Vec<u32> = self.passing().collect();
        again.extend(passing.into_iter().flat_map(|index| self.held(index).touches()));
        if is_amended {
            again.extend(self.items.iter().map(|item| item.number));
        }
        for item in again {
            self.refold(item);
        }
    }

    /// Judges all endorsements anew, after the charter has begun or ceased to ask for them.
    pub(super) fn judge_endorsements_anew(&mut self) {
        let mut again: BTreeSet<ItemNumber> = BTreeSet::new();
        for index in 0..u32::try_from(self.held.len()).unwrap_or(u32::MAX) {
            if self.judge_endorsement(index) {
                let held = self.held(index);
                // What it confirms takes effect, or loses it, with it.
                let confirms = self.note_named(held).into_iter().flat_map(Held::touches);
                again.extend(held.touches().chain(confirms));
            }
        }
        for item in again {
            self.refold(item);
        }
    }

    /// Judges whether a note can have effect; true where that is another answer than before.
    pub(super) fn judge(&mut self, index: u32) -> bool {
        let barred = self.barred(index);
        let held = &mut self.held[index as usize];
        let changed = held.barred != barred;
        held.barred = barred;
        changed | self.judge_endorsement(index)
    }

    pub(super) fn judge_endorsement(&mut self, index: u32) -> bool {
        let endorsed = self.is_endorsed_as_asked(index, &Cut::ALL);
        let held = &mut self.held[index as usize];
        let changed = held.endorsed != endorsed;
        held.endorsed = endorsed;
        changed
    }
}

/// The amendments in effect, each with its place.
fn amendments(registry: &Registry) -> Vec<(Place, Option<Commitment>)> {
    registry.charters()[1..].iter().map(|by| (by.since, by.note)).collect()
}
