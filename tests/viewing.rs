//! `sfn view`: what the page asks for, over HTTP, of the program.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value as Json, json};

use super::serving::Serving;
use super::temporary;

/// `sfn view` at work; it ends with the test.
struct Viewing {
    child: Child,
    address: String,
    token: String,
}

impl Drop for Viewing {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A folder with the order machine, its mocks and its input.
fn shop(name: &str) -> PathBuf {
    let folder = temporary(name);
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/run/order/declined");
    for (old, new) in [
        ("machine.asl.json", "order.asl.json"),
        ("machine.sfn.yaml", "order.sfn.yaml"),
        ("input.json", "input.json"),
    ] {
        fs::copy(from.join(old), folder.join(new)).unwrap();
    }
    folder
}

impl Viewing {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sfn"))
            .arg("view")
            .args(arguments)
            .current_dir(folder)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let first = BufReader::new(child.stderr.take().unwrap()).lines().next().unwrap().unwrap();
        let address = first.strip_prefix("http://").unwrap().split('/').next().unwrap().to_owned();
        let mut viewing = Self { child, address, token: String::new() };
        let page = viewing.get("/_sfn/view/");
        viewing.token = page.split("name=\"sfn-token\" content=\"").nth(1).unwrap()[..64].to_owned();
        viewing
    }

    fn send(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn get(&self, path: &str) -> String {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address))
    }

    fn ask(&self, path: &str) -> Json {
        body(&self.get(&format!("/_sfn/view/api/{path}")))
    }

    fn post_as(&self, token: &str, name: &str, said: &Json) -> String {
        let said = said.to_string();
        self.send(&format!(
            "POST /_sfn/view/api/{name} HTTP/1.1\r\nHost: {}\r\nX-Sfn-Token: {token}\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n{said}",
            self.address,
            said.len()
        ))
    }

    fn post(&self, name: &str, said: &Json) -> Json {
        body(&self.post_as(&self.token, name, said))
    }

    fn run(&self, folder: &Path, more: &Json) -> Json {
        let input = fs::read_to_string(folder.join("input.json")).unwrap();
        let mut said = json!({"ref": "order.asl.json", "input": input});
        said.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.post("run", &said)
    }
}

fn body(answer: &str) -> Json {
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap_or_else(|_| panic!("{answer}"))
}

#[test]
fn the_page_keeps_everything_else_out() {
    let viewing = Viewing::start(&shop("viewing-page"), &[]);
    for path in ["/_sfn/view/", "/_sfn/view/app.js", "/_sfn/view/api/project"] {
        let answer = viewing.get(path).to_ascii_lowercase();
        assert!(answer.starts_with("http/1.1 200"), "{path}: {answer}");
        assert!(
            answer.contains("content-security-policy: default-src 'none'; script-src 'self'"),
            "{answer}"
        );
        assert!(answer.contains("x-content-type-options: nosniff"), "{answer}");
        assert!(!answer.contains("access-control-allow-origin"), "{answer}");
    }
    let other = viewing.send("GET /_sfn/view/ HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n");
    assert!(other.starts_with("HTTP/1.1 403"), "{other}");
    let refused = viewing.post_as("guessed", "run", &json!({"ref": "order.asl.json"}));
    assert!(refused.starts_with("HTTP/1.1 403"), "{refused}");
    assert!(viewing.get("/_sfn/view/nothing.js").starts_with("HTTP/1.1 404"));
    assert!(viewing.get("/_sfn/view").contains("/_sfn/view/"));
}

#[test]
fn machines_are_shown_with_pictures_and_problems() {
    let viewing = Viewing::start(&shop("viewing-machines"), &[]);
    let project = viewing.ask("project");
    assert_eq!(project["machines"][0]["ref"], "order.asl.json");
    let machine = viewing.ask("machine?ref=order.asl.json");
    assert_eq!(machine["graph"]["boxes"][0]["name"], "Get Order");
    assert_eq!(machine["narrow"]["boxes"][0]["width"], 150);
    assert_eq!(machine["places"]["/States/Get Order"], json!([5, 19]));
    assert_eq!(machine["mocks"], json!(["order.sfn.yaml"]));
    let broken =
        viewing.post("check", &json!({"ref": "order.asl.json", "file": "order.asl.json", "text": "{\n"}));
    assert_eq!((&broken["parses"], &broken["problems"][0]["line"]), (&json!(false), &json!(2)));
    let gone = viewing.ask("machine?ref=gone.asl.json");
    assert!(gone["message"].as_str().unwrap().contains("gone.asl.json"), "{gone}");
}

