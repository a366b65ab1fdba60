//! Signed notes in general (C2SP signed-note v1.0.0), as checkpoints are: a text, a
//! blank line, and signature lines of which a reader knows some and ignores the rest.
//! The project's own notes are stricter, see [`crate::note`].
//!
//! ```text
//! Ognuno sta solo sul cuor della terra
//!
//! — example.org/w AAAAAFd4…
//! ```

use crate::base64_text;
use crate::key::VerifierKey;

/// Most signature lines that are read. C2SP asks for at least 16; a checkpoint may be
/// cosigned by many witnesses.
pub const SIGNATURE_LINES_MAX: usize = 256;
/// Largest signed note that is read, signatures included. Post-quantum signatures, which
/// are ignored here but may stand beside ours, take some 5 kB each.
pub const SIGNED_NOTE_BYTES_MAX: usize = 1_048_576;
/// Longest key name.
pub const KEY_NAME_BYTES_MAX: usize = 255;

/// What a signature line begins with: an em dash and a space.
const SIGNATURE_PREFIX: &str = "— ";

/// One signature line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The key's name.
    pub name: String,
    /// The key's id, which with the name tells the key and its algorithm.
    pub key_id: u32,
    /// What follows the key id: for Ed25519 64 bytes, for cosignature/v1 72.
    pub bytes: Vec<u8>,
}

/// A text with its signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedNote {
    /// The signed text, its last newline included.
    pub text: String,
    /// The signature lines in their order.
    pub signatures: Vec<Signature>,
}

/// Why bytes are not a signed note, or why it does not verify.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignedNoteError {
    /// Too many bytes.
    #[error("a signed note has at most {max} bytes, this has {bytes}")]
    TooLong {
        /// How many there are.
        bytes: usize,
        /// How many there may be.
        max: usize,
    },
    /// Not UTF-8.
    #[error("byte {offset} is not UTF-8")]
    Utf8 {
        /// Offset of the first byte that is not.
        offset: usize,
    },
    /// A control character other than newline.
    #[error("byte {offset} is a control character; only newline is allowed")]
    ControlCharacter {
        /// Its offset.
        offset: usize,
    },
    /// There is no blank line between text and signatures.
    #[error("no blank line separates text and signatures; check that the note was copied whole")]
    NoBlankLine,
    /// There is no signature line.
    #[error("no signature line follows the blank line")]
    NoSignatures,
    /// Too many signature lines.
    #[error("more than {max} signature lines")]
    TooManySignatures {
        /// How many there may be.
        max: usize,
    },
    /// A line after the blank line is no signature line.
    #[error("line {line} is no signature line: expected {expected}")]
    SignatureLine {
        /// Number of the line, from 1.
        line: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// A key that the reader knows did not make this signature.
    #[error("the signature of {name} (line {line}) does not verify; text or signature was changed")]
    BadSignature {
        /// Number of the line, from 1.
        line: usize,
        /// The key's name.
        name: String,
    },
    /// No signature is by a key that the reader knows.
    #[error("none of the signatures is by a known key")]
    NoKnownKey,
}

impl SignedNote {
    /// Reads a signed note.
    pub fn parse(bytes: &[u8]) -> Result<SignedNote, SignedNoteError> {
        let split = Split::parse(bytes, SIGNED_NOTE_BYTES_MAX, SIGNATURE_LINES_MAX)?;
        Ok(SignedNote {
            text: split.text.to_owned(),
            signatures: split.signatures.iter().map(SignatureLine::to_owned).collect(),
        })
    }

    /// Writes the signed note; [`SignedNote::parse`] reads it back.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = String::with_capacity(self.text.len() + 1 + self.signatures.len() * 128);
        out.push_str(&self.text);
        out.push('\n');
        for signature in &self.signatures {
            signature.write_line(&mut out);
        }
        out.into_bytes()
    }

    /// Verifies every signature whose key `lookup` knows, and gives their positions.
    /// Unknown ones are ignored; a known one that fails rejects the note, and so does
    /// having none.
    pub fn verify(
        &self,
        mut lookup: impl FnMut(&str, u32) -> Option<VerifierKey>,
    ) -> Result<Vec<usize>, SignedNoteError> {
        let mut verified = Vec::new();
        for (position, signature) in self.signatures.iter().enumerate() {
            let Some(key) = lookup(&signature.name, signature.key_id) else { continue };
            if !key.verify(&self.text, signature) {
                return Err(SignedNoteError::BadSignature {
                    line: newlines(&self.text) + 2 + position,
                    name: signature.name.clone(),
                });
            }
            verified.push(position);
        }
        if verified.is_empty() { Err(SignedNoteError::NoKnownKey) } else { Ok(verified) }
    }

    /// Verifies the signature of one key, which must be there; those of others are ignored.
    pub fn verify_by(&self, key: &VerifierKey) -> Result<(), SignedNoteError> {
        self.verify(|name, id| (name == key.name() && id == key.id()).then(|| key.clone())).map(|_| ())
    }
}

