//! The fold on a long record: from the start, one more act in order, one more act backdated.

use anyhow::{Context, Result};
use jiff::{ToSpan as _, civil::Date};
use serde_json::{Value, json};
use verbale_process::{At, Charter, Entry, Place, Process, wire};
use verbale_record::{ActorId, Commitment, SigningKey};

use super::{
    sample::{median, time},
    table::{Bar, Table},
};
use crate::random::Random;

/// Acts on the record.
const ACTS: usize = 100_000;
/// Acts of one day.
const ACTS_PER_DAY: usize = 25;
/// Single acts that are timed.
const SINGLES: usize = 500;
/// The name of the editor's key.
const EDITOR_KEY: &str = "k0123456789abcdef";
/// The first day.
const FIRST_DAY: Date = jiff::civil::date(2014, 1, 1);

/// Measures it.
///
/// # Errors
/// When the record made up for this is no record.
pub fn measure(table: &mut Table) -> Result<()> {
    let charter = charter()?;
    let mut chronicle = Chronicle::new();
    let entries: Vec<Entry> = (0..ACTS).map(|_| chronicle.next_in_order()).collect();
    let mut folds = Vec::new();
    let mut standings = Vec::new();
    let mut folded = Process::new(charter.clone())?;
    for _ in 0..3 {
        let mut process = Process::new(charter.clone())?;
        let entries = entries.clone();
        let (process, took) = time(|| {
            for entry in entries {
                process.add(entry);
            }
            process
        });
        folds.push(took);
        let at = At { as_of: Date::MAX, at_size: None };
        standings.push(time(|| process.standing(at)).1);
        folded = process;
    }
    table.enter("fold of 100,000 acts", median(folds).as_secs_f64(), "s", Bar::AtMost(0.5));
    table.enter("the standing of 100,000 acts", median(standings).as_secs_f64(), "s", Bar::None);
    anyhow::ensure!(folded.size() == ACTS as u64, "the fold lost acts");

    let mut in_order = Vec::new();
    for _ in 0..SINGLES {
        let entry = chronicle.next_in_order();
        in_order.push(time(|| folded.add(entry)).1);
    }
    table.enter("one more act in order", median(in_order).as_secs_f64() * 1e6, "µs", Bar::AtMost(20.0));
    let mut backdated = Vec::new();
    for _ in 0..SINGLES {
        let entry = chronicle.next_backdated();
        backdated.push(time(|| folded.add(entry)).1);
    }
    table.enter("one more act, backdated", median(backdated).as_secs_f64() * 1e3, "ms", Bar::AtMost(1.0));
    Ok(())
}

/// A register of two parties.
fn charter() -> Result<Charter> {
    let actor = |id: &str, role: &str| json!({ "id": id, "role": role, "names": { "en": id } });
    let mut editor = actor("chronicler", "editor");
    editor["principal"] = SigningKey::from_seed(EDITOR_KEY, [2; 32])?.verifier().to_string().into();
    let room = |name: &str, digit: char| json!({ "name": name, "kind": name, "origin": format!("verbale/{}", String::from(digit).repeat(32)) });
    serde_json::from_value(json!({
        "process": "register",
        "name": "river",
        "titles": { "en": "The river talks" },
        "actors": [actor("alpha", "party"), actor("beta", "party"), editor],
        "rooms": [room("registry", '0'), room("public", '1')],
        "languages": ["en"],
        "offset_min": 180,
        "rules": { "fold": 1, "reported_acts": "count" },
        "log_key": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    }))
    .context("the charter")
}

/// A made-up chronicle: proposals with their exchanges, questions, statements, objections, conditions, readiness,
/// rounds, commitments and executions, each party in each part as often as the other.
struct Chronicle {
    random: Random,
    written: usize,
    /// Proposals with their proposer's number.
    proposals: Vec<(Commitment, usize)>,
    questions: Vec<(Commitment, usize)>,
    conditions: Vec<(Commitment, usize)>,
    commitments: Vec<Commitment>,
}

const PARTIES: [&str; 2] = ["alpha", "beta"];

impl Chronicle {
    fn new() -> Chronicle {
        Chronicle {
            random: Random::from_seed(11),
            written: 0,
            proposals: Vec::new(),
            questions: Vec::new(),
            conditions: Vec::new(),
            commitments: Vec::new(),
        }
    }

    fn next_in_order(&mut self) -> Entry {
        let on = self.day();
        let act = self.act(on, self.written % 16);
        self.enter(&act)
    }

    /// An act of half the record's days ago, on an item that was open then: a reply, an objection or a statement.
    fn next_backdated(&mut self) -> Entry {
        let days = i64::try_from(self.written / ACTS_PER_DAY / 2).unwrap_or(0);
        let on = FIRST_DAY.saturating_add(days.days());
        let open_then = self.proposals.len() / 2;
        let at = self.random.below(open_then as u64 - 50) as usize;
        let (item, by) = self.proposals[at];
        let act = match self.random.below(3) {
            0 => reported(json!({ "act": "reply", "re": item.to_hex(), "position": "consider" }), 1 - by, on),
            1 => reported(
                json!({ "act": "objection", "re": item.to_hex(), "against": "delivery" }),
                1 - by,
                on,
            ),
            _ => reported(json!({ "act": "statement", "form": "quote", "about": [item.to_hex()] }), by, on),
        };
        self.enter(&act)
    }

