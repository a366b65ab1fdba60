//! The data folder: its lock, backups put back, and what may be written afterwards.

use std::path::Path;
use std::sync::Arc;

use verbale_record::checkpoint::SignedCheckpoint;
use verbale_record::cosignature::{self, CosignerKey};
use verbale_record::{ActorId, Hash, Head, ProcessId};
use verbale_store::{
    Accounts, AccountsPutBack, BackupError, CIRCULATION_BYTES_MAX, Circulation, CopyError, Device,
    FolderError, HeldInstead, Invitation, InvitedTo, LockedFolder, Member, MemoryStore, Newcomer, Opened,
    Passkey, Person, PersonId, PutBack, Seat, Store, StoreState, backup, check_store, copy_room, restore,
};

mod support;
use support::venue::{Venue, carrying, code, of_kind};
use support::{annex, empty, origin, room_key};

/// Starts a venue on what was opened, and hands the folder's lock through.
async fn venue(opened: Opened) -> Venue {
    Venue::start(Arc::new(opened.store), Box::new(opened.marks), opened.state, None).await.unwrap()
}

/// A folder with the process 1 and some notes in the room 11.
async fn filled(path: &Path, notes: u64) -> LockedFolder {
    let folder = LockedFolder::lock(path, "a test").unwrap();
    let venue = venue(folder.create().await.unwrap()).await;
    venue.found(1, &[10, 11, 12]).await.unwrap();
    for n in 0..notes {
        venue.sequencer.submit(carrying(11, n, &[annex(n, "wording")])).await.unwrap();
    }
    venue.stop().await;
    folder
}

fn silent(_: u64, _: u64) {}

#[test]
fn a_folder_is_held_by_one_process_which_says_who_it_is() {
    let parent = tempfile::tempdir().unwrap();
    let path = parent.path().join("new").join("data");
    let first = LockedFolder::lock(&path, "verbale serve (process 4711)").unwrap();
    match LockedFolder::lock(&path, "verbale note") {
        Err(error @ FolderError::Locked { .. }) => {
            let message = error.to_string();
            assert!(message.contains("in use by verbale serve (process 4711)"), "{message}");
        }
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("locked twice"),
    }
    drop(first);
    LockedFolder::lock(&path, "verbale note").unwrap();
}

#[tokio::test]
async fn a_record_is_made_once_and_opened_where_there_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let folder = LockedFolder::lock(folder.path(), "a test").unwrap();
    assert!(matches!(folder.open().await, Err(FolderError::NoRecord { .. })));
    let opened = folder.create().await.unwrap();
    assert_eq!(opened.state, StoreState::Ready);
    opened.store.close().await.unwrap();
    assert!(matches!(folder.create().await, Err(FolderError::HasRecord { .. })));
    assert_eq!(folder.open().await.unwrap().state, StoreState::Ready);
}

#[tokio::test]
async fn a_record_goes_on_after_it_was_closed_or_dropped() {
    let path = tempfile::tempdir().unwrap();
    drop(filled(path.path(), 3).await);
    let folder = LockedFolder::lock(path.path(), "a test").unwrap();
    let opened = folder.open().await.unwrap();
    assert_eq!(opened.state, StoreState::Ready);
    let venue = venue(opened).await;
    assert_eq!(venue.head(11).size, 3);
    assert_eq!(venue.say(12, 1).await.unwrap().index, 0);
}

