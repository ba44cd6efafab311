//! Transitions a second of the engine with full history: a loop of a Choice and a Pass that counts, with
//! a payload carried along that nobody touches. The rate must not depend on the payload's size.
//!
//! `cargo bench`

use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

use sfn::asl::machine::Workflow;
use sfn::base::source::Source;
use sfn::base::time::Time;
use sfn::base::value::Value;
use sfn::engine::history::Record;
use sfn::engine::payload::Payload;
use sfn::engine::{Fleet, Next};
use sfn::project::settings::Settings;
use sfn::session::order::Text;
use sfn::session::{Order, Prepared, prepare};

// The binary's own. The system's gives its memory back after a run if a little more was freed than before, and then
// a thousand pages are fetched anew for the next one: a run took a quarter longer or not by the size of its records.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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

/// The loop, ready to run.
fn prepared() -> Prepared {
    let order = Order {
        workflow: Some(Workflow::Express),
        start: Some(Time::from_millis(0)),
        ..Order::new(Text::Given(Source::new("loop.asl.json", LOOP)))
    };
    prepare(&order, &Settings::default()).expect("the definition is valid")
}

fn input(bytes: usize) -> Payload {
    let items =
        (0..bytes / 64).map(|n| format!(r#"{{"id":"item-{n:08}","qty":{n},"note":"xxxxxxxxxxxxxxxx"}}"#));
    let text = format!(r#"{{"count":{{"n":0}},"payload":[{}]}}"#, items.collect::<Vec<_>>().join(","));
    Value::parse(&text).expect("the input is JSON").into()
}

/// Runs the loop to its end and keeps the whole history.
fn run(prepared: &Prepared, input: &Payload) -> Vec<Record> {
    let machine = Arc::clone(&prepared.machine);
    let mut execution = Fleet::start(machine, input.clone(), prepared.setup.clone());
    let mut history = Vec::new();
    loop {
        let next = execution.advance(Time::from_millis(0));
        history.append(&mut execution.records());
        match next {
            Next::Busy => {}
            Next::Done => return history,
            Next::Invoke(_) | Next::Data(_) | Next::WaitUntil(_) | Next::WaitForSignal => {
                unreachable!("the loop asks for nothing")
            }
        }
    }
}

fn transitions(criterion: &mut Criterion) {
    let prepared = prepared();
    let mut group = criterion.benchmark_group("transitions");
    group.throughput(Throughput::Elements(2 * ROUNDS));
    for (name, bytes) in [("no payload", 0), ("1 KB", 1_000), ("225 KB", 225_000)] {
        let input = input(bytes);
        group.bench_with_input(BenchmarkId::from_parameter(name), &input, |bencher, input| {
            bencher.iter(|| run(&prepared, input));
        });
    }
    group.finish();
}

criterion_group!(benches, transitions);
criterion_main!(benches);
