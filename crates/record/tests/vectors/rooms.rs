//! Whole rooms: leaves, notes, annexes and the checkpoint that they must lead to.

use std::num::NonZeroUsize;

use serde_json::{Value, json};
use verbale_record::archive::AnnexState;
use verbale_record::checkpoint::SignedCheckpoint;
use verbale_record::verify::{self, Failure, Place, RoomError, RoomPlan, RoomVerified};
use verbale_record::{Head, Leaf, Note, NoteDraft, Opening, Origin};

use super::room::{Room, carried_to, keys, log_key, log_keys, member_key, witness};
use super::{VectorFile, base64, bytes_field, errors, hex};

pub(super) fn file() -> VectorFile {
    VectorFile { name: "rooms.json", cases: cases() }
}

/// A room as it is given to a verifier, which may be another than it was.
#[derive(Clone)]
struct Given {
    room: Room,
    checkpoint: SignedCheckpoint,
}

impl Given {
    fn of(room: Room) -> Given {
        Given { checkpoint: room.checkpoint(), room }
    }

    fn leaf(&mut self, n: usize) -> &mut Leaf {
        &mut self.room.entries[n].leaf
    }

    fn opening(&mut self, n: usize) -> &mut Opening {
        &mut self.room.entries[n].opening
    }

    fn annex(&mut self, n: usize) -> &mut AnnexState {
        &mut self.room.entries[n].annexes[0]
    }

    fn verify(&self) -> Result<RoomVerified, Failure> {
        let mut pieces = self.room.pieces().into_iter();
        let plan = RoomPlan { threads: NonZeroUsize::MIN, annexes: true };
        let next = || Ok::<_, std::convert::Infallible>(pieces.next());
        let checked = verify::room(&self.room.origin, plan, next, &keys(), &log_keys(), |_| {});
        let checked = checked.map_err(|error| match error {
            RoomError::Failure(failure) => failure,
            RoomError::Source(never) => match never {},
        })?;
        let log_key = log_key(&self.room.origin);
        checked.finish(&self.checkpoint, log_key.verifier(), &[witness().verifier().clone()])
    }

    fn case(&self, name: &str) -> Value {
        let entries: Vec<Value> = self.room.entries.iter().map(entry).collect();
        let mut case = json!({
            "name": name,
            "origin": self.room.origin.as_str(),
            "log_vkey": log_key(&self.room.origin).verifier().to_string(),
            "witnesses": [witness().verifier().to_string()],
            "members": members(),
            "checkpoint": String::from_utf8(self.checkpoint.to_bytes()).expect("a checkpoint is UTF-8"),
            "entries": entries,
        });
        // The other rooms of the process, of which a verifier knows the log key and no more.
        if self.room.entries.iter().any(|entry| entry.evidence.is_some()) {
            let keys = [0x50, 0x51].map(|n| log_key(&Origin::from_bytes([n; 16])).verifier().to_string());
            case["other_log_vkeys"] = json!(keys);
        }
        case
    }
}

/// The keys of the members, as cases name them.
pub(super) fn members() -> Value {
    json!([
        {"actor": "alpha", "vkey": member_key(1).verifier().to_string()},
        {"actor": "beta", "vkey": member_key(2).verifier().to_string()},
    ])
}

fn entry(entry: &super::room::Entry) -> Value {
    let annexes: Vec<Value> = entry
        .annexes
        .iter()
        .map(|annex| match annex {
            AnnexState::Open(opening) => {
                json!({"state": "open", "salt": hex(&opening.salt), "content_base64": base64(&opening.content)})
            }
            AnnexState::Erased => json!({"state": "erased"}),
            AnnexState::Withheld => json!({"state": "withheld"}),
        })
        .collect();
    let mut case = json!({
        "leaf": hex(&entry.leaf.to_bytes()),
        "salt": hex(&entry.opening.salt),
        "annexes": annexes,
    });
    bytes_field(&mut case, "note", &entry.opening.content);
    if let Some(evidence) = &entry.evidence {
        bytes_field(&mut case, "evidence", evidence);
    }
    case
}

