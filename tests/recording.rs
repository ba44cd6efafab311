//! Real answers written back into mock files (`record`): what is asked in each mode, where answers are written, and what
//! of a file stays.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::cli::{Ended, Folder};
use crate::server::{Server, json};

/// A server that counts: item `o-1`, `o-2`, …; an error for the table `boom`.
fn counting() -> Server {
    let count = AtomicUsize::new(0);
    Server::new(move |request| {
        if request.body.contains("boom") {
            let error = r#"{"__type": "x#ResourceNotFoundException", "message": "no such table"}"#;
            return json("400 Bad Request", error);
        }
        let number = count.fetch_add(1, Ordering::Relaxed) + 1;
        json("200 OK", &format!(r#"{{"Item": {{"id": {{"S": "o-{number}"}}}}}}"#))
    })
}

/// A state that gets an item of the table `$.t`.
fn get(next: &str) -> String {
    format!(
        r#"{{"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:dynamodb:getItem", "ResultPath": "$.got",
            "Parameters": {{"TableName.$": "$.t", "Key": {{"id": {{"S": "1"}}}}}}, {next}}}"#
    )
}

fn one() -> String {
    format!(r#"{{"StartAt": "Get", "States": {{"Get": {}}}}}"#, get(r#""End": true"#))
}

/// Gets an item as often as `$.n` says.
const MANY: &str = r#"{"QueryLanguage": "JSONata", "StartAt": "Get", "States": {
            "Get": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:dynamodb:getItem", "Next": "Again",
                "Arguments": {"TableName": "a", "Key": {"id": {"S": "1"}}},
                "Output": "{% {'n': $states.input.n - 1, 'id': $states.result.Item.id.S} %}"},
            "Again": {"Type": "Choice", "Default": "End",
                "Choices": [{"Condition": "{% $states.input.n > 0 %}", "Next": "Get"}]},
            "End": {"Type": "Succeed"}}}"#;

fn text(folder: &Folder, file: &str) -> String {
    std::fs::read_to_string(folder.0.join(file)).unwrap()
}

#[track_caller]
fn good(ended: &Ended) -> String {
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
    ended.out.trim().to_owned()
}

const ALLOWED: &str = "--allow-net=localhost";
const ANSWER: &str = "- return:\n          Item:\n            id:\n              S: o-1\n        recorded:\n          endpoint:";

