//! Strict JSON against its rules, and against another reader.

use super::JsonErrorKind::*;
use super::*;
use proptest::prelude::*;

#[track_caller]
fn check(text: &str, expect: Result<(), (usize, JsonErrorKind)>) {
    assert_eq!(validate(text).map_err(|e| (e.offset, e.kind)), expect, "{text:?}");
}

#[test]
fn values_of_json_are_read() {
    for text in [
        "null",
        "true",
        "false",
        "0",
        "-1",
        "\"\"",
        "{}",
        "[]",
        " { } ",
        "[1, 2 ,3]",
        "\t[\n{\r}]",
        r#"{"a":{"b":[{},"ü"]}}"#,
        r#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#,
        "\"\u{7f}\"",
    ] {
        check(text, Ok(()));
    }
}

#[test]
fn what_is_not_json_is_refused_at_its_place() {
    check("", Err((0, Expected("a value"))));
    check("{", Err((1, Expected("a key in quotes"))));
    check("{\"a\"", Err((4, Expected("a colon after the key"))));
    check("{\"a\":1", Err((6, Expected("a comma or the end of the object"))));
    check("{\"a\":1,}", Err((7, Expected("a key in quotes"))));
    check("[1,]", Err((3, Expected("a value"))));
    check("[1 2]", Err((3, Expected("a comma or the end of the array"))));
    check("tru", Err((0, Expected("true, false or null"))));
    check("NaN", Err((0, Expected("a value"))));
    check("'a'", Err((0, Expected("a value"))));
    check("\"a", Err((2, Expected("the end of the string"))));
    check("-", Err((1, Expected("a digit"))));
    check("1 1", Err((2, Trailing)));
    check("\u{feff}1", Err((0, Expected("a value"))));
    check("{\"a\":1}//", Err((7, Trailing)));
}

#[test]
fn a_key_occurs_once_whatever_its_spelling() {
    check(r#"{"a":1,"b":2,"a":3}"#, Err((13, DuplicateKey)));
    check(r#"[{"a":{"a":1}},{"a":1}]"#, Ok(()));
    check(r#"{"a":{"a":1},"\u0061":3}"#, Err((13, DuplicateKey)));
    let many: Vec<String> = (0..40).chain([7, 3]).map(|n| format!("\"k{n}\":0")).collect();
    let text = format!("{{{}}}", many.join(","));
    check(&text, Err((text.rfind("\"k7\"").unwrap(), DuplicateKey)));
}

#[test]
fn numbers_are_integers_that_every_reader_holds() {
    check("9007199254740991", Ok(()));
    check("-9007199254740991", Ok(()));
    check("[9007199254740992]", Err((1, IntegerRange)));
    check("-9007199254740992", Err((0, IntegerRange)));
    check(&"9".repeat(400), Err((0, IntegerRange)));
    for float in ["1.0", "1e2", "1E-2", "-0.0"] {
        check(float, Err((0, Float)));
    }
    for form in ["00", "01", "-0", "-01"] {
        check(form, Err((0, NumberForm)));
    }
    check("+1", Err((0, Expected("a value"))));
    check(".5", Err((0, Expected("a value"))));
}

#[test]
fn strings_hold_characters_only() {
    check("\"a\nb\"", Err((2, ControlCharacter)));
    check(r#""\x""#, Err((1, Escape)));
    check(r#""\u12g4""#, Err((1, Escape)));
    check(r#""\u12"#, Err((1, Escape)));
    check(r#""\ud83d""#, Err((1, LoneSurrogate)));
    check(r#""\ud83d\u0041""#, Err((1, LoneSurrogate)));
    check(r#""\ude00""#, Err((1, LoneSurrogate)));
    check(r#""\"#, Err((1, Escape)));
}

#[test]
fn nesting_is_limited() {
    let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    check(&nested(JSON_DEPTH_MAX), Ok(()));
    check(&nested(JSON_DEPTH_MAX + 1), Err((JSON_DEPTH_MAX, Depth)));
    check(&nested(100_000), Err((JSON_DEPTH_MAX, Depth)));
}

#[test]
fn members_and_elements_are_given_as_they_stand() {
    let members = members(r#" {"a" : [1, "x"] ,"\u0062":null}"#).unwrap();
    let pairs: Vec<(&str, &str)> = members.iter().map(|m| (&*m.key, m.value)).collect();
    assert_eq!(pairs, [("a", r#"[1, "x"]"#), ("b", "null")]);
    assert_eq!(elements(pairs[0].1).unwrap(), ["1", "\"x\""]);
    assert_eq!(string(r#""a\u0062""#).unwrap(), "ab");
    assert_eq!(integer("-12"), Ok(-12));
    assert_eq!(super::members("[]").unwrap_err().kind, Expected("an object"));
    assert_eq!(elements("{}").unwrap_err().kind, Expected("an array"));
    assert_eq!(string("1").unwrap_err().kind, Expected("a string"));
    assert_eq!(integer("\"1\"").unwrap_err().kind, Expected("an integer"));
}

proptest! {
    #[test]
    fn any_text_is_answered_and_what_is_accepted_serde_reads_too(text in r#"[{}\[\]",:a\\u0-9tfn .eE-]{0,40}|.{0,60}"#) {
        if validate(&text).is_ok() {
            prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{text:?}");
        }
    }

    #[test]
    fn what_serde_writes_without_floats_is_accepted(value in json_value()) {
        let text = value.to_string();
        prop_assert_eq!(validate(&text), Ok(()), "{}", text);
    }
}

fn json_value() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value;
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-JSON_INTEGER_MAX..=JSON_INTEGER_MAX).prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::btree_map(".{0,4}", inner, 0..16)
                .prop_map(|map| Value::from(serde_json::Map::from_iter(map))),
        ]
    })
}
