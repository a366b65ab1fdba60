use verbale_record::{ActorId, Hash, KeyName, ProcessId};

use super::*;

const HOUR_MS: u64 = 3_600_000;

fn key(n: u8) -> KeyName {
    format!("k{n:016x}").parse().expect("a key name")
}

fn newcomer(n: u8) -> Newcomer {
    let passkey = Passkey {
        id: vec![n],
        label: "laptop".to_owned(),
        state: "{}".to_owned(),
        made_ms: 1,
        used_ms: None,
    };
    let device = Device { key: key(n), vkey: format!("k{n}+0+A"), label: "laptop".to_owned(), made_ms: 1 };
    Newcomer { id: PersonId([n; 16]), name: format!("person {n}"), passkey, device: Some(device) }
}

fn seat(actor: &str) -> Seat {
    Seat { process: ProcessId([7; 32]), actor: ActorId::new(actor).expect("an id") }
}

fn invitation(n: u8, to: InvitedTo, made_by: Option<PersonId>) -> Invitation {
    Invitation { token: Hash([n; 32]), to, made_by, until_ms: HOUR_MS }
}

async fn with_person(n: u8, to: InvitedTo) -> Accounts {
    let accounts = Accounts::in_memory().await.expect("opened");
    accounts.invite(&invitation(n, to, None), 0).await.expect("invited");
    accounts.take_up(&Hash([n; 32]), &newcomer(n), 1).await.expect("asked").expect("taken up");
    accounts
}

#[tokio::test]
async fn an_invitation_works_once_and_for_a_while() {
    let accounts = Accounts::in_memory().await.expect("opened");
    assert!(accounts.is_empty().await.expect("asked"));
    accounts.invite(&invitation(1, InvitedTo::Seat(seat("alpha")), None), 0).await.expect("invited");
    let token = Hash([1; 32]);
    assert!(accounts.invitation(&token, HOUR_MS).await.expect("asked").is_none(), "over");
    assert!(accounts.take_up(&token, &newcomer(1), HOUR_MS).await.expect("asked").is_none(), "over");
    assert!(accounts.take_up(&Hash([2; 32]), &newcomer(1), 0).await.expect("asked").is_none(), "guessed");
    let person = accounts.take_up(&token, &newcomer(1), 5).await.expect("asked").expect("taken up");
    assert!(!person.of_venue);
    assert_eq!(accounts.seats(person.id).await.expect("seats"), [seat("alpha")]);
    assert_eq!(accounts.person_with_key(&key(1)).await.expect("asked"), Some(person.clone()));
    assert_eq!(accounts.seated(&ProcessId([7; 32])).await.expect("asked").len(), 1);
    assert!(accounts.take_up(&token, &newcomer(2), 6).await.expect("asked").is_none(), "used up");
    assert_eq!(accounts.person(PersonId([2; 16])).await.expect("asked"), None);
}

#[tokio::test]
async fn an_invitation_that_cannot_be_taken_up_stays_open_and_leaves_nothing_behind() {
    let accounts = with_person(1, InvitedTo::Venue).await;
    accounts.invite(&invitation(9, InvitedTo::Venue, None), 0).await.expect("invited");
    // The key's name is another person's.
    let thief = Newcomer { id: PersonId([9; 16]), ..newcomer(1) };
    let refused = accounts.take_up(&Hash([9; 32]), &thief, 1).await;
    assert!(matches!(refused, Err(StoreError::Exists { .. })), "{refused:?}");
    assert_eq!(accounts.person(PersonId([9; 16])).await.expect("asked"), None);
    assert!(accounts.invitation(&Hash([9; 32]), 1).await.expect("asked").is_some());
}

