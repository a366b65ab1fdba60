//! Stories: what an operator and a member do from the first day on, through the program alone.

mod program;

use std::fs;

use program::{Bench, PROPOSAL, QUESTION, REPLY};
use serde_json::Value;

/// An archive of the register, as `name`.
fn export(bench: &Bench, data: &str, name: &str) {
    bench.run(&["export", "river", "--archive", name, "--data", data]).ok();
}

fn charter(bench: &Bench) -> String {
    let list = bench.json(&["process", "list", "--data", "data"]);
    list[0]["charter"].as_str().expect("a hash").to_owned()
}

#[test]
fn a_venue_a_note_an_archive_and_its_verification() {
    let bench = Bench::with_acts(&[PROPOSAL, REPLY]);

    // The editor registers one more act by hand.
    bench.write(
        "act.json",
        r#"{"act":"withdrawal","re":"a-bridge","reported":{"by":"alpha","on":"2025-03-10","medium":"public_source"}}"#,
    );
    let editor = "data/keys/river.chronicler.key";
    bench
        .run(&[
            "note",
            "new",
            "river",
            "--act",
            "act.json",
            "--signer",
            editor,
            "--text",
            "Taken back.",
            "--out",
            "w.draft",
            "--data",
            "data",
        ])
        .ok();
    bench.run(&["note", "submit", "w.draft", "--data", "data"]).fails(3).says("signs the draft");
    bench.run(&["note", "sign", "w.draft", "--key", editor]).ok().says("The note is signed");
    bench.run(&["note", "show", "w.draft"]).ok().prints("\"act\":\"withdrawal\"").prints("Taken back.");
    let submitted = bench.json(&["note", "submit", "w.draft", "--data", "data", "--proof", "w.tlog-proof"]);
    assert_eq!(submitted["index"], 2);
    let again = bench.json(&["note", "submit", "w.draft", "--data", "data"]);
    assert_eq!(again["index"], submitted["index"], "the very same note is entered once");
    assert!(bench.read("w.tlog-proof").starts_with("c2sp.org/tlog-proof@v1\n"));

    let item = bench.json(&["item", "river", "a-bridge", "--data", "data", "--as-of", "2025-03-10"]);
    assert_eq!(item["outcome"]["closed"], "withdrawn");
    let note = submitted["note"].as_str().expect("a commitment");
    bench
        .run(&["note", "show", &note[..12], "--process", "river", "--data", "data"])
        .ok()
        .prints(note)
        .prints("item  a-bridge");

    // A reader verifies the archive, offline.
    export(&bench, "data", "river.verbale");
    bench
        .run(&["verify", "river.verbale", "--as-of", "2025-03-06"])
        .ok()
        .prints("compare")
        .prints("The river talks")
        .prints("Not checked:");
    let hash = charter(&bench);
    bench
        .run(&["verify", "river.verbale", "--charter", &hash, "--no-standing"])
        .ok()
        .prints("it is the process that you named");
    let other = hash.replace(|c: char| c.is_ascii_digit(), "a");
    bench.run(&["verify", "river.verbale", "--charter", &other]).fails(1).says("not the one asked for");
    let verdict = bench.json(&["verify", "river.verbale", "--charter", &hash, "--as-of", "2025-03-06"]);
    assert_eq!(
        (&verdict["verdict"], &verdict["charter_as_asked"]),
        (&Value::from("verified"), &Value::from(true))
    );
    assert_eq!(verdict["standing"]["open_items"][0]["item"], "a-bridge");

    // An archive is never replaced, and one made again is the same to the last byte.
    bench.run(&["export", "river", "--archive", "river.verbale", "--data", "data"]).fails(2);
    export(&bench, "data", "again.verbale");
    assert!(fs::read(bench.path("river.verbale")).ok() == fs::read(bench.path("again.verbale")).ok());
}

#[test]
fn a_changed_archive_fails_and_the_place_is_named() {
    let bench = Bench::with_acts(&[PROPOSAL, REPLY]);
    export(&bench, "data", "river.verbale");
    let good = fs::read(bench.path("river.verbale")).expect("read");
    let find = |text: &str| {
        good.windows(text.len()).position(|bytes| bytes == text.as_bytes()).expect("it is there")
    };
    for (at, says) in [
        (find("a-bridge"), "annexes"),
        (find("\"position\":\"consider\""), "notes"),
        (find("The river talks"), "registry"),
        (good.len() - 1, "archive"),
        (0, "archive"),
    ] {
        let mut bad = good.clone();
        bad[at] ^= 1;
        bench.write("bad.verbale", &bad);
        bench.run(&["verify", "bad.verbale"]).fails(1).prints("FAIL").prints("does not hold").says(says);
        let failed = bench.run(&["verify", "bad.verbale", "--json"]);
        assert_eq!(failed.code, 1);
        let verdict: Value = serde_json::from_str(&failed.out).expect("JSON");
        assert_eq!(verdict["verdict"], "failed");
    }
    bench.write("short.verbale", &good[..good.len() / 2]);
    bench.run(&["verify", "short.verbale"]).fails(1).says("ends here");
    bench.run(&["verify", "nothing.verbale"]).fails(4);
}

