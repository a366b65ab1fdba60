//! A charter that those whom it names agree on before the process exists.
//!
//! A secretariat fills in what it is to say. Each actor's principal comes by an invitation and brings
//! a key. When every key is there the text is fixed and goes to all: each signs exactly that text, and
//! the last signature founds the process. Whatever is changed before makes another text, so it voids
//! what was signed.

use serde::{Deserialize, Serialize};
use verbale_process::charter::{Charter, ProcessKind, Role};
use verbale_record::{ActorId, Note, Origin, SigningKey, VerifierKey, signed_note::Signature};
use verbale_store::{CharterDraft, CharterSigner, PersonId};

use crate::{
    draft::Draft,
    founding::{FoundingAsked, charter_draft},
    problem::{Problem, ProblemKind},
};

/// Fewest parties of talks that all sign.
const PARTIES_MIN: usize = 2;

/// What a charter is to say, as the accounts keep it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CharterPlan {
    /// The language of its names.
    pub language: String,
    /// What was filled in.
    pub asked: FoundingAsked,
}

impl CharterPlan {
    /// Reads a plan that was kept.
    pub fn read(json: &str) -> Result<CharterPlan, Problem> {
        serde_json::from_str(json).map_err(|error| {
            tracing::error!(%error, "a charter that is being agreed cannot be read");
            Problem::new(
                ProblemKind::StoreFailed,
                "What was drafted cannot be read.",
                "Tell the operator, whose log has the reason.",
            )
        })
    }

    /// The plan, to be kept.
    pub fn to_json(&self) -> String {
        // Fields of text alone: there is nothing in it that JSON could not hold.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The charter as it would be, with keys and origins that stand in for those to come: to be shown
    /// in words, and to find now what would else be found when all have signed.
    ///
    /// # Errors
    /// With the field that cannot be.
    pub fn rehearsed(&self) -> Result<Charter, Problem> {
        if ProcessKind::parse(&self.asked.process) != Some(ProcessKind::Talks) {
            return Err(Problem::field("process", "only the charter of talks is signed by all"));
        }
        let key = VerifierKey::parse(&self.asked.key)
            .map_err(|error| Problem::field("key", &format!("the key is none ({error})")))?;
        let mut drawn = 0_u128;
        let draw = || {
            drawn += 1;
            Ok(Origin::from_bytes(drawn.to_be_bytes()))
        };
        let mut charter = self.asked.charter(&self.language, &key, |_| None, draw)?;
        if charter.parties().count() < PARTIES_MIN {
            return Err(Problem::field("parties", "talks have two parties or more"));
        }
        for (number, actor) in charter.actors.iter_mut().enumerate().filter(|(_, actor)| signs(actor.role)) {
            let key = key.renamed(&format!("k{number:016x}"));
            actor.principal = key.ok().map(|key| key.to_string());
        }
        charter_draft(&charter, &charter.actors[0].id, &key, [0; 16], [0; 32])
            .map_err(|error| Problem::field("actor", &error.to_string()))?;
        Ok(charter)
    }

    /// Those who are to sign it: each was there before under that actor, or is awaited; the founder
    /// is there with their key.
    ///
    /// # Errors
    /// As [`CharterPlan::rehearsed`].
    pub fn signers(
        &self,
        founder: PersonId,
        before: &[CharterSigner],
    ) -> Result<Vec<CharterSigner>, Problem> {
        let charter = self.rehearsed()?;
        let signing = charter.actors.iter().filter(|actor| signs(actor.role)).map(|actor| &actor.id);
        let signers = signing.enumerate().map(|(number, id)| {
            let known = before.iter().find(|signer| signer.actor == *id && signer.person != Some(founder));
            let mut signer = known.cloned().unwrap_or_else(|| CharterSigner::awaited(id.clone()));
            if number == 0 {
                (signer.person, signer.vkey) = (Some(founder), Some(self.asked.key.clone()));
            }
            signer
        });
        Ok(signers.collect())
    }
}

/// Whether an actor of this role signs the charter of talks: all do who take part.
fn signs(role: Role) -> bool {
    role != Role::Other
}

/// A charter that is being agreed, read.
#[derive(Clone, Debug)]
pub struct Agreeing {
    /// As the accounts keep it.
    pub kept: CharterDraft,
    /// What it is to say.
    pub plan: CharterPlan,
    /// The charter as it would be.
    pub charter: Charter,
    /// The text that is signed, once every signer's key is there.
    pub draft: Option<Draft>,
}

impl Agreeing {
    /// Reads a charter that founded no process yet.
    pub fn read(kept: CharterDraft) -> Result<Agreeing, Problem> {
        let plan = CharterPlan::read(&kept.plan)?;
        let draft = kept.draft.as_deref().map(Draft::parse).transpose().map_err(|error| {
            tracing::error!(%error, "a charter that is being agreed cannot be read");
            Problem::new(ProblemKind::StoreFailed, "What is signed cannot be read.", "Tell the operator.")
        })?;
        Ok(Agreeing { charter: plan.rehearsed()?, plan, draft, kept })
    }

