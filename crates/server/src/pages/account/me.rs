//! A member's own first page: we owe; we are owed; changed since you were here; due next.

use std::{collections::BTreeSet, sync::Arc};

use askama::Template;
use jiff::civil::Date;
use verbale_process::standing::{Await, Due, ItemStanding, Outcome, Standing};
use verbale_record::{ActorId, Commitment};
use verbale_store::{Circulation, Session};

use super::telling::{MailState, TellingFace};
use crate::{
    agreeing::Agreeing,
    base64_text,
    circulating::CirculatingDraft,
    locale::Arg,
    pages::{
        acting_words,
        frame::{Frame, PageContext, Reader, process_title_text},
        links::Links,
        markup::{Html, escape},
        voice::Voice,
    },
    position::{Position, beyond},
    view::View,
};

/// Most notes that *changed since you were here* lists of a process; the record has all.
const CHANGED_LISTED_MAX: usize = 20;
/// Most days that *due next* looks ahead.
const DUE_LISTED_MAX: usize = 20;

/// A process in which the reader takes part, as it stands.
pub struct Visited {
    /// What they see of it.
    pub view: Arc<View>,
    /// Its standing today.
    pub standing: Arc<Standing>,
    /// The actors for which their keys sign.
    pub actors: Vec<ActorId>,
    /// How far they had seen it; none where they were never there.
    pub(crate) seen: Option<Position>,
    /// The drafts that wait for signatures.
    pub circulating: Vec<Circulating>,
}

/// A draft that waits for signatures.
pub struct Circulating {
    /// It.
    pub circulation: Circulation,
    /// What it says.
    pub draft: CirculatingDraft,
}

struct Owed {
    title: Html,
    what: Html,
    who: Option<Html>,
    since: Html,
    act: Option<(String, Html)>,
}

struct ProcessFace {
    name: String,
    title: Html,
    title_text: String,
    href: String,
    act_href: String,
    members_href: String,
    speaks_for: Option<Html>,
    we_owe: Vec<Owed>,
    owed_to_us: Vec<Owed>,
    due: Vec<(Html, Html)>,
    changed: Vec<(Html, Html)>,
    changed_more: Option<Html>,
    first_visit: bool,
    sign: Vec<(String, Html, bool)>,
}

struct Row {
    id: String,
    words: Html,
    detail: Html,
    this: bool,
}

