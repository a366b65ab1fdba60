//! Commitments: what the record says of a note or annex without showing it.
//!
//! ```text
//! SHA-256("verbale/commitment/v1" ‖ 00 ‖ u16be(len origin) ‖ origin ‖ kind ‖ salt[32] ‖ content)
//! ```
//! The origin and kind are bound in so that nobody can enter another room's commitment
//! as their own. The salt is fresh and random for each: without it a reader could guess
//! short contents, and with salts derived from one secret none could be erased alone.

use sha2::{Digest, Sha256};

use crate::hash::hash_newtype;
use crate::ids::Origin;

/// Length of a salt.
pub const SALT_BYTES: usize = 32;

const DOMAIN: &[u8] = b"verbale/commitment/v1\0";

hash_newtype! {
    /// A commitment to a note or an annex. Notes refer to each other by it, in hex.
    Commitment
}

/// What is committed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A note's exact signed bytes.
    Note,
    /// An annex's bytes.
    Annex,
}

impl Kind {
    /// The byte that stands for it.
    pub const fn byte(self) -> u8 {
        match self {
            Kind::Note => 1,
            Kind::Annex => 2,
        }
    }
}

/// What opens a commitment: who has it can show what was committed to.
#[derive(Clone, PartialEq, Eq)]
pub struct Opening {
    /// 32 random bytes, made by the author's client for this commitment alone.
    pub salt: [u8; SALT_BYTES],
    /// A note's exact signed bytes, or an annex's bytes.
    pub content: Vec<u8>,
}

impl Opening {
    /// The commitment that this opens in the room of `origin`.
    pub fn commit(&self, kind: Kind, origin: &Origin) -> Commitment {
        commit(kind, origin, &self.salt, &self.content)
    }
}

impl std::fmt::Debug for Opening {
    /// Leaves the content out: it may be confidential, and logs print with this.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Opening({} bytes)", self.content.len())
    }
}

/// The commitment to `content` in the room of `origin`.
pub fn commit(kind: Kind, origin: &Origin, salt: &[u8; SALT_BYTES], content: &[u8]) -> Commitment {
    let origin = origin.as_str().as_bytes();
    let length = u16::try_from(origin.len()).expect("an origin has 40 bytes");
    let mut hash = Sha256::new();
    hash.update(DOMAIN);
    hash.update(length.to_be_bytes());
    hash.update(origin);
    hash.update([kind.byte()]);
    hash.update(salt);
    hash.update(content);
    Commitment(hash.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(n: u8) -> Origin {
        Origin::from_bytes([n; 16])
    }

    #[test]
    fn a_commitment_is_the_hash_of_the_documented_bytes() {
        let mut bytes = b"verbale/commitment/v1\0\0\x28verbale/07070707070707070707070707070707\x01".to_vec();
        bytes.extend([9; 32]);
        bytes.extend(b"content");
        let opening = Opening { salt: [9; 32], content: b"content".to_vec() };
        assert_eq!(opening.commit(Kind::Note, &origin(7)).0, crate::Hash::of(&bytes).0);
    }

    #[test]
    fn room_kind_salt_and_content_are_all_bound() {
        let base = commit(Kind::Note, &origin(1), &[2; 32], b"x");
        assert_ne!(base, commit(Kind::Annex, &origin(1), &[2; 32], b"x"));
        assert_ne!(base, commit(Kind::Note, &origin(2), &[2; 32], b"x"));
        assert_ne!(base, commit(Kind::Note, &origin(1), &[3; 32], b"x"));
        assert_ne!(base, commit(Kind::Note, &origin(1), &[2; 32], b"y"));
    }
}
