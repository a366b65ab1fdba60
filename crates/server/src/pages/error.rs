//! The page of what could not be shown.

use askama::Template;

use crate::{
    language::Languages,
    locale::Locale,
    problem::{Problem, ProblemKind},
};

use super::{
    frame::{Frame, PageContext},
    markup::{Html, escape},
};

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    frame: Frame,
    face: &'static str,
    title: Html,
    words: Html,
    detail: Option<Html>,
}

/// A problem as a page. Its own words, which are English, stand below those of the language where
/// they say more.
pub fn error_page(problem: &Problem, locale: &'static Locale, languages: &Languages) -> String {
    let context = PageContext {
        locale,
        venue: locale.text("venue-default", &[]),
        languages: languages.clone(),
        path: "/".to_owned(),
        query: Vec::new(),
        clocks: Default::default(),
        today: jiff::civil::Date::ZERO,
        read_only: false,
        reader: None,
    };
    let title_key = format!("problem-{}", problem.kind.name());
    let words_key = format!("problem-{}-next", problem.kind.name());
    let face = match problem.kind {
        ProblemKind::Erased => "notice-erased",
        ProblemKind::Refused => "notice-refused",
        ProblemKind::Overloaded | ProblemKind::ReadOnly | ProblemKind::TimedOut => "notice-offline",
        _ => "notice-problem",
    };
    let more = !matches!(problem.kind, ProblemKind::NotFound);
    let detail = more.then(|| {
        Html::trusted(format!("<bdi lang=\"en\">{} {}</bdi>", escape(&problem.detail), escape(&problem.hint)))
    });
    let page = ErrorPage {
        frame: Frame::of_venue(&context, locale.text(&title_key, &[])),
        face,
        title: locale.say(&title_key),
        words: locale.say(&words_key),
        detail,
    };
    super::render(&page)
}
