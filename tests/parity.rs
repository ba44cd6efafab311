//! `sfn test --target`: the same tests at a server of AWS's API, and what is different there.

use std::fs;
use std::path::Path;

use super::command::copy;
use super::serving::Serving;
use super::{sfn_in, temporary};

/// Tests a workflow at a server with these arguments: the exit code, and what was said.
fn tested(folder: &Path, server: &Serving) -> (Option<i32>, String) {
    let url = format!("http://{}", server.address.trim());
    let output = sfn_in(folder, &["test", "--target", &url, "--no-recordings", "--no-progress"]);
    let said = [&output.stdout[..], &output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

fn workflow(name: &str) -> std::path::PathBuf {
    let folder = temporary(&format!("parity-{name}"));
    copy(Path::new(&format!("fixtures/workflows/{name}")), &folder);
    folder
}

/// Retries, time-outs, tokens, distributed Maps, Express machines and values of the clock: nothing is different at our own
/// server that has the same mock file.
#[test]
fn our_own_server_does_the_same() {
    let names = [
        "order-saga",
        "payment-idempotency",
        "human-approval",
        "sns-fan-out",
        "queue-batches",
        "csv-import",
        "label-activity",
        "api-quote",
    ];
    for name in names {
        let folder = workflow(name);
        let mocks = folder.join(format!("{name}.sfn.yaml"));
        let server = Serving::start(&["--clock", "virtual", "-m", mocks.to_str().unwrap()]);
        let (code, said) = tested(&folder, &server);
        assert_eq!(code, Some(0), "{name}:\n{said}");
        let left = server.post("ListStateMachines", "{}");
        assert!(left.contains("\"stateMachines\":[]"), "{name} left something at the target: {left}");
    }
}

/// The name of the machine is another one at the target, also where it is part of the data.
#[test]
fn names_of_machines_are_no_difference() {
    let folder = temporary("parity-names");
    let machine = "StartAt: Say\nStates:\n  Say: {Type: Pass, Parameters: {'by.$': \"States.Format('of {}', \
                   $$.StateMachine.Name)\"}, End: true}\n";
    fs::write(folder.join("my_own.machine.asl.yaml"), machine).unwrap();
    let tests = "version: 1\nmachine: my_own.machine.asl.yaml\ntests:\n  says: {input: {}, expect: {status: SUCCEEDED}}\n";
    fs::write(folder.join("names.sfn.yaml"), tests).unwrap();
    let (code, said) = tested(&folder, &Serving::start(&["--clock", "virtual"]));
    assert_eq!(code, Some(0), "{said}");
}

/// A server that answers otherwise: the event, what it says there, and what it says here.
#[test]
fn what_is_different_is_shown_event_by_event() {
    let folder = temporary("parity-different");
    let machine = |output: &str| {
        format!(
            "StartAt: Add\nStates:\n  Add: {{Type: Task, Resource: 'arn:aws:states:::lambda:invoke', Parameters: {{FunctionName: \
             add}}, ResultPath: $.sum, Next: Done}}\n  Done: {{Type: Pass, Result: {output}, End: true}}\n"
        )
    };
    let mocks = |payload: &str| {
        format!(
            "version: 1\nmocks: {{states: {{Add: {{payload: {payload}}}}}}}\ntests:\n  adds: {{input: {{}}, expect: {{status: \
             SUCCEEDED}}}}\n  fails: {{mocks: {{states: {{Add: {{throw: Odd}}}}}}, expect: {{error: Odd}}}}\n"
        )
    };
    fs::write(folder.join("sum.asl.yaml"), machine("1")).unwrap();
    fs::write(folder.join("sum.sfn.yaml"), mocks("3")).unwrap();
    let other = temporary("parity-different-there").join("sum.sfn.yaml");
    fs::write(&other, mocks("4").replace("throw: Odd", "payload: 5")).unwrap();
    let server = Serving::start(&["--clock", "virtual", "-m", other.to_str().unwrap()]);
    let (code, said) = tested(&folder, &server);
    assert_eq!(code, Some(1), "{said}");
    for words in [
        "event 5, TaskSucceeded, is different at the target",
        "- taskSucceededEventDetails.output:.Payload  3  here",
        "+ taskSucceededEventDetails.output:.Payload  4  at target",
        "event 5 is TaskSucceeded at the target, and TaskFailed here",
        "- TaskFailed  \"Odd\"",
    ] {
        assert!(said.contains(words), "`{words}` is not in\n{said}");
    }
}

/// What cannot be asked is no difference: the test is broken, and says why. AWS is asked with a permission only.
#[test]
fn a_target_that_is_not_there_is_told() {
    let folder = workflow("health-check");
    let target = |target: &[&str]| {
        let arguments = [&["test", "--no-recordings", "--no-progress", "--target"], target].concat();
        let output = sfn_in(&folder, &arguments);
        (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    };
    let (code, said) = target(&["http://127.0.0.1:9", "-k", "two bad checks"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("the target cannot be asked"), "{said}");
    let (code, said) = target(&["aws"]);
    assert_eq!(code, Some(5), "{said}");
    assert!(said.contains("add --allow-aws=sfn"), "{said}");
    // A watch would test here alone.
    let (code, said) = target(&["http://127.0.0.1:9", "--watch"]);
    assert_eq!(code, Some(2), "{said}");
    let (code, said) = target(&["localhost:8083"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("write it like http://localhost:8083"), "{said}");
}
