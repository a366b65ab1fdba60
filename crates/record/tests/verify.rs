//! The verifier names the first thing wrong in a room, on any number of threads.

use std::num::NonZeroUsize;

use proptest::prelude::*;
use verbale_record::archive::AnnexState;
use verbale_record::tree::EMPTY_ROOT;
use verbale_record::verify::{self, Piece, RoomPlan, RoomVerifier, Seen};
use verbale_record::{Head, Leaf, Note, Opening, Origin};

mod room;
use room::{Room, finish, keys, log_key, log_keys, member_key, verify_pieces, witness};

/// Checks what is said of a changed room, and that threads make no difference.
#[track_caller]
fn check(room: &Room, change: impl Fn(&mut Vec<Piece>), says: &str) {
    let verified = |threads| {
        let mut pieces = room.pieces();
        change(&mut pieces);
        verify_pieces(&room.origin, pieces, threads).and_then(|checked| finish(checked, &room.checkpoint()))
    };
    let one = verified(1).unwrap_err();
    assert!(one.contains(says), "{one}");
    for threads in [2, 5] {
        assert_eq!(verified(threads).unwrap_err(), one);
    }
}

fn leaves(pieces: &mut [Piece]) -> &mut Vec<Leaf> {
    let Some(Piece::Entries { leaves, .. }) = pieces.first_mut() else { panic!("entries come first") };
    leaves
}

fn openings(pieces: &mut [Piece]) -> &mut Vec<Opening> {
    let Some(Piece::Entries { openings, .. }) = pieces.first_mut() else { panic!("entries come first") };
    openings
}

fn annexes(pieces: &mut [Piece]) -> &mut Vec<AnnexState> {
    let Some(Piece::Annexes(annexes)) = pieces.get_mut(1) else { panic!("annexes come second") };
    annexes
}

#[test]
fn a_whole_room_verifies_on_any_number_of_threads() {
    let room = Room::of(1, 600);
    let one = room.verify(1).unwrap();
    assert_eq!((one.head, one.annexes_open), (room.head_at(600), 360));
    for threads in [2, 3, 8] {
        assert_eq!(room.verify(threads).as_ref(), Ok(&one));
    }
    assert_eq!(Room::new(1).verify(2).unwrap().head, Head { size: 0, root: EMPTY_ROOT });
}

#[test]
fn what_holds_is_told_in_the_order_of_the_log() {
    let room = Room::of(1, 300);
    let mut pieces = room.pieces().into_iter();
    let plan = RoomPlan { threads: NonZeroUsize::new(3).unwrap(), annexes: true };
    let (mut told, mut progress) = (Vec::new(), Vec::new());
    let next = || Ok::<_, std::convert::Infallible>(pieces.next());
    verify::room(&room.origin, plan, next, &keys(), &log_keys(), |seen| match seen {
        Seen::Entry { index, entry } => told.push((index, None, entry.note.kind.clone())),
        Seen::Annex { matched, state } => {
            assert!(matches!(state, AnnexState::Open(_)));
            told.push((matched.entry, Some(matched.position), String::new()));
        }
        Seen::Progress { entries } => progress.push(entries),
    })
    .unwrap();
    assert_eq!(progress, [256, 300]);
    let entries: Vec<u64> = told.iter().filter(|t| t.1.is_none()).map(|t| t.0).collect();
    assert_eq!(entries, (0..300).collect::<Vec<_>>());
    let annexes: Vec<(u64, usize)> = told.iter().filter_map(|t| Some((t.0, t.1?))).collect();
    assert!(annexes.is_sorted());
    assert_eq!(annexes.len(), 180);
}

#[test]
fn a_room_verifies_without_its_annexes_where_they_are_verified_elsewhere() {
    let room = Room::of(1, 300);
    let pieces = room.pieces().into_iter().filter(|piece| matches!(piece, Piece::Entries { .. }));
    let mut pieces = pieces.collect::<Vec<_>>().into_iter();
    let plan = RoomPlan { threads: NonZeroUsize::MIN, annexes: false };
    let next = || Ok::<_, std::convert::Infallible>(pieces.next());
    let checked = verify::room(&room.origin, plan, next, &keys(), &log_keys(), |_| {}).unwrap();
    assert_eq!(finish(checked, &room.checkpoint()).unwrap().annexes_open, 0);
}

