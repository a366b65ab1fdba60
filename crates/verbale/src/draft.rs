//! Draft files: a note on its way, from its author's machine to the record.
//!
//! `note new` writes one, `note sign` adds a signature to it (a joint note collects several, each
//! on its own machine), `note submit` sends it. The salts in it open the note's commitment: who
//! has the file can read and show the note, so it is the author's own, like the note itself.
//!
//! ```json
//! {"format":"verbale/draft/v1","process":"9f3a…","room":"public","log_key":"verbale/07…+1f2e3d4c+AQ…",
//!  "checkpoint":"verbale/07…\n225\n…","text":"verbale/note/v1\n…","signatures":["— k0123456789abcdef 3q2+7w…"],
//!  "salt":"AAEC…","annexes":[{"role":"wording","commitment":"1c2d…","salt":"…","content":"…"}]}
//! ```

use std::{fs, io::Write as _, path::Path};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};
use verbale_record::{
    Commitment, Note, Opening, Origin, ProcessId, SigningKey, VerifierKey,
    commitment::Kind as CommitmentKind,
    note::{self, AnnexRole},
    signed_note::Signature,
};

use crate::{
    failure::{Failure, Kind},
    folder::read_text,
};

/// Longest draft file: the largest annexes that a note can carry, in base64.
const DRAFT_BYTES_MAX: u64 = 64 * 1024 * 1024;
const FORMAT: &str = "verbale/draft/v1";

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
            salt: BASE64_STANDARD.encode(salt),
            annexes: annexes
                .iter()
                .map(|annex| DraftAnnex {
                    role: annex.role.as_str().to_owned(),
                    commitment: annex.commitment.to_string(),
                    salt: BASE64_STANDARD.encode(annex.opening.salt),
                    content: BASE64_STANDARD.encode(&annex.opening.content),
                })
                .collect(),
        }
    }

    /// Reads a draft file.
    pub fn read(path: &Path) -> Result<Draft, Failure> {
        let text = read_text(path, DRAFT_BYTES_MAX, "draft")?;
        let draft: Draft = serde_json::from_str(&text).map_err(|error| {
            Failure::input(path, format!("this is no draft of a note: {error}"))
                .hint("make one with: verbale note new")
        })?;
        if draft.format != FORMAT {
            return Err(Failure::input(
                path,
                format!("the draft has the format {:?}; this release knows {FORMAT:?}", draft.format),
            )
            .hint("use the release that made the file, or a newer one"));
        }
        Ok(draft)
    }

    /// Writes a new draft file; never replaces one.
    pub fn write_new(&self, path: &Path) -> Result<(), Failure> {
        write_private(path, &self.json()?, true)
    }

    /// Replaces the draft file as a whole.
    pub fn replace(&self, path: &Path) -> Result<(), Failure> {
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = Path::new(&part);
        write_private(part, &self.json()?, false)?;
        fs::rename(part, path).map_err(|error| Failure::file("write the draft", path, &error))
    }

    fn json(&self) -> Result<Vec<u8>, Failure> {
        let mut json = serde_json::to_vec_pretty(self)
            .map_err(|error| Failure::new(Kind::Bug, format!("a draft as JSON: {error}")))?;
        json.push(b'\n');
        Ok(json)
    }

    /// Adds a signature of the draft's text. Signing again with the same key changes nothing.
    pub fn sign(&mut self, key: &SigningKey) {
        let line = key.sign(&self.text).to_line().trim_end().to_owned();
        if !self.signatures.contains(&line) {
            self.signatures.push(line);
        }
    }

    /// The act, as it is in the text; null where the text is none of a note.
    pub fn act(&self) -> serde_json::Value {
        let line = self.text.lines().nth(5).unwrap_or_default();
        serde_json::from_str(line).unwrap_or_default()
    }

    /// The names of the keys that have to sign.
    pub fn signers(&self) -> Vec<String> {
        let act = self.act();
        let signers = act.get("signers").and_then(serde_json::Value::as_array);
        signers.into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect()
    }

    /// Those of them that have not signed yet.
    pub fn unsigned(&self) -> Vec<String> {
        let signed = |name: &String| {
            let lines = self.signatures.iter().filter_map(|line| Signature::parse_line(line).ok());
            lines.into_iter().any(|signature| signature.name == *name)
        };
        self.signers().into_iter().filter(|name| !signed(name)).collect()
    }

    /// The wording, where the draft has one.
    pub fn wording(&self) -> Option<serde_json::Value> {
        let annex = self.annexes.iter().find(|annex| annex.role == AnnexRole::Wording.as_str())?;
        serde_json::from_slice(&BASE64_STANDARD.decode(&annex.content).ok()?).ok()
    }

    /// The note, where all its signers have signed and every opening belongs to it.
    pub fn ready(&self, path: &Path) -> Result<ReadyNote, Failure> {
        let wrong = |what: String| Failure::input(path, what);
        let signatures = self
            .signatures
            .iter()
            .map(|line| Signature::parse_line(line))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| wrong(format!("a signature of the draft: {error}")))?;
        let bytes = note::assemble(&self.text, signatures).map_err(|error| {
            wrong(error.to_string())
                .hint("every signer signs the draft with `verbale note sign` before it is submitted")
        })?;
        let note = Note::parse(&bytes).map_err(|error| wrong(error.to_string()))?;
        let opening = Opening { salt: self.salt(&self.salt, path)?, content: bytes };
        let commitment = opening.commit(CommitmentKind::Note, &note.origin);
        let mut annexes = Vec::with_capacity(note.annexes.len());
        for named in &note.annexes {
            let hex = named.commitment.to_string();
            let annex = self.annexes.iter().find(|annex| annex.commitment == hex).ok_or_else(|| {
                wrong(format!("the note names the annex {hex}, and the draft does not hold it"))
            })?;
            annexes.push(self.open(annex, &note.origin, path)?);
        }
        if annexes.len() != self.annexes.len() {
            return Err(wrong("the draft holds an annex that its note does not name".to_owned()));
        }
        Ok(ReadyNote { note, opening, commitment, annexes })
    }

    fn open(&self, annex: &DraftAnnex, origin: &Origin, path: &Path) -> Result<OpenedAnnex, Failure> {
        let wrong = |what: &str| Failure::input(path, format!("annex {}: {what}", annex.commitment));
        let role = match annex.role.as_str() {
            "wording" => AnnexRole::Wording,
            "document" => AnnexRole::Document,
            _ => return Err(wrong("its role is neither wording nor document")),
        };
        let content =
            BASE64_STANDARD.decode(&annex.content).map_err(|_| wrong("its content is no base64"))?;
        let opening = Opening { salt: self.salt(&annex.salt, path)?, content };
        let commitment = opening.commit(CommitmentKind::Annex, origin);
        if commitment.to_string() != annex.commitment {
            return Err(wrong("its content and salt do not open its commitment; one of them was changed"));
        }
        Ok(OpenedAnnex { role, commitment, opening })
    }

    fn salt(&self, text: &str, path: &Path) -> Result<[u8; 32], Failure> {
        BASE64_STANDARD
            .decode(text)
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| Failure::input(path, "a salt of the draft is not 32 bytes in base64"))
    }
}

