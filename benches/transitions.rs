//! Transitions a second of the engine with full history: a loop of a Choice and a Pass that counts, with
//! a payload carried along that nobody touches. The rate must not depend on the payload's size.
//!
//! `cargo bench`

use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

use sfn::asl::machine::{StateMachine, Workflow};
use sfn::base::time::Time;
use sfn::base::value::Value;
use sfn::engine::history::Record;
use sfn::engine::payload::Payload;
use sfn::engine::{Execution, Next, Part, Setup};
use sfn::validate::check;

/// Rounds of the loop in one execution: two transitions each.
const ROUNDS: u64 = 5_000;

const LOOP: &str = r#"{
  "StartAt": "Done?",
  "States": {
    "Done?": {
      "Type": "Choice",
      "Choices": [{ "Variable": "$.count.n", "NumericGreaterThanEquals": 5000, "Next": "Done" }],
      "Default": "Count"
    },
    "Count": {
      "Type": "Pass",
      "Parameters": { "n.$": "States.MathAdd($.count.n, 1)" },
      "ResultPath": "$.count",
      "Next": "Done?"
    },
    "Done": { "Type": "Succeed" }
  }
}"#;

fn machine() -> Arc<StateMachine> {
    let definition = Value::parse(LOOP).expect("the definition is JSON");
    Arc::new(check(&definition, Workflow::Express).machine.expect("the definition is valid"))
}

fn input(bytes: usize) -> Payload {
    let items =
        (0..bytes / 64).map(|n| format!(r#"{{"id":"item-{n:08}","qty":{n},"note":"xxxxxxxxxxxxxxxx"}}"#));
    let text = format!(r#"{{"count":{{"n":0}},"payload":[{}]}}"#, items.collect::<Vec<_>>().join(","));
    Value::parse(&text).expect("the input is JSON").into()
}

fn setup() -> Setup {
    Setup {
        execution_arn: "arn:aws:states:us-east-1:123456789012:express:loop:run:1".into(),
        execution_name: "run".into(),
        machine_arn: "arn:aws:states:us-east-1:123456789012:stateMachine:loop".into(),
        machine_name: "loop".into(),
        role_arn: "arn:aws:iam::123456789012:role/loop".into(),
        start: Time::from_millis(0),
        seed: 1,
        context: None,
        variables: None,
        waits_count: true,
        tells_context: false,
        part: Part::default(),
    }
}

/// Runs the loop to its end and keeps the whole history.
fn run(machine: &Arc<StateMachine>, input: &Payload) -> Vec<Record> {
    let mut execution = Execution::start(Arc::clone(machine), input.clone(), setup());
    let mut history = Vec::new();
    loop {
        let next = execution.advance(Time::from_millis(0));
        history.append(&mut execution.records());
        match next {
            Next::Busy => {}
            Next::Done => return history,
            Next::Invoke(_) | Next::Ask(_) | Next::WaitUntil(_) | Next::WaitForSignal => {
                unreachable!("the loop asks for nothing")
            }
        }
    }
}

fn transitions(criterion: &mut Criterion) {
    let machine = machine();
    let mut group = criterion.benchmark_group("transitions");
    group.throughput(Throughput::Elements(2 * ROUNDS));
    for (name, bytes) in [("no payload", 0), ("1 KB", 1_000), ("225 KB", 225_000)] {
        let input = input(bytes);
        group.bench_with_input(BenchmarkId::from_parameter(name), &input, |bencher, input| {
            bencher.iter(|| run(&machine, input));
        });
    }
    group.finish();
}

criterion_group!(benches, transitions);
criterion_main!(benches);
