//! How rooms, entries and annexes are numbered in the tables.

use std::ops::Range;

use crate::batch::ROOM_ENTRIES_MAX;

/// Bits of a position that hold the entry's index.
const INDEX_BITS: u32 = 36;
/// Bits of an annex's number that hold its place in the act's list.
const PLACE_BITS: u32 = 7;

const _: () = assert!(ROOM_ENTRIES_MAX < 1 << INDEX_BITS);
const _: () = assert!(verbale_record::note::NOTE_ANNEXES_MAX <= 1 << PLACE_BITS);

/// Number of a room: from 1, at most 2^20 − 1, so that all below fits into 63 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RoomNumber(pub i64);

impl RoomNumber {
    /// Position of the entry of this index, or of the checkpoint of this size. `None`
    /// beyond what a room can hold.
    pub fn position(self, index: u64) -> Option<i64> {
        (index <= ROOM_ENTRIES_MAX).then(|| (self.0 << INDEX_BITS) + index as i64)
    }

    /// Positions of a range of indices, cut to what a room can hold.
    pub fn positions(self, range: &Range<u64>) -> Range<i64> {
        let at = |index: u64| (self.0 << INDEX_BITS) + index.min(1 << INDEX_BITS) as i64;
        at(range.start)..at(range.end)
    }
}

/// The index in a position.
pub(super) fn index(position: i64) -> u64 {
    (position & ((1 << INDEX_BITS) - 1)) as u64
}

/// Number of the annex at a place of the entry at a position.
pub(super) fn annex_number(position: i64, place: usize) -> i64 {
    debug_assert!(place < 1 << PLACE_BITS);
    (position << PLACE_BITS) | place as i64
}

/// Numbers of the annexes of a range of positions.
pub(super) fn annex_numbers(positions: &Range<i64>) -> Range<i64> {
    positions.start << PLACE_BITS..positions.end << PLACE_BITS
}

/// The index of the entry that an annex came with.
pub(super) fn annex_index(number: i64) -> u64 {
    index(number >> PLACE_BITS)
}

/// What a hash is looked up by: its first 8 bytes.
pub(super) fn key(hash: &[u8; 32]) -> i64 {
    let (first, _) = hash.split_first_chunk::<8>().expect("a hash has 32 bytes");
    i64::from_be_bytes(*first)
}
