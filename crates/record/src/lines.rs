//! Reading a text line by line, with the number of the line for errors.

/// The lines of a text in which every line ends in a newline.
#[derive(Clone, Debug)]
pub(crate) struct Lines<'a> {
    rest: &'a str,
    number: usize,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Lines { rest: text, number: 0 }
    }

    /// The next line without its newline; `None` at the end of the text, and also
    /// where what is left does not end in a newline ([`Lines::rest`] tells them apart).
    pub(crate) fn next(&mut self) -> Option<&'a str> {
        let end = self.rest.find('\n')?;
        let line = &self.rest[..end];
        self.rest = &self.rest[end + 1..];
        self.number += 1;
        Some(line)
    }

    /// The number, from 1, of the line read last; 0 before the first.
    pub(crate) fn number(&self) -> usize {
        self.number
    }

    /// What has not been read.
    pub(crate) fn rest(&self) -> &'a str {
        self.rest
    }
}

/// Reads an unsigned decimal number in its one form: digits, no sign, no leading zero.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let canonical = !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'));
    if canonical { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_form() {
        assert_eq!(decimal("0"), Some(0));
        assert_eq!(decimal("18446744073709551615"), Some(u64::MAX));
        for other in ["", "00", "01", "+1", "-1", " 1", "1 ", "1e3", "18446744073709551616", "١"] {
            assert_eq!(decimal(other), None, "{other:?}");
        }
    }

    #[test]
    fn an_unfinished_last_line_is_no_line() {
        let mut lines = Lines::new("a\n\nb");
        assert_eq!(lines.next(), Some("a"));
        assert_eq!(lines.next(), Some(""));
        assert_eq!(lines.next(), None);
        assert_eq!((lines.number(), lines.rest()), (2, "b"));
    }
}
