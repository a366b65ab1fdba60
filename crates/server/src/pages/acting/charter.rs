//! The charter in words: who takes part, in which rooms, by what rules; and the form that amends it.

use askama::Template;
use verbale_process::{
    charter::{Charter, ProcessKind, ReportedActs, Role, RoomKind},
    standing::Standing,
};
use verbale_record::ActorId;

use super::{Waiting, island_words, keys_of};
use crate::{
    locale::Locale,
    pages::{
        frame::{Frame, PageContext},
        links::Links,
        markup::{Html, escape},
        voice::Voice,
    },
    view::View,
};

struct ActorLine {
    id: String,
    name: Html,
    role: Html,
    signs: bool,
}

struct RoomLine {
    name: Html,
    kind: Html,
    members: Html,
}

#[derive(Template)]
#[template(path = "charter_words.html")]
struct CharterWords {
    locale: &'static Locale,
    kind: Html,
    title: Html,
    actors: Vec<ActorLine>,
    rooms: Vec<RoomLine>,
    reported: Html,
    offset: Html,
    reply_days: Option<Html>,
}

impl CharterWords {
    fn say(&self, key: &str) -> Html {
        self.locale.say(key)
    }
}

/// A charter in words, as a piece of a page.
pub fn charter_words(locale: &'static Locale, charter: &Charter) -> String {
    crate::pages::render(&words(locale, charter))
}

fn words(locale: &'static Locale, charter: &Charter) -> CharterWords {
    let name = |id: &ActorId| escape(charter.actor_name(id, locale.tag()));
    let register = charter.process == ProcessKind::Register;
    let title = charter.titles.get(locale.tag()).or_else(|| charter.titles.values().next());
    let reported = match charter.rules.reported_acts {
        ReportedActs::Count => "charter-reported-count",
        ReportedActs::AwaitEndorsement => "charter-reported-await",
    };
    CharterWords {
        locale,
        kind: locale.say(if register { "process-register" } else { "charter-of-talks" }),
        title: escape(title.unwrap_or(&charter.name)),
        actors: charter
            .actors
            .iter()
            .map(|actor| ActorLine {
                id: actor.id.to_string(),
                name: name(&actor.id),
                role: locale.say(&format!("role-{}", actor.role.name())),
                signs: actor.principal.is_some(),
            })
            .collect(),
        rooms: charter
            .rooms
            .iter()
            .map(|room| RoomLine {
                name: escape(&room.name),
                kind: locale.say(&format!("room-{}", room.kind.name())),
                members: match room.members.is_empty() {
                    true => Html::default(),
                    false => Html::join(&room.members.iter().map(name).collect::<Vec<_>>(), " · "),
                },
            })
            .collect(),
        reported: locale.say(reported),
        offset: locale.html("charter-offset", &[("offset", escape(&offset_text(charter.offset_min)).into())]),
        reply_days: charter.rules.reply_period_days.map(|days| {
            let days = locale.html("days", &[("n", u64::from(days).into())]);
            locale.html("charter-reply-days", &[("days", days.into())])
        }),
    }
}

/// An offset from UTC as people write it, such as `+03:00`.
fn offset_text(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.unsigned_abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// A device that could become an actor's principal's.
struct Candidate {
    vkey: String,
    words: Html,
}

#[derive(Template)]
#[template(path = "charter.html")]
struct CharterPage {
    frame: Frame,
    charter: Html,
    may_amend: bool,
    process: String,
    register: bool,
    draft_url: String,
    note_url: String,
    circulation_url: String,
    actor: String,
    keys: String,
    principals: Vec<(String, Html, Vec<Candidate>)>,
    roles: Vec<(&'static str, Html)>,
    room_kinds: Vec<(&'static str, Html)>,
    members: Vec<(String, Html)>,
    rules: Vec<(&'static str, Html)>,
    words: Vec<(&'static str, Html)>,
}

/// The page of the charter.
pub fn charter_page(
    context: &PageContext,
    view: &View,
    standing: &Standing,
    waiting: &[Waiting],
    now_ms: u64,
) -> String {
    let voice = Voice::new(context, view, standing, Links::new(view.name(), context.clocks));
    let charter = view.charter();
    let locale = context.locale;
    let base = format!("/api/v1/processes/{}", view.name());
    let own = context.reader.as_ref();
    let principal = own.into_iter().flat_map(|reader| reader.actors.iter()).find_map(|actor| {
        let keys = keys_of(view, actor, now_ms);
        let keys: Vec<&str> = keys
            .iter()
            .filter(|(name, key)| key.principal && own.is_some_and(|reader| reader.keys.contains(name)))
            .map(|(name, _)| name.as_str())
            .collect();
        (!keys.is_empty()).then(|| (actor.to_string(), keys.join(" ")))
    });
    let candidates = |actor: &ActorId| -> Vec<Candidate> {
        let of = waiting.iter().filter(|waiting| waiting.actor == *actor);
        let devices = of.flat_map(|waiting| waiting.devices.iter().map(|device| (&waiting.person, device)));
        let candidate = |(person, device): (&verbale_store::Person, &verbale_store::Device)| Candidate {
            words: escape(&format!("{} · {} · {}", person.name, device.label, device.key)),
            vkey: device.vkey.clone(),
        };
        devices.map(candidate).collect()
    };
    let without = charter.actors.iter().filter(|actor| actor.principal.is_none());
    let said = |table: &str, name: &'static str| (name, locale.say(&format!("{table}-{name}")));
    let (actor, keys) = principal.clone().unwrap_or_default();
    let page = CharterPage {
        charter: Html::trusted(charter_words(locale, charter)),
        may_amend: principal.is_some(),
        process: view.id.to_hex(),
        register: charter.process == ProcessKind::Register,
        draft_url: format!("{base}/amendments"),
        note_url: format!("/{}/note/", view.name()),
        circulation_url: format!("/{}/circulation/", view.name()),
        actor,
        keys,
        principals: without
            .map(|actor| (actor.id.to_string(), voice.name(&actor.id), candidates(&actor.id)))
            .collect(),
        roles: Role::ALL
            .iter()
            .filter(|role| **role != Role::Editor)
            .map(|role| said("role", role.name()))
            .collect(),
        // Caucus rooms are sealed, and sealed rooms are the desk's.
        room_kinds: RoomKind::ALL
            .iter()
            .filter(|kind| !matches!(kind, RoomKind::Registry | RoomKind::Public | RoomKind::Caucus))
            .map(|kind| said("room", kind.name()))
            .collect(),
        members: charter.actors.iter().map(|actor| (actor.id.to_string(), voice.name(&actor.id))).collect(),
        rules: vec![
            ("count", locale.say("charter-reported-count")),
            ("await_endorsement", locale.say("charter-reported-await")),
        ],
        words: island_words(locale),
        frame: {
            let frame = Frame::of_process(context, &voice, "charter", Some(locale.text("nav-charter", &[])));
            if principal.is_some() { frame.with_island("act.js") } else { frame }
        },
    };
    crate::pages::render(&page)
}