#[tokio::test]
async fn yesterdays_database_put_back_opens_read_only_until_it_is_recovered() {
    let path = tempfile::tempdir().unwrap();
    let folder = filled(path.path(), 2).await;
    let database = path.path().join("record.sqlite3");
    let yesterday = path.path().join("yesterday");
    std::fs::copy(&database, &yesterday).unwrap();
    let venue_today = venue(folder.open().await.unwrap()).await;
    for n in 2..5 {
        venue_today.sequencer.submit(carrying(11, n, &[annex(n, "wording")])).await.unwrap();
    }
    // What another member holds.
    let replica = MemoryStore::new();
    replicate(&**venue_today.sequencer.store(), &replica).await;
    let today = venue_today.head(11);
    venue_today.stop().await;
    std::fs::copy(&yesterday, &database).unwrap();

    let opened = folder.open().await.unwrap();
    let StoreState::Behind(gaps) = &opened.state else { panic!("{:?}", opened.state) };
    assert_eq!((&gaps[0].origin, gaps[0].published, gaps.len()), (&origin(11), today, 1));
    assert!(matches!(gaps[0].held, HeldInstead::Smaller(Head { size: 2, .. })));
    let read_only = venue(opened).await;
    assert!(read_only.say(12, 1).await.is_err());
    read_only.stop().await;

    let opened = folder.open().await.unwrap();
    let key = room_key(&origin(11));
    let copied = copy_room(&replica, &opened.store, &origin(11), key.verifier(), &mut silent).await.unwrap();
    assert_eq!(copied, 3);
    opened.store.close().await.unwrap();
    let opened = folder.open().await.unwrap();
    assert_eq!(opened.state, StoreState::Ready);
    assert_eq!(opened.store.annexes(&origin(11), 0..9).await.unwrap().len(), 5);
    let venue = venue(opened).await;
    assert_eq!(venue.head(11), today);
    venue.say(11, 50).await.unwrap();
}

/// A replica in memory, by the steps that a desk would take.
async fn replicate(from: &dyn Store, to: &MemoryStore) {
    let rooms = from.rooms().await.unwrap();
    let mut appends = Vec::new();
    for room in &rooms {
        appends.push(support::begin(&room.origin));
    }
    let processes = from.processes().await.unwrap();
    let batch = verbale_store::Batch { processes, rooms: rooms.clone(), appends, erased: Vec::new() };
    to.commit(&batch).await.unwrap();
    for room in &rooms {
        let key = room_key(&room.origin);
        copy_room(from, to, &room.origin, key.verifier(), &mut silent).await.unwrap();
    }
}

#[tokio::test]
async fn a_copy_from_a_replica_that_is_not_right_is_not_taken_over() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (one, other) = (filled(one.path(), 2).await, filled(other.path(), 2).await);
    let other = venue(other.open().await.unwrap()).await;
    other.say(11, 7).await.unwrap();
    let target = one.open().await.unwrap().store;
    let right = room_key(&origin(11));

    // Another key than the log's.
    let wrong = support::member_key(3).renamed(origin(11).as_str()).unwrap();
    let refused =
        copy_room(&**other.sequencer.store(), &target, &origin(11), wrong.verifier(), &mut silent).await;
    assert!(
        matches!(&refused, Err(CopyError::Differs { what, .. }) if what.contains("signed")),
        "{refused:?}"
    );

    // Another log of the same length, which went on.
    let fork = MemoryStore::new();
    fork.commit(&support::founding(1, &[10, 11])).await.unwrap();
    support::append(&fork, &origin(11), (100..103).map(|n| support::entry(&origin(11), n, &[]))).await;
    let refused = copy_room(&fork, &target, &origin(11), right.verifier(), &mut silent).await;
    assert!(matches!(refused, Err(CopyError::Differs { .. })), "{refused:?}");

    // A note that does not open its commitment.
    let forged = MemoryStore::new();
    replicate(&target, &forged).await;
    let mut bad = support::entry(&origin(11), 9, &[]);
    bad.leaf.time_ms = 9_000;
    bad.opening.salt[0] ^= 1;
    support::append(&forged, &origin(11), [bad]).await;
    let refused = copy_room(&forged, &target, &origin(11), right.verifier(), &mut silent).await;
    assert!(matches!(&refused, Err(CopyError::Differs { what, .. }) if what.contains("open")), "{refused:?}");

    assert_eq!(target.head(&origin(11)).await.unwrap().head.size, 2);
    copy_room(&**other.sequencer.store(), &target, &origin(11), right.verifier(), &mut silent).await.unwrap();
    assert_eq!(target.head(&origin(11)).await.unwrap().head, other.head(11));
}

