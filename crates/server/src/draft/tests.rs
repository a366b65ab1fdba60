use verbale_record::{ActorId, Head, NoteDraft, tree::EMPTY_ROOT};

use super::*;

fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&format!("k{seed:016x}"), [seed; 32]).expect("a key name")
}

fn draft() -> Draft {
    let origin = Origin::from_bytes([5; 16]);
    let opening = Opening { salt: [3; 32], content: b"{}".to_vec() };
    let annex = OpenedAnnex {
        role: AnnexRole::Wording,
        commitment: opening.commit(CommitmentKind::Annex, &origin),
        opening,
    };
    let act = format!(
        r#"{{"act":"communique","signers":["k{:016x}","k{:016x}"],"annexes":[{{"commitment":"{}","role":"wording","bytes":2}}]}}"#,
        1, 2, annex.commitment
    );
    let head = Head { size: 0, root: EMPTY_ROOT };
    let note = NoteDraft { origin, author: ActorId::new("alpha").expect("an id"), nonce: [1; 16], head, act };
    let log_key = key(9);
    let room = DraftRoom {
        process: ProcessId([9; 32]),
        name: "public",
        log_key: log_key.verifier(),
        checkpoint: b"",
    };
    Draft::new(&room, note.text(), [4; 32], &[annex])
}

#[test]
fn a_joint_note_is_ready_when_every_signer_has_signed_in_any_order() {
    let mut signed = draft();
    for seed in [2, 2, 1] {
        assert!(signed.ready().is_err());
        signed.sign(&key(seed));
        assert_eq!(Draft::parse(&signed.to_json()).expect("read"), signed);
    }
    let ready = signed.ready().expect("ready");
    assert_eq!((ready.note.signatures.len(), ready.annexes.len()), (2, 1));
    assert_eq!(ready.opening.content, ready.note.as_bytes());
    assert_eq!(signed.awaited(), []);
}

#[test]
fn a_draft_that_another_client_made_is_read_and_written_byte_for_byte() {
    let cases: Vec<Value> =
        serde_json::from_str(include_str!("../../../../docs/formats/vectors/drafts.json")).expect("vectors");
    assert!(!cases.is_empty());
    for case in cases {
        let file = case["draft"].as_str().expect("a draft");
        let draft = Draft::parse(file).expect("read");
        assert_eq!(draft.to_json(), file, "{}", case["name"]);
        let ready = draft.ready().expect("ready");
        assert_eq!(ready.note.as_bytes(), case["note"].as_str().expect("a note").as_bytes());
        assert_eq!(ready.commitment.to_string(), case["commitment"]);
        // Signed again on this side, nothing changes: the names of the vectors' keys are their seeds.
        let mut again = draft.clone();
        for name in draft.signers() {
            let seed = u8::from_str_radix(&name.as_str()[1..3], 16).expect("a repeated byte");
            again.sign(&SigningKey::from_seed(name.as_str(), [seed; 32]).expect("a key name"));
        }
        assert_eq!(again, draft);
    }
}

#[test]
fn a_draft_whose_parts_do_not_belong_together_is_refused() {
    let mut good = draft();
    good.sign(&key(1));
    good.sign(&key(2));
    assert!(good.ready().is_ok());
    let spoil: [fn(&mut Draft); 7] = [
        |d| d.annexes[0].content = base64_text::encode(b"{ }"),
        |d| d.annexes[0].salt = base64_text::encode(&[8; 32]),
        |d| d.annexes[0].role = "prose".to_owned(),
        |d| d.annexes.clear(),
        |d| d.annexes.push(DraftAnnex { commitment: "0".repeat(64), ..d.annexes[0].clone() }),
        |d| d.salt = "AAAA".to_owned(),
        |d| d.signatures[0] = "— k".to_owned(),
    ];
    for (number, spoil) in spoil.iter().enumerate() {
        let mut bad = good.clone();
        spoil(&mut bad);
        assert!(bad.ready().is_err(), "spoilt in way {number}");
    }
}
