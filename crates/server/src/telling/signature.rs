//! The signature of a webhook's call, as the Standard Webhooks specification has it (version 1,
//! symmetric): HMAC-SHA256 over id, time and body, so that the receiver knows that the venue sent
//! it, and when.
//!
//! ```text
//! webhook-id: msg_…
//! webhook-timestamp: 1763812800
//! webhook-signature: v1,<base64>
//! ```

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::base64_text;

/// What a secret begins with when it is shown.
const SECRET_PREFIX: &str = "whsec_";

/// A secret as its owner gives it to the receiving program.
pub fn secret_text(secret: &[u8; 32]) -> String {
    format!("{SECRET_PREFIX}{}", base64_text::encode(secret))
}

/// The value of `webhook-signature` for a call with this id, at this time in seconds since 1970.
pub fn sign(secret: &[u8; 32], id: &str, timestamp_s: u64, body: &[u8]) -> String {
    format!("v1,{}", base64_text::encode(&mac(secret, id, timestamp_s, body).finalize().into_bytes()))
}

/// Whether a `webhook-signature` is that of a call: what a receiver checks. Any of several
/// signatures, separated by spaces, will do. Compared in constant time.
pub fn verifies(secret: &[u8; 32], id: &str, timestamp_s: u64, body: &[u8], signature: &str) -> bool {
    signature
        .split(' ')
        .filter_map(|one| base64_text::decode(one.strip_prefix("v1,")?))
        .any(|tag| mac(secret, id, timestamp_s, body).verify_slice(&tag).is_ok())
}

fn mac(secret: &[u8], id: &str, timestamp_s: u64, body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of every length");
    mac.update(format!("{id}.{timestamp_s}.").as_bytes());
    mac.update(body);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the guide, word for word.
    const GUIDE: &str = include_str!("../../../../docs/http.md");

    fn of_guide(name: &str) -> &'static str {
        let line = GUIDE.lines().find_map(|line| line.trim().strip_prefix(name)?.strip_prefix(": "));
        line.unwrap_or_else(|| panic!("docs/http.md has no line that begins with {name}"))
    }

    #[test]
    fn the_worked_example_of_the_guide_verifies() {
        let secret = of_guide("secret").strip_prefix(SECRET_PREFIX).and_then(base64_text::decode);
        let secret: [u8; 32] = secret.expect("base64").try_into().expect("32 bytes");
        let (id, signature) = (of_guide("webhook-id"), of_guide("webhook-signature"));
        let timestamp_s = of_guide("webhook-timestamp").parse().expect("seconds");
        let body = of_guide("body").as_bytes();
        assert_eq!(sign(&secret, id, timestamp_s, body), signature);
        assert!(verifies(&secret, id, timestamp_s, body, signature));
        assert!(verifies(&secret, id, timestamp_s, body, &format!("v1,AAAA v2,x {signature}")));
        assert!(!verifies(&secret, id, timestamp_s + 1, body, signature));
        assert!(!verifies(&secret, "msg_other", timestamp_s, body, signature));
        assert!(!verifies(&[0; 32], id, timestamp_s, body, signature));
        assert!(!verifies(&secret, id, timestamp_s, b"{}", signature));
        assert!(!verifies(&secret, id, timestamp_s, body, ""));
    }

    /// The specification's own vector.
    #[test]
    fn the_libraries_of_the_specification_would_agree() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let key = base64_text::decode(secret.trim_start_matches(SECRET_PREFIX)).expect("base64");
        let mac = mac(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        let tag = base64_text::encode(&mac.finalize().into_bytes());
        assert_eq!(tag, "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
