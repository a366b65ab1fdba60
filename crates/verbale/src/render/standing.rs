//! The standing of a process as text.

use std::fmt::Write as _;

use jiff::{ToSpan as _, civil::Date};
use verbale_process::{
    act::{Per, Unit},
    charter::ProcessKind,
    standing::{CommitmentStanding, ItemStanding, Standing, Sum},
};
use verbale_record::ActorId;
use verbale_server::api::processes::REGISTER_NOTICE;

use crate::{
    console::{Console, Tone, wrapped},
    render::{
        WIDTH,
        names::{Names, act_name, awaited, days, reason_text},
    },
};

/// How many days back statements are listed in the text; the JSON has all.
const CLAIMS_DAYS: i64 = 30;

/// What goes above the standing.
pub struct Heading<'a> {
    /// The process's id, in hexadecimal.
    pub process: &'a str,
    /// Which entries the view has, such as `public`.
    pub view: &'a str,
    /// Entries that the whole view has.
    pub size: u64,
    /// The parties in the order of the day.
    pub parties: &'a [ActorId],
    /// Whether to list the moves open to each actor.
    pub moves: bool,
}

/// The standing as text.
pub fn standing(console: Console, names: &Names<'_>, standing: &Standing, heading: &Heading<'_>) -> String {
    let mut page = Page { console, names, standing, out: String::new() };
    page.heading(heading);
    page.awaited(heading.parties);
    page.contested();
    page.expired();
    page.conditions();
    page.readiness(heading.parties);
    page.rounds_and_groups();
    page.commitments();
    page.claims();
    if heading.moves {
        page.moves(heading.parties);
    }
    page.without_effect();
    page.out
}

struct Page<'a> {
    console: Console,
    names: &'a Names<'a>,
    standing: &'a Standing,
    out: String,
}

