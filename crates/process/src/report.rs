//! The public JSON of a standing: a stable interface, documented in `docs/cli.md`.
//!
//! Lists of ids and dates; nothing is counted per party. Items are printed by their label, and by
//! their commitment where they have none (or where it was erased).

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use verbale_record::{ActorId, Commitment, Hash};

use crate::{
    fold::Process,
    standing::{Await, Executed, Outcome, ParagraphStanding, Standing, Sum},
    wording::Wordings,
};

/// The head of one room's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoomHead {
    /// The room's name.
    pub room: String,
    /// The log's origin.
    pub origin: String,
    /// Entries.
    pub size: u64,
    /// The root hash in hexadecimal.
    pub root: String,
}

/// The standing as JSON.
#[derive(Clone, Debug, Serialize)]
pub struct StandingReport {
    /// The process's name.
    pub process: String,
    /// Hash of the charter: the process's identity.
    pub charter: String,
    /// Whose view.
    pub view: String,
    /// What it rests on, room by room.
    pub head: Vec<RoomHead>,
    /// The day.
    pub as_of: String,
    /// Entries that count.
    pub at_size: u64,
    /// Items that await something, oldest first.
    pub open_items: Vec<OpenItem>,
    /// Contested acts with both outcomes.
    pub contested: Vec<Contested>,
    /// Items whose last day passed.
    pub expired: Vec<Expired>,
    /// By actor and scope.
    pub readiness: BTreeMap<String, BTreeMap<&'static str, ReadinessReport>>,
    /// Open conditions, oldest first.
    pub conditions_open: Vec<String>,
    /// Cycles among them.
    pub deadlocks: Vec<Vec<String>>,
    /// By series.
    pub rounds: BTreeMap<String, RoundsReport>,
    /// Working groups.
    pub groups: GroupsReport,
    /// Commitments.
    pub commitments: Vec<CommitmentReport>,
    /// Moves open to each actor.
    pub moves: BTreeMap<String, Vec<MoveReport>>,
    /// Statements that claim whose turn it is.
    pub claims: Vec<ClaimReport>,
    /// Notes without effect.
    pub without_effect: Vec<WithoutEffectReport>,
}

/// An item that awaits something.
#[derive(Clone, Debug, Serialize)]
pub struct OpenItem {
    /// Label or commitment.
    pub item: String,
    /// Kind.
    pub kind: &'static str,
    /// Series.
    pub series: Option<String>,
    /// Track.
    pub track: Option<&'static str>,
    /// Title, where its wording is held.
    pub title: Option<String>,
    /// Who opened it.
    pub by: Option<String>,
    /// When.
    pub opened: String,
    /// Who owes what.
    pub awaits: Vec<AwaitReport>,
    /// Whether an act on it is contested.
    pub contested: bool,
    /// The paragraphs of minutes that are approved one by one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub paragraphs: Vec<ParagraphReport>,
}

/// A paragraph of minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ParagraphReport {
    /// Its number, from 1.
    pub number: u16,
    /// Who has approved it as it reads.
    pub approved: Vec<String>,
    /// Who has objected to it as it reads.
    pub objected: Vec<String>,
    /// The note that gave it its words.
    pub words: String,
}

impl ParagraphReport {
    /// Of a paragraph, with notes printed by `name`.
    pub fn of(paragraph: &ParagraphStanding, name: impl Fn(&Commitment) -> String) -> ParagraphReport {
        let actors = |of: &[ActorId]| of.iter().map(ToString::to_string).collect();
        ParagraphReport {
            number: paragraph.number,
            approved: actors(&paragraph.approved),
            objected: actors(&paragraph.objected),
            words: name(&paragraph.words),
        }
    }
}

