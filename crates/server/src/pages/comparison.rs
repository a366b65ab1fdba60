//! A proposal beside the one that it counters or takes the place of: what differs, in either direction
//! alike. Neither side is the right one; each piece says in which of the two it stands.

use std::ops::RangeInclusive;

use askama::Template;
use verbale_process::act::{ItemId, Kind};
use verbale_record::Commitment;

use super::{
    markup::{Html, escape},
    voice::Voice,
};
use crate::differences::{Piece, differences};

/// The levels that a comparison's heading may have on a page.
pub const HEADING_LEVELS: RangeInclusive<u8> = 2..=3;

/// What a proposal is to the one that it is compared with: the beginning of the messages' keys.
#[derive(Clone, Copy)]
enum Relation {
    /// It counters it.
    Counter,
    /// Its proposer put it in the place of an earlier one.
    Later,
}

impl Relation {
    fn key(self, of: &str) -> String {
        let relation = match self {
            Relation::Counter => "counter",
            Relation::Later => "later",
        };
        format!("compared-{relation}-{of}")
    }
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
    id: &'static str,
    heading: Html,
    lead: Html,
    /// The two, as columns name them.
    names: (Html, Html),
    /// Where a piece stands, if it stands in one alone.
    only: (Html, Html),
    /// What differs: what it is, in the old one, in the new one.
    fields: Vec<(Html, Html, Html)>,
    texts: Texts,
}

impl Comparison<'_> {
    fn say(&self, key: &str) -> Html {
        self.voice.say(key)
    }
}

/// A proposal beside each that it counters or takes the place of, as sections of a page; none where
/// the reader does not see the other.
pub fn comparisons(voice: &Voice<'_>, note: &Commitment, level: u8) -> Vec<Html> {
    debug_assert!(HEADING_LEVELS.contains(&level));
    let Some(Kind::Proposal { counter_to, supersedes, .. }) =
        voice.view.process.entry(note).map(|e| &e.act.kind)
    else {
        return Vec::new();
    };
    [(Relation::Counter, counter_to), (Relation::Later, supersedes)]
        .into_iter()
        .filter_map(|(relation, other)| comparison(voice, relation, other.as_ref()?, note, level))
        .collect()
}

fn comparison(
    voice: &Voice<'_>,
    relation: Relation,
    old: &ItemId,
    new: &Commitment,
    level: u8,
) -> Option<Html> {
    // The old one is an item that the reader sees, as of the clocks.
    voice.find(old).filter(|_| old != new)?;
    let old_fields = fields(voice, old)?;
    let new_fields = fields(voice, new)?;
    let unsaid = |words: Html| if words.is_empty() { voice.say("compared-unsaid") } else { words };
    let texts = texts(voice, relation, old, new);
    // A title is among the words that were erased.
    let held = |key: &str| key != "input-title" || !matches!(texts, Texts::Erased(_));
    let differing =
        old_fields.into_iter().zip(new_fields).filter(|((key, old), (_, new))| old != new && held(key));
    let page = Comparison {
        voice,
        level,
        id: match relation {
            Relation::Counter => "compared-counter-h",
            Relation::Later => "compared-later-h",
        },
        heading: voice.say(&relation.key("heading")),
        lead: voice.html(&relation.key("lead"), &[("item", voice.cited(old).into())]),
        names: (voice.say(&relation.key("old")), voice.say(&relation.key("new"))),
        only: (voice.say(&relation.key("old-only")), voice.say(&relation.key("new-only"))),
        fields: differing.map(|((key, old), (_, new))| (voice.say(key), unsaid(old), unsaid(new))).collect(),
        texts,
    };
    Some(Html::trusted(super::render(&page)))
}

/// What a proposal says beside its text, each by the key of its name; empty where it does not say it.
fn fields(voice: &Voice<'_>, proposal: &Commitment) -> Option<[(&'static str, Html); 7]> {
    let Kind::Proposal { to, track, topic, reply_by, groups, needs, .. } =
        &voice.view.process.entry(proposal)?.act.kind
    else {
        return None;
    };
    let title = voice.wording(proposal).and_then(|wording| wording.title.as_deref());
    let groups: Vec<Html> = groups.iter().map(|group| voice.term("track", group.name())).collect();
    Some([
        ("input-title", title.map(|title| voice.wrote(title)).unwrap_or_default()),
        ("input-to", voice.names(to)),
        ("fact-track", voice.term("track", track.name())),
        ("input-topic", voice.wrote(topic)),
        ("fact-reply-by", reply_by.map(|day| voice.date(day)).unwrap_or_default()),
        ("fact-needs", voice.term("needs", needs.name())),
        ("fact-groups", voice.list(&groups)),
    ])
}

fn texts(voice: &Voice<'_>, relation: Relation, old: &Commitment, new: &Commitment) -> Texts {
    let erased: Vec<Html> = [(old, "old-erased"), (new, "new-erased")]
        .into_iter()
        .filter(|(note, _)| voice.is_erased(note))
        .map(|(_, key)| voice.say(&relation.key(key)))
        .collect();
    if !erased.is_empty() {
        return Texts::Erased(erased);
    }
    let text = |note| voice.wording(note).and_then(|wording| wording.text.as_deref()).unwrap_or_default();
    let (old, new) = (text(old), text(new));
    match differences(old, new) {
        _ if old.is_empty() && new.is_empty() => Texts::None,
        _ if old == new => Texts::Same,
        None => Texts::Long(voice.wrote(old), voice.wrote(new)),
        Some(pieces) => Texts::Pieces(marked(voice, relation, &pieces)),
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
        let (element, key, text) = match *piece {
            Piece::Both(text) => return format!("<span{written}>{}</span>", escape(text)),
            Piece::Old(text) => ("del", "old-only", text),
            Piece::New(text) => ("ins", "new-only", text),
        };
        let (begins, ends) = unseen(relation.key(key));
        format!(
            "<{element}>{begins}<span{written}>{}</span><span class=\"visually-hidden\"> {ends}</span></{element}>",
            escape(text)
        )
    };
    Html::trusted(pieces.iter().map(piece).collect::<String>())
}
