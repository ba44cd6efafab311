//! What explorations of a machine begin with: the inputs of its tests, of tests made for the ways that none of them
//! takes, or the one that is given; and what was answered to its calls in runs with them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::asl::machine::{StateId, StateMachine};
use crate::base::diag::Diagnostic;
use crate::base::document::Document;
use crate::base::source::Source;
use crate::base::value::{Object, Value};
use crate::engine::call::{Call, Signal, TaskError, Ticket};
use crate::engine::dataset::{DataCall, DataReply, SourceItem};
use crate::engine::history::Record;
use crate::engine::ids::ExecutionId;
use crate::engine::payload::Payload;
use crate::engine::setup::Setup;
use crate::engine::{ChildRecords, Outcome};
use crate::expr::property::Property;
use crate::project::Error;
use crate::project::settings::Settings;
use crate::record::visits::{Happening, Scene, Visit, VisitReader, Visits};
use crate::report::ink::yaml;
use crate::services::clock::real_now;
use crate::services::inbox::Inbox;
use crate::services::mock::ExpectedStatus;
use crate::services::refusal::Refusal;
use crate::services::{Backend, Bounds, DataStore, Promise, Service};
use crate::session::order::Text;
use crate::session::{Limits, Observer, Order, Prepared, Router, Stage};
use crate::suite::attempt::prepared;
use crate::suite::collect::check_named;
use crate::suite::coverage::{Collector, Covered};
use crate::suite::init::First;
use crate::suite::properties::{InForce, Watched};
use crate::suite::{Case, How, LastResults, collect, run};

use super::search::Search;

/// How long a run may go on that answers are taken from.
const LIMITS: Limits = Limits { wall: Some(Duration::from_secs(10)), events: 5_000, memory: None };
/// So many different answers of a state are kept.
const MOST_ANSWERS: usize = 8;
/// So many different inputs are kept.
const MOST_STARTS: usize = 40;
/// So many items of a distributed Map are kept: equal ones behave alike.
const MOST_ITEMS: usize = 3;

/// What explorations of a machine begin with.
pub struct Material {
    /// The machine.
    pub machine: Arc<StateMachine>,
    /// Its definition.
    pub document: Document,
    /// Executions to begin with, each other than those before it.
    pub starts: Vec<Start>,
    /// What calls of each state were answered, in the order in which that was seen first.
    pub answers: BTreeMap<StateId, Vec<KnownAnswer>>,
    /// The errors that calls of each state ended in, each other than those before it.
    pub thrown: BTreeMap<StateId, Vec<TaskError>>,
    /// The first items that distributed Maps read.
    pub items: BTreeMap<StateId, Vec<SourceItem>>,
    /// How long each Task's answers take at best, whether they come in time or not.
    pub latencies: BTreeMap<StateId, Latency>,
    /// The Tasks whose failure ends an execution, as a test expects it.
    pub ended_in: BTreeSet<StateId>,
    /// What must hold of every run.
    pub properties: Vec<Arc<Property>>,
    /// What that reads of the way of a run.
    pub watched: Watched,
    /// What is worth saying about it.
    pub remarks: Vec<(Document, Diagnostic)>,
    /// The reference of the machine.
    pub reference: String,
    /// When looking for more is to end.
    until: Option<Instant>,
    /// Whether that cut it short.
    pub is_cut: bool,
}

/// What answers calls that no run has made; it is asked by one at a time.
pub struct Responders(Vec<Router>);

/// How long an answer takes, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Latency {
    /// Until it is there.
    pub answer_ms: i64,
    /// The longest time without a sign of life before that.
    pub silence_ms: i64,
}

/// An execution to begin with.
#[derive(Clone, Debug)]
pub struct Start {
    /// The test that it is of, or what it was made from.
    pub name: String,
    /// Whether somebody wrote its input.
    pub is_given: bool,
    /// Its input.
    pub input: Payload,
    /// Its names, time, context and variables.
    pub setup: Setup,
}

/// What a call was answered.
#[derive(Clone, Debug)]
pub struct KnownAnswer {
    /// The result.
    pub value: Value,
    /// After so many milliseconds.
    pub after_ms: i64,
    /// Whether somebody wrote it; else it was made of the model of the API and of what is read of it.
    pub is_given: bool,
}

