//! `sfn serve template.yaml`: machines, rules and schedules of templates, and what is made of what executions do.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use super::serving::Serving;
use super::temporary;

/// The template of the tests, to be changed by one.
fn template(name: &str) -> (PathBuf, String) {
    let folder = temporary(name);
    let file = folder.join("template.yaml");
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/serve/template.yaml"));
    fs::write(&file, text.unwrap()).unwrap();
    (folder, file.to_str().unwrap().to_owned())
}

const ORDER: &str = "arn:aws:states:us-east-1:123456789012:stateMachine:order-dev";
const AFTER: &str = "arn:aws:states:us-east-1:123456789012:stateMachine:after";

/// The JSON that the server answers.
fn ask(server: &Serving, operation: &str, request: &Json) -> Json {
    let answer = server.post(operation, &request.to_string());
    serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap()
}

/// What `look` finds, once it finds something.
fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = sfn::services::clock::real_now() + std::time::Duration::from_secs(60);
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(sfn::services::clock::real_now() < end, "{what} within a minute");
        std::thread::yield_now();
    }
}

#[test]
fn a_template_is_served_with_settings_versions_and_aliases() {
    let (_folder, file) = template("live-settings");
    let server = Serving::start(&[&file]);
    let order = ask(&server, "DescribeStateMachine", &json!({"stateMachineArn": ORDER}));
    assert_eq!(order["roleArn"], "arn:aws:iam::123456789012:role/orders");
    assert_eq!(order["loggingConfiguration"]["level"], "ALL");
    assert_eq!(order["loggingConfiguration"]["includeExecutionData"], true);
    let tags = ask(&server, "ListTagsForResource", &json!({"resourceArn": ORDER}));
    assert_eq!(tags, json!({"tags": [{"key": "team", "value": "shop"}]}));
    for (alias, version) in
        [(format!("{ORDER}:live"), format!("{ORDER}:1")), (format!("{AFTER}:prod"), format!("{AFTER}:1"))]
    {
        let said = ask(&server, "DescribeStateMachineAlias", &json!({"stateMachineAliasArn": alias}));
        assert_eq!(said["routingConfiguration"][0]["stateMachineVersionArn"], version);
    }
    let after = ask(&server, "DescribeStateMachine", &json!({"stateMachineArn": format!("{AFTER}:1")}));
    assert_eq!((&after["type"], &after["description"]), (&"EXPRESS".into(), &"first".into()));
}

