//! Signing in with a key, and what a session is good for.

use axum::{
    Router,
    body::Body,
    http::{Method, Request, StatusCode},
};
use serde_json::{Value, json};
use verbale_record::SigningKey;
use verbale_server::app;

use crate::{
    ask::{Answer, get, get_with, post, request, send},
    fixture::{Fixture, ORIGIN, PRIVATE, member_key},
};

/// Answers a challenge with a key, and gives what the venue says.
pub async fn answer_challenge(app: &Router, key: &SigningKey, origin: &str) -> Answer {
    let asked = post(app, "/api/v1/sign-in/challenge", "").await.json();
    let challenge = asked["challenge"].as_str().expect("a challenge");
    let text = format!("verbale/sign-in/v1\n{origin}\n{challenge}\n");
    let body = json!({
        "challenge": challenge,
        "key": key.verifier().to_string(),
        "signature": key.sign(&text).to_line().trim_end(),
    });
    post(app, "/api/v1/sign-in/key", body.to_string()).await
}

/// The session token of an actor's principal.
pub async fn sign_in(app: &Router, actor: &str) -> String {
    let answer = answer_challenge(app, &member_key(actor), ORIGIN).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()["token"].as_str().expect("a token").to_owned()
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

async fn me(app: &Router, token: &str) -> Answer {
    get_with(app, "/api/v1/me", &[("authorization", &bearer(token))]).await
}

#[tokio::test]
async fn a_key_that_a_process_knows_signs_in_and_sees_its_process() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    let token = sign_in(&app, "alpha").await;
    let shown = me(&app, &token).await.json();
    assert_eq!(shown["parts"][0]["process"], PRIVATE);
    assert_eq!(
        (&shown["parts"][0]["actor"], &shown["parts"][0]["principal"]),
        (&json!("alpha"), &json!(true))
    );
    let address = format!("/api/v1/processes/{PRIVATE}/standing");
    assert_eq!(get(&app, &address).await.status, StatusCode::NOT_FOUND);
    let answer = get_with(&app, &address, &[("authorization", &bearer(&token))]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.header("cache-control").starts_with("private"), "{:?}", answer.headers);
    // The same by a cookie, as a browser has it.
    let cookie = format!("lang=en; verbale={token}");
    assert_eq!(get_with(&app, &address, &[("cookie", &cookie)]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_second_sign_in_is_the_same_person() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    sign_in(&app, "alpha").await;
    let token = sign_in(&app, "alpha").await;
    assert_eq!(me(&app, &token).await.json()["sessions"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn what_is_not_signed_with_a_known_key_for_this_venue_signs_nobody_in() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    let stranger = SigningKey::from_seed("k00000000000000ff", [9; 32]).expect("a key");
    let impostor = SigningKey::from_seed(member_key("alpha").name(), [9; 32]).expect("a key");
    let for_another = answer_challenge(&app, &member_key("alpha"), "https://other.example").await;
    for answer in [
        answer_challenge(&app, &stranger, ORIGIN).await,
        answer_challenge(&app, &impostor, ORIGIN).await,
        for_another,
    ] {
        assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::FORBIDDEN, "sign_in_failed"));
    }
    // Once somebody has the account, another key of the same name is nobody's either.
    sign_in(&app, "alpha").await;
    assert_eq!(answer_challenge(&app, &impostor, ORIGIN).await.problem(), "sign_in_failed");
}

#[tokio::test]
async fn a_challenge_is_answered_once_and_in_time() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    let key = member_key("alpha");
    let challenge = post(&app, "/api/v1/sign-in/challenge", "").await.json()["challenge"].clone();
    let text = format!("verbale/sign-in/v1\n{ORIGIN}\n{}\n", challenge.as_str().expect("a challenge"));
    let signature = key.sign(&text).to_line().trim_end().to_owned();
    let body = json!({"challenge": challenge, "key": key.verifier().to_string(), "signature": signature});
    assert_eq!(post(&app, "/api/v1/sign-in/key", body.to_string()).await.status, StatusCode::OK);
    assert_eq!(post(&app, "/api/v1/sign-in/key", body.to_string()).await.problem(), "sign_in_failed");
}

#[tokio::test]
async fn a_session_that_has_ended_or_is_forged_is_nobodys() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    let (kept, ended) = (sign_in(&app, "alpha").await, sign_in(&app, "alpha").await);
    let out = request(Method::POST, "/api/v1/sign-out", &[("authorization", &bearer(&ended))]);
    assert_eq!(send(&app, out).await.status, StatusCode::NO_CONTENT);
    let forged = "A".repeat(43) + "=";
    for token in [ended.as_str(), &forged, "", "Ä", "AAAA"] {
        let headers = [("cookie", format!("verbale={}", token.replace('Ä', "A")))];
        let answer = get_with(&app, "/api/v1/me", &[(headers[0].0, &headers[0].1)]).await;
        assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::UNAUTHORIZED, "signed_out"));
    }
    // A session is ended from another one of the same person, and by nobody else.
    let other = sign_in(&app, "beta").await;
    let number = me(&app, &kept).await.json()["sessions"][0]["number"].clone();
    let end = |token: &str| {
        let address = format!("/api/v1/me/sessions/{number}");
        request(Method::DELETE, &address, &[("authorization", &bearer(token))])
    };
    assert_eq!(send(&app, end(&other)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(send(&app, end(&kept)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(me(&app, &kept).await.problem(), "signed_out");
}

#[tokio::test]
async fn a_page_of_another_site_cannot_act_with_a_members_cookie() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    let token = sign_in(&app, "alpha").await;
    let cookie = format!("verbale={token}");
    for (name, value, passes) in [
        ("origin", "https://other.example", false),
        ("sec-fetch-site", "cross-site", false),
        ("sec-fetch-site", "same-site", false),
        ("x-nothing", "", false),
        ("origin", ORIGIN, true),
        ("sec-fetch-site", "same-origin", true),
    ] {
        let device = json!({"key": "x", "label": "x"}).to_string();
        let sent = Request::post("/api/v1/me/devices")
            .header("content-type", "application/json")
            .header("cookie", &cookie)
            .header(name, value)
            .body(Body::from(device));
        let answer = send(&app, sent.expect("a request")).await;
        let expected = if passes { "invalid_value" } else { "foreign_origin" };
        assert_eq!(answer.problem(), expected, "{name}: {value}");
    }
}

#[tokio::test]
async fn invitations_are_made_by_those_who_may_and_their_secrets_cannot_be_guessed() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    let invite = async |actor: Option<&str>, body: Value| {
        let mut sent = Request::post("/api/v1/invitations").header("content-type", "application/json");
        if let Some(actor) = actor {
            sent = sent.header("authorization", bearer(&sign_in(&app, actor).await));
        }
        send(&app, sent.body(Body::from(body.to_string())).expect("a request")).await
    };
    let seat = |actor: &str| json!({"to": "seat", "process": PRIVATE, "actor": actor});
    assert_eq!(invite(None, seat("alpha")).await.problem(), "signed_out");
    assert_eq!(invite(Some("alpha"), json!({"to": "venue"})).await.problem(), "not_yours");
    assert_eq!(invite(Some("alpha"), seat("beta")).await.problem(), "not_yours");
    assert_eq!(invite(Some("alpha"), seat("nobody")).await.problem(), "invalid_value");
    let elsewhere = json!({"to": "seat", "process": "nowhere", "actor": "alpha"});
    assert_eq!(invite(Some("alpha"), elsewhere).await.problem(), "not_found");
    assert_eq!(invite(Some("alpha"), json!({"to": "return", "person": "AAAA"})).await.problem(), "not_yours");
    for (by, to) in [("alpha", "alpha"), ("team", "beta")] {
        let made = invite(Some(by), seat(to)).await.json();
        let token = made["token"].as_str().expect("a secret");
        assert_eq!(made["link"], format!("{ORIGIN}/invitation#{token}"));
        let look = async |token: &str| {
            post(&app, "/api/v1/invitations/look", json!({"token": token}).to_string()).await
        };
        let shown = look(token).await.json();
        assert_eq!((&shown["to"], &shown["actor"]), (&json!("seat"), &json!(to)));
        for guess in ["", "AAAA", &"A".repeat(43), &token[..42], &token.to_uppercase()] {
            assert_eq!(look(guess).await.problem(), "sign_in_failed", "{guess}");
        }
    }
}
