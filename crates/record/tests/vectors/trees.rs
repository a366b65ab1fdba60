//! Leaves, roots, proofs, tiles, bundles of entries.

use serde_json::{Value, json};
use verbale_record::leaf::LEAF_BYTES;
use verbale_record::tile::{
    EntriesError, TileKind, TilePath, decode_entries, encode_entries, entry_bundles, hash_tiles, tile_bytes,
};
use verbale_record::tree::{
    prove_consistency, prove_inclusion, root_at, verify_consistency, verify_inclusion,
};
use verbale_record::{Commitment, Hash, Leaf};

use super::{VectorFile, base64, counting_leaf, errors, hex, hex_list, tree_of};

/// Sizes at which trees are told apart: all small ones, and those around a full tile.
fn sizes() -> impl Iterator<Item = u64> {
    (0..=20).chain([255, 256, 257, 600])
}

pub(super) fn files() -> Vec<VectorFile> {
    vec![
        VectorFile { name: "leaves.json", cases: leaves() },
        VectorFile { name: "roots.json", cases: roots() },
        VectorFile { name: "inclusion.json", cases: inclusion() },
        VectorFile { name: "consistency.json", cases: consistency() },
        VectorFile { name: "tile-paths.json", cases: tile_paths() },
        VectorFile { name: "tiles.json", cases: tiles() },
        VectorFile { name: "entries.json", cases: entries() },
    ]
}

fn leaves() -> Vec<Value> {
    let valid = |name: &str, time_ms: u64, commitment: [u8; 32]| {
        let leaf = Leaf { time_ms, commitment: Commitment(commitment) };
        json!({
            "name": name,
            "time_ms": time_ms.to_string(),
            "commitment": leaf.commitment.to_string(),
            "leaf": hex(&leaf.to_bytes()),
            "leaf_hash": leaf.hash().to_string(),
        })
    };
    let invalid = |name: &str, bytes: &[u8]| {
        assert!(Leaf::from_bytes(bytes).is_err());
        json!({"name": name, "leaf": hex(bytes), "error": "length"})
    };
    vec![
        valid("the beginning of 1970", 0, [0; 32]),
        valid("12 November 2025", 1_762_905_600_123, [0xab; 32]),
        valid("the last time of all", u64::MAX, [0xff; 32]),
        invalid("a byte too few", &[0; LEAF_BYTES - 1]),
        invalid("a byte too many", &[0; LEAF_BYTES + 1]),
        invalid("nothing", &[]),
    ]
}

fn roots() -> Vec<Value> {
    sizes().map(|size| json!({"name": format!("size {size}"), "size": size, "root": tree_of(size).root().to_string()})).collect()
}

fn inclusion() -> Vec<Value> {
    let mut cases = Vec::new();
    let mut case = |name: String, index: u64, size: u64, leaf: Hash, proof: &[Hash], root: Hash| {
        let error = verify_inclusion(index, size, leaf, proof, root).err().map(errors::proof);
        let mut case = json!({
            "name": name, "index": index, "size": size,
            "leaf_hash": leaf.to_string(), "proof": hex_list(proof), "root": root.to_string(),
        });
        if let Some(error) = &error {
            case["error"] = json!(error);
        }
        cases.push(case);
        error
    };
    for size in sizes() {
        let tree = tree_of(size);
        let all: Vec<u64> =
            if size <= 8 { (0..size).collect() } else { vec![0, 1, size / 2, size - 2, size - 1] };
        for index in all {
            let proof = prove_inclusion(index, size, &tree).expect("the tree is whole");
            let name = format!("entry {index} of {size}");
            assert_eq!(case(name, index, size, counting_leaf(index), &proof, tree.root()), None);
        }
    }
    let (tree, leaf) = (tree_of(11), counting_leaf(4));
    let (good, root) = (prove_inclusion(4, 11, &tree).expect("the tree is whole"), tree.root());
    let mut swapped = good.clone();
    swapped.swap(0, 1);
    let longer = [&good[..], &[root]].concat();
    for (name, index, size, leaf, proof, root, error) in [
        ("another entry", 4, 11, counting_leaf(5), &good[..], root, "root"),
        ("another index", 5, 11, leaf, &good, root, "root"),
        ("another size", 4, 17, leaf, &good, root, "length"),
        ("another root", 4, 11, leaf, &good, leaf, "root"),
        ("two hashes swapped", 4, 11, leaf, &swapped, root, "root"),
        ("a hash too few", 4, 11, leaf, &good[1..], root, "length"),
        ("a hash too many", 4, 11, leaf, &longer, root, "length"),
        ("no hashes", 4, 11, leaf, &[], root, "length"),
        ("an index beyond the tree", 11, 11, leaf, &good, root, "range"),
    ] {
        let name = format!("entry 4 of 11: {name}");
        assert_eq!(case(name.clone(), index, size, leaf, proof, root).as_deref(), Some(error), "{name}");
    }
    cases
}

