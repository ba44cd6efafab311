//! Handlers of Lambda functions (`lambda`), run by the languages that are installed: what they see and return, how they
//! fail in Lambda's words, and that their processes are used again and do not outlive the command.

use std::process::{Command, Stdio};

use sfn::base::value::Value;

use crate::cli::{Ended, Folder};

const PYTHON: &str = r#"
import json, os, sys, time
COUNT = 0
class OrderRefused(Exception):
    pass
def handler(event, context):
    global COUNT
    COUNT += 1
    kind = event.get("do")
    if kind == "see":
        return {"event": event, "name": context.function_name, "arn": context.invoked_function_arn,
                "memory": context.memory_limit_in_mb, "left": context.get_remaining_time_in_millis() > 1000,
                "table": os.environ["TABLE"], "root": os.environ["LAMBDA_TASK_ROOT"] == os.getcwd(),
                "key": os.environ["AWS_ACCESS_KEY_ID"]}
    if kind == "count":
        return COUNT
    if kind == "fail":
        raise OrderRefused("no stock \u00e9")
    if kind == "exit":
        sys.exit(3)
    if kind == "hang":
        os.system("sleep %s &" % event["mark"])
        time.sleep(60)
    if kind == "large":
        return "x" * 7000000
    if kind == "set":
        return {1}
    if kind == "print":
        print("first")
        print("second", end="")
        return None
"#;

const NODE: &str = r#"
class OrderRefused extends Error { constructor(m) { super(m); this.name = 'OrderRefused'; } }
let count = 0;
exports.handler = async (event, context) => {
  count++;
  switch (event.do) {
    case 'see': return { event, name: context.functionName, arn: context.invokedFunctionArn,
      memory: context.memoryLimitInMB, left: context.getRemainingTimeInMillis() > 1000,
      table: process.env.TABLE, root: process.env.LAMBDA_TASK_ROOT === process.cwd(), key: process.env.AWS_ACCESS_KEY_ID };
    case 'count': return count;
    case 'fail': throw new OrderRefused('no stock \u00e9');
    case 'exit': process.exit(3);
    case 'hang': require('child_process').spawn('sleep', [event.mark]); return new Promise(() => setTimeout(() => {}, 60000));
    case 'large': return 'x'.repeat(7000000);
    case 'set': { const a = {}; a.a = a; return a; }
    case 'print': console.log('first'); process.stdout.write('second'); return null;
  }
};
exports.nested = { back: (event, context, callback) => setTimeout(() => callback(null, { called: 'back' }), 5) };
"#;

/// A project whose only Task calls the function `work` with the input as its payload.
fn project(runtime: &str, handler: &str, direct: bool) -> Folder {
    let task = match direct {
        true => r#""Resource": "arn:aws:lambda:eu-west-1:123456789012:function:work""#,
        false => {
            r#""Resource": "arn:aws:states:::lambda:invoke", "OutputPath": "$.Payload",
               "Parameters": {"FunctionName": "work", "Payload.$": "$"}"#
        }
    };
    let definition = format!(
        r#"{{"StartAt": "All", "States": {{"All": {{"Type": "Map", "End": true, "MaxConcurrency": 1, "ItemProcessor": {{
            "StartAt": "Work", "States": {{"Work": {{"Type": "Task", "End": true, {task}}}}}}}}}}}}}"#
    );
    let mocks = format!(
        "version: 1\nmocks:\n  states:\n    Work:\n      lambda: {{handler: {handler}, runtime: {runtime}, dir: src, \
         env: {{TABLE: rows}}, timeout: 2s, memory: 256}}\n"
    );
    let files = [
        ("w.asl.json", &*definition),
        ("w.sfn.yaml", &*mocks),
        ("src/app.py", PYTHON),
        ("src/app.js", NODE),
        ("src/broken.py", "import nothing_of_that_name\n"),
        ("src/broken.js", "require('nothing-of-that-name');\n"),
    ];
    Folder::new("handlers", &files)
}