#[tokio::test]
async fn a_loss_is_accepted_only_by_a_decision_that_is_kept() {
    let path = tempfile::tempdir().unwrap();
    let folder = filled(path.path(), 2).await;
    let database = path.path().join("record.sqlite3");
    let yesterday = path.path().join("yesterday");
    std::fs::copy(&database, &yesterday).unwrap();
    let venue_today = venue(folder.open().await.unwrap()).await;
    venue_today.say(11, 5).await.unwrap();
    let lost = venue_today.head(11);
    venue_today.stop().await;
    std::fs::copy(&yesterday, &database).unwrap();

    let mut opened = folder.open().await.unwrap();
    folder.accept_loss(&mut opened, "the operator,\non 2025-11-12").await.unwrap();
    assert_eq!(opened.state, StoreState::Ready);
    opened.store.close().await.unwrap();
    let losses = std::fs::read_to_string(path.path().join("losses")).unwrap();
    assert_eq!(losses, format!("{} {lost}: the operator, on 2025-11-12\n", origin(11)));
    let opened = folder.open().await.unwrap();
    assert_eq!(opened.state, StoreState::Ready);
    venue(opened).await.say(11, 6).await.unwrap();
}

#[tokio::test]
async fn a_backup_holds_all_and_is_put_back_whole() {
    let path = tempfile::tempdir().unwrap();
    let folder = filled(&path.path().join("data"), 600).await;
    let running = venue(folder.open().await.unwrap()).await;
    let store = running.sequencer.store();
    let witness = CosignerKey::from_seed("witness.example.org", [3; 32]).unwrap();
    let checkpoint =
        SignedCheckpoint::parse(&running.sequencer.published(&origin(11)).unwrap().checkpoint).unwrap();
    let cosignature = cosignature::sign(1_000, &witness, checkpoint.checkpoint()).unwrap();
    store.add_cosignature(&origin(11), 600, &cosignature).await.unwrap();
    let first = store.annexes(&origin(11), 0..1).await.unwrap()[0].commitment;
    running.admission.erase_next.lock().unwrap().push(first);
    for index in [1, 0] {
        running.sequencer.carry(&origin(11), index, &origin(12)).await.unwrap();
    }
    running.sequencer.submit(of_kind(11, 900, "erased", 1)).await.unwrap();
    running.sequencer.carry(&origin(11), 600, &origin(12)).await.unwrap();

    let file = path.path().join("backup");
    let keys = [Member { name: "keys/log".to_owned(), bytes: b"secret".to_vec() }];
    let mut told = Vec::new();
    let manifest =
        backup(&**store, None, &file, 77, &keys, &mut |done, total| told.push((done, total))).await.unwrap();
    assert_eq!(manifest.heads.len(), 3);
    assert_eq!(told.last(), Some(&(605, 605)));
    let again = backup(&**store, None, &file, 78, &[], &mut silent).await;
    assert!(matches!(again, Err(BackupError::FileExists(_))));

    let restored_path = path.path().join("restored");
    let restored = LockedFolder::lock(&restored_path, "a test").unwrap();
    let put_back = restore(&file, &restored, &mut silent).await.unwrap();
    let accounts = AccountsPutBack::NotInIt;
    assert_eq!(put_back, PutBack { manifest, members: keys.to_vec(), accounts });
    let copy = restored.open().await.unwrap();
    for room in [10, 11, 12] {
        let origin = origin(room);
        assert_eq!(copy.store.head(&origin).await.unwrap(), store.head(&origin).await.unwrap());
        let sizes = 0..u64::MAX;
        assert_eq!(
            copy.store.checkpoints(&origin, sizes.clone(), 9_999).await.unwrap(),
            store.checkpoints(&origin, sizes, 9_999).await.unwrap()
        );
    }
    for from in [0, 128, 500] {
        assert_eq!(
            copy.store.annexes(&origin(11), from..9_999).await.unwrap(),
            store.annexes(&origin(11), from..9_999).await.unwrap()
        );
        assert_eq!(
            copy.store.entries(&origin(11), from..9_999).await.unwrap(),
            store.entries(&origin(11), from..9_999).await.unwrap()
        );
    }
    let carried = copy.store.entries(&origin(12), 0..9).await.unwrap();
    assert_eq!(carried, store.entries(&origin(12), 0..9).await.unwrap());
    assert_eq!(carried.iter().filter(|entry| entry.evidence.is_some()).count(), 3);
    let annexes = copy.store.annexes(&origin(12), 0..9).await.unwrap();
    assert_eq!(annexes, store.annexes(&origin(12), 0..9).await.unwrap());
    assert_eq!(annexes.iter().map(|annex| annex.opening.is_some()).collect::<Vec<_>>(), [true, false]);
    assert_eq!(copy.store.cosignatures(&origin(11), 600).await.unwrap(), [cosignature]);
    assert_eq!(copy.store.processes().await.unwrap(), store.processes().await.unwrap());
    assert_eq!(copy.store.rooms().await.unwrap(), store.rooms().await.unwrap());
    // The record that was put back holds no keys, in any page.
    copy.store.close().await.unwrap();
    let bytes = std::fs::read(restored_path.join("record.sqlite3")).unwrap();
    assert!(!bytes.windows(6).any(|window| window == b"secret"));
    for left in std::fs::read_dir(path.path()).unwrap() {
        let name = left.unwrap().file_name();
        assert!(["data", "backup", "restored"].iter().any(|known| name == *known), "{name:?} was left");
    }
}

