//! Talks from the first day on, through the program alone: whoever takes part has a key of their
//! own, and nothing is said in anybody's name without it.

mod program;

use program::{Bench, Run};
use serde_json::{Value, json};

/// Talks between two parties that are alike, with a secretariat.
struct Talks {
    bench: Bench,
}

impl Talks {
    /// A venue, and each principal's key.
    fn planned() -> Talks {
        let bench = Bench::new();
        bench.run(&["init", "--data", "data", "--name", "Venue"]).ok();
        let actors = [("alpha", "party"), ("beta", "party"), ("team", "secretariat")];
        let mut plan = String::from(
            "name = \"river\"\noffset = \"+03:00\"\nlanguages = [\"en\"]\n[titles]\nen = \"The river talks\"\n",
        );
        for (id, role) in actors {
            let key = bench.json(&["key", "new", &format!("{id}.key")]);
            let public = key["public"].as_str().expect("a public key");
            plan.push_str(&format!(
                "[actors.{id}]\nrole = \"{role}\"\nnames = {{ en = \"{id}\" }}\nprincipal = \"{public}\"\n"
            ));
        }
        plan.push_str("[rooms.plenary]\nkind = \"plenary\"\nmembers = [\"alpha\", \"beta\", \"team\"]\n");
        plan.push_str("[rooms.military]\nkind = \"group\"\nmembers = [\"alpha\", \"beta\", \"team\"]\n");
        plan.push_str("[rooms.public]\nkind = \"public\"\n");
        bench.write("talks.toml", plan);
        Talks { bench }
    }

    fn drafted() -> Talks {
        let talks = Talks::planned();
        talks.bench.run(&["process", "draft", "talks.toml", "--out", "charter.draft", "--data", "data"]).ok();
        talks
    }

    fn signed_by(self, principals: &[&str]) -> Talks {
        for id in principals {
            self.bench.run(&["note", "sign", "charter.draft", "--key", &format!("{id}.key")]).ok();
        }
        self
    }

    fn founded() -> Talks {
        let talks = Talks::drafted().signed_by(&["beta", "team", "alpha"]);
        talks.bench.run(&["process", "found", "charter.draft", "--data", "data"]).ok();
        talks
    }

    /// Founded, and each actor has a device whose key may do all that a delegation does, but bind.
    fn at_work() -> Talks {
        let talks = Talks::founded();
        for id in ["alpha", "beta", "team"] {
            let key = talks.bench.json(&["key", "new", &format!("{id}-device.key")]);
            let powers = ["negotiate", "propose", "reply", "initial", "sign_ad_referendum", "read"];
            let act = json!({ "act": "credential", "actor": id, "key": key["public"], "powers": powers });
            talks.enter("registry", &act, &[id]);
        }
        talks
    }

    /// Drafts an act in a room.
    fn draft(&self, room: &str, act: &Value, signers: &[&str]) -> Run {
        std::fs::remove_file(self.bench.path("note.draft")).ok();
        self.bench.write("act.json", act.to_string());
        let files: Vec<String> = signers.iter().map(|id| format!("{id}.key")).collect();
        let mut command = vec!["note", "new", "river", "--room", room, "--act", "act.json", "--data", "data"];
        for file in &files {
            command.extend(["--signer", file]);
        }
        command.extend(["--out", "note.draft"]);
        self.bench.run(&command)
    }

    /// Submits the draft, signed by all who are named, and gives the note's commitment.
    fn submit(&self, signers: &[&str]) -> String {
        for id in signers {
            self.bench.run(&["note", "sign", "note.draft", "--key", &format!("{id}.key")]).ok();
        }
        let submitted = self.bench.json(&["note", "submit", "note.draft", "--data", "data"]);
        submitted["note"].as_str().expect("a commitment").to_owned()
    }

    /// Drafts, signs and submits an act.
    fn enter(&self, room: &str, act: &Value, signers: &[&str]) -> String {
        self.draft(room, act, signers).ok();
        self.submit(signers)
    }

    fn standing(&self) -> Value {
        self.bench.json(&["standing", "river", "--data", "data"])
    }

    /// What an open item awaits, each as `actor: what`; empty where it is not open.
    fn awaited(&self, item: &str) -> Vec<String> {
        let standing = self.standing();
        let items = standing["open_items"].as_array().expect("a list").iter();
        let of_item = items.filter(|open| open["item"] == item);
        let awaits = of_item.flat_map(|open| open["awaits"].as_array().expect("a list").clone());
        awaits
            .map(|a| format!("{}: {}", a["actor"].as_str().unwrap_or(""), a["for"].as_str().unwrap_or("")))
            .collect()
    }

