//! What a note says otherwise than another, in the terminal and as JSON: a counter-proposal, a later
//! version, an amendment of an item's terms.

use serde::Serialize;
use verbale_process::standing::Standing;
use verbale_record::Commitment;
use verbale_server::{
    comparing::{self, Field, Relation, Subject, Texts},
    differences::{self, differences},
};

use crate::render::names::{Names, act_name};

/// A note beside what it says otherwise than.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// What it is to it: `counter`, `later` or `amended`.
    relation: &'static str,
    /// The item that it is compared with: its label, else its commitment.
    with: String,
    /// `same`, `differs`, `none` (neither has one), `too_long` to be compared by words, or `erased`.
    text: &'static str,
    /// Where the texts differ, what they are made of, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pieces: Vec<Piece>,
    /// What differs beside the texts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<Differing>,
    #[serde(skip)]
    heading: String,
}

/// A piece of two texts: `in` is `both`, `old` or `new`.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Piece {
    r#in: &'static str,
    text: String,
}

/// What is said beside a text, in the other and in the note; null where it is not said.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Differing {
    field: &'static str,
    old: Option<String>,
    new: Option<String>,
}

/// An item's own comparisons, and that of the last change of its terms.
pub fn comparisons_of_item(names: &Names<'_>, standing: &Standing, item: &Commitment) -> Vec<Comparison> {
    let amended = comparing::last_amended(names.process, standing, item);
    let notes = std::iter::once(*item).chain(amended);
    let subjects = notes.filter_map(|note| Subject::of(names.process, names.wordings, &note));
    subjects.flat_map(|subject| comparisons(names, standing, subject)).collect()
}

/// A note, or a draft, beside each that it says otherwise than; nothing where that is not on the record
/// as of the standing.
pub fn comparisons(names: &Names<'_>, standing: &Standing, subject: Subject<'_>) -> Vec<Comparison> {
    let compared = comparing::compared(names.process, names.wordings, standing, subject);
    let face = |compared: comparing::Compared<'_>| {
        let (text, pieces) = text(&compared.texts);
        let heading = match compared.relation {
            Relation::Counter => "Compared with the original",
            Relation::Later => "Compared with the earlier version",
            Relation::Amended => "Compared with the words before",
        };
        Comparison {
            relation: compared.relation.name(),
            with: names.wordings.name(&compared.with),
            text,
            pieces,
            fields: compared.fields.unwrap_or_default().iter().map(|pair| differing(names, pair)).collect(),
            heading: format!("{heading} [{}]", names.label(&compared.with)),
        }
    };
    compared.into_iter().map(face).collect()
}

impl Comparison {
    /// What stands above it.
    pub fn heading(&self) -> &str {
        &self.heading
    }

    /// It in words, a paragraph each: `[-…-]` stands in the earlier text alone, `{+…+}` in the later one
    /// alone.
    pub fn paragraphs(&self) -> Vec<String> {
        let said = |value: &Option<String>| value.clone().unwrap_or_else(|| "not said".to_owned());
        let text = match self.text {
            "none" => None,
            "same" => Some("The two texts are the same, word for word.".to_owned()),
            "too_long" => Some("The texts are too long to be compared word by word.".to_owned()),
            "erased" => Some("Words of one of them were erased; the texts cannot be compared.".to_owned()),
            _ => Some(self.pieces.iter().map(Piece::marked).collect()),
        };
        let fields = self.fields.iter().map(|differing| {
            let (old, new) = (said(&differing.old), said(&differing.new));
            format!("{}: [-{old}-] {{+{new}+}}", act_name(differing.field))
        });
        text.into_iter().chain(fields).collect()
    }
}

impl Piece {
    fn marked(&self) -> String {
        match self.r#in {
            "old" => format!("[-{}-]", self.text),
            "new" => format!("{{+{}+}}", self.text),
            _ => self.text.clone(),
        }
    }
}

fn text(texts: &Texts<'_>) -> (&'static str, Vec<Piece>) {
    let (old, new) = match texts {
        Texts::None => return ("none", Vec::new()),
        Texts::Erased { .. } => return ("erased", Vec::new()),
        Texts::Both(old, new) if old == new => return ("same", Vec::new()),
        Texts::Both(old, new) => (old, new),
    };
    let Some(pieces) = differences(old, new) else { return ("too_long", Vec::new()) };
    let piece = |piece: differences::Piece<'_>| {
        let (r#in, text) = match piece {
            differences::Piece::Both(text) => ("both", text),
            differences::Piece::Old(text) => ("old", text),
            differences::Piece::New(text) => ("new", text),
        };
        Piece { r#in, text: text.to_owned() }
    };
    ("differs", pieces.into_iter().map(piece).collect())
}

fn differing(names: &Names<'_>, (old, new): &(Field<'_>, Field<'_>)) -> Differing {
    let said = |field: &Field<'_>| match field {
        Field::Title(title) => ("title", title.map(str::to_owned)),
        Field::To(to) => ("to", Some(names.actors(*to))),
        Field::Track(track) => ("track", Some(track.name().to_owned())),
        Field::Topic(topic) => ("topic", Some((*topic).to_owned())),
        Field::ReplyBy(day) => ("reply_by", day.map(|day| day.to_string())),
        Field::Needs(needs) => ("needs", Some(needs.name().to_owned())),
        Field::Groups(groups) => {
            let groups: Vec<&str> = groups.iter().map(|group| group.name()).collect();
            ("groups", (!groups.is_empty()).then(|| groups.join(", ")))
        }
    };
    let ((field, old), (_, new)) = (said(old), said(new));
    Differing { field, old, new }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_one_text_alone_is_between_signs() {
        let shown = |old: &str, new: &str| {
            let (text, pieces) = text(&Texts::Both(old.into(), new.into()));
            let with = String::new();
            let heading = String::new();
            Comparison { relation: "later", with, text, pieces, fields: Vec::new(), heading }.paragraphs()
        };
        let old = "For 30 days, on land.";
        assert_eq!(
            shown(old, "For 90 days, on land and at sea."),
            ["For [-30-]{+90+} days, on land{+ and at sea+}."]
        );
        assert_eq!(shown(old, old), ["The two texts are the same, word for word."]);
    }
}
