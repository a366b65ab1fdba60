//! Every page is whole, whatever it is made from.

use std::sync::Arc;

use verbale_process::{charter::Role, wording::Source};

use crate::{
    language::Languages,
    locale::Locale,
    pages::{
        Filter, StatementFilter, absent_page, commitments_page, error_page, groups_page, item_page,
        items_page, method_page, note_page, picture_page, record_page, rounds_page, search_page,
        standing_page, statements_page,
        tests::{fixture, html},
        venue_page, verify_page,
    },
    problem::{Problem, ProblemKind},
    view::View,
};

/// Every page of a view as of a day, each checked.
fn check_all(view: &View, locale: &str, day: &str) {
    let standing = fixture::standing(view, day);
    let context = |path: &str| fixture::context(locale, path, day);
    let statements = StatementFilter { sheet: 2, claims: true, ..StatementFilter::default() };
    let mut pages = vec![
        ("standing", standing_page(&context("/p"), view, &standing)),
        ("items", items_page(&context("/p/items"), view, &standing, &Filter::default())),
        ("rounds", rounds_page(&context("/p/rounds"), view, &standing)),
        ("groups", groups_page(&context("/p/groups"), view, &standing)),
        ("commitments", commitments_page(&context("/p/commitments"), view, &standing, None)),
        (
            "statements",
            statements_page(&context("/p/statements"), view, &standing, &StatementFilter::default()),
        ),
        ("claims", statements_page(&context("/p/statements"), view, &standing, &statements)),
        ("picture", picture_page(&context("/p/picture"), view, &standing, None)),
        ("record", record_page(&context("/p/record"), view, &standing, Some(1))),
        ("method", method_page(&context("/p/method"), view, &standing)),
        ("verify", verify_page(&context("/p/verify"), view, &standing)),
        ("nothing sought", search_page(&context("/p/search"), view, &standing, "")),
        ("search", search_page(&context("/p/search"), view, &standing, "exchange PRISONERS")),
        ("nothing found", search_page(&context("/p/search"), view, &standing, "<zzzz>")),
    ];
    for entry in view.process.entries() {
        let id = &entry.commitment;
        if entry.act.kind.opens() {
            let page = item_page(&context("/p/item/x"), view, &standing, id);
            pages.push((
                "item",
                page.unwrap_or_else(|| absent_page(&context("/p/item/x"), view, &standing, id)),
            ));
        }
        pages.push(("note", note_page(&context("/p/note/x"), view, &standing, id, None).expect("a note")));
    }
    for (name, page) in pages {
        if let Err(wrong) = html::check(&page) {
            panic!("{name} as of {day} in {locale}: {wrong}");
        }
    }
}

#[test]
fn every_page_of_the_public_record_is_whole_in_every_language() {
    let view = fixture::istanbul();
    for locale in Locale::all() {
        check_all(&view, locale.tag(), "2025-11-12");
    }
    check_all(&view, "en", "2025-05-11");
    check_all(&view, "en", "2020-01-01");
}

#[test]
fn a_process_without_any_note_has_whole_pages() {
    let charter =
        fixture::charter(&[("alpha", Role::Party, "Alpha", "Alfa"), ("beta", Role::Party, "Beta", "Beta")]);
    check_all(&fixture::view("", charter, &[]), "en", "2025-01-01");
}

#[test]
fn eight_parties_stand_side_by_side() {
    let ids = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"];
    let mut actors: Vec<(&str, Role, &str, &str)> =
        ids.iter().map(|id| (*id, Role::Party, *id, *id)).collect();
    actors.push(("chronicler", Role::Editor, "Chronicler", "Vakanüvis"));
    let sources = r#""sources":[{"url":"https://example.org/","title":"Example"}]"#;
    let mut lines = String::new();
    for (n, id) in ids.iter().enumerate() {
        let to = ids[(n + 1) % ids.len()];
        lines.push_str(&format!(
            r#"{{"act":"proposal","id":"p{n}","on":"2025-01-0{}","by":"{id}","title":"P{n}","to":["{to}"],"track":"political","topic":"settlement","text":"t","series":"2025",{sources}}}"#,
            n + 1
        ));
        lines.push('\n');
    }
    lines.push_str(&format!(
        r#"{{"act":"execution","id":"e","on":"2025-02-01","by":"alpha","title":"E","counts_towards":[],"category":"prisoners","unit":"persons","handed_over":{{"alpha":3,"beta":null,"gamma":2}},"text":"t","series":"2025",{sources}}}"#
    ));
    let view = fixture::view(&lines, fixture::charter(&actors), &[]);
    check_all(&view, "en", "2025-03-01");
    let page = standing_page(
        &fixture::context("en", "/p", "2025-03-01"),
        &view,
        &fixture::standing(&view, "2025-03-01"),
    );
    assert_eq!(page.matches("class=\"side-name\" id=\"owed-").count(), 8);
    assert!(page.contains("proposals of all sides are without reply"));
}

