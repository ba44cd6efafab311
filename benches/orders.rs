//! A thousand runs of an order workflow in one process, which read and check its definition and mocks once: the floor
//! for `sfn test`, watch and serve. And a thousand runs shown as a trace, all but written to a terminal.
//!
//! `cargo bench --bench orders`

use std::io;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

use sfn::engine::history::Record;
use sfn::project::settings::Settings;
use sfn::report::ink::style::Style;
use sfn::report::runs::trace::{Trace, View};
use sfn::report::runs::{OfVisits, Report};
use sfn::session::order::Text;
use sfn::session::{Observer, Order, Stage, opening};

// The binary's own, as in `transitions.rs`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const RUNS: u64 = 1_000;

const STYLE: Style = Style { colour: false, unicode: true, width: 100 };

/// Drops what happens, or shows it.
struct Reader<'r>(Option<Box<dyn Report + 'r>>);

impl Observer for Reader<'_> {
    fn records(&mut self, records: &[Record]) -> io::Result<()> {
        self.0.as_mut().map_or(Ok(()), |report| report.records(records))
    }
}

/// Every test case of the workflow in turn, until there were so many runs.
fn run_all(stage: &Stage<'_>, order: &Order, view: Option<View>) {
    for case in stage.mock_file().cases().iter().cycle().take(RUNS as usize) {
        let mut prepared = stage.prepare(order, Some(case)).expect("the case is sound");
        let opening = opening(&prepared);
        let mut shown = Vec::new();
        let report = view.map(|view| {
            let run = opening.run();
            Box::new(OfVisits::new(run.start, Trace::new(run, STYLE, view, &mut shown))) as Box<dyn Report>
        });
        let mut execution = prepared.start();
        let mut reader = Reader(report);
        prepared.world.drive(&mut execution, prepared.limits, &mut reader).expect("every call has an answer");
        reader.0.as_mut().map_or(Ok(()), |report| report.finish(0)).expect("memory takes it");
        assert!(execution.outcome().is_some(), "the run ends");
    }
}

fn orders(criterion: &mut Criterion) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/workflows/order-saga");
    let file = |name: &str| Text::File(folder.join(name).display().to_string());
    let order = Order {
        mocks: vec![file("order-saga.sfn.yaml")],
        seed: Some(1),
        ..Order::new(file("order-saga.asl.json"))
    };
    let settings = Settings::default();
    let stage = Stage::read(&order, &settings).expect("the workflow is sound");
    let mut group = criterion.benchmark_group("1,000 orders");
    group.throughput(Throughput::Elements(RUNS)).sample_size(10);
    for (name, view) in [("alone", None), ("shown", Some(View::Default)), ("shown -vv", Some(View::Full))] {
        group.bench_function(name, |bencher| bencher.iter(|| run_all(&stage, &order, view)));
    }
    group.finish();
}

criterion_group!(benches, orders);
criterion_main!(benches);
