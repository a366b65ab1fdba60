//! Sign-ins under way: what was asked of a passkey or a key and is not yet answered.
//!
//! Passkeys are verified by `webauthn-rs` (Web Authentication, level 3); what it keeps between the
//! question and the answer stays in memory, for a few minutes, and is used once.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use serde_json::Value;
use url::Url;
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{
        DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
        RegisterPublicKeyCredential, Uuid,
    },
};

use crate::{
    base64_text,
    problem::{Problem, ProblemKind},
    state::Venue,
};

/// Most sign-ins under way at a time.
pub const CEREMONIES_MAX: usize = 4_096;
/// How long a sign-in may take, in milliseconds: five minutes.
pub const CEREMONY_MS_MAX: u64 = 300_000;
/// Bytes of a ceremony's id, and of the challenge that a key signs.
pub const CEREMONY_BYTES: usize = 32;
/// First line of what a key signs to sign in.
const KEY_SIGN_IN: &str = "verbale/sign-in/v1";

/// Why nobody could sign in.
#[derive(Debug, thiserror::Error)]
pub enum CeremoniesError {
    /// The venue's address is none.
    #[error(
        "the venue's address {address:?}: {reason}; give one such as https://venue.example in venue.toml"
    )]
    Address {
        /// The address.
        address: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// What is under way.
enum Ceremony {
    SignIn(DiscoverableAuthentication),
    Register(PasskeyRegistration, [u8; 16]),
    Key,
}

/// Sign-ins under way.
pub(crate) struct Ceremonies {
    webauthn: Webauthn,
    origin: String,
    open: Mutex<BTreeMap<[u8; CEREMONY_BYTES], (Ceremony, u64)>>,
}

/// What a client is asked to do: the ceremony's id, and the options for
/// `navigator.credentials`.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub ceremony: String,
    pub options: Value,
}

/// A passkey that was made: its id, and what is kept of it.
pub(crate) struct Made {
    pub id: Vec<u8>,
    pub state: String,
    /// For whom it was made.
    pub person: [u8; 16],
}

impl Ceremonies {
    /// For a venue, whose host names the passkeys.
    pub fn new(venue: &Venue) -> Result<Ceremonies, CeremoniesError> {
        let address = venue.origin();
        let wrong = |reason: String| CeremoniesError::Address { address: address.to_owned(), reason };
        let origin = Url::parse(address).map_err(|error| wrong(error.to_string()))?;
        let host = origin.host_str().ok_or_else(|| wrong("it names no host".to_owned()))?;
        let builder = WebauthnBuilder::new(host, &origin).map_err(|error| wrong(error.to_string()))?;
        let webauthn = builder.rp_name(&venue.name).build().map_err(|error| wrong(error.to_string()))?;
        Ok(Ceremonies { webauthn, origin: address.to_owned(), open: Mutex::default() })
    }

