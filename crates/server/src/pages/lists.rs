//! Lists: items by state and series, rounds and meetings, working groups.

use askama::Template;
use verbale_process::{
    act::Kind,
    standing::{Closing, ItemKind, ItemStanding, Outcome, Standing},
};

use crate::{locale::Arg, view::View};

use super::{
    frame::{Choice, Frame, PageContext},
    item::row,
    links::Links,
    markup::Html,
    picture::Row,
    standing::{series_in_order, series_name},
    voice::Voice,
};

/// Items that one section lists: the oldest; a choice of series or kind shows the others.
const SECTION_ITEMS_MAX: usize = 300;

/// What the reader chose to see of the items.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// A series.
    pub series: Option<String>,
    /// A kind of item, by its stable name.
    pub kind: Option<String>,
}

/// A group of items under a heading.
struct Section {
    id: &'static str,
    heading: Html,
    nothing: Html,
    rows: Vec<Row>,
    more: bool,
}

#[derive(Template)]
#[template(path = "items.html")]
struct ItemsPage {
    frame: Frame,
    series: Vec<Choice>,
    sections: Vec<Section>,
}

/// Items that await something, or did: open, contested, expired and closed.
pub fn items_page(context: &PageContext, view: &View, standing: &Standing, filter: &Filter) -> String {
    let links = Links::new(view.name(), context.clocks);
    let voice = Voice::new(context, view, standing, links);
    let chosen = |i: &ItemStanding| {
        let kind_fits = match &filter.kind {
            Some(kind) => i.kind.name() == kind,
            None => i.kind.awaits() || i.kind == ItemKind::Condition,
        };
        kind_fits
            && filter.series.as_ref().is_none_or(|s| i.series.as_ref() == Some(s))
            && i.outcome != Outcome::Absent
    };
    let items: Vec<&ItemStanding> = standing.items.iter().filter(|i| chosen(i)).collect();
    let expired = |i: &ItemStanding| matches!(&i.outcome, Outcome::Closed(c) if c.how == Closing::Expired);
    let section = |id: &'static str, heading: &str, nothing: &str, fits: &dyn Fn(&ItemStanding) -> bool| {
        let fitting: Vec<&ItemStanding> = items.iter().copied().filter(|i| fits(i)).collect();
        Section {
            id,
            heading: voice.say(heading),
            nothing: voice.say(nothing),
            rows: fitting.iter().take(SECTION_ITEMS_MAX).map(|i| row(&voice, i)).collect(),
            more: fitting.len() > SECTION_ITEMS_MAX,
        }
    };
    let sections = vec![
        section("open", "items-open", "items-open-none", &|i| i.outcome.is_open()),
        section("contested", "items-contested", "items-contested-none", &|i| !i.contests.is_empty()),
        section("expired", "items-expired", "items-expired-none", &expired),
        section("closed", "items-closed", "items-closed-none", &|i| !i.outcome.is_open() && !expired(i)),
    ];
    let frame = Frame::of_process(context, &voice, "items", Some(voice.text("nav-items", &[])));
    super::render(&ItemsPage {
        series: series_choices(&voice, "items", filter.series.as_deref()),
        sections,
        frame,
    })
}

/// All series, latest first, with *all* before them.
pub fn series_choices(voice: &Voice<'_>, path: &str, chosen: Option<&str>) -> Vec<Choice> {
    let all = Choice {
        href: voice.links.to(path),
        words: voice.say("series-all"),
        current: chosen.is_none(),
        lang: "",
    };
    let each = series_in_order(voice.standing).into_iter().rev().map(|s| Choice {
        href: voice.links.with(path, &[("series", &s)]),
        words: series_name(voice, &s),
        current: chosen == Some(s.as_str()),
        lang: "",
    });
    std::iter::once(all).chain(each).collect()
}

/// A round or a meeting.
pub struct Meeting {
    /// Its title, which leads to it.
    pub title: Html,
    /// When, how and where.
    pub detail: Html,
    /// What is said of it.
    pub text: Option<Html>,
    /// That it is contested, if it is.
    pub marks: Html,
}

/// The rounds of a series.
pub struct SeriesOfRounds {
    /// The series.
    pub name: Html,
    /// When the last was.
    pub summary: Html,
    /// The rounds.
    pub rounds: Vec<Meeting>,
    /// Other contacts.
    pub meetings: Vec<Meeting>,
}

#[derive(Template)]
#[template(path = "rounds.html")]
struct RoundsPage {
    frame: Frame,
    series: Vec<SeriesOfRounds>,
}

