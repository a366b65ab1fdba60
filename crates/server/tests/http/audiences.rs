//! Each kind of member, and outsiders, ask for everything: what is not for them is in no answer.

use axum::{Router, http::StatusCode};
use verbale_record::Commitment;
use verbale_server::app;

use crate::{
    addresses,
    ask::{Answer, get_with},
    fixture::{ACTORS_OF_TALKS, Author, Fixture, PRIVATE, ROOMS_OF_TALKS},
    signing_in::sign_in,
};

/// What was said in a room.
struct Said {
    room: &'static str,
    origin: String,
    note: Commitment,
    annex: Commitment,
    /// Words that stand nowhere but there.
    words: String,
}

/// A note in each room of the talks but the public one, with words of its own.
async fn say_something_everywhere(fixture: &Fixture) -> Vec<Said> {
    let mut said = Vec::new();
    for (room, _, members) in ROOMS_OF_TALKS.iter().filter(|(_, _, members)| !members.is_empty()) {
        let author = Author::of_talks(members[0], room);
        let words = format!("said in confidence, {}", room.len() * 7919);
        let (submission, annex) = author.saying(&words, room);
        let receipt = fixture.submit(submission).await;
        let note = receipt.leaf.commitment;
        said.push(Said { room, origin: author.room.to_string(), note, annex, words });
    }
    said
}

/// Everything that can be got about the talks: each address with each room and note.
async fn everything(
    app: &Router,
    fixture: &Fixture,
    said: &[Said],
    token: Option<&str>,
) -> Vec<(String, Answer)> {
    let authorization = token.map(|token| format!("Bearer {token}"));
    let headers: Vec<(&str, &str)> =
        authorization.iter().map(|value| ("authorization", value.as_str())).collect();
    let mut answers = Vec::new();
    let got = addresses::all().into_iter().filter(|a| a.methods.contains(&axum::http::Method::GET));
    for address in got.filter(|address| !address.template.contains("/events")) {
        for of in said {
            let (note, annex) = (of.note.to_hex(), of.annex.to_hex());
            let commitment = if address.template.contains("/annex/") { &annex } else { &note };
            let given = [
                ("process", PRIVATE),
                ("room", of.room),
                ("note", &note),
                ("item", &note),
                ("commitment", commitment),
                ("path", "0/000.p/1"),
            ];
            let mut uri = address.with(fixture, &given);
            if address.template.ends_with("/search") {
                uri.push_str("?q=confidence");
            }
            answers.push((uri.clone(), get_with(app, &uri, &headers).await));
            if address.parameters().iter().all(|p| p == "process") {
                break;
            }
        }
    }
    answers
}

#[tokio::test]
async fn nothing_of_a_room_is_in_any_answer_to_one_who_is_not_its_member() {
    let fixture = Fixture::with_acts(1).await;
    let said = say_something_everywhere(&fixture).await;
    let app = app(fixture.state.clone());
    for actor in ACTORS_OF_TALKS.iter().map(|actor| Some(*actor)).chain([None]) {
        let token = match actor {
            Some(actor) => Some(sign_in(&app, actor).await),
            None => None,
        };
        let answers = everything(&app, &fixture, &said, token.as_deref()).await;
        for of in &said {
            let members =
                ROOMS_OF_TALKS.iter().find(|(name, _, _)| *name == of.room).map(|(_, _, members)| *members);
            let is_member =
                actor.is_some_and(|actor| members.is_some_and(|members| members.contains(&actor)));
            let tells = |answer: &Answer| {
                let text = String::from_utf8_lossy(&answer.body);
                // The charter names the rooms, and is open to whoever is in any of them.
                let marks = [&of.words, &of.note.to_hex(), &of.annex.to_hex()];
                marks.into_iter().any(|mark| text.contains(mark.as_str()))
            };
            let asked_for = |uri: &str| uri.contains(&of.note.to_hex()) || uri.contains(&of.annex.to_hex());
            for (uri, answer) in &answers {
                if !is_member && !asked_for(uri) {
                    assert!(!tells(answer), "{actor:?} learns of {} at {uri}", of.room);
                }
                if !is_member && (asked_for(uri) || uri.contains(&format!("/{}/", of.room))) {
                    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{actor:?}: {uri}");
                    assert!(!String::from_utf8_lossy(&answer.body).contains(&of.words), "{actor:?}: {uri}");
                }
                if actor.is_none() && uri.contains(PRIVATE) {
                    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{uri}");
                }
                if actor.is_none() {
                    assert!(!String::from_utf8_lossy(&answer.body).contains(&of.origin), "{uri}");
                }
            }
            let learns = answers.iter().any(|(uri, answer)| !asked_for(uri) && tells(answer));
            assert_eq!(learns, is_member, "{actor:?} and {}", of.room);
        }
    }
}

#[tokio::test]
async fn an_archive_holds_the_rooms_of_who_asks_for_it_and_no_others() {
    let fixture = Fixture::with_acts(1).await;
    let said = say_something_everywhere(&fixture).await;
    let app = app(fixture.state.clone());
    for actor in ACTORS_OF_TALKS {
        let token = format!("Bearer {}", sign_in(&app, actor).await);
        let archive =
            get_with(&app, &format!("/{PRIVATE}/archive.verbale"), &[("authorization", &token)]).await;
        assert_eq!(archive.status, StatusCode::OK);
        let holds = |words: &str| archive.body.windows(words.len()).any(|window| window == words.as_bytes());
        for of in &said {
            let members = ROOMS_OF_TALKS.iter().find(|(name, _, _)| *name == of.room).expect("a room").2;
            assert_eq!(holds(&of.words), members.contains(&actor), "{actor} and {}", of.room);
        }
    }
}

#[tokio::test]
async fn one_who_reads_a_room_submits_to_it_and_to_no_other() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    let token = format!("Bearer {}", sign_in(&app, "watcher").await);
    for (room, status) in [("between-two", StatusCode::NOT_FOUND), ("plenary", StatusCode::OK)] {
        let author = Author::of_talks("watcher", room);
        let submission = author.submission(&author.statement(), room, Vec::new());
        let body = serde_json::json!({
            "note": String::from_utf8(submission.note).expect("text"),
            "salt": base64::Engine::encode(&base64::engine::general_purpose::STANDARD, submission.salt),
        });
        let sent = axum::http::Request::post(format!("/api/v1/processes/{PRIVATE}/rooms/{room}/notes"))
            .header("content-type", "application/json")
            .header("authorization", &token)
            .body(axum::body::Body::from(body.to_string()));
        let answer = crate::ask::send(&app, sent.expect("a request")).await;
        assert_eq!(answer.status, status, "{}", answer.text());
    }
}
