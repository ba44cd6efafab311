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