impl Material {
    /// What there is for the machine that `reference` names: with `input`, that alone, else the inputs of tests. From
    /// `until` on nothing more is looked for.
    pub fn gather(
        reference: &str,
        input: Option<&Payload>,
        mocks: &[String],
        until: Option<Instant>,
        settings: &Settings,
    ) -> Result<(Self, Responders), Error> {
        let reference = settings.reference(reference)?;
        let untested = Covered::of(&reference, settings)?;
        check_named(mocks, settings)?;
        let mut cases = collect(mocks, &[], &LastResults::default(), settings)?.cases;
        cases.retain(|case| untested.is_run_by(case));
        let mut material = Self {
            machine: Arc::clone(&untested.machine),
            document: untested.document().clone(),
            starts: Vec::new(),
            answers: BTreeMap::new(),
            thrown: BTreeMap::new(),
            items: BTreeMap::new(),
            latencies: BTreeMap::new(),
            ended_in: BTreeSet::new(),
            properties: Vec::new(),
            watched: Watched::default(),
            remarks: Vec::new(),
            reference: reference.clone(),
            until,
            is_cut: false,
        };
        let mut in_force = InForce::default();
        for case in &cases {
            if let Ok(stage) = &case.stage {
                in_force.add(InForce::of(stage, &reference, settings)?);
            }
        }
        let written = material.of_cases(&cases);
        let responders = material.of_order(&reference, input, mocks, (settings, &mut in_force))?;
        material.look_for(in_force);
        if let Some(input) = input {
            let names: BTreeSet<&str> = written.iter().map(String::as_str).collect();
            material.starts.retain(|start| !names.contains(&*start.name));
            let given = material.starts.len();
            let search = Search::given(&untested, settings, input.value());
            search.into_iter().for_each(|search| material.of_search(search));
            material.starts.truncate(given.max(1));
        } else {
            let collector = Collector::default();
            let results = run(&cases, How { coverage: Some(&collector), ..How::default() });
            let covered = collector.gather(&cases).into_iter().next().unwrap_or(untested);
            let search = Search::of(&covered, &cases, &results, settings);
            search.into_iter().for_each(|search| material.of_search(search));
        }
        Ok((material, responders))
    }