/// Rounds, and other contacts, by series, latest first.
pub fn rounds_page(context: &PageContext, view: &View, standing: &Standing) -> String {
    let links = Links::new(view.name(), context.clocks);
    let voice = Voice::new(context, view, standing, links);
    let series = series_of_rounds(&voice);
    let frame = Frame::of_process(context, &voice, "rounds", Some(voice.text("nav-rounds", &[])));
    super::render(&RoundsPage { series, frame })
}

/// Rounds and other contacts, by series, the latest series first.
pub fn series_of_rounds(voice: &Voice<'_>) -> Vec<SeriesOfRounds> {
    let standing = voice.standing;
    let of = |series: &Option<String>, kind: ItemKind| -> Vec<Meeting> {
        let fits = |i: &&ItemStanding| i.kind == kind && i.series == *series && i.outcome != Outcome::Absent;
        standing.items.iter().filter(fits).map(|i| meeting(voice, i)).collect()
    };
    let mut all: Vec<Option<String>> = series_in_order(standing).into_iter().rev().map(Some).collect();
    all.push(None);
    all.into_iter()
        .map(|series| SeriesOfRounds {
            name: series.as_deref().map_or_else(|| voice.say("series-none"), |s| series_name(voice, s)),
            summary: match series.as_ref().and_then(|s| standing.rounds.get(s)) {
                Some(r) => {
                    let days = u64::try_from(r.days_since).unwrap_or(0);
                    let args = [
                        ("date", Arg::from(voice.date(r.last))),
                        ("ago", voice.html("days-ago", &[("n", days.into())]).into()),
                    ];
                    voice.html("rounds-last", &args)
                }
                None => voice.say("answer-no-round"),
            },
            rounds: of(&series, ItemKind::Round),
            meetings: of(&series, ItemKind::Meeting),
        })
        .filter(|s| !s.rounds.is_empty() || !s.meetings.is_empty())
        .collect()
}

fn meeting(voice: &Voice<'_>, item: &ItemStanding) -> Meeting {
    let mut parts = vec![voice.date(item.opened)];
    let entry = voice.view.process.entry(&item.id);
    match entry.map(|e| &e.act.kind) {
        Some(Kind::Round { mode: Some(mode), .. }) => parts.push(voice.term("mode", mode.name())),
        Some(Kind::Meeting { participants, .. }) if !participants.is_empty() => {
            parts.push(voice.names(participants))
        }
        _ => {}
    }
    let wording = voice.wording(&item.id);
    if let Some(venue) = wording.and_then(|w| w.more("venue")) {
        parts.push(voice.brief(venue));
    }
    Meeting {
        title: voice.item(&item.id),
        detail: Html::join(&parts, " · "),
        text: voice.listed_text(&item.id),
        marks: if item.contests.is_empty() { Html::default() } else { voice.say("mark-contested") },
    }
}

/// A working group.
struct GroupFace {
    title: Html,
    detail: Html,
    text: Option<Html>,
    standing: Html,
    /// Its own page, once it is established.
    href: String,
}

#[derive(Template)]
#[template(path = "groups.html")]
struct GroupsPage {
    frame: Frame,
    established: Vec<GroupFace>,
    proposed: Vec<GroupFace>,
}

/// Working groups: those that exist, and those that are proposed and do not exist.
pub fn groups_page(context: &PageContext, view: &View, standing: &Standing) -> String {
    let links = Links::new(view.name(), context.clocks);
    let voice = Voice::new(context, view, standing, links);
    let face = |group: &verbale_process::standing::Group| {
        let tracks: Vec<Html> = group.tracks.iter().map(|t| voice.term("track", t.name())).collect();
        let item = voice.find(&group.id);
        let mut parts = vec![voice.date(group.on)];
        parts.extend(
            item.and_then(|i| voice.opener(i)).map(|by| voice.html("proposed-by", &[("by", by.into())])),
        );
        parts.push(voice.list(&tracks));
        GroupFace {
            title: voice.item(&group.id),
            detail: Html::join(&parts, " · "),
            text: voice.listed_text(&group.id),
            standing: item.map(|i| voice.outcome(i.kind, &i.outcome)).unwrap_or_default(),
            href: voice.links.to(&format!("group/{}", group.id)),
        }
    };
    let established = standing.groups_established.iter().map(face).collect();
    let proposed = standing.groups_proposed.iter().map(face).collect();
    let frame = Frame::of_process(context, &voice, "groups", Some(voice.text("nav-groups", &[])));
    super::render(&GroupsPage { established, proposed, frame })
}
