//! The life of one note, with the bytes of every step: the example of
//! `docs/formats/README.md`.

use serde_json::json;
use verbale_record::checkpoint::Checkpoint;
use verbale_record::commitment::Kind;
use verbale_record::cosignature;
use verbale_record::proof::TlogProof;
use verbale_record::tree::MemoryHashes;
use verbale_record::{Leaf, Opening};

use super::{VectorFile, draft, hex, log_key, member_key, origin, witness};

pub(super) fn file() -> VectorFile {
    let alpha = member_key(1);
    let salt = [7; 32];
    let wording = Opening { salt: [8; 32], content: r#"{"title":"Ready to talk"}"#.as_bytes().to_vec() };
    let wording_commitment = wording.commit(Kind::Annex, &origin());
    let act = format!(
        r#"{{"act":"readiness","signers":["{}"],"annexes":[{{"commitment":"{wording_commitment}","role":"wording","bytes":{}}}],"stance":"ready","for":"talks"}}"#,
        alpha.name(),
        wording.content.len()
    );
    let draft = draft(&act);
    let note = draft.sign(&[&alpha]).expect("a valid note");
    let opening = Opening { salt, content: note.clone() };
    let leaf = Leaf { time_ms: 1_762_905_600_123, commitment: opening.commit(Kind::Note, &origin()) };
    let mut tree = MemoryHashes::new();
    tree.append(leaf.hash());
    let checkpoint = Checkpoint { origin: origin(), size: 1, root: tree.root() };
    let mut signed = checkpoint.sign(&log_key()).expect("the log key is named by the origin");
    signed.add_signature(
        cosignature::sign(1_762_905_601, &witness(1), &checkpoint).expect("a time within the limit"),
    );
    let proof = TlogProof { extra: None, index: 0, hashes: Vec::new(), checkpoint: signed.clone() };
    assert_eq!(proof.verify(leaf.hash(), log_key().verifier()), Ok(()));
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("these formats are UTF-8");
    VectorFile {
        name: "life.json",
        cases: vec![json!({
            "name": "the life of a note",
            "vkey": alpha.verifier().to_string(),
            "log_vkey": log_key().verifier().to_string(),
            "witness_vkey": witness(1).verifier().to_string(),
            "wording": text(wording.content),
            "wording_salt": hex(&wording.salt),
            "wording_commitment": wording_commitment.to_string(),
            "text": draft.text(),
            "note": text(note),
            "salt": hex(&salt),
            "commitment": leaf.commitment.to_string(),
            "time_ms": leaf.time_ms.to_string(),
            "leaf": hex(&leaf.to_bytes()),
            "leaf_hash": leaf.hash().to_string(),
            "root": tree.root().to_string(),
            "checkpoint": text(signed.to_bytes()),
            "tlog_proof": text(proof.to_bytes()),
        })],
    }
}
