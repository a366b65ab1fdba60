//! Following a process: each note once, from where the reader was.

use axum::{
    Router,
    body::Body,
    http::{Method, StatusCode},
};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;
use verbale_server::{
    api::channels::CHANNEL_FRAMES_MAX,
    app,
    asker::SESSION_IDLE_MS_MAX,
    limits::{CONNECTIONS_MAX, FILE_HANDLES_RESERVED},
};

use crate::{
    amending::{add_maps, amend, maps_of},
    ask::{get, get_with, request, send},
    fixture::{Author, Fixture, NOW_MS, PRIVATE, PUBLIC, SetClock},
    signing_in::sign_in,
};

fn address() -> String {
    format!("/api/v1/processes/{PUBLIC}/events")
}

/// A stream of events that is being read.
struct Reader {
    body: Body,
    text: String,
}

/// An event: its id, and its data.
type Told = (String, Value);

impl Reader {
    async fn open(app: &Router, after: Option<&str>) -> Reader {
        let headers: Vec<_> = after.map(|id| ("last-event-id", id)).into_iter().collect();
        Reader::of(app, &address(), &headers).await
    }

    /// What a member follows of the talks.
    async fn of_member(app: &Router, token: &str) -> Reader {
        let headers = [("authorization", &*format!("Bearer {token}"))];
        Reader::of(app, &format!("/api/v1/processes/{PRIVATE}/events"), &headers).await
    }

    async fn of(app: &Router, address: &str, headers: &[(&str, &str)]) -> Reader {
        let asked = request(Method::GET, address, &[headers, &[("accept-encoding", "gzip")]].concat());
        let response = app.clone().oneshot(asked).await.expect("an answer");
        let header = |name: &str| response.headers().get(name).map(|v| v.to_str().expect("ASCII").to_owned());
        assert_eq!(header("content-type").as_deref(), Some("text/event-stream"));
        assert_eq!(header("cache-control").as_deref(), Some("no-store"));
        assert_eq!(header("content-encoding"), None, "events are sent as they come, not as a block fills");
        Reader { body: response.into_body(), text: String::new() }
    }

    /// The next event; none where the stream ends.
    async fn next(&mut self) -> Option<Told> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let field =
                    |name: &str| event.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
                assert_eq!(field("event"), Some("note"), "{event}");
                let data = serde_json::from_str(field("data").expect("data")).expect("JSON");
                let told = (field("id").expect("an id").to_owned(), data);
                self.text = rest.to_owned();
                return Some(told);
            }
            let frame = self.body.frame().await?.expect("a frame").into_data().expect("data");
            self.text.push_str(std::str::from_utf8(&frame).expect("UTF-8"));
        }
    }

    async fn take(&mut self, count: usize) -> Vec<Told> {
        let mut told = Vec::new();
        for _ in 0..count {
            told.push(self.next().await.expect("an event"));
        }
        told
    }
}

async fn say(fixture: &Fixture, what: &str) {
    fixture.submit(fixture.editor.submission(&fixture.editor.statement(), what, Vec::new())).await;
}

#[tokio::test]
async fn a_stream_tells_each_note_once_and_goes_on_where_it_was_cut() {
    let fixture = Fixture::with_acts(12).await;
    let app = app(fixture.state.clone());
    let mut from_now = Reader::open(&app, None).await;
    say(&fixture, "one").await;
    let one = from_now.take(1).await;
    assert_eq!(one[0].0, "1-13");
    assert_eq!((&one[0].1["act"], &one[0].1["room"]), (&"statement".into(), &"public".into()));
    assert_eq!(one[0].1["item"], one[0].1["commitment"]);
    say(&fixture, "two").await;
    say(&fixture, "three").await;
    let later = from_now.take(2).await;

    // Cut, and come back: by the last event that it had, or by one from long before.
    let mut resumed = Reader::open(&app, Some("1-13")).await;
    assert_eq!(resumed.take(2).await, later);
    let mut whole = Reader::open(&app, Some("0-0")).await;
    let all = whole.take(16).await;
    assert_eq!(all[13..], [one, later].concat());
    let listed = get(&app, &format!("/api/v1/processes/{PUBLIC}/notes")).await.json();
    let commitments: Vec<&Value> = all.iter().map(|(_, note)| &note["commitment"]).collect();
    let listed: Vec<&Value> =
        listed["notes"].as_array().expect("notes").iter().map(|note| &note["commitment"]).collect();
    assert_eq!(commitments, listed);
}

