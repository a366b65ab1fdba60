//! What a note changes is said by the program: of a counter-proposal against the original, of a later
//! version against the one before it, of an amendment against the words before it; before it is signed,
//! and on the record.

mod program;

use program::river::{River, proposal};
use serde_json::{Value, json};

fn talks() -> River {
    River::founded(
        &[("alpha", "party"), ("beta", "party"), ("team", "secretariat")],
        &[("plenary", "plenary", &["alpha", "beta", "team"])],
    )
}

/// What `note show --json` compares of a note of the record.
fn of_note(river: &River, note: &str) -> Value {
    let shown = river.bench.json(&["note", "show", note, "--process", "river", "--data", "data"]);
    shown["comparisons"].clone()
}

/// What it compares of the draft that was made last.
fn of_draft(river: &River) -> Value {
    river.bench.json(&["note", "show", "note.draft", "--data", "data"])["comparisons"].clone()
}

/// One side of the compared texts.
fn side(comparison: &Value, without: &str) -> String {
    let pieces = comparison["pieces"].as_array().expect("pieces").iter();
    pieces.filter(|piece| piece["in"] != without).filter_map(|piece| piece["text"].as_str()).collect()
}

#[test]
fn a_counter_proposal_and_a_later_version_are_shown_against_the_other_before_and_after_they_are_signed() {
    let river = talks();
    let old = "It lasts 30 days, on land.";
    let offer = river.enter_saying("plenary", &proposal("beta"), &["alpha"], old);
    assert_eq!(of_note(&river, &offer), Value::Null, "it changes nothing");

    let mut counter = proposal("alpha");
    counter["counter_to"] = json!(offer);
    counter["reply_by"] = json!("2999-01-01");
    let new = "It lasts 90 days, on land.";
    river.draft_saying("plenary", &counter, &["beta"], new).ok();
    let drafted = of_draft(&river);
    let comparison = &drafted[0];
    assert_eq!((&comparison["relation"], &comparison["with"]), (&json!("counter"), &json!(offer)));
    assert_eq!((side(comparison, "new"), side(comparison, "old")), (old.to_owned(), new.to_owned()));
    assert!(
        comparison["fields"]
            .as_array()
            .expect("fields")
            .contains(&json!({ "field": "reply_by", "old": null, "new": "2999-01-01" })),
        "{comparison}"
    );
    let show = ["note", "show", "note.draft"];
    let shown = river.bench.run(&[&show[..], &["--data", "data"]].concat()).ok();
    shown.prints("Compared with the original").prints("lasts [-30-]{+90+} days").prints("not said");
    river.bench.run(&[&show[..], &["--data", "nowhere"]].concat()).ok().says("before you sign");
    let counter = river.submit(&["beta"]);
    assert_eq!(of_note(&river, &counter), drafted, "on the record as before");
    assert_eq!(river.item(&counter)["comparisons"], drafted, "and so it is with its item");

    let mut later = proposal("alpha");
    later["supersedes"] = json!(counter);
    let later = river.enter_saying("plenary", &later, &["beta"], new);
    let comparison = &of_note(&river, &later)[0];
    assert_eq!((&comparison["relation"], &comparison["text"]), (&json!("later"), &json!("same")));
}

#[test]
fn an_amendment_is_shown_against_the_words_that_stood_before_it() {
    let river = talks();
    let text = json!({ "act": "text", "to": ["beta"], "track": "political" });
    let words = ["Article 1, of May.", "Article 1, of June.", "Article 1, of July."];
    let item = river.enter_saying("plenary", &text, &["alpha"], words[0]);
    let amend = json!({ "act": "amend", "re": item });
    let first = river.enter_saying("plenary", &amend, &["alpha"], words[1]);
    river.draft_saying("plenary", &amend, &["alpha"], words[2]).ok();
    let drafted = of_draft(&river);
    let second = river.submit(&["alpha"]);
    for (comparisons, old, new) in [
        (of_note(&river, &first), words[0], words[1]),
        (of_note(&river, &second), words[1], words[2]),
        (drafted, words[1], words[2]),
        (river.item(&item)["comparisons"].clone(), words[1], words[2]),
    ] {
        assert_eq!(comparisons.as_array().map(Vec::len), Some(1), "{comparisons}");
        let comparison = &comparisons[0];
        assert_eq!((&comparison["relation"], &comparison["with"]), (&json!("amended"), &json!(item)));
        assert_eq!((side(comparison, "new"), side(comparison, "old")), (old.to_owned(), new.to_owned()));
        assert_eq!(comparison["fields"], Value::Null, "it has nothing beside its words");
    }
    let shown = river.bench.run(&["note", "show", &second, "--process", "river", "--data", "data"]).ok();
    shown.prints("Compared with the words before").prints("of [-June-]{+July+}.");
    river.bench.run(&["item", "river", &item, "--data", "data"]).ok().prints("of [-June-]{+July+}.");
}

#[test]
fn of_minutes_the_paragraphs_that_are_reworded_are_compared_and_no_others() {
    let river = talks();
    let round = json!({ "act": "round", "mode": "in_person" });
    river.draft("plenary", &round, &["alpha", "beta"]).ok();
    let round = river.submit(&["beta", "alpha"]);
    let minutes = json!({ "act": "minutes", "of": round, "paragraph_count": 3 });
    let tabled = "Both were there.\n\nThey spoke of the bridge.\n\nThey parted.";
    let item = river.enter_saying("plenary", &minutes, &["team"], tabled);
    let reword = |paragraph: u16, words: &str| {
        let objection =
            json!({ "act": "objection", "re": item, "against": "wording", "paragraphs": [paragraph] });
        river.enter_saying("plenary", &objection, &["beta"], "Not so.");
        let amend = json!({ "act": "amend", "re": item, "paragraphs": [paragraph] });
        river.enter_saying("plenary", &amend, &["team"], words)
    };
    reword(3, "They parted late.");
    let second = reword(2, "They spoke of the ferry.");
    let again = reword(2, "They spoke of the tunnel.");
    for (note, old, new) in [
        (&second, "They spoke of the bridge.", "They spoke of the ferry."),
        (&again, "They spoke of the ferry.", "They spoke of the tunnel."),
    ] {
        let comparison = &of_note(&river, note)[0];
        assert_eq!((side(comparison, "new"), side(comparison, "old")), (old.to_owned(), new.to_owned()));
    }
    let whole = json!({ "act": "amend", "re": item });
    river.draft_saying("plenary", &whole, &["team"], tabled).ok();
    let comparison = &of_draft(&river)[0];
    let now = "Both were there.\n\nThey spoke of the tunnel.\n\nThey parted late.";
    assert_eq!((side(comparison, "new"), side(comparison, "old")), (now.to_owned(), tabled.to_owned()));
}