#[test]
fn a_run_is_shown_with_the_words_of_the_trace() {
    let folder = shop("viewing-runs");
    let viewing = Viewing::start(&folder, &[]);
    let row = viewing.run(&folder, &json!({"name": "first"}));
    assert_eq!((&row["status"], &row["took"]), (&json!("SUCCEEDED"), &json!(3_606_600)));
    let run = viewing.ask("run?id=r1");
    let visits = run["visits"]["state"].as_array().unwrap().len();
    assert_eq!(visits, 12);
    assert_eq!(run["events"]["id"].as_array().unwrap().len(), 63);
    let at = run["visits"]["mark"].as_array().unwrap().iter().position(|mark| *mark == 1).unwrap();
    let visit = viewing.ask(&format!("visit?id=r1&visit={at}"));
    let words = visit["story"].to_string();
    assert!(words.contains("States.Http.StatusCode.402") && words.contains("Catch 1"), "{words}");
    assert_eq!(visit["changes"][0]["path"], "$.reason");
    let event = viewing.ask("events?id=r1&from=0&count=1");
    assert_eq!(event[0]["type"], "ExecutionStarted");
    let history = viewing.get("/_sfn/view/api/history?id=r1");
    assert!(
        history
            .to_lowercase()
            .contains("content-disposition: attachment; filename=\"order-r1.history.json\"")
    );
    // What was saved shows the same again.
    let recording = viewing.get("/_sfn/view/api/recording?id=r1");
    let text = recording.split_once("\r\n\r\n").unwrap().1;
    let opened = viewing.post("open", &json!({"name": "saved.jsonl", "text": text}));
    assert_eq!((&opened["id"], &opened["ref"]), (&json!("r2"), &json!("order.asl.json")));
    assert_eq!(viewing.ask("run?id=r2")["visits"], run["visits"]);
    let events = history.split_once("\r\n\r\n").unwrap().1;
    let of_aws =
        viewing.post("open", &json!({"name": "events.json", "text": events, "ref": "order.asl.json"}));
    assert_eq!(of_aws["status"], "SUCCEEDED");
    assert!(viewing.ask("run?id=r9")["message"].as_str().unwrap().contains("gone"));
}

#[test]
fn a_run_is_made_again_with_another_answer_or_from_a_state() {
    let folder = shop("viewing-again");
    let viewing = Viewing::start(&folder, &[]);
    viewing.run(&folder, &json!({}));
    let answers = json!({"answers": {"Get Order": "throw:Lost"}});
    let failed = viewing.run(&folder, &answers);
    assert_eq!(failed["status"], "FAILED");
    let run = viewing.ask("run?id=r2");
    assert_eq!((&run["error"], &run["why"][0]["pointer"]), (&json!("Lost"), &json!("/States/Get Order")));
    let pair = viewing.ask("compare?old=r1&new=r2");
    assert!(pair.to_string().contains("Get Order"), "{pair}");
    let input = r#"{"orderId": "o-7", "reason": {"Error": "Late"}}"#;
    let from = viewing.post("run", &json!({"ref": "order.asl.json", "from": "Declined", "input": input}));
    assert_eq!((&from["status"], &viewing.ask("run?id=r3")["entered"]), (&json!("SUCCEEDED"), &json!(1)));
    let wrong = viewing.post("run", &json!({"ref": "order.asl.json", "input": "{"}));
    assert!(wrong["message"].as_str().unwrap().contains("the input is not JSON"), "{wrong}");
}

#[test]
fn secrets_are_hidden_until_they_are_asked_for() {
    let folder = temporary("viewing-secrets");
    fs::write(
        folder.join("a.asl.json"),
        r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}"#,
    )
    .unwrap();
    let viewing = Viewing::start(&folder, &["a.asl.json"]);
    viewing.post("run", &json!({"ref": "a.asl.json", "input": "{\"password\": \"correct horse\"}"}));
    let hidden = viewing.get("/_sfn/view/api/visit?id=r1&visit=0");
    assert!(!hidden.contains("correct horse") && hidden.contains("hidden 13 B"), "{hidden}");
    assert!(viewing.get("/_sfn/view/api/visit?id=r1&visit=0&reveal=1").contains("correct horse"));
}

