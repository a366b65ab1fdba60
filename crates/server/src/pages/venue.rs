//! The venue's first page: the processes that are public.

use std::sync::Arc;

use askama::Template;
use jiff::civil::Date;
use verbale_process::charter::ProcessKind;

use crate::{locale::Arg, view::View};

use super::{
    frame::{Frame, PageContext, process_title_text},
    links::Links,
    markup::{Html, escape},
};

struct ProcessLine {
    href: String,
    title: Html,
    kind: Html,
    parties: Html,
    record: Html,
}

#[derive(Template)]
#[template(path = "venue.html")]
struct VenuePage {
    frame: Frame,
    processes: Vec<ProcessLine>,
}

/// The venue's first page.
pub fn venue_page(context: &PageContext, views: &[Arc<View>]) -> String {
    let locale = context.locale;
    let processes = views
        .iter()
        .map(|view| {
            let charter = view.charter();
            let parties: Vec<_> = charter.parties().map(|p| p.id.clone()).collect();
            let ordered = super::alternat::alternat(&parties, context.today);
            let names: Vec<Html> =
                ordered.iter().map(|p| escape(charter.actor_name(p, locale.tag()))).collect();
            let register = charter.process == ProcessKind::Register;
            let args = [
                ("notes", Arg::from(locale.html("notes", &[("n", view.size().into())]))),
                (
                    "date",
                    match last_act(view) {
                        Some(day) => escape(&locale.date(day)).into(),
                        None => Arg::from(locale.say("no-act-yet")),
                    },
                ),
            ];
            ProcessLine {
                href: Links::new(view.name(), Default::default()).to(""),
                title: Html::trusted(format!("<bdi>{}</bdi>", escape(&process_title_text(view, locale)))),
                kind: locale.say(if register { "process-register" } else { "process-talks" }),
                parties: Html::join(&names, " · "),
                record: locale.html("venue-record", &args),
            }
        })
        .collect();
    let title = context.venue.clone();
    super::render(&VenuePage { frame: Frame::of_venue(context, title), processes })
}

/// The day of the latest act between the actors; what the registry holds is the house's own.
fn last_act(view: &View) -> Option<Date> {
    let offset_min = view.charter().offset_min;
    view.process.entries().filter(|e| e.place.room != 0).map(|e| e.day(offset_min)).max()
}
