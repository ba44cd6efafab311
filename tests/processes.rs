//! Answers of processes (`run`): what they are given, what becomes of what they print, and that none outlives its
//! call.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::cli::{Ended, Folder};

/// A machine of one Task with these fields.
fn machine(fields: &str) -> String {
    format!(
        r#"{{"StartAt": "Work", "States": {{"Work": {{"Type": "Task", "End": true, {fields},
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {{"FunctionName": "work", "Payload.$": "$"}}}}}}}}"#
    )
}

/// A mock file in which `script` of a shell answers.
fn mocks(script: &str, beside: &str) -> String {
    let script = script.replace('\'', "''");
    format!(
        "version: 1\nmocks:\n  states:\n    Work:\n      run:\n        command: [sh, -c, '{script}']\n{beside}"
    )
}

/// Runs a Task that `script` answers.
fn run(script: &str, fields: &str, arguments: &[&str]) -> (Folder, Ended) {
    let (definition, mocks) = (machine(fields), mocks(script, ""));
    let folder = Folder::new("processes", &[("w.asl.json", &definition), ("w.sfn.yaml", &mocks)]);
    let ended = sfn(&folder, &[&["run", "w.asl.json", "--allow-run"], arguments].concat());
    (folder, ended)
}

fn sfn(folder: &Folder, arguments: &[&str]) -> Ended {
    folder.sfn_with(
        arguments,
        "",
        &[("PATH", "/usr/local/bin:/usr/bin:/bin"), ("AWS_SECRET_ACCESS_KEY", "x")],
    )
}

const PLAIN: &str = r#""Comment": """#;

