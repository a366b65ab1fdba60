//! A proposal's text beside that of the one that it counters or takes the place of, in the terminal.

use verbale_process::{act::Kind, fold::Process, standing::Standing, wording::Wordings};
use verbale_record::Commitment;
use verbale_server::differences::{Piece, differences};

/// What is said where texts are compared: `[-…-]` stands in the earlier text alone, `{+…+}` in the
/// later one alone. With each the heading, and the note that it is compared with. None where it
/// is not on the record as of the standing, or there are no texts.
pub fn comparisons(
    process: &Process,
    wordings: &Wordings,
    standing: &Standing,
    note: &Commitment,
) -> Vec<(&'static str, Commitment, String)> {
    let Some(Kind::Proposal { counter_to, supersedes, .. }) = process.entry(note).map(|e| &e.act.kind) else {
        return Vec::new();
    };
    let compared = |heading, other: &Option<Commitment>| {
        let other = other.filter(|other| other != note && standing.item(other).is_some())?;
        Some((heading, other, text(process, wordings, &other, note)?))
    };
    let with = [
        compared("Compared with the original", counter_to),
        compared("Compared with the earlier version", supersedes),
    ];
    with.into_iter().flatten().collect()
}

fn text(process: &Process, wordings: &Wordings, old: &Commitment, new: &Commitment) -> Option<String> {
    let erased = |note: &Commitment| {
        wordings.get(note).is_none() && process.entry(note).is_some_and(|e| e.act.wording().is_some())
    };
    if erased(old) || erased(new) {
        return Some("The words of one of them were erased; the texts cannot be compared.".to_owned());
    }
    let text = |note| wordings.get(note).and_then(|wording| wording.text.as_deref()).unwrap_or_default();
    let (old, new) = (text(old), text(new));
    if old.is_empty() && new.is_empty() {
        return None;
    }
    Some(marked(old, new))
}

fn marked(old: &str, new: &str) -> String {
    if old == new {
        return "The two texts are the same, word for word.".to_owned();
    }
    let Some(pieces) = differences(old, new) else {
        return "The texts are too long to be compared word by word.".to_owned();
    };
    let marked = pieces.iter().map(|piece| match *piece {
        Piece::Both(text) => text.to_owned(),
        Piece::Old(text) => format!("[-{text}-]"),
        Piece::New(text) => format!("{{+{text}+}}"),
    });
    marked.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_one_text_alone_is_between_signs() {
        let old = "For 30 days, on land.";
        assert_eq!(
            marked(old, "For 90 days, on land and at sea."),
            "For [-30-]{+90+} days, on land{+ and at sea+}."
        );
        assert_eq!(marked(old, old), "The two texts are the same, word for word.");
    }
}
