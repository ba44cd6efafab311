//! `Marks`: what a run covers, taken from the visits that the facts of a test are read from.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use crate::asl::errors::is_match;
use crate::asl::machine::{Kind, State, StateId, StateMachine};
use crate::base::time::Time;
use crate::engine::ChildRecords;
use crate::engine::failure::Failure;
use crate::engine::history::Transition;
use crate::engine::ids::ExecutionId;
use crate::record::visits::{Follow, Happening, HappeningKind, Scene, TimeLimit, Visit, VisitReader, Visits};

use super::goals::Goal;

/// How often states were entered, and ways through them taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Visits by state.
    pub visits: BTreeMap<StateId, u64>,
    /// How often each way was taken; those that were not are not in it.
    pub hits: BTreeMap<(StateId, Goal), u64>,
}

impl Marks {
    /// Adds what another run covered of the same machine.
    pub fn add(&mut self, other: &Self) {
        for (state, visits) in &other.visits {
            *self.visits.entry(*state).or_default() += visits;
        }
        for (goal, hits) in &other.hits {
            *self.hits.entry(*goal).or_default() += hits;
        }
    }

    /// How often `state` was entered.
    pub fn visits(&self, state: StateId) -> u64 {
        self.visits.get(&state).copied().unwrap_or(0)
    }

    /// How often `goal` of `state` was reached.
    pub fn hits(&self, state: StateId, goal: Goal) -> u64 {
        self.hits.get(&(state, goal)).copied().unwrap_or(0)
    }

    fn hit(&mut self, state: StateId, goal: Goal) {
        *self.hits.entry((state, goal)).or_default() += 1;
    }
}

/// Collects the marks of a run as its visits come together; those of child executions, too.
pub struct Marker {
    machine: Arc<StateMachine>,
    marks: Marks,
    children: BTreeMap<ExecutionId, Visits>,
}

impl Marker {
    /// Collects what a run of `machine` covers.
    pub fn new(machine: Arc<StateMachine>) -> Self {
        Self { machine, marks: Marks::default(), children: BTreeMap::new() }
    }

    /// Takes the records of child executions of distributed Maps.
    pub fn children(&mut self, children: &[ChildRecords], now: Time) -> io::Result<()> {
        for child in children {
            let mut visits = self.children.remove(&child.execution).unwrap_or_else(|| Visits::new(now));
            child.records.iter().try_for_each(|record| visits.record(record, self))?;
            match visits.end() {
                Some(_) => visits.finish(self)?,
                None => _ = self.children.insert(child.execution, visits),
            }
        }
        Ok(())
    }

    /// What was covered, after the last visit.
    pub fn finish(mut self) -> io::Result<Marks> {
        for mut visits in std::mem::take(&mut self.children).into_values() {
            visits.finish(&mut self)?;
        }
        Ok(self.marks)
    }

    /// Takes what happened just now.
    pub fn note_step(&mut self, step: &Happening<'_>) {
        let Some(id) = step.state else { return };
        if matches!(step.what, HappeningKind::Entered) {
            *self.marks.visits.entry(id).or_default() += 1;
        }
        let is_tried = matches!(step.what, HappeningKind::Answered | HappeningKind::Retrying);
        if let Some(visit) = step.visit.filter(|_| is_tried) {
            self.retried(id, visit);
        }
    }

    /// An attempt ended; only one that is repeated is looked at, the last one comes with the end of the visit.
    fn retried(&mut self, id: StateId, visit: &Visit) {
        let Some(attempt) = visit.attempts.last() else { return };
        let Some(retry) = attempt.retry else { return };
        self.marks.hit(id, Goal::Retried(retry.retrier));
        self.limit(id, attempt.ran_out);
        self.failed_children(id, visit);
    }

