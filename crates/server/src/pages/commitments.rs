//! Commitments and what was carried out of them, by account.

use askama::Template;
use verbale_process::{
    act::Unit,
    standing::{ExecutionFigures, Standing},
};

use crate::view::View;

use super::{
    frame::{Choice, Frame, PageContext},
    links::Links,
    lists::series_choices,
    markup::Html,
    standing::{CommitmentFace, Stages, commitment_face, figures_table, series_in_order, series_name},
    voice::Voice,
};

/// A series' commitments, and its executions that count towards none.
struct Series {
    name: Html,
    commitments: Vec<CommitmentFace>,
    loose: Vec<Stages>,
}

#[derive(Template)]
#[template(path = "commitments.html")]
struct CommitmentsPage {
    frame: Frame,
    choices: Vec<Choice>,
    series: Vec<Series>,
}

/// The page of commitments and executions.
pub fn commitments_page(
    context: &PageContext,
    view: &View,
    standing: &Standing,
    chosen: Option<&str>,
) -> String {
    let links = Links::new(view.name(), context.clocks);
    let voice = Voice::new(context, view, standing, links);
    let mut all: Vec<Option<String>> = series_in_order(standing).into_iter().rev().map(Some).collect();
    all.push(None);
    let series = all
        .into_iter()
        .filter(|s| chosen.is_none() || s.as_deref() == chosen)
        .map(|series| {
            let commitments = standing.commitments.iter().filter(|c| c.series == series);
            Series {
                name: series.as_deref().map_or_else(|| voice.say("series-none"), |s| series_name(&voice, s)),
                commitments: commitments.map(|c| commitment_face(&voice, c, true)).collect(),
                loose: loose(&voice, &series),
            }
        })
        .filter(|s: &Series| !s.commitments.is_empty() || !s.loose.is_empty())
        .collect();
    let choices = series_choices(&voice, "commitments", chosen);
    let frame = Frame::of_process(context, &voice, "commitments", Some(voice.text("nav-commitments", &[])))
        .with_patterns();
    super::render(&CommitmentsPage { choices, series, frame })
}

/// Executions of a series that count towards no commitment, one table for each unit.
fn loose(voice: &Voice<'_>, series: &Option<String>) -> Vec<Stages> {
    Unit::ALL
        .iter()
        .filter_map(|unit| {
            let fits = |e: &&ExecutionFigures| {
                e.unit == *unit
                    && e.counts_towards.is_empty()
                    && e.may_count_towards.is_empty()
                    && voice.find(&e.id).is_some_and(|i| i.series == *series)
            };
            let executions: Vec<&ExecutionFigures> = voice.standing.executions.iter().filter(fits).collect();
            if executions.is_empty() {
                return None;
            }
            let caption = voice.html("loose-caption", &[("what", voice.term("unit", unit.name()).into())]);
            Some(figures_table(voice, &executions, caption, *unit == Unit::Persons))
        })
        .collect()
}
