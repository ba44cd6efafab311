//! Checking a definition of 1,000 states: all that `sfn validate` looks for, and what a run looks for.
//!
//! `cargo bench --bench validation`

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

use sfn::asl::machine::Workflow;
use sfn::base::document::Document;
use sfn::base::source::{Format, Source};
use sfn::base::value::Value;
use sfn::validate::{Depth, check_document};

// The binary's own, as in `transitions.rs`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// States of the definition: each fifth calls a Lambda function, with Retry and Catch.
const STATES: usize = 1_000;

fn state(at: usize) -> String {
    let way =
        if at + 1 == STATES { "\"End\": true".to_owned() } else { format!("\"Next\": \"S{}\"", at + 1) };
    let rest = if at.is_multiple_of(5) {
        r#""Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "ResultPath": "$.found",
            "Parameters": {"FunctionName": "work", "Payload.$": "$"}, "ResultSelector": {"body.$": "$.Payload"},
            "Retry": [{"ErrorEquals": ["Lambda.TooManyRequestsException"], "MaxAttempts": 3}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Failed"}]"#
    } else {
        r#""Type": "Pass", "Parameters": {"id.$": "$.id", "text.$": "States.Format('{}', $.id)"}, "ResultPath": "$.made""#
    };
    format!("\"S{at}\": {{{rest}, {way}}}")
}

fn document() -> Document {
    let states: Vec<String> = (0..STATES).map(state).collect();
    let text = format!(
        "{{\"StartAt\": \"S0\", \"States\": {{{}, \"Failed\": {{\"Type\": \"Fail\"}}}}}}",
        states.join(",\n")
    );
    let value = Value::parse(&text).expect("the definition is JSON");
    Document::new(Source::new("states.asl.json", text), Format::Json, value, None, None)
}

fn validation(criterion: &mut Criterion) {
    let document = document();
    let mut group = criterion.benchmark_group("validation");
    group.throughput(Throughput::Elements(STATES as u64));
    for (name, depth) in [("everything", Depth::All), ("for a run", Depth::Errors)] {
        group.bench_function(name, |bencher| {
            bencher
                .iter(|| check_document(&document, Workflow::Standard, depth).machine.expect("it is valid"));
        });
    }
    group.finish();
}

criterion_group!(benches, validation);
criterion_main!(benches);
