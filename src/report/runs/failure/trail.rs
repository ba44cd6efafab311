//! `Trail`: the last visits of every line of control that is under way, so that a failure can be told
//! from where it began. Lines that ended well are forgotten.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::asl::machine::{State, StateId};
use crate::base::diag::Diagnostic;
use crate::base::time::Time;
use crate::base::value::Value;
use crate::engine::call::TaskError;
use crate::engine::failure::Failure;
use crate::engine::history::{Detail, Event, Line, Note, Record, Way};
use crate::engine::tally::{FirstFailed, Tally};
use crate::report::ink::amount::{count, plural};
use crate::report::ink::marks::Marks;
use crate::report::ink::style::Style;
use crate::report::runs::lines::{Lines, Origin};
use crate::report::runs::{Run, maprun, timeout};

use super::{Case, plain};

/// So many visits of a line are remembered.
const VISITS: usize = 64;
/// The line of a child execution: nothing is remembered of what it did before it failed.
const CHILD: Line = Line(u32::MAX);

/// What is remembered of a run.
#[derive(Debug, Default)]
pub struct Trail {
    lines: Lines,
    tracks: BTreeMap<Line, Track>,
    /// The failure that goes outwards at the moment, innermost state first.
    failing: Vec<(Line, StateId, Failure)>,
    /// How the last Map Run came out.
    run: Option<Box<Tally>>,
    end: Option<TaskError>,
}

/// One line of control.
#[derive(Debug, Default)]
struct Track {
    done: VecDeque<Visit>,
    open: Option<Open>,
    children: Vec<Line>,
    /// The variables that were assigned on it.
    assigned: BTreeSet<Arc<str>>,
}

/// The visit a line is in.
#[derive(Debug)]
struct Open {
    input: Value,
    result: Option<Value>,
}

/// A visit that is over.
#[derive(Debug)]
pub struct Visit {
    pub state: StateId,
    pub left: Time,
    pub input: Value,
    /// What a Task was answered.
    pub result: Option<Value>,
    pub output: Value,
    pub way: Way,
}

impl Trail {
    /// Watches the next record.
    pub fn record(&mut self, record: &Record) {
        if let Some((line, origin)) = self.lines.learn(record) {
            self.tracks.entry(origin.parent).or_default().children.push(line);
        }
        match record {
            Record::Event(event) => self.event(event),
            Record::Note(Note::Failed { line, state, failure, .. }) => {
                self.failing.push((*line, *state, failure.clone()));
            }
            Record::Note(Note::MapRun { tally, .. }) => self.run = Some(tally.clone()),
            Record::Note(
                Note::BranchStarted { .. }
                | Note::Context { .. }
                | Note::Retrying { .. }
                | Note::MapRunGoesOn { .. },
            ) => {}
        }
    }

    /// Why the run failed, once it has.
    #[must_use]
    pub fn explain(&self, run: &Run<'_>, style: Style) -> Option<Diagnostic> {
        let error = self.end.as_ref()?;
        // A catcher that fails itself brings another failure than the one it was to catch.
        let origin = self.failing.iter().find(|(.., failure)| failure.error == *error);
        let Some((line, state, failure)) = origin.or(self.failing.first()) else {
            return Some(plain::without_state(run, error));
        };
        let id = failure.why.as_ref().map_or(*state, |why| why.state);
        let state = run.machine.state(id);
        let marks = Marks::of(style);
        if let Some(found) = self.first_failed(run, style, state, failure) {
            return Some(found);
        }
        Some(Case { run, style, marks, trail: self, line: *line, state, failure }.explain())
    }

    /// Where so many items of a distributed Map failed: why the first of them did.
    fn first_failed(
        &self,
        run: &Run<'_>,
        style: Style,
        map: &State,
        failure: &Failure,
    ) -> Option<Diagnostic> {
        let tally = self.run.as_ref().filter(|_| failure.is_too_many_items())?;
        let FirstFailed { number, failure: first, state } = tally.first.as_ref()?;
        // A child may end without a state of its own to blame.
        let blamed = first.why.as_ref().map(|why| why.state).or(*state);
        let state = blamed.map_or(map, |state| run.machine.state(state));
        let (marks, line) = (Marks::of(style), CHILD);
        let found = Case { run, style, marks, trail: self, line, state, failure: first }.explain();
        let what = if tally.is_batched { "batch" } else { "item" };
        Some(found.note(format!(
            "it happened to {what} {number} of {}: {} of {} failed, tolerated: {}\n{}",
            map.name,
            count(tally.failed),
            plural(tally.total, "item"),
            maprun::tolerated(tally).as_deref().unwrap_or("none"),
            failure.error.error.as_deref().unwrap_or_default(),
        )))
    }

