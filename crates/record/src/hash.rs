//! SHA-256 values and how they are written.

use sha2::{Digest, Sha256};

/// Why a text is not a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashParseError {
    /// The text is not 64 lowercase hexadecimal digits.
    #[error("a hash is written as 64 lowercase hexadecimal digits; check that it was copied whole")]
    Hex,
    /// The text is not 44 characters of canonical base64.
    #[error(
        "a hash is written here as 44 characters of standard base64 with padding; check that it was copied whole"
    )]
    Base64,
}

/// Makes a 32-byte newtype: `Copy`, ordered by its bytes, written in lowercase hex
/// (JSON, URLs) or, where C2SP asks for it, in base64.
macro_rules! hash_newtype {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 32]);

        impl $name {
            /// The 32 bytes.
            pub const fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }

            /// 64 lowercase hexadecimal digits.
            pub fn to_hex(&self) -> String {
                $crate::hash::hex(&self.0)
            }

            /// Standard base64 with padding, as signed notes and proofs write it.
            pub fn to_base64(&self) -> String {
                $crate::base64_text::encode(&self.0)
            }

            /// Reads what [`Self::to_base64`] writes, and no other form.
            pub fn from_base64(text: &str) -> Result<Self, $crate::hash::HashParseError> {
                $crate::base64_text::decode_exact(text)
                    .map($name)
                    .ok_or($crate::hash::HashParseError::Base64)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::hash::write_hex(&self.0, f)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), self)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::hash::HashParseError;

            /// Reads 64 lowercase hexadecimal digits, and no other form.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::hash::unhex(text).map($name).ok_or($crate::hash::HashParseError::Hex)
            }
        }

        impl AsRef<[u8]> for $name {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl From<[u8; 32]> for $name {
            fn from(bytes: [u8; 32]) -> Self {
                $name(bytes)
            }
        }
    };
}
pub(crate) use hash_newtype;

hash_newtype! {
    /// A SHA-256 value: a node of a tree, a root, the hash of bytes.
    ///
    /// ```
    /// use verbale_record::Hash;
    /// let empty = Hash::of(b"");
    /// assert_eq!(empty.to_string(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    /// assert_eq!(empty.to_base64(), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    /// ```
    Hash
}

impl Hash {
    /// SHA-256 of the bytes.
    pub fn of(bytes: &[u8]) -> Hash {
        Hash(Sha256::digest(bytes).into())
    }
}

const HEX_DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Lowercase hexadecimal digits, two for each byte.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for b in bytes {
        out.push(char::from(HEX_DIGITS[usize::from(b >> 4)]));
        out.push(char::from(HEX_DIGITS[usize::from(b & 15)]));
    }
    out
}

pub(crate) fn write_hex(bytes: &[u8; 32], f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    let mut digits = [0u8; 64];
    for (pair, b) in digits.chunks_exact_mut(2).zip(bytes) {
        pair[0] = HEX_DIGITS[usize::from(b >> 4)];
        pair[1] = HEX_DIGITS[usize::from(b & 15)];
    }
    f.pad(str::from_utf8(&digits).expect("hexadecimal digits are ASCII"))
}

/// The digit that a byte is in lowercase hexadecimal; 0xff where it is none.
const HEX_VALUES: [u8; 256] = {
    let mut values = [0xff; 256];
    let mut digit = 0;
    while digit < 16 {
        values[HEX_DIGITS[digit] as usize] = digit as u8;
        digit += 1;
    }
    values
};

/// Reads exactly `2 * N` lowercase hexadecimal digits.
pub(crate) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let text = text.as_bytes();
    if text.len() != 2 * N {
        return None;
    }
    let mut bytes = [0u8; N];
    // No branch for each digit: acts name others by many of them.
    let mut wrong = 0;
    for (b, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        let (high, low) = (HEX_VALUES[usize::from(pair[0])], HEX_VALUES[usize::from(pair[1])]);
        wrong |= high | low;
        *b = high << 4 | low;
    }
    (wrong < 16).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_read_from_what_it_is_written_as_and_from_nothing_else() {
        let hash = Hash::of(b"verbale");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!(hash.to_hex(), hash.to_string());
        assert_eq!(Hash::from_base64(&hash.to_base64()), Ok(hash));
        assert_eq!(hash.to_string().to_uppercase().parse::<Hash>(), Err(HashParseError::Hex));
        assert_eq!(hash.to_string()[1..].parse::<Hash>(), Err(HashParseError::Hex));
        assert_eq!("é".repeat(32).parse::<Hash>(), Err(HashParseError::Hex));
        assert_eq!(Hash::from_base64(&hash.to_string()), Err(HashParseError::Base64));
    }
}
