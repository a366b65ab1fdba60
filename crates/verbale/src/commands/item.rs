//! `verbale item`: one item with its exchange.

use serde::Serialize;

use verbale_process::{
    fold::At,
    report::{OutcomeReport, outcome},
    standing::{Effect, ItemStanding, Standing},
};
use verbale_record::Commitment;

use crate::{
    cancel::Cancel,
    cli::Source,
    commands::standing::Clocks,
    console::Console,
    failure::{Failure, Kind},
    loaded::Loaded,
    render::{
        comparison::{Comparison, comparisons_of_item},
        item::item,
        names::Names,
    },
    source,
};

/// Print one item: its exchange, and its standing after each move.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  verbale item istanbul three-groups
  verbale item istanbul three-groups --as-of 2025-11-12 --json")]
pub struct Args {
    /// The process: its name, or its id (64 hexadecimal digits).
    #[arg(value_name = "PROCESS")]
    process: String,
    /// The item: its label, or the commitment of the note that opened it (64 hexadecimal digits).
    #[arg(value_name = "ITEM")]
    item: String,
    #[command(flatten)]
    clocks: Clocks,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    source: Source,
}

/// An item with its history, as JSON.
#[derive(Serialize)]
struct ItemReport {
    process: String,
    charter: String,
    as_of: String,
    at_size: u64,
    item: String,
    note: String,
    kind: &'static str,
    title: Option<String>,
    text: Option<String>,
    series: Option<String>,
    track: Option<&'static str>,
    by: Option<String>,
    with: Vec<String>,
    to: Vec<String>,
    opened: String,
    outcome: OutcomeReport,
    contested: Vec<ContestReport>,
    beside: Vec<String>,
    perhaps_overtaken_by: Vec<String>,
    history: Vec<StepReport>,
    statements: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    comparisons: Vec<Comparison>,
}

/// A contested act with both outcomes.
#[derive(Serialize)]
struct ContestReport {
    act: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    according_to: Option<String>,
    objections: Vec<String>,
    with: OutcomeReport,
    without: OutcomeReport,
}

/// One note and the item after it.
#[derive(Serialize)]
struct StepReport {
    note: String,
    act: String,
    by: Option<String>,
    on: String,
    contested: bool,
    effect: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    after: OutcomeReport,
}

/// Does it.
pub async fn run(args: Args, console: Console, cancel: &Cancel) -> Result<(), Failure> {
    let loaded = source::load(&args.source, &args.process, console, cancel).await?;
    let at = args.clocks.at(&loaded)?;
    let id = loaded.item(&args.item)?;
    let standing = loaded.process.standing(at);
    // A note that moves an item stands for that item.
    let home = loaded.process.home(&id).unwrap_or(id);
    let Some(found) = standing.item(&home) else {
        return Err(Failure::new(
            Kind::NotFound,
            format!("{:?} opened no item that counts as of {}", args.item, at.as_of),
        )
        .hint("give a later --as-of or a larger --at-size; `verbale note show` shows any note"));
    };
    if args.json {
        return console.print_json(&report(&loaded, &standing, found, at));
    }
    let names = Names::of(&loaded);
    console.print(&item(console, &names, &standing, found, at))
}

fn report(loaded: &Loaded, standing: &Standing, item: &ItemStanding, at: At) -> ItemReport {
    let name = |note: &Commitment| loaded.wordings.name(note);
    let names = |notes: &[Commitment]| notes.iter().map(name).collect();
    let wording = loaded.wordings.get(&item.id);
    ItemReport {
        process: loaded.process.charter().name.clone(),
        charter: loaded.id.to_string(),
        as_of: standing.as_of.to_string(),
        at_size: standing.at_size,
        item: name(&item.id),
        note: item.id.to_string(),
        kind: item.kind.name(),
        title: wording.and_then(|wording| wording.title.clone()),
        text: wording.and_then(|wording| wording.text.clone()),
        series: item.series.clone(),
        track: item.track.map(|track| track.name()),
        by: item.by.as_ref().map(ToString::to_string),
        with: item.with.iter().map(ToString::to_string).collect(),
        to: item.to.iter().map(ToString::to_string).collect(),
        opened: item.opened.to_string(),
        outcome: outcome(&item.outcome),
        contested: item
            .contests
            .iter()
            .map(|contest| ContestReport {
                act: name(&contest.act),
                according_to: contest.according_to.as_ref().map(ToString::to_string),
                objections: names(&contest.objections),
                with: outcome(&contest.with),
                without: outcome(&contest.without),
            })
            .collect(),
        beside: names(&item.beside),
        perhaps_overtaken_by: names(&item.perhaps_overtaken),
        history: history(loaded, item, at),
        statements: names(&loaded.process.about(&item.id, at)),
        comparisons: comparisons_of_item(&Names::of(loaded), standing, &item.id),
    }
}

fn history(loaded: &Loaded, item: &ItemStanding, at: At) -> Vec<StepReport> {
    let steps = loaded.process.history(&item.id, at).into_iter();
    let report = steps.map(|step| {
        let entry = loaded.process.entry(&step.note);
        let (effect, reason) = match step.effect {
            Effect::Moved => ("moved", None),
            Effect::Beside => ("beside", None),
            Effect::Without(reason) => ("without", Some(reason.name())),
        };
        StepReport {
            note: loaded.wordings.name(&step.note),
            act: entry.map(|entry| entry.act.kind.name().to_owned()).unwrap_or_default(),
            by: entry.and_then(|entry| entry.actor()).map(ToString::to_string),
            on: step.on.to_string(),
            contested: step.contested,
            effect,
            reason,
            after: outcome(&step.after),
        }
    });
    report.collect()
}
