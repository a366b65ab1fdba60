//! Moves open to an actor: what it can do about an open item, and what would then be owed.
//!
//! Nothing is predicted: each move is made on a copy of the item, by the same state machine that
//! folds the record, and what the item would then await is read off.

use std::collections::BTreeMap;

use jiff::civil::Date;
use verbale_record::{ActorId, Commitment};

use crate::{
    act::{Act, ConditionsAnswer, ItemId, Kind, Position},
    entry::{Entry, Place},
    item::{Rules, State},
    standing::{Due, ItemKind, Move, Outcome},
};

/// One move that can be tried.
struct Trial {
    kind: Kind,
    act: &'static str,
    position: Option<&'static str>,
}

/// Adds the moves that an item leaves open, by actor.
pub(crate) fn add_moves(
    rules: &Rules<'_>,
    id: &ItemId,
    state: &State,
    outcome: &Outcome,
    as_of: Date,
    moves: &mut BTreeMap<ActorId, Vec<Move>>,
) {
    let Some(opening) = &state.opening else { return };
    let mut trials: Vec<(&ActorId, Trial)> = Vec::new();
    for owed in outcome.awaits() {
        trials.extend(answers_to(owed.what, id).into_iter().map(|t| (&owed.actor, t)));
    }
    if let Some(by) = &opening.by
        && outcome.is_open()
    {
        if opening.kind == ItemKind::Condition {
            trials.push((by, trial(Kind::ConditionMet { re: *id }, "condition_met")));
            trials.push((by, trial(Kind::ConditionLifted { re: *id }, "condition_lifted")));
        } else if opening.kind.awaits() {
            trials.push((by, trial(Kind::Withdrawal { re: *id }, "withdrawal")));
        }
    }
    for (actor, trial) in trials {
        let entry = Entry {
            place: Place { time_ms: u64::MAX, room: rules.room, leaf: u64::MAX },
            arrived: Place::default(),
            commitment: Commitment([0xff; 32]),
            author: actor.clone(),
            cited: u64::MAX,
            act: Act { signers: Vec::new(), annexes: Vec::new(), series: None, reported: None, kind: trial.kind },
        };
        let mut after = state.clone();
        if after.apply(rules, id, &entry, as_of, None) == crate::standing::Effect::Moved {
            let then = after.outcome(rules.charter, as_of);
            let moves = moves.entry(actor.clone()).or_default();
            moves.push(Move { item: *id, act: trial.act, position: trial.position, then });
        }
    }
}

fn trial(kind: Kind, act: &'static str) -> Trial {
    Trial { kind, act, position: None }
}

fn answers_to(due: Due, id: &ItemId) -> Vec<Trial> {
    let re = *id;
    match due {
        Due::Reply => Position::ALL
            .iter()
            .map(|position| Trial {
                kind: Kind::Reply {
                    re,
                    position: *position,
                    counter_id: (*position == Position::Counter).then_some(re),
                    until: None,
                },
                act: "reply",
                position: Some(position.name()),
            })
            .collect(),
        Due::Answer => vec![trial(Kind::Answer { re, conditions: None }, "answer")],
        Due::AnswerToConditions => ConditionsAnswer::ALL
            .iter()
            .map(|answer| Trial {
                kind: Kind::Answer { re, conditions: Some(*answer) },
                act: "answer",
                position: Some(answer.name()),
            })
            .collect(),
        Due::Confirmation => [(true, "given"), (false, "refused")]
            .into_iter()
            .map(|(given, name)| Trial {
                kind: Kind::Confirmation { re, given },
                act: "confirmation",
                position: Some(name),
            })
            .collect(),
        Due::Approval => vec![trial(Kind::Approval { re }, "approval")],
        // A delivery is owed only in a reading in which one fell away; the reading that counts
        // every act has it.
        Due::Delivery => Vec::new(),
    }
}
