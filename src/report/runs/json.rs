//! `--format json`: how a run ended, which way it took and what was called, as one document.
//!
//! Counts grow with the number of states, lists stop at a limit, so that a loop of a million rounds is
//! summed up as easily as one.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::asl::machine::{Kind, StateId};
use crate::base::time::Time;
use crate::base::value::Value;
use crate::engine::call::TaskError;
use crate::engine::history::{Detail, Event, Line, Note, Record};
use crate::engine::tally;

use crate::report::ink::members::{Members, array, object, text};
use crate::report::runs::lines::Lines;
use crate::report::runs::{Report, Run, Stop, maprun, timeout};

/// `path` and `calls` hold so many entries at most.
const LONGEST: usize = 10_000;

/// Collects and then writes the document.
pub struct Summary<'a> {
    run: Run<'a>,
    out: &'a mut dyn Write,
    lines: Lines,
    path: Vec<StateId>,
    states: Vec<Tally>,
    calls: Vec<Called>,
    calls_left_out: usize,
    map_runs: Vec<(StateId, Box<tally::Tally>)>,
    /// The attempt under way on a line.
    open: BTreeMap<Line, Open>,
    end: Option<End>,
    now: Time,
}

#[derive(Clone, Debug, Default)]
struct Tally {
    visits: usize,
    failed: usize,
    retries: usize,
}

#[derive(Debug)]
struct Called {
    state: StateId,
    index: Option<usize>,
    attempt: usize,
    /// Unknown while it runs.
    outcome: Option<Result<(), TaskError>>,
}

#[derive(Debug)]
struct Open {
    attempts: usize,
    call: Option<usize>,
}

#[derive(Debug)]
struct End {
    status: &'static str,
    output: Option<Value>,
    error: TaskError,
}

impl<'a> Summary<'a> {
    /// A report that writes to `out`.
    #[must_use]
    pub fn new(run: Run<'a>, out: &'a mut dyn Write) -> Self {
        Self {
            run,
            out,
            lines: Lines::default(),
            path: Vec::new(),
            states: vec![Tally::default(); run.machine.states.len()],
            calls: Vec::new(),
            calls_left_out: 0,
            map_runs: Vec::new(),
            open: BTreeMap::new(),
            end: None,
            now: run.start,
        }
    }

    fn event(&mut self, event: &Event) {
        self.now = event.at;
        match &event.detail {
            Detail::ExecutionSucceeded { output } => {
                let output = Some(output.value().clone());
                self.end = Some(End { status: "SUCCEEDED", output, error: TaskError::default() });
            }
            Detail::ExecutionFailed(error) => self.ended("FAILED", error.clone()),
            Detail::ExecutionAborted(error) => self.ended("ABORTED", error.clone()),
            Detail::ExecutionTimedOut => self.ended("TIMED_OUT", timeout()),
            Detail::StateEntered { state, .. } => {
                self.states[state.0 as usize].visits += 1;
                if event.line == Line(0) && self.path.len() <= LONGEST {
                    self.path.push(*state);
                }
                self.open.insert(event.line, Open { attempts: 0, call: None });
            }
            Detail::StateExited { .. } => {
                self.open.remove(&event.line);
            }
            Detail::TaskScheduled(scheduled) => self.called(event.line, scheduled.state),
            Detail::TaskSucceeded { .. } => self.answered(event.line, Ok(())),
            Detail::TaskFailed { error, .. } | Detail::TaskSubmitFailed { error, .. } => {
                self.answered(event.line, Err(error.clone()));
            }
            Detail::TaskTimedOut { .. } => self.answered(event.line, Err(timeout())),
            Detail::ExecutionStarted { .. }
            | Detail::StateStarted { .. }
            | Detail::StateSucceeded { .. }
            | Detail::StateFailed { .. }
            | Detail::StateAborted { .. }
            | Detail::EvaluationFailed { .. }
            | Detail::IterationStarted { .. }
            | Detail::IterationSucceeded { .. }
            | Detail::IterationFailed { .. }
            | Detail::IterationAborted { .. }
            | Detail::MapRunStarted { .. }
            | Detail::MapRunSucceeded { .. }
            | Detail::MapRunFailed { .. }
            | Detail::MapRunAborted { .. }
            | Detail::TaskStarted { .. }
            | Detail::TaskSubmitted { .. } => {}
        }
    }

    fn ended(&mut self, status: &'static str, error: TaskError) {
        self.end = Some(End { status, output: None, error });
    }

