//! Drafts that several sign: who learns of a process by being asked.

use axum::http::{Method, StatusCode};
use serde_json::json;
use verbale_server::app;

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
