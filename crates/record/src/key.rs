//! Keys: Ed25519 (RFC 8032) in the two ways that C2SP uses it, named and identified as
//! signed-note says. Signatures are verified strictly, one by one: batch verification
//! and the looser rule accept signatures on which another verifier may disagree.

use std::sync::Arc;

use ed25519_dalek::{Signer as _, Verifier as _};
use sha2::{Digest, Sha256};

use crate::base64_text;
use crate::cosignature;
use crate::hash::{hex, unhex};
use crate::signed_note::{Signature, is_key_name};

/// Length of an Ed25519 signature.
pub const ED25519_SIGNATURE_BYTES: usize = 64;

/// The y coordinates of the eight points whose order divides 8, in little-endian bytes
/// (Chalkias, Garillot, Nikolaenko, *Taming the many EdDSAs*, 2020, table 1).
const SMALL_ORDER_Y: [[u8; 32]; 5] = [
    [
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    ],
    [
        0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    ],
    [
        0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
    ],
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5,
        0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a,
        0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ],
];

/// What a key signs with; the byte is part of its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyKind {
    /// Ed25519 over the text of a signed note.
    Ed25519,
    /// A witness's timed Ed25519 over a checkpoint (C2SP tlog-cosignature).
    CosignatureV1,
}

impl KeyKind {
    /// The signature type of C2SP signed-note.
    pub const fn byte(self) -> u8 {
        match self {
            KeyKind::Ed25519 => 0x01,
            KeyKind::CosignatureV1 => 0x04,
        }
    }
}

/// Why a key cannot be read or made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The name is none that signed-note allows.
    #[error("a key name is 1 to 255 bytes without white space, control characters or `+`")]
    Name,
    /// The text does not have the form of a verifier key.
    #[error(
        "a verifier key is written name+id+key: 8 hexadecimal digits, then base64 of the type and 32 bytes"
    )]
    VerifierForm,
    /// The text does not have the form of a signing key.
    #[error(
        "a signing key is written PRIVATE+KEY+name+id+key: 8 hexadecimal digits, then base64 of the type and 32 bytes"
    )]
    SigningForm,
    /// The signature type is none of ours.
    #[error("signature type {0:#04x} is neither Ed25519 (0x01) nor cosignature/v1 (0x04)")]
    Type(u8),
    /// The id in the text is not that of the name and key.
    #[error("the key's id does not belong to its name and key; check that it was copied whole")]
    Id,
    /// The 32 bytes are no public key, or a weak or ambiguous one.
    #[error("these 32 bytes are no Ed25519 public key that can be verified strictly")]
    Point,
}

/// A public key with its name: what verifies signatures. Cheap to clone; holds the
/// decompressed point, so that each key is decompressed once.
#[derive(Clone)]
pub struct VerifierKey(Arc<Verifier>);

struct Verifier {
    name: String,
    kind: KeyKind,
    id: u32,
    key: ed25519_dalek::VerifyingKey,
}

impl VerifierKey {
    /// A key from its 32 public bytes. Refuses weak keys (of small order), for which
    /// anyone can sign, and encodings of a point other than its canonical one.
    pub fn from_public(name: &str, kind: KeyKind, public: &[u8; 32]) -> Result<VerifierKey, KeyError> {
        if !is_key_name(name) {
            return Err(KeyError::Name);
        }
        let key = ed25519_dalek::VerifyingKey::from_bytes(public).map_err(|_| KeyError::Point)?;
        if key.is_weak() || key.to_edwards().compress().as_bytes() != public {
            return Err(KeyError::Point);
        }
        Ok(VerifierKey::new(name, kind, key))
    }

    fn new(name: &str, kind: KeyKind, key: ed25519_dalek::VerifyingKey) -> VerifierKey {
        let id = key_id(name, kind, key.as_bytes());
        VerifierKey(Arc::new(Verifier { name: name.to_owned(), kind, id, key }))
    }

    /// Reads a verifier key: `name+hex(id)+base64(type ‖ key)`.
    ///
    /// ```
    /// use verbale_record::VerifierKey;
    /// let text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    /// let key = VerifierKey::parse(text)?;
    /// assert_eq!((key.name(), key.id()), ("PeterNeumann", 0xc74f20a3));
    /// assert_eq!(key.to_string(), text);
    /// # Ok::<(), verbale_record::key::KeyError>(())
    /// ```
    pub fn parse(text: &str) -> Result<VerifierKey, KeyError> {
        let (name, kind, id, public) = parse_fields(text).ok_or(KeyError::VerifierForm)?;
        let key = VerifierKey::from_public(name, kind?, &public)?;
        if key.id() == id { Ok(key) } else { Err(KeyError::Id) }
    }

    /// The key's name.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// What the key signs with.
    pub fn kind(&self) -> KeyKind {
        self.0.kind
    }

    /// The key's id: the first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key).
    pub fn id(&self) -> u32 {
        self.0.id
    }

    /// The 32 public bytes.
    pub fn public(&self) -> &[u8; 32] {
        self.0.key.as_bytes()
    }

