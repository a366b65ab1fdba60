//! The voice of a page: names, dates, titles and links, in the reader's language, of one view.

use std::collections::BTreeMap;

use jiff::civil::Date;
use verbale_process::{
    act::ItemId,
    charter::{Charter, ProcessKind},
    entry::days_between,
    fold::At,
    standing::{ExecutionFigures, ItemStanding, Standing},
    wording::Wording,
};
use verbale_record::{ActorId, Commitment};

use crate::{
    locale::{Arg, Locale},
    view::View,
};

use super::{
    alternat::alternat,
    frame::PageContext,
    links::Links,
    markup::{Html, clamp, escape, source_url},
};

/// Characters of a commitment that stand for it where nothing better is known.
const COMMITMENT_PREFIX_CHARS: usize = 8;
/// Characters of a note's text that stand for a title where it has none.
const TITLE_FROM_TEXT_CHARS: usize = 80;
/// Characters of a title, a name or an office that are shown; the note's own page has the whole.
const BRIEF_CHARS_MAX: usize = 200;
/// Characters of a note's text that a list shows.
const LISTED_CHARS_MAX: usize = 600;

/// Speaks of one view as of two clocks, in one language.
pub struct Voice<'a> {
    /// The language.
    pub locale: &'static Locale,
    /// What is spoken of.
    pub view: &'a View,
    /// Its standing as of the clocks.
    pub standing: &'a Standing,
    /// Addresses of its pages.
    pub links: Links,
    /// The parties, in the order of the day shown; to a member its own first.
    pub parties: Vec<ActorId>,
    items: BTreeMap<ItemId, &'a ItemStanding>,
    executions: BTreeMap<ItemId, &'a ExecutionFigures>,
}

/// The charter that was in force as of the clocks of a standing.
fn charter_of<'a>(view: &'a View, standing: &Standing) -> &'a Charter {
    view.process.charter_at(At { as_of: standing.as_of, at_size: Some(standing.at_size) })
}