#[derive(Template)]
#[template(path = "me.html")]
struct MePage {
    frame: Frame,
    greeting: Html,
    processes: Vec<ProcessFace>,
    charters: Vec<(String, String, Html)>,
    devices: Vec<Row>,
    passkeys: Vec<Row>,
    sessions: Vec<Row>,
    of_venue: bool,
    telling: TellingFace,
    words: Vec<(&'static str, Html)>,
}

/// What the reader signs and signs in with.
pub struct OwnAccount {
    /// Devices.
    pub devices: Vec<verbale_store::Device>,
    /// Passkeys.
    pub passkeys: Vec<verbale_store::Passkey>,
    /// Open sessions.
    pub sessions: Vec<Session>,
    /// The number of the one with which they ask.
    pub this_session: i64,
}

/// The reader's own first page.
pub fn me_page(
    context: &PageContext,
    visited: &[Visited],
    agreed: &[Agreeing],
    OwnAccount { devices, passkeys, sessions, this_session }: &OwnAccount,
    telling: TellingFace,
) -> String {
    let locale = context.locale;
    let reader = context.reader.as_ref();
    let name = reader.map(|reader| escape(&reader.name)).unwrap_or_default();
    let day = |ms: u64| escape(&locale.date(verbale_process::entry::day_of(ms, 0)));
    let added = |ms: u64| locale.html("account-added", &[("date", day(ms).into())]);
    let used = |ms: u64| locale.html("account-used", &[("date", day(ms).into())]);
    let page = MePage {
        frame: Frame::of_venue(context, locale.text("me-title", &[])).with_island("account.js"),
        greeting: locale.html("me-greeting", &[("name", name.into())]),
        processes: visited.iter().map(|visited| process_face(context, visited)).collect(),
        charters: agreed
            .iter()
            .map(|agreeing| {
                let own = reader.and_then(|reader| agreeing.kept.signer(reader.id));
                let ours = agreeing.draft.is_some() && own.is_some_and(|own| own.signature.is_none());
                let state = locale.say(if ours { "me-sign-yours" } else { "me-sign-others" });
                let href = format!("/found/{}", base64_text::url_encode(&agreeing.kept.id.0));
                (href, agreeing.plan.asked.title.clone(), state)
            })
            .collect(),
        devices: devices
            .iter()
            .map(|d| Row {
                id: d.key.to_string(),
                words: escape(&d.label),
                detail: added(d.made_ms),
                this: false,
            })
            .collect(),
        passkeys: passkeys
            .iter()
            .map(|p| Row {
                id: base64_text::url_encode(&p.id),
                words: escape(&p.label),
                detail: p.used_ms.map_or_else(|| added(p.made_ms), used),
                this: false,
            })
            .collect(),
        sessions: sessions
            .iter()
            .map(|s| Row {
                id: s.number.to_string(),
                words: escape(&s.label),
                detail: used(s.used_ms),
                this: s.number == *this_session,
            })
            .collect(),
        of_venue: reader.is_some_and(|reader| reader.of_venue),
        telling,
        words: acting_words(locale),
    };
    crate::pages::render(&page)
}

fn process_face(context: &PageContext, visited: &Visited) -> ProcessFace {
    let (view, standing) = (&*visited.view, &*visited.standing);
    let reader = context.reader.clone().map(|reader| Reader { actors: visited.actors.clone(), ..reader });
    let context = &PageContext { reader, ..context.clone() };
    let voice = Voice::new(context, view, standing, Links::new(view.name(), Default::default()));
    let own = |actor: &ActorId| visited.actors.contains(actor);
    let mut we_owe: Vec<(Date, Owed)> = Vec::new();
    let mut owed_to_us: Vec<(Date, Owed)> = Vec::new();
    let mut due: Vec<(Date, Html, Html)> = Vec::new();
    for item in &standing.items {
        let Outcome::Open(awaits) = &item.outcome else { continue };
        let concerns_us = item.by.as_ref().is_some_and(own) || item.to.iter().any(own);
        for a in awaits {
            if own(&a.actor) {
                we_owe.push((a.since, owed(&voice, item, a, true)));
            } else if concerns_us {
                owed_to_us.push((a.since, owed(&voice, item, a, false)));
            }
            if let Some(day) = a.due.filter(|day| *day >= standing.as_of)
                && (own(&a.actor) || concerns_us)
            {
                due.push((day, voice.date(day), Html::join(&[voice.item(&item.id), voice.awaits(a)], " · ")));
            }
        }
    }
    // The oldest first.
    we_owe.sort_by_key(|(since, _)| *since);
    owed_to_us.sort_by_key(|(since, _)| *since);
    due.sort_by_key(|(day, _, _)| *day);
    due.truncate(DUE_LISTED_MAX);
    let (changed, more) = changed(&voice, visited);
    let keys = context.reader.as_ref().map_or(&[][..], |reader| &reader.keys);
    let sign = visited.circulating.iter().map(|c| {
        let act = verbale_process::wire::read(c.draft.draft.act_line());
        let href = voice.links.to(&format!("circulation/{}", c.draft.id()));
        let ours = c.draft.draft.awaited().iter().any(|key| keys.contains(key));
        (href, voice.term("act", act.kind.name()), ours)
    });
    let title = process_title_text(view, context.locale);
    ProcessFace {
        name: view.name().to_owned(),
        title: Html::trusted(format!("<bdi>{}</bdi>", escape(&title))),
        title_text: title,
        href: voice.links.to(""),
        act_href: voice.links.to("act"),
        members_href: voice.links.to("members"),
        speaks_for: (!visited.actors.is_empty())
            .then(|| voice.html("me-speaks-for", &[("actors", voice.names(&visited.actors).into())])),
        we_owe: we_owe.into_iter().map(|(_, owed)| owed).collect(),
        owed_to_us: owed_to_us.into_iter().map(|(_, owed)| owed).collect(),
        due: due.into_iter().map(|(_, day, words)| (day, words)).collect(),
        changed,
        changed_more: more.map(|n| voice.html("me-changed-more", &[("n", n.into())])),
        first_visit: visited.seen.is_none(),
        sign: sign.collect(),
    }
}

fn owed(voice: &Voice<'_>, item: &ItemStanding, a: &Await, ours: bool) -> Owed {
    let since =
        [("date", Arg::from(voice.date(a.since))), ("days", voice.days(voice.days_since(a.since)).into())];
    Owed {
        title: voice.item(&item.id),
        what: voice.due(a.what),
        who: (!ours).then(|| voice.name(&a.actor)),
        since: voice.html("owed-since", &since),
        act: answering(a.what).filter(|_| ours).map(|kind| {
            let href = voice.links.with(&format!("act/{kind}"), &[("re", &item.id.to_string())]);
            (href, voice.say(&format!("do-{kind}")))
        }),
    }
}

/// The act with which what is owed is given, where one form does it.
fn answering(what: Due) -> Option<&'static str> {
    match what {
        Due::Reply => Some("reply"),
        Due::Answer | Due::AnswerToConditions => Some("answer"),
        Due::Approval => Some("approval"),
        _ => None,
    }
}

/// What came since the reader last was there, the newest first, and how many more there are.
fn changed(voice: &Voice<'_>, visited: &Visited) -> (Vec<(Html, Html)>, Option<u64>) {
    let Some(seen) = &visited.seen else { return (Vec::new(), None) };
    let mut new = beyond(voice.view, seen);
    // What came to several rooms since is one thing that came.
    let mut told: BTreeSet<&Commitment> = BTreeSet::new();
    new.retain(|entry| told.insert(&entry.commitment));
    let more = new.len().saturating_sub(CHANGED_LISTED_MAX) as u64;
    let listed = new.into_iter().rev().take(CHANGED_LISTED_MAX).map(|entry| {
        let day = voice.date(voice.view.day(entry.arrived.time_ms));
        (voice.to_note(&entry.commitment, day), voice.says(entry))
    });
    (listed.collect(), (more > 0).then_some(more))
}
