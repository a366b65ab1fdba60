//! Amendments through the program alone: a register becomes talks, and talks get a further room.

mod program;

use program::{PROPOSAL, river::River};
use serde_json::{Value, json};

const GROUP: &str = "[rooms.military]\nkind = \"group\"\nmembers = [\"alpha\", \"beta\"]\n";

#[test]
fn a_group_room_is_added_by_a_second_amendment_and_used_and_the_whole_record_verifies() {
    let river = River::registered(&[PROPOSAL]);
    river.amended(&river.talks_plan(""));
    river.amend(&river.talks_plan(GROUP), "group.draft").ok();
    river.sign("group.draft", &["alpha", "beta", "chronicler"]);
    let added = river.submit_file("group.draft");
    assert_eq!(river.without_effect(&added), None);
    let offer = json!({ "act": "proposal", "to": ["beta"], "track": "military", "topic": "bridge" });
    let offer = river.enter("military", &offer, &["alpha"]);
    assert_eq!(river.awaited(&offer), ["beta: reply"]);
    // Who is no member of the room acts without effect in it.
    let report = json!({ "act": "minutes", "of": "0".repeat(64) });
    let stray = river.enter("military", &report, &["chronicler"]);
    assert_eq!(river.without_effect(&stray).as_deref(), Some("not_member"));

    let archive = river.bench.path(&river.archive(&[]));
    let verdict = river.verdict(&[]);
    assert!(verdict.to_string().contains("military"), "{verdict}");
    assert!(verdict.to_string().contains("amended 2 times"), "{verdict}");
    // A folder of tiles has only the charter of the beginning, and says what that leaves out.
    river.bench.run(&["export", "river", "--tiles", "tiles", "--data", "data"]).ok();
    let tiles = river.bench.json(&["verify", "tiles"]);
    assert!(tiles["not_checked"].to_string().contains("military"), "{tiles}");
    // Whatever is changed in it is found.
    let whole = std::fs::read(&archive).expect("an archive");
    let at = find(&whole, b"\"act\":\"amendment\"").expect("the amendment");
    for offset in [0, 10, 40, 200, 500, 900] {
        let mut changed = whole.clone();
        changed[at + offset] ^= 1;
        std::fs::write(&archive, &changed).expect("written");
        assert_ne!(river.bench.run(&["verify", archive.to_str().expect("UTF-8")]).code, 0, "byte {offset}");
    }
}

#[test]
fn an_amendment_that_is_one_sided_or_forged_changes_nothing() {
    let river = River::registered(&[PROPOSAL]);
    // Signed by all but one, it is not even a note.
    river.amend(&river.talks_plan(""), "amendment.draft").ok();
    river.sign("amendment.draft", &["chronicler", "alpha"]);
    river.bench.run(&["note", "submit", "amendment.draft", "--data", "data"]).fails(3);
    // Changed after a signature, it does not verify.
    let whole = river.bench.read("amendment.draft");
    river.bench.write("amendment.draft", whole.replace("await_endorsement", "count"));
    river.sign("amendment.draft", &["beta"]);
    river
        .bench
        .run(&["note", "submit", "amendment.draft", "--data", "data"])
        .fails(1)
        .says("does not verify");
    // With the one left out of the signers, it enters and has no effect, and its keys stay unknown.
    let act = act_of(&whole);
    let beta = river.bench.json(&["key", "show", "beta.key"])["name"].clone();
    let others = act["signers"].as_array().expect("a list").iter().filter(|name| **name != beta);
    let forged = signed_by(&whole, others.cloned().collect());
    river.bench.write("forged.draft", forged);
    river.sign("forged.draft", &["chronicler", "alpha"]);
    let note = river.submit_file("forged.draft");
    assert_eq!(river.without_effect(&note).as_deref(), Some("no_consent"));
    assert_eq!(river.awaited("a-bridge"), ["beta: reply"]);
    river.bench.write("act.json", json!({ "act": "endorsement", "re": "a-bridge" }).to_string());
    let new = ["note", "new", "river", "--act", "act.json", "--signer", "alpha.key", "--data", "data"];
    river.bench.run(&[&new[..], &["--out", "note.draft"]].concat()).fails(1).says("knows no key");
    // Nor does a stranger let itself in, whatever keys it states.
    let alpha = river.bench.json(&["key", "show", "alpha.key"])["name"].clone();
    let strange = signed_by(&whole, vec![alpha]).replacen("\\nchronicler\\n", "\\nalpha\\n", 1);
    river.bench.write("strange.draft", strange);
    river.sign("strange.draft", &["alpha"]);
    river
        .bench
        .run(&["note", "submit", "strange.draft", "--data", "data"])
        .fails(1)
        .says("signs for its author");
    // The record holds, with what had no effect in it.
    river.verdict(&[]);
}

