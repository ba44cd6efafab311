//! What distributed Maps leave behind: `fixtures/distributed/<case>/` holds a definition, its mocks and
//! `expected.txt` with what is printed in three formats and every file that a run wrote. Then what data
//! files cannot show: links that lead astray, many items, large ones, many readers, and runs that are forked
//! while children are under way.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use sfn::base::time::Time;
use sfn::base::value::Value;
use sfn::engine::history::Record;
use sfn::engine::{Fleet, Next};
use sfn::services::{DataStore as _, Promise, Service as _};
use sfn::session::Router;

use crate::lab::Lab;

fn files(folder: &Path, found: &mut BTreeMap<PathBuf, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.insert(path.clone(), String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned());
        }
    }
}

/// A copy of a case, in a folder that holds nothing else.
fn copy(case: &Path, holder: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(holder).join(case.file_name().unwrap());
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    // A repository of its own: shown paths begin there, wherever the tests run.
    std::fs::create_dir_all(folder.join(".git")).unwrap();
    let mut all = BTreeMap::new();
    files(case, &mut all);
    for (path, text) in all.iter().filter(|(path, _)| !path.ends_with("expected.txt")) {
        let copied = folder.join(path.strip_prefix(case).unwrap());
        std::fs::create_dir_all(copied.parent().unwrap()).unwrap();
        std::fs::write(copied, text).unwrap();
    }
    folder
}

fn printed(folder: &Path, format: &str) -> String {
    let arguments = ["run", "machine.asl.json", "--start", "2026-01-01T00:00:00Z", "--format", format];
    let run = Command::new(env!("CARGO_BIN_EXE_sfn"));
    let output = { run }.current_dir(folder).env_clear().args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let lines = text(&output.stderr) + &text(&output.stdout);
    let line = |line: &str| match (line.find("   real "), line.find(",\"wall\":")) {
        (Some(at), _) => format!("{}   real …\n", &line[..at]),
        (None, Some(at)) => {
            let rest = &line[at + 8..];
            format!("{},\"wall\":…{}\n", &line[..at], rest.trim_start_matches(|c: char| c.is_ascii_digit()))
        }
        (None, None) => format!("{line}\n"),
    };
    lines.lines().map(line).collect()
}

#[test]
fn files_of_results_are_as_expected() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/distributed");
    let mut cases: Vec<PathBuf> =
        std::fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(!cases.is_empty(), "there are cases");
    let mut wrong = Vec::new();
    for case in cases {
        let folder = copy(&case, "distributed");
        let (mut before, mut after) = (BTreeMap::new(), BTreeMap::new());
        files(folder.parent().unwrap(), &mut before);
        let mut found = String::new();
        for format in ["human", "json", "jsonl"] {
            found.push_str(&format!("---- {format}\n{}", printed(&folder, format)));
        }
        files(folder.parent().unwrap(), &mut after);
        for (path, text) in after.iter().filter(|(path, text)| before.get(*path) != Some(text)) {
            let name = path.strip_prefix(&folder).unwrap_or(path).display();
            found.push_str(&format!("---- file {name}\n{text}\n"));
        }
        wrong.extend(crate::golden(&case.join("expected.txt"), &found));
    }
    assert!(wrong.is_empty(), "{} cases differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[cfg(unix)]
#[test]
fn results_follow_no_link_out_of_the_folder() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/distributed/results-of-every-kind");
    let folder = copy(&root, "linked");
    let outside = folder.join("outside");
    std::fs::create_dir_all(folder.join("written")).unwrap();
    std::fs::create_dir_all(&outside).unwrap();
    std::os::unix::fs::symlink(&outside, folder.join("written/runs")).unwrap();
    let found = printed(&folder, "json");
    let mut written = BTreeMap::new();
    files(&outside, &mut written);
    assert_eq!(written, BTreeMap::new());
    assert!(found.contains("written/runs is a symbolic link"), "{found}");
}

const MANY: &str = r#"{"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "MaxConcurrency": 7,
    "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "data", "Key": "rows.csv"},
        "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}},
    "ItemBatcher": {"MaxItemsPerBatch": 3},
    "ResultSelector": {"batches.$": "States.ArrayLength($)", "last.$": "$[-1:]", "first.$": "$[0]"},
    "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "StartAt": "Nap", "States": {
            "Nap": {"Type": "Wait", "Seconds": 1, "Next": "Call"},
            "Call": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
                "Parameters": {"FunctionName": "f", "Payload": {"id.$": "$.Items[0].id"}},
                "OutputPath": "$.Payload"}}}}}}"#;

/// A machine that reads `rows` rows, with its mocks.
fn many(rows: usize, case: &str) -> (Lab, Router) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(case);
    std::fs::create_dir_all(&folder).unwrap();
    let lines: String = (0..rows).map(|row| format!("{row}\n")).collect();
    std::fs::write(folder.join("rows.csv"), format!("id\n{lines}")).unwrap();
    let answer = "{payload: \"{% $args.Payload.id %}\", delay: \"300ms\"}";
    let text = format!(
        "version: 1\nmocks:\n  s3: {{data: {}}}\n  states:\n    Call: {answer}\n",
        Value::from(folder.display().to_string())
    );
    let lab = Lab::new(MANY, &text, sfn::asl::machine::Workflow::Standard);
    let router = lab.prepared(Value::empty_object(), 1).world.router;
    (lab, router)
}

