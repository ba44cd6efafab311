//! `--format json`: how a run ended, which way it took and what was called, as one document.
//!
//! Counts grow with the number of states, lists stop at a limit, so that a loop of a million rounds is
//! summed up as easily as one.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::asl::machine::{Kind, StateId};
use crate::base::members::{Members, array, object, text};
use crate::engine::call::{TaskError, Ticket};
use crate::engine::history::Branch;
use crate::engine::tally::Tally;
use crate::record::visits::{MapRun, Reader, Scene, Step, Visit, Visits, What};
use crate::report::runs::{Run, Stop, VisitReport, maprun, resource};

/// `path`, `calls` and `map_runs` hold so many entries at most.
const LONGEST: usize = 10_000;

/// Collects and then writes the document.
pub struct Json<'a> {
    run: Run<'a>,
    out: &'a mut dyn Write,
    path: Vec<StateId>,
    states: Vec<Amounts>,
    calls: Vec<Called>,
    calls_left_out: usize,
    /// Which of `calls` each call under way is.
    open: BTreeMap<Ticket, usize>,
    map_runs: Vec<(StateId, Box<Tally>)>,
}

/// What is counted of one state.
#[derive(Clone, Debug, Default)]
struct Amounts {
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

impl<'a> Json<'a> {
    /// A report that writes to `out`.
    #[must_use]
    pub fn new(run: Run<'a>, out: &'a mut dyn Write) -> Self {
        Self {
            run,
            out,
            path: Vec::new(),
            states: vec![Amounts::default(); run.machine.states.len()],
            calls: Vec::new(),
            calls_left_out: 0,
            open: BTreeMap::new(),
            map_runs: Vec::new(),
        }
    }

    fn entered(&mut self, branch: Branch, state: StateId) {
        self.states[state.0 as usize].visits += 1;
        if branch == Branch(0) && self.path.len() <= LONGEST {
            self.path.push(state);
        }
    }

    fn called(&mut self, scene: Scene<'_>, state: StateId, visit: &Visit) {
        if self.calls.len() == LONGEST {
            self.calls_left_out += 1;
            return;
        }
        let path = scene.branches.path(visit.branch);
        let item = path
            .iter()
            .rev()
            .find(|origin| matches!(self.run.machine.state(origin.state).kind, Kind::Map(_)));
        if let Some(ticket) = visit.call().and_then(|call| call.ticket) {
            self.open.insert(ticket, self.calls.len());
        }
        let (index, attempt) = (item.map(|origin| origin.index), visit.calls.saturating_sub(1));
        self.calls.push(Called { state, index, attempt, outcome: None });
    }

    fn answered(&mut self, state: StateId, visit: &Visit) {
        let Some(call) = visit.call() else { return };
        self.states[state.0 as usize].retries += usize::from(call.retry.is_some());
        if let Some(at) = call.ticket.and_then(|ticket| self.open.remove(&ticket)) {
            self.calls[at].outcome =
                call.outcome.as_ref().map(|outcome| outcome.as_ref().map(|_| ()).map_err(Clone::clone));
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

    fn map_run(&self, (state, tally): &(StateId, Box<Tally>), out: &mut Vec<u8>) {
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
            members.text("resource", &resource(task));
        }
        match &call.outcome {
            Some(Ok(())) => members.text("outcome", "succeeded"),
            Some(Err(error)) => members.text("outcome", "failed").maybe("error", error.error.as_deref()),
            None => members.text("outcome", "unanswered"),
        };
    }
}

impl Reader for Json<'_> {
    fn step(&mut self, scene: Scene<'_>, step: &Step<'_>) -> io::Result<()> {
        let (Some(state), visit) = (step.state, step.visit) else { return Ok(()) };
        match (step.what, visit) {
            (What::Entered, _) => self.entered(step.branch, state),
            (What::Called, Some(visit)) => self.called(scene, state, visit),
            (What::Answered, Some(visit)) => self.answered(state, visit),
            (What::Retrying, _) => self.states[state.0 as usize].retries += 1,
            (What::Failed, _) => self.states[state.0 as usize].failed += 1,
            (What::MapRun(MapRun::Counted(tally)), _) if self.map_runs.len() < LONGEST => {
                self.map_runs.push((state, Box::new(tally.clone())));
            }
            (
                What::Started(_)
                | What::ChildrenStarted(_)
                | What::ChildBegan(..)
                | What::ChildEnded(..)
                | What::Called
                | What::Submitted
                | What::Answered
                | What::Aborted
                | What::EvaluationFailed(..)
                | What::MapRun(_),
                _,
            ) => {}
        }
        Ok(())
    }

    fn over(&mut self, _scene: Scene<'_>, visit: Box<Visit>) -> io::Result<Option<Box<Visit>>> {
        Ok(Some(visit))
    }
}

impl VisitReport for Json<'_> {
    fn finish(&mut self, visits: &Visits, _wall_ms: u64) -> io::Result<()> {
        let mut out = Vec::new();
        object(&mut out, |m| {
            m.text("status", visits.end().map_or("RUNNING", |end| end.status));
            if let Some(end) = visits.end() {
                if let Some(output) = &end.output {
                    m.value("output", output);
                }
                m.maybe("error", end.error.error.as_deref()).maybe("cause", end.error.cause.as_deref());
            }
            m.plain("duration_ms", visits.now().millis() - self.run.start.millis());
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
    fn abandon(&mut self, _visits: &Visits, _stop: &Stop, _wall_ms: u64) -> io::Result<()> {
        Ok(())
    }
}
