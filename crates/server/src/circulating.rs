//! A draft on its way from one signer to the next, held against the process by the venue.
//!
//! What the venue checks is what it would check anyway when the note is submitted: that the draft is
//! for a room of the process, and that each signature is one of a signer named, over exactly this
//! text.

use verbale_process::wire;
use verbale_record::{Hash, KeyName, signed_note::Signature};
use verbale_store::Submission;

use crate::{
    asker::Asker,
    draft::{Draft, DraftError},
    problem::Problem,
    view::View,
};

/// A draft that circulates.
#[derive(Clone, Debug)]
pub struct CirculatingDraft {
    /// The draft. Each of its signatures was checked.
    pub draft: Draft,
    /// The room, as its index in the charter.
    pub room: u16,
}

impl CirculatingDraft {
    /// Reads a draft for a room of a view, and checks every signature on it.
    ///
    /// # Errors
    /// With what is wrong with it, and what to do.
    pub fn read(json: &str, view: &View) -> Result<CirculatingDraft, Problem> {
        let mut draft = Draft::parse(json).map_err(unusable)?;
        let room = view.room(&draft.room).filter(|_| draft.process == view.id.to_hex());
        let Some(room) = room.filter(|room| room.entry.origin.as_str() == draft.origin()) else {
            return Err(wrong("The draft is for another process or room.".to_owned()));
        };
        if draft.signers().len() < 2 {
            return Err(wrong("The draft does not name several signers.".to_owned()));
        }
        // What is put round can be entered: its openings are those that the text names.
        draft.opened().map_err(unusable)?;
        let lines = std::mem::take(&mut draft.signatures);
        let mut read = CirculatingDraft { draft, room: room.index };
        for line in &lines {
            let signature = Signature::parse_line(line).map_err(|error| unusable(error.into()))?;
            read = read.with(&signature, view)?;
        }
        Ok(read)
    }

    /// What its round is known by: SHA-256 of its text, which no two drafts have in common and who does
    /// not hold the text cannot guess. So the same draft sent again is put round once.
    pub fn id(&self) -> Hash {
        Hash::of(self.draft.text.as_bytes())
    }

    /// Whether the asker is to sign, or speaks for an actor of which somebody is.
    pub fn concerns(&self, asker: &Asker, view: &View) -> bool {
        let registry = view.process.registry();
        let actor_of = |key: &KeyName| registry.key(key).map(|record| record.actor.clone());
        let own: Vec<_> = asker.keys().iter().filter_map(&actor_of).collect();
        self.asks(asker)
            || self.draft.signers().iter().filter_map(&actor_of).any(|actor| own.contains(&actor))
    }

    /// Whether one of the asker's own keys is to sign.
    pub fn asks(&self, asker: &Asker) -> bool {
        self.draft.signers().iter().any(|signer| asker.keys().contains(signer))
    }

    /// The draft with a further signature.
    ///
    /// # Errors
    /// Where it is not by a signer whom the text names, or not over this text.
    pub fn with(&self, signature: &Signature, view: &View) -> Result<CirculatingDraft, Problem> {
        let wrong = || {
            Problem::invalid(
                "The signature is not one of the draft's signers over its text.",
                "Sign the draft as it is, with a key that it names.",
            )
        };
        let name: KeyName = signature.name.parse().map_err(|_| wrong())?;
        let registry = view.process.registry();
        let known = registry.key(&name).filter(|record| record.revoked.is_none());
        // Who becomes a principal by an amendment signs it with the key that it states.
        let stated = || registry.stated_key(&wire::read(self.draft.act_line()).kind, &name, signature.key_id);
        let key = known.map(|record| record.verifier.clone()).or_else(stated).ok_or_else(wrong)?;
        if !self.draft.signers().contains(&name) || !key.verify(&self.draft.text, signature) {
            return Err(wrong());
        }
        let mut signed = self.clone();
        signed.draft.add(signature);
        Ok(signed)
    }

    /// The note as it is submitted, where all have signed.
    ///
    /// # Errors
    /// With what is missing or does not fit.
    pub fn ready(&self) -> Result<Submission, Problem> {
        Ok(self.draft.ready().map_err(unusable)?.submission())
    }
}

fn wrong(detail: String) -> Problem {
    Problem::invalid(detail, "Draft it anew on the page of the act.")
}

fn unusable(error: DraftError) -> Problem {
    wrong(format!("The draft cannot be used: {error}."))
}
