//! A charter that is amended while the venue is served: what it adds is there at once, for those
//! whom it is for.

use axum::http::StatusCode;
use verbale_process::{
    Charter,
    act::{Act, Kind},
    charter::{RoomEntry, RoomKind},
    wire,
};
use verbale_record::{Commitment, Head, KeyName, Note, NoteDraft, Origin, tree::EMPTY_ROOT};
use verbale_server::app;
use verbale_store::Submission;

use crate::{
    ask::{get, get_with},
    fixture::{Author, Fixture, PRIVATE, PUBLIC, member_key},
    signing_in::sign_in,
};

/// The origin of the room that is added.
fn maps() -> Origin {
    Origin::from_bytes([77; 16])
}

/// Adds a further public room, and a title.
pub fn add_maps(charter: &mut Charter) {
    charter.titles.insert("en".to_owned(), "The amended process".to_owned());
    charter.rooms.push(RoomEntry {
        name: "maps".to_owned(),
        kind: RoomKind::Public,
        origin: maps(),
        members: Vec::new(),
    });
}

/// The editor, in the room that is added.
pub fn maps_of(fixture: &Fixture) -> Author {
    Author { room: maps(), ..fixture.editor.clone() }
}

/// Amends the charter with which a process began, by consent of all.
pub async fn amend(
    fixture: &Fixture,
    process: &str,
    principals: &[&str],
    change: impl FnOnce(&mut Charter),
) -> Commitment {
    let found = fixture.store.processes().await.expect("processes").into_iter();
    let registry = found.clone().find(|found| found.name == process).expect("the process").registry;
    let first = fixture.store.entries(&registry, 0..1).await.expect("entries").remove(0);
    let note = Note::parse(&first.opening.content).expect("a note");
    let Kind::Charter(mut charter) = wire::read(&note.act).kind else { panic!("no charter") };
    change(&mut charter);
    let keys: Vec<_> = principals.iter().map(|id| member_key(id)).collect();
    let mut signers: Vec<KeyName> =
        keys.iter().map(|key| KeyName::new(key.name()).expect("a key name")).collect();
    signers.sort();
    let act = Act {
        signers,
        annexes: Vec::new(),
        series: None,
        reported: None,
        kind: Kind::Amendment { of: first.leaf.commitment, charter },
    };
    let draft = NoteDraft {
        origin: registry.clone(),
        author: principals[0].parse().expect("an id"),
        nonce: [5; 16],
        head: Head { size: 0, root: EMPTY_ROOT },
        act: wire::write(&act),
    };
    let note = draft.sign(&keys.iter().collect::<Vec<_>>()).expect("a note");
    let submission = Submission { room: registry, note, salt: [6; 32], annexes: Vec::new() };
    fixture.submit(submission).await.leaf.commitment
}

#[tokio::test]
async fn a_room_that_an_amendment_opens_is_served_without_a_restart() {
    let fixture = Fixture::with_acts(3).await;
    let app = app(fixture.state.clone());
    let process = format!("/api/v1/processes/{PUBLIC}");
    let checkpoint = format!("/{PUBLIC}/maps/checkpoint");
    assert_eq!(get(&app, &checkpoint).await.status, StatusCode::NOT_FOUND);
    assert_eq!(get(&app, &process).await.json()["rooms"].as_array().map(Vec::len), Some(2));

    amend(&fixture, PUBLIC, &["chronicler"], add_maps).await;
    // Its log begins empty, with a signed checkpoint.
    let empty = get(&app, &checkpoint).await;
    assert!(empty.text().starts_with(&format!("{}\n0\n", maps())), "{}", empty.text());
    let maps = maps_of(&fixture);
    fixture.submit(maps.submission(&maps.statement(), "a map", Vec::new())).await;
    let shown = get(&app, &process).await.json();
    assert_eq!(shown["titles"]["en"], "The amended process");
    assert_eq!(shown["rooms"][2]["name"], "maps");
    assert_eq!(shown["rooms"][2]["size"], 1);
    let notes = get(&app, &format!("{process}/notes")).await;
    assert!(notes.text().contains("\"room\":\"maps\""), "{}", notes.text());
}

#[tokio::test]
async fn a_group_that_an_amendment_adds_is_its_members_alone() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    let checkpoint = format!("/{PRIVATE}/maps/checkpoint");
    let seen_by = async |actor: &str| {
        let token = sign_in(&app, actor).await;
        get_with(&app, &checkpoint, &[("authorization", &format!("Bearer {token}"))]).await.status
    };
    assert_eq!(seen_by("alpha").await, StatusCode::NOT_FOUND);
    amend(&fixture, PRIVATE, &["alpha", "beta", "team", "watcher"], |charter| {
        charter.rooms.push(RoomEntry {
            name: "maps".to_owned(),
            kind: RoomKind::Group,
            origin: maps(),
            members: ["alpha", "beta"].map(|id| id.parse().expect("an id")).to_vec(),
        });
    })
    .await;
    for (actor, status) in
        [("alpha", StatusCode::OK), ("beta", StatusCode::OK), ("watcher", StatusCode::NOT_FOUND)]
    {
        assert_eq!(seen_by(actor).await, status, "{actor}");
    }
    assert_eq!(get(&app, &checkpoint).await.status, StatusCode::NOT_FOUND);
}
