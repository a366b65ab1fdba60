//! The language of a request: what its address asks for, else what the reader chose before, else
//! what the browser asks for, else the venue's first.

use std::{convert::Infallible, fmt, sync::Arc};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Uri, header, request::Parts},
};

use crate::{locale::Locale, state::AppState};

/// The parameter of an address that names a language.
pub const LANGUAGE_PARAMETER: &str = "lang";
/// The cookie that remembers a language; it holds a tag and nothing else.
pub const LANGUAGE_COOKIE: &str = "lang";

/// Ranges of an `Accept-Language` header that are looked at.
const ACCEPT_LANGUAGE_RANGES_MAX: usize = 32;

/// The language of a request, as an extractor.
#[derive(Clone, Copy)]
pub struct Language(pub &'static Locale);

/// The languages that a venue's pages speak, in the order in which they offer them. The first is
/// spoken where nothing else is asked for.
#[derive(Clone)]
pub struct Languages(Arc<[&'static Locale]>);

impl Default for Languages {
    /// All that there are.
    fn default() -> Languages {
        Languages(Locale::all().iter().collect())
    }
}

impl fmt::Debug for Languages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(Locale::tag)).finish()
    }
}

impl Languages {
    /// The languages of some tags.
    ///
    /// # Errors
    /// Where there is none, or one that no translation is there for, or one twice.
    pub fn of(tags: &[String]) -> Result<Languages, String> {
        let mut languages: Vec<&'static Locale> = Vec::with_capacity(tags.len());
        for tag in tags {
            let known = || Locale::all().iter().map(Locale::tag).collect::<Vec<_>>().join(", ");
            let locale = Locale::all().iter().find(|locale| locale.tag() == tag);
            let locale =
                locale.ok_or_else(|| format!("there is no language {tag:?}; choose among {}", known()))?;
            if languages.iter().any(|other| other.tag() == tag) {
                return Err(format!("the language {tag:?} stands there twice"));
            }
            languages.push(locale);
        }
        if languages.is_empty() {
            return Err("a venue speaks one language at least".to_owned());
        }
        Ok(Languages(languages.into()))
    }

    /// Each, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &'static Locale> {
        self.0.iter().copied()
    }

    /// The language of a tag such as `tr` or `tr-CY`, if the venue speaks it.
    pub fn find(&self, tag: &str) -> Option<&'static Locale> {
        Locale::find(tag).filter(|found| self.iter().any(|spoken| spoken.tag() == found.tag()))
    }

    /// The language of a request: what its address asks for, else what the reader chose before, else what
    /// the browser asks for, else the first.
    pub fn of_request(&self, uri: &Uri, headers: &HeaderMap) -> &'static Locale {
        let find = |tag: Option<&str>| tag.and_then(|tag| self.find(tag));
        find(parameter(uri))
            .or_else(|| find(cookie(headers)))
            .or_else(|| self.accepted(text(headers, header::ACCEPT_LANGUAGE)?))
            .unwrap_or_else(|| self.0.first().copied().unwrap_or_else(Locale::fallback))
    }

    /// The first language of an `Accept-Language` header that the venue speaks, by its weights (RFC 9110,
    /// section 12.5.4).
    fn accepted(&self, header: &str) -> Option<&'static Locale> {
        let mut ranges: Vec<(u16, &str)> = header
            .split(',')
            .take(ACCEPT_LANGUAGE_RANGES_MAX)
            .filter_map(|range| {
                let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
                let weight: f32 = weight.trim().strip_prefix("q=")?.parse().ok()?;
                (weight > 0.0).then_some(((weight.min(1.0) * 1000.0) as u16, tag))
            })
            .collect();
        ranges.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        ranges.into_iter().find_map(|(_, tag)| self.find(tag))
    }
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

impl FromRequestParts<AppState> for Language {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Language(state.venue().languages.of_request(&parts.uri, &parts.headers)))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn tag(uri: &'static str, cookie: &'static str, accept: &'static str) -> &'static str {
        spoken(&Languages::default(), uri, cookie, accept)
    }

    fn spoken(
        languages: &Languages,
        uri: &'static str,
        cookie: &'static str,
        accept: &'static str,
    ) -> &'static str {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static(cookie));
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(accept));
        languages.of_request(&Uri::from_static(uri), &headers).tag()
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

    #[test]
    fn a_venue_speaks_its_own_languages_and_its_first_where_nothing_else_is_asked_for() {
        let languages = Languages::of(&["tr".to_owned(), "uk".to_owned()]).expect("languages");
        assert_eq!(spoken(&languages, "/p?lang=uk", "", "en"), "uk");
        assert_eq!(spoken(&languages, "/p?lang=en", "lang=ru", "en, ru"), "tr");
        assert_eq!(spoken(&languages, "/p", "", "en, uk;q=0.5"), "uk");
        for tags in [&[][..], &["xx"], &["tr", "tr"]] {
            let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
            assert!(Languages::of(&tags).is_err(), "{tags:?}");
        }
    }

    #[test]
    fn an_accept_language_header_is_read_by_its_weights() {
        assert_eq!(tag("/", "", "en;q=0.2, tr;q=0.9"), "tr");
        assert_eq!(tag("/", "", "de, tr-TR;q=0.8, en;q=0.9"), "en");
        assert_eq!(tag("/", "", "de;q=0.9, tr;q=0, en;q=x"), "en");
    }
}