/// One thing owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AwaitReport {
    /// Who owes it.
    pub actor: String,
    /// What.
    #[serde(rename = "for")]
    pub what: &'static str,
    /// Since when.
    pub since: String,
    /// Until when.
    pub due: Option<String>,
    /// How far the item has come.
    pub status: &'static str,
    /// Until when the addressee put it off, where it said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// What an item awaits, or how it closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutcomeReport {
    /// Open.
    Awaits(Vec<AwaitReport>),
    /// Closed.
    Closed {
        /// How.
        closed: &'static str,
        /// When.
        on: String,
    },
    /// Not there in this reading.
    Absent,
}

impl Serialize for OutcomeReport {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            OutcomeReport::Awaits(awaits) => awaits.serialize(s),
            OutcomeReport::Closed { closed, on } => {
                BTreeMap::from([("closed", *closed), ("on", on.as_str())]).serialize(s)
            }
            OutcomeReport::Absent => BTreeMap::from([("absent", true)]).serialize(s),
        }
    }
}

/// A contested act with both outcomes of its item.
#[derive(Clone, Debug, Serialize)]
pub struct Contested {
    /// The item.
    pub item: String,
    /// The contested note.
    pub act: String,
    /// Its kind.
    pub kind: String,
    /// Whose account it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub according_to: Option<String>,
    /// Objections to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub objections: Vec<String>,
    /// With the act.
    pub with: OutcomeReport,
    /// Without it.
    pub without: OutcomeReport,
}

/// An expired item.
#[derive(Clone, Debug, Serialize)]
pub struct Expired {
    /// The item.
    pub item: String,
    /// The first day on which nobody owed anything.
    pub on: String,
    /// How far it had come.
    pub last_status: Option<&'static str>,
}

/// Readiness for a scope.
#[derive(Clone, Debug, Serialize)]
pub struct ReadinessReport {
    /// Stance.
    pub stance: &'static str,
    /// When it was stated.
    pub on: String,
    /// The actor's own open conditions.
    pub conditions: Vec<String>,
    /// Whether it is another's account that the actor has not endorsed, or the actor objects.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub contested: bool,
}

/// Rounds of a series.
#[derive(Clone, Debug, Serialize)]
pub struct RoundsReport {
    /// How many were held.
    pub held: usize,
    /// The last day.
    pub last: String,
    /// Days since.
    pub days_since: i32,
}

/// Working groups.
#[derive(Clone, Debug, Serialize)]
pub struct GroupsReport {
    /// Groups that exist.
    pub established: Vec<String>,
    /// Proposals that would establish groups.
    pub proposed: Vec<String>,
    /// The tracks of each of these.
    pub tracks: BTreeMap<String, Vec<&'static str>>,
}

/// A sum over stages.
#[derive(Clone, Debug, Serialize)]
pub struct SumReport {
    /// What was reported.
    pub at_least: u64,
    /// Stages whose figure nobody reported.
    pub unreported: u32,
}

/// What one side handed over.
#[derive(Clone, Debug, Serialize)]
pub struct ExecutedReport {
    /// The common sum, counting the least figure given.
    #[serde(flatten)]
    pub sum: SumReport,
    /// By account, where accounts differ.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub by_account: BTreeMap<String, SumReport>,
    /// With stages for which it is open whether they count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with_open_stages: Option<SumReport>,
}

/// How one account reads a commitment.
#[derive(Clone, Debug, Serialize)]
pub struct AccountReport {
    /// Whom it obliges.
    pub obliges: Vec<String>,
    /// How many.
    pub quantity: Option<u64>,
    /// How that is counted.
    pub per: Option<&'static str>,
    /// Whether the figures reach it; null where unknown.
    pub reached: Option<bool>,
}

/// A commitment.
#[derive(Clone, Debug, Serialize)]
pub struct CommitmentReport {
    /// Label or commitment.
    pub id: String,
    /// What it comes from.
    pub from: String,
    /// Category.
    pub category: String,
    /// Quantity.
    pub quantity: Option<u64>,
    /// Unit.
    pub unit: Option<&'static str>,
    /// How the quantity is counted.
    pub per: Option<&'static str>,
    /// Whom it obliges, and how it binds each of them.
    pub obliges: BTreeMap<String, &'static str>,
    /// Readings that differ, by account.
    pub accounts: BTreeMap<String, AccountReport>,
    /// By the side that handed over.
    pub executed: BTreeMap<String, ExecutedReport>,
    /// Whether the common reading is reached; null where unknown or disputed.
    pub reached: Option<bool>,
    /// Who called it complete.
    pub declared_complete_by: Vec<String>,
    /// Whether it is closed.
    pub complete: bool,
}