/// Runs the Task once for each of these inputs.
fn run(folder: &Folder, inputs: &str, arguments: &[&str]) -> Ended {
    let path = crate::setting("PATH").unwrap();
    let home = crate::setting("HOME").unwrap_or_default();
    let all = [&["run", "w.asl.json", "--allow-run", "-i", inputs], arguments].concat();
    folder.sfn_with(&all, "", &[("PATH", &path), ("HOME", &home), ("AWS_ACCESS_KEY_ID", "real")])
}

/// The runtimes whose language is installed; says which are not.
#[expect(clippy::print_stdout, reason = "what is not tested here is to be said")]
fn runtimes() -> Vec<&'static str> {
    let is_there = |program: &str| {
        let mut command = Command::new(program);
        command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        let is_there = command.status().is_ok_and(|status| status.success());
        if !is_there {
            println!("SKIPPED: handlers of {program}, which is not installed");
        }
        is_there
    };
    let all = [("python3", "python3.11"), ("node", "nodejs20.x")];
    all.into_iter().filter(|(program, _)| is_there(program)).map(|(_, runtime)| runtime).collect()
}

/// Error and cause of a run that failed.
fn failure(ended: &Ended) -> (String, Value) {
    let value = Value::parse(&ended.out).unwrap_or_else(|_| panic!("{}{}", ended.out, ended.err));
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap().to_owned();
    (text("error"), Value::parse(&text("cause")).unwrap())
}

