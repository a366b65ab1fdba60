//! Writes the test vectors to `docs/formats/vectors/`:
//! `cargo run -p verbale-record --example vectors`.

use std::path::Path;

#[path = "../tests/vectors/make.rs"]
mod make;

fn main() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/formats/vectors");
    std::fs::create_dir_all(&folder)?;
    for file in make::all() {
        // One case a line, so that a change shows as the case it is.
        let lines: Vec<String> = file.cases.iter().map(serde_json::Value::to_string).collect();
        std::fs::write(folder.join(file.name), format!("[\n{}\n]\n", lines.join(",\n")))?;
    }
    Ok(())
}
