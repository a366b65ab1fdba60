//! Feeds: what is public, for the readers and calendars that people already have. Each is read back by
//! the library that others read it with.

use std::collections::BTreeSet;

use atom_syndication::Feed;
use axum::{Router, http::StatusCode};
use icalendar::{Calendar, CalendarComponent, Component as _, DatePerhapsTime, Event};
use serde_json::Value;
use verbale_record::{Commitment, Opening, commitment::Kind};
use verbale_server::app;

use crate::{
    ask::{Answer, get},
    fixture::{Author, Fixture, PRIVATE, PUBLIC},
};

/// What a title may hold that a careless feed would break on.
const HOSTILE: &str =
    "One, two; three\\four \"five\" ]]><script>alert('&amp;')</script> çığ · зустріч \u{1}\u{7}";

async fn atom(app: &Router, process: &str, lang: &str) -> Feed {
    let answer = get(app, &format!("/{process}/feed.atom?lang={lang}")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "application/atom+xml");
    assert_eq!(answer.header("content-language"), lang);
    Feed::read_from(&answer.body[..]).expect("an Atom feed")
}

/// The events of a calendar, having checked its lines.
async fn events(app: &Router, process: &str, lang: &str) -> Vec<Event> {
    let answer = get(app, &format!("/{process}/calendar.ics?lang={lang}")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
    for line in answer.text().split_terminator("\r\n") {
        assert!(line.len() <= 75 && !line.contains(['\n', '\r']), "a line of {} bytes: {line}", line.len());
    }
    let calendar: Calendar = answer.text().parse().expect("a calendar");
    for name in ["VERSION", "PRODID", "METHOD"] {
        assert!(calendar.property_value(name).is_some(), "no {name}");
    }
    let events = calendar.components.into_iter().map(|component| match component {
        CalendarComponent::Event(event) => event,
        other => panic!("{other:?}"),
    });
    events.collect()
}

fn day(event: &Event) -> String {
    match event.get_start() {
        Some(DatePerhapsTime::Date(day)) => day.to_string(),
        other => panic!("{other:?}"),
    }
}

async fn notes(app: &Router, process: &str) -> Vec<Value> {
    let listed: Answer = get(app, &format!("/api/v1/processes/{process}/notes")).await;
    listed.json()["notes"].as_array().expect("notes").clone()
}

/// Submits an act of an actor of the talks in their public room.
async fn act(fixture: &Fixture, actor: &str, fields: &str, title: &str) -> Commitment {
    let author = Author::of_talks(actor, "public");
    let content = serde_json::json!({ "title": title }).to_string().into_bytes();
    let bytes = content.len();
    let wording = Opening { salt: [9; 32], content };
    let annex = wording.commit(Kind::Annex, &author.room);
    let act = format!(
        r#"{{{fields},"signers":["{}"],"annexes":[{{"commitment":"{annex}","role":"wording","bytes":{bytes}}}]}}"#,
        author.key.name()
    );
    fixture.submit(author.submission(&act, fields, vec![wording])).await.leaf.commitment
}

#[tokio::test]
async fn a_feed_tells_each_note_once_under_an_id_that_no_language_changes() {
    let fixture = Fixture::with_acts(60).await;
    let app = app(fixture.state.clone());
    let [english, turkish] = [atom(&app, PUBLIC, "en").await, atom(&app, PUBLIC, "tr").await];
    let notes = notes(&app, PUBLIC).await;
    assert_eq!(english.entries.len(), notes.len());
    let ids: BTreeSet<&str> = english.entries.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids.len(), notes.len(), "each once");
    for ((entry, other), note) in english.entries.iter().zip(&turkish.entries).zip(notes.iter().rev()) {
        assert_eq!((&entry.id, entry.updated), (&other.id, other.updated));
        let updated = u64::try_from(entry.updated.timestamp_millis()).expect("after 1970");
        assert_eq!(note["time_ms"], updated);
        let page = entry.links[0].href.strip_suffix("?lang=en").expect("in the feed's language");
        assert_eq!(get(&app, page).await.status, StatusCode::OK, "{page}");
        assert!(!entry.authors.is_empty() && entry.summary.is_some());
    }
    assert_ne!(english.title, turkish.title);
    assert_ne!(english.entries[0].summary, turkish.entries[0].summary);
    assert_eq!(english.id, turkish.id);
    assert!(english.subtitle.is_some_and(|subtitle| subtitle.value.starts_with("Unofficial")));
    let own = english.links.iter().find(|link| link.rel == "self").expect("its own address");
    assert_eq!(get(&app, &own.href).await.status, StatusCode::OK);
    // A longer record: the newest alone.
    let whole = Fixture::whole().await;
    assert_eq!(atom(&verbale_server::app(whole.state.clone()), PUBLIC, "en").await.entries.len(), 100);
}

