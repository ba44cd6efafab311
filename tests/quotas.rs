//! AWS's quotas through the library, at and beyond their edges: payloads of tasks and states, events of
//! Maps. `limits.rs` holds the others through the program.

use sfn::asl::machine::Workflow;
use sfn::base::value::Value;
use sfn::engine::Outcome;

use crate::lab::Lab;

/// The most bytes of JSON text in a payload.
const PAYLOAD: usize = 262_144;

fn standard(definition: &str, mocks: &str) -> Lab {
    Lab::new(definition, mocks, Workflow::Standard)
}

/// A string whose JSON text, quotes included, is so many bytes.
fn text(bytes: usize) -> Value {
    Value::from("x".repeat(bytes - 2))
}

fn object(key: &str, value: Value) -> Value {
    Value::from(sfn::base::value::Object::from_iter([(key, value)]))
}

const DOUBLE: &str = r#"{"StartAt": "Double", "States": {"Double": {"Type": "Pass", "End": true,
    "Parameters": {"a.$": "$.x", "b.$": "$.x"}}}}"#;

#[test]
fn the_output_of_a_pass_has_a_quota() {
    let lab = standard(DOUBLE, "");
    let envelope = r#"{"a":,"b":}"#.len();
    let most = (PAYLOAD - envelope - 1) / 2;
    let ran = lab.run(object("x", text(most)), 1);
    assert!(matches!(ran.outcome, Outcome::Succeeded(_)));
    let ran = lab.run(object("x", text(most + 1)), 1);
    let (error, cause) = ran.failure();
    assert_eq!(error, "States.DataLimitExceeded");
    let said = "The state/task 'Double' returned a result with a size exceeding the maximum number of bytes \
                service limit.";
    assert!(cause.ends_with(said), "{cause}");
    assert_eq!(ran.last(2), ["2 PassStateEntered<0", "3 ExecutionFailed<2"]);
}

#[test]
fn a_task_result_that_is_too_large_can_be_caught() {
    let machine = |resource: &str| {
        format!(
            r#"{{"StartAt": "Ask", "States": {{
                "Ask": {{"Type": "Task", "Resource": "{resource}", "Next": "Over",
                    "Catch": [{{"ErrorEquals": ["States.ALL"], "Next": "Over"}}]}},
                "Over": {{"Type": "Succeed"}}}}}}"#
        )
    };
    let function = "arn:aws:lambda:us-east-1:123456789012:function:big";
    for (resource, named, envelope) in [
        (function, function, 0),
        (
            "arn:aws:states:::lambda:invoke",
            "lambda",
            r#"{"ExecutedVersion":"$LATEST","Payload":,"StatusCode":200}"#.len(),
        ),
    ] {
        for (size, caught) in [(PAYLOAD - envelope, false), (PAYLOAD - envelope + 1, true)] {
            let mocks = format!("version: 1\nmocks: {{states: {{Ask: {{payload: {}}}}}}}", text(size));
            let ran = standard(&machine(resource), &mocks).run(Value::empty_object(), 1);
            let Outcome::Succeeded(output) = &ran.outcome else { panic!("{}", ran.history) };
            let error = output.value().get("Error").and_then(Value::as_str).map(str::to_owned);
            assert_eq!(error.as_deref() == Some("States.DataLimitExceeded"), caught, "{resource} {size}");
            if caught {
                let cause = output.value().get("Cause").unwrap().as_str().unwrap().to_owned();
                assert!(cause.contains(&format!("The state/task '{named}' returned")), "{cause}");
                assert!(ran.last(6)[1].ends_with("Failed<4"), "{:?}", ran.last(6));
                assert_eq!(ran.last(6)[2], "6 TaskStateExited<5");
            }
        }
    }
}

#[test]
fn branches_and_iterations_count_for_the_event_quota() {
    let machine = r#"{"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true,
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Over"}],
        "ItemProcessor": {"StartAt": "Inner", "States": {"Inner": {"Type": "Pass", "End": true}}}},
        "Over": {"Type": "Succeed"}}}"#;
    let lab = standard(machine, "");
    let items = |count: usize| Value::from(vec![Value::from(1_i64); count]);
    // Four events an item, six around them.
    assert!(matches!(lab.run(items(6248), 1).outcome, Outcome::Succeeded(_)));
    let ran = lab.run(items(6249), 1);
    assert_eq!(ran.events().len(), 25_000);
    assert!(ran.failure().1.contains("maximum number of history events"));
}

#[test]
fn an_express_execution_has_no_event_quota() {
    let machine = r#"{"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true,
        "ItemProcessor": {"StartAt": "Inner", "States": {"Inner": {"Type": "Pass", "End": true}}}}}}"#;
    let lab = Lab::new(machine, "", Workflow::Express);
    let ran = lab.run(Value::from(vec![Value::Null; 7000]), 1);
    assert!(matches!(ran.outcome, Outcome::Succeeded(_)));
    assert_eq!(ran.events().len(), 28_006);
}