    /// Why a note had no effect, if it had none.
    fn without_effect(&self, note: &str) -> Option<String> {
        let standing = self.standing();
        let listed = standing["without_effect"].as_array().expect("a list").iter();
        let mut of_note = listed.filter(|w| w["note"] == note);
        of_note.next().and_then(|w| w["reason"].as_str()).map(str::to_owned)
    }

    fn item(&self, item: &str) -> Value {
        self.bench.json(&["item", "river", item, "--data", "data"])
    }
}

fn proposal(to: &str) -> Value {
    json!({ "act": "proposal", "to": [to], "track": "political", "topic": "bridge" })
}

#[test]
fn talks_begin_when_the_last_principal_has_signed() {
    let talks = Talks::drafted().signed_by(&["team", "alpha"]);
    let found = ["process", "found", "charter.draft", "--data", "data"];
    talks.bench.run(&found).fails(3).says("signs the draft");
    assert_eq!(talks.bench.json(&["process", "list", "--data", "data"]), json!([]));
    talks.bench.run(&["note", "submit", "charter.draft", "--data", "data"]).fails(3);
    let talks = talks.signed_by(&["beta"]);
    talks.bench.run(&["note", "submit", "charter.draft", "--data", "data"]).fails(2).says("process found");
    let founded = talks.bench.json(&found);
    assert_eq!(founded["process"], "river");
    assert_eq!(talks.bench.json(&["process", "list", "--data", "data"])[0]["charter"], founded["charter"]);
    talks.bench.run(&found).fails(1).says("a process \"river\" already");
}

#[test]
fn a_charter_that_was_changed_after_a_signature_founds_nothing() {
    let talks = Talks::drafted().signed_by(&["alpha", "beta"]);
    let draft = talks.bench.read("charter.draft");
    talks.bench.write("charter.draft", draft.replace("The river talks", "The other talks"));
    let talks = talks.signed_by(&["team"]);
    talks.bench.run(&["process", "found", "charter.draft", "--data", "data"]).fails(3).says("signature");
    // Nor in a venue that did not draft it.
    talks.bench.run(&["init", "--data", "elsewhere", "--name", "Elsewhere"]).ok();
    talks.bench.write("charter.draft", draft);
    let talks = talks.signed_by(&["team"]);
    talks.bench.run(&["process", "found", "charter.draft", "--data", "elsewhere"]).fails(4);
}

#[test]
fn an_offer_goes_from_hand_to_hand_until_it_binds() {
    let talks = Talks::at_work();
    let offer = talks.enter("plenary", &proposal("beta"), &["alpha-device"]);
    assert_eq!(talks.awaited(&offer), ["beta: reply"]);
    talks.enter("plenary", &json!({ "act": "receipt", "re": offer }), &["beta-device"]);
    let reply = json!({ "act": "reply", "re": offer, "position": "conditional" });
    let reply = talks.enter("plenary", &reply, &["beta-device"]);
    assert_eq!(talks.awaited(&offer), ["alpha: answer_to_conditions"]);
    let answer = json!({ "act": "answer", "re": reply, "conditions": "amended" });
    talks.enter("plenary", &answer, &["alpha-device"]);
    assert_eq!(talks.awaited(&offer), ["beta: reply"]);

    // The device may not bind; its acceptance counts once the principal confirms it.
    let accept = json!({ "act": "reply", "re": offer, "position": "accept" });
    let accepted = talks.enter("plenary", &accept, &["beta-device"]);
    assert_eq!(talks.without_effect(&accepted).as_deref(), Some("beyond_powers"));
    assert_eq!(talks.awaited(&offer), ["beta: reply"]);
    talks.enter("plenary", &json!({ "act": "confirmation", "re": accepted, "given": true }), &["beta"]);
    assert_eq!(talks.without_effect(&accepted), None);
    assert_eq!(talks.item(&offer)["outcome"]["closed"], "accepted");
}

#[test]
fn who_has_no_part_in_an_item_moves_nothing() {
    let talks = Talks::at_work();
    let offer = talks.enter("plenary", &proposal("beta"), &["alpha-device"]);
    for (act, signer, reason) in [
        (json!({ "act": "reply", "re": offer, "position": "reject" }), "alpha-device", "not_addressee"),
        (json!({ "act": "withdrawal", "re": offer }), "beta-device", "not_proposer"),
        (json!({ "act": "round", "mode": "in_person" }), "alpha-device", "no_consent"),
        (
            json!({ "act": "reply", "re": offer, "position": "reject",
                    "reported": { "by": "beta", "on": "2025-03-01", "medium": "oral" } }),
            "alpha-device",
            "not_secretariat",
        ),
    ] {
        let note = talks.enter("plenary", &act, &[signer]);
        assert_eq!(talks.without_effect(&note).as_deref(), Some(reason), "{act}");
        assert_eq!(talks.awaited(&offer), ["beta: reply"], "{act}");
    }
}

