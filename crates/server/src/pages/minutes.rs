//! The paragraphs of minutes: as they read now, who approved and who objected, and to members the
//! acts on each.

use verbale_process::standing::{ItemStanding, ParagraphStanding};
use verbale_record::ActorId;

use super::{frame::PageContext, markup::Html, voice::Voice};
use crate::comparing;

/// One paragraph.
pub struct Paragraph {
    /// Its number.
    pub number: u16,
    /// How it reads; nothing where the words were erased.
    pub text: Option<Html>,
    /// Who approved it.
    pub approved: Option<Html>,
    /// Who objected to it.
    pub objected: Option<Html>,
    /// The acts on it, each with its form.
    pub acts: Vec<(String, Html)>,
}

/// The paragraphs of minutes.
pub fn paragraphs(context: &PageContext, voice: &Voice<'_>, item: &ItemStanding) -> Vec<Paragraph> {
    let own = context.own_actors();
    let (process, wordings) = (&voice.view.process, &voice.view.wordings);
    let is_open = item.outcome.is_open();
    let speaks = is_open && own.iter().any(|actor| item.to.contains(actor));
    let tabled = is_open && item.by.as_ref().is_some_and(|by| own.contains(by));
    let face = |paragraph: &ParagraphStanding| {
        let names = |actors: &[ActorId]| (!actors.is_empty()).then(|| voice.names(actors));
        let mut acts = Vec::new();
        if speaks {
            acts.extend([act(voice, item, paragraph, "approval", &[])]);
            acts.extend([act(voice, item, paragraph, "objection", &[("against", "wording")])]);
        }
        if tabled && !paragraph.objected.is_empty() {
            acts.extend([act(voice, item, paragraph, "amend", &[])]);
        }
        Paragraph {
            number: paragraph.number,
            text: comparing::paragraph(process, wordings, &paragraph.words, paragraph.number)
                .map(|text| voice.wrote(&text)),
            approved: names(&paragraph.approved),
            objected: names(&paragraph.objected),
            acts,
        }
    };
    item.paragraphs.iter().map(face).collect()
}

/// The form of an act on one paragraph.
fn act(
    voice: &Voice<'_>,
    item: &ItemStanding,
    paragraph: &ParagraphStanding,
    kind: &str,
    more: &[(&str, &str)],
) -> (String, Html) {
    let (re, number) = (item.id.to_string(), paragraph.number.to_string());
    let values = [&[("re", re.as_str()), ("paragraphs", number.as_str())], more].concat();
    let words = [("number", Html::trusted(number.clone()).into())];
    (voice.links.with(&format!("act/{kind}"), &values), voice.html(&format!("paragraph-{kind}"), &words))
}
