//! The record: its notes in the order in which they were entered.

use askama::Template;
use verbale_process::{entry::Entry, standing::Standing};

use crate::view::View;

use super::{
    frame::{Choice, Frame, PageContext},
    links::Links,
    markup::Html,
    voice::Voice,
};

/// Notes on one sheet.
pub const RECORD_PAGE_MAX: usize = 100;

struct Line {
    number: Html,
    act: Html,
    note: Html,
    who: Html,
    happened: Html,
    registered: Html,
}

#[derive(Template)]
#[template(path = "record.html")]
struct RecordPage {
    frame: Frame,
    caption: Html,
    lines: Vec<Line>,
    prev: Option<Choice>,
    next: Option<Choice>,
    without_effect: Vec<(Html, Html)>,
}

/// The record as it was entered, newest sheet first where none is asked for; `from` is the number
/// of the first note shown, from 1.
pub fn record_page(context: &PageContext, view: &View, standing: &Standing, from: Option<usize>) -> String {
    let links = Links::new(view.name(), context.clocks);
    let voice = Voice::new(context, view, standing, links);
    let size =
        usize::try_from(context.clocks.at_size.unwrap_or(u64::MAX).min(view.size())).unwrap_or(usize::MAX);
    let newest = size.saturating_sub(1) / RECORD_PAGE_MAX * RECORD_PAGE_MAX;
    let start = from.map_or(newest, |n| n.saturating_sub(1)).min(size.saturating_sub(1));
    let end = start.saturating_add(RECORD_PAGE_MAX).min(size);
    let lines: Vec<Line> = view
        .process
        .entries()
        .enumerate()
        .skip(start)
        .take(end.saturating_sub(start))
        .map(|(n, e)| line(&voice, n, e))
        .collect();
    let turn = |to: usize, key: &str| Choice {
        href: context.address_with("from", Some(&(to + 1).to_string())),
        words: voice.say(key),
        current: false,
        lang: "",
    };
    let frame = Frame::of_process(context, &voice, "record", Some(voice.text("nav-record", &[])));
    let args = [("from", (start + usize::from(size > 0)).into()), ("to", end.into()), ("size", size.into())];
    let page = RecordPage {
        caption: voice.html("record-caption", &args),
        lines,
        prev: (start > 0).then(|| turn(start.saturating_sub(RECORD_PAGE_MAX), "sheet-earlier")),
        next: (end < size).then(|| turn(end, "sheet-later")),
        without_effect: standing
            .without_effect
            .iter()
            .map(|w| (voice.to_note(&w.note, voice.title(&w.note)), voice.term("reason", w.reason.name())))
            .collect(),
        frame,
    };
    super::render(&page)
}

fn line(voice: &Voice<'_>, index: usize, entry: &Entry) -> Line {
    let number = voice.number(u64::try_from(index + 1).unwrap_or(u64::MAX));
    Line {
        number: super::voice::link(&voice.links.note(&entry.commitment), number),
        act: voice.term("act", entry.act.kind.name()),
        note: voice.to_note(&entry.commitment, voice.title(&entry.commitment)),
        who: voice.doers(entry).unwrap_or_else(|| voice.say("nobody-named")),
        happened: voice.date(entry.day(voice.view.charter().offset_min)),
        registered: voice.date(voice.view.day(entry.place.time_ms)),
    }
}
