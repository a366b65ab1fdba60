//! Paragraphs of minutes: each party speaks on each, and the minutes are agreed when every party has
//! approved every one.

use jiff::civil::Date;

use crate::{
    act::ItemId,
    entry::Entry,
    item::{Opening, Part, State},
    rules::Turn,
    standing::{Closing, ItemKind, ParagraphStanding, Reason},
};

/// Most paragraphs of minutes.
pub const PARAGRAPHS_MAX: u16 = 256;

const WORD_BITS: u16 = 64;

/// A set of paragraphs, by their numbers from 1 to [`PARAGRAPHS_MAX`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Paragraphs([u64; (PARAGRAPHS_MAX / WORD_BITS) as usize]);

impl Paragraphs {
    /// The paragraphs of these numbers; none can be out of bounds, since acts with such are unreadable.
    pub fn of(numbers: &[u16]) -> Paragraphs {
        let mut set = Paragraphs::default();
        for number in numbers.iter().filter(|number| (1..=PARAGRAPHS_MAX).contains(number)) {
            let place = number - 1;
            set.0[usize::from(place / WORD_BITS)] |= 1 << (place % WORD_BITS);
        }
        set
    }

    /// All paragraphs of minutes that have so many.
    pub fn all(count: u16) -> Paragraphs {
        Paragraphs::of(&(1..=count).collect::<Vec<u16>>())
    }

    pub fn with(self, other: Paragraphs) -> Paragraphs {
        Paragraphs(std::array::from_fn(|n| self.0[n] | other.0[n]))
    }

    pub fn without(self, other: Paragraphs) -> Paragraphs {
        Paragraphs(std::array::from_fn(|n| self.0[n] & !other.0[n]))
    }

    pub fn holds(self, other: Paragraphs) -> bool {
        other.without(self) == Paragraphs::default()
    }

    pub fn has(self, number: u16) -> bool {
        self.holds(Paragraphs::of(&[number]))
    }
}

impl Opening {
    /// What a party speaks on: minutes without paragraphs are one.
    fn paragraphs(&self) -> Paragraphs {
        Paragraphs::all(self.paragraph_count.unwrap_or(1))
    }
}

impl State {
    /// A party's word on paragraphs of minutes; on all of them where it names none. Whoever has
    /// spoken on all and objects to some waits for them to be revised.
    pub fn speak(
        &mut self,
        opening: &Opening,
        entry: &Entry,
        paragraphs: &[u16],
        approves: bool,
        on: Date,
    ) -> Result<(), Reason> {
        let all = opening.paragraphs();
        let meant = if paragraphs.is_empty() { all } else { Paragraphs::of(paragraphs) };
        if !all.holds(meant) {
            return Err(Reason::NothingToMove);
        }
        self.each_part_of(entry, |part| {
            let (to, from) = match approves {
                true => (&mut part.approved, &mut part.objected),
                false => (&mut part.objected, &mut part.approved),
            };
            *to = to.with(meant);
            *from = from.without(meant);
            part.turn = if part.approved == all {
                Turn::Ended(Closing::Agreed)
            } else if part.approved.with(part.objected) == all {
                part.conditions_since = part.conditions_since.or(Some(on));
                Turn::Proposer
            } else {
                Turn::Addressee
            };
        })
    }

    /// Paragraphs of minutes read otherwise from here on: each party is asked anew about these, and what it
    /// said of the others stands.
    pub fn change_paragraphs(
        &mut self,
        opening: &Opening,
        entry: &Entry,
        paragraphs: &[u16],
        on: Date,
    ) -> Result<(), Reason> {
        if opening.kind != ItemKind::Minutes {
            return Ok(());
        }
        let all = opening.paragraphs();
        let meant = if paragraphs.is_empty() { all } else { Paragraphs::of(paragraphs) };
        if !all.holds(meant) {
            return Err(Reason::NothingToMove);
        }
        for number in (1..=opening.paragraph_count.unwrap_or(1)).filter(|number| meant.has(*number)) {
            self.reworded.retain(|(reworded, _)| *reworded != number);
            self.reworded.push((number, entry.commitment));
        }
        for part in &mut self.parts {
            let (approved, objected) = (part.approved.without(meant), part.objected.without(meant));
            if part.turn != Turn::Addressee {
                part.begin_anew(on);
            }
            (part.approved, part.objected) = (approved, objected);
        }
        Ok(())
    }

    /// The paragraphs of minutes that have any.
    pub fn paragraphs(&self, id: &ItemId) -> Vec<ParagraphStanding> {
        let Some(count) = self.opening.as_ref().and_then(|opening| opening.paragraph_count) else {
            return Vec::new();
        };
        let paragraph = |number: u16| {
            let among = |of: fn(&Part) -> Paragraphs| {
                let speakers = self.addressees().filter(|(_, part)| of(part).has(number));
                speakers.map(|(actor, _)| actor.clone()).collect()
            };
            let reworded = self.reworded.iter().find(|(reworded, _)| *reworded == number);
            ParagraphStanding {
                number,
                approved: among(|part| part.approved),
                objected: among(|part| part.objected),
                words: reworded.map_or(*id, |(_, note)| *note),
            }
        };
        (1..=count).map(paragraph).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_set_of_paragraphs_is_a_set(a in prop::collection::btree_set(1..=PARAGRAPHS_MAX, 0..40), b in prop::collection::btree_set(1..=PARAGRAPHS_MAX, 0..40)) {
            let set = |numbers: &std::collections::BTreeSet<u16>| Paragraphs::of(&numbers.iter().copied().collect::<Vec<_>>());
            let (x, y) = (set(&a), set(&b));
            for number in 1..=PARAGRAPHS_MAX {
                prop_assert_eq!(x.with(y).has(number), a.contains(&number) || b.contains(&number));
                prop_assert_eq!(x.without(y).has(number), a.contains(&number) && !b.contains(&number));
            }
            prop_assert_eq!(x.holds(y), a.is_superset(&b));
        }
    }
}
