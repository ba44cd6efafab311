//! `Facts`: what a run was, as far as a test may ask.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use crate::asl::machine::{StateId, StateMachine};
use crate::base::secret::Secrets;
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::engine::ChildRecords;
use crate::engine::call::{TaskError, Ticket};
use crate::engine::history::{Branch, Detail, Record, Transition};
use crate::engine::ids::ExecutionId;
use crate::record::secrets;
use crate::record::visits::{Happening, HappeningKind, RunEnd, Scene, Visit, VisitReader, Visits};
use crate::session::{AloneRun, Observer};

use super::alarms::Alarmed;
use super::coverage::{Marker, Marks};
use super::trail::Trail;
use super::why::Why;

/// The most states of a path and arguments of calls that are kept.
const MOST: usize = 100_000;

/// What a run was.
#[derive(Clone, Debug)]
pub struct Facts {
    /// AWS's word for how it ended; for a state that ran alone, TestState's.
    pub status: &'static str,
    /// Its input.
    pub input: Value,
    /// Its output, if it succeeded.
    pub output: Option<Value>,
    /// Its error, if it did not.
    pub error: TaskError,
    /// The state that raised it.
    pub error_state: Option<Arc<str>>,
    /// The states of the machine itself, as they were entered.
    pub path: Vec<Arc<str>>,
    /// All states that were entered, those of branches and items too.
    pub visited: BTreeSet<Arc<str>>,
    /// All states that were left without an error, those of branches and items too.
    pub succeeded: BTreeSet<Arc<str>>,
    /// The arguments of the calls of each state, in the order in which they were made.
    pub calls: BTreeMap<Arc<str>, Vec<Value>>,
    /// How long it took on its own clock, in milliseconds.
    pub duration_ms: i64,
    /// The number of events.
    pub events: u64,
    /// Every error that a state failed with, caught or not, in the order in which they came; those of child executions
    /// only if they are kept.
    pub errors: Vec<Raised>,
    /// The variables of the machine itself at the end.
    pub variables: Object,
    /// The state that would come next, where a part was run.
    pub next: Option<Arc<str>>,
    /// What is wrong with answers that were never used, where the file calls that an error.
    pub unused: Vec<String>,
    /// The errors that were caught in states of the machine itself, by their place in `path`.
    pub caught: BTreeMap<usize, Arc<str>>,
    /// The secrets that came into the run, if they were to be known.
    pub secrets: Secrets,
    /// What the run covers, if that was asked.
    pub marks: Option<Marks>,
    /// The alarms of the template, if the test asks for them.
    pub alarms: Alarmed,
    /// Where values came from and where the time went.
    pub why: Why,
}

/// An error that a state failed with.
#[derive(Clone, Debug)]
pub struct Raised {
    /// The state.
    pub state: Arc<str>,
    /// The error.
    pub error: TaskError,
    /// The child execution of a distributed Map that it happened in, counted from 0.
    pub child: Option<u32>,
}

/// Takes the records of a run.
pub struct Recorder {
    visits: Visits,
    kept: Kept,
    start: Time,
    input: Value,
    events: u64,
    /// The secrets that came in, if they are to be known.
    secrets: Option<Secrets>,
}

#[derive(Default)]
struct Kept {
    path: Vec<StateId>,
    visited: BTreeSet<StateId>,
    succeeded: BTreeSet<StateId>,
    calls: BTreeMap<StateId, Vec<Value>>,
    failed: Vec<(StateId, TaskError, Time)>,
    errors: Vec<ErrorOf>,
    variables: Object,
    last: Option<Transition>,
    marker: Option<Marker>,
    trail: Trail,
    children: Children,
    caught: BTreeMap<usize, Arc<str>>,
}

/// A state, its error, and the child execution in which it was raised.
type ErrorOf = (StateId, TaskError, Option<u32>);

/// What is known of the child executions of distributed Maps.
#[derive(Default)]
struct Children {
    visits: BTreeMap<ExecutionId, Visits>,
    entered: BTreeSet<StateId>,
    succeeded: BTreeSet<StateId>,
    calls: Vec<(StateId, Value)>,
    errors: Vec<ErrorOf>,
}

