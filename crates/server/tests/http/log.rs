//! Each public room's log is served exactly as tlog-tiles has it.

use axum::http::StatusCode;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use verbale_record::{
    Leaf, Origin,
    checkpoint::SignedCheckpoint,
    commitment::{Kind, Opening},
    proof::TlogProof,
    tile::{TileKind, TilePath, encode_entries, entry_bundles, hash_tiles, tile_bytes},
    tree::MemoryHashes,
};
use verbale_server::{app, openings::NOTES_PAGE_MAX};
use verbale_store::Store;

use crate::{ask::get, fixture::Fixture};

/// The leaves of a room, from the rows.
async fn leaves(store: &dyn Store, room: &Origin) -> Vec<Leaf> {
    let size = store.head(room).await.expect("a head").head.size;
    store.leaves(room, 0..size).await.expect("leaves")
}

/// The tree over leaves.
fn tree(leaves: &[Leaf]) -> MemoryHashes {
    let mut tree = MemoryHashes::new();
    tree.extend(leaves.iter().map(Leaf::hash));
    tree
}

/// A venue whose public room has more entries than one tile.
async fn grown() -> Fixture {
    let fixture = Fixture::with_acts(3).await;
    for number in 0..300 {
        let act = fixture.editor.statement();
        fixture.submit(fixture.editor.submission(&act, &format!("statement {number}"), Vec::new())).await;
    }
    fixture
}

#[tokio::test]
async fn the_checkpoint_states_the_root_over_the_leaves_signed_by_the_log_key() {
    let fixture = Fixture::with_acts(12).await;
    let app = app(fixture.state.clone());
    let view = fixture.state.view(&verbale_server::asker::Asker::OUTSIDER, "istanbul").await.expect("a view");
    for room in &view.rooms {
        let answer = get(&app, &format!("/istanbul/{}/checkpoint", room.entry.name)).await;
        assert_eq!(
            (answer.header("content-type"), answer.header("cache-control")),
            ("text/plain; charset=utf-8", "public, max-age=1")
        );
        let signed = SignedCheckpoint::parse(&answer.body).expect("a checkpoint");
        signed.verify(&view.log_key(room).expect("a log key")).expect("signed by the log key");
        let leaves = leaves(&*fixture.store, &room.entry.origin).await;
        assert_eq!(
            (signed.checkpoint().size, signed.checkpoint().root),
            (leaves.len() as u64, tree(&leaves).root())
        );
    }
}

#[tokio::test]
async fn every_tile_and_bundle_is_byte_for_byte_that_of_the_tree() {
    let fixture = grown().await;
    let app = app(fixture.state.clone());
    let leaves = leaves(&*fixture.store, &fixture.editor.room).await;
    let (tree, size) = (tree(&leaves), leaves.len() as u64);
    let mut paths: Vec<TilePath> =
        (1..=size).flat_map(|size| hash_tiles(0, size).chain(entry_bundles(0, size))).collect();
    paths.sort();
    paths.dedup();
    assert!(paths.len() > 600);
    for path in paths {
        let expected = match path.kind() {
            TileKind::Hashes(_) => tile_bytes(&path, &tree).expect("a tile"),
            TileKind::Entries => {
                let first = path.index() as usize * 256;
                let bytes: Vec<_> =
                    leaves[first..first + usize::from(path.width())].iter().map(Leaf::to_bytes).collect();
                encode_entries(bytes.iter().map(|leaf| &leaf[..])).expect("a bundle")
            }
        };
        let answer = get(&app, &format!("/istanbul/public/{path}")).await;
        assert_eq!((answer.status, &answer.body[..]), (StatusCode::OK, &expected[..]), "{path}");
        assert_eq!(answer.header("content-type"), "application/octet-stream");
        let caching =
            if path.is_partial() { "public, max-age=3600" } else { "public, max-age=31536000, immutable" };
        assert_eq!(answer.header("cache-control"), caching, "{path}");
    }
}

