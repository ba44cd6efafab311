//! A run as spans: the execution, each visit to a state, each call, each branch and item. Handed on as they end, so a
//! run of a million items needs no more memory than those under way.
//!
//! Ids are made of the execution's ARN and the event, so that the same run has the same spans. X-Ray's own trace has no
//! level for calls of activities; ours is finer (a span a call), as retries are what people look for.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::Subject;
use crate::asl::machine::{Kind, StateId};
use crate::asl::resource::Target;
use crate::base::time::Time;
use crate::base::value::Value;
use crate::engine::call::TaskError;
use crate::engine::history::Branch;
use crate::record::Run;
use crate::record::visits::{
    Attempt, BranchStart, Ended, Happening, HappeningKind, Mark, Scene, Visit, VisitReader, Visits,
};

/// What a span stands for, in OpenTelemetry's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanKind {
    /// Something inside: a state, a branch.
    Internal = 1,
    /// An execution, which somebody asked for.
    Server = 2,
    /// A call.
    Client = 3,
}

/// Something that happened at a moment of a span.
#[derive(Clone, Debug)]
pub struct SpanEvent {
    /// When.
    pub at: Time,
    /// Its name: `retry`, `exception`.
    pub name: &'static str,
    /// More about it.
    pub attributes: Vec<(&'static str, Value)>,
}

/// A part of a run with a start and an end.
#[derive(Clone, Debug)]
pub struct Span {
    /// 32 hex digits; the first eight are the seconds at which the run started.
    pub trace: String,
    /// 16 hex digits.
    pub id: String,
    /// The span around it; none for the execution.
    pub parent: Option<String>,
    /// The machine, the state, `Branch 0`, or what is called.
    pub name: String,
    /// What it stands for.
    pub kind: SpanKind,
    /// When it began.
    pub start: Time,
    /// When it ended.
    pub end: Time,
    /// Texts, numbers and booleans.
    pub attributes: Vec<(&'static str, Value)>,
    /// What happened meanwhile.
    pub events: Vec<SpanEvent>,
    /// What it failed with; none if it did not.
    pub failure: Option<String>,
}

/// Takes spans as they end.
pub trait SpanSink {
    /// Takes one.
    fn span(&mut self, span: Span) -> io::Result<()>;
}

/// The longest message of a failure, in characters.
const MESSAGE: usize = 256;

/// A branch or item under way.
struct Open {
    parent: String,
    start: Time,
    end: Time,
}

/// Makes spans of visits.
pub struct Spans<'r, S> {
    run: Run<'r>,
    execution_arn: String,
    machine_arn: String,
    trace: String,
    open: BTreeMap<Branch, Open>,
    /// What went wrong with the span of a branch, which is told at the end.
    failed: Option<io::Error>,
    /// Where the spans go.
    pub sink: S,
}

impl<'r, S: SpanSink> Spans<'r, S> {
    /// The spans of `run`, which is the execution `subject`.
    pub fn new(run: Run<'r>, subject: &Subject<'_>, sink: S) -> Self {
        let seconds = u32::try_from(run.start.millis().div_euclid(1000)).unwrap_or(0);
        let trace = format!("{seconds:08x}{}", &digest(subject.execution_arn, "trace")[..24]);
        Self {
            run,
            execution_arn: subject.execution_arn.to_owned(),
            machine_arn: subject.machine_arn.to_owned(),
            trace,
            open: BTreeMap::new(),
            failed: None,
            sink,
        }
    }

    /// Hands on the span of the execution, when everything else was.
    pub fn finish(&mut self, visits: &Visits) -> io::Result<()> {
        let (status, failure) = match visits.end() {
            Some(end) if end.status == "SUCCEEDED" => (end.status, None),
            Some(end) => (end.status, Some(message(end.status, &end.error))),
            None => ("RUNNING", None),
        };
        let attributes = vec![
            ("aws.step_functions.state_machine.arn", self.machine_arn.as_str().into()),
            ("sfn.execution.arn", self.execution_arn.as_str().into()),
            ("sfn.execution.status", status.into()),
        ];
        let span = Span {
            attributes,
            failure,
            kind: SpanKind::Server,
            ..self.span(self.id("execution"), None, self.run.name.to_owned(), (self.run.start, visits.now()))
        };
        self.sink.span(span)?;
        self.failed.take().map_or(Ok(()), Err)
    }

    fn id(&self, what: &str) -> String {
        digest(&self.execution_arn, what)[..16].to_owned()
    }

    fn visit_id(&self, visit: &Visit) -> String {
        self.id(&format!("event {}", visit.events.0))
    }

    fn branch_id(&self, branch: Branch) -> String {
        if branch == Branch(0) { self.id("execution") } else { self.id(&format!("branch {}", branch.0)) }
    }

    fn span(&self, id: String, parent: Option<String>, name: String, (start, end): (Time, Time)) -> Span {
        Span {
            trace: self.trace.clone(),
            id,
            parent,
            name,
            kind: SpanKind::Internal,
            start,
            end: end.max(start),
            attributes: Vec::new(),
            events: Vec::new(),
            failure: None,
        }
    }

