//! Archives: their form. What is wrong in the rooms that they hold is in `rooms.json`.

use serde_json::{Value, json};
use verbale_record::archive::{ArchiveError, ArchiveReader, Event};

use super::room::zip::{members, zip};
use super::room::{Room, archive, carried_to, header, small_rooms, verify_archive};
use super::{VectorFile, base64, errors};

pub(super) fn file() -> VectorFile {
    VectorFile { name: "archives.json", cases: cases() }
}

fn events(bytes: &[u8]) -> Result<Vec<Event>, ArchiveError> {
    let mut reader = ArchiveReader::new(bytes);
    std::iter::from_fn(|| reader.next_event().transpose()).collect()
}

fn valid(name: &str, rooms: &[Room]) -> Value {
    let bytes = archive(rooms);
    let verified = verify_archive(&bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
    let rooms_said: Vec<Value> = verified
        .iter()
        .map(|room| {
            json!({
                "origin": room.origin.as_str(),
                "size": room.head.size,
                "root": room.head.root.to_string(),
                "annexes_open": room.annexes_open,
                "annexes_erased": room.annexes_erased,
                "annexes_withheld": room.annexes_withheld,
            })
        })
        .collect();
    let names: Vec<String> = members(&bytes).into_iter().map(|(name, _)| name).collect();
    json!({
        "name": name,
        "archive_base64": base64(&bytes),
        "process": header(rooms).process().to_string(),
        "members": names,
        "rooms": rooms_said,
    })
}

fn cases() -> Vec<Value> {
    let rooms = small_rooms();
    let good = archive(&rooms);
    let mut cases = vec![
        valid("a registry alone", &[Room::of(1, 1)]),
        valid("a registry and two rooms, one of them empty", &rooms),
        valid("a room with carried notes", &[Room::of(1, 1), carried_to(0x52).1]),
    ];
    for (name, bytes, error) in
        broken_zips(&good).into_iter().chain(broken_members(&good)).chain(broken_proofs())
    {
        let got = events(&bytes).map_err(|e| errors::archive(&e.fault));
        assert_eq!(got.err().as_deref(), Some(error), "{name}");
        cases.push(json!({"name": name, "archive_base64": base64(&bytes), "error": error}));
    }
    cases
}

/// Names and contents of members.
type Members = Vec<(String, Vec<u8>)>;

type Broken = (&'static str, Vec<u8>, &'static str);

/// Files that are no ZIP in the one form.
fn broken_zips(good: &[u8]) -> Vec<Broken> {
    let set = |at: usize, byte: u8| {
        let mut bytes = good.to_vec();
        bytes[at] = byte;
        bytes
    };
    let first = members(good)[0].1.len();
    let end = good.len() - 22;
    vec![
        ("nothing", Vec::new(), "short"),
        ("half of it", good[..good.len() / 2].to_vec(), "short"),
        ("without its last byte", good[..good.len() - 1].to_vec(), "short"),
        ("a byte after its end", [good, b"\n"].concat(), "trailing"),
        ("a byte before its beginning", [b"\n", good].concat(), "not_canonical"),
        ("compressed by its header", set(8, 8), "not_canonical"),
        ("a flag", set(7, 8), "not_canonical"),
        ("a time of day", set(10, 1), "not_canonical"),
        ("another date", set(12, 0x22), "not_canonical"),
        ("an extra field announced", set(28, 4), "not_canonical"),
        ("a changed checksum", set(14, good[14] ^ 1), "checksum"),
        ("a changed byte of content", set(30 + 7 + first - 2, b'x'), "checksum"),
        ("a count of members in the directory", set(end + 8, 1), "not_canonical"),
        ("a comment announced", set(end + 20, 1), "not_canonical"),
    ]
}

/// ZIPs in the one form whose members are not those of an archive.
fn broken_members(good: &[u8]) -> Vec<Broken> {
    let with = |change: &dyn Fn(&mut Members)| {
        let mut all = members(good);
        change(&mut all);
        zip(&all)
    };
    let replace = |member: usize, from: &str, to: &str| {
        with(&|all| {
            let text = String::from_utf8(all[member].1.clone()).expect("a member of text");
            assert!(text.contains(from), "{from}");
            all[member].1 = text.replacen(from, to, 1).into_bytes();
        })
    };
    vec![
        ("no header", with(&|all| drop(all.remove(0))), "member"),
        ("a header of another version", replace(0, "archive/v1", "archive/v2"), "line_1"),
        ("a header without process", replace(0, "process", "charter"), "line_2"),
        (
            "a header with a room twice",
            replace(
                0,
                "room verbale/f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0",
                "room verbale/10101010101010101010101010101010",
            ),
            "line_5",
        ),
        (
            "a room that the header does not name",
            replace(0, "room verbale/f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0\n", ""),
            "not_canonical",
        ),
        ("a room that is not there", with(&|all| drop(all.pop())), "member"),
        ("no checkpoint", with(&|all| drop(all.remove(1))), "member"),
        ("a checkpoint without signatures", with(&|all| all[1].1.truncate(60)), "checkpoint_no_blank_line"),
        ("another room's checkpoint", with(&|all| all[1].1 = all[5].1.clone()), "line_1"),
        ("no leaves", with(&|all| drop(all.remove(2))), "member"),
        ("a leaf too few", with(&|all| all[2].1.truncate(42 * 3)), "record"),
        ("a leaf cut short", with(&|all| all[2].1.truncate(42 * 4 - 1)), "record"),
        ("no notes", with(&|all| drop(all.remove(3))), "member"),
        ("a note cut short", with(&|all| all[3].1.truncate(700)), "record"),
        ("a byte after the last note", with(&|all| all[3].1.push(0)), "record"),
        ("an annex of no known state", with(&|all| all[4].1[0] = 4), "record"),
        ("an annex cut short", with(&|all| all[4].1.truncate(20)), "record"),
        ("a member of annexes without annexes", with(&|all| all[4].1.clear()), "not_canonical"),
        (
            "annexes parted where they fit",
            with(&|all| {
                let rest = all[4].1.split_off(1);
                all.insert(5, ("registry/entries/000000/3-annexes-0001".to_owned(), rest));
            }),
            "not_canonical",
        ),
        ("two members in another order", with(&|all| all.swap(2, 3)), "member"),
        ("a member too many", with(&|all| all.push(("rooms/x".to_owned(), Vec::new()))), "not_canonical"),
    ]
}

/// Archives whose evidence of carried notes is not in its one form.
fn broken_proofs() -> Vec<Broken> {
    let good = members(&archive(&[Room::of(1, 1), carried_to(0x52).1]));
    let at = good.iter().position(|(name, _)| name.ends_with("2-proofs")).expect("there are carried notes");
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut all = good.clone();
        change(&mut all[at].1);
        zip(&all)
    };
    let mut moved = good.clone();
    moved.swap(at, at - 1);
    let first = 3 + usize::from(u16::from_be_bytes([good[at].1[1], good[at].1[2]]));
    vec![
        ("a member of proofs without proofs", with(&|content| content.clear()), "not_canonical"),
        ("a proof cut short", with(&|content| content.truncate(content.len() - 1)), "record"),
        ("a proof of no length", with(&|content| content[1..3].fill(0)), "record"),
        ("a proof for no entry", with(&|content| content[0] = 200), "record"),
        ("proofs in another order", with(&|content| content.rotate_left(first)), "record"),
        ("two proofs of one entry", with(&|content| content[first] = content[0]), "record"),
        ("proofs before the notes", zip(&moved), "member"),
    ]
}