fn cases() -> Vec<Value> {
    let mut cases = Vec::new();
    for (name, given) in valid() {
        let verified = given.verify().unwrap_or_else(|e| panic!("{name}: {e}"));
        let mut case = given.case(name);
        case["size"] = json!(verified.head.size);
        case["root"] = json!(verified.head.root.to_string());
        case["annexes_open"] = json!(verified.annexes_open);
        case["annexes_erased"] = json!(verified.annexes_erased);
        case["annexes_withheld"] = json!(verified.annexes_withheld);
        cases.push(case);
    }
    for (name, given, place, error) in changed().into_iter().chain(written()).chain(carried()) {
        let failure = given.verify().expect_err(name);
        assert_eq!(
            (failure.place, errors::fault(&failure.fault).as_str()),
            (place, error),
            "{name}: {failure}"
        );
        let mut case = given.case(name);
        case["error"] = json!(error);
        match place {
            Place::Entry(index) => case["entry"] = json!(index),
            Place::Annex { entry, position } => {
                case["entry"] = json!(entry);
                case["annex"] = json!(position);
            }
            Place::Log => {}
        }
        cases.push(case);
    }
    cases
}

fn valid() -> Vec<(&'static str, Given)> {
    let mut states = Room::of(1, 5);
    states.entries[1].annexes[0] = AnnexState::Erased;
    states.entries[3].annexes[1] = AnnexState::Withheld;
    vec![
        ("an empty room", Given::of(Room::new(1))),
        ("five entries with annexes", Given::of(Room::of(1, 5))),
        ("annexes erased and withheld", Given::of(states)),
        ("carried notes", Given::of(carried_to(0x52).1)),
    ]
}

type Broken = (&'static str, Given, Place, &'static str);

/// Rooms of which something was changed after they were written.
fn changed() -> Vec<Broken> {
    let good = Given::of(Room::of(1, 5));
    let with = |change: &dyn Fn(&mut Given)| {
        let mut given = good.clone();
        change(&mut given);
        given
    };
    let entry = Place::Entry;
    let first_annex = Place::Annex { entry: 1, position: 0 };
    let other_key =
        verbale_record::SigningKey::from_seed(good.room.origin.as_str(), [0x11; 32]).expect("a key name");
    vec![
        ("a leaf's commitment", with(&|g| g.leaf(2).commitment.0[31] ^= 1), entry(2), "commitment"),
        ("a leaf's time, earlier than the one before", with(&|g| g.leaf(2).time_ms -= 100), entry(2), "time"),
        ("a leaf's time, later", with(&|g| g.leaf(4).time_ms += 1), Place::Log, "root"),
        (
            "a leaf's time, later, with notes after it",
            with(&|g| g.leaf(0).time_ms += 1),
            entry(4),
            "foreign_head",
        ),
        ("a note's salt", with(&|g| g.opening(3).salt[0] ^= 1), entry(3), "commitment"),
        ("a note's byte", with(&|g| g.opening(3).content[60] ^= 1), entry(3), "commitment"),
        ("an annex's salt", with(&|g| flip_annex(g, true)), first_annex, "commitment"),
        ("an annex's byte", with(&|g| flip_annex(g, false)), first_annex, "commitment"),
        (
            "an annex left out",
            with(&|g| drop(g.room.entries[1].annexes.pop())),
            Place::Annex { entry: 1, position: 0 },
            "commitment",
        ),
        (
            "the last annex left out",
            with(&|g| drop(g.room.entries[3].annexes.pop())),
            Place::Annex { entry: 3, position: 1 },
            "annex_missing",
        ),
        (
            "an annex that no note names",
            with(&|g| g.room.entries[4].annexes.push(AnnexState::Erased)),
            Place::Log,
            "annex_unnamed",
        ),
        ("the last entry left out", with(&|g| drop(g.room.entries.pop())), Place::Log, "size"),
        ("two entries swapped", with(&|g| g.room.entries.swap(0, 3)), entry(1), "time"),
        ("an earlier checkpoint", with(&|g| g.checkpoint = g.room.checkpoint_at(4)), Place::Log, "size"),
        (
            "another room's checkpoint",
            with(&|g| g.checkpoint = Room::of(2, 5).checkpoint()),
            Place::Log,
            "other_checkpoint",
        ),
        (
            "a checkpoint by another key",
            with(&|g| {
                g.checkpoint = g.checkpoint.checkpoint().sign(&other_key).expect("named by the origin")
            }),
            Place::Log,
            "checkpoint_not_signed_by_log",
        ),
    ]
}