#[tokio::test]
async fn a_calendar_holds_every_round_on_its_day() {
    let fixture = Fixture::whole().await;
    let app = app(fixture.state.clone());
    let notes = notes(&app, PUBLIC).await;
    let rounds: BTreeSet<(String, String)> = notes
        .iter()
        .filter(|note| note["act"] == "round")
        .map(|note| {
            let text = |field: &str| note[field].as_str().expect("a text").to_owned();
            (format!("{}.round", text("commitment")), text("on"))
        })
        .collect();
    assert!(!rounds.is_empty());
    let events = events(&app, PUBLIC, "en").await;
    let held = events.iter().map(|event| (event.get_uid().expect("a uid").to_owned(), day(event)));
    assert_eq!(held.filter(|(uid, _)| uid.ends_with(".round")).collect::<BTreeSet<_>>(), rounds);
    assert!(events.iter().all(|event| event.get_timestamp().is_some() && event.get_summary().is_some()));
}

#[tokio::test]
async fn a_deadline_stands_in_the_calendar_as_long_as_something_is_owed() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    let fields =
        r#""act":"proposal","to":["beta"],"track":"political","topic":"agenda","reply_by":"2025-12-24""#;
    let proposal = act(&fixture, "alpha", fields, HOSTILE).await;
    let found = events(&app, PRIVATE, "en").await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].get_uid(), Some(format!("{proposal}.reply-by").as_str()));
    assert_eq!(day(&found[0]), "2025-12-24");
    let printed = HOSTILE.replace(['\u{1}', '\u{7}'], "\u{fffd}");
    assert!(found[0].get_summary().is_some_and(|summary| summary.contains(&printed)), "{:?}", found[0]);
    assert!(
        found[0].get_description().is_some_and(|text| text.contains("beta owes a reply")),
        "{:?}",
        found[0]
    );
    let feed = atom(&app, PRIVATE, "en").await;
    assert_eq!(feed.entries[0].title.value, printed);

    let fields = format!(r#""act":"reply","re":"{proposal}","position":"reject""#);
    act(&fixture, "beta", &fields, "No").await;
    assert_eq!(events(&app, PRIVATE, "en").await.len(), 0);
}

#[tokio::test]
async fn nothing_private_is_in_a_feed() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    let private = |file: &str| format!("/{PRIVATE}/{file}");
    let member = &fixture.member;
    let unseen = fixture.submit(member.submission(&member.statement(), "unseen", Vec::new())).await;
    for file in ["feed.atom", "calendar.ics"] {
        let answer = get(&app, &private(file)).await;
        let unknown = get(&app, &format!("/nobody/{file}")).await;
        assert_eq!((answer.status, &answer.body), (StatusCode::NOT_FOUND, &unknown.body), "{file}");
    }
    let public = act(&fixture, "beta", r#""act":"statement","form":"quote","about":[]"#, "Published").await;
    let feed = atom(&app, PRIVATE, "en").await;
    let seen = notes(&app, PRIVATE).await;
    assert_eq!(feed.entries.len(), seen.len());
    assert!(seen.iter().any(|note| note["commitment"] == public.to_hex()));
    assert_eq!(feed.entries[0].title.value, "Published");
    for file in ["feed.atom", "calendar.ics"] {
        let answer = get(&app, &private(file)).await;
        for mark in [unseen.leaf.commitment.to_hex().as_str(), "plenary", "between-two", member.room.as_str()]
        {
            assert!(!answer.text().contains(mark), "{mark} is in {file}");
        }
    }
}

#[tokio::test]
async fn the_pages_of_a_process_lead_to_its_feeds() {
    let fixture = Fixture::with_acts(12).await;
    let app = app(fixture.state.clone());
    for (page, lang) in [(format!("/{PUBLIC}?lang=tr"), "tr"), (format!("/{PUBLIC}/record?lang=en"), "en")] {
        let answer = get(&app, &page).await;
        for (file, media_type) in [("feed.atom", "application/atom+xml"), ("calendar.ics", "text/calendar")] {
            let href = format!("href=\"/{PUBLIC}/{file}?lang={lang}\"");
            let head = format!("<link rel=\"alternate\" type=\"{media_type}\" {href}");
            assert!(answer.text().contains(&head), "{head} in {page}");
            assert_eq!(answer.text().matches(&href).count(), 2, "in the head and in the foot: {page}");
        }
    }
}