impl<'a> Voice<'a> {
    /// A voice for a standing of a view.
    pub fn new(context: &PageContext, view: &'a View, standing: &'a Standing, links: Links) -> Voice<'a> {
        let parties: Vec<ActorId> = charter_of(view, standing).parties().map(|p| p.id.clone()).collect();
        let mut parties = alternat(&parties, standing.as_of);
        let own = |party: &ActorId| context.reader.as_ref().is_some_and(|reader| reader.acts_for(party));
        // A stable sort: among the others the order of the day stays.
        parties.sort_by_key(|party| !own(party));
        Voice {
            locale: context.locale,
            view,
            standing,
            links,
            parties,
            items: standing.items.iter().map(|i| (i.id, i)).collect(),
            executions: standing.executions.iter().map(|e| (e.id, e)).collect(),
        }
    }

    /// The charter that was in force as of the clocks.
    pub fn charter_then(&self) -> &'a Charter {
        charter_of(self.view, self.standing)
    }

    /// An item as it stands.
    pub fn find(&self, id: &ItemId) -> Option<&'a ItemStanding> {
        self.items.get(id).copied()
    }

    /// The figures of an execution.
    pub fn figures(&self, id: &ItemId) -> Option<&'a ExecutionFigures> {
        self.executions.get(id).copied()
    }

    /// A message without values.
    pub fn say(&self, key: &str) -> Html {
        self.locale.say(key)
    }

    /// A message with values, as markup.
    pub fn html(&self, key: &str, args: &[(&'static str, Arg)]) -> Html {
        self.locale.html(key, args)
    }

    /// A message with values, as plain text.
    pub fn text(&self, key: &str, args: &[(&'static str, Arg)]) -> String {
        self.locale.text(key, args)
    }

    /// An actor's name.
    pub fn name(&self, actor: &ActorId) -> Html {
        escape(self.name_text(actor))
    }

    /// An actor's name as plain text.
    pub fn name_text(&self, actor: &ActorId) -> &'a str {
        // The id of an actor that the charter does not name lives in the entry, not in the charter.
        match self.view.charter().actor(actor) {
            Some(entry) => entry
                .names
                .get(self.locale.tag())
                .or_else(|| entry.names.get("en"))
                .map_or(entry.id.as_str(), String::as_str),
            None => "?",
        }
    }

    /// Several names, parties first and in the order of the day.
    pub fn names(&self, actors: &[ActorId]) -> Html {
        let ordered = self.ordered(actors);
        let names: Vec<Html> = ordered.iter().map(|a| self.name(a)).collect();
        self.list(&names)
    }

    /// Actors, parties first and in the order of the day, each once.
    pub fn ordered(&self, actors: &[ActorId]) -> Vec<ActorId> {
        let parties = self.parties.iter().filter(|p| actors.contains(p)).cloned();
        let mut ordered: Vec<ActorId> = parties.collect();
        for actor in actors {
            if !ordered.contains(actor) {
                ordered.push(actor.clone());
            }
        }
        ordered
    }

    /// A list in words: *a, b and c*.
    pub fn list(&self, pieces: &[Html]) -> Html {
        let Some((last, rest)) = pieces.split_last() else { return Html::default() };
        let Some((first, middle)) = rest.split_first() else { return last.clone() };
        let head = middle.iter().fold(first.clone(), |head, next| {
            self.html("list-more", &[("head", head.into()), ("next", next.clone().into())])
        });
        self.html("list-last", &[("head", head.into()), ("last", last.clone().into())])
    }

    /// Whether an actor is a party, and which place the charter gives it (from 1): the number of
    /// its pattern.
    pub fn pattern(&self, actor: &ActorId) -> Option<usize> {
        self.view.charter().parties().position(|p| p.id == *actor).map(|at| at + 1)
    }

    /// A day in full.
    pub fn date(&self, day: Date) -> Html {
        Html::trusted(format!("<time datetime=\"{day}\">{}</time>", escape(&self.locale.date(day))))
    }

    /// A day in full, as plain text.
    pub fn date_text(&self, day: Date) -> String {
        self.locale.date(day)
    }

    /// Days from a day to the day shown; zero for days to come.
    pub fn days_since(&self, day: Date) -> u64 {
        u64::try_from(days_between(day, self.standing.as_of)).unwrap_or(0)
    }

    /// *112 days*.
    pub fn days(&self, count: u64) -> Html {
        self.html("days", &[("n", count.into())])
    }

    /// A number in the language's grouping.
    pub fn number(&self, number: u64) -> Html {
        escape(&self.locale.number(number))
    }

    /// A note's wording, unless it has none or it was erased.
    pub fn wording(&self, note: &Commitment) -> Option<&'a Wording> {
        self.view.wordings.get(note)
    }

    /// An item's label.
    pub fn label(&self, item: &Commitment) -> Option<&'a str> {
        self.view.wordings.label(item)
    }

    /// Text that somebody wrote, isolated from the direction of what surrounds it, in the language
    /// that it is known to be in.
    pub fn wrote(&self, text: &str) -> Html {
        let lang = self.wording_language().filter(|tag| *tag != self.locale.tag());
        match lang {
            Some(tag) => Html::trusted(format!("<bdi lang=\"{}\">{}</bdi>", escape(tag), escape(text))),
            None => Html::trusted(format!("<bdi>{}</bdi>", escape(text))),
        }
    }

    /// Text that somebody wrote, no longer than a line or two.
    pub fn brief(&self, text: &str) -> Html {
        self.beginning(text, BRIEF_CHARS_MAX)
    }

    /// A note's text, as a list shows it.
    pub fn listed_text(&self, note: &Commitment) -> Option<Html> {
        self.wording(note)?.text.as_deref().map(|t| self.beginning(t, LISTED_CHARS_MAX))
    }

    fn beginning(&self, text: &str, chars_max: usize) -> Html {
        match clamp(text, chars_max) {
            (whole, false) => self.wrote(whole),
            (head, true) => self.wrote(&format!("{head}…")),
        }
    }

    /// The language of the wordings: a register is written in the first of its languages; of talks
    /// it is known only where the charter allows one.
    pub fn wording_language(&self) -> Option<&'a str> {
        let charter = self.view.charter();
        match charter.languages.as_slice() {
            [one] => Some(one),
            [first, ..] if charter.process == ProcessKind::Register => Some(first),
            _ => None,
        }
    }

    /// A note's title, or what stands for it.
    pub fn title(&self, note: &Commitment) -> Html {
        match self.own_title(note) {
            Some(title) => self.brief(title),
            None => self.untitled(note),
        }
    }

    /// A note's title as plain text, or what stands for it.
    pub fn title_text(&self, note: &Commitment) -> String {
        match self.own_title(note) {
            Some(title) => clamp(title, BRIEF_CHARS_MAX).0.to_owned(),
            None => self.untitled_text(note),
        }
    }

    fn own_title(&self, note: &Commitment) -> Option<&'a str> {
        let wording = self.wording(note)?;
        let title = wording.title.as_deref().filter(|t| !t.trim().is_empty());
        title.or_else(|| {
            // A note that opens nothing has no title; its first words stand for it.
            let opens = self.view.process.entry(note).is_some_and(|e| e.act.kind.opens());
            wording.text.as_deref().filter(|_| opens).map(|t| clamp(t, TITLE_FROM_TEXT_CHARS).0)
        })
    }

    fn untitled(&self, note: &Commitment) -> Html {
        escape(&self.untitled_text(note))
    }

    /// *reply of 23 July 2025*; where the wording was erased it says so, with the commitment's beginning.
    fn untitled_text(&self, note: &Commitment) -> String {
        let prefix = short(&note.to_string());
        let Some(entry) = self.view.process.entry(note) else {
            return self.text("note-unknown", &[("prefix", prefix.into())]);
        };
        let day = entry.day(self.view.charter().offset_min);
        let act = self.act_name(entry.act.kind.name());
        let args = [("act", Arg::from(act)), ("date", self.date_text(day).into()), ("prefix", prefix.into())];
        let key = match (self.wording(note), entry.act.wording()) {
            (None, Some(_)) => "note-erased",
            _ => "note-untitled",
        };
        self.text(key, &args)
    }

    /// The name of a kind of act, as plain text.
    pub fn act_name(&self, name: &str) -> String {
        let key = format!("act-{name}");
        if self.locale.has(&key) { self.text(&key, &[]) } else { self.text("act-unreadable", &[]) }
    }

    /// The name of one value of a table, such as a track or a status, as markup; what the
    /// languages do not name stands as it was written.
    pub fn term(&self, table: &str, name: &str) -> Html {
        let key = format!("{table}-{name}");
        if self.locale.has(&key) { self.say(&key) } else { self.brief(&name.replace('_', " ")) }
    }

    /// As [`Voice::term`], as plain text.
    pub fn term_text(&self, table: &str, name: &str) -> String {
        let key = format!("{table}-{name}");
        if self.locale.has(&key) { self.text(&key, &[]) } else { name.replace('_', " ") }
    }

    /// Whether a note's wording was erased.
    pub fn is_erased(&self, note: &Commitment) -> bool {
        self.wording(note).is_none()
            && self.view.process.entry(note).is_some_and(|e| e.act.wording().is_some())
    }

    /// The page of an item.
    pub fn item_href(&self, item: &Commitment) -> String {
        self.links.item(item, self.label(item))
    }

    /// The page of a note, or of the item that it opened.
    pub fn note_href(&self, note: &Commitment) -> String {
        match self.label(note) {
            Some(_) if self.view.process.entry(note).is_some_and(|e| e.act.kind.opens()) => {
                self.item_href(note)
            }
            _ => self.links.note(note),
        }
    }

    /// An item's title, leading to its page.
    pub fn item(&self, item: &Commitment) -> Html {
        link(&self.item_href(item), self.title(item))
    }

    /// Words that lead to a note.
    pub fn to_note(&self, note: &Commitment, words: Html) -> Html {
        link(&self.note_href(note), words)
    }

    /// A number that leads to the notes that it comes from.
    pub fn figure(&self, href: &str, words: Html) -> Html {
        Html::trusted(format!("<a class=\"figure-n\" href=\"{}\">{words}</a>", escape(href)))
    }

    /// The sources of a note, each a link where it is a web address.
    pub fn sources(&self, note: &Commitment) -> Vec<Html> {
        let Some(wording) = self.wording(note) else { return Vec::new() };
        wording
            .sources
            .iter()
            .map(|source| match source_url(&source.url) {
                Some(url) => Html::trusted(format!(
                    "<a href=\"{}\" rel=\"noopener noreferrer nofollow\">{}</a>",
                    escape(url),
                    self.brief(&source.title)
                )),
                None => self.brief(&source.title),
            })
            .collect()
    }

    /// The day on which an entry takes effect.
    pub fn day_of(&self, note: &Commitment) -> Option<Date> {
        self.view.process.entry(note).map(|e| e.day(self.view.charter().offset_min))
    }
}

/// The beginning of a commitment.
pub fn short(hex: &str) -> String {
    hex.chars().take(COMMITMENT_PREFIX_CHARS).collect()
}

/// A link.
pub fn link(href: &str, words: Html) -> Html {
    Html::trusted(format!("<a href=\"{}\">{words}</a>", escape(href)))
}