#[tokio::test]
async fn who_comes_back_is_the_same_person_with_a_further_passkey() {
    let accounts = with_person(1, InvitedTo::Venue).await;
    let id = PersonId([1; 16]);
    accounts.invite(&invitation(2, InvitedTo::Return(id), Some(id)), 0).await.expect("invited");
    let back = accounts.take_up(&Hash([2; 32]), &newcomer(2), 1).await.expect("asked").expect("taken up");
    assert_eq!((back.id, back.name.as_str(), back.of_venue), (id, "person 1", true));
    assert_eq!(accounts.passkeys(id).await.expect("asked").len(), 2);
    assert_eq!(accounts.devices(id).await.expect("asked").len(), 2);
}

#[tokio::test]
async fn the_last_passkey_stays() {
    let accounts = with_person(1, InvitedTo::Venue).await;
    let id = PersonId([1; 16]);
    assert!(!accounts.remove_passkey(id, &[1]).await.expect("asked"));
    accounts.add_passkey(id, &newcomer(2).passkey).await.expect("added");
    accounts.use_passkey(&[2], "{\"n\":1}", 9).await.expect("used");
    assert!(!accounts.remove_passkey(PersonId([3; 16]), &[1]).await.expect("asked"), "another's");
    assert!(accounts.remove_passkey(id, &[1]).await.expect("asked"));
    let left = accounts.passkeys(id).await.expect("asked");
    assert_eq!((left.len(), left[0].state.as_str(), left[0].used_ms), (1, "{\"n\":1}", Some(9)));
    for n in 2..=CREDENTIALS_MAX as u8 {
        accounts.add_passkey(id, &newcomer(n + 1).passkey).await.expect("added");
    }
    let beyond = accounts.add_passkey(id, &newcomer(99).passkey).await;
    assert!(matches!(beyond, Err(StoreError::Limit { .. })), "{beyond:?}");
}

#[tokio::test]
async fn a_session_ends_when_it_is_ended_or_over() {
    let accounts = with_person(1, InvitedTo::Venue).await;
    let id = PersonId([1; 16]);
    accounts.begin_session(id, &Hash([1; 32]), "browser", 10, 100).await.expect("begun");
    let (person, session) = accounts.session(&Hash([1; 32]), 99).await.expect("asked").expect("a session");
    assert_eq!((person.id, session.made_ms, session.until_ms), (id, 10, 100));
    assert!(accounts.session(&Hash([2; 32]), 99).await.expect("asked").is_none());
    assert!(accounts.session(&Hash([1; 32]), 100).await.expect("asked").is_none());
    accounts.use_session(session.number, 50, 150).await.expect("used");
    assert!(!accounts.end_session(PersonId([2; 16]), session.number).await.expect("asked"), "another's");
    assert!(accounts.session(&Hash([1; 32]), 149).await.expect("asked").is_some());
    assert!(accounts.end_session(id, session.number).await.expect("asked"));
    assert!(accounts.session(&Hash([1; 32]), 60).await.expect("asked").is_none());
    for n in 0..=SESSIONS_MAX as u8 {
        let now_ms = 1_000 + u64::from(n);
        accounts.begin_session(id, &Hash([n; 32]), "browser", now_ms, 5_000).await.expect("begun");
    }
    assert_eq!(accounts.sessions(id, 2_000).await.expect("asked").len(), SESSIONS_MAX);
    assert!(
        accounts.session(&Hash([0; 32]), 2_000).await.expect("asked").is_none(),
        "the least used is gone"
    );
}

