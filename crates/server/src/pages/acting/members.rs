//! Who may do what: the actors, the keys that sign for them, and those who wait for powers.

use askama::Template;
use verbale_process::{charter::ActorEntry, standing::Standing};
use verbale_record::{ActorId, KeyName};
use verbale_store::{Device, Person};

use super::{island_words, keys_of, powers_words};
use crate::{
    base64_text,
    pages::{
        frame::{Frame, PageContext},
        links::Links,
        markup::{Html, escape},
        voice::Voice,
    },
    view::View,
};

/// Somebody who has a seat with an actor, and their devices.
pub struct Waiting {
    /// Who.
    pub person: Person,
    /// For which actor.
    pub actor: ActorId,
    /// Their devices.
    pub devices: Vec<Device>,
}

struct KeyLine {
    name: String,
    powers: Html,
    days: Html,
    own: bool,
    /// Where it is revoked; none where the reader cannot.
    revoke: Option<String>,
}

struct DeviceLine {
    label: Html,
    key: String,
    /// Where powers are given to it; none where the reader cannot.
    credential: Option<String>,
}

struct PersonLine {
    name: Html,
    /// Their id, for those who can bring them back.
    person: Option<String>,
    devices: Vec<DeviceLine>,
}

struct ActorFace {
    id: String,
    name: Html,
    role: Html,
    keys: Vec<KeyLine>,
    people: Vec<PersonLine>,
    may_invite: bool,
}

#[derive(Template)]
#[template(path = "members.html")]
struct MembersPage {
    frame: Frame,
    process: String,
    actors: Vec<ActorFace>,
    words: Vec<(&'static str, Html)>,
}

/// The page of the members; nothing where the reader takes no part in the process.
pub fn members_page(
    context: &PageContext,
    view: &View,
    standing: &Standing,
    waiting: &[Waiting],
    now_ms: u64,
) -> Option<String> {
    let reader = context.reader.as_ref().filter(|reader| !reader.actors.is_empty())?;
    let voice = Voice::new(context, view, standing, Links::new(view.name(), context.clocks));
    let charter = view.charter();
    let ids: Vec<ActorId> = charter.actors.iter().map(|actor| actor.id.clone()).collect();
    let runs_it =
        reader.actors.iter().filter_map(|id| charter.actor(id)).any(|actor| actor.role.keeps_going());
    let is_principal = |actor: &ActorId| {
        keys_of(view, actor, now_ms).iter().any(|(name, key)| key.principal && reader.keys.contains(name))
    };
    let face = |actor: &ActorEntry| {
        let own = reader.acts_for(&actor.id);
        let keys = keys_of(view, &actor.id, now_ms);
        let known: Vec<&KeyName> = view.process.registry().keys().map(|(name, _)| name).collect();
        let people = waiting.iter().filter(|waiting| own && waiting.actor == actor.id).map(|waiting| {
            let devices = waiting.devices.iter().filter(|device| !known.contains(&&device.key));
            PersonLine {
                name: escape(&waiting.person.name),
                person: (waiting.person.id != reader.id).then(|| base64_text::encode(&waiting.person.id.0)),
                devices: devices
                    .map(|device| DeviceLine {
                        label: escape(&device.label),
                        key: device.key.to_string(),
                        credential: is_principal(&actor.id).then(|| {
                            let more = [("key", device.vkey.as_str()), ("person", &waiting.person.name)];
                            voice.links.with("act/credential", &more)
                        }),
                    })
                    .collect(),
            }
        });
        ActorFace {
            id: actor.id.to_string(),
            name: voice.name(&actor.id),
            role: voice.term("role", actor.role.name()),
            keys: keys
                .iter()
                .map(|(name, key)| KeyLine {
                    name: name.to_string(),
                    powers: powers_words(&voice, key),
                    days: match (key.from, key.until) {
                        (_, Some(until)) => {
                            voice.html("members-until-date", &[("date", voice.date(until).into())])
                        }
                        (Some(from), None) => {
                            voice.html("members-from-date", &[("date", voice.date(from).into())])
                        }
                        (None, None) => Html::default(),
                    },
                    own: reader.keys.contains(name),
                    revoke: (own && !key.principal)
                        .then(|| voice.links.with("act/revocation", &[("key", name.as_str())])),
                })
                .collect(),
            people: people.collect(),
            may_invite: own || runs_it,
        }
    };
    let actors = voice.ordered(&ids);
    let page = MembersPage {
        process: view.name().to_owned(),
        actors: actors.iter().filter_map(|id| charter.actor(id)).map(face).collect(),
        words: island_words(context.locale),
        frame: Frame::of_process(context, &voice, "members", Some(context.locale.text("nav-members", &[])))
            .with_island("account.js"),
    };
    Some(crate::pages::render(&page))
}
