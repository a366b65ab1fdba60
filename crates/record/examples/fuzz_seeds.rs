//! Writes the seeds of the fuzz targets to `fuzz/corpus/`, from the test vectors:
//! `cargo run -p verbale-record --example fuzz_seeds`.

use std::path::{Path, PathBuf};

use serde_json::Value;
use verbale_record::Hash;
use verbale_record::tree::{Frontier, leaf_hash};

/// Longest seed: longer inputs slow the search and are found by growing.
const SEED_BYTES_MAX: usize = 16_384;

/// Most seeds that one file of vectors gives a target, so that all stay few.
const SEEDS_MAX: usize = 24;

fn main() -> std::io::Result<()> {
    for (target, file, field) in [
        ("archive", "archives.json", "archive"),
        ("checkpoint", "checkpoints.json", "checkpoint"),
        ("checkpoint", "cosignatures.json", "checkpoint"),
        ("entries", "entries.json", "bundle"),
        ("fork_proof", "fork-proofs.json", "proof"),
        ("json", "json.json", "text"),
        ("key", "keys.json", "vkey"),
        ("leaf", "leaves.json", "leaf"),
        ("note", "notes.json", "note"),
        ("signed_note", "checkpoints.json", "checkpoint"),
        ("signed_note", "notes.json", "note"),
        ("tile_path", "tile-paths.json", "path"),
        ("tlog_proof", "tlog-proofs.json", "proof"),
    ] {
        let text = std::fs::read_to_string(root().join("docs/formats/vectors").join(file))?;
        let cases: Vec<Value> = serde_json::from_str(&text)?;
        let seeds = cases.iter().filter_map(|case| {
            let bytes = bytes_of(case, field)?;
            (bytes.len() <= SEED_BYTES_MAX).then_some((slug(case["name"].as_str()?), bytes))
        });
        for (name, bytes) in seeds.take(SEEDS_MAX) {
            write(target, &name, &bytes)?;
        }
    }
    carried()?;
    let mut frontier = Frontier::new();
    for n in 0u64..12 {
        write("frontier", &format!("size-{n}"), &frontier.to_bytes())?;
        frontier.append(leaf_hash(&n.to_be_bytes()));
    }
    Ok(())
}

/// The evidence of carried notes, each once: it stands in the entries of rooms.
fn carried() -> std::io::Result<()> {
    let text = std::fs::read_to_string(root().join("docs/formats/vectors/rooms.json"))?;
    let cases: Vec<Value> = serde_json::from_str(&text)?;
    let mut found: Vec<&str> = Vec::new();
    for case in &cases {
        let entries = case["entries"].as_array().into_iter().flatten().enumerate();
        for (index, evidence) in entries.filter_map(|(n, entry)| Some((n, entry["evidence"].as_str()?))) {
            if found.len() < SEEDS_MAX && !found.contains(&evidence) {
                found.push(evidence);
                let name = format!("{} entry {index}", case["name"].as_str().unwrap_or_default());
                write("carried", &slug(&name), evidence.as_bytes())?;
            }
        }
    }
    Ok(())
}

/// The field of a case as bytes: hex for what is binary, base64 where its name says so.
fn bytes_of(case: &Value, field: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;
    if let Some(encoded) = case[format!("{field}_base64")].as_str() {
        return base64::engine::general_purpose::STANDARD.decode(encoded).ok();
    }
    let text = case[field].as_str()?;
    if field == "leaf" || field == "bundle" {
        let digits = text.as_bytes().chunks_exact(2);
        return digits.map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()).collect();
    }
    Some(text.as_bytes().to_vec())
}

fn write(target: &str, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let folder = root().join("fuzz/corpus").join(target);
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join(name), bytes)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The case's name as the name of a file.
fn slug(name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let plain = plain.trim_matches('-').to_lowercase();
    if plain.is_empty() { Hash::of(name.as_bytes()).to_hex()[..8].to_owned() } else { plain }
}
