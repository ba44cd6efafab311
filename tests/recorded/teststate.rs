//! What TestState answered on AWS: `fixtures/recorded/teststate/*.json` hold a request, with JSON in place of the
//! texts that hold JSON, and the response. Each is played through `sfn state --request`.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value, json};

use super::{compare, read_cases, text};

fn cases() -> Vec<(String, Value)> {
    read_cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/recorded/teststate"))
}

/// A request as a client sends it: what is JSON in a text is written as one.
pub fn sent(request: &Value) -> Value {
    let inside = |value: &Value, names: &[&str]| -> Map<String, Value> {
        let members = value.as_object().unwrap().iter();
        let written = |(name, value): (&String, &Value)| match names.contains(&name.as_str()) {
            true => (name.clone(), json!(text(value))),
            false => (name.clone(), value.clone()),
        };
        members.map(written).collect()
    };
    let mut sent = inside(request, &["definition", "input", "context", "variables"]);
    if let Some(mock) = request.get("mock").filter(|mock| mock.is_object()) {
        sent.insert("mock".to_owned(), inside(mock, &["result"]).into());
    }
    sent.into()
}

/// Plays the request of `case` in a folder of its own: the exit code, and what was printed.
pub fn play(folder: &Path, case: &Value) -> (Option<i32>, String, String) {
    std::fs::write(folder.join("request.json"), sent(&case["request"]).to_string()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sfn"));
    command.current_dir(folder).env_clear().args(["state", "--request", "request.json"]);
    command.args(["--account", "111111111111", "--region", "us-east-1", "--seed", "7"]);
    if let Some(answers) = case.get("answers") {
        let mocks =
            json!({"version": 1, "defaults": {"validate": "none"}, "mocks": {"services": {"*": answers}}});
        std::fs::write(folder.join("mocks.sfn.yaml"), mocks.to_string()).unwrap();
        command.args(["-m", "mocks.sfn.yaml"]);
    }
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("recorded-teststate").join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn states_are_tested_as_on_aws() {
    let cases = cases();
    assert!(cases.len() >= 40, "{} recorded cases", cases.len());
    let mut wrong = Vec::new();
    for (name, case) in &cases {
        let (code, out, err) = play(&folder(name), case);
        let found = match serde_json::from_str(&out) {
            Ok(document) => compare::whole(&case["response"], &document),
            Err(_) => vec![format!("printed no JSON: {err}")],
        };
        let status = case["response"]["status"].as_str();
        let wanted = match status {
            Some("SUCCEEDED" | "CAUGHT_ERROR") => 0,
            Some(_) => 1,
            None => 2,
        };
        if !found.is_empty() || code != Some(wanted) {
            wrong.push(format!("{name}: exit {code:?}\n  {}", found.join("\n  ")));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn every_recorded_test_names_its_source_and_licence() {
    super::named(&cases());
}