#[tokio::test]
async fn a_room_that_an_amendment_adds_is_told_from_its_beginning() {
    let fixture = Fixture::with_acts(3).await;
    let app = app(fixture.state.clone());
    let mut before = Reader::open(&app, None).await;
    let amended = amend(&fixture, PUBLIC, &["chronicler"], add_maps).await;
    say(&Fixture { editor: maps_of(&fixture), ..fixture }, "in the new room").await;
    // The stream ends where its rooms are others, and goes on with the last event it had.
    assert_eq!(before.next().await, None);
    let told = Reader::open(&app, Some("1-3")).await.take(2).await;
    let seen: Vec<(&str, &Value)> = told.iter().map(|(id, note)| (id.as_str(), &note["act"])).collect();
    assert_eq!(seen, [("2-3-0", &"amendment".into()), ("2-3-1", &"statement".into())]);
    assert_eq!(told[0].1["commitment"], amended.to_hex());
}

#[tokio::test]
async fn what_is_no_position_is_refused() {
    let fixture = Fixture::with_acts(3).await;
    let app = app(fixture.state.clone());
    for id in ["", "x", "1-99", "2-0", "1-1-0", "01-1", "1--1", "-1-1"] {
        let by_header = get_with(&app, &address(), &[("last-event-id", id)]).await;
        assert_eq!(by_header.problem(), "invalid_value", "{id:?}");
        let by_query = get(&app, &format!("{}?after={id}", address())).await;
        assert_eq!(by_query.problem(), "invalid_value", "{id:?}");
    }
}

#[tokio::test]
async fn a_stream_ends_when_the_venue_stops() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    let mut reader = Reader::open(&app, None).await;
    fixture.state.close();
    assert_eq!(reader.next().await, None);
}

/// A note in the plenary of the talks.
async fn say_in_talks(fixture: &Fixture, what: &str) {
    let author = Author::of_talks("beta", "plenary");
    fixture.submit(author.submission(&author.statement(), what, Vec::new())).await;
}

#[tokio::test]
async fn a_stream_ends_with_the_session_that_it_was_asked_by_and_no_other_does() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    let (kept, signed_out, ended) =
        (sign_in(&app, "alpha").await, sign_in(&app, "alpha").await, sign_in(&app, "alpha").await);
    let mut goes_on = Reader::of_member(&app, &kept).await;
    let mut of_outsider = Reader::open(&app, None).await;
    let mut cut = [Reader::of_member(&app, &signed_out).await, Reader::of_member(&app, &ended).await];
    let mut both = Reader::of_member(&app, &ended).await;

    let asked = |method, address: &str, token: &str| {
        request(method, address, &[("authorization", &*format!("Bearer {token}"))])
    };
    let out = asked(Method::POST, "/api/v1/sign-out", &signed_out);
    assert_eq!(send(&app, out).await.status, StatusCode::NO_CONTENT);
    say_in_talks(&fixture, "meanwhile").await;
    assert_eq!(cut[0].next().await, None);
    assert!(cut[1].next().await.is_some(), "another session of the same person goes on");

    // Ended from another session, with a note on its way: it is not told any more.
    let me = send(&app, asked(Method::GET, "/api/v1/me", &ended)).await.json();
    let sessions = me["sessions"].as_array().expect("sessions");
    let this = sessions.iter().find(|session| session["this"] == true).expect("this session");
    let end = format!("/api/v1/me/sessions/{}", this["number"]);
    assert_eq!(send(&app, asked(Method::DELETE, &end, &kept)).await.status, StatusCode::NO_CONTENT);
    say_in_talks(&fixture, "later").await;
    assert_eq!((cut[1].next().await, both.next().await), (None, None));

    assert_eq!(goes_on.take(2).await.len(), 2);
    say(&fixture, "in public").await;
    assert_eq!(of_outsider.take(1).await.len(), 1);
}