#[test]
fn a_folder_of_tiles_is_verified_and_a_changed_tile_is_named() {
    let bench = Bench::with_acts(&[PROPOSAL, REPLY]);
    bench.run(&["export", "river", "--tiles", "tiles", "--data", "data"]).ok();
    let hash = charter(&bench);
    bench
        .run(&["verify", "tiles", "--charter", &hash])
        .ok()
        .prints("it is the process that you named")
        .prints("the notes: tiles hold only");
    bench.import("data", &[PROPOSAL, REPLY, QUESTION]).ok();
    fs::copy(bench.path("tiles/public/checkpoint"), bench.path("kept")).expect("copied");
    bench.run(&["export", "river", "--tiles", "tiles", "--data", "data"]).ok();
    bench.run(&["verify", "tiles", "--since", "kept"]).ok().prints("continues kept (2 entries)");
    for file in [
        "public/tile/0/000.p/3",
        "public/tile/entries/000.p/3",
        "public/checkpoint",
        "charter",
        "registry/tile/0/000.p/1",
    ] {
        let path = format!("tiles/{file}");
        let good = fs::read(bench.path(&path)).expect("read");
        let mut bad = good.clone();
        let at = bad.len() / 2;
        bad[at] = if bad[at] == b'A' { b'B' } else { b'A' };
        bench.write(&path, &bad);
        let run = bench.run(&["verify", "tiles"]);
        assert!(run.code == 1 || run.code == 3, "{file}: {}{}", run.out, run.err);
        assert!(run.err.contains(file.split('/').next().expect("a folder")), "{file}: {}", run.err);
        bench.write(&path, &good);
    }
    bench.run(&["verify", "tiles"]).ok();
}

#[test]
fn a_record_that_does_not_continue_a_kept_checkpoint_is_a_fork_and_is_proved() {
    let bench = Bench::with_acts(&[PROPOSAL]);
    // The host runs the same record twice and shows each reader another continuation.
    bench.copy_folder("data", "other");
    bench.import("data", &[PROPOSAL, REPLY]).ok();
    bench.import("other", &[PROPOSAL, QUESTION, REPLY]).ok();
    bench.run(&["export", "river", "--tiles", "tiles", "--data", "data"]).ok();
    export(&bench, "other", "other.verbale");
    export(&bench, "data", "river.verbale");

    let kept = "tiles/public/checkpoint";
    bench.run(&["verify", "river.verbale", "--since", kept]).ok().prints("continues");
    bench
        .run(&["verify", "other.verbale", "--since", kept, "--fork-proof", "fork"])
        .fails(1)
        .says("a fork")
        .says("head 2 ")
        .says("head is 3 ")
        .says("the proof is in fork");
    let proof =
        verbale_record::fork_proof::ForkProof::parse(bench.read("fork").as_bytes()).expect("a fork proof");
    let text = bench.read("data/keys/river.log.key");
    let public = text.lines().find_map(|line| line.strip_prefix("public ")).expect("a key");
    let log_key = verbale_record::VerifierKey::parse(public).expect("a key");
    let room = log_key.renamed(proof.first.checkpoint().origin.as_str()).expect("a name");
    let fork = proof.verify(&room, |_, _| None).expect("it proves the fork");
    assert_eq!((fork.first.size, fork.second.size), (3, 2));

    // A record that ends before the checkpoint proves nothing, and does not pass either.
    export(&bench, "data", "shorter.verbale");
    bench.import("data", &[PROPOSAL, REPLY, QUESTION]).ok();
    bench.run(&["export", "river", "--tiles", "tiles", "--data", "data"]).ok();
    bench.run(&["verify", "shorter.verbale", "--since", kept]).fails(1).says("older copy");
    // A checkpoint of another process is not mistaken for one of this.
    let elsewhere = Bench::with_acts(&[PROPOSAL]);
    elsewhere.run(&["export", "river", "--tiles", "tiles", "--data", "data"]).ok();
    bench.write("elsewhere", elsewhere.read("tiles/public/checkpoint"));
    bench.run(&["verify", "river.verbale", "--since", "elsewhere"]).fails(3).says("does not hold");
}

#[test]
fn a_note_that_cites_the_one_fork_is_refused_by_the_other() {
    let bench = Bench::with_acts(&[PROPOSAL]);
    bench.copy_folder("data", "other");
    bench.import("data", &[PROPOSAL, REPLY]).ok();
    bench.import("other", &[PROPOSAL, QUESTION]).ok();
    bench.write(
        "act.json",
        r#"{"act":"withdrawal","re":"a-bridge","reported":{"by":"alpha","on":"2025-03-10","medium":"oral"}}"#,
    );
    let editor = "data/keys/river.chronicler.key";
    bench
        .run(&[
            "note", "new", "river", "--act", "act.json", "--signer", editor, "--out", "w.draft", "--data",
            "data",
        ])
        .ok();
    bench.run(&["note", "sign", "w.draft", "--key", editor]).ok();
    bench.run(&["note", "submit", "w.draft", "--data", "other"]).fails(1).says("foreign_head").says("fork");
    bench.run(&["note", "submit", "w.draft", "--data", "data"]).ok();
}

