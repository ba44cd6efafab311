//! `Value`: reading, printing, sizes and copy on write.

use proptest::prelude::*;
use sfn::base::value::{MAX_DEPTH, Object, Value};
use sfn::expr::jsonpath::{Path, ReferencePath};

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
        ("{\"a\":1,\n \"a\":2}", 2, 4, "duplicate key"),
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

/// Any JSON value, not too large.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_filter_map("JSON has no such number", |f| {
            sfn::base::value::Number::from_f64(f).map(Value::from)
        }),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((key(), inner), 0..6)
                .prop_map(|members| Value::from(Object::from_iter(members))),
        ]
    })
}

/// Few keys, so that they meet again, and some that need escapes.
fn key() -> impl Strategy<Value = String> {
    prop_oneof!["[a-e]", "[a-e]", "[a-e]", any::<String>()]
}

/// What may be done to an object.
#[derive(Clone, Debug)]
enum Change {
    Insert(String, Value),
    Remove(String),
    Nest(String, String, Value),
    Measure,
}

fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (key(), any_value()).prop_map(|(key, value)| Change::Insert(key, value)),
        key().prop_map(Change::Remove),
        (key(), key(), any_value()).prop_map(|(key, inner, value)| Change::Nest(key, inner, value)),
        Just(Change::Measure),
    ]
}

fn change(members: &mut Object, change: Change) {
    match change {
        Change::Insert(key, value) => members.insert(key, value),
        Change::Remove(key) => {
            members.remove(&key);
        }
        Change::Nest(key, inner, value) => {
            if let Some(Value::Object(below)) = members.get_mut(&key) {
                below.insert(inner, value);
            }
        }
        // Sizes are remembered once asked for: they must be adjusted or forgotten by later changes.
        Change::Measure => {
            let _ = Value::from(members.clone()).json_size();
        }
    }
}

/// A reference path of names and, where the value has arrays, of their indexes.
fn path_into(value: &Value, steps: &[(String, prop::sample::Index)]) -> String {
    let mut path = "$".to_owned();
    let mut at = Some(value);
    for (name, index) in steps {
        match at {
            Some(Value::Array(items)) if items.is_empty() => break,
            Some(Value::Array(items)) => {
                let index = index.index(items.len());
                path.push_str(&format!("[{index}]"));
                at = items.as_slice().get(index);
            }
            Some(Value::Object(members)) => {
                path.push_str(&format!("['{name}']"));
                at = members.get(name);
            }
            None => path.push_str(&format!("['{name}']")),
            Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => break,
        }
    }
    path
}

proptest! {
    #[test]
    fn what_is_printed_reads_back_the_same(value in any_value()) {
        let text = value.to_json();
        prop_assert_eq!(value.json_size(), text.len());
        let again = Value::parse(&text).unwrap();
        prop_assert_eq!(&again.to_json(), &text);
        prop_assert_eq!(Value::parse(&value.to_json_pretty()).unwrap().to_json(), text);
        prop_assert_eq!(again, value);
    }

    #[test]
    fn size_is_that_of_the_text_after_any_changes(
        value in any_value(),
        changes in prop::collection::vec(any_change(), 0..12),
    ) {
        let mut members = value.as_object().cloned().unwrap_or_default();
        for one in changes {
            change(&mut members, one);
        }
        let value = Value::from(members);
        prop_assert_eq!(value.json_size(), value.to_json().len());
    }

    #[test]
    fn changing_a_copy_never_changes_the_original(
        value in any_value(),
        changes in prop::collection::vec(any_change(), 1..12),
        measured in any::<bool>(),
    ) {
        let original = Value::from(Object::from_iter([("a", value.clone()), ("b", value)]));
        let before = original.to_json();
        if measured {
            let _ = original.json_size();
        }
        let mut copy = original.as_object().unwrap().clone();
        for one in changes {
            change(&mut copy, one);
        }
        prop_assert_eq!(original.to_json(), before.clone());
        prop_assert_eq!(original.json_size(), before.len());
    }

    #[test]
    fn what_is_put_at_a_path_is_found_there(
        into in any_value(),
        new in any_value(),
        steps in prop::collection::vec(("[a-e]", any::<prop::sample::Index>()), 0..4),
    ) {
        let before = into.to_json();
        let text = path_into(&into, &steps);
        let put = ReferencePath::parse(&text).unwrap().put(&into, new.clone()).unwrap();
        prop_assert_eq!(Path::parse(&text).unwrap().select(&put).unwrap(), new);
        prop_assert_eq!(put.json_size(), put.to_json().len());
        prop_assert_eq!(into.to_json(), before);
    }
}
