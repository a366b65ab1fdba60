//! Deadlocks: open conditions each of which needs first what another would have first.
//!
//! A condition is an edge of a graph of topics: what it must precede waits for what it needs. For
//! each condition that lies on a cycle the shortest one through it is reported, so that every
//! deadlocked condition is named in the smallest group that blocks it, and the work stays
//! polynomial whatever is on the record.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::{
    item::is_talks,
    standing::{Condition, Deadlock},
};

/// The deadlocks among open conditions. Conditions come oldest first; only conditions of one
/// series can block each other.
pub fn deadlocks(conditions: &[Condition]) -> Vec<Deadlock> {
    let mut by_series: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    for (i, condition) in conditions.iter().enumerate() {
        by_series.entry(condition.series.as_deref()).or_default().push(i);
    }
    let mut cycles: BTreeSet<Vec<usize>> = BTreeSet::new();
    for members in by_series.values() {
        let mut waiting: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for i in members {
            waiting.entry(topic(&conditions[*i].before)).or_default().push(*i);
        }
        for i in members {
            cycles.extend(shortest_cycle(*i, conditions, &waiting));
        }
    }
    cycles
        .into_iter()
        .map(|cycle| Deadlock {
            contested: cycle.iter().any(|i| conditions[*i].contested),
            conditions: cycle.into_iter().map(|i| conditions[i].id).collect(),
        })
        .collect()
}

/// The shortest cycle through a condition, turned so that the oldest condition comes first.
fn shortest_cycle(
    start: usize,
    conditions: &[Condition],
    waiting: &BTreeMap<&str, Vec<usize>>,
) -> Option<Vec<usize>> {
    let goal = topic(&conditions[start].before);
    let mut came_by: BTreeMap<usize, usize> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(at) = queue.pop_front() {
        let needed = topic(&conditions[at].needs);
        if needed == goal {
            let mut cycle = vec![at];
            while let Some(previous) = cycle.last().and_then(|last| came_by.get(last)) {
                cycle.push(*previous);
            }
            cycle.reverse();
            let oldest = cycle.iter().enumerate().min_by_key(|(_, i)| **i).map_or(0, |(p, _)| p);
            cycle.rotate_left(oldest);
            return Some(cycle);
        }
        for next in waiting.get(needed).into_iter().flatten() {
            if *next != start && !came_by.contains_key(next) {
                came_by.insert(*next, at);
                queue.push_back(*next);
            }
        }
    }
    None
}

/// Talks and a round are one thing here: a round is the fact of talks.
fn topic(name: &str) -> &str {
    if is_talks(name) { "talks" } else { name }
}