#[test]
fn what_users_wrote_never_becomes_markup() {
    let evil = r#"<script>alert(1)</script>\"'&<b>"#;
    let line = format!(
        r#"{{"act":"proposal","id":"p","on":"2025-01-01","by":"alpha","person":"{evil}","office":"{evil}","title":"{evil}","to":["beta"],"track":"political","topic":"{evil}","text":"{evil}","venue":"{evil}","series":"{evil}","sources":[{{"url":"https://example.org/a","title":"{evil}"}}]}}"#
    );
    let second = r#"{"act":"statement","id":"s","on":"2025-01-02","by":"beta","title":"<i>","form":"quote","about":["p"],"asserts_awaits":["beta"],"outlet":"<u>","text":"<img src=x onerror=y>","series":"x","sources":[{"url":"https://example.org/\"><s>x","title":"<s>"}]}"#;
    let charter = fixture::charter(&[
        ("alpha", Role::Party, "<Alpha>", "<Alfa>"),
        ("beta", Role::Party, "\"Beta\"", "Beta"),
        ("chronicler", Role::Editor, "C", "V"),
    ]);
    let mut view = fixture::view(&format!("{line}\n{second}\n"), charter, &[]);
    for note in [fixture::commitment(0), fixture::commitment(1)] {
        let mut wording = view.wordings.get(&note).expect("a wording").clone();
        wording.sources.push(Source { url: "javascript:alert(1)".to_owned(), title: "source".to_owned() });
        view.wordings.insert(note, wording);
    }
    check_all(&view, "en", "2025-02-01");
    let standing = fixture::standing(&view, "2025-02-01");
    for id in view.process.entries().map(|e| e.commitment) {
        let page =
            item_page(&fixture::context("en", "/p", "2025-02-01"), &view, &standing, &id).expect("an item");
        for bad in ["<script>alert", "<b>", "<i>", "<u>", "<img", "javascript:", "<s>", "<Alpha>"] {
            assert!(!page.contains(bad), "{bad} in {page}");
        }
    }
}

#[test]
fn an_erased_wording_has_a_face_of_its_own() {
    let view = fixture::view(fixture::ACTS, fixture::istanbul_charter(), &["three-groups", "round-3"]);
    check_all(&view, "en", "2025-11-12");
    let standing = fixture::standing(&view, "2025-11-12");
    let page = standing_page(&fixture::context("en", "/istanbul", "2025-11-12"), &view, &standing);
    assert!(
        page.contains("proposal of 23 July 2025 (wording erased, "),
        "the standing names the erased item"
    );
    assert!(!page.contains("Three online working groups"), "its title is gone");
    assert_eq!(standing, fixture::standing(&fixture::istanbul(), "2025-11-12"), "the standing is the same");
}

#[test]
fn the_venue_shows_what_is_public_and_is_honest_when_nothing_is() {
    let context = fixture::context("tr", "/", "2025-11-12");
    let empty = venue_page(&context, &[]);
    html::check(&empty).unwrap();
    assert!(html::text(&empty).contains("kamuya açık bir süreç yok"));
    let one = venue_page(&context, &[Arc::new(fixture::istanbul())]);
    html::check(&one).unwrap();
    assert!(one.contains("İstanbul süreci"));
}

#[test]
fn every_problem_has_a_page_in_every_language() {
    for locale in Locale::all() {
        for kind in ProblemKind::ALL {
            let page = error_page(&Problem::new(*kind, "<detail>", "hint"), locale, &Languages::default());
            html::check(&page).unwrap_or_else(|wrong| panic!("{kind:?}: {wrong}"));
            assert!(!page.contains("<detail>"));
        }
    }
}

#[test]
fn a_page_goes_over_a_slow_line() {
    let view = fixture::istanbul();
    let page = standing_page(
        &fixture::context("en", "/istanbul", "2025-11-12"),
        &view,
        &fixture::standing(&view, "2025-11-12"),
    );
    assert!(page.len() < 250_000, "{} bytes before compression", page.len());
}