#[tokio::test]
async fn a_tile_beyond_the_checkpoint_or_in_another_spelling_is_not_there() {
    let fixture = Fixture::with_acts(12).await;
    let app = app(fixture.state.clone());
    for path in [
        "0/000",
        "0/000.p/13",
        "0/001.p/1",
        "1/000.p/1",
        "7/000.p/1",
        "8/000.p/1",
        "entries/000",
        "entries/000.p/13",
        "entries/001.p/1",
        "0/0",
        "00/000.p/12",
        "0/000.p/012",
        "0/000.p/0",
        "0/000.p/256",
        "0/x000/000.p/12",
        "0/000.p/12/",
        "-1/000",
        "entries",
        "",
        "data/000",
        "0/%30%30%30%2Fp",
        "0/000.p/12%00",
    ] {
        let answer = get(&app, &format!("/istanbul/public/tile/{path}")).await;
        assert_eq!(
            (answer.status, answer.problem()),
            (StatusCode::NOT_FOUND, "not_found".to_owned()),
            "{path}"
        );
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn openings_open_the_leaves_page_by_page() {
    let fixture = grown().await;
    let app = app(fixture.state.clone());
    let leaves = leaves(&*fixture.store, &fixture.editor.room).await;
    let mut opened = 0;
    while opened < leaves.len() {
        let page = get(&app, &format!("/istanbul/public/notes?from={opened}&to={}", leaves.len())).await;
        assert_eq!(page.header("cache-control"), "no-store", "what is opened can be erased");
        let page = page.json();
        assert_eq!(page["from"], opened);
        let entries = page["entries"].as_array().expect("entries");
        assert!((1..=NOTES_PAGE_MAX as usize).contains(&entries.len()));
        for entry in entries {
            assert_eq!(entry["index"], opened);
            let open = |object: &serde_json::Value, content: Vec<u8>| {
                let salt = STANDARD.decode(object["salt"].as_str().expect("a salt")).expect("base64");
                Opening { salt: salt.try_into().expect("32 bytes"), content }
            };
            let note = open(entry, entry["note"].as_str().expect("a note").as_bytes().to_vec());
            let leaf = &leaves[opened];
            assert_eq!(
                (entry["time_ms"].as_u64(), note.commit(Kind::Note, &fixture.editor.room)),
                (Some(leaf.time_ms), leaf.commitment)
            );
            for annex in entry["annexes"].as_array().expect("annexes") {
                let content = STANDARD.decode(annex["content"].as_str().expect("a content")).expect("base64");
                let commitment = open(annex, content).commit(Kind::Annex, &fixture.editor.room);
                assert_eq!(
                    (annex["commitment"].as_str(), annex["role"].as_str()),
                    (Some(&*commitment.to_hex()), Some("wording"))
                );
            }
            opened += 1;
        }
    }
    assert_eq!(
        get(&app, "/istanbul/public/notes?from=100000").await.json()["entries"],
        serde_json::json!([])
    );
    assert_eq!(get(&app, "/istanbul/public/notes?from=2&to=1").await.problem(), "invalid_value");
}

#[tokio::test]
async fn a_proof_shows_a_note_to_be_in_the_log_with_the_logs_key_alone() {
    let fixture = grown().await;
    let app = app(fixture.state.clone());
    let view = fixture.state.view(&verbale_server::asker::Asker::OUTSIDER, "istanbul").await.expect("a view");
    let room = view.room("public").expect("the public room");
    let key = view.log_key(room).expect("a log key");
    for leaf in leaves(&*fixture.store, &room.entry.origin).await {
        let answer = get(&app, &format!("/istanbul/public/proof/{}", leaf.commitment)).await;
        assert_eq!(
            answer.header("content-disposition"),
            format!("attachment; filename=\"{}.tlog-proof\"", &leaf.commitment.to_hex()[..16])
        );
        let proof = TlogProof::parse(&answer.body).expect("a proof");
        proof.verify(leaf.hash(), &key).expect("it holds");
    }
    let elsewhere =
        get(&app, &format!("/istanbul/registry/proof/{}", fixture.labels.values().next().expect("a note")))
            .await;
    assert_eq!(elsewhere.problem(), "not_found");
}

#[tokio::test]
async fn an_annex_is_downloaded_with_its_salt_and_after_its_erasure_is_gone() {
    let fixture = Fixture::with_acts(12).await;
    let app = app(fixture.state.clone());
    let address = format!("/istanbul/public/annex/{}", fixture.annex);
    let answer = get(&app, &address).await;
    let salt = STANDARD.decode(answer.header("verbale-salt")).expect("base64").try_into().expect("32 bytes");
    let opening = Opening { salt, content: answer.body.to_vec() };
    assert_eq!(opening.commit(Kind::Annex, &fixture.editor.room), fixture.annex);
    assert_eq!(
        (answer.header("content-disposition"), answer.header("cache-control")),
        ("attachment", "no-store")
    );

    let standing = "/api/v1/processes/istanbul/items/round-2022-1?as_of=2025-11-12";
    let before = get(&app, standing).await.json();
    let (label, first) =
        fixture.labels.iter().find(|(label, _)| *label == "round-2022-1").expect("the first note");
    let act = format!(
        r#"{{"act":"erased","signers":["{}"],"annex":"{}"}}"#,
        fixture.editor.key.name(),
        fixture.annex
    );
    fixture.submit(fixture.editor.submission(&act, "erasure", Vec::new())).await;

    let erased = get(&app, &address).await;
    assert_eq!((erased.status, erased.problem()), (StatusCode::GONE, "erased".to_owned()));
    let page = get(&app, "/istanbul/public/notes?from=0&to=1").await.json();
    assert_eq!(
        page["entries"][0]["annexes"][0],
        serde_json::json!({"commitment": fixture.annex.to_hex(), "role": "wording", "erased": true})
    );
    assert_eq!(get(&app, &format!("/api/v1/processes/istanbul/items/{label}")).await.problem(), "not_found");
    let after = get(&app, &format!("/api/v1/processes/istanbul/items/{first}?as_of=2025-11-12")).await.json();
    assert_eq!(after["title"], serde_json::Value::Null);
    assert_eq!((&after["outcome"], &after["opened"]), (&before["outcome"], &before["opened"]));
}
