//! The language of a request: what its address asks for, else what the reader chose before, else
//! what the browser asks for, else the venue's first.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Uri, header, request::Parts},
};

use crate::locale::Locale;

/// The parameter of an address that names a language.
pub const LANGUAGE_PARAMETER: &str = "lang";
/// The cookie that remembers a language; it holds a tag and nothing else.
pub const LANGUAGE_COOKIE: &str = "lang";

/// The language of a request, as an extractor.
#[derive(Clone, Copy)]
pub struct Language(pub &'static Locale);

/// Chooses the language of a request.
pub fn negotiate(uri: &Uri, headers: &HeaderMap) -> &'static Locale {
    Locale::of_request(parameter(uri), cookie(headers), text(headers, header::ACCEPT_LANGUAGE))
}

/// The parameter's value. A tag needs no percent encoding, and what does is no tag.
fn parameter(uri: &Uri) -> Option<&str> {
    uri.query()?.split('&').find_map(|pair| pair.strip_prefix(LANGUAGE_PARAMETER)?.strip_prefix('='))
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    text(headers, header::COOKIE)?
        .split(';')
        .find_map(|pair| pair.trim().strip_prefix(LANGUAGE_COOKIE)?.strip_prefix('='))
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

impl<S: Send + Sync> FromRequestParts<S> for Language {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Language(negotiate(&parts.uri, &parts.headers)))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn tag(uri: &'static str, cookie: &'static str, accept: &'static str) -> &'static str {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static(cookie));
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(accept));
        negotiate(&Uri::from_static(uri), &headers).tag()
    }

    #[test]
    fn the_address_goes_before_the_cookie_and_the_cookie_before_the_browser() {
        assert_eq!(tag("/p?as_of=2025-11-12&lang=tr", "lang=en", "en"), "tr");
        assert_eq!(tag("/p", "a=b; lang=tr", "en"), "tr");
        assert_eq!(tag("/p", "", "de, tr;q=0.5"), "tr");
        assert_eq!(tag("/p", "", "de"), "en");
    }

    #[test]
    fn a_language_that_is_not_spoken_is_passed_over() {
        assert_eq!(tag("/p?lang=xx", "lang=tr", "en"), "tr");
        assert_eq!(tag("/p?lang=", "language=tr", "tr"), "tr");
        assert_eq!(tag("/p?lang=%00%ff", "=;;lang", ";;q=,"), "en");
    }
}