    fn state(&mut self, visit: &Visit) -> io::Result<()> {
        let id = self.visit_id(visit);
        for attempt in visit.attempts.iter().filter(|attempt| attempt.ticket.is_some()) {
            let span = self.call(visit, attempt, &id);
            self.sink.span(span)?;
        }
        let state = self.run.machine.state(visit.state);
        let parent = Some(self.branch_id(visit.branch));
        let mut span = self.span(id, parent, state.name.to_string(), (visit.entered_at, visit.ended_at));
        span.attributes.push(("sfn.state.type", state.kind.name().into()));
        for attempt in &visit.attempts {
            span.events.extend(retry(attempt));
        }
        let failure = visit.failure.as_ref().map(|failure| &failure.error);
        match (visit.mark(), failure) {
            (Mark::Failed, failure) => {
                span.failure = Some(failure.map_or_else(String::new, |error| message("FAILED", error)));
            }
            (Mark::Caught, Some(error)) => span.events.push(exception(visit.ended_at, error)),
            (Mark::Good | Mark::Caught | Mark::Cut, _) => {}
        }
        self.sink.span(span)
    }

    fn call(&self, visit: &Visit, attempt: &Attempt, parent: &str) -> Span {
        let id = self.id(&format!("event {} call {}", visit.events.0, attempt.number));
        let end = attempt.ended.unwrap_or(visit.ended_at);
        let (name, mut attributes) = called(&self.run, visit.state);
        attributes.push(("sfn.attempt", attempt.number.into()));
        let failure = match &attempt.outcome {
            Some(Err(error)) => Some(message("FAILED", error)),
            Some(Ok(_)) | None => None,
        };
        let span = self.span(id, Some(parent.to_owned()), name, (attempt.began, end));
        Span { attributes, failure, kind: SpanKind::Client, ..span }
    }
}

/// What a Task calls, and what OpenTelemetry calls that.
fn called(run: &Run<'_>, state: StateId) -> (String, Vec<(&'static str, Value)>) {
    let Kind::Task(task) = &run.machine.state(state).kind else { return ("call".to_owned(), Vec::new()) };
    let attributes = match &task.resource.target {
        Target::Service { service, resource, .. } => vec![
            ("rpc.system", "aws-api".into()),
            ("rpc.service", Value::from(&**service)),
            ("rpc.method", Value::from(&**resource)),
        ],
        Target::Activity(_) => vec![("aws.step_functions.activity.arn", Value::from(&*task.resource.arn))],
        Target::Function(_) => vec![("faas.invoked_name", Value::from(&*task.resource.arn))],
    };
    (task.resource.short_name(), attributes)
}

fn retry(attempt: &Attempt) -> Option<SpanEvent> {
    let retry = attempt.retry?;
    let error = match &attempt.outcome {
        Some(Err(error)) => error.error.as_deref().unwrap_or_default(),
        Some(Ok(_)) | None => "",
    };
    Some(SpanEvent {
        at: attempt.ended?,
        name: "retry",
        attributes: vec![
            ("sfn.error", error.into()),
            ("sfn.retry.number", i64::from(retry.retry_number).into()),
            ("sfn.retry.delay_ms", retry.delay_ms.into()),
        ],
    })
}

fn exception(at: Time, error: &TaskError) -> SpanEvent {
    let text = |text: &Option<std::sync::Arc<str>>| Value::from(text.as_deref().unwrap_or_default());
    let attributes = vec![("exception.type", text(&error.error)), ("exception.message", text(&error.cause))];
    SpanEvent { at, name: "exception", attributes }
}

/// `error: cause`, or the status where neither is known.
fn message(status: &str, error: &TaskError) -> String {
    let words = [error.error.as_deref(), error.cause.as_deref()].into_iter().flatten().collect::<Vec<_>>();
    let words = if words.is_empty() { status.to_owned() } else { words.join(": ") };
    words.chars().take(MESSAGE).collect()
}

/// Hex digits of what tells `what` of this execution from all else.
fn digest(execution_arn: &str, what: &str) -> String {
    let hash = Sha256::digest(format!("{execution_arn}\n{what}"));
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl<S: SpanSink> VisitReader for Spans<'_, S> {
    fn step(&mut self, _scene: Scene<'_>, step: &Happening<'_>) -> io::Result<()> {
        if let (HappeningKind::ChildBegan(_, branch), Some(visit)) = (step.what, step.visit) {
            let parent = self.visit_id(visit);
            self.open.insert(branch, Open { parent, start: step.at, end: step.at });
        }
        Ok(())
    }

    fn over(&mut self, _scene: Scene<'_>, visit: Arc<Visit>) -> io::Result<Option<Arc<Visit>>> {
        if let Some(open) = self.open.get_mut(&visit.branch) {
            open.end = open.end.max(visit.ended_at);
        }
        self.state(&visit)?;
        Ok(Some(visit))
    }

    fn child_over(&mut self, child: Branch, origin: BranchStart, ended: Ended) {
        let Some(open) = self.open.remove(&child) else { return };
        let is_map = matches!(self.run.machine.state(origin.state).kind, Kind::Map(_));
        let name = format!("{} {}", if is_map { "Iteration" } else { "Branch" }, origin.index);
        let mut span = self.span(self.branch_id(child), Some(open.parent), name, (open.start, open.end));
        if ended.mark == Mark::Failed {
            span.failure = Some("FAILED".to_owned());
        }
        if let Err(error) = self.sink.span(span) {
            self.failed.get_or_insert(error);
        }
    }
}