#[tokio::test]
async fn what_follows_a_session_is_over_with_it_however_it_ends() {
    let accounts = with_person(1, InvitedTo::Venue).await;
    let id = PersonId([1; 16]);
    for n in 1..=4 {
        accounts.begin_session(id, &Hash([n; 32]), "browser", 10, 100 * u64::from(n)).await.expect("begun");
    }
    let sessions = accounts.sessions(id, 20).await.expect("asked");
    let mut followed = Vec::new();
    for session in &sessions {
        followed.push(accounts.follow_session(session.number, 20).await.expect("asked").expect("followed"));
    }
    // The newest first. Those that nothing has ended go on.
    let over = |followed: &[SessionFollowed]| -> Vec<bool> {
        followed.iter().map(|session| session.has_changed().is_err()).collect()
    };
    assert_eq!(over(&followed), [false; 4]);
    assert!(!accounts.end_session(PersonId([2; 16]), sessions[0].number).await.expect("asked"), "another's");
    assert!(accounts.end_session(id, sessions[0].number).await.expect("asked"));
    assert_eq!(over(&followed), [true, false, false, false]);
    assert!(accounts.follow_session(sessions[0].number, 20).await.expect("asked").is_none());
    // Over by time: not followed any more, and cut when it is deleted.
    assert!(accounts.follow_session(sessions[3].number, 100).await.expect("asked").is_none());
    accounts.begin_session(id, &Hash([5; 32]), "browser", 100, 900).await.expect("begun");
    assert_eq!(over(&followed), [true, false, false, true]);
    // A device is gone: what the others show is asked for anew.
    assert!(accounts.remove_device(id, &key(1)).await.expect("asked"));
    assert_eq!(over(&followed), [true; 4]);
    assert!(accounts.follow_session(sessions[1].number, 100).await.expect("asked").is_some());
    for n in 6..=5 + SESSIONS_MAX as u8 {
        accounts.begin_session(id, &Hash([n; 32]), "browser", 200, 900).await.expect("begun");
    }
    assert!(accounts.follow_session(sessions[1].number, 100).await.expect("asked").is_none(), "pushed out");
}

#[tokio::test]
async fn two_who_sign_a_draft_at_once_both_have_signed_it() {
    let accounts = with_person(1, InvitedTo::Venue).await;
    let process = ProcessId([7; 32]);
    let circulation = Circulation { id: [4; 16], process, draft: "a".to_owned(), made_by: None, made_ms: 3 };
    let signers = [key(3), key(4)];
    accounts.circulate(circulation.clone(), &signers).await.expect("put round");
    assert!(accounts.change_circulation(&[4; 16], "a", "ab").await.expect("asked"));
    let again = accounts.circulate(circulation, &signers).await.expect("put round again");
    assert_eq!(again.draft, "ab", "it circulates once, as it was signed since");
    assert!(!accounts.change_circulation(&[4; 16], "a", "ac").await.expect("asked"));
    assert_eq!(accounts.circulations(&process).await.expect("asked")[0].draft, "ab");
    assert_eq!(accounts.circulations(&ProcessId([8; 32])).await.expect("asked"), []);
    for (key, found) in [(key(3), vec![(ProcessId([7; 32]), [4; 16])]), (key(5), Vec::new())] {
        assert_eq!(accounts.circulations_with(&key).await.expect("asked"), found, "{key}");
    }
    let long = "x".repeat(CIRCULATION_BYTES_MAX + 1);
    let refused = accounts.change_circulation(&[4; 16], "ab", &long).await;
    assert!(matches!(refused, Err(StoreError::Limit { .. })), "{refused:?}");
    assert!(accounts.end_circulation(&[4; 16]).await.expect("asked"));
    assert_eq!(accounts.circulation(&[4; 16]).await.expect("asked"), None);
    assert_eq!(accounts.circulations_with(&key(3)).await.expect("asked"), []);
}

fn webhook(n: u8) -> Webhook {
    Webhook {
        id: WebhookId([n; 16]),
        person: PersonId([1; 16]),
        process: ProcessId([7; 32]),
        url: "https://hooks.example/secret".to_owned(),
        secret: [n; 32],
        made_ms: u64::from(n),
        position: "1-2".to_owned(),
        failures: 0,
        since_ms: None,
        fault: None,
        next_ms: 10,
        taken_ms: None,
        given_up: false,
    }
}

