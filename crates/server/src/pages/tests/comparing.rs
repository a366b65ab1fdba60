//! A counter-proposal and a later version are shown beside what they counter or take the place of, an
//! amendment beside the words before it.

use verbale_process::{Entry, Place, Wording, charter::Role, wire};

use crate::{
    differences::WORDS_COMPARED_MAX,
    locale::Locale,
    pages::{
        item_page, note_page,
        tests::{fixture, html},
    },
    view::View,
};

const DAY: &str = "2025-02-01";

fn proposal(label: &str, on: &str, by: &str, to: &str, text: &str, more: &str) -> String {
    format!(
        r#"{{"act":"proposal","id":"{label}","on":"{on}","by":"{by}","title":"Of {label}","to":["{to}"],"track":"military","topic":"ceasefire","text":"{text}","series":"s","sources":[{{"url":"https://example.org/a","title":"A"}}]{more}}}"#
    )
}

/// Alpha's proposal, and beta's against it.
fn countered(old: &str, new: &str, erased: &[&str]) -> View {
    let lines = [
        proposal("p", "2025-01-01", "alpha", "beta", old, ""),
        proposal("c", "2025-01-02", "beta", "alpha", new, r#","counter_to":"p","reply_by":"2025-03-01""#),
    ];
    view(&lines, erased)
}

fn view(lines: &[String], erased: &[&str]) -> View {
    let charter = fixture::charter(&[
        ("alpha", Role::Party, "Alpha", "Alfa"),
        ("beta", Role::Party, "Beta", "Beta"),
        ("chronicler", Role::Editor, "Chronicler", "Vakanüvis"),
    ]);
    fixture::view(&lines.join("\n"), charter, erased)
}

fn page_of(view: &View, note: u64, locale: &str) -> String {
    let standing = fixture::standing(view, DAY);
    let context = fixture::context(locale, "/p/item/x", DAY);
    let page =
        item_page(&context, view, &standing, &fixture::commitment(note)).expect("the item is on the record");
    html::check(&page).unwrap();
    page
}

/// The section that compares, where there is one.
fn compared(page: &str) -> Option<&str> {
    let section = &page[page.find("<section class=\"section compared\"")?..];
    Some(&section[..section.find("<section class=\"section\"").unwrap_or(section.len())])
}

/// What a reader reads there.
fn read(section: &str) -> String {
    html::text(&format!("<main id=\"main\">{section}</main>"))
}

#[test]
fn a_counter_proposal_says_in_words_what_stands_in_one_alone() {
    let view = countered("It lasts 30 days.\\nOn land.", "It lasts 90 days.\\nOn land.", &[]);
    let page = page_of(&view, 1, "en");
    let section = compared(&page).expect("a comparison");
    let words = read(section);
    for said in
        ["[in the original only: 30 ]", "[in the counter-proposal only: 90 ]", "Reply asked by", "not said"]
    {
        assert!(words.contains(said), "{said:?} in {words}");
    }
    assert_eq!((section.matches("<del>").count(), section.matches("<ins>").count()), (2, 2), "with the key");
    assert!(!words.contains("Topic"), "what is the same is not listed");
    let standing = fixture::standing(&view, DAY);
    let context = fixture::context("en", "/p/note/x", DAY);
    let note = note_page(&context, &view, &standing, &fixture::commitment(1), None).expect("a note");
    assert_eq!(compared(&note).map(read).map(|t| t.contains("lasts")), Some(true));
    assert_eq!(compared(&page_of(&view, 0, "en")), None, "the original counters nothing");
}

#[test]
fn a_later_version_is_compared_with_the_one_before_it() {
    let lines = [
        proposal("p", "2025-01-01", "alpha", "beta", "Thirty days.", ""),
        proposal("q", "2025-01-02", "alpha", "beta", "Thirty days.", r#","supersedes":"p""#),
    ];
    let page = page_of(&view(&lines, &[]), 1, "en");
    let words = read(compared(&page).expect("a comparison"));
    assert!(words.contains("Compared with the earlier version"), "{words}");
    assert!(words.contains("The two texts are the same, word for word."), "{words}");
    assert!(words.contains("Of p") && words.contains("Of q"), "the titles differ: {words}");
}

#[test]
fn of_an_erased_wording_nothing_is_compared_and_that_is_said() {
    for (erased, said) in [("p", "The words of the original"), ("c", "The words of the counter-proposal")] {
        let page = page_of(&countered("Secret alpha.", "Secret beta.", &[erased]), 1, "en");
        let section = compared(&page).expect("a comparison");
        assert!(read(section).contains(said), "{section}");
        assert!(!section.contains("Secret") && !section.contains("<del>"), "{section}");
    }
}

#[test]
fn texts_that_are_too_long_stand_beside_each_other() {
    let long = "a ".repeat(WORDS_COMPARED_MAX);
    for locale in Locale::all() {
        let page = page_of(&countered(&long, "b", &[]), 1, locale.tag());
        let section = compared(&page).expect("a comparison");
        assert!(section.contains("class=\"compared-both\"") && !section.contains("<del>"));
    }
}

#[test]
fn what_is_not_on_the_record_yet_is_not_compared() {
    let view = countered("Thirty days.", "Ninety days.", &[]);
    let before = fixture::standing(&view, "2024-12-31");
    let context = fixture::context("en", "/p/note/x", "2024-12-31");
    let page = note_page(&context, &view, &before, &fixture::commitment(1), None).expect("a note");
    assert_eq!(compared(&page), None);
}

#[test]
fn words_compared_never_become_markup() {
    let page = page_of(&countered("one <b>", "one <i>", &[]), 1, "uk");
    let section = compared(&page).expect("a comparison");
    assert!(section.contains("&lt;") && !section.contains("<b>") && !section.contains("<i>"), "{section}");
}

/// Alpha's proposal, amended by alpha as its editor registered it, each time to these words.
fn amended(words: &[&str], erased: &[u64]) -> View {
    let mut view = view(&[proposal("p", "2025-01-01", "alpha", "beta", words[0], "")], &[]);
    for (leaf, words) in (1u64..).zip(&words[1..]) {
        let (note, annex) = (fixture::commitment(leaf), fixture::commitment(leaf + 1_000_000));
        let act = format!(
            r#"{{"act":"amend","signers":["k0123456789abcdef"],"reported":{{"by":"alpha","on":"2025-01-0{}","medium":"public_source"}},"annexes":[{{"commitment":"{annex}","role":"wording","bytes":1}}],"re":"{}"}}"#,
            leaf + 1,
            fixture::commitment(0)
        );
        let place = Place { time_ms: 1_763_800_000_000, room: 1, leaf };
        view.process.add(Entry {
            place,
            arrived: place,
            released_from: None,
            commitment: note,
            author: fixture::actor("chronicler"),
            cited: leaf,
            act: wire::read(&act),
        });
        if !erased.contains(&leaf) {
            let text = Some((*words).to_owned());
            view.wordings.insert(note, Wording { text, ..Wording::default() });
        }
    }
    view
}

fn note_of(view: &View, note: u64, locale: &str) -> String {
    let standing = fixture::standing(view, DAY);
    let context = fixture::context(locale, "/p/note/x", DAY);
    note_page(&context, view, &standing, &fixture::commitment(note), None).expect("a note")
}

#[test]
fn an_amendment_is_compared_with_the_words_before_it_on_its_page_and_the_last_one_on_its_items() {
    let view = amended(&["For 30 days.", "For 60 days.", "For 90 days."], &[]);
    for (page, before, after) in [
        (note_of(&view, 1, "en"), "30", "60"),
        (note_of(&view, 2, "en"), "60", "90"),
        (page_of(&view, 0, "en"), "60", "90"),
    ] {
        let words = read(compared(&page).expect("a comparison"));
        for said in [
            format!("[in the words before only: {before} ]"),
            format!("[in the words as amended only: {after} ]"),
            "What was amended in Of p".to_owned(),
        ] {
            assert!(words.contains(&said), "{said:?} in {words}");
        }
        assert!(!words.contains("Title"), "an amendment has no fields: {words}");
    }
    for locale in Locale::all() {
        html::check(&note_of(&view, 2, locale.tag())).unwrap();
    }
}

#[test]
fn of_an_amendment_whose_words_or_those_before_were_erased_nothing_is_compared() {
    let view = amended(&["Secret one.", "Secret two.", "Secret three."], &[1]);
    for (note, said) in [(1, "The words as amended were erased"), (2, "The words before were erased")] {
        let page = note_of(&view, note, "en");
        let section = compared(&page).expect("a comparison");
        assert!(read(section).contains(said), "{section}");
        assert!(!section.contains("Secret") && !section.contains("<del>"), "{section}");
    }
}
