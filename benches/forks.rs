//! What a fork of a run costs while 10,000 child executions of a distributed Map wait: the fork alone, and
//! the fork with the next step of it, which copies what it changes.
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
    let mut fleet = prepare(&order, &Settings::default()).expect("the definition is valid").start();
    loop {
        match fleet.advance(Time::from_millis(0)) {
            Next::Busy => {}
            Next::WaitUntil(time) => return (fleet, time),
            Next::Done | Next::Invoke(_) | Next::Data(_) | Next::WaitForSignal => {
                unreachable!("its children only wait")
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

criterion_group!(benches, forks);
criterion_main!(benches);
