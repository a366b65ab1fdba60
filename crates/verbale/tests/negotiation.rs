//! A whole negotiation through the program alone, as `web/tests/browser/negotiation.test.mjs` walks
//! it with several people at their browsers: a register begins alone and becomes talks; offers are
//! made, answered, countered and crossed; what was agreed is written down.

mod program;

use program::{
    PROPOSAL,
    river::{River, awaited, open_item, proposal, release},
};
use serde_json::{Value, json};

const PLENARY: &str =
    "[rooms.plenary]\nkind = \"plenary\"\nmembers = [\"alpha\", \"beta\", \"chronicler\"]\n";
const SHUTTLE: &str = "[rooms.with_alpha]\nkind = \"shuttle\"\nmembers = [\"alpha\", \"chronicler\"]\n";
const NONE: [&str; 0] = [];

/// The standing's groups, proposed or established.
fn groups(standing: &Value, which: &str) -> Vec<String> {
    let groups = standing["groups"][which].as_array().expect("a list").iter();
    groups.map(|group| group.as_str().expect("a commitment").to_owned()).collect()
}

#[test]
fn a_register_becomes_talks_and_the_talks_come_to_something() {
    let river = River::registered(&[PROPOSAL]);
    let call = "a-bridge";

    // A register that its editor keeps alone. What it reports of the parties counts, as a report.
    assert_eq!(river.awaited(call), ["beta: reply"]);

    // All sign the amendment that makes talks of it; signed by all but one it is no note.
    let plan = river.talks_plan(PLENARY);
    river.amend(&plan, "amendment.draft").ok();
    river.sign("amendment.draft", &["chronicler", "alpha"]);
    river.bench.run(&["note", "submit", "amendment.draft", "--data", "data"]).fails(3);
    river.sign("amendment.draft", &["beta"]);
    let amendment = river.submit_file("amendment.draft");
    assert_eq!(river.without_effect(&amendment), None);
    let show = ["note", "show", &amendment, "--process", "river", "--data", "data"];
    river.bench.run(&show).ok().prints("the register becomes talks");

    // What was registered waits for its author's word. On a day of before it stands as it stood.
    assert_eq!(river.without_effect(call).as_deref(), Some("not_endorsed"));
    assert_eq!(river.awaited(call), NONE);
    let before = river.bench.json(&["standing", "river", "--as-of", "2025-03-02", "--data", "data"]);
    assert_eq!(awaited(&before, call), ["beta: reply"]);
    river.enter("public", &json!({ "act": "endorsement", "re": call }), &["alpha"]);
    assert_eq!(river.without_effect(call), None);
    assert_eq!(river.awaited(call), ["beta: reply"]);
    // So does what the secretariat registers from now on.
    let mut words = proposal("alpha");
    words["reported"] =
        json!({ "by": "beta", "on": "2025-03-02", "medium": "telephone", "received_by": "chronicler" });
    let words = river.enter("plenary", &words, &["chronicler"]);
    assert_eq!(river.without_effect(&words).as_deref(), Some("not_endorsed"));
    assert_eq!(river.awaited(&words), NONE);
    river.enter("plenary", &json!({ "act": "endorsement", "re": words }), &["beta"]);
    assert_eq!(river.awaited(&words), ["alpha: reply"]);

    // Full powers on a device, and not more than were given.
    river.credential("beta", "beta-device", &["negotiate", "propose", "reply", "read"]);
    river.credential("beta", "beta-colleague", &["reply"]);

    // A proposal, which asks for a group: received, answered on conditions, the conditions answered.
    let mut offer = proposal("beta");
    offer["groups"] = json!(["military"]);
    let offer = river.enter_saying("plenary", &offer, &["alpha"], "Open the river to ships.");
    assert_eq!(river.awaited(&offer), ["beta: reply"]);
    river.enter("plenary", &json!({ "act": "receipt", "re": offer }), &["beta-device"]);
    assert_eq!(open_item(&river.standing(), &offer).expect("it is open")["awaits"][0]["status"], "received");
    let reply = json!({ "act": "reply", "re": offer, "position": "conditional" });
    let reply = river.enter_saying("plenary", &reply, &["beta-device"], "If by day only.");
    assert_eq!(river.awaited(&offer), ["alpha: answer_to_conditions"]);
    let answer = json!({ "act": "answer", "re": reply, "conditions": "met" });
    river.enter_saying("plenary", &answer, &["alpha"], "By day only.");
    assert_eq!(river.awaited(&offer), ["beta: reply"]);

    // A group is proposed, and exists by the consent that is given to the proposal of it.
    assert_eq!(groups(&river.standing(), "proposed"), [offer.as_str()]);
    let group = json!({ "act": "group", "from": offer, "track": "military", "phase": "established" });
    let group = river.enter("plenary", &group, &["chronicler"]);
    assert_eq!(river.without_effect(&group).as_deref(), Some("no_consent"));
    assert_eq!(groups(&river.standing(), "established"), NONE);

    // Accepted beyond powers: without effect, until the principal confirms it.
    let accept = json!({ "act": "reply", "re": offer, "position": "accept" });
    let accepted = river.enter("plenary", &accept, &["beta-device"]);
    assert_eq!(river.without_effect(&accepted).as_deref(), Some("beyond_powers"));
    assert_eq!(river.awaited(&offer), ["beta: reply"]);
    river.enter("plenary", &json!({ "act": "confirmation", "re": accepted, "given": true }), &["beta"]);
    assert_eq!(river.without_effect(&accepted), None);
    assert_eq!(river.closed(&offer).as_deref(), Some("accepted"));
    assert_eq!(river.without_effect(&group), None);
    assert_eq!(groups(&river.standing(), "proposed"), NONE);
    assert_eq!(groups(&river.standing(), "established"), [group.as_str()]);

    // The group meets, and reports.
    let session = |phase: &str| json!({ "act": "session", "group": group, "phase": phase });
    let report = json!({ "act": "report", "group": group });
    for (act, text) in [
        (session("opened"), "Begun."),
        (session("closed"), "Ended."),
        (report, "The group met and looked at the map."),
    ] {
        let note = river.enter_saying("plenary", &act, &["chronicler"], text);
        assert_eq!(river.without_effect(&note), None, "{act}");
    }
    assert!(river.holds(&["plenary"], "The group met and looked at the map."));

    // A counter-proposal takes the place of an answer.
    let toll = river.enter("plenary", &proposal("beta"), &["alpha"]);
    let mut counter = proposal("alpha");
    counter["counter_to"] = json!(toll);
    let counter = river.enter("plenary", &counter, &["beta-device"]);
    let reply = json!({ "act": "reply", "re": toll, "position": "counter", "counter_id": counter });
    river.enter("plenary", &reply, &["beta-device"]);
    assert_eq!(river.closed(&toll).as_deref(), Some("countered"));
    assert_eq!(river.awaited(&counter), ["alpha: reply"]);

    // Beta has the text before its eyes and has not submitted yet, while alpha amends it.
    let text = json!({ "act": "text", "to": ["beta"], "track": "political" });
    let text = river.enter_saying("plenary", &text, &["alpha"], "Article 1.");
    river.draft("plenary", &json!({ "act": "sign", "re": text, "ad_referendum": false }), &["beta"]).ok();
    river.set_aside("crossed.draft");
    let before = river.awaited(&text);
    river.enter_saying("plenary", &json!({ "act": "amend", "re": text }), &["alpha"], "Article 1, amended.");
    river.sign("crossed.draft", &["beta"]);
    let crossed = river.submit_file("crossed.draft");
    assert_eq!(river.without_effect(&crossed).as_deref(), Some("crossed"));
    assert_eq!(river.awaited(&text), before);

    // A round is held, by a joint note of those who met, and both approve its minutes.
    let round = json!({ "act": "round", "mode": "in_person" });
    river.draft("plenary", &round, &["alpha", "beta"]).ok();
    let round = river.submit(&["beta", "alpha"]);
    assert_eq!(river.without_effect(&round), None);
    let minutes = json!({ "act": "minutes", "of": round });
    let minutes = river.enter_saying("plenary", &minutes, &["chronicler"], "Both were there.");
    assert_eq!(river.awaited(&minutes).len(), 2);
    for (party, left) in [("beta", &["alpha: approval"][..]), ("alpha", &NONE)] {
        river.enter("plenary", &json!({ "act": "approval", "re": minutes }), &[party]);
        assert_eq!(river.awaited(&minutes), left);
    }
    assert_eq!(river.closed(&minutes).as_deref(), Some("agreed"));

    // What is said to the secretariat alone passes when its author releases it, and no sooner.
    let added = river.amended(&river.talks_plan(&format!("{PLENARY}{SHUTTLE}")));
    assert_eq!(river.without_effect(&added), None);
    let idea = "Alpha could live with less.";
    let quiet = river.enter_saying("with_alpha", &proposal("beta"), &["alpha"], idea);
    let rooms_of_beta = ["plenary", "public"];
    assert!(!river.holds(&rooms_of_beta, idea));
    assert_eq!(awaited(&river.verified(&rooms_of_beta), &quiet), NONE);
    let released = river.enter("with_alpha", &release(&quiet, "beta"), &["alpha"]);
    assert_eq!(river.without_effect(&released), None);
    assert!(river.holds(&rooms_of_beta, idea));
    assert!(!river.holds(&["public"], idea));
    assert_eq!(awaited(&river.verified(&rooms_of_beta), &quiet), ["beta: reply"]);

    // What both publish, everybody sees, with what came before.
    assert!(!river.holds(&["public"], "Open the river to ships."));
    river.draft("public", &json!({ "act": "publication", "re": offer }), &["alpha", "beta"]).ok();
    let published = river.submit(&["alpha", "beta"]);
    assert_eq!(river.without_effect(&published), None);
    assert!(river.holds(&["public"], "Open the river to ships."));
    assert!(river.holds(&["public"], "By day only."));
    assert!(!river.holds(&["public"], "Both were there."));

    // A lost device is revoked by a colleague. What it signs has no effect, however early it was drafted.
    river.draft("plenary", &proposal("alpha"), &["beta-device"]).ok();
    river.sign("note.draft", &["beta-device"]);
    river.set_aside("late.draft");
    let lost = river.bench.json(&["key", "show", "beta-device.key"])["name"].clone();
    let revoked = river.enter("registry", &json!({ "act": "revocation", "key": lost }), &["beta-colleague"]);
    assert_eq!(river.without_effect(&revoked), None);
    let before = river.standing();
    river.bench.run(&["note", "submit", "late.draft", "--data", "data"]).fails(1).says("revoked");
    assert_eq!(river.standing(), before);

    // Whoever has an archive of what they may see verifies it without the venue, and finds what stands.
    let verdict = river.verdict(&[]);
    assert_eq!(verdict["standing"]["open_items"], before["open_items"]);
    assert_eq!(awaited(&verdict["standing"], call), ["beta: reply"]);
    assert_eq!(awaited(&river.verified(&["public"]), call), ["beta: reply"]);
}
