//! The same seed gives the same bytes, a thousand times over.

use std::collections::BTreeSet;

use sfn::asl::machine::Workflow;
use sfn::base::value::Value;

use crate::lab::Lab;

const MACHINE: &str = r#"{"StartAt": "Flaky", "States": {
    "Flaky": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:flaky",
        "ResultPath": null, "Next": "Each",
        "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 9, "JitterStrategy": "FULL"}]},
    "Each": {"Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 2, "Next": "Both",
        "ItemProcessor": {"StartAt": "Roll", "States": {
            "Roll": {"Type": "Pass", "Parameters": {"dice.$": "States.MathRandom(1, 7)",
                "id.$": "States.UUID()"}, "End": true}}}},
    "Both": {"Type": "Parallel", "End": true, "Branches": [
        {"StartAt": "Left", "States": {"Left": {"Type": "Task", "End": true,
            "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "Parameters": {"QueueUrl": "q", "MessageBody": {"token.$": "$$.Task.Token"}},
            "Retry": [{"ErrorEquals": ["Busy"], "JitterStrategy": "FULL"}]}}},
        {"StartAt": "Right", "States": {"Right": {"Type": "Wait", "Seconds": 1, "End": true}}}]}}}"#;

const MOCKS: &str = "
version: 1
mocks:
  states:
    Flaky: [{throw: Busy}, {throw: Busy}, {return: fine}]
    Left:
      - callback: {after: 1s, failure: Busy}
      - callback: {after: 1s, success: fine}
";

#[test]
fn a_thousand_seeds_each_give_the_same_bytes_twice() {
    let lab = Lab::new(MACHINE, MOCKS, Workflow::Standard);
    let input = Value::parse(r#"{"items": [1, 2, 3]}"#).unwrap();
    let mut histories = BTreeSet::new();
    for seed in 0..1000 {
        let history = lab.run(input.clone(), seed).history;
        assert!(history == lab.run(input.clone(), seed).history, "seed {seed} gives two histories");
        assert!(histories.insert(history), "seed {seed} gives the history of another");
    }
}
