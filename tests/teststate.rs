//! TestState beyond what was recorded: `fixtures/teststate/TOPIC.json` lists requests, `TOPIC.txt` what came of each.
//! `SFN_ACCEPT=1 cargo test` writes what is printed now.

use std::path::Path;

use serde_json::Value;

use super::recorded::teststate::{play, sent};
use super::{fixture, golden, temporary};

#[test]
fn requests_are_answered_as_they_were() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/teststate");
    let mut wrong = Vec::new();
    for topic in ["data", "definitions", "errors", "maps", "requests", "results"] {
        let cases: Vec<Value> = serde_json::from_str(&fixture(&format!("teststate/{topic}.json"))).unwrap();
        let folder = temporary(&format!("teststate-{topic}"));
        let mut told = String::new();
        for case in &cases {
            let name = case["name"].as_str().unwrap();
            let (code, out, err) = play(&folder, case);
            let shown = serde_json::from_str::<Value>(&out).map_or(out, |document| {
                let text = serde_json::to_string_pretty(&document).unwrap();
                text + "\n"
            });
            let err = if err.is_empty() { err } else { format!("--- standard error\n{err}") };
            told.push_str(&format!("== {name}: exit {}\n{shown}{err}\n", code.unwrap_or(-1)));
            let _ = std::fs::remove_file(folder.join("mocks.sfn.yaml"));
        }
        wrong.extend(golden(&root.join(format!("{topic}.txt")), &told));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whatever a client sends, it gets a response or an error, and nothing else.
#[test]
fn no_part_of_a_request_can_be_too_strange() {
    let cases: Vec<Value> = serde_json::from_str(&fixture("teststate/maps.json")).unwrap();
    let folder = temporary("teststate-strange");
    let strange =
        [Value::Null, Value::from(-1), Value::from("{"), serde_json::json!([]), serde_json::json!({})];
    let request = sent(&cases[0]["request"]);
    for (name, _) in request.as_object().unwrap() {
        for value in &strange {
            let mut changed = request.clone();
            changed[name] = value.clone();
            let (code, out, err) = play(&folder, &serde_json::json!({"request": changed}));
            let document: Value =
                serde_json::from_str(&out).unwrap_or_else(|_| panic!("{name} {value}: {err}"));
            let is_refused =
                document["Error"]["Code"].is_string() && document["Error"]["Message"].is_string();
            assert!(is_refused == (code == Some(2)), "{name} {value}: {code:?} {document}");
            assert!(is_refused || document["status"].is_string(), "{name} {value}: {document}");
        }
    }
}
