//! The demonstration's standing on several days, held against what a person found by reading the
//! data. Each golden file was compared by hand with `demo/acts.jsonl` before it was kept.

mod program;

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, OnceLock},
};

use expect_test::expect_file;
use program::Bench;
use serde_json::Value;

/// The demonstration, set up once; a data folder is for one process at a time.
fn demonstration() -> MutexGuard<'static, Bench> {
    static DEMONSTRATION: OnceLock<Mutex<Bench>> = OnceLock::new();
    let bench = DEMONSTRATION.get_or_init(|| {
        let bench = Bench::new();
        bench.run(&["demo", "--no-serve", "--data", "demo"]).ok();
        Mutex::new(bench)
    });
    bench.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The standing of a day, with what is random in a record named by its place.
fn standing(bench: &Bench, day: &str) -> Value {
    let mut standing = bench.json(&["standing", "istanbul", "--data", "demo", "--as-of", day]);
    let log = bench.json(&["log", "istanbul", "--data", "demo"]);
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for entry in log.as_array().expect("a list") {
        let name = format!("<entry {}: {}>", entry["size"], entry["act"].as_str().expect("an act"));
        names.insert(entry["note"].as_str().expect("a commitment").to_owned(), name);
    }
    name(&mut standing, &names);
    standing
}

fn name(value: &mut Value, names: &BTreeMap<String, String>) {
    match value {
        Value::String(text) => {
            if let Some(name) = names.get(text) {
                *text = name.clone();
            } else if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
                *text = "<hash>".to_owned();
            } else if text.starts_with("verbale/") {
                *text = "<origin>".to_owned();
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| name(value, names)),
        Value::Object(fields) => fields.values_mut().for_each(|value| name(value, names)),
        _ => {}
    }
}

#[test]
fn the_standing_of_the_demonstration_is_what_the_data_say() {
    let bench = demonstration();
    for day in [
        "2022-04-25",
        "2025-05-12",
        "2025-05-16",
        "2025-06-27",
        "2025-07-01",
        "2025-11-12",
        "2025-11-18",
        "2026-02-06",
    ] {
        let json = serde_json::to_string_pretty(&standing(&bench, day)).expect("JSON") + "\n";
        expect_file![format!("{}/tests/standing/{day}.json", env!("CARGO_MANIFEST_DIR"))].assert_eq(&json);
    }
}

/// `actor: what, since, status` of everything that is owed, by item.
fn owed(standing: &Value) -> BTreeMap<String, Vec<String>> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let items = standing["open_items"].as_array().expect("a list").iter();
    let owed = items.map(|item| {
        let awaits = item["awaits"].as_array().expect("a list").iter();
        let awaits = awaits.map(|a| {
            format!(
                "{}: {}, {}, {}",
                text(&a["actor"]),
                text(&a["for"]),
                text(&a["since"]),
                text(&a["status"])
            )
        });
        (text(&item["item"]), awaits.collect())
    });
    owed.collect()
}

#[test]
fn on_12_november_2025_proposals_of_both_sides_await_a_reply_and_one_reply_is_contested() {
    let bench = demonstration();
    let standing = standing(&bench, "2025-11-12");
    let expected = [
        ("neutrality-for-guarantees", "russia: reply, 2022-03-29, made"),
        ("draft-april-2022", "ukraine: reply, 2022-04-20, delivered"),
        ("ceasefire-30-days-jeddah", "ukraine: answer_to_conditions, 2025-03-13, made"),
        ("halt-of-strikes-on-civilian-sites", "russia: reply, 2025-04-19, under_consideration"),
        ("ceasefire-12-may", "russia: reply, 2025-05-10, made"),
        ("ukrainian-draft", "russia: reply, 2025-06-01, delivered"),
        ("three-groups", "ukraine: reply, 2025-07-23, under_consideration"),
        ("pauses-24-48-hours", "ukraine: reply, 2025-07-23, made"),
        ("leaders-meeting-august", "ukraine: answer_to_conditions, 2025-07-23, made"),
        ("invitation-to-kyiv", "russia: reply, 2025-09-05, made"),
    ];
    let expected: BTreeMap<String, Vec<String>> =
        expected.iter().map(|(item, owed)| ((*item).to_owned(), vec![(*owed).to_owned()])).collect();
    assert_eq!(owed(&standing), expected);
    let contested: Vec<(&str, &str)> = standing["contested"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|c| (c["item"].as_str().expect("an item"), c["kind"].as_str().expect("a kind")))
        .collect();
    assert!(contested.contains(&("three-groups", "reply")), "{contested:?}");
    assert!(contested.contains(&("draft-april-2022", "delivery")), "{contested:?}");
    assert_eq!(standing["rounds"]["2025"]["days_since"], 112);
    assert_eq!(standing["without_effect"], Value::Array(Vec::new()));
}