#[test]
fn a_saved_run_is_opened_by_its_name() {
    let folder = shop("viewing-trace");
    let saved = Command::new(env!("CARGO_BIN_EXE_sfn"))
        .args(["run", "order.asl.json", "-q", "-i", "@input.json", "--save-trace", "run.jsonl"])
        .current_dir(&folder)
        .output()
        .unwrap();
    assert!(saved.status.success());
    let viewing = Viewing::start(&folder, &["run.jsonl"]);
    assert_eq!(viewing.ask("project")["runs"][0]["name"], "run.jsonl");
}

#[test]
fn an_expression_is_tried_on_what_a_state_saw() {
    let folder = shop("viewing-trial");
    let viewing = Viewing::start(&folder, &[]);
    viewing.run(&folder, &json!({}));
    let value = viewing.post("eval", &json!({"expression": "$.orderId", "run": "r1", "visit": 0}));
    assert_eq!((&value["value"], &value["language"]), (&json!("o-1"), &json!("JSONPath")));
    let wrong = viewing.post("eval", &json!({"expression": "$sum(", "input": "{}"}));
    assert!(wrong["message"].is_string(), "{wrong}");
}

/// Only what is touched changes, and nothing that somebody else wrote is overwritten.
#[test]
fn editing_keeps_the_rest_of_the_file() {
    let folder = shop("viewing-edit");
    let viewing = Viewing::start(&folder, &[]);
    let machine = viewing.ask("machine?ref=order.asl.json");
    let before = machine["text"].as_str().unwrap();
    let change = |what: &Json| {
        let mut said = json!({"text": before, "format": "json", "definition": machine["definition"]});
        said.as_object_mut().unwrap().extend(what.as_object().unwrap().clone());
        viewing.post("change", &said)
    };
    let renamed = change(&json!({"op": "rename", "pointer": "/States/Paid", "name": "Settled"}));
    assert_eq!(renamed["text"], before.replace("\"Paid\"", "\"Settled\""));
    let set = change(&json!({"op": "set", "pointer": "/States/Charge Card/ResultPath", "value": "$.paid"}));
    assert_eq!(set["text"], before.replace("$.payment", "$.paid"));
    let added = change(&json!({"op": "add", "pointer": "/States/Charge Card", "type": "Wait"}));
    let text = added["text"].as_str().unwrap();
    assert_eq!(added["pointer"], "/States/Wait");
    let checked =
        viewing.post("check", &json!({"ref": "order.asl.json", "file": "order.asl.json", "text": text}));
    assert_eq!(checked["definition"]["States"]["Charge Card"]["Next"], "Wait");
    assert_eq!(checked["definition"]["States"]["Wait"]["Next"], "Paid");
    // What led to it leads past it, and it leads on to where the other one did.
    let moved = change(&json!({"op": "behind", "pointer": "/States/Reserve Items", "to": "Charge Card"}));
    let checked = viewing
        .post("check", &json!({"ref": "order.asl.json", "file": "order.asl.json", "text": moved["text"]}));
    let way = |name: &str| checked["definition"]["States"][name]["Next"].clone();
    assert_eq!(
        checked["definition"]["States"]["Anything To Do?"]["Choices"][0]["Next"], "Charge Card",
        "{moved}"
    );
    assert_eq!((way("Charge Card"), way("Reserve Items")), (json!("Reserve Items"), json!("Paid")));
    let refused = change(&json!({"op": "behind", "pointer": "/States/Paid", "to": "Anything To Do?"}));
    assert!(refused["message"].as_str().unwrap().contains("does not lead on to one state"), "{refused}");
    let gone = change(&json!({"op": "delete", "pointer": "/States/Charge Card"}));
    let checked = viewing
        .post("check", &json!({"ref": "order.asl.json", "file": "order.asl.json", "text": gone["text"]}));
    assert_eq!(checked["definition"]["States"]["Reserve Items"]["Next"], "Paid");
    let save = |text: &Json, hash: &Json| {
        let said = json!({"ref": "order.asl.json", "file": "order.asl.json", "text": text, "hash": hash});
        viewing.post_as(&viewing.token, "save", &said)
    };
    let saved = save(&set["text"], &machine["hash"]);
    assert!(saved.starts_with("HTTP/1.1 200"), "{saved}");
    assert_eq!(fs::read_to_string(folder.join("order.asl.json")).unwrap(), set["text"].as_str().unwrap());
    let late = save(&renamed["text"], &machine["hash"]);
    assert!(late.starts_with("HTTP/1.1 409") && late.contains("changed meanwhile"), "{late}");
    assert_eq!(body(&late)["text"], set["text"]);
    assert_eq!(viewing.ask("stamp?ref=order.asl.json")["hash"], body(&saved)["hash"]);
}

