//! A draft on its way from one signer to the next, read and checked by the venue.
//!
//! The form is that of the command line's draft files (docs/formats/draft.md), so that a draft can
//! be signed on a machine that no browser runs on. What the venue checks is what it would check
//! anyway when the note is submitted: that each signature is one of a signer named, over exactly
//! this text.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use verbale_record::{KeyName, Opening, Origin, commitment::Kind as Committed, note, signed_note::Signature};

use verbale_process::wire;
use verbale_store::Submission;

use crate::{asker::Asker, base64_text, problem::Problem, view::View};

const FORMAT: &str = "verbale/draft/v1";

/// The draft file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    process: String,
    room: String,
    log_key: String,
    checkpoint: String,
    text: String,
    signatures: Vec<String>,
    salt: String,
    annexes: Vec<FileAnnex>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileAnnex {
    role: String,
    commitment: String,
    salt: String,
    content: String,
}

/// A draft that circulates.
#[derive(Clone, Debug)]
pub struct CirculatingDraft {
    file: File,
    room: u16,
    origin: Origin,
    signers: Vec<KeyName>,
    signatures: Vec<Signature>,
}

impl CirculatingDraft {
    /// Reads a draft for a room of a view, and checks every signature on it.
    ///
    /// # Errors
    /// With what is wrong with it, and what to do.
    pub fn read(text: &str, view: &View) -> Result<CirculatingDraft, Problem> {
        let wrong = |detail: String| Problem::invalid(detail, "Draft it anew on the page of the act.");
        let file: File =
            serde_json::from_str(text).map_err(|error| wrong(format!("This is no draft: {error}.")))?;
        let room = view.room(&file.room);
        let (true, true, Some(room)) = (file.format == FORMAT, file.process == view.id.to_hex(), room) else {
            return Err(wrong("The draft is for another process or room, or of another format.".to_owned()));
        };
        let act: Value = file
            .text
            .lines()
            .nth(5)
            .and_then(|line| serde_json::from_str(line).ok())
            .ok_or_else(|| wrong("The draft's text is none of a note.".to_owned()))?;
        let origin = room.entry.origin.clone();
        if file.text.lines().nth(1) != Some(origin.as_str()) {
            return Err(wrong("The draft's text is for another room.".to_owned()));
        }
        let names = act["signers"].as_array().cloned().unwrap_or_default();
        let signers: Option<Vec<KeyName>> =
            names.iter().map(|name| name.as_str().and_then(|name| name.parse().ok())).collect();
        let signers = signers.filter(|signers| signers.len() > 1);
        let signers = signers.ok_or_else(|| wrong("The draft does not name several signers.".to_owned()))?;
        let mut draft = CirculatingDraft {
            file: file.clone(),
            room: room.index,
            origin,
            signers,
            signatures: Vec::new(),
        };
        draft.file.signatures.clear();
        for line in &file.signatures {
            let signature = Signature::parse_line(line)
                .map_err(|error| wrong(format!("A signature of the draft: {error}.")))?;
            draft = draft.with(&signature, view)?;
        }
        // What is put round can be entered: its openings are those that the text names.
        draft.openings()?;
        Ok(draft)
    }

    /// The log that the note is for.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The room, as its index in the charter.
    pub fn room(&self) -> u16 {
        self.room
    }

    /// The keys that are to sign.
    pub fn signers(&self) -> &[KeyName] {
        &self.signers
    }

    /// The keys that have signed.
    pub fn signed(&self) -> Vec<KeyName> {
        let is_signed = |key: &&KeyName| self.signatures.iter().any(|s| s.name == key.as_str());
        self.signers.iter().filter(is_signed).cloned().collect()
    }

    /// The keys that have not signed yet.
    pub fn awaited(&self) -> Vec<KeyName> {
        let signed = self.signed();
        self.signers.iter().filter(|key| !signed.contains(key)).cloned().collect()
    }

    /// Whether the asker is to sign, or speaks for an actor of which somebody is.
    pub fn concerns(&self, asker: &Asker, view: &View) -> bool {
        let registry = view.process.registry();
        let actor_of = |key: &KeyName| registry.key(key).map(|record| record.actor.clone());
        let own: Vec<_> = asker.keys().iter().filter_map(&actor_of).collect();
        self.signers.iter().any(|signer| asker.keys().contains(signer))
            || self.signers.iter().filter_map(&actor_of).any(|actor| own.contains(&actor))
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
        let stated = || registry.stated_key(&wire::read(self.act()).kind, &name, signature.key_id);
        let key = known.map(|record| record.verifier.clone()).or_else(stated).ok_or_else(wrong)?;
        if !self.signers.contains(&name) || !key.verify(&self.file.text, signature) {
            return Err(wrong());
        }
        let mut signed = self.clone();
        if !signed.signatures.contains(signature) {
            signed.signatures.push(signature.clone());
            signed.file.signatures.push(signature.to_line().trim_end().to_owned());
        }
        Ok(signed)
    }

    /// The draft file.
    pub fn text(&self) -> String {
        let mut text = serde_json::to_string_pretty(&self.file).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The exact text that is signed.
    pub fn exact_text(&self) -> &str {
        &self.file.text
    }

    /// The line of the act.
    pub fn act(&self) -> &str {
        self.file.text.lines().nth(5).unwrap_or_default()
    }

    /// The wording, where the draft has one.
    pub fn wording(&self) -> Option<Vec<u8>> {
        let annex = self.file.annexes.iter().find(|annex| annex.role == "wording")?;
        base64_text::decode(&annex.content)
    }

    /// The actor in whose name it is signed.
    pub fn author(&self) -> &str {
        self.file.text.lines().nth(2).unwrap_or_default()
    }

    /// The note as it is submitted, where all have signed.
    pub fn ready(&self) -> Result<Submission, Problem> {
        let wrong = |detail: String| Problem::invalid(detail, "Draft it anew on the page of the act.");
        let note = note::assemble(&self.file.text, self.signatures.clone())
            .map_err(|error| wrong(format!("The note is not whole: {error}.")))?;
        let (salt, annexes) = self.openings()?;
        Ok(Submission { room: self.origin.clone(), note, salt, annexes })
    }

    fn openings(&self) -> Result<([u8; 32], Vec<Opening>), Problem> {
        let wrong =
            |detail: &str| Problem::invalid(detail.to_owned(), "Draft it anew on the page of the act.");
        let salt = |text: &str| base64_text::decode(text).and_then(|bytes| bytes.try_into().ok());
        let own =
            salt(&self.file.salt).ok_or_else(|| wrong("The draft's salt is not 32 bytes in base64."))?;
        let mut annexes = Vec::with_capacity(self.file.annexes.len());
        for annex in &self.file.annexes {
            let content = base64_text::decode(&annex.content);
            let (Some(salt), Some(content)) = (salt(&annex.salt), content) else {
                return Err(wrong("An annex of the draft is not in base64."));
            };
            let opening = Opening { salt, content };
            if opening.commit(Committed::Annex, &self.origin).to_hex() != annex.commitment {
                return Err(wrong("An annex of the draft does not open its commitment."));
            }
            annexes.push(opening);
        }
        Ok((own, annexes))
    }
}