const ALPHA: PersonId = PersonId([1; 16]);

/// Accounts in a folder: alpha, with a passkey, a device, a seat, a session and a draft that is as long as
/// may be, and an invitation that nobody has taken up.
async fn with_alpha(folder: &LockedFolder) -> Accounts {
    let accounts = folder.accounts().await.unwrap();
    let seat = Seat { process: ProcessId([7; 32]), actor: ActorId::new("alpha").unwrap() };
    for n in [1, 2] {
        let to = InvitedTo::Seat(seat.clone());
        let invitation = Invitation { token: Hash([n; 32]), to, made_by: None, until_ms: 1_000 };
        accounts.invite(&invitation, 0).await.unwrap();
    }
    let label = "laptop".to_owned();
    let key = "k0000000000000001".parse().unwrap();
    let passkey =
        Passkey { id: vec![1], label: label.clone(), state: "{}".to_owned(), made_ms: 1, used_ms: None };
    let device = Some(Device { key, vkey: "k1+0+A".to_owned(), label, made_ms: 1 });
    let newcomer = Newcomer { id: ALPHA, name: "Ayla".to_owned(), passkey, device };
    accounts.take_up(&Hash([1; 32]), &newcomer, 1).await.unwrap().unwrap();
    accounts.begin_session(ALPHA, &Hash([3; 32]), "browser", 1, 1_000).await.unwrap();
    let draft = "x".repeat(CIRCULATION_BYTES_MAX);
    let circulation =
        Circulation { id: [4; 16], process: seat.process, draft, made_by: Some(ALPHA), made_ms: 1 };
    accounts.circulate(circulation, &[]).await.unwrap();
    accounts
}

