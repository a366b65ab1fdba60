//! Whatever is asked, what goes wrong is answered with a problem document.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode},
};
use verbale_server::{
    app,
    limits::{ADDRESS_BYTES_MAX, SUBMISSION_BYTES_MAX},
    problem::ProblemKind,
};

use crate::{
    addresses,
    ask::{get, get_with, post, request, send},
    fixture::Fixture,
    signing_in::sign_in,
};

/// Segments that no address has.
const BAD_SEGMENTS: &[&str] = &[
    "nothing",
    "%00",
    "%ff%fe",
    "%2e%2e",
    "..%2f..%2fetc",
    "%3Cscript%3E",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
    "-1",
    "%F0%9F%92%A9",
];
/// Values that no parameter of a query takes.
const BAD_VALUES: &[&str] =
    &["x", "-1", "1.5", "99999999999999999999999", "2025-13-45", "%00", "%ff", "NaN", "[]", "1e3"];

#[tokio::test]
async fn every_address_answers_what_exists() {
    let fixture = Fixture::with_acts(12).await;
    let app = app(fixture.state.clone());
    for address in addresses::all().iter().filter(|address| address.methods.contains(&Method::GET)) {
        let refused = [StatusCode::UNAUTHORIZED, StatusCode::NOT_FOUND];
        let of_account = address.of_account && !address.template.ends_with("/circulations");
        let address = address.with(&fixture, &[]);
        let answer = get(&app, &address).await;
        assert_eq!(
            (answer.status == StatusCode::OK, refused.contains(&answer.status)),
            (!of_account, of_account),
            "{address}: {}",
            String::from_utf8_lossy(&answer.body)
        );
    }
}

