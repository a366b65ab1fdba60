//! A note that is submitted is on the record, provably, or refused, provably.

use axum::{Router, http::StatusCode};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use verbale_record::{
    Hash, Head, Leaf, SigningKey, checkpoint::SignedCheckpoint, commitment::Kind, tree::verify_inclusion,
};
use verbale_server::app;
use verbale_store::{Refusal, RefusalCode, StoreState, Submission};

use crate::{
    ask::{Answer, get, post},
    fixture::{self, Author, Fixture},
};

const ADDRESS: &str = "/api/v1/processes/istanbul/rooms/public/notes";

/// A submission as JSON.
fn body(submission: &Submission) -> Value {
    let annexes = submission.annexes.iter().map(|annex| {
        json!({
            "commitment": annex.commit(Kind::Annex, &submission.room).to_hex(),
            "salt": STANDARD.encode(annex.salt),
            "content": STANDARD.encode(&annex.content),
        })
    });
    json!({
        "note": String::from_utf8(submission.note.clone()).expect("a note is text"),
        "salt": STANDARD.encode(submission.salt),
        "annexes": annexes.collect::<Vec<_>>(),
    })
}

async fn submit(app: &Router, submission: &Submission) -> Answer {
    post(app, ADDRESS, body(submission).to_string()).await
}

#[tokio::test]
async fn a_receipt_proves_that_the_note_is_in_the_log() {
    let fixture = Fixture::with_acts(12).await;
    let app = app(fixture.state.clone());
    let view = fixture.state.view(&verbale_server::asker::Asker::OUTSIDER, "istanbul").await.expect("a view");
    let key = view.log_key(view.room("public").expect("the room")).expect("a log key");
    for number in 0..20 {
        let submission =
            fixture.editor.submission(&fixture.editor.statement(), &format!("proved {number}"), Vec::new());
        let receipt = submit(&app, &submission).await;
        assert_eq!(receipt.status, StatusCode::OK, "{receipt:?}");
        let receipt = receipt.json();
        let decode = |field: &str| STANDARD.decode(receipt[field].as_str().expect("text")).expect("base64");
        let leaf = Leaf::from_bytes(&decode("leaf")).expect("a leaf");
        let opening = verbale_record::Opening { salt: submission.salt, content: submission.note.clone() };
        assert_eq!(leaf.commitment, opening.commit(Kind::Note, &submission.room));
        assert_eq!(
            (receipt["commitment"].as_str(), receipt["time_ms"].as_u64()),
            (Some(&*leaf.commitment.to_hex()), Some(leaf.time_ms))
        );
        let checkpoint = SignedCheckpoint::parse(receipt["checkpoint"].as_str().expect("text").as_bytes())
            .expect("a checkpoint");
        checkpoint.verify(&key).expect("signed by the log key");
        let proof: Vec<Hash> = receipt["proof"]
            .as_array()
            .expect("hashes")
            .iter()
            .map(|hash| Hash::from_base64(hash.as_str().expect("text")).expect("a hash"))
            .collect();
        let Head { size, root } = checkpoint.checkpoint().head();
        verify_inclusion(12 + number, size, leaf.hash(), &proof, root).expect("it is in the tree");
        assert_eq!(receipt["index"], 12 + number);
    }
}

