//! Who has the newest answer is told so, and nobody keeps what may change.

use axum::{
    Router,
    http::{Method, StatusCode},
};
use verbale_server::app;

use crate::{
    addresses::{self, Address},
    ask::{get, get_with, request, send},
    fixture::Fixture,
};

/// Addresses whose answers are functions of a view.
fn of_views() -> Vec<Address> {
    let of_view = |address: &Address| {
        let template = &address.template;
        let is_feed = template.ends_with("/feed.atom") || template.ends_with("/calendar.ics");
        let is_document = template == "/api/v1/processes" || template.starts_with("/api/v1/processes/");
        address.methods.contains(&Method::GET) && (is_feed || is_document) && !template.ends_with("/events")
    };
    let shows_a_view = |address: &Address| {
        !["/sign-in", "/invitation", "/{process}/charter"].contains(&address.template.as_str())
    };
    let all = addresses::pages().into_iter().filter(shows_a_view);
    let all = all.chain(addresses::described().into_iter().filter(of_view));
    all.filter(|address| !address.of_account && !address.template.contains("/circulations")).collect()
}

async fn tag(app: &Router, uri: &str) -> String {
    let answer = get(app, uri).await;
    assert_eq!(answer.status, StatusCode::OK, "{uri}");
    assert!(answer.header("etag").starts_with("W/\""), "{uri}: {answer:?}");
    assert_eq!(answer.header("cache-control"), "no-cache", "{uri}");
    answer.header("etag").to_owned()
}

#[tokio::test]
async fn who_has_the_newest_answer_is_told_so() {
    let fixture = Fixture::with_acts(12).await;
    let app = app(fixture.state.clone());
    for address in of_views() {
        let uri = address.with(&fixture, &[]);
        let tag = tag(&app, &uri).await;
        for known in [tag.clone(), format!("\"other\", {tag}"), tag.trim_start_matches("W/").to_owned()] {
            for method in [Method::GET, Method::HEAD] {
                let answer = send(&app, request(method, &uri, &[("if-none-match", &known)])).await;
                assert_eq!((answer.status, answer.body.len()), (StatusCode::NOT_MODIFIED, 0), "{uri}");
                assert_eq!(
                    (answer.header("etag"), answer.header("cache-control")),
                    (tag.as_str(), "no-cache"),
                    "{uri}"
                );
                assert!(answer.header("vary").contains("accept-language"), "{uri}");
            }
        }
        assert_eq!(
            get_with(&app, &uri, &[("if-none-match", "W/\"older\"")]).await.status,
            StatusCode::OK,
            "{uri}"
        );
    }
}

#[tokio::test]
async fn a_further_note_another_language_and_another_clock_each_change_the_tag() {
    let fixture = Fixture::with_acts(12).await;
    let app = app(fixture.state.clone());
    let before = tag(&app, "/istanbul").await;
    let mut tags = vec![before.clone()];
    for uri in ["/istanbul?lang=tr", "/istanbul?as_of=2025-11-12", "/istanbul?at_size=3", "/istanbul/items"] {
        tags.push(tag(&app, uri).await);
    }
    let turkish = get_with(&app, "/istanbul", &[("accept-language", "tr")]).await;
    tags.push(turkish.header("etag").to_owned());
    fixture.submit(fixture.editor.submission(&fixture.editor.statement(), "further", Vec::new())).await;
    tags.push(tag(&app, "/istanbul").await);
    let distinct: std::collections::BTreeSet<_> = tags.iter().collect();
    assert_eq!(distinct.len(), tags.len(), "{tags:?}");
    assert_eq!(get_with(&app, "/istanbul", &[("if-none-match", &before)]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_does_not_exist_has_no_tag() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    for uri in
        ["/nobody", "/unseen-talks", "/istanbul/item/nothing", "/api/v1/processes/istanbul/items/nothing"]
    {
        let answer = get_with(&app, uri, &[("if-none-match", "*")]).await;
        assert_eq!((answer.status, answer.header("etag")), (StatusCode::NOT_FOUND, ""), "{uri}");
        assert_eq!(answer.header("cache-control"), "no-store", "{uri}");
    }
}

#[tokio::test]
async fn assets_are_kept_for_ever_under_names_that_change_with_their_content() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    for asset in verbale_server::assets::all() {
        for encoding in ["identity", "gzip", "br"] {
            let answer = get_with(&app, &asset.url(), &[("accept-encoding", encoding)]).await;
            assert_eq!(answer.status, StatusCode::OK);
            assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
            assert_eq!(answer.header("content-type"), asset.content_type);
            let (sent_as, body) = asset.body(encoding);
            assert_eq!(
                (answer.header("content-encoding"), &answer.body[..]),
                (sent_as.header().unwrap_or(""), body)
            );
            let tag = answer.header("etag").to_owned();
            let again =
                get_with(&app, &asset.url(), &[("accept-encoding", encoding), ("if-none-match", &tag)]).await;
            assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
        }
    }
}