fn flip_annex(given: &mut Given, salt: bool) {
    let AnnexState::Open(opening) = given.annex(1) else { panic!("the annexes are open") };
    if salt { opening.salt[5] ^= 1 } else { opening.content[5] ^= 1 }
}

/// Rooms that were written wrong: everything in them fits together but for one rule.
fn written() -> Vec<Broken> {
    let base = Room::of(1, 3);
    let room = |write: &dyn Fn(&mut Room)| {
        let mut room = base.clone();
        write(&mut room);
        Given::of(room)
    };
    let note = |entry: usize| Note::parse(&base.entries[entry].opening.content).expect("a note");
    let draft = |head: Head, signer: u8| NoteDraft {
        origin: base.origin.clone(),
        author: note(0).author,
        nonce: [9; 16],
        head,
        act: note(0).act.replace(member_key(1).name(), member_key(signer).name()),
    };
    let signed = |draft: &NoteDraft, signer: u8| draft.sign(&[&member_key(signer)]).expect("a valid note");
    let other = Room::of(3, 3);
    let mut longer = base.clone();
    longer.write(3, &[]);
    let mut tampered = signed(&draft(base.head_at(3), 1), 1);
    let at = tampered.windows(7).position(|w| w == b"receipt").expect("the act is a receipt");
    tampered[at] = b'R' | 0x20;
    tampered[at + 1] = b'x';
    let annex = Opening { salt: [5; 32], content: b"{}".to_vec() };
    let commitment = annex.commit(verbale_record::commitment::Kind::Annex, &base.origin);
    let named = format!(r#""annexes":[{{"commitment":"{commitment}","role":"wording","bytes":3}}]"#);
    let wrong_bytes = draft(base.head_at(3), 1);
    let wrong_bytes = NoteDraft { act: wrong_bytes.act.replace(r#""annexes":[]"#, &named), ..wrong_bytes };
    let last = Place::Entry(3);
    vec![
        (
            "a note written for another room",
            room(&|r| r.enter(other.entries[0].opening.content.clone(), vec![])),
            last,
            "other_room",
        ),
        (
            "a note that cites another log's head",
            room(&|r| r.write_citing(other.head_at(2), &[])),
            last,
            "foreign_head",
        ),
        (
            "a note that cites a head not yet reached",
            room(&|r| r.write_citing(longer.head_at(4), &[])),
            last,
            "foreign_head",
        ),
        (
            "a note entered twice",
            room(&|r| r.enter(base.entries[1].opening.content.clone(), base.entries[1].annexes.clone())),
            last,
            "again",
        ),
        (
            "a note signed by another actor's key",
            room(&|r| r.enter(signed(&draft(base.head_at(3), 2), 2), vec![])),
            last,
            "note_unknown_key",
        ),
        (
            "a note changed before it was entered",
            room(&|r| r.enter(tampered.clone(), vec![])),
            last,
            "note_bad_signature",
        ),
        (
            "bytes that are no note",
            room(&|r| r.enter(b"verbale/note/v1\n".to_vec(), vec![])),
            last,
            "note_no_blank_line",
        ),
        (
            "an annex of another length than its note says",
            room(&|r| r.enter(signed(&wrong_bytes, 1), vec![AnnexState::Open(annex.clone())])),
            Place::Annex { entry: 3, position: 0 },
            "annex_bytes",
        ),
    ]
}

/// Rooms whose carried notes, or the evidence of them, are not as they should be.
fn carried() -> Vec<Broken> {
    let (from, to) = carried_to(0x52);
    let good = Given::of(to.clone());
    let with = |entry: usize, evidence: Option<Vec<u8>>| {
        let mut given = good.clone();
        given.room.entries[entry].evidence = evidence;
        given
    };
    let text = String::from_utf8(from.evidence(1).to_bytes()).expect("evidence is UTF-8");
    let edited = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        with(2, Some(text.replacen(from, to, 1).into_bytes()))
    };
    let (head, signed) = text.split_once("\n\n").expect("a proof with its checkpoint");
    let short = |extra: &[u8]| {
        let lines: Vec<&str> = head.lines().collect();
        let extra = format!("extra {}", base64(extra));
        let lines = [&[lines[0], extra.as_str()][..], &lines[2..]].concat();
        with(2, Some(format!("{}\n\n{signed}", lines.join("\n")).into_bytes()))
    };
    let leaf = from.entries[1].leaf;
    let later = Leaf { time_ms: leaf.time_ms + 1, ..leaf };
    let nested = [leaf.to_bytes().to_vec(), from.evidence(1).to_bytes()].concat();
    let mut foreign = Room::of(0, 2);
    foreign.time_ms = 0;
    let mut of_no_room = to.clone();
    of_no_room.carry(&foreign, 1);
    let mut again = to.clone();
    again.carry(&from, 1);
    let mut early = Given::of(Room::new(0x52));
    early.room.entries.push(to.entries[6].clone());
    early.leaf(0).time_ms = from.entries[5].leaf.time_ms - 1;
    let mut salted = good.clone();
    salted.opening(2).salt[0] ^= 1;
    let mut annexed = good.clone();
    flip(&mut annexed.room.entries[4].annexes[0]);
    let signature = signed.lines().last().expect("a signature line");
    let entry = Place::Entry;
    vec![
        ("a carried note without evidence", with(2, None), entry(2), "evidence_missing"),
        (
            "evidence of an entry of this room",
            with(0, Some(to.evidence(0).to_bytes())),
            entry(0),
            "evidence_rooms",
        ),
        (
            "evidence of another note",
            with(2, Some(from.evidence(0).to_bytes())),
            entry(2),
            "evidence_other_note",
        ),
        ("evidence of no length", with(2, Some(Vec::new())), entry(2), "evidence_proof_line_1"),
        ("evidence without a leaf", edited("extra ", "Extra "), entry(2), "evidence_proof_line_2"),
        ("evidence with half a leaf", short(&leaf.to_bytes()[..20]), entry(2), "evidence_leaf"),
        ("evidence with another leaf", short(&later.to_bytes()), entry(2), "evidence_time"),
        (
            "evidence with an earlier leaf",
            short(&Leaf { time_ms: leaf.time_ms - 1, ..leaf }.to_bytes()),
            entry(2),
            "evidence_proof_root",
        ),
        ("evidence that leads through a room twice", short(&nested), entry(2), "evidence_rooms"),
        ("evidence with another index", edited("index 1", "index 0"), entry(2), "evidence_proof_root"),
        (
            "evidence with an index beyond the tree",
            edited("index 1", "index 2"),
            entry(2),
            "evidence_proof_range",
        ),
        (
            "evidence with a cosignature",
            with(2, Some(format!("{text}— witness.example.org/w1 AAAAAQAAAAE=\n").into_bytes())),
            entry(2),
            "evidence_signatures",
        ),
        (
            "evidence with its signature twice",
            with(2, Some(format!("{text}{signature}\n").into_bytes())),
            entry(2),
            "evidence_signatures",
        ),
        (
            "evidence whose checkpoint was changed",
            edited("\n2\n", "\n3\n"),
            entry(2),
            "evidence_proof_checkpoint_bad_signature",
        ),
        (
            "a note carried from no room of the process",
            Given::of(of_no_room),
            entry(7),
            "evidence_unknown_room",
        ),
        ("a note carried before it was entered", early, entry(0), "evidence_time"),
        ("a note carried twice", Given::of(again), entry(7), "again"),
        ("the salt of a carried note", salted, entry(2), "commitment"),
        ("an annex of a carried note", annexed, Place::Annex { entry: 4, position: 0 }, "commitment"),
    ]
}

fn flip(annex: &mut AnnexState) {
    let AnnexState::Open(opening) = annex else { panic!("the annex is open") };
    opening.content[0] ^= 1;
}
