//! What every page stands in: masthead, clock, seal and colophon.

use jiff::civil::Date;
use verbale_process::charter::{ProcessKind, RoomKind};
use verbale_record::{ActorId, KeyName};
use verbale_store::PersonId;

use crate::{
    assets,
    clocks::Clocks,
    feeds::{ATOM_FILE, CALENDAR_FILE},
    language::Languages,
    locale::Locale,
    state::Venue,
    view::{RoomView, View},
};

use super::{
    markup::{Html, escape, percent},
    voice::{Voice, link},
};

/// What a page is made for: reader, venue and address.
#[derive(Clone)]
pub struct PageContext {
    /// The reader's language.
    pub locale: &'static Locale,
    /// The venue's name.
    pub venue: String,
    /// The languages that the venue's pages speak.
    pub languages: Languages,
    /// The path of the page asked for.
    pub path: String,
    /// Its query, decoded, in order.
    pub query: Vec<(String, String)>,
    /// The clocks asked for.
    pub clocks: Clocks,
    /// Today, in the process's offset.
    pub today: Date,
    /// Whether the record takes no notes at present.
    pub read_only: bool,
    /// Who reads, where somebody has signed in.
    pub reader: Option<Reader>,
}

impl PageContext {
    /// The context of what is shown to an outsider, at no address of its own.
    pub fn new(locale: &'static Locale, venue: &Venue, today: Date) -> PageContext {
        PageContext {
            locale,
            venue: venue.name.clone(),
            languages: venue.languages.clone(),
            path: String::new(),
            query: Vec::new(),
            clocks: Clocks::default(),
            today,
            read_only: false,
            reader: None,
        }
    }
}

/// A reader who has signed in.
#[derive(Clone, Debug)]
pub struct Reader {
    /// Who it is.
    pub id: PersonId,
    /// What they are called here.
    pub name: String,
    /// Whether they are of the venue's own secretariat.
    pub of_venue: bool,
    /// The actors of the page's process for which their keys sign; none on pages of no process.
    pub actors: Vec<ActorId>,
    /// The keys of their devices.
    pub keys: Vec<KeyName>,
}

impl Reader {
    /// Whether a key of theirs signs for an actor.
    pub fn acts_for(&self, actor: &ActorId) -> bool {
        self.actors.contains(actor)
    }
}

impl PageContext {
    /// The actors of the process for which the reader's keys sign.
    pub fn own_actors(&self) -> &[ActorId] {
        self.reader.as_ref().map_or(&[], |reader| &reader.actors)
    }

    /// The same page with one parameter set or taken away.
    pub fn address_with(&self, name: &str, value: Option<&str>) -> String {
        let kept = self.query.iter().filter(|(n, _)| n != name).map(|(n, v)| (n.as_str(), v.as_str()));
        let all = kept.chain(value.map(|v| (name, v)));
        let query: Vec<String> = all.map(|(n, v)| format!("{}={}", percent(n), percent(v))).collect();
        if query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, query.join("&")) }
    }
}

/// The sections of a process, in the order of its navigation: message and path.
const SECTIONS: &[(&str, &str)] = &[
    ("nav-standing", ""),
    ("nav-items", "items"),
    ("nav-rounds", "rounds"),
    ("nav-groups", "groups"),
    ("nav-commitments", "commitments"),
    ("nav-statements", "statements"),
    ("nav-picture", "picture"),
    ("nav-record", "record"),
    ("nav-search", "search"),
];

/// The sections that members have besides.
const MEMBERS_SECTIONS: &[(&str, &str)] =
    &[("nav-act", "act"), ("nav-members", "members"), ("nav-charter", "charter")];

/// A line of the navigation or of the choice of languages.
pub struct Choice {
    /// Where it leads.
    pub href: String,
    /// Its words.
    pub words: Html,
    /// Whether it is where the reader is.
    pub current: bool,
    /// Its language, where it differs.
    pub lang: &'static str,
}

/// The head of one room's log.
pub struct RoomHead {
    /// The room's name.
    pub name: Html,
    /// Entries.
    pub size: Html,
    /// The root in hexadecimal.
    pub root: String,
}

