//! A draft that waits for signatures.

use askama::Template;
use verbale_process::{act::Kind, standing::Standing, wire, wording::Wording};
use verbale_record::ActorId;
use verbale_store::Circulation;

use super::{charter_words, island_words};
use crate::{
    circulating::CirculatingDraft,
    pages::{
        frame::{Frame, PageContext},
        links::Links,
        markup::{Html, escape},
        voice::Voice,
    },
    trial::Trial,
    view::View,
};

struct SignerLine {
    actor: Html,
    key: String,
    signed: bool,
}

#[derive(Template)]
#[template(path = "circulation.html")]
struct CirculationPage {
    frame: Frame,
    title: Html,
    review: Html,
    signers: Vec<SignerLine>,
    own_keys: String,
    draft: String,
    exact: Html,
    sign_url: String,
    note_url: String,
    words: Vec<(&'static str, Html)>,
}

/// The page of a draft that circulates.
pub fn circulation_page(
    context: &PageContext,
    view: &View,
    standing: &Standing,
    circulation: &Circulation,
    circulating: &CirculatingDraft,
    review: impl FnOnce(&Trial) -> String,
    now_ms: u64,
) -> String {
    let voice = Voice::new(context, view, standing, Links::new(view.name(), context.clocks));
    let draft = &circulating.draft;
    let signed = draft.signed();
    let registry = view.process.registry();
    let signers = draft.signers().into_iter().map(|key| SignerLine {
        actor: registry.key(&key).map(|record| voice.name(&record.actor)).unwrap_or_default(),
        signed: signed.contains(&key),
        key: key.to_string(),
    });
    let own = context.reader.as_ref().map_or(&[][..], |reader| &reader.keys);
    let awaited = draft.awaited();
    let own_keys: Vec<&str> =
        awaited.iter().filter(|key| own.contains(key)).map(|key| key.as_str()).collect();
    let act = wire::read(draft.act_line());
    let title = voice.term("act", act.kind.name());
    // Of an amendment, the charter as it would be.
    let whole = match &act.kind {
        Kind::Amendment { charter, .. } => charter_words(context.locale, charter),
        _ => String::new(),
    };
    let author: Option<ActorId> = draft.author().parse().ok();
    let wording = draft.wording().and_then(|bytes| Wording::parse(&bytes).ok());
    let tried = author.map(|author| Trial::of(view, circulating.room, &author, act, wording, now_ms));
    let id = circulating.id();
    let page = CirculationPage {
        review: Html::trusted(format!("{}{whole}", tried.as_ref().map(review).unwrap_or_default())),
        signers: signers.collect(),
        own_keys: own_keys.join(" "),
        draft: circulation.draft.clone(),
        exact: escape(&draft.text),
        sign_url: format!("/api/v1/processes/{}/circulations/{id}", view.name()),
        note_url: format!("/{}/note/", view.name()),
        words: island_words(context.locale),
        frame: Frame::of_process(context, &voice, "act", Some(title.to_string())).with_island("act.js"),
        title,
    };
    crate::pages::render(&page)
}