#[tokio::test]
async fn a_stream_ends_with_the_device_that_it_saw_by() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    let token = sign_in(&app, "alpha").await;
    let mut reader = Reader::of_member(&app, &token).await;
    let headers = [("authorization", &*format!("Bearer {token}"))];
    let me = get_with(&app, "/api/v1/me", &headers).await.json();
    let device = format!("/api/v1/me/devices/{}", me["devices"][0]["key"].as_str().expect("a key"));
    assert_eq!(send(&app, request(Method::DELETE, &device, &headers)).await.status, StatusCode::NO_CONTENT);
    say_in_talks(&fixture, "later").await;
    assert_eq!(reader.next().await, None);
}

#[tokio::test]
async fn a_session_that_is_over_by_time_is_told_nothing() {
    let clock = SetClock::at(NOW_MS);
    let fixture = Fixture::with_clock(clock.clone()).await;
    let app = app(fixture.state.clone());
    let (used, unused) = (sign_in(&app, "alpha").await, sign_in(&app, "alpha").await);
    let (mut goes_on, mut over) =
        (Reader::of_member(&app, &used).await, Reader::of_member(&app, &unused).await);
    clock.set(NOW_MS + SESSION_IDLE_MS_MAX - 1);
    let headers = [("authorization", &*format!("Bearer {used}"))];
    assert_eq!(get_with(&app, "/api/v1/me", &headers).await.status, StatusCode::OK);
    say_in_talks(&fixture, "in time").await;
    assert!(over.next().await.is_some());
    clock.set(NOW_MS + SESSION_IDLE_MS_MAX);
    say_in_talks(&fixture, "late").await;
    assert_eq!(over.next().await, None);
    assert_eq!(goes_on.take(2).await.len(), 2);
}

#[tokio::test]
async fn there_are_so_many_streams_and_a_place_is_free_again_when_one_ends() {
    let fixture = Fixture::with_acts(1).await;
    let streams = 3;
    fixture.state.hold_within(CONNECTIONS_MAX as u64 + FILE_HANDLES_RESERVED + streams);
    let app = app(fixture.state.clone());
    let mut readers = Vec::new();
    for _ in 0..streams {
        readers.push(Reader::open(&app, None).await);
    }
    assert_eq!(get(&app, &address()).await.problem(), "overloaded");
    readers.pop();
    Reader::open(&app, None).await;
}

#[tokio::test]
async fn a_note_is_rendered_once_for_all_who_follow() {
    let fixture = Fixture::with_acts(3).await;
    let app = app(fixture.state.clone());
    let mut readers = Vec::new();
    for after in [None, None, Some("1-0")] {
        readers.push(Reader::open(&app, after).await);
    }
    // Who was behind is told first what it missed.
    readers[2].take(3).await;
    say(&fixture, "one").await;
    let mut places = Vec::new();
    for reader in &mut readers {
        let frame = reader.body.frame().await.expect("a frame").expect("bytes").into_data().expect("data");
        places.push((frame.as_ptr(), frame.len()));
    }
    assert_eq!(places, [places[0]; 3], "the same bytes in memory");
}

#[tokio::test]
async fn a_stream_that_is_slower_than_the_record_misses_nothing() {
    let fixture = Fixture::with_acts(3).await;
    let app = app(fixture.state.clone());
    let mut slow = Reader::open(&app, None).await;
    let mut quick = Reader::open(&app, None).await;
    // More than a channel keeps, and more than is caught up at a time.
    for number in 0..CHANNEL_FRAMES_MAX + 300 {
        say(&fixture, &format!("note {number}")).await;
        quick.take(1).await;
    }
    let told = slow.take(CHANNEL_FRAMES_MAX + 300).await;
    for (number, (id, _)) in told.iter().enumerate() {
        assert_eq!(*id, format!("1-{}", 4 + number));
    }
    say(&fixture, "the last").await;
    assert_eq!(slow.take(1).await, quick.take(1).await);
}