    fn keep(&self, id: [u8; CEREMONY_BYTES], ceremony: Ceremony, now_ms: u64) -> Result<String, Problem> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, (_, until_ms)| *until_ms > now_ms);
        if open.len() >= CEREMONIES_MAX {
            return Err(Problem::new(
                ProblemKind::Overloaded,
                format!("{CEREMONIES_MAX} sign-ins are under way, as many as the venue takes at a time."),
                "Try again in a few minutes.",
            ));
        }
        open.insert(id, (ceremony, now_ms + CEREMONY_MS_MAX));
        Ok(base64_text::encode(&id))
    }

    /// Takes what is under way: it can be answered once.
    fn take(&self, id: &str, now_ms: u64) -> Option<Ceremony> {
        let id: [u8; CEREMONY_BYTES] = base64_text::decode(id)?.try_into().ok()?;
        let (ceremony, until_ms) = self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&id)?;
        (until_ms > now_ms).then_some(ceremony)
    }

    /// Asks for a passkey of whoever wants to sign in.
    pub fn begin_sign_in(&self, id: [u8; CEREMONY_BYTES], now_ms: u64) -> Result<Asked, Problem> {
        let (options, state) = self.webauthn.start_discoverable_authentication().map_err(|_| failed())?;
        let mut options = serde_json::to_value(options).map_err(|_| failed())?;
        // The person asked for it by a button, so the browser may ask back at once.
        options.as_object_mut().map(|members| members.remove("mediation"));
        Ok(Asked { ceremony: self.keep(id, Ceremony::SignIn(state), now_ms)?, options })
    }

    /// The passkey by which an answer says that it is signed.
    pub fn credential_id(credential: &Value) -> Result<Vec<u8>, Problem> {
        let credential: PublicKeyCredential =
            serde_json::from_value(credential.clone()).map_err(|_| failed())?;
        Ok(credential.get_credential_id().to_vec())
    }

    /// Checks the answer of a passkey, and gives what is kept of it from now on.
    pub fn finish_sign_in(
        &self,
        id: &str,
        credential: Value,
        state: &str,
        now_ms: u64,
    ) -> Result<String, Problem> {
        let Some(Ceremony::SignIn(asked)) = self.take(id, now_ms) else { return Err(failed()) };
        let credential: PublicKeyCredential = serde_json::from_value(credential).map_err(|_| failed())?;
        let mut passkey: Passkey = serde_json::from_str(state).map_err(|_| failed())?;
        let result = self
            .webauthn
            .finish_discoverable_authentication_v2(&credential, asked, &passkey)
            .map_err(|_| failed())?;
        passkey.update_credential(&result);
        serde_json::to_string(&passkey).map_err(|_| failed())
    }

    /// Asks for a new passkey of a person.
    pub fn begin_registration(
        &self,
        id: [u8; CEREMONY_BYTES],
        person: [u8; 16],
        name: &str,
        others: Vec<Vec<u8>>,
        now_ms: u64,
    ) -> Result<Asked, Problem> {
        let (options, state) = self
            .webauthn
            .start_passkey_registration(Uuid::from_bytes(person), name, name, Some(others))
            .map_err(|_| failed())?;
        let mut options = serde_json::to_value(options).map_err(|_| failed())?;
        // Whoever signs in gives no name, so the authenticator must find the passkey by itself.
        let selection = &mut options["publicKey"]["authenticatorSelection"];
        selection["residentKey"] = "required".into();
        selection["requireResidentKey"] = true.into();
        Ok(Asked { ceremony: self.keep(id, Ceremony::Register(state, person), now_ms)?, options })
    }

    /// Checks a new passkey.
    pub fn finish_registration(&self, id: &str, credential: Value, now_ms: u64) -> Result<Made, Problem> {
        let Some(Ceremony::Register(asked, person)) = self.take(id, now_ms) else { return Err(failed()) };
        let credential: RegisterPublicKeyCredential =
            serde_json::from_value(credential).map_err(|_| failed())?;
        let passkey = self.webauthn.finish_passkey_registration(&credential, &asked).map_err(|_| failed())?;
        let state = serde_json::to_string(&passkey).map_err(|_| failed())?;
        Ok(Made { id: passkey.cred_id().to_vec(), state, person })
    }

    /// Gives a challenge for a key to sign.
    pub fn begin_key(&self, id: [u8; CEREMONY_BYTES], now_ms: u64) -> Result<String, Problem> {
        self.keep(id, Ceremony::Key, now_ms)
    }

    /// What a key signs to sign in with that challenge: it names the venue, so that no other can
    /// pass it on. None where the challenge is not open, or was used.
    pub fn finish_key(&self, challenge: &str, now_ms: u64) -> Result<String, Problem> {
        match self.take(challenge, now_ms) {
            Some(Ceremony::Key) => Ok(key_sign_in_text(&self.origin, challenge)),
            _ => Err(failed()),
        }
    }
}

/// What a key signs to sign in at a venue, as a C2SP signed note has its text.
pub fn key_sign_in_text(origin: &str, challenge: &str) -> String {
    format!("{KEY_SIGN_IN}\n{origin}\n{challenge}\n")
}

/// The one answer for whatever does not hold: it says nothing of what was right.
pub(crate) fn failed() -> Problem {
    Problem::new(
        ProblemKind::SignInFailed,
        "The sign-in does not hold: it was not asked for here, took too long, was used before, or is signed by \
         nobody who has an account.",
        "Begin again. Whoever has no account needs an invitation.",
    )
}
