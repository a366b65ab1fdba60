//! Refusals: what the server answers to a note that does not enter, signed by the log
//! key, so that a member can show what it was told (docs/formats/refusal.md).
//!
//! ```text
//! verbale/refusal/v1
//! verbale/000102030405060708090a0b0c0d0e0f
//! foreign_head
//! note oXH0zB9cGQzIyTjSXqgMpeCkDRmNzpQHBWTxRS5tqNg=
//! time 1762992000000
//! head 3 rrawtMxtY3hgxlkL3aCdCN+VSDQzBn0qX4XU3HmVHaM=
//! the head that the note cites was never signed for this room; …
//!
//! — verbale/000102030405060708090a0b0c0d0e0f <log key's signature>
//! ```

use verbale_record::signed_note::{SignedNote, SignedNoteError};
use verbale_record::{Hash, Head, Origin, SigningKey, VerifierKey};

/// First line of a refusal. No checkpoint can begin with it and be read: its second line
/// is an origin, not a size.
const FIRST_LINE: &str = "verbale/refusal/v1";
/// Longest reason, in bytes; longer ones are cut.
pub const REASON_BYTES_MAX: usize = 512;

/// Why a note does not enter. Everything else enters, and the fold decides its effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RefusalCode {
    /// It is no note, its signatures do not verify, or its annexes are not those that it lists.
    Form,
    /// It or an annex is too large.
    Size,
    /// Its author has sent too much in too short a time.
    Quota,
    /// The registry does not know a key that signed it.
    UnknownKey,
    /// A key that signed it may write no more.
    RevokedKey,
    /// The head that it cites was never signed for this room: a fork, or another log.
    ForeignHead,
    /// Its text is in the room already, with another salt or other signatures.
    AlreadyRecorded,
    /// There is no such room.
    UnknownRoom,
    /// The record takes no notes until the operator has put it right.
    ReadOnly,
}

impl RefusalCode {
    /// All codes.
    pub const ALL: [RefusalCode; 9] = [
        RefusalCode::Form,
        RefusalCode::Size,
        RefusalCode::Quota,
        RefusalCode::UnknownKey,
        RefusalCode::RevokedKey,
        RefusalCode::ForeignHead,
        RefusalCode::AlreadyRecorded,
        RefusalCode::UnknownRoom,
        RefusalCode::ReadOnly,
    ];

    /// The code as it is written; it never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            RefusalCode::Form => "form",
            RefusalCode::Size => "size",
            RefusalCode::Quota => "quota",
            RefusalCode::UnknownKey => "unknown_key",
            RefusalCode::RevokedKey => "revoked_key",
            RefusalCode::ForeignHead => "foreign_head",
            RefusalCode::AlreadyRecorded => "already_recorded",
            RefusalCode::UnknownRoom => "unknown_room",
            RefusalCode::ReadOnly => "read_only",
        }
    }
}

impl std::fmt::Display for RefusalCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// A refusal, as its signed text states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The room that the note was sent to.
    pub origin: Origin,
    /// Why.
    pub code: RefusalCode,
    /// SHA-256 of the bytes that were sent as the note.
    pub note: Hash,
    /// When, in milliseconds since 1970, by the server's clock.
    pub time_ms: u64,
    /// The room's head that was published at that time.
    pub head: Head,
    /// Why, in one line of English, saying what to do next.
    pub reason: String,
}

