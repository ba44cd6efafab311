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

#[test]
fn answers_of_nested_executions_are_recorded_too() {
    let server = counting();
    let mocks = |more: &str| {
        format!(
            "version: 1\nmocks:\n  services:\n    \"aws-sdk:dynamodb:*\": {{passthrough: {{endpoint: \"{}\", record: \
             true}}}}\n{more}",
            server.url()
        )
    };
    let input = r#"{"items": [{"t": "a"}, {"t": "b"}]}"#;
    let files = [("parent.asl.json", STARTS), ("child.asl.json", &one())];
    let folder = Folder::new("recording", &[&files[..], &[("parent.sfn.yaml", &mocks(""))]].concat());
    let ended = folder.sfn(&["run", "parent.asl.json", "-i", input, ALLOWED]);
    assert_eq!(good(&ended), r#"["o-1","o-2"]"#);
    assert!(ended.err.contains("note: recorded 2 answers at parent.sfn.yaml:"), "{}", ended.err);
    let again = folder.sfn(&["run", "parent.asl.json", "-i", input]);
    assert_eq!(good(&again), r#"["o-1","o-2"]"#, "{}", text(&folder, "parent.sfn.yaml"));

    // A test keeps them to itself.
    let test = format!("tests:\n  one:\n    input: {input}\n    expect: {{output: [o-3, o-4]}}\n");
    let folder = Folder::new("recording", &[&files[..], &[("parent.sfn.yaml", &mocks(&test))]].concat());
    good(&folder.sfn(&["test", ALLOWED, "--format", "tap"]));
    good(&folder.sfn(&["test", "--format", "tap"]));
    assert_eq!(server.received().len(), 4);

    // A state of the same name in both machines has its answers in the file of the machine that it is of.
    let own = one().replace("\"Get\"", "\"Start\"");
    let files = [("parent.asl.json", STARTS), ("child.asl.json", &own), ("parent.sfn.yaml", &mocks(""))];
    let folder = Folder::new("recording", &files);
    good(&folder.sfn(&["run", "parent.asl.json", "-i", input, ALLOWED]));
    assert!(text(&folder, "child.sfn.yaml").contains("o-6"), "{}", text(&folder, "child.sfn.yaml"));
    assert_eq!(good(&folder.sfn(&["run", "parent.asl.json", "-i", input])), r#"["o-5","o-6"]"#);
}