#[test]
fn a_handler_sees_what_lambda_would_show_it() {
    for runtime in runtimes() {
        let folder = project(runtime, "app.handler", false);
        let ended = run(&folder, r#"[{"do": "see"}]"#, &[]);
        let expected = r#"[{"event":{"do":"see"},"name":"work","arn":"arn:aws:lambda:us-east-1:123456789012:function:work","memory":"256","left":true,"table":"rows","root":true,"key":"local"}]"#;
        assert_eq!((ended.code, ended.out.trim()), (Some(0), expected), "{runtime} {}", ended.err);
    }
}

#[test]
fn a_process_is_used_again_until_it_ends() {
    for runtime in runtimes() {
        let folder = project(runtime, "app.handler", true);
        let ended = run(&folder, r#"[{"do": "count"}, {"do": "count"}, {"do": "count"}]"#, &[]);
        assert_eq!((ended.code, ended.out.trim()), (Some(0), "[1,2,3]"), "{runtime} {}", ended.err);
    }
}

#[test]
fn errors_of_handlers_have_lambdas_words() {
    for runtime in runtimes() {
        let is_python = runtime.starts_with("python");
        let folder = project(runtime, "app.handler", false);
        let (error, cause) = failure(&run(&folder, r#"[{"do": "fail"}]"#, &["--json"]));
        assert_eq!(error, "OrderRefused");
        assert_eq!(cause.get("errorMessage").and_then(Value::as_str), Some("no stock é"));
        let stack = cause.get(if is_python { "stackTrace" } else { "trace" }).unwrap();
        let first =
            stack.get("0").and_then(Value::as_str).or_else(|| stack.as_array()?.first()?.as_str()).unwrap();
        let expected = if is_python { ", in handler\n" } else { "OrderRefused: no stock é" };
        assert!(first.contains(expected), "{first}");
        let (error, _) = failure(&run(&folder, r#"[{"do": "set"}]"#, &["--json"]));
        assert_eq!(error, if is_python { "Runtime.MarshalError" } else { "Error" });
        let (error, cause) = failure(&run(&folder, r#"[{"do": "exit"}]"#, &["--json"]));
        assert_eq!(error, "Runtime.ExitError");
        let message = cause.get("errorMessage").and_then(Value::as_str).unwrap();
        assert!(message.ends_with("Error: Runtime exited with error: exit status 3"), "{message}");
        let (error, _) = failure(&run(&folder, r#"[{"do": "large"}]"#, &["--json"]));
        assert_eq!(error, "Function.ResponseSizeTooLarge");
    }
}

#[test]
fn handlers_that_cannot_be_loaded_fail_as_on_lambda() {
    for runtime in runtimes() {
        for (handler, expected) in [
            ("nosuch.handler", "Runtime.ImportModuleError"),
            ("broken.handler", "Runtime.ImportModuleError"),
            ("app.missing", "Runtime.HandlerNotFound"),
            ("noDot", "Runtime.MalformedHandlerName"),
        ] {
            let folder = project(runtime, handler, true);
            let (error, _) = failure(&run(&folder, "[{}]", &["--json"]));
            assert_eq!(error, expected, "{runtime} {handler}");
        }
    }
}

#[test]
fn a_handler_that_hangs_is_ended_with_its_children() {
    for (at, runtime) in runtimes().into_iter().enumerate() {
        let mark = format!("{}.{at}", 88_000 + std::process::id());
        let folder = project(runtime, "app.handler", false);
        let ended = run(&folder, &format!(r#"[{{"do": "hang", "mark": "{mark}"}}]"#), &["--json"]);
        let (error, cause) = failure(&ended);
        assert_eq!(error, "Sandbox.Timedout", "{}", ended.err);
        let message = cause.get("errorMessage").and_then(Value::as_str).unwrap();
        assert!(message.ends_with("Error: Task timed out after 2.00 seconds"), "{message}");
        assert!(!crate::processes::is_alive(&mark), "{runtime}");
    }
}

#[test]
fn what_a_handler_prints_is_its_log() {
    for runtime in runtimes() {
        let folder = project(runtime, "app.handler", false);
        let ended = run(&folder, r#"[{"do": "print"}]"#, &[]);
        assert_eq!((ended.code, ended.out.trim()), (Some(0), "[null]"), "{}", ended.err);
        assert!(ended.err.contains("log first\n") && ended.err.contains("log second\n"), "{}", ended.err);
    }
}

#[test]
fn a_handler_of_node_may_call_back() {
    if !runtimes().contains(&"nodejs20.x") {
        return;
    }
    let folder = project("nodejs", "app.nested.back", false);
    let ended = run(&folder, "[{}]", &[]);
    assert_eq!((ended.code, ended.out.trim()), (Some(0), r#"[{"called":"back"}]"#), "{}", ended.err);
}

#[test]
fn a_warm_call_takes_less_than_five_milliseconds() {
    for runtime in runtimes() {
        let folder = project(runtime, "app.handler", false);
        let inputs = vec![r#"{"do": "count"}"#; 200].join(",");
        let ended = run(&folder, &format!("[{inputs}]"), &["--json"]);
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        let value = Value::parse(&ended.out).unwrap();
        let calls = value.get("calls").and_then(Value::as_array).unwrap();
        let mut took: Vec<i64> =
            calls.iter().map(|call| call.get("duration_ms").and_then(Value::as_i64).unwrap()).collect();
        took.sort_unstable();
        println!("{runtime}: half of the calls took {} ms at most", took[took.len() / 2]);
        // What else the machine does meanwhile makes some of them slow.
        assert!(took[took.len() / 20] < 5, "{runtime}: {took:?}");
    }
}

#[test]
fn what_is_wrong_with_a_handler_is_said_at_its_place() {
    let folder = project("ruby3.3", "app.handler", false);
    let ended = run(&folder, "[{}]", &[]);
    assert_eq!(ended.code, Some(3));
    assert!(ended.err.contains("no handler can be run for the runtime \"ruby3.3\""), "{}", ended.err);
    let folder = project("provided.al2023", "app.handler", false);
    let ended = run(&folder, "[{}]", &[]);
    assert_eq!(ended.code, Some(3));
    assert!(ended.err.contains("there is no `bootstrap` in src"), "{}", ended.err);
}

#[test]
fn an_answer_may_say_how_the_task_of_a_program_begins_and_that_it_takes_longer() {
    let definition = r#"{"StartAt": "Job", "States": {"Job": {"Type": "Task", "Next": "Count",
            "Resource": "arn:aws:states:::ecs:runTask.sync", "Parameters": {"TaskDefinition": "t"}},
        "Count": {"Type": "Task", "End": true, "Resource": "arn:aws:states:us-east-1:123456789012:activity:count"}}}"#;
    let mocks = "version: 1\nmocks:\n  states:\n    Job: {run: {command: [sh, -c, 'echo 1']}, delay: 1h, submitted: {Tasks: []}}\n    \
                 Count: {run: {command: [sh, -c, 'echo 2']}, worker: w7, delay: 30m}\n";
    let folder = Folder::new("handlers", &[("w.asl.json", definition), ("w.sfn.yaml", mocks)]);
    let ended = run(&folder, "{}", &["--format", "history"]);
    let value = Value::parse(&ended.out).unwrap_or_else(|_| panic!("{}{}", ended.out, ended.err));
    let events = value.get("events").and_then(Value::as_array).unwrap();
    let of = |kind: &str| {
        events.iter().find(|event| event.get("type").and_then(Value::as_str) == Some(kind)).unwrap()
    };
    let submitted = of("TaskSubmitted").pointer("/taskSubmittedEventDetails/output").and_then(Value::as_str);
    assert_eq!(submitted, Some(r#"{"Tasks":[]}"#));
    let worker =
        of("ActivityStarted").pointer("/activityStartedEventDetails/workerName").and_then(Value::as_str);
    assert_eq!(worker, Some("w7"));
    let at = |kind: &str| of(kind).get("timestamp").and_then(Value::as_f64).unwrap();
    let took = at("ExecutionSucceeded") - at("ExecutionStarted");
    assert!((5400.0..5460.0).contains(&took), "{took}");
}

#[test]
fn a_worker_is_refused_where_none_takes_the_task() {
    let definition = r#"{"StartAt": "A", "States": {"A": {"Type": "Task", "End": true,
        "Resource": "arn:aws:lambda:us-east-1:123456789012:function:a"}}}"#;
    let mocks = "version: 1\nmocks: {states: {A: {run: {command: [echo]}, worker: w7}}}\n";
    let folder = Folder::new("handlers", &[("w.asl.json", definition), ("w.sfn.yaml", mocks)]);
    let ended = run(&folder, "{}", &[]);
    assert_eq!(ended.code, Some(3), "{}", ended.err);
    assert!(ended.err.contains("no worker takes lambda:function:a"), "{}", ended.err);
}

#[test]
fn an_executable_bootstrap_speaks_the_runtime_api_itself() {
    if !runtimes().iter().any(|runtime| runtime.starts_with("python")) {
        return;
    }
    let bootstrap = r#"#!/usr/bin/env python3
import http.client, json, os
api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
base, count = "/2018-06-01/runtime/invocation/", 0
while True:
    api.request("GET", base + "next")
    answer = api.getresponse()
    event, count = json.loads(answer.read()), count + 1
    result = {"count": count, "event": event, "handler": os.environ["_HANDLER"], "own": "AWS_EXECUTION_ENV" not in os.environ}
    kind = "error" if event.get("do") == "fail" else "response"
    if kind == "error":
        result = {"errorType": "Refused", "errorMessage": "by bootstrap"}
    api.request("POST", base + answer.headers["Lambda-Runtime-Aws-Request-Id"] + "/" + kind, json.dumps(result))
    api.getresponse().read()
"#;
    let folder = project("provided.al2023", "main", true);
    let file = folder.0.join("src/bootstrap");
    std::fs::write(&file, bootstrap).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let ended = run(&folder, r#"[{}, {"a": 1}]"#, &[]);
    let expected = r#"[{"count":1,"event":{},"handler":"main","own":true},{"count":2,"event":{"a":1},"handler":"main","own":true}]"#;
    let out = Value::parse(&ended.out).map(|out| out.to_json()).unwrap_or_default();
    assert_eq!((ended.code, &*out), (Some(0), expected), "{}", ended.err);
    let (error, _) = failure(&run(&folder, r#"[{"do": "fail"}]"#, &["--json"]));
    assert_eq!(error, "Refused");
}