#[test]
fn each_thing_wrong_is_named_with_its_place() {
    let room = Room::of(1, 300);
    check(&room, |p| leaves(p)[7].time_ms -= 1_000, "entry 7: the leaf's time");
    check(&room, |p| leaves(p)[7].commitment.0[0] ^= 1, "entry 7: the content does not open the commitment");
    check(&room, |p| openings(p)[8].salt[0] ^= 1, "entry 8: the content does not open the commitment");
    check(&room, |p| openings(p)[9].content[20] ^= 1, "entry 9: the content does not open the commitment");
    check(&room, |p| leaves(p).truncate(255), "entry 0: 255 leaves and 256 openings");
    check(&room, |p| leaves(&mut p[2..])[43].time_ms += 1, "log: the root of the log is");
    check(&room, |p| leaves(p)[255].time_ms += 1, "entry 256: a fork: the note cites the head 256");
    check(&room, |p| p.truncate(2), "log: the log has 256 entries, its checkpoint counts 300");
    check(&room, |p| drop(p.remove(0)), "log: an annex is given that no note names");
    check(&room, |p| drop(p.remove(1)), "annex 0 of entry 1: the annex is missing");
    check(&room, |p| drop(annexes(p).pop()), "annex 1 of entry 253: the annex is missing");
    check(&room, |p| annexes(p).push(AnnexState::Erased), "log: an annex is given that no note names");
    check(&room, |p| annexes(p).swap(1, 2), "annex 0 of entry 3: the content does not open the commitment");
}

#[test]
fn the_first_thing_wrong_is_named_though_later_ones_are_found_sooner() {
    let room = Room::of(1, 1_200);
    check(
        &room,
        |pieces| {
            for piece in pieces.iter_mut() {
                match piece {
                    Piece::Entries { openings, .. } => {
                        openings.iter_mut().skip(200).for_each(|o| o.salt[0] ^= 1)
                    }
                    Piece::Annexes(annexes) => {
                        annexes[0] = AnnexState::Open(Opening { salt: [0; 32], content: vec![] })
                    }
                }
            }
        },
        "entry 200: the content does not open the commitment",
    );
}

#[test]
fn a_source_that_fails_is_reported_after_what_it_gave_before() {
    let room = Room::of(1, 600);
    let verified = |threads: usize, spoil: bool| {
        let mut pieces = room.pieces();
        if spoil {
            openings(&mut pieces)[5].salt[0] ^= 1;
        }
        let mut pieces = pieces.into_iter().take(3);
        let plan = RoomPlan { threads: NonZeroUsize::new(threads).unwrap(), annexes: true };
        let next = || pieces.next().map(Some).ok_or(std::fmt::Error);
        verify::room(&room.origin, plan, next, &keys(), &log_keys(), |_| {}).unwrap_err().to_string()
    };
    for threads in [1, 4] {
        assert_eq!(verified(threads, false), std::fmt::Error.to_string());
        assert!(verified(threads, true).contains("entry 5"));
    }
}

#[test]
fn a_note_for_another_room_is_refused_though_it_is_committed_to_here() {
    let (mut here, mut there) = (Room::of(1, 3), Room::of(2, 3));
    there.write(0, &[]);
    here.enter(there.entries[3].opening.content.clone(), Vec::new());
    check(&here, |_| {}, "entry 3: the note was written for verbale/0202");
}

#[test]
fn an_act_enters_once() {
    let mut room = Room::of(1, 300);
    let note = room.entries[20].opening.content.clone();
    room.enter(note, Vec::new());
    let again = Note::parse(&room.entries[10].opening.content).unwrap();
    room.enter(again.into_bytes(), Vec::new());
    check(&room, |_| {}, "entry 300: the note's text was entered before, as entry 20; an act enters once");
}

#[test]
fn a_head_that_this_log_never_had_is_a_fork() {
    let mut room = Room::of(1, 5);
    let other = Room::of(3, 5).head_at(4);
    room.write_citing(other, &[]);
    check(&room, |_| {}, "entry 5: a fork: the note cites the head 4 ");
    check(&room, |_| {}, &format!("this log had the head {}", room.head_at(4)));

    let mut room = Room::of(1, 5);
    let mut longer = Room::of(1, 5);
    longer.write(5, &[]);
    room.write_citing(longer.head_at(6), &[]);
    check(&room, |_| {}, "had not yet so many entries");

    let mut room = Room::new(1);
    room.write_citing(Head { size: 0, root: room.origin_hash() }, &[]);
    check(&room, |_| {}, "entry 0: a fork");
}

impl Room {
    fn origin_hash(&self) -> verbale_record::Hash {
        verbale_record::Hash::of(self.origin.as_str().as_bytes())
    }
}

#[test]
fn a_signature_by_a_key_that_does_not_act_for_the_author_is_refused() {
    let mut room = Room::of(1, 2);
    let note = Note::parse(&room.entries[0].opening.content).unwrap();
    let draft = verbale_record::NoteDraft {
        origin: room.origin.clone(),
        author: note.author,
        nonce: [9; 16],
        head: room.head_at(2),
        act: note.act.replace(member_key(1).name(), member_key(2).name()),
    };
    room.enter(draft.sign(&[&member_key(2)]).unwrap(), Vec::new());
    check(&room, |_| {}, "entry 2: the key of signer k0202020202020202 is not known");
}