#[test]
fn what_the_secretariat_reports_waits_for_its_actors_word() {
    let talks = Talks::at_work();
    let mut call = proposal("beta");
    call["reported"] =
        json!({ "by": "alpha", "on": "2025-03-01", "medium": "telephone", "received_by": "team" });
    let call = talks.enter("plenary", &call, &["team-device"]);
    assert_eq!(talks.without_effect(&call).as_deref(), Some("not_endorsed"));
    assert_eq!(talks.awaited(&call), [""; 0]);
    talks.enter("plenary", &json!({ "act": "endorsement", "re": call }), &["alpha-device"]);
    assert_eq!(talks.awaited(&call), ["beta: reply"]);
}

#[test]
fn an_acceptance_that_crosses_a_change_of_terms_binds_nobody() {
    let talks = Talks::at_work();
    let text = json!({ "act": "text", "to": ["beta"], "track": "political" });
    let text = talks.enter("plenary", &text, &["alpha-device"]);
    // Beta signs what it has read, while alpha amends.
    talks.draft("plenary", &json!({ "act": "sign", "re": text, "ad_referendum": false }), &["beta"]).ok();
    std::fs::rename(talks.bench.path("note.draft"), talks.bench.path("crossed.draft")).expect("kept");
    talks.enter("plenary", &json!({ "act": "amend", "re": text }), &["alpha-device"]);
    std::fs::rename(talks.bench.path("crossed.draft"), talks.bench.path("note.draft")).expect("taken up");
    let crossed = talks.submit(&["beta"]);
    assert_eq!(talks.without_effect(&crossed).as_deref(), Some("crossed"));
}

#[test]
fn a_group_exists_by_the_consent_that_was_given_to_it_and_a_round_by_that_of_all() {
    let talks = Talks::at_work();
    let mut offer = proposal("beta");
    offer["groups"] = json!(["military"]);
    let offer = talks.enter("plenary", &offer, &["alpha-device"]);
    let group = json!({ "act": "group", "from": offer, "track": "military", "phase": "established" });
    let early = talks.enter("plenary", &group, &["team-device"]);
    assert_eq!(talks.without_effect(&early).as_deref(), Some("no_consent"));
    assert_eq!(talks.standing()["groups"]["established"], json!([]));
    talks.enter("plenary", &json!({ "act": "reply", "re": offer, "position": "accept" }), &["beta"]);
    assert_eq!(talks.without_effect(&early), None);
    let groups = talks.standing()["groups"].clone();
    assert!(groups["established"].to_string().contains(&early), "{groups}");

    // A joint note is signed by each of them, each on their own machine.
    let round = json!({ "act": "round", "mode": "in_person" });
    talks.draft("plenary", &round, &["alpha", "beta"]).ok();
    talks.bench.run(&["note", "submit", "note.draft", "--data", "data"]).fails(3);
    let round = talks.submit(&["beta", "alpha"]);
    assert_eq!(talks.without_effect(&round), None);
    let minutes = talks.enter("plenary", &json!({ "act": "minutes", "of": round }), &["team-device"]);
    assert_eq!(talks.awaited(&minutes).len(), 2);
    for party in ["beta", "alpha"] {
        talks.enter("plenary", &json!({ "act": "approval", "re": minutes }), &[party]);
    }
    assert_eq!(talks.item(&minutes)["outcome"]["closed"], "agreed");
}

#[test]
fn a_revoked_device_and_a_stranger_are_refused_and_the_whole_record_verifies() {
    let talks = Talks::at_work();
    talks.enter("plenary", &proposal("beta"), &["alpha-device"]);
    // A colleague revokes what was lost.
    let lost = talks.bench.json(&["key", "show", "alpha-device.key"]);
    let colleague = talks.bench.json(&["key", "new", "alpha-colleague.key"]);
    let act =
        json!({ "act": "credential", "actor": "alpha", "key": colleague["public"], "powers": ["reply"] });
    talks.enter("registry", &act, &["alpha"]);
    talks.draft("plenary", &proposal("beta"), &["alpha-device"]).ok();
    talks.bench.run(&["note", "sign", "note.draft", "--key", "alpha-device.key"]).ok();
    std::fs::rename(talks.bench.path("note.draft"), talks.bench.path("late.draft")).expect("kept");
    talks.enter("registry", &json!({ "act": "revocation", "key": lost["name"] }), &["alpha-colleague"]);
    talks.bench.run(&["note", "submit", "late.draft", "--data", "data"]).fails(1).says("revoked");
    talks.bench.run(&["key", "new", "stranger.key"]).ok();
    talks.draft("plenary", &proposal("beta"), &["stranger"]).fails(1).says("knows no key");

    talks.bench.run(&["export", "river", "--archive", "river.verbale", "--data", "data"]).ok();
    let verdict = talks.bench.json(&["verify", "river.verbale"]);
    assert_eq!(verdict["verdict"], "verified");
}

