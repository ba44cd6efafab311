//! `sfn run --step` and `--break`: what is typed, as lines or at a terminal, and what comes of it.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use crate::terminal::{Terminal, now};

const SFN: &str = env!("CARGO_BIN_EXE_sfn");

const ORDER: &str = r#"{
  "StartAt": "Get Order",
  "States": {
    "Get Order": {
      "Type": "Task",
      "Resource": "arn:aws:states:::lambda:invoke",
      "Parameters": {"FunctionName": "get", "Payload.$": "$"},
      "OutputPath": "$.Payload",
      "Next": "Each"
    },
    "Each": {
      "Type": "Map",
      "ItemsPath": "$.items",
      "ItemProcessor": {
        "StartAt": "Send",
        "States": {
          "Send": {
            "Type": "Task",
            "Resource": "arn:aws:states:::sqs:sendMessage",
            "Parameters": {"QueueUrl": "q", "MessageBody.$": "$"},
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Note"}],
            "End": true
          },
          "Note": {"Type": "Pass", "End": true}
        }
      },
      "Next": "Rest"
    },
    "Rest": {"Type": "Wait", "Seconds": 3600, "Next": "Count"},
    "Count": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $count($states.input) %}", "End": true}
  }
}"#;

const MOCKS: &str = "version: 1\nmocks:\n  states:\n    Get Order: {payload: {items: [a, b, c]}}\n    \
                     Send: {return: {MessageId: m}}\n";

/// A folder with the order workflow and its answers.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stepping").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("order.asl.json"), ORDER).unwrap();
    fs::write(folder.join("order.sfn.yaml"), MOCKS).unwrap();
    folder
}

/// Runs `sfn run FILE FLAGS` with these lines as standard input.
fn run(folder: &Path, file: &str, flags: &[&str], lines: &[&str]) -> (Output, String) {
    let mut child = Command::new(SFN)
        .args(["run", file, "--seed", "1"])
        .args(flags)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut text = lines.join("\n");
    text.push('\n');
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr.clone()).unwrap();
    (output, told)
}

/// Where it stood still, in order: what follows the mark.
fn stops(told: &str, folder: &Path) -> Vec<String> {
    let place = format!("target/tmp/stepping/{}/", folder.file_name().unwrap().to_str().unwrap());
    told.lines().filter_map(|line| line.strip_prefix("→ ")).map(|line| line.replace(&place, "")).collect()
}

#[test]
fn next_goes_over_a_map_and_into_goes_through_it() {
    let folder = folder("over");
    let (output, told) = run(&folder, "order.asl.json", &["--step"], &["next", "", "n", "n", "n", "c"]);
    assert!(output.status.success(), "{told}");
    assert_eq!(output.stdout, b"3\n");
    assert_eq!(
        stops(&told, &folder),
        [
            "about to enter Get Order (Task)  order.asl.json:4",
            "about to enter Each (Map)  order.asl.json:11",
            "about to enter Rest (Wait)  order.asl.json:29",
            "about to enter Count (Pass)  order.asl.json:30",
            "the execution SUCCEEDED",
        ],
        "{told}"
    );
    let (_, told) = run(&folder, "order.asl.json", &["--step"], &["into"; 5]);
    assert_eq!(
        stops(&told, &folder)[1..5],
        [
            "Get Order (Task)  order.asl.json:4 calls lambda:invoke",
            "about to enter Each (Map)  order.asl.json:11",
            "about to enter Send (Task) in item 0 of Each  order.asl.json:17",
            "about to enter Send (Task) in item 1 of Each  order.asl.json:17",
        ],
        "{told}"
    );
    assert!(told.contains("order.sfn.yaml:4 states.Get Order answers"), "{told}");
    let (_, told) = run(&folder, "order.asl.json", &["--break", "Send"], &["next", "out", "c"]);
    assert!(stops(&told, &folder)[1].contains("item 1 of Each"), "a breakpoint holds on the way too: {told}");
}

#[test]
fn breakpoints_are_states_errors_and_conditions() {
    let folder = folder("breakpoints");
    let condition = "Send if {% $ = 'b' %}";
    let (_, told) = run(&folder, "order.asl.json", &["--break", condition], &["p", "c", "c"]);
    let wanted = "about to enter Send (Task) in item 1 of Each  order.asl.json:17 (breakpoint {% $ = 'b' %})";
    assert_eq!(stops(&told, &folder), [wanted, "the execution SUCCEEDED"], "{told}");
    let failing = &["--mock", "Get Order=throw:Declined:no money", "--break", "error:Declined"];
    let (output, told) = run(&folder, "order.asl.json", failing, &["c", "c"]);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(
        stops(&told, &folder)[0]
            .starts_with("Get Order (Task)  order.asl.json:4 is about to fail with Declined: no money")
    );
    for (wrong, help) in [
        ("Sendd", "there is no state `Sendd`; did you mean `Send`?"),
        ("{% 1 + %}", "the condition `1 +` is not JSONata"),
        ("error:", "`error:` needs the name of an error"),
    ] {
        let (output, told) = run(&folder, "order.asl.json", &["--break", wrong], &[]);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(help), "{told}");
    }
}