    /// Whether each actor's key is there, so that the text can be fixed.
    pub fn is_complete(&self) -> bool {
        self.kept.signers.iter().all(|signer| signer.person.is_some() && signer.vkey.is_some())
    }

    /// Whether all have signed.
    pub fn is_signed(&self) -> bool {
        self.draft.is_some() && self.kept.signers.iter().all(|signer| signer.signature.is_some())
    }

    /// Those who have not signed yet.
    pub fn awaited(&self) -> Vec<&ActorId> {
        let awaited = self.kept.signers.iter().filter(|signer| signer.signature.is_none());
        awaited.map(|signer| &signer.actor).collect()
    }

    /// The text with everybody's own key, in the name of the founder's actor.
    ///
    /// # Errors
    /// Where it would be no charter, which was looked at when it was filled in; or randomness fails.
    pub fn fixed(
        &self,
        log_key: &SigningKey,
        mut draw: impl FnMut() -> Result<[u8; 32], Problem>,
    ) -> Result<Draft, Problem> {
        let vkey = |actor: &ActorId| {
            let signer = self.kept.signers.iter().find(|signer| signer.actor == *actor);
            signer.and_then(|signer| signer.vkey.clone())
        };
        let half = |bytes: [u8; 32]| <[u8; 16]>::try_from(&bytes[..16]).unwrap_or_default();
        let nonce = half(draw()?);
        let salt = draw()?;
        let origin = || Ok(Origin::from_bytes(half(draw()?)));
        let charter = self.plan.asked.charter(&self.plan.language, log_key.verifier(), vkey, origin)?;
        charter_draft(&charter, &charter.actors[0].id, log_key.verifier(), nonce, salt)
            .map_err(|error| Problem::field("actor", &error.to_string()))
    }

    /// Whether a signature is one of the signer's own key over the text as it is.
    pub fn is_signature_of(&self, signer: &CharterSigner, signature: &Signature) -> bool {
        let key = signer.vkey.as_deref().and_then(|vkey| VerifierKey::parse(vkey).ok());
        let (Some(key), Some(draft)) = (key, &self.draft) else { return false };
        key.name() == signature.name && key.verify(&draft.text, signature)
    }

    /// The note that all have signed, with the salt of its commitment.
    ///
    /// # Errors
    /// Where a signature is missing.
    pub fn ready(&self) -> Result<(Note, [u8; 32]), Problem> {
        let unsigned =
            || Problem::invalid("Not all have signed.", "Sign the charter, or have the others sign it.");
        let mut draft = self.draft.clone().ok_or_else(unsigned)?;
        for line in self.kept.signers.iter().filter_map(|signer| signer.signature.as_deref()) {
            let signature = Signature::parse_line(line);
            draft.add(&signature.map_err(|_| unsigned())?);
        }
        let ready = draft.ready().map_err(|_| unsigned())?;
        Ok((ready.note, ready.opening.salt))
    }
}
