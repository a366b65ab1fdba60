//! The vectors of `docs/formats/vectors/` are those that this crate holds to.

use std::path::Path;

#[path = "vectors/make.rs"]
mod make;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/formats/vectors")
}

#[test]
fn every_file_of_vectors_is_what_the_crate_makes() {
    for file in make::all() {
        let path = folder().join(file.name);
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let written: Vec<serde_json::Value> =
            serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        for (written, made) in written.iter().zip(&file.cases) {
            assert_eq!(written, made, "{}: run `cargo run -p verbale-record --example vectors`", file.name);
        }
        assert_eq!(written.len(), file.cases.len(), "{}: number of cases", file.name);
    }
}

#[test]
fn no_file_of_vectors_is_left_over() {
    let made: Vec<&str> = make::all().iter().map(|file| file.name).collect();
    for entry in std::fs::read_dir(folder()).expect("docs/formats/vectors is there") {
        let name = entry.expect("a readable folder").file_name();
        assert!(made.contains(&name.to_str().expect("an ASCII name")), "{name:?}");
    }
}

/// The lines of a page that stand as examples, without their indent.
fn examples(page: &str) -> String {
    let text = std::fs::read_to_string(folder().join("..").join(page)).expect("a page of docs/formats");
    text.lines().map(|line| format!("{}\n", line.trim_start())).collect()
}

#[test]
fn the_examples_in_the_pages_are_cases_of_the_vectors() {
    let cases =
        |name: &str| make::all().into_iter().find(|file| file.name == name).expect("a file of vectors").cases;
    let life = &cases("life.json")[0];
    let fields = |page: &str, case: &serde_json::Value, fields: &[&str]| {
        let examples = examples(page);
        for field in fields {
            let value = case[field].as_str().expect("a text");
            assert!(examples.contains(value), "{page} lacks {field} as it is:\n{value}");
        }
    };
    fields(
        "README.md",
        life,
        &[
            "wording",
            "wording_commitment",
            "text",
            "vkey",
            "commitment",
            "time_ms",
            "leaf",
            "root",
            "checkpoint",
        ],
    );
    let note = life["note"].as_str().expect("a text");
    let signature = note.rsplit_once("\n\n").expect("a signed note").1;
    assert!(examples("README.md").contains(signature));
    fields("leaf-and-log.md", life, &["leaf", "checkpoint"]);
    fields("commitment.md", life, &["wording", "wording_commitment"]);
    fields("note.md", life, &["vkey"]);
    fields("note.md", &cases("notes.json")[1], &["note"]);
    let rooms = cases("rooms.json");
    let carried =
        rooms.iter().find(|case| case["name"] == "carried notes").expect("a room with carried notes");
    fields("carried.md", &carried["entries"][2], &["evidence"]);
    fields("fork-proof.md", &cases("fork-proofs.json")[1], &["proof"]);
}
