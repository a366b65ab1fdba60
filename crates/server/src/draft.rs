//! Drafts: a note that is not yet on the record, on its way from one signer to the next.
//!
//! A draft is one JSON file of the form in docs/formats/draft.md, the same for the command line, the
//! browser and the venue that passes it on, byte for byte. It holds what opens the note and its
//! annexes, so it is its author's own, like the note itself.
//!
//! ```json
//! {"format":"verbale/draft/v1","process":"9f3a…","room":"public","log_key":"verbale/07…+1f2e3d4c+AQ…",
//!  "checkpoint":"verbale/07…\n225\n…","text":"verbale/note/v1\n…","signatures":["— k0123456789abcdef 3q2+7w…"],
//!  "salt":"AAEC…","annexes":[{"role":"wording","commitment":"1c2d…","salt":"…","content":"…"}]}
//! ```

use serde::{Deserialize, Serialize};
use serde_json::Value;
use verbale_record::{
    Commitment, KeyName, Note, Opening, Origin, ProcessId, SigningKey, VerifierKey,
    commitment::Kind as CommitmentKind,
    note::{self, AnnexRole, NoteError},
    signed_note::{Signature, SignedNoteError},
};
use verbale_store::Submission;

use crate::base64_text;

const FORMAT: &str = "verbale/draft/v1";
/// Where the lines of a note's text have its room, its author and its act, from 0.
const ROOM_LINE: usize = 1;
const AUTHOR_LINE: usize = 2;
const ACT_LINE: usize = 5;

/// A note that is not yet on the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    format: String,
    /// The process that it is for.
    pub process: String,
    /// The name of the room.
    pub room: String,
    /// The key that signs the room's checkpoints, by which a receipt is checked.
    pub log_key: String,
    /// The signed checkpoint of the head that the note cites: kept, so that a fork can be proved.
    pub checkpoint: String,
    /// The exact text that is signed.
    pub text: String,
    /// Signature lines so far.
    pub signatures: Vec<String>,
    /// The salt of the note's commitment, in base64.
    salt: String,
    /// The annexes' openings.
    annexes: Vec<DraftAnnex>,
}

/// An annex of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DraftAnnex {
    role: String,
    commitment: String,
    salt: String,
    content: String,
}

/// Why a text is no draft, or a draft is not ready.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// It is not JSON of the draft's form.
    #[error("this is no draft of a note: {0}")]
    Form(#[from] serde_json::Error),
    /// It is of another format.
    #[error("the draft has the format {0:?}; this release knows {FORMAT:?}")]
    Format(String),
    /// A signature line is none.
    #[error("a signature of the draft: {0}")]
    Signature(#[from] SignedNoteError),
    /// With the signatures so far it is no note.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// A salt is none.
    #[error("a salt of the draft is not 32 bytes in base64")]
    Salt,
    /// An annex is not what its note says.
    #[error("annex {commitment}: {problem}")]
    Annex {
        /// The commitment, as the note or the draft has it.
        commitment: String,
        /// What is wrong.
        problem: &'static str,
    },
}

/// The room that a draft is for.
pub struct DraftRoom<'a> {
    /// The process.
    pub process: ProcessId,
    /// The room's name.
    pub name: &'a str,
    /// The key that signs its checkpoints.
    pub log_key: &'a VerifierKey,
    /// The checkpoint of the head that the note cites.
    pub checkpoint: &'a [u8],
}

/// An annex with what opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedAnnex {
    /// What it is to the note.
    pub role: AnnexRole,
    /// Its commitment.
    pub commitment: Commitment,
    /// Salt and content.
    pub opening: Opening,
}

/// A note that all its signers have signed, with all its openings.
#[derive(Clone, Debug)]
pub struct ReadyNote {
    /// The note, read from its exact bytes.
    pub note: Note,
    /// What opens its commitment.
    pub opening: Opening,
    /// Its commitment.
    pub commitment: Commitment,
    /// Its annexes, in the order of its act.
    pub annexes: Vec<OpenedAnnex>,
}

impl ReadyNote {
    /// The note as a record takes it.
    pub fn submission(&self) -> Submission {
        Submission {
            room: self.note.origin.clone(),
            note: self.note.as_bytes().to_vec(),
            salt: self.opening.salt,
            annexes: self.annexes.iter().map(|annex| annex.opening.clone()).collect(),
        }
    }
}

impl Draft {
    /// A draft without signatures.
    pub fn new(room: &DraftRoom<'_>, text: String, salt: [u8; 32], annexes: &[OpenedAnnex]) -> Draft {
        Draft {
            format: FORMAT.to_owned(),
            process: room.process.to_string(),
            room: room.name.to_owned(),
            log_key: room.log_key.to_string(),
            checkpoint: String::from_utf8_lossy(room.checkpoint).into_owned(),
            text,
            signatures: Vec::new(),
            salt: base64_text::encode(&salt),
            annexes: annexes
                .iter()
                .map(|annex| DraftAnnex {
                    role: annex.role.as_str().to_owned(),
                    commitment: annex.commitment.to_string(),
                    salt: base64_text::encode(&annex.opening.salt),
                    content: base64_text::encode(&annex.opening.content),
                })
                .collect(),
        }
    }

