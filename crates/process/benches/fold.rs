//! What the fold costs, on long records and on records made to be costly.
//!
//! `cargo bench -p verbale-process` prints a line a record: what adding its notes took, each on
//! average and the slowest, and what its standing takes. The bars (100,000 acts in 0.5 s, one more
//! in order under 20 µs, one backdated under 1 ms) are held by `cargo xtask bench record`.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::print_stdout,
    reason = "a benchmark reads the clock and prints what it measured"
)]

#[path = "../tests/fixture/mod.rs"]
mod fixture;

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use fixture::talks::talks_charter;
use jiff::civil::Date;
use verbale_process::{At, Charter, Entry, Place, Process, act::Act, report, wire};
use verbale_record::{Commitment, Hash};

const ACTS: u64 = 100_000;
const FIRST_DAY_MS: u64 = 1_900_000_000_000;

/// A record under way: each note one second after the one before it.
struct Record {
    charter: Charter,
    entries: Vec<Entry>,
    leaves: [u64; 4],
}

impl Record {
    fn new(parties: usize) -> Record {
        Record { charter: talks_charter(parties), entries: Vec::new(), leaves: [0; 4] }
    }

    /// Adds a note; `$n` in its JSON is the commitment of the note of that number.
    fn note(&mut self, author: &str, json: &str) -> u64 {
        self.note_in(1, author, json)
    }