#[test]
fn items_of_distributed_maps_are_listed() {
    let folder = temporary("viewing-items");
    let definition = r#"{"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "ToleratedFailureCount": 1,
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "One",
            "States": {"One": {"Type": "Choice", "Default": "Good",
                "Choices": [{"Variable": "$", "NumericEquals": 2, "Next": "Bad"}]},
                "Good": {"Type": "Succeed"}, "Bad": {"Type": "Fail", "Error": "Two"}}}}}}"#;
    fs::write(folder.join("each.asl.json"), definition).unwrap();
    let viewing = Viewing::start(&folder, &["each.asl.json"]);
    let row = viewing.post("run", &json!({"ref": "each.asl.json", "input": "[1, 2, 3]"}));
    assert_eq!(row["status"], "SUCCEEDED", "{row}");
    let items = viewing.ask("items?id=r1&visit=0");
    assert_eq!(items["index"], json!([0, 1, 2]));
    assert_eq!((&items["mark"], &items["error"]), (&json!([0, 2, 0]), &json!(["", "Two", ""])));
}

/// An execution of a server comes with its definition, and again while it runs.
#[test]
fn an_execution_of_a_server_is_followed() {
    let viewing = Viewing::start(&shop("viewing-live"), &[]);
    let definition = r#"{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 9, "End": true}}}"#;
    let event = |id: u32, kind: &str, detail: &Json| {
        let mut event = json!({"timestamp": 1.5, "type": kind, "id": id, "previousEventId": id - 1});
        event.as_object_mut().unwrap().extend(detail.as_object().unwrap().clone());
        event
    };
    let mut events = vec![
        event(
            1,
            "ExecutionStarted",
            &json!({"executionStartedEventDetails": {"input": "{}", "roleArn": "r"}}),
        ),
        event(2, "WaitStateEntered", &json!({"stateEnteredEventDetails": {"name": "A", "input": "{}"}})),
    ];
    let open = |events: &[Json], id: &str| {
        let text = json!({"events": events}).to_string();
        viewing.post("open", &json!({"name": "live", "text": text, "definition": definition, "id": id}))
    };
    let first = open(&events, "");
    assert_eq!((&first["id"], &first["status"]), (&json!("r1"), &json!("RUNNING")), "{first}");
    events.push(event(
        3,
        "WaitStateExited",
        &json!({"stateExitedEventDetails": {"name": "A", "output": "{}"}}),
    ));
    events.push(event(4, "ExecutionSucceeded", &json!({"executionSucceededEventDetails": {"output": "{}"}})));
    let second = open(&events, "r1");
    assert_eq!((&second["id"], &second["status"]), (&json!("r1"), &json!("SUCCEEDED")), "{second}");
    assert_eq!(viewing.ask("project")["runs"].as_array().unwrap().len(), 1);
}

/// A server has the page where only this machine reaches it.
#[test]
fn a_server_has_the_page_for_this_machine_alone() {
    for (host, status) in [("127.0.0.1", "HTTP/1.1 200"), ("0.0.0.0", "HTTP/1.1 404")] {
        let server = Serving::start(&["--host", host, "--cors", "*"]);
        let request =
            format!("GET /_sfn/view/ HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.address);
        let answer = server.send(&request);
        assert!(answer.starts_with(status), "{host}: {answer}");
        assert!(status.ends_with("404") || !answer.to_lowercase().contains("access-control"), "{answer}");
    }
}

/// A page about nothing would leave it to the reader to find out why it is empty.
#[test]
fn what_is_not_there_is_not_served() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("viewing-nothing");
    fs::create_dir_all(&folder).unwrap();
    let mut view = Command::new(env!("CARGO_BIN_EXE_sfn"));
    let output = view.args(["view", "nope.asl.json"]).current_dir(folder).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains("nope.asl.json"), "{told}");
}

