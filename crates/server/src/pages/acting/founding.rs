//! The page on which a process is founded, and that of a charter that all sign before it is.

use askama::Template;
use jiff::civil::Date;
use verbale_record::{ActorId, Hash};
use verbale_store::{CharterSigner, Person};

use super::{charter_words, island_words};
use crate::{
    agreeing::Agreeing,
    api::charters::{key_name, state_of},
    base64_text,
    founding::FoundingAsked,
    limits::DECLINING_CHARS_MAX,
    pages::{
        alternat::alternat,
        frame::{Frame, PageContext},
        markup::{Html, escape},
    },
    problem::Problem,
};

/// The offset that the form begins with.
const OFFSET_OFFERED: &str = "+03:00";
/// The short name of the founder's actor that the form begins with.
const ACTOR_OFFERED: &str = "secretariat";

/// What the fields of a founding hold when the page is opened.
struct Fields(FoundingAsked);

impl std::ops::Deref for Fields {
    type Target = FoundingAsked;

    fn deref(&self) -> &FoundingAsked {
        &self.0
    }
}

impl Fields {
    fn empty() -> Fields {
        Fields(FoundingAsked {
            process: String::new(),
            name: String::new(),
            title: String::new(),
            offset: OFFSET_OFFERED.to_owned(),
            actor: ACTOR_OFFERED.to_owned(),
            actor_name: String::new(),
            parties: String::new(),
            others: String::new(),
            rooms: String::new(),
            reported_acts: String::new(),
            reply_period_days: String::new(),
            key: String::new(),
        })
    }

    /// The rules of reported acts, each with its words' key.
    fn rules(&self) -> [(&'static str, &'static str); 3] {
        [
            ("", "found-reported-usual"),
            ("count", "charter-reported-count"),
            ("await_endorsement", "charter-reported-await"),
        ]
    }
}

#[derive(Template)]
#[template(path = "found.html")]
struct FoundPage {
    frame: Frame,
    keys: String,
    fields: Fields,
    words: Vec<(&'static str, Html)>,
}

/// The page on which a process is founded; nothing where the reader is not of the venue's
/// secretariat.
pub fn found_page(context: &PageContext) -> Option<String> {
    let reader = context.reader.as_ref().filter(|reader| reader.of_venue)?;
    let keys: Vec<&str> = reader.keys.iter().map(verbale_record::KeyName::as_str).collect();
    let frame = Frame::of_venue(context, context.locale.text("found-title", &[])).with_island("act.js");
    let page = FoundPage {
        keys: keys.join(" "),
        fields: Fields::empty(),
        words: island_words(context.locale),
        frame,
    };
    Some(crate::pages::render(&page))
}

struct SignerLine {
    actor: Html,
    id: String,
    person: Option<String>,
    key: Option<String>,
    state: Html,
    declined: Option<String>,
    may_invite: bool,
}

#[derive(Template)]
#[template(path = "charter_draft.html")]
struct CharterDraftPage {
    frame: Frame,
    title: String,
    id: String,
    href: String,
    url: String,
    charter: Html,
    stuck: Option<String>,
    signers: Vec<SignerLine>,
    exact: Option<Html>,
    hash: String,
    draft: String,
    own_key: String,
    signed: bool,
    founder: bool,
    fields: Fields,
    words_max: usize,
    words: Vec<(&'static str, Html)>,
}

/// The actors in the order in which they are shown: the reader's own, the parties by the alternat,
/// all others after them.
fn places(agreeing: &Agreeing, own: Option<&ActorId>, today: Date) -> Vec<ActorId> {
    let parties: Vec<ActorId> = agreeing.charter.parties().map(|actor| actor.id.clone()).collect();
    let mut places: Vec<ActorId> = own.cloned().into_iter().chain(alternat(&parties, today)).collect();
    places.extend(agreeing.charter.actors.iter().map(|actor| actor.id.clone()));
    places
}

/// The page of a charter that is being agreed. `people` gives who came for each signer.
pub fn charter_draft_page(
    context: &PageContext,
    agreeing: &Agreeing,
    stuck: Option<&Problem>,
    people: &[Option<Person>],
) -> String {
    let (locale, kept) = (context.locale, &agreeing.kept);
    let reader = context.reader.as_ref().map(|reader| reader.id);
    let founder = reader == Some(kept.made_by);
    let own = reader.and_then(|person| kept.signer(person));
    let name =
        |signer: &CharterSigner| escape(agreeing.charter.actor_name(&signer.actor, &agreeing.plan.language));
    let order = places(agreeing, own.map(|own| &own.actor), context.today);
    let mut signers: Vec<_> = kept.signers.iter().zip(people).collect();
    signers.sort_by_key(|(signer, _)| order.iter().position(|actor| *actor == signer.actor));
    let signers = signers.into_iter().map(|(signer, person)| SignerLine {
        actor: name(signer),
        id: signer.actor.to_string(),
        person: person.as_ref().map(|person| person.name.clone()),
        key: key_name(signer),
        state: locale.say(&format!("signer-{}", state_of(signer))),
        declined: signer.declined.clone(),
        may_invite: founder && signer.person != Some(kept.made_by),
    });
    let id = base64_text::url_encode(&kept.id.0);
    let text = agreeing.draft.as_ref().map(|draft| draft.text.as_str());
    let title = agreeing.plan.asked.title.trim().to_owned();
    let page = CharterDraftPage {
        signers: signers.collect(),
        charter: Html::trusted(charter_words(locale, &agreeing.charter)),
        stuck: stuck.map(|problem| format!("{} {}", problem.detail, problem.hint)),
        exact: text.map(escape),
        hash: text.map(|text| Hash::of(text.as_bytes()).to_hex()).unwrap_or_default(),
        draft: kept.draft.clone().unwrap_or_default(),
        own_key: own.and_then(key_name).unwrap_or_default(),
        signed: own.is_some_and(|own| own.signature.is_some()),
        founder,
        fields: Fields(agreeing.plan.asked.clone()),
        words_max: DECLINING_CHARS_MAX,
        words: island_words(locale),
        href: format!("/found/{id}"),
        url: format!("/api/v1/charters/{id}"),
        frame: Frame::of_venue(context, title.clone()).with_island("act.js").with_island("account.js"),
        title,
        id,
    };
    crate::pages::render(&page)
}