/// The masthead, clock, seal and colophon of a process's pages.
pub struct ProcessFrame {
    /// The venue's name for it, as addresses have it.
    pub name: String,
    /// The process's title.
    pub title: Html,
    /// The standing page.
    pub href: String,
    /// The series that the page is about, where it is about one.
    pub series: Option<Html>,
    /// Whether the process is a register, which says so on every page.
    pub register: bool,
    /// The navigation.
    pub sections: Vec<Choice>,
    /// The clock.
    pub clock: Clock,
    /// The seal, in words.
    pub seal: Html,
    /// The record's size and head, for the foot of every sheet.
    pub record: Html,
    /// The rooms' heads.
    pub heads: Vec<RoomHead>,
    /// Links of the colophon.
    pub colophon: Vec<Html>,
    /// Where its notes are told as an Atom feed, in the reader's language.
    pub feed: String,
    /// Where its days are a calendar, in the reader's language.
    pub calendar: String,
    /// Whether the parties' patterns are drawn on the page.
    pub patterns: bool,
}

/// The *as of* control: a form that works without any script.
pub struct Clock {
    /// Where the form leads.
    pub action: String,
    /// The day shown, as a field's value.
    pub day: String,
    /// The day shown, in words.
    pub day_words: String,
    /// The last day that may be asked for.
    pub day_max: String,
    /// The previous day on which an act happened.
    pub prev: Option<Step>,
    /// The next.
    pub next: Option<Step>,
    /// Today, unless it is shown.
    pub today: Option<String>,
    /// The size asked for.
    pub at_size: String,
    /// The record one note earlier than shown.
    pub fewer: Option<Step>,
    /// One note later, where a part of the record is shown.
    pub more: Option<Step>,
    /// The whole record, unless it is shown.
    pub whole: Option<Step>,
    /// The record's size.
    pub size: u64,
    /// Parameters of the page that the form carries along.
    pub carried: Vec<(String, String)>,
    /// What the page says where only a part of the record counts.
    pub remark: Option<Html>,
}

/// One step of the clock.
pub struct Step {
    /// Where it leads.
    pub href: String,
    /// The day, or how many notes.
    pub words: Html,
}

/// What every page stands in.
pub struct Frame {
    /// The reader's language.
    pub locale: &'static Locale,
    /// The page's title, as plain text.
    pub title: String,
    /// The venue's name.
    pub venue: String,
    /// Languages to choose from.
    pub languages: Vec<Choice>,
    /// The process, on its pages.
    pub process: Option<ProcessFrame>,
    /// Whether the record takes no notes at present.
    pub read_only: bool,
    /// What the reader is called, where somebody has signed in.
    pub reader: Option<String>,
    /// Scripts of the islands on the page.
    pub islands: Vec<Island>,
}

/// The script of an island.
pub struct Island {
    /// Its address.
    pub url: String,
    /// Its integrity (W3C Subresource Integrity).
    pub integrity: &'static str,
}

impl Frame {
    /// The frame of a page that belongs to no process.
    pub fn of_venue(context: &PageContext, title: String) -> Frame {
        Frame {
            locale: context.locale,
            title,
            venue: context.venue.clone(),
            languages: languages(context),
            process: None,
            read_only: context.read_only,
            reader: context.reader.as_ref().map(|reader| reader.name.clone()),
            islands: member_island(context).into_iter().collect(),
        }
    }

