//! Commitments by number: each that the view has heard of, because it holds the note or because a
//! note names it, is looked up once and is a number from then on.

use std::collections::BTreeMap;

use verbale_record::Commitment;

/// The number of a commitment that the view has heard of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number(u32);

/// The number of an item, in the order in which the view took the notes that opened them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ItemNumber(u32);

impl ItemNumber {
    /// The number of the item at an index among a process's items.
    pub(super) fn of(index: usize) -> ItemNumber {
        ItemNumber(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The index among a process's items.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What the view knows of one commitment.
#[derive(Clone, Debug, Default)]
pub(super) struct Slot {
    /// The note where it was written, or where this view sees it first, if the view holds it.
    first: Option<u32>,
    /// The note in the rooms that it was released to, by place.
    further: Vec<u32>,
    /// Notes that name it by what they are about or move, in the order in which they came.
    pub naming: Vec<u32>,
    /// Statements about it and executions that name it, in the order in which they came.
    pub beside: Vec<u32>,
}

impl Slot {
    /// The note in each room in which it counts, by place: in one, but for released notes.
    pub fn held(&self) -> impl DoubleEndedIterator<Item = u32> + '_ {
        self.first.into_iter().chain(self.further.iter().copied())
    }

    /// Whether the view holds the note in one room alone.
    pub fn is_held_once(&self) -> bool {
        self.first.is_some() && self.further.is_empty()
    }

    /// Takes the note as held in one more room, `before` telling which come before it.
    pub fn hold(&mut self, index: u32, before: impl Fn(u32) -> bool) {
        match self.first {
            None => self.first = Some(index),
            Some(first) if !before(first) => {
                self.further.insert(0, first);
                self.first = Some(index);
            }
            Some(_) => {
                let at = self.further.partition_point(|other| before(*other));
                self.further.insert(at, index);
            }
        }
    }
}

/// Every commitment that the view has heard of.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    numbers: BTreeMap<[u64; 4], Number>,
    slots: Vec<Slot>,
}

impl Known {
    /// What the view knows of a commitment, where it has heard of it.
    pub fn find(&self, commitment: &Commitment) -> Option<&Slot> {
        self.numbers.get(&words(commitment)).map(|number| self.slot(*number))
    }

    /// The number of a commitment, which the view has heard of now.
    pub fn number(&mut self, commitment: &Commitment) -> Number {
        let next = Number(u32::try_from(self.slots.len()).unwrap_or(u32::MAX));
        let number = *self.numbers.entry(words(commitment)).or_insert(next);
        if number == next {
            self.slots.push(Slot::default());
        }
        number
    }

    pub fn slot(&self, number: Number) -> &Slot {
        &self.slots[number.0 as usize]
    }

    pub fn slot_mut(&mut self, number: Number) -> &mut Slot {
        &mut self.slots[number.0 as usize]
    }
}

/// A commitment as numbers of the machine, in the same order as its bytes.
fn words(commitment: &Commitment) -> [u64; 4] {
    let (words, _) = commitment.0.as_chunks::<8>();
    std::array::from_fn(|at| u64::from_be_bytes(words[at]))
}