/// Stands still before each state, answers otherwise, goes back, and is kept as a test that holds.
#[test]
fn a_run_is_stepped_through() {
    let folder = shop("viewing-steps");
    let viewing = Viewing::start(&folder, &[]);
    let input = fs::read_to_string(folder.join("input.json")).unwrap();
    let begun = json!({"ref": "order.asl.json", "input": input, "name": "by hand"});
    let place = viewing.post("step", &begun);
    assert_eq!(
        (&place["stop"], &place["state"], &place["run"]),
        (&json!("entry"), &json!("Get Order"), &json!("r1")),
        "{place}"
    );
    let say = |words: &str| viewing.post("step/say", &json!({"session": place["session"], "say": words}));
    let called = say("into");
    assert_eq!(called["stop"], "call", "{called}");
    // In a repository, files are named from its top.
    assert!(
        called["by"].as_str().unwrap().ends_with("order.sfn.yaml:8 states.Get Order answer 1"),
        "{called}"
    );
    assert_eq!(viewing.ask("run?id=r1")["status"], "RUNNING");
    assert_eq!(say("eval $.orderId")["value"], "o-1");
    assert_eq!(say("continue Charge Card")["state"], "Charge Card");
    assert_eq!(viewing.ask("run?id=r1")["visits"]["state"].as_array().unwrap().len(), 6);
    let refused = say("continue Chrage Card");
    assert!(refused["refused"].as_str().unwrap().contains("did you mean `Charge Card`?"), "{refused}");
    let ended = say("continue");
    assert_eq!((&ended["stop"], &ended["status"]), (&json!("end"), &json!("SUCCEEDED")), "{ended}");
    // Another way from there is another run; the first one stays.
    let back = say("restart");
    assert_eq!((&back["state"], &back["run"]), (&json!("Get Order"), &json!("r2")), "{back}");
    let changed = say("throw Lost:gone");
    assert_eq!(changed["changes"], json!(["Get Order is answered throw:Lost:gone"]), "{changed}");
    let failed = say("continue");
    assert_eq!((&failed["status"], &failed["error"]), (&json!("FAILED"), &json!("Lost")), "{failed}");
    assert_eq!(viewing.ask("run?id=r1")["status"], "SUCCEEDED");
    let outside = say("save ../order.sfn.yaml");
    assert!(outside["refused"].as_str().unwrap().contains("a file of this folder"), "{outside}");
    let kept = say("save order.sfn.yaml");
    let line = kept["lines"][0].as_str().unwrap();
    assert!(line.ends_with("order.sfn.yaml has the test `stepped through: FAILED`"), "{kept}");
    let test = Command::new(env!("CARGO_BIN_EXE_sfn")).arg("test").current_dir(&folder).output().unwrap();
    assert!(test.status.success(), "{}", String::from_utf8_lossy(&test.stdout));
    viewing.post("step/end", &json!({"session": place["session"]}));
    assert_eq!(viewing.ask("run?id=r2")["status"], "FAILED");
    assert!(say("next")["message"].as_str().unwrap().contains("not stepped through any more"));
    let guessed = viewing.post_as("guessed", "step", &begun);
    assert!(guessed.starts_with("HTTP/1.1 403"), "{guessed}");
}

/// A run that is over is gone through in the same way, and cannot be changed.
#[test]
fn a_run_that_is_over_is_gone_through() {
    let folder = shop("viewing-past");
    let viewing = Viewing::start(&folder, &[]);
    viewing.run(&folder, &json!({}));
    let place = viewing.post("step", &json!({"run": "r1"}));
    assert_eq!((&place["state"], &place["event"]), (&json!("Get Order"), &json!(1)), "{place}");
    let say = |words: &str| viewing.post("step/say", &json!({"session": place["session"], "say": words}));
    let there = say("continue Charge Card");
    assert_eq!((&there["state"], &there["run"]), (&json!("Charge Card"), &json!("r1")), "{there}");
    assert_eq!(say("back")["stop"], "entry");
    let refused = say("set input 1");
    assert!(refused["refused"].as_str().unwrap().contains("looked at, not changed"), "{refused}");
    assert!(refused["tests"].is_null(), "{refused}");
    assert_eq!(viewing.ask("project")["runs"].as_array().unwrap().len(), 1);
}