#[test]
fn items_of_many_pages_keep_their_order() {
    let (lab, _) = many(10_000, "many");
    let ran = lab.run(Value::empty_object(), 1);
    let sfn::engine::Outcome::Succeeded(output) = &ran.outcome else { panic!("{:?}", ran.outcome.status()) };
    assert_eq!(output.text(), r#"{"batches":3334,"last":["9999"],"first":"0"}"#);
}

/// One step of a run: what the world does for it.
fn step(execution: &mut Fleet, router: &RefCell<Router>, now: &mut Time, records: &mut Vec<Record>) -> bool {
    let next = execution.advance(*now);
    records.append(&mut execution.records());
    let machine = execution.machine().clone();
    match next {
        Next::Done => return false,
        Next::Busy => {}
        Next::WaitUntil(time) => *now = time,
        Next::WaitForSignal => panic!("nothing is due"),
        Next::Invoke(calls) => {
            for call in calls {
                let answer = router.borrow_mut().call(&call, &machine);
                let Ok(Promise::Now(answer)) = answer else { panic!("nobody answers") };
                execution.resolve(call.ticket, call.at, answer.reply);
            }
        }
        Next::Data(requests) => {
            for request in requests {
                let told = router.borrow_mut().supply(&request, &machine);
                let Ok(told) = told else { panic!("nobody reads") };
                execution.supply(request.ticket, told);
            }
        }
    }
    true
}

#[test]
fn a_line_of_json_is_as_long_as_an_item_may_be() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("long-line");
    std::fs::create_dir_all(&folder).unwrap();
    let machine = r#"{"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true,
        "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSONL"},
            "Parameters": {"Bucket": "data", "Key": "rows.jsonl"}},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "Do", "States": {"Do": {"Type": "Pass", "End": true}}}}}}"#;
    std::fs::write(folder.join("machine.asl.json"), machine).unwrap();
    std::fs::write(folder.join("machine.sfn.yaml"), "version: 1\nmocks:\n  s3: {data: .}\n").unwrap();
    std::fs::write(folder.join("rows.jsonl"), format!("1\n\"{}\"\n", "x".repeat(8 << 20))).unwrap();
    let found = printed(&folder, "json");
    assert!(found.contains("rows.jsonl: Line 2 has more than 8388608 bytes."), "{found:.2000}");
}

const NESTED: &str = r#"{"StartAt": "Outer", "States": {"Outer": {"Type": "Map", "End": true,
    "ResultSelector": {"runs.$": "States.ArrayLength($)", "last.$": "$[-1:]"},
    "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "MaxConcurrency": 1,
            "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "data", "Key": "rows.csv"},
                "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}},
            "ItemBatcher": {"MaxItemsPerBatch": 1000},
            "ResultSelector": {"batches.$": "States.ArrayLength($)", "last.$": "$[-1:]"},
            "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                "StartAt": "Nap", "States": {"Nap": {"Type": "Wait", "Seconds": 1, "OutputPath": "$.Items[0].id", "End": true}}}}}}}}}"#;

#[cfg(unix)]
#[test]
fn many_readers_need_few_open_files() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("nested");
    std::fs::create_dir_all(&folder).unwrap();
    let lines: String = (0..4200).map(|row| format!("{row}\n")).collect();
    std::fs::write(folder.join("rows.csv"), format!("id\n{lines}")).unwrap();
    std::fs::write(folder.join("machine.asl.json"), NESTED).unwrap();
    std::fs::write(folder.join("machine.sfn.yaml"), "version: 1\nmocks:\n  s3: {data: .}\n").unwrap();
    let items = format!("[{}1]", "1,".repeat(119));
    let shell = "ulimit -n 100; exec \"$0\" run machine.asl.json \"$1\"";
    let arguments = ["-c", shell, env!("CARGO_BIN_EXE_sfn"), &items];
    let output = Command::new("sh").current_dir(&folder).args(arguments).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert_eq!(printed.trim(), r#"{"last":[{"batches":5,"last":["4000"]}],"runs":120}"#);
}

#[test]
fn a_run_can_be_forked_while_children_are_under_way() {
    let (lab, router) = many(120, "forked");
    let mut execution = lab.execution(Value::empty_object(), 1);
    let (mut now, mut records) = (execution.now(), Vec::new());
    let world = RefCell::new(router.clone());
    let mut forks = Vec::new();
    while step(&mut execution, &world, &mut now, &mut records) {
        forks.push((execution.clone(), now, records.clone()));
    }
    let all = format!("{records:?}");
    assert!(forks.len() > 10, "there are moments to fork at");
    for (mut execution, mut now, mut records) in forks {
        let world = RefCell::new(router.clone());
        while step(&mut execution, &world, &mut now, &mut records) {}
        assert_eq!(format!("{records:?}"), all);
    }
}