#[tokio::test]
async fn a_webhook_is_due_from_its_time_on_until_it_is_given_up_or_removed() {
    let accounts = with_person(1, InvitedTo::Venue).await;
    let (id, other) = (PersonId([1; 16]), PersonId([2; 16]));
    let added = webhook(1);
    accounts.add_webhook(&added).await.expect("added");
    assert_eq!(accounts.webhooks(id).await.expect("asked"), std::slice::from_ref(&added));
    assert_eq!(accounts.webhooks(other).await.expect("asked"), []);
    let due = async |now_ms| accounts.webhooks_due(now_ms).await.expect("asked").len();
    assert_eq!((due(9).await, due(10).await), (0, 1));
    let mut failed =
        FailedTry { failures: 3, since_ms: 5, fault: "time".to_owned(), next_ms: 50, given_up: false };
    accounts.webhook_failed(added.id, &failed).await.expect("noted");
    assert_eq!((due(49).await, due(50).await), (0, 1));
    let shown = &accounts.webhooks(id).await.expect("asked")[0];
    assert_eq!((shown.failures, shown.since_ms, shown.fault.as_deref()), (3, Some(5), Some("time")));
    failed.given_up = true;
    accounts.webhook_failed(added.id, &failed).await.expect("noted");
    assert_eq!(due(u64::MAX).await, 0);
    assert!(!accounts.resume_webhook(other, added.id, 60).await.expect("asked"), "another's");
    assert!(accounts.resume_webhook(id, added.id, 60).await.expect("asked"));
    assert_eq!((due(59).await, due(60).await), (0, 1));
    assert!(accounts.advance_webhook(added.id, "1-3", Some(61)).await.expect("asked"));
    assert!(accounts.advance_webhook(added.id, "2-3", None).await.expect("asked"));
    let shown = &accounts.webhooks(id).await.expect("asked")[0];
    assert_eq!((shown.position.as_str(), shown.taken_ms, shown.fault.as_ref()), ("2-3", Some(61), None));
    assert!(!accounts.remove_webhook(other, added.id).await.expect("asked"), "another's");
    assert!(accounts.remove_webhook(id, added.id).await.expect("asked"));
    assert!(!accounts.advance_webhook(added.id, "9-9", Some(9)).await.expect("asked"), "it is gone");
    for n in 1..=WEBHOOKS_MAX as u8 {
        accounts.add_webhook(&webhook(n)).await.expect("added");
    }
    let beyond = accounts.add_webhook(&webhook(99)).await;
    assert!(matches!(beyond, Err(StoreError::Limit { .. })), "{beyond:?}");
    assert!(!format!("{added:?}").contains("secret"), "neither address nor secret comes into a log");
}

#[tokio::test]
async fn mail_is_due_to_a_confirmed_address_whose_owner_wants_it() {
    let accounts = with_person(1, InvitedTo::Venue).await;
    let (id, process) = (PersonId([1; 16]), ProcessId([7; 32]));
    let given = AddressGiven {
        address: "a@venue.example",
        language: "uk",
        code: Hash([3; 32]),
        code_until_ms: 100,
        next_ms: 50,
    };
    let due = async |now_ms| accounts.mail_due(now_ms).await.expect("asked").len();
    assert_eq!(accounts.mail(id).await.expect("asked"), None);
    assert!(accounts.give_address(id, &given, 0).await.expect("asked"));
    assert!(!accounts.give_address(id, &given, 49).await.expect("asked"), "too soon");
    assert!(!accounts.confirm_address(id, &Hash([4; 32]), 99).await.expect("asked"), "another code");
    assert!(!accounts.confirm_address(PersonId([2; 16]), &given.code, 99).await.expect("asked"));
    assert!(!accounts.confirm_address(id, &given.code, 100).await.expect("asked"), "over");
    assert_eq!(due(60).await, 0);
    assert!(accounts.confirm_address(id, &given.code, 99).await.expect("asked"));
    assert!(!accounts.confirm_address(id, &given.code, 99).await.expect("asked"), "used up");
    assert_eq!((due(49).await, due(50).await), (0, 1));
    accounts.mail_failed(id, 70).await.expect("noted");
    assert_eq!((due(69).await, due(70).await), (0, 1));
    accounts.mailed(id, &[(process, "3-4".to_owned())], 70, 90).await.expect("noted");
    assert_eq!((due(89).await, due(90).await), (0, 1));
    let mail = accounts.mail(id).await.expect("asked").expect("an address");
    assert_eq!((mail.failed, mail.sent_ms, mail.language.as_str()), (false, Some(70), "uk"));
    accounts.visit(id, &process, "3-5", 80).await.expect("visited");
    let known = accounts.known(id, &process).await.expect("asked");
    let expected = Known { seen: Some("3-5".to_owned()), seen_ms: Some(80), mailed: Some("3-4".to_owned()) };
    assert_eq!(known, expected);
    assert!(accounts.want_mail(id, false).await.expect("asked"));
    assert_eq!(due(90).await, 0);
    assert!(accounts.remove_address(id).await.expect("asked"));
    assert!(!accounts.remove_address(id).await.expect("asked"));
    assert_eq!(accounts.mail(id).await.expect("asked").expect("a row").address, None);
    assert!(!accounts.give_address(id, &given, 89).await.expect("asked"), "removing it shortens nothing");
}

