//! What each side owes, on one scale, and the moves open to it.

use verbale_process::{
    act::Kind,
    entry::days_between,
    standing::{Await, Closing, Contest, Due, ItemKind, ItemStanding, Move, Outcome},
};
use verbale_record::ActorId;

use crate::{
    locale::Arg,
    pages::{markup::Html, voice::Voice},
};

use super::{Shown, answer::answer, share};

/// Things owed that one column lists, oldest first.
const OWED_MAX: usize = 60;
/// Items that one sentence on moves names.
const MOVE_ITEMS_MAX: usize = 16;

/// A mark: its words and its class.
pub struct Mark {
    /// The words.
    pub words: Html,
    /// The class.
    pub class: &'static str,
}

/// One thing that a side owes.
pub struct Owed {
    pub title: Html,
    pub what: Html,
    pub since: Html,
    /// The bar's length; the oldest day shown anywhere on the page has 100%.
    pub length: String,
    pub late: bool,
    pub marks: Vec<Mark>,
}

/// One side: a party, what it owes and what it may do.
pub struct Side {
    pub id: String,
    pub pattern: usize,
    pub heading: Html,
    pub owed: Vec<Owed>,
    /// Where the rest is listed, if it is not all here.
    pub more: Option<String>,
    pub moves_heading: Html,
    pub moves: Vec<Html>,
}

/// A contested act with both outcomes.
pub struct ContestFace {
    /// An id that is unique on the page.
    pub id: String,
    /// What is contested, in a sentence.
    pub sentence: Html,
    /// Why, in sentences.
    pub ground: Html,
    /// The item if the act counts.
    pub with: Html,
    /// The item if it does not.
    pub without: Html,
}

/// The answer in words and what is owed, as the standing page has them, and the portal without what is
/// drawn and without the moves.
pub struct OwedFace {
    pub answer: Vec<Html>,
    pub alternat: Html,
    pub sides: Vec<Side>,
    pub others: Vec<Html>,
    /// Contested acts, where the page shows them with both outcomes.
    pub contested: Vec<ContestFace>,
    pub is_whole: bool,
}

/// The answer and what is owed.
pub fn owed(voice: &Voice<'_>, shown: &Shown) -> OwedFace {
    OwedFace {
        answer: answer(voice, shown),
        alternat: voice.html("alternat", &[("date", voice.date(voice.standing.as_of).into())]),
        sides: sides(voice, shown),
        others: others(voice, shown),
        contested: if shown.is_whole { contested(voice, shown) } else { Vec::new() },
        is_whole: shown.is_whole,
    }
}

/// The columns, in the order of the day.
fn sides(voice: &Voice<'_>, shown: &Shown) -> Vec<Side> {
    let owed: Vec<Vec<(&ItemStanding, &Await)>> = voice
        .parties
        .iter()
        .map(|party| {
            voice.standing.owed_by(party).into_iter().filter(|(i, _)| shown.has(&i.series)).collect()
        })
        .collect();
    let days = |a: &Await| days_between(a.since, shown.as_of).max(0);
    let longest = owed.iter().flatten().map(|(_, a)| days(a)).max().unwrap_or(0).max(1);
    voice
        .parties
        .iter()
        .zip(owed)
        .map(|(party, owed)| Side {
            id: party.to_string(),
            pattern: voice.pattern(party).unwrap_or(1),
            heading: voice.html("owes-heading", &[("actor", voice.name(party).into())]),
            more: (owed.len() > OWED_MAX).then(|| voice.links.to("items")),
            owed: owed
                .into_iter()
                .take(OWED_MAX)
                .map(|(i, a)| {
                    owed_item(voice, shown, i, a, share(days(a).unsigned_abs(), longest.unsigned_abs()))
                })
                .collect(),
            moves_heading: voice.html("moves-heading", &[("actor", voice.name(party).into())]),
            moves: moves_of(voice, party, |item| shown.has(&item.series)),
        })
        .collect()
}