    /// The visits of a line that are over, latest first.
    pub fn visits(&self, line: Line) -> impl Iterator<Item = &Visit> {
        self.tracks.get(&line).into_iter().flat_map(|track| track.done.iter().rev())
    }

    /// The raw input of the state a line is in.
    pub fn input(&self, line: Line) -> Option<&Value> {
        self.tracks.get(&line)?.open.as_ref().map(|open| &open.input)
    }

    /// The variables that were assigned on a line and on those around it.
    pub fn assigned(&self, line: Line) -> BTreeSet<&str> {
        let around = std::iter::successors(Some(line), |line| Some(self.origin(*line)?.parent));
        around
            .filter_map(|line| self.tracks.get(&line))
            .flat_map(|track| track.assigned.iter().map(|name| &**name))
            .collect()
    }

    /// The branch or item a line is.
    pub fn origin(&self, line: Line) -> Option<Origin> {
        self.lines.origin(line)
    }

    fn event(&mut self, event: &Event) {
        match &event.detail {
            Detail::StateEntered { input, .. } => {
                self.failing.clear();
                let track = self.tracks.entry(event.line).or_default();
                track.open = Some(Open { input: input.value().clone(), result: None });
            }
            Detail::TaskSucceeded { output, .. } => {
                let open = self.tracks.get_mut(&event.line).and_then(|track| track.open.as_mut());
                if let Some(open) = open {
                    open.result = Some(output.value().clone());
                }
            }
            Detail::StateExited { state, output, assigned, way } => {
                self.failing.clear();
                self.forget_below(event.line);
                let track = self.tracks.entry(event.line).or_default();
                track.assigned.extend(assigned.iter().flat_map(|names| names.keys()).cloned());
                if let Some(Open { input, result }) = track.open.take() {
                    if track.done.len() == VISITS {
                        track.done.pop_front();
                    }
                    let output = output.value().clone();
                    let (state, left, way) = (*state, event.at, *way);
                    track.done.push_back(Visit { state, left, input, result, output, way });
                }
            }
            // A new try of a Map or Parallel: the lines of the last one are over.
            Detail::StateStarted { .. } => self.forget_below(event.line),
            Detail::IterationSucceeded { .. } => {
                self.tracks.remove(&event.line);
            }
            Detail::ExecutionFailed(error) => self.end = Some(error.clone()),
            Detail::ExecutionTimedOut => self.end = Some(timeout()),
            Detail::ExecutionStarted { .. }
            | Detail::ExecutionSucceeded { .. }
            | Detail::ExecutionAborted(_)
            | Detail::StateSucceeded { .. }
            | Detail::StateFailed { .. }
            | Detail::StateAborted { .. }
            | Detail::EvaluationFailed { .. }
            | Detail::IterationStarted { .. }
            | Detail::IterationFailed { .. }
            | Detail::IterationAborted { .. }
            | Detail::MapRunStarted { .. }
            | Detail::MapRunSucceeded { .. }
            | Detail::MapRunFailed { .. }
            | Detail::MapRunAborted { .. }
            | Detail::TaskScheduled(_)
            | Detail::TaskStarted { .. }
            | Detail::TaskSubmitted { .. }
            | Detail::TaskSubmitFailed { .. }
            | Detail::TaskFailed { .. }
            | Detail::TaskTimedOut { .. } => {}
        }
    }

    fn forget_below(&mut self, line: Line) {
        let Some(track) = self.tracks.get_mut(&line) else { return };
        for child in std::mem::take(&mut track.children) {
            self.forget_below(child);
            self.tracks.remove(&child);
        }
    }
}