/// A move.
#[derive(Clone, Debug, Serialize)]
pub struct MoveReport {
    /// The item.
    pub item: String,
    /// The act.
    pub act: &'static str,
    /// The position, or the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<&'static str>,
    /// What the item would then await.
    pub then: OutcomeReport,
}

/// A claim.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimReport {
    /// The statement.
    pub statement: String,
    /// Who spoke.
    pub by: Option<String>,
    /// When.
    pub on: String,
    /// Who must move next, by its word.
    pub asserts_awaits: Vec<String>,
    /// The items that it is about.
    pub about: Vec<String>,
}

/// A note without effect.
#[derive(Clone, Debug, Serialize)]
pub struct WithoutEffectReport {
    /// The note.
    pub note: String,
    /// The item, where known.
    pub item: Option<String>,
    /// Why.
    pub reason: &'static str,
}

/// Writes a standing as its public JSON.
pub fn report(
    process: &Process,
    charter_hash: &Hash,
    standing: &Standing,
    wordings: &Wordings,
    view: &str,
    head: Vec<RoomHead>,
) -> StandingReport {
    let name = |c: &Commitment| wordings.name(c);
    let names = |list: &[Commitment]| list.iter().map(name).collect::<Vec<_>>();
    StandingReport {
        process: process.charter().name.clone(),
        charter: charter_hash.to_string(),
        view: view.to_owned(),
        head,
        as_of: standing.as_of.to_string(),
        at_size: standing.at_size,
        open_items: standing
            .open_items()
            .map(|i| OpenItem {
                item: name(&i.id),
                kind: i.kind.name(),
                series: i.series.clone(),
                track: i.track.map(|t| t.name()),
                title: wordings.get(&i.id).and_then(|w| w.title.clone()),
                by: i.by.as_ref().map(ToString::to_string),
                opened: i.opened.to_string(),
                awaits: i.outcome.awaits().iter().map(awaited).collect(),
                contested: !i.contests.is_empty(),
                paragraphs: i.paragraphs.iter().map(|p| ParagraphReport::of(p, name)).collect(),
            })
            .collect(),
        contested: standing
            .items
            .iter()
            .flat_map(|i| i.contests.iter().map(move |c| (i, c)))
            .map(|(i, c)| Contested {
                item: name(&i.id),
                act: name(&c.act),
                kind: process.entry(&c.act).map(|e| e.act.kind.name().to_owned()).unwrap_or_default(),
                according_to: c.according_to.as_ref().map(ToString::to_string),
                objections: names(&c.objections),
                with: outcome(&c.with),
                without: outcome(&c.without),
            })
            .collect(),
        expired: standing
            .items
            .iter()
            .filter_map(|i| match &i.outcome {
                Outcome::Closed(c) if c.how == crate::standing::Closing::Expired => Some(Expired {
                    item: name(&i.id),
                    on: c.on.to_string(),
                    last_status: c.last_status.map(|s| s.name()),
                }),
                _ => None,
            })
            .collect(),
        readiness: standing
            .readiness
            .iter()
            .map(|(actor, scopes)| {
                let scopes = scopes.iter().map(|(scope, r)| {
                    let report = ReadinessReport {
                        stance: r.stance.name(),
                        on: r.on.to_string(),
                        conditions: names(&r.conditions),
                        contested: r.contested,
                    };
                    (scope.name(), report)
                });
                (actor.to_string(), scopes.collect())
            })
            .collect(),
        conditions_open: standing.conditions.iter().map(|c| name(&c.id)).collect(),
        deadlocks: standing.deadlocks.iter().map(|d| names(&d.conditions)).collect(),
        rounds: standing
            .rounds
            .iter()
            .map(|(series, r)| {
                let report =
                    RoundsReport { held: r.rounds.len(), last: r.last.to_string(), days_since: r.days_since };
                (series.clone(), report)
            })
            .collect(),
        groups: GroupsReport {
            established: standing.groups_established.iter().map(|g| name(&g.id)).collect(),
            proposed: standing.groups_proposed.iter().map(|g| name(&g.id)).collect(),
            tracks: standing
                .groups_established
                .iter()
                .chain(&standing.groups_proposed)
                .map(|g| (name(&g.id), g.tracks.iter().map(|t| t.name()).collect()))
                .collect(),
        },
        commitments: standing
            .commitments
            .iter()
            .map(|c| CommitmentReport {
                id: name(&c.id),
                from: name(&c.from),
                category: c.category.clone(),
                quantity: c.quantity,
                unit: c.unit.map(|u| u.name()),
                per: c.per.map(|p| p.name()),
                obliges: c.obliges.iter().map(|(a, b)| (a.to_string(), b.name())).collect(),
                accounts: c
                    .readings
                    .iter()
                    .map(|(actor, r)| {
                        let report = AccountReport {
                            obliges: texts(&r.obliges),
                            quantity: r.quantity,
                            per: r.per.map(|p| p.name()),
                            reached: r.reached,
                        };
                        (actor.to_string(), report)
                    })
                    .collect(),
                executed: c.executed.iter().map(|(a, e)| (a.to_string(), executed(e))).collect(),
                reached: c.reached,
                declared_complete_by: texts(&c.declared_complete_by),
                complete: c.complete,
            })
            .collect(),
        moves: standing
            .moves
            .iter()
            .map(|(actor, moves)| {
                let moves = moves.iter().map(|m| MoveReport {
                    item: name(&m.item),
                    act: m.act,
                    position: m.position,
                    then: outcome(&m.then),
                });
                (actor.to_string(), moves.collect())
            })
            .collect(),
        claims: standing
            .claims
            .iter()
            .map(|c| ClaimReport {
                statement: name(&c.id),
                by: c.by.as_ref().map(ToString::to_string),
                on: c.on.to_string(),
                asserts_awaits: texts(&c.asserts_awaits),
                about: names(&c.about),
            })
            .collect(),
        without_effect: standing
            .without_effect
            .iter()
            .map(|w| WithoutEffectReport {
                note: name(&w.note),
                item: w.item.as_ref().map(name),
                reason: w.reason.name(),
            })
            .collect(),
    }
}