    /// Takes a visit that is over.
    pub fn note_visit(&mut self, visit: &Visit) {
        let id = visit.state;
        let machine = Arc::clone(&self.machine);
        let state = machine.state(id);
        match visit.way {
            Some(Transition::Next(_)) => {
                self.marks.hit(id, Goal::Next);
                if let Some(goal) = items(state, visit) {
                    self.marks.hit(id, goal);
                }
            }
            Some(Transition::Rule(at, _)) => self.marks.hit(id, Goal::Rule(at)),
            Some(Transition::Default(_)) => self.marks.hit(id, Goal::Default),
            Some(Transition::Caught(at, _)) => self.marks.hit(id, Goal::Caught(at)),
            None if visit.failure.is_some() => self.marks.hit(id, Goal::Uncaught),
            None => {}
        }
        if let Some(failure) = visit.failure.as_ref().filter(|failure| !is_of_catcher(state, failure)) {
            let takes = |errors: &[Arc<str>]| {
                let name = failure.error.error.as_deref();
                errors.iter().any(|rule| is_match(rule, name, failure.origin))
            };
            if let Some(at) = state.retry.iter().position(|retrier| takes(&retrier.errors)) {
                self.marks.hit(id, Goal::Exhausted(at));
            }
        }
        let last = visit.attempts.last().filter(|last| last.retry.is_none());
        self.limit(id, last.and_then(|last| last.ran_out));
        if !matches!(visit.way, Some(Transition::Next(_))) {
            self.failed_children(id, visit);
        }
    }

    fn limit(&mut self, id: StateId, limit: Option<TimeLimit>) {
        match limit {
            Some(TimeLimit::Task) => self.marks.hit(id, Goal::TimedOut),
            Some(TimeLimit::Heartbeat) => self.marks.hit(id, Goal::HeartbeatMissed),
            None => {}
        }
    }

    /// Branches or items failed, and the state with them.
    fn failed_children(&mut self, id: StateId, visit: &Visit) {
        let inline = visit.children.is_some_and(|children| children.failed > 0);
        let is_failed = inline || visit.map_run.as_ref().is_some_and(|tally| tally.failed > 0);
        match &self.machine.state(id).kind {
            Kind::Parallel { .. } if is_failed => self.marks.hit(id, Goal::BranchFailed),
            Kind::Map(_) if is_failed => self.marks.hit(id, Goal::ItemsFailed),
            Kind::Parallel { .. }
            | Kind::Map(_)
            | Kind::Task(_)
            | Kind::Pass { .. }
            | Kind::Choice(_)
            | Kind::Wait(_)
            | Kind::Succeed
            | Kind::Fail(_) => {}
        }
    }
}

/// What became of the items of a Map that succeeded; nothing of another state.
fn items(state: &State, visit: &Visit) -> Option<Goal> {
    let Kind::Map(_) = &state.kind else { return None };
    let (all, failed) = match (&visit.map_run, visit.children) {
        (Some(tally), _) => (tally.total, tally.failed),
        (None, Some(children)) => (children.length, children.failed),
        (None, None) => return None,
    };
    Some(match (all, failed) {
        (0, _) => Goal::NoItems,
        (_, 0) => Goal::AllItems,
        (_, _) => Goal::SomeItems,
    })
}

/// Whether a catcher that took the state's error failed itself: no retrier was asked about that.
fn is_of_catcher(state: &State, failure: &Failure) -> bool {
    let inside = failure.why.as_ref().and_then(|why| why.pointer.strip(&state.pointer));
    inside.is_some_and(|inside| inside.starts_with("/Catch/"))
}

impl VisitReader for Marker {
    fn step(&mut self, _scene: Scene<'_>, step: &Happening<'_>) -> io::Result<()> {
        self.note_step(step);
        Ok(())
    }

    fn over(&mut self, _scene: Scene<'_>, visit: Arc<Visit>) -> io::Result<Option<Arc<Visit>>> {
        self.note_visit(&visit);
        Ok(Some(visit))
    }

    fn follows(&self) -> Follow {
        Follow::Outline
    }
}
