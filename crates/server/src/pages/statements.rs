//! Statements beside the record.

use askama::Template;
use verbale_process::{
    act::Kind,
    standing::{ItemKind, ItemStanding, Standing},
};
use verbale_record::ActorId;

use crate::view::View;

use super::{
    frame::{Choice, Frame, PageContext},
    links::Links,
    markup::Html,
    statement::{StatementFace, statement_face},
    voice::Voice,
};

/// Statements on one sheet.
pub const STATEMENTS_PAGE_MAX: usize = 40;

/// What the reader chose to see of the statements.
#[derive(Clone, Debug, Default)]
pub struct StatementFilter {
    /// About one item: its label or commitment.
    pub item: Option<String>,
    /// Of one actor.
    pub actor: Option<ActorId>,
    /// Only those that claim whose turn it is.
    pub claims: bool,
    /// Which sheet, from 1.
    pub sheet: usize,
}

/// A statement beside what the record shows for the items named.
struct Said {
    statement: StatementFace,
    claim: Html,
    shows: Vec<Html>,
}

#[derive(Template)]
#[template(path = "statements.html")]
struct StatementsPage {
    frame: Frame,
    action: String,
    hidden: Vec<(&'static str, String)>,
    actors: Vec<(String, Html, bool)>,
    items: Vec<(String, String, bool)>,
    claims: bool,
    found: Html,
    said: Vec<Said>,
    prev: Option<Choice>,
    next: Option<Choice>,
}

/// The page of statements, newest first.
pub fn statements_page(
    context: &PageContext,
    view: &View,
    standing: &Standing,
    filter: &StatementFilter,
) -> String {
    let links = Links::new(view.name(), context.clocks);
    let voice = Voice::new(context, view, standing, links);
    let about = filter.item.as_deref().and_then(|name| view.item(name));
    let all: Vec<&ItemStanding> = standing.items.iter().filter(|i| i.kind == ItemKind::Statement).collect();
    let mut chosen: Vec<&ItemStanding> = all
        .iter()
        .copied()
        .filter(|i| filter.actor.as_ref().is_none_or(|a| i.by.as_ref() == Some(a)))
        .filter(|i| filter.item.is_none() || about.is_some_and(|about| names(&voice, i, &about)))
        .filter(|i| !filter.claims || standing.claims.iter().any(|c| c.id == i.id))
        .collect();
    chosen.reverse();
    let sheets = chosen.len().div_ceil(STATEMENTS_PAGE_MAX).max(1);
    let sheet = filter.sheet.clamp(1, sheets);
    let said = chosen
        .iter()
        .skip((sheet - 1) * STATEMENTS_PAGE_MAX)
        .take(STATEMENTS_PAGE_MAX)
        .map(|item| Said {
            statement: statement_face(&voice, &item.id),
            claim: match standing.claims.iter().find(|c| c.id == item.id) {
                Some(claim) => voice.claim_says(claim),
                None => voice.say("claims-nothing"),
            },
            shows: voice.record_shows(&about_of(&voice, item)),
        })
        .collect();
    let turn = |to: usize, key: &str| {
        (to >= 1 && to <= sheets && to != sheet).then(|| Choice {
            href: context.address_with("sheet", Some(&to.to_string())),
            words: voice.say(key),
            current: false,
            lang: "",
        })
    };
    let speakers: Vec<ActorId> = all.iter().filter_map(|i| i.by.clone()).collect();
    let frame = Frame::of_process(context, &voice, "statements", Some(voice.text("nav-statements", &[])));
    let page = StatementsPage {
        action: context.path.clone(),
        hidden: clocks_as_fields(context),
        actors: voice
            .ordered(&speakers)
            .iter()
            .map(|a| (a.to_string(), voice.name(a), filter.actor.as_ref() == Some(a)))
            .collect(),
        items: items_named(&voice, &all, filter.item.as_deref()),
        claims: filter.claims,
        found: voice.html("statements-count", &[("n", chosen.len().into())]),
        said,
        prev: turn(sheet - 1, "sheet-newer"),
        next: turn(sheet + 1, "sheet-older"),
        frame,
    };
    super::render(&page)
}

/// The clocks as hidden fields, so that a form keeps them.
pub fn clocks_as_fields(context: &PageContext) -> Vec<(&'static str, String)> {
    let as_of = context.clocks.as_of.map(|d| ("as_of", d.to_string()));
    let at_size = context.clocks.at_size.map(|s| ("at_size", s.to_string()));
    as_of.into_iter().chain(at_size).collect()
}

fn about_of(voice: &Voice<'_>, item: &ItemStanding) -> Vec<verbale_process::act::ItemId> {
    match voice.view.process.entry(&item.id).map(|e| &e.act.kind) {
        Some(Kind::Statement { about, .. }) => about.clone(),
        _ => Vec::new(),
    }
}

fn names(voice: &Voice<'_>, statement: &ItemStanding, item: &verbale_process::act::ItemId) -> bool {
    about_of(voice, statement).contains(item)
}

/// The items that statements name, in the order in which they were opened.
fn items_named(
    voice: &Voice<'_>,
    statements: &[&ItemStanding],
    chosen: Option<&str>,
) -> Vec<(String, String, bool)> {
    let named: std::collections::BTreeSet<_> = statements.iter().flat_map(|s| about_of(voice, s)).collect();
    voice
        .standing
        .items
        .iter()
        .filter(|i| named.contains(&i.id))
        .map(|i| {
            let value = voice.view.wordings.name(&i.id);
            let current = chosen == Some(value.as_str());
            (value, voice.title_text(&i.id), current)
        })
        .collect()
}
