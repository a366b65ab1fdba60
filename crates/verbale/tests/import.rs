//! Importing: the whole file is checked first, and nothing is registered twice.

mod program;

use program::{Bench, PROPOSAL, QUESTION, REPLY};

fn size(bench: &Bench) -> u64 {
    bench.json(&["process", "list", "--data", "data"])[0]["size"].as_u64().expect("a size")
}

#[test]
fn importing_a_file_again_adds_nothing_and_a_longer_file_adds_its_new_lines() {
    let bench = Bench::with_register();
    bench.import("data", &[PROPOSAL, REPLY]).ok().prints("2 acts registered");
    assert_eq!(size(&bench), 3);
    bench.import("data", &[PROPOSAL, REPLY]).ok().prints("Nothing is new").prints("held 2 acts already");
    assert_eq!(size(&bench), 3);
    bench.import("data", &[PROPOSAL, QUESTION, REPLY]).ok().prints("1 act registered");
    bench.import("data", &[QUESTION]).ok().prints("Nothing is new");
    // A line that names an item of an earlier import.
    let withdrawal = r#"{"act":"withdrawal","on":"2025-03-09","by":"alpha","re":"a-bridge","text":"Alpha took it back.","sources":[{"url":"https://news.example/4","title":"News"}]}"#;
    bench.import("data", &[withdrawal]).ok().prints("1 act registered");
    assert_eq!(size(&bench), 5);
    let item = bench.json(&["item", "river", "a-bridge", "--data", "data", "--as-of", "2025-03-09"]);
    assert_eq!(item["outcome"]["closed"], "withdrawn");
}

#[test]
fn two_lines_that_are_alike_are_two_acts_each_time() {
    let bench = Bench::with_acts(&[PROPOSAL]);
    bench.import("data", &[PROPOSAL, REPLY, REPLY]).ok().prints("2 acts registered");
    bench.import("data", &[PROPOSAL, REPLY, REPLY]).ok().prints("Nothing is new");
    bench.import("data", &[PROPOSAL, REPLY, REPLY, REPLY]).ok().prints("1 act registered");
}

#[test]
fn a_dry_run_says_what_is_new_and_writes_nothing() {
    let bench = Bench::with_register();
    bench.write("acts.jsonl", format!("{PROPOSAL}\n{REPLY}\n"));
    let dry = bench.json(&["import", "acts.jsonl", "--process", "river", "--data", "data", "--dry-run"]);
    assert_eq!(dry["registered"], serde_json::json!(["a-bridge", "line 2"]));
    assert_eq!((dry["dry_run"].as_bool(), size(&bench)), (Some(true), 1));
}

#[test]
fn a_backdated_act_takes_its_place_in_the_standing() {
    let bench = Bench::with_acts(&[PROPOSAL, QUESTION]);
    bench.import("data", &[REPLY]).ok();
    let item = bench.json(&["item", "river", "a-bridge", "--data", "data", "--as-of", "2025-03-05"]);
    assert_eq!(item["outcome"][0]["status"], "under_consideration");
}

#[test]
fn a_file_with_any_error_registers_nothing_and_every_error_is_named_with_its_line() {
    for (line, says) in [
        ("{", "line 2: no JSON"),
        ("[]", "line 2: a line is one JSON object"),
        (r#"{"act":"propose"}"#, "unknown `act` \"propose\""),
        (r#"{"act":"proposal","act":"reply"}"#, "line 2"),
        (&QUESTION.replace("\"on\":\"2025-03-06\",", ""), "lacks `on`"),
        (&QUESTION.replace("2025-03-06\",\"by\"", "6 March\",\"by\""), "YYYY-MM-DD"),
        (&QUESTION.replace("\"by\":\"beta\",", ""), "lacks `by`"),
        (&QUESTION.replace("\"by\":\"beta\"", "\"by\":\"gamma\""), "names the actor \"gamma\""),
        (&QUESTION.replace("who-pays", "a-bridge"), "used twice"),
        (&QUESTION.replace("https://", "ftp://"), "needs `sources`"),
        (&QUESTION.replace("political", "secret"), "secret"),
        (&REPLY.replace("a-bridge", "no-bridge"), "no earlier line opened"),
        (&REPLY.replace("consider", "maybe"), "maybe"),
        (&REPLY.replace("\"position\"", "\"positoin\""), "position"),
        (&REPLY.replace("\"text\":", "\"text\":7,\"note\":"), "line 2"),
    ] {
        let bench = Bench::with_register();
        let third = "not JSON either";
        let run = bench
            .import("data", &[PROPOSAL, line, third])
            .fails(3)
            .says(says)
            .says("line 3")
            .says("nothing was registered");
        assert!(run.out.is_empty());
        assert_eq!(size(&bench), 1, "{line}");
    }
}

#[test]
fn an_act_that_differs_from_the_one_of_its_label_is_refused() {
    let bench = Bench::with_acts(&[PROPOSAL]);
    for (other, what) in [
        (PROPOSAL.replace("2025-03-01\"", "2025-03-02\""), "what it says differs"),
        (PROPOSAL.replace("A bridge\"", "A tunnel\""), "its wording differs"),
    ] {
        bench.import("data", &[&other, QUESTION]).fails(3).says(what).says("line 1 (a-bridge)");
        assert_eq!(size(&bench), 2);
    }
}

#[test]
fn only_the_editors_key_registers_acts() {
    let bench = Bench::with_register();
    bench.run(&["key", "new", "other.key"]).ok();
    bench.write("acts.jsonl", format!("{PROPOSAL}\n"));
    bench
        .run(&["import", "acts.jsonl", "--process", "river", "--data", "data", "--key", "other.key"])
        .fails(1)
        .says("knows no key");
    bench.run(&["import", "acts.jsonl", "--process", "lake", "--data", "data"]).fails(4).says("river");
    assert_eq!(size(&bench), 1);
}

#[test]
fn a_file_that_is_not_utf_8_or_not_there_is_named() {
    let bench = Bench::with_register();
    bench.write("acts.jsonl", b"{\"act\":\"\xff\"}\n");
    bench.run(&["import", "acts.jsonl", "--process", "river", "--data", "data"]).fails(3).says("UTF-8");
    bench
        .run(&["import", "nothing.jsonl", "--process", "river", "--data", "data"])
        .fails(4)
        .says("nothing.jsonl");
}
