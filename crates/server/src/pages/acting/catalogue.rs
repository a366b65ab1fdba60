//! The acts that a member can do, each with its form.

use askama::Template;
use verbale_process::{
    entry::Place,
    registry::{KeyRecord, least_needed},
    standing::Standing,
};
use verbale_record::KeyName;

use crate::{
    forms::{ActForm, FORMS, PlaceOf},
    pages::{
        frame::{Frame, PageContext},
        links::Links,
        markup::Html,
        voice::Voice,
    },
    view::View,
};

struct Line {
    href: String,
    words: Html,
    /// Why it would have no effect by the reader's keys alone.
    beyond: Option<Html>,
}

#[derive(Template)]
#[template(path = "acts.html")]
struct CataloguePage {
    frame: Frame,
    beginning: Vec<Line>,
    about: Vec<Line>,
    registry: Vec<Line>,
    members_href: String,
}

/// The page of the acts; nothing where the reader takes no part in the process.
pub fn catalogue_page(context: &PageContext, view: &View, standing: &Standing) -> Option<String> {
    if context.own_actors().is_empty() {
        return None;
    }
    let voice = Voice::new(context, view, standing, Links::new(view.name(), context.clocks));
    let of = |places: fn(PlaceOf) -> bool| -> Vec<Line> {
        let forms = FORMS.iter().filter(|form| places(form.place) && is_offered(context, view, form));
        let line = |kind: &str| Line {
            href: voice.links.to(&format!("act/{kind}")),
            words: voice.say(&format!("do-{kind}")),
            beyond: beyond(context, &voice, kind),
        };
        forms.map(|form| line(form.kind)).collect()
    };
    let page = CataloguePage {
        beginning: of(|place| place == PlaceOf::Chosen),
        about: of(|place| matches!(place, PlaceOf::Item(_) | PlaceOf::Public)),
        registry: of(|place| place == PlaceOf::Registry),
        members_href: voice.links.to("members"),
        frame: Frame::of_process(context, &voice, "act", Some(context.locale.text("nav-act", &[]))),
    };
    Some(crate::pages::render(&page))
}

/// Whether one of the reader's actors has a use for a form.
pub(super) fn is_offered(context: &PageContext, view: &View, form: &ActForm) -> bool {
    let mut own = context.own_actors().iter().filter_map(|actor| view.charter().actor(actor));
    own.any(|actor| form.is_for(actor.role))
}

/// What is said of an act for which none of the reader's keys has the power.
fn beyond(context: &PageContext, voice: &Voice<'_>, kind: &str) -> Option<Html> {
    let power = least_needed(kind)?;
    let reader = context.reader.as_ref()?;
    let now = Place { time_ms: u64::MAX, room: 0, leaf: u64::MAX };
    let may = |(name, key): (&KeyName, &KeyRecord)| {
        reader.keys.contains(name) && reader.actors.contains(&key.actor) && key.may(power, now, context.today)
    };
    let has_it = voice.view.process.registry().keys().any(may);
    (!has_it).then(|| voice.html("act-beyond", &[("power", voice.term("power", power.name()).into())]))
}
