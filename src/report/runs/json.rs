//! `--format json`: how a run ended, which way it took and what was called, as one document.
//!
//! Counts grow with the number of states, lists stop at a limit, so that a loop of a million rounds is
//! summed up as easily as one.

use std::io::{self, Write};
use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::base::members::{array, object, text};
use crate::engine::history::Branch;
use crate::engine::tally::Tally;
use crate::record::visits::{
    BranchStart, Ended, Follow, Happening, HappeningKind, MapRun, Scene, Visit, VisitReader, Visits,
};
use crate::report::runs::calls::{Calls, MAX_CALLS};
use crate::report::runs::failure::{self, Trail};
use crate::report::runs::{Run, Stop, VisitReport, maprun, stopped};

/// How many visits are kept to explain a failure: enough for what people write, few beside a loop of a million.
const FOLLOWED: usize = 2000;

/// Collects and then writes the document.
pub struct Json<'a> {
    run: Run<'a>,
    out: &'a mut dyn Write,
    path: Vec<StateId>,
    states: Vec<Amounts>,
    calls: Calls,
    map_runs: Vec<(StateId, Box<Tally>)>,
    trail: Trail,
}

/// What is counted of one state.
#[derive(Clone, Debug, Default)]
struct Amounts {
    visits: usize,
    failed: usize,
    retries: usize,
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
            calls: Calls::default(),
            map_runs: Vec::new(),
            trail: Trail::of_first(FOLLOWED),
        }
    }

    fn entered(&mut self, branch: Branch, state: StateId) {
        self.states[state.0 as usize].visits += 1;
        if branch == Branch(0) && self.path.len() <= MAX_CALLS {
            self.path.push(state);
        }
    }

    fn answered(&mut self, state: StateId, visit: &Visit) {
        let Some(call) = visit.call() else { return };
        self.states[state.0 as usize].retries += usize::from(call.retry.is_some());
        self.calls.answered(call);
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

    /// Writes the document; `stop` says why it holds no more.
    fn write(&mut self, visits: &Visits, stop: Option<&Stop>) -> io::Result<()> {
        let mut out = Vec::new();
        object(&mut out, |m| {
            let unended = if stop.is_some() { "STOPPED" } else { "RUNNING" };
            m.text("status", visits.end().map_or(unended, |end| end.status));
            if let Some(stop) = stop {
                stopped::write(stop, &self.run, m);
            }
            if let Some(end) = visits.end() {
                if let Some(output) = &end.output {
                    m.value("output", output);
                }
                m.maybe("error", end.error.error.as_deref()).maybe("cause", end.error.cause.as_deref());
                failure::write(&self.run, visits, &self.trail, m);
            }
            m.plain("duration_ms", visits.now().since(self.run.start));
            let path = self.path.iter().take(MAX_CALLS).map(|state| &*self.run.machine.state(*state).name);
            let more = (self.path.len() > MAX_CALLS).then_some("…");
            m.put("path", |out| array(out, path.chain(more), text));
            m.put("states", |out| self.states(out));
            self.calls.write(m, self.run.machine, self.run.start);
            if !self.map_runs.is_empty() {
                m.put("map_runs", |out| array(out, &self.map_runs, |out, run| self.map_run(run, out)));
            }
        });
        out.push(b'\n');
        self.out.write_all(&out)?;
        self.out.flush()
    }
}

impl VisitReader for Json<'_> {
    fn step(&mut self, scene: Scene<'_>, step: &Happening<'_>) -> io::Result<()> {
        self.trail.step(step);
        let (Some(state), visit) = (step.state, step.visit) else { return Ok(()) };
        match (step.what, visit) {
            (HappeningKind::Entered, _) => self.entered(step.branch, state),
            (HappeningKind::Called, Some(visit)) => self.calls.called(scene, self.run.machine, state, visit),
            (HappeningKind::Answered, Some(visit)) => self.answered(state, visit),
            (HappeningKind::Retrying, _) => self.states[state.0 as usize].retries += 1,
            (HappeningKind::Failed, _) => self.states[state.0 as usize].failed += 1,
            (HappeningKind::MapRun(MapRun::Counted(tally)), _) if self.map_runs.len() < MAX_CALLS => {
                self.map_runs.push((state, Box::new(tally.clone())));
            }
            (
                HappeningKind::Started(_)
                | HappeningKind::ChildrenStarted(_)
                | HappeningKind::ChildBegan(..)
                | HappeningKind::ChildEnded(..)
                | HappeningKind::Called
                | HappeningKind::Submitted
                | HappeningKind::Answered
                | HappeningKind::Aborted
                | HappeningKind::EvaluationFailed(..)
                | HappeningKind::MapRun(_),
                _,
            ) => {}
        }
        Ok(())
    }

    fn over(&mut self, _scene: Scene<'_>, visit: Arc<Visit>) -> io::Result<Option<Arc<Visit>>> {
        Ok(self.trail.keep(visit))
    }

    fn follows(&self) -> Follow {
        if self.trail.follows() { Follow::Whole } else { Follow::Eventful }
    }

    fn child_over(&mut self, child: Branch, origin: BranchStart, ended: Ended) {
        self.trail.child_over(child, origin.parent, ended);
    }
}

impl VisitReport for Json<'_> {
    fn held(&self) -> usize {
        self.calls.held() + self.map_runs.len() * size_of::<Tally>()
    }

    fn finish(&mut self, visits: &Visits, _wall_ms: u64) -> io::Result<()> {
        self.write(visits, None)
    }

    /// No status of AWS would be true of an execution that was given up, so it has one of its own.
    fn abandon(&mut self, visits: &Visits, stop: &Stop, _wall_ms: u64) -> io::Result<()> {
        self.write(visits, Some(stop))
    }
}
