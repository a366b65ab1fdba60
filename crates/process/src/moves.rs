//! Moves open to an actor: what it can do about an open item, and what would then be owed.
//!
//! Nothing is predicted: each move is made on a copy of the item, by the same state machine that
//! folds the record, and what the item would then await is read off. A move that the machine
//! would not take is not open.

use std::collections::BTreeMap;

use jiff::civil::Date;
use verbale_record::{ActorId, Commitment};

use crate::{
    act::{Act, Against, ConditionsAnswer, ItemId, Kind, Position},
    entry::{Entry, Place},
    item::{Opening, Rules, State},
    rules::Turn,
    standing::{Effect, ItemKind, Move},
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
    as_of: Date,
    moves: &mut BTreeMap<ActorId, Vec<Move>>,
) {
    let Some(opening) = &state.opening else { return };
    let movable = opening.kind.awaits() || opening.kind == ItemKind::Condition;
    if !movable || !state.outcome(rules.charter, as_of).is_open() {
        return;
    }
    for (actor, part) in state.addressees() {
        if !matches!(part.turn, Turn::Ended(_)) {
            try_all(rules, id, state, as_of, actor, addressees_moves(opening, part.turn, id), moves);
        }
    }
    if let Some(by) = &opening.by {
        let awaited = state.addressees().any(|(_, part)| part.turn == Turn::Proposer);
        try_all(rules, id, state, as_of, by, authors_moves(opening.kind, awaited, id), moves);
    }
}

fn try_all(
    rules: &Rules<'_>,
    id: &ItemId,
    state: &State,
    as_of: Date,
    actor: &ActorId,
    trials: Vec<Trial>,
    moves: &mut BTreeMap<ActorId, Vec<Move>>,
) {
    for trial in trials {
        let entry = Entry {
            place: Place { time_ms: u64::MAX, room: rules.room, leaf: u64::MAX },
            arrived: Place::default(),
            released_from: None,
            commitment: Commitment([0xff; 32]),
            author: actor.clone(),
            cited: u64::MAX,
            act: Act {
                signers: Vec::new(),
                annexes: Vec::new(),
                series: None,
                reported: None,
                kind: trial.kind,
            },
        };
        let mut after = state.clone();
        if after.apply(rules, id, &entry, as_of, None) == Effect::Moved {
            let then = after.outcome(rules.charter, as_of);
            let open = Move { item: *id, act: trial.act, position: trial.position, then };
            match moves.get_mut(actor) {
                Some(list) => list.push(open),
                None => drop(moves.insert(actor.clone(), vec![open])),
            }
        }
    }
}

fn trial(kind: Kind, act: &'static str) -> Trial {
    Trial { kind, act, position: None }
}

/// What an addressee can do about its part. It may reply again while its former reply waits for
/// another: the later one replaces it.
fn addressees_moves(opening: &Opening, turn: Turn, id: &ItemId) -> Vec<Trial> {
    let re = *id;
    let mut trials = Vec::new();
    if turn == Turn::Principal {
        trials.extend([(true, "given"), (false, "refused")].map(|(given, name)| Trial {
            kind: Kind::Confirmation { re, given },
            act: "confirmation",
            position: Some(name),
        }));
    }
    match opening.kind {
        ItemKind::Question => trials.push(trial(Kind::Answer { re, conditions: None }, "answer")),
        ItemKind::Minutes => {
            let paragraphs = (1..=opening.paragraph_count.unwrap_or(1)).collect();
            trials.push(trial(Kind::Approval { re, paragraphs: Vec::new() }, "approval"));
            trials.push(trial(Kind::Objection { re, against: Against::Wording, paragraphs }, "objection"));
        }
        _ => {}
    }
    trials.extend(Position::ALL.iter().map(|position| Trial {
        kind: Kind::Reply {
            re,
            position: *position,
            counter_id: (*position == Position::Counter).then_some(re),
            until: None,
        },
        act: "reply",
        position: Some(position.name()),
    }));
    trials
}

/// What the author of an item can do about it; `awaited` where it owes an answer to conditions.
fn authors_moves(item: ItemKind, awaited: bool, id: &ItemId) -> Vec<Trial> {
    let re = *id;
    if item == ItemKind::Condition {
        return vec![
            trial(Kind::ConditionMet { re }, "condition_met"),
            trial(Kind::ConditionLifted { re }, "condition_lifted"),
        ];
    }
    let mut trials = Vec::new();
    if awaited && item == ItemKind::Minutes {
        trials.push(trial(Kind::Amend { re, paragraphs: Vec::new() }, "amend"));
    } else if awaited {
        trials.extend(ConditionsAnswer::ALL.iter().map(|answer| Trial {
            kind: Kind::Answer { re, conditions: Some(*answer) },
            act: "answer",
            position: Some(answer.name()),
        }));
    }
    trials.push(trial(Kind::Withdrawal { re }, "withdrawal"));
    trials
}
