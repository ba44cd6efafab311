//! A run through the library: definition, mocks and input as text, the history as text.

use std::cell::RefCell;
use std::sync::Arc;

use crate::load::load;
use sfn::asl::machine::Workflow;
use sfn::base::source::Source;
use sfn::base::time::Time;
use sfn::base::value::Value;
use sfn::engine::payload::Payload;
use sfn::engine::{Execution, Outcome, Part, Setup};
use sfn::load::Options;
use sfn::report::runs::Report as _;
use sfn::report::runs::Run;
use sfn::report::runs::history::History;
use sfn::services::Service as _;
use sfn::services::clock::Virtual;
use sfn::services::drive::{Around, Limits, drive};
use sfn::services::mock::Mocks;
use sfn::validate::check_document;

const START: &str = "2026-01-01T00:00:00Z";
const ROLE: &str = "arn:aws:iam::123456789012:role/StepFunctionsRole";

/// A machine and its mocks, ready to run many times.
pub struct Lab {
    loaded: sfn::load::Loaded,
    machine: Arc<sfn::asl::machine::StateMachine>,
    mocks: Source,
}

/// What a run left.
pub struct Ran {
    /// The document of `--format history`.
    pub history: String,
    /// How it ended.
    pub outcome: Outcome,
}

impl Lab {
    /// Compiles `definition`; `mocks` is a whole mock file, or nothing.
    pub fn new(definition: &str, mocks: &str, workflow: Workflow) -> Self {
        let options = Options::default();
        let loaded = load(&Source::new("machine.asl.json", definition), &options).unwrap();
        let checked = check_document(&loaded.document, workflow);
        assert!(!checked.has_errors(), "{:#?}", checked.diagnostics);
        let mocks = if mocks.is_empty() { "version: 1" } else { mocks };
        let mocks = Source::new("machine.sfn.yaml", mocks);
        Self { loaded, machine: Arc::new(checked.machine.unwrap()), mocks }
    }

    /// An execution with `input` from `seed` that has not begun.
    pub fn execution(&self, input: Value, seed: u64) -> Execution {
        let setup = Setup {
            execution_arn: "arn:aws:states:us-east-1:123456789012:execution:machine:run".into(),
            execution_name: "run".into(),
            machine_arn: "arn:aws:states:us-east-1:123456789012:stateMachine:machine".into(),
            machine_name: "machine".into(),
            role_arn: ROLE.into(),
            start: Time::parse(START).unwrap(),
            seed,
            context: None,
            variables: None,
            waits_count: true,
            tells_context: false,
            part: Part::default(),
        };
        Execution::start(Arc::clone(&self.machine), Payload::from(input), setup)
    }

    /// Runs with `input` from `seed`.
    pub fn run(&self, input: Value, seed: u64) -> Ran {
        let start = Time::parse(START).unwrap();
        let Ok(mocks) = Mocks::read(std::slice::from_ref(&self.mocks), &mut |path, _| {
            panic!("no mock file names another: {path}")
        }) else {
            panic!("the mocks are right")
        };
        let mocks = RefCell::new(mocks);
        let run = Run {
            machine: &self.machine,
            definition: &self.loaded.document,
            name: "machine",
            mocks: &[],
            region: "us-east-1",
            role: ROLE,
            start,
            clock: "virtual",
            seed,
        };
        let mut out = Vec::new();
        let mut history = History::new(run, &mut out);
        let mut execution = self.execution(input, seed);
        drive(
            &mut execution,
            &mut Virtual::new(start),
            Limits { events: 1_000_000, wall: None },
            Around {
                answer: &mut |call| mocks.borrow_mut().answer(call, &self.machine).map(|answer| answer.reply),
                tell: &mut |request| mocks.borrow_mut().tell(request, &self.machine),
                observe: &mut |records| records.iter().try_for_each(|record| history.record(record)),
            },
        )
        .unwrap();
        history.finish(0).unwrap();
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
