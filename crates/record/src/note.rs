//! Notes: one signed act each, in exactly one byte form.
//!
//! ```text
//! verbale/note/v1
//! verbale/000102030405060708090a0b0c0d0e0f
//! alpha
//! AAECAwQFBgcICQoLDA0ODw==
//! head 0 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
//! {"act":"receipt","signers":["k0101010101010101"],"annexes":[],"re":"…"}
//!
//! — k0101010101010101 3q2+7w…
//! ```
//! A note is a C2SP signed note with a stricter rule for signatures: exactly those of
//! the act's `signers`, in that order, which is that of the key names. So one act has
//! one byte form and gets one leaf.

use crate::base64_text;
use crate::commitment::Commitment;
use crate::hash::Hash;
use crate::ids::{ActorId, KeyName, Origin, is_actor_id};
use crate::json::{self, JsonError};
use crate::key::{ED25519_SIGNATURE_BYTES, SigningKey, VerifierKey};
use crate::lines::{Lines, decimal};
use crate::signed_note::{Signature, SignedNoteError, Split};

/// Largest note, signatures included.
pub const NOTE_BYTES_MAX: usize = 65_536;
/// Most signers of one note.
pub const NOTE_SIGNERS_MAX: usize = 16;
/// Most annexes of one note.
pub const NOTE_ANNEXES_MAX: usize = 32;
/// Largest annex.
pub const ANNEX_BYTES_MAX: usize = 1_048_576;
/// Length of the nonce.
pub const NONCE_BYTES: usize = 16;

const FIRST_LINE: &str = "verbale/note/v1";

/// A head: how many entries a log held, and the root of its tree then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Head {
    /// Number of entries.
    pub size: u64,
    /// Root of the tree of that size.
    pub root: Hash,
}

impl std::fmt::Display for Head {
    /// `<size> <base64 root>`, as the fifth line of a note has it after `head `.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.size, self.root.to_base64())
    }
}

/// What an annex is to its note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnnexRole {
    /// The note's prose, persons and sources: what the fold does not read.
    Wording,
    /// A document that goes with the note.
    Document,
}

impl AnnexRole {
    /// As the act writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            AnnexRole::Wording => "wording",
            AnnexRole::Document => "document",
        }
    }
}

/// An annex as its note names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnnexRef {
    /// The commitment to its content.
    pub commitment: Commitment,
    /// What it is to the note.
    pub role: AnnexRole,
    /// Length of its content.
    pub bytes: u64,
}

/// One signature of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    /// The signer's key name.
    pub name: KeyName,
    /// The key's id.
    pub key_id: u32,
    /// The Ed25519 signature over the note's text.
    pub bytes: [u8; ED25519_SIGNATURE_BYTES],
}

/// A note, read. The fields are what its bytes say; the bytes are what counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The room that it was written for.
    pub origin: Origin,
    /// The actor that it speaks for.
    pub author: ActorId,
    /// 16 random bytes, so that two acts alike in all else differ.
    pub nonce: [u8; NONCE_BYTES],
    /// The head of the room's log that the author's client had verified.
    pub head: Head,
    /// The act: one line of strict JSON, an object.
    pub act: String,
    /// The act's `act`: its kind.
    pub kind: String,
    /// The act's annexes, in its order.
    pub annexes: Vec<AnnexRef>,
    /// The signatures, one for each of the act's `signers`, in that order.
    pub signatures: Vec<NoteSignature>,
    bytes: Vec<u8>,
    text_bytes: usize,
}