/// Whether a process that has `mark` among its arguments is alive.
#[expect(clippy::disallowed_methods, reason = "a process that was killed may take a moment")]
pub fn is_alive(mark: &str) -> bool {
    let until = Instant::now() + Duration::from_secs(5);
    let found = || {
        let processes = std::fs::read_dir("/proc").unwrap().flatten();
        processes.filter_map(|process| std::fs::read(process.path().join("cmdline")).ok()).any(|line| {
            let line = String::from_utf8_lossy(&line);
            line.split('\0').any(|word| word == mark)
        })
    };
    while found() {
        if Instant::now() > until {
            return true;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    false
}

#[test]
fn a_process_is_given_the_arguments_and_its_output_is_the_result() {
    let (_folder, ended) = run("cat", PLAIN, &["-i", r#"{"id": 7}"#]);
    assert_eq!((ended.code, ended.out.trim()), (Some(0), r#"{"FunctionName":"work","Payload":{"id":7}}"#));
    let (_folder, ended) = run("true", PLAIN, &[]);
    assert_eq!((ended.code, ended.out.trim()), (Some(0), "null"));
}

#[test]
fn the_environment_is_small_and_the_folder_that_of_the_mock_file() {
    let (definition, mocks) = (
        machine(PLAIN),
        mocks(
            r#"printf '"%s %s %s"' "$(env | grep -c AWS)" "$TABLE" "$(ls w.sfn.yaml)""#,
            "        env: {TABLE: \"{% $args.FunctionName & '-test' %}\"}\n        cwd: .\n",
        ),
    );
    let folder = Folder::new("processes", &[("w.asl.json", &definition), ("m/w.sfn.yaml", &mocks)]);
    let ended = sfn(&folder, &["run", "w.asl.json", "-m", "m/w.sfn.yaml", "--allow-run"]);
    assert_eq!((ended.code, ended.out.trim()), (Some(0), r#""0 work-test w.sfn.yaml""#), "{}", ended.err);
}

#[test]
fn an_exit_status_fails_the_task_as_it_was_described() {
    for (script, error, cause) in [
        ("echo oops >&2; exit 3", "States.TaskFailed", "oops"),
        ("exit 3", "States.TaskFailed", "`sh` ended with exit status: 3"),
        ("kill -9 $$", "States.TaskFailed", "`sh` ended with signal: 9 (SIGKILL)"),
        (r#"echo '{"error": "Late", "cause": "no stock"}'; exit 1"#, "Late", "no stock"),
        (
            r#"echo working >&2; echo '{"errorType": "Late", "errorMessage": "m"}' >&2; exit 1"#,
            "Late",
            r#"{"errorType":"Late","errorMessage":"m"}"#,
        ),
    ] {
        let (_folder, ended) = run(script, PLAIN, &["--json"]);
        assert_eq!(ended.code, Some(1), "{script}: {}", ended.err);
        let value = sfn::base::value::Value::parse(&ended.out).unwrap();
        let found = ["error", "cause"].map(|key| value.get(key).unwrap().as_str().unwrap().to_owned());
        assert_eq!(found, [error, cause], "{script}");
    }
}

#[test]
fn what_is_no_answer_stops_the_run_with_its_place() {
    let (_folder, ended) = run("echo done", PLAIN, &[]);
    assert_eq!(ended.code, Some(3), "{}", ended.err);
    assert!(ended.err.contains("error[SFN422]: `sh` printed what is not JSON"), "{}", ended.err);
    assert!(ended.err.contains("w.sfn.yaml:5:7"), "{}", ended.err);
    let definition = machine(PLAIN);
    let mocks = "version: 1\nmocks: {states: {Work: {run: {command: [no-such-program]}}}}\n";
    let folder = Folder::new("processes", &[("w.asl.json", &definition), ("w.sfn.yaml", mocks)]);
    let ended = sfn(&folder, &["run", "w.asl.json", "--allow-run"]);
    assert_eq!(ended.code, Some(3), "{}", ended.err);
    assert!(ended.err.contains("`no-such-program` cannot be started"), "{}", ended.err);
}

#[test]
fn calls_of_a_map_really_run_at_once() {
    let definition = r#"{"StartAt": "All", "States": {"All": {"Type": "Map", "End": true, "MaxConcurrency": 8,
        "ItemProcessor": {"StartAt": "Work", "States": {"Work": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "w"}}}}}}}"#;
    // Each waits for all others: one after the other they would wait for ever.
    let script = "touch at-$$; while [ $(ls at-* | wc -l) -lt 8 ]; do sleep 0.05; done; echo 1";
    let mocks = mocks(script, "        timeout: 30s\n");
    let folder = Folder::new("processes", &[("w.asl.json", definition), ("w.sfn.yaml", &mocks)]);
    let ended = sfn(&folder, &["run", "w.asl.json", "--allow-run", "-i", "[1,2,3,4,5,6,7,8]"]);
    assert_eq!((ended.code, ended.out.trim()), (Some(0), "[1,1,1,1,1,1,1,1]"), "{}", ended.err);
}

#[test]
fn no_process_outlives_its_call() {
    let mark = |name: &str| format!("{}.{name}", 86_000 + std::process::id());
    let hanging = |name: &str| format!("sleep {m} & sleep {m}; echo 1", m = mark(name));
    // The time of the task, that of the answer, that of the run, and the end of the process itself.
    let (_folder, ended) = run(&hanging("1"), r#""TimeoutSeconds": 1"#, &["--json"]);
    assert!(ended.out.contains(r#""error":"States.Timeout""#), "{}", ended.out);
    let (_folder, ended) = run(&hanging("2"), r#""HeartbeatSeconds": 1"#, &["--json"]);
    assert!(ended.out.contains("States.Timeout"), "{}{}", ended.out, ended.err);
    let (_folder, ended) = run(&hanging("3"), PLAIN, &["--timeout", "500ms"]);
    assert_eq!(ended.code, Some(124), "{}", ended.err);
    let (_folder, ended) = run(&format!("sleep {} & echo 1", mark("4")), PLAIN, &[]);
    assert_eq!((ended.code, ended.out.trim()), (Some(0), "1"));
    let mocks = mocks(&hanging("5"), "        timeout: 500ms\n");
    let definition = machine(PLAIN);
    let folder = Folder::new("processes", &[("w.asl.json", &definition), ("w.sfn.yaml", &mocks)]);
    let ended = sfn(&folder, &["run", "w.asl.json", "--allow-run", "--json"]);
    assert!(ended.out.contains("did not end within 500ms"), "{}", ended.out);
    for name in ["1", "2", "3", "4", "5"] {
        assert!(!is_alive(&mark(name)), "the process of {name} is alive");
    }
}

#[test]
fn a_signal_ends_all_processes() {
    let mark = format!("{}.9", 87_000 + std::process::id());
    let (definition, mocks) =
        (machine(PLAIN), mocks(&format!("echo begun >&2; touch begun; sleep {mark}"), ""));
    let folder = Folder::new("processes", &[("w.asl.json", &definition), ("w.sfn.yaml", &mocks)]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_sfn"))
        .args(["run", "w.asl.json", "--allow-run"])
        .current_dir(&folder.0)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    wait_for(&folder.0.join("begun"));
    let id = i32::try_from(child.id()).unwrap();
    let pid = rustix::process::Pid::from_raw(id).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(!is_alive(&mark));
}

#[test]
fn a_signal_ends_a_build_with_all_that_it_started() {
    let mark = format!("{}.8", 88_000 + std::process::id());
    let build = format!("sh -c 'touch target/begun; sleep {mark} & sleep {mark}'");
    let settings = format!("version = 1\nproject.build = \"{build}\"\n");
    let files = [("w.asl.json", &*machine(PLAIN)), ("sfn.toml", &settings), ("target/x", "")];
    for command in ["run", "test", "validate", "watch"] {
        let folder = Folder::new("processes", &files);
        let mut child = Command::new(env!("CARGO_BIN_EXE_sfn"))
            .args([command, "--allow-run"])
            .current_dir(&folder.0)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        wait_for(&folder.0.join("target/begun"));
        let pid = rustix::process::Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
        rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(130), "{command}");
        assert!(!is_alive(&mark), "{command}");
    }
}

#[expect(clippy::disallowed_methods, reason = "another process makes the file")]
fn wait_for(file: &Path) {
    let until = Instant::now() + Duration::from_secs(20);
    while !file.exists() {
        assert!(Instant::now() < until, "{} does not come", file.display());
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn the_log_is_shown_below_the_state_and_kept() {
    let script = r#"for i in 1 2 3 4 5 6 7; do echo "line $i" >&2; done; echo 1"#;
    let (folder, ended) = run(script, PLAIN, &["--save-trace", "run.jsonl"]);
    let shown: Vec<&str> = ended.err.lines().filter(|line| line.contains("log ")).map(str::trim).collect();
    let expected =
        ["log … 2 lines before", "log line 3", "log line 4", "log line 5", "log line 6", "log line 7"];
    assert_eq!(
        shown.iter().map(|line| line.replace("...", "…")).collect::<Vec<_>>(),
        expected,
        "{}",
        ended.err
    );
    let again = sfn(&folder, &["trace", "run.jsonl"]);
    let logged =
        |text: &str| text.lines().filter(|line| line.contains("log ")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(logged(&again.err), logged(&ended.err));
}

#[test]
fn tokens_and_activities_are_answered_by_processes_too() {
    let token = r#"{"StartAt": "Work", "States": {"Work": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {"QueueUrl": "q", "MessageBody": {"t.$": "$$.Task.Token"}}}}}"#;
    let activity = r#"{"StartAt": "Work", "States": {"Work": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:us-east-1:123456789012:activity:work", "TimeoutSeconds": 20}}}"#;
    let mocks = mocks("echo '{\"done\": true}'", "");
    for (definition, event) in [(token, "TaskSubmitted"), (activity, "ActivityStarted")] {
        let folder = Folder::new("processes", &[("w.asl.json", definition), ("w.sfn.yaml", &mocks)]);
        let ended = sfn(&folder, &["run", "w.asl.json", "--allow-run"]);
        assert_eq!((ended.code, ended.out.trim()), (Some(0), r#"{"done":true}"#), "{}", ended.err);
        let ended = sfn(&folder, &["run", "w.asl.json", "--allow-run", "--format", "history"]);
        assert!(ended.out.contains(event), "{}", ended.out);
    }
}

#[test]
fn results_are_checked_as_written_ones_are() {
    let definition = r#"{"StartAt": "Work", "States": {"Work": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::aws-sdk:dynamodb:getItem", "Parameters": {"TableName": "t", "Key": {"id": {"S": "1"}}}}}}"#;
    let mocks = mocks("echo '{\"Item\": {\"id\": \"o-1\"}}'", "");
    let folder = Folder::new("processes", &[("w.asl.json", definition), ("w.sfn.yaml", &mocks)]);
    let ended = sfn(&folder, &["run", "w.asl.json", "--allow-run"]);
    assert_eq!(ended.code, Some(3), "{}", ended.err);
    assert!(ended.err.contains("SFN420") && ended.err.contains("/Item/id"), "{}", ended.err);
}

#[test]
fn tests_may_be_answered_by_processes() {
    let mocks = format!(
        "{}tests:\n  works: {{input: {{}}, expect: {{output: {{ok: true}}}}}}\n",
        mocks("echo '{\"ok\": true}'", "")
    );
    let definition = machine(PLAIN);
    let folder = Folder::new("processes", &[("w.asl.json", &definition), ("w.sfn.yaml", &mocks)]);
    let ended = sfn(&folder, &["test", "--allow-run"]);
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
    let ended = sfn(&folder, &["test"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.out.contains("--allow-run"), "{}", ended.out);
}

/// What `strace` saw of a run: calls that start a process or open a socket.
fn traced(folder: &Folder, arguments: &[&str]) -> Option<String> {
    let log = folder.0.join("strace.log");
    let ended = Command::new("strace")
        .args(["-f", "-e", "trace=execve,fork,vfork,clone,clone3,socket,connect", "-o"])
        .arg(&log)
        .arg(env!("CARGO_BIN_EXE_sfn"))
        .args(arguments)
        .current_dir(&folder.0)
        .output()
        .ok()?;
    let text = std::fs::read_to_string(log).ok()?;
    // Where tracing is not allowed, nothing is seen at all.
    text.contains("execve").then(|| format!("{text}exit {:?}", ended.status.code()))
}

#[test]
fn a_run_without_permission_starts_and_opens_nothing() {
    let (definition, mocks) = (machine(PLAIN), mocks("echo 1", ""));
    let folder = Folder::new("processes", &[("w.asl.json", &definition), ("w.sfn.yaml", &mocks)]);
    let Some(text) = traced(&folder, &["run", "w.asl.json"]) else {
        println!("SKIPPED: strace sees nothing here");
        return;
    };
    // A thread is no process.
    let calls = text.lines().filter(|line| !line.contains("CLONE_THREAD") && !line.contains("+++"));
    let calls: Vec<&str> = calls.filter(|line| !line.contains("resumed") && line.contains(") = ")).collect();
    assert!(calls.len() == 1 && calls[0].contains("execve"), "{text}");
    assert!(text.ends_with("exit Some(5)"), "{text}");
}
