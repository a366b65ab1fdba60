use super::*;

fn head(size: u64) -> Head {
    Head { size, root: Hash::of(&size.to_be_bytes()) }
}

fn origin(n: usize) -> Origin {
    Origin::from_bytes((n as u128).to_be_bytes())
}

fn marks_at(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("published")
}

#[test]
fn marks_are_read_back_after_any_number_of_raisings() {
    let folder = tempfile::tempdir().unwrap();
    let path = marks_at(&folder);
    let mut expected = BTreeMap::new();
    let mut marks = FileMarks::open(&path).unwrap();
    // More rooms than the file grows by at once.
    for round in 0..4u64 {
        let heads: Vec<_> =
            (0..ROOMS_GROWN + 5).map(|n| (origin(n), head(round * 10 + n as u64 % 3 + 1))).collect();
        marks.raise(&heads).unwrap();
        marks.raise(&heads).unwrap();
        expected.extend(heads);
        assert_eq!(marks.marks(), expected);
        assert_eq!(FileMarks::open(&path).unwrap().marks(), expected);
        if round == 1 {
            marks = FileMarks::open(&path).unwrap();
        }
    }
}

#[test]
fn raising_after_growth_changes_no_length() {
    let folder = tempfile::tempdir().unwrap();
    let path = marks_at(&folder);
    let mut marks = FileMarks::open(&path).unwrap();
    let length = std::fs::metadata(&path).unwrap().len();
    for size in 1..20 {
        marks.raise(&[(origin(1), head(size)), (origin(2), head(size))]).unwrap();
    }
    assert_eq!(std::fs::metadata(&path).unwrap().len(), length);
}

#[test]
#[should_panic(expected = "never lowered")]
fn a_mark_is_never_lowered() {
    let folder = tempfile::tempdir().unwrap();
    let mut marks = FileMarks::open(&marks_at(&folder)).unwrap();
    marks.raise(&[(origin(1), head(2))]).unwrap();
    let _ = marks.raise(&[(origin(1), head(1))]);
}

#[test]
fn a_torn_slot_leaves_the_mark_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = marks_at(&folder);
    for torn_bytes in [1, 20, 60, 87] {
        let _ = std::fs::remove_file(&path);
        let mut marks = FileMarks::open(&path).unwrap();
        marks.raise(&[(origin(1), head(1)), (origin(2), head(1))]).unwrap();
        marks.raise(&[(origin(1), head(2))]).unwrap();
        let before = std::fs::read(&path).unwrap();
        marks.raise(&[(origin(1), head(3))]).unwrap();
        let after = std::fs::read(&path).unwrap();
        drop(marks);
        // A crash while the third mark was written: a part of the slot is new.
        let slot = SLOT_BYTES;
        let mut torn = before.clone();
        torn[slot..slot + torn_bytes].copy_from_slice(&after[slot..slot + torn_bytes]);
        std::fs::write(&path, &torn).unwrap();
        let mut marks = FileMarks::open(&path).unwrap();
        let found = marks.marks()[&origin(1)];
        let whole = torn[slot..slot + 88] == after[slot..slot + 88];
        assert_eq!(found, if whole { head(3) } else { head(2) }, "torn after {torn_bytes} bytes");
        assert_eq!(marks.marks()[&origin(2)], head(1));
        marks.raise(&[(origin(1), head(4))]).unwrap();
        assert_eq!(FileMarks::open(&path).unwrap().marks()[&origin(1)], head(4));
    }
}

#[test]
fn a_torn_first_mark_is_no_mark_and_hides_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = marks_at(&folder);
    let mut marks = FileMarks::open(&path).unwrap();
    marks.raise(&[(origin(1), head(1)), (origin(2), head(1)), (origin(3), head(1))]).unwrap();
    drop(marks);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[SLOT_BYTES + 2 * SLOT_BYTES + 30] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    let mut marks = FileMarks::open(&path).unwrap();
    assert_eq!(marks.marks().keys().cloned().collect::<Vec<_>>(), [origin(1), origin(3)]);
    marks.raise(&[(origin(2), head(1)), (origin(4), head(9))]).unwrap();
    let read = FileMarks::open(&path).unwrap().marks();
    assert_eq!(read.values().map(|head| head.size).collect::<Vec<_>>(), [1, 1, 1, 9]);
}

#[test]
fn what_is_no_file_of_marks_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = marks_at(&folder);
    let mut marks = FileMarks::open(&path).unwrap();
    marks.raise(&[(origin(1), head(1))]).unwrap();
    marks.raise(&[(origin(1), head(2))]).unwrap();
    drop(marks);
    let good = std::fs::read(&path).unwrap();
    let changed = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = good.clone();
        change(&mut bytes);
        bytes
    };
    for (case, bytes) in [
        ("other heading", changed(&|bytes| bytes[0] = b'V')),
        ("text", b"hello\n".to_vec()),
        (
            "both slots",
            changed(&|bytes| {
                bytes[SLOT_BYTES + 20] ^= 1;
                bytes[2 * SLOT_BYTES + 20] ^= 1;
            }),
        ),
        ("an end within a slot", changed(&|bytes| bytes.extend([1; 30]))),
        ("a room twice", changed(&|bytes| bytes.copy_within(SLOT_BYTES..3 * SLOT_BYTES, 3 * SLOT_BYTES))),
    ] {
        std::fs::write(&path, bytes).unwrap();
        assert!(matches!(FileMarks::open(&path), Err(StoreError::Damaged { .. })), "{case}");
    }
}

#[test]
fn a_file_that_a_crash_left_empty_is_begun_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = marks_at(&folder);
    for left in [vec![], vec![0; 700]] {
        std::fs::write(&path, left).unwrap();
        let mut marks = FileMarks::open(&path).unwrap();
        assert_eq!(marks.marks(), BTreeMap::new());
        marks.raise(&[(origin(1), head(1))]).unwrap();
        assert_eq!(FileMarks::open(&path).unwrap().marks().len(), 1);
    }
}

#[test]
fn replaced_marks_are_those_that_were_given() {
    let folder = tempfile::tempdir().unwrap();
    let path = marks_at(&folder);
    let mut marks = FileMarks::open(&path).unwrap();
    marks.raise(&[(origin(1), head(9)), (origin(2), head(9))]).unwrap();
    marks.replace(&[(origin(1), head(3))]).unwrap();
    assert_eq!(marks.marks(), BTreeMap::from([(origin(1), head(3))]));
    marks.raise(&[(origin(1), head(4)), (origin(5), head(1))]).unwrap();
    assert_eq!(FileMarks::open(&path).unwrap().marks().len(), 2);
}