    /// Runs the tests of the whole machine; their names.
    fn of_cases(&mut self, cases: &[Case<'_>]) -> Vec<String> {
        let mut names = Vec::new();
        for case in cases.iter().filter(|case| case.is_to_run()) {
            let (Ok(stage), Some(test)) = (&case.stage, &case.test) else { continue };
            if test.state.is_some() || test.from.is_some() || test.until.is_some() {
                continue;
            }
            names.push(case.name.clone());
            if self.is_late() {
                continue;
            }
            if let Ok(prepared) = prepared(stage, &case.order, test) {
                let failed_in = self.take(prepared, &case.name, true);
                let expected =
                    test.expect.status == Some(ExpectedStatus::Failed) || test.expect.error.is_some();
                self.ended_in.extend(failed_in.filter(|_| expected));
            }
        }
        names
    }

    /// What mocks answer without a test, and the input that is given.
    fn of_order(
        &mut self,
        reference: &str,
        input: Option<&Payload>,
        mocks: &[String],
        (settings, in_force): (&Settings, &mut InForce),
    ) -> Result<Responders, Error> {
        let mut responders = Vec::new();
        let order = Order {
            mocks: mocks.iter().map(|path| Text::File(path.clone())).collect(),
            input: input.cloned(),
            start: crate::base::time::Time::parse(crate::suite::START),
            ..Order::new(Text::File(reference.to_owned()))
        };
        let stage = Stage::read(&order, settings)?;
        in_force.add(InForce::of(&stage, reference, settings)?);
        match stage.prepare(&order, None) {
            Ok(prepared) => {
                responders.push(prepared.world.router.clone());
                if input.is_some() {
                    self.take(prepared, "the input that was given", true);
                }
            }
            Err(error) if input.is_some() => return Err(error),
            Err(_) => {}
        }
        let first = First::of(self.document.value());
        let mut head = Object::from_iter([("version", Value::from(1_i64))]);
        head.insert("mocks", Value::from(first.mocks()));
        let text = yaml::text(&Value::from(head));
        let shaped = Order {
            mocks: vec![Text::Given(Source::new("shapes.sfn.yaml", text))],
            input: Some(input.cloned().unwrap_or_else(|| first.input.into())),
            ..order
        };
        if let Ok(prepared) = Stage::read(&shaped, settings).and_then(|stage| stage.prepare(&shaped, None)) {
            responders.push(prepared.world.router.clone());
            if self.starts.is_empty() {
                self.take(prepared, "an input made of what is read of it", false);
            }
        }
        Ok(Responders(responders))
    }

    /// Inputs and answers that lead on ways which no test takes.
    fn of_search(&mut self, search: Search<'_, '_>) {
        for (name, stage, order, case) in search.until(self.until).reaching() {
            if self.is_late() {
                return;
            }
            if let Ok(prepared) = prepared(&stage, &order, &case) {
                self.take(prepared, &name, false);
            }
        }
    }

    /// Whether there is no time for more.
    fn is_late(&mut self) -> bool {
        let is_late = self.until.is_some_and(|until| real_now() >= until);
        self.is_cut |= is_late;
        is_late
    }

    /// The same for `machine`, of which nothing was answered yet.
    #[must_use]
    pub fn mirror(&self, machine: &Arc<StateMachine>) -> Self {
        Self {
            machine: Arc::clone(machine),
            document: self.document.clone(),
            starts: self.starts.clone(),
            answers: BTreeMap::new(),
            thrown: BTreeMap::new(),
            items: self.items.clone(),
            latencies: BTreeMap::new(),
            ended_in: BTreeSet::new(),
            properties: Vec::new(),
            watched: Watched::default(),
            remarks: Vec::new(),
            reference: self.reference.clone(),
            until: self.until,
            is_cut: self.is_cut,
        }
    }

    /// Runs `prepared`, and keeps its input and what was answered. Returns the Task that ended it by failing.
    fn take(&mut self, mut prepared: Prepared, name: &str, is_given: bool) -> Option<StateId> {
        prepared.setup.keep_children = true;
        prepared.setup.count_waits = true;
        let (input, setup) = (prepared.input.clone(), prepared.setup.clone());
        let mut execution = prepared.start();
        let mut reader = Reader::default();
        let mut watch =
            Watch { visits: Visits::new(setup.start), children: BTreeMap::new(), reader: &mut reader };
        let mut tap =
            Tap { router: prepared.world.router, items: BTreeMap::new(), latencies: BTreeMap::new() };
        let clock = &mut *prepared.world.clock;
        let host = crate::session::host::Host {
            backend: &mut tap,
            clock,
            limits: LIMITS,
            observer: &mut watch,
            leader: None,
        };
        // What a run saw that does not end is of use, too.
        let _ = host.drive(&mut execution);
        let _ = watch.finish();
        if self.starts.len() < MOST_STARTS && !self.starts.iter().any(|known| is_same(known, &input, &setup))
        {
            self.starts.push(Start { name: name.to_owned(), is_given, input, setup });
        }
        for (state, value, after_ms) in reader.answers {
            self.know(state, KnownAnswer { value, after_ms, is_given });
        }
        for (state, error) in reader.thrown {
            let known = self.thrown.entry(state).or_default();
            if known.len() < MOST_ANSWERS && !known.contains(&error) {
                known.push(error);
            }
        }
        for (state, items) in tap.items {
            self.items.entry(state).or_insert(items);
        }
        for (state, latency) in tap.latencies {
            let known = self.latencies.entry(state).or_insert(latency);
            known.answer_ms = known.answer_ms.min(latency.answer_ms);
            known.silence_ms = known.silence_ms.min(latency.silence_ms);
        }
        match execution.outcome() {
            Some(Outcome::Failed(failure)) => {
                let is_same = |(_, name): &&(StateId, Arc<str>)| Some(name) == failure.error.error.as_ref();
                reader.failed.as_ref().filter(is_same).map(|(state, _)| *state)
            }
            Some(Outcome::Succeeded(_) | Outcome::TimedOut | Outcome::Aborted(_)) | None => None,
        }
    }

    fn know(&mut self, state: StateId, answer: KnownAnswer) {
        let known = self.answers.entry(state).or_default();
        if let Some(other) = known.iter_mut().find(|other| other.value == answer.value) {
            other.after_ms = other.after_ms.min(answer.after_ms);
        } else if known.len() < MOST_ANSWERS {
            known.push(answer);
        }
    }

    /// Finds an answer to a call of a state that none is known of: what mock files say, else one of the right shape.
    pub fn ask(&mut self, responders: &Responders, call: &Call) {
        for (at, router) in responders.0.iter().enumerate() {
            let mut router = router.clone();
            let Ok(Promise::Now(answer)) = router.call(call, &self.machine) else { continue };
            let result = answer.reply.iter().find_map(|(after, signal)| match signal {
                Signal::Succeeded(output) => Some((*after, output.value().clone())),
                Signal::Started { .. }
                | Signal::Submitted(_)
                | Signal::SubmitFailed(_)
                | Signal::Heartbeat
                | Signal::Failed(_) => None,
            });
            if let Some((after_ms, value)) = result {
                let is_given = at + 1 < responders.0.len();
                return self.know(call.state, KnownAnswer { value, after_ms, is_given });
            }
        }
        self.answers.entry(call.state).or_default();
    }
}

fn is_same(known: &Start, input: &Payload, setup: &Setup) -> bool {
    known.input.value() == input.value()
        && known.setup.variables == setup.variables
        && known.setup.context == setup.context
}

/// Passes everything on to a router, and keeps the items of distributed Maps.
struct Tap {
    router: Router,
    items: BTreeMap<StateId, Vec<SourceItem>>,
    latencies: BTreeMap<StateId, Latency>,
}

impl Service for Tap {
    fn call(&mut self, call: &Call, machine: &StateMachine) -> Result<Promise, Box<Refusal>> {
        let promise = self.router.call(call, machine)?;
        if let Promise::Now(answer) = &promise
            && let Some((last, Signal::Succeeded(_))) = answer.reply.last()
        {
            let times = answer.reply.iter().map(|(after, _)| *after);
            let gaps =
                times.clone().zip(std::iter::once(0).chain(times)).map(|(after, before)| after - before);
            let latency = Latency { answer_ms: *last, silence_ms: gaps.max().unwrap_or(0) };
            let known = self.latencies.entry(call.state).or_insert(latency);
            known.answer_ms = known.answer_ms.min(latency.answer_ms);
            known.silence_ms = known.silence_ms.min(latency.silence_ms);
        }
        Ok(promise)
    }

