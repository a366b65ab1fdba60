//! The standing page: what each side owes the other, as of the reader's two clocks.

use askama::Template;
use jiff::civil::Date;
use verbale_process::standing::{ItemStanding, Standing};

use crate::view::View;

use super::{
    frame::{Frame, PageContext},
    links::Links,
    markup::Html,
    picture::{LaneMark, Picture, picture},
    voice::Voice,
};

mod answer;
mod conditions;
mod owed;
mod readiness;
mod said;
mod tracks;

pub use conditions::{Graph, graph};
pub use owed::{ContestFace, Mark, OwedFace, contest_face, moves_of, owed, state_marks};
pub use tracks::{CommitmentFace, Stages, commitment_face, figures_table};

#[derive(Template)]
#[template(path = "standing.html")]
struct StandingPage<'a> {
    frame: Frame,
    v: &'a Voice<'a>,
    owed: OwedFace,
    graph: Option<Graph>,
    conditions: Vec<Html>,
    deadlocks: Vec<Html>,
    tracks: Vec<tracks::TrackFace>,
    said: Vec<said::Said>,
    said_href: String,
    picture: Option<Picture>,
    readiness: Vec<readiness::ReadinessFace>,
    together: Html,
    earlier: Vec<EarlierSeries>,
    without_effect: Option<Html>,
}

/// What is still awaited from a series that the page is not about.
struct EarlierSeries {
    name: Html,
    items: Vec<Html>,
    href: String,
}

/// The standing page.
pub fn standing_page(context: &PageContext, view: &View, standing: &Standing) -> String {
    let links = Links::new(view.name(), context.clocks);
    let voice = Voice::new(context, view, standing, links);
    let series = current_series(standing);
    let shown = Shown { series: series.clone(), as_of: standing.as_of, is_whole: true };
    let frame = Frame::of_process(context, &voice, "", None)
        .with_series(series.as_deref().map(|s| series_name(&voice, s)))
        .with_patterns()
        .with_island("timeline.js");
    let deadlocks = conditions::deadlocks(&voice, &shown);
    let page = StandingPage {
        owed: owed(&voice, &shown),
        graph: graph(&voice, &conditions::in_series(&voice, &shown), "graph"),
        conditions: conditions::sentences(&voice, &shown),
        together: readiness::together(&voice, &shown),
        deadlocks,
        tracks: tracks::tracks(&voice, &shown),
        said: said::said(&voice, &shown),
        said_href: voice.links.with("statements", &[("claims", "1")]),
        picture: picture(&voice, &shown, "picture"),
        readiness: readiness::readiness(&voice),
        earlier: earlier(&voice, &shown),
        without_effect: without_effect(&voice),
        frame,
        v: &voice,
    };
    super::render(&page)
}

/// A part of a whole as a length, in tenths of a percent.
pub fn share(part: u64, whole: u64) -> String {
    let permille = part.saturating_mul(1000).checked_div(whole).unwrap_or(0).min(1000);
    format!("{}.{}%", permille / 10, permille % 10)
}

/// What the page is about: a series, and everything that belongs to none.
pub struct Shown {
    /// The series.
    pub series: Option<String>,
    /// The day shown.
    pub as_of: Date,
    /// Whether the page shows all of the standing: contested acts with both outcomes, what is drawn, the
    /// moves; else marks lead to the contested items.
    pub is_whole: bool,
}

impl Shown {
    /// Whether something of that series is shown.
    pub fn has(&self, series: &Option<String>) -> bool {
        series.is_none() || *series == self.series
    }
}

/// The series that the page is about: the latest in which a round was held or something was
/// proposed or asked; the series are in the order in which they began.
pub fn current_series(standing: &Standing) -> Option<String> {
    series_in_order(standing).into_iter().rev().find(|series| {
        standing.rounds.contains_key(series)
            || standing.items.iter().any(|i| i.kind.awaits() && i.series.as_ref() == Some(series))
    })
}

/// Every series, in the order in which they began.
pub fn series_in_order(standing: &Standing) -> Vec<String> {
    let mut found: Vec<(Date, &String)> = Vec::new();
    for item in &standing.items {
        if let Some(series) = &item.series {
            match found.iter_mut().find(|(_, s)| *s == series) {
                Some((began, _)) => *began = item.opened.min(*began),
                None => found.push((item.opened, series)),
            }
        }
    }
    found.sort();
    found.into_iter().map(|(_, s)| s.clone()).collect()
}

/// A series' name.
pub fn series_name(voice: &Voice<'_>, series: &str) -> Html {
    voice.html("series-name", &[("series", series.into())])
}

/// Items awaiting something in the series that the page is not about, by series, latest first.
fn earlier(voice: &Voice<'_>, shown: &Shown) -> Vec<EarlierSeries> {
    let mut out = Vec::new();
    for series in series_in_order(voice.standing).into_iter().rev() {
        if Some(&series) == shown.series.as_ref() {
            continue;
        }
        let open = |item: &&ItemStanding| item.series.as_ref() == Some(&series);
        let items: Vec<Html> = voice
            .standing
            .open_items()
            .filter(open)
            .map(|item| {
                let standing = voice.outcome(item.kind, &item.outcome);
                let words = voice
                    .html("shows", &[("item", voice.item(&item.id).into()), ("standing", standing.into())]);
                if item.contests.is_empty() {
                    words
                } else {
                    voice.html("shows-contested", &[("shows", words.into())])
                }
            })
            .collect();
        let href = voice.links.with("items", &[("series", &series)]);
        out.push(EarlierSeries { name: series_name(voice, &series), items, href });
    }
    out
}

fn without_effect(voice: &Voice<'_>) -> Option<Html> {
    if voice.standing.without_effect.is_empty() {
        return None;
    }
    let href = voice.links.to("record#without-effect");
    Some(super::voice::link(&href, voice.say("without-effect-link")))
}