/// Why bytes are not a note, or why it does not verify.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// They are not a signed note.
    #[error(transparent)]
    SignedNote(#[from] SignedNoteError),
    /// A line of the text is not what it should be.
    #[error("line {line} of the note: expected {expected}")]
    Line {
        /// Number of the line, from 1.
        line: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// The act is not strict JSON.
    #[error("line 6 of the note, the act: {0}")]
    Json(#[from] JsonError),
    /// A field of the act that the record reads is not as it should be.
    #[error("line 6 of the note, the act: field `{field}`: expected {expected}")]
    Field {
        /// The field's name.
        field: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// The signature lines are not those of the act's `signers`.
    #[error("line {line}: expected {expected}")]
    Signers {
        /// Number of the line, from 1.
        line: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// A signer's key is not known.
    #[error("the key of signer {0} is not known in this process, or its id differs")]
    UnknownKey(KeyName),
    /// A signature does not verify.
    #[error("the signature of {0} does not verify; text or signature was changed")]
    BadSignature(KeyName),
}

impl Note {
    /// Reads a note in its one form.
    pub fn parse(bytes: &[u8]) -> Result<Note, NoteError> {
        let mut note = Note::read(bytes)?;
        note.bytes = bytes.to_vec();
        Ok(note)
    }

    /// Reads a note in its one form, keeping the bytes given.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Note, NoteError> {
        let mut note = Note::read(&bytes)?;
        note.bytes = bytes;
        Ok(note)
    }

    /// Reads all but the bytes themselves, which the caller puts in.
    fn read(bytes: &[u8]) -> Result<Note, NoteError> {
        let split = Split::parse(bytes, NOTE_BYTES_MAX, NOTE_SIGNERS_MAX)?;
        let mut lines = Lines::new(split.text);
        let header = read_header(&mut lines)?;
        let act = lines.next().ok_or(NoteError::Line { line: 6, expected: "one line of JSON, the act" })?;
        if !lines.rest().is_empty() {
            return Err(NoteError::Line { line: 7, expected: "the blank line before the signatures" });
        }
        let fields = ActFields::parse(act)?;
        let signatures = read_signatures(&split, &fields.signers)?;
        Ok(Note {
            origin: header.origin,
            author: header.author,
            nonce: header.nonce,
            head: header.head,
            act: act.to_owned(),
            kind: fields.kind,
            annexes: fields.annexes,
            signatures,
            bytes: Vec::new(),
            text_bytes: split.text.len(),
        })
    }

    /// The exact signed bytes: what a commitment is made to.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The exact signed bytes, given away.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The text that is signed, its last newline included.
    pub fn text(&self) -> &str {
        str::from_utf8(&self.bytes[..self.text_bytes]).expect("a note was read from UTF-8")
    }

    /// Verifies every signature, strictly. A note is verified only where `lookup` knows
    /// the key of each of its signers.
    pub fn verify(
        &self,
        mut lookup: impl FnMut(&KeyName, u32) -> Option<VerifierKey>,
    ) -> Result<(), NoteError> {
        let text = &self.bytes[..self.text_bytes];
        for signature in &self.signatures {
            let key = lookup(&signature.name, signature.key_id)
                .filter(|key| key.name() == signature.name.as_str() && key.id() == signature.key_id)
                .ok_or_else(|| NoteError::UnknownKey(signature.name.clone()))?;
            if !key.verify_bytes(text, &signature.bytes) {
                return Err(NoteError::BadSignature(signature.name.clone()));
            }
        }
        Ok(())
    }
}

/// What a note is made of before it is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteDraft {
    /// The room that it is for.
    pub origin: Origin,
    /// The actor that it speaks for.
    pub author: ActorId,
    /// 16 fresh random bytes.
    pub nonce: [u8; NONCE_BYTES],
    /// A head of the room's log that the author's client has verified.
    pub head: Head,
    /// The act: one line of strict JSON, with `act`, `signers` and `annexes`.
    pub act: String,
}

impl NoteDraft {
    /// The text to be signed.
    pub fn text(&self) -> String {
        format!(
            "{FIRST_LINE}\n{}\n{}\n{}\nhead {}\n{}\n",
            self.origin,
            self.author,
            base64_text::encode(&self.nonce),
            self.head,
            self.act
        )
    }

    /// Signs with the keys of all the act's signers, given in any order, and gives the
    /// note's bytes. Fails where the draft or the set of keys would make no valid note.
    pub fn sign(&self, keys: &[&SigningKey]) -> Result<Vec<u8>, NoteError> {
        let text = self.text();
        let signatures = keys.iter().map(|key| key.sign(&text)).collect();
        assemble(&text, signatures)
    }
}

/// Puts a text and the signatures made over it, perhaps on several machines, together
/// to a note. Fails where they would make no valid one; does not verify the signatures.
pub fn assemble(text: &str, mut signatures: Vec<Signature>) -> Result<Vec<u8>, NoteError> {
    signatures.sort_by(|a, b| a.name.cmp(&b.name));
    let mut note = String::with_capacity(text.len() + 1 + signatures.len() * 120);
    note.push_str(text);
    note.push('\n');
    for signature in &signatures {
        signature.write_line(&mut note);
    }
    let bytes = note.into_bytes();
    Note::parse(&bytes)?;
    Ok(bytes)
}

struct Header {
    origin: Origin,
    author: ActorId,
    nonce: [u8; NONCE_BYTES],
    head: Head,
}

fn read_header(lines: &mut Lines<'_>) -> Result<Header, NoteError> {
    fn line<'a, T>(
        lines: &mut Lines<'a>,
        expected: &'static str,
        read: impl FnOnce(&'a str) -> Option<T>,
    ) -> Result<T, NoteError> {
        let number = lines.number() + 1;
        lines.next().and_then(read).ok_or(NoteError::Line { line: number, expected })
    }
    line(lines, "`verbale/note/v1`", |text| (text == FIRST_LINE).then_some(()))?;
    Ok(Header {
        origin: line(lines, "the origin of the room", |text| Origin::new(text).ok())?,
        author: line(lines, "the id of an actor", |text| ActorId::new(text).ok())?,
        nonce: line(lines, "a nonce of 16 bytes in base64", base64_text::decode_exact)?,
        head: line(lines, "`head`, a size and a root in base64", read_head)?,
    })
}

fn read_head(text: &str) -> Option<Head> {
    let (size, root) = text.strip_prefix("head ")?.split_once(' ')?;
    Some(Head { size: decimal(size)?, root: Hash::from_base64(root).ok()? })
}

/// The fields of an act that the record reads; all others are the fold's.
struct ActFields {
    kind: String,
    signers: Vec<KeyName>,
    annexes: Vec<AnnexRef>,
}

impl ActFields {
    fn parse(act: &str) -> Result<ActFields, NoteError> {
        let (mut kind, mut signers, mut annexes) = (None, None, None);
        for member in json::members(act)? {
            match &*member.key {
                "act" => kind = Some(read_kind(member.value)?),
                "signers" => signers = Some(read_signers(member.value)?),
                "annexes" => annexes = Some(read_annexes(member.value)?),
                _ => {}
            }
        }
        Ok(ActFields {
            kind: kind.ok_or(KIND)?,
            signers: signers.ok_or(SIGNERS)?,
            annexes: annexes.unwrap_or_default(),
        })
    }
}

const KIND: NoteError =
    NoteError::Field { field: "act", expected: "the kind of the act, in lowercase letters" };
const SIGNERS: NoteError =
    NoteError::Field { field: "signers", expected: "a list of 1 to 16 key names, ascending, each once" };
const ANNEXES: NoteError = NoteError::Field {
    field: "annexes",
    expected: "a list of at most 32 objects with `commitment` (hex), `role` (wording or document) and `bytes`, \
               each commitment once",
};

fn read_kind(value: &str) -> Result<String, NoteError> {
    let kind = json::string(value).map_err(|_| KIND)?;
    if is_actor_id(&kind) { Ok(kind.into_owned()) } else { Err(KIND) }
}

fn read_signers(value: &str) -> Result<Vec<KeyName>, NoteError> {
    let elements = json::elements(value).map_err(|_| SIGNERS)?;
    if elements.is_empty() || elements.len() > NOTE_SIGNERS_MAX {
        return Err(SIGNERS);
    }
    let mut signers = Vec::with_capacity(elements.len());
    for element in elements {
        let name = json::string(element).map_err(|_| SIGNERS)?;
        let name = KeyName::new(&name).map_err(|_| SIGNERS)?;
        if signers.last().is_some_and(|last| *last >= name) {
            return Err(SIGNERS);
        }
        signers.push(name);
    }
    Ok(signers)
}

fn read_annexes(value: &str) -> Result<Vec<AnnexRef>, NoteError> {
    let elements = json::elements(value).map_err(|_| ANNEXES)?;
    if elements.len() > NOTE_ANNEXES_MAX {
        return Err(ANNEXES);
    }
    let mut annexes: Vec<AnnexRef> = Vec::with_capacity(elements.len());
    for element in elements {
        let annex = read_annex(element).ok_or(ANNEXES)?;
        if annexes.iter().any(|other| other.commitment == annex.commitment) {
            return Err(ANNEXES);
        }
        annexes.push(annex);
    }
    Ok(annexes)
}

fn read_annex(element: &str) -> Option<AnnexRef> {
    let (mut commitment, mut role, mut bytes) = (None, None, None);
    for member in json::members(element).ok()? {
        match &*member.key {
            "commitment" => commitment = Some(json::string(member.value).ok()?.parse().ok()?),
            "role" => {
                role = Some(match &*json::string(member.value).ok()? {
                    "wording" => AnnexRole::Wording,
                    "document" => AnnexRole::Document,
                    _ => return None,
                });
            }
            "bytes" => {
                let n = u64::try_from(json::integer(member.value).ok()?).ok()?;
                bytes = (n <= ANNEX_BYTES_MAX as u64).then_some(n);
                bytes?;
            }
            _ => return None,
        }
    }
    Some(AnnexRef { commitment: commitment?, role: role?, bytes: bytes? })
}

fn read_signatures(split: &Split<'_>, signers: &[KeyName]) -> Result<Vec<NoteSignature>, NoteError> {
    let mut signatures = Vec::with_capacity(signers.len());
    for (position, signer) in signers.iter().enumerate() {
        let Some(line) = split.signatures.get(position) else {
            let line = split.signatures.last().map_or(0, |last| last.line) + 1;
            return Err(NoteError::Signers {
                line,
                expected: "a signature line for each of the act's `signers`",
            });
        };
        let error = |expected| NoteError::Signers { line: line.line, expected };
        if line.name != signer.as_str() {
            return Err(error("the signature of the act's next signer, in the order of `signers`"));
        }
        let bytes = line.signature().try_into().map_err(|_| error("an Ed25519 signature of 64 bytes"))?;
        signatures.push(NoteSignature { name: signer.clone(), key_id: line.key_id(), bytes });
    }
    match split.signatures.get(signers.len()) {
        Some(extra) => Err(NoteError::Signers {
            line: extra.line,
            expected: "no further signature: only the act's `signers` sign",
        }),
        None => Ok(signatures),
    }
}
