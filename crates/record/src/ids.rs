//! The names of rooms, actors, keys and processes.

use std::sync::Arc;

use crate::hash::{hash_newtype, hex};

/// What every origin of a room begins with.
pub const ORIGIN_PREFIX: &str = "verbale/";
/// Length of an origin: the prefix and 32 hexadecimal digits.
pub const ORIGIN_BYTES: usize = ORIGIN_PREFIX.len() + 32;
/// Longest actor id.
pub const ACTOR_ID_BYTES_MAX: usize = 32;
/// Length of a member's key name: `k` and 16 hexadecimal digits.
pub const KEY_NAME_BYTES: usize = 17;

/// Why a text is not one of the names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Not an origin.
    #[error("an origin is `verbale/` and 32 lowercase hexadecimal digits")]
    Origin,
    /// Not an actor id.
    #[error("an actor id is a lowercase letter and up to 31 lowercase letters, digits or underscores")]
    ActorId,
    /// Not a member's key name.
    #[error("a key name is `k` and 16 lowercase hexadecimal digits")]
    KeyName,
}

macro_rules! name_newtype {
    ($(#[$doc:meta])* $name:ident($text:ty)) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name($text);

        impl $name {
            /// The name as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                $name::new(text)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

name_newtype! {
    /// The name of a room's log: `verbale/` and 16 random bytes in hex, so that it
    /// says nothing of the room. It is the first line of the room's checkpoints and
    /// the name of the log key that signs them.
    ///
    /// ```
    /// use verbale_record::Origin;
    /// let origin = Origin::new("verbale/000102030405060708090a0b0c0d0e0f")?;
    /// assert_eq!(origin, Origin::from_bytes([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]));
    /// # Ok::<(), verbale_record::ids::IdError>(())
    /// ```
    Origin(String)
}

impl Origin {
    /// Reads an origin in its one form.
    pub fn new(text: &str) -> Result<Origin, IdError> {
        match text.strip_prefix(ORIGIN_PREFIX) {
            Some(digits) if digits.len() == 32 && is_lower_hex(digits) => Ok(Origin(text.to_owned())),
            _ => Err(IdError::Origin),
        }
    }

    /// The origin of 16 random bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Origin {
        Origin(format!("{ORIGIN_PREFIX}{}", hex(&bytes)))
    }

    /// The 32 hexadecimal digits after the prefix, as paths and archive members use them.
    pub fn digits(&self) -> &str {
        &self.0[ORIGIN_PREFIX.len()..]
    }
}

name_newtype! {
    /// The id of an actor in its process: `[a-z][a-z0-9_]{0,31}`. It is copied into whatever is
    /// said of the actor, so that copies share one text.
    ActorId(Arc<str>)
}

impl ActorId {
    /// Reads an actor id.
    pub fn new(text: &str) -> Result<ActorId, IdError> {
        if is_actor_id(text) { Ok(ActorId(text.into())) } else { Err(IdError::ActorId) }
    }
}

name_newtype! {
    /// The name of a member's key: `k` and 8 random bytes in hex, random per process
    /// so that a key tells nobody in which other processes its holder takes part.
    KeyName(String)
}

impl KeyName {
    /// Reads a key name in its one form.
    pub fn new(text: &str) -> Result<KeyName, IdError> {
        match text.strip_prefix('k') {
            Some(digits) if digits.len() == 16 && is_lower_hex(digits) => Ok(KeyName(text.to_owned())),
            _ => Err(IdError::KeyName),
        }
    }

    /// The key name of 8 random bytes.
    pub fn from_bytes(bytes: [u8; 8]) -> KeyName {
        KeyName(format!("k{}", hex(&bytes)))
    }
}

hash_newtype! {
    /// What identifies a process: the SHA-256 of its charter's exact signed bytes.
    ProcessId
}

impl ProcessId {
    /// The id of the process whose charter is the signed note in `charter`.
    pub fn of(charter: &[u8]) -> ProcessId {
        ProcessId(crate::Hash::of(charter).0)
    }
}

fn is_lower_hex(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// Whether the text has the form of an actor id; kinds of act have the same form.
pub(crate) fn is_actor_id(text: &str) -> bool {
    let mut bytes = text.bytes();
    text.len() <= ACTOR_ID_BYTES_MAX
        && bytes.next().is_some_and(|b| b.is_ascii_lowercase())
        && bytes.all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_one_form() {
        let origin = Origin::from_bytes([0xab; 16]);
        assert_eq!(origin.as_str().len(), ORIGIN_BYTES);
        assert_eq!(Origin::new(origin.as_str()), Ok(origin.clone()));
        assert_eq!(origin.digits(), "ab".repeat(16));
        for other in [
            "",
            "verbale/",
            "verbale/AB",
            &origin.as_str().to_uppercase(),
            &format!("{origin}0"),
            &origin.as_str()[1..],
        ] {
            assert_eq!(Origin::new(other), Err(IdError::Origin), "{other:?}");
        }
    }

    #[test]
    fn an_actor_id_begins_with_a_letter_and_is_short() {
        for good in ["a", "alpha", "a1_", &"a".repeat(32)] {
            assert!(ActorId::new(good).is_ok(), "{good:?}");
        }
        for bad in ["", "1a", "_a", "A", "a-b", "a b", "ä", &"a".repeat(33)] {
            assert_eq!(ActorId::new(bad), Err(IdError::ActorId), "{bad:?}");
        }
    }

    #[test]
    fn a_key_name_has_one_form() {
        let name = KeyName::from_bytes([1; 8]);
        assert_eq!(name.as_str(), "k0101010101010101");
        assert_eq!(KeyName::new(name.as_str()), Ok(name));
        for bad in
            ["", "k", "k010101010101010", "k01010101010101011", "K0101010101010101", "k010101010101010G"]
        {
            assert_eq!(KeyName::new(bad), Err(IdError::KeyName), "{bad:?}");
        }
    }
}
