//! Drafts that several sign: who learns of a process by being asked.

use axum::http::{Method, StatusCode};
use serde_json::json;
use verbale_record::{Head, KeyName, NoteDraft, SigningKey, tree::EMPTY_ROOT};
use verbale_server::{
    app,
    draft::{Draft, DraftRoom},
};

use crate::{
    ask::{get_with, request, send},
    fixture::{Author, Fixture, ORIGIN, PRIVATE, member_key},
    signing_in::{answer_challenge, sign_in},
};

/// The draft of a note of alpha's in the registry, to be signed by alpha and others, with a word in
/// it, signed by alpha.
async fn drafted(fixture: &Fixture, others: &[&SigningKey], word: &str) -> String {
    let author = Author::of_talks("alpha", "registry");
    let mut signers: Vec<KeyName> =
        others.iter().chain([&&author.key]).map(|key| key.name().parse().expect("a key name")).collect();
    signers.sort();
    let signers: Vec<&str> = signers.iter().map(KeyName::as_str).collect();
    let act = json!({ "act": "communique", "signers": signers, "annexes": [], "about": word });
    let head = Head { size: 0, root: EMPTY_ROOT };
    let note =
        NoteDraft { origin: author.room, author: author.actor, nonce: [1; 16], head, act: act.to_string() };
    let process = fixture.store.processes().await.expect("processes");
    let process = process.iter().find(|process| process.name == PRIVATE).expect("the process").id;
    let room = DraftRoom { process, name: "registry", log_key: author.key.verifier(), checkpoint: b"" };
    let mut draft = Draft::new(&room, note.text(), [2; 32], &[]);
    draft.sign(&author.key);
    draft.to_json()
}

#[tokio::test]
async fn a_draft_shows_its_process_to_who_is_to_sign_it_and_to_nobody_whom_it_only_names() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    let answer = answer_challenge(&app, &fixture.editor.key, ORIGIN).await;
    let editor = format!("Bearer {}", answer.json()["token"].as_str().expect("a token"));
    let alpha = format!("Bearer {}", sign_in(&app, "alpha").await);
    let beta = member_key("beta");
    let seen = || async {
        let address = format!("/api/v1/processes/{PRIVATE}/circulations");
        get_with(&app, &address, &[("authorization", &editor)]).await.status
    };
    let asked = [
        (drafted(&fixture, &[&beta], fixture.editor.key.name()).await, StatusCode::NOT_FOUND),
        (drafted(&fixture, &[&beta, &fixture.editor.key], "nothing").await, StatusCode::OK),
    ];
    for (draft, expected) in asked {
        let address = format!("/api/v1/processes/{PRIVATE}/circulations");
        let headers = [("authorization", alpha.as_str()), ("content-type", "application/json")];
        let (mut parts, _) = request(Method::POST, &address, &headers).into_parts();
        parts.headers.remove("content-length");
        let body = json!({ "draft": draft }).to_string();
        let put = send(&app, axum::http::Request::from_parts(parts, body.into())).await;
        assert_eq!(put.status, StatusCode::OK, "{}", put.text());
        assert_eq!(seen().await, expected);
    }
}