#[test]
fn what_each_side_stated_before_the_first_round_was_a_deadlock_and_the_round_ended_it() {
    let bench = demonstration();
    let before = standing(&bench, "2025-05-12");
    let mut cycle: Vec<&str> =
        before["deadlocks"][0].as_array().expect("a cycle").iter().filter_map(Value::as_str).collect();
    cycle.sort_unstable();
    assert_eq!(cycle, ["ceasefire-before-talks", "talks-before-ceasefire"]);
    assert_eq!(standing(&bench, "2025-05-16")["deadlocks"], Value::Array(Vec::new()));
}

#[test]
fn a_last_day_counts_to_its_end() {
    let bench = demonstration();
    let open = |day: &str| owed(&standing(&bench, day)).contains_key("meeting-20-30-june");
    assert!(open("2025-06-30") && !open("2025-07-01"));
}

#[test]
fn the_two_clocks_are_kept_apart() {
    let bench = demonstration();
    let known =
        bench.json(&["standing", "istanbul", "--data", "demo", "--as-of", "2025-11-12", "--at-size", "1"]);
    assert_eq!(known["open_items"], Value::Array(Vec::new()), "the charter alone moves nothing");
    assert_eq!(known["at_size"], 1);
    bench.run(&["standing", "istanbul", "--data", "demo", "--at-size", "100000"]).fails(4);
}

#[test]
fn the_standing_reads_as_text() {
    let bench = demonstration();
    let run = bench.run(&["standing", "istanbul", "--data", "demo", "--as-of", "2025-11-12"]).ok();
    let text: Vec<&str> = run.out.lines().filter(|line| !line.starts_with("Process ")).collect();
    // Contested notes without a label are named by their commitment, which is random.
    expect_file!["standing/2025-11-12.txt"].assert_eq(&(text.join("\n") + "\n"));
}

#[test]
fn an_item_reads_as_text_and_as_json() {
    let bench = demonstration();
    let arguments = ["item", "istanbul", "three-groups", "--data", "demo", "--as-of", "2025-11-12"];
    bench
        .run(&arguments)
        .ok()
        .prints("Contested is Ukraine: reply, consider")
        .prints("then: Ukraine: reply, since 2025-07-23");
    let item = bench.json(&arguments);
    assert_eq!(item["item"], "three-groups");
    assert_eq!(item["history"][1]["contested"], true);
    assert_eq!(item["contested"][0]["without"][0]["status"], "made");
    bench.run(&["item", "istanbul", "no-such-item", "--data", "demo"]).fails(4);
}

#[test]
fn a_second_start_finds_the_demonstration_and_reset_deletes_nothing_else() {
    let bench = Bench::new();
    bench.run(&["demo", "--no-serve", "--data", "d"]).ok();
    let charter = |bench: &Bench| bench.json(&["process", "list", "--data", "d"])[0]["charter"].clone();
    let first = charter(&bench);
    bench.run(&["demo", "--no-serve", "--data", "d"]).ok();
    assert_eq!(charter(&bench), first);
    bench.run(&["demo", "--no-serve", "--reset", "--data", "d"]).ok();
    assert_ne!(charter(&bench), first);

    bench.write("d/mine", "x");
    bench.run(&["demo", "--no-serve", "--reset", "--data", "d"]).fails(1).says("nothing was deleted");
    bench.run(&["init", "--data", "venue", "--name", "Venue"]).ok();
    bench.run(&["demo", "--no-serve", "--reset", "--data", "venue"]).fails(1).says("nothing was deleted");
    bench.run(&["demo", "--no-serve", "--data", "venue"]).fails(1).says("not the demonstration's");
    assert!(bench.path("d/mine").exists() && bench.path("venue/venue.toml").exists());
}
