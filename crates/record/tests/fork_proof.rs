//! A fork is proved by what was signed, and nothing else is taken for one.

use proptest::prelude::*;
use verbale_record::fork_proof::{Evidence, Fork, ForkProof, ForkProofError, Prefix};
use verbale_record::tree::{prove_consistency, root_at};
use verbale_record::{KeyName, Note, VerifierKey};

mod room;
use room::{Room, log_key, member_key};

fn member(name: &KeyName, id: u32) -> Option<VerifierKey> {
    [member_key(1), member_key(2)]
        .into_iter()
        .map(|key| key.verifier().clone())
        .find(|key| key.name() == name.as_str() && key.id() == id)
}

/// Two logs of one room that agree up to `common` entries and differ after.
fn forked(common: u64, left: u64, right: u64) -> (Room, Room) {
    let base = Room::of(1, common);
    let (mut a, mut b) = (base.clone(), base);
    b.time_ms += 1;
    for n in common..left {
        a.write(n, &[]);
    }
    for n in common..right {
        b.write(n, &[]);
    }
    (a, b)
}

/// The proof that these two heads conflict, with the consistency data of the larger log.
fn proof(a: &Room, b: &Room) -> ForkProof {
    let (smaller, larger) = if a.size() <= b.size() { (a, b) } else { (b, a) };
    let size = smaller.size();
    let prefix = (size != larger.size()).then(|| Prefix {
        root: root_at(size, &larger.hashes).unwrap(),
        consistency: prove_consistency(size, larger.size(), &larger.hashes).unwrap(),
    });
    ForkProof { first: a.checkpoint(), second: Evidence::Checkpoint(b.checkpoint()), prefix }
}

fn verify(proof: &ForkProof) -> Result<Fork, ForkProofError> {
    let bytes = proof.to_bytes();
    let read = ForkProof::parse(&bytes)?;
    assert_eq!(&read, proof);
    let log_key = log_key(&read.first.checkpoint().origin);
    read.verify(log_key.verifier(), member)
}

#[test]
fn two_checkpoints_of_one_size_conflict() {
    let (a, b) = forked(4, 6, 6);
    let fork = verify(&proof(&a, &b)).unwrap();
    assert_eq!((fork.first, fork.second), (a.head_at(6), b.head_at(6)));
}

#[test]
fn two_checkpoints_of_different_sizes_conflict_where_the_larger_log_begins_otherwise() {
    for (common, left, right) in [(0, 1, 7), (3, 4, 9), (3, 9, 4), (5, 8, 11), (4, 6, 7)] {
        let (a, b) = forked(common, left, right);
        assert!(verify(&proof(&a, &b)).is_ok(), "{common} {left} {right}");
    }
}

#[test]
fn a_log_that_grew_is_no_fork() {
    for (old, new) in [(1, 7), (4, 9), (6, 8), (0, 3)] {
        let (a, b) = (Room::of(1, old), Room::of(1, new));
        assert_eq!(verify(&proof(&a, &b)), Err(ForkProofError::Agree), "{old} {new}");
        assert_eq!(verify(&proof(&b, &a)), Err(ForkProofError::Agree), "{new} {old}");
    }
}

#[test]
fn sizes_that_differ_prove_nothing_alone() {
    let (a, b) = forked(3, 4, 9);
    let bare = ForkProof { prefix: None, ..proof(&a, &b) };
    assert_eq!(verify(&bare), Err(ForkProofError::NoPrefix));
}

#[test]
fn a_prefix_that_does_not_lead_to_the_larger_head_proves_nothing() {
    let (a, b) = forked(3, 4, 9);
    let mut changed = proof(&a, &b);
    changed.prefix.as_mut().unwrap().root = a.head_at(2).root;
    assert!(matches!(verify(&changed), Err(ForkProofError::Consistency(_))));
    let mut changed = proof(&a, &b);
    changed.prefix.as_mut().unwrap().consistency.pop();
    assert!(matches!(verify(&changed), Err(ForkProofError::Consistency(_))));
}

