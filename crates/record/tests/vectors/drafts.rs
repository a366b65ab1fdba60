//! Notes from what their authors give: act, wording, documents, and the bytes that are drawn. Two clients that
//! are given the same write the same bytes, and a draft that one of them began can be signed by the other.

use serde_json::{Map, Value, json};
use verbale_record::checkpoint::Checkpoint;
use verbale_record::commitment::Kind;
use verbale_record::note::{Head, NoteDraft};
use verbale_record::{ActorId, Note, Opening};

use super::{VectorFile, base64, empty_head, hex, log_key, member_key, origin, tree_of};

/// What a case is made of.
struct Given {
    name: &'static str,
    actor: &'static str,
    /// Numbers of the members who sign, in the order in which they do.
    signers: &'static [u8],
    /// The log's size, of which the note cites the head.
    size: u64,
    /// The fields of the act before and after `signers` and `annexes`, as the note's line has them.
    act: (&'static str, &'static str),
    /// The wording, as the annex has it.
    wording: Option<&'static str>,
    documents: &'static [&'static [u8]],
    /// What a reader takes from the wording of each document, and which are versions of one another, by
    /// their places: JSON.
    described: (&'static str, &'static str),
}

const GIVEN: &[Given] = &[
    Given {
        name: "an act alone, for an empty log",
        actor: "alpha",
        signers: &[1],
        size: 0,
        act: (r#""act":"readiness""#, r#""for":"talks","stance":"ready""#),
        wording: None,
        documents: &[],
        described: NOTHING,
    },
    Given {
        name: "a reported reply with its wording",
        actor: "chronicler",
        signers: &[3],
        size: 3,
        act: (
            r#""act":"reply""#,
            r#""series":"2025","reported":{"by":"beta","on":"2025-07-23","according_to":"alpha","medium":"public_source"},"position":"consider","re":"abababababababababababababababababababababababababababababababab","until":"2025-08-01""#,
        ),
        wording: Some(
            r#"{"label":"reply-1","title":"Görüşme · зустріч","text":"“We shall\nlook at it.” \\ 😀","person":"Who spoke","office":"Office","sources":[{"url":"https://news.example/1","title":"One"}],"outlet":"An outlet","venue":{"city":"Istanbul","room":2}}"#,
        ),
        documents: &[],
        described: NOTHING,
    },
    Given {
        name: "a joint note with documents, signed in another order than it lists",
        actor: "alpha",
        signers: &[2, 1],
        size: 7,
        act: (
            r#""act":"minutes""#,
            r#""of":"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd""#,
        ),
        wording: Some(r#"{"title":"Minutes"}"#),
        documents: &[b"", b"\x00\xff\x80", b"plain text\n"],
        described: NOTHING,
    },
    Given {
        name: "an act with accounts, their members by name",
        actor: "secretariat",
        signers: &[4],
        size: 1,
        act: (
            r#""act":"execution""#,
            r#""accounts":{"alpha":{"alpha":null,"beta":9007199254740991},"beta":{"alpha":1,"beta":2}},"category":"wounded","counts_towards":["abababababababababababababababababababababababababababababababab"],"handed_over":{"alpha":10,"beta":null},"unit":"persons""#,
        ),
        wording: None,
        documents: &[b"{}"],
        described: NOTHING,
    },
    Given {
        name: "a document in two authentic languages and a translation, and one beside them",
        actor: "alpha",
        signers: &[1],
        size: 2,
        act: (r#""act":"proposal""#, r#""to":["beta"],"topic":"bridge","track":"political""#),
        wording: Some(
            r#"{"title":"Köprü · Міст","documents":[{"authentic":true,"language":"tr","name":"köprü.pdf","title":"Köprü","type":"application/pdf","work":1},{"authentic":true,"language":"uk","name":"міст.pdf","title":"Міст","type":"application/pdf","work":1},{"language":"en","name":"bridge.txt","type":"text/plain","work":1},{"name":"map.png","type":"image/png"}]}"#,
        ),
        documents: &[b"%PDF tr", b"%PDF uk", b"A bridge.\n", b"\x89PNG\r\n"],
        described: (
            r#"[{"authentic":true,"language":"tr","name":"köprü.pdf","title":"Köprü","type":"application/pdf","work":1},{"authentic":true,"language":"uk","name":"міст.pdf","title":"Міст","type":"application/pdf","work":1},{"language":"en","name":"bridge.txt","type":"text/plain","work":1},{"name":"map.png","type":"image/png"}]"#,
            "[[0,1,2],[3]]",
        ),
    },
    Given {
        name: "descriptions of another form: what is of no form is left out, and the wording stays as it is",
        actor: "beta",
        signers: &[2],
        size: 5,
        act: (r#""act":"proposal""#, r#""needs":"each","to":["alpha"],"topic":"bridge","track":"political""#),
        wording: Some(
            r#"{"documents":[7,{"authentic":"yes","language":"<b>","name":3,"title":null,"type":"text/html; x=y","work":-1},{"authentic":false,"language":"sr-Latn-RS","type":"not a type","work":9007199254740991,"yet":{"another":1}}]}"#,
        ),
        documents: &[b"one", b"two", b"three"],
        described: (r#"[{},{},{"language":"sr-Latn-RS","work":9007199254740991}]"#, "[[0],[1],[2]]"),
    },
];

/// Nothing is said of any document.
const NOTHING: (&str, &str) = ("[]", "[]");

pub(super) fn file() -> VectorFile {
    VectorFile { name: "drafts.json", cases: GIVEN.iter().map(case).collect() }
}

fn case(given: &Given) -> Value {
    let process = "9f".repeat(32);
    let contents = given.wording.iter().map(|text| ("wording", text.as_bytes().to_vec()));
    let contents = contents.chain(given.documents.iter().map(|content| ("document", content.to_vec())));
    let annexes: Vec<(&str, Opening)> = (0x30..)
        .zip(contents)
        .map(|(n, (role, content))| (role, Opening { salt: [n; 32], content }))
        .collect();
    let mut keys: Vec<_> = given.signers.iter().map(|n| member_key(*n)).collect();
    let (head, checkpoint) = cited(given.size);
    let draft = NoteDraft {
        origin: origin(),
        author: ActorId::new(given.actor).expect("an actor's id"),
        nonce: [0x40; 16],
        head,
        act: act_line(given, &annexes),
    };
    let (text, salt) = (draft.text(), [0x50; 32]);
    let lines: Vec<String> = keys.iter().map(|key| key.sign(&text).to_line().trim_end().to_owned()).collect();
    let note = draft.sign(&keys.iter().collect::<Vec<_>>()).unwrap_or_else(|e| panic!("{}: {e}", given.name));
    keys.sort_by(|a, b| a.name().cmp(b.name()));
    let read = Note::parse(&note).expect("what was signed is a note");
    assert_eq!(
        read.verify(|name, _| keys.iter().find(|k| k.name() == name.as_str()).map(|k| k.verifier().clone())),
        Ok(())
    );
    let commitment = Opening { salt, content: note.clone() }.commit(Kind::Note, &origin());
    let mut act: Map<String, Value> = serde_json::from_str(&draft.act).expect("an act is JSON");
    for made in ["signers", "annexes"] {
        act.remove(made);
    }
    json!({
        "name": given.name,
        "process": process,
        "room": "plenary",
        "log_vkey": log_key().verifier().to_string(),
        "checkpoint": checkpoint,
        "head": {"size": head.size, "root": head.root.to_string()},
        "actor": given.actor,
        "seeds": given.signers.iter().map(|n| hex(&[*n; 32])).collect::<Vec<_>>(),
        "signers": given.signers.iter().map(|n| member_key(*n).name().to_owned()).collect::<Vec<_>>(),
        "act": act,
        "wording": given.wording.map(|text| serde_json::from_str::<Value>(text).expect("a wording is JSON")),
        "wording_text": given.wording,
        "documents_base64": given.documents.iter().map(|content| base64(content)).collect::<Vec<_>>(),
        "documents_described": serde_json::from_str::<Value>(given.described.0).expect("JSON"),
        "documents_versions": serde_json::from_str::<Value>(given.described.1).expect("JSON"),
        "annex_salts": annexes.iter().map(|(_, opening)| hex(&opening.salt)).collect::<Vec<_>>(),
        "nonce": hex(&draft.nonce),
        "salt": hex(&salt),
        "text": text,
        "note": String::from_utf8(note).expect("a note is UTF-8"),
        "commitment": commitment.to_string(),
        "draft": draft_file(&process, &checkpoint, &text, &lines, &salt, &annexes),
    })
}

/// The head of a log of that size, and its signed checkpoint; no checkpoint for an empty log.
fn cited(size: u64) -> (Head, String) {
    if size == 0 {
        return (empty_head(), String::new());
    }
    let root = tree_of(size).root();
    let signed = Checkpoint { origin: origin(), size, root }.sign(&log_key()).expect("its own log key");
    (Head { size, root }, String::from_utf8(signed.to_bytes()).expect("a checkpoint is UTF-8"))
}

fn act_line(given: &Given, annexes: &[(&str, Opening)]) -> String {
    let mut names: Vec<String> =
        given.signers.iter().map(|n| format!("\"{}\"", member_key(*n).name())).collect();
    names.sort();
    let annexes: Vec<String> = annexes
        .iter()
        .map(|(role, opening)| {
            let commitment = opening.commit(Kind::Annex, &origin());
            format!(r#"{{"commitment":"{commitment}","role":"{role}","bytes":{}}}"#, opening.content.len())
        })
        .collect();
    let annexes =
        if annexes.is_empty() { String::new() } else { format!(r#""annexes":[{}],"#, annexes.join(",")) };
    let (first, rest) = given.act;
    format!(r#"{{{first},"signers":[{}],{annexes}{rest}}}"#, names.join(","))
}

/// The file `verbale/draft/v1`: its fields in this order, indented by two.
fn draft_file(
    process: &str,
    checkpoint: &str,
    text: &str,
    lines: &[String],
    salt: &[u8],
    annexes: &[(&str, Opening)],
) -> String {
    let quoted = |text: &str| serde_json::to_string(text).expect("a text is JSON");
    let listed = |elements: Vec<String>| match elements.is_empty() {
        true => "[]".to_owned(),
        false => format!("[\n{}\n  ]", elements.join(",\n")),
    };
    let signatures = lines.iter().map(|line| format!("    {}", quoted(line))).collect();
    let opened = |(role, opening): &(&str, Opening)| {
        let fields = [
            ("role", (*role).to_owned()),
            ("commitment", opening.commit(Kind::Annex, &origin()).to_string()),
            ("salt", base64(&opening.salt)),
            ("content", base64(&opening.content)),
        ];
        let fields: Vec<String> =
            fields.iter().map(|(name, value)| format!("      \"{name}\": {}", quoted(value))).collect();
        format!("    {{\n{}\n    }}", fields.join(",\n"))
    };
    let fields = [
        ("format", quoted("verbale/draft/v1")),
        ("process", quoted(process)),
        ("room", quoted("plenary")),
        ("log_key", quoted(&log_key().verifier().to_string())),
        ("checkpoint", quoted(checkpoint)),
        ("text", quoted(text)),
        ("signatures", listed(signatures)),
        ("salt", quoted(&base64(salt))),
        ("annexes", listed(annexes.iter().map(opened).collect())),
    ];
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("  \"{name}\": {value}")).collect();
    format!("{{\n{}\n}}\n", fields.join(",\n"))
}
