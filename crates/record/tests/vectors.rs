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
