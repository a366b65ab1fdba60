//! Every language says everything, with the same values, and pages say nothing else.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use crate::locale::Locale;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The messages of one language: key, and the values that it takes.
fn messages(tag: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut out = BTreeMap::new();
    for file in files(&folder("locales").join(tag), "ftl") {
        let mut key = None;
        for line in fs::read_to_string(&file).expect("a file").lines() {
            let begins = line.starts_with(|c: char| c.is_ascii_alphabetic());
            if begins && let Some((name, _)) = line.split_once(" =") {
                assert!(!out.contains_key(name), "{tag} has the message {name} twice");
                out.insert(name.to_owned(), BTreeSet::new());
                key = Some(name.to_owned());
            }
            if line.starts_with('#') {
                continue;
            }
            let values = line.split('$').skip(1).map(|rest| {
                rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>()
            });
            if let Some(known) = key.as_ref().and_then(|k| out.get_mut(k)) {
                known.extend(values);
            }
        }
    }
    out
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            out.extend(files(&path, extension));
        } else if path.extension().is_some_and(|e| e == extension) {
            out.push(path);
        }
    }
    out.sort();
    out
}

#[test]
fn every_language_has_the_same_messages_with_the_same_values() {
    let english = messages("en");
    assert!(english.len() > 300, "{} messages", english.len());
    let folders: BTreeSet<String> = fs::read_dir(folder("locales"))
        .expect("a folder")
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    let spoken: BTreeSet<String> = Locale::all().iter().map(|l| l.tag().to_owned()).collect();
    assert_eq!(folders, spoken, "a folder of locales/ is a language that the pages speak");
    for tag in &spoken {
        let other = messages(tag);
        for key in english.keys().chain(other.keys()).collect::<BTreeSet<_>>() {
            assert_eq!(english.get(key), other.get(key), "message {key} in {tag}");
        }
    }
}

#[test]
fn every_message_of_every_language_can_be_read_and_holds_no_markup() {
    for locale in Locale::all() {
        for key in messages(locale.tag()).keys() {
            assert!(locale.has(key), "{} cannot read {key}", locale.tag());
        }
        for file in files(&folder("locales").join(locale.tag()), "ftl") {
            let text = fs::read_to_string(&file).expect("a file");
            let source = text.lines().filter(|l| !l.starts_with('#')).collect::<Vec<_>>().join("\n");
            assert!(!source.contains(['<', '&', '`']), "{} holds markup", file.display());
            assert!(!source.replace("->", "").contains('>'), "{} holds markup", file.display());
        }
        assert!(!locale.text("language-reviewed", &[]).is_empty());
    }
}

#[test]
fn every_message_that_a_page_says_exists_and_each_is_said() {
    let english = messages("en");
    let mut sources = String::new();
    let places = [("src/pages", "rs"), ("src/feeds", "rs"), ("templates", "html")];
    for file in places.into_iter().flat_map(|(place, extension)| files(&folder(place), extension)) {
        if !file.components().any(|c| c.as_os_str() == "tests") {
            sources.push_str(&fs::read_to_string(&file).expect("a file"));
        }
    }
    for file in ["src/locale.rs", "src/forms.rs", "src/telling/mail.rs"] {
        sources.push_str(&fs::read_to_string(folder(file)).expect("a file"));
    }
    for call in [".say(\"", ".html(\"", ".text(\""] {
        for rest in sources.split(call).skip(1) {
            let key = rest.split('"').next().expect("an end");
            assert!(english.contains_key(key), "no language says {key}");
        }
    }
    // A key is said by its name, or as a value of a table whose name begins it.
    let tables: BTreeSet<&str> = sources
        .split("term(\"")
        .chain(sources.split("term_text(\""))
        .chain(sources.split("format!(\""))
        // The words that fields of forms offer.
        .chain(sources.split("words_of(\""))
        .chain(sources.split("Input::Choice(\""))
        .chain(sources.split("Input::Choices(\""))
        // The words of the island, by what their keys begin with.
        .chain(sources.split("PREFIX: &str = \""))
        .skip(1)
        .filter_map(|rest| rest.split(['"', '{']).next())
        .map(|t| t.trim_end_matches('-'))
        .collect();
    for key in english.keys() {
        let by_name = sources.contains(&format!("\"{key}\""));
        let by_table = key.split('-').next().is_some_and(|table| tables.contains(table));
        assert!(by_name || by_table, "nothing says {key}");
    }
}

#[test]
fn templates_hold_no_words_of_their_own() {
    for file in files(&folder("templates"), "html") {
        let text = fs::read_to_string(&file).expect("a file");
        let mut rest = without(&without(&text, "{%", "%}"), "{{", "}}");
        rest = without(&rest, "<", ">");
        let words: Vec<&str> =
            rest.split_whitespace().filter(|w| w.chars().any(char::is_alphabetic)).collect();
        assert!(words.is_empty(), "{}: {words:?}", file.display());
    }
}

/// A text without what stands between two marks, the marks included.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(open) {
        out.push_str(&rest[..at]);
        match rest[at..].find(close) {
            Some(end) => rest = &rest[at + end + close.len()..],
            None => return out,
        }
    }
    out + rest
}

#[test]
fn pages_hold_no_sentences_of_their_own() {
    for file in files(&folder("src/pages"), "rs") {
        if file.components().any(|c| c.as_os_str() == "tests") || file.ends_with("routes.rs") {
            continue;
        }
        let text = fs::read_to_string(&file).expect("a file");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in code.lines().filter(|l| !l.trim_start().starts_with("//")) {
            for literal in line.split('"').skip(1).step_by(2) {
                let plain = without(&without(literal, "{", "}"), "<", ">");
                let words =
                    plain.split(' ').filter(|w| w.len() > 2 && w.chars().all(char::is_alphabetic)).count();
                // Class names and table names are one word or two; a sentence has more.
                assert!(words < 3, "{}: {literal:?}", file.display());
            }
        }
    }
}

#[test]
fn dates_and_numbers_are_those_of_the_language() {
    let day = jiff::civil::date(2025, 11, 12);
    let said = |tag: &str| {
        let locale = Locale::find(tag).expect("a language");
        let days = |n: i64| locale.text("days", &[("n", n.into())]);
        (locale.date(day), locale.number(6_057), days(1), days(1_112))
    };
    let own = |a: &str, b: &str, c: &str, d: &str| (a.to_owned(), b.to_owned(), c.to_owned(), d.to_owned());
    assert_eq!(said("en"), own("12 November 2025", "6,057", "1 day", "1,112 days"));
    assert_eq!(said("tr"), own("12 Kasım 2025", "6.057", "1 gün", "1.112 gün"));
}