/// A run that is given up is held as far as it came, and the oldest of too many gives way.
#[test]
fn few_runs_are_stepped_through_at_a_time() {
    let folder = shop("viewing-many-steps");
    let viewing = Viewing::start(&folder, &[]);
    let begin = || viewing.post("step", &json!({"ref": "order.asl.json", "input": "{}"}));
    let first = begin();
    let second = begin();
    for _ in 0..7 {
        begin();
    }
    let look = |place: &Json| viewing.post("step/look", &json!({"session": place["session"]}));
    assert!(look(&first)["message"].is_string(), "{first}");
    assert_eq!(look(&second)["stop"], "entry");
    viewing.post("step/end", &json!({"session": second["session"]}));
    let run = viewing.ask(&format!("run?id={}", second["run"].as_str().unwrap()));
    assert_eq!(run["status"], "STOPPED", "{run}");
    let wrong = viewing.post("step", &json!({"ref": "gone.asl.json"}));
    assert!(wrong["message"].as_str().unwrap().contains("gone.asl.json"), "{wrong}");
}

/// What an execution of a server waits for is listed, and its token answers it; its family is known.
#[test]
fn what_is_pending_is_listed_with_its_token() {
    let folder = temporary("viewing-pending");
    let mocks = folder.join("pending.sfn.yaml");
    fs::write(&mocks, "version: 1\nmocks:\n  states:\n    Ask: {hang: true}\n").unwrap();
    let server = Serving::start(&["-m", mocks.to_str().unwrap()]);
    let ask = |operation: &str, said: &Json| body(&server.post(operation, &said.to_string()));
    let role = "arn:aws:iam::123456789012:role/R";
    let definition = r#"{"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "End": true, "Branches": [
        {"StartAt": "Rest", "States": {"Rest": {"Type": "Wait", "SecondsPath": "$.rest", "End": true}}},
        {"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "TimeoutSeconds": 900, "End": true,
            "Parameters": {"QueueUrl": "q", "MessageBody": {"reply.$": "States.Format('answer {}', $$.Task.Token)"}}}}}]}}}"#;
    let made = ask("CreateStateMachine", &json!({"name": "asks", "definition": definition, "roleArn": role}));
    let start = r#"{"StartAt": "Start", "States": {"Start": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::states:startExecution",
        "Parameters": {"StateMachineArn": "ASKS", "Input": {"rest": 0}}}}}"#;
    let start = start.replace("ASKS", made["stateMachineArn"].as_str().unwrap());
    let outer = ask("CreateStateMachine", &json!({"name": "starts", "definition": start, "roleArn": role}));
    let ran = ask("StartExecution", &json!({"stateMachineArn": outer["stateMachineArn"], "name": "outer"}));
    let input = r#"{"rest": 3600}"#;
    let asked = json!({"stateMachineArn": made["stateMachineArn"], "name": "run", "input": input});
    let execution = json!({"executionArn": ask("StartExecution", &asked)["executionArn"]});
    let page = server.send(&get(&server, "/_sfn/view/"));
    let token = page.split("name=\"sfn-token\" content=\"").nth(1).unwrap()[..64].to_owned();
    let viewing = Viewed { server: &server, token };
    let history = |until: &str| loop {
        let events = ask("GetExecutionHistory", &execution);
        if events.to_string().contains(until) {
            break events;
        }
    };
    let pending = |events: &Json| {
        let opened = viewing.open(events, definition);
        viewing.ask(&format!("pending?id={}", opened["id"].as_str().unwrap()))
    };
    let found = pending(&history("TaskScheduled"));
    let of = |name: &str| {
        found["pending"].as_array().unwrap().iter().find(|one| one["state"] == name).unwrap().clone()
    };
    let (rest, asks) = (of("Rest"), of("Ask"));
    assert_eq!(found["pending"].as_array().unwrap().len(), 2, "{found}");
    assert_eq!(rest["for"], "time");
    assert_eq!(rest["until"].as_i64().unwrap() - rest["since"].as_i64().unwrap(), 3_600_000, "{found}");
    assert_eq!((&asks["for"], &asks["resource"]), (&json!("token"), &json!("sqs:sendMessage")));
    let answer = json!({"taskToken": asks["token"], "output": "{}"});
    assert_eq!(ask("SendTaskSuccess", &answer), json!({}), "{found}");
    let left = pending(&history("TaskSucceeded"));
    assert_eq!(left["pending"].as_array().unwrap().len(), 1, "{left}");
    let outer = ran["executionArn"].as_str().unwrap();
    while ask("DescribeExecution", &json!({"executionArn": outer}))["status"] == "RUNNING" {}
    let family =
        body(&server.send(&get(&server, &format!("/_sfn/executions?of={}", outer.replace(':', "%3A")))));
    let all = family["executions"].as_array().unwrap();
    assert_eq!(all.len(), 2, "{family}");
    assert_eq!((&all[0]["name"], &all[0]["parent"]), (&json!("outer"), &Json::Null), "{family}");
    assert_eq!(all[1]["parent"], outer, "{family}");
    let inner = all[1]["executionArn"].as_str().unwrap();
    assert_eq!(body(&server.send(&get(&server, &format!("/_sfn/executions?of={inner}")))), family);
}

