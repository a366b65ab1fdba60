//! Amendments through the program alone: a register becomes talks, and talks get a further room.

mod program;

use program::{Bench, PROPOSAL, Run};
use serde_json::{Value, json};

/// A register with one reported proposal, and the keys of those who would talk.
struct River {
    bench: Bench,
}

impl River {
    fn registered() -> River {
        let bench = Bench::with_acts(&[PROPOSAL]);
        for id in ["alpha", "beta"] {
            bench.run(&["key", "new", &format!("{id}.key")]).ok();
        }
        River { bench }
    }

    /// Talks that were the register, with `more` at the end of their plan.
    fn plan(&self, more: &str) -> String {
        let key = |id: &str| self.bench.json(&["key", "show", &format!("{id}.key")])["public"].to_string();
        format!(
            "name = \"river\"\noffset = \"+03:00\"\nlanguages = [\"en\"]\n[titles]\nen = \"The river talks\"\n\
             [rules]\nreported_acts = \"await_endorsement\"\n\
             [actors.chronicler]\nrole = \"secretariat\"\nnames = {{ en = \"Chronicler\" }}\n\
             [actors.alpha]\nrole = \"party\"\nnames = {{ en = \"Alpha\" }}\nprincipal = {}\n\
             [actors.beta]\nrole = \"party\"\nnames = {{ en = \"Beta\" }}\nprincipal = {}\n\
             [rooms.public]\nkind = \"public\"\n{more}",
            key("alpha"),
            key("beta")
        )
    }

    fn amend(&self, plan: &str, draft: &str) -> Run {
        std::fs::remove_file(self.bench.path(draft)).ok();
        self.bench.write("amended.toml", plan);
        self.bench.run(&["process", "amend", "river", "amended.toml", "--out", draft, "--data", "data"])
    }

    fn sign(&self, draft: &str, signers: &[&str]) {
        for signer in signers {
            self.bench.run(&["note", "sign", draft, "--key", &key_file(signer)]).ok();
        }
    }

    fn submit(&self, draft: &str) -> String {
        let submitted = self.bench.json(&["note", "submit", draft, "--data", "data"]);
        submitted["note"].as_str().expect("a commitment").to_owned()
    }

    /// The register, become talks.
    fn become_talks(&self) -> String {
        self.amend(&self.plan(""), "amendment.draft").ok();
        self.sign("amendment.draft", &["beta", "chronicler", "alpha"]);
        self.submit("amendment.draft")
    }

    /// Drafts, signs and submits an act.
    fn enter(&self, room: &str, act: &Value, signer: &str) -> String {
        std::fs::remove_file(self.bench.path("note.draft")).ok();
        self.bench.write("act.json", act.to_string());
        let key = key_file(signer);
        let new = ["note", "new", "river", "--room", room, "--act", "act.json", "--signer", &key];
        self.bench.run(&[&new[..], &["--out", "note.draft", "--data", "data"]].concat()).ok();
        self.sign("note.draft", &[signer]);
        self.submit("note.draft")
    }

    fn standing(&self) -> Value {
        self.bench.json(&["standing", "river", "--data", "data"])
    }

    /// What is awaited, each as `actor: what`.
    fn awaited(&self) -> Vec<String> {
        let standing = self.standing();
        let items = standing["open_items"].as_array().expect("a list").iter();
        let awaits = items.flat_map(|open| open["awaits"].as_array().expect("a list").clone());
        awaits
            .map(|a| format!("{}: {}", a["actor"].as_str().unwrap_or(""), a["for"].as_str().unwrap_or("")))
            .collect()
    }

    fn without_effect(&self, note: &str) -> Option<String> {
        let standing = self.standing();
        let listed = standing["without_effect"].as_array().expect("a list").iter();
        let mut of_note = listed.filter(|w| w["note"] == note);
        of_note.next().and_then(|w| w["reason"].as_str()).map(str::to_owned)
    }

    fn export(&self) -> std::path::PathBuf {
        std::fs::remove_file(self.bench.path("river.verbale")).ok();
        self.bench.run(&["export", "river", "--archive", "river.verbale", "--data", "data"]).ok();
        self.bench.path("river.verbale")
    }
}

const GROUP: &str = "[rooms.military]\nkind = \"group\"\nmembers = [\"alpha\", \"beta\"]\n";

