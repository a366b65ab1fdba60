//! What is published of a process in short, made to stand in a frame on another site.
//!
//! It is made for nobody in particular ([`crate::security::framed`]): no cookie is read, nothing can
//! be done on it, and each of its links opens a page of its own. So a site that frames it, whatever
//! it lays over it or beside it, gets no more out of a reader than the page says to everybody.

use askama::Template;
use verbale_process::{
    charter::ProcessKind,
    standing::{ItemKind, ItemStanding, Outcome, Standing},
};

use crate::view::View;

use super::{
    frame::{Frame, PageContext, process_title_text},
    links::Links,
    lists::{SeriesOfRounds, series_of_rounds},
    markup::{Html, escape},
    standing::{OwedFace, Shown, current_series, owed},
    verify::{VerifyFace, verify_face},
    voice::Voice,
};

/// Communiqués that a portal shows, the newest.
const COMMUNIQUES_MAX: usize = 5;

/// A joint text.
struct Communique {
    title: Html,
    date: Html,
    text: Option<Html>,
}

#[derive(Template)]
#[template(path = "portal.html")]
struct PortalPage {
    frame: Frame,
    title: Html,
    href: String,
    is_register: bool,
    owed: OwedFace,
    communiques: Vec<Communique>,
    /// Where the others are, if there are more.
    all_communiques: Option<String>,
    rounds: Option<SeriesOfRounds>,
    all_rounds: String,
    verify: VerifyFace,
    record: Html,
    snippet: Html,
}

/// The portal of a process. `origin` is where the venue is reached, for whoever frames it.
pub fn portal_page(context: &PageContext, view: &View, standing: &Standing, origin: &str) -> String {
    let links = Links::new(view.name(), context.clocks);
    let voice = Voice::new(context, view, standing, links);
    let shown = Shown { series: current_series(standing), as_of: standing.as_of, is_whole: false };
    let mut frame = Frame::of_process(context, &voice, "portal", Some(voice.text("portal-title", &[])));
    frame.islands.clear();
    let frame = frame.with_island("verify.js");
    let joint = |i: &&ItemStanding| i.kind == ItemKind::Communique && i.outcome != Outcome::Absent;
    let mut joint: Vec<&ItemStanding> = standing.items.iter().filter(joint).collect();
    joint.sort_by_key(|i| std::cmp::Reverse((i.opened, i.place)));
    let process = process_title_text(view, voice.locale);
    let page = PortalPage {
        href: voice.links.to(""),
        is_register: voice.charter_then().process == ProcessKind::Register,
        owed: owed(&voice, &shown),
        all_communiques: (joint.len() > COMMUNIQUES_MAX)
            .then(|| voice.links.with("items", &[("kind", ItemKind::Communique.name())])),
        communiques: joint
            .into_iter()
            .take(COMMUNIQUES_MAX)
            .map(|i| Communique {
                title: voice.item(&i.id),
                date: voice.date(i.opened),
                text: voice.listed_text(&i.id),
            })
            .collect(),
        rounds: series_of_rounds(&voice).into_iter().find(|series| !series.rounds.is_empty()),
        all_rounds: voice.links.to("rounds"),
        verify: VerifyFace { starts: false, level: 3, ..verify_face(&voice, None) },
        record: frame.process.as_ref().map(|process| process.record.clone()).unwrap_or_default(),
        snippet: snippet(context, &voice, origin, &process),
        title: Html::trusted(format!("<bdi>{}</bdi>", escape(&process))),
        frame,
    };
    in_pages_of_their_own(&super::render(&page))
}

/// The line by which another site frames the page, in the reader's language.
fn snippet(context: &PageContext, voice: &Voice<'_>, origin: &str, process: &str) -> Html {
    let title = voice.text("portal-frame-title", &[("process", process.into())]);
    let address = format!("{origin}{}?lang={}", voice.links.file("portal"), context.locale.tag());
    let line = format!(
        "<iframe src=\"{}\" title=\"{}\" width=\"100%\" height=\"720\" loading=\"lazy\" referrerpolicy=\"no-referrer\"></iframe>",
        escape(&address),
        escape(&title)
    );
    // What is to be copied is shown as it is.
    escape(&line)
}

/// The page with each link leading out of the frame, to a page that knows nothing of where it was
/// opened from. What people wrote has no `<` in it that is not escaped, so that these are ours.
fn in_pages_of_their_own(page: &str) -> String {
    page.replace("<a ", "<a target=\"_blank\" rel=\"noopener\" ")
}