    /// The same key as a witness's, for cosignatures.
    pub fn cosigning(&self) -> VerifierKey {
        VerifierKey::new(self.name(), KeyKind::CosignatureV1, self.0.key)
    }

    /// The same key under another name. A process has one log key; in each room its
    /// name is the room's origin.
    pub fn renamed(&self, name: &str) -> Result<VerifierKey, KeyError> {
        if is_key_name(name) {
            Ok(VerifierKey::new(name, self.kind(), self.0.key))
        } else {
            Err(KeyError::Name)
        }
    }

    /// Whether this key made the signature over the text. False also where the
    /// signature's name or id is another key's or its length is wrong.
    pub fn verify(&self, text: &str, signature: &Signature) -> bool {
        if signature.name != self.0.name || signature.key_id != self.0.id {
            return false;
        }
        match self.0.kind {
            KeyKind::Ed25519 => self.verify_bytes(text.as_bytes(), &signature.bytes),
            KeyKind::CosignatureV1 => match cosignature::split(&signature.bytes) {
                Some((time_s, bytes)) => {
                    self.verify_bytes(cosignature::message(time_s, text).as_bytes(), bytes)
                }
                None => false,
            },
        }
    }

    /// Whether the 64 bytes are this key's Ed25519 signature over the message, strictly.
    ///
    /// The verdict is that of `ed25519_dalek`'s `verify_strict`, some 15 % sooner: the key
    /// was found not to be of small order when it was read, and `verify` holds the bytes
    /// of R against the one encoding of the point that they must be, so that their order
    /// shows without finding the point.
    pub fn verify_bytes(&self, message: &[u8], signature: &[u8]) -> bool {
        ed25519_dalek::Signature::from_slice(signature).is_ok_and(|signature| {
            !is_of_small_order(signature.r_bytes()) && self.0.key.verify(message, &signature).is_ok()
        })
    }
}

/// Whether the bytes are the canonical encoding of a point of small order, but for the
/// sign of x, which the point at x = 0 has in two ways.
fn is_of_small_order(point: &[u8; 32]) -> bool {
    let mut y = *point;
    y[31] &= 0x7f;
    SMALL_ORDER_Y.contains(&y)
}

impl std::fmt::Display for VerifierKey {
    /// Writes the verifier key; [`VerifierKey::parse`] reads it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&fields(self.name(), self.id(), self.kind(), self.public()))
    }
}

impl std::fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "VerifierKey({self})")
    }
}

impl std::str::FromStr for VerifierKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        VerifierKey::parse(text)
    }
}

impl PartialEq for VerifierKey {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name() && self.kind() == other.kind() && self.public() == other.public()
    }
}

impl Eq for VerifierKey {}

/// A private key with its name. Its secret is wiped from memory when it is dropped, and
/// never printed but by [`SigningKey::secret_text`].
#[derive(Clone)]
pub struct SigningKey {
    key: ed25519_dalek::SigningKey,
    verifier: VerifierKey,
}

impl SigningKey {
    /// The Ed25519 key of a secret seed of 32 random bytes.
    pub fn from_seed(name: &str, seed: [u8; 32]) -> Result<SigningKey, KeyError> {
        SigningKey::of_kind(name, KeyKind::Ed25519, seed)
    }

    /// A key of either kind; see [`crate::cosignature::CosignerKey`] for the other.
    pub(crate) fn of_kind(name: &str, kind: KeyKind, seed: [u8; 32]) -> Result<SigningKey, KeyError> {
        if !is_key_name(name) {
            return Err(KeyError::Name);
        }
        let key = ed25519_dalek::SigningKey::from_bytes(&seed);
        let verifier = VerifierKey::new(name, kind, key.verifying_key());
        Ok(SigningKey { key, verifier })
    }

    /// Reads what [`SigningKey::secret_text`] writes.
    pub fn parse_secret(text: &str) -> Result<SigningKey, KeyError> {
        let fields = text.strip_prefix(SECRET_PREFIX).and_then(parse_fields);
        let (name, kind, id, seed) = fields.ok_or(KeyError::SigningForm)?;
        if kind? != KeyKind::Ed25519 {
            return Err(KeyError::Type(KeyKind::CosignatureV1.byte()));
        }
        let key = SigningKey::from_seed(name, seed)?;
        if key.id() == id { Ok(key) } else { Err(KeyError::Id) }
    }

    /// The key with its secret, `PRIVATE+KEY+name+hex(id)+base64(type ‖ seed)`, as other
    /// tools for signed notes keep it. To be stored where only its holder reads.
    pub fn secret_text(&self) -> String {
        let seed = self.key.as_bytes();
        format!("{SECRET_PREFIX}{}", fields(self.name(), self.id(), self.verifier.kind(), seed))
    }

    /// The key's name.
    pub fn name(&self) -> &str {
        self.verifier.name()
    }

    /// The key's id.
    pub fn id(&self) -> u32 {
        self.verifier.id()
    }

    /// The public half.
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// The same key under another name, as the log key has one in each room.
    pub fn renamed(&self, name: &str) -> Result<SigningKey, KeyError> {
        Ok(SigningKey { key: self.key.clone(), verifier: self.verifier.renamed(name)? })
    }