    /// Reads a draft file. What its text and its openings come to is found out when it is
    /// [`ready`](Draft::ready).
    ///
    /// # Errors
    /// Where it is of another form or format.
    pub fn parse(json: &str) -> Result<Draft, DraftError> {
        let draft: Draft = serde_json::from_str(json)?;
        if draft.format != FORMAT {
            return Err(DraftError::Format(draft.format));
        }
        Ok(draft)
    }

    /// The draft file.
    pub fn to_json(&self) -> String {
        // Fields of text alone: there is nothing in it that JSON could not hold.
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }

    /// The draft with a further signature line. The same again changes nothing. Whose it is, and
    /// whether it is over this text, is for the caller to check.
    pub fn add(&mut self, signature: &Signature) {
        let line = signature.to_line().trim_end().to_owned();
        if !self.signatures.contains(&line) {
            self.signatures.push(line);
        }
    }

    /// Adds a signature of the draft's text.
    pub fn sign(&mut self, key: &SigningKey) {
        self.add(&key.sign(&self.text));
    }

    fn line(&self, number: usize) -> &str {
        self.text.lines().nth(number).unwrap_or_default()
    }

    /// The origin of the room for which the text is written; empty where the text is none of a note.
    pub fn origin(&self) -> &str {
        self.line(ROOM_LINE)
    }

    /// The actor in whose name it is signed.
    pub fn author(&self) -> &str {
        self.line(AUTHOR_LINE)
    }

    /// The line of the act.
    pub fn act_line(&self) -> &str {
        self.line(ACT_LINE)
    }

    /// The act, as it is in the text; null where the text is none of a note.
    pub fn act(&self) -> Value {
        serde_json::from_str(self.act_line()).unwrap_or_default()
    }

    /// The keys that have to sign.
    pub fn signers(&self) -> Vec<KeyName> {
        let act = self.act();
        let names = act.get("signers").and_then(Value::as_array).into_iter().flatten();
        names.filter_map(|name| name.as_str()?.parse().ok()).collect()
    }

    /// Those of them that have signed.
    pub fn signed(&self) -> Vec<KeyName> {
        let signatures: Vec<Signature> =
            self.signatures.iter().filter_map(|line| Signature::parse_line(line).ok()).collect();
        let mut signers = self.signers();
        signers.retain(|key| signatures.iter().any(|signature| signature.name == key.as_str()));
        signers
    }

    /// Those of them that have not signed yet.
    pub fn awaited(&self) -> Vec<KeyName> {
        let signed = self.signed();
        let mut signers = self.signers();
        signers.retain(|key| !signed.contains(key));
        signers
    }

    /// The wording's bytes, where the draft has one.
    pub fn wording(&self) -> Option<Vec<u8>> {
        let annex = self.annexes.iter().find(|annex| annex.role == AnnexRole::Wording.as_str())?;
        base64_text::decode(&annex.content)
    }

    /// Its annexes, opened.
    ///
    /// # Errors
    /// Where one does not open its commitment.
    pub fn opened(&self) -> Result<Vec<OpenedAnnex>, DraftError> {
        self.annexes.iter().map(|annex| self.open(annex)).collect()
    }

    /// The note, where all its signers have signed and every opening belongs to it.
    ///
    /// # Errors
    /// With what is missing or does not fit.
    pub fn ready(&self) -> Result<ReadyNote, DraftError> {
        let signatures = self.signatures.iter().map(|line| Signature::parse_line(line));
        let bytes = note::assemble(&self.text, signatures.collect::<Result<Vec<_>, _>>()?)?;
        let note = Note::parse(&bytes)?;
        let opening = Opening { salt: salt(&self.salt)?, content: bytes };
        let commitment = opening.commit(CommitmentKind::Note, &note.origin);
        let mut opened = self.opened()?;
        let mut annexes = Vec::with_capacity(note.annexes.len());
        for named in &note.annexes {
            let place = opened.iter().position(|annex| annex.commitment == named.commitment);
            let place = place.ok_or_else(|| DraftError::Annex {
                commitment: named.commitment.to_string(),
                problem: "the note names it, and the draft does not hold it",
            })?;
            annexes.push(opened.remove(place));
        }
        if let Some(spare) = opened.first() {
            return Err(DraftError::Annex {
                commitment: spare.commitment.to_string(),
                problem: "the draft holds it, and the note does not name it",
            });
        }
        Ok(ReadyNote { note, opening, commitment, annexes })
    }

    fn open(&self, annex: &DraftAnnex) -> Result<OpenedAnnex, DraftError> {
        let wrong = |problem| DraftError::Annex { commitment: annex.commitment.clone(), problem };
        let role = [AnnexRole::Wording, AnnexRole::Document].into_iter().find(|r| r.as_str() == annex.role);
        let role = role.ok_or_else(|| wrong("its role is neither wording nor document"))?;
        let content = base64_text::decode(&annex.content).ok_or_else(|| wrong("its content is no base64"))?;
        let opening = Opening { salt: salt(&annex.salt)?, content };
        let origin = Origin::new(self.origin()).map_err(|_| wrong("the draft's text names no room"))?;
        let commitment = opening.commit(CommitmentKind::Annex, &origin);
        if commitment.to_string() != annex.commitment {
            return Err(wrong("its content and salt do not open its commitment; one of them was changed"));
        }
        Ok(OpenedAnnex { role, commitment, opening })
    }
}

fn salt(text: &str) -> Result<[u8; 32], DraftError> {
    base64_text::decode(text).and_then(|bytes| bytes.try_into().ok()).ok_or(DraftError::Salt)
}

#[cfg(test)]
mod tests;