#[test]
fn an_answer_is_written_where_it_was_asked_for_and_all_else_stays() {
    let server = counting();
    let url = server.url();
    for (case, mocks, expected) in [
        (
            "service",
            format!(
                "# mine\nversion: 1\nmocks:\n  services:\n    # who answers\n    \"aws-sdk:dynamodb:*\": {{passthrough: \
                 {{endpoint: \"{url}\", record: true}}}}  # here\n\n# behind\n"
            ),
            format!(
                "# mine\nversion: 1\nmocks:\n  services:\n    # who answers\n    \"aws-sdk:dynamodb:*\": {{passthrough: \
                 {{endpoint: \"{url}\", record: true}}}}  # here\n  states:\n    Get:\n      {ANSWER} {url}\n\n# behind\n"
            ),
        ),
        (
            "state",
            format!(
                "version: 1\nmocks:\n  states:\n    Get:  # the order\n      # asked for real\n      passthrough:\n        \
                 endpoint: {url}  # local\n        record: once\n    Other: {{return: {{}}}}  # not used\n\
                 defaults: {{unused: allow}}\n"
            ),
            format!(
                "version: 1\nmocks:\n  states:\n    Get: # the order\n      # asked for real\n      # local\n      {ANSWER} \
                 {url}\n    Other: {{return: {{}}}}  # not used\ndefaults: {{unused: allow}}\n"
            ),
        ),
        (
            "brackets",
            format!("{{version: 1, mocks: {{states: {{Get: {{passthrough: {{endpoint: \"{url}\", record: true}}}}}}}}}}\n"),
            format!(
                "{{version: 1, mocks: {{states: {{Get: [{{\"return\":{{\"Item\":{{\"id\":{{\"S\":\"o-1\"}}}}}},\"recorded\":\
                 {{\"endpoint\":\"{url}\"}}}}]}}}}}}\n"
            ),
        ),
        (
            "windows",
            format!("version: 1\r\nmocks:\r\n  services:\r\n    '*': {{passthrough: {{endpoint: \"{url}\", record: true}}}}\r\n"),
            format!(
                "version: 1\nmocks:\n  services:\n    '*': {{passthrough: {{endpoint: \"{url}\", record: true}}}}\n  states:\n    \
                 Get:\n      {ANSWER} {url}\n"
            )
            .replace('\n', "\r\n"),
        ),
    ] {
        let folder = Folder::new("recording", &[("w.asl.json", &one()), ("w.sfn.yaml", &mocks)]);
        let ended = folder.sfn(&["run", "w.asl.json", "-i", r#"{"t": "a"}"#, ALLOWED]);
        let first = good(&ended);
        let id = first.split("o-").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        assert_eq!(text(&folder, "w.sfn.yaml").replace(&format!("o-{id}"), "o-1"), expected, "{case}");
        assert!(ended.err.contains("note: recorded 1 answer at w.sfn.yaml:"), "{case}: {}", ended.err);
        // Nobody has to be asked any more.
        let asked = server.received().len();
        assert_eq!(good(&folder.sfn(&["run", "w.asl.json", "-i", r#"{"t": "a"}"#])), first, "{case}");
        assert_eq!(server.received().len(), asked, "{case}");
    }
}

#[test]
fn json_files_and_hand_written_answers_beside_it_stay() {
    let server = counting();
    let url = server.url();
    let mocks = format!(
        "{{\n  \"version\": 1,\n  \"mocks\": {{\n    \"services\": {{\"*\": {{\"passthrough\": {{\"endpoint\": \"{url}\", \
         \"record\": true}}}}}}\n  }}\n}}\n"
    );
    let folder = Folder::new("recording", &[("w.asl.json", &one()), ("w.sfn.json", &mocks)]);
    good(&folder.sfn(&["run", "w.asl.json", "-i", r#"{"t": "a"}"#, ALLOWED]));
    let written = text(&folder, "w.sfn.json");
    let head = "\n    },\n    \"states\": {\n";
    let tail = written.split("record\": true}}},\n").nth(1).unwrap_or_else(|| panic!("{written}"));
    assert!(tail.starts_with("    \"states\": {\n      \"Get\": [\n"), "{head}{written}");

    let mocks = format!(
        "version: 1\nmocks:\n  states:\n    Get:\n      - return: {{Item: {{id: {{S: mine}}}}}}  # the first\n      - at: 1+\n        \
         passthrough: {{endpoint: \"{url}\", record: true}}\n"
    );
    let folder = Folder::new("recording", &[("w.asl.json", MANY), ("w.sfn.yaml", &mocks)]);
    good(&folder.sfn(&["run", "w.asl.json", "-i", r#"{"n": 2}"#, ALLOWED]));
    let written = text(&folder, "w.sfn.yaml");
    assert!(
        written.contains("- return: {Item: {id: {S: mine}}}  # the first\n      - return:\n"),
        "{written}"
    );
    assert!(written.contains("at: \"1\""), "{written}");
    assert_eq!(good(&folder.sfn(&["run", "w.asl.json", "-i", r#"{"n": 2}"#])), r#"{"n":0,"id":"o-2"}"#);
}

#[test]
fn each_mode_asks_for_what_it_says() {
    let server = counting();
    let folder = Folder::new("recording", &[("w.asl.json", MANY)]);
    let url = server.url();
    let record = |mode: &str, n: u32| {
        let (mode, input) = (format!("--mode={mode}"), format!("{{\"n\": {n}}}"));
        let flags = ["mock", "record", "w.asl.json", "-i", &input, &mode, "--endpoint", &url, ALLOWED];
        folder.sfn(&flags)
    };
    let none = record("none", 1);
    assert_eq!(none.code, Some(5), "{}", none.err);
    assert!(none.err.contains("nothing is recorded for this call"), "{}", none.err);
    assert!(!folder.0.join("w.sfn.yaml").exists() && server.received().is_empty());

    let once = record("once", 1);
    assert_eq!(good(&once), r#"{"n":0,"id":"o-1"}"#);
    assert!(once.err.contains("recorded 1 answer at w.sfn.yaml:5 states.Get"), "{}", once.err);
    assert!(
        text(&folder, "w.sfn.yaml")
            .starts_with("version: 1\nmachine: w.asl.json\nmocks:\n  states:\n    Get:\n")
    );
    // What is recorded is all there is, also for a state that calls more often now.
    let more = record("once", 2);
    assert!(more.code == Some(5) && more.err.contains("SFN402"), "{}", more.err);

    assert_eq!(good(&record("new", 3)), r#"{"n":0,"id":"o-3"}"#);
    assert_eq!(server.received().len(), 3);
    assert_eq!(good(&record("none", 3)), r#"{"n":0,"id":"o-3"}"#);
    assert_eq!(good(&folder.sfn(&["run", "w.asl.json", "-i", r#"{"n": 3}"#])), r#"{"n":0,"id":"o-3"}"#);

    assert_eq!(good(&record("all", 2)), r#"{"n":0,"id":"o-5"}"#);
    let written = text(&folder, "w.sfn.yaml");
    assert!(written.contains("o-4") && written.contains("o-5") && !written.contains("o-3"), "{written}");
    assert_eq!(server.received().len(), 5);
}

#[test]
fn a_test_keeps_its_answers_to_itself() {
    let server = counting();
    let mocks = format!(
        "version: 1\nmocks:\n  services:\n    '*': {{passthrough: {{endpoint: \"{}\", record: true}}}}\ntests:\n  \
         first:  # one\n    input: {{t: a}}\n    expect: {{status: SUCCEEDED}}\n  refused:\n    input: {{t: boom}}\n    \
         expect: {{status: FAILED, error: DynamoDb.ResourceNotFoundException}}\n  table:\n    each:\n      \
         - name: row\n        input: {{t: b}}\n        expect: {{status: SUCCEEDED}}\n",
        server.url()
    );
    let folder = Folder::new("recording", &[("w.asl.json", &one()), ("w.sfn.yaml", &mocks)]);
    let first = folder.sfn(&["test", ALLOWED, "--format", "tap"]);
    good(&first);
    assert_eq!(first.err.matches("note: recorded 1 answer at w.sfn.yaml:").count(), 3, "{}", first.err);
    let written = text(&folder, "w.sfn.yaml");
    assert!(written.contains(
        "  first:  # one\n    input: {t: a}\n    expect: {status: SUCCEEDED}\n    mocks:\n      states:\n"
    ));
    assert!(written.contains("error: DynamoDb.ResourceNotFoundException"), "{written}");
    assert!(
        written.contains("        expect: {status: SUCCEEDED}\n        mocks:\n          states:\n"),
        "{written}"
    );
    let asked = server.received().len();
    good(&folder.sfn(&["test", "--format", "tap"]));
    assert_eq!((text(&folder, "w.sfn.yaml"), server.received().len()), (written, asked));
}

#[test]
fn items_errors_and_retries_replay_as_they_went() {
    let server = counting();
    let definition = format!(
        r#"{{"StartAt": "Each", "States": {{"Each": {{"Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 1, "End": true,
            "ItemProcessor": {{"StartAt": "Get", "States": {{"Get": {}, "No": {{"Type": "Pass", "End": true}}}}}}}}}}}}"#,
        get(r#""End": true, "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "No"}]"#)
    );
    let folder = Folder::new("recording", &[("w.asl.json", &definition)]);
    let input = r#"{"items": [{"t": "a"}, {"t": "boom"}, {"t": "c"}]}"#;
    let ended =
        folder.sfn(&["mock", "record", "w.asl.json", "-i", input, "--endpoint", &server.url(), ALLOWED]);
    let first = good(&ended);
    assert!(first.contains("ResourceNotFoundException"), "{first}");
    assert!(ended.err.contains("recorded 4 answers"), "{}", ended.err);
    assert_eq!(
        good(&folder.sfn(&["run", "w.asl.json", "-i", input])),
        first,
        "{}",
        text(&folder, "w.sfn.yaml")
    );
}

#[test]
fn no_secret_is_written_and_no_link_leads_out() {
    let server = Server::new(|_| json("200 OK", r#"{"Name": "db", "SecretString": "hunter2-hunter2"}"#));
    let definition = r#"{"StartAt": "Get", "States": {"Get": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::aws-sdk:secretsmanager:getSecretValue", "Parameters": {"SecretId": "db"}}}}"#;
    let mocks = format!(
        "version: 1\nmocks:\n  states:\n    Get: {{passthrough: {{endpoint: \"{}\", record: true}}}}\n",
        server.url()
    );
    let folder = Folder::new("recording", &[("w.asl.json", definition), ("w.sfn.yaml", &mocks)]);
    let shown = folder.sfn(&["run", "w.asl.json", "--show-secrets", ALLOWED]);
    assert!(shown.err.contains("nothing was recorded: with --show-secrets"), "{}", shown.err);
    assert_eq!(text(&folder, "w.sfn.yaml"), mocks);
    let ended = folder.sfn(&["run", "w.asl.json", ALLOWED]);
    assert!(ended.err.contains("secrets were replaced by (secret) in w.sfn.yaml"), "{}", ended.err);
    let written = text(&folder, "w.sfn.yaml");
    assert!(written.contains("(secret)") && !written.contains("hunter2"), "{written}");
    let left =
        std::fs::read_dir(&folder.0).unwrap().filter_map(|entry| entry.ok()).map(|entry| entry.file_name());
    assert!(
        left.into_iter().all(|name| !name.to_string_lossy().contains(".sfn-")),
        "a temporary file is left"
    );

    let outside = Folder::new("outside", &[("w.sfn.yaml", &mocks)]);
    let inside = Folder::new("recording", &[("w.asl.json", definition)]);
    std::os::unix::fs::symlink(outside.0.join("w.sfn.yaml"), inside.0.join("w.sfn.yaml")).unwrap();
    let ended = inside.sfn(&["run", "w.asl.json", "-m", "w.sfn.yaml", ALLOWED]);
    assert!(ended.err.contains("a link leads it out of the repository"), "{}", ended.err);
    assert_eq!(text(&outside, "w.sfn.yaml"), mocks);
}

#[test]
fn what_cannot_be_written_is_shown() {
    let server = counting();
    let mocks = format!(
        "version: 1\nx-states: &states\n  Get: {{passthrough: {{endpoint: \"{}\", record: true}}}}\nmocks:\n  states: *states\n",
        server.url()
    );
    let folder = Folder::new("recording", &[("w.asl.json", &one()), ("w.sfn.yaml", &mocks)]);
    let ended = folder.sfn(&["run", "w.asl.json", "-i", r#"{"t": "a"}"#, ALLOWED]);
    good(&ended);
    assert!(ended.err.contains("cannot be written into w.sfn.yaml as it is laid out"), "{}", ended.err);
    assert!(ended.err.contains("S: o-1"), "{}", ended.err);
    assert_eq!(text(&folder, "w.sfn.yaml"), mocks);
}

/// Starts an execution of `child.asl.json` for each item, one after the other.
const STARTS: &str = r#"{"StartAt": "Each", "States": {"Each": {"Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 1, "End": true,
    "ItemProcessor": {"StartAt": "Start", "States": {"Start": {"Type": "Task", "End": true, "OutputPath": "$.Output.got.Item.id.S",
        "Resource": "arn:aws:states:::states:startExecution.sync:2", "Parameters": {"Input.$": "$",
        "StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:child"}}}}}}}"#;

/// `w.sfn.yaml`, whose services answer for real, and `more`.
fn asking(server: &Server, more: &str) -> String {
    format!(
        "version: 1\nmocks:\n  services:\n    \"aws-sdk:dynamodb:*\": {{passthrough: {{endpoint: \"{}\", record: \
         true}}}}\n{more}",
        server.url()
    )
}

const TWO: &str = r#"{"items": [{"t": "a"}, {"t": "b"}]}"#;

#[test]
fn answers_of_nested_executions_stand_in_the_file_of_their_machine() {
    let server = counting();
    let mocks = asking(&server, "");
    // A state of the same name in both machines changes nothing.
    for (state, expected) in [("Get", r#"["o-1","o-2"]"#), ("Start", r#"["o-3","o-4"]"#)] {
        let child = one().replace("\"Get\"", &format!("\"{state}\""));
        let files = [("parent.asl.json", STARTS), ("child.asl.json", &*child), ("parent.sfn.yaml", &*mocks)];
        let folder = Folder::new("recording", &files);
        let ended = folder.sfn(&["run", "parent.asl.json", "-i", TWO, ALLOWED]);
        assert_eq!(good(&ended), expected);
        assert!(ended.err.contains("note: recorded 2 answers at child.sfn.yaml:"), "{}", ended.err);
        assert_eq!(text(&folder, "parent.sfn.yaml"), mocks);
        let again = folder.sfn(&["run", "parent.asl.json", "-i", TWO]);
        assert_eq!(good(&again), expected, "{}", text(&folder, "child.sfn.yaml"));
    }
    // What is asked for at the state itself is answered there.
    let own = mocks.replace("services", "states").replace("\"aws-sdk:dynamodb:*\"", "Get");
    let files = [("parent.asl.json", STARTS), ("child.asl.json", &one()), ("parent.sfn.yaml", &own)];
    let folder = Folder::new("recording", &files);
    good(&folder.sfn(&["run", "parent.asl.json", "-i", TWO, ALLOWED]));
    assert!(text(&folder, "parent.sfn.yaml").contains("o-6") && !folder.0.join("child.sfn.yaml").exists());
}

#[test]
fn answers_of_those_that_nested_executions_start_stand_in_the_file_of_their_machine_too() {
    let server = counting();
    let middle = STARTS.replace(":child\"", ":grandchild\"").replace("$.Output.got.Item.id.S", "$.Output");
    let top = STARTS.replace("$.Output.got.Item.id.S", "$.Output").replace("$.items", "$.all");
    let grandchild = one().replace("\"ResultPath\": \"$.got\"", "\"OutputPath\": \"$.Item.id.S\"");
    let machines =
        [("top.asl.json", &*top), ("child.asl.json", &*middle), ("grandchild.asl.json", &*grandchild)];
    let input = format!(r#"{{"all": [{TWO}]}}"#);
    let folder =
        Folder::new("recording", &[&machines[..], &[("top.sfn.yaml", &asking(&server, ""))]].concat());
    let ended = folder.sfn(&["run", "top.asl.json", "-i", &input, ALLOWED]);
    assert_eq!(good(&ended), r#"[["o-1","o-2"]]"#);
    assert!(ended.err.contains("note: recorded 2 answers at grandchild.sfn.yaml:"), "{}", ended.err);
    let again = folder.sfn(&["run", "top.asl.json", "-i", &input]);
    assert_eq!(good(&again), r#"[["o-1","o-2"]]"#, "{}", text(&folder, "grandchild.sfn.yaml"));

    // A test keeps them to itself, and says whose they are.
    let test = format!("tests:\n  one:\n    input: {input}\n    expect: {{output: [[o-3, o-4]]}}\n");
    let mocks = asking(&server, &test);
    let folder = Folder::new("recording", &[&machines[..], &[("top.sfn.yaml", &mocks)]].concat());
    good(&folder.sfn(&["test", "top.sfn.yaml", ALLOWED, "--format", "tap"]));
    assert!(
        text(&folder, "top.sfn.yaml").contains("machine: grandchild.asl.json"),
        "{}",
        text(&folder, "top.sfn.yaml")
    );
    assert!(!folder.0.join("grandchild.sfn.yaml").exists());
    let again = folder.sfn(&["test", "top.sfn.yaml", "--format", "tap"]);
    good(&again);
    assert!(!again.err.contains("warning"), "{}", again.err);
    assert_eq!(server.received().len(), 4);
}

#[test]
fn answers_of_a_test_that_would_be_taken_for_those_of_another_machine_are_not_recorded() {
    let server = counting();
    let twice = r#"{"StartAt": "One", "States": {
        "One": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "Next": "Other", "ResultPath": null,
            "Parameters": {"Input.$": "$", "StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:one"}},
        "Other": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": true, "ResultPath": null,
            "Parameters": {"Input.$": "$", "StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:other"}}}}"#;
    let test = "tests:\n  both:\n    input: {t: a}\n    expect: {status: SUCCEEDED}\n";
    let mocks = asking(&server, test);
    let files =
        [("w.asl.json", twice), ("one.asl.json", &one()), ("other.asl.json", &one()), ("w.sfn.yaml", &mocks)];
    let folder = Folder::new("recording", &files);
    let ended = folder.sfn(&["test", "w.sfn.yaml", ALLOWED, "--format", "tap"]);
    let said = "the answers of Get of one.asl.json are not recorded in the test in w.sfn.yaml: other.asl.json has a state";
    assert!(ended.err.contains(said), "{}", ended.err);
    assert_eq!(text(&folder, "w.sfn.yaml"), mocks);
    // A run has a file for each.
    good(&folder.sfn(&["run", "w.asl.json", "-i", r#"{"t": "a"}"#, ALLOWED]));
    assert!(text(&folder, "one.sfn.yaml").contains("o-3") && text(&folder, "other.sfn.yaml").contains("o-4"));
}

#[test]
fn machines_of_one_template_have_their_recorded_answers_each_in_its_own_file() {
    let server = counting();
    let template = format!(
        "Resources:\n  Top:\n    Type: AWS::StepFunctions::StateMachine\n    Properties: {{Definition: {}}}\n  child:\n    \
         Type: AWS::StepFunctions::StateMachine\n    Properties: {{Definition: {}}}\n",
        STARTS.replace("\n", " "),
        one().replace("\n", " ").replace("\"Get\"", "\"Start\"")
    );
    let mocks = asking(&server, "");
    let folder =
        Folder::new("recording", &[("sub/template.yaml", &template), ("sub/template.sfn.yaml", &mocks)]);
    good(&folder.sfn(&["run", "sub/template.yaml#Top", "-i", TWO, ALLOWED]));
    assert!(
        text(&folder, "sub/child.sfn.yaml").contains("o-2")
            && text(&folder, "sub/template.sfn.yaml") == mocks
    );
    assert_eq!(good(&folder.sfn(&["run", "sub/template.yaml#Top", "-i", TWO])), r#"["o-1","o-2"]"#);
}

#[test]
fn a_new_file_lies_beside_the_definition_wherever_the_command_is_given() {
    let server = counting();
    let folder = Folder::new("recording", &[("sub/w.asl.json", &one())]);
    let url = server.url();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_sfn"));
    command.args(["mock", "record", "w.asl.json", "-i", r#"{"t": "a"}"#, "--endpoint", &url, ALLOWED]);
    let ended = command.current_dir(folder.0.join("sub")).env_clear().output().unwrap();
    let err = String::from_utf8_lossy(&ended.stderr);
    assert!(err.contains("recorded 1 answer at sub/w.sfn.yaml:"), "{err}");
    assert!(text(&folder, "sub/w.sfn.yaml").contains("o-1"));
}
