//! Text as a search compares it: without case and without the marks of Latin letters, so that
//! *cavusoglu* finds *Çavuşoğlu*, with the way back to the text as it was written.

use std::ops::Range;

/// A text with its folded form. Offsets of finds are those of the original.
pub struct Folded<'a> {
    original: &'a str,
    text: String,
    /// For each byte of the folded text, where the character that it comes from begins.
    begins: Vec<usize>,
}

/// Folds a text.
pub fn fold(original: &str) -> Folded<'_> {
    let mut text = String::with_capacity(original.len());
    let mut begins = Vec::with_capacity(original.len());
    for (at, c) in original.char_indices() {
        let before = text.len();
        fold_char(c, &mut text);
        begins.extend(std::iter::repeat_n(at, text.len() - before));
    }
    Folded { original, text, begins }
}

impl<'a> Folded<'a> {
    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text as it was written.
    pub fn original(&self) -> &'a str {
        self.original
    }

    /// Where a folded word is found first.
    pub fn find(&self, word: &str) -> Option<Range<usize>> {
        let at = self.text.find(word)?;
        Some(self.in_original(at, word.len()))
    }

    /// Everywhere that a folded word is found.
    pub fn find_all(&self, word: &str) -> Vec<Range<usize>> {
        if word.is_empty() {
            return Vec::new();
        }
        self.text.match_indices(word).map(|(at, _)| self.in_original(at, word.len())).collect()
    }

    fn in_original(&self, at: usize, length: usize) -> Range<usize> {
        let start = self.begins.get(at).copied().unwrap_or(self.original.len());
        let last = self.begins.get((at + length).saturating_sub(1)).copied().unwrap_or(start);
        let end = last + self.original[last..].chars().next().map_or(0, char::len_utf8);
        // Combining marks that follow belong to the letter before them.
        let marks =
            self.original[end..].chars().take_while(|c| is_combining(*c)).map(char::len_utf8).sum::<usize>();
        start..end + marks
    }
}

fn fold_char(c: char, out: &mut String) {
    if is_combining(c) {
        return;
    }
    // The four letters i of Turkish are one for a search in any language.
    if matches!(c, 'ı' | 'İ') {
        out.push('i');
        return;
    }
    for lower in c.to_lowercase() {
        match plain(lower) {
            Some(base) => out.push_str(base),
            None if is_combining(lower) => {}
            None => out.push(lower),
        }
    }
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// The letters without their marks, of the Latin alphabets, and what is written in two ways in
/// the Cyrillic ones (*ё*, *ґ*); apostrophes and dashes are one each.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'č' | 'ĉ' | 'ċ' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' | 'ĝ' | 'ġ' | 'ģ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ĭ' | 'į' => "i",
        'ł' | 'ľ' | 'ĺ' | 'ļ' => "l",
        'ñ' | 'ń' | 'ň' | 'ņ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => "o",
        'œ' => "oe",
        'ř' | 'ŕ' => "r",
        'ß' => "ss",
        'ś' | 'š' | 'ş' | 'ș' | 'ŝ' => "s",
        'ť' | 'ţ' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'ё' => "е",
        'ґ' => "г",
        '’' | '‘' | 'ʼ' | '`' => "'",
        '–' | '—' | '‑' => "-",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_case_do_not_matter() {
        for (written, sought) in [
            ("Mevlüt Çavuşoğlu", "cavusoglu"),
            ("İSTANBUL", "istanbul"),
            ("Istanbul", "ıstanbul"),
            ("Kyiv’s", "kyiv's"),
            ("e\u{301}tat", "etat"),
            ("Ещё раз", "еще"),
        ] {
            assert!(fold(written).text().contains(fold(sought).text()), "{written} {sought}");
        }
    }

    #[test]
    fn a_find_is_the_written_letters_whole() {
        let folded = fold("Bay Çavuşoğlu geldi");
        let find = folded.find("cavusoglu").unwrap();
        assert_eq!(&folded.original()[find], "Çavuşoğlu");
        let folded = fold("cafe\u{301} noir");
        assert_eq!(&folded.original()[folded.find("cafe").unwrap()], "cafe\u{301}");
        let folded = fold("Œuvre");
        assert_eq!(&folded.original()[folded.find("o").unwrap()], "Œ");
    }

    #[test]
    fn nothing_is_found_of_nothing() {
        assert_eq!(fold("").find("a"), None);
        assert!(fold("abc").find_all("").is_empty());
    }
}