fn owed_item(voice: &Voice<'_>, shown: &Shown, item: &ItemStanding, a: &Await, length: String) -> Owed {
    let what = voice.due(a.what);
    let what = match voice.opener(item) {
        Some(by) => voice.html("owed-what-by", &[("what", what.into()), ("by", by.into())]),
        None => voice.html("owed-what", &[("what", what.into())]),
    };
    let days = voice.figure(&voice.item_href(&item.id), voice.days(voice.days_since(a.since)));
    let mut since = voice.html("owed-since", &[("date", voice.date(a.since).into()), ("days", days.into())]);
    if let Some(due) = a.due {
        since = voice.html("owed-due", &[("since", since.into()), ("date", voice.date(due).into())]);
    }
    if let Some(until) = a.until {
        since = voice.html("owed-until", &[("since", since.into()), ("date", voice.date(until).into())]);
    }
    let late = a.due.is_some_and(|due| due < shown.as_of);
    let words = match a.what {
        Due::AnswerToConditions => voice.say("mark-conditional"),
        Due::Confirmation => voice.say("mark-ad-referendum"),
        _ => voice.status(a.status),
    };
    let mut marks = vec![Mark { words, class: "mark" }];
    if late {
        marks.push(Mark { words: voice.say("mark-overdue"), class: "mark mark-overdue" });
    }
    marks.extend(contested_mark(voice, shown, item));
    Owed { title: voice.item(&item.id), what, since, length, late, marks }
}

fn contested_mark(voice: &Voice<'_>, shown: &Shown, item: &ItemStanding) -> Option<Mark> {
    if item.contests.is_empty() {
        return None;
    }
    let href = match shown.is_whole {
        true => format!("#{}", contest_id(item, 0)),
        false => voice.item_href(&item.id),
    };
    Some(Mark {
        words: super::super::voice::link(&href, voice.say("mark-contested")),
        class: "mark mark-contested",
    })
}

/// The marks of an item's state, for lists.
pub fn state_marks(voice: &Voice<'_>, item: &ItemStanding) -> Vec<Mark> {
    let (words, class) = voice.state_mark(item);
    let mut marks = vec![Mark { words, class }];
    if !item.contests.is_empty() {
        marks.push(Mark { words: voice.say("mark-contested"), class: "mark mark-contested" });
    }
    if !item.perhaps_overtaken.is_empty() {
        marks.push(Mark { words: voice.say("mark-perhaps-overtaken"), class: "mark" });
    }
    marks
}

/// What is awaited of actors who are no party, in sentences.
fn others(voice: &Voice<'_>, shown: &Shown) -> Vec<Html> {
    let items = voice.standing.open_items().filter(|i| shown.has(&i.series));
    items
        .flat_map(|item| {
            let of_others = item.outcome.awaits().iter().filter(|a| !voice.parties.contains(&a.actor));
            of_others.map(|a| {
                let standing = voice.html("sentence", &[("words", voice.awaits(a).into())]);
                voice.html("shows", &[("item", voice.item(&item.id).into()), ("standing", standing.into())])
            })
        })
        .take(OWED_MAX)
        .collect()
}

/// The contested acts of the page's series, each with both outcomes.
fn contested(voice: &Voice<'_>, shown: &Shown) -> Vec<ContestFace> {
    let items = voice.standing.items.iter().filter(|i| i.kind.awaits() && shown.has(&i.series));
    items
        .flat_map(|item| item.contests.iter().enumerate().map(|(at, c)| contest_face(voice, item, c, at)))
        .collect()
}

/// One contested act, with both outcomes.
pub fn contest_face(voice: &Voice<'_>, item: &ItemStanding, contest: &Contest, at: usize) -> ContestFace {
    ContestFace {
        id: contest_id(item, at),
        sentence: voice.contested_sentence(item, contest),
        ground: voice.contest_ground(contest),
        with: both_ways(voice, item, &contest.with),
        without: both_ways(voice, item, &contest.without),
    }
}

/// An outcome with the status that it would have: what tells the two apart may be that alone.
fn both_ways(voice: &Voice<'_>, item: &ItemStanding, outcome: &Outcome) -> Html {
    let told = |a: &&Await| !matches!(a.what, Due::AnswerToConditions | Due::Confirmation);
    let statuses: Vec<Html> = voice
        .ordered_awaits(outcome.awaits())
        .into_iter()
        .filter(told)
        .map(|a| voice.status(a.status))
        .collect();
    let standing = voice.outcome(item.kind, outcome);
    if statuses.is_empty() {
        standing
    } else {
        voice.html(
            "outcome-with-status",
            &[("standing", standing.into()), ("status", voice.list(&statuses).into())],
        )
    }
}

fn contest_id(item: &ItemStanding, at: usize) -> String {
    format!("contested-{}-{at}", super::super::voice::short(&item.id.to_string()))
}