#[tokio::test]
async fn what_was_acknowledged_is_shown_to_the_next_reader() {
    let fixture = Fixture::with_acts(12).await;
    let app = app(fixture.state.clone());
    let submission = fixture.editor.submission(&fixture.editor.statement(), "shown", Vec::new());
    let commitment =
        submit(&app, &submission).await.json()["commitment"].as_str().expect("a commitment").to_owned();
    assert_eq!(get(&app, "/api/v1/processes").await.json()[0]["size"], 14);
    let note = get(&app, &format!("/api/v1/processes/istanbul/notes/{commitment}")).await.json();
    assert_eq!(note["opening"]["note"].as_str().map(str::as_bytes), Some(&submission.note[..]));
    assert_eq!(get(&app, note["proof"].as_str().expect("an address")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn who_holds_a_view_keeps_it_while_the_record_grows() {
    let fixture = Fixture::with_acts(12).await;
    let held = fixture.state.view(&verbale_server::asker::Asker::OUTSIDER, "istanbul").await.expect("a view");
    for number in 1..=3 {
        let act = fixture.editor.statement();
        fixture.submit(fixture.editor.submission(&act, &format!("growth {number}"), Vec::new())).await;
        let newer =
            fixture.state.view(&verbale_server::asker::Asker::OUTSIDER, "istanbul").await.expect("a view");
        assert_eq!((held.size(), newer.size()), (13, 13 + number));
    }
}

#[tokio::test]
async fn the_same_submission_again_gets_the_same_receipt() {
    let fixture = Fixture::with_acts(12).await;
    let app = app(fixture.state.clone());
    let submission = fixture.editor.submission(&fixture.editor.statement(), "again", Vec::new());
    let first = submit(&app, &submission).await.json();
    fixture.submit(fixture.editor.submission(&fixture.editor.statement(), "between", Vec::new())).await;
    assert_eq!(submit(&app, &submission).await.json(), first);
}

#[tokio::test]
async fn a_refusal_has_a_code_and_is_signed_by_the_log_key() {
    let fixture = Fixture::with_acts(12).await;
    let app = app(fixture.state.clone());
    let view = fixture.state.view(&verbale_server::asker::Asker::OUTSIDER, "istanbul").await.expect("a view");
    let key = view.log_key(view.room("public").expect("the room")).expect("a log key");
    let (editor, act) = (&fixture.editor, fixture.editor.statement());
    let known = editor.submission(&act, "known", Vec::new());
    assert_eq!(submit(&app, &known).await.status, StatusCode::OK);

    let stranger =
        Author { key: SigningKey::from_seed("k0101010101010101", [9; 32]).expect("a key"), ..editor.clone() };
    let foreign = Head { size: 5, root: Hash::of(b"another log") };
    let salted = Submission { salt: [1; 32], ..known };
    let mut tampered = editor.submission(&act, "tampered", Vec::new());
    tampered.note = String::from_utf8(tampered.note).expect("text").replace("quote", "quota").into_bytes();
    let large = format!(
        r#"{{"act":"statement","signers":["{}"],"form":"{}"}}"#,
        editor.key.name(),
        "x".repeat(70_000)
    );
    let too_large = Submission { note: large.into_bytes(), ..editor.submission(&act, "large", Vec::new()) };
    let no_note = Submission { note: b"no note".to_vec(), ..editor.submission(&act, "none", Vec::new()) };
    let cases = [
        (
            stranger.submission(&stranger.statement(), "stranger", Vec::new()),
            RefusalCode::UnknownKey,
            StatusCode::FORBIDDEN,
        ),
        (editor.citing(foreign, &act, "foreign", Vec::new()), RefusalCode::ForeignHead, StatusCode::CONFLICT),
        (salted, RefusalCode::AlreadyRecorded, StatusCode::CONFLICT),
        (tampered, RefusalCode::Form, StatusCode::UNPROCESSABLE_ENTITY),
        (too_large, RefusalCode::Size, StatusCode::PAYLOAD_TOO_LARGE),
        (no_note, RefusalCode::Form, StatusCode::UNPROCESSABLE_ENTITY),
    ];
    for (submission, code, status) in cases {
        let answer = submit(&app, &submission).await;
        assert_eq!((answer.status, answer.problem()), (status, "refused".to_owned()), "{code}: {answer:?}");
        let problem = answer.json();
        assert_eq!(problem["code"], code.as_str());
        let signed = Refusal::verify(problem["refusal"].as_str().expect("text").as_bytes(), &key)
            .expect("a signed refusal");
        assert_eq!((signed.code, signed.note), (code, Hash::of(&submission.note)));
    }
    assert_eq!(
        get(&app, "/api/v1/processes").await.json()[0]["size"],
        14,
        "nothing refused is on the record"
    );
}

#[tokio::test]
async fn an_annex_that_is_not_what_it_is_said_to_be_is_a_problem() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    let annex = verbale_record::Opening { salt: [3; 32], content: b"words".to_vec() };
    let mut body = body(&fixture.editor.submission(&fixture.editor.statement(), "annex", vec![annex]));
    assert_eq!(
        post(&app, ADDRESS, body.to_string()).await.json()["code"],
        "form",
        "the act does not list it"
    );
    body["annexes"][0]["commitment"] = "0".repeat(64).into();
    let answer = post(&app, ADDRESS, body.to_string()).await;
    assert_eq!(
        (answer.problem(), answer.status),
        ("invalid_value".to_owned(), StatusCode::UNPROCESSABLE_ENTITY)
    );
    assert!(answer.json()["detail"].as_str().expect("text").contains("annexes[0].commitment"));
}

#[tokio::test]
async fn a_record_that_lacks_what_it_published_is_read_but_not_written_and_shows_no_checkpoint() {
    let held = Fixture::with_acts(12).await;
    let published = Head { size: 99, root: Hash::of(b"lost") };
    let gap = verbale_store::Gap {
        origin: held.editor.room.clone(),
        published,
        held: verbale_store::HeldInstead::Smaller(Head { size: 12, root: Hash::of(b"held") }),
    };
    let sequencer = fixture::start(held.store.clone(), StoreState::Behind(vec![gap])).await;
    let app = app(fixture::open(sequencer).await);
    let submission = held.editor.submission(&held.editor.statement(), "late", Vec::new());
    let refused = submit(&app, &submission).await;
    assert_eq!(
        (refused.status, refused.problem(), refused.json()["code"].clone()),
        (StatusCode::SERVICE_UNAVAILABLE, "read_only".to_owned(), "read_only".into())
    );
    let checkpoint = get(&app, "/istanbul/public/checkpoint").await;
    assert_eq!(
        (checkpoint.status, checkpoint.problem()),
        (StatusCode::SERVICE_UNAVAILABLE, "read_only".to_owned())
    );
    assert_eq!(get(&app, "/istanbul").await.status, StatusCode::OK);
    assert_eq!(get(&app, "/api/v1/processes/istanbul/standing").await.status, StatusCode::OK);
}