#[test]
#[cfg(unix)]
fn who_takes_part_works_over_the_network_and_others_learn_of_nothing() {
    let talks = Talks::at_work();
    let served = program::served::Served::start(&talks.bench);
    let url = served.address.as_str();
    let bench = &talks.bench;
    assert_eq!(bench.json(&["process", "list", "--url", url]), json!([]));
    bench.run(&["standing", "river", "--url", url]).fails(4);
    bench.run(&["key", "new", "stranger.key"]).ok();
    bench.run(&["standing", "river", "--url", url, "--as", "stranger.key"]).fails(1).says("does not hold");
    let by = ["--url", url, "--as", "alpha-device.key"];
    assert_eq!(bench.json(&[&["process", "list"][..], &by].concat())[0]["process"], "river");

    bench.write("act.json", proposal("beta").to_string());
    let new =
        ["note", "new", "river", "--room", "plenary", "--act", "act.json", "--signer", "alpha-device.key"];
    bench.run(&[&new[..], &["--out", "offer.draft"], &by].concat()).ok();
    bench.run(&["note", "sign", "offer.draft", "--key", "alpha-device.key"]).ok();
    // To those who do not take part the room does not exist, to write to as to read.
    bench.run(&["note", "submit", "offer.draft", "--url", url]).fails(4);
    let offer = bench.json(&[&["note", "submit", "offer.draft"][..], &by].concat())["note"].clone();
    let seen = bench.json(&["standing", "river", "--url", url, "--as", "beta-device.key"]);
    assert!(seen["open_items"].to_string().contains(offer.as_str().expect("a commitment")), "{seen}");

    // From the revocation on, the device sees nothing.
    let lost = bench.json(&["key", "show", "beta-device.key"]);
    bench.write("act.json", json!({ "act": "credential", "actor": "beta", "key": bench.json(&["key", "new", "beta-colleague.key"])["public"], "powers": ["read"] }).to_string());
    let enter = |signer: &str, name: &str| {
        let by = ["--url", url, "--as", signer];
        let new = [
            "note", "new", "river", "--room", "registry", "--act", "act.json", "--signer", signer, "--out",
            name,
        ];
        bench.run(&[&new[..], &by].concat()).ok();
        bench.run(&["note", "sign", name, "--key", signer]).ok();
        bench.run(&[&["note", "submit", name][..], &by].concat()).ok();
    };
    enter("beta.key", "colleague.draft");
    bench.write("act.json", json!({ "act": "revocation", "key": lost["name"] }).to_string());
    enter("beta-colleague.key", "revocation.draft");
    bench.run(&["standing", "river", "--url", url, "--as", "beta-device.key"]).fails(4);
    bench.run(&["standing", "river", "--url", url, "--as", "beta-colleague.key"]).ok();
    served.stop();
}

#[test]
fn a_key_under_a_passphrase_signs_when_it_is_opened_and_not_otherwise() {
    let talks = Talks::founded();
    let bench = &talks.bench;
    bench.write("passphrase", "four words nobody joins\n");
    bench.write("other", "four other words joined\n");
    let run = |arguments: &[&str], passphrase: Option<&str>| {
        let mut command = bench.command(arguments);
        if let Some(file) = passphrase {
            command.env("VERBALE_PASSPHRASE_FILE", bench.path(file));
        }
        Run::of(command.output().expect("the program starts"), arguments)
    };
    run(&["key", "new", "sealed.key", "--protect"], None).fails(2).says("terminal");
    run(&["key", "new", "sealed.key", "--protect"], Some("passphrase")).ok();
    let public = bench.json(&["key", "show", "sealed.key"])["public"].clone();
    let act = json!({ "act": "credential", "actor": "alpha", "key": public, "powers": ["propose"] });
    talks.enter("registry", &act, &["alpha"]);
    talks.draft("plenary", &proposal("beta"), &["sealed"]).ok();
    let sign = ["note", "sign", "note.draft", "--key", "sealed.key"];
    run(&sign, None).fails(2).says("passphrase");
    run(&sign, Some("other")).fails(1).says("does not open");
    run(&sign, Some("passphrase")).ok();
    bench.run(&["note", "submit", "note.draft", "--data", "data"]).ok();
}