#[test]
fn a_note_that_cites_a_foreign_head_proves_its_signers_word() {
    let (a, mut b) = forked(4, 6, 6);
    b.write(6, &[]);
    let note = Note::parse(&b.entries[6].opening.content).unwrap();
    let with = |first: &Room, note: &Note| {
        let size = first.size().min(note.head.size);
        let prefix = (first.size() > note.head.size).then(|| Prefix {
            root: root_at(size, &first.hashes).unwrap(),
            consistency: prove_consistency(size, first.size(), &first.hashes).unwrap(),
        });
        ForkProof { first: first.checkpoint(), second: Evidence::Note(note.clone()), prefix }
    };
    assert_eq!(verify(&with(&a, &note)).unwrap().second, b.head_at(6));
    let mut longer = a.clone();
    longer.write(6, &[]);
    longer.write(7, &[]);
    assert!(verify(&with(&longer, &note)).is_ok());
    assert_eq!(verify(&with(&b, &note)), Err(ForkProofError::Agree));

    let proof = with(&a, &note);
    let error = proof.verify(log_key(&a.origin).verifier(), |_, _| None).unwrap_err();
    assert!(matches!(error, ForkProofError::Note(_)), "{error}");
}

#[test]
fn both_must_be_signed_and_of_one_room() {
    let (a, b) = forked(4, 6, 6);
    let proof = proof(&a, &b);
    let other = verbale_record::SigningKey::from_seed(a.origin.as_str(), [0x11; 32]).unwrap();
    assert!(matches!(proof.verify(other.verifier(), member), Err(ForkProofError::Checkpoint(_))));
    let elsewhere = ForkProof { second: Evidence::Checkpoint(Room::of(2, 6).checkpoint()), ..proof };
    assert!(matches!(ForkProof::parse(&elsewhere.to_bytes()), Err(ForkProofError::OtherRoom(..))));
    let log_key = log_key(&a.origin);
    assert!(matches!(elsewhere.verify(log_key.verifier(), member), Err(ForkProofError::OtherRoom(..))));
}

#[test]
fn a_fork_proof_has_one_form() {
    let (a, b) = forked(3, 4, 9);
    let text = String::from_utf8(proof(&a, &b).to_bytes()).unwrap();
    let prefix = format!("prefix 4 {}\n", root_at(4, &b.hashes).unwrap().to_base64());
    for (changed, line) in [
        (text.replace("fork-proof/v1", "fork-proof/v2"), 1),
        (text.replacen("verbale/0101", "verbale/0A01", 1), 2),
        (text.replacen("checkpoint 6", "note 6", 1), 3),
        (text.replacen("checkpoint 6", "checkpoint 06", 1), 3),
        (text.replacen("checkpoint 6", "checkpoint 600", 1), 20),
        (text.replacen("checkpoint 6", "checkpoint", 1), 3),
        (text.replace(&prefix, &prefix.replace("prefix 4", "prefix 5")), 17),
        (text.replace(&prefix, &prefix.replace("prefix", "Prefix")), 17),
        (format!("{text}x\n"), 20),
        (text[..text.len() - 1].to_owned(), 19),
    ] {
        let error = ForkProof::parse(changed.as_bytes()).unwrap_err();
        assert!(
            matches!(error, ForkProofError::Line { line: l, .. } if l == line),
            "line {line}: {error}\n{changed}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_changed_fork_proof_proves_nothing_else(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let (a, b) = forked(3, 4, 9);
        let good = proof(&a, &b);
        let mut bytes = good.to_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        if let Ok(changed) = ForkProof::parse(&bytes) {
            let fork = changed.verify(log_key(&a.origin).verifier(), member);
            // Only lines of unknown witnesses can change without being found: they say nothing.
            prop_assert!(fork.is_err() || changed.prefix == good.prefix && fork == good.verify(log_key(&a.origin).verifier(), member));
        }
    }
}
