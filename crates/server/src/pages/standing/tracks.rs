//! Tracks: working groups, and commitments with what was carried out of them.

use std::collections::BTreeMap;

use verbale_process::{
    act::{Reading, Track, Unit},
    standing::{CommitmentStanding, ExecutionFigures, Group, Sum},
};
use verbale_record::ActorId;

use crate::{
    locale::Arg,
    pages::{markup::Html, voice::Voice},
};

use super::{Shown, share};

/// One track of the page's series.
pub struct TrackFace {
    pub id: String,
    pub name: Html,
    pub groups: Vec<Html>,
    pub commitments: Vec<CommitmentFace>,
}

/// A commitment with its readings and what was carried out.
pub struct CommitmentFace {
    /// An id that is unique on the page.
    pub id: String,
    /// Its title, leading to its page.
    pub title: Html,
    /// What is promised and where it comes from.
    pub promise: Html,
    /// Whom it binds, and how.
    pub binding: Vec<Html>,
    /// Each account's reading, where they differ.
    pub readings: Vec<(Html, Html)>,
    /// Who called it complete, or that it is.
    pub complete: Vec<Html>,
    /// The sum by actor that handed over.
    pub sums: Vec<(Html, Html)>,
    /// The stages as a table.
    pub stages: Option<Stages>,
}

/// The stages of a commitment.
pub struct Stages {
    /// The caption.
    pub caption: Html,
    /// The columns: who handed over, with the number of its pattern.
    pub givers: Vec<(Html, usize)>,
    /// One row a stage.
    pub rows: Vec<StageRow>,
    /// Whether bars stand beside the figures: never for remains.
    pub bars: bool,
}

impl Stages {
    /// Whether two columns face each other about the stage.
    pub fn paired(&self) -> bool {
        self.bars && self.givers.len() == 2
    }
}

/// One stage.
pub struct StageRow {
    /// Its date, leading to its note.
    pub stage: Html,
    /// What makes it special, such as that it is open whether it counts.
    pub remark: Option<Html>,
    /// One a column.
    pub cells: Vec<StageCell>,
}

/// What one side handed over at one stage.
pub struct StageCell {
    /// The figure, leading to the note; none where nobody reported it.
    pub figure: Option<Html>,
    /// Other accounts' figures.
    pub accounts: Vec<Html>,
    /// The bar's length.
    pub length: String,
    /// Where the bar begins when it grows from the right.
    pub start: String,
    /// The number of the pattern.
    pub pattern: usize,
}

/// The tracks of the page's series that hold something.
pub(super) fn tracks(voice: &Voice<'_>, shown: &Shown) -> Vec<TrackFace> {
    let mut faces: Vec<TrackFace> = Track::ALL
        .iter()
        .map(|track| TrackFace {
            id: format!("track-{}", track.name()),
            name: voice.term("track", track.name()),
            groups: groups(voice, shown, *track),
            commitments: commitments(voice, shown, Some(*track)),
        })
        .collect();
    faces.push(TrackFace {
        id: "track-none".to_owned(),
        name: voice.say("track-none"),
        groups: Vec::new(),
        commitments: commitments(voice, shown, None),
    });
    faces.retain(|f| !f.groups.is_empty() || !f.commitments.is_empty());
    faces
}

fn groups(voice: &Voice<'_>, shown: &Shown, track: Track) -> Vec<Html> {
    let line = |key: &'static str| {
        move |group: &&Group| -> Option<Html> {
            if !shown.has(&group.series) || !group.tracks.contains(&track) {
                return None;
            }
            let args = [("item", Arg::from(voice.item(&group.id))), ("date", voice.date(group.on).into())];
            Some(voice.html(key, &args))
        }
    };
    let established = voice.standing.groups_established.iter();
    let proposed = voice.standing.groups_proposed.iter();
    let mut lines: Vec<Html> = established.filter_map(|g| line("group-established")(&g)).collect();
    lines.extend(proposed.filter_map(|g| line("group-proposed")(&g)));
    lines
}

/// The track of a commitment: that of its item, of what it comes from, or, for persons and
/// remains, humanitarian.
fn track_of(voice: &Voice<'_>, c: &CommitmentStanding) -> Option<Track> {
    let of = |id| voice.find(id).and_then(|i| i.track);
    let humanitarian = matches!(c.unit, Some(Unit::Persons | Unit::Bodies)).then_some(Track::Humanitarian);
    of(&c.id).or_else(|| of(&c.from)).or(humanitarian)
}

fn commitments(voice: &Voice<'_>, shown: &Shown, track: Option<Track>) -> Vec<CommitmentFace> {
    let all = voice.standing.commitments.iter();
    all.filter(|c| shown.has(&c.series) && track_of(voice, c) == track)
        .map(|c| commitment_face(voice, c, false))
        .collect()
}

