//! `sfn serve`. `fixtures/api/TOPIC.json` lists requests, each an operation and its members; `TOPIC.txt` is what was
//! answered, less the times. `SFN_ACCEPT=1 cargo test` writes what is answered now. What travels over HTTP is asked of
//! the program.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::Value as Json;
use sfn::api::operations::call;
use sfn::api::world::{Hooks, MOST_MEMORY, Teller};
use sfn::api::{ApiError, Config, Region, Reply, World};
use sfn::asl::machine::Workflow;
use sfn::base::value::Value;
use sfn::engine::Next;
use sfn::project::clock::ClockSpeed;
use sfn::project::settings::Settings;
use sfn::services::local::Workers;
use sfn::session::mock_files;

use super::{fixture, golden};

/// A world of which nothing depends on when it was made.
pub(super) fn world() -> World {
    world_with(&[])
}

/// The same with these mock files.
fn world_with(names: &[String]) -> World {
    world_of(names, MOST_MEMORY, Hooks::default())
}

/// The same, whose executions may take so many bytes.
fn world_of(names: &[String], most_memory: usize, hooks: Hooks) -> World {
    let settings = Settings::default();
    let (mocks, mock_files) = mock_files(names, &settings).unwrap();
    World::new(Config {
        account: "123456789012".to_owned(),
        region: "us-east-1".to_owned(),
        clock: ClockSpeed::Virtual,
        seed: Some(1),
        mocks,
        mock_files,
        settings,
        workers: Workers::default(),
        hooks,
        most_ended: usize::MAX,
        most_memory,
    })
    .unwrap()
}

/// What an operation answers, once it does.
pub(super) fn answered(region: &Arc<Region>, operation: &str, request: &str) -> Result<Value, ApiError> {
    match call(region, operation, &Value::parse(request).unwrap())? {
        Reply::Now(value) => Ok(value),
        Reply::Later(later) => later.answer.blocking_recv().unwrap(),
    }
}

/// The same where it is no error.
pub(super) fn ask(region: &Arc<Region>, operation: &str, request: &Json) -> Json {
    let value = answered(region, operation, &request.to_string())
        .unwrap_or_else(|error| panic!("{operation}: {error:?}"));
    serde_json::from_str(&value.to_json()).unwrap()
}

/// A response without the times in it.
fn timeless(response: &Json) -> Json {
    match response {
        Json::Object(members) => {
            let member = |(name, value): (&String, &Json)| {
                let is_time = name.ends_with("Date") && value.is_number();
                (name.clone(), if is_time { Json::from("TIME") } else { timeless(value) })
            };
            members.iter().map(member).collect()
        }
        Json::Array(items) => items.iter().map(timeless).collect(),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => response.clone(),
    }
}

