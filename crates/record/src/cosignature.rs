//! Cosignatures (C2SP tlog-cosignature v1.0.1, Ed25519): a witness's word that it has
//! seen a log grow to this checkpoint, with a time that the log's host cannot forge.
//!
//! ```text
//! cosignature/v1
//! time 1679315147
//! <the checkpoint's text>
//! ```
//! is what is signed; the signature is `u64be time ‖ 64 bytes`.

use crate::checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
use crate::key::{ED25519_SIGNATURE_BYTES, KeyError, KeyKind, SigningKey, VerifierKey};
use crate::signed_note::{Signature, SignedNoteError};

/// Latest time that a cosignature can carry, in seconds since 1970.
pub const COSIGNATURE_TIME_S_MAX: u64 = i64::MAX as u64;

/// A witness's private key. It signs cosignatures and nothing else: a key that also
/// signed notes could be made to sign a note that reads as a cosignature.
#[derive(Clone, Debug)]
pub struct CosignerKey(SigningKey);

impl CosignerKey {
    /// The witness's key of a key file: the same secret under the same name, for cosignatures alone.
    pub fn of(key: &SigningKey) -> CosignerKey {
        CosignerKey(key.cosigning())
    }

    /// The key of a secret seed of 32 random bytes. The name is customarily a URL
    /// without scheme.
    pub fn from_seed(name: &str, seed: [u8; 32]) -> Result<CosignerKey, KeyError> {
        SigningKey::of_kind(name, KeyKind::CosignatureV1, seed).map(CosignerKey)
    }

    /// The public half.
    pub fn verifier(&self) -> &VerifierKey {
        self.0.verifier()
    }

    /// Cosigns a checkpoint's text, which may be another log's, at `time_s` seconds
    /// since 1970. `None` for a time beyond [`COSIGNATURE_TIME_S_MAX`].
    pub fn cosign_text(&self, time_s: u64, checkpoint_text: &str) -> Option<Signature> {
        if time_s > COSIGNATURE_TIME_S_MAX {
            return None;
        }
        let mut bytes = time_s.to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.0.sign_bytes(message(time_s, checkpoint_text).as_bytes()));
        Some(self.0.signature(bytes))
    }
}

/// Cosigns a checkpoint at `time_s` seconds since 1970. `None` for a time beyond
/// [`COSIGNATURE_TIME_S_MAX`].
pub fn sign(time_s: u64, key: &CosignerKey, checkpoint: &Checkpoint) -> Option<Signature> {
    key.cosign_text(time_s, &checkpoint.text())
}

/// Verifies the cosignature of `witness` on the checkpoint and gives its time, in seconds
/// since 1970.
pub fn verify(witness: &VerifierKey, checkpoint: &SignedCheckpoint) -> Result<u64, CheckpointError> {
    let cosigned = checkpoint.cosigned(std::slice::from_ref(witness))?;
    cosigned.first().map(|c| c.time_s).ok_or(SignedNoteError::NoKnownKey.into())
}

/// Takes the bytes of a cosignature apart into its time and Ed25519 signature.
pub(crate) fn split(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (time, signature) = bytes.split_first_chunk::<8>()?;
    let time_s = u64::from_be_bytes(*time);
    (signature.len() == ED25519_SIGNATURE_BYTES && time_s <= COSIGNATURE_TIME_S_MAX)
        .then_some((time_s, signature))
}

/// What a cosigner signs.
pub(crate) fn message(time_s: u64, checkpoint_text: &str) -> String {
    format!("cosignature/v1\ntime {time_s}\n{checkpoint_text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_is_that_of_the_specification() {
        let body = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
        assert_eq!(
            message(1679315147, body),
            "cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\n\
             CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
        );
    }

    #[test]
    fn a_time_beyond_the_limit_is_not_signed_nor_read() {
        let key = CosignerKey::from_seed("witness.example.org/w1", [1; 32]).unwrap();
        assert!(key.cosign_text(COSIGNATURE_TIME_S_MAX, "x\n").is_some());
        assert!(key.cosign_text(COSIGNATURE_TIME_S_MAX + 1, "x\n").is_none());
        assert_eq!(split(&[0xff; 72]), None);
        assert_eq!(split(&[0; 71]), None);
        assert!(split(&[0; 72]).is_some());
    }
}
