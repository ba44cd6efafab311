//! Answers of servers (`http`): what they are sent, what becomes of what they answer, and that nothing is asked which the
//! user did not allow.

use sfn::base::value::Value;

use crate::cli::{Ended, Folder};
use crate::server::{Server, answer, closed_port, json};

/// A machine of one Task with these fields.
fn machine(fields: &str) -> String {
    format!(
        r#"{{"StartAt": "Work", "States": {{"Work": {{"Type": "Task", "End": true, {fields},
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {{"FunctionName": "work", "Payload.$": "$"}}}}}}}}"#
    )
}

const PLAIN: &str = r#""Comment": """#;

/// Runs a Task that the server at `url` answers, with `beside` in the answer.
fn run(url: &str, beside: &str, fields: &str, arguments: &[&str]) -> Ended {
    let mocks = format!("version: 1\nmocks:\n  states:\n    Work: {{http: {{url: \"{url}\"{beside}}}}}\n");
    let definition = machine(fields);
    let folder = Folder::new("http", &[("w.asl.json", &definition), ("w.sfn.yaml", &mocks)]);
    folder.sfn(&[&["run", "w.asl.json"], arguments].concat())
}

const ALLOWED: &[&str] = &["--allow-net=localhost"];

/// The error and the cause of a run that failed.
fn failed(ended: &Ended) -> [String; 2] {
    assert_eq!(ended.code, Some(1), "{}{}", ended.out, ended.err);
    let value = Value::parse(&ended.out).unwrap();
    ["error", "cause"].map(|key| value.get(key).and_then(Value::as_str).unwrap_or("none").to_owned())
}

#[test]
fn a_server_is_sent_the_arguments_and_answers_with_the_result() {
    let server = Server::new(|request| json("200 OK", &format!("{{\"got\": {}}}", request.body)));
    let arguments = ["--allow-net=localhost", "-i", r#"{"id": 7}"#];
    let beside = ", headers: {X-Id: \"{% $args.Payload.id %}\"}";
    let ended = run(&server.url(), beside, PLAIN, &arguments);
    let expected = r#"{"got":{"FunctionName":"work","Payload":{"id":7}}}"#;
    assert_eq!((ended.code, ended.out.trim()), (Some(0), expected), "{}", ended.err);
    let [request] = &server.received()[..] else { panic!("one request") };
    assert_eq!(request.line, "POST /");
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("x-id"), Some("7"));
    let server = Server::new(|_| answer("204 No Content", &[], ""));
    let ended = run(&server.url(), ", method: GET", PLAIN, ALLOWED);
    assert_eq!((ended.code, ended.out.trim()), (Some(0), "null"), "{}", ended.err);
    let [request] = &server.received()[..] else { panic!("one request") };
    assert_eq!((request.line.as_str(), request.body.as_str()), ("GET /", ""));
}

