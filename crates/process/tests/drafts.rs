//! The acts and wordings of the shared vectors of drafts are written as this crate writes them, so that every
//! client that holds to those vectors does.

use serde_json::Value;
use verbale_process::{wire, wording::Wording};

fn vectors() -> Vec<Value> {
    serde_json::from_str(include_str!("../../../docs/formats/vectors/drafts.json"))
        .expect("a file of vectors")
}

#[test]
fn the_acts_of_the_vectors_are_written_in_the_one_order_of_fields() {
    for case in vectors() {
        let line = case["text"].as_str().and_then(|text| text.lines().nth(5)).expect("an act");
        let act = wire::parse(line).unwrap_or_else(|error| panic!("{}: {error}", case["name"]));
        assert_eq!(wire::write(&act), line, "{}", case["name"]);
    }
}

#[test]
fn the_wordings_of_the_vectors_are_written_in_the_one_order_of_fields() {
    let cases = vectors();
    let wordings: Vec<&str> = cases.iter().filter_map(|case| case["wording_text"].as_str()).collect();
    assert!(!wordings.is_empty());
    for content in wordings {
        let wording = Wording::parse(content.as_bytes()).expect("a wording");
        assert_eq!(String::from_utf8(wording.to_bytes()).expect("UTF-8"), content);
    }
}
