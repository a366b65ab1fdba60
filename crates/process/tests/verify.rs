//! Whose signatures a process begins with.

mod fixture;

use fixture::{actor, charter, key_name};
use verbale_process::{
    act::{Act, Kind},
    charter::{ProcessKind, Role, RoomKind},
    entry::Place,
    verify::{RegistryFault, VerifiedRegistry},
    wire,
};
use verbale_record::{Hash, Head, Note, NoteDraft, SigningKey, tree::EMPTY_ROOT};

/// The charter of a process of three with keys and one without, signed with some of the keys.
fn charter_note(process: ProcessKind, signing: &[u8]) -> Note {
    let actors = [
        ("alpha", Role::Party, Some(1)),
        ("beta", Role::Party, Some(2)),
        ("team", Role::Secretariat, Some(3)),
        ("city", Role::Host, None),
    ];
    let mut charter = charter(process, &actors, &[("public", RoomKind::Public)]);
    let log_key = SigningKey::from_seed("log", [9; 32]).expect("a key");
    charter.log_key = Hash(*log_key.verifier().public()).to_base64();
    let act = Act {
        signers: signing.iter().map(|n| key_name(*n)).collect(),
        annexes: Vec::new(),
        series: None,
        reported: None,
        kind: Kind::Charter(Box::new(charter.clone())),
    };
    let draft = NoteDraft {
        origin: charter.rooms[0].origin.clone(),
        author: actor("team"),
        nonce: [0; 16],
        head: Head { size: 0, root: EMPTY_ROOT },
        act: wire::write(&act),
    };
    let key = |n: &u8| SigningKey::from_seed(key_name(*n).as_str(), [*n; 32]).expect("a key");
    let keys: Vec<SigningKey> = signing.iter().map(key).collect();
    let note = draft.sign(&keys.iter().collect::<Vec<_>>()).expect("a note");
    Note::parse(&note).expect("a note")
}

#[test]
fn the_charter_of_talks_is_signed_by_every_principal() {
    let verified = |signing: &[u8]| {
        VerifiedRegistry::of_charter(&charter_note(ProcessKind::Talks, signing), Place::default()).map(|_| ())
    };
    assert_eq!(verified(&[1, 2, 3]), Ok(()));
    assert_eq!(verified(&[1, 3]), Err(RegistryFault::Unsigned("beta".to_owned())));
    assert_eq!(verified(&[3]), Err(RegistryFault::Unsigned("alpha, beta".to_owned())));
}

#[test]
fn the_charter_of_a_register_is_its_editors() {
    let note = charter_note(ProcessKind::Register, &[3]);
    assert!(VerifiedRegistry::of_charter(&note, Place::default()).is_ok());
}