    fn cancel(&mut self, ticket: Ticket) {
        self.router.cancel(ticket);
    }
}

impl DataStore for Tap {
    fn supply(&mut self, request: &DataCall, machine: &StateMachine) -> Result<DataReply, Box<Refusal>> {
        let reply = self.router.supply(request, machine)?;
        if let DataReply::Items { items, .. } = &reply {
            let kept = self.items.entry(request.state).or_default();
            kept.extend(items.iter().take(MOST_ITEMS.saturating_sub(kept.len())).cloned());
        }
        Ok(reply)
    }
}

impl Backend for Tap {
    fn inbox(&self) -> &Inbox {
        self.router.inbox()
    }

    fn held(&self) -> usize {
        self.router.held()
    }

    fn bound(&mut self, bounds: Bounds) {
        self.router.bound(bounds);
    }
}

/// What was answered in a run.
#[derive(Default)]
struct Reader {
    answers: Vec<(StateId, Value, i64)>,
    thrown: Vec<(StateId, TaskError)>,
    /// The Task that failed last, and with what.
    failed: Option<(StateId, Arc<str>)>,
}

struct Watch<'r> {
    visits: Visits,
    /// Those of the child executions of distributed Maps.
    children: BTreeMap<ExecutionId, Visits>,
    reader: &'r mut Reader,
}

impl Watch<'_> {
    fn finish(mut self) -> io::Result<()> {
        for mut visits in std::mem::take(&mut self.children).into_values() {
            visits.finish(self.reader)?;
        }
        self.visits.finish(self.reader)
    }
}

impl Observer for Watch<'_> {
    fn records(&mut self, records: &[Record]) -> io::Result<()> {
        records.iter().try_for_each(|record| self.visits.record(record, self.reader))
    }

    fn children(&mut self, children: &[ChildRecords]) -> io::Result<()> {
        for child in children {
            let new = || Visits::new(self.visits.now());
            let visits = self.children.entry(child.execution).or_insert_with(new);
            child.records.iter().try_for_each(|record| visits.record(record, self.reader))?;
        }
        Ok(())
    }
}

impl VisitReader for Reader {
    fn step(&mut self, _scene: Scene<'_>, _step: &Happening<'_>) -> io::Result<()> {
        Ok(())
    }

    fn over(&mut self, _scene: Scene<'_>, visit: Arc<Visit>) -> io::Result<Option<Arc<Visit>>> {
        if let Some(name) =
            visit.failure.as_ref().filter(|_| visit.calls > 0).and_then(|f| f.error.error.clone())
        {
            self.failed = Some((visit.state, name));
        }
        for attempt in visit.attempts.iter().filter(|attempt| attempt.ticket.is_some()) {
            let took = attempt.ended.map_or(0, |ended| ended.since(attempt.began));
            match &attempt.outcome {
                Some(Ok(value)) => self.answers.push((visit.state, value.clone(), took)),
                Some(Err(error)) if attempt.ran_out.is_none() => {
                    self.thrown.push((visit.state, error.clone()));
                }
                Some(Err(_)) | None => {}
            }
        }
        Ok(Some(visit))
    }
}
