//! What AWS itself did: `fixtures/recorded/*.json` hold executions recorded from it, whole: definition, input,
//! how each task ended, and what AWS answered. Each is replayed by the public binary and compared event by
//! event; nothing here can be accepted, for the goldens are AWS's.

mod compare;
pub mod teststate;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

/// The day on which the recorded inputs were written; a later clock would move the dates in them.
const START: &str = "2026-11-23T12:00:00Z";

fn cases() -> Vec<(String, Value)> {
    read_cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/recorded"))
}

/// The cases of a folder, by name.
fn read_cases(root: &Path) -> Vec<(String, Value)> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    let read = |file: &PathBuf| {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let case = serde_json::from_str(&std::fs::read_to_string(file).unwrap());
        (name.clone(), case.unwrap_or_else(|error| panic!("{name}: {error}")))
    };
    files.iter().map(read).collect()
}

/// A text as it stands, anything else as JSON.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Writes the files of a case into a folder of its own.
fn laid_out(name: &str, case: &Value) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("recorded").join(name);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("machine.asl.json"), text(&case["definition"])).unwrap();
    std::fs::write(folder.join("input.json"), text(&case["input"])).unwrap();
    let mut mocks = json!({"states": case.get("mocks").cloned().unwrap_or_else(|| json!({}))});
    for (bucket, objects) in case.get("s3").and_then(Value::as_object).into_iter().flatten() {
        let place = folder.join("s3").join(bucket);
        std::fs::create_dir_all(&place).unwrap();
        for (key, body) in objects.as_object().unwrap() {
            let object = place.join(key);
            std::fs::create_dir_all(object.parent().unwrap()).unwrap();
            std::fs::write(object, text(body)).unwrap();
        }
        mocks["s3"][bucket] = json!(format!("s3/{bucket}"));
    }
    let file = json!({"version": 1, "defaults": {"validate": "none"}, "mocks": mocks});
    std::fs::write(folder.join("mocks.sfn.yaml"), file.to_string()).unwrap();
    folder
}

fn sfn(folder: &Path, arguments: &[&str]) -> Result<Value, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sfn"));
    let output = command.current_dir(folder).env_clear().args(arguments).output().unwrap();
    serde_json::from_slice(&output.stdout)
        .map_err(|_| format!("printed no JSON: {}", String::from_utf8_lossy(&output.stderr)))
}

/// How our run of a recorded case differs from AWS's.
fn differences(name: &str, case: &Value) -> Vec<String> {
    let folder = laid_out(name, case);
    let kind = text(&case["type"]).to_lowercase();
    if let Some(refused) = case.get("refused") {
        let found = sfn(&folder, &["validate", "machine.asl.json", "--type", &kind, "--format", "json"]);
        return found.map_or_else(|error| vec![error], |found| refusals_missing(refused, &found));
    }
    let format = if case.get("history").is_some() { "history" } else { "json" };
    let mut arguments =
        vec!["run", "machine.asl.json", "-i", "@input.json", "-m", "mocks.sfn.yaml", "--type", &kind];
    arguments.extend(["--start", START, "--account", "111111111111", "--format", format]);
    for (flag, key) in [("--machine-name", "machine"), ("--name", "name")] {
        if let Some(value) = case.get(key).and_then(Value::as_str) {
            arguments.extend([flag, value]);
        }
    }
    match sfn(&folder, &arguments) {
        Err(error) => vec![error],
        Ok(found) if format == "history" => compare::histories(case, &found),
        Ok(found) => compare::results(&case["result"], &found),
    }
}

/// Each refusal by AWS that none of our findings quotes.
fn refusals_missing(refused: &Value, found: &Value) -> Vec<String> {
    let findings = found.get("diagnostics").and_then(Value::as_array).cloned().unwrap_or_default();
    let ours: Vec<&Value> = findings.iter().filter_map(|finding| finding.get("aws")).collect();
    let is_quoted =
        |want: &Value| ours.iter().any(|aws| ["code", "message"].iter().all(|key| aws[key] == want[key]));
    let missing = refused.as_array().unwrap().iter().filter(|want| !is_quoted(want));
    missing.map(|want| format!("AWS says {want}, ours say {ours:?}")).collect()
}

#[test]
fn runs_end_as_they_did_on_aws() {
    let cases = cases();
    assert!(cases.len() >= 100, "{} recorded cases", cases.len());
    let mut wrong = Vec::new();
    for (name, case) in &cases {
        let found = differences(name, case);
        if !found.is_empty() {
            wrong.push(format!("{name}:\n  {}", found.join("\n  ")));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// What AWS did belongs to those who recorded it: each case names them and a licence that lets us keep it.
#[test]
fn every_recording_names_its_source_and_licence() {
    named(&cases());
}

fn named(cases: &[(String, Value)]) {
    let notice = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("NOTICE")).unwrap();
    for (name, case) in cases {
        let licence = case["licence"].as_str().unwrap_or_default();
        assert!(["Apache-2.0", "MIT"].contains(&licence), "{name} has the licence {licence:?}");
        let source = case["source"].as_str().unwrap_or_default();
        let project = source.split([',', ' ']).next().unwrap();
        assert!(project.contains('/') && notice.contains(project), "NOTICE names no {project:?} of {name}");
    }
}

/// A comparison that cannot fail holds nothing: any event that is changed must be seen.
#[test]
fn a_change_in_any_recording_is_noticed() {
    for (name, case) in cases() {
        let Some(history) = case.get("history").and_then(Value::as_array) else { continue };
        assert_eq!(compare::histories(&case, &json!({"events": history})), Vec::<String>::new(), "{name}");
        let mut changed = history.clone();
        let last = changed.last_mut().unwrap();
        last["type"] = json!("ExecutionForgotten");
        assert_ne!(compare::histories(&case, &json!({"events": changed})), Vec::<String>::new(), "{name}");
        let shorter = json!({"events": history[..history.len() - 1]});
        assert_ne!(compare::histories(&case, &shorter), Vec::<String>::new(), "{name}");
    }
}
