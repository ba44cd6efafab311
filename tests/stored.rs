//! `sfn serve --db`: a server that is killed under load loses nothing that it has acknowledged. 20 rounds by default;
//! `SFN_KILL_ROUNDS=200 cargo test --test main stored::` plays more.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value as Json, json};

use sfn::store::{KeyFrom, Place, Store};

use super::{setting, temporary};

/// A server, and where it listens.
struct Running {
    child: Child,
    address: String,
}

impl Running {
    fn start(store: &Path) -> Self {
        Self::start_with(store, &[])
    }

    /// With these templates.
    fn start_with(store: &Path, templates: &[&Path]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sfn"))
            .args(["serve", "--port", "0", "--clock", "x20", "--db"])
            .arg(store)
            .args(templates)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let first = lines.by_ref().map(Result::unwrap).find(|line| line.contains("listening on")).unwrap();
        let address = first.split("http://").nth(1).unwrap_or_else(|| panic!("{first}")).trim().to_owned();
        let ready = lines.by_ref().find(|line| line.as_ref().is_ok_and(|line| line == "Ready."));
        assert!(ready.is_some());
        // Nobody may block it by not reading.
        std::thread::spawn(move || lines.count());
        Self { child, address }
    }

    /// What an operation answers; none if the server is gone.
    fn ask(&self, operation: &str, request: &Json) -> Option<Json> {
        let mut stream = TcpStream::connect(&self.address).ok()?;
        let body = request.to_string();
        let head = format!(
            "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Amz-Target: AWSStepFunctions.{operation}\r\n\
             Content-Type: application/x-amz-json-1.0\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all((head + &body).as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        let value = serde_json::from_str(body).ok()?;
        assert!(head.starts_with("HTTP/1.1 200"), "{operation}: {head} {body}");
        Some(value)
    }

    fn history(&self, execution: &str) -> Option<Vec<Json>> {
        let history = self.ask("GetExecutionHistory", &json!({"executionArn": execution}))?;
        history["events"].as_array().cloned()
    }

    /// Ends it as nothing else does: at once, in the middle of whatever it does.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn types(events: &[Json]) -> Vec<&str> {
    events.iter().map(|event| event["type"].as_str().unwrap()).collect()
}

/// Starts executions until the server is gone; those that were acknowledged, with what their histories were.
fn load(
    server: &Running,
    machine: &str,
    worker: u64,
    known: &Mutex<BTreeMap<String, Vec<Json>>>,
    stop: &AtomicBool,
) {
    for number in 0.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let input = json!({"worker": worker, "number": number}).to_string();
        let Some(started) =
            server.ask("StartExecution", &json!({"stateMachineArn": machine, "input": input}))
        else {
            return;
        };
        let execution = started["executionArn"].as_str().unwrap().to_owned();
        known.lock().unwrap().insert(execution.clone(), Vec::new());
        if let Some(seen) = server.history(&execution) {
            known.lock().unwrap().insert(execution, seen);
        }
    }
}

#[test]
fn nothing_acknowledged_is_lost_when_the_server_is_killed() {
    let rounds = setting("SFN_KILL_ROUNDS").map_or(20, |rounds| rounds.parse().unwrap());
    let store = temporary("stored").join("sfn.db");
    let definition = json!({"StartAt": "Begin", "States": {
        "Begin": {"Type": "Pass", "Next": "Wait"},
        "Wait": {"Type": "Wait", "Seconds": 1, "Next": "End"},
        "End": {"Type": "Pass", "End": true}}});
    let role = "arn:aws:iam::123456789012:role/R";
    let whole = [
        "ExecutionStarted",
        "PassStateEntered",
        "PassStateExited",
        "WaitStateEntered",
        "WaitStateExited",
        "PassStateEntered",
        "PassStateExited",
        "ExecutionSucceeded",
    ];
    let mut server = Running::start(&store);
    let made = json!({"name": "kept", "definition": definition.to_string(), "roleArn": role});
    let machine =
        server.ask("CreateStateMachine", &made).unwrap()["stateMachineArn"].as_str().unwrap().to_owned();
    let mut all = 0;
    for round in 0..rounds {
        let (known, stop) = (Mutex::default(), AtomicBool::new(false));
        std::thread::scope(|scope| {
            for worker in 0..4 {
                let (server, machine, known, stop) = (&server, &machine, &known, &stop);
                scope.spawn(move || load(server, machine, worker, known, stop));
            }
            // The moment of the kill moves from round to round.
            while known.lock().unwrap().len() < 5 + round % 17 {
                std::thread::yield_now();
            }
            Command::new("kill").args(["-9", &server.child.id().to_string()]).status().unwrap();
            stop.store(true, Ordering::Relaxed);
        });
        server.kill();
        server = Running::start(&store);
        let known = known.into_inner().unwrap();
        all += known.len();
        for (execution, seen) in &known {
            let mut events = server.history(execution).unwrap();
            assert_eq!(&events[..seen.len().min(events.len())], &seen[..], "{execution} in round {round}");
            while events.len() < whole.len() {
                events = server.history(execution).unwrap();
            }
            assert_eq!(types(&events), whole, "{execution} in round {round}");
        }
    }
    let mut listed = 0;
    let mut request = json!({"stateMachineArn": machine, "maxResults": 1000});
    loop {
        let page = server.ask("ListExecutions", &request).unwrap();
        listed += page["executions"].as_array().unwrap().len();
        let Some(token) = page.get("nextToken") else { break };
        request["nextToken"] = token.clone();
    }
    server.kill();
    assert!(listed >= all, "{listed} of {all} executions are listed");
}

