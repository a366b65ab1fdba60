//! Checkpoints, cosignatures, proof files.

use serde_json::{Value, json};
use verbale_record::checkpoint::{Checkpoint, SignedCheckpoint};
use verbale_record::cosignature;
use verbale_record::proof::TlogProof;
use verbale_record::tree::prove_inclusion;
use verbale_record::{Hash, SigningKey, VerifierKey};

use super::{
    VectorFile, bytes_field, counting_leaf, errors, hex, log_key, member_key, origin, other_origin, tree_of,
    witness,
};

/// When the witnesses of the vectors cosign, in seconds since 1970.
const TIME_S: u64 = 1_762_905_600;

pub(super) fn files() -> Vec<VectorFile> {
    vec![
        VectorFile { name: "checkpoints.json", cases: checkpoints() },
        VectorFile { name: "cosignatures.json", cases: cosignatures() },
        VectorFile { name: "tlog-proofs.json", cases: tlog_proofs() },
    ]
}

fn checkpoint(size: u64) -> Checkpoint {
    Checkpoint { origin: origin(), size, root: tree_of(size).root() }
}

fn signed(size: u64) -> SignedCheckpoint {
    checkpoint(size).sign(&log_key()).expect("the log key is named by the origin")
}

fn cosigned(size: u64, witnesses: &[u8]) -> SignedCheckpoint {
    let mut signed = signed(size);
    for &n in witnesses {
        let signature = cosignature::sign(TIME_S + u64::from(n), &witness(n), &checkpoint(size));
        signed.add_signature(signature.expect("a time within the limit"));
    }
    signed
}

fn text_of(signed: &SignedCheckpoint) -> String {
    String::from_utf8(signed.to_bytes()).expect("a checkpoint is UTF-8")
}

fn resigned(text: &str, keys: &[&SigningKey]) -> String {
    let lines: String = keys.iter().map(|key| key.sign(text).to_line()).collect();
    format!("{text}\n{lines}")
}

fn checkpoints() -> Vec<Value> {
    let vkey = log_key().verifier().to_string();
    let mut cases = Vec::new();
    for (name, signed) in [
        ("of the empty log", signed(0)),
        ("of three entries", signed(3)),
        ("with cosignatures of unknown witnesses", cosigned(3, &[1, 2])),
    ] {
        let bytes = signed.to_bytes();
        let parsed = SignedCheckpoint::parse(&bytes).expect("a checkpoint");
        assert_eq!(parsed.to_bytes(), bytes);
        assert_eq!(parsed.verify(log_key().verifier()), Ok(()), "{name}");
        cases.push(json!({
            "name": name, "checkpoint": text_of(&signed), "vkey": vkey,
            "origin": origin().as_str(), "size": parsed.checkpoint().size, "root": parsed.checkpoint().root.to_string(),
        }));
    }
    let text = checkpoint(3).text();
    let good = resigned(&text, &[&log_key()]);
    let other_key = SigningKey::from_seed(origin().as_str(), [0x11; 32]).expect("an origin is a key name");
    let with = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        resigned(&text.replacen(from, to, 1), &[&log_key()]).into_bytes()
    };
    let root = checkpoint(3).root.to_base64();
    for (name, bytes, error) in [
        ("another log's origin", with(origin().as_str(), "example.org/log"), "line_1"),
        ("no origin", with(origin().as_str(), ""), "line_1"),
        ("a size with a leading zero", with("\n3\n", "\n03\n"), "line_2"),
        ("a size with a sign", with("\n3\n", "\n+3\n"), "line_2"),
        ("a root in hex", with(&root, &checkpoint(3).root.to_string()), "line_3"),
        ("a root without padding", with(&root, root.trim_end_matches('=')), "line_3"),
        ("an extension line", with(&root, &format!("{root}\nmore")), "line_4"),
        ("no signatures", text.clone().into_bytes(), "no_blank_line"),
        ("a changed size", good.replacen("\n3\n", "\n4\n", 1).into_bytes(), "bad_signature"),
        ("a changed root", good.replacen(&root, &Hash([7; 32]).to_base64(), 1).into_bytes(), "bad_signature"),
        (
            "signed by another key of that name",
            resigned(&text, &[&other_key]).into_bytes(),
            "not_signed_by_log",
        ),
        ("signed by a member", resigned(&text, &[&member_key(1)]).into_bytes(), "not_signed_by_log"),
    ] {
        let got = SignedCheckpoint::parse(&bytes).and_then(|c| c.verify(log_key().verifier()));
        assert_eq!(got.map_err(|e| errors::checkpoint(&e)).err().as_deref(), Some(error), "{name}");
        let mut case = json!({"name": name, "vkey": vkey, "error": error});
        bytes_field(&mut case, "checkpoint", &bytes);
        cases.push(case);
    }
    let elsewhere = log_key().renamed(other_origin().as_str()).expect("an origin is a key name");
    assert!(signed(3).verify(elsewhere.verifier()).is_err());
    cases.push(json!({
        "name": "the log key as named in another room", "checkpoint": text_of(&signed(3)),
        "vkey": elsewhere.verifier().to_string(), "error": "wrong_key",
    }));
    cases
}

