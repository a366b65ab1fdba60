//! What two texts have in common and what each has alone, by words within paragraphs.
//!
//! A paragraph is a line with its end, a word what Unicode takes for one (UAX #29). Nothing is said of
//! which text is the right one: one is the old and one the new, and either is whole in the result.

use std::ops::Range;

use similar::{Algorithm, DiffOp, DiffableStr as _, capture_diff_slices};

/// Most words, spaces and marks of each text that are compared; longer texts are for the reader to
/// hold side by side. The time that a comparison takes grows with their product.
pub const WORDS_COMPARED_MAX: usize = 6_000;
/// Of two paragraphs one stands for the other where this share of their letters, at least, is common
/// to both; below it the words that happen to be the same in both tell nothing.
const COMMON_SHARE_MIN: (usize, usize) = (1, 4);

/// A piece of two texts that were compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// In both.
    Both(&'t str),
    /// In the old text only.
    Old(&'t str),
    /// In the new text only.
    New(&'t str),
}

/// A stretch of both texts, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stretch {
    old: Range<usize>,
    new: Range<usize>,
    /// Whether it is the same in both.
    common: bool,
}

/// Compares two texts: the pieces in both and in the old one only, in their order, are the old text,
/// those in both and in the new one only the new text. None where one is longer than
/// [`WORDS_COMPARED_MAX`].
pub fn differences<'t>(old: &'t str, new: &'t str) -> Option<Vec<Piece<'t>>> {
    let long = |text: &str| text.tokenize_unicode_words().len() > WORDS_COMPARED_MAX;
    if long(old) || long(new) {
        return None;
    }
    let mut pieces = Vec::new();
    for stretch in joined(old, compared(old, new)) {
        if stretch.common {
            pieces.push(Piece::Both(&old[stretch.old]));
            continue;
        }
        if !stretch.old.is_empty() {
            pieces.push(Piece::Old(&old[stretch.old]));
        }
        if !stretch.new.is_empty() {
            pieces.push(Piece::New(&new[stretch.new]));
        }
    }
    Some(pieces)
}

/// The stretches by paragraphs, and within paragraphs that stand for each other by words.
fn compared(old: &str, new: &str) -> Vec<Stretch> {
    let old_paragraphs: Vec<&str> = old.split_inclusive('\n').collect();
    let new_paragraphs: Vec<&str> = new.split_inclusive('\n').collect();
    let old_ends = ends(&old_paragraphs, 0);
    let new_ends = ends(&new_paragraphs, 0);
    let mut stretches = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old_paragraphs, &new_paragraphs) {
        let (olds, news) = (op.old_range(), op.new_range());
        // As many paragraphs in the place of as many: each stands for its own.
        let pairs: Vec<(Range<usize>, Range<usize>)> = if olds.len() == news.len() {
            olds.zip(news).map(|(o, n)| (o..o + 1, n..n + 1)).collect()
        } else {
            vec![(olds, news)]
        };
        for (olds, news) in pairs {
            let bytes = Stretch {
                old: old_ends[olds.start]..old_ends[olds.end],
                new: new_ends[news.start]..new_ends[news.end],
                common: matches!(op, DiffOp::Equal { .. }),
            };
            match op {
                DiffOp::Replace { .. } => stretches.extend(by_words(old, new, bytes)),
                _ => stretches.push(bytes),
            }
        }
    }
    stretches
}

/// A stretch that differs, by words; as it is where too little is common.
fn by_words(old: &str, new: &str, whole: Stretch) -> Vec<Stretch> {
    let old_words = old[whole.old.clone()].tokenize_unicode_words();
    let new_words = new[whole.new.clone()].tokenize_unicode_words();
    let old_ends = ends(&old_words, whole.old.start);
    let new_ends = ends(&new_words, whole.new.start);
    let stretches: Vec<Stretch> = capture_diff_slices(Algorithm::Myers, &old_words, &new_words)
        .into_iter()
        .map(|op| Stretch {
            old: old_ends[op.old_range().start]..old_ends[op.old_range().end],
            new: new_ends[op.new_range().start]..new_ends[op.new_range().end],
            common: matches!(op, DiffOp::Equal { .. }),
        })
        .collect();
    let common: usize = stretches.iter().filter(|s| s.common).map(|s| letters(&old[s.old.clone()])).sum();
    let longer = letters(&old[whole.old.clone()]).max(letters(&new[whole.new.clone()]));
    if common * COMMON_SHARE_MIN.1 < longer * COMMON_SHARE_MIN.0 { vec![whole] } else { stretches }
}

