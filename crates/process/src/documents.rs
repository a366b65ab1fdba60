//! What the documents are that a note carries: prose, and so in its wording, under `documents`.
//!
//! ```json
//! {"title":"A bridge","documents":[
//!   {"authentic":true,"language":"uk","name":"mist.pdf","title":"Agreement","type":"application/pdf","work":1},
//!   {"authentic":true,"language":"ru","name":"most.pdf","title":"Agreement","type":"application/pdf","work":1},
//!   {"language":"en","name":"bridge.pdf","type":"application/pdf","work":1}]}
//! ```
//!
//! The n-th entry describes the n-th annex of role `document` in the act. Every field may be missing;
//! one of another form is read as missing, since a wording holds whatever its author wrote.

use serde_json::{Map, Value};

use crate::wording::Wording;

/// The field of a wording that describes the note's documents.
pub const FIELD: &str = "documents";
/// Longest name of a document's file, in characters.
pub const NAME_CHARS_MAX: usize = 200;
/// Longest title of a document, in characters.
pub const TITLE_CHARS_MAX: usize = 300;
/// Longest tag of a language, in characters (RFC 5646 asks for room for 35).
pub const LANGUAGE_CHARS_MAX: usize = 35;
/// Longest media type, in characters (RFC 6838, section 4.2: two names of 127 at most).
pub const TYPE_CHARS_MAX: usize = 255;