fn consistency() -> Vec<Value> {
    let mut cases = Vec::new();
    let mut case = |name: String, old: u64, new: u64, old_root: Hash, proof: &[Hash], new_root: Hash| {
        let error = verify_consistency(old, new, old_root, proof, new_root).err().map(errors::proof);
        let mut case = json!({
            "name": name, "old": old, "new": new,
            "old_root": old_root.to_string(), "proof": hex_list(proof), "new_root": new_root.to_string(),
        });
        if let Some(error) = &error {
            case["error"] = json!(error);
        }
        cases.push(case);
        error
    };
    for new in sizes() {
        let tree = tree_of(new);
        let all: Vec<u64> = if new <= 8 { (0..=new).collect() } else { vec![0, 1, new / 2, new - 1, new] };
        for old in all {
            let proof = prove_consistency(old, new, &tree).expect("the tree is whole");
            let old_root = root_at(old, &tree).expect("the tree is whole");
            assert_eq!(case(format!("from {old} to {new}"), old, new, old_root, &proof, tree.root()), None);
        }
    }
    let (tree, other) = (tree_of(11), counting_leaf(99));
    let root = tree.root();
    let at = |size| root_at(size, &tree).expect("the tree is whole");
    let proof = |old| prove_consistency(old, 11, &tree).expect("the tree is whole");
    let longer = [&proof(6)[..], &[root]].concat();
    for (name, old, new, old_root, proof, new_root, error) in [
        ("another old root", 6, 11, other, &proof(6)[..], root, "old_root"),
        ("another old root, of a power of two", 4, 11, other, &proof(4), root, "root"),
        ("another new root", 6, 11, at(6), &proof(6), other, "root"),
        ("another old size", 7, 11, at(7), &proof(6), root, "length"),
        ("a hash too few", 6, 11, at(6), &proof(6)[1..], root, "length"),
        ("a hash too many", 6, 11, at(6), &longer, root, "length"),
        ("no hashes", 6, 11, at(6), &[], root, "length"),
        ("a proof from nothing that is not empty", 0, 11, at(0), &proof(6), root, "length"),
        ("a proof to itself that is not empty", 11, 11, root, &proof(6), root, "length"),
        ("itself with another root", 11, 11, other, &[], root, "old_root"),
        ("nothing with another root", 0, 11, other, &[], root, "old_root"),
        ("an old tree larger than the new", 12, 11, other, &[], root, "range"),
    ] {
        let got = case(format!("to 11: {name}"), old, new, old_root, proof, new_root);
        assert_eq!(got.as_deref(), Some(error), "{name}");
    }
    cases
}

fn tile_paths() -> Vec<Value> {
    let mut cases = Vec::new();
    for text in [
        "tile/0/000",
        "tile/0/255.p/1",
        "tile/1/999.p/255",
        "tile/0/x001/000",
        "tile/0/x001/x234/067",
        "tile/7/000.p/3",
        "tile/entries/000",
        "tile/entries/x001/x234/067.p/8",
    ] {
        let path = TilePath::parse(text).expect("a path of a tile");
        let level = match path.kind() {
            TileKind::Hashes(level) => json!(level),
            TileKind::Entries => json!("entries"),
        };
        cases.push(
            json!({"name": text, "path": text, "level": level, "index": path.index(), "width": path.width()}),
        );
    }
    for text in [
        "",
        "tile/0",
        "/tile/0/000",
        "tile/8/000",
        "tile/00/000",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000/",
        "tile/data/000",
    ] {
        assert!(TilePath::parse(text).is_err(), "{text}");
        cases.push(json!({"name": format!("not `{text}`"), "path": text, "error": "path"}));
    }
    cases
}

fn tiles() -> Vec<Value> {
    let mut cases = Vec::new();
    for (old, new) in [(0, 0), (0, 1), (0, 256), (0, 70_000), (255, 257), (300, 300), (256, 600)] {
        let paths = |tiles: &mut dyn Iterator<Item = TilePath>| {
            // 70,000 entries have 273 full tiles at level 0; the right edge says enough.
            tiles.filter(|t| new < 1000 || t.is_partial()).map(|t| t.to_string()).collect::<Vec<_>>()
        };
        cases.push(json!({
            "name": format!("tiles to write from {old} to {new}"),
            "old": old, "new": new, "partial_only": new >= 1000,
            "tiles": paths(&mut hash_tiles(old, new)), "bundles": paths(&mut entry_bundles(old, new)),
        }));
    }
    for size in [1, 5, 256, 257, 600] {
        let tree = tree_of(size);
        for path in hash_tiles(0, size) {
            let bytes = tile_bytes(&path, &tree).expect("the tree is whole");
            let mut case = json!({
                "name": format!("{path} of size {size}"), "size": size, "path": path.to_string(),
                "length": bytes.len(), "sha256": Hash::of(&bytes).to_string(),
            });
            if bytes.len() <= 256 {
                case["bytes"] = json!(base64(&bytes));
            }
            cases.push(case);
        }
    }
    cases
}

fn entries() -> Vec<Value> {
    let mut cases = Vec::new();
    let leaf = Leaf { time_ms: 1_762_905_600_123, commitment: Commitment([0xab; 32]) }.to_bytes();
    for (name, entries) in [
        ("no entries", vec![]),
        ("one leaf", vec![&leaf[..]]),
        ("entries of any length", vec![&b""[..], b"a", &[7; 300]]),
    ] {
        let bytes = encode_entries(entries.iter().copied()).expect("few and short entries");
        assert_eq!(decode_entries(&bytes).as_ref(), Ok(&entries));
        let entries: Vec<String> = entries.iter().map(|e| hex(e)).collect();
        cases.push(json!({"name": name, "bundle": hex(&bytes), "entries": entries}));
    }
    for (name, bytes, error) in [
        ("ends within a length", vec![0], "short"),
        ("ends within an entry", vec![0, 0, 0, 2, 7], "short"),
        ("257 entries", vec![0; 514], "too_many"),
    ] {
        let got: Result<_, EntriesError> = decode_entries(&bytes);
        assert_eq!(got.map_err(errors::entries).err().as_deref(), Some(error), "{name}");
        cases.push(json!({"name": name, "bundle": hex(&bytes), "error": error}));
    }
    cases
}
