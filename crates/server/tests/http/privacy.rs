//! What an asker may not see is answered as what does not exist.

use axum::{
    Router,
    body::Body,
    http::{Method, Request, StatusCode},
};
use serde_json::json;
use verbale_server::app;

use crate::{
    addresses,
    ask::{Answer, get, send},
    fixture::{Author, Fixture, PRIVATE, PUBLIC},
};

async fn ask(app: &Router, method: &Method, uri: &str, accept: &str) -> Answer {
    let body =
        if *method == Method::POST { Body::from("{\"note\":\"\",\"salt\":\"\"}") } else { Body::empty() };
    let request = Request::builder()
        .method(method)
        .uri(uri)
        .header("accept", accept)
        .header("content-type", "application/json");
    send(app, request.body(body).expect("a request")).await
}

/// Two answers that cannot be told apart.
fn assert_alike(private: &Answer, unknown: &Answer, what: &str) {
    assert_eq!(private.status, unknown.status, "{what}");
    assert_eq!(private.headers, unknown.headers, "{what}");
    assert_eq!(private.body, unknown.body, "{what}");
}

#[tokio::test]
async fn a_private_process_is_answered_as_one_that_does_not_exist_on_every_address() {
    let fixture = Fixture::with_acts(12).await;
    let app = app(fixture.state.clone());
    let of_process = addresses::all().into_iter().filter(|address| address.template.contains("{process}"));
    for address in of_process {
        for method in [Method::GET, Method::HEAD, Method::POST, Method::OPTIONS, Method::DELETE] {
            for accept in ["*/*", "text/html"] {
                for query in ["", "?as_of=2025-11-12", "?as_of=nonsense", "?from=1&to=0", "?at_size=999999"] {
                    for room in ["registry", "plenary", "public"] {
                        let uri = |process| {
                            format!(
                                "{}{query}",
                                address.with(&fixture, &[("process", process), ("room", room)])
                            )
                        };
                        let private = ask(&app, &method, &uri(PRIVATE), accept).await;
                        let unknown = ask(&app, &method, &uri("nobody"), accept).await;
                        assert_alike(&private, &unknown, &format!("{method} {} {accept}", uri(PRIVATE)));
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn a_private_process_is_in_no_list() {
    let fixture = Fixture::with_acts(12).await;
    let app = app(fixture.state.clone());
    for address in addresses::all().iter().filter(|address| address.methods.contains(&Method::GET)) {
        let answer = get(&app, &address.with(&fixture, &[])).await;
        let shown = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(!shown.contains(PRIVATE) && !shown.contains(fixture.member.room.as_str()), "{address:?}");
    }
    let listed = get(&app, "/api/v1/processes").await.json();
    assert_eq!(listed.as_array().map(Vec::len), Some(1));
    assert_eq!(listed[0]["name"], PUBLIC);
}

#[tokio::test]
async fn a_note_for_a_private_room_is_answered_as_one_for_a_room_that_does_not_exist() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    let submission = fixture.member.submission(&fixture.member.statement(), "private", Vec::new());
    let body = json!({
        "note": String::from_utf8(submission.note).expect("a note is text"),
        "salt": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    });
    let mut answers = Vec::new();
    for process in [PRIVATE, "nobody"] {
        let uri = format!("/api/v1/processes/{process}/rooms/plenary/notes");
        let request =
            Request::post(uri).header("content-type", "application/json").body(Body::from(body.to_string()));
        answers.push(send(&app, request.expect("a request")).await);
    }
    assert_alike(&answers[0], &answers[1], "submission");
    assert_eq!(answers[0].problem(), "not_found");
}

#[tokio::test]
async fn talks_are_there_for_everybody_once_they_have_published_something_and_no_sooner() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    let standing = format!("/api/v1/processes/{PRIVATE}/standing");
    let checkpoint = format!("/{PRIVATE}/public/checkpoint");
    for address in [&standing, &checkpoint] {
        assert_eq!(get(&app, address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    let member = Author::of_talks("alpha", "public");
    fixture.submit(member.submission(&member.statement(), "published", Vec::new())).await;
    for address in [&standing, &checkpoint] {
        assert_eq!(get(&app, address).await.status, StatusCode::OK, "{address}");
    }
    assert_eq!(get(&app, "/api/v1/processes").await.json().as_array().map(Vec::len), Some(2));
    // What was not published stays unseen.
    let plenary = get(&app, &format!("/{PRIVATE}/plenary/checkpoint")).await;
    assert_eq!(plenary.status, StatusCode::NOT_FOUND);
    assert!(!get(&app, &standing).await.text().contains("plenary"));
}