#[tokio::test]
async fn people_are_put_back_with_the_record_and_nobody_is_signed_in_or_invited_by_it() {
    let path = tempfile::tempdir().unwrap();
    let folder = filled(&path.path().join("data"), 2).await;
    let (opened, accounts) = (folder.open().await.unwrap(), with_alpha(&folder).await);
    let file = path.path().join("backup");
    let manifest = backup(&opened.store, Some(&accounts), &file, 77, &[], &mut silent).await.unwrap();
    assert!(manifest.accounts.len() > 1, "longer than a part");
    // What opens something is not even in the file.
    let bytes = std::fs::read(&file).unwrap();
    let holds = |bytes: &[u8], n: u8| bytes.windows(32).any(|window| window == [n; 32]);
    assert!(holds(&std::fs::read(path.path().join("data/accounts.sqlite3-wal")).unwrap(), 3));
    assert!(!holds(&bytes, 2) && !holds(&bytes, 3));
    assert!(accounts.session(&Hash([3; 32]), 2).await.unwrap().is_some(), "where they are in use they go on");

    let elsewhere = LockedFolder::lock(&path.path().join("elsewhere"), "a test").unwrap();
    let put_back = restore(&file, &elsewhere, &mut silent).await.unwrap();
    assert_eq!((put_back.accounts, put_back.manifest), (AccountsPutBack::PutBack, manifest));
    let again = elsewhere.accounts().await.unwrap();
    let person: Person = again.person(ALPHA).await.unwrap().unwrap();
    assert_eq!(person.name, "Ayla");
    assert_eq!(again.passkeys(ALPHA).await.unwrap(), accounts.passkeys(ALPHA).await.unwrap());
    assert_eq!(again.devices(ALPHA).await.unwrap(), accounts.devices(ALPHA).await.unwrap());
    assert_eq!(again.seats(ALPHA).await.unwrap(), accounts.seats(ALPHA).await.unwrap());
    assert_eq!(again.circulation(&[4; 16]).await.unwrap(), accounts.circulation(&[4; 16]).await.unwrap());
    assert_eq!(again.session(&Hash([3; 32]), 2).await.unwrap(), None);
    assert_eq!(again.invitation(&Hash([2; 32]), 2).await.unwrap(), None);
    // The record has none of it, and nothing else was left.
    let record = std::fs::read(path.path().join("elsewhere/record.sqlite3")).unwrap();
    assert!(!record.windows(4).any(|window| window == b"Ayla"));
    for folder in [path.path(), &path.path().join("elsewhere")] {
        for left in std::fs::read_dir(folder).unwrap() {
            let name = left.unwrap().file_name();
            assert!(!name.to_string_lossy().contains("part"), "{name:?} was left");
        }
    }

    // Accounts that are there are newer, and stay.
    let third = LockedFolder::lock(&path.path().join("third"), "a test").unwrap();
    let kept = with_alpha(&third).await;
    let put_back = restore(&file, &third, &mut silent).await.unwrap();
    assert_eq!(put_back.accounts, AccountsPutBack::Kept);
    assert!(kept.session(&Hash([3; 32]), 2).await.unwrap().is_some());

    // One bit of them changed, and nothing is put back.
    let mut damaged = bytes;
    let at = damaged.windows(4).position(|window| window == b"Ayla").unwrap();
    damaged[at] ^= 1;
    std::fs::write(&file, damaged).unwrap();
    let fourth = LockedFolder::lock(&path.path().join("fourth"), "a test").unwrap();
    restore(&file, &fourth, &mut silent).await.unwrap_err();
    assert!(!fourth.has_record());
    assert!(fourth.accounts().await.unwrap().is_empty().await.unwrap());
}

#[tokio::test]
async fn what_was_restored_without_marks_waits_for_a_decision() {
    let path = tempfile::tempdir().unwrap();
    let folder = filled(&path.path().join("data"), 2).await;
    let opened = folder.open().await.unwrap();
    let file = path.path().join("backup");
    backup(&opened.store, None, &file, 77, &[], &mut silent).await.unwrap();

    let elsewhere = LockedFolder::lock(&path.path().join("elsewhere"), "a test").unwrap();
    restore(&file, &elsewhere, &mut silent).await.unwrap();
    let mut opened = elsewhere.open().await.unwrap();
    let StoreState::Restored { note } = &opened.state else { panic!("{:?}", opened.state) };
    assert!(note.contains("taken 77"), "{note}");
    elsewhere.accept_loss(&mut opened, "the operator").await.unwrap();
    assert_eq!(opened.state, StoreState::Ready);
    opened.store.close().await.unwrap();
    let losses = std::fs::read_to_string(path.path().join("elsewhere").join("losses")).unwrap();
    assert!(losses.ends_with("taken 77: the operator\n"), "{losses}");
    let opened = elsewhere.open().await.unwrap();
    assert_eq!(opened.state, StoreState::Ready);
    venue(opened).await.say(11, 9).await.unwrap();
}

#[tokio::test]
async fn while_a_restored_record_waits_it_shows_no_checkpoint() {
    let path = tempfile::tempdir().unwrap();
    let folder = filled(&path.path().join("data"), 2).await;
    let opened = folder.open().await.unwrap();
    let file = path.path().join("backup");
    backup(&opened.store, None, &file, 77, &[], &mut silent).await.unwrap();
    let elsewhere = LockedFolder::lock(&path.path().join("elsewhere"), "a test").unwrap();
    restore(&file, &elsewhere, &mut silent).await.unwrap();
    let venue = venue(elsewhere.open().await.unwrap()).await;
    assert_eq!(code(&venue.say(11, 9).await), Some(verbale_store::RefusalCode::ReadOnly));
    assert_eq!(venue.sequencer.published(&origin(11)), None);
    assert_eq!(venue.sequencer.store().head(&origin(11)).await.unwrap().head.size, 2);
}