    fn called(&mut self, line: Line, state: StateId) {
        let Some(open) = self.open.get_mut(&line) else { return };
        let attempt = open.attempts;
        open.attempts += 1;
        if self.calls.len() == LONGEST {
            self.calls_left_out += 1;
            open.call = None;
            return;
        }
        let is_item = |origin: &&super::lines::Origin| {
            matches!(self.run.machine.state(origin.state).kind, Kind::Map(_))
        };
        let index = self.lines.path(line).iter().rev().find(is_item).map(|origin| origin.index);
        open.call = Some(self.calls.len());
        self.calls.push(Called { state, index, attempt, outcome: None });
    }

    fn answered(&mut self, line: Line, outcome: Result<(), TaskError>) {
        if let Some(call) = self.open.get_mut(&line).and_then(|open| open.call.take()) {
            self.calls[call].outcome = Some(outcome);
        }
    }

    fn states(&self, out: &mut Vec<u8>) {
        let visited = self.run.machine.states.iter().zip(&self.states).filter(|(_, tally)| tally.visits > 0);
        array(out, visited, |out, (state, tally)| {
            object(out, |m| {
                m.text("name", &state.name).text("type", state.kind.name()).plain("visits", tally.visits);
                if tally.failed > 0 {
                    m.plain("failed", tally.failed);
                }
                if tally.retries > 0 {
                    m.plain("retries", tally.retries);
                }
            });
        });
    }

    fn map_run(&self, (state, tally): &(StateId, Box<tally::Tally>), out: &mut Vec<u8>) {
        object(out, |m| {
            m.text("state", &self.run.machine.state(*state).name).text("map_run", &tally.arn);
            maprun::counts(m, tally, self.run.machine);
        });
    }

    fn call(&self, call: &Called, members: &mut Members<'_>) {
        let state = self.run.machine.state(call.state);
        members.text("state", &state.name);
        if let Some(index) = call.index {
            members.plain("index", index);
        }
        members.plain("attempt", call.attempt);
        if let Kind::Task(task) = &state.kind {
            let resource = format!("{}{}", task.resource.short_name(), task.resource.pattern.suffix());
            members.text("resource", &resource);
        }
        match &call.outcome {
            Some(Ok(())) => members.text("outcome", "succeeded"),
            Some(Err(error)) => members.text("outcome", "failed").maybe("error", error.error.as_deref()),
            None => members.text("outcome", "unanswered"),
        };
    }
}

impl Report for Summary<'_> {
    fn record(&mut self, record: &Record) -> io::Result<()> {
        self.lines.learn(record);
        match record {
            Record::Event(event) => self.event(event),
            Record::Note(Note::Retrying { state, .. }) => self.states[state.0 as usize].retries += 1,
            Record::Note(Note::Failed { state, .. }) => self.states[state.0 as usize].failed += 1,
            Record::Note(Note::MapRun { state, tally, .. }) if self.map_runs.len() < LONGEST => {
                self.map_runs.push((*state, tally.clone()));
            }
            Record::Note(
                Note::BranchStarted { .. }
                | Note::Context { .. }
                | Note::MapRunGoesOn { .. }
                | Note::MapRun { .. },
            ) => {}
        }
        Ok(())
    }

    fn finish(&mut self, _wall_ms: u64) -> io::Result<()> {
        let mut out = Vec::new();
        object(&mut out, |m| {
            m.text("status", self.end.as_ref().map_or("RUNNING", |end| end.status));
            if let Some(end) = &self.end {
                if let Some(output) = &end.output {
                    m.value("output", output);
                }
                m.maybe("error", end.error.error.as_deref()).maybe("cause", end.error.cause.as_deref());
            }
            m.plain("duration_ms", self.now.millis() - self.run.start.millis());
            let path = self.path.iter().take(LONGEST).map(|state| &*self.run.machine.state(*state).name);
            let more = (self.path.len() > LONGEST).then_some("…");
            m.put("path", |out| array(out, path.chain(more), text));
            m.put("states", |out| self.states(out));
            m.put("calls", |out| array(out, &self.calls, |out, call| object(out, |m| self.call(call, m))));
            if self.calls_left_out > 0 {
                m.plain("calls_left_out", self.calls_left_out);
            }
            if !self.map_runs.is_empty() {
                m.put("map_runs", |out| array(out, &self.map_runs, |out, run| self.map_run(run, out)));
            }
        });
        out.push(b'\n');
        self.out.write_all(&out)?;
        self.out.flush()
    }

    /// No status would be true of an execution that was given up, so nothing is said.
    fn abandon(&mut self, _stop: &Stop<'_>, _wall_ms: u64) -> io::Result<()> {
        Ok(())
    }
}
