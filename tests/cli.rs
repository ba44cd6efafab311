//! The program as its users meet it: exit codes, streams, flags, and input of every bad kind.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use sfn::base::value::Value;

/// A folder of files that is gone with the test.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str, files: &[(&str, &str)]) -> Self {
        static FOLDERS: AtomicU32 = AtomicU32::new(0);
        let count = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cli-{name}-{count}"));
        let _ = std::fs::remove_dir_all(&path);
        // A repository of its own: shown paths begin there, wherever the tests run.
        std::fs::create_dir_all(path.join(".git")).unwrap();
        for (file, text) in files {
            let file = path.join(file);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        }
        Self(path)
    }

    /// A copy of the folder `from`.
    pub fn copy(from: &Path) -> Self {
        let folder = Self::new("copy", &[]);
        crate::command::copy(from, &folder.0);
        folder
    }

    pub fn sfn(&self, arguments: &[&str]) -> Ended {
        self.sfn_with(arguments, "", &[])
    }

    /// Runs the program with `stdin` and only these environment variables.
    pub fn sfn_with(&self, arguments: &[&str], stdin: &str, environment: &[(&str, &str)]) -> Ended {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sfn"))
            .args(arguments)
            .current_dir(&self.0)
            .env_clear()
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that does not read its input closes it: that is its right.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        let output = child.wait_with_output().unwrap();
        Ended {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a run of the program left.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ended {
    #[track_caller]
    fn is(&self, code: i32, said: &[&str]) {
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.err);
        for part in said {
            assert!(self.err.contains(part), "{part:?} is not in\n{}", self.err);
        }
    }
}

const PASS: &str = r#"{"StartAt": "Note", "States": {"Note": {"Type": "Pass", "End": true}}}"#;
const ASK: &str = r#"{"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "End": true,
    "Resource": "arn:aws:lambda:us-east-1:123456789012:function:ask"}}}"#;
const ENDLESS: &str = r#"{"StartAt": "Again", "States": {"Again": {"Type": "Choice", "Default": "Again",
    "Choices": [{"Variable": "$.stop", "IsPresent": true, "Next": "Over"}]}, "Over": {"Type": "Succeed"}}}"#;

