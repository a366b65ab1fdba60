//! Markup that is safe to put on a page, and the escaping that makes it so.

use std::fmt;

use askama::filters::HtmlSafe;

/// Markup in which everything that users wrote is escaped. Templates put it in as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Takes text that is known to be safe markup.
    pub fn trusted(markup: impl Into<String>) -> Html {
        Html(markup.into())
    }

    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The markup.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Pieces one after another.
    pub fn join(pieces: &[Html], between: &str) -> Html {
        let mut out = String::new();
        for (i, piece) in pieces.iter().enumerate() {
            if i > 0 {
                out.push_str(between);
            }
            out.push_str(&piece.0);
        }
        Html(out)
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

/// Escapes text for elements and for attributes in quotes.
pub fn escape(text: &str) -> Html {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Characters that markup may not hold (HTML, 13.1.2.4) become the replacement character.
            c if (c.is_control() && !matches!(c, '\n' | '\t' | '\r')) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    Html(out)
}

/// The beginning of a text, at most `chars_max` characters, cut between words where there is one,
/// and whether something was left out. Never cuts within a cluster that begins with a letter:
/// marks that follow the last letter stay with it.
pub fn clamp(text: &str, chars_max: usize) -> (&str, bool) {
    let Some((end, _)) = text.char_indices().nth(chars_max) else { return (text, false) };
    let head = &text[..end];
    let cut = head.rfind(char::is_whitespace).filter(|at| *at > head.len() / 2).unwrap_or(end);
    (text[..cut].trim_end_matches([',', ';', ':', ' ', '–', '-']), true)
}

/// The address of a source, if it may stand in a link: `http` and `https` only.
pub fn source_url(url: &str) -> Option<&str> {
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    let fits = (lower.starts_with("http://") || lower.starts_with("https://"))
        && !url.contains(|c: char| c.is_control() || c.is_whitespace());
    fits.then_some(url)
}

/// Percent-encodes a value for a query or a path segment (RFC 3986, unreserved characters kept).
pub fn percent(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_users_wrote_cannot_leave_its_element_or_attribute() {
        assert_eq!(escape("<b title='x\">&\u{1}").as_str(), "&lt;b title=&#39;x&quot;&gt;&amp;\u{fffd}");
    }

    #[test]
    fn a_long_text_is_cut_between_words() {
        assert_eq!(clamp("one two three", 8), ("one two", true));
        assert_eq!(clamp("one two three", 13), ("one two three", false));
        assert_eq!(clamp("çççççççç", 4), ("çççç", true));
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert_eq!(source_url("https://example.org/a"), Some("https://example.org/a"));
        for bad in
            ["javascript:alert(1)", "data:text/html,x", "//example.org", "https://a b", "ftp://x", "", "ж"]
        {
            assert_eq!(source_url(bad), None, "{bad}");
        }
    }
}
