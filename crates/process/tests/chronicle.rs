//! Chronicles: what a file of acts may be, and how an error names its line and field.

mod fixture;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use verbale_process::chronicle::{
    self, CHRONICLE_ERRORS_MAX, CHRONICLE_LABEL_BYTES_MAX, CHRONICLE_LINE_BYTES_MAX,
};

/// A sound first line: a proposal labelled `first`.
fn first() -> Value {
    json!({
        "act": "proposal", "id": "first", "on": "2025-05-11", "by": "russia", "to": ["ukraine"], "track": "procedure",
        "topic": "round", "title": "A proposal", "text": "It was proposed.",
        "sources": [{ "url": "https://example.org/1", "title": "A source" }],
    })
}

/// A sound second line: a reply to it.
fn second() -> Value {
    json!({
        "act": "reply", "on": "2025-05-12", "by": "ukraine", "re": "first", "position": "consider",
        "text": "It was taken under consideration.",
        "sources": [{ "url": "https://example.org/2", "title": "A source" }],
    })
}

fn errors(lines: &[String]) -> Vec<String> {
    let known = BTreeSet::from(["held".to_owned()]);
    match chronicle::parse(&lines.join("\n"), &fixture::istanbul_charter(), &known) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(ToString::to_string).collect(),
    }
}

/// A line with some of its fields set otherwise; null takes a field away.
fn changed(mut line: Value, change: Value) -> String {
    let fields = line.as_object_mut().expect("an object");
    for (field, value) in change.as_object().expect("an object") {
        if value.is_null() {
            fields.remove(field)
        } else {
            fields.insert(field.clone(), value.clone())
        };
    }
    line.to_string()
}

/// Changes the second line and compares the errors with what is expected.
#[track_caller]
fn check(change: Value, expect: &[&str]) {
    assert_eq!(errors(&[first().to_string(), changed(second(), change)]), expect);
}

#[track_caller]
fn check_first(change: Value, expect: &[&str]) {
    assert_eq!(errors(&[changed(first(), change)]), expect);
}

#[test]
fn sound_lines_are_taken_with_empty_ones_between_them() {
    let lines = [first().to_string(), String::new(), second().to_string()];
    assert_eq!(errors(&lines), [""; 0]);
    let acts =
        chronicle::parse(&lines.join("\n"), &fixture::istanbul_charter(), &BTreeSet::new()).expect("sound");
    assert_eq!(acts.iter().map(|a| (a.line, a.label())).collect::<Vec<_>>(), [(1, Some("first")), (3, None)]);
}

