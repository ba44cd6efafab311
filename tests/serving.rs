//! `sfn serve`. `fixtures/api/TOPIC.json` lists requests, each an operation and its members; `TOPIC.txt` is what was
//! answered, less the times. `SFN_ACCEPT=1 cargo test` writes what is answered now. What travels over HTTP is asked of
//! the program.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use serde_json::Value as Json;
use sfn::api::operations::call;
use sfn::api::{Config, World};
use sfn::base::value::Value;
use sfn::project::clock::ClockSpeed;
use sfn::project::settings::Settings;
use sfn::session::mock_files;

use super::{fixture, golden};

/// A world of which nothing depends on when it was made.
fn world() -> World {
    let settings = Settings::default();
    let (mocks, mock_files) = mock_files(&[], &settings).unwrap();
    World::new(Config {
        account: "123456789012".to_owned(),
        region: "us-east-1".to_owned(),
        clock: ClockSpeed::Virtual,
        seed: Some(1),
        mocks,
        mock_files,
        settings,
    })
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
    for topic in ["machines", "versions", "tags", "activities", "constraints"] {
        let calls: Vec<Json> = serde_json::from_str(&fixture(&format!("api/{topic}.json"))).unwrap();
        let region = world().region(None, None);
        let mut told = String::new();
        for one in &calls {
            let (operation, request) = one.as_object().unwrap().iter().next().unwrap();
            let answered = match call(&region, operation, &Value::parse(&request.to_string()).unwrap()) {
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

/// Each account and region is a world of its own.
#[test]
fn regions_see_nothing_of_each_other() {
    let world = world();
    let create = Value::parse(r#"{"name": "queue"}"#).unwrap();
    let here = world.region(None, Some("eu-west-1"));
    let made = call(&here, "CreateActivity", &create).unwrap();
    let arn = made.get("activityArn").and_then(Value::as_str).unwrap();
    assert_eq!(arn, "arn:aws:states:eu-west-1:123456789012:activity:queue");
    let list = |region: &Arc<_>| call(region, "ListActivities", &Value::empty_object()).unwrap().to_json();
    assert!(list(&world.region(None, Some("eu-west-1"))).contains(arn));
    assert_eq!(list(&world.region(None, None)), r#"{"activities":[]}"#);
    assert_eq!(list(&world.region(Some("000000000000"), Some("eu-west-1"))), r#"{"activities":[]}"#);
}

/// `sfn serve` on a port of its own, ended with this.
struct Serving {
    child: Child,
    address: String,
}

impl Serving {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sfn"))
            .args(["serve", "--port", "0"])
            .args(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let address = first.split("http://").nth(1).unwrap().to_owned();
        assert!(lines.any(|line| line.unwrap() == "Ready."));
        Self { child, address }
    }

    /// What the server answers to these bytes.
    fn send(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// What the server answers to this operation.
    fn post(&self, operation: &str, body: &str) -> String {
        let length = body.len();
        self.send(&format!(
            "POST / HTTP/1.1\r\nHost: {}\r\nX-Amz-Target: AWSStepFunctions.{operation}\r\nContent-Length: {length}\r\n\
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
