//! Fork proofs.

use serde_json::{Value, json};
use verbale_record::fork_proof::{Evidence, ForkProof, Prefix};
use verbale_record::tree::{prove_consistency, root_at};
use verbale_record::{Head, Note};

use super::room::{Room, log_key, member_key};
use super::{VectorFile, bytes_field, errors};

pub(super) fn file() -> VectorFile {
    VectorFile { name: "fork-proofs.json", cases: cases() }
}

/// Two logs of one room that agree up to three entries and differ after.
fn forked(left: u64, right: u64) -> (Room, Room) {
    let base = Room::of(1, 3);
    let (mut a, mut b) = (base.clone(), base);
    b.time_ms += 1;
    (3..left).for_each(|n| a.write(n, &[]));
    (3..right).for_each(|n| b.write(n, &[]));
    (a, b)
}

fn prefix(size: u64, of: &Room) -> Option<Prefix> {
    (size < of.size()).then(|| Prefix {
        root: root_at(size, &of.hashes).expect("the tree is whole"),
        consistency: prove_consistency(size, of.size(), &of.hashes).expect("the tree is whole"),
    })
}

fn cases() -> Vec<Value> {
    let checkpoints = |a: &Room, b: &Room| {
        let (smaller, larger) = if a.size() <= b.size() { (a, b) } else { (b, a) };
        let prefix = prefix(smaller.size(), larger);
        ForkProof { first: a.checkpoint(), second: Evidence::Checkpoint(b.checkpoint()), prefix }
    };
    let (a, mut b) = forked(5, 5);
    let same_size = checkpoints(&a, &b);
    let (short, long) = forked(4, 7);
    b.write(5, &[]);
    let note = Note::parse(&b.entries[5].opening.content).expect("a note");
    let cited = ForkProof { first: a.checkpoint(), second: Evidence::Note(note), prefix: None };
    let grown = checkpoints(&Room::of(1, 3), &Room::of(1, 7));
    let bare = ForkProof { prefix: None, ..checkpoints(&short, &long) };
    let mut astray = checkpoints(&short, &long);
    astray.prefix.as_mut().expect("the sizes differ").root = a.head_at(2).root;
    let elsewhere =
        ForkProof { second: Evidence::Checkpoint(Room::of(2, 5).checkpoint()), ..same_size.clone() };

    let text = |proof: &ForkProof| String::from_utf8(proof.to_bytes()).expect("a fork proof is UTF-8");
    let with = |from: &str, to: &str| {
        let text = text(&checkpoints(&short, &long));
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    };
    vec![
        case("two checkpoints of one size", &text(&same_size), None),
        case("two checkpoints, the first smaller", &text(&checkpoints(&short, &long)), None),
        case("two checkpoints, the first larger", &text(&checkpoints(&long, &short)), None),
        case("a checkpoint and a note that cites another head", &text(&cited), None),
        case("a log that grew", &text(&grown), Some("agree")),
        case("the same checkpoint twice", &text(&checkpoints(&a, &a)), Some("agree")),
        case("sizes that differ, and no more", &text(&bare), Some("no_prefix")),
        case("a prefix that leads elsewhere", &text(&astray), Some("consistency_root")),
        case("two rooms", &text(&elsewhere), Some("other_room")),
        case("another version", &with("fork-proof/v1", "fork-proof/v2"), Some("line_1")),
        case("no origin", &with("verbale/0101", "verbale/01"), Some("line_2")),
        case("lines not counted", &with("checkpoint 6\n", "checkpoint\n"), Some("line_3")),
        case("too few lines counted", &with("checkpoint 6\n", "checkpoint 5\n"), Some("line_9")),
        case(
            "more lines counted than there are",
            &with("checkpoint 6\n", "checkpoint 99\n"),
            Some("line_19"),
        ),
        case("a prefix of another size", &with("prefix 4 ", "prefix 5 "), Some("line_17")),
        case("a changed size", &with("\n4\n", "\n3\n"), Some("line_17")),
        case(
            "a changed root",
            &with(&short.checkpoint().checkpoint().root.to_base64(), &a.head_at(1).root.to_base64()),
            Some("checkpoint_bad_signature"),
        ),
    ]
}

fn case(name: &str, text: &str, error: Option<&str>) -> Value {
    let key = log_key(&Room::new(1).origin);
    let members = [member_key(1), member_key(2)];
    let got = ForkProof::parse(text.as_bytes()).and_then(|proof| {
        proof.verify(key.verifier(), |name, id| {
            let found = members.iter().find(|key| key.name() == name.as_str() && key.id() == id);
            found.map(|key| key.verifier().clone())
        })
    });
    let said = got.as_ref().err().map(errors::fork_proof);
    assert_eq!(said.as_deref(), error, "{name}");
    let mut case = json!({
        "name": name,
        "vkey": key.verifier().to_string(),
        "members": super::rooms::members(),
    });
    bytes_field(&mut case, "proof", text.as_bytes());
    match (got, error) {
        (Ok(fork), _) => {
            let head = |head: Head| json!({"size": head.size, "root": head.root.to_string()});
            case["first"] = head(fork.first);
            case["second"] = head(fork.second);
        }
        (Err(_), error) => case["error"] = json!(error),
    }
    case
}