    fn note_in(&mut self, room: u16, author: &str, json: &str) -> u64 {
        let number = self.entries.len() as u64;
        let key =
            self.charter.actors.iter().position(|a| a.id.as_str() == author).map_or(99, |n| n as u8 + 1);
        let json = json.replacen('{', &format!(r#"{{"signers":["{}"],"#, fixture::key_name(key)), 1);
        let act = read(&json);
        let leaf = &mut self.leaves[usize::from(room)];
        let place = Place { time_ms: FIRST_DAY_MS + number * 1_000, room, leaf: *leaf };
        *leaf += 1;
        self.entries.push(Entry {
            place,
            arrived: place,
            released_from: None,
            commitment: fixture::commitment(number),
            author: fixture::actor(author),
            cited: place.leaf,
            act,
        });
        number
    }
}

fn read(json: &str) -> Act {
    let act = wire::read(json);
    assert!(!matches!(act.kind, verbale_process::Kind::Unreadable { .. }), "{json}: {:?}", act.kind);
    act
}

fn c(number: u64) -> Commitment {
    fixture::commitment(number)
}

fn proposal(to: &str) -> String {
    format!(r#"{{"act":"proposal","to":["{to}"],"track":"political","topic":"round"}}"#)
}

fn reply(re: u64, position: &str) -> String {
    format!(r#"{{"act":"reply","re":"{}","position":"{position}"}}"#, c(re))
}

fn reported(json: &str, by: &str, rest: &str) -> String {
    let reported = format!(r#""reported":{{"by":"{by}","on":"{}","medium":"oral"{rest}}},"#, day());
    json.replacen('{', &format!("{{{reported}"), 1)
}

fn day() -> Date {
    verbale_process::entry::day_of(FIRST_DAY_MS, 180)
}

/// Adds all notes and asks for the standing.
fn measure(name: &str, record: Record) -> Process {
    let count = record.entries.len();
    let mut process = Process::new(record.charter).expect("a sound charter");
    let mut slowest = Duration::ZERO;
    let begun = Instant::now();
    for entry in record.entries {
        let one = Instant::now();
        process.add(entry);
        slowest = slowest.max(one.elapsed());
    }
    let added = begun.elapsed();
    let at = At { as_of: Date::MAX, at_size: None };
    let begun = Instant::now();
    let standing = black_box(process.standing(at));
    let took = begun.elapsed();
    println!(
        "{name:<58} {count:>7} notes {:>8.2} s {:>8.2} µs each {:>9.2} ms slowest; standing {:>9.1} ms, {} items",
        added.as_secs_f64(),
        added.as_secs_f64() * 1e6 / count as f64,
        slowest.as_secs_f64() * 1e3,
        took.as_secs_f64() * 1e3,
        standing.items.len(),
    );
    process
}

fn main() {
    istanbul();
    reading();
    talks();
    on_one_item();
    hostile();
}

fn time<T>(times: u32, mut what: impl FnMut() -> T) -> f64 {
    let begun = Instant::now();
    for _ in 0..times {
        black_box(what());
    }
    begun.elapsed().as_secs_f64() / f64::from(times)
}

fn istanbul() {
    let (process, wordings) = fixture::process(fixture::ACTS);
    for day in ["2025-06-27", "2025-11-12", "2026-02-06"] {
        let at = At { as_of: day.parse().expect("a day"), at_size: None };
        let standing = process.standing(at);
        let item = wordings.labelled("three-groups").expect("an item");
        println!(
            "Istanbul as of {day}: standing {:.1} µs, its report {:.1} µs, the history of an item {:.1} µs",
            time(200, || process.standing(at)) * 1e6,
            time(200, || report::report(
                &process,
                &Hash([0; 32]),
                &standing,
                &wordings,
                "public",
                Vec::new()
            )) * 1e6,
            time(200, || process.history(&item, at)) * 1e6,
        );
    }
}

fn reading() {
    let acts: Vec<String> =
        fixture::process(fixture::ACTS).0.entries().map(|e| wire::write(&e.act)).collect();
    let took = time(50, || acts.iter().map(|a| wire::read(a)).collect::<Vec<_>>().len()) / acts.len() as f64;
    println!("reading an act of the Istanbul record: {:.2} µs", took * 1e6);
}

/// Signed talks as they might be: many items, a few notes each.
fn talks() {
    let mut record = Record::new(2);
    let parties = ["alpha", "beta"];
    let mut at = 0;
    while (record.entries.len() as u64) < ACTS {
        let (by, to) = (parties[at % 2], parties[(at + 1) % 2]);
        at += 1;
        let p = record.note(by, &proposal(to));
        record.note(by, &format!(r#"{{"act":"delivery","re":"{}","to":["{to}"]}}"#, c(p)));
        record.note(to, &format!(r#"{{"act":"receipt","re":"{}"}}"#, c(p)));
        record.note(to, &reply(p, "consider"));
        record.note(to, &reply(p, "conditional"));
        record.note(by, &format!(r#"{{"act":"answer","re":"{}","conditions":"met"}}"#, c(p)));
        record.note(to, &format!(r#"{{"act":"statement","form":"quote","about":["{}"]}}"#, c(p)));
        if at % 3 != 0 {
            record.note(to, &reply(p, "accept"));
        }
        record.note(by, r#"{"act":"condition","requires_of":[],"needs":"papers","before":"summit"}"#);
        record.note(by, r#"{"act":"readiness","stance":"ready","for":"talks"}"#);
    }
    record.entries.truncate(ACTS as usize);
    let mut process = measure("talks of two parties, ten notes an item", record);
    singles(&mut process);
}

/// One more note, in order and backdated, on a record of 100,000.
fn singles(process: &mut Process) {
    let mut leaf = ACTS;
    let mut add = |process: &mut Process, on: Option<Date>, number: u64| {
        let re = c(number * 10);
        let json = format!(
            r#"{{"act":"objection","re":"{re}","against":"wording","signers":["{}"]}}"#,
            fixture::key_name(1)
        );
        let mut act = read(&json);
        if let Some(on) = on {
            act = read(&reported(&json, "alpha", "").replace(&day().to_string(), &on.to_string()));
            act.signers = vec![fixture::key_name(4)];
        }
        leaf += 1;
        let place = Place { time_ms: FIRST_DAY_MS + leaf * 1_000, room: 1, leaf };
        let author = fixture::actor(if on.is_some() { "secretariat" } else { "alpha" });
        let entry = Entry {
            place,
            arrived: place,
            released_from: None,
            commitment: c(1_000_000 + leaf),
            author,
            cited: leaf,
            act,
        };
        let begun = Instant::now();
        process.add(entry);
        begun.elapsed()
    };
    let mut in_order: Vec<Duration> = (0..1_000).map(|n| add(process, None, 9_000 - n)).collect();
    let mut backdated: Vec<Duration> = (0..1_000).map(|n| add(process, Some(day()), n)).collect();
    in_order.sort_unstable();
    backdated.sort_unstable();
    println!(
        "one more on {ACTS}: in order {:.2} µs (slowest {:.2}), backdated {:.2} µs (slowest {:.2})",
        in_order[500].as_secs_f64() * 1e6,
        in_order[999].as_secs_f64() * 1e6,
        backdated[500].as_secs_f64() * 1e6,
        backdated[999].as_secs_f64() * 1e6,
    );
}

/// Records that put all on one item.
fn on_one_item() {
    for (name, act) in [
        ("replies to one proposal", r#"{"act":"reply","re":"$","position":"consider"}"#),
        ("objections to one proposal's words", r#"{"act":"objection","re":"$","against":"wording"}"#),
        (
            "objections to the existence of one proposal",
            r#"{"act":"objection","re":"$","against":"existence"}"#,
        ),
        ("receipts of one proposal", r#"{"act":"receipt","re":"$"}"#),
        ("statements about one proposal", r#"{"act":"statement","form":"quote","about":["$"]}"#),
        ("endorsements of one proposal", r#"{"act":"endorsement","re":"$"}"#),
        ("confirmations of one proposal", r#"{"act":"confirmation","re":"$","given":true}"#),
    ] {
        let mut record = Record::new(2);
        let p = record.note("alpha", &proposal("beta"));
        for _ in 1..ACTS {
            record.note("beta", &act.replace('$', &c(p).to_string()));
        }
        measure(name, record);
    }
    let mut record = Record::new(2);
    let p = record.note("alpha", &proposal("beta"));
    for n in 1..ACTS {
        match n % 2 {
            0 => record
                .note("secretariat", &reported(&reply(p, "consider"), "beta", r#","according_to":"alpha""#)),
            _ => record.note("beta", &format!(r#"{{"act":"objection","re":"{}","against":"reply"}}"#, c(p))),
        };
    }
    measure("contested replies to one proposal, each objected to", record);
    let mut record = Record::new(8);
    let p = record.note("alpha", r#"{"act":"proposal","to":["beta","gamma","delta","epsilon","zeta","eta","theta"],"needs":"each","track":"political","topic":"round"}"#);
    let positions = ["consider", "conditional", "defer", "note"];
    for n in 1..ACTS {
        let by = fixture::talks::PARTIES[1 + (n % 7) as usize];
        record.note(
            "secretariat",
            &reported(&reply(p, positions[(n / 7 % 4) as usize]), by, r#","according_to":"alpha""#),
        );
    }
    measure("contested replies of seven to one proposal", record);
    let mut record = Record::new(2);
    let p = record.note("alpha", &proposal("beta"));
    for n in 1..ACTS / 2 {
        let on = day().checked_add(jiff::Span::new().days((n % 1_000) as i64)).expect("a day");
        let act = reported(&reply(p, "consider"), "beta", "").replace(&day().to_string(), &on.to_string());
        record.note("secretariat", &act);
    }
    measure("backdated replies to one proposal", record);
}

/// Records that a member would make to make others wait.
fn hostile() {
    let mut record = Record::new(2);
    for n in 0..ACTS {
        record.note("alpha", &format!(r#"{{"act":"endorsement","re":"{}"}}"#, c(n + 1)));
    }
    record.note("alpha", &proposal("beta"));
    measure("a chain of notes, each naming the next", record);

    let mut record = Record::new(2);
    for n in 0..ACTS / 100 {
        let next = |k: u64| format!("\"{}\"", c(ACTS / 100 + (n + k) % 256));
        let fulfils = (0..256).map(next).collect::<Vec<_>>().join(",");
        record.note("alpha", &format!(r#"{{"act":"round","fulfils":[{fulfils}]}}"#));
    }
    for _ in 0..256 {
        record.note("alpha", &proposal("beta"));
    }
    measure("rounds by nobody's consent that name 256 later proposals", record);

    let mut record = Record::new(2);
    for n in 0..ACTS / 2 {
        let topics = [("a", "talks"), ("talks", "b"), ("b", "a")][(n % 3) as usize];
        record.note(
            "alpha",
            &format!(
                r#"{{"act":"condition","requires_of":[],"needs":"{}","before":"{}"}}"#,
                topics.0, topics.1
            ),
        );
        record.note("alpha", r#"{"act":"round"}"#);
    }
    measure("conditions, and rounds by nobody's consent", record);

    let mut record = Record::new(2);
    for n in 0..ACTS / 20 {
        record.note(
            "alpha",
            &format!(
                r#"{{"act":"condition","requires_of":[],"needs":"t{n}","before":"t{}"}}"#,
                (n + 1) % (ACTS / 20)
            ),
        );
    }
    measure("one circle of conditions", record);

    let mut record = Record::new(2);
    for n in 0..ACTS / 10 {
        record.note("alpha", r#"{"act":"condition","requires_of":[],"needs":"talks","before":"papers"}"#);
        record.note("secretariat", &reported(r#"{"act":"round"}"#, "mediator", r#","according_to":"alpha""#));
        let _ = n;
    }
    measure("conditions, and contested rounds", record);

    let mut record = Record::new(2);
    for _ in 0..ACTS / 2 {
        let x = record.note("alpha", r#"{"act":"readiness","stance":"ready","for":"talks"}"#);
        record.note("beta", &format!(r#"{{"act":"objection","re":"{}","against":"wording"}}"#, c(x)));
    }
    measure("readiness, each objected to", record);
}
