//! Asking a venue something, and its answer read whole.

use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderMap, Method, Request, StatusCode},
};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    /// A header as text; empty where it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a header in ASCII"))
    }

    /// The body as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    /// The name of the problem that it is, having checked that it is a whole problem document.
    pub fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let json = self.json();
        assert_eq!(json["status"], self.status.as_u16(), "{json}");
        for member in ["title", "detail", "hint"] {
            assert!(json[member].as_str().is_some_and(|text| !text.is_empty()), "no {member}: {json}");
        }
        let name = json["type"].as_str().and_then(|name| name.strip_prefix("/api/v1/problems/"));
        name.unwrap_or_else(|| panic!("no type: {json}")).to_owned()
    }
}

/// Sends a request.
pub async fn send(app: &Router, request: Request<Body>) -> Answer {
    let response = app.clone().oneshot(request).await.expect("the router answers");
    let (parts, body) = response.into_parts();
    let is_endless = parts.headers.get("content-type").is_some_and(|t| t == "text/event-stream");
    let body = match is_endless {
        true => Bytes::new(),
        false => body.collect().await.expect("a whole body").to_bytes(),
    };
    Answer { status: parts.status, headers: joined(&parts.headers), body }
}

/// The headers with the lines of each joined, which says the same (RFC 9110, section 5.3).
fn joined(headers: &HeaderMap) -> HeaderMap {
    let lines = |name| headers.get_all(name).iter().map(|value| value.to_str().expect("a header in ASCII"));
    let joined = |name| lines(name).collect::<Vec<_>>().join(", ").parse().expect("a header");
    headers.keys().map(|name| (name.clone(), joined(name))).collect()
}

/// A request without a body.
pub fn request(method: Method, address: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(address);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).expect("a request")
}

/// Gets an address.
pub async fn get(app: &Router, address: &str) -> Answer {
    send(app, request(Method::GET, address, &[])).await
}

/// Gets an address with headers.
pub async fn get_with(app: &Router, address: &str, headers: &[(&str, &str)]) -> Answer {
    send(app, request(Method::GET, address, headers)).await
}

/// Posts a body of JSON.
pub async fn post(app: &Router, address: &str, body: impl Into<Body>) -> Answer {
    let request = Request::post(address).header("content-type", "application/json").body(body.into());
    send(app, request.expect("a request")).await
}
