//! Law 1: rename two parties in the input, and every page is the same with the two renamed.

use verbale_process::charter::{Charter, Role};

use crate::{
    clocks::Clocks,
    feeds,
    pages::{
        Filter, StatementFilter, commitments_page, groups_page, item_page, items_page, links::Links,
        method_page, note_page, picture_page, portal_page, record_page, rounds_page, search_page,
        standing_page, statements_page, tests::fixture, verify_page, voice::Voice,
    },
    view::View,
};

/// Ids and names that stand nowhere in the prose of the record.
const FIRST: [&str; 3] = ["qalpha", "Qorland", "Qorya"];
const SECOND: [&str; 3] = ["qbetaa", "Zentland", "Zentya"];

fn charter(parties: [[&'static str; 3]; 2]) -> Charter {
    let mut charter = fixture::istanbul_charter();
    let renamed = fixture::charter(&parties.map(|[id, en, tr]| (id, Role::Party, en, tr)));
    charter.actors.splice(0..2, renamed.actors);
    charter
}

fn acts(first: &str, second: &str) -> String {
    fixture::ACTS
        .replace("\"russia\"", &format!("\"{first}\""))
        .replace("\"ukraine\"", &format!("\"{second}\""))
}

fn swap(page: &str) -> String {
    let mut out = page.to_owned();
    for (a, b) in FIRST.iter().zip(SECOND) {
        out = out.replace(a, "\u{1}").replace(b, a).replace('\u{1}', b);
    }
    out
}

/// A calendar with its lines unfolded: where they are folded is a matter of how long names are.
fn unfolded(calendar: &str) -> String {
    calendar.replace("\r\n ", "")
}

/// Every page of the record, as of a day, and the feeds that are made of the same.
fn pages(view: &View, locale: &str, day: &str) -> Vec<(String, String)> {
    let standing = fixture::standing(view, day);
    let context = |path: &str| fixture::context(locale, path, day);
    let statements = StatementFilter { sheet: 1, ..StatementFilter::default() };
    let mut pages = vec![
        ("standing".to_owned(), standing_page(&context("/istanbul"), view, &standing)),
        ("items".to_owned(), items_page(&context("/istanbul/items"), view, &standing, &Filter::default())),
        ("rounds".to_owned(), rounds_page(&context("/istanbul/rounds"), view, &standing)),
        ("groups".to_owned(), groups_page(&context("/istanbul/groups"), view, &standing)),
        (
            "commitments".to_owned(),
            commitments_page(&context("/istanbul/commitments"), view, &standing, None),
        ),
        (
            "statements".to_owned(),
            statements_page(&context("/istanbul/statements"), view, &standing, &statements),
        ),
        ("picture".to_owned(), picture_page(&context("/istanbul/picture"), view, &standing, None)),
        ("record".to_owned(), record_page(&context("/istanbul/record"), view, &standing, None)),
        ("search".to_owned(), search_page(&context("/istanbul/search"), view, &standing, "exchange")),
        ("method".to_owned(), method_page(&context("/istanbul/method"), view, &standing)),
        (
            "portal".to_owned(),
            portal_page(&context("/istanbul/portal"), view, &standing, "https://venue.example"),
        ),
        ("verify".to_owned(), verify_page(&context("/istanbul/verify"), view, &standing)),
    ];
    let voice = Voice::new(&context(""), view, &standing, Links::new(view.name(), Clocks::default()));
    pages.push(("feed".to_owned(), feeds::atom::feed(&voice, None)));
    pages.push(("calendar".to_owned(), unfolded(&feeds::calendar::calendar(&voice, None))));
    for item in &standing.items {
        let name = format!("item {}", view.wordings.name(&item.id));
        pages.push((
            name,
            item_page(&context("/istanbul/item/x"), view, &standing, &item.id).expect("an item"),
        ));
    }
    for entry in view.process.entries().take(60) {
        let page = note_page(&context("/istanbul/note/x"), view, &standing, &entry.commitment, None);
        pages.push((format!("note {}", entry.commitment), page.expect("a note")));
    }
    pages
}

#[test]
fn every_page_is_the_same_after_two_parties_are_renamed_into_each_other() {
    let one = fixture::view(&acts(FIRST[0], SECOND[0]), charter([FIRST, SECOND]), &[]);
    let other = fixture::view(&acts(SECOND[0], FIRST[0]), charter([SECOND, FIRST]), &[]);
    for (locale, day) in [("en", "2025-11-12"), ("tr", "2025-11-13"), ("en", "2025-05-12")] {
        for ((name, page), (_, renamed)) in
            pages(&one, locale, day).into_iter().zip(pages(&other, locale, day))
        {
            let expected = swap(&page);
            if expected != renamed {
                let at = expected.bytes().zip(renamed.bytes()).take_while(|(a, b)| a == b).count();
                let around = |text: &str| {
                    String::from_utf8_lossy(
                        &text.as_bytes()[at.saturating_sub(200)..(at + 200).min(text.len())],
                    )
                    .into_owned()
                };
                panic!(
                    "{name} as of {day} in {locale} differs\n--- {}\n+++ {}",
                    around(&expected),
                    around(&renamed)
                );
            }
        }
    }
}

#[test]
fn the_first_place_changes_from_one_day_to_the_next() {
    let view = fixture::view(&acts(FIRST[0], SECOND[0]), charter([FIRST, SECOND]), &[]);
    let first = |day: &str| {
        let page =
            standing_page(&fixture::context("en", "/istanbul", day), &view, &fixture::standing(&view, day));
        page.find(&format!("owed-{}", FIRST[0])) < page.find(&format!("owed-{}", SECOND[0]))
    };
    assert_ne!(first("2025-11-12"), first("2025-11-13"));
}
