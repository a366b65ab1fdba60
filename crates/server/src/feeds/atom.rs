//! The notes of a process as an Atom feed (RFC 4287).

use atom_syndication::{Category, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use verbale_process::{charter::ProcessKind, entry::Entry as Noted};

use crate::pages::{frame::process_title_text, voice::Voice};

use super::{ATOM_FILE, ATOM_MEDIA_TYPE, absolute, printable};

/// Notes that the feed tells: the newest. Older ones are on the record.
pub const FEED_ENTRIES_MAX: usize = 100;

/// The feed of a voice's view, in its language. `address` is the venue's own, where it is known.
pub(crate) fn feed(voice: &Voice<'_>, address: Option<&str>) -> String {
    let view = voice.view;
    let lang = voice.locale.tag();
    let noted: Vec<&Noted> = view.process.notes().rev().take(FEED_ENTRIES_MAX).collect();
    let subtitle = (voice.charter_then().process == ProcessKind::Register)
        .then(|| Text::plain(printable(&voice.text("unofficial", &[]))));
    let own = format!("{}?lang={lang}", absolute(address, &voice.links.file(ATOM_FILE)));
    let page = format!("{}?lang={lang}", absolute(address, &voice.links.to("")));
    let feed = Feed {
        title: Text::plain(printable(&process_title_text(view, voice.locale))),
        id: name_of(&view.id.0),
        updated: noted.first().map_or_else(FixedDateTime::default, |noted| time(noted.arrived.time_ms)),
        generator: Some(Generator {
            value: "Verbale".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            ..Generator::default()
        }),
        links: vec![link("self", own, ATOM_MEDIA_TYPE, lang), link("alternate", page, "text/html", lang)],
        subtitle,
        entries: noted.into_iter().map(|noted| entry(voice, noted, address)).collect(),
        lang: Some(lang.to_owned()),
        base: address.map(|address| format!("{address}/")),
        ..Feed::default()
    };
    feed.to_string()
}

fn entry(voice: &Voice<'_>, noted: &Noted, address: Option<&str>) -> Entry {
    let lang = voice.locale.tag();
    let page = absolute(address, &voice.note_href(&noted.commitment));
    let act = noted.act.kind.name();
    let entered = time(noted.arrived.time_ms);
    Entry {
        title: Text::plain(printable(&voice.title_text(&noted.commitment))),
        id: name_of(&noted.commitment.0),
        updated: entered,
        published: Some(entered),
        // Who signed it: of an act that is reported, the sentence says whose it was.
        authors: vec![Person { name: printable(voice.name_text(&noted.author)), ..Person::default() }],
        categories: vec![Category {
            term: act.to_owned(),
            label: Some(printable(&voice.act_name(act))),
            ..Category::default()
        }],
        links: vec![link("alternate", format!("{page}?lang={lang}"), "text/html", lang)],
        summary: Some(Text::html(printable(voice.says(noted).as_str()))),
        ..Entry::default()
    }
}

fn link(rel: &str, href: String, media_type: &str, lang: &str) -> Link {
    Link {
        rel: rel.to_owned(),
        href,
        mime_type: Some(media_type.to_owned()),
        hreflang: Some(lang.to_owned()),
        ..Link::default()
    }
}

/// The name of a hash as an IRI (RFC 6920): the same in every language, and at whatever address.
fn name_of(hash: &[u8]) -> String {
    format!("ni:///sha-256;{}", BASE64_URL_SAFE_NO_PAD.encode(hash))
}

/// A log's time as a feed has it.
fn time(time_ms: u64) -> FixedDateTime {
    let timestamp = i64::try_from(time_ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    timestamp.and_then(|time| time.to_string().parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{name_of, time};

    #[test]
    fn a_time_is_that_of_the_leaf() {
        assert_eq!(time(1_763_812_800_123).to_rfc3339(), "2025-11-22T12:00:00.123+00:00");
        assert_eq!(time(u64::MAX).to_rfc3339(), "1970-01-01T00:00:00+00:00", "no calendar has that day");
    }

    #[test]
    fn a_name_is_as_rfc_6920_writes_it() {
        // The RFC's own example, section 3: the hash of "Hello World!".
        let hash = verbale_record::Hash::of(b"Hello World!");
        assert_eq!(name_of(&hash.0), "ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk");
    }
}