fn cosignatures() -> Vec<Value> {
    let keys: Vec<VerifierKey> = [1, 2, 3].map(|n| witness(n).verifier().clone()).to_vec();
    let vkeys: Vec<String> = keys.iter().map(VerifierKey::to_string).collect();
    let mut cases = Vec::new();
    for (name, signed) in [
        ("none", signed(3)),
        ("one witness", cosigned(3, &[1])),
        ("two of three witnesses, one unknown", cosigned(3, &[2, 9, 1])),
    ] {
        let cosigned = signed.cosigned(&keys).expect("cosignatures that verify");
        let cosigned: Vec<Value> =
            cosigned.iter().map(|c| json!({"witness": c.witness, "time_s": c.time_s})).collect();
        cases.push(json!({
            "name": name, "checkpoint": text_of(&signed), "witnesses": vkeys, "cosigned": cosigned,
            "seed_of_w1": hex(&[0x21; 32]),
        }));
    }
    let mut changed = cosigned(3, &[1]);
    let mut signature = changed.note().signatures[1].clone();
    signature.bytes[7] ^= 1;
    changed = SignedCheckpoint::parse(&signed(3).to_bytes()).expect("a checkpoint");
    changed.add_signature(signature);
    let elsewhere = cosignature::sign(TIME_S, &witness(1), &checkpoint(4)).expect("a time within the limit");
    let mut moved = signed(3);
    moved.add_signature(elsewhere);
    for (name, signed) in [("another time", changed), ("another checkpoint's", moved)] {
        let got = signed.cosigned(&keys).map_err(|e| errors::checkpoint(&e));
        assert_eq!(got.err().as_deref(), Some("bad_signature"), "{name}");
        cases.push(json!({"name": name, "checkpoint": text_of(&signed), "witnesses": vkeys, "error": "bad_signature"}));
    }
    cases
}

fn tlog_proofs() -> Vec<Value> {
    let key = log_key();
    let proof = |index: u64, size: u64, extra: Option<&[u8]>| TlogProof {
        extra: extra.map(<[u8]>::to_vec),
        index,
        hashes: prove_inclusion(index, size, &tree_of(size)).expect("the tree is whole"),
        checkpoint: cosigned(size, &[1]),
    };
    let mut cases = Vec::new();
    let mut case = |name: &str, bytes: &[u8], leaf: Hash, error: Option<&str>| {
        let got = TlogProof::parse(bytes).and_then(|p| p.verify(leaf, key.verifier()));
        assert_eq!(got.map_err(|e| errors::tlog_proof(&e)).err().as_deref(), error, "{name}");
        let mut case =
            json!({"name": name, "leaf_hash": leaf.to_string(), "vkey": key.verifier().to_string()});
        bytes_field(&mut case, "proof", bytes);
        if let Some(error) = error {
            case["error"] = json!(error);
        }
        cases.push(case);
    };
    for (name, proof) in [
        ("the only entry", proof(0, 1, None)),
        ("entry 4 of 11", proof(4, 11, None)),
        ("with extra data", proof(4, 11, Some(b"anything"))),
        ("with extra data of no length", proof(4, 11, Some(b""))),
    ] {
        let bytes = proof.to_bytes();
        assert_eq!(TlogProof::parse(&bytes).as_ref(), Ok(&proof), "{name}");
        case(name, &bytes, counting_leaf(proof.index), None);
    }
    let good = String::from_utf8(proof(4, 11, None).to_bytes()).expect("a proof is UTF-8");
    let with = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        good.replacen(from, to, 1).into_bytes()
    };
    let first = prove_inclusion(4, 11, &tree_of(11)).expect("the tree is whole")[0].to_base64();
    let leaf = counting_leaf(4);
    for (name, bytes, leaf, error) in [
        ("another version", with("proof@v1", "proof@v2"), leaf, "line_1"),
        ("no index", with("index 4\n", ""), leaf, "line_2"),
        ("an index with a leading zero", with("index 4", "index 04"), leaf, "line_2"),
        ("extra data that is no base64", with("index 4", "extra *\nindex 4"), leaf, "line_2"),
        ("a hash in hex", with(&first, &leaf.to_string()), leaf, "line_3"),
        (
            "no checkpoint",
            good.split_once("\n\n").expect("a blank line").0.as_bytes().to_vec(),
            leaf,
            "line_6",
        ),
        (
            "a checkpoint without signatures",
            good.split_once("\n\n— ").expect("signatures").0.as_bytes().to_vec(),
            leaf,
            "checkpoint_no_blank_line",
        ),
        ("a changed checkpoint", with("\n11\n", "\n12\n"), leaf, "checkpoint_bad_signature"),
        ("another entry", good.clone().into_bytes(), counting_leaf(5), "root"),
        ("another index", with("index 4", "index 5"), leaf, "root"),
        ("a changed hash", with(&first, &leaf.to_base64()), leaf, "root"),
        ("a hash too few", with(&format!("{first}\n"), ""), leaf, "length"),
        ("an index beyond the tree", with("index 4", "index 11"), leaf, "range"),
    ] {
        case(name, &bytes, leaf, Some(error));
    }
    cases
}
