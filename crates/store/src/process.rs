//! Processes and rooms, as the store knows them: names and origins, no rules.

use verbale_record::{Origin, ProcessId};

/// Longest name of a process or a room, in bytes.
pub const NAME_BYTES_MAX: usize = 64;

/// A process that this venue hosts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// The hash of its charter's exact signed bytes.
    pub id: ProcessId,
    /// The venue's short name for it, as it stands in addresses; unique in the venue.
    /// It is a label of the host, not part of the record.
    pub name: String,
    /// The registry room, whose first entry is the charter.
    pub registry: Origin,
}

/// A room of a process, and with it one log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// The process that it belongs to.
    pub process: ProcessId,
    /// The log's origin, unique in the venue.
    pub origin: Origin,
    /// The room's id in the charter, unique in its process.
    pub name: String,
}

/// Whether a text may name a process or a room: lowercase letters, digits, `-` and `_`,
/// beginning with a letter or digit, at most [`NAME_BYTES_MAX`] bytes; so that it
/// stands in an address as it is.
pub fn is_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    text.len() <= NAME_BYTES_MAX
        && bytes.next().is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_in_an_address_as_it_is() {
        for good in ["a", "istanbul", "group-1", "2025", "a_b", &"a".repeat(NAME_BYTES_MAX)] {
            assert!(is_name(good), "{good:?}");
        }
        for bad in ["", "-a", "_a", "A", "a b", "a/b", "..", "ä", &"a".repeat(NAME_BYTES_MAX + 1)] {
            assert!(!is_name(bad), "{bad:?}");
        }
    }
}