#[test]
fn requests_are_answered_as_they_were() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/api");
    let mut wrong = Vec::new();
    for topic in ["machines", "versions", "tags", "activities", "executions", "constraints"] {
        let calls: Vec<Json> = serde_json::from_str(&fixture(&format!("api/{topic}.json"))).unwrap();
        let region = world().region(None, None);
        let mut told = String::new();
        for one in &calls {
            let (operation, request) = one.as_object().unwrap().iter().next().unwrap();
            let answered = match answered(&region, operation, &request.to_string()) {
                Ok(response) => response.to_json(),
                Err(error) => error.body().to_json(),
            };
            let answered = timeless(&serde_json::from_str(&answered).unwrap());
            told.push_str(&format!("{operation} {request}\n    {answered}\n"));
        }
        wrong.extend(golden(&root.join(format!("{topic}.txt")), &told));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A world of 1 MB with a machine of this definition, and what it told.
fn small(definition: &str) -> (Arc<Region>, Arc<Mutex<Vec<String>>>) {
    let told: Arc<Mutex<Vec<String>>> = Arc::default();
    let keep = Arc::clone(&told);
    let teller = Teller::new(move |words| keep.lock().unwrap().push(words.to_owned()));
    let world = world_of(&[], 1 << 20, Hooks { teller, ..Hooks::default() });
    let region = world.region(None, None);
    let role = "arn:aws:iam::123456789012:role/R";
    ask(
        &region,
        "CreateStateMachine",
        &serde_json::json!({"name": "m", "definition": definition, "roleArn": role}),
    );
    (region, told)
}

fn start(region: &Arc<Region>, name: &str, input: &Json) -> Result<String, ApiError> {
    let machine = "arn:aws:states:us-east-1:123456789012:stateMachine:m";
    let request = serde_json::json!({"stateMachineArn": machine, "name": name, "input": input.to_string()});
    answered(region, "StartExecution", &request.to_string())
        .map(|_| machine.replace("stateMachine", "execution") + ":" + name)
}

/// How the execution of this ARN is described, once it has ended.
fn ended(region: &Arc<Region>, arn: &str) -> Json {
    for _ in 0..1000 {
        let described = ask(region, "DescribeExecution", &serde_json::json!({"executionArn": arn}));
        if described["status"] != "RUNNING" {
            return described;
        }
        std::thread::park_timeout(std::time::Duration::from_millis(10));
    }
    panic!("{arn} goes on");
}

#[test]
fn executions_that_ended_first_are_forgotten_when_too_much_is_kept() {
    let (region, told) = small(r#"{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}"#);
    for number in 0..200 {
        let arn =
            start(&region, &format!("e{number}"), &serde_json::json!({"x": "x".repeat(10_000), "n": number}));
        ended(&region, &arn.unwrap());
    }
    let describe = |number: u32| {
        let arn = format!("arn:aws:states:us-east-1:123456789012:execution:m:e{number}");
        answered(&region, "DescribeExecution", &serde_json::json!({"executionArn": arn}).to_string())
    };
    assert_eq!(describe(0).unwrap_err().code, "ExecutionDoesNotExist");
    assert!(describe(199).is_ok() && describe(190).is_ok());
    let told = told.lock().unwrap();
    assert!(!told.is_empty() && told.len() < 50, "{told:?}");
    for words in ["take more than 1.0 MB", "that ended first, until 20", "are forgotten", "--max-memory"] {
        assert!(told[0].contains(words), "{}", told[0]);
    }
}

#[test]
fn an_execution_that_takes_all_memory_is_stopped_and_data_that_is_passed_on_counts_once() {
    let grows = r#"{"QueryLanguage": "JSONata", "StartAt": "Grow", "States": {
        "Grow": {"Type": "Pass", "Next": "Again", "Output": "{% {'n': $states.input.n + 1, 'x': $pad($string($states.input.n), 50000)} %}"},
        "Again": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input.n < 300 %}", "Next": "Grow"}], "Default": "End"},
        "End": {"Type": "Succeed"}}}"#;
    let (region, told) = small(grows);
    let arn = start(&region, "g", &serde_json::json!({"n": 0})).unwrap();
    let described = ended(&region, &arn);
    assert_eq!((&described["status"], &described["error"]), (&"ABORTED".into(), &"States.Runtime".into()));
    let cause = described["cause"].as_str().unwrap();
    assert!(
        cause.starts_with("sfn: stopped in Grow: ") || cause.starts_with("sfn: stopped in Again: "),
        "{cause}"
    );
    assert!(cause.contains("take more than 1.0 MB") && cause.contains("--max-memory"), "{cause}");
    assert!(told.lock().unwrap().iter().any(|words| words.starts_with(&arn)));

    let passes = grows.replace("'x': $pad($string($states.input.n), 50000)", "'x': $states.input.x");
    let (region, told) = small(&passes);
    let arn = start(&region, "p", &serde_json::json!({"n": 0, "x": vec!["y".repeat(500); 400]})).unwrap();
    assert_eq!(ended(&region, &arn)["status"], "SUCCEEDED", "{told:?}");
}

