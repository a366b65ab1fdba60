//! Notes signed beforehand, to be submitted by the thousand.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use verbale_record::{
    ActorId, Commitment, Head, NoteDraft, Opening, Origin, SigningKey, commitment::Kind, tree::EMPTY_ROOT,
};

use crate::{random::Random, venue::EDITOR};

/// A note that is ready to be submitted.
#[derive(Clone, Debug)]
pub struct SignedNote {
    /// Its commitment.
    pub commitment: Commitment,
    /// What opens it: salt and exact bytes.
    pub opening: Opening,
}

impl SignedNote {
    /// The body of the request that submits it.
    pub fn request(&self) -> Vec<u8> {
        let note = String::from_utf8_lossy(&self.opening.content);
        serde_json::json!({
            "salt": BASE64_STANDARD.encode(self.opening.salt),
            "note": note,
            "annexes": [],
        })
        .to_string()
        .into_bytes()
    }
}

/// Makes notes of a register's editor: statements, so that each is an item of its own and moves no other.
pub struct Author<'a> {
    key: &'a SigningKey,
    actor: ActorId,
    origin: Origin,
    random: Random,
    note_bytes: usize,
    /// The notes made before, for later ones to be about.
    earlier: Vec<Commitment>,
}

impl<'a> Author<'a> {
    /// Notes for a room, of about so many bytes each.
    pub fn new(key: &'a SigningKey, origin: Origin, note_bytes: usize, random: Random) -> Author<'a> {
        let actor = ActorId::new(EDITOR).expect("the editor's name is an id");
        Author { key, actor, origin, random, note_bytes, earlier: Vec::new() }
    }

    /// The next note.
    pub fn note(&mut self) -> SignedNote {
        // Statements are about items, here earlier statements; their ids make up the length.
        let fixed = 410;
        let count = self.note_bytes.saturating_sub(fixed).div_ceil(67);
        let begin = self.random.below(self.earlier.len().saturating_sub(count) as u64 + 1) as usize;
        let mut about: Vec<String> =
            self.earlier.iter().skip(begin).take(count).map(Commitment::to_hex).collect();
        about.resize_with(count, || Commitment(self.random.bytes()).to_hex());
        let day = 1 + self.random.below(28);
        let speaker = if self.random.below(2) == 0 { "alpha" } else { "beta" };
        let act = serde_json::json!({
            "act": "statement",
            "signers": [self.key.name()],
            "form": "quote",
            "about": about,
            "reported": { "by": speaker, "on": format!("2025-03-{day:02}"), "medium": "public_source" },
        });
        let draft = NoteDraft {
            origin: self.origin.clone(),
            author: self.actor.clone(),
            nonce: self.random.bytes(),
            head: Head { size: 0, root: EMPTY_ROOT },
            act: act.to_string(),
        };
        let content = draft.sign(&[self.key]).expect("a note of this form is valid");
        let opening = Opening { salt: self.random.bytes(), content };
        let commitment = opening.commit(Kind::Note, &self.origin);
        self.earlier.push(commitment);
        SignedNote { commitment, opening }
    }

    /// The next so many notes.
    pub fn notes(&mut self, count: usize) -> Vec<SignedNote> {
        (0..count).map(|_| self.note()).collect()
    }
}

#[cfg(test)]
mod tests {
    use verbale_record::{Note, Origin, SigningKey};

    use super::Author;
    use crate::random::Random;

    #[test]
    fn notes_have_about_the_length_asked_for_and_verify() {
        let key = SigningKey::from_seed("k0123456789abcdef", [1; 32]).expect("a key name");
        for wanted in [600, 1_024] {
            let mut author = Author::new(&key, Origin::from_bytes([2; 16]), wanted, Random::from_seed(3));
            let notes = author.notes(2);
            assert_ne!(notes[0].commitment, notes[1].commitment);
            for note in notes {
                let length = note.opening.content.len();
                assert!(length.abs_diff(wanted) < 80, "{length} for {wanted}");
                let note = Note::parse(&note.opening.content).expect("a note");
                note.verify(|_, _| Some(key.verifier().clone())).expect("verifies");
            }
        }
    }
}
