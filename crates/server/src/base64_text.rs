//! Standard base64 (RFC 4648, section 4), padded, in its one canonical form.

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// Encodes with padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Decodes the canonical form; `None` for anything else.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}
