//! A run through the library: definition, mocks and input as text, the history as text.

use std::io;
use std::sync::Arc;

use sfn::asl::machine::Workflow;
use sfn::base::source::Source;
use sfn::base::time::Time;
use sfn::base::value::Value;
use sfn::engine::history::Record;
use sfn::engine::{Fleet, Outcome, Setup};
use sfn::project::clock::ClockSpeed;
use sfn::project::settings::Settings;
use sfn::report::runs::history::History;
use sfn::report::runs::{Report as _, Run};
use sfn::session::order::{Names, Text};
use sfn::session::{Observer, Order, Prepared, prepare};

const START: &str = "2026-01-01T00:00:00Z";

/// A machine and its mocks, ready to run many times.
pub struct Lab(Order);

/// What a run left.
pub struct Ran {
    /// The document of `--format history`.
    pub history: String,
    /// How it ended.
    pub outcome: Outcome,
}

/// Writes the history as it happens.
struct Watch<'a>(History<'a>);

impl Observer for Watch<'_> {
    fn records(&mut self, records: &[Record]) -> io::Result<()> {
        records.iter().try_for_each(|record| self.0.record(record))
    }
}

impl Lab {
    /// Compiles `definition`; `mocks` is a whole mock file, or nothing.
    pub fn new(definition: &str, mocks: &str, workflow: Workflow) -> Self {
        let mocks = if mocks.is_empty() { "version: 1" } else { mocks };
        let order = Order {
            workflow: Some(workflow),
            mocks: vec![Text::Given(Source::new("machine.sfn.yaml", mocks))],
            clock: Some(ClockSpeed::Virtual),
            start: Time::parse(START),
            names: Names { execution: Some("run".to_owned()), ..Names::default() },
            ..Order::new(Text::Given(Source::new("machine.asl.json", definition)))
        };
        Self(order)
    }

    /// A run with `input` from `seed` that has not begun.
    pub fn prepared(&self, input: Value, seed: u64) -> Prepared {
        let order = Order { input: Some(input.into()), seed: Some(seed), ..self.0.clone() };
        prepare(&order, &Settings::default()).unwrap_or_else(|error| panic!("{error:#?}"))
    }

    /// An execution with `input` from `seed` that has not begun.
    pub fn execution(&self, input: Value, seed: u64) -> Fleet {
        self.prepared(input, seed).start()
    }

    /// An execution that has not begun and whose children's records are kept.
    pub fn with_children(&self, input: Value, seed: u64) -> Fleet {
        let prepared = self.prepared(input, seed);
        let setup = Setup { keep_children: true, ..prepared.setup };
        Fleet::start(prepared.machine, prepared.input, setup)
    }

    /// Runs with `input` from `seed`.
    pub fn run(&self, input: Value, seed: u64) -> Ran {
        let mut prepared = self.prepared(input, seed);
        let run = Run {
            machine: &prepared.machine,
            definition: &prepared.document,
            name: &prepared.setup.machine_name,
            mocks: &[],
            region: &prepared.region,
            role: &prepared.setup.role_arn,
            start: prepared.setup.start,
            clock: "virtual",
            seed,
        };
        let mut out = Vec::new();
        let mut watch = Watch(History::new(run, &mut out));
        let mut execution = prepared.start();
        prepared.world.drive(&mut execution, prepared.limits, &mut watch).unwrap();
        watch.0.finish(0).unwrap();
        drop(watch);
        let outcome = execution.outcome().unwrap().clone();
        Ran { history: String::from_utf8(out).unwrap(), outcome }
    }
}

impl Ran {
    /// The events as AWS would list them.
    pub fn events(&self) -> Vec<Value> {
        Value::parse(&self.history).unwrap().get("events").unwrap().as_array().unwrap().to_vec()
    }

    /// The last events, each as `Type<previous`.
    pub fn last(&self, count: usize) -> Vec<String> {
        let events = self.events();
        let shown = |event: &Value| {
            let number = |key: &str| event.get(key).unwrap().as_i64().unwrap();
            let kind = event.get("type").unwrap().as_str().unwrap();
            format!("{} {kind}<{}", number("id"), number("previousEventId"))
        };
        events[events.len().saturating_sub(count)..].iter().map(shown).collect()
    }

    /// The error and the cause of a failed run.
    pub fn failure(&self) -> (String, String) {
        let Outcome::Failed(failure) = &self.outcome else {
            panic!("it ended as {:?}", self.outcome.status())
        };
        let text = |part: &Option<Arc<str>>| part.as_deref().unwrap_or_default().to_owned();
        (text(&failure.error.error), text(&failure.error.cause))
    }
}
