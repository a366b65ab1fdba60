//! Whole rooms: leaves, notes, annexes and the checkpoint that they must lead to.

use std::num::NonZeroUsize;

use serde_json::{Value, json};
use verbale_record::archive::AnnexState;
use verbale_record::checkpoint::SignedCheckpoint;
use verbale_record::verify::{self, Failure, Place, RoomError, RoomPlan, RoomVerified};
use verbale_record::{Head, Leaf, Note, NoteDraft, Opening};

use super::room::{Room, keys, log_key, member_key, witness};
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
        let checked = verify::room(&self.room.origin, plan, next, &keys(), |_| {});
        let checked = checked.map_err(|error| match error {
            RoomError::Failure(failure) => failure,
            RoomError::Source(never) => match never {},
        })?;
        let log_key = log_key(&self.room.origin);
        checked.finish(&self.checkpoint, log_key.verifier(), &[witness().verifier().clone()])
    }

    fn case(&self, name: &str) -> Value {
        let entries: Vec<Value> = self.room.entries.iter().map(entry).collect();
        json!({
            "name": name,
            "origin": self.room.origin.as_str(),
            "log_vkey": log_key(&self.room.origin).verifier().to_string(),
            "witnesses": [witness().verifier().to_string()],
            "members": members(),
            "checkpoint": String::from_utf8(self.checkpoint.to_bytes()).expect("a checkpoint is UTF-8"),
            "entries": entries,
        })
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
    for (name, given, place, error) in changed().into_iter().chain(written()) {
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
