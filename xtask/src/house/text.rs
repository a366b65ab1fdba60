//! Rules about the text of the project's files.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::workspace;

/// Lines that a file of code may have; a longer one holds a second concept.
const FILE_LINES_MAX: usize = 700;

/// Names that say nothing about what is in a file.
const EMPTY_NAMES: [&str; 8] = ["util", "utils", "helper", "helpers", "common", "misc", "shared", "stuff"];

/// What is written where something is left for later. Put together here so that this file does not find itself.
const UNFINISHED: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("#[ig", "nore"),
    concat!("unimple", "mented!"),
    concat!("to", "do!"),
    concat!("test", ".skip("),
    concat!("skip:", " true"),
];

/// What waits for time to pass, in Rust and in the browser's tests.
const SLEEPING: &[&str] = &[
    concat!("sle", "ep("),
    concat!("sleep", "_until("),
    concat!("waitFor", "Timeout("),
    concat!("setTime", "out("),
];

/// The project's files of code and prose.
pub struct Files(Vec<(PathBuf, String)>);

impl Files {
    /// Reads them.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn read() -> Result<Files> {
        let mut files = Vec::new();
        for path in workspace::files()? {
            if !has_extension(
                &path,
                &["rs", "ts", "mjs", "js", "go", "py", "css", "html", "md", "toml", "ftl", "sql"],
            ) {
                continue;
            }
            let text = std::fs::read_to_string(workspace::root().join(&path));
            files.push((path.clone(), text.with_context(|| path.display().to_string())?));
        }
        Ok(Files(files))
    }

    /// Files below a folder.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a Path, &'a str)> {
        self.0
            .iter()
            .filter(move |(path, _)| path.starts_with(folder))
            .map(|(path, text)| (path.as_path(), text.as_str()))
    }

    /// Files of code with a name that says nothing, or with too many lines.
    pub fn names_and_lengths(&self) -> Vec<String> {
        let code =
            self.0.iter().filter(|(path, _)| has_extension(path, &["rs", "ts", "mjs", "js", "css", "html"]));
        code.flat_map(|(path, text)| {
            let lines = text.lines().count();
            let is_long = lines > FILE_LINES_MAX;
            let too_long = is_long.then(|| {
                format!(
                    "{} has {lines} lines, more than {FILE_LINES_MAX}: find its second concept",
                    path.display()
                )
            });
            empty_name(path).into_iter().chain(too_long).collect::<Vec<_>>()
        })
        .collect()
    }

    /// Lines that say that something is left for later.
    pub fn unfinished(&self) -> Vec<String> {
        self.lines_with(UNFINISHED, |_, _| true, "finish it, or leave it out and say so")
    }

    /// Lines of tests that wait for time to pass.
    pub fn sleeping_tests(&self) -> Vec<String> {
        let is_test = |path: &Path, before: &str| {
            let is_tests_file =
                path.components().any(|part| part.as_os_str() == "tests" || part.as_os_str() == "tests.rs");
            is_tests_file || before.contains("#[cfg(test)]")
        };
        self.lines_with(SLEEPING, is_test, "wait for what has to happen")
    }

    fn lines_with(&self, words: &[&str], counts: impl Fn(&Path, &str) -> bool, advice: &str) -> Vec<String> {
        let mut findings = Vec::new();
        for (path, text) in &self.0 {
            for word in words {
                for (at, _) in text.match_indices(word) {
                    if is_whole_word(text, at, word) && counts(path, &text[..at]) {
                        let line = text[..at].lines().count().max(1);
                        findings.push(format!("{}:{line}: {word}: {advice}", path.display()));
                    }
                }
            }
        }
        findings
    }
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension().is_some_and(|e| extensions.iter().any(|wanted| e == *wanted))
}

fn empty_name(path: &Path) -> Option<String> {
    let mut parts = path.iter().map(|part| Path::new(part).file_stem().unwrap_or(part));
    let part = parts.find(|part| EMPTY_NAMES.iter().any(|name| part.eq_ignore_ascii_case(name)))?;
    Some(format!("{}: `{}` says nothing of what is in it: name the concept", path.display(), part.display()))
}

/// Whether the word at a place is not a part of a longer one.
fn is_whole_word(text: &str, at: usize, word: &str) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let begins = !word.starts_with(char::is_alphanumeric) || !is_letter(text[..at].chars().next_back());
    let ends = !word.ends_with(char::is_alphanumeric) || !is_letter(text[at + word.len()..].chars().next());
    begins && ends
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{FILE_LINES_MAX, Files, SLEEPING, UNFINISHED};

    fn file(path: &str, text: &str) -> Files {
        Files(vec![(PathBuf::from(path), text.to_owned())])
    }

    #[test]
    fn a_name_that_says_nothing_is_found() {
        assert_eq!(file("crates/a/src/utils.rs", "").names_and_lengths().len(), 1);
        assert_eq!(file("crates/a/src/common/key.rs", "").names_and_lengths().len(), 1);
        assert!(file("crates/a/src/commons.rs", "").names_and_lengths().is_empty());
    }

    #[test]
    fn a_file_that_is_too_long_is_found() {
        assert!(file("a.rs", &"\n".repeat(FILE_LINES_MAX)).names_and_lengths().is_empty());
        assert_eq!(file("a.rs", &"\n".repeat(FILE_LINES_MAX + 1)).names_and_lengths().len(), 1);
    }

    #[test]
    fn what_is_left_for_later_is_found_with_its_line() {
        for word in UNFINISHED {
            let found = file("a.rs", &format!("first\nthen {word} more\n")).unfinished();
            assert_eq!(found.len(), 1, "{word}");
            assert!(found[0].starts_with("a.rs:2: "), "{}", found[0]);
        }
        assert!(file("a.rs", concat!("TO", "DOS")).unfinished().is_empty());
    }

    #[test]
    fn a_test_that_waits_for_time_to_pass_is_found() {
        for word in SLEEPING {
            assert_eq!(file("crates/a/tests/b.rs", word).sleeping_tests().len(), 1, "{word}");
            assert_eq!(
                file("src/a.rs", &format!("#[cfg(test)]\n{word}")).sleeping_tests().len(),
                1,
                "{word}"
            );
            assert!(file("src/a.rs", word).sleeping_tests().is_empty(), "{word}");
        }
    }
}
