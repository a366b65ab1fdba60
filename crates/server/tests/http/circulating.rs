//! Drafts that several sign: who learns of a process by being asked.

use axum::http::{Method, StatusCode};
use serde_json::json;
use verbale_record::Note;
use verbale_server::{app, draft::Draft};

use crate::{
    ask::{get_with, request, send},
    fixture::{Fixture, ORIGIN, PRIVATE, drafted, member_key},
    signing_in::{answer_challenge, sign_in},
};

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
        (drafted(&fixture.store, &[&beta], fixture.editor.key.name()).await, StatusCode::NOT_FOUND),
        (drafted(&fixture.store, &[&beta, &fixture.editor.key], "nothing").await, StatusCode::OK),
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

#[tokio::test]
async fn a_draft_and_its_last_signature_that_are_sent_again_are_answered_as_they_were() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    let rounds = format!("/api/v1/processes/{PRIVATE}/circulations");
    let [alpha, beta] = [sign_in(&app, "alpha").await, sign_in(&app, "beta").await];
    let post = |address: String, bearer: String, body: serde_json::Value| {
        let app = app.clone();
        async move {
            let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
            let (mut parts, _) = request(Method::POST, &address, &headers).into_parts();
            parts.headers.remove("content-length");
            send(&app, axum::http::Request::from_parts(parts, body.to_string().into())).await
        }
    };
    let [alpha, beta] = [alpha, beta].map(|token| format!("Bearer {token}"));
    let draft = drafted(&fixture.store, &[&member_key("beta")], "nothing").await;
    let put = json!({ "draft": draft });
    let first = post(rounds.clone(), alpha.clone(), put.clone()).await;
    let again = post(rounds.clone(), alpha.clone(), put.clone()).await;
    assert_eq!((first.status, first.text()), (StatusCode::OK, again.text()));
    let round = format!("{rounds}/{}", first.json()["id"].as_str().expect("an id"));
    let text = Draft::parse(&draft).expect("a draft").text;
    let signature = json!({ "signature": member_key("beta").sign(&text).to_line() });
    let entered = post(round.clone(), beta.clone(), signature.clone()).await;
    assert_eq!(entered.status, StatusCode::OK, "{}", entered.text());
    let answer = entered.json();
    let note = Note::parse(answer["note"].as_str().expect("a note").as_bytes()).expect("a note");
    assert_eq!((note.text(), note.signatures.len()), (text.as_str(), 2));
    assert!(answer["receipt"]["index"].is_u64());
    assert_eq!(post(round.clone(), beta, signature.clone()).await.json(), answer);
    // Put round once more, it is known to have been signed by all; and nothing goes round.
    assert_eq!(post(rounds.clone(), alpha.clone(), put).await.json()["awaited"], json!([]));
    assert_eq!(get_with(&app, &rounds, &[("authorization", &alpha)]).await.json(), json!([]));
    // Who sees the room and is no signer learns nothing of the draft that the note was.
    let gamma = answer_challenge(&app, &fixture.editor.key, ORIGIN).await;
    let gamma = format!("Bearer {}", gamma.json()["token"].as_str().expect("a token"));
    assert_eq!(post(round, gamma, signature).await.status, StatusCode::NOT_FOUND);
}