/// An outcome as JSON.
pub fn outcome(outcome: &Outcome) -> OutcomeReport {
    match outcome {
        Outcome::Open(awaits) => OutcomeReport::Awaits(awaits.iter().map(awaited).collect()),
        Outcome::Closed(c) => OutcomeReport::Closed { closed: c.how.name(), on: c.on.to_string() },
        Outcome::Absent => OutcomeReport::Absent,
    }
}

fn awaited(a: &Await) -> AwaitReport {
    AwaitReport {
        actor: a.actor.to_string(),
        what: a.what.name(),
        since: a.since.to_string(),
        due: a.due.map(|d| d.to_string()),
        status: a.status.name(),
        until: a.until.map(|d| d.to_string()),
    }
}

fn executed(e: &Executed) -> ExecutedReport {
    ExecutedReport {
        sum: sum(&e.sum),
        by_account: e.by_account.iter().map(|(a, s)| (a.to_string(), sum(s))).collect(),
        with_open_stages: e.with_open_stages.as_ref().map(sum),
    }
}

fn sum(s: &Sum) -> SumReport {
    SumReport { at_least: s.at_least, unreported: s.unreported }
}

fn texts(actors: &[ActorId]) -> Vec<String> {
    actors.iter().map(ToString::to_string).collect()
}
