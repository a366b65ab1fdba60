//! Standard base64 (RFC 4648, section 4) in its one canonical form: padded, no
//! trailing bits, no white space. A second spelling of the same bytes would give one
//! act two leaves, so every other form is refused.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Encodes with padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Appends the encoding with padding to `out`.
pub(crate) fn encode_into(bytes: &[u8], out: &mut String) {
    STANDARD.encode_string(bytes, out);
}

/// Decodes the canonical form; `None` for anything else.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Decodes exactly `N` bytes from the canonical form; `None` for anything else.
pub(crate) fn decode_exact<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != N.div_ceil(3) * 4 {
        return None;
    }
    let mut bytes = [0u8; N];
    let n = STANDARD.decode_slice(text, &mut bytes).ok()?;
    (n == N).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_canonical_form_is_read() {
        assert_eq!(decode_exact::<1>("AA=="), Some([0]));
        for other in ["AB==", "AA=", "AA", "AA==\n", " AA==", "AA==AA==", "A-==", ""] {
            assert_eq!(decode_exact::<1>(other), None, "{other:?}");
        }
        assert_eq!(decode("AB=="), None);
        assert_eq!(decode("AA"), None);
        assert_eq!(decode("").as_deref(), Some(&[][..]));
    }

    #[test]
    fn what_is_encoded_is_read_back() {
        for n in 0..70u8 {
            let bytes: Vec<u8> = (0..n).collect();
            assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }
    }
}
