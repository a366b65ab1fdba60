//! The page of one note: first what it says in words, then all that shows it to be so.

use askama::Template;
use verbale_process::{
    fold::At,
    registry::KeyStatus,
    standing::{Effect, Standing},
};
use verbale_record::{Commitment, Note};

use crate::{locale::Arg, openings::NoteOpening, view::View};

use super::{
    comparison::comparisons,
    documents::documents,
    frame::{Frame, PageContext},
    item::proof_href,
    links::Links,
    markup::{Html, escape},
    verify::{VerifyFace, verify_face},
    voice::Voice,
};

/// An annex as the page lists it.
struct Annex {
    role: Html,
    commitment: String,
    bytes: Html,
    erased: bool,
    /// Where a member has it erased.
    erase: Option<String>,
}

/// A signature as the page lists it.
struct Signed {
    key: String,
    words: Html,
}

#[derive(Template)]
#[template(path = "note.html")]
struct NotePage {
    frame: Frame,
    act: Html,
    title: Html,
    says: Html,
    text: Option<Html>,
    erased: bool,
    effect: Option<Html>,
    item: Option<Html>,
    facts: Vec<(Html, Html)>,
    sources: Vec<Html>,
    documents: Option<Html>,
    comparisons: Vec<Html>,
    exact: Option<Html>,
    signatures: Vec<Signed>,
    commitment: String,
    salt: Option<String>,
    place: Html,
    annexes: Vec<Annex>,
    proof: String,
    verify: VerifyFace,
    record: Html,
}

/// The page of a note; nothing where it is not on the record of this view.
pub fn note_page(
    context: &PageContext,
    view: &View,
    standing: &Standing,
    note: &Commitment,
    opening: Option<&NoteOpening>,
) -> Option<String> {
    let entry = view.process.entry(note)?;
    let links = Links::new(view.name(), context.clocks);
    let voice = Voice::new(context, view, standing, links);
    let frame =
        Frame::of_process(context, &voice, "record", Some(voice.title_text(note))).with_island("verify.js");
    let room = view.charter().rooms.get(usize::from(entry.arrived.room));
    let room_name = room.map_or("", |r| r.name.as_str());
    let mut facts = voice.person_facts(note);
    facts.extend(voice.reported_facts(entry));
    facts.extend(voice.wording_facts(note));
    let text = opening.map(|o| String::from_utf8_lossy(&o.opening.content).into_owned());
    let place = [
        ("room", Arg::from(Html::trusted(format!("<bdi>{}</bdi>", escape(room_name))))),
        ("leaf", entry.arrived.leaf.into()),
        ("date", voice.date(view.day(entry.place.time_ms)).into()),
    ];
    let page = NotePage {
        act: voice.term("act", entry.act.kind.name()),
        title: voice.title(note),
        says: voice.says(entry),
        text: voice.wording(note).and_then(|w| w.text.as_deref()).map(|t| voice.wrote(t)),
        erased: voice.is_erased(note),
        effect: effect(&voice, context, note),
        item: view
            .process
            .home(note)
            .or(entry.act.kind.opens().then_some(*note))
            .map(|item| voice.cited(&item)),
        facts,
        sources: voice.sources(note),
        documents: documents(&voice, note),
        comparisons: comparisons(&voice, note, 2),
        exact: text.as_deref().map(escape),
        signatures: signatures(&voice, note, opening),
        commitment: note.to_string(),
        salt: opening.map(|o| o.opening.salt.iter().map(|b| format!("{b:02x}")).collect()),
        place: voice.html("note-place", &place),
        annexes: opening
            .map(|o| o.annexes.iter().map(|a| annex(&voice, a, erasing(context, &voice, note, a))).collect())
            .unwrap_or_default(),
        proof: proof_href(&voice, note),
        verify: verify_face(&voice, Some(note)),
        record: voice.html("registered-by", &[("actor", voice.name(&entry.author).into())]),
        frame,
    };
    Some(super::render(&page))
}

/// What the note did to its item, where it did not simply move it.
fn effect(voice: &Voice<'_>, context: &PageContext, note: &Commitment) -> Option<Html> {
    let at = At { as_of: voice.standing.as_of, at_size: context.clocks.at_size };
    let item = voice.view.process.home(note);
    let step =
        item.and_then(|item| voice.view.process.history(&item, at).into_iter().find(|s| s.note == *note));
    let reason = match step.map(|s| s.effect) {
        Some(Effect::Without(reason)) => Some(reason),
        Some(Effect::Beside) => return Some(voice.say("stands-beside")),
        Some(Effect::Moved) => None,
        None => voice.standing.without_effect.iter().find(|w| w.note == *note).map(|w| w.reason),
    }?;
    Some(voice.html("without-effect", &[("reason", voice.term("reason", reason.name()).into())]))
}

/// Each signature with its key and the powers that the key had when the note was entered.
fn signatures(voice: &Voice<'_>, note: &Commitment, opening: Option<&NoteOpening>) -> Vec<Signed> {
    let Some(entry) = voice.view.process.entry(note) else { return Vec::new() };
    let signed =
        opening.and_then(|o| Note::parse(&o.opening.content).ok()).map(|n| n.signatures).unwrap_or_default();
    signed
        .into_iter()
        .map(|signature| {
            let registry = voice.view.process.registry();
            let record = registry.key(&signature.name);
            let status = registry.status(&signature.name, entry.place);
            let words = match (record, status) {
                (Some(key), KeyStatus::Active) if key.principal => {
                    voice.html("key-principal", &[("actor", voice.name(&key.actor).into())])
                }
                (Some(key), KeyStatus::Active) => {
                    let powers: Vec<Html> =
                        key.powers.iter().map(|p| voice.term("power", p.name())).collect();
                    voice.html(
                        "key-powers",
                        &[("actor", voice.name(&key.actor).into()), ("powers", voice.list(&powers).into())],
                    )
                }
                (_, KeyStatus::Revoked) => voice.say("key-revoked"),
                _ => voice.say("key-unknown"),
            };
            Signed { key: signature.name.to_string(), words }
        })
        .collect()
}

/// Where a member has an annex erased; none where it is, or there is nobody to ask.
fn erasing(
    context: &PageContext,
    voice: &Voice<'_>,
    note: &Commitment,
    annex: &crate::openings::AnnexOpening,
) -> Option<String> {
    let charter = voice.view.charter();
    let mut own = context.own_actors().iter().filter_map(|actor| charter.actor(actor));
    annex.opening.as_ref().filter(|_| own.any(|actor| actor.role.may_erase()))?;
    let room = voice.view.process.entry(note)?.place.room;
    let room = &charter.rooms.get(usize::from(room))?.name;
    let asked = [("annex", annex.commitment.to_string()), ("room", room.clone())];
    let asked: Vec<(&str, &str)> = asked.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Some(voice.links.with("act/erased", &asked))
}

fn annex(voice: &Voice<'_>, annex: &crate::openings::AnnexOpening, erase: Option<String>) -> Annex {
    let key = match annex.role {
        verbale_record::note::AnnexRole::Wording => "annex-wording",
        verbale_record::note::AnnexRole::Document => "annex-document",
    };
    Annex {
        role: voice.say(key),
        commitment: annex.commitment.to_string(),
        bytes: voice.html("bytes", &[("n", annex.bytes.into())]),
        erased: annex.opening.is_none(),
        erase,
    }
}
