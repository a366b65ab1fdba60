//! Headers that every answer carries, errors included.
//!
//! The content security policy lets a page load from this venue alone, run no inline script and
//! no `eval`, submit forms here only, and be framed by nobody. What the pages need beyond it they
//! must do without.
//!
//! One kind of page may be framed by any site ([`framed`]): a portal, which is made for nobody in
//! particular and on which nothing can be done.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};

use crate::state::AppState;

macro_rules! policy {
    (forms: $forms:literal, framed_by: $ancestors:literal) => {
        concat!(
            "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; \
             connect-src 'self'; form-action ",
            $forms,
            "; base-uri 'none'; frame-ancestors ",
            $ancestors
        )
    };
}

/// The content security policy.
pub const CONTENT_SECURITY_POLICY: &str = policy!(forms: "'self'", framed_by: "'none'");

/// The content security policy of a page that any site may frame.
pub const FRAMED_CONTENT_SECURITY_POLICY: &str = policy!(forms: "'none'", framed_by: "*");

/// How long browsers shall insist on TLS: two years, as preload lists ask.
pub const STRICT_TRANSPORT_SECURITY: &str = "max-age=63072000; includeSubDomains";

const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const CROSS_ORIGIN_EMBEDDER_POLICY: HeaderName = HeaderName::from_static("cross-origin-embedder-policy");

/// What every answer carries, whatever it is; a page that may be framed says otherwise where it
/// must.
pub const HEADERS: [(HeaderName, HeaderValue); 7] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
             magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
        ),
    ),
];

/// An answer that any site may frame.
#[derive(Clone, Copy)]
struct Framed;

/// Makes an answer one that any site may frame, and so one that is the same whoever asks: no
/// cookie and no token is read, so that a frame shows its site's reader nothing that everybody
/// cannot see, and neither begins nor goes on with a session. What does not exist is not framed.
pub async fn framed(mut request: Request, next: Next) -> Response {
    request.headers_mut().remove(header::COOKIE);
    request.headers_mut().remove(header::AUTHORIZATION);
    let mut response = next.run(request).await;
    if matches!(response.status(), StatusCode::OK | StatusCode::NOT_MODIFIED) {
        response.extensions_mut().insert(Framed);
    }
    response
}

/// Puts [`HEADERS`] on the answer, and strict transport security where the venue is behind TLS.
/// Over plain HTTP that header would be ignored, and on a member's own machine it would lock the
/// loopback address into TLS.
pub async fn headers(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let is_framed = response.extensions().get::<Framed>().is_some();
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, value);
    }
    if is_framed {
        let policy = HeaderValue::from_static(FRAMED_CONTENT_SECURITY_POLICY);
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        // A site that isolates itself frames only what allows it and is isolated, too; the page loads
        // nothing from elsewhere, so it loses nothing.
        headers.insert(CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
        headers.insert(CROSS_ORIGIN_EMBEDDER_POLICY, HeaderValue::from_static("require-corp"));
        headers.remove(header::X_FRAME_OPTIONS);
    }
    if state.venue().tls() {
        headers
            .insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(STRICT_TRANSPORT_SECURITY));
    }
    response
}