#[test]
fn what_was_can_be_gone_back_to_and_changed() {
    let folder = folder("changes");
    let lines = ["c Send", "throw Gone:away", "c Rest", "p $[0].Error", "b", "p", "set input [1]", "c", "c"];
    let (output, told) = run(&folder, "order.asl.json", &["--step"], &lines);
    assert!(told.contains("→ [[1], {MessageId"), "{told}");
    assert_eq!(output.stdout, b"3\n", "{told}");
    assert!(told.contains("\"Gone\""), "{told}");
    // Before `Rest`, the last state that was entered is that of the catcher.
    assert!(
        stops(&told, &folder)
            .iter()
            .any(|stop| stop.starts_with("about to enter Note (Pass) in item 0 of Each")),
        "{told}"
    );
}

#[test]
fn a_changed_answer_makes_another_run_and_can_be_kept_as_a_test() {
    let folder = folder("kept");
    let lines = ["into", "answer payload:{\"items\": []}", "c", "b 2", "c", "save order.sfn.yaml", "c"];
    let (output, told) = run(&folder, "order.asl.json", &["--step", "-i", "{\"id\": 7}"], &lines);
    assert_eq!(output.stdout, b"0\n", "{told}");
    assert!(told.contains("order.sfn.yaml has the test `stepped through: SUCCEEDED`"), "{told}");
    let test = Command::new(SFN).arg("test").current_dir(&folder).output().unwrap();
    assert!(test.status.success(), "{}", String::from_utf8_lossy(&test.stdout));
    let (_, told) =
        run(&folder, "order.asl.json", &["--step"], &["c Rest", "set input [1]", "c", "save other.sfn.yaml"]);
    assert!(told.contains("no value in the middle"), "{told}");
    assert!(!folder.join("other.sfn.yaml").exists());
    // Another input of the first state is another input of the execution.
    let lines = ["set input {\"id\": 9}", "c", "save first.sfn.yaml"];
    let (_, told) = run(&folder, "order.asl.json", &["--step"], &lines);
    assert!(told.contains("first.sfn.yaml was made with the test"), "{told}");
    let kept = fs::read_to_string(folder.join("first.sfn.yaml")).unwrap();
    assert!(kept.contains("id: 9"), "{kept}");
}

/// Whatever was tried on the way, what is written is the run that was left at the end.
#[test]
fn the_trace_that_is_saved_is_that_of_the_last_way() {
    let folder = folder("saved");
    let way = ["c Rest", "b 99", "c Send", "throw Gone", "c Count", "c", "c"];
    let flags = ["--step", "--save-trace", "stepped.jsonl", "--format", "json"];
    let (output, told) = run(&folder, "order.asl.json", &flags, &way);
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{told}"));
    assert_eq!(said["path"], serde_json::json!(["Get Order", "Each", "Rest", "Count"]));
    let plain = ["--mock", "Send={\"MessageId\": \"m\"}", "--save-trace", "plain.jsonl", "--format", "json"];
    let (plain, _) = run(&folder, "order.asl.json", &plain, &[]);
    assert_ne!(plain.stdout, output.stdout, "an item failed");
    let shown = Command::new(SFN).args(["trace", "stepped.jsonl"]).current_dir(&folder).output().unwrap();
    assert!(String::from_utf8_lossy(&shown.stderr).contains("Gone"), "{shown:?}");
}

