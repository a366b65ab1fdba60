//! What every answer carries, and how HTTP's methods behave.

use axum::http::{Method, StatusCode};
use verbale_server::{Venue, app, language::Languages, security};

use crate::{
    addresses,
    ask::{get, get_with, request, send},
    fixture::{Fixture, open_venue, test_venue},
};

#[tokio::test]
async fn every_answer_carries_the_security_headers_errors_included() {
    let fixture = Fixture::with_acts(12).await;
    let app = app(fixture.state.clone());
    let mut framed = Vec::new();
    for address in addresses::all() {
        let uri = address.with(&fixture, &[]);
        for method in [Method::GET, Method::HEAD, Method::POST, Method::OPTIONS, Method::DELETE] {
            for uri in [uri.clone(), format!("{uri}/nothing"), format!("{uri}?at_size=x")] {
                let answer = send(&app, request(method.clone(), &uri, &[])).await;
                let may_be_framed =
                    address.template == "/{process}/portal" && answer.status == StatusCode::OK;
                for (name, value) in security::HEADERS {
                    let value = match name.as_str() {
                        "content-security-policy" if may_be_framed => {
                            Some(security::FRAMED_CONTENT_SECURITY_POLICY)
                        }
                        "cross-origin-resource-policy" if may_be_framed => Some("cross-origin"),
                        "x-frame-options" if may_be_framed => None,
                        _ => Some(value.to_str().expect("ASCII")),
                    };
                    let found = answer.headers.get(&name).map(|value| value.to_str().expect("ASCII"));
                    assert_eq!(found, value, "{name} on {method} {uri}");
                }
                let embedder = if may_be_framed { "require-corp" } else { "" };
                assert_eq!(answer.header("cross-origin-embedder-policy"), embedder, "{method} {uri}");
                framed.extend(may_be_framed.then(|| (method.clone(), uri)));
                assert_eq!(answer.header("strict-transport-security"), "", "not behind TLS");
            }
        }
    }
    let portal = "/istanbul/portal".to_owned();
    assert_eq!(framed, [(Method::GET, portal.clone()), (Method::HEAD, portal)], "one page, and that alone");
}

#[tokio::test]
async fn browsers_are_told_to_insist_on_tls_only_where_the_venue_is_behind_it() {
    let fixture = Fixture::with_acts(1).await;
    let address = "https://venue.example".to_owned();
    let venue = Venue { address: Some(address.clone()), origins: vec![address], ..test_venue() };
    let state = open_venue(venue, fixture.sequencer.clone()).await;
    let answer = get(&app(state), "/nothing").await;
    assert_eq!(answer.header("strict-transport-security"), security::STRICT_TRANSPORT_SECURITY);
}

#[tokio::test]
async fn a_venue_offers_its_own_languages_and_no_others() {
    let fixture = Fixture::with_acts(1).await;
    let languages = Languages::of(&["tr".to_owned(), "uk".to_owned()]).expect("languages");
    let app = app(open_venue(Venue { languages, ..test_venue() }, fixture.sequencer.clone()).await);
    for (address, spoken) in [("/", "tr"), ("/?lang=uk", "uk"), ("/?lang=en", "tr"), ("/nothing", "tr")] {
        let asked = [("accept", "text/html"), ("accept-language", "en, ru")];
        let answer = get_with(&app, address, &asked).await;
        assert_eq!(answer.header("content-language"), spoken, "{address}");
        let page = answer.text();
        assert!(
            page.contains("lang=uk") && !page.contains("lang=en") && !page.contains("lang=ru"),
            "{address}"
        );
    }
}

#[tokio::test]
async fn the_policy_lets_nothing_in_from_elsewhere_and_no_inline_script_run() {
    let policy = security::CONTENT_SECURITY_POLICY;
    assert!(policy.starts_with("default-src 'none'; "));
    for word in ["unsafe", "http:", "https:", "*", "nonce", "blob:"] {
        assert!(!policy.contains(word), "{word}");
    }
    assert_eq!(policy.matches("data:").count(), 1, "{policy}");
    let framed = security::FRAMED_CONTENT_SECURITY_POLICY;
    let stricter = policy.replace("form-action 'self'", "form-action 'none'");
    assert_eq!(framed, stricter.replace("frame-ancestors 'none'", "frame-ancestors *"));
}

#[tokio::test]
async fn no_page_has_an_inline_script_or_style_which_the_policy_would_stop() {
    let fixture = Fixture::with_acts(30).await;
    let app = app(fixture.state.clone());
    for address in addresses::pages() {
        let page = get(&app, &address.with(&fixture, &[])).await;
        let text = page.text();
        assert!(
            !text.contains("<style") && !text.contains(" style=") && !text.contains(" onclick="),
            "{address:?}"
        );
        for script in text.split("<script").skip(1) {
            let (tag, rest) = script.split_once('>').expect("a whole tag");
            let is_data = tag.contains("type=\"application/json\"");
            assert!(
                is_data || tag.contains(" src=\"/assets/") && rest.starts_with("</script>"),
                "{address:?}: {tag}"
            );
        }
    }
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let fixture = Fixture::with_acts(12).await;
    let app = app(fixture.state.clone());
    for address in addresses::all().iter().filter(|address| address.methods.contains(&Method::GET)) {
        let uri = address.with(&fixture, &[]);
        let got = get(&app, &uri).await;
        let head = send(&app, request(Method::HEAD, &uri, &[])).await;
        assert_eq!(head.status, got.status, "{uri}");
        assert!(head.body.is_empty(), "{uri}");
        for name in ["content-type", "etag", "cache-control", "vary", "content-disposition"] {
            assert_eq!(head.header(name), got.header(name), "{name} of {uri}");
        }
    }
}

#[tokio::test]
async fn text_is_compressed_for_whoever_takes_it_and_bytes_are_not() {
    let fixture = Fixture::with_acts(30).await;
    let app = app(fixture.state.clone());
    for encoding in ["br", "gzip"] {
        for address in ["/istanbul", "/api/v1/processes/istanbul/standing", "/istanbul/public/notes"] {
            let plain = get(&app, address).await;
            let compressed = get_with(&app, address, &[("accept-encoding", encoding)]).await;
            assert_eq!(compressed.header("content-encoding"), encoding, "{address}");
            assert!(compressed.body.len() * 2 < plain.body.len(), "{address}: {}", compressed.body.len());
            assert!(
                compressed.header("vary").contains("accept-encoding"),
                "{address}: {}",
                compressed.header("vary")
            );
        }
        for address in ["/istanbul/public/tile/0/000.p/30", "/istanbul/archive.verbale"] {
            let answer = get_with(&app, address, &[("accept-encoding", encoding)]).await;
            assert_eq!((answer.status, answer.header("content-encoding")), (StatusCode::OK, ""), "{address}");
        }
    }
}
