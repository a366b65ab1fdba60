//! Search over what the audience may see: titles, texts, persons, offices and labels.

use std::collections::BTreeSet;

use askama::Template;
use verbale_process::standing::Standing;
use verbale_record::Commitment;

use crate::view::View;

use super::{
    fold_text::{Folded, fold},
    frame::{Frame, PageContext},
    links::Links,
    markup::{Html, clamp, escape},
    statements::clocks_as_fields,
    voice::Voice,
};

/// Longest query that is looked for, in characters; what follows is left out.
pub const QUERY_CHARS_MAX: usize = 200;
/// Words of a query that are looked for.
const QUERY_WORDS_MAX: usize = 12;
/// Results on the page.
const RESULTS_MAX: usize = 50;
/// Characters of text shown with a result, and how many of them stand before the first find.
const EXCERPT_CHARS: usize = 220;
const EXCERPT_LEAD_CHARS: usize = 60;

struct Found {
    href: String,
    title: Html,
    detail: Html,
    excerpt: Html,
    score: usize,
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    frame: Frame,
    action: String,
    hidden: Vec<(&'static str, String)>,
    query: String,
    summary: Option<Html>,
    more: Option<Html>,
    found: Vec<Found>,
}

/// The page of a search. Every word of the query must be found in a note's own words; notes in
/// whose title it stands come first, then the newest.
pub fn search_page(context: &PageContext, view: &View, standing: &Standing, query: &str) -> String {
    let links = Links::new(view.name(), context.clocks);
    let voice = Voice::new(context, view, standing, links);
    let query: String = query.trim().chars().take(QUERY_CHARS_MAX).collect();
    let folded = fold(&query);
    let words: Vec<&str> = folded.text().split_whitespace().take(QUERY_WORDS_MAX).collect();
    let mut found = if words.is_empty() { Vec::new() } else { look_for(&voice, context, &words) };
    found.sort_by_key(|f| std::cmp::Reverse(f.score));
    let count = found.len();
    found.truncate(RESULTS_MAX);
    let title = if query.is_empty() {
        voice.text("nav-search", &[])
    } else {
        voice.text("search-title", &[("query", query.as_str().into())])
    };
    let summary = (!words.is_empty())
        .then(|| voice.html("search-found", &[("n", count.into()), ("query", voice.wrote(&query).into())]));
    let more = (count > RESULTS_MAX).then(|| voice.html("search-more", &[("n", RESULTS_MAX.into())]));
    let frame = Frame::of_process(context, &voice, "search", Some(title));
    let page = SearchPage {
        action: voice.links.file("search"),
        hidden: clocks_as_fields(context),
        query,
        summary,
        more,
        found,
        frame,
    };
    super::render(&page)
}

fn look_for(voice: &Voice<'_>, context: &PageContext, words: &[&str]) -> Vec<Found> {
    let offset_min = voice.view.charter().offset_min;
    let counted = context.clocks.at_size.unwrap_or(u64::MAX);
    let mut found = Vec::new();
    let mut seen: BTreeSet<&Commitment> = BTreeSet::new();
    for (at, entry) in voice.view.process.entries().enumerate() {
        let day = entry.day(offset_min);
        if u64::try_from(at).unwrap_or(u64::MAX) >= counted || day > voice.standing.as_of {
            continue;
        }
        let note = &entry.commitment;
        // A carried note stands in several rooms and is found once.
        if !seen.insert(note) {
            continue;
        }
        let Some(wording) = voice.wording(note) else { continue };
        let title = fold(wording.title.as_deref().unwrap_or(""));
        let text = fold(wording.text.as_deref().unwrap_or(""));
        let rest = [
            wording.person.as_deref(),
            wording.office.as_deref(),
            wording.label.as_deref(),
            wording.more("outlet"),
        ];
        let rest = rest.into_iter().flatten().collect::<Vec<_>>().join("\n");
        let rest = fold(&rest);
        let everywhere = |word: &&str| [&title, &text, &rest].iter().any(|f| f.text().contains(*word));
        if !words.iter().all(everywhere) {
            continue;
        }
        let in_title = words.iter().filter(|w| title.text().contains(**w)).count();
        let people: Vec<Html> = [wording.person.as_deref(), wording.office.as_deref()]
            .into_iter()
            .flatten()
            .map(|t| highlighted(&fold(t), words, 0, usize::MAX))
            .collect();
        let mut detail = vec![voice.term("act", entry.act.kind.name()), voice.date(day)];
        detail.extend(people);
        found.push(Found {
            href: voice.note_href(note),
            title: match &wording.title {
                Some(_) => bdi(voice, highlighted(&title, words, 0, usize::MAX)),
                None => voice.title(note),
            },
            detail: Html::join(&detail, " · "),
            excerpt: excerpt(voice, &text, words),
            // Newer notes first among those that are equally good.
            score: in_title * 1_000_000 + at,
        });
    }
    found
}

fn bdi(voice: &Voice<'_>, inner: Html) -> Html {
    match voice.wording_language().filter(|tag| *tag != voice.locale.tag()) {
        Some(tag) => Html::trusted(format!("<bdi lang=\"{}\">{inner}</bdi>", escape(tag))),
        None => Html::trusted(format!("<bdi>{inner}</bdi>")),
    }
}

/// The part of a text around the first find, with every find marked.
fn excerpt(voice: &Voice<'_>, text: &Folded<'_>, words: &[&str]) -> Html {
    let first = words.iter().filter_map(|w| text.find(w)).map(|r| r.start).min().unwrap_or(0);
    let original = text.original();
    let start = original[..first].char_indices().rev().nth(EXCERPT_LEAD_CHARS).map_or(0, |(at, _)| {
        original[at..].find(char::is_whitespace).map_or(at, |space| (at + space).min(first))
    });
    let (shown, cut) = clamp(&original[start..], EXCERPT_CHARS);
    let end = start + shown.len();
    let inner = highlighted(text, words, start, end);
    let before = if start > 0 { "… " } else { "" };
    let after = if cut { "…" } else { "" };
    bdi(voice, Html::trusted(format!("{before}{inner}{after}")))
}

/// A stretch of a text with every find marked.
fn highlighted(text: &Folded<'_>, words: &[&str], start: usize, end: usize) -> Html {
    let original = text.original();
    let end = end.min(original.len());
    let mut finds: Vec<std::ops::Range<usize>> = words.iter().flat_map(|w| text.find_all(w)).collect();
    finds.sort_by_key(|r| (r.start, std::cmp::Reverse(r.end)));
    let mut out = String::new();
    let mut at = start;
    for find in finds {
        if find.start < at || find.end > end {
            continue;
        }
        out.push_str(escape(&original[at..find.start]).as_str());
        out.push_str("<mark>");
        out.push_str(escape(&original[find.clone()]).as_str());
        out.push_str("</mark>");
        at = find.end;
    }
    out.push_str(escape(&original[at.min(end)..end]).as_str());
    Html::trusted(out)
}