#[test]
fn a_line_is_one_strict_json_object() {
    for (line, what) in [
        ("{", "line 1: no JSON of the strict form"),
        ("[]", "line 1: "),
        (r#"{"act":"reply","act":"answer"}"#, "line 1: no JSON of the strict form"),
        (r#"{"act":"reply","duration_min":1.5}"#, "line 1: no JSON of the strict form"),
        (r#"{"act":"reply"} {"act":"reply"}"#, "line 1: no JSON of the strict form"),
    ] {
        let found = errors(&[line.to_owned()]);
        assert_eq!(found.len(), 1, "{line}");
        assert!(found[0].starts_with(what), "{line}: {}", found[0]);
    }
}

#[test]
fn what_every_line_says_is_named_where_it_lacks() {
    check(json!({ "on": null }), &["line 2: lacks `on`"]);
    check(json!({ "text": null }), &["line 2: lacks `text`"]);
    check(json!({ "by": null }), &["line 2: lacks `by`"]);
    check(json!({ "position": null }), &["line 2: reply lacks the field `position`"]);
    check(json!({ "re": null }), &["line 2: reply lacks the field `re`"]);
    check_first(json!({ "title": null }), &["line 1 (first): opens an item without a `title`"]);
    check_first(json!({ "id": null }), &["line 1: proposal opens an item and needs an `id`"]);
    // A round may have no author.
    let round = json!({ "act": "round", "by": null, "to": null, "track": null, "topic": null });
    check_first(round, &[]);
}

#[test]
fn sources_have_an_http_address_and_a_title() {
    let what = "line 2: needs `sources`, each with an http address as `url` and a `title`";
    for sources in [
        json!(null),
        json!([]),
        json!("https://example.org"),
        json!([{ "url": "https://example.org" }]),
        json!([{ "url": "https://example.org", "title": "" }]),
        json!([{ "url": "ftp://example.org", "title": "A source" }]),
        json!([{ "url": "javascript:alert(1)", "title": "A source" }]),
        json!([{ "url": "https://example.org", "title": "A source" }, {}]),
    ] {
        check(json!({ "sources": sources }), &[what]);
    }
}

#[test]
fn an_unknown_act_is_named_with_those_that_there_are() {
    let found = errors(&[changed(first(), json!({ "act": "threat" }))]);
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with(
            "line 1 (first): unknown `act` \"threat\"; expected one of round, meeting, proposal"
        )
    );
    let found = errors(&[changed(first(), json!({ "act": null }))]);
    assert!(found[0].starts_with("line 1 (first): unknown `act` \"\""), "{found:?}");
}

#[test]
fn an_actor_that_the_charter_does_not_name_is_named_with_its_field() {
    let what =
        |field: &str| format!("`{field}` names the actor \"atlantis\"; the charter names no such actor");
    check(json!({ "by": "atlantis" }), &[&format!("line 2: {}", what("by"))]);
    check(json!({ "according_to": "atlantis" }), &[&format!("line 2: {}", what("according_to"))]);
    check(json!({ "with": ["usa", "atlantis"] }), &[&format!("line 2: {}", what("with"))]);
    check(json!({ "received_by": "atlantis" }), &[&format!("line 2: {}", what("received_by"))]);
    check_first(json!({ "to": ["atlantis"] }), &[&format!("line 1 (first): {}", what("to"))]);
    let execution = json!({
        "act": "execution", "to": null, "track": null, "topic": null, "counts_towards": [], "category": "bodies",
        "unit": "bodies", "handed_over": { "atlantis": 1 },
    });
    check_first(execution, &[&format!("line 1 (first): {}", what("handed_over"))]);
}

#[test]
fn a_label_is_used_once_in_the_file_and_in_the_register() {
    let again = changed(first(), json!({ "on": "2025-05-13" }));
    assert_eq!(errors(&[first().to_string(), again]), ["line 2 (first): the `id` \"first\" is used twice"]);
    check_first(json!({ "id": "held" }), &["line 1 (held): the `id` \"held\" is used twice"]);
    // What the register holds can be named.
    check(json!({ "re": "held" }), &[]);
}

#[test]
fn a_label_can_stand_in_an_address_and_is_no_commitment() {
    let long = "a".repeat(CHRONICLE_LABEL_BYTES_MAX + 1);
    for id in ["", "First", "first item", "first/item", "1st", "première", &long] {
        let found = errors(&[changed(first(), json!({ "id": id }))]);
        assert_eq!(found.len(), 1, "{id}");
        assert!(found[0].contains("`id` cannot be"), "{}", found[0]);
    }
    check_first(json!({ "id": "a".repeat(CHRONICLE_LABEL_BYTES_MAX) }), &[]);
}

#[test]
fn a_line_names_only_what_an_earlier_one_opened() {
    check(json!({ "re": "later" }), &["line 2: `re` names \"later\", which no earlier line opened"]);
    let counter = json!({ "position": "counter", "counter_id": "later" });
    check(counter, &["line 2: `counter_id` names \"later\", which no earlier line opened"]);
    let statement = json!({ "act": "statement", "id": "said", "title": "Said", "form": "quote", "about": ["first", "later"], "re": null, "position": null });
    check(statement, &["line 2 (said): `about` names \"later\", which no earlier line opened"]);
    // A condition's topic is a word or an item.
    let condition = json!({
        "act": "condition", "id": "first-then", "title": "First", "requires_of": [], "needs": "first", "before": "later",
        "re": null, "position": null,
    });
    check(condition, &[]);
}

#[test]
fn a_value_that_cannot_be_is_named_with_its_field_and_what_it_can_be() {
    check(
        json!({ "on": "12 May 2025" }),
        &["line 2: reply: `on` cannot be \"12 May 2025\"; a day as YYYY-MM-DD"],
    );
    check(
        json!({ "on": "2025-02-30" }),
        &["line 2: reply: `on` cannot be \"2025-02-30\"; a day as YYYY-MM-DD"],
    );
    check(json!({ "on": 20250512 }), &["line 2: `on` must be a text"]);
    check(json!({ "person": ["A", "B"] }), &["line 2: `person` must be a text"]);
    check(
        json!({ "medium": "pigeon" }),
        &[
            "line 2: `medium` cannot be \"pigeon\"; expected one of public_source, note_verbale, paper, oral, telephone, in_the_room",
        ],
    );
    check(
        json!({ "position": "counter" }),
        &["line 2: reply: `counter_id` cannot be \"counter\"; `counter` and `counter_id` go together"],
    );
    check(
        json!({ "position": "accept", "until": "2025-06-01" }),
        &[
            "line 2: reply: `until` cannot be \"accept\"; a day until which goes with `consider`, `note` or `defer`",
        ],
    );
    check_first(
        json!({ "to": [] }),
        &["line 1 (first): proposal: `to` cannot be \"[]\"; at least one addressee"],
    );
    check_first(
        json!({ "to": ["ukraine", "ukraine"] }),
        &["line 1 (first): proposal: `to` cannot be \"ukraine\"; each element stands once"],
    );
    check_first(
        json!({ "needs": "most" }),
        &["line 1 (first): proposal: `needs` cannot be \"most\"; `all` or `each`"],
    );
    check_first(
        json!({ "reply_by": "soon" }),
        &["line 1 (first): proposal: `reply_by` cannot be \"soon\"; a day as YYYY-MM-DD"],
    );
}

#[test]
fn a_value_of_another_form_is_named_with_its_field() {
    for (change, field) in [
        (json!({ "position": "maybe" }), "position"),
        (json!({ "position": ["accept"] }), "position"),
        (json!({ "re": ["first"] }), "re"),
        (json!({ "series": 2025 }), "series"),
        (json!({ "with": "usa" }), "reported"),
    ] {
        let found = errors(&[first().to_string(), changed(second(), change)]);
        assert!(found[0].contains(&format!("`{field}`")), "{field}: {found:?}");
    }
    for (change, field) in [
        (json!({ "to": "ukraine" }), "to"),
        (json!({ "track": "weather" }), "track"),
        (json!({ "groups": "political" }), "groups"),
    ] {
        let found = errors(&[changed(first(), change)]);
        assert!(found[0].contains(&format!("proposal: `{field}`: ")), "{field}: {found:?}");
    }
}

#[test]
fn a_field_that_the_fold_reads_of_other_acts_is_no_prose_of_this_one() {
    check(json!({ "reply_by": "2025-06-01" }), &["line 2: reply has no `reply_by`"]);
    check_first(json!({ "position": "accept" }), &["line 1 (first): proposal has no `position`"]);
    // What no act has is prose, and goes into the wording.
    check(json!({ "venue": "Istanbul", "outlet": "An agency" }), &[]);
}

#[test]
fn what_a_round_adopted_comes_from_it() {
    let round = changed(
        first(),
        json!({ "act": "round", "id": "round", "to": null, "track": null, "topic": null, "adopted": ["agreed"] }),
    );
    let commitment = |from: &str| {
        let change = json!({
            "act": "commitment", "id": "agreed", "to": null, "track": null, "topic": null, "from": from,
            "obliges": ["russia"], "category": "papers",
        });
        changed(first(), change)
    };
    assert_eq!(errors(&[round.clone(), commitment("round")]), [""; 0]);
    let what =
        "line 2 (round): `adopted` names \"agreed\", but no commitment of that label says `from` \"round\"";
    assert_eq!(errors(&[first().to_string(), round.clone(), commitment("first")]), [what]);
    assert_eq!(errors(&[first().to_string(), round]), [what]);
}

#[test]
fn every_error_of_a_file_is_told_up_to_a_bound() {
    let two =
        errors(&[first().to_string(), changed(second(), json!({ "on": null, "re": "x" })), "{".to_owned()]);
    assert_eq!(two.len(), 3, "{two:?}");
    let many: Vec<String> = (0..200).map(|_| "{".to_owned()).collect();
    let found = errors(&many);
    assert_eq!(found.len(), CHRONICLE_ERRORS_MAX + 1);
    assert!(found.last().is_some_and(|last| last.contains("the check stopped here")));
}

#[test]
fn a_line_has_a_bound() {
    let long = changed(second(), json!({ "text": "x".repeat(CHRONICLE_LINE_BYTES_MAX) }));
    let found = errors(&[first().to_string(), long.clone()]);
    assert_eq!(
        found,
        [format!("line 2: {} bytes; a line has at most {CHRONICLE_LINE_BYTES_MAX}", long.len())]
    );
}

#[test]
fn prose_goes_into_the_wording_and_what_the_fold_reads_into_the_note() {
    let line = changed(
        second(),
        json!({ "person": "A person", "office": "An office", "venue": "Istanbul", "medium": "paper",
                "received_by": "russia", "received_on": "2025-05-13", "according_to": "turkiye", "series": "2025" }),
    );
    let lines = [first().to_string(), line];
    let acts =
        chronicle::parse(&lines.join("\n"), &fixture::istanbul_charter(), &BTreeSet::new()).expect("sound");
    let wording = serde_json::to_value(acts[1].wording()).expect("JSON");
    assert_eq!(
        wording,
        json!({
            "text": "It was taken under consideration.", "person": "A person", "office": "An office", "venue": "Istanbul",
            "sources": [{ "url": "https://example.org/2", "title": "A source" }],
        })
    );
    let labels = [("first".to_owned(), fixture::commitment(0))].into();
    let act = acts[1].act(&labels, &[fixture::key_name(1)], &[]).expect("an act");
    let note: Value = serde_json::from_str(&verbale_process::wire::write(&act)).expect("JSON");
    assert_eq!(
        note,
        json!({
            "act": "reply", "signers": [fixture::key_name(1).to_string()], "series": "2025",
            "re": fixture::commitment(0).to_string(), "position": "consider",
            "reported": { "by": "ukraine", "on": "2025-05-12", "according_to": "turkiye", "medium": "paper",
                          "received_by": "russia", "received_on": "2025-05-13" },
        })
    );
    // A label that is not among those given is an error of that line.
    let error = acts[1].act(&Default::default(), &[], &[]).expect_err("no such label");
    assert_eq!(error.line, 2);
    assert!(error.what.contains("`re`"), "{error}");
}

#[test]
fn the_projects_copy_of_the_record_is_sound() {
    let acts =
        chronicle::parse(fixture::ACTS, &fixture::istanbul_charter(), &BTreeSet::new()).expect("sound");
    assert_eq!(acts.len(), fixture::ACTS.lines().count());
}
