//! The portal, which other sites frame: the same for everybody, and nothing can be done on it.

use axum::http::{Method, StatusCode};
use verbale_server::app;

use crate::{
    ask::{Answer, get, get_with, request, send},
    fixture::{Author, Fixture, PRIVATE, PUBLIC},
    signing_in::sign_in,
};

/// A statement in a room of the talks, in these words.
async fn say(fixture: &Fixture, room: &str, words: &str) {
    let (said, _) = Author::of_talks("alpha", room).saying(words, room);
    fixture.submit(said).await;
}

fn assert_alike(one: &Answer, other: &Answer, what: &str) {
    assert_eq!(one.status, other.status, "{what}");
    assert_eq!(one.headers, other.headers, "{what}");
    assert_eq!(one.body, other.body, "{what}");
}

#[tokio::test]
async fn a_portal_shows_the_same_whoever_asks_and_nothing_before_something_is_published() {
    let fixture = Fixture::with_acts(30).await;
    let app = app(fixture.state.clone());
    let token = sign_in(&app, "alpha").await;
    let (bearer, cookie) = (format!("Bearer {token}"), format!("verbale={token}; lang=tr"));
    let as_member = [("authorization", bearer.as_str()), ("cookie", cookie.as_str())];
    say(&fixture, "plenary", "in confidence").await;
    let unseen = format!("/{PRIVATE}/portal");
    let unknown = get(&app, "/nobody/portal").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    for headers in [&[][..], &as_member[..1], &as_member[1..], &[as_member[1], ("if-none-match", "*")]] {
        assert_alike(&get_with(&app, &unseen, headers).await, &unknown, &format!("{headers:?}"));
    }
    // A member finds no link to what there is not.
    let page = get_with(&app, &format!("/{PRIVATE}"), &as_member).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text().contains(&unseen));

    say(&fixture, "public", "in public").await;
    let page = get_with(&app, &format!("/{PRIVATE}"), &as_member).await;
    assert!(page.text().contains(&unseen));
    for process in [PRIVATE, PUBLIC] {
        let address = format!("/{process}/portal");
        let outside = get(&app, &address).await;
        assert_eq!(outside.status, StatusCode::OK, "{address}");
        assert!(!outside.text().contains("confidence") && !outside.text().contains("plenary"), "{address}");
        for headers in [&as_member[..1], &as_member[1..], &as_member[..]] {
            assert_alike(&get_with(&app, &address, headers).await, &outside, &address);
        }
    }
}

#[tokio::test]
async fn a_portal_is_asked_for_in_a_language_and_keeps_nothing_of_it() {
    let fixture = Fixture::with_acts(30).await;
    let app = app(fixture.state.clone());
    for language in ["en", "tr", "uk", "ru"] {
        let asked = get(&app, &format!("/{PUBLIC}/portal?lang={language}")).await;
        assert_eq!((asked.header("content-language"), asked.header("set-cookie")), (language, ""));
        assert!(
            asked.text().contains(&format!("portal?lang={language}")),
            "its own line is in that language"
        );
        let by_browser = get_with(&app, &format!("/{PUBLIC}/portal"), &[("accept-language", language)]).await;
        assert_eq!(by_browser.header("content-language"), language);
    }
}

#[tokio::test]
async fn nothing_can_be_done_on_a_portal_and_each_link_leads_out_of_the_frame() {
    let fixture = Fixture::whole().await;
    let app = app(fixture.state.clone());
    let page = get(&app, &format!("/{PUBLIC}/portal?as_of=2025-11-12")).await;
    let text = page.text();
    for tag in ["<form", "<input", "<button", "<select", "<textarea", "<iframe"] {
        assert!(!text.contains(tag), "{tag}");
    }
    let links: Vec<&str> = text.split("<a ").skip(1).filter_map(|rest| rest.split('>').next()).collect();
    assert!(links.len() > 10, "{links:?}");
    for link in links {
        assert!(link.starts_with("target=\"_blank\" rel=\"noopener\" "), "{link}");
        assert_eq!(link.matches("href=\"/").count(), 1, "{link}");
    }
    let post = request(Method::POST, &format!("/{PUBLIC}/portal"), &[]);
    assert_eq!(send(&app, post).await.status, StatusCode::METHOD_NOT_ALLOWED);
}