/// A commitment's face; `whole` adds the table of remains, which the standing page leaves to the
/// page of commitments.
pub fn commitment_face(voice: &Voice<'_>, c: &CommitmentStanding, whole: bool) -> CommitmentFace {
    let label = voice.label(&c.id).map(str::to_owned);
    CommitmentFace {
        id: format!("c-{}", label.unwrap_or_else(|| super::super::voice::short(&c.id.to_string()))),
        title: voice.item(&c.id),
        promise: promise(voice, c),
        binding: c
            .obliges
            .iter()
            .map(|(actor, binding)| {
                let args = [
                    ("actor", Arg::from(voice.name(actor))),
                    ("binding", voice.term("binding", binding.name()).into()),
                ];
                voice.html("binding", &args)
            })
            .collect(),
        readings: readings(voice, c),
        complete: complete(voice, c),
        sums: sums(voice, c),
        stages: stages(voice, c, whole),
    }
}

fn promise(voice: &Voice<'_>, c: &CommitmentStanding) -> Html {
    let what = quantity(voice, c.quantity, c.unit, &c.category, c.per.map(|p| p.name()));
    let args = [("what", Arg::from(what)), ("from", voice.cited(&c.from).into())];
    let words = voice.html("commitment-promise", &args);
    match c.due {
        Some(due) => {
            voice.html("commitment-due", &[("promise", words.into()), ("date", voice.date(due).into())])
        }
        None => words,
    }
}

/// *1,000 persons for each side*.
fn quantity(
    voice: &Voice<'_>,
    quantity: Option<u64>,
    unit: Option<Unit>,
    category: &str,
    per: Option<&str>,
) -> Html {
    let what = match (quantity, unit) {
        (Some(n), Some(Unit::Persons)) => voice.html("quantity-persons", &[("n", n.into())]),
        (Some(n), Some(Unit::Bodies)) => voice.html("quantity-bodies", &[("n", n.into())]),
        (Some(n), Some(Unit::Documents)) => voice.html("quantity-documents", &[("n", n.into())]),
        (Some(n), None) => {
            voice.html("quantity-of", &[("n", n.into()), ("what", voice.term("category", category).into())])
        }
        (None, _) => voice.html("quantity-open", &[("what", voice.term("category", category).into())]),
    };
    match per {
        Some(per) => {
            voice.html("quantity-per", &[("quantity", what.into()), ("per", voice.term("per", per).into())])
        }
        None => what,
    }
}

fn readings(voice: &Voice<'_>, c: &CommitmentStanding) -> Vec<(Html, Html)> {
    let actors: Vec<ActorId> = c.accounts.keys().cloned().collect();
    voice
        .ordered(&actors)
        .iter()
        .filter_map(|actor| {
            let reading: &Reading = c.accounts.get(actor)?;
            let whole = c.readings.get(actor);
            let n = reading.quantity.or(c.quantity);
            let per = reading.per.or(c.per).map(|p| p.name());
            let mut words = quantity(voice, n, c.unit, &c.category, per);
            if let Some(obliges) = &reading.obliges {
                let args = [("reading", Arg::from(words)), ("actors", voice.names(obliges).into())];
                words = voice.html("reading-obliges", &args);
            }
            let reached = match whole.and_then(|w| w.reached) {
                Some(true) => voice.say("reading-reached"),
                Some(false) => voice.say("reading-not-reached"),
                None => voice.say("reading-unknown"),
            };
            let words = voice.html("reading", &[("reading", words.into()), ("reached", reached.into())]);
            Some((voice.html("account-of", &[("actor", voice.name(actor).into())]), words))
        })
        .collect()
}

fn complete(voice: &Voice<'_>, c: &CommitmentStanding) -> Vec<Html> {
    let mut out = Vec::new();
    if !c.declared_complete_by.is_empty() {
        out.push(voice.html("declared-complete", &[("actors", voice.names(&c.declared_complete_by).into())]));
    }
    if c.complete {
        out.push(voice.say("commitment-complete"));
    } else if c.accounts.is_empty() {
        out.extend(match c.reached {
            Some(true) => Some(voice.say("commitment-reached")),
            Some(false) => Some(voice.say("commitment-not-reached")),
            None => None,
        });
    }
    out
}

/// *at least 6,057; 1 stage unreported*.
fn sum(voice: &Voice<'_>, sum: Sum) -> Html {
    let n = sum.at_least;
    match (n, sum.unreported) {
        (_, 0) => voice.html("sum-exact", &[("n", n.into())]),
        (0, k) => voice.html("sum-unknown", &[("k", k.into())]),
        (n, k) => voice.html("sum-at-least", &[("n", n.into()), ("k", k.into())]),
    }
}

