//! Executions that a run starts: their results, failures and names as AWS has them, their answers, and the tokens that
//! one branch or execution answers for another.

use sfn::base::value::Value;

use crate::cli::{Ended, Folder};

/// A template with a parent that starts the machine `Child` by `resource` with these members beside its ARN.
fn template(resource: &str, members: &str, child: &str, fields: &str) -> String {
    format!(
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  Parent:\n    Type: AWS::Serverless::StateMachine\n    \
         Properties:\n      Definition:\n        StartAt: Start\n        States:\n          Start: {{Type: Task, End: true{fields}, \
         Resource: 'arn:aws:states:::{resource}', Parameters: {{StateMachineArn: !Ref Child{members}}}}}\n  Child:\n    \
         Type: AWS::Serverless::StateMachine\n    Properties:\n{child}"
    )
}

/// A child that waits for five seconds and returns its input beside an answer.
const GOOD: &str = "      Definition:\n        StartAt: Rest\n        States:\n          Rest: {Type: Wait, Seconds: 5, Next: Ask}\n          \
                    Ask: {Type: Task, Resource: 'arn:aws:states:::lambda:invoke', Parameters: {FunctionName: f}, \
                    ResultPath: $.said, End: true}\n";
const BAD: &str = "      Definition:\n        StartAt: Stop\n        States:\n          Stop: {Type: Fail, Error: Boom, Cause: custom cause}\n";
const LATE: &str = "      Definition:\n        StartAt: Rest\n        TimeoutSeconds: 2\n        States:\n          \
                    Rest: {Type: Wait, Seconds: 5, End: true}\n";
const QUICK: &str = "      Type: EXPRESS\n      Definition:\n        StartAt: Note\n        States:\n          Note: {Type: Pass, End: true}\n";
const MOCKS: &str = "version: 1\nmocks: {states: {Ask: {return: 7}}}\n";

fn folder(template: &str, files: &[(&str, &str)]) -> Folder {
    Folder::new("nested", &[&[("template.yaml", template)], files].concat())
}

const FIXED: [&str; 4] = ["--start", "2026-01-01T00:00:00Z", "--seed", "1"];

fn run(folder: &Folder, arguments: &[&str]) -> Ended {
    let all = [&["run", "template.yaml#Parent"], &FIXED[..], arguments].concat();
    folder.sfn(&all)
}

fn json(ended: &Ended) -> Value {
    Value::parse(&ended.out).unwrap_or_else(|_| panic!("{}{}", ended.out, ended.err))
}