/// What runs when the server ends goes on with the answers beside its template.
#[test]
fn an_execution_goes_on_with_the_mocks_of_its_template() {
    let folder = temporary("stored-mocks");
    let definition = json!({"StartAt": "Wait", "States": {
        "Wait": {"Type": "Wait", "Seconds": 30, "Next": "Ask"},
        "Ask": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:ask", "End": true}}});
    let template = folder.join("ask.asl.json");
    std::fs::write(&template, definition.to_string()).unwrap();
    let mocks = r#"{"version": 1, "mocks": {"states": {"Ask": {"return": "from the mock file"}}}}"#;
    std::fs::write(folder.join("ask.sfn.yaml"), mocks).unwrap();
    let store = folder.join("sfn.db");
    let server = Running::start_with(&store, &[&template]);
    let machine = "arn:aws:states:us-east-1:123456789012:stateMachine:ask";
    let started = server.ask("StartExecution", &json!({"stateMachineArn": machine})).unwrap();
    server.kill();
    let server = Running::start_with(&store, &[&template]);
    let request = json!({"executionArn": started["executionArn"]});
    let mut told = server.ask("DescribeExecution", &request).unwrap();
    while told["status"] == "RUNNING" {
        told = server.ask("DescribeExecution", &request).unwrap();
    }
    assert_eq!(told["output"], "\"from the mock file\"", "{told}");
    server.kill();
}

/// Makes what an execution was told unreadable, with the right key.
fn damage_a_log(store: &Path) {
    let (store, contents) = Store::open(store, &KeyFrom::File).unwrap();
    let is_log = |(_, record): &&(Place, Vec<u8>)| String::from_utf8_lossy(record).contains("\"told\"");
    let (place, _) = contents.iter().find(is_log).expect("an execution that goes on has been told something");
    store.put(*place, b"{}".to_vec());
}

/// One store is for one server; what is no store, or has another key, is left as it is.
#[test]
fn a_store_that_cannot_be_used_is_named_and_left_alone() {
    let folder = temporary("store-refused");
    let store = folder.join("sfn.db");
    let serve = |store: &Path, more: &[&str]| {
        let ended = Command::new(env!("CARGO_BIN_EXE_sfn"))
            .args(["serve", "--port", "0", "--db"])
            .arg(store)
            .args(more)
            .output()
            .unwrap();
        assert_eq!(ended.status.code(), Some(3));
        String::from_utf8(ended.stderr).unwrap()
    };
    let server = Running::start(&store);
    assert!(serve(&store, &[]).contains("another server has the store"));
    let role = "arn:aws:iam::123456789012:role/R";
    let definition = r#"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":99999,"End":true}}}"#;
    let machine = json!({"name": "waits", "roleArn": role, "definition": definition});
    let made = server.ask("CreateStateMachine", &machine).unwrap();
    let begun = server.ask("StartExecution", &json!({"stateMachineArn": made["stateMachineArn"]})).unwrap();
    let execution = begun["executionArn"].as_str().unwrap();
    // What is answered is on the disk.
    while !server.history(execution).is_some_and(|events| types(&events).contains(&"WaitStateEntered")) {}
    server.kill();
    assert!(serve(&store, &["--store-key", &"ab".repeat(32)]).contains("the key does not fit"));
    let other = folder.join("other.txt");
    let text = "no store at all\n".repeat(1000);
    std::fs::write(&other, &text).unwrap();
    let said = serve(&other, &[]);
    assert!(said.contains("is no store of sfn"), "{said}");
    assert_eq!(std::fs::read_to_string(&other).unwrap(), text);
    damage_a_log(&store);
    let said = serve(&store, &[]);
    assert!(said.contains("what it was told is unreadable"), "{said}");
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(folder.join("sfn.db.key")).unwrap().permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);
}
