//! A proposal beside the one that it counters or takes the place of, an amendment beside the terms before
//! it: what differs, in either direction alike. Neither side is the right one; each piece says in which of the two it stands.

use std::ops::RangeInclusive;

use askama::Template;
use verbale_record::Commitment;

use super::{
    markup::{Html, escape},
    voice::Voice,
};
use crate::{
    comparing::{self, Compared, Field, Relation, Subject},
    differences::{Piece, differences},
};

/// The levels that a comparison's heading may have on a page.
pub const HEADING_LEVELS: RangeInclusive<u8> = 2..=3;

/// The key of a message on a relation.
fn key(relation: Relation, of: &str) -> String {
    format!("compared-{}-{of}", relation.name())
}

/// The two texts.
enum Texts {
    /// There is nothing to be compared.
    None,
    /// One was erased: what is said of it.
    Erased(Vec<Html>),
    /// They are the same.
    Same,
    /// They differ.
    Pieces(Html),
    /// They are too long to be compared by words.
    Long(Html, Html),
}

#[derive(Template)]
#[template(path = "comparison.html")]
struct Comparison<'v> {
    voice: &'v Voice<'v>,
    level: u8,
    id: String,
    heading: Html,
    lead: Html,
    /// The two, as columns name them.
    names: (Html, Html),
    /// Where a piece stands, if it stands in one alone.
    only: (Html, Html),
    /// What differs beside the text: what it is, in the old one, in the new one; none where there is
    /// nothing beside the text.
    fields: Option<Vec<(Html, Html, Html)>>,
    texts: Texts,
}

impl Comparison<'_> {
    fn say(&self, key: &str) -> Html {
        self.voice.say(key)
    }
}

/// A note beside each that it says otherwise than, as sections of a page; none where the reader does not
/// see the other.
pub fn comparisons(voice: &Voice<'_>, note: &Commitment, level: u8) -> Vec<Html> {
    debug_assert!(HEADING_LEVELS.contains(&level));
    let (process, wordings) = (&voice.view.process, &voice.view.wordings);
    let Some(subject) = Subject::of(process, wordings, note) else { return Vec::new() };
    let compared = comparing::compared(process, wordings, voice.standing, subject);
    compared.iter().map(|compared| comparison(voice, compared, level)).collect()
}

/// An item's own comparisons, and that of the last change of its terms.
pub fn comparisons_of_item(voice: &Voice<'_>, item: &Commitment, level: u8) -> Vec<Html> {
    let mut sections = comparisons(voice, item, level);
    if let Some(amended) = comparing::last_amended(&voice.view.process, voice.standing, item) {
        sections.extend(comparisons(voice, &amended, level));
    }
    sections
}

fn comparison(voice: &Voice<'_>, compared: &Compared<'_>, level: u8) -> Html {
    let relation = compared.relation;
    let unsaid = |words: Html| if words.is_empty() { voice.say("compared-unsaid") } else { words };
    let row = |(old, new): &(Field<'_>, Field<'_>)| {
        let ((key, old), (_, new)) = (field(voice, old), field(voice, new));
        (voice.say(key), unsaid(old), unsaid(new))
    };
    let page = Comparison {
        voice,
        level,
        id: key(relation, "h"),
        heading: voice.say(&key(relation, "heading")),
        lead: voice.html(&key(relation, "lead"), &[("item", voice.cited(&compared.with).into())]),
        names: (voice.say(&key(relation, "old")), voice.say(&key(relation, "new"))),
        only: (voice.say(&key(relation, "old-only")), voice.say(&key(relation, "new-only"))),
        fields: compared.fields.as_ref().map(|fields| fields.iter().map(row).collect()),
        texts: texts(voice, compared),
    };
    Html::trusted(super::render(&page))
}

/// The key of a field's name, and what it says; empty where it says nothing.
fn field(voice: &Voice<'_>, field: &Field<'_>) -> (&'static str, Html) {
    match field {
        Field::Title(title) => ("input-title", title.map(|title| voice.wrote(title)).unwrap_or_default()),
        Field::To(to) => ("input-to", voice.names(to)),
        Field::Track(track) => ("fact-track", voice.term("track", track.name())),
        Field::Topic(topic) => ("input-topic", voice.wrote(topic)),
        Field::ReplyBy(day) => ("fact-reply-by", day.map(|day| voice.date(day)).unwrap_or_default()),
        Field::Needs(needs) => ("fact-needs", voice.term("needs", needs.name())),
        Field::Groups(groups) => {
            let groups: Vec<Html> = groups.iter().map(|group| voice.term("track", group.name())).collect();
            ("fact-groups", voice.list(&groups))
        }
    }
}

fn texts(voice: &Voice<'_>, compared: &Compared<'_>) -> Texts {
    let relation = compared.relation;
    match &compared.texts {
        comparing::Texts::None => Texts::None,
        comparing::Texts::Erased { old, new } => {
            let erased = [(*old, "old-erased"), (*new, "new-erased")].into_iter();
            Texts::Erased(erased.filter(|(is, _)| *is).map(|(_, of)| voice.say(&key(relation, of))).collect())
        }
        comparing::Texts::Both(old, new) if old == new => Texts::Same,
        comparing::Texts::Both(old, new) => match differences(old, new) {
            None => Texts::Long(voice.wrote(old), voice.wrote(new)),
            Some(pieces) => Texts::Pieces(marked(voice, relation, &pieces)),
        },
    }
}

/// The pieces, each that stands in one text alone as the deletion or insertion that it is in HTML,
/// with words for who does not see how these look.
fn marked(voice: &Voice<'_>, relation: Relation, pieces: &[Piece<'_>]) -> Html {
    let lang = |tag: Option<&str>| match tag.filter(|tag| *tag != voice.locale.tag()) {
        Some(tag) => format!(" lang=\"{}\"", escape(tag)),
        None => String::new(),
    };
    let written = lang(voice.wording_language());
    let unseen = |key: String| {
        let words = voice.html("compared-begins", &[("where", voice.say(&key).into())]);
        (format!("<span class=\"visually-hidden\">{words} </span>"), voice.say("compared-ends"))
    };
    let piece = |piece: &Piece<'_>| {
        let (element, where_alone, text) = match *piece {
            Piece::Both(text) => return format!("<span{written}>{}</span>", escape(text)),
            Piece::Old(text) => ("del", "old-only", text),
            Piece::New(text) => ("ins", "new-only", text),
        };
        let (begins, ends) = unseen(key(relation, where_alone));
        format!(
            "<{element}>{begins}<span{written}>{}</span><span class=\"visually-hidden\"> {ends}</span></{element}>",
            escape(text)
        )
    };
    Html::trusted(pieces.iter().map(piece).collect::<String>())
}
