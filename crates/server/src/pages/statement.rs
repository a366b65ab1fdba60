//! One statement: what was said, by whom, in what office, where, and how it was taken down.

use verbale_process::act::Kind;
use verbale_record::Commitment;

use crate::locale::Arg;

use super::{
    markup::{Html, clamp},
    voice::Voice,
};

/// Characters of a statement that are shown beside the record: the same for everybody.
pub const STATEMENT_CHARS_MAX: usize = 260;

/// A statement, as it stands beside the record.
pub struct StatementFace {
    /// Its note's page.
    pub href: String,
    /// Its title.
    pub title: Html,
    /// Its words, clamped; none where they were erased.
    pub text: Option<Html>,
    /// Whether words were left out.
    pub clamped: bool,
    /// Speaker, office, outlet, day and form, in a line.
    pub by: Html,
}

/// The face of a statement.
pub fn statement_face(voice: &Voice<'_>, id: &Commitment) -> StatementFace {
    let wording = voice.wording(id);
    let clamped = wording.and_then(|w| w.text.as_deref()).map(|t| clamp(t, STATEMENT_CHARS_MAX));
    StatementFace {
        href: voice.item_href(id),
        title: voice.title(id),
        text: clamped.map(|(head, _)| voice.wrote(head)),
        clamped: clamped.is_some_and(|(_, cut)| cut),
        by: spoken_by(voice, id),
    }
}

/// *Name, office (Alpha), in Outlet, 12 November 2025; paraphrased*.
pub fn spoken_by(voice: &Voice<'_>, id: &Commitment) -> Html {
    let wording = voice.wording(id);
    let entry = voice.view.process.entry(id);
    let mut parts: Vec<Html> = Vec::new();
    if let Some(person) = wording.and_then(|w| w.person.as_deref()) {
        parts.push(voice.brief(person));
    }
    if let Some(office) = wording.and_then(|w| w.office.as_deref()) {
        parts.push(voice.brief(office));
    }
    if let Some(actor) = entry.and_then(|e| e.actor()) {
        parts.push(voice.name(actor));
    }
    let (form, unnamed) = match entry.map(|e| &e.act.kind) {
        Some(Kind::Statement { form, unnamed, .. }) => (Some(*form), *unnamed),
        _ => (None, false),
    };
    if unnamed {
        parts.push(voice.say("speaker-unnamed"));
    }
    if let Some(outlet) = wording.and_then(|w| w.more("outlet")) {
        let outlet = Html::trusted(format!("<cite>{}</cite>", voice.brief(outlet)));
        parts.push(voice.html("in-outlet", &[("outlet", outlet.into())]));
    }
    if let Some(day) = voice.day_of(id) {
        parts.push(voice.date(day));
    }
    let line = Html::join(&parts, ", ");
    match form {
        Some(form) => {
            let args = [("line", Arg::from(line)), ("form", voice.term("form", form.name()).into())];
            voice.html("spoken-form", &args)
        }
        None => line,
    }
}

/// How a statement's words were taken down.
pub fn form(entry: &verbale_process::entry::Entry) -> Option<verbale_process::act::Form> {
    match entry.act.kind {
        Kind::Statement { form, .. } => Some(form),
        _ => None,
    }
}
