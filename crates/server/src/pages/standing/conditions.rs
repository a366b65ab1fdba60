//! Who needs what before what: the conditions in force, drawn, and those that block each other.

use verbale_process::standing::{Condition, Deadlock};
use verbale_record::Commitment;

use crate::{
    locale::Arg,
    pages::{
        markup::{Html, clamp, escape},
        voice::Voice,
    },
};

use super::Shown;

/// Characters of a node's name that are drawn.
const NODE_CHARS_MAX: usize = 22;
/// Nodes and arcs that are drawn; a larger graph is told in sentences alone.
const NODES_MAX: usize = 10;
const EDGES_MAX: usize = 24;

const NODE_WIDTH: i64 = 150;
const NODE_HEIGHT: i64 = 34;
const NODE_GAP: i64 = 60;
/// A small graph is not drawn larger than the text beside it.
const GRAPH_WIDTH_MIN: i64 = 640;

/// A drawn graph: nodes on a line, conditions as arcs above (what comes first is to the left) or
/// below (what comes first is to the right).
pub struct Graph {
    /// The `id` of its title.
    pub id: &'static str,
    /// Its sentence, as plain text.
    pub title: String,
    /// Width and height of its drawing.
    pub width: i64,
    /// Height.
    pub height: i64,
    /// The boxes.
    pub nodes: Vec<Node>,
    /// The arcs.
    pub edges: Vec<Edge>,
}

/// A box.
pub struct Node {
    /// Its corner.
    pub x: i64,
    /// Its corner.
    pub y: i64,
    /// Where its words stand.
    pub middle: i64,
    /// Where its words stand.
    pub baseline: i64,
    /// Its words.
    pub words: Html,
}

/// An arc.
pub struct Edge {
    /// Its path.
    pub path: String,
    /// Its classes.
    pub class: &'static str,
    /// Where its number stands.
    pub x: i64,
    /// Where its number stands.
    pub y: i64,
    /// The number of the sentence that says it in words.
    pub number: usize,
}

/// The open conditions of the page's series, oldest first.
pub(super) fn in_series<'a>(voice: &Voice<'a>, shown: &Shown) -> Vec<&'a Condition> {
    voice.standing.conditions.iter().filter(|c| shown.has(&c.series)).collect()
}

fn deadlocks_in_series<'a>(voice: &Voice<'a>, shown: &Shown) -> Vec<&'a Deadlock> {
    let conditions = in_series(voice, shown);
    let all = voice.standing.deadlocks.iter();
    all.filter(|d| d.conditions.iter().all(|id| conditions.iter().any(|c| c.id == *id))).collect()
}

/// Whether conditions of the page's series block each other.
pub(super) fn has_deadlock(voice: &Voice<'_>, shown: &Shown) -> bool {
    !deadlocks_in_series(voice, shown).is_empty()
}

/// The answer's sentence: *No conditions block each other.*
pub(super) fn answer(voice: &Voice<'_>, shown: &Shown) -> Html {
    let sentences = deadlocks(voice, shown);
    if sentences.is_empty() { voice.say("deadlock-none") } else { Html::join(&sentences, " ") }
}

/// Each deadlock in a sentence.
pub(super) fn deadlocks(voice: &Voice<'_>, shown: &Shown) -> Vec<Html> {
    deadlocks_in_series(voice, shown)
        .into_iter()
        .map(|deadlock| {
            let cited: Vec<Html> = deadlock.conditions.iter().map(|c| voice.cited(c)).collect();
            let sentence = voice.html("deadlock", &[("conditions", voice.list(&cited).into())]);
            if deadlock.contested {
                voice.html("deadlock-contested", &[("deadlock", sentence.into())])
            } else {
                sentence
            }
        })
        .collect()
}

/// Each condition of the page's series in a sentence.
pub(super) fn sentences(voice: &Voice<'_>, shown: &Shown) -> Vec<Html> {
    in_series(voice, shown).into_iter().map(|c| sentence(voice, c)).collect()
}

/// *Alpha: a ceasefire before talks, asked of beta, since 11 May 2025.*
fn sentence(voice: &Voice<'_>, condition: &Condition) -> Html {
    let args = [
        ("condition", Arg::from(voice.cited(&condition.id))),
        ("needs", topic(voice, &condition.needs).into()),
        ("before", topic(voice, &condition.before).into()),
        ("of", voice.names(&condition.requires_of).into()),
        ("date", voice.date(condition.on).into()),
    ];
    let words = match &condition.by {
        Some(by) => {
            let [a, b, c, d, e] = args;
            voice.html("condition-by", &[a, b, c, d, e, ("by", voice.name(by).into())])
        }
        None => voice.html("condition", &args),
    };
    if condition.contested {
        voice.html("condition-contested", &[("condition", words.into())])
    } else {
        words
    }
}

/// What a condition names: an item, or a topic.
fn topic(voice: &Voice<'_>, name: &str) -> Html {
    match name.parse::<Commitment>() {
        Ok(item) => voice.cited(&item),
        Err(_) => voice.term("topic", name),
    }
}