#[test]
fn exit_codes_say_who_failed() {
    let folder = Folder::new(
        "codes",
        &[
            ("pass.asl.json", PASS),
            ("fail.asl.json", r#"{"StartAt": "Stop", "States": {"Stop": {"Type": "Fail"}}}"#),
            ("ask.asl.json", ASK),
            ("broken.asl.json", "{\"StartAt\": \"Note\",\n \"States\": }"),
            ("dangling.asl.json", &PASS.replace("\"StartAt\": \"Note\"", "\"StartAt\": \"Noet\"")),
            ("run.yaml", "version: 1\nmocks: {states: {Ask: {execute: {machine: pass.asl.json}}}}"),
        ],
    );
    folder.sfn(&["run", "pass.asl.json"]).is(0, &["✓ SUCCEEDED"]);
    folder.sfn(&["run", "fail.asl.json"]).is(1, &["✗ FAILED"]);
    folder.sfn(&["run"]).is(2, &["there are 5 state machines in this folder", "\n    pass.asl.json"]);
    folder.sfn(&["run", "--clck", "real"]).is(2, &["  help: a similar argument exists: '--clock'"]);
    folder.sfn(&["run", "pass.asl.json", "--form", "json"]).is(2, &["--form"]);
    folder.sfn(&["run", "pass.asl.json", "-t", "none"]).is(2, &["there is no test case `none`"]);
    folder.sfn(&["frobnicate"]).is(2, &["frobnicate"]);
    folder.sfn(&["run", "broken.asl.json"]).is(3, &["broken.asl.json:2:12"]);
    folder.sfn(&["run", "dangling.asl.json"]).is(3, &["Noet"]);
    folder.sfn(&["run", "ask.asl.json"]).is(5, &["SFN401", "Ask (lambda:function:ask)"]);
    folder
        .sfn(&["run", "ask.asl.json", "-m", "run.yaml"])
        .is(3, &["`execute` cannot answer lambda:function:ask"]);
    folder.sfn(&["--help"]).is(0, &[]);
    folder.sfn(&["run", "--help"]).is(0, &[]);
    folder.sfn(&["--version"]).is(0, &[]);
    folder.sfn(&[]).is(2, &["Usage"]);
}

#[test]
fn files_that_are_missing_are_named_with_their_neighbours() {
    let folder = Folder::new("missing", &[("order.asl.json", PASS), ("order.sfn.yaml", "version: 1")]);
    let near = "did you mean order.asl.json?";
    folder.sfn(&["run", "ordr.asl.json"]).is(3, &["cannot read ordr.asl.json", "no such file", near]);
    folder
        .sfn(&["run", "order.asl.json", "-m", "order.sfn.yml"])
        .is(3, &["order.sfn.yml", "did you mean order.sfn.yaml?"]);
    folder.sfn(&["run", "order.asl.json", "-i", "@input.json"]).is(3, &["cannot read input.json"]);
    folder.sfn(&["run", "order.asl.json", "-m", "."]).is(3, &["cannot read .", "name a file in it"]);
    folder.sfn(&["-C", "nowhere", "run", "order.asl.json"]).is(3, &["cannot work in nowhere"]);
    let below = folder.0.parent().unwrap().to_str().unwrap().to_owned();
    let path = folder.0.file_name().unwrap().to_str().unwrap().to_owned() + "/order.asl.json";
    folder.sfn(&["-C", &below, "run", &path]).is(0, &[]);
}

#[test]
fn input_comes_from_flags_files_and_standard_input() {
    let folder = Folder::new("input", &[("pass.asl.json", PASS), ("in.json", "{\"a\":  1}")]);
    let pass = "pass.asl.json";
    for arguments in [
        &["run", pass, "-i", "{\"a\":  1}"][..],
        &["run", pass, "-i", "@in.json"],
        &["run", pass, "in.json"],
        &["run", pass, "{\"a\":  1}"],
    ] {
        assert_eq!(folder.sfn(arguments).out, "{\"a\":  1}\n", "{arguments:?}");
    }
    assert_eq!(folder.sfn_with(&["run", pass, "-"], "[1]", &[]).out, "[1]\n");
    assert_eq!(folder.sfn_with(&["run", pass, "-i", "-"], "[1]", &[]).out, "[1]\n");
    assert_eq!(folder.sfn_with(&["run", "-", "-i", "7"], PASS, &[]).out, "7\n");
    folder
        .sfn(&["run", pass, "-i", "{\"a\": }"])
        .is(3, &["this is not valid JSON", "--input:1:7", "expected a value here"]);
    folder.sfn(&["run", pass, "-i", "hello"]).is(3, &["--input"]);
    folder.sfn(&["run", pass, "-i", "@in.json", "in.json"]).is(2, &["cannot be used with"]);
    folder.sfn_with(&["run", pass, "-"], "", &[]).is(3, &["<stdin>"]);
    let twice = ["standard input cannot be read twice"];
    folder.sfn_with(&["run", "-", "-"], PASS, &[]).is(2, &twice);
    folder.sfn_with(&["run", pass, "-i", "-", "-m", "-"], "1", &[]).is(2, &twice);
    folder.sfn(&["run", pass, "--context", "[1]"]).is(2, &["--context must be a JSON object"]);
    folder.sfn(&["run", pass, "--mock", "Note=x"]).is(3, &["--mock Note"]);
    folder.sfn(&["run", pass, "--clock", "x0"]).is(2, &["such as x60"]);
    folder.sfn(&["run", pass, "--start", "tomorrow"]).is(2, &["2026-01-31T12:00:00Z"]);
}

#[test]
fn an_empty_input_is_called_empty() {
    let folder = Folder::new("empty-input", &[("pass.asl.json", PASS), ("in.json", "\n")]);
    for (input, what) in [
        (&["-i", ""][..], "--input"),
        (&["-i", "@in.json"], "in.json"),
        (&["in.json"], "in.json"),
        (&["-"], "<stdin>"),
        (&[""], "INPUT"),
        (&["--context", " "], "--context"),
    ] {
        let ended = folder.sfn(&[&["run", "pass.asl.json"], input].concat());
        ended.is(3, &[&format!("error: {what} is empty: JSON is expected\n")]);
    }
}

#[test]
fn machine_formats_print_one_document_and_no_trace() {
    let folder = Folder::new(
        "formats",
        &[
            ("ask.asl.json", ASK),
            (
                "fail.asl.json",
                r#"{"StartAt": "S", "States": {"S": {"Type": "Fail", "Error": "E", "Cause": "c"}}}"#,
            ),
        ],
    );
    let run = |arguments: &[&str]| {
        let ended = folder.sfn(&[&["run"], arguments, &["--seed", "1"]].concat());
        assert_eq!(ended.err, "");
        ended
    };
    let mock = ["ask.asl.json", "--mock", "Ask={\"ok\": true}", "--format"];
    let json = run(&[&mock[..], &["json"]].concat());
    let value = Value::parse(&json.out).unwrap();
    assert_eq!(value.get("status").unwrap().as_str(), Some("SUCCEEDED"));
    assert_eq!(value.get("output").unwrap().to_json(), r#"{"ok":true}"#);
    assert_eq!(value.get("duration_ms").unwrap().as_i64(), Some(0));
    assert_eq!(value.get("path").unwrap().to_json(), r#"["Ask"]"#);
    for key in ["states", "calls"] {
        assert_eq!(value.get(key).unwrap().as_array().unwrap().len(), 1, "{key}");
    }
    assert_eq!(run(&["ask.asl.json", "--mock", "Ask={\"ok\": true}", "--json"]).out, json.out);

    let history = run(&[&mock[..], &["history"]].concat());
    let events = Value::parse(&history.out).unwrap();
    assert_eq!(events.get("events").unwrap().as_array().unwrap().len(), 7);

    let lines = run(&[&mock[..], &["jsonl"]].concat());
    let types: Vec<String> = lines
        .out
        .lines()
        .enumerate()
        .map(|(at, line)| {
            let line = Value::parse(line).unwrap();
            assert_eq!(line.get("v").unwrap().as_i64(), Some(1));
            assert_eq!(line.get("seq").unwrap().as_i64(), Some(at as i64 + 1));
            line.get("type").unwrap().as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(types.first().unwrap(), "run_started");
    assert_eq!(types.last().unwrap(), "run_finished");

    let failed = run(&["fail.asl.json", "--json"]);
    assert_eq!(failed.code, Some(1));
    let failed = Value::parse(&failed.out).unwrap();
    assert_eq!(failed.get("error").unwrap().as_str(), Some("E"));
    assert_eq!(failed.get("cause").unwrap().as_str(), Some("c"));
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let folder = Folder::new("pipe", &[("loop.asl.json", ENDLESS)]);
    for format in ["jsonl", "history"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sfn"))
            .args(["run", "loop.asl.json", "--format", format])
            .current_dir(&folder.0)
            .env_clear()
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = [0; 16];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{format}");
        assert_eq!(output.stderr, b"", "{format}");
    }
}

#[test]
fn a_closed_standard_error_changes_neither_output_nor_exit_code() {
    let failing = PASS.replace("\"End\": true", "\"OutputPath\": \"$.nothing\", \"End\": true");
    let mocks = "version: 1\nmocks: {states: {Nobody: {return: 1}}}\n";
    let files = [("pass.asl.json", PASS), ("fail.asl.json", &*failing), ("m.yaml", mocks)];
    let folder = Folder::new("closed-stderr", &files);
    for (definition, out, code) in [("pass.asl.json", "{}\n", 0), ("fail.asl.json", "", 1)] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = Command::new(env!("CARGO_BIN_EXE_sfn"))
            .args(["run", definition, "-m", "m.yaml"])
            .current_dir(&folder.0)
            .env_clear()
            .stderr(writer)
            .output()
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), out, "{definition}");
        assert_eq!(output.status.code(), Some(code), "{definition}");
    }
}

#[test]
fn colours_marks_and_width_do_as_they_are_told() {
    let folder = Folder::new("look", &[("pass.asl.json", PASS)]);
    let run = |arguments: &[&str], environment: &[(&str, &str)]| {
        folder.sfn_with(&[&["run", "pass.asl.json"], arguments].concat(), "", environment).err
    };
    let coloured = |text: &str| text.contains("\x1b[");
    assert!(!coloured(&run(&[], &[])));
    assert!(coloured(&run(&["--color", "always"], &[])));
    assert!(coloured(&run(&["--color", "always"], &[("NO_COLOR", "1")])));
    assert!(coloured(&run(&[], &[("CLICOLOR_FORCE", "1")])));
    assert!(!coloured(&run(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")])));
    assert!(!coloured(&run(&["--color", "never"], &[("FORCE_COLOR", "1")])));
    for ascii in
        [run(&["--unicode", "never"], &[]), run(&[], &[("LC_ALL", "C")]), run(&[], &[("TERM", "dumb")])]
    {
        assert!(ascii.is_ascii(), "{ascii}");
        assert!(ascii.contains("ok Note"), "{ascii}");
    }
    assert!(run(&["--unicode", "always"], &[("LC_ALL", "C")]).contains('✓'));
    let wide = run(&["--width", "140", "-v"], &[]);
    let narrow = run(&["--width", "60", "-v"], &[]);
    assert!(narrow.lines().all(|line| line.chars().count() <= 60), "{narrow}");
    assert!(wide.lines().all(|line| line.chars().count() <= 140), "{wide}");
    assert_ne!(wide, narrow);
    assert_eq!(run(&["--width", "3", "--seed", "1"], &[]), run(&["--width", "20", "--seed", "1"], &[]));
}

#[test]
fn views_are_other_words_for_flags() {
    let machine = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": 1, "End": true}}}"#;
    let folder = Folder::new("views", &[("a.asl.json", machine)]);
    let trace = |arguments: &[&str]| {
        let mut all = vec!["run", "a.asl.json", "--seed", "1"];
        all.extend(arguments);
        let ended = folder.sfn(&all);
        let known = ended.err.lines().map(|line| line.split("real").next().unwrap_or(line).to_owned());
        known.collect::<Vec<_>>()
    };
    for (view, flags) in [("compact", &["-q"][..]), ("default", &[]), ("full", &["-v"])] {
        assert_eq!(trace(&["--view", view]), trace(flags), "{view}");
    }
    assert_ne!(trace(&["-v"]), trace(&["-vv"]));
    assert_ne!(trace(&["-v"]), trace(&[]));
}

#[test]
fn stopped_runs_leave_whole_documents() {
    let folder = Folder::new("stopped", &[("ask.asl.json", ASK)]);
    let run = |format: &str| folder.sfn(&["run", "ask.asl.json", "--format", format]);
    let history = run("history");
    history.is(5, &["SFN401"]);
    assert!(Value::parse(&history.out).unwrap().get("events").is_some(), "{}", history.out);
    let json = Value::parse(&run("json").out).unwrap();
    assert_eq!(json.get("status").unwrap().as_str(), Some("STOPPED"));
    assert_eq!(json.pointer("/diagnostics/0/code").unwrap().as_str(), Some("SFN401"));
    assert_eq!(json.get("unanswered").unwrap().to_json(), r#"["Ask"]"#);
    let lines = run("jsonl").out;
    let last = Value::parse(lines.lines().last().unwrap()).unwrap();
    assert_eq!(last.get("type").unwrap().as_str(), Some("run_stopped"));
    assert_eq!(last.get("code").unwrap().as_str(), Some("SFN401"));
    let told = folder.sfn(&["run", "ask.asl.json"]);
    told.is(5, &["◌ Ask", "◌ STOPPED", "\n\nerror[SFN401]"]);
}

#[test]
fn inputs_beyond_the_quota_are_refused() {
    let text = |bytes: usize| format!("\"{}\"", "x".repeat(bytes - 2));
    let (most, more) = (text(262_144), text(262_145));
    let folder =
        Folder::new("large-input", &[("pass.asl.json", PASS), ("most.json", &most), ("more.json", &more)]);
    folder.sfn(&["run", "pass.asl.json", "most.json", "-q"]).is(0, &[]);
    let refused = folder.sfn(&["run", "pass.asl.json", "more.json"]);
    refused.is(3, &["262,145 bytes", "aws:  ValidationException", "length less than or equal to 262144"]);
}

#[test]
fn endless_runs_are_stopped() {
    let folder = Folder::new("endless", &[("loop.asl.json", ENDLESS)]);
    let run = |more: &[&str]| folder.sfn(&[&["run", "loop.asl.json", "-q"], more].concat());
    run(&[]).is(1, &["States.Runtime", "25000"]);
    run(&["--max-steps", "500"]).is(124, &["stopped after 500 events", "--max-steps"]);
    run(&["--type", "express", "--max-steps", "5000"]).is(124, &["stopped after 5000 events"]);
    run(&["--type", "express", "--timeout", "300ms"]).is(124, &["300ms", "--timeout"]);
}

#[test]
fn quick_answers_name_states_that_are_there() {
    let folder = Folder::new("quick", &[("ask.asl.json", ASK)]);
    let run = ["run", "ask.asl.json", "--mock"];
    assert_eq!(folder.sfn(&[&run[..], &["Ask={\"a\": 1}"]].concat()).out, "{\"a\":1}\n");
    assert_eq!(folder.sfn(&[&run[..], &["A*=1"]].concat()).out, "1\n");
    let said = ["--mock: the machine has no state `Aks`", "did you mean `Ask`?"];
    folder.sfn(&[&run[..], &["Aks=1"]].concat()).is(2, &said);
    // What the command line says is no file to which more could be added.
    folder.sfn(&[&run[..], &["B*=1"]].concat()).is(5, &["write ask.sfn.yaml, which is found by its name"]);
}

#[test]
fn mock_files_are_checked_before_the_run() {
    let folder = Folder::new(
        "mocks",
        &[
            ("ask.asl.json", ASK),
            ("bad.yaml", "version: 1\nmocks:\n  states:\n    Ask: {retrun: 1}\n"),
            ("other.yaml", "version: 1\nmocks: {states: {Ask: {return: 1}}}"),
            ("last.yaml", "version: 1\nmocks: {states: {Ask: {return: 2}}}"),
            ("same.json", r#"{"version": 1, "mocks": {"states": {"Ask": {"return": 3}}}}"#),
            ("text.yaml", "just text"),
        ],
    );
    let run = |mocks: &[&str]| folder.sfn(&[&["run", "ask.asl.json", "-m"], mocks].concat());
    let bad = run(&["bad.yaml"]);
    bad.is(3, &["bad.yaml:4:11", "retrun", "did you mean `return`?"]);
    assert_eq!(bad.out, "");
    run(&["text.yaml"]).is(3, &["text.yaml"]);
    assert_eq!(run(&["other.yaml", "-m", "last.yaml"]).out, "2\n");
    assert_eq!(run(&["last.yaml", "-m", "other.yaml"]).out, "1\n");
    assert_eq!(run(&["same.json"]).out, "3\n");
    let quick = folder.sfn(&["run", "ask.asl.json", "-m", "other.yaml", "--mock", "Ask=4"]);
    assert_eq!(quick.out, "4\n");
}

#[test]
fn definitions_of_any_size_and_depth_get_an_answer() {
    let states: Vec<String> = (0..14_000)
        .map(|n| format!(r#""State number {n:05}": {{"Type": "Pass", "Next": "State number {:05}"}}"#, n + 1))
        .collect();
    let large = format!(
        r#"{{"StartAt": "State number 00000", "States": {{{}, "State number 14000": {{"Type": "Succeed"}}}}}}"#,
        states.join(",\n")
    );
    assert!(large.len() > 900_000);
    let nested = "[".repeat(100_000);
    let closed = format!("{nested}{}", "]".repeat(100_000));
    let bomb: String = std::iter::once("a0: &a0 [x, x]\n".to_owned())
        .chain((1..40).map(|n| format!("a{n}: &a{n} [*a{0}, *a{0}]\n", n - 1)))
        .collect();
    let folder = Folder::new(
        "large",
        &[
            ("large.asl.json", &large),
            ("nested.asl.json", &nested),
            ("closed.asl.json", &closed),
            ("nested.asl.yaml", &nested),
            ("bomb.asl.yaml", &bomb),
            ("pass.asl.json", PASS),
        ],
    );
    // More than 25,000 events would be needed for it all.
    folder.sfn(&["run", "large.asl.json", "--type", "express", "-q", "--format", "json"]).is(0, &[]);
    for deep in ["nested.asl.json", "closed.asl.json", "nested.asl.yaml"] {
        folder.sfn(&["run", deep]).is(3, &[deep]);
    }
    folder.sfn(&["run", "bomb.asl.yaml"]).is(3, &["bomb.asl.yaml", "alias"]);
    folder.sfn(&["run", "pass.asl.json", "-i", "@nested.asl.json"]).is(3, &["nested.asl.json"]);
    folder.sfn_with(&["run", "pass.asl.json", "-"], &closed, &[]).is(3, &["<stdin>"]);
}

#[test]
fn files_without_end_are_not_read_to_their_end() {
    let mocks = "version: 1\nmocks: {states: {Ask: {return_file: long}}}\n";
    let folder = Folder::new("endless", &[("ask.asl.json", ASK), ("m.yaml", mocks)]);
    std::fs::File::create(folder.0.join("long")).unwrap().set_len(40_000_000).unwrap();
    let said = ["cannot read long: it is larger than 32 MB"];
    folder.sfn(&["run", "long"]).is(3, &said);
    folder.sfn(&["run", "ask.asl.json", "-i", "@long"]).is(3, &said);
    folder.sfn(&["run", "ask.asl.json", "-m", "long"]).is(3, &said);
    folder.sfn(&["run", "ask.asl.json", "-m", "m.yaml"]).is(3, &said);
    folder.sfn(&["eval", "@long"]).is(3, &said);
}

#[test]
fn a_map_over_a_million_items_ends() {
    let machine = r#"{"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "ItemsPath": "$$.items",
        "ItemProcessor": {"StartAt": "Inner", "States": {"Inner": {"Type": "Pass", "End": true}}}}}}"#;
    // No input may be so large.
    let context = format!("{{\"items\": [{}0]}}", "0,".repeat(999_999));
    let folder = Folder::new("million", &[("map.asl.json", machine), ("context.json", &context)]);
    let more = ["--context", "@context.json", "--type", "express", "-q", "--timeout", "2s"];
    let ended = folder.sfn(&[&["run", "map.asl.json"], &more[..]].concat());
    // Such an output is larger than a state may give; a slow machine does not come so far.
    match ended.code {
        Some(124) => ended.is(124, &["stopped after 2s"]),
        _ => ended.is(1, &["States.DataLimitExceeded"]),
    }
}

#[test]
fn names_and_values_cannot_write_to_the_terminal() {
    let name = "Clear\\u001b[2J\\u0007\\u009b\\u202e\\nName";
    let machine = format!(
        r#"{{"StartAt": "{name}", "States": {{"{name}": {{"Type": "Pass", "Parameters": {{"{name}.$": "$"}},
            "Assign": {{"x.$": "$"}}, "Next": "Stop"}},
            "Stop": {{"Type": "Fail", "Error": "{name}", "Cause": "{name}"}}}}}}"#
    );
    let folder = Folder::new("control", &[("m.asl.json", &machine)]);
    for view in ["-q", "-v", "-vv", "--color=always"] {
        let ended = folder.sfn(&["run", "m.asl.json", "-i", &format!("\"{name}\""), view]);
        assert_eq!(ended.code, Some(1), "{}", ended.err);
        let text = ended.err.replace("\x1b[0m", "");
        let harmless = |c: char| !c.is_control() && c != '\u{202e}' || c == '\n' || c == '\x1b';
        assert!(text.chars().all(harmless), "{view}: {text:?}");
        assert!(!text.contains("\x1b[2J"), "{view}: {text:?}");
    }
}