/// A run that is over is gone through in the same way, and cannot be changed.
#[test]
fn a_saved_run_is_gone_through_and_not_changed() {
    let folder = folder("played");
    let (output, told) = run(&folder, "order.asl.json", &["--save-trace", "run.jsonl"], &[]);
    assert!(output.status.success(), "{told}");
    let lines =
        ["n", "p items[1]", "into", "into", "w", "b", "set input 1", "c Count", "p", "restart", "c", "q"];
    let mut child = Command::new(SFN)
        .args(["trace", "run.jsonl", "--step"])
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(lines.join("\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    let stops = stops(&told, &folder);
    assert!(output.status.success(), "{told}");
    assert!(told.contains("\"b\"") && told.contains("Send in item 0 of Each goes on next"), "{told}");
    assert!(told.contains("this run is over: it can be looked at, not changed"), "{told}");
    for (at, wanted) in [
        (0, "about to enter Get Order (Task)"),
        (1, "about to enter Each (Map)"),
        (2, "about to enter Send (Task) in item 0 of Each"),
        (3, "Send (Task) in item 0 of Each  order.asl.json:17 calls sqs:sendMessage"),
    ] {
        assert!(stops[at].starts_with(wanted), "{at}: {stops:#?}");
    }
    assert_eq!(stops.last().map(String::as_str), Some("the execution SUCCEEDED"), "{told}");
}

/// A run that is only gone through, and gone back over, ends with the bytes of one that was not.
#[test]
fn to_look_changes_nothing() {
    let folder = folder("looked");
    let (plain, _) = run(&folder, "order.asl.json", &["--format", "history"], &[]);
    let mut lines = vec!["into"; 12];
    lines.extend([
        "back 5",
        "into",
        "into",
        "p context",
        "w",
        "l",
        "back",
        "restart",
        "next",
        "next",
        "c",
        "c",
    ]);
    let (stepped, told) = run(&folder, "order.asl.json", &["--format", "history", "--step"], &lines);
    assert_eq!(String::from_utf8_lossy(&plain.stdout), String::from_utf8_lossy(&stepped.stdout), "{told}");
}

#[test]
fn a_call_that_nobody_answers_stops_and_can_be_answered() {
    let folder = folder("unanswered");
    fs::remove_file(folder.join("order.sfn.yaml")).unwrap();
    let lines = ["c", "answer payload:{\"items\": []}", "c", "c"];
    let (output, told) = run(&folder, "order.asl.json", &["--step"], &lines);
    assert!(output.status.success(), "{told}");
    assert!(told.contains("nobody answers"), "{told}");
    let (output, told) = run(&folder, "order.asl.json", &["--step"], &["c", "c"]);
    assert_eq!(output.status.code(), Some(5), "{told}");
}

#[test]
fn nonsense_is_answered_with_help() {
    let folder = folder("nonsense");
    let lines =
        ["nxt", "back", "clear 3", "set total 3", "answer", "answer {", "p $.a.b", "e (", "out", "quit"];
    let (output, told) = run(&folder, "order.asl.json", &["--step"], &lines);
    assert!(output.status.success(), "{told}");
    for wanted in [
        "there is no command `nxt`; did you mean `next`?",
        "this is the beginning",
        "there is no breakpoint 3",
        "only `input` and variables can be set, not `total`",
        "`answer` needs an answer",
        "the answer is not JSON",
        "this is the outermost level",
        "the run was given up",
    ] {
        assert!(told.contains(wanted), "{wanted}: {told}");
    }
}

/// A real call cannot be taken back: on the way there once more, it has the answer that it got.
#[test]
fn a_real_call_is_not_made_twice() {
    let folder = folder("real");
    let mocks = "version: 1\nmocks:\n  states:\n    Get Order: {run: {command: [sh, call.sh]}}\n    \
                 Send: {return: {MessageId: m}}\n";
    fs::write(folder.join("order.sfn.yaml"), mocks).unwrap();
    fs::write(folder.join("call.sh"), "echo called >>calls\necho '{\"Payload\": {\"items\": [1, 2]}}'\n")
        .unwrap();
    let flags = ["--allow-run", "--step"];
    let lines = ["c Rest", "restart", "c Rest", "back 99", "into", "c", "p", "c"];
    let (output, told) = run(&folder, "order.asl.json", &flags, &lines);
    assert_eq!(output.stdout, b"2\n", "{told}");
    assert_eq!(fs::read_to_string(folder.join("calls")).unwrap(), "called\n", "{told}");
    assert_eq!(stops(&told, &folder).iter().filter(|stop| stop.contains("Rest (Wait)")).count(), 2, "{told}");
}

/// Ten thousand rounds back take a moment, and what is kept for them is less than the run itself.
#[test]
fn going_back_over_ten_thousand_steps_takes_a_moment() {
    let folder = folder("long");
    let definition = r#"{"StartAt": "Add", "States": {
        "Add": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)"}, "Next": "Enough?"},
        "Enough?": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericLessThan": 5000, "Next": "Add"}],
                    "Default": "Done"},
        "Done": {"Type": "Succeed"}}}"#;
    fs::write(folder.join("loop.asl.json"), definition).unwrap();
    let flags = ["--step", "--type", "express", "-i", "{\"n\": 0}"];
    let there = ["c Done", "c", "c"];
    let back = ["c Done", "back 10000", "c Done", "c", "c"];
    let begun = now();
    let (_, told) = run(&folder, "loop.asl.json", &flags, &there);
    let once = begun.elapsed();
    assert!(told.contains("SUCCEEDED"), "{told}");
    let begun = now();
    let (output, told) = run(&folder, "loop.asl.json", &flags, &back);
    assert!(output.status.success(), "{told}");
    assert!(stops(&told, &folder)[2].starts_with("about to enter Add"), "{:?}", stops(&told, &folder));
    // It goes there twice, and back once: nothing of it runs from the beginning more often.
    assert!(begun.elapsed() < once * 4 + Duration::from_secs(2), "{:?} and {once:?}", begun.elapsed());
}

#[test]
fn at_a_terminal_there_is_a_prompt_and_ctrl_c_ends_it() {
    let folder = folder("terminal");
    let mut terminal = Terminal::start(SFN, &["run", "order.asl.json", "--step"], &folder, 40);
    terminal.wait_for("(sfn) ");
    terminal.press("next\n");
    terminal.wait_for("about to enter Each (Map)");
    terminal.wait_for("(sfn) ");
    terminal.press("back\n");
    let told = terminal.wait_for("(sfn) ");
    assert!(told.contains("about to enter Get Order (Task)"), "{told}");
    terminal.press("\u{3}");
    assert_eq!(terminal.end().0, Some(130));
}