#[test]
fn no_execution_is_started_while_those_that_run_take_all_memory() {
    let (region, _) = small(
        r#"{"StartAt": "W", "States": {"W": {"Type": "Task", "End": true,
            "Resource": "arn:aws:states:us-east-1:123456789012:activity:a"}}}"#,
    );
    ask(&region, "CreateActivity", &serde_json::json!({"name": "a"}));
    // None has so much that it would be stopped itself.
    let input = serde_json::json!({"x": "x".repeat(10_000)});
    let refused = (0..100).find_map(|number| start(&region, &format!("e{number}"), &input).err()).unwrap();
    assert_eq!(refused.code, "ExecutionLimitExceeded");
    assert!(
        refused.message.contains("more than 1.0 MB") && refused.message.contains("--max-memory"),
        "{refused:?}"
    );
    for name in ["e0", "e1", "e2"] {
        let arn = format!("arn:aws:states:us-east-1:123456789012:execution:m:{name}");
        ask(&region, "StopExecution", &serde_json::json!({"executionArn": arn}));
        ended(&region, &arn);
    }
    assert!(start(&region, "later", &serde_json::json!({})).is_ok());
}

/// AWS says that a page may have fewer events than were asked for.
#[test]
fn a_page_of_a_history_has_an_end() {
    let large = r#"{"QueryLanguage": "JSONata", "StartAt": "Large", "States": {
        "Large": {"Type": "Pass", "Next": "Again", "Output": "{% {'n': $states.input.n + 1, 'x': $pad($string($states.input.n), 200000)} %}"},
        "Again": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input.n < 30 %}", "Next": "Large"}], "Default": "End"},
        "End": {"Type": "Succeed"}}}"#;
    let region = world().region(None, None);
    let role = "arn:aws:iam::123456789012:role/R";
    ask(
        &region,
        "CreateStateMachine",
        &serde_json::json!({"name": "m", "definition": large, "roleArn": role}),
    );
    let arn = start(&region, "h", &serde_json::json!({"n": 0})).unwrap();
    ended(&region, &arn);
    for reverse in [false, true] {
        let mut request =
            serde_json::json!({"executionArn": arn, "maxResults": 1000, "reverseOrder": reverse});
        let (mut ids, mut pages) = (Vec::new(), 0);
        loop {
            let page = ask(&region, "GetExecutionHistory", &request);
            assert!(page.to_string().len() < 5 << 20);
            ids.extend(page["events"].as_array().unwrap().iter().map(|event| event["id"].as_u64().unwrap()));
            pages += 1;
            match page.get("nextToken") {
                Some(token) => request["nextToken"] = token.clone(),
                None => break,
            }
        }
        ids.sort_unstable();
        assert_eq!(ids, (1..=124).collect::<Vec<_>>(), "reverse: {reverse}");
        assert!(pages > 2);
    }
}

/// AWS says of every state that it is not reachable (recorded 2026-09-23); for people one mistake is said once.
#[test]
fn no_state_is_reachable_if_start_at_names_none() {
    let definition =
        r#"{"StartAt": "No", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}}}"#;
    let request = serde_json::json!({ "definition": definition });
    let said = ask(&world().region(None, None), "ValidateStateMachineDefinition", &request);
    let places = said["diagnostics"].as_array().unwrap().iter().map(|one| one["location"].as_str().unwrap());
    assert_eq!(places.collect::<Vec<_>>(), ["/StartAt", "/States/A", "/States/B"]);
}