#[test]
fn sync_gives_texts_and_sync_2_gives_json() {
    let record = |input: &str, output: &str| {
        format!(
            concat!(
                r#"{{"ExecutionArn":"arn:aws:states:us-east-1:123456789012:execution:Child:run-1","Input":{0},"#,
                r#""InputDetails":{{"Included":true}},"Name":"run-1","Output":{1},"OutputDetails":{{"Included":true}},"#,
                r#""RedriveCount":0,"RedriveStatus":"NOT_REDRIVABLE","#,
                r#""RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven","StartDate":1767225600000,"#,
                r#""StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:Child","Status":"SUCCEEDED","#,
                r#""StopDate":1767225605000}}"#
            ),
            input, output
        )
    };
    let members = ", Name: run-1, Input: {k: 1, id.$: $$.Execution.Name}";
    for (pattern, expected) in [
        ("sync", record(r#""{\"k\":1,\"id\":\"p\"}""#, r#""{\"k\":1,\"id\":\"p\",\"said\":7}""#)),
        ("sync:2", record(r#"{"k":1,"id":"p"}"#, r#"{"k":1,"id":"p","said":7}"#)),
    ] {
        let template = template(&format!("states:startExecution.{pattern}"), members, GOOD, "");
        let folder = folder(&template, &[("template.sfn.yaml", MOCKS)]);
        let ended = run(&folder, &["--name", "p"]);
        assert_eq!((ended.code, ended.out.trim()), (Some(0), &*expected), "{}", ended.err);
        for line in ["log Child SUCCEEDED 5.00s", "log   Rest  Wait  ok  5.00s", "log   Ask  Task  ok  0.00s"]
        {
            assert!(ended.err.contains(line), "{}", ended.err);
        }
    }
}

#[test]
fn the_history_of_the_parent_is_as_recorded() {
    let template = template("states:startExecution.sync:2", ", Name: run-1", GOOD, "");
    let folder = folder(&template, &[("template.sfn.yaml", MOCKS)]);
    let history = json(&run(&folder, &["--format", "history"]));
    let events = history.get("events").and_then(Value::as_array).unwrap();
    let kinds: Vec<&str> = events.iter().filter_map(|event| event.get("type")?.as_str()).collect();
    let expected = [
        "ExecutionStarted",
        "TaskStateEntered",
        "TaskScheduled",
        "TaskStarted",
        "TaskSubmitted",
        "TaskSucceeded",
        "TaskStateExited",
        "ExecutionSucceeded",
    ];
    assert_eq!(kinds, expected);
    let submitted = events[4].pointer("/taskSubmittedEventDetails/output").and_then(Value::as_str).unwrap();
    let submitted = Value::parse(submitted).unwrap();
    let keys: Vec<&str> = submitted.as_object().unwrap().keys().map(|key| &**key).collect();
    assert_eq!(keys, ["ExecutionArn", "SdkHttpMetadata", "SdkResponseMetadata", "StartDate"]);
    let at = |event: &Value| event.get("timestamp").and_then(Value::as_f64).unwrap();
    assert_eq!((at(&events[4]) - at(&events[0]), at(&events[5]) - at(&events[0])), (0.0, 5.0));
}

#[test]
fn failures_of_the_child_are_task_failed_with_its_record() {
    for (child, status, error) in [
        (BAD, "FAILED", r#"{"Cause":"custom cause","Error":"Boom","ExecutionArn":"#),
        (LATE, "TIMED_OUT", r#"{"ExecutionArn":"#),
    ] {
        for pattern in ["sync", "sync:2"] {
            let members = ", Name: run-1, Input: {k: 1}";
            let template = template(&format!("states:startExecution.{pattern}"), members, child, "");
            let run = json(&run(&folder(&template, &[]), &["--json"]));
            assert_eq!(run.get("error").and_then(Value::as_str), Some("States.TaskFailed"));
            let cause = run.get("cause").and_then(Value::as_str).unwrap();
            assert!(cause.starts_with(error), "{cause}");
            let rest = format!(
                r#""StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:Child","Status":"{status}""#
            );
            assert!(cause.contains(&rest) && cause.contains(r#""Input":"{\"k\":1}""#), "{cause}");
            assert!(
                cause.contains(r#""RedriveCount":0,"RedriveStatus":"REDRIVABLE","StartDate""#),
                "{cause}"
            );
        }
    }
}

#[test]
fn the_sdk_calls_have_their_own_shapes() {
    let begun = template("aws-sdk:sfn:startExecution", ", Name: a", GOOD, "");
    let ended = run(&folder(&begun, &[("template.sfn.yaml", MOCKS)]), &[]);
    let expected = r#"{"ExecutionArn":"arn:aws:states:us-east-1:123456789012:execution:Child:a","StartDate":"2026-01-01T00:00:00.000Z"}"#;
    assert_eq!((ended.code, ended.out.trim()), (Some(0), expected), "{}", ended.err);
    let quick = template("aws-sdk:sfn:startSyncExecution", ", Name: a, Input: '{\"k\": 1}'", QUICK, "");
    let answer = json(&run(&folder(&quick, &[]), &[]));
    assert_eq!(answer.get("Output").and_then(Value::as_str), Some(r#"{"k": 1}"#));
    assert_eq!(answer.get("Status").and_then(Value::as_str), Some("SUCCEEDED"));
    let arn = answer.get("ExecutionArn").and_then(Value::as_str).unwrap();
    assert!(arn.starts_with("arn:aws:states:us-east-1:123456789012:express:Child:a:"), "{arn}");
    let wrong = template("aws-sdk:sfn:startSyncExecution", "", GOOD, "");
    let run = json(&run(&folder(&wrong, &[]), &["--json"]));
    assert_eq!(run.get("error").and_then(Value::as_str), Some("Sfn.StateMachineTypeNotSupportedException"));
}

#[test]
fn input_that_is_no_json_is_refused_by_the_api() {
    let template = template("states:startExecution.sync", ", Input: not json", GOOD, "");
    let run = json(&run(&folder(&template, &[]), &["--json"]));
    assert_eq!(
        run.get("error").and_then(Value::as_str),
        Some("StepFunctions.InvalidExecutionInputException")
    );
}

#[test]
fn a_name_is_taken_once() {
    let map = "      Definition:\n        StartAt: All\n        States:\n          All:\n            Type: Map\n            End: true\n            \
               MaxConcurrency: 1\n            ItemProcessor:\n              StartAt: Start\n              States:\n                \
               Start: {Type: Task, End: true, Resource: 'arn:aws:states:::states:startExecution.sync', \
               Parameters: {StateMachineArn: !Ref Child, Name: same}}\n";
    let template = format!(
        "Resources:\n  Parent:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n{map}  Child:\n    \
         Type: AWS::StepFunctions::StateMachine\n    Properties:\n{BAD}"
    )
    .replace("Error: Boom, Cause: custom cause", "Error: Boom")
    .replace("Stop: {Type: Fail, Error: Boom}", "Stop: {Type: Pass, End: true}");
    let run = json(&run(&folder(&template, &[]), &["--json", "-i", "[1, 2]"]));
    assert_eq!(
        run.get("error").and_then(Value::as_str),
        Some("StepFunctions.ExecutionAlreadyExistsException")
    );
    let cause = run.get("cause").and_then(Value::as_str).unwrap();
    let expected = "Execution Already Exists: 'arn:aws:states:us-east-1:123456789012:execution:Child:same' (Service: AWSStepFunctions; \
                    Status Code: 400; Error Code: ExecutionAlreadyExists; Request ID: ";
    assert!(cause.starts_with(expected), "{cause}");
}

#[test]
fn a_workflow_that_starts_itself_ends() {
    let itself = "      Definition:\n        StartAt: Again\n        States:\n          Again: {Type: Task, End: true, \
                  Resource: 'arn:aws:states:::states:startExecution.sync', Parameters: {StateMachineArn.$: $$.StateMachine.Id}}\n";
    let template = template("states:startExecution.sync", "", itself, "");
    let ended = run(&folder(&template, &[]), &[]);
    assert_eq!(ended.code, Some(6), "{}", ended.err);
    assert!(ended.err.contains("executions started executions 25 deep"), "{}", ended.err);
}

#[test]
fn a_call_of_the_child_without_an_answer_names_the_child() {
    let template = template("states:startExecution.sync", "", GOOD, "");
    let ended = run(&folder(&template, &[]), &[]);
    assert_eq!(ended.code, Some(5), "{}", ended.err);
    for said in
        ["no mock answers this call: Ask (lambda:invoke)", "in an execution of Child", "template.yaml:"]
    {
        assert!(ended.err.contains(said), "{}", ended.err);
    }
}

#[test]
fn the_childs_own_mocks_answer_it_and_those_of_the_parent_for_its_states_win() {
    let template = template("states:startExecution.sync:2", "", GOOD, "");
    let own = ("Child.sfn.yaml", "version: 1\nmocks: {states: {Ask: {return: own}}}\n");
    let said = |files: &[(&str, &str)]| {
        let ended = run(&folder(&template, files), &[]);
        let output = json(&ended).pointer("/Output/said").cloned();
        (output.and_then(|said| said.as_str().map(str::to_owned)), ended.err)
    };
    assert_eq!(said(&[own]).0.as_deref(), Some("own"));
    let service = ("Parent.sfn.yaml", "version: 1\nmocks: {services: {lambda:invoke: {return: service}}}\n");
    assert_eq!(said(&[service]).0.as_deref(), Some("service"));
    assert_eq!(said(&[own, service]).0.as_deref(), Some("own"));
    let (said, err) =
        said(&[own, ("Parent.sfn.yaml", "version: 1\nmocks: {states: {Ask: {return: parent}}}\n")]);
    assert_eq!(said.as_deref(), Some("parent"), "{err}");
    assert!(!err.contains("never used"), "{err}");
}

#[test]
fn execute_runs_the_definition_that_an_answer_names() {
    let start = r#"{"StartAt": "Start", "States": {"Start": {"Type": "Task", "End": true, "OutputPath": "$.Output",
        "Resource": "arn:aws:states:::states:startExecution.sync:2",
        "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:1:stateMachine:elsewhere", "Input": {"n": 1}}}}}"#;
    let child = r#"{"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "End": true, "ResultPath": "$.said",
        "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}}}}"#;
    let mocks = "version: 1\nmocks: {states: {Start: {execute: {machine: flows/child.asl.json, mocks: child.yaml}}}}\n";
    let files = [
        ("p.asl.json", start),
        ("p.sfn.yaml", mocks),
        ("flows/child.asl.json", child),
        ("child.yaml", "version: 1\nmocks: {states: {Ask: {return: 8}}}\n"),
    ];
    let folder = Folder::new("nested", &files);
    let ended = folder.sfn(&["run", "p.asl.json"]);
    assert_eq!((ended.code, ended.out.trim()), (Some(0), r#"{"n":1,"said":8}"#), "{}", ended.err);
    // A definition beside it is found by its name.
    std::fs::write(folder.0.join("elsewhere.asl.json"), child).unwrap();
    std::fs::write(folder.0.join("elsewhere.sfn.yaml"), "version: 1\nmocks: {states: {Ask: {return: 9}}}\n")
        .unwrap();
    std::fs::write(folder.0.join("p.sfn.yaml"), "version: 1\n").unwrap();
    let ended = folder.sfn(&["run", "p.asl.json"]);
    assert_eq!((ended.code, ended.out.trim()), (Some(0), r#"{"n":1,"said":9}"#), "{}", ended.err);
    for (mocks, said) in [
        ("{states: {Start: {execute: {machine: ../../outside.asl.json}}}}", "outside"),
        ("{states: {Start: {execute: {machine: gone.asl.json}}}}", "gone.asl.json"),
        (
            "{states: {Start: {execute: {machine: flows/child.asl.json}, delay: 1s}}}",
            "`delay` has no meaning beside `execute`",
        ),
    ] {
        std::fs::write(folder.0.join("p.sfn.yaml"), format!("version: 1\nmocks: {mocks}\n")).unwrap();
        let ended = folder.sfn(&["run", "p.asl.json"]);
        assert_eq!(ended.code, Some(3), "{}", ended.err);
        assert!(ended.err.contains(said), "{}", ended.err);
    }
}

#[test]
fn the_child_is_stopped_when_its_task_runs_out_of_time() {
    let template = template("states:startExecution.sync", ", Name: a", GOOD, ", TimeoutSeconds: 2");
    let folder = folder(&template, &[]);
    let run = json(&run(&folder, &["--json"]));
    // Its call after the wait is never made: nothing has to answer it.
    assert_eq!(run.get("error").and_then(Value::as_str), Some("States.Timeout"));
    assert_eq!(run.get("duration_ms").and_then(Value::as_i64), Some(2000));
}

#[test]
fn runs_with_children_repeat_byte_for_byte() {
    let template = template("states:startExecution.sync:2", "", GOOD, "");
    let folder = folder(&template, &[("template.sfn.yaml", MOCKS)]);
    let history = || run(&folder, &["--format", "history"]).out;
    assert_eq!(history(), history());
}

/// One branch waits for its token, the other passes it on and answers it after ten seconds.
fn tokens(answer: &str, beside: &str) -> (Folder, String) {
    let over = if beside.contains("Over") { r#", "Over": {"Type": "Succeed"}"# } else { "" };
    let definition = format!(
        r#"{{"StartAt": "Both", "States": {{"Both": {{"Type": "Parallel", "End": true, "Branches": [
        {{"StartAt": "Wait", "States": {{"Wait": {{"Type": "Task", "End": true{beside},
            "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "Parameters": {{"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"}}}}{over}}}}},
        {{"StartAt": "Rest", "States": {{"Rest": {{"Type": "Wait", "Seconds": 10, "Next": "Answer"}}, {answer}}}}}]}}}}}}"#
    );
    let mocks = "version: 1\nmocks: {states: {Wait: {callback: {never: true}, submitted: {MessageId: m}}}}\n";
    let folder = Folder::new("nested", &[("w.asl.json", &definition), ("w.sfn.yaml", mocks)]);
    // The token of a run is the same as long as its seed is.
    let arguments =
        [&["run", "w.asl.json", "--format", "history", "-i", r#"{"token": "x"}"#], &FIXED[..]].concat();
    let ended = folder.sfn(&arguments);
    let history = ended.out.clone();
    let scheduled =
        history.split(r#"\"MessageBody\":\""#).nth(1).map(|rest| rest.split('\\').next().unwrap_or_default());
    let token = scheduled.unwrap_or_else(|| panic!("{}{}", ended.out, ended.err)).to_owned();
    (folder, token)
}

fn answered(answer: &str, beside: &str, times: usize) -> Value {
    let (folder, token) = tokens(answer, beside);
    let input = format!(r#"{{"token": "{token}"}}"#);
    let arguments = [&["run", "w.asl.json", "--json", "-i", &input], &FIXED[..]].concat();
    let ended = folder.sfn(&arguments);
    let run = json(&ended);
    assert!(run.get("calls").and_then(Value::as_array).unwrap().len() >= times, "{}", ended.err);
    run
}

fn answer(action: &str, members: &str, next: &str) -> String {
    format!(
        r#""Answer": {{"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sfn:{action}", {next},
            "Parameters": {{"TaskToken.$": "$.token"{members}}}, "ResultPath": "$.sent"}}"#
    )
}

#[test]
fn one_branch_answers_the_token_of_another() {
    let run =
        answered(&answer("sendTaskSuccess", r#", "Output": "{\"ok\":  true}""#, r#""End": true"#), "", 2);
    assert_eq!(run.get("status").and_then(Value::as_str), Some("SUCCEEDED"), "{}", run.to_json());
    assert_eq!(run.pointer("/output/0/ok").and_then(Value::as_bool), Some(true));
    assert_eq!(run.pointer("/output/1/sent").map(Value::to_json).as_deref(), Some("{}"));
    assert_eq!(run.get("duration_ms").and_then(Value::as_i64), Some(10_000));
    let run = answered(
        &answer("sendTaskFailure", r#", "Error": "Refused", "Cause": "by hand""#, r#""End": true"#),
        "",
        2,
    );
    assert_eq!(run.get("error").and_then(Value::as_str), Some("Refused"), "{}", run.to_json());
}

#[test]
fn answers_to_tokens_that_are_wrong_late_or_given_twice_are_refused() {
    let again = format!(
        "{}, {}",
        answer("sendTaskSuccess", r#", "Output": "1""#, r#""Next": "Again""#),
        answer("sendTaskHeartbeat", "", r#""End": true"#).replacen("Answer", "Again", 1)
    );
    let gone = "Task Timed Out: 'Provided task does not exist anymore' (Service: Sfn, Status Code: 400, Request ID: ";
    let late = answer("sendTaskSuccess", r#", "Output": "1""#, r#""End": true"#);
    let catch = r#", "TimeoutSeconds": 3, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Over"}]"#;
    let no_json = answer("sendTaskSuccess", r#", "Output": "not-json""#, r#""End": true"#);
    let other = late.replace(r#""TaskToken.$": "$.token""#, r#""TaskToken": "NoSuchTaskToken""#);
    for (answer, beside, error, cause) in [
        (&*again, "", "Sfn.TaskTimedOutException", gone),
        (&*late, catch, "Sfn.TaskTimedOutException", gone),
        (
            &*no_json,
            "",
            "Sfn.InvalidOutputException",
            "Invalid Output: 'not-json' is not valid JSON. (Service: Sfn, ",
        ),
        (
            &*other,
            "",
            "Sfn.InvalidTokenException",
            "Invalid Token: 'Invalid token' (Service: Sfn, Status Code: 400, ",
        ),
    ] {
        let run = answered(answer, beside, 2);
        assert_eq!(run.get("error").and_then(Value::as_str), Some(error), "{}", run.to_json());
        let text = run.get("cause").and_then(Value::as_str).unwrap();
        assert!(text.starts_with(cause) && text.ends_with(" (SDK Attempt Count: 1)"), "{text}");
    }
}

#[test]
fn a_heartbeat_from_another_branch_keeps_a_task_alive() {
    let beats = format!(
        "{}, {}",
        answer("sendTaskHeartbeat", "", r#""Next": "More""#),
        r#""More": {"Type": "Wait", "Seconds": 10, "Next": "Done"}, "Done": {"Type": "Task", "End": true,
            "Resource": "arn:aws:states:::aws-sdk:sfn:sendTaskSuccess", "Parameters": {"TaskToken.$": "$.token", "Output": "2"}}"#
    );
    let run = answered(&beats, r#", "HeartbeatSeconds": 15"#, 3);
    assert_eq!(run.get("status").and_then(Value::as_str), Some("SUCCEEDED"), "{}", run.to_json());
    assert_eq!(run.get("duration_ms").and_then(Value::as_i64), Some(20_000));
}

#[test]
fn a_child_answers_the_token_of_its_parent() {
    let child = "      Definition:\n        StartAt: Rest\n        States:\n          Rest: {Type: Wait, Seconds: 4, Next: Answer}\n          \
                 Answer: {Type: Task, End: true, Resource: 'arn:aws:states:::aws-sdk:sfn:sendTaskSuccess', \
                 Parameters: {TaskToken.$: $.token, Output: '{\"by\": \"child\"}'}}\n";
    let members = ", Input: {token.$: $$.Task.Token}";
    let template = template("states:startExecution.waitForTaskToken", members, child, "");
    let ended = run(&folder(&template, &[]), &[]);
    assert_eq!((ended.code, ended.out.trim()), (Some(0), r#"{"by": "child"}"#), "{}", ended.err);
}

#[test]
fn executions_are_described_and_stopped_by_the_one_that_started_them() {
    let parent = r#"{"StartAt": "Start", "States": {
        "Start": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution", "Next": "Look", "ResultPath": "$.started",
            "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:1:stateMachine:child", "Name": "a"}},
        "Look": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sfn:describeExecution", "ResultPath": "$.look",
            "Parameters": {"ExecutionArn.$": "$.started.ExecutionArn"}, "Next": "Done?"},
        "Done?": {"Type": "Choice", "Choices": [{"Variable": "$.look.Status", "StringEquals": "RUNNING", "Next": "Rest"}], "Default": "Out"},
        "Rest": {"Type": "Wait", "Seconds": 30, "Next": "Look"},
        "Out": {"Type": "Pass", "OutputPath": "$.look.Status", "End": true}}}"#;
    let child = r#"{"StartAt": "Rest", "States": {"Rest": {"Type": "Wait", "Seconds": 50, "End": true}}}"#;
    let folder = Folder::new("nested", &[("p.asl.json", parent), ("child.asl.json", child)]);
    let ended = folder.sfn(&["run", "p.asl.json", "--json"]);
    let run = json(&ended);
    assert_eq!(run.get("output").and_then(Value::as_str), Some("SUCCEEDED"), "{}", ended.err);
    assert_eq!(run.get("duration_ms").and_then(Value::as_i64), Some(60_000));
    let stopping = parent.replace("\"Rest\": {\"Type\": \"Wait\", \"Seconds\": 30, \"Next\": \"Look\"}", "\"Rest\": {\"Type\": \"Task\", \
        \"Resource\": \"arn:aws:states:::aws-sdk:sfn:stopExecution\", \"ResultPath\": null, \"Next\": \"Look\", \
        \"Parameters\": {\"ExecutionArn.$\": \"$.started.ExecutionArn\", \"Error\": \"Enough\"}}");
    std::fs::write(folder.0.join("p.asl.json"), stopping).unwrap();
    let ended = folder.sfn(&["run", "p.asl.json", "--json"]);
    assert_eq!(json(&ended).get("output").and_then(Value::as_str), Some("ABORTED"), "{}", ended.err);
}

/// What a child writes to a bucket is there for its parent, in a test, which keeps it to itself, as in a run. A body
/// that is no text of its own is JSON.
#[test]
fn an_execution_and_those_it_starts_see_the_same_buckets() {
    let child = "      Definition:\n        StartAt: Put\n        States:\n          Put: {Type: Task, Resource: 'arn:aws:states:::aws-sdk:s3:putObject', \
                 Parameters: {Bucket: b, Key: k.txt, Body: from the child, ContentType: text/special}, End: true}\n";
    let start = "Resource: 'arn:aws:states:::states:startExecution.sync:2', Parameters: {StateMachineArn: !Ref Child}, Next: Get";
    let get = "Resource: 'arn:aws:states:::aws-sdk:s3:getObject', Parameters: {Bucket: b, Key: k.txt}, ResultSelector: {body.$: $.Body, type.$: $.ContentType}, End: true";
    let template = format!(
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  Parent:\n    Type: AWS::Serverless::StateMachine\n    \
         Properties:\n      Definition:\n        StartAt: Start\n        States:\n          Start: {{Type: Task, {start}}}\n          \
         Get: {{Type: Task, {get}}}\n  Child:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n{child}"
    );
    let mocks = "version: 1\nmachine: template.yaml#Parent\nmocks: {s3: {b: bucket}}\ntests:\n  sees:\n    input: {}\n    \
                 expect: {status: SUCCEEDED, output: {body: '\"from the child\"', type: text/special}}\n";
    let folder = folder(&template, &[("parent.sfn.yaml", mocks), ("bucket/other.txt", "")]);
    let ended = folder.sfn(&["test", "parent.sfn.yaml", "--format", "tap"]);
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
    assert!(!folder.0.join("bucket/k.txt").exists());
}