/// Where each piece of a text begins, and the last ends, in bytes.
fn ends(pieces: &[&str], from: usize) -> Vec<usize> {
    let mut end = from;
    let rest = pieces.iter().map(|piece| {
        end += piece.len();
        end
    });
    std::iter::once(from).chain(rest).collect()
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// Stretches that differ, joined across the spaces and marks between them, so that a run of changed
/// words is read as one.
fn joined(old: &str, stretches: Vec<Stretch>) -> Vec<Stretch> {
    let mut joined: Vec<Stretch> = Vec::with_capacity(stretches.len());
    for (n, stretch) in stretches.iter().enumerate() {
        let text = &old[stretch.old.clone()];
        let between = stretch.common
            && letters(text) == 0
            && !text.contains('\n')
            && joined.last().is_some_and(|before| !before.common)
            && stretches.get(n + 1).is_some_and(|after| !after.common);
        let common = stretch.common && !between;
        match joined.last_mut() {
            Some(before) if before.common == common => {
                before.old.end = stretch.old.end;
                before.new.end = stretch.new.end;
            }
            _ => joined.push(Stretch { common, ..stretch.clone() }),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Piece::*, *};

    fn check(old: &str, new: &str, expected: &[Piece<'_>]) {
        assert_eq!(differences(old, new).as_deref(), Some(expected));
    }

    #[test]
    fn what_is_common_is_told_from_what_either_text_has_alone() {
        check(
            "A ceasefire of 30 days, on land.",
            "A ceasefire of 90 days, on land and at sea.",
            &[
                Both("A ceasefire of "),
                Old("30"),
                New("90"),
                Both(" days, on land"),
                New(" and at sea"),
                Both("."),
            ],
        );
    }

    #[test]
    fn equal_texts_have_nothing_alone_and_empty_ones_nothing_at_all() {
        check("Так само.\nİki.", "Так само.\nİki.", &[Both("Так само.\nİki.")]);
        check("", "", &[]);
        check("", "new", &[New("new")]);
        check("old", "", &[Old("old")]);
    }

    #[test]
    fn a_run_of_changed_words_is_one_piece() {
        check(
            "All prisoners go home on the first day.",
            "All wounded persons go home on the first day.",
            &[Both("All "), Old("prisoners"), New("wounded persons"), Both(" go home on the first day.")],
        );
        check(
            "It holds for one two three days and is renewed by both.",
            "It holds for four five six days and is renewed by both.",
            &[
                Both("It holds for "),
                Old("one two three"),
                New("four five six"),
                Both(" days and is renewed by both."),
            ],
        );
    }

    #[test]
    fn a_paragraph_that_says_something_else_stands_whole() {
        check(
            "First.\nThe bridge is built by the end of May.\nLast.",
            "First.\nNobody pays for the ferry.\nLast.",
            &[
                Both("First.\n"),
                Old("The bridge is built by the end of May.\n"),
                New("Nobody pays for the ferry.\n"),
                Both("Last."),
            ],
        );
    }

    #[test]
    fn a_text_that_is_too_long_is_not_compared() {
        let longest = "a ".repeat(WORDS_COMPARED_MAX / 2);
        let longer = format!("{longest}a");
        assert!(differences(&longest, "a").is_some());
        assert_eq!(differences(&longer, "a"), None);
        assert_eq!(differences("a", &longer), None);
    }

    /// Texts of few words, so that two of them have some in common.
    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            "([ab]|ç|й| |\\.|\n|  |one|two){0,60}",
            any::<String>(),
            "(Sınır|кордон|граница|[0-9]|, | |\r?\n){0,80}",
        ]
    }

    proptest! {
        #[test]
        fn both_texts_are_whole_in_the_pieces(old in text(), new in text()) {
            let pieces = differences(&old, &new).expect("short texts");
            let of = |side: fn(&Piece<'_>) -> bool| -> String {
                let text = |piece: &Piece<'_>| match *piece {
                    Both(text) | Old(text) | New(text) => text.to_owned(),
                };
                pieces.iter().filter(|piece| side(piece)).map(text).collect()
            };
            prop_assert_eq!(of(|piece| !matches!(piece, New(_))), old.as_str());
            prop_assert_eq!(of(|piece| !matches!(piece, Old(_))), new.as_str());
        }
    }
}