/// The statuses in a file of events, in the order in which they came.
fn statuses(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap_or_default();
    let whole = text.lines().filter_map(|line| serde_json::from_str::<Json>(line).ok());
    whole.map(|event| event["detail"]["status"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn events_start_machines_whose_ends_are_events() {
    let (folder, file) = template("live-events");
    let log = folder.join("events.jsonl");
    let server = Serving::start(&[&file, "--events-to", log.to_str().unwrap()]);
    let detail = json!({"total": 11}).to_string();
    let entry = json!({"Source": "shop", "DetailType": "placed", "Detail": detail});
    let small = json!({"Source": "shop", "DetailType": "placed", "Detail": json!({"total": 9}).to_string()});
    let put = server
        .post_to("AWSEvents.PutEvents", &json!({"Entries": [entry, small, {"Source": "shop"}]}).to_string());
    assert!(put.contains("\r\ncontent-type: application/x-amz-json-1.1\r\n"), "{put}");
    assert!(put.contains(r#""FailedEntryCount":1"#), "{put}");
    assert!(put.contains("Reason: DetailType is a required argument."), "{put}");
    let runs = until("an execution", || {
        let runs =
            ask(&server, "ListExecutions", &json!({"stateMachineArn": ORDER, "statusFilter": "SUCCEEDED"}));
        runs["executions"].as_array().filter(|runs| !runs.is_empty()).cloned()
    });
    assert_eq!(runs.len(), 1, "the smaller order matches no rule: {runs:?}");
    let run = ask(&server, "DescribeExecution", &json!({"executionArn": runs[0]["executionArn"]}));
    assert_eq!(run["input"], r#"{"total":11}"#);
    let id = put.split(r#""EventId":""#).nth(1).unwrap().split('"').next().unwrap();
    assert!(run["name"].as_str().unwrap().starts_with(&format!("{id}_")), "{run}");
    until("both events", || (statuses(&log) == ["RUNNING", "SUCCEEDED"]).then_some(()));
    let listed = server.post_to("AWSEvents.ListRules", r#"{"NamePrefix": "Order"}"#);
    assert!(listed.contains(r#""ScheduleExpression":"rate(1 minute)""#), "{listed}");
    let refused =
        server.post_to("AWSEvents.TestEventPattern", r#"{"EventPattern": "{\"a\": 1}", "Event": "{}"}"#);
    assert!(
        refused.starts_with("HTTP/1.1 400") && refused.contains("must be an object or an array"),
        "{refused}"
    );
}

#[test]
fn schedules_are_due_on_the_clock_of_the_server() {
    let (_folder, file) = template("live-schedules");
    let server = Serving::start(&[&file, "--clock", "x10000"]);
    let request = json!({"stateMachineArn": ORDER, "statusFilter": "SUCCEEDED"});
    let run =
        until("an execution", || ask(&server, "ListExecutions", &request)["executions"].get(1).cloned());
    let run = ask(&server, "DescribeExecution", &json!({"executionArn": run["executionArn"]}));
    assert_eq!(run["input"], r#"{"tick": true}"#);
}

#[test]
fn a_template_that_changes_is_deployed_again() {
    let (_folder, file) = template("live-watch");
    let server = Serving::start(&[&file, "--watch"]);
    let written = fs::read_to_string(&file).unwrap();
    let definition = || ask(&server, "DescribeStateMachine", &json!({"stateMachineArn": ORDER}));
    let first = definition();
    let pass = "A: {Type: Pass, End: true}";
    assert!(written.contains(pass));
    fs::write(&file, written.replace(pass, "A: {Type: Pass, Result: 1, End: true}")).unwrap();
    let second =
        until("a new revision", || Some(definition()).filter(|now| now["definition"] != first["definition"]));
    assert!(second["revisionId"].is_string() && first["revisionId"].is_null());
    // The alias leads to the version of the new revision.
    let alias = json!({"stateMachineAliasArn": format!("{ORDER}:live")});
    until("the second version", || {
        let said = ask(&server, "DescribeStateMachineAlias", &alias);
        (said["routingConfiguration"][0]["stateMachineVersionArn"] == format!("{ORDER}:2")).then_some(())
    });
    // What does not check keeps what there was, and the other machine goes on.
    let broken = written.replace(pass, "A: {Type: Pas, End: true}");
    fs::write(
        &file,
        broken.replace(r#"{"Type": "Pass", "End": true}"#, r#"{"Type": "Pass", "Result": 2, "End": true}"#),
    )
    .unwrap();
    until("the other machine", || {
        let after = ask(&server, "DescribeStateMachine", &json!({"stateMachineArn": AFTER}));
        after["definition"].as_str().unwrap().contains("Result").then_some(())
    });
    assert_eq!(definition(), second);
}

/// The body of what the server answers to GET `path`.
fn get(server: &Serving, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.address);
    server.send(&request).split_once("\r\n\r\n").unwrap().1.to_owned()
}

#[test]
fn executions_leave_logs_metrics_and_traces() {
    let (folder, file) = template("live-observed");
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (logs, traces, emf) = (path("logs.jsonl"), path("traces.jsonl"), path("emf.jsonl"));
    let server = Serving::start(&[&file, "--logs-to", &logs, "--trace-out", &traces, "--emf-to", &emf]);
    let run =
        ask(&server, "StartExecution", &json!({"stateMachineArn": format!("{ORDER}:live"), "name": "one"}));
    let sync = ask(&server, "StartSyncExecution", &json!({"stateMachineArn": AFTER}));
    assert_eq!(sync["status"], "SUCCEEDED");
    let lines = |file: &str| -> Vec<Json> {
        let text = fs::read_to_string(file).unwrap_or_default();
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    };
    // The Express machine logs nothing, so all records are those of the other one.
    let records = until("log records", || Some(lines(&logs)).filter(|records| records.len() == 4));
    let kinds: Vec<_> = records.iter().map(|record| record["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"]);
    assert!(records.iter().all(|record| record["execution_arn"] == run["executionArn"]));
    // The end of the first one starts the other machine by a rule, too.
    let spans = until("all traces", || Some(lines(&traces)).filter(|spans| spans.len() == 3));
    let names: Vec<_> = spans
        .iter()
        .map(|one| {
            one["resourceSpans"][0]["resource"]["attributes"][0]["value"]["stringValue"].as_str().unwrap()
        })
        .collect();
    assert!(names.contains(&"order-dev") && names.contains(&"after"), "{names:?}");
    let shown = until("the sums", || {
        let shown = get(&server, "/metrics");
        shown.contains("aws_states_executions_succeeded_sum 3\n").then_some(shown)
    });
    for line in [
        format!("aws_states_executions_succeeded_sum{{state_machine_arn=\"{ORDER}\"}} 1\n"),
        format!("aws_states_executions_started_sum{{state_machine_arn=\"{ORDER}\",alias=\"live\"}} 1\n"),
        format!("aws_states_executions_started_sum{{state_machine_arn=\"{ORDER}\",version=\"1\"}} 1\n"),
        format!("aws_states_express_execution_billed_duration_sum{{state_machine_arn=\"{AFTER}\"}} 200\n"),
        format!("aws_states_alias_count{{resource_arn=\"{ORDER}\"}} 1\n"),
        format!("aws_states_version_count{{resource_arn=\"{ORDER}\"}} 1\n"),
        "aws_states_open_execution_count 0\n".to_owned(),
    ] {
        assert!(shown.contains(&line), "{line} is not in\n{shown}");
    }
    let directive = until("EMF", || lines(&emf).first().cloned());
    assert_eq!(directive["_aws"]["CloudWatchMetrics"][0]["Namespace"], "Sfn/States");
}

/// A test may say which alarms of its template its run raises.
#[test]
fn tests_expect_alarms() {
    let folder = temporary("live-alarms");
    fs::write(
        folder.join("template.yaml"),
        r#"Resources:
  Order:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineName: order
      RoleArn: arn:aws:iam::123456789012:role/x
      DefinitionString: '{"StartAt": "A", "States": {"A": {"Type": "Fail", "Error": "No"}}}'
  Failed:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: order-failed
      Namespace: AWS/States
      MetricName: ExecutionsFailed
      Dimensions: [{Name: StateMachineArn, Value: !Ref Order}]
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 1
      Threshold: 1
      ComparisonOperator: GreaterThanOrEqualToThreshold
  Slow:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: order-slow
      Namespace: AWS/States
      MetricName: ExecutionTime
      Dimensions: [{Name: StateMachineArn, Value: !Ref Order}]
      ExtendedStatistic: p99
      Period: 300
      EvaluationPeriods: 1
      Threshold: 1000
      ComparisonOperator: GreaterThanThreshold
"#,
    )
    .unwrap();
    let tests = r#"version: 1
tests:
  raised: {expect: {status: FAILED, alarms: [order-failed]}}
  other: {expect: {status: FAILED, alarms: [order-slow, order-fast]}}
"#;
    fs::write(folder.join("template.sfn.yaml"), tests).unwrap();
    let ran = super::sfn_in(&folder, &["test", "--format", "tap", "--trace-out", "traces.jsonl"]);
    let shown = super::stdout(&ran);
    assert!(shown.contains("order-slow was not raised"), "{shown}{}", String::from_utf8_lossy(&ran.stderr));
    assert!(shown.contains("order-failed was raised"), "{shown}");
    assert!(
        shown.contains("no alarm order-fast on AWS/States; there are: order-failed, order-slow"),
        "{shown}"
    );
    assert_eq!(shown.matches("\nok ").count(), 1, "{shown}");
    let traces = fs::read_to_string(folder.join("traces.jsonl")).unwrap();
    assert_eq!(traces.lines().filter(|line| serde_json::from_str::<Json>(line).is_ok()).count(), 2);
}

/// A machine whose only state calls a function, of type `kind`.
fn made(server: &Serving, name: &str, kind: &str) -> Json {
    let call = json!({"StartAt": "A", "States": {"A": {"Type": "Task", "End": true, "OutputPath": "$.Payload",
        "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f", "Payload.$": "$"}}}});
    let role = "arn:aws:iam::123456789012:role/x";
    let request = json!({"name": name, "type": kind, "definition": call.to_string(), "roleArn": role});
    ask(server, "CreateStateMachine", &request)["stateMachineArn"].clone()
}

#[test]
fn what_no_mock_answers_goes_to_an_endpoint() {
    let answers = |request: &super::server::Received| {
        let body = if request.line.contains("/functions/f/") { request.body.as_str() } else { "null" };
        super::server::json("200 OK", body)
    };
    let lambda = super::server::Server::new(answers);
    let server = Serving::start_with(&[], &[("LAMBDA_ENDPOINT", &lambda.url())]);
    let machine = made(&server, "call", "EXPRESS");
    let said =
        ask(&server, "StartSyncExecution", &json!({"stateMachineArn": machine, "input": r#"{"a": 1}"#}));
    assert_eq!((&said["status"], &said["output"]), (&"SUCCEEDED".into(), &r#"{"a":1}"#.into()), "{said}");
    let all: Json = serde_json::from_str(&get(&server, "/_sfn/executions")).unwrap();
    let one = &all["executions"][0];
    assert_eq!((&one["type"], &one["status"]), (&"EXPRESS".into(), &"SUCCEEDED".into()));
    assert_eq!(one["calls"][0]["args"], json!({"FunctionName": "f", "Payload": {"a": 1}}));
    let bad = std::process::Command::new(env!("CARGO_BIN_EXE_sfn"))
        .args(["serve", "--forward", "ftp://x"])
        .output();
    assert_eq!(bad.unwrap().status.code(), Some(2));
}

/// Step Functions Local multiplies waits by a variable; who sets it to 0 wants none.
#[test]
fn waits_are_scaled_as_by_step_functions_local() {
    let wait =
        json!({"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 86400, "End": true}}});
    for scale in ["0", "0.000001"] {
        let server = Serving::start_with(&[], &[("WAIT_TIME_SCALE", scale)]);
        let machine = json!({"name": "wait", "definition": wait.to_string(),
            "roleArn": "arn:aws:iam::123456789012:role/x"});
        let machine = ask(&server, "CreateStateMachine", &machine)["stateMachineArn"].clone();
        let run =
            ask(&server, "StartExecution", &json!({"stateMachineArn": machine}))["executionArn"].clone();
        until("the end of a day", || {
            let said = ask(&server, "DescribeExecution", &json!({"executionArn": run}));
            (said["status"] == "SUCCEEDED").then_some(())
        });
    }
    let bad = std::process::Command::new(env!("CARGO_BIN_EXE_sfn"))
        .args(["serve", "--port", "0"])
        .env("WAIT_TIME_SCALE", "fast")
        .output()
        .unwrap();
    assert_eq!(bad.status.code(), Some(2));
    let said = String::from_utf8_lossy(&bad.stderr);
    assert!(said.contains("WAIT_TIME_SCALE=fast: write what waits are multiplied by"), "{said}");
}

#[test]
fn a_server_may_ask_for_signatures_and_let_pages_read() {
    let server = Serving::start(&["--credentials", "AKID:secret", "--cors", "https://example.com"]);
    let unsigned = server.post("ListActivities", "{}");
    assert!(unsigned.starts_with("HTTP/1.1 403"), "{unsigned}");
    assert!(unsigned.contains("MissingAuthenticationTokenException"), "{unsigned}");
    assert!(unsigned.contains("\r\naccess-control-allow-origin: https://example.com\r\n"), "{unsigned}");
    let port = server.address.rsplit(':').next().unwrap().to_owned();
    let health = |port: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_sfn"));
        command.args(["serve", "--healthcheck", "--port", port]).status().unwrap().code()
    };
    assert_eq!(health(&port), Some(0));
    assert_eq!(health(&super::server::closed_port().to_string()), Some(1));
}
