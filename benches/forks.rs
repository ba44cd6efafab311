//! What a fork of a run costs while 10,000 child executions of a distributed Map wait: the fork alone, and
//! the fork with the next step of it, which copies what it changes. And 100,000 forks of a run in its second state, all
//! made first, that each go through ten states more: what exploring all ways of a run is made of.
//!
//! `cargo bench --bench forks`

use criterion::{Criterion, criterion_group, criterion_main};

use sfn::base::source::Source;
use sfn::base::time::Time;
use sfn::base::value::Value;
use sfn::engine::{Fleet, Next};
use sfn::project::settings::Settings;
use sfn::session::order::Text;
use sfn::session::{Order, prepare};

// The binary's own, as in `transitions.rs`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Child executions that wait.
const CHILDREN: usize = 10_000;

const NAPS: &str = r#"{
  "StartAt": "Each",
  "States": {
    "Each": {
      "Type": "Map",
      "End": true,
      "ItemProcessor": {
        "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
        "StartAt": "Nap",
        "States": { "Nap": { "Type": "Wait", "Seconds": 3600, "End": true } }
      }
    }
  }
}"#;

/// A run whose children all wait, and the moment they wait for.
fn waiting() -> (Fleet, Time) {
    let items = Value::from((0..CHILDREN).map(Value::from).collect::<Vec<_>>());
    let order = Order {
        start: Some(Time::from_millis(0)),
        input: Some(items.into()),
        ..Order::new(Text::Given(Source::new("naps.asl.json", NAPS)))
    };
    until_it_waits(&order)
}

/// A run as `order` says, which waits, and the moment it waits for.
fn until_it_waits(order: &Order) -> (Fleet, Time) {
    let mut fleet = prepare(order, &Settings::default()).expect("the definition is valid").start();
    loop {
        match fleet.advance(Time::from_millis(0)) {
            Next::Busy => {}
            Next::WaitUntil(time) => return (fleet, time),
            Next::Done | Next::Invoke(_) | Next::Data(_) | Next::WaitForSignal => {
                unreachable!("there is nothing to do but wait")
            }
        }
    }
}

fn forks(criterion: &mut Criterion) {
    let (fleet, due) = waiting();
    let mut group = criterion.benchmark_group("forks");
    group.bench_function("10,000 children", |bencher| bencher.iter(|| fleet.clone()));
    group.bench_function("10,000 children, and a step", |bencher| {
        bencher.iter(|| {
            let mut fork = fleet.clone();
            fork.step(due);
            fork
        });
    });
    group.finish();
}

/// Forks of a run that all go on.
const FORKS: usize = 100_000;
/// The states that each goes through.
const STATES: usize = 10;

/// A run that waits in the first of its states.
fn begun() -> (Fleet, Time) {
    let state = |at: usize| {
        let parameters = r#""Parameters": {"n.$": "States.MathAdd($.n, 1)"}"#;
        let way =
            if at == STATES { "\"End\": true".to_owned() } else { format!("\"Next\": \"S{}\"", at + 1) };
        format!("\"S{at}\": {{\"Type\": \"Pass\", {parameters}, {way}}}")
    };
    let states: Vec<String> = (1..=STATES).map(state).collect();
    let text = format!(
        r#"{{"StartAt": "Nap", "States": {{"Nap": {{"Type": "Wait", "Seconds": 60, "Next": "S1"}}, {}}}}}"#,
        states.join(", ")
    );
    let order = Order {
        start: Some(Time::from_millis(0)),
        input: Some(Value::parse(r#"{"n": 0}"#).expect("it is JSON").into()),
        ..Order::new(Text::Given(Source::new("counts.asl.json", text)))
    };
    until_it_waits(&order)
}

fn ways(criterion: &mut Criterion) {
    let (fleet, due) = begun();
    let mut group = criterion.benchmark_group("forks");
    group.sample_size(10);
    group.bench_function("100,000 through 10 states", |bencher| {
        bencher.iter(|| {
            let forks: Vec<Fleet> = (0..FORKS).map(|_| fleet.clone()).collect();
            for mut fork in forks {
                while !matches!(fork.advance(due), Next::Done) {}
                assert!(fork.outcome().is_some(), "the fork ends");
            }
        });
    });
    group.finish();
}

criterion_group!(benches, forks, ways);
criterion_main!(benches);
