//! The acts and wordings of the shared vectors of drafts are written as this crate writes them, so that every
//! client that holds to those vectors does.

use serde_json::Value;
use verbale_process::{act::AnnexRole, documents::works, wire, wording::Wording};

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

#[test]
fn the_documents_of_the_vectors_are_what_their_wordings_say_in_the_order_of_the_act() {
    let mut described = 0;
    for case in vectors() {
        let line = case["text"].as_str().and_then(|text| text.lines().nth(5)).expect("an act");
        let annexes = wire::read(line).annexes;
        let carried = annexes.iter().filter(|annex| annex.role == AnnexRole::Document);
        let bytes: Vec<u64> = carried.map(|annex| annex.bytes).collect();
        let given = case["documents_base64"].as_array().expect("documents");
        assert_eq!(bytes.len(), given.len(), "{}", case["name"]);
        let wording =
            case["wording_text"].as_str().map(|text| Wording::parse(text.as_bytes()).expect("read"));
        let documents = wording.map(|wording| wording.documents()).unwrap_or_default();
        let read: Vec<Value> = documents.iter().map(|document| document.to_json()).collect();
        assert_eq!(Value::from(read), case["documents_described"], "{}", case["name"]);
        let versions = serde_json::to_value(works(&documents)).expect("JSON");
        assert_eq!(versions, case["documents_versions"], "{}", case["name"]);
        if !documents.is_empty() {
            assert_eq!(documents.len(), bytes.len(), "{}: each document is described", case["name"]);
            described += 1;
        }
    }
    assert!(described >= 2, "{described} cases describe documents");
}