#[tokio::test]
async fn what_is_written_is_there_when_the_file_is_opened_again_and_another_file_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("accounts.sqlite3");
    let accounts = Accounts::open(&path).await.expect("made");
    accounts.invite(&invitation(1, InvitedTo::Venue, None), 0).await.expect("invited");
    accounts.take_up(&Hash([1; 32]), &newcomer(1), 1).await.expect("asked").expect("taken up");
    let (id, process) = (PersonId([1; 16]), ProcessId([7; 32]));
    assert_eq!(accounts.visit(id, &process, "3-4", 5).await.expect("visited"), None);
    accounts.close().await.expect("closed");
    assert!(matches!(accounts.is_empty().await, Err(StoreError::Closed)));
    let again = Accounts::open(&path).await.expect("opened");
    // What is new stays new while they are there, and is known when they come back.
    let visit = async |newest, now_ms| again.visit(id, &process, newest, now_ms).await.expect("visited");
    assert_eq!(visit("3-5", 6).await.as_deref(), Some("3-4"));
    assert_eq!(visit("3-6", 7).await.as_deref(), Some("3-4"));
    assert_eq!(visit("3-7", 8 + VISIT_GAP_MS).await.as_deref(), Some("3-6"));
    assert_eq!(visit("3-7", 9 + VISIT_GAP_MS).await.as_deref(), Some("3-6"));
    again.close().await.expect("closed");
    let other = folder.path().join("record.sqlite3");
    SqliteStore::create(&other).await.expect("made");
    assert!(matches!(Accounts::open(&other).await, Err(StoreError::NotAStore { .. })));
}

#[tokio::test]
async fn drafts_that_circulated_under_the_second_schema_still_ask_the_devices_that_they_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("accounts");
    let old = SqliteConnectOptions::new().filename(&path).create_if_missing(true);
    let mut old = SqliteConnection::connect_with(&old).await.expect("made");
    for step in &MIGRATIONS[..2] {
        sqlx::raw_sql(*step).execute(&mut old).await.expect("laid out");
    }
    let rows = format!(
        "PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 2;
         INSERT INTO person (id, name, of_venue, made_ms) VALUES (zeroblob(16), 'Ayla', 0, 1);
         INSERT INTO device VALUES ('{0}', zeroblob(16), 'v', 'l', 1), ('{1}', zeroblob(16), 'w', 'l', 1);
         INSERT INTO circulation VALUES (zeroblob(16), zeroblob(32), 'by {0}', NULL, 1);",
        key(3),
        key(4),
    );
    sqlx::raw_sql(AssertSqlSafe(rows)).execute(&mut old).await.expect("filled");
    old.close().await.expect("closed");
    let accounts = Accounts::open(&path).await.expect("brought up");
    let named = accounts.circulations_with(&key(3)).await.expect("asked");
    assert_eq!(named, [(ProcessId([0; 32]), [0; 16])]);
    assert_eq!(accounts.circulations_with(&key(4)).await.expect("asked"), []);
}