    /// The frame of a process's page. `section` is the path of its place in the navigation, and
    /// `title` names the page before the process.
    pub fn of_process(
        context: &PageContext,
        voice: &Voice<'_>,
        section: &str,
        title: Option<String>,
    ) -> Frame {
        let process_title = process_title_text(voice.view, voice.locale);
        let full = match &title {
            Some(title) => voice.text(
                "page-title",
                &[("page", title.as_str().into()), ("process", process_title.as_str().into())],
            ),
            None => process_title.clone(),
        };
        let links = &voice.links;
        let own = if context.own_actors().is_empty() { &[][..] } else { MEMBERS_SECTIONS };
        let in_language = |file| format!("{}?lang={}", links.file(file), context.locale.tag());
        let (feed, calendar) = (in_language(ATOM_FILE), in_language(CALENDAR_FILE));
        let sections = SECTIONS
            .iter()
            .chain(own)
            .map(|(key, path)| Choice {
                href: links.to(path),
                words: voice.say(key),
                current: *path == section,
                lang: "",
            })
            .collect();
        Frame {
            locale: context.locale,
            title: full,
            venue: context.venue.clone(),
            languages: languages(context),
            process: Some(ProcessFrame {
                name: voice.view.name().to_owned(),
                title: Html::trusted(format!("<bdi>{}</bdi>", escape(&process_title))),
                href: links.to(""),
                series: None,
                register: voice.charter_then().process == ProcessKind::Register,
                sections,
                clock: clock(context, voice),
                seal: seal(voice),
                record: record_line(voice),
                heads: heads(voice),
                colophon: colophon(voice, &feed, &calendar),
                feed,
                calendar,
                patterns: false,
            }),
            read_only: context.read_only,
            reader: context.reader.as_ref().map(|reader| reader.name.clone()),
            islands: std::iter::once(island("clock.js")).chain(member_island(context)).collect(),
        }
    }

    /// With a series named beside the process.
    pub fn with_series(mut self, series: Option<Html>) -> Frame {
        if let Some(process) = &mut self.process {
            process.series = series;
        }
        self
    }

    /// With the patterns by which the parties are told apart.
    pub fn with_patterns(mut self) -> Frame {
        if let Some(process) = &mut self.process {
            process.patterns = true;
        }
        self
    }

    /// With an island.
    pub fn with_island(mut self, name: &str) -> Frame {
        self.islands.push(island(name));
        self
    }

    /// Where the notes of the process are told as they come.
    pub fn events(&self) -> Option<String> {
        self.process.as_ref().map(|process| format!("/api/v1/processes/{}/events", process.name))
    }

    /// The words of the island that every page of a member has.
    pub fn member_words(&self) -> Vec<(&'static str, Html)> {
        let kept = |key: &str| matches!(key, "new-notes" | "show-new" | "unsent");
        super::acting_words(self.locale).into_iter().filter(|(key, _)| kept(key)).collect()
    }

    /// A message without values.
    pub fn say(&self, key: &str) -> Html {
        self.locale.say(key)
    }

    /// The address of an asset.
    pub fn asset(&self, name: &str) -> String {
        assets::url(name)
    }

    /// The integrity of an asset.
    pub fn integrity(&self, name: &str) -> &'static str {
        assets::integrity(name)
    }
}

/// The links at the foot of a page; to the portal where outsiders may know of the process.
fn colophon(voice: &Voice<'_>, feed: &str, calendar: &str) -> Vec<Html> {
    let links = &voice.links;
    let mut lines = vec![
        link(&links.to("verify"), voice.say("colophon-verify")),
        link(&links.to("method"), voice.say("colophon-method")),
        link(&links.file("archive.verbale"), voice.say("colophon-archive")),
        link(feed, voice.say("colophon-feed")),
        link(calendar, voice.say("colophon-calendar")),
    ];
    if voice.view.is_public() {
        lines.push(link(&links.to("portal"), voice.say("colophon-portal")));
    }
    lines
}

/// A process's title in the reader's language, else in English, else its name.
pub fn process_title_text(view: &View, locale: &Locale) -> String {
    let titles = &view.charter().titles;
    titles.get(locale.tag()).or_else(|| titles.get("en")).unwrap_or(&view.charter().name).clone()
}

/// The island on every page of one who has signed in.
fn member_island(context: &PageContext) -> Option<Island> {
    context.reader.as_ref().map(|_| island("member.js"))
}

fn island(name: &str) -> Island {
    Island { url: assets::url(name), integrity: assets::integrity(name) }
}

fn languages(context: &PageContext) -> Vec<Choice> {
    context
        .languages
        .iter()
        .map(|locale| Choice {
            href: context.address_with("lang", Some(locale.tag())),
            words: locale.say("language-name"),
            current: locale.tag() == context.locale.tag(),
            lang: locale.tag(),
        })
        .collect()
}

/// Parameters that the clock's own fields set, or that a choice of the reader sets for good.
const CLOCK_PARAMETERS: [&str; 3] = ["as_of", "at_size", "lang"];

