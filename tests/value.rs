//! `Value`: reading, printing, sizes and copy on write.

use sfn::base::value::{MAX_DEPTH, Object, Value};

#[test]
fn integers_and_key_order_survive_a_round_trip() {
    for text in [
        r#"{"b":1,"a":[9223372036854775807,18446744073709551615,-9223372036854775808,0.0,1.1]}"#,
        r#""a\"b\\c\n\u0001é""#,
        "[]",
        "null",
    ] {
        let value = Value::parse(text).unwrap();
        assert_eq!(value.to_json(), text);
        assert_eq!(value.json_size(), text.len());
    }
}

#[test]
fn changing_a_clone_leaves_the_original_and_keeps_the_size_right() {
    let original = Value::parse(r#"{"big":"xxxxxxxx","n":1}"#).unwrap();
    assert_eq!(original.json_size(), original.to_json().len());
    let mut members: Object = original.as_object().unwrap().clone();
    members.insert("n", Value::from(12345_i64));
    members.insert("new", Value::Null);
    let changed = Value::from(members);
    assert_eq!(changed.to_json(), r#"{"big":"xxxxxxxx","n":12345,"new":null}"#);
    assert_eq!(changed.json_size(), changed.to_json().len());
    assert_eq!(original.to_json(), r#"{"big":"xxxxxxxx","n":1}"#);
}

#[test]
fn bad_texts_are_located() {
    for (text, line, column, part) in [
        ("{\"a\":1,\n \"a\":2}", 2, 4, "stands twice"),
        ("[1,]", 1, 4, "trailing comma"),
        ("", 1, 1, "EOF"),
        ("1e999", 1, 5, "out of range"),
    ] {
        let error = Value::parse(text).unwrap_err();
        assert!(error.message.contains(part), "{text}: {error}");
        assert_eq!((error.line, error.column), (line, column), "{text}: {error}");
    }
    assert!(Value::parse(&"[".repeat(100_000)).unwrap_err().message.contains("deep"));
    let deep = "[".repeat(MAX_DEPTH) + &"]".repeat(MAX_DEPTH);
    assert_eq!(Value::parse(&deep).unwrap().to_json(), deep);
}