/// The moves open to an actor, as sentences; items for which they would do the same share one.
pub fn moves_of(voice: &Voice<'_>, actor: &ActorId, shown: impl Fn(&ItemStanding) -> bool) -> Vec<Html> {
    let mut sentences: Vec<(&'static str, Html, Vec<Html>)> = Vec::new();
    let moves = voice.standing.moves.get(actor).map(Vec::as_slice).unwrap_or_default();
    let mut at = 0;
    while let Some(first) = moves.get(at) {
        let run =
            moves[at..].iter().take_while(|m| m.item == first.item && m.act == first.act).count().max(1);
        let group = &moves[at..at + run];
        at += run;
        let Some(item) = voice.find(&first.item).filter(|i| shown(i)) else { continue };
        let act = match (first.act, first.position) {
            ("answer", Some(_)) => Due::AnswerToConditions.name(),
            (act, _) => act,
        };
        let options = options(voice, item, group);
        let title = voice.item(&item.id);
        match sentences.iter_mut().find(|(a, o, _)| *a == act && *o == options) {
            Some((_, _, items)) => items.push(title),
            None => sentences.push((act, options, vec![title])),
        }
    }
    sentences
        .into_iter()
        .map(|(act, options, mut items)| {
            if items.len() > MOVE_ITEMS_MAX {
                items.truncate(MOVE_ITEMS_MAX);
                items.push(voice.say("list-others"));
            }
            let key = format!("move-{act}");
            let args = [("items", Arg::from(voice.list(&items))), ("options", options.into())];
            let key = if voice.locale.has(&key) { key.as_str() } else { "move-other" };
            voice.html(key, &args)
        })
        .collect()
}

/// *accepted, agreed and closed; taken under consideration or noted, still owed*.
fn options(voice: &Voice<'_>, item: &ItemStanding, moves: &[Move]) -> Html {
    let mut grouped: Vec<(Html, Vec<Html>)> = Vec::new();
    for m in moves {
        let then = then(voice, item, &m.then);
        let words = match m.position {
            Some(position) => voice.term("position", position),
            None => Html::default(),
        };
        match grouped.iter_mut().find(|(t, _)| *t == then) {
            Some((_, all)) => all.push(words),
            None => grouped.push((then, vec![words])),
        }
    }
    let options: Vec<Html> = grouped
        .into_iter()
        .map(|(then, words)| {
            if words.iter().all(Html::is_empty) {
                then
            } else {
                let words = alternatives(voice, &words);
                voice.html("move-option", &[("position", words.into()), ("then", then.into())])
            }
        })
        .collect();
    Html::join(&options, "; ")
}

/// *considered, noted or deferred*.
fn alternatives(voice: &Voice<'_>, words: &[Html]) -> Html {
    let Some((last, rest)) = words.split_last() else { return Html::default() };
    if rest.is_empty() {
        return last.clone();
    }
    voice.html("list-or", &[("head", Html::join(rest, ", ").into()), ("last", last.clone().into())])
}

/// What would then be owed.
fn then(voice: &Voice<'_>, item: &ItemStanding, outcome: &Outcome) -> Html {
    match outcome {
        Outcome::Closed(closed) if closed.how == Closing::Accepted && proposes_groups(voice, item) => {
            voice.say("then-groups")
        }
        Outcome::Closed(closed) => voice.term("then", closed.how.name()),
        Outcome::Absent => voice.say("then-nothing"),
        Outcome::Open(awaits) => {
            let owed = |awaits: &[Await]| -> Vec<(ActorId, _)> {
                awaits.iter().map(|a| (a.actor.clone(), a.what)).collect()
            };
            if awaits.is_empty() {
                voice.say("then-nothing")
            } else if owed(awaits) == owed(item.outcome.awaits()) {
                voice.say("then-same")
            } else {
                let awaited: Vec<Html> = voice
                    .ordered_awaits(awaits)
                    .into_iter()
                    .map(|a| {
                        voice.html(
                            "then-awaits",
                            &[("what", voice.due(a.what).into()), ("actor", voice.name(&a.actor).into())],
                        )
                    })
                    .collect();
                voice.list(&awaited)
            }
        }
    }
}

fn proposes_groups(voice: &Voice<'_>, item: &ItemStanding) -> bool {
    item.kind == ItemKind::Proposal
        && matches!(voice.view.process.entry(&item.id).map(|e| &e.act.kind), Some(Kind::Proposal { groups, .. }) if !groups.is_empty())
}