/// Each account and region is a world of its own.
#[test]
fn regions_see_nothing_of_each_other() {
    let world = world();
    let here = world.region(None, Some("eu-west-1"));
    let made = ask(&here, "CreateActivity", &serde_json::json!({"name": "queue"}));
    let arn = made["activityArn"].as_str().unwrap();
    assert_eq!(arn, "arn:aws:states:eu-west-1:123456789012:activity:queue");
    let list = |region: &Arc<Region>| answered(region, "ListActivities", "{}").unwrap().to_json();
    assert!(list(&world.region(None, Some("eu-west-1"))).contains(arn));
    assert_eq!(list(&world.region(None, None)), r#"{"activities":[]}"#);
    assert_eq!(list(&world.region(Some("000000000000"), Some("eu-west-1"))), r#"{"activities":[]}"#);
}

/// Makes a machine and starts it; the ARN of the execution.
pub(super) fn started(region: &Arc<Region>, name: &str, definition: &Json, input: &Json) -> String {
    let role = "arn:aws:iam::123456789012:role/R";
    let request = serde_json::json!({"name": name, "definition": definition.to_string(), "roleArn": role});
    let made = ask(region, "CreateStateMachine", &request);
    let request = serde_json::json!({"stateMachineArn": made["stateMachineArn"], "name": "run", "input": input.to_string()});
    ask(region, "StartExecution", &request)["executionArn"].as_str().unwrap().to_owned()
}

/// What is said of an execution once `is_it` holds of that.
pub(super) fn described(region: &Arc<Region>, arn: &str, is_it: impl Fn(&Json) -> bool) -> Json {
    let request = serde_json::json!({"executionArn": arn});
    loop {
        let said = ask(region, "DescribeExecution", &request);
        if is_it(&said) {
            return said;
        }
        std::thread::yield_now();
    }
}

pub(super) fn is_over(said: &Json) -> bool {
    said["status"] != "RUNNING"
}

#[test]
fn a_year_passes_at_once_on_a_virtual_clock() {
    let region = world().region(None, None);
    let wait = serde_json::json!({"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 31_000_000, "End": true}}});
    let arn = started(&region, "patient", &wait, &serde_json::json!({"a": 1}));
    let said = described(&region, &arn, is_over);
    assert_eq!(said["status"], "SUCCEEDED");
    assert_eq!(said["output"], r#"{"a":1}"#);
    let took = said["stopDate"].as_f64().unwrap() - said["startDate"].as_f64().unwrap();
    assert!((took - 31_000_000.0).abs() < 0.01, "{took}");
    let history =
        ask(&region, "GetExecutionHistory", &serde_json::json!({"executionArn": arn, "maxResults": 3}));
    let types: Vec<&Json> =
        history["events"].as_array().unwrap().iter().map(|event| &event["type"]).collect();
    assert_eq!(types, ["ExecutionStarted", "WaitStateEntered", "WaitStateExited"]);
    let rest = serde_json::json!({"executionArn": arn, "maxResults": 3, "nextToken": history["nextToken"]});
    let rest = ask(&region, "GetExecutionHistory", &rest);
    assert_eq!(rest["events"][0]["type"], "ExecutionSucceeded");
    assert!(rest.get("nextToken").is_none());
}

#[test]
fn a_worker_takes_the_task_of_an_activity_and_answers_once() {
    let region = world().region(None, None);
    let activity =
        ask(&region, "CreateActivity", &serde_json::json!({"name": "queue"}))["activityArn"].clone();
    let task = serde_json::json!({"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": activity, "End": true}}});
    // The worker is there before the task.
    let poll = serde_json::json!({"activityArn": activity, "workerName": "w"}).to_string();
    let Ok(Reply::Later(waiting)) = call(&region, "GetActivityTask", &Value::parse(&poll).unwrap()) else {
        panic!()
    };
    let Ok(Reply::Later(gone)) = call(&region, "GetActivityTask", &Value::parse(&poll).unwrap()) else {
        panic!()
    };
    drop(gone);
    let arn = started(&region, "work", &task, &serde_json::json!({"n": 7}));
    let taken = waiting.answer.blocking_recv().unwrap().unwrap();
    assert_eq!(taken.get("input").and_then(Value::as_str), Some(r#"{"n":7}"#));
    let token = taken.get("taskToken").and_then(Value::as_str).unwrap();
    let send = |operation: &str, more: &str| {
        answered(&region, operation, &format!(r#"{{"taskToken": "{token}"{more}}}"#))
    };
    assert!(send("SendTaskHeartbeat", "").is_ok());
    assert_eq!(send("SendTaskSuccess", r#", "output": "no""#).unwrap_err().code, "InvalidOutput");
    assert!(send("SendTaskSuccess", r#", "output": "{\"ok\": 1}""#).is_ok());
    let said = described(&region, &arn, is_over);
    assert_eq!((&said["status"], &said["output"]), (&"SUCCEEDED".into(), &r#"{"ok": 1}"#.into()));
    assert_eq!(send("SendTaskFailure", "").unwrap_err().code, "TaskTimedOut");
    assert_eq!(
        answered(&region, "SendTaskHeartbeat", r#"{"taskToken": "x"}"#).unwrap_err().code,
        "InvalidToken"
    );
}

#[test]
fn an_execution_that_is_stopped_has_ended_when_that_is_answered() {
    let region = world().region(None, None);
    let activity =
        ask(&region, "CreateActivity", &serde_json::json!({"name": "queue"}))["activityArn"].clone();
    let task = serde_json::json!({"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": activity, "End": true}}});
    let arn = started(&region, "work", &task, &serde_json::json!({}));
    let stopped =
        ask(&region, "StopExecution", &serde_json::json!({"executionArn": arn, "error": "E", "cause": "c"}));
    let said = described(&region, &arn, |_| true);
    assert_eq!(
        (&said["status"], &said["error"], &said["cause"]),
        (&"ABORTED".into(), &"E".into(), &"c".into())
    );
    assert_eq!(said["stopDate"], stopped["stopDate"]);
    let again = ask(&region, "StopExecution", &serde_json::json!({"executionArn": arn, "error": "F"}));
    assert_eq!(again, stopped);
    let request = serde_json::json!({"stateMachineArn": said["stateMachineArn"], "name": "run"}).to_string();
    assert_eq!(answered(&region, "StartExecution", &request).unwrap_err().code, "ExecutionAlreadyExists");
}

/// A turn whose expressions compute much counts as many, so no execution keeps a thread for long.
#[test]
fn slow_expressions_let_others_go_on() {
    let state = |at: usize| {
        format!(
            r#""S{at}": {{"Type": "Pass", "Next": "S{}", "Output":
                "{{% ($f := function($n) {{ $n = 0 ? 0 : $f($n - 1) }}; $f(20000)) %}}"}}"#,
            at + 1
        )
    };
    let states = (0..300).map(state).collect::<Vec<_>>().join(",");
    let definition = format!(
        r#"{{"QueryLanguage": "JSONata", "StartAt": "S0", "States": {{{states}, "S300": {{"Type": "Succeed"}}}}}}"#
    );
    let lab = crate::lab::Lab::new(&definition, "", Workflow::Standard);
    let mut execution = lab.execution(Value::Null, 1);
    let next = execution.advance(execution.now());
    let entered = execution.event_count() / 2;
    assert!(matches!(next, Next::Busy) && (10..150).contains(&entered), "{entered} states at once");
}

#[test]
fn executions_that_loop_do_not_starve_the_others() {
    let region = world().region(None, None);
    let spin = serde_json::json!({"StartAt": "A", "States": {
        "A": {"Type": "Pass", "Next": "B"},
        "B": {"Type": "Choice", "Choices": [{"Variable": "$.never", "IsPresent": true, "Next": "C"}], "Default": "A"},
        "C": {"Type": "Succeed"},
    }});
    let role = "arn:aws:iam::123456789012:role/R";
    let request = serde_json::json!({"name": "spin", "definition": spin.to_string(), "roleArn": role, "type": "EXPRESS"});
    let machine = ask(&region, "CreateStateMachine", &request)["stateMachineArn"].clone();
    for _ in 0..50 {
        ask(&region, "StartExecution", &serde_json::json!({"stateMachineArn": machine}));
    }
    let pass = serde_json::json!({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}});
    let arn = started(&region, "plain", &pass, &serde_json::json!({}));
    assert_eq!(described(&region, &arn, is_over)["status"], "SUCCEEDED");
    world().reset();
}

#[test]
fn machines_start_each_other() {
    let region = world().region(None, None);
    let child =
        serde_json::json!({"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3600, "End": true}}});
    let role = "arn:aws:iam::123456789012:role/R";
    let request = serde_json::json!({"name": "child", "definition": child.to_string(), "roleArn": role});
    let machine = ask(&region, "CreateStateMachine", &request)["stateMachineArn"].clone();
    let parent = serde_json::json!({"StartAt": "S", "States": {"S": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::states:startExecution.sync:2", "OutputPath": "$.Output",
        "Parameters": {"StateMachineArn": machine, "Input.$": "$", "Name": "inner"}}}});
    let arn = started(&region, "parent", &parent, &serde_json::json!({"n": 1}));
    let said = described(&region, &arn, is_over);
    assert_eq!((&said["status"], &said["output"]), (&"SUCCEEDED".into(), &r#"{"n":1}"#.into()));
    // The hour of the child has passed for the parent, too.
    assert!(said["stopDate"].as_f64().unwrap() - said["startDate"].as_f64().unwrap() >= 3600.0);
    let inner = arn.replace(":parent:run", ":child:inner");
    assert_eq!(described(&region, &inner, is_over)["status"], "SUCCEEDED");
    let list = ask(&region, "ListExecutions", &serde_json::json!({"stateMachineArn": machine}));
    assert_eq!(list["executions"][0]["name"], "inner");
}

/// `sfn serve` on a port of its own, ended with this.
pub struct Serving {
    pub child: Child,
    pub address: String,
}

impl Serving {
    pub fn start(arguments: &[&str]) -> Self {
        Self::start_with(arguments, &[])
    }

    /// The same with these variables of the environment.
    pub fn start_with(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sfn"))
            .args(["serve", "--port", "0"])
            .args(arguments)
            .envs(environment.iter().copied())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let first = lines.find(|line| line.as_ref().unwrap().contains("listening on"));
        let address = first.unwrap().unwrap().split("http://").nth(1).unwrap().to_owned();
        assert!(lines.any(|line| line.unwrap() == "Ready."));
        Self { child, address }
    }

    /// What the server answers to these bytes.
    pub fn send(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// What the server answers to this operation.
    pub fn post(&self, operation: &str, body: &str) -> String {
        self.post_to(&format!("AWSStepFunctions.{operation}"), body)
    }

    /// What it answers to what this target names.
    pub fn post_to(&self, target: &str, body: &str) -> String {
        let length = body.len();
        self.send(&format!(
            "POST / HTTP/1.1\r\nHost: {}\r\nX-Amz-Target: {target}\r\nContent-Length: {length}\r\n\
             Connection: close\r\n\r\n{body}",
            self.address
        ))
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn operations_travel_over_http() {
    let server = Serving::start(&["--region", "eu-west-1", "--account", "000000000001"]);
    let made = server.post("CreateActivity", r#"{"name": "queue"}"#);
    assert!(made.starts_with("HTTP/1.1 200 OK\r\n"), "{made}");
    assert!(made.contains("\r\ncontent-type: application/x-amz-json-1.0\r\n"), "{made}");
    assert!(made.contains("\r\nx-amzn-requestid: "), "{made}");
    assert!(made.contains(
        r#"{"activityArn":"arn:aws:states:eu-west-1:000000000001:activity:queue","creationDate":"#
    ));
    let refused = server.post("CreateActivity", r#"{"name": "a b"}"#);
    assert!(refused.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{refused}");
    let body =
        r#"{"__type":"com.amazonaws.swf.service.v2.model#InvalidName","message":"Invalid Name: 'a b'"}"#;
    assert!(refused.ends_with(body), "{refused}");
    for (operation, body, code) in [
        ("Fly", "{}", "com.amazon.coral.service#UnknownOperationException"),
        ("ListActivities", "{", "com.amazon.coral.service#SerializationException"),
        ("ListActivities", "\u{0}\u{1}garbage", "com.amazon.coral.service#SerializationException"),
        ("ListActivities", "[]", "com.amazon.coral.service#SerializationException"),
        ("ListActivities", r#"{"maxResults": "5"}"#, "com.amazon.coral.service#SerializationException"),
        ("ListActivities", r#"{"maxResults": -1}"#, "com.amazon.coral.validate#ValidationException"),
    ] {
        let answer = server.post(operation, body);
        assert!(answer.starts_with("HTTP/1.1 400"), "{operation} {body}: {answer}");
        assert!(answer.contains(code), "{operation} {body}: {answer}");
    }
}

#[test]
fn other_requests_get_no_answer_that_looks_like_success() {
    let server = Serving::start(&[]);
    let host = &server.address;
    let get = |path: &str, host: &str| {
        server.send(&format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"))
    };
    assert!(get("/_sfn/health", host).contains(r#"{"status":"ok""#));
    assert!(get("/_localstack/health", host).contains(r#""stepfunctions":"running""#));
    assert!(get("/", host).starts_with("HTTP/1.1 404"));
    // A name that only another site's page would use.
    for evil in ["example.com", "localhost.example.com:80", "10.1.2.3"] {
        assert!(get("/_sfn/health", evil).starts_with("HTTP/1.1 403"), "{evil}");
        let absolute = format!("http://{evil}/_sfn/health");
        assert!(get(&absolute, host).starts_with("HTTP/1.1 403"), "{evil}");
    }
    assert!(get("/_sfn/health", "sync-localhost:80").starts_with("HTTP/1.1 200"));
    let too_long = "x".repeat(9 << 20);
    let head =
        format!("POST / HTTP/1.1\r\nHost: {host}\r\nX-Amz-Target: AWSStepFunctions.ListActivities\r\n");
    let head = format!("{head}Content-Length: {}\r\nConnection: close\r\n\r\n", too_long.len());
    let mut stream = TcpStream::connect(host).unwrap();
    let _ = stream.write_all(format!("{head}{too_long}").as_bytes());
    let mut answer = [0; 12];
    if stream.read_exact(&mut answer).is_ok() {
        assert_eq!(&answer, b"HTTP/1.1 413");
    }
    // Half a request disturbs nobody.
    let mut half = TcpStream::connect(host).unwrap();
    half.write_all(b"POST / HTTP/1.1\r\nContent-Le").unwrap();
    assert!(get("/_sfn/health", host).starts_with("HTTP/1.1 200"));
    let reset = format!("POST /_sfn/reset HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    server.post("CreateActivity", r#"{"name": "queue"}"#);
    let foreign = server.send(&format!("{reset}Origin: https://example.com\r\n\r\n"));
    assert!(foreign.starts_with("HTTP/1.1 403"), "{foreign}");
    assert!(server.post("ListActivities", "{}").contains("queue"));
    assert!(server.send(&format!("{reset}\r\n")).starts_with("HTTP/1.1 200"));
    assert!(server.post("ListActivities", "{}").ends_with(r#"{"activities":[]}"#));
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_well() {
    let mut server = Serving::start(&[]);
    let idle = TcpStream::connect(&server.address).unwrap();
    let id = rustix::process::Pid::from_child(&server.child);
    rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
    drop(idle);
}

/// A machine with an execution that runs is there until that would leave its state, and so is the execution.
#[test]
fn a_deleted_machine_fails_its_executions_when_they_go_on() {
    let region = world().region(None, None);
    let activity =
        ask(&region, "CreateActivity", &serde_json::json!({"name": "queue"}))["activityArn"].clone();
    let task = serde_json::json!({"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": activity, "End": true}}});
    let arn = started(&region, "work", &task, &serde_json::json!({}));
    let machine = serde_json::json!({"stateMachineArn": arn.replace(":execution:", ":stateMachine:").strip_suffix(":run")});
    // The task has begun.
    let token =
        ask(&region, "GetActivityTask", &serde_json::json!({"activityArn": activity}))["taskToken"].clone();
    ask(&region, "DeleteStateMachine", &machine);
    assert_eq!(ask(&region, "DescribeStateMachine", &machine)["status"], "DELETING");
    let refused = answered(&region, "StartExecution", &machine.to_string()).unwrap_err();
    assert_eq!(refused.code, "StateMachineDeleting");
    assert_eq!(described(&region, &arn, |_| true)["status"], "RUNNING");
    ask(&region, "SendTaskSuccess", &serde_json::json!({"taskToken": token, "output": "1"}));
    let said = described(&region, &arn, is_over);
    assert_eq!((&said["status"], &said["error"]), (&"FAILED".into(), &"States.Runtime".into()));
    assert_eq!(said["cause"], "State machine work has been deleted");
    let history = ask(&region, "GetExecutionHistory", &serde_json::json!({"executionArn": arn}));
    let types: Vec<&Json> =
        history["events"].as_array().unwrap().iter().map(|event| &event["type"]).collect();
    assert_eq!(
        types,
        ["ExecutionStarted", "TaskStateEntered", "ActivityScheduled", "ActivityStarted", "ExecutionFailed"]
    );
}

#[test]
fn a_task_without_its_activity_fails_before_it_is_scheduled() {
    let region = world().region(None, None);
    let activity = "arn:aws:states:us-east-1:123456789012:activity:gone";
    let task = serde_json::json!({"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": activity, "End": true}}});
    let arn = started(&region, "work", &task, &serde_json::json!({}));
    let said = described(&region, &arn, is_over);
    let cause = format!(
        "An error occurred while executing the state 'T' (entered at the event id #2). The activity {activity} does not exist."
    );
    assert_eq!((&said["error"], &said["cause"]), (&"States.Runtime".into(), &cause.into()));
    let history = ask(&region, "GetExecutionHistory", &serde_json::json!({"executionArn": arn}));
    assert_eq!(history["events"].as_array().unwrap().len(), 3, "{history}");
}

/// An execution that a task waits for ends with the one that waits.
#[test]
fn an_execution_that_is_waited_for_is_stopped_with_its_parent() {
    let region = world().region(None, None);
    let activity =
        ask(&region, "CreateActivity", &serde_json::json!({"name": "queue"}))["activityArn"].clone();
    let task = serde_json::json!({"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": activity, "End": true}}});
    let role = "arn:aws:iam::123456789012:role/R";
    let inner = serde_json::json!({"name": "inner", "definition": task.to_string(), "roleArn": role});
    let inner = ask(&region, "CreateStateMachine", &inner)["stateMachineArn"].clone();
    let outer = serde_json::json!({"StartAt": "S", "States": {"S": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::states:startExecution.sync:2", "Parameters": {"StateMachineArn": inner, "Name": "child"}}}});
    let arn = started(&region, "outer", &outer, &serde_json::json!({}));
    let child = "arn:aws:states:us-east-1:123456789012:execution:inner:child";
    ask(&region, "GetActivityTask", &serde_json::json!({"activityArn": activity}));
    ask(&region, "StopExecution", &serde_json::json!({"executionArn": arn}));
    assert_eq!(described(&region, child, is_over)["status"], "ABORTED");
}
