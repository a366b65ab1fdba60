//! What would be signed, in words, and what it would do: a piece of a page.

use askama::Template;
use verbale_process::standing::Reason;

use crate::{
    asker::Asker,
    clocks::Clocks,
    locale::{Arg, Locale},
    pages::{
        comparison::comparisons,
        documents::documents,
        frame::{PageContext, Reader},
        links::Links,
        markup::{Html, escape},
        voice::Voice,
    },
    state::AppState,
    trial::Trial,
    view::RoomView,
};

#[derive(Template)]
#[template(path = "review.html")]
struct Review {
    says: Html,
    text: Option<Html>,
    facts: Vec<(Html, Html)>,
    documents: Option<Html>,
    comparisons: Vec<Html>,
    room: Html,
    without_effect: Option<(Html, Option<Html>)>,
    then: Option<Html>,
    locale: &'static Locale,
}

impl Review {
    fn say(&self, key: &str) -> Html {
        self.locale.say(key)
    }
}

/// What an act that is tried says and would do.
pub fn review(
    state: &AppState,
    asker: &Asker,
    locale: &'static Locale,
    trial: &Trial,
    room: &RoomView,
) -> String {
    let entry = trial.entry();
    let reader = asker.member().map(|member| Reader {
        id: member.person.id,
        name: member.person.name.clone(),
        of_venue: member.person.of_venue,
        actors: vec![entry.author.clone()],
        keys: member.keys.clone(),
    });
    let plain = PageContext::new(locale, state.venue(), trial.standing.as_of);
    let context = PageContext { reader, ..plain };
    let links = Links::new(trial.view.name(), Clocks::default());
    let voice = Voice::new(&context, &trial.view, &trial.standing, links);
    let note = entry.commitment;
    let mut facts = voice.person_facts(&note);
    facts.extend(voice.reported_facts(entry));
    facts.extend(voice.wording_facts(&note));
    let name = Html::trusted(format!("<bdi>{}</bdi>", escape(&room.entry.name)));
    let kind = voice.term("room", room.entry.kind.name());
    let readers: Vec<_> = match room.entry.members.is_empty() {
        true => Vec::new(),
        false => room.entry.members.clone(),
    };
    let room = match readers.is_empty() {
        true => voice.html("review-room-open", &[("name", name.into()), ("kind", kind.into())]),
        false => voice.html(
            "review-room",
            &[("name", name.into()), ("kind", kind.into()), ("actors", voice.names(&readers).into())],
        ),
    };
    let after = trial.item().filter(|_| trial.reason.is_none()).and_then(|item| voice.find(&item));
    let page = Review {
        says: voice.says(entry),
        text: voice.wording(&note).and_then(|w| w.text.as_deref()).map(|text| voice.wrote(text)),
        facts,
        documents: documents(&voice, &note),
        comparisons: comparisons(&voice, &note, 3),
        room,
        without_effect: trial.reason.map(|reason| warning(&voice, reason)),
        then: after.map(|item| voice.outcome(item.kind, &item.outcome)),
        locale,
    };
    crate::pages::render(&page)
}

/// Why the act would have no effect, and what would help where something does.
fn warning(voice: &Voice<'_>, reason: Reason) -> (Html, Option<Html>) {
    let words = voice.html("without-effect", &[("reason", Arg::from(voice.term("reason", reason.name())))]);
    let key = format!("help-{}", reason.name());
    (words, voice.locale.has(&key).then(|| voice.say(&key)))
}
