//! Cuts: which notes count, by the two clocks of a standing.

use jiff::civil::Date;

use super::{Held, Item};
use crate::entry::{Entry, Place};

/// The two clocks of a standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// Acts that happened after this day do not count.
    pub as_of: Date,
    /// Only the first so many entries of the record count; `None` for all.
    pub at_size: Option<u64>,
}

/// How far a record must reach to have certain notes: by both clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reach {
    day: Date,
    arrived: Place,
}

impl Reach {
    pub fn of(entry: &Entry, day: Date) -> Reach {
        Reach { day, arrived: entry.arrived }
    }

    pub fn and(self, other: Reach) -> Reach {
        Reach { day: self.day.max(other.day), arrived: self.arrived.max(other.arrived) }
    }
}

/// Which notes count.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut {
    pub as_of: Date,
    /// The last place that counts, where the size is cut.
    pub until: Option<Place>,
    /// Whether nothing counts.
    pub nothing: bool,
}

impl Cut {
    pub(crate) const ALL: Cut = Cut { as_of: Date::MAX, until: None, nothing: false };

    pub(crate) fn is_all(&self) -> bool {
        !self.nothing && self.until.is_none() && self.as_of == Date::MAX
    }

    pub(crate) fn holds(&self, held: &Held) -> bool {
        self.has(&Reach::of(&held.entry, held.day))
    }

    /// Whether it holds what stands at a place, on its day.
    pub(crate) fn has_place(&self, place: Place, day: Date) -> bool {
        self.has(&Reach { day, arrived: place })
    }

    /// The same cut by size alone: what of the record counts, whenever it happened.
    pub(crate) fn whatever_the_day(&self) -> Cut {
        Cut { as_of: Date::MAX, ..*self }
    }

    /// Whether it also holds what leads from a note to its home.
    pub(crate) fn holds_to_home(&self, held: &Held) -> bool {
        self.has(&held.links.to_home)
    }

    /// Whether it holds what a note is about, and what leads from there to its home.
    pub(crate) fn holds_to_named(&self, held: &Held) -> bool {
        self.has(&held.links.to_named)
    }

    /// Whether it holds what leads from a note to an item that it touches.
    pub(crate) fn holds_to(&self, item: &Item, held: &Held) -> bool {
        held.links.reach_to(item.number).is_some_and(|reach| self.has(reach))
    }

    fn has(&self, reach: &Reach) -> bool {
        reach.day <= self.as_of && self.reaches(reach.arrived)
    }

    /// Whether it reaches as far as a leaf.
    pub(crate) fn reaches(&self, arrived: Place) -> bool {
        !self.nothing && self.until.is_none_or(|until| arrived <= until)
    }
}
