//! Makes the test vectors of `docs/formats/vectors/`, from fixed seeds. Each case is put
//! to the crate as it is made, so a vector that the crate does not hold to cannot be
//! written.

use std::fmt::Write as _;

use serde_json::{Value, json};
use verbale_record::cosignature::CosignerKey;
use verbale_record::key::SigningKey;
use verbale_record::note::{Head, NoteDraft};
use verbale_record::tree::{EMPTY_ROOT, MemoryHashes, leaf_hash};
use verbale_record::{ActorId, Hash, KeyName, Origin};

mod archives;
mod checkpoints;
mod drafts;
mod errors;
mod forks;
mod life;
mod notes;
#[path = "../room/mod.rs"]
mod room;
mod rooms;
mod trees;

/// A file of vectors: its name, and its cases.
pub struct VectorFile {
    /// Name within `docs/formats/vectors/`.
    pub name: &'static str,
    /// An array of cases.
    pub cases: Vec<Value>,
}

/// All files of vectors.
pub fn all() -> Vec<VectorFile> {
    let mut files = vec![life::file()];
    files.extend(notes::files());
    files.push(drafts::file());
    files.extend(trees::files());
    files.extend(checkpoints::files());
    files.push(rooms::file());
    files.push(forks::file());
    files.push(archives::file());
    files
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, b| {
        write!(out, "{b:02x}").expect("a string takes any text");
        out
    })
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// Bytes as a case holds them: as text where they are UTF-8, else in base64.
fn bytes_field(case: &mut Value, field: &str, bytes: &[u8]) {
    match str::from_utf8(bytes) {
        Ok(text) => case[field] = json!(text),
        Err(_) => case[format!("{field}_base64")] = json!(base64(bytes)),
    }
}

fn origin() -> Origin {
    Origin::from_bytes([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])
}

fn other_origin() -> Origin {
    Origin::from_bytes([0xf0; 16])
}

/// The n-th member key: seed and name of repeated bytes.
fn member_key(n: u8) -> SigningKey {
    SigningKey::from_seed(KeyName::from_bytes([n; 8]).as_str(), [n; 32]).expect("a key name is a key name")
}

/// The log key in the room of `origin()`.
fn log_key() -> SigningKey {
    SigningKey::from_seed(origin().as_str(), [0x10; 32]).expect("an origin is a key name")
}

/// The n-th witness.
fn witness(n: u8) -> CosignerKey {
    let name = format!("witness.example.org/w{n}");
    CosignerKey::from_seed(&name, [0x20 + n; 32]).expect("the name has no space or plus sign")
}

fn empty_head() -> Head {
    Head { size: 0, root: EMPTY_ROOT }
}

fn draft(act: &str) -> NoteDraft {
    NoteDraft {
        origin: origin(),
        author: ActorId::new("alpha").expect("an actor id"),
        nonce: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
        head: empty_head(),
        act: act.to_owned(),
    }
}

/// The trees of the vectors: entry n is n as eight bytes, big-endian.
fn tree_of(size: u64) -> MemoryHashes {
    let mut tree = MemoryHashes::new();
    tree.extend((0..size).map(counting_leaf));
    tree
}

fn counting_leaf(n: u64) -> Hash {
    leaf_hash(&n.to_be_bytes())
}

fn hex_list(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(Hash::to_string).collect()
}