/// Takes of a child which states it entered, what they called and which errors they failed with.
struct ChildReader<'c> {
    number: u32,
    entered: &'c mut BTreeSet<StateId>,
    succeeded: &'c mut BTreeSet<StateId>,
    calls: &'c mut Vec<(StateId, Value)>,
    errors: &'c mut Vec<ErrorOf>,
    trail: &'c mut Trail,
}

impl VisitReader for ChildReader<'_> {
    fn step(&mut self, _scene: Scene<'_>, step: &Happening<'_>) -> io::Result<()> {
        let Some(state) = step.state else { return Ok(()) };
        if matches!(step.what, HappeningKind::Entered) {
            self.entered.insert(state);
        }
        if matches!(step.what, HappeningKind::Called) {
            self.calls.push((state, args(step)));
        }
        if matches!(step.what, HappeningKind::Failed) {
            self.errors.extend(error(step).map(|error| (state, error, Some(self.number))));
        }
        Ok(())
    }

    fn over(&mut self, _scene: Scene<'_>, visit: Arc<Visit>) -> io::Result<Option<Arc<Visit>>> {
        self.succeeded.extend(succeeded(&visit));
        self.trail.over_in_child(self.number, &visit);
        Ok(Some(visit))
    }
}

impl Children {
    fn take(&mut self, child: &ChildRecords, now: Time, trail: &mut Trail) -> io::Result<()> {
        let Self { visits: known, entered, succeeded, calls, errors } = self;
        let mut visits = known.remove(&child.execution).unwrap_or_else(|| Visits::new(now));
        let mut reader = ChildReader { number: child.number, entered, succeeded, calls, errors, trail };
        child.records.iter().try_for_each(|record| visits.record(record, &mut reader))?;
        match visits.end() {
            Some(_) => visits.finish(&mut reader)?,
            None => _ = known.insert(child.execution, visits),
        }
        Ok(())
    }
}

/// The state, if it was left without an error.
fn succeeded(visit: &Visit) -> Option<StateId> {
    let is_caught = |way: Transition| matches!(way, Transition::Caught(..));
    visit.way.filter(|way| !is_caught(*way)).map(|_| visit.state)
}

/// The arguments of the call that was just made.
fn args(step: &Happening<'_>) -> Value {
    let call = step.visit.and_then(Visit::call);
    call.and_then(|call| call.args.clone()).unwrap_or_default()
}

/// The error that the state failed with just now.
fn error(step: &Happening<'_>) -> Option<TaskError> {
    step.visit.and_then(|visit| visit.failure.as_ref()).map(|failure| failure.error.clone())
}

impl Recorder {
    /// Takes the records of a run that begins at `start`.
    pub fn new(start: Time) -> Self {
        Self {
            visits: Visits::new(start),
            kept: Kept::default(),
            start,
            input: Value::Null,
            events: 0,
            secrets: None,
        }
    }

    /// The same, which also knows the secrets of the run.
    pub fn knowing_secrets(mut self) -> Self {
        self.secrets = Some(Secrets::default());
        self
    }

    /// The same, which also collects what the run of `machine` covers.
    pub fn covering(mut self, machine: &Arc<StateMachine>) -> Self {
        self.kept.marker = Some(Marker::new(Arc::clone(machine)));
        self
    }

    /// What the run was. A state that ran `alone` has the status that TestState gives it, and its error even if a
    /// catcher took it.
    pub fn finish(mut self, machine: &Arc<StateMachine>, alone: Option<&AloneRun>) -> io::Result<Facts> {
        self.visits.finish(&mut self.kept)?;
        let Kept {
            path,
            visited,
            succeeded,
            calls,
            failed,
            errors,
            variables,
            last,
            marker,
            trail,
            caught,
            ..
        } = self.kept;
        let name = |id: StateId| Arc::clone(&machine.state(id).name);
        let ran = RunEnd { status: "RUNNING", output: None, error: TaskError::default() };
        let RunEnd { status, output, error } = self.visits.end().cloned().unwrap_or(ran);
        let now = self.visits.now();
        let raised = failed.iter().find(|(_, raised, at)| *raised == error && *at == now);
        let status = alone.map_or(status, |run| run.status.name());
        let error = alone.map_or(error, |run| run.error.clone());
        let next = last.and_then(|way| match way {
            Transition::Next(next) => next,
            Transition::Rule(_, next) | Transition::Default(next) | Transition::Caught(_, next) => Some(next),
        });
        Ok(Facts {
            status,
            input: self.input,
            output,
            error_state: raised.or(failed.last()).map(|(id, ..)| name(*id)),
            error,
            path: path.into_iter().map(name).collect(),
            visited: visited.into_iter().map(name).collect(),
            succeeded: succeeded.into_iter().map(name).collect(),
            calls: calls.into_iter().map(|(id, args)| (name(id), args)).collect(),
            duration_ms: now.since(self.start),
            events: self.events,
            errors: errors
                .into_iter()
                .map(|(id, error, child)| Raised { state: name(id), error, child })
                .collect(),
            variables,
            next: next.map(name),
            unused: Vec::new(),
            caught,
            secrets: self.secrets.unwrap_or_default(),
            marks: marker.map(Marker::finish).transpose()?,
            alarms: Alarmed::default(),
            why: Why { trail, machine: Arc::clone(machine) },
        })
    }
}