#[test]
fn a_checkpoint_that_is_not_the_rooms_is_refused() {
    let room = Room::of(1, 5);
    let checked = || verify_pieces(&room.origin, room.pieces(), 1).unwrap();
    assert!(finish(checked(), &room.checkpoint()).is_ok());
    let says = |checkpoint| finish(checked(), &checkpoint).unwrap_err();
    assert!(says(room.checkpoint_at(4)).contains("the log has 5 entries, its checkpoint counts 4"));
    assert!(says(Room::of(2, 5).checkpoint()).contains("the checkpoint is of verbale/0202"));
    let mut other = Room::of(1, 4);
    other.write(0, &[]);
    assert!(says(other.checkpoint()).contains("the root of the log is"));

    let wrong = verbale_record::SigningKey::from_seed(room.origin.as_str(), [0x11; 32]).unwrap();
    let error = checked().finish(&room.checkpoint(), wrong.verifier(), &[]).unwrap_err();
    assert!(error.to_string().contains("not signed by the log key"), "{error}");
}

#[test]
fn lines_that_nobody_vouches_for_are_told() {
    let room = Room::of(1, 1);
    let log_key = log_key(&room.origin);
    let verified = verify::checkpoint(&room.checkpoint(), log_key.verifier(), &[]).unwrap();
    assert_eq!((verified.cosigned.len(), verified.unknown), (0, vec!["witness.example.org/w1".to_owned()]));
    let verified =
        verify::checkpoint(&room.checkpoint(), log_key.verifier(), &[witness().verifier().clone()]).unwrap();
    assert_eq!((verified.cosigned.len(), verified.unknown.len()), (1, 0));
}

#[test]
#[should_panic(expected = "a verifying thread panicked")]
fn a_panic_in_the_lookup_of_keys_does_not_hang() {
    let room = Room::of(1, 600);
    let mut pieces = room.pieces().into_iter();
    let plan = RoomPlan { threads: NonZeroUsize::new(4).unwrap(), annexes: true };
    let next = || Ok::<_, std::convert::Infallible>(pieces.next());
    let keys = |_: &_, _: &_, _| panic!("no keys today");
    let _ = verify::room(&room.origin, plan, next, &keys, &log_keys(), |_| {});
}

#[test]
fn roots_of_earlier_sizes_are_known() {
    let room = Room::of(1, 20);
    let checked = verify_pieces(&room.origin, room.pieces(), 1).unwrap();
    for size in 0..=20 {
        assert_eq!(checked.root_at(size), Some(room.head_at(size).root));
    }
    assert_eq!(checked.root_at(21), None);
    assert_eq!(RoomVerifier::new(Origin::from_bytes([0; 16])).root_at(0), Some(EMPTY_ROOT));
}

/// A change to one of the room's pieces.
#[derive(Clone, Debug)]
enum Change {
    LeafBit(usize, usize),
    Salt(usize, usize),
    Content(usize, usize, u8),
    AnnexBit(usize, usize),
    SwapEntries(usize, usize),
    SwapLeaves(usize, usize),
}

fn changes() -> impl Strategy<Value = Change> {
    let n = 0usize..20;
    prop_oneof![
        (n.clone(), 0usize..320).prop_map(|(n, bit)| Change::LeafBit(n, bit)),
        (n.clone(), 0usize..256).prop_map(|(n, bit)| Change::Salt(n, bit)),
        (n.clone(), any::<usize>(), 0u8..3).prop_map(|(n, at, kind)| Change::Content(n, at, kind)),
        (n.clone(), any::<usize>()).prop_map(|(n, at)| Change::AnnexBit(n, at)),
        (n.clone(), n.clone()).prop_map(|(a, b)| Change::SwapEntries(a, b)),
        (n.clone(), n).prop_map(|(a, b)| Change::SwapLeaves(a, b)),
    ]
}

fn apply(change: &Change, pieces: &mut [Piece]) {
    match *change {
        Change::LeafBit(n, bit) => {
            let mut bytes = leaves(pieces)[n].to_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            leaves(pieces)[n] = Leaf::from_bytes(&bytes).unwrap();
        }
        Change::Salt(n, bit) => openings(pieces)[n].salt[bit / 8] ^= 1 << (bit % 8),
        Change::Content(n, at, kind) => {
            let content = &mut openings(pieces)[n].content;
            let at = at % content.len();
            match kind {
                0 => content[at] ^= 1,
                1 => drop(content.remove(at)),
                _ => content.insert(at, b' '),
            }
        }
        Change::AnnexBit(n, at) => {
            let annexes = annexes(pieces);
            let n = n % annexes.len();
            let AnnexState::Open(opening) = &mut annexes[n] else { panic!("all annexes are open") };
            match at % (32 + opening.content.len()) {
                at @ 0..32 => opening.salt[at] ^= 1,
                at => opening.content[at - 32] ^= 1,
            }
        }
        Change::SwapEntries(a, b) => {
            leaves(pieces).swap(a, b);
            openings(pieces).swap(a, b);
        }
        Change::SwapLeaves(a, b) => leaves(pieces).swap(a, b),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn any_change_of_a_room_is_found(change in changes(), threads in 1usize..3) {
        let room = Room::of(1, 20);
        let mut pieces = room.pieces();
        apply(&change, &mut pieces);
        prop_assume!(pieces != room.pieces());
        let verified = verify_pieces(&room.origin, pieces, threads).and_then(|c| finish(c, &room.checkpoint()));
        prop_assert!(verified.is_err());
    }
}