fn sums(voice: &Voice<'_>, c: &CommitmentStanding) -> Vec<(Html, Html)> {
    let actors: Vec<ActorId> = c.executed.keys().cloned().collect();
    let href = format!("{}#c-{}", voice.links.to("commitments"), voice.label(&c.id).unwrap_or_default());
    voice
        .ordered(&actors)
        .iter()
        .filter_map(|actor| {
            let executed = c.executed.get(actor)?;
            let mut words = voice.figure(&href, sum(voice, executed.sum));
            let reporters: Vec<ActorId> = executed.by_account.keys().cloned().collect();
            for reporter in voice.ordered(&reporters) {
                let account = executed.by_account.get(&reporter).copied().unwrap_or_default();
                let args = [
                    ("words", Arg::from(words)),
                    ("actor", voice.name(&reporter).into()),
                    ("sum", sum(voice, account).into()),
                ];
                words = voice.html("sum-account", &args);
            }
            if let Some(open) = executed.with_open_stages {
                words = voice
                    .html("sum-open-stages", &[("words", words.into()), ("sum", sum(voice, open).into())]);
            }
            Some((voice.html("handed-over-by", &[("actor", voice.name(actor).into())]), words))
        })
        .collect()
}

fn stages(voice: &Voice<'_>, c: &CommitmentStanding, whole: bool) -> Option<Stages> {
    let bars = c.unit == Some(Unit::Persons);
    if c.stages.is_empty() && c.open_stages.is_empty() || !(bars || whole) {
        return None;
    }
    let all: Vec<(&ExecutionFigures, bool)> = c
        .stages
        .iter()
        .map(|id| (id, false))
        .chain(c.open_stages.iter().map(|id| (id, true)))
        .filter_map(|(id, open)| Some((voice.figures(id)?, open)))
        .collect();
    let rows: Vec<&ExecutionFigures> = all.iter().map(|(e, _)| *e).collect();
    let caption = voice.html("stages-caption", &[("what", voice.term("category", &c.category).into())]);
    let mut stages = figures_table(voice, &rows, caption, bars);
    for (row, (_, open)) in stages.rows.iter_mut().zip(&all) {
        if *open {
            row.remark = Some(voice.say("stage-open"));
        }
    }
    Some(stages)
}

/// Executions as a table, one column for each actor that handed something over.
pub fn figures_table(
    voice: &Voice<'_>,
    executions: &[&ExecutionFigures],
    caption: Html,
    bars: bool,
) -> Stages {
    let mut actors: Vec<ActorId> = voice.parties.clone();
    for e in executions {
        actors.extend(e.handed_over.keys().filter(|a| !actors.contains(a)).cloned().collect::<Vec<_>>());
    }
    let longest =
        executions.iter().flat_map(|e| e.handed_over.values().flatten()).max().copied().unwrap_or(0).max(1);
    let givers = actors.iter().map(|a| {
        (voice.html("by-column", &[("actor", voice.name(a).into())]), voice.pattern(a).unwrap_or(1))
    });
    let rows = executions
        .iter()
        .map(|e| {
            let href = voice.item_href(&e.id);
            let on = voice.day_of(&e.id).map(|d| voice.date(d)).unwrap_or_default();
            StageRow {
                stage: super::super::voice::link(&href, on),
                remark: None,
                cells: actors.iter().map(|giver| cell(voice, e, giver, &href, longest)).collect(),
            }
        })
        .collect();
    Stages { caption, givers: givers.collect(), rows, bars }
}

fn cell(voice: &Voice<'_>, e: &ExecutionFigures, giver: &ActorId, href: &str, longest: u64) -> StageCell {
    let figure = e.handed_over.get(giver).copied().flatten();
    let differing: BTreeMap<_, _> = e
        .accounts
        .iter()
        .filter_map(|(reporter, figures)| {
            let n = figures.get(giver).copied().flatten()?;
            (Some(n) != figure).then_some((reporter.clone(), n))
        })
        .collect();
    let reporters = voice.ordered(&differing.keys().cloned().collect::<Vec<_>>());
    let accounts = reporters.iter().filter_map(|reporter| {
        let n = *differing.get(reporter)?;
        Some(voice.html("figure-account", &[("n", n.into()), ("actor", voice.name(reporter).into())]))
    });
    // What nobody reported has the whole length, hatched.
    let n = figure.unwrap_or(longest).min(longest);
    StageCell {
        figure: figure.map(|n| voice.figure(href, voice.number(n))),
        accounts: accounts.collect(),
        length: share(n, longest),
        start: share(longest - n, longest),
        pattern: voice.pattern(giver).unwrap_or(1),
    }
}