    fn day(&self) -> Date {
        let days = i64::try_from(self.written / ACTS_PER_DAY).unwrap_or(0);
        FIRST_DAY.saturating_add(days.days())
    }

    fn enter(&mut self, act: &Value) -> Entry {
        let commitment = Commitment(self.random.bytes());
        let by = usize::from(act["reported"]["by"] == PARTIES[1]);
        match act["act"].as_str() {
            Some("proposal") => self.proposals.push((commitment, by)),
            Some("question") => self.questions.push((commitment, by)),
            Some("condition") => self.conditions.push((commitment, by)),
            Some("commitment") => self.commitments.push(commitment),
            _ => {}
        }
        let place =
            Place { time_ms: 1_400_000_000_000 + self.written as u64, room: 1, leaf: self.written as u64 };
        self.written += 1;
        let act = wire::read(&act.to_string());
        let author = ActorId::new("chronicler").expect("an id");
        let entry =
            Entry { place, arrived: place, released_from: None, commitment, author, cited: place.leaf, act };
        assert!(!entry.is_unreadable(), "the act can be read: {entry:?}");
        entry
    }

    /// One of the last items of a sort, with its author's number.
    fn recent(random: &mut Random, items: &[(Commitment, usize)]) -> (String, usize) {
        let back = random.below(items.len().min(40) as u64) as usize;
        let (item, by) = items[items.len() - 1 - back];
        (item.to_hex(), by)
    }

    fn act(&mut self, on: Date, step: usize) -> Value {
        let random = &mut self.random;
        let by = random.below(2) as usize;
        let to = [PARTIES[1 - by]];
        let proposal = || json!({ "act": "proposal", "to": to, "track": "political", "topic": "ceasefire" });
        if self.proposals.is_empty() || self.questions.is_empty() || self.conditions.is_empty() {
            let act = match step % 3 {
                0 => proposal(),
                1 => json!({ "act": "question", "to": to, "track": "political", "topic": "text" }),
                _ => {
                    json!({ "act": "condition", "requires_of": to, "needs": "ceasefire", "before": "talks" })
                }
            };
            return reported(act, by, on);
        }
        let (item, proposer) = Self::recent(random, &self.proposals);
        match step {
            0 | 1 => reported(proposal(), by, on),
            2 => reported(
                json!({ "act": "question", "to": to, "track": "political", "topic": "text" }),
                by,
                on,
            ),
            3 => {
                let (question, asker) = Self::recent(random, &self.questions);
                reported(json!({ "act": "answer", "re": question }), 1 - asker, on)
            }
            4 => reported(
                json!({ "act": "delivery", "re": item, "to": [PARTIES[1 - proposer]] }),
                proposer,
                on,
            ),
            5 => reported(json!({ "act": "reply", "re": item, "position": "consider" }), 1 - proposer, on),
            6 => reported(json!({ "act": "reply", "re": item, "position": "conditional" }), 1 - proposer, on),
            7 => reported(json!({ "act": "answer", "re": item, "conditions": "declined" }), proposer, on),
            8 => reported(json!({ "act": "reply", "re": item, "position": "accept" }), 1 - proposer, on),
            9 => reported(json!({ "act": "statement", "form": "quote", "about": [item] }), by, on),
            10 => reported(json!({ "act": "objection", "re": item, "against": "wording" }), 1 - proposer, on),
            11 => reported(
                json!({ "act": "condition", "requires_of": to, "needs": "ceasefire", "before": "settlement" }),
                by,
                on,
            ),
            12 => {
                let (condition, stater) = Self::recent(random, &self.conditions);
                reported(json!({ "act": "condition_met", "re": condition }), stater, on)
            }
            13 => reported(json!({ "act": "readiness", "stance": "ready", "for": "talks" }), by, on),
            14 => {
                let act = json!({
                    "act": "commitment", "from": item, "obliges": PARTIES, "category": "prisoners",
                    "quantity": 100, "unit": "persons", "per": "side",
                });
                reported(act, by, on)
            }
            _ => {
                let towards: Vec<String> = self.commitments.last().iter().map(|c| c.to_hex()).collect();
                let act = json!({
                    "act": "execution", "counts_towards": towards, "category": "prisoners", "unit": "persons",
                    "handed_over": { "alpha": 10, "beta": null },
                });
                reported(act, by, on)
            }
        }
    }
}

fn reported(mut act: Value, by: usize, on: Date) -> Value {
    act["signers"] = json!([EDITOR_KEY]);
    act["reported"] = json!({ "by": PARTIES[by], "on": on.to_string(), "medium": "public_source" });
    act
}