#[test]
fn yesterdays_copy_opens_read_only_until_it_is_recovered_or_given_up() {
    let bench = Bench::with_acts(&[PROPOSAL]);
    bench.run(&["backup", "yesterday", "--data", "data", "--with-keys"]).ok();
    bench.run(&["backup", "yesterday", "--data", "data"]).fails(2).says("never overwritten");
    bench.import("data", &[PROPOSAL, REPLY]).ok();
    bench.run(&["backup", "today", "--data", "data"]).ok();

    // The disk lost the record; what was published is remembered in the folder.
    for file in ["record.sqlite3", "record.sqlite3-wal", "record.sqlite3-shm"] {
        let _ = fs::remove_file(bench.path("data").join(file));
    }
    bench.run(&["standing", "river", "--data", "data"]).fails(4).says("no record");
    let restored = bench.run(&["restore", "yesterday", "--data", "data"]).ok();
    restored.says("read-only").says("People, their passkeys and devices are back");
    bench.import("data", &[PROPOSAL, QUESTION]).fails(1).says("read-only");
    bench.run(&["standing", "river", "--data", "data"]).ok();

    // A newer backup brings it up to date.
    bench
        .run(&["restore", "today", "--recover", "--data", "data"])
        .ok()
        .prints("1 entry recovered")
        .says("whole");
    bench.import("data", &[PROPOSAL, REPLY, QUESTION]).ok().prints("1 act registered");

    // In a folder that knows nothing of what was published, an operator decides.
    bench.run(&["restore", "yesterday", "--data", "new"]).ok().says("read-only");
    assert!(bench.path("new/keys/river.log.key").exists());
    bench.import("new", &[PROPOSAL, QUESTION]).fails(1);
    bench
        .run(&["restore", "--accept-loss", "The operator: no replica exists", "--data", "new"])
        .ok()
        .says("tell the members");
    assert!(bench.read("new/losses").contains("The operator"));
    bench.import("new", &[PROPOSAL, QUESTION]).ok().prints("1 act registered");
    bench.run(&["restore", "yesterday", "--data", "new"]).fails(1).says("already");
    bench.write("no-backup", "x");
    bench.run(&["restore", "no-backup", "--data", "newer"]).fails(3).says("no backup");
}

#[test]
fn keys_are_private_and_never_overwritten() {
    let bench = Bench::new();
    let made = bench.json(&["key", "new", "a.key"]);
    assert_eq!(bench.json(&["key", "show", "a.key"]), made);
    bench.run(&["key", "new", "a.key"]).fails(2).says("never overwritten");
    bench.write("no.key", "something else");
    bench.run(&["key", "show", "no.key"]).fails(3).says("no key file");
    assert!(!bench.run(&["key", "show", "a.key"]).ok().out.contains("PRIVATE"));
}

#[test]
fn what_is_not_there_is_said_with_what_is() {
    let bench = Bench::with_acts(&[PROPOSAL]);
    bench.run(&["standing", "lake", "--data", "data"]).fails(4).says("river");
    bench.run(&["standing", "river", "--data", "nowhere"]).fails(4).says("venue.toml");
    bench.run(&["log", "river", "--room", "cellar", "--data", "data"]).fails(4).says("public");
    bench.run(&["process", "new", "plan.toml", "--publish", "--data", "data"]).fails(1).says("already");
    bench.run(&["init", "--data", "data", "--name", "Another"]).fails(1).says("not empty");
    bench.run(&["standing", "river", "--url", "http://127.0.0.1:1"]).fails(6).says("127.0.0.1:1");
}

#[test]
fn a_plan_that_makes_no_charter_founds_nothing() {
    let bench = Bench::new();
    bench.run(&["init", "--data", "data", "--name", "Venue"]).ok();
    for (from, to, says) in [
        ("offset = \"+03:00\"", "offset = \"3\"", "offset"),
        ("name = \"river\"", "name = \"River\"", "River"),
        ("role = \"editor\"", "role = \"party\"", "editor"),
        ("languages", "langauges", "langauges"),
    ] {
        bench.write("plan.toml", program::PLAN.replacen(from, to, 1));
        bench
            .run(&["process", "new", "plan.toml", "--publish", "--data", "data"])
            .fails(3)
            .says(says)
            .says("plan.toml");
    }
    assert_eq!(bench.json(&["process", "list", "--data", "data"]), Value::Array(Vec::new()));
    assert_eq!(fs::read_dir(bench.path("data/keys")).expect("a folder").count(), 0);
}

#[test]
fn keys_that_an_interrupted_founding_left_are_used() {
    let bench = Bench::new();
    bench.write("plan.toml", program::PLAN);
    bench.run(&["init", "--data", "data", "--name", "Venue"]).ok();
    let left = bench.json(&["key", "new", "data/keys/river.chronicler.key"]);
    bench.run(&["process", "new", "plan.toml", "--publish", "--data", "data"]).ok();
    assert_eq!(bench.json(&["key", "show", "data/keys/river.chronicler.key"]), left);
    bench.import("data", &[PROPOSAL]).ok();
}
