//! JSONata: the cases of `benches/jsonata`, which times them beside peers, here alone.
//!
//! `cargo bench --bench expressions`

use criterion::{Criterion, criterion_group, criterion_main};

use sfn::base::chance::Chance;
use sfn::base::time::Time;
use sfn::base::value::Value;
use sfn::expr::jsonata::{Expression, Level};
use sfn::expr::{Bindings, NoScope};

#[path = "jsonata/src/cases.rs"]
mod cases;

// The binary's own, as in `transitions.rs`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn expressions(criterion: &mut Criterion) {
    let input = Value::parse(&cases::input()).expect("the input is JSON");
    let (chance, now) = (Chance::new(1), Time::from_millis(0));
    let bindings =
        Bindings { input: &input, result: None, error_output: None, scope: &NoScope, chance: &chance, now };
    let mut group = criterion.benchmark_group("expressions");
    for (name, text) in cases::CASES {
        let expression = Expression::parse(text, Level::Aws).expect("the case parses");
        group.bench_function(*name, |bencher| {
            bencher.iter(|| expression.eval(&bindings).expect("the case evaluates"));
        });
    }
    group.finish();
}

criterion_group!(benches, expressions);
criterion_main!(benches);