/// Writes a file that only its owner can read.
fn write_private(path: &Path, bytes: &[u8], new: bool) -> Result<(), Failure> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).create_new(new);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path).map_err(|error| Failure::file("make the file", path, &error))?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(|error| Failure::file("write the file", path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use verbale_record::{ActorId, Head, NoteDraft, tree::EMPTY_ROOT};

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_seed(&format!("k{seed:016x}"), [seed; 32]).expect("a key name")
    }

    fn draft() -> Draft {
        let origin = Origin::from_bytes([5; 16]);
        let opening = Opening { salt: [3; 32], content: b"{}".to_vec() };
        let annex = OpenedAnnex {
            role: AnnexRole::Wording,
            commitment: opening.commit(CommitmentKind::Annex, &origin),
            opening,
        };
        let act = format!(
            r#"{{"act":"communique","signers":["k{:016x}","k{:016x}"],"annexes":[{{"commitment":"{}","role":"wording","bytes":2}}]}}"#,
            1, 2, annex.commitment
        );
        let head = Head { size: 0, root: EMPTY_ROOT };
        let note =
            NoteDraft { origin, author: ActorId::new("alpha").expect("an id"), nonce: [1; 16], head, act };
        let log_key = key(9);
        let room = DraftRoom {
            process: ProcessId([9; 32]),
            name: "public",
            log_key: log_key.verifier(),
            checkpoint: b"",
        };
        Draft::new(&room, note.text(), [4; 32], &[annex])
    }

    #[test]
    fn a_joint_note_is_ready_when_every_signer_has_signed_in_any_order() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("draft.json");
        draft().write_new(&path).expect("written");
        assert!(draft().write_new(&path).is_err(), "a draft is never replaced by a new one");
        for seed in [2, 2, 1] {
            assert!(Draft::read(&path).expect("read").ready(&path).is_err());
            let mut signed = Draft::read(&path).expect("read");
            signed.sign(&key(seed));
            signed.replace(&path).expect("replaced");
        }
        let ready = Draft::read(&path).expect("read").ready(&path).expect("ready");
        assert_eq!((ready.note.signatures.len(), ready.annexes.len()), (2, 1));
        assert_eq!(ready.opening.content, ready.note.as_bytes());
    }

    #[test]
    fn a_draft_that_another_client_made_is_read_and_written_byte_for_byte() {
        let cases: Vec<serde_json::Value> =
            serde_json::from_str(include_str!("../../../docs/formats/vectors/drafts.json")).expect("vectors");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("draft.json");
        assert!(!cases.is_empty());
        for case in cases {
            let file = case["draft"].as_str().expect("a draft");
            fs::write(&path, file).expect("written");
            let draft = Draft::read(&path).expect("read");
            assert_eq!(
                String::from_utf8(draft.json().expect("JSON")).expect("UTF-8"),
                file,
                "{}",
                case["name"]
            );
            let ready = draft.ready(&path).expect("ready");
            assert_eq!(ready.note.as_bytes(), case["note"].as_str().expect("a note").as_bytes());
            assert_eq!(ready.commitment.to_string(), case["commitment"]);
            // Signed again on this side, nothing changes: the names of the vectors' keys are their seeds.
            let mut again = draft.clone();
            for name in draft.signers() {
                let seed = u8::from_str_radix(&name[1..3], 16).expect("a repeated byte");
                again.sign(&SigningKey::from_seed(&name, [seed; 32]).expect("a key name"));
            }
            assert_eq!(again, draft);
        }
    }

    #[test]
    fn a_draft_whose_parts_do_not_belong_together_is_refused() {
        let path = Path::new("draft.json");
        let mut good = draft();
        good.sign(&key(1));
        good.sign(&key(2));
        assert!(good.ready(path).is_ok());
        let spoil: [fn(&mut Draft); 7] = [
            |d| d.annexes[0].content = BASE64_STANDARD.encode("{ }"),
            |d| d.annexes[0].salt = BASE64_STANDARD.encode([8; 32]),
            |d| d.annexes[0].role = "prose".to_owned(),
            |d| d.annexes.clear(),
            |d| d.annexes.push(DraftAnnex { commitment: "0".repeat(64), ..d.annexes[0].clone() }),
            |d| d.salt = "AAAA".to_owned(),
            |d| d.signatures[0] = "— k".to_owned(),
        ];
        for (number, spoil) in spoil.iter().enumerate() {
            let mut bad = good.clone();
            spoil(&mut bad);
            assert_eq!(bad.ready(path).expect_err("refused").kind, Kind::Input, "spoilt in way {number}");
        }
    }
}
