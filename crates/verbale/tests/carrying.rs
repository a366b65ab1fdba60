//! What passes from room to room, through the program alone: an item that the parties publish, words
//! that their author releases; and nothing else.

mod program;

use program::river::{Actor, River, Room, awaited, open_item, proposal, release};
use serde_json::{Value, json};

const ACTORS: [Actor; 4] =
    [("alpha", "party"), ("beta", "party"), ("guest", "observer"), ("team", "secretariat")];

/// A plenary that a guest follows, a room of the two parties, and one of each with the secretariat.
const ROOMS: [Room; 5] = [
    ("bilateral", "bilateral", &["alpha", "beta"]),
    ("plenary", "plenary", &["alpha", "beta", "team", "guest"]),
    ("with_alpha", "shuttle", &["alpha", "team"]),
    ("with_beta", "shuttle", &["beta", "team"]),
    ("public", "public", &[]),
];

fn at_work() -> River {
    River::founded(&ACTORS, &ROOMS)
}

#[test]
fn an_item_that_both_parties_publish_is_to_everybody_what_it_is_to_them() {
    let talks = at_work();
    let offer = talks.enter_saying("plenary", &proposal("beta"), &["alpha"], "A bridge over the river.");
    let other = talks.enter_saying("plenary", &proposal("alpha"), &["beta"], "A ferry, said quietly.");
    talks.enter_saying("plenary", &json!({ "act": "receipt", "re": offer }), &["beta"], "We have it.");
    let published = json!({ "act": "publication", "re": offer });

    // One party alone publishes nothing.
    let alone = talks.enter_saying("public", &published, &["alpha"], "We publish.");
    assert_eq!(talks.without_effect(&alone).as_deref(), Some("no_consent"));
    assert!(!talks.holds(&["public"], "A bridge over the river."));
    assert_eq!(open_item(&talks.verified(&["public"]), &offer), None);

    let joint = talks.enter_saying("public", &published, &["alpha", "beta"], "We publish this together.");
    assert_eq!(talks.without_effect(&joint), None);
    let (outside, inside) = (talks.verified(&["public"]), talks.verified(&["plenary", "public"]));
    assert_eq!(awaited(&outside, &offer), ["beta: reply"]);
    assert_eq!(open_item(&outside, &offer), open_item(&inside, &offer));
    assert!(talks.holds(&["public"], "A bridge over the river."));
    assert!(talks.holds(&["public"], "We have it."));
    assert!(!talks.holds(&["public"], "A ferry, said quietly."));
    assert_eq!(open_item(&outside, &other), None);

    // What comes later follows by itself.
    let reply = json!({ "act": "reply", "re": offer, "position": "conditional" });
    let reply = talks.enter_saying("plenary", &reply, &["beta"], "If there are two lanes.");
    let (outside, inside) = (talks.verified(&["public"]), talks.verified(&["plenary", "public"]));
    assert_eq!(awaited(&outside, &offer), ["alpha: answer_to_conditions"]);
    assert_eq!(open_item(&outside, &offer), open_item(&inside, &offer));
    assert!(talks.holds(&["public"], "If there are two lanes."));

    // Each note is carried once, however often somebody writes.
    let size = |standing: &Value| standing["head"].to_string();
    let before = size(&talks.verified(&["public"]));
    talks.enter_saying("bilateral", &proposal("beta"), &["alpha"], "Between us.");
    assert_eq!(size(&talks.verified(&["public"])), before);

    // Whoever has the public archive finds any change in what it shows of the plenary.
    let file = talks.archive(&["public"]);
    let bytes = std::fs::read(talks.bench.path(&file)).expect("an archive");
    let proofs = bytes.windows(8).position(|w| w == b"2-proofs").expect("notes were carried");
    let evidence = proofs + bytes[proofs..].windows(6).position(|w| w == b"extra ").expect("evidence");
    let mut changed = bytes.clone();
    changed[evidence + 12] ^= 1;
    talks.bench.write("changed.verbale", changed);
    talks.bench.run(&["verify", "changed.verbale"]).fails(1);
    let full = talks.bench.json(&["item", "river", &reply, "--data", "data"]);
    assert!(full.to_string().contains(&reply));
}

