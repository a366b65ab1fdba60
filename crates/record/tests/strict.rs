//! Signatures are verified strictly: with the verdict of `verify_strict` on every input.

use curve25519_dalek::{EdwardsPoint, Scalar, constants::ED25519_BASEPOINT_POINT, constants::EIGHT_TORSION};
use ed25519_dalek::{Signature, Verifier as _, VerifyingKey};
use proptest::prelude::*;
use sha2::{Digest as _, Sha512};
use verbale_record::{SigningKey, VerifierKey, key::KeyKind};

/// A key with a point that may have a part of small order.
struct Key {
    secret: Scalar,
    public: [u8; 32],
}

impl Key {
    fn new(secret: u64, torsion: EdwardsPoint) -> Key {
        let secret = Scalar::from(secret);
        Key { secret, public: (ED25519_BASEPOINT_POINT * secret + torsion).compress().to_bytes() }
    }

    /// A signature with the bytes of R given, which fits where these are those of [s]B - [k]A.
    fn sign(&self, nonce: Scalar, r: [u8; 32], message: &[u8]) -> [u8; 64] {
        let hash = Sha512::new().chain_update(r).chain_update(self.public).chain_update(message);
        let k = Scalar::from_bytes_mod_order_wide(&hash.finalize().into());
        let mut signature = [0; 64];
        signature[..32].copy_from_slice(&r);
        signature[32..].copy_from_slice((nonce + k * self.secret).as_bytes());
        signature
    }
}

/// What this crate says of a signature; the library says the same, strictly. Gives also what it
/// says when it is not strict.
#[track_caller]
fn verdicts(public: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> (bool, bool) {
    let Ok(key) = VerifierKey::from_public("k", KeyKind::Ed25519, public) else { return (false, false) };
    let library = VerifyingKey::from_bytes(public).expect("the crate took it for a key");
    let parsed = Signature::from_bytes(signature);
    let strict = key.verify_bytes(message, signature);
    assert_eq!(strict, library.verify_strict(message, &parsed).is_ok());
    (strict, library.verify(message, &parsed).is_ok())
}

#[test]
fn a_signature_whose_r_is_of_small_order_is_refused_where_its_equation_holds() {
    let mut fitting = 0;
    for torsion in EIGHT_TORSION {
        let key = Key::new(7, torsion);
        for r in EIGHT_TORSION {
            for n in 0u8..64 {
                let signature = key.sign(Scalar::ZERO, r.compress().to_bytes(), &[n]);
                let (strict, loose) = verdicts(&key.public, &[n], &signature);
                assert!(!strict);
                fitting += u32::from(loose);
            }
        }
    }
    assert!(fitting > 100, "{fitting} equations held");
}

#[test]
fn bytes_of_r_that_are_no_points_one_encoding_are_refused() {
    let key = Key::new(7, EIGHT_TORSION[0]);
    // The identity with the sign of x set; y = p + 1, which is 1; no point at all.
    let mut signed = [0; 32];
    signed[0] = 1;
    let mut beyond = [0xff; 32];
    (beyond[0], beyond[31]) = (0xee, 0x7f);
    let mut nowhere = [0; 32];
    nowhere[0] = 2;
    for r in [
        {
            signed[31] = 0x80;
            signed
        },
        beyond,
        nowhere,
    ] {
        assert!(!verdicts(&key.public, b"text", &key.sign(Scalar::ZERO, r, b"text")).0);
    }
}

proptest! {
    #[test]
    fn the_verdict_is_that_of_verify_strict(
        secret in 1u64.., torsion in 0usize..8, nonce in 0u64..3, r_torsion in 0usize..8,
        message in proptest::collection::vec(any::<u8>(), 0..8), flipped in proptest::option::of(0usize..512),
    ) {
        let key = Key::new(secret, EIGHT_TORSION[torsion]);
        let nonce = Scalar::from(nonce);
        let r = (ED25519_BASEPOINT_POINT * nonce + EIGHT_TORSION[r_torsion]).compress().to_bytes();
        let mut signature = key.sign(nonce, r, &message);
        if let Some(bit) = flipped {
            signature[bit / 8] ^= 1 << (bit % 8);
        }
        verdicts(&key.public, &message, &signature);
    }

    #[test]
    fn what_was_signed_verifies(seed in any::<[u8; 32]>(), message in "\\PC*") {
        let key = SigningKey::from_seed("k", seed).expect("a name");
        let signature = key.sign(&message);
        prop_assert!(key.verifier().verify(&message, &signature));
        let public = key.verifier().public();
        prop_assert_eq!(verdicts(public, message.as_bytes(), signature.bytes[..].try_into().expect("64 bytes")), (true, true));
    }
}
