//! The standing page on the public record.

use crate::pages::{
    portal_page, standing_page,
    tests::{
        fixture::{context, istanbul, standing},
        html,
    },
};

fn page(locale: &str, day: &str) -> String {
    let view = istanbul();
    standing_page(&context(locale, "/istanbul", day), &view, &standing(&view, day))
}

/// What is published in short, for other sites.
fn portal(locale: &str, day: &str) -> String {
    let view = istanbul();
    let context = context(locale, "/istanbul/portal", day);
    portal_page(&context, &view, &standing(&view, day), "https://venue.example")
}

/// The answer in words: the first paragraph.
fn answer(locale: &str, day: &str) -> String {
    html::text(&page(locale, day)).lines().nth(1).unwrap_or_default().to_owned()
}

#[test]
fn the_answer_names_what_is_open_on_both_sides() {
    assert_eq!(
        answer("en", "2025-11-12"),
        "As of 12 November 2025 proposals of both sides are without reply, the oldest since 19 April 2025. The last round \
         was 112 days ago. The reply to Three online working groups: political, humanitarian, military is contested. No \
         conditions block each other."
    );
}

#[test]
fn the_standing_reads_the_same_in_text_on_days_that_matter() {
    for day in ["2022-05-01", "2025-05-12", "2025-07-24", "2025-11-12", "2026-02-06"] {
        insta::assert_snapshot!(format!("standing-en-{day}"), html::text(&page("en", day)));
    }
    insta::assert_snapshot!("standing-tr-2025-11-12", html::text(&page("tr", "2025-11-12")));
}

#[test]
fn before_the_first_act_the_page_says_so_honestly() {
    let text = html::text(&page("en", "2021-01-01"));
    assert!(text.contains("no proposal is without reply"), "{text}");
    assert!(text.contains("No round has been held."), "{text}");
    html::check(&page("en", "2021-01-01")).unwrap();
}

#[test]
fn a_register_says_on_the_page_that_it_is_unofficial() {
    assert!(
        page("en", "2025-11-12")
            .contains("Unofficial chronicle from public reports; no state or organisation named takes part.")
    );
}

#[test]
fn remains_are_never_drawn() {
    let page = page("en", "2025-11-12");
    let drawn: String = page.split("<svg").skip(1).filter_map(|rest| rest.split("</svg>").next()).collect();
    for figure in ["1,212", "1,200 ", "1,245", "1,000 by", "6,057"] {
        assert!(!drawn.contains(figure), "{figure} is drawn");
    }
    assert!(page.contains("6,057"), "the sum stands in words");
}

#[test]
fn the_portal_reads_the_same_in_text_and_says_what_the_standing_says_without_drawing_it() {
    for (locale, day) in [("en", "2025-11-12"), ("tr", "2025-11-12")] {
        let portal = portal(locale, day);
        html::check(&portal).unwrap();
        insta::assert_snapshot!(format!("portal-{locale}-{day}"), html::text(&portal));
        let page = page(locale, day);
        let owed = |page: &str| -> Vec<String> {
            let titles = page.split("<h4 class=\"owed-title\">").skip(1);
            let text = titles.filter_map(|rest| rest.split("</h4>").next());
            text.map(|title| html::text(&format!("<main id=\"main\"><p>{title}</p></main>"))).collect()
        };
        assert!(!owed(&page).is_empty());
        assert_eq!(owed(&portal), owed(&page));
        for drawn in ["class=\"swatch\"", "class=\"since-bar", "class=\"moves\"", "class=\"contested\""] {
            assert!(page.contains(drawn) && !portal.contains(drawn), "{drawn}");
        }
    }
}
