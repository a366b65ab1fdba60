//! Strict JSON, keys, notes, commitments.

use serde_json::{Value, json};
use verbale_record::commitment::{Kind, commit};
use verbale_record::key::{SigningKey, VerifierKey};
use verbale_record::note::{NOTE_BYTES_MAX, Note, NoteDraft};
use verbale_record::{ActorId, Hash};

use super::{
    VectorFile, base64, bytes_field, draft, errors, hex, log_key, member_key, origin, other_origin, tree_of,
    witness,
};

pub(super) fn files() -> Vec<VectorFile> {
    vec![
        VectorFile { name: "json.json", cases: strict_json() },
        VectorFile { name: "keys.json", cases: keys() },
        VectorFile { name: "notes.json", cases: notes() },
        VectorFile { name: "commitments.json", cases: commitments() },
    ]
}

fn strict_json() -> Vec<Value> {
    let deep = |n: usize| format!("{}1{}", "[".repeat(n), "]".repeat(n));
    let cases: Vec<(&str, String, Option<&str>)> = vec![
        ("an empty object", "{}".into(), None),
        ("white space is free", " {\t\"a\" : [ 1 , null ]\r\n}".into(), None),
        ("escapes", r#"{"a":"\"\\\/\b\f\n\r\té😀"}"#.into(), None),
        ("largest integer", "9007199254740991".into(), None),
        ("smallest integer", "-9007199254740991".into(), None),
        ("one key in two objects", r#"[{"a":1},{"a":{"a":2}}]"#.into(), None),
        ("nesting 16 deep", deep(16), None),
        ("nothing", "".into(), Some("expected")),
        ("a comma too many", "[1,]".into(), Some("expected")),
        ("single quotes", "{'a':1}".into(), Some("expected")),
        ("a key without quotes", "{a:1}".into(), Some("expected")),
        ("a byte order mark", "\u{feff}{}".into(), Some("expected")),
        ("NaN", "NaN".into(), Some("expected")),
        ("a plus sign", "+1".into(), Some("expected")),
        ("a string without end", "\"a".into(), Some("expected")),
        ("two values", "{} {}".into(), Some("trailing")),
        ("a comment", "{}//".into(), Some("trailing")),
        ("a key twice", r#"{"a":1,"b":2,"a":3}"#.into(), Some("duplicate_key")),
        ("a key twice, once escaped", r#"{"a":1,"\u0061":2}"#.into(), Some("duplicate_key")),
        ("a fraction", "1.0".into(), Some("float")),
        ("an exponent", "1e2".into(), Some("float")),
        ("an integer too large", "9007199254740992".into(), Some("integer_range")),
        ("an integer too small", "-9007199254740992".into(), Some("integer_range")),
        ("a leading zero", "01".into(), Some("number_form")),
        ("minus zero", "-0".into(), Some("number_form")),
        ("nesting 17 deep", deep(17), Some("depth")),
        ("a newline in a string", "\"a\nb\"".into(), Some("control_character")),
        ("no escape", r#""\x41""#.into(), Some("escape")),
        ("half a surrogate pair", r#""\ud83d""#.into(), Some("lone_surrogate")),
        ("the wrong half of a surrogate pair", r#""\ude00""#.into(), Some("lone_surrogate")),
    ];
    let case = |(name, text, error): (&str, String, Option<&str>)| {
        let got = verbale_record::json::validate(&text).err().map(|e| errors::json(e.kind));
        assert_eq!(got.as_deref(), error, "{name}");
        match error {
            None => json!({"name": name, "text": text}),
            Some(error) => json!({"name": name, "text": text, "error": error}),
        }
    };
    cases.into_iter().map(case).collect()
}

fn keys() -> Vec<Value> {
    let (member, log, cosigner) = (member_key(1), log_key(), witness(1));
    let valid = |name: &str, key: &VerifierKey, seed: [u8; 32]| {
        assert_eq!(VerifierKey::parse(&key.to_string()).as_ref(), Ok(key));
        json!({
            "name": name,
            "seed": hex(&seed),
            "key_name": key.name(),
            "type": key.kind().byte(),
            "key_id": hex(&key.id().to_be_bytes()),
            "public": hex(key.public()),
            "vkey": key.to_string(),
        })
    };
    let mut cases = vec![
        valid("a member's key", member.verifier(), [1; 32]),
        valid("the log key, named by the room's origin", log.verifier(), [0x10; 32]),
        valid("a witness's key", cosigner.verifier(), [0x21; 32]),
    ];
    let good = member.verifier().to_string();
    let (name, rest) = good.split_once('+').expect("a verifier key has plus signs");
    let (id, public) = rest.split_once('+').expect("a verifier key has two plus signs");
    let mut identity = vec![1u8, 1];
    identity.resize(33, 0);
    let typed = [vec![9u8], member.verifier().public().to_vec()].concat();
    let invalid = [
        ("nothing", String::new(), "form"),
        ("an id in capitals", format!("{name}+{}+{public}", id.to_uppercase()), "form"),
        ("another id", format!("{name}+00000000+{public}"), "id"),
        ("another name", format!("k0202020202020202+{id}+{public}"), "id"),
        ("a name with a space", format!("k 1+{id}+{public}"), "name"),
        ("an unknown type", format!("{name}+{id}+{}", base64(&typed)), "type"),
        ("a key too short", format!("{name}+{id}+{}", base64(&typed[..32])), "form"),
        ("a weak key, of small order", format!("{name}+{id}+{}", base64(&identity)), "point"),
    ];
    for (name, text, error) in invalid {
        let got = VerifierKey::parse(&text).map_err(errors::key);
        assert_eq!(got.err().as_deref(), Some(error), "{name}");
        cases.push(json!({"name": name, "vkey": text, "error": error}));
    }
    cases
}

/// The acts of the valid notes.
fn plain_act() -> String {
    format!(
        r#"{{"act":"readiness","signers":["{}"],"annexes":[],"stance":"ready","for":"talks"}}"#,
        member_key(1).name()
    )
}

/// A text signed as it is, whether or not it makes a note.
fn signed(text: &str, keys: &[&SigningKey]) -> String {
    let lines: String = keys.iter().map(|key| key.sign(text).to_line()).collect();
    format!("{text}\n{lines}")
}

fn notes() -> Vec<Value> {
    let (alpha, beta) = (member_key(1), member_key(2));
    let salt = [7; 32];
    let wording = commit(Kind::Annex, &origin(), &salt, br#"{"title":"Agenda"}"#);
    let joint_act = format!(
        r#"{{"act":"minutes","signers":["{}","{}"],"annexes":[{{"commitment":"{wording}","role":"wording","bytes":18}}],"note":"günlük · щоденник"}}"#,
        alpha.name(),
        beta.name()
    );
    let tree = tree_of(3);
    let later = NoteDraft {
        head: verbale_record::Head { size: 3, root: tree.root() },
        author: ActorId::new("beta").expect("an actor id"),
        nonce: [0xff; 16],
        ..draft(&plain_act().replace(alpha.name(), beta.name()))
    };
    let mut cases = vec![
        valid("one signer, empty log", &draft(&plain_act()), &[&alpha]),
        valid("two signers and an annex", &draft(&joint_act), &[&beta, &alpha]),
        valid("a head that is not empty", &later, &[&beta]),
    ];
    cases.extend(
        invalid_texts()
            .into_iter()
            .map(|(name, text, error)| invalid(name, signed(&text, &[&alpha]).as_bytes(), error)),
    );
    cases.extend(invalid_forms().into_iter().map(|(name, note, error)| invalid(name, &note, error)));
    cases.extend(unverified());
    cases
}

fn valid(name: &str, draft: &NoteDraft, keys: &[&SigningKey]) -> Value {
    let bytes = draft.sign(keys).unwrap_or_else(|e| panic!("{name}: {e}"));
    let note = Note::parse(&bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
    let key_of = |name: &str| keys.iter().find(|key| key.name() == name).map(|key| key.verifier().clone());
    note.verify(|name, _| key_of(name.as_str())).unwrap_or_else(|e| panic!("{name}: {e}"));
    let annexes: Vec<Value> = note
        .annexes
        .iter()
        .map(|a| json!({"commitment": a.commitment.to_string(), "role": a.role.as_str(), "bytes": a.bytes}))
        .collect();
    json!({
        "name": name,
        "vkeys": keys.iter().map(|key| key.verifier().to_string()).collect::<Vec<_>>(),
        "note": str::from_utf8(&bytes).expect("a note is UTF-8"),
        "text": note.text(),
        "origin": note.origin.as_str(),
        "author": note.author.as_str(),
        "nonce": hex(&note.nonce),
        "head": {"size": note.head.size, "root": note.head.root.to_string()},
        "act": note.act,
        "kind": note.kind,
        "annexes": annexes,
        "signers": note.signatures.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(),
        "sha256": Hash::of(&bytes).to_string(),
    })
}

fn invalid(name: &str, note: &[u8], error: &str) -> Value {
    let got = Note::parse(note).map_err(|e| errors::note(&e));
    assert_eq!(got.err().as_deref(), Some(error), "{name}");
    let mut case = json!({"name": name, "error": error});
    bytes_field(&mut case, "note", note);
    case
}

/// Texts that break one rule, each signed as it stands by its one signer.
fn invalid_texts() -> Vec<(&'static str, String, &'static str)> {
    let good = draft(&plain_act()).text();
    let with = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        good.replacen(from, to, 1)
    };
    let act = |from: &str, to: &str| with(from, to);
    let annexes = |list: &str| act(r#""annexes":[]"#, &format!(r#""annexes":[{list}]"#));
    let annex = format!(r#"{{"commitment":"{}","role":"wording","bytes":1}}"#, "ab".repeat(32));
    let many: Vec<String> =
        (0..33).map(|n| annex.replace(&"ab".repeat(32), &format!("{n:02x}").repeat(32))).collect();
    let name = member_key(1).name().to_owned();
    vec![
        ("another version", with("verbale/note/v1", "verbale/note/v2"), "line_1"),
        ("an origin in capitals", with("0a0b", "0A0B"), "line_2"),
        ("an origin too short", with("0a0b", "0a"), "line_2"),
        ("an actor id in capitals", with("\nalpha\n", "\nAlpha\n"), "line_3"),
        ("no actor id", with("\nalpha\n", "\n\n"), "line_3"),
        ("a nonce of 15 bytes", with("AAECAwQFBgcICQoLDA0ODw==", "AAECAwQFBgcICQoLDA0O"), "line_4"),
        ("a nonce with trailing bits", with("ODw==", "ODx=="), "line_4"),
        ("a nonce without padding", with("ODw==", "ODw"), "line_4"),
        ("a head without its word", with("head 0 ", "0 "), "line_5"),
        ("a size with a leading zero", with("head 0 ", "head 00 "), "line_5"),
        ("a size beyond 64 bits", with("head 0 ", "head 18446744073709551616 "), "line_5"),
        ("two spaces before the root", with("head 0 ", "head 0  "), "line_5"),
        ("a root in hex", with("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", &"e3".repeat(32)), "line_5"),
        ("an act of two lines", with(r#","annexes""#, ",\n\"annexes\""), "line_7"),
        ("a line after the act", format!("{good}more\n"), "line_7"),
        ("a blank line after the act", format!("{good}\n"), "line_7"),
        ("an act that is no object", with(good.lines().nth(5).expect("six lines"), "[]"), "json_expected"),
        (
            "an act with a key twice",
            act(r#""annexes":[]"#, r#""annexes":[],"stance":"ready""#),
            "json_duplicate_key",
        ),
        ("an act with a float", act(r#""annexes":[]"#, r#""annexes":[],"x":1.5"#), "json_float"),
        (
            "an act with an integer too large",
            act(r#""annexes":[]"#, r#""annexes":[],"x":9007199254740992"#),
            "json_integer_range",
        ),
        (
            "an act nested too deep",
            act(r#""annexes":[]"#, &format!(r#""annexes":[],"x":{}{}"#, "[".repeat(16), "]".repeat(16))),
            "json_depth",
        ),
        ("no kind of act", act(r#""act":"readiness","#, ""), "field_act"),
        ("a kind of act in capitals", act("readiness", "Readiness"), "field_act"),
        ("a kind of act that is no string", act(r#""readiness""#, "7"), "field_act"),
        ("no signers", act(&format!(r#""signers":["{name}"],"#), ""), "field_signers"),
        ("an empty list of signers", act(&format!(r#""{name}""#), ""), "field_signers"),
        ("a signer twice", act(&format!(r#""{name}""#), &format!(r#""{name}","{name}""#)), "field_signers"),
        ("a signer that is no key name", act(&format!(r#""{name}""#), r#""alpha""#), "field_signers"),
        (
            "signers that are no list",
            act(&format!(r#"["{name}"]"#), &format!(r#""{name}""#)),
            "field_signers",
        ),
        ("an annex with an unknown role", annexes(&annex.replace("wording", "picture")), "field_annexes"),
        (
            "an annex with an unknown field",
            annexes(&annex.replace(r#""bytes""#, r#""name":1,"bytes""#)),
            "field_annexes",
        ),
        ("an annex without length", annexes(&annex.replace(r#","bytes":1"#, "")), "field_annexes"),
        (
            "an annex of negative length",
            annexes(&annex.replace(r#""bytes":1"#, r#""bytes":-1"#)),
            "field_annexes",
        ),
        ("an annex too long", annexes(&annex.replace(r#""bytes":1"#, r#""bytes":1048577"#)), "field_annexes"),
        ("a commitment in capitals", annexes(&annex.replace("abab", "ABAB")), "field_annexes"),
        ("an annex twice", annexes(&format!("{annex},{annex}")), "field_annexes"),
        ("33 annexes", annexes(&many.join(",")), "field_annexes"),
    ]
}

/// Notes whose form as signed notes is broken.
fn invalid_forms() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let (alpha, beta) = (member_key(1), member_key(2));
    let text = draft(&plain_act()).text();
    let good = signed(&text, &[&alpha]);
    let line = alpha.sign(&text).to_line();
    let joint = draft(
        &plain_act()
            .replace(&format!(r#""{}""#, alpha.name()), &format!(r#""{}","{}""#, alpha.name(), beta.name())),
    )
    .text();
    let swapped = plain_act()
        .replace(&format!(r#""{}""#, alpha.name()), &format!(r#""{}","{}""#, beta.name(), alpha.name()));
    let long = draft(&plain_act().replace("ready", &"x".repeat(NOTE_BYTES_MAX))).text();
    let replaced = |from: &str, to: &str| good.replacen(from, to, 1).into_bytes();
    let mut not_utf8 = good.clone().into_bytes();
    not_utf8[good.find("ready").expect("the act says ready")] = 0xff;
    vec![
        ("not UTF-8", not_utf8, "utf8"),
        ("a carriage return", replaced("\nalpha\n", "\nalpha\r\n"), "control_character"),
        ("a tab", replaced(r#","annexes""#, ",\t\"annexes\""), "control_character"),
        ("too long", signed(&long, &[&alpha]).into_bytes(), "too_long"),
        ("no signatures at all", text.clone().into_bytes(), "no_blank_line"),
        ("no signature line", format!("{text}\n").into_bytes(), "no_signatures"),
        ("17 signature lines", format!("{text}\n{}", line.repeat(17)).into_bytes(), "too_many_signatures"),
        ("a hyphen for the dash", replaced("— ", "- "), "signature_line"),
        ("no newline at the end", good.as_bytes()[..good.len() - 1].to_vec(), "signature_line"),
        ("two spaces in a signature line", replaced("— ", "—  "), "signature_line"),
        ("a signature that is no base64", replaced(&line, &line.replace('=', "*")), "signature_line"),
        ("something after the signature", format!("{good}more\n").into_bytes(), "signature_line"),
        ("a signature of 63 bytes", shortened(&text, &alpha).into_bytes(), "signers"),
        ("another key's signature", signed(&text, &[&beta]).into_bytes(), "signers"),
        ("a signature too few", signed(&joint, &[&alpha]).into_bytes(), "signers"),
        ("a signature too many", signed(&text, &[&alpha, &beta]).into_bytes(), "signers"),
        ("the same signature twice", format!("{good}{line}").into_bytes(), "signers"),
        ("signatures in another order", signed(&joint, &[&beta, &alpha]).into_bytes(), "signers"),
        (
            "signers in another order",
            signed(&draft(&swapped).text(), &[&beta, &alpha]).into_bytes(),
            "field_signers",
        ),
    ]
}

/// A note whose signature has 63 bytes, in canonical base64.
fn shortened(text: &str, key: &SigningKey) -> String {
    let mut signature = key.sign(text);
    signature.bytes.pop();
    format!("{text}\n{}", signature.to_line())
}

/// Notes of good form that do not verify with the key given.
fn unverified() -> Vec<Value> {
    let (alpha, beta) = (member_key(1), member_key(2));
    let good = signed(&draft(&plain_act()).text(), &[&alpha]);
    let same_name = SigningKey::from_seed(alpha.name(), [9; 32]).expect("a key name");
    let cases = [
        ("a changed text", good.replacen("\"ready\"", "\"Ready\"", 1), &alpha, "bad_signature"),
        ("a changed head", good.replacen("head 0 ", "head 1 ", 1), &alpha, "bad_signature"),
        ("an unknown key", good.clone(), &beta, "unknown_key"),
        ("a known name with another id", good, &same_name, "unknown_key"),
    ];
    let case = |(name, note, key, error): (&str, String, &SigningKey, &str)| {
        let parsed = Note::parse(note.as_bytes()).unwrap_or_else(|e| panic!("{name}: {e}"));
        let verified = parsed.verify(|name, id| {
            (key.name() == name.as_str() && key.id() == id).then(|| key.verifier().clone())
        });
        assert_eq!(verified.map_err(|e| errors::note(&e)).err().as_deref(), Some(error), "{name}");
        json!({"name": name, "note": note, "vkeys": [key.verifier().to_string()], "error": error})
    };
    cases.into_iter().map(case).collect()
}

fn commitments() -> Vec<Value> {
    let note = draft(&plain_act()).sign(&[&member_key(1)]).expect("a valid note");
    let cases: Vec<(&str, Kind, _, [u8; 32], Vec<u8>)> = vec![
        ("a note", Kind::Note, origin(), [7; 32], note.clone()),
        ("the same note with another salt", Kind::Note, origin(), [8; 32], note.clone()),
        ("the same note in another room", Kind::Note, other_origin(), [7; 32], note),
        ("a wording", Kind::Annex, origin(), [7; 32], br#"{"title":"Agenda"}"#.to_vec()),
        ("an annex without content", Kind::Annex, origin(), [0; 32], Vec::new()),
        ("an annex that is not text", Kind::Annex, origin(), [0xff; 32], vec![0, 0xff, 0x80]),
    ];
    let case =
        |(name, kind, origin, salt, content): (&str, Kind, verbale_record::Origin, [u8; 32], Vec<u8>)| {
            let mut case = json!({
                "name": name,
                "kind": match kind { Kind::Note => "note", Kind::Annex => "annex" },
                "origin": origin.as_str(),
                "salt": hex(&salt),
                "commitment": commit(kind, &origin, &salt, &content).to_string(),
            });
            bytes_field(&mut case, "content", &content);
            case
        };
    cases.into_iter().map(case).collect()
}