/// Why bytes are no refusal, or why it does not verify.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefusalError {
    /// They are not a signed note, or the signature fails.
    #[error(transparent)]
    SignedNote(#[from] SignedNoteError),
    /// A line of the text is not what it should be.
    #[error("line {line} of the refusal: expected {expected}")]
    Line {
        /// Number of the line, from 1.
        line: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// It is of another room than the key.
    #[error("the refusal is of the room {origin}, the key of {key}")]
    WrongKey {
        /// The refusal's origin.
        origin: Origin,
        /// The key's name.
        key: String,
    },
}

impl Refusal {
    /// The text that is signed.
    pub fn text(&self) -> String {
        format!(
            "{FIRST_LINE}\n{}\n{}\nnote {}\ntime {}\nhead {}\n{}\n",
            self.origin,
            self.code,
            self.note.to_base64(),
            self.time_ms,
            self.head,
            one_line(&self.reason)
        )
    }

    /// The refusal as a signed note.
    pub fn sign(&self, log_key: &SigningKey) -> Vec<u8> {
        let text = self.text();
        let signatures = vec![log_key.sign(&text)];
        SignedNote { text, signatures }.to_bytes()
    }

    /// Reads a signed refusal and verifies it with the log key of its room, whose name is
    /// the room's origin.
    pub fn verify(bytes: &[u8], log_key: &VerifierKey) -> Result<Refusal, RefusalError> {
        let note = SignedNote::parse(bytes)?;
        let refusal = Refusal::parse_text(&note.text)?;
        if refusal.origin.as_str() != log_key.name() {
            return Err(RefusalError::WrongKey { origin: refusal.origin, key: log_key.name().to_owned() });
        }
        note.verify_by(log_key)?;
        Ok(refusal)
    }

    /// Reads the text of a refusal, in its one form.
    pub fn parse_text(text: &str) -> Result<Refusal, RefusalError> {
        let error = |line, expected| RefusalError::Line { line, expected };
        let lines: Vec<&str> = text.split('\n').collect();
        let &[first, origin, code, note, time, head, reason, ""] = &lines[..] else {
            return Err(error(lines.len(), "seven lines, each with a newline at its end"));
        };
        if first != FIRST_LINE {
            return Err(error(1, "`verbale/refusal/v1`"));
        }
        let origin = Origin::new(origin).map_err(|_| error(2, "the origin of a room"))?;
        let code = RefusalCode::ALL.into_iter().find(|known| known.as_str() == code);
        let code = code.ok_or(error(3, "the code of a refusal"))?;
        let note = note.strip_prefix("note ").and_then(|note| Hash::from_base64(note).ok());
        let note = note.ok_or(error(4, "`note` and a hash in base64"))?;
        let time_ms = time.strip_prefix("time ").and_then(decimal);
        let time_ms = time_ms.ok_or(error(5, "`time` and milliseconds, without leading zeros"))?;
        let head = head.strip_prefix("head ").and_then(read_head);
        let head = head.ok_or(error(6, "`head`, a size and a root in base64"))?;
        if reason.len() > REASON_BYTES_MAX {
            return Err(error(7, "a reason of at most 512 bytes"));
        }
        Ok(Refusal { origin, code, note, time_ms, head, reason: reason.to_owned() })
    }
}

fn read_head(text: &str) -> Option<Head> {
    let (size, root) = text.split_once(' ')?;
    Some(Head { size: decimal(size)?, root: Hash::from_base64(root).ok()? })
}

fn decimal(text: &str) -> Option<u64> {
    let canonical = text == "0" || !text.starts_with('0');
    (canonical && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// A reason as one line without control characters, cut to [`REASON_BYTES_MAX`].
fn one_line(reason: &str) -> String {
    let mut line = String::new();
    for c in reason.chars().map(|c| if c.is_control() { ' ' } else { c }) {
        if line.len() + c.len_utf8() > REASON_BYTES_MAX {
            break;
        }
        line.push(c);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(code: RefusalCode) -> Refusal {
        Refusal {
            origin: Origin::from_bytes([7; 16]),
            code,
            note: Hash::of(b"sent"),
            time_ms: 1_762_992_000_000,
            head: Head { size: 3, root: Hash::of(b"root") },
            reason: "compare the head that the note cites with another member's".to_owned(),
        }
    }

    fn log_key(origin: &Origin) -> SigningKey {
        SigningKey::from_seed(origin.as_str(), [1; 32]).unwrap()
    }

    #[test]
    fn a_refusal_is_read_back_and_verified_with_the_rooms_key_only() {
        for code in RefusalCode::ALL {
            let refusal = refusal(code);
            let key = log_key(&refusal.origin);
            let signed = refusal.sign(&key);
            assert_eq!(Refusal::verify(&signed, key.verifier()), Ok(refusal));
            let other = log_key(&Origin::from_bytes([8; 16]));
            assert!(matches!(Refusal::verify(&signed, other.verifier()), Err(RefusalError::WrongKey { .. })));
            let mut changed = signed.clone();
            let at = changed.windows(4).position(|bytes| bytes == b"head").unwrap() + 5;
            changed[at] ^= 1;
            assert!(Refusal::verify(&changed, key.verifier()).is_err());
        }
    }

    #[test]
    fn the_text_is_the_documented_one() {
        let documented = include_str!("../../../../docs/formats/refusal.md");
        let text = refusal(RefusalCode::ForeignHead).text();
        for line in text.lines() {
            assert!(
                documented.lines().any(|other| other.trim() == line),
                "{line:?} is not in docs/formats/refusal.md"
            );
        }
        for code in RefusalCode::ALL {
            assert!(documented.contains(&format!("`{code}`")), "{code} is not in docs/formats/refusal.md");
        }
    }

    #[test]
    fn a_line_that_is_not_as_documented_is_named() {
        let good = refusal(RefusalCode::Quota).text();
        assert!(Refusal::parse_text(&good).is_ok());
        for (line, bad) in [
            (1, good.replace("refusal/v1", "refusal/v2")),
            (2, good.replace("verbale/07", "verbale/0G")),
            (3, good.replace("quota", "Quota")),
            (4, good.replace("note ", "note  ")),
            (5, good.replace("time 1", "time 01")),
            (6, good.replace("head 3", "head +3")),
            (8, good.clone() + "more\n"),
        ] {
            let found = match Refusal::parse_text(&bad) {
                Err(RefusalError::Line { line, .. }) => line,
                other => panic!("{other:?}"),
            };
            assert!(found == line || (line == 8 && found == 9), "{found} for {line}");
        }
    }

    #[test]
    fn a_reason_stays_one_line_of_bounded_length() {
        let mut refusal = refusal(RefusalCode::Form);
        refusal.reason = format!("a\nb\t{}", "é".repeat(REASON_BYTES_MAX));
        let text = refusal.text();
        let read = Refusal::parse_text(&text).unwrap();
        assert!(read.reason.starts_with("a b é") && read.reason.len() <= REASON_BYTES_MAX);
    }
}
