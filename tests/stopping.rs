//! `--timeout` and signals: they end a run wherever it is, and what was written so far stands.

use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use flate2::Compression;
use flate2::write::GzEncoder;

fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stopping").join(name);
    std::fs::create_dir_all(folder.join("in")).unwrap();
    files.iter().for_each(|(file, text)| std::fs::write(folder.join(file), text).unwrap());
    folder
}

fn sfn(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sfn"));
    command.current_dir(folder).env_clear().args(args);
    command
}

fn assert_timed_out(output: &Output) {
    let trouble = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(124), "{trouble}");
    assert!(trouble.contains("as --timeout says"), "{trouble}");
    assert!(!trouble.contains("ItemReaderFailed"), "{trouble}");
}

/// A gzip file that holds `text` so often that no machine reads it in a second.
fn packed(path: &Path, text: &[u8]) {
    let mut member = GzEncoder::new(Vec::new(), Compression::best());
    member.write_all(&text.repeat((1 << 20) / text.len())).unwrap();
    std::fs::write(path, member.finish().unwrap().repeat(16_384)).unwrap();
}

/// A Map over the object `key`, read as `config` says.
fn reading(key: &str, config: &str) -> String {
    format!(
        r#"{{"StartAt": "M", "States": {{"M": {{"Type": "Map", "ResultPath": null, "End": true,
            "ItemReader": {{"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {config},
                "Parameters": {{"Bucket": "b", "Key": "{key}"}}}},
            "ItemProcessor": {{"ProcessorConfig": {{"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}},
                "StartAt": "P", "States": {{"P": {{"Type": "Pass", "End": true}}}}}}}}}}}}"#
    )
}

#[test]
fn a_timeout_is_heeded_while_items_are_read() {
    for (key, text, config) in [
        ("rows.csv.gz", &b"a,b\n"[..], r#"{"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}"#),
        ("empty.csv.gz", b"\n", r#"{"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}"#),
        ("blank.jsonl.gz", b"\n", r#"{"InputType": "JSONL"}"#),
    ] {
        let mocks = "version: 1\nmocks:\n  s3: {b: in}\n";
        let folder = folder(key, &[("t.asl.json", &reading(key, config)), ("t.sfn.yaml", mocks)]);
        packed(&folder.join("in").join(key), text);
        assert_timed_out(&sfn(&folder, &["run", "t.asl.json", "--timeout", "200ms"]).output().unwrap());
    }
}

#[test]
fn a_timeout_is_heeded_inside_an_answer() {
    let definition = r#"{"StartAt": "A", "States": {"A": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}}}}"#;
    let mocks = "version: 1\nmocks:\n  states:\n    A: {payload: \"{% $sum([1..900000].($ * 2)) + $sum([1..900000].($ * 2)) %}\"}\n";
    let folder = folder("answer", &[("a.asl.json", definition), ("a.sfn.yaml", mocks)]);
    assert_timed_out(&sfn(&folder, &["run", "a.asl.json", "--timeout", "30ms"]).output().unwrap());
}

const WAITING: &str = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "W"},
    "W": {"Type": "Wait", "Seconds": 60, "End": true}}}"#;

/// Runs `WAITING` on a real clock, sends a signal once `sign` was read, and gives the exit code, the report and
/// what was written to the other stream.
#[cfg(unix)]
fn signalled(folder: &Path, args: &[&str], signal: &str, sign: &str) -> (Option<i32>, String, String) {
    let mut command = sfn(folder, &["run", "w.asl.json", "--clock", "real"]);
    command.args(args).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let is_human = args.is_empty();
    let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let (mut read, mut rest): (Box<dyn BufRead>, Box<dyn std::io::Read>) = if is_human {
        (Box::new(BufReader::new(err)), Box::new(out))
    } else {
        (Box::new(BufReader::new(out)), Box::new(err))
    };
    let mut told = String::new();
    while !told.contains(sign) {
        assert_ne!(read.read_line(&mut told).unwrap(), 0, "{told}");
    }
    let killed = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    read.read_to_string(&mut told).unwrap();
    let mut other = String::new();
    rest.read_to_string(&mut other).unwrap();
    (child.wait().unwrap().code(), told, other)
}