#[test]
fn whoever_is_asked_to_sign_is_told_what_changes() {
    let river = River::registered(&[PROPOSAL]);
    river.amend(&river.talks_plan(GROUP), "amendment.draft").ok().says("alpha, beta, chronicler");
    let show = ["note", "show", "amendment.draft"];
    let shown = river.bench.run(&[&show[..], &["--data", "data"]].concat()).ok();
    shown
        .prints("the register becomes talks")
        .prints("reported acts wait for the endorsement")
        .prints("actor alpha takes part")
        .prints("actor chronicler: the editor becomes secretariat")
        .prints("room military is added: group, for alpha, beta");
    river.bench.run(&[&show[..], &["--data", "nowhere"]].concat()).ok().says("before you sign");
    // One that crosses another says so.
    river.amended(&river.talks_plan(""));
    river.bench.run(&[&show[..], &["--data", "data"]].concat()).ok();
    river.amend(&river.talks_plan(GROUP), "late.draft").ok();
    river.amend(&river.talks_plan(&GROUP.replace("military", "maps")), "crossed.draft").ok();
    for draft in ["late.draft", "crossed.draft"] {
        river.sign(draft, &["alpha", "beta", "chronicler"]);
    }
    river.submit_file("late.draft");
    let show = ["note", "show", "crossed.draft", "--data", "data"];
    river.bench.run(&show).ok().prints("crossed");
    let crossed = river.submit_file("crossed.draft");
    assert_eq!(river.without_effect(&crossed).as_deref(), Some("crossed"));
}

#[test]
fn a_plan_of_what_cannot_be_amended_is_refused_with_what_to_mend() {
    let river = River::registered(&[PROPOSAL]);
    for (from, to, says) in [
        ("+03:00", "+04:00", "offset"),
        ("name = \"river\"", "name = \"lake\"", "short name"),
        ("[actors.beta]\nrole = \"party\"", "[actors.beta]\nrole = \"observer\"", "fewer than two"),
        ("[rooms.public]\nkind = \"public\"\n", "[rooms]\n", "leaves out public"),
    ] {
        let plan = river.talks_plan("").replacen(from, to, 1);
        assert_ne!(plan, river.talks_plan(""), "{from}");
        river.amend(&plan, "amendment.draft").fails(3).says(says);
    }
    // A register that stays one is amended by its editor alone.
    let plan = format!("{}[actors.city]\nrole = \"host\"\nnames = {{ en = \"The city\" }}\n", program::PLAN);
    river.amend(&plan, "amendment.draft").ok();
    river.sign("amendment.draft", &["chronicler"]);
    let amendment = river.submit_file("amendment.draft");
    assert_eq!(river.without_effect(&amendment), None);
    river.amend(&plan, "again.draft").fails(3).says("says already");
}

/// The act of a draft.
fn act_of(draft: &str) -> Value {
    let draft: Value = serde_json::from_str(draft).expect("JSON");
    let text = draft["text"].as_str().expect("a text");
    serde_json::from_str(text.lines().nth(5).expect("the act")).expect("JSON")
}

/// The draft with other signers, and no signatures yet.
fn signed_by(draft: &str, signers: Vec<Value>) -> String {
    let mut draft: Value = serde_json::from_str(draft).expect("JSON");
    let text = draft["text"].as_str().expect("a text").to_owned();
    let line = text.lines().nth(5).expect("the act");
    let mut act: Value = serde_json::from_str(line).expect("JSON");
    act["signers"] = signers.into();
    draft["text"] = text.replace(line, &act.to_string()).into();
    draft["signatures"] = json!([]);
    draft.to_string()
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}