impl Observer for Recorder {
    fn records(&mut self, records: &[Record]) -> io::Result<()> {
        records.iter().try_for_each(|record| {
            if let Record::Event(event) = record {
                self.events += 1;
                if let Detail::ExecutionStarted { input } = &event.detail {
                    self.input = input.value().clone();
                }
            }
            self.secrets.iter_mut().for_each(|known| secrets::see(record, known));
            self.visits.record(record, &mut self.kept)
        })
    }

    fn children(&mut self, children: &[ChildRecords]) -> io::Result<()> {
        let now = self.visits.now();
        let kept = &mut self.kept;
        for child in children {
            kept.children.take(child, now, &mut kept.trail)?;
        }
        kept.visited.append(&mut kept.children.entered);
        kept.succeeded.append(&mut kept.children.succeeded);
        for (state, args) in kept.children.calls.drain(..) {
            let calls = kept.calls.entry(state).or_default();
            if calls.len() < MOST {
                calls.push(args);
            }
        }
        let room = MOST.saturating_sub(kept.errors.len());
        kept.errors.extend(kept.children.errors.drain(..).take(room));
        kept.marker.as_mut().map_or(Ok(()), |marker| marker.children(children, now))
    }

    fn answered(&mut self, ticket: Ticket, by: &str) -> io::Result<()> {
        self.visits.note_answerer(ticket, by);
        Ok(())
    }
}

impl VisitReader for Kept {
    fn step(&mut self, _scene: Scene<'_>, step: &Happening<'_>) -> io::Result<()> {
        let Some(state) = step.state else { return Ok(()) };
        if let Some(marker) = &mut self.marker {
            marker.note_step(step);
        }
        if matches!(step.what, HappeningKind::Entered) {
            self.visited.insert(state);
            if step.branch == Branch(0) && self.path.len() < MOST {
                self.path.push(state);
            }
        }
        if matches!(step.what, HappeningKind::Called) {
            let calls = self.calls.entry(state).or_default();
            if calls.len() < MOST {
                calls.push(args(step));
            }
        }
        if let (HappeningKind::Failed, Some(error)) = (&step.what, error(step)) {
            if self.errors.len() < MOST {
                self.errors.push((state, error.clone(), None));
            }
            self.failed.push((state, error, step.at));
        }
        Ok(())
    }

    fn over(&mut self, scene: Scene<'_>, visit: Arc<Visit>) -> io::Result<Option<Arc<Visit>>> {
        self.trail.over(scene, &visit);
        self.succeeded.extend(succeeded(&visit));
        if let Some(marker) = &mut self.marker {
            marker.note_visit(&visit);
        }
        if let (Some(Transition::Caught(..)), Some(failure)) = (visit.way, &visit.failure) {
            // What was caught did not end the run, even if what did is called the same.
            self.failed.retain(|(_, error, at)| *error != failure.error || *at != visit.ended_at);
        }
        if let Some(way) = visit.way
            && visit.branch == Branch(0)
        {
            self.last = Some(way);
            if let (Transition::Caught(..), Some(at)) = (way, self.path.len().checked_sub(1)) {
                let name = visit.failure.as_ref().and_then(|failure| failure.error.error.clone());
                self.caught.insert(at, name.unwrap_or_default());
            }
            for (key, value) in visit.assigned.iter().flatten() {
                self.variables.insert(Arc::clone(key), value.clone());
            }
        }
        Ok(Some(visit))
    }
}