#[test]
fn words_in_a_shuttle_room_are_nowhere_else_before_their_author_releases_them() {
    let talks = at_work();
    let elsewhere = [&["bilateral"][..], &["plenary"], &["with_beta"], &["public"]];
    let text = "Alpha would accept one lane.";
    let offer = talks.enter_saying("with_alpha", &proposal("beta"), &["alpha"], text);
    let by_team = talks.enter_saying("with_alpha", &release(&offer, "beta"), &["team"], "We pass it on.");
    assert_eq!(talks.without_effect(&by_team).as_deref(), Some("not_author"));
    let to_nobody = talks.enter_saying("with_alpha", &release(&offer, "alpha"), &["alpha"], "For the file.");
    assert_eq!(talks.without_effect(&to_nobody).as_deref(), Some("no_room"));
    let published = talks.enter_saying(
        "public",
        &json!({ "act": "publication", "re": offer }),
        &["alpha", "beta"],
        "Published.",
    );
    assert_eq!(talks.without_effect(&published).as_deref(), Some("not_released"));
    for rooms in elsewhere {
        assert!(!talks.holds(rooms, text), "{rooms:?}");
        assert_eq!(open_item(&talks.verified(rooms), &offer), None, "{rooms:?}");
    }

    let released =
        talks.enter_saying("with_alpha", &release(&offer, "beta"), &["alpha"], "You may pass it on.");
    assert_eq!(talks.without_effect(&released), None);
    assert!(talks.holds(&["bilateral"], text));
    for rooms in [&["plenary"][..], &["with_beta"], &["public"]] {
        assert!(!talks.holds(rooms, text), "{rooms:?}");
    }
    // It moves where it was released to, for the recipient and for the author alike.
    assert_eq!(awaited(&talks.verified(&["bilateral"]), &offer), ["beta: reply"]);
    let reply = json!({ "act": "reply", "re": offer, "position": "consider" });
    talks.enter_saying("bilateral", &reply, &["beta"], "We look at it.");
    let (recipient, author) =
        (talks.verified(&["bilateral"]), talks.verified(&["bilateral", "with_alpha", "plenary"]));
    assert_eq!(open_item(&recipient, &offer), open_item(&author, &offer));
    assert_eq!(
        open_item(&recipient, &offer).expect("it is open")["awaits"][0]["status"],
        "under_consideration"
    );
}

#[test]
fn words_of_the_secretariat_pass_with_the_approval_of_the_actor_whose_room_it_is() {
    let talks = at_work();
    let text = "One side could live with one lane.";
    let offer = talks.enter_saying("with_alpha", &proposal("beta"), &["team"], text);
    let early = talks.enter_saying("with_alpha", &release(&offer, "beta"), &["team"], "To beta.");
    assert_eq!(talks.without_effect(&early).as_deref(), Some("not_approved"));
    assert!(!talks.holds(&["with_beta"], text));
    let approval = json!({ "act": "approval", "re": offer });
    let approval = talks.enter_saying("with_alpha", &approval, &["alpha"], "These words are right.");
    assert_eq!(talks.without_effect(&approval), None);
    assert!(!talks.holds(&["with_beta"], text));
    talks.enter_saying("with_alpha", &release(&offer, "beta"), &["team"], "To beta, approved.");
    assert!(talks.holds(&["with_beta"], text));
    assert!(!talks.holds(&["plenary"], text));
    assert!(!talks.holds(&["with_beta"], "These words are right."));
    assert_eq!(awaited(&talks.verified(&["with_beta"]), &offer), ["beta: reply"]);
}

#[test]
fn what_was_released_and_then_published_verifies_for_everybody() {
    let talks = at_work();
    let text = "Alpha would accept one lane.";
    let offer = talks.enter_saying("with_alpha", &proposal("beta"), &["alpha"], text);
    talks.enter_saying("with_alpha", &release(&offer, "beta"), &["alpha"], "You may pass it on.");
    let accepted = json!({ "act": "reply", "re": offer, "position": "accept" });
    talks.enter_saying("bilateral", &accepted, &["beta"], "Agreed.");
    talks.enter_saying(
        "public",
        &json!({ "act": "publication", "re": offer }),
        &["beta", "alpha"],
        "Agreed in public.",
    );
    assert!(talks.holds(&["public"], text));
    let outside = talks.verified(&["public"]);
    assert_eq!(open_item(&outside, &offer), None);
    assert!(outside["without_effect"].as_array().expect("a list").is_empty(), "{outside}");
    let whole = talks.bench.json(&["item", "river", &offer, "--data", "data"]);
    assert_eq!(whole["outcome"]["closed"], "accepted");
    talks.bench.run(&["export", "river", "--archive", "whole.verbale", "--data", "data"]).ok();
    talks.bench.run(&["verify", "whole.verbale"]).ok();
    talks
        .bench
        .run(&["export", "river", "--archive", "x.verbale", "--room", "attic", "--data", "data"])
        .fails(4);
}

#[test]
fn a_backup_of_talks_with_carried_notes_is_put_back_and_goes_on() {
    let talks = at_work();
    let offer = talks.enter_saying("plenary", &proposal("beta"), &["alpha"], "A bridge.");
    talks.enter_saying(
        "public",
        &json!({ "act": "publication", "re": offer }),
        &["alpha", "beta"],
        "Published.",
    );
    let before = talks.verified(&["public"]);
    talks.bench.run(&["backup", "kept.backup", "--data", "data"]).ok();
    talks.bench.run(&["restore", "kept.backup", "--data", "again"]).ok();
    talks
        .bench
        .run(&["export", "river", "--archive", "again.verbale", "--room", "public", "--data", "again"])
        .ok();
    let file = talks.archive(&["public"]);
    let (one, other) = (talks.bench.path(&file), talks.bench.path("again.verbale"));
    assert_eq!(std::fs::read(one).expect("an archive"), std::fs::read(other).expect("an archive"));
    assert_eq!(awaited(&before, &offer), ["beta: reply"]);
}
