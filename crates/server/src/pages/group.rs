//! A working group's own page: what it is for, what it has to do and what is overdue, its sessions, minutes,
//! reports and documents.

use askama::Template;
use verbale_process::{
    act::{AnnexRole, ItemId, Kind, Phase},
    entry::Entry,
    fold::At,
    standing::{Effect, ItemKind, ItemStanding, Standing},
};
use verbale_record::Commitment;

use crate::view::View;

use super::{
    frame::{Frame, PageContext},
    item::{forms, row},
    links::Links,
    markup::Html,
    picture::Row,
    voice::Voice,
};

/// Documents that the page lists: the newest.
const DOCUMENTS_LISTED_MAX: usize = 100;

/// Items under a heading.
struct Part {
    id: &'static str,
    heading: Html,
    nothing: Html,
    rows: Vec<Row>,
}

/// A note of which the page tells in a line.
struct Line {
    words: Html,
    href: String,
    text: Option<Html>,
}

#[derive(Template)]
#[template(path = "group.html")]
struct GroupPage {
    frame: Frame,
    title: Html,
    subtitle: Html,
    standing: Html,
    lapsed: Option<Html>,
    facts: Vec<(Html, Html)>,
    forms: Vec<(String, Html)>,
    parts: Vec<Part>,
    sessions: Vec<Line>,
    documents: Vec<Line>,
    groups_href: String,
    item_href: String,
}

/// The page of a group; nothing where there is none of that id as of the clocks.
pub fn group_page(context: &PageContext, view: &View, standing: &Standing, id: &ItemId) -> Option<String> {
    let item = standing.item(id).filter(|item| item.kind == ItemKind::Group)?;
    let entry = view.process.entry(id)?;
    let Kind::Group { from, works_in: room, until, .. } = &entry.act.kind else { return None };
    let voice = Voice::new(context, view, standing, Links::new(view.name(), context.clocks));
    let room = view.rooms.iter().find(|seen| Some(&seen.entry.name) == room.as_ref());
    let works_in = |item: &ItemStanding| room.is_some_and(|room| item.place.room == room.index);
    let overdue = |item: &ItemStanding| {
        works_in(item)
            && item.outcome.awaits().iter().any(|owed| owed.due.is_some_and(|due| due < standing.as_of))
    };
    let names_it = |item: &ItemStanding| match view.process.entry(&item.id).map(|entry| &entry.act.kind) {
        Some(Kind::Minutes { of, .. }) => of == id,
        Some(Kind::Report { group }) => group == id,
        _ => false,
    };
    let part = |key: &'static str, fits: &dyn Fn(&ItemStanding) -> bool| Part {
        id: key,
        heading: voice.say(&format!("group-{key}")),
        nothing: voice.say(&format!("group-{key}-none")),
        rows: standing.items.iter().filter(|item| fits(item)).map(|item| row(&voice, item)).collect(),
    };
    let parts = vec![
        part("overdue", &overdue),
        part("open", &|item| works_in(item) && item.kind.awaits() && item.outcome.is_open()),
        part("minutes", &|item| item.kind == ItemKind::Minutes && names_it(item)),
        part("reports", &|item| item.kind == ItemKind::Report && names_it(item)),
    ];
    let mut facts = vec![
        (voice.say("group-from"), voice.cited(from)),
        (
            voice.say("fact-track"),
            item.track.map(|track| voice.term("track", track.name())).unwrap_or_default(),
        ),
    ];
    facts.extend(until.map(|day| (voice.say("group-until"), voice.date(day))));
    if let Some(room) = room {
        facts.push((voice.say("group-room"), voice.brief(&room.entry.name)));
        facts.push((voice.say("group-room-members"), voice.names(&room.entry.members)));
    }
    facts.extend(voice.wording_facts(id));
    let lapsed = until.filter(|day| item.outcome.is_open() && *day < standing.as_of);
    let page = GroupPage {
        title: voice.title(id),
        subtitle: voice.says(entry),
        standing: voice.outcome(item.kind, &item.outcome),
        lapsed: lapsed.map(|day| voice.html("group-lapsed", &[("date", voice.date(day).into())])),
        facts,
        forms: if context.own_actors().is_empty() { Vec::new() } else { forms(&voice, item) },
        parts,
        sessions: sessions(&voice, view, id, At { as_of: standing.as_of, at_size: context.clocks.at_size }),
        documents: room.map(|room| documents(&voice, view, room.index)).unwrap_or_default(),
        groups_href: voice.links.to("groups"),
        item_href: voice.links.item(id, voice.label(id)),
        frame: Frame::of_process(context, &voice, "groups", Some(voice.title_text(id))),
    };
    Some(super::render(&page))
}

/// Its sessions: when each was opened and closed.
fn sessions(voice: &Voice<'_>, view: &View, id: &ItemId, at: At) -> Vec<Line> {
    let steps = view.process.history(id, at);
    let line = |note: &Commitment, on| {
        let Some(Kind::Session { phase, .. }) = view.process.entry(note).map(|entry| &entry.act.kind) else {
            return None;
        };
        let key = if *phase == Phase::Closed { "group-session-closed" } else { "group-session-opened" };
        Some(Line {
            words: voice.html(key, &[("date", voice.date(on).into())]),
            href: voice.links.note(note),
            text: voice.listed_text(note),
        })
    };
    let took_place = steps.iter().filter(|step| !matches!(step.effect, Effect::Without(_)));
    took_place.filter_map(|step| line(&step.note, step.on)).collect()
}

/// The notes of its room that carry documents, newest first.
fn documents(voice: &Voice<'_>, view: &View, room: u16) -> Vec<Line> {
    let mut carrying: Vec<_> = view
        .process
        .entries()
        .filter(|entry| entry.place.room == room)
        .filter(|entry| entry.act.annexes.iter().any(|annex| annex.role == AnnexRole::Document))
        .collect();
    carrying.sort_by_key(|entry| std::cmp::Reverse(entry.place));
    let line = |entry: &Entry| {
        let mut documents = entry.act.annexes.iter().filter(|annex| annex.role == AnnexRole::Document);
        let erased = documents.all(|annex| view.is_erased(&annex.commitment));
        let note = &entry.commitment;
        let text = erased.then(|| voice.say("document-erased"));
        Line { words: voice.title(note), href: voice.links.note(note), text }
    };
    carrying.into_iter().take(DOCUMENTS_LISTED_MAX).map(line).collect()
}
