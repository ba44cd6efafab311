//! One of the two runs, read visit by visit.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;

use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::engine::call::TaskError;
use crate::engine::history::{Record, Transition};
use crate::record::visits::{Happening, Scene, Visit, VisitReader, Visits};
use crate::record::{Run, Stop, StopMessage};

use super::End;

/// What a source of records gives.
#[derive(Debug)]
pub enum Entry {
    /// The next record.
    Record(Record),
    /// The run was given up.
    Stopped(Box<Stop>),
}

/// Where the records come from; none at the end.
pub type Records<'r> = dyn FnMut() -> io::Result<Option<Entry>> + 'r;

/// A visit, as it is compared: times do not count.
#[derive(Clone, Debug)]
pub struct Step {
    /// The branches and items around it: `Reserve Items[2]`.
    pub place: Vec<String>,
    /// The state.
    pub name: String,
    /// When its run started.
    pub start: Time,
    /// When it was entered.
    pub entered: Time,
    /// Its input.
    pub input: Value,
    /// Its output, if it was left.
    pub output: Option<Value>,
    /// The variables it assigned.
    pub assigned: Option<Object>,
    /// Where it went: `Next`, the rule, the catcher, and the state.
    pub way: Option<String>,
    /// What it failed with.
    pub error: Option<TaskError>,
    /// Arguments and outcome of each of its calls.
    pub calls: Vec<Call>,
}

/// A call of a visit.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Its arguments.
    pub args: Option<Value>,
    /// Its result or error.
    pub outcome: Option<Result<Value, TaskError>>,
}

impl Step {
    /// Whether both say the same.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.name == other.name
            && self.input == other.input
            && self.output == other.output
            && self.assigned == other.assigned
            && self.way == other.way
            && self.error == other.error
            && self.calls == other.calls
    }

    fn of(run: &Run<'_>, scene: Scene<'_>, visit: &Visit) -> Self {
        let name = |state| run.machine.state(state).name.to_string();
        let around = scene.branches.path(visit.branch).into_iter();
        let way = visit.way.as_ref().map(|way| match way {
            Transition::Next(Some(next)) => format!("Next {}", name(*next)),
            Transition::Next(None) => "End".to_owned(),
            Transition::Rule(rule, next) => format!("rule {} {}", rule + 1, name(*next)),
            Transition::Default(next) => format!("Default {}", name(*next)),
            Transition::Caught(catcher, next) => format!("Catch {} {}", catcher + 1, name(*next)),
        });
        let calls = visit.attempts.iter().filter(|attempt| attempt.ticket.is_some());
        Self {
            place: around.map(|origin| format!("{}[{}]", name(origin.state), origin.index)).collect(),
            name: name(visit.state),
            start: run.start,
            entered: visit.entered_at,
            input: visit.input.value().clone(),
            output: visit.output.as_ref().map(|output| output.value().clone()),
            assigned: visit.assigned.clone(),
            way,
            error: visit.failure.as_ref().map(|failure| failure.error.clone()),
            calls: calls
                .map(|attempt| Call { args: attempt.args.clone(), outcome: attempt.outcome.clone() })
                .collect(),
        }
    }
}

/// A run that is read.
pub struct Side<'r> {
    reader: Reader<'r>,
    visits: Visits,
    source: Box<Records<'r>>,
    stop: Option<Box<Stop>>,
    is_over: bool,
}

struct Reader<'r> {
    run: Run<'r>,
    found: VecDeque<Step>,
}

impl VisitReader for Reader<'_> {
    fn step(&mut self, _: Scene<'_>, _: &Happening<'_>) -> io::Result<()> {
        Ok(())
    }

    fn over(&mut self, scene: Scene<'_>, visit: Arc<Visit>) -> io::Result<Option<Arc<Visit>>> {
        self.found.push_back(Step::of(&self.run, scene, &visit));
        Ok(Some(visit))
    }
}

impl<'r> Side<'r> {
    /// The run `run`, whose records `source` gives.
    pub fn new(run: Run<'r>, source: Box<Records<'r>>) -> Self {
        let reader = Reader { run, found: VecDeque::new() };
        Self { reader, visits: Visits::new(run.start), source, stop: None, is_over: false }
    }

    /// The next visit that is over; none at the end.
    pub(super) fn step(&mut self) -> io::Result<Option<Step>> {
        while self.reader.found.is_empty() && !self.is_over {
            match (self.source)()? {
                Some(Entry::Record(record)) => self.visits.record(&record, &mut self.reader)?,
                Some(Entry::Stopped(stop)) => self.stop = Some(stop),
                None => {
                    self.is_over = true;
                    self.visits.finish(&mut self.reader)?;
                }
            }
        }
        Ok(self.reader.found.pop_front())
    }

    /// How it ended.
    pub(super) fn end(&self) -> End {
        let stop = self.stop.as_ref().map(|stop| match &stop.message {
            StopMessage::Unanswered(call) => call.message.clone(),
            StopMessage::Found(found) => {
                found.first().map_or_else(String::new, |(_, found)| found.message.clone())
            }
            StopMessage::Plain(message, _) => message.clone(),
        });
        End { end: self.visits.end().cloned(), stop }
    }
}