fn clock(context: &PageContext, voice: &Voice<'_>) -> Clock {
    let shown = voice.standing.as_of;
    let offset_min = voice.view.charter().offset_min;
    let counted = context.clocks.at_size.unwrap_or(u64::MAX);
    let (mut prev, mut next): (Option<Date>, Option<Date>) = (None, None);
    for (at, entry) in voice.view.process.entries().enumerate() {
        // The registry's notes are the house's own; the control steps over what happened between the actors.
        if entry.place.room == 0 || u64::try_from(at).unwrap_or(u64::MAX) >= counted {
            continue;
        }
        let day = entry.day(offset_min);
        if day < shown {
            prev = prev.max(Some(day));
        } else if day > shown && day <= context.today {
            next = Some(next.map_or(day, |n| n.min(day)));
        }
    }
    let step = |day: Date| Step {
        href: context.address_with("as_of", Some(&day.to_string())),
        words: escape(&voice.date_text(day)),
    };
    let size = voice.view.size();
    let held = context.clocks.at_size.map_or(size, |at| at.min(size));
    let size_step = |held: u64| Step {
        href: context.address_with("at_size", (held < size).then(|| held.to_string()).as_deref()),
        words: voice.html("notes", &[("n", held.into())]),
    };
    Clock {
        action: context.path.clone(),
        day: shown.to_string(),
        day_words: voice.date_text(shown),
        day_max: context.today.to_string(),
        prev: prev.map(step),
        next: next.map(step),
        today: (context.clocks.as_of.is_some() && shown != context.today)
            .then(|| context.address_with("as_of", None)),
        at_size: context.clocks.at_size.map(|s| s.to_string()).unwrap_or_default(),
        fewer: held.checked_sub(1).map(size_step),
        more: (held < size).then(|| size_step(held + 1)),
        whole: (held < size).then(|| size_step(size)),
        size,
        carried: context
            .query
            .iter()
            .filter(|(n, _)| !CLOCK_PARAMETERS.contains(&n.as_str()))
            .cloned()
            .collect(),
        remark: context
            .clocks
            .at_size
            .filter(|at| *at < size)
            .map(|at| voice.html("clock-at-size", &[("at", at.into()), ("size", size.into())])),
    }
}

/// The room whose head stands for the record: the public one.
fn shown_room<'v>(voice: &Voice<'v>) -> Option<&'v RoomView> {
    let rooms = &voice.view.rooms;
    rooms.iter().rev().find(|r| r.entry.kind == RoomKind::Public).or_else(|| rooms.last())
}

/// *Record of 312 notes · head of room public 9f3a…*, the head in full.
fn record_line(voice: &Voice<'_>) -> Html {
    let Some(room) = shown_room(voice) else { return Html::default() };
    let args = [
        ("notes", voice.html("notes", &[("n", voice.view.size().into())]).into()),
        ("room", Html::trusted(format!("<bdi>{}</bdi>", escape(&room.entry.name))).into()),
        ("head", Html::trusted(format!("<code class=\"hash\">{}</code>", room.head.root)).into()),
    ];
    voice.html("colophon-record", &args)
}

/// *record of 312 notes, head 9f3a…, cosigned by 2, verify*.
fn seal(voice: &Voice<'_>) -> Html {
    let rooms = &voice.view.rooms;
    let root = shown_room(voice).map(|r| r.head.root.to_string()).unwrap_or_default();
    let charter = voice.view.charter();
    let cosignatures = rooms.iter().map(|r| r.cosigned(charter).len()).min().unwrap_or(0);
    let size = voice.view.size();
    let notes = voice.html("notes", &[("n", size.into())]);
    let args = [
        ("notes", link(&voice.links.to("record"), notes).into()),
        ("head", voice.prefix(&root).into()),
        ("cosigned", voice.html("cosigned", &[("n", cosignatures.into())]).into()),
        ("verify", link(&voice.links.to("verify"), voice.say("verify-link")).into()),
    ];
    voice.html("seal", &args)
}

fn heads(voice: &Voice<'_>) -> Vec<RoomHead> {
    let rooms = voice.view.rooms.iter();
    rooms
        .map(|room| RoomHead {
            name: Html::trusted(format!("<bdi>{}</bdi>", escape(&room.entry.name))),
            size: voice.number(room.head.size),
            root: room.head.root.to_string(),
        })
        .collect()
}