#[tokio::test]
async fn what_was_restored_under_its_marks_is_ready_or_behind() {
    let path = tempfile::tempdir().unwrap();
    let data = path.path().join("data");
    let folder = filled(&data, 2).await;
    let file = path.path().join("backup");
    let opened = folder.open().await.unwrap();
    backup(&opened.store, None, &file, 77, &[], &mut silent).await.unwrap();
    opened.store.close().await.unwrap();
    assert!(matches!(
        restore(&file, &folder, &mut silent).await,
        Err(BackupError::Folder(FolderError::HasRecord { .. }))
    ));

    std::fs::remove_file(data.join("record.sqlite3")).unwrap();
    restore(&file, &folder, &mut silent).await.unwrap();
    let opened = folder.open().await.unwrap();
    assert_eq!(opened.state, StoreState::Ready, "nothing was published since");
    let running = venue(opened).await;
    running.say(11, 9).await.unwrap();
    running.stop().await;

    std::fs::remove_file(data.join("record.sqlite3")).unwrap();
    restore(&file, &folder, &mut silent).await.unwrap();
    assert!(matches!(folder.open().await.unwrap().state, StoreState::Behind(_)));
}

#[tokio::test]
async fn a_new_record_under_old_marks_is_behind() {
    let path = tempfile::tempdir().unwrap();
    let folder = filled(path.path(), 2).await;
    std::fs::remove_file(path.path().join("record.sqlite3")).unwrap();
    let StoreState::Behind(gaps) = folder.create().await.unwrap().state else { panic!() };
    assert_eq!(gaps.len(), 3);
    assert!(gaps.iter().all(|gap| gap.held == HeldInstead::NoRoom));
}

#[tokio::test]
async fn a_damaged_backup_is_not_put_back() {
    let path = tempfile::tempdir().unwrap();
    let folder = filled(&path.path().join("data"), 20).await;
    let opened = folder.open().await.unwrap();
    let file = path.path().join("backup");
    backup(&opened.store, None, &file, 77, &[], &mut silent).await.unwrap();
    let good = std::fs::read(&file).unwrap();
    let position = |needle: &[u8]| good.windows(needle.len()).position(|window| window == needle).unwrap();
    let target = LockedFolder::lock(&path.path().join("target"), "a test").unwrap();
    let note = position(b"verbale/note/v1\nverbale/0b");
    let wording = position(b"wording");
    let manifest = position(b"verbale/backup/v1");
    for (case, at) in
        [("a note", note + 70), ("an annex", wording), ("the manifest", manifest + 40), ("the heading", 20)]
    {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        std::fs::write(&file, bytes).unwrap();
        assert!(restore(&file, &target, &mut silent).await.is_err(), "{case}");
        assert!(!target.has_record(), "{case}");
    }
    std::fs::write(&file, "something else").unwrap();
    assert!(matches!(restore(&file, &target, &mut silent).await, Err(BackupError::NotABackup { .. })));
    // A record that is no backup.
    opened.store.close().await.unwrap();
    let record = path.path().join("data").join("record.sqlite3");
    assert!(matches!(restore(&record, &target, &mut silent).await, Err(BackupError::NotABackup { .. })));
    std::fs::write(&file, good).unwrap();
    restore(&file, &target, &mut silent).await.unwrap();
}

#[tokio::test]
async fn checking_a_store_finds_rows_that_do_not_fit() {
    let store = MemoryStore::new();
    store.commit(&support::founding(1, &[10, 11])).await.unwrap();
    let room = origin(11);
    support::append(&store, &room, (0..300).map(|n| support::entry(&room, n, &[]))).await;
    assert_eq!(check_store(&store, &mut silent).await.unwrap().len(), 2);

    let held = store.head(&room).await.unwrap();
    let mut wrong_tile = support::growth(&room, &held, (300..600).map(|n| support::entry(&room, n, &[])));
    wrong_tile.tile_roots[0].hash = Hash([1; 32]);
    store.commit(&verbale_store::Batch { appends: vec![wrong_tile], ..Default::default() }).await.unwrap();
    let found = check_store(&store, &mut silent).await;
    assert!(matches!(&found, Err(CopyError::Differs { what, .. }) if what.contains("tile")), "{found:?}");
    assert_ne!(held.head, empty());
}