impl Signature {
    /// Appends the signature line, its newline included.
    pub fn write_line(&self, out: &mut String) {
        let mut bytes = Vec::with_capacity(4 + self.bytes.len());
        bytes.extend_from_slice(&self.key_id.to_be_bytes());
        bytes.extend_from_slice(&self.bytes);
        out.push_str(SIGNATURE_PREFIX);
        out.push_str(&self.name);
        out.push(' ');
        base64_text::encode_into(&bytes, out);
        out.push('\n');
    }

    /// The signature line, its newline included.
    pub fn to_line(&self) -> String {
        let mut out = String::new();
        self.write_line(&mut out);
        out
    }

    /// Reads one signature line, with or without its newline: a witness answers with such lines.
    pub fn parse_line(line: &str) -> Result<Signature, SignedNoteError> {
        let line = line.strip_suffix('\n').unwrap_or(line);
        match line.bytes().position(|b| b < 0x20) {
            Some(offset) => Err(SignedNoteError::ControlCharacter { offset }),
            None => Ok(SignatureLine::parse(line, 1)?.to_owned()),
        }
    }
}

/// Whether C2SP allows the text as a key name: not empty, no white space, no plus sign
/// (and, as everywhere in a note, no control character).
pub fn is_key_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= KEY_NAME_BYTES_MAX
        && !name.contains(|c: char| c == '+' || c.is_whitespace() || c < ' ')
}

/// A signed note taken apart without copying.
pub(crate) struct Split<'a> {
    pub(crate) text: &'a str,
    pub(crate) signatures: Vec<SignatureLine<'a>>,
}

/// One signature line, its base64 still undecoded but for the key id.
pub(crate) struct SignatureLine<'a> {
    pub(crate) name: &'a str,
    /// Key id and signature, decoded.
    pub(crate) bytes: Vec<u8>,
    /// Number of the line, from 1.
    pub(crate) line: usize,
}

impl<'a> Split<'a> {
    pub(crate) fn parse(
        bytes: &'a [u8],
        bytes_max: usize,
        lines_max: usize,
    ) -> Result<Self, SignedNoteError> {
        if bytes.len() > bytes_max {
            return Err(SignedNoteError::TooLong { bytes: bytes.len(), max: bytes_max });
        }
        let note = str::from_utf8(bytes).map_err(|e| SignedNoteError::Utf8 { offset: e.valid_up_to() })?;
        if let Some(offset) = control_character(bytes) {
            return Err(SignedNoteError::ControlCharacter { offset });
        }
        let blank = bytes.windows(2).rposition(|pair| pair == b"\n\n").ok_or(SignedNoteError::NoBlankLine)?;
        let (text, after) = (&note[..=blank], &note[blank + 2..]);
        if after.is_empty() {
            return Err(SignedNoteError::NoSignatures);
        }
        let first_line = newlines(text) + 2;
        let mut signatures = Vec::with_capacity(2);
        for (position, line) in after.split_inclusive('\n').enumerate() {
            if position == lines_max {
                return Err(SignedNoteError::TooManySignatures { max: lines_max });
            }
            let number = first_line + position;
            let line = line
                .strip_suffix('\n')
                .ok_or(SignedNoteError::SignatureLine { line: number, expected: "a newline at its end" })?;
            signatures.push(SignatureLine::parse(line, number)?);
        }
        Ok(Split { text, signatures })
    }
}

impl<'a> SignatureLine<'a> {
    fn parse(line: &'a str, number: usize) -> Result<Self, SignedNoteError> {
        let expected = |expected| SignedNoteError::SignatureLine { line: number, expected };
        let rest = line.strip_prefix(SIGNATURE_PREFIX).ok_or(expected("an em dash and a space"))?;
        let (name, encoded) = rest.split_once(' ').ok_or(expected("a key name, a space and a signature"))?;
        if !is_key_name(name) {
            return Err(expected("a key name without white space or plus sign"));
        }
        let bytes = base64_text::decode(encoded).ok_or(expected("a signature in canonical base64"))?;
        if bytes.len() <= 4 {
            return Err(expected("a signature of more than the four bytes of its key id"));
        }
        Ok(SignatureLine { name, bytes, line: number })
    }

    pub(crate) fn key_id(&self) -> u32 {
        u32::from_be_bytes(self.bytes[..4].try_into().expect("longer than four bytes, as parse checked"))
    }

    pub(crate) fn signature(&self) -> &[u8] {
        &self.bytes[4..]
    }

    pub(crate) fn to_owned(&self) -> Signature {
        Signature { name: self.name.to_owned(), key_id: self.key_id(), bytes: self.signature().to_vec() }
    }
}

/// Offset of the first control character other than newline.
fn control_character(bytes: &[u8]) -> Option<usize> {
    let found = |&b: &u8| b < 0x20 && b != b'\n';
    // Block by block without leaving early, which the compiler turns into vector code.
    let block = bytes.chunks(64).position(|block| block.iter().fold(false, |any, b| any | found(b)))?;
    bytes[block * 64..].iter().position(found).map(|at| block * 64 + at)
}

fn newlines(text: &str) -> usize {
    text.bytes().filter(|&b| b == b'\n').count()
}
