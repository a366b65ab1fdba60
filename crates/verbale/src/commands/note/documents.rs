//! The documents that a note carries, as the command line names them: `FILE[:LANGUAGE[:authentic]]`.

use std::path::{Path, PathBuf};

use verbale_process::documents::{Document, is_language, type_of};

use crate::failure::Failure;

/// What follows the language of a version that is authentic.
const AUTHENTIC: &str = ":authentic";

/// A document as it was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its file.
    pub path: PathBuf,
    language: Option<String>,
    authentic: bool,
}

/// Reads the name of a document. A file that is there under the whole name is that file, whatever
/// colons its name has.
pub fn named(text: &str, is_there: impl Fn(&Path) -> bool) -> Named {
    let alone = Named { path: text.into(), language: None, authentic: false };
    if is_there(&alone.path) {
        return alone;
    }
    let (rest, authentic) = match text.strip_suffix(AUTHENTIC) {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    match rest.rsplit_once(':') {
        Some((path, language)) if is_language(language) => {
            Named { path: path.into(), language: Some(language.to_owned()), authentic }
        }
        _ => alone,
    }
}

/// What the documents are, for the wording; with `parallel` they are versions of one another.
///
/// # Errors
/// Where one cannot be described.
pub fn described(named: &[Named], parallel: bool) -> Result<Vec<Document>, Failure> {
    let document = |(work, named): (u64, &Named)| {
        let name = named.path.file_name().map(|name| name.to_string_lossy().into_owned());
        let document = Document {
            title: None,
            media_type: name.as_deref().and_then(type_of).map(str::to_owned),
            name,
            language: named.language.clone(),
            authentic: named.authentic,
            work: Some(if parallel { 1 } else { work }),
        };
        match document.check() {
            Ok(()) => Ok(document),
            Err(error) => Err(Failure::input(&named.path, error)
                .hint("give the file a shorter name, or describe it in --wording under `documents`")),
        }
    };
    (1..).zip(named).map(document).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_named_with_its_language_and_whether_it_is_authentic() {
        let nothing_is_there = |_: &Path| false;
        let check = |text: &str, path: &str, language: Option<&str>, authentic: bool| {
            let expected = Named { path: path.into(), language: language.map(str::to_owned), authentic };
            assert_eq!(named(text, nothing_is_there), expected, "{text}");
        };
        check("a.pdf", "a.pdf", None, false);
        check("a.pdf:tr", "a.pdf", Some("tr"), false);
        check("a.pdf:sr-Latn:authentic", "a.pdf", Some("sr-Latn"), true);
        check("dir:x/a.pdf:uk", "dir:x/a.pdf", Some("uk"), false);
        // Without a language nothing says which version is authentic.
        check("a.pdf:authentic", "a.pdf:authentic", None, false);
        check("a.pdf:turkish", "a.pdf:turkish", None, false);
        let there = named("minutes:tr", |path| path == Path::new("minutes:tr"));
        assert_eq!((there.path, there.language), (PathBuf::from("minutes:tr"), None));
    }

    #[test]
    fn documents_are_works_of_their_own_or_versions_of_one() {
        let all = ["a/köprü.pdf:tr:authentic", "b/міст.odt:uk"].map(|text| named(text, |_| false));
        let parallel = described(&all, true).expect("documents");
        let (first, second) = (&parallel[0], &parallel[1]);
        assert_eq!(
            (first.name.as_deref(), first.media_type.as_deref()),
            (Some("köprü.pdf"), Some("application/pdf"))
        );
        assert_eq!(
            (first.authentic, second.authentic, second.language.as_deref()),
            (true, false, Some("uk"))
        );
        assert_eq!((first.work, second.work), (Some(1), Some(1)));
        let alone = described(&all, false).expect("documents");
        assert_eq!((alone[0].work, alone[1].work), (Some(1), Some(2)));
    }
}
