//! Paragraphs of minutes: each party speaks on each, and the minutes are agreed when every party has
//! approved every one.

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