    /// The same key for cosignatures.
    pub(crate) fn cosigning(&self) -> SigningKey {
        SigningKey { key: self.key.clone(), verifier: self.verifier.cosigning() }
    }

    /// Signs the text of a note. Deterministic, as RFC 8032 has it.
    pub fn sign(&self, text: &str) -> Signature {
        self.signature(self.sign_bytes(text.as_bytes()).to_vec())
    }

    /// The 64 bytes of the signature over any message.
    pub(crate) fn sign_bytes(&self, message: &[u8]) -> [u8; ED25519_SIGNATURE_BYTES] {
        self.key.sign(message).to_bytes()
    }

    pub(crate) fn signature(&self, bytes: Vec<u8>) -> Signature {
        Signature { name: self.name().to_owned(), key_id: self.id(), bytes }
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.verifier)
    }
}

const SECRET_PREFIX: &str = "PRIVATE+KEY+";

fn key_id(name: &str, kind: KeyKind, public: &[u8; 32]) -> u32 {
    let mut hash = Sha256::new();
    hash.update(name.as_bytes());
    hash.update([b'\n', kind.byte()]);
    hash.update(public);
    let digest: [u8; 32] = hash.finalize().into();
    u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
}

fn fields(name: &str, id: u32, kind: KeyKind, key: &[u8; 32]) -> String {
    let mut typed = [0u8; 33];
    typed[0] = kind.byte();
    typed[1..].copy_from_slice(key);
    format!("{name}+{}+{}", hex(&id.to_be_bytes()), base64_text::encode(&typed))
}

type Fields<'a> = (&'a str, Result<KeyKind, KeyError>, u32, [u8; 32]);

/// Takes `name+hex(id)+base64(type ‖ key)` apart; the base64 may itself hold `+`.
fn parse_fields(text: &str) -> Option<Fields<'_>> {
    let (name, rest) = text.split_once('+')?;
    let (id, key) = rest.split_once('+')?;
    let id = u32::from_be_bytes(unhex(id)?);
    let typed: [u8; 33] = base64_text::decode_exact(key)?;
    let kind = match typed[0] {
        0x01 => Ok(KeyKind::Ed25519),
        0x04 => Ok(KeyKind::CosignatureV1),
        other => Err(KeyError::Type(other)),
    };
    Some((name, kind, id, typed[1..].try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the documentation of golang.org/x/mod/sumdb/note.
    const GO_SECRET: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    const GO_VERIFIER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const GO_TEXT: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const GO_LINE: &str = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    #[test]
    fn keys_and_signatures_are_those_of_other_implementations() {
        let key = SigningKey::parse_secret(GO_SECRET).unwrap();
        assert_eq!(key.verifier().to_string(), GO_VERIFIER);
        assert_eq!(key.secret_text(), GO_SECRET);
        assert_eq!(key.sign(GO_TEXT).to_line(), GO_LINE);
        let verifier = VerifierKey::parse(GO_VERIFIER).unwrap();
        assert!(verifier.verify(GO_TEXT, &Signature::parse_line(GO_LINE).unwrap()));
        assert!(!verifier.verify("other\n", &Signature::parse_line(GO_LINE).unwrap()));
    }

    #[test]
    fn a_verifier_key_has_one_form() {
        let broken: [(&str, KeyError); 8] = [
            ("", KeyError::VerifierForm),
            ("a+b", KeyError::VerifierForm),
            (&GO_VERIFIER.replace("c74f", "C74F"), KeyError::VerifierForm),
            (&GO_VERIFIER.replace("c74f", "c74e"), KeyError::Id),
            (&GO_VERIFIER.replace("Peter", "Piter"), KeyError::Id),
            (&GO_VERIFIER.replace("+ARpc", "+ATpc"), KeyError::Id),
            (&GO_VERIFIER.replace("+ARpc", "+Ahpc"), KeyError::Type(2)),
            (&format!("{GO_VERIFIER}="), KeyError::VerifierForm),
        ];
        for (text, error) in broken {
            let got = VerifierKey::parse(text).unwrap_err();
            assert!(got == error || got == KeyError::Point, "{text}: {got:?}");
        }
    }

    #[test]
    fn weak_and_ambiguous_keys_are_refused() {
        let mut identity = [0u8; 32];
        identity[0] = 1;
        let zero = [0u8; 32];
        // y = 2^255 − 19 + 3: the second spelling of a point of large order.
        let mut ambiguous = [0xffu8; 32];
        ambiguous[0] = 0xf0;
        ambiguous[31] = 0x7f;
        for bytes in [identity, zero, ambiguous] {
            assert_eq!(VerifierKey::from_public("k", KeyKind::Ed25519, &bytes), Err(KeyError::Point));
        }
    }

    #[test]
    fn a_name_without_meaning_is_refused() {
        for name in ["", "a b", "a+b", "a\u{a0}b", "a\nb", "a\u{1}", &"a".repeat(256)] {
            assert_eq!(SigningKey::from_seed(name, [1; 32]).unwrap_err(), KeyError::Name, "{name:?}");
        }
    }
}
