//! Talks from the first day on, through the program alone: whoever takes part has a key of their
//! own, and nothing is said in anybody's name without it.

mod program;

use program::{
    Run,
    river::{Actor, River, Room, proposal},
};
use serde_json::json;

/// Two parties that are alike, and a secretariat.
const ACTORS: [Actor; 3] = [("alpha", "party"), ("beta", "party"), ("team", "secretariat")];
const ROOMS: [Room; 2] = [("plenary", "plenary", &["alpha", "beta", "team"]), ("public", "public", &[])];

/// Founded, and each actor has a device whose key may do all that a delegation does, but bind.
fn at_work() -> River {
    let talks = River::founded(&ACTORS, &ROOMS);
    let powers = ["negotiate", "propose", "reply", "initial", "sign_ad_referendum", "read"];
    for (id, _) in ACTORS {
        talks.credential(id, &format!("{id}-device"), &powers);
    }
    talks
}

#[test]
fn talks_begin_when_the_last_principal_has_signed() {
    let talks = River::drafted(&ACTORS, &ROOMS);
    talks.sign("charter.draft", &["team", "alpha"]);
    let found = ["process", "found", "charter.draft", "--data", "data"];
    talks.bench.run(&found).fails(3).says("signs the draft");
    assert_eq!(talks.bench.json(&["process", "list", "--data", "data"]), json!([]));
    talks.bench.run(&["note", "submit", "charter.draft", "--data", "data"]).fails(3);
    talks.sign("charter.draft", &["beta"]);
    talks.bench.run(&["note", "submit", "charter.draft", "--data", "data"]).fails(2).says("process found");
    let founded = talks.bench.json(&found);
    assert_eq!(founded["process"], "river");
    assert_eq!(talks.bench.json(&["process", "list", "--data", "data"])[0]["charter"], founded["charter"]);
    talks.bench.run(&found).fails(1).says("a process \"river\" already");
}

#[test]
fn a_charter_that_was_changed_after_a_signature_founds_nothing() {
    let talks = River::drafted(&ACTORS, &ROOMS);
    talks.sign("charter.draft", &["alpha", "beta"]);
    let draft = talks.bench.read("charter.draft");
    talks.bench.write("charter.draft", draft.replace("The river talks", "The other talks"));
    talks.sign("charter.draft", &["team"]);
    talks.bench.run(&["process", "found", "charter.draft", "--data", "data"]).fails(3).says("signature");
    // Nor in a venue that did not draft it.
    talks.bench.run(&["init", "--data", "elsewhere", "--name", "Elsewhere"]).ok();
    talks.bench.write("charter.draft", draft);
    talks.sign("charter.draft", &["team"]);
    talks.bench.run(&["process", "found", "charter.draft", "--data", "elsewhere"]).fails(4);
}

#[test]
fn who_has_no_part_in_an_item_moves_nothing() {
    let talks = at_work();
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
fn a_stranger_is_refused_and_the_whole_record_verifies() {
    let talks = at_work();
    talks.enter("plenary", &proposal("beta"), &["alpha-device"]);
    talks.bench.run(&["key", "new", "stranger.key"]).ok();
    talks.draft("plenary", &proposal("beta"), &["stranger"]).fails(1).says("knows no key");

    talks.verdict(&[]);
}

#[test]
#[cfg(unix)]
fn who_takes_part_works_over_the_network_and_others_learn_of_nothing() {
    let talks = at_work();
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
    let talks = River::founded(&ACTORS, &ROOMS);
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

#[test]
fn who_does_not_keep_the_record_has_nothing_erased_from_it() {
    let talks = at_work();
    let act = proposal("beta");
    let offer = talks.enter_saying("plenary", &act, &["alpha-device"], "A bridge at the mill.");
    let show = || talks.bench.json(&["note", "show", &offer, "--process", "river", "--data", "data"]);
    let shown = show();
    let erased = json!({ "act": "erased", "annex": shown["act"]["annexes"][0]["commitment"] });
    let says = "A bridge at the mill.";
    assert_eq!(shown["wording"]["text"], says);
    talks.enter("plenary", &erased, &["beta-device"]);
    assert_eq!(show()["wording"]["text"], says, "a party has no words of another erased");
    talks.enter("plenary", &erased, &["team-device"]);
    assert_eq!(show()["wording"], serde_json::Value::Null);
}