impl Page<'_> {
    fn section(&mut self, title: &str) {
        let title = self.console.tone(Tone::Heading, title);
        let _ = write!(self.out, "\n{title}\n");
    }

    /// A line that may be long: words go on below, further in.
    fn line(&mut self, indent: usize, text: &str) {
        let body = wrapped(text, WIDTH - indent, 2);
        for line in body.lines() {
            let _ = writeln!(self.out, "{:indent$}{line}", "");
        }
    }

    fn heading(&mut self, heading: &Heading<'_>) {
        let charter = self.names.process.charter();
        let title =
            charter.titles.get("en").or_else(|| charter.titles.values().next()).unwrap_or(&charter.name);
        let title = self.console.tone(Tone::Strong, &crate::console::plain(title));
        let _ = writeln!(self.out, "{title}");
        let counted = match self.standing.at_size {
            size if size == heading.size => format!("all {size} entries"),
            size => format!("the first {size} of {} entries", heading.size),
        };
        self.line(
            0,
            &format!("As of {}, with {counted} of the view `{}`.", self.standing.as_of, heading.view),
        );
        let process = self.console.tone(Tone::Faint, &format!("Process {}", heading.process));
        let _ = writeln!(self.out, "{process}");
        if charter.process == ProcessKind::Register {
            self.line(0, REGISTER_NOTICE);
        }
    }

    fn item_line(&self, item: &ItemStanding) -> String {
        let contested = if item.contests.is_empty() { "" } else { " (contested, see below)" };
        format!("{} [{}]{contested}", self.names.title(&item.id), self.names.label(&item.id))
    }

    /// Actors in the order of the day: the parties first, then whoever else is named.
    fn order<'s>(&self, parties: &[ActorId], named: impl Iterator<Item = &'s ActorId>) -> Vec<ActorId> {
        let mut order = parties.to_vec();
        let mut others: Vec<ActorId> = named.filter(|actor| !parties.contains(actor)).cloned().collect();
        others.sort();
        others.dedup();
        order.extend(others);
        order
    }

    fn awaited(&mut self, parties: &[ActorId]) {
        self.section("Awaited (the side named first changes with the day)");
        let owing: Vec<ActorId> =
            self.standing.open_items().flat_map(|i| i.outcome.awaits()).map(|a| a.actor.clone()).collect();
        for actor in self.order(parties, owing.iter()) {
            let owed = self.standing.owed_by(&actor);
            let name = self.console.tone(Tone::Strong, &self.names.actor(&actor));
            if owed.is_empty() {
                let _ = writeln!(self.out, "  {name}: nothing is awaited");
                continue;
            }
            let _ = writeln!(self.out, "  {name}");
            for (item, owes) in owed {
                self.line(4, &self.item_line(item));
                self.line(6, &awaited(owes, self.standing.as_of));
            }
        }
    }

    fn contested(&mut self) {
        if self.standing.items.iter().all(|item| item.contests.is_empty()) {
            return;
        }
        self.section("Contested: both outcomes stand side by side");
        let as_of = self.standing.as_of;
        for item in &self.standing.items {
            for contest in &item.contests {
                self.line(2, &format!("{} [{}]", self.names.title(&item.id), self.names.label(&item.id)));
                let account = match &contest.according_to {
                    Some(actor) => format!(", by the account of {}", self.names.actor(actor)),
                    None => String::new(),
                };
                let objections = match &contest.objections[..] {
                    [] => String::new(),
                    ids => format!("; objected to in {}", self.names.labels(ids)),
                };
                self.line(4, &format!("contested is {}{account}{objections}", self.names.act(&contest.act)));
                self.line(4, &format!("with it:    {}", self.names.outcome(&contest.with, as_of)));
                self.line(4, &format!("without it: {}", self.names.outcome(&contest.without, as_of)));
            }
        }
    }

    fn expired(&mut self) {
        use verbale_process::standing::{Closing, Outcome};
        let lines: Vec<String> = self
            .standing
            .items
            .iter()
            .filter_map(|item| match &item.outcome {
                Outcome::Closed(closed) if closed.how == Closing::Expired => {
                    Some(format!("{}: {}", self.item_line(item), self.names.closed(closed)))
                }
                _ => None,
            })
            .collect();
        self.lines("Expired", &lines);
    }

    fn lines(&mut self, title: &str, lines: &[String]) {
        if !lines.is_empty() {
            self.section(title);
            for line in lines {
                self.line(2, line);
            }
        }
    }

    fn conditions(&mut self) {
        let lines: Vec<String> = self
            .standing
            .conditions
            .iter()
            .map(|c| {
                let by = c.by.as_ref().map(|by| format!("{}: ", self.names.actor(by))).unwrap_or_default();
                let contested = if c.contested { " (contested)" } else { "" };
                format!(
                    "{by}{} [{}], since {}: {} before {}{contested}",
                    self.names.title(&c.id),
                    self.names.label(&c.id),
                    c.on,
                    self.thing(&c.needs),
                    self.thing(&c.before)
                )
            })
            .collect();
        self.lines("Open conditions", &lines);
        let lines: Vec<String> = self
            .standing
            .deadlocks
            .iter()
            .map(|d| {
                let contested = if d.contested { " (rests on a contested condition)" } else { "" };
                format!("{}{contested}", self.names.labels(&d.conditions))
            })
            .collect();
        self.lines("Deadlocks: each condition needs first what another would have first", &lines);
    }

    /// What a condition names: a topic, or an item by its commitment.
    fn thing(&self, word: &str) -> String {
        match word.parse() {
            Ok(id) => self.names.label(&id),
            Err(_) => act_name(word),
        }
    }

    fn readiness(&mut self, parties: &[ActorId]) {
        if self.standing.readiness.is_empty() {
            return;
        }
        self.section("Readiness, by each side's own word");
        for actor in self.order(parties, self.standing.readiness.keys()) {
            for (scope, said) in self.standing.readiness.get(&actor).into_iter().flatten() {
                let conditions = match &said.conditions[..] {
                    [] => String::new(),
                    ids => format!("; its conditions: {}", self.names.labels(ids)),
                };
                self.line(
                    2,
                    &format!(
                        "{}, {}: {} ({}){conditions}",
                        self.names.actor(&actor),
                        scope.name(),
                        act_name(said.stance.name()),
                        said.on
                    ),
                );
            }
        }
    }

    fn rounds_and_groups(&mut self) {
        let lines: Vec<String> = self
            .standing
            .rounds
            .iter()
            .map(|(series, rounds)| {
                format!(
                    "series {}: {} held, the last on {} ({} ago)",
                    act_name(series),
                    rounds.rounds.len(),
                    rounds.last,
                    days(i64::from(rounds.days_since))
                )
            })
            .collect();
        self.lines("Rounds", &lines);
        let mut lines = Vec::new();
        for (what, groups) in
            [("established", &self.standing.groups_established), ("proposed", &self.standing.groups_proposed)]
        {
            for group in groups {
                let tracks: Vec<&str> = group.tracks.iter().map(|track| track.name()).collect();
                lines.push(format!(
                    "{what} on {}: {} [{}] ({})",
                    group.on,
                    self.names.title(&group.id),
                    self.names.label(&group.id),
                    tracks.join(", ")
                ));
            }
        }
        self.lines("Working groups", &lines);
    }

    fn commitments(&mut self) {
        if self.standing.commitments.is_empty() {
            return;
        }
        self.section("Commitments and what was executed");
        for commitment in &self.standing.commitments {
            self.commitment(commitment);
        }
    }

    fn commitment(&mut self, c: &CommitmentStanding) {
        let per = |per: Option<Per>| match per {
            Some(Per::Side) => " for each side",
            Some(Per::Total) => " in all",
            Some(Per::Disputed) => " (read differently)",
            None => "",
        };
        let what = match (c.quantity, c.unit) {
            (Some(n), Some(unit)) => format!(": {}{}", counted(n, unit), per(c.per)),
            (Some(n), None) => format!(": {n}{}", per(c.per)),
            (None, _) => ", without a figure".to_owned(),
        };
        self.line(2, &format!("{} [{}]{what}", self.names.title(&c.id), self.names.label(&c.id)));
        for (actor, reading) in &c.accounts {
            let mut parts = Vec::new();
            if let Some(n) = reading.quantity {
                parts.push(format!("{n}{}", per(reading.per)));
            } else if reading.per.is_some() {
                parts.push(per(reading.per).trim().to_owned());
            }
            if let Some(obliges) = &reading.obliges {
                parts.push(format!("obliges {}", self.names.actors(obliges)));
            }
            self.line(4, &format!("by the account of {}: {}", self.names.actor(actor), parts.join(", ")));
        }
        for (actor, executed) in &c.executed {
            let least =
                if executed.by_account.is_empty() || executed.sum.unreported > 0 { "" } else { "at least " };
            let mut text = format!("{} handed over {least}{}", self.names.actor(actor), sum(executed.sum));
            if let Some(with_open) = executed.with_open_stages {
                let _ =
                    write!(text, "; with stages of which it is open whether they count, {}", sum(with_open));
            }
            for (whose, by_account) in &executed.by_account {
                let _ = write!(text, "; by the account of {}, {}", self.names.actor(whose), sum(*by_account));
            }
            self.line(4, &text);
        }
        if !c.declared_complete_by.is_empty() {
            self.line(4, &format!("called complete by {}", self.names.actors(&c.declared_complete_by)));
        }
    }

    fn claims(&mut self) {
        let since = self.standing.as_of.checked_sub(CLAIMS_DAYS.days()).unwrap_or(Date::MIN);
        let lines: Vec<String> = self
            .standing
            .claims
            .iter()
            .filter(|claim| claim.on >= since)
            .map(|claim| {
                let by = claim.by.as_ref().map_or_else(|| "unnamed".to_owned(), |by| self.names.actor(by));
                format!(
                    "{}, {by}: {} [{}]; says that the next move is for {}",
                    claim.on,
                    self.names.title(&claim.id),
                    self.names.label(&claim.id),
                    self.names.actors(&claim.asserts_awaits)
                )
            })
            .collect();
        let title = format!(
            "Statements of the last {CLAIMS_DAYS} days that say whose turn it is (they move nothing)"
        );
        self.lines(&title, &lines);
    }

    fn moves(&mut self, parties: &[ActorId]) {
        self.section("Moves open, with what would then be owed");
        let as_of = self.standing.as_of;
        for actor in self.order(parties, self.standing.moves.keys()) {
            for open in self.standing.moves.get(&actor).into_iter().flatten() {
                let position = open.position.map(|p| format!(", {}", act_name(p))).unwrap_or_default();
                self.line(
                    2,
                    &format!(
                        "{}: {}{position} [{}]: {}",
                        self.names.actor(&actor),
                        act_name(open.act),
                        self.names.label(&open.item),
                        self.names.outcome(&open.then, as_of)
                    ),
                );
            }
        }
    }

    fn without_effect(&mut self) {
        let lines: Vec<String> = self
            .standing
            .without_effect
            .iter()
            .map(|w| {
                format!(
                    "{} [{}]: {}",
                    self.names.act(&w.note),
                    self.names.label(&w.note),
                    reason_text(w.reason)
                )
            })
            .collect();
        self.lines("Notes without effect", &lines);
    }
}

/// `1 document`, `2 documents`.
fn counted(n: u64, unit: Unit) -> String {
    let (one, many) = match unit {
        Unit::Persons => ("person", "persons"),
        Unit::Bodies => ("body", "bodies"),
        Unit::Documents => ("document", "documents"),
    };
    format!("{n} {}", if n == 1 { one } else { many })
}

/// A sum that may have holes: *at least*.
fn sum(sum: Sum) -> String {
    match sum.unreported {
        0 => sum.at_least.to_string(),
        1 => format!("at least {}, 1 stage unreported", sum.at_least),
        n => format!("at least {}, {n} stages unreported", sum.at_least),
    }
}