fn topic_text(voice: &Voice<'_>, name: &str) -> String {
    match name.parse::<Commitment>() {
        Ok(item) => voice.title_text(&item),
        Err(_) => voice.term_text("topic", name),
    }
}

/// Draws conditions, if there are any and not too many.
pub fn graph(voice: &Voice<'_>, conditions: &[&Condition], id: &'static str) -> Option<Graph> {
    let mut names: Vec<&str> = Vec::new();
    // What is needed first is put as far to the left as the conditions allow.
    for name in order(conditions) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() || names.len() > NODES_MAX || conditions.len() > EDGES_MAX {
        return None;
    }
    let at = |name: &str| names.iter().position(|n| *n == name).unwrap_or(0);
    let reach = |a: usize, b: usize| i64::try_from(a.abs_diff(b)).unwrap_or(1).max(1);
    let arc_height = |a: usize, b: usize| 24 + 22 * reach(a, b);
    let above = conditions.iter().filter(|c| at(&c.needs) <= at(&c.before));
    let below = conditions.iter().filter(|c| at(&c.needs) > at(&c.before));
    let rise = above.map(|c| arc_height(at(&c.needs), at(&c.before))).max().unwrap_or(0);
    let fall = below.map(|c| arc_height(at(&c.needs), at(&c.before))).max().unwrap_or(0);
    let top = rise + 10;
    let x_of = |i: usize| 1 + i64::try_from(i).unwrap_or(0) * (NODE_WIDTH + NODE_GAP);
    let nodes: Vec<Node> = names
        .iter()
        .enumerate()
        .map(|(i, name)| Node {
            x: x_of(i),
            y: top,
            middle: x_of(i) + NODE_WIDTH / 2,
            baseline: top + NODE_HEIGHT / 2 + 5,
            words: escape(&cut(&topic_text(voice, name))),
        })
        .collect();
    let mut met: Vec<(usize, usize)> = Vec::new();
    let edges = conditions
        .iter()
        .enumerate()
        .map(|(number, c)| {
            let (from, to) = (at(&c.needs), at(&c.before));
            // Conditions between the same two are drawn beside each other.
            let beside = i64::try_from(met.iter().filter(|m| **m == (from, to)).count()).unwrap_or(0) * 16;
            met.push((from, to));
            let (x1, x2) = (x_of(from) + NODE_WIDTH / 2 + beside, x_of(to) + NODE_WIDTH / 2 + beside);
            let height = arc_height(from, to);
            let (y, peak) = if from <= to {
                (top, top - height)
            } else {
                (top + NODE_HEIGHT, top + NODE_HEIGHT + height)
            };
            let in_cycle = voice.standing.deadlocks.iter().any(|d| d.conditions.contains(&c.id));
            Edge {
                path: format!("M{x1} {y}C{x1} {peak} {x2} {peak} {x2} {y}"),
                class: match (in_cycle, c.contested) {
                    (true, true) => "edge edge-cycle edge-contested",
                    (true, false) => "edge edge-cycle",
                    (false, true) => "edge edge-contested",
                    (false, false) => "edge",
                },
                x: (x1 + x2) / 2,
                // A cubic with both handles at the peak passes at three quarters of its height.
                y: (y + 3 * peak) / 4 + if from <= to { -4 } else { 14 },
                number: number + 1,
            }
        })
        .collect();
    let title: Vec<String> = conditions
        .iter()
        .map(|c| {
            let args = [
                ("needs", Arg::from(topic_text(voice, &c.needs))),
                ("before", topic_text(voice, &c.before).into()),
                ("condition", voice.title_text(&c.id).into()),
            ];
            voice.text("graph-edge", &args)
        })
        .collect();
    Some(Graph {
        id,
        title: title.join(" "),
        width: (x_of(names.len() - 1) + NODE_WIDTH + 1).max(GRAPH_WIDTH_MIN),
        height: top + NODE_HEIGHT + fall + 10,
        nodes,
        edges,
    })
}

/// Topics so that, cycles aside, what is needed stands before what it must precede.
fn order<'c>(conditions: &[&'c Condition]) -> Vec<&'c str> {
    let mut left: Vec<&str> = Vec::new();
    for c in conditions {
        for name in [c.needs.as_str(), c.before.as_str()] {
            if !left.contains(&name) {
                left.push(name);
            }
        }
    }
    let mut out: Vec<&str> = Vec::new();
    while !left.is_empty() {
        let free = left.iter().position(|name| {
            !conditions
                .iter()
                .any(|c| c.before == *name && c.needs != *name && left.contains(&c.needs.as_str()))
        });
        // In a cycle nothing is free: the first named goes first.
        out.push(left.remove(free.unwrap_or(0)));
    }
    out
}

fn cut(text: &str) -> String {
    match clamp(text, NODE_CHARS_MAX) {
        (head, true) => format!("{head}…"),
        (whole, false) => whole.to_owned(),
    }
}