#[test]
fn a_register_becomes_talks_and_what_was_reported_waits_for_its_actors_word() {
    let river = River::registered();
    assert_eq!(river.awaited(), ["beta: reply"]);
    let amendment = river.become_talks();
    assert_eq!(river.without_effect(&amendment), None);
    assert_eq!(river.awaited(), [""; 0]);
    assert_eq!(river.without_effect("a-bridge").as_deref(), Some("not_endorsed"));

    // Who kept the register reports from now on as the secretariat, and acts for nobody.
    river
        .bench
        .run(&["note", "show", &amendment, "--process", "river", "--data", "data"])
        .ok()
        .prints("talks");
    river.enter("public", &json!({ "act": "endorsement", "re": "a-bridge" }), "alpha");
    assert_eq!(river.awaited(), ["beta: reply"]);
    let reply = json!({ "act": "reply", "re": "a-bridge", "position": "accept" });
    river.enter("public", &reply, "beta");
    let item = river.bench.json(&["item", "river", "a-bridge", "--data", "data"]);
    assert_eq!(item["outcome"]["closed"], "accepted");
    // On a day of before, the record stands as the register had it.
    let before = river.bench.json(&["standing", "river", "--as-of", "2025-03-02", "--data", "data"]);
    assert_eq!(before["open_items"][0]["awaits"][0]["actor"], "beta");
}

#[test]
fn a_group_room_is_added_by_a_second_amendment_and_used_and_the_whole_record_verifies() {
    let river = River::registered();
    river.become_talks();
    river.amend(&river.plan(GROUP), "group.draft").ok();
    river.sign("group.draft", &["alpha", "beta", "chronicler"]);
    let added = river.submit("group.draft");
    assert_eq!(river.without_effect(&added), None);
    let offer = json!({ "act": "proposal", "to": ["beta"], "track": "military", "topic": "bridge" });
    river.enter("military", &offer, "alpha");
    assert!(river.awaited().contains(&"beta: reply".to_owned()));
    // Who is no member of the room acts without effect in it.
    let report = json!({ "act": "minutes", "of": "0".repeat(64) });
    let stray = river.enter("military", &report, "chronicler");
    assert_eq!(river.without_effect(&stray).as_deref(), Some("not_member"));

    let archive = river.export();
    let verdict = river.bench.json(&["verify", "river.verbale"]);
    assert_eq!(verdict["verdict"], "verified");
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
        assert_ne!(river.bench.run(&["verify", "river.verbale"]).code, 0, "byte {offset}");
    }
}

#[test]
fn an_amendment_that_is_one_sided_or_forged_changes_nothing() {
    let river = River::registered();
    // Signed by all but one, it is not even a note.
    river.amend(&river.plan(""), "amendment.draft").ok();
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
    let note = river.submit("forged.draft");
    assert_eq!(river.without_effect(&note).as_deref(), Some("no_consent"));
    assert_eq!(river.awaited(), ["beta: reply"]);
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
    river.export();
    assert_eq!(river.bench.json(&["verify", "river.verbale"])["verdict"], "verified");
}

#[test]
fn whoever_is_asked_to_sign_is_told_what_changes() {
    let river = River::registered();
    river.amend(&river.plan(GROUP), "amendment.draft").ok().says("alpha, beta, chronicler");
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
    river.become_talks();
    river.bench.run(&[&show[..], &["--data", "data"]].concat()).ok();
    river.amend(&river.plan(GROUP), "late.draft").ok();
    river.amend(&river.plan(&GROUP.replace("military", "maps")), "crossed.draft").ok();
    for draft in ["late.draft", "crossed.draft"] {
        river.sign(draft, &["alpha", "beta", "chronicler"]);
    }
    river.submit("late.draft");
    let show = ["note", "show", "crossed.draft", "--data", "data"];
    river.bench.run(&show).ok().prints("crossed");
    let crossed = river.submit("crossed.draft");
    assert_eq!(river.without_effect(&crossed).as_deref(), Some("crossed"));
}

#[test]
fn a_plan_of_what_cannot_be_amended_is_refused_with_what_to_mend() {
    let river = River::registered();
    for (from, to, says) in [
        ("+03:00", "+04:00", "offset"),
        ("name = \"river\"", "name = \"lake\"", "short name"),
        ("[actors.beta]\nrole = \"party\"", "[actors.beta]\nrole = \"observer\"", "fewer than two"),
        ("[rooms.public]\nkind = \"public\"\n", "[rooms]\n", "leaves out public"),
    ] {
        let plan = river.plan("").replacen(from, to, 1);
        assert_ne!(plan, river.plan(""), "{from}");
        river.amend(&plan, "amendment.draft").fails(3).says(says);
    }
    // A register that stays one is amended by its editor alone.
    let plan = format!("{}[actors.city]\nrole = \"host\"\nnames = {{ en = \"The city\" }}\n", program::PLAN);
    river.amend(&plan, "amendment.draft").ok();
    river.sign("amendment.draft", &["chronicler"]);
    let amendment = river.submit("amendment.draft");
    assert_eq!(river.without_effect(&amendment), None);
    river.amend(&plan, "again.draft").fails(3).says("says already");
}

/// The file of an actor's key: the venue drew the editor's.
fn key_file(actor: &str) -> String {
    match actor {
        "chronicler" => "data/keys/river.chronicler.key".to_owned(),
        _ => format!("{actor}.key"),
    }
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
