//! Writes the test vectors to `docs/formats/vectors/`:
//! `cargo run -p verbale-record --example vectors`.

use std::path::Path;

#[path = "../tests/vectors/make.rs"]
mod make;

fn main() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/formats/vectors");
    std::fs::create_dir_all(&folder)?;
    for file in make::all() {
        std::fs::write(folder.join(file.name), file.to_text())?;
    }
    Ok(())
}
