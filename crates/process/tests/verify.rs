//! Whose signatures a process begins with.

mod fixture;

use fixture::{actor, charter, key_name, vkey};
use verbale_process::{
    Charter,
    act::{Act, Kind, Power},
    charter::{ProcessKind, Role, RoomEntry, RoomKind},
    entry::Place,
    verify::{KeyFault, RegistryFault, RegistryVerifier, VerifiedRegistry},
    wire,
};
use verbale_record::{
    Commitment, Hash, Head, Leaf, Note, NoteDraft, Opening, Origin, SigningKey,
    checkpoint::Checkpoint,
    commitment::Kind as CommitmentKind,
    tree::{EMPTY_ROOT, Frontier},
    verify::Fault,
};

/// The charter of a process of three with keys and one without.
fn charter_of_three(process: ProcessKind) -> Charter {
    let actors = [
        ("alpha", Role::Party, Some(1)),
        ("beta", Role::Party, Some(2)),
        ("team", Role::Secretariat, Some(3)),
        ("city", Role::Host, None),
    ];
    let mut charter = charter(process, &actors, &[("public", RoomKind::Public)]);
    let log_key = SigningKey::from_seed("log", [9; 32]).expect("a key");
    charter.log_key = Hash(*log_key.verifier().public()).to_base64();
    charter
}

/// An act of the registry, signed with some keys.
fn signed(kind: Kind, author: &str, head: Head, signing: &[u8]) -> Note {
    let act = Act {
        signers: signing.iter().map(|n| key_name(*n)).collect(),
        annexes: Vec::new(),
        series: None,
        reported: None,
        kind,
    };
    let draft =
        NoteDraft { origin: registry(), author: actor(author), nonce: [0; 16], head, act: wire::write(&act) };
    let key = |n: &u8| SigningKey::from_seed(key_name(*n).as_str(), [*n; 32]).expect("a key");
    let keys: Vec<SigningKey> = signing.iter().map(key).collect();
    let note = draft.sign(&keys.iter().collect::<Vec<_>>()).expect("a note");
    Note::parse(&note).expect("a note")
}

fn registry() -> Origin {
    Origin::from_bytes([1; 16])
}

fn charter_note(process: ProcessKind, signing: &[u8]) -> Note {
    let kind = Kind::Charter(Box::new(charter_of_three(process)));
    signed(kind, "team", Head { size: 0, root: EMPTY_ROOT }, signing)
}

/// A registry's log under way, as a verifier takes it.
struct Log {
    verifier: RegistryVerifier,
    frontier: Frontier,
}

impl Log {
    /// Talks of alpha, beta and the team.
    fn founded() -> (Log, Commitment) {
        let mut log = Log { verifier: RegistryVerifier::new(registry()), frontier: Frontier::new() };
        let charter = log.enter(charter_note(ProcessKind::Talks, &[1, 2, 3])).expect("the charter");
        (log, charter)
    }

    fn head(&self) -> Head {
        Head { size: self.frontier.size(), root: self.frontier.root() }
    }

    fn enter(&mut self, note: Note) -> Result<Commitment, RegistryFault> {
        self.open(Opening { salt: [7; 32], content: note.as_bytes().to_vec() })
    }

    fn open(&mut self, opening: Opening) -> Result<Commitment, RegistryFault> {
        let commitment = opening.commit(CommitmentKind::Note, &registry());
        let leaf = Leaf { time_ms: 1_000 + self.frontier.size(), commitment };
        self.verifier.entry(&leaf, opening, None)?;
        self.frontier.append(leaf.hash());
        Ok(commitment)
    }

    fn finish(self) -> VerifiedRegistry {
        let head = self.head();
        let log_key = SigningKey::from_seed(registry().as_str(), [9; 32]).expect("a key");
        let checkpoint = Checkpoint { origin: registry(), size: head.size, root: head.root };
        let signed = checkpoint.sign(&log_key).expect("a checkpoint");
        self.verifier.finish(&signed).expect("a verified registry").1
    }
}

/// The city gets a principal, a room is added, and a witness.
fn amended(of: Commitment) -> Kind {
    let mut charter = charter_of_three(ProcessKind::Talks);
    charter.actors[3].principal = Some(vkey(4));
    charter.rooms.push(RoomEntry {
        name: "group".to_owned(),
        kind: RoomKind::Group,
        origin: Origin::from_bytes([50; 16]),
        members: vec![actor("alpha"), actor("city")],
    });
    charter.witnesses.push(vkey(60));
    Kind::Amendment { of, charter: Box::new(charter) }
}

fn credential(key: u8) -> Kind {
    Kind::Credential {
        actor: actor("city"),
        key: vkey(key),
        powers: vec![Power::Reply],
        from: None,
        until: None,
    }
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

#[test]
fn an_amendment_that_all_signed_is_the_charter_from_then_on() {
    let (mut log, charter) = Log::founded();
    let head = log.head();
    log.enter(signed(amended(charter), "team", head, &[1, 2, 3, 4])).expect("the amendment");
    let head = log.head();
    log.enter(signed(credential(70), "city", head, &[4])).expect("the new principal's act");
    let verified = log.finish();
    assert_eq!(verified.charter().rooms.len(), 3);
    assert_eq!(verified.witnesses().len(), 1);
    assert!(verified.registry().key(&key_name(70)).is_some());
    assert_eq!(verified.registry().charters().len(), 2);
}

#[test]
fn a_one_sided_amendment_is_no_fault_of_the_record_and_admits_nobody() {
    let (mut log, charter) = Log::founded();
    let head = log.head();
    log.enter(signed(amended(charter), "team", head, &[1, 3, 4])).expect("kept without effect");
    let head = log.head();
    let stranger = log.enter(signed(credential(70), "city", head, &[4]));
    assert!(matches!(stranger, Err(RegistryFault::Record(_))), "{stranger:?}");
    let verified = log.finish();
    assert_eq!((verified.charter().rooms.len(), verified.witnesses().len()), (2, 0));
}

#[test]
fn nobody_lets_themselves_in_by_an_amendment_alone() {
    let (mut log, charter) = Log::founded();
    let head = log.head();
    // In one's own name, with the key that the amendment states.
    let alone = log.enter(signed(amended(charter), "city", head, &[4]));
    let found = KeyFault::NotOfAuthor(actor("city"));
    assert!(matches!(&alone, Err(RegistryFault::Key { fault, .. }) if *fault == found), "{alone:?}");
    // With the name of a key that somebody else has.
    let mut kind = amended(charter);
    if let Kind::Amendment { charter, .. } = &mut kind {
        let other = SigningKey::from_seed(key_name(1).as_str(), [44; 32]).expect("a key");
        charter.actors[3].principal = Some(other.verifier().to_string());
    }
    let taken = log.enter(signed(kind, "team", head, &[1, 2, 3])).expect("kept without effect");
    let verified = log.finish();
    assert_eq!(verified.registry().charters().len(), 1);
    assert_ne!(taken, charter);
}

#[test]
fn a_changed_byte_of_an_amendment_is_found() {
    let (log, charter) = Log::founded();
    let note = signed(amended(charter), "team", log.head(), &[1, 2, 3, 4]);
    let bytes = note.as_bytes();
    for at in 0..bytes.len() {
        let mut changed = bytes.to_vec();
        changed[at] ^= 1;
        let (mut log, _) = Log::founded();
        let found = log.open(Opening { salt: [7; 32], content: changed });
        assert!(
            matches!(found, Err(RegistryFault::Record(ref failure)) if matches!(*failure.fault, Fault::Note(_) | Fault::OtherRoom(_))),
            "byte {at}: {found:?}"
        );
    }
}