#[test]
fn a_container_with_the_emulator_answers_as_its_function_does() {
    let path = "/2015-03-31/functions/function/invocations";
    let run = |body: &'static str, status: &'static str, arguments: &[&str]| {
        let server = Server::new(move |_| answer(status, &[], body));
        let ended = run(&format!("{}{path}", server.url()), ", kind: lambda-rie", PLAIN, arguments);
        (server.received(), ended)
    };
    let arguments = ["--allow-net=localhost", "-i", r#"{"id": 7}"#];
    let (received, ended) = run(r#"{"sum": 12}"#, "200 OK", &arguments);
    let expected = r#"{"ExecutedVersion":"$LATEST","Payload":{"sum":12},"StatusCode":200}"#;
    assert_eq!((ended.code, ended.out.trim()), (Some(0), expected), "{}", ended.err);
    assert_eq!(received[0].line, format!("POST {path}"));
    assert_eq!(received[0].body, r#"{"id":7}"#);
    let json = ["--allow-net=localhost", "--json"];
    for (body, status, error, cause) in [
        (
            r#"{"errorMessage": "no stock", "errorType": "OrderRefused", "stackTrace": []}"#,
            "200 OK",
            "OrderRefused",
            r#"{"errorMessage":"no stock","errorType":"OrderRefused","stackTrace":[]}"#,
        ),
        (
            "Task timed out after 3.00 seconds",
            "200 OK",
            "Sandbox.Timedout",
            r#"{"errorType":"Sandbox.Timedout","errorMessage":"Error: Task timed out after 3.00 seconds"}"#,
        ),
        (
            r#"{"errorType": "Runtime.ExitError", "errorMessage": "exit status 3"}"#,
            "502 Bad Gateway",
            "Runtime.ExitError",
            r#"{"errorType":"Runtime.ExitError","errorMessage":"exit status 3"}"#,
        ),
    ] {
        let (_, ended) = run(body, status, &json);
        assert_eq!(failed(&ended), [error, cause]);
    }
    // What a function returns may well have such a member.
    let (_, ended) = run(r#"{"errorType": "none", "rows": 3}"#, "200 OK", ALLOWED);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
}

#[test]
fn a_status_other_than_success_fails_the_task_as_it_was_described() {
    for (status, body, error, cause) in [
        ("500 Internal Server Error", "oops", "States.TaskFailed", "500 Internal Server Error: oops"),
        ("503 Busy", "", "States.TaskFailed", "503 Busy"),
        ("400 Bad Request", r#"{"error": "Late", "cause": "no stock"}"#, "Late", "no stock"),
        // A redirect is not followed.
        ("302 Found", "", "States.TaskFailed", "302 Found"),
    ] {
        let server = Server::new(move |_| answer(status, &["Location: http://example.com/"], body));
        let ended = run(&server.url(), "", PLAIN, &["--allow-net=localhost", "--json"]);
        assert_eq!(failed(&ended), [error, cause], "{status}");
        assert_eq!(server.received().len(), 1);
    }
}

#[test]
fn a_server_that_does_not_answer_stops_the_run_with_its_place() {
    let closed = format!("http://localhost:{}/x", closed_port());
    let ended = run(&closed, "", PLAIN, ALLOWED);
    assert_eq!(ended.code, Some(3), "{}", ended.err);
    assert!(
        ended.err.contains(&format!("error[SFN423]: {closed} cannot be asked: Connection refused")),
        "{}",
        ended.err
    );
    assert!(ended.err.contains("w.sfn.yaml:4:11"), "{}", ended.err);
    let (hung_up, garbage) = (Server::new(|_| Vec::new()), Server::new(|_| b"nonsense\r\n\r\n".to_vec()));
    for (server, words) in [(hung_up, "cannot be asked"), (garbage, "cannot be asked")] {
        let ended = run(&server.url(), "", PLAIN, ALLOWED);
        assert!(ended.code == Some(3) && ended.err.contains(words), "{}", ended.err);
    }
    let server = Server::new(|_| json("200 OK", "<html>"));
    let ended = run(&server.url(), "", PLAIN, ALLOWED);
    assert!(ended.code == Some(3) && ended.err.contains("answered what is not JSON"), "{}", ended.err);
    assert!(ended.err.contains("<html>"), "{}", ended.err);
}

#[test]
fn a_slow_server_runs_into_the_timeouts() {
    let slow = Server::new(|_| {
        // Longer than any test waits: the connection is let go of before.
        std::thread::park_timeout(std::time::Duration::from_secs(60));
        Vec::new()
    });
    let json = ["--allow-net=localhost", "--json"];
    let ended = run(&slow.url(), ", timeout: 300ms", PLAIN, &json);
    assert_eq!(failed(&ended)[0], "States.Timeout");
    assert!(ended.out.contains("did not answer within 300ms"), "{}", ended.out);
    let ended = run(&slow.url(), "", r#""TimeoutSeconds": 1"#, &json);
    assert_eq!(failed(&ended)[0], "States.Timeout");
    let ended = run(&slow.url(), "", PLAIN, &["--allow-net=localhost", "--timeout", "500ms"]);
    assert_eq!(ended.code, Some(124), "{}", ended.err);
}

#[test]
fn nothing_is_asked_that_is_not_allowed() {
    let server = Server::new(|_| json("200 OK", "1"));
    for arguments in [&[][..], &["--allow-run"], &["--allow-aws"], &["--allow-net=example.com"]] {
        let ended = run(&server.url(), "", PLAIN, arguments);
        assert_eq!(ended.code, Some(5), "{}", ended.err);
        assert!(ended.err.contains("add --allow-net=localhost"), "{}", ended.err);
    }
    // What counts is the host that would be asked, however it is written.
    let url = server.url().replace("http://", "http://example.com\\\\@");
    let ended = run(&url, "", PLAIN, &["--allow-net=localhost"]);
    assert_eq!(ended.code, Some(5), "{}", ended.err);
    let ended = run(&server.url().replace("http://", "http://me:pw@"), "", PLAIN, ALLOWED);
    assert_eq!(ended.code, Some(3), "{}", ended.err);
    assert!(server.received().is_empty());
    assert_eq!(run(&server.url(), "", PLAIN, &["--allow-net"]).code, Some(0));
}
