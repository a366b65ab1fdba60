//! Deadlocks: open conditions each of which needs first what another would have first.
//!
//! A condition is an edge of a graph of topics: what it must precede waits for what it needs. For
//! each condition that lies on a circle a shortest one through it is told, so that every
//! deadlocked condition is named in a smallest group that blocks it. The search walks topics, each
//! once, and not the conditions between them, of which there may be many.

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
        cycles.extend(Topics::of(members, conditions).shortest_cycles());
    }
    cycles
        .into_iter()
        .map(|cycle| Deadlock {
            contested: cycle.iter().any(|i| conditions[*i].contested),
            conditions: cycle.into_iter().map(|i| conditions[i].id).collect(),
        })
        .collect()
}

/// One condition as an edge between two topics.
struct Edge {
    condition: usize,
    needs: usize,
    before: usize,
}

/// The topics of a series and the conditions between them.
struct Topics {
    edges: Vec<Edge>,
    /// By topic: what it waits for, each topic once, by the oldest condition that says so.
    waits_for: Vec<Vec<(usize, usize)>>,
}

impl Topics {
    fn of(members: &[usize], conditions: &[Condition]) -> Topics {
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        let mut number = |topic| {
            let next = numbers.len();
            *numbers.entry(topic).or_insert(next)
        };
        let edges: Vec<Edge> = members
            .iter()
            .map(|i| Edge {
                condition: *i,
                needs: number(topic(&conditions[*i].needs)),
                before: number(topic(&conditions[*i].before)),
            })
            .collect();
        let mut waits_for = vec![Vec::new(); numbers.len()];
        let mut known = BTreeSet::new();
        for edge in &edges {
            if known.insert((edge.before, edge.needs)) {
                waits_for[edge.before].push((edge.needs, edge.condition));
            }
        }
        Topics { edges, waits_for }
    }

    fn shortest_cycles(&self) -> Vec<Vec<usize>> {
        let mut by_need: BTreeMap<usize, Vec<&Edge>> = BTreeMap::new();
        for edge in &self.edges {
            by_need.entry(edge.needs).or_default().push(edge);
        }
        // The length of the shortest circle in which a condition was told already.
        let mut told: BTreeMap<usize, usize> = BTreeMap::new();
        let mut cycles = Vec::new();
        for (need, edges) in by_need {
            let came_by = self.search(need);
            for edge in edges {
                let Some(length) = came_by[edge.before].map(|step| step.length + 1) else { continue };
                if told.get(&edge.condition).is_some_and(|known| *known <= length) {
                    continue;
                }
                let mut cycle = vec![edge.condition];
                let mut at = edge.before;
                let mut way = Vec::with_capacity(length);
                while let Some(Step { condition: Some(condition), from, .. }) = came_by[at] {
                    way.push(condition);
                    at = from;
                }
                cycle.extend(way.into_iter().rev());
                for condition in &cycle {
                    let known = told.entry(*condition).or_insert(length);
                    *known = (*known).min(length);
                }
                let oldest = cycle.iter().enumerate().min_by_key(|(_, i)| **i).map_or(0, |(p, _)| p);
                cycle.rotate_left(oldest);
                cycles.push(cycle);
            }
        }
        cycles
    }

    /// The shortest ways from a topic to those that it waits for, however indirectly.
    fn search(&self, start: usize) -> Vec<Option<Step>> {
        let mut came_by: Vec<Option<Step>> = vec![None; self.waits_for.len()];
        came_by[start] = Some(Step { condition: None, from: start, length: 0 });
        let mut queue = VecDeque::from([(start, 0)]);
        while let Some((at, length)) = queue.pop_front() {
            for (next, condition) in &self.waits_for[at] {
                if came_by[*next].is_none() {
                    came_by[*next] = Some(Step { condition: Some(*condition), from: at, length: length + 1 });
                    queue.push_back((*next, length + 1));
                }
            }
        }
        came_by
    }
}

/// How a search came to a topic.
#[derive(Clone, Copy)]
struct Step {
    /// By which condition; none where it began.
    condition: Option<usize>,
    from: usize,
    /// Conditions on the way.
    length: usize,
}

/// Talks and a round are one thing here: a round is the fact of talks.
fn topic(name: &str) -> &str {
    if is_talks(name) { "talks" } else { name }
}