/// Kinds of files that parties exchange: the end of the name, and the media type. What is none of
/// these is only bytes to a reader.
pub const TYPES: &[(&str, &str)] = &[
    ("csv", "text/csv"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("odp", "application/vnd.oasis.opendocument.presentation"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("rtf", "application/rtf"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("txt", "text/plain"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("zip", "application/zip"),
];

/// What a document is, as its author says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Its title.
    pub title: Option<String>,
    /// The name of its file.
    pub name: Option<String>,
    /// Its media type.
    pub media_type: Option<String>,
    /// The language that it is in, as a tag of BCP 47.
    pub language: Option<String>,
    /// Whether this version is authentic: what it says is what was agreed.
    pub authentic: bool,
    /// The work that it is a version of: documents of one number are versions of one another.
    pub work: Option<u64>,
}

/// Why a description of a document is not to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// The title is too long.
    #[error("a document's title has at most {TITLE_CHARS_MAX} characters")]
    Title,
    /// The name is empty or too long.
    #[error("the name of a document's file has 1 to {NAME_CHARS_MAX} characters")]
    Name,
    /// The media type is none.
    #[error("a media type has the form name/name")]
    Type,
    /// The language is none.
    #[error("a language is given by its code, such as tr or uk (BCP 47)")]
    Language,
}

impl Document {
    /// Reads a description; what is not of its form is missing.
    pub fn read(value: &Value) -> Document {
        let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        Document {
            title: text("title"),
            name: text("name"),
            media_type: text("type").filter(|text| is_media_type(text)),
            language: text("language").filter(|text| is_language(text)),
            authentic: value.get("authentic").and_then(Value::as_bool).unwrap_or_default(),
            work: value.get("work").and_then(Value::as_u64),
        }
    }

    /// The description, with what it says and nothing else.
    pub fn to_json(&self) -> Value {
        let mut fields = Map::new();
        let texts = [
            ("title", &self.title),
            ("name", &self.name),
            ("type", &self.media_type),
            ("language", &self.language),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                fields.insert(name.to_owned(), text.as_str().into());
            }
        }
        if self.authentic {
            fields.insert("authentic".to_owned(), true.into());
        }
        if let Some(work) = self.work {
            fields.insert("work".to_owned(), work.into());
        }
        Value::Object(fields)
    }

    /// Checks what is about to be written.
    ///
    /// # Errors
    /// With what is not of its form.
    pub fn check(&self) -> Result<(), DocumentError> {
        let longer = |text: &str, chars_max: usize| text.chars().nth(chars_max).is_some();
        if self.title.as_deref().is_some_and(|title| longer(title, TITLE_CHARS_MAX)) {
            return Err(DocumentError::Title);
        }
        if self.name.as_deref().is_some_and(|name| name.is_empty() || longer(name, NAME_CHARS_MAX)) {
            return Err(DocumentError::Name);
        }
        if self.media_type.as_deref().is_some_and(|text| !is_media_type(text)) {
            return Err(DocumentError::Type);
        }
        if self.language.as_deref().is_some_and(|text| !is_language(text)) {
            return Err(DocumentError::Language);
        }
        Ok(())
    }
}

impl Wording {
    /// What the note's documents are, in the order of its act; empty where it does not say.
    pub fn documents(&self) -> Vec<Document> {
        let listed = self.rest.get(FIELD).and_then(Value::as_array).into_iter().flatten();
        listed.map(Document::read).collect()
    }

    /// Says what the note's documents are; nothing where there are none.
    pub fn describe(&mut self, documents: &[Document]) {
        if !documents.is_empty() {
            let listed = documents.iter().map(Document::to_json).collect();
            self.rest.insert(FIELD.to_owned(), listed);
        }
    }
}

/// Which documents are versions of one another, by their places, in the order of the first of each; one
/// that names no work stands alone.
pub fn works(documents: &[Document]) -> Vec<Vec<usize>> {
    let mut works: Vec<(Option<u64>, Vec<usize>)> = Vec::new();
    for (place, document) in documents.iter().enumerate() {
        match works.iter_mut().find(|(work, _)| work.is_some() && *work == document.work) {
            Some((_, places)) => places.push(place),
            None => works.push((document.work, vec![place])),
        }
    }
    works.into_iter().map(|(_, places)| places).collect()
}

/// Whether a text has the form of a language's tag: a code of two or three letters, and subtags.
pub fn is_language(text: &str) -> bool {
    let mut subtags = text.split('-');
    let code = subtags.next().unwrap_or_default();
    text.len() <= LANGUAGE_CHARS_MAX
        && matches!(code.len(), 2..=3)
        && code.bytes().all(|b| b.is_ascii_alphabetic())
        && subtags.all(|tag| matches!(tag.len(), 1..=8) && tag.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Whether a text has the form of a media type without parameters (RFC 6838).
pub fn is_media_type(text: &str) -> bool {
    let is_name = |name: &str| {
        matches!(name.len(), 1..=127)
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    text.split_once('/').is_some_and(|(kind, name)| is_name(kind) && is_name(name))
}

/// The media type of a file of that name, where its end tells it.
pub fn type_of(name: &str) -> Option<&'static str> {
    let (_, end) = name.rsplit_once('.')?;
    TYPES.iter().find(|(known, _)| end.eq_ignore_ascii_case(known)).map(|(_, media_type)| *media_type)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document(language: &str, work: Option<u64>) -> Document {
        Document { language: Some(language.to_owned()), work, ..Document::default() }
    }

    #[test]
    fn what_a_wording_says_of_documents_is_read_as_it_was_written() {
        let written = [
            Document {
                title: Some("Köprü".to_owned()),
                name: Some("köprü.pdf".to_owned()),
                media_type: Some("application/pdf".to_owned()),
                authentic: true,
                ..document("tr", Some(1))
            },
            Document::default(),
        ];
        let mut wording = Wording::default();
        wording.describe(&written);
        let bytes = wording.to_bytes();
        assert_eq!(
            String::from_utf8_lossy(&bytes),
            r#"{"documents":[{"authentic":true,"language":"tr","name":"köprü.pdf","title":"Köprü","type":"application/pdf","work":1},{}]}"#
        );
        assert_eq!(Wording::parse(&bytes).expect("a wording").documents(), written);
    }

    #[test]
    fn a_note_without_documents_says_nothing_of_them() {
        let mut wording = Wording::default();
        wording.describe(&[]);
        assert_eq!(wording, Wording::default());
        assert_eq!(wording.documents(), []);
    }

    #[test]
    fn whatever_stands_in_the_field_is_read_and_what_is_of_no_form_is_missing() {
        let hostile = json!([
            7,
            {"name": 3, "type": "text/html\r\nx: y", "language": "<b>", "authentic": "yes", "work": -1},
        ]);
        let mut wording = Wording::default();
        wording.rest.insert(FIELD.to_owned(), hostile);
        assert_eq!(wording.documents(), [Document::default(), Document::default()]);
        wording.rest.insert(FIELD.to_owned(), json!({"0": {}}));
        assert_eq!(wording.documents(), []);
    }

    #[test]
    fn documents_of_one_work_are_versions_of_one_another() {
        let documents =
            [document("tr", Some(2)), document("uk", None), document("ru", Some(2)), document("en", None)];
        assert_eq!(works(&documents), [vec![0, 2], vec![1], vec![3]]);
    }

    #[test]
    fn what_is_written_has_its_form() {
        for (tag, holds) in
            [("tr", true), ("sr-Latn-RS", true), ("t", false), ("tr-", false), ("tr_TR", false), ("", false)]
        {
            assert_eq!(document(tag, None).check().is_ok(), holds, "{tag}");
        }
        let named = |name: String| Document { name: Some(name), ..Document::default() }.check();
        assert_eq!(named(String::new()), Err(DocumentError::Name));
        assert_eq!(named("ç".repeat(NAME_CHARS_MAX)), Ok(()));
        assert_eq!(named("ç".repeat(NAME_CHARS_MAX + 1)), Err(DocumentError::Name));
        assert_eq!(type_of("Metin.PDF"), Some("application/pdf"));
        assert_eq!(type_of("a.html"), None);
    }
}