#[tokio::test]
async fn a_segment_that_names_nothing_is_a_problem_on_every_address() {
    let fixture = Fixture::with_acts(12).await;
    let app = app(fixture.state.clone());
    let member = format!("Bearer {}", sign_in(&app, "alpha").await);
    for address in addresses::all() {
        for parameter in address.parameters() {
            for bad in BAD_SEGMENTS {
                for method in &address.methods {
                    let uri = address.with(&fixture, &[(&parameter, bad)]);
                    let body = if *method == Method::POST { Body::from("{}") } else { Body::empty() };
                    let request = Request::builder()
                        .method(method.clone())
                        .uri(&uri)
                        .header("authorization", &member)
                        .header("content-type", "application/json");
                    let answer = send(&app, request.body(body).expect("a request")).await;
                    // Most addresses look at the body first, whatever they name.
                    if *method == Method::POST && address.takes_body && answer.problem() == "invalid_value" {
                        continue;
                    }
                    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method} {uri}");
                    assert_eq!(answer.problem(), "not_found", "{method} {uri}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_value_of_the_wrong_type_is_a_problem_in_every_query() {
    let fixture = Fixture::with_acts(12).await;
    let app = app(fixture.state.clone());
    for address in addresses::all() {
        for parameter in &address.query {
            for bad in BAD_VALUES {
                let uri = format!("{}?{parameter}={bad}", address.with(&fixture, &[]));
                let answer = get(&app, &uri).await;
                assert!(answer.status.is_client_error(), "{uri}: {}", answer.status);
                assert!(["malformed", "invalid_value"].contains(&answer.problem().as_str()), "{uri}");
            }
        }
    }
}

#[tokio::test]
async fn a_parameter_that_the_api_does_not_have_is_a_problem() {
    let fixture = Fixture::with_acts(12).await;
    let app = app(fixture.state.clone());
    for address in addresses::described().iter().filter(|address| !address.query.is_empty()) {
        let uri = format!("{}?nonsense=1", address.with(&fixture, &[]));
        assert_eq!(get(&app, &uri).await.problem(), "malformed", "{uri}");
    }
}

#[tokio::test]
async fn a_size_beyond_the_record_is_a_problem() {
    let fixture = Fixture::with_acts(12).await;
    let app = app(fixture.state.clone());
    for address in addresses::all().iter().filter(|address| address.query.contains(&"at_size".to_owned())) {
        let uri = format!("{}?at_size=14", address.with(&fixture, &[]));
        let answer = get(&app, &uri).await;
        assert_eq!(
            (answer.status, answer.problem()),
            (StatusCode::UNPROCESSABLE_ENTITY, "invalid_value".to_owned()),
            "{uri}"
        );
    }
}

#[tokio::test]
async fn an_address_that_is_too_long_is_a_problem_everywhere() {
    let fixture = Fixture::with_acts(12).await;
    let app = app(fixture.state.clone());
    for address in addresses::all() {
        let uri = format!("{}?as_of={}", address.with(&fixture, &[]), "1".repeat(ADDRESS_BYTES_MAX));
        let answer = get(&app, &uri).await;
        assert_eq!(
            (answer.status, answer.problem()),
            (StatusCode::URI_TOO_LONG, "address_too_long".to_owned())
        );
    }
}

#[tokio::test]
async fn a_method_that_an_address_does_not_take_is_a_problem_that_lists_those_it_takes() {
    let fixture = Fixture::with_acts(12).await;
    let app = app(fixture.state.clone());
    for address in addresses::all() {
        let uri = address.with(&fixture, &[]);
        for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::PATCH, Method::TRACE] {
            if address.methods.contains(&method) {
                continue;
            }
            let answer = send(&app, request(method.clone(), &uri, &[])).await;
            assert_eq!(
                (answer.status, answer.problem()),
                (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed".to_owned())
            );
            for taken in &address.methods {
                assert!(
                    answer.header("allow").contains(taken.as_str()),
                    "{method} {uri}: {}",
                    answer.header("allow")
                );
            }
        }
    }
}

#[tokio::test]
async fn options_lists_the_methods_of_every_address() {
    let fixture = Fixture::with_acts(12).await;
    let app = app(fixture.state.clone());
    for address in addresses::all() {
        let answer = send(&app, request(Method::OPTIONS, &address.with(&fixture, &[]), &[])).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{address:?}");
        assert!(answer.header("allow").contains(address.methods[0].as_str()), "{address:?}: {answer:?}");
    }
}

#[tokio::test]
async fn what_leads_nowhere_is_a_problem() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    for address in [
        "/api",
        "/api/v1",
        "/api/v2/processes",
        "/a/b/c/d/e",
        "//",
        "/istanbul/",
        "/.git/config",
        "/favicon.ico",
    ] {
        let answer = get(&app, address).await;
        assert_eq!(
            (answer.status, answer.problem()),
            (StatusCode::NOT_FOUND, "not_found".to_owned()),
            "{address}"
        );
    }
}

#[tokio::test]
async fn a_browser_is_answered_with_a_page_but_not_by_the_api() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    let browser = [("accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"), ("accept-language", "tr")];
    let page = get_with(&app, "/nothing", &browser).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert_eq!(
        (page.header("content-type"), page.header("content-language")),
        ("text/html; charset=utf-8", "tr")
    );
    assert!(page.text().contains("<html lang=\"tr\""), "{}", page.text());
    assert_eq!(get_with(&app, "/api/v1/processes/nothing", &browser).await.problem(), "not_found");
}

#[tokio::test]
async fn every_kind_of_problem_is_described_at_its_type() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    for kind in ProblemKind::ALL {
        let answer = get(&app, &format!("/api/v1/problems/{}", kind.name())).await;
        assert_eq!(answer.json()["type"], format!("/api/v1/problems/{}", kind.name()));
        assert_eq!(answer.json()["status"], kind.status().as_u16());
    }
}

/// Bodies that are no submission, with the problem that each is.
fn bad_bodies() -> Vec<(Vec<u8>, &'static str)> {
    let text = |text: &str| text.as_bytes().to_vec();
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    vec![
        (text(""), "malformed"),
        (text("{"), "malformed"),
        (text("{\"note\":\"x\",\"salt\":\"x\"} trailing"), "malformed"),
        (vec![0xff, 0xfe, 0x00], "malformed"),
        (b"{\"note\":\"\xff\",\"salt\":\"\"}".to_vec(), "malformed"),
        (text("null"), "invalid_value"),
        (text("[]"), "invalid_value"),
        (text("7"), "invalid_value"),
        (text("{}"), "invalid_value"),
        (text("{\"note\":1,\"salt\":\"\"}"), "invalid_value"),
        (text("{\"note\":\"\",\"salt\":[]}"), "invalid_value"),
        (text("{\"note\":\"\",\"note\":\"\",\"salt\":\"\"}"), "invalid_value"),
        (text("{\"note\":\"\",\"salt\":\"\",\"more\":1}"), "invalid_value"),
        (text("{\"note\":\"\",\"salt\":\"AAAA\"}"), "invalid_value"),
        (text("{\"note\":\"\",\"salt\":\"\",\"annexes\":{}}"), "invalid_value"),
        (text("{\"note\":\"\",\"salt\":\"\",\"annexes\":[1]}"), "invalid_value"),
        (
            text(
                "{\"note\":\"\",\"salt\":\"\",\"annexes\":[{\"salt\":\"\",\"content\":\"\",\"commitment\":\"\"}]}",
            ),
            "invalid_value",
        ),
        (
            text(
                "{\"note\":\"\",\"salt\":\"\",\"annexes\":[{\"salt\":\"\",\"content\":\"%\",\"commitment\":\"\"}]}",
            ),
            "invalid_value",
        ),
        (deep.clone().into_bytes(), "invalid_value"),
        (format!("{{\"note\":{deep},\"salt\":\"\"}}").into_bytes(), "invalid_value"),
        (format!("{{\"note\":\"\",\"salt\":\"\",\"annexes\":{deep}}}").into_bytes(), "invalid_value"),
    ]
}

#[tokio::test]
async fn a_body_that_is_no_submission_is_a_problem() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    for address in addresses::all().iter().filter(|address| address.takes_body) {
        let uri = address.with(&fixture, &[]);
        for (body, problem) in bad_bodies() {
            let shown = String::from_utf8_lossy(&body[..body.len().min(100)]).into_owned();
            let answer = post(&app, &uri, body).await;
            let problems = if address.template.ends_with("/notes") {
                vec![problem]
            } else {
                vec!["malformed", "invalid_value", "body_too_large", "signed_out"]
            };
            assert!(problems.contains(&answer.problem().as_str()), "{uri}: {shown}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn a_body_of_another_media_type_is_a_problem() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    for address in addresses::all().iter().filter(|address| address.takes_body) {
        let uri = address.with(&fixture, &[]);
        for media_type in
            ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "json", "\u{1}"]
        {
            let Ok(request) = Request::post(&uri).header("content-type", media_type).body(Body::from("{}"))
            else {
                continue;
            };
            let answer = send(&app, request).await;
            assert_eq!(
                (answer.status, answer.problem()),
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "media_type".to_owned())
            );
        }
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_a_problem_whether_or_not_it_says_so() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    for address in addresses::all().iter().filter(|address| address.takes_body) {
        let uri = address.with(&fixture, &[]);
        let stated = Request::post(&uri)
            .header("content-type", "application/json")
            .header("content-length", SUBMISSION_BYTES_MAX + 1);
        let answer = send(&app, stated.body(Body::from("{}")).expect("a request")).await;
        assert_eq!(
            (answer.status, answer.problem()),
            (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large".to_owned())
        );
        let streamed = Body::from(vec![b' '; SUBMISSION_BYTES_MAX + 1]);
        let answer = post(&app, &uri, streamed).await;
        assert_eq!(
            (answer.status, answer.problem()),
            (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large".to_owned())
        );
    }
}
