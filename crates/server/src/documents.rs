//! How a document is handed out: as a file to be kept, under the name that its author gave it, and as
//! nothing that a browser would run or show as this venue's own.

use axum::http::{HeaderMap, HeaderValue, header};
use verbale_process::documents::{Document, TYPES};

use crate::pages::markup::percent;

/// Longest name under which a document is handed out, in bytes: what file systems take.
const NAME_BYTES_MAX: usize = 200;

/// Characters that change the direction of what follows: with them `exe.fdp` would look like `pdf.exe`.
const DIRECTIONS: &[char] = &[
    '\u{200e}', '\u{200f}', '\u{61c}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}',
    '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}',
];

/// The name under which a document may be kept: no folder, no sign that hides what it is. None where
/// nothing is left of it.
pub fn safe_name(name: &str) -> Option<String> {
    let kept = |c: &char| !c.is_control() && !DIRECTIONS.contains(c);
    let name: String = name
        .chars()
        .filter(kept)
        .map(|c| if matches!(c, '/' | '\\' | ':' | '"' | '*' | '?' | '<' | '>' | '|') { '_' } else { c })
        .collect();
    let name = name.trim_start_matches(['.', ' ']).trim_end_matches(['.', ' ']);
    if name.is_empty() {
        return None;
    }
    // What is cut out is the middle: the end tells what kind of file it is.
    let (stem, end) = name.rsplit_once('.').filter(|(_, end)| end.len() <= 16).unwrap_or((name, ""));
    let room = NAME_BYTES_MAX - end.len() - 1;
    let cut = (0..=room.min(stem.len())).rev().find(|at| stem.is_char_boundary(*at)).unwrap_or_default();
    let stem = &stem[..cut];
    Some(if end.is_empty() { stem.to_owned() } else { format!("{stem}.{end}") })
}

/// Says in an answer's headers what the document is (RFC 6266): always to be kept, of its own type
/// where that is one of those that parties exchange ([`TYPES`]), else only bytes.
pub fn describe(document: &Document, headers: &mut HeaderMap) {
    let known = document.media_type.as_deref().and_then(|named| TYPES.iter().find(|(_, t)| *t == named));
    if let Some((_, media_type)) = known {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    }
    let Some(name) = document.name.as_deref().and_then(safe_name) else { return };
    let plain: String = name.chars().map(|c| if c.is_ascii() && c != '%' { c } else { '_' }).collect();
    let words = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", percent(&name));
    if let Ok(words) = HeaderValue::from_str(&words) {
        headers.insert(header::CONTENT_DISPOSITION, words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_into_no_folder_and_hides_nothing() {
        for (given, kept) in [
            ("../../etc/passwd", Some("_.._etc_passwd")),
            ("C:\\a\r\n\".pdf", Some("C__a_.pdf")),
            ("fdp\u{202e}exe.pdf", Some("fdpexe.pdf")),
            (".htaccess", Some("htaccess")),
            ("köprü.pdf", Some("köprü.pdf")),
            (" .. ", None),
            ("", None),
        ] {
            assert_eq!(safe_name(given).as_deref(), kept, "{given:?}");
        }
        let long = format!("{}.pdf", "ç".repeat(300));
        let kept = safe_name(&long).expect("a name");
        assert!(kept.len() <= NAME_BYTES_MAX && kept.ends_with("ç.pdf"), "{kept}");
    }

    #[test]
    fn what_a_browser_could_run_is_only_bytes() {
        let headers_of = |media_type: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
            let document = Document {
                name: Some("міст 1.pdf".to_owned()),
                media_type: Some(media_type.to_owned()),
                ..Document::default()
            };
            describe(&document, &mut headers);
            headers
        };
        assert_eq!(headers_of("application/pdf")[header::CONTENT_TYPE], "application/pdf");
        for active in ["text/html", "image/svg+xml", "application/xhtml+xml", "text/javascript", "text/xml"] {
            assert_eq!(headers_of(active)[header::CONTENT_TYPE], "application/octet-stream", "{active}");
        }
        assert_eq!(
            headers_of("text/html")[header::CONTENT_DISPOSITION],
            "attachment; filename=\"____ 1.pdf\"; filename*=UTF-8''%D0%BC%D1%96%D1%81%D1%82%201.pdf"
        );
    }
}