#[test]
#[cfg(unix)]
fn what_was_written_stands_when_a_signal_comes() {
    let folder = folder("signal", &[("w.asl.json", WAITING)]);
    let saved = ["--format", "jsonl", "--save-trace", "run.jsonl"];
    let waits = r#""state_entered","t":0,"state":"W""#;
    let (code, told, trouble) = signalled(&folder, &saved, "-TERM", waits);
    assert_eq!(code, Some(143), "{told}{trouble}");
    assert!(told.lines().last().unwrap().contains("run_stopped"), "{told}");
    assert!(trouble.contains("stopped before the workflow ended"), "{trouble}");
    let saved_text = std::fs::read_to_string(folder.join("run.jsonl")).unwrap();
    assert!(saved_text.contains(r#""cause":"signal""#), "{saved_text}");
    let shown = sfn(&folder, &["trace", "run.jsonl"]).output().unwrap();
    let shown = String::from_utf8_lossy(&shown.stderr).into_owned();
    assert!(shown.contains("W") && shown.contains("stopped before the workflow ended"), "{shown}");

    let (code, told, _) = signalled(&folder, &saved, "-INT", waits);
    assert_eq!(code, Some(130), "{told}");
    let (code, told, _) = signalled(&folder, &[], "-INT", "A");
    assert_eq!(code, Some(130), "{told}");
}

/// The recording on disk holds what happened while the run still waits.
#[test]
#[cfg(unix)]
fn a_recording_is_written_as_it_happens() {
    let folder = folder("killed", &[("w.asl.json", WAITING)]);
    let saved = ["--format", "jsonl", "--save-trace", "run.jsonl"];
    let (code, _, _) = signalled(&folder, &saved, "-KILL", r#""state":"W""#);
    assert_eq!(code, None);
    let recorded = std::fs::read_to_string(folder.join("run.jsonl")).unwrap();
    assert!(recorded.contains("PassStateExited") && recorded.ends_with('\n'), "{recorded}");
}

/// Waits until a process handles SIGINT: on a busy machine it may take seconds to begin, and one that was started with SIGINT
/// ignored would never hear of a signal that comes too early.
fn until_signals_are_heeded(process: u32) {
    let caught = || {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:"))?.trim();
        Some(u64::from_str_radix(mask, 16).unwrap() & 0b10 != 0)
    };
    for _ in 0..600 {
        // Elsewhere there is no such file: a while is enough there.
        match caught() {
            Some(false) => Command::new("sleep").arg("0.05").status().unwrap(),
            Some(true) | None => break,
        };
    }
}

/// Tests that are stopped show what came of those before; they are no failures of the last call.
#[cfg(unix)]
#[test]
fn a_signal_stops_tests_and_shows_what_came_of_them() {
    let definition = r#"{"StartAt": "A", "States": {"A": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}}}}"#;
    let long = "{% $sum([1..900000].($ * 2)) + $sum([1..900000].($ * 2)) %}";
    let answer = |payload: &str| format!("    mocks: {{states: {{A: {{payload: \"{payload}\"}}}}}}\n");
    let quick: String = (0..3).map(|at| format!("  quick {at}:\n{}", answer("x"))).collect();
    let slow: String = (0..200).map(|at| format!("  slow {at}:\n{}", answer(long))).collect();
    let tests = format!("version: 1\ntests:\n{quick}{slow}");
    let folder = folder("tests", &[("a.asl.json", definition), ("a.sfn.yaml", &tests)]);
    let _ = std::fs::create_dir(folder.join(".git"));
    let mut command = sfn(&folder, &["test", "-j", "1", "--format", "json"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    until_signals_are_heeded(child.id());
    // The quick ones take no time, all slow ones far longer.
    Command::new("sleep").arg("1.5").status().unwrap();
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{output:?}");
    let found = sfn::base::value::Value::parse(&String::from_utf8_lossy(&output.stdout)).unwrap();
    let count = |key: &str| found.get(key).and_then(sfn::base::value::Value::as_i64).unwrap();
    assert!(count("passed") >= 3 && count("skipped") > 0, "{found}");
    assert_eq!(
        (count("failed"), count("errors"), count("passed") + count("skipped")),
        (0, 0, 203),
        "{found}"
    );
    assert!(!folder.join(".sfn").exists(), "nothing failed");
}

/// Assertions belong to the time of their test.
#[test]
fn a_timeout_is_heeded_inside_an_assertion() {
    let definition = r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#;
    let tests = "version: 1\ntests:\n  endless:\n    expect:\n      assert: [\"($f := function($x) {$f($x + 1)}; $f(1))\"]\n  \
                 quick: {}\n";
    let folder = folder("assertion", &[("a.asl.json", definition), ("a.sfn.yaml", tests)]);
    let args = ["test", "a.sfn.yaml", "--no-recordings", "--timeout", "300ms", "--format", "json"];
    let output = sfn(&folder, &args).output().unwrap();
    let found = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(found.contains(r#""passed":1,"failed":0,"errors":1"#), "{found}");
    assert!(found.contains("stopped in an assertion after 300ms of real time, as --timeout says"), "{found}");
}

/// Nobody writes into a pipe that is named in place of a file, or reads from it: the command waits no longer than it
/// was told, and says for what.
#[cfg(unix)]
#[test]
fn a_timeout_ends_the_wait_for_a_pipe() {
    let folder = folder("pipe", &[("w.asl.json", WAITING)]);
    let pipe = folder.join("pipe");
    if !pipe.exists() {
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    }
    for words in [
        "run pipe",
        "run w.asl.json -i @pipe",
        "run w.asl.json pipe",
        "run w.asl.json --context @pipe",
        "run w.asl.json --mocks pipe",
        "run w.asl.json --config pipe",
        "run w.asl.json --save-trace pipe",
        "run w.asl.json --trace-out pipe",
        "run -",
        "run w.asl.json -i -",
        "state pipe A",
        "state w.asl.json A -i @pipe",
        "state --request -",
        "state --request pipe",
        "test --config pipe",
        "mock record pipe",
        "mock record w.asl.json -i @pipe",
    ] {
        let args: Vec<&str> = words.split(' ').chain(["--timeout", "100ms"]).collect();
        let mut command = sfn(&folder, &args);
        let (input, _writer) = std::io::pipe().unwrap();
        let output = command.stdin(input).output().unwrap();
        assert_timed_out(&output);
        let trouble = String::from_utf8_lossy(&output.stderr);
        let name = if words.contains("pipe") { "pipe" } else { "<stdin>" };
        let first = trouble.lines().next().unwrap();
        assert!(first.contains("nothing more came of ") && first.ends_with(name), "{words}: {trouble}");
    }
}