fn get(server: &Serving, path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.address)
}

/// The page of a server.
struct Viewed<'s> {
    server: &'s Serving,
    token: String,
}

impl Viewed<'_> {
    fn ask(&self, path: &str) -> Json {
        body(&self.server.send(&get(self.server, &format!("/_sfn/view/api/{path}"))))
    }

    fn open(&self, events: &Json, definition: &str) -> Json {
        let said = json!({"name": "live", "text": events.to_string(), "definition": definition}).to_string();
        body(&self.server.send(&format!(
            "POST /_sfn/view/api/open HTTP/1.1\r\nHost: {}\r\nX-Sfn-Token: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{said}",
            self.server.address, self.token, said.len()
        )))
    }
}

/// An answer is written where it belongs, the rest stays, and nobody's work is overwritten.
#[test]
fn a_mock_file_is_edited() {
    let folder = shop("viewing-mocks");
    let viewing = Viewing::start(&folder, &[]);
    let own = viewing.ask("mocks?ref=order.asl.json")["files"][0].clone();
    assert_eq!(own["file"], "order.sfn.yaml");
    let text = own["text"].as_str().unwrap();
    let new = text.replacen("status: 402", "status: 200", 1);
    assert_ne!(new, text);
    let with = |text: &str, hash: &Json| json!({"ref": "order.asl.json", "file": "order.sfn.yaml", "text": text, "hash": hash});
    let wrong =
        viewing.post("checkmocks", &with(&text.replacen("status: 402", "status: paid", 1), &own["hash"]));
    assert!(wrong["problems"][0]["message"].as_str().unwrap().contains("paid"), "{wrong}");
    assert_eq!(viewing.post("checkmocks", &with(&new, &own["hash"]))["problems"], json!([]));
    let saved = viewing.post("savemocks", &with(&new, &own["hash"]));
    assert_eq!(fs::read_to_string(folder.join("order.sfn.yaml")).unwrap(), new, "{saved}");
    let late = viewing.post_as(&viewing.token, "savemocks", &with(text, &own["hash"]));
    assert!(late.starts_with("HTTP/1.1 409"), "{late}");
    assert_eq!((&body(&late)["text"], &body(&late)["hash"]), (&json!(new), &saved["hash"]));
    let other = viewing.post_as(
        &viewing.token,
        "savemocks",
        &json!({"ref": "order.asl.json", "file": "input.json", "text": "", "hash": "x"}),
    );
    assert!(other.starts_with("HTTP/1.1 403"), "{other}");
    fs::remove_file(folder.join("order.sfn.yaml")).unwrap();
    let none = viewing.ask("mocks?ref=order.asl.json");
    assert_eq!((&none["files"], &none["new"]), (&json!([]), &json!("order.sfn.yaml")), "{none}");
    viewing.post("savemocks", &with(text, &json!("")));
    assert_eq!(fs::read_to_string(folder.join("order.sfn.yaml")).unwrap(), text);
    let there = viewing.post_as(&viewing.token, "savemocks", &with(&new, &json!("")));
    assert!(there.starts_with("HTTP/1.1 4"), "{there}");
}
