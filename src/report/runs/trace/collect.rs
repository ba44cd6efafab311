//! Puts visits together from records, line of control by line of control. Keeps what is under way and
//! what is to be told, and forgets the rest: items alike are kept once, loops by their last round.

use std::collections::{BTreeMap, BTreeSet};

use crate::asl::machine::StateId;
use crate::base::time::Time;
use crate::base::value::Value;
use crate::engine::call::{TaskError, Ticket};
use crate::engine::history::{Detail, Event, Line, Note, Record, Scheduled, Way};
use crate::engine::payload::Payload;
use crate::report::runs::lines::Lines;
use crate::report::runs::timeout;

use super::sequence::Sequence;
use super::visit::{Fan, Mark, Piece, Retry, Visit};

/// The visits of a run, as they come together.
#[derive(Debug)]
pub struct Collector {
    frames: BTreeMap<Line, Frame>,
    lines: Lines,
    /// The lines whose calls nobody has answered yet.
    calls: BTreeMap<Ticket, Line>,
    keep: Keep,
    pub counts: Counts,
    /// Transitions that were taken, catchers' excepted.
    pub taken: BTreeSet<(StateId, Option<StateId>)>,
    /// States that were left, whichever way.
    pub left: BTreeSet<StateId>,
    pub end: Option<End>,
    pub now: Time,
}

/// What is kept to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// So many different kinds of items or branches of one state; loops by their first and last round.
    Kinds(usize),
    /// Every step of every item and branch; loops of the machine itself as before.
    Items,
    /// Everything.
    All,
}

impl Keep {
    const fn kinds(self) -> usize {
        match self {
            Self::Kinds(kinds) => kinds,
            Self::Items | Self::All => usize::MAX,
        }
    }

    /// Whether no loop of `line` is summed up.
    fn is_whole(self, line: Line) -> bool {
        match self {
            Self::Kinds(_) => false,
            Self::Items => line != Line(0),
            Self::All => true,
        }
    }
}

/// One line of control.
#[derive(Debug)]
struct Frame {
    sequence: Sequence,
    open: Option<Box<Visit>>,
    began: Time,
}

/// Totals of a run.
#[derive(Debug, Default)]
pub struct Counts {
    /// States of the machine itself that were visited.
    pub states: BTreeSet<StateId>,
    /// Visits to them.
    pub visits: usize,
    pub items: usize,
    pub calls: usize,
    pub failed_calls: usize,
    pub caught: usize,
}

/// How a run ended.
#[derive(Debug)]
pub enum End {
    Succeeded,
    Failed,
    Aborted(TaskError),
    TimedOut,
}

impl Collector {
    /// Keeps what `keep` says.
    pub fn new(start: Time, keep: Keep) -> Self {
        Self {
            frames: BTreeMap::new(),
            lines: Lines::default(),
            calls: BTreeMap::new(),
            keep,
            counts: Counts::default(),
            taken: BTreeSet::new(),
            left: BTreeSet::new(),
            end: None,
            now: start,
        }
    }

    /// Takes the steps of the machine itself that are done.
    pub fn take(&mut self) -> Vec<Piece> {
        self.frames.get_mut(&Line(0)).map_or_else(Vec::new, |frame| frame.sequence.take())
    }

    /// Takes the steps that are left, finished or not.
    pub fn finish(&mut self) -> Vec<Piece> {
        self.close_all(Line(0), None);
        let Some(mut frame) = self.frames.remove(&Line(0)) else { return Vec::new() };
        frame.open.take().into_iter().for_each(|visit| frame.sequence.push(visit));
        frame.sequence.finish()
    }

    pub fn record(&mut self, record: &Record) {
        if let Some((line, origin)) = self.lines.learn(record) {
            self.frame(line);
            if let Some(fan) = self.fan(origin.parent) {
                fan.open.insert(origin.index, line);
            }
        }
        match record {
            Record::Event(event) => self.event(event),
            Record::Note(Note::MapRun { line, tally, .. }) => {
                self.counts.items += tally.total;
                self.counts.calls += tally.calls;
                self.counts.failed_calls += tally.failed_calls;
                if let Some(visit) = self.visit(*line) {
                    visit.run = Some(tally.clone());
                }
            }
            Record::Note(Note::BranchStarted { .. } | Note::MapRunGoesOn { .. }) => {}
            Record::Note(Note::Context { line, context }) => {
                if let Some(visit) = self.visit(*line) {
                    visit.context = Some(context.clone());
                }
            }
            Record::Note(Note::Retrying {
                at,
                line,
                retrier,
                attempt,
                max_attempts,
                delay_ms,
                failure,
                ..
            }) => {
                let (rule, attempt, most, delay_ms) = (*retrier, *attempt, *max_attempts, *delay_ms);
                self.close_all(*line, None);
                if let Some(visit) = self.visit(*line) {
                    visit.retrying(*at, &failure.error, Retry { rule, attempt, most, delay_ms });
                }
            }
            Record::Note(Note::Failed { at, line, failure, .. }) => {
                if let Some(visit) = self.visit(*line) {
                    visit.until = *at;
                    visit.failure = Some(failure.clone());
                }
            }
        }
    }

    fn event(&mut self, event: &Event) {
        self.now = event.at;
        if let Some(visit) = self.visit(event.line) {
            visit.events.1 = event.id;
            visit.until = event.at;
        }
        match &event.detail {
            Detail::StateEntered { state, input } => self.entered(event, *state, input),
            Detail::StateExited { output, assigned, way, .. } => {
                let Some(mut visit) = self.leave(event.line) else { return };
                visit.output = Some(output.clone());
                visit.assigned.clone_from(assigned);
                visit.way = Some(*way);
                self.went(visit.state, *way);
                self.frame(event.line).sequence.push(visit);
            }
            Detail::StateStarted { length, .. } => {
                let fan = Fan { length: *length, ..Fan::default() };
                if let Some(visit) = self.visit(event.line) {
                    visit.fan = Some(fan);
                }
            }
            Detail::StateAborted { .. } => {
                if let Some(visit) = self.visit(event.line) {
                    visit.aborted = true;
                }
            }
            Detail::IterationStarted { .. } => self.counts.items += 1,
            Detail::IterationSucceeded { state, index } => self.close(event.line, *state, *index, Mark::Good),
            Detail::IterationFailed { state, index } => self.close(event.line, *state, *index, Mark::Failed),
            Detail::IterationAborted { state, index } => self.close(event.line, *state, *index, Mark::Cut),
            Detail::TaskScheduled(scheduled) => self.scheduled(event, scheduled),
            Detail::TaskSubmitted { output, .. } => {
                if let Some(last) = self.visit(event.line).and_then(|visit| visit.attempts.last_mut()) {
                    last.submitted = Some(output.value().clone());
                }
            }
            Detail::TaskSucceeded { output, .. } => self.answered(event, Ok(output.value().clone())),
            Detail::TaskFailed { error, .. } | Detail::TaskSubmitFailed { error, .. } => {
                self.answered(event, Err(error.clone()));
            }
            Detail::TaskTimedOut { .. } => self.answered(event, Err(timeout())),
            Detail::ExecutionSucceeded { .. } => self.end = Some(End::Succeeded),
            Detail::ExecutionFailed(_) => self.end = Some(End::Failed),
            Detail::ExecutionAborted(error) => self.end = Some(End::Aborted(error.clone())),
            Detail::ExecutionTimedOut => self.end = Some(End::TimedOut),
            Detail::ExecutionStarted { .. }
            | Detail::StateSucceeded { .. }
            | Detail::StateFailed { .. }
            | Detail::MapRunStarted { .. }
            | Detail::MapRunSucceeded { .. }
            | Detail::MapRunFailed { .. }
            | Detail::MapRunAborted { .. }
            | Detail::TaskStarted { .. }
            | Detail::EvaluationFailed { .. } => {}
        }
    }

    fn entered(&mut self, event: &Event, state: StateId, input: &Payload) {
        if event.line == Line(0) {
            self.counts.visits += 1;
            self.counts.states.insert(state);
        }
        let visit = Visit::new(state, event.id, event.at, input.clone());
        self.frame(event.line).open = Some(Box::new(visit));
    }

    /// The visit that ends on `line`, everything below it closed.
    fn leave(&mut self, line: Line) -> Option<Box<Visit>> {
        self.close_all(line, None);
        self.frame(line).open.take()
    }

    fn scheduled(&mut self, event: &Event, scheduled: &Scheduled) {
        self.counts.calls += 1;
        self.calls.insert(scheduled.ticket, event.line);
        if let Some(visit) = self.visit(event.line) {
            visit.call(event.at, scheduled.ticket, scheduled.args.value().clone());
        }
    }

    /// Hears who answers a call.
    pub fn answered_by(&mut self, ticket: Ticket, by: &str) {
        let Some(visit) = self.calls.remove(&ticket).and_then(|line| self.visit(line)) else { return };
        if let Some(last) = visit.attempts.last_mut().filter(|last| last.ticket == Some(ticket)) {
            last.by = Some(by.into());
        }
    }

    fn answered(&mut self, event: &Event, outcome: Result<Value, TaskError>) {
        self.counts.failed_calls += usize::from(outcome.is_err());
        let Some(visit) = self.visit(event.line) else { return };
        visit.answered(event.at, outcome);
        let ticket = visit.attempts.last().and_then(|last| last.ticket);
        ticket.map(|ticket| self.calls.remove(&ticket));
    }

    fn went(&mut self, state: StateId, way: Way) {
        self.left.insert(state);
        match way {
            Way::On(next) => self.taken.insert((state, next)),
            Way::Rule(_, next) | Way::Default(next) => self.taken.insert((state, Some(next))),
            Way::Caught(..) => {
                self.counts.caught += 1;
                false
            }
        };
    }

    fn frame(&mut self, line: Line) -> &mut Frame {
        let (began, whole) = (self.now, self.keep.is_whole(line));
        self.frames.entry(line).or_insert_with(|| Frame { sequence: Sequence::new(whole), open: None, began })
    }

    fn visit(&mut self, line: Line) -> Option<&mut Visit> {
        self.frames.get_mut(&line)?.open.as_deref_mut()
    }

    fn fan(&mut self, line: Line) -> Option<&mut Fan> {
        self.visit(line)?.fan.as_mut()
    }

    /// An item has ended; `line` is its own or that of its Map.
    fn close(&mut self, line: Line, map: StateId, index: usize, mark: Mark) {
        let is_map = self.visit(line).is_some_and(|visit| visit.state == map && visit.fan.is_some());
        let parent = if is_map { line } else { self.lines.origin(line).map_or(line, |origin| origin.parent) };
        self.close_one(parent, index, Some(mark));
    }

    /// Whatever still runs below `line` has ended.
    fn close_all(&mut self, line: Line, mark: Option<Mark>) {
        let open: Vec<usize> = self.fan(line).map_or_else(Vec::new, |fan| fan.open.keys().copied().collect());
        for index in open {
            self.close_one(line, index, mark);
        }
    }

    fn close_one(&mut self, parent: Line, index: usize, mark: Option<Mark>) {
        let Some(child) = self.fan(parent).and_then(|fan| fan.open.remove(&index)) else { return };
        self.close_all(child, None);
        let Some(mut frame) = self.frames.remove(&child) else { return };
        let mut last = frame.open.take();
        // What was cut short says nothing of it: it ran until now.
        if let Some(visit) = last.as_mut().filter(|visit| visit.failure.is_none()) {
            visit.until = self.now;
        }
        let mark = mark.unwrap_or_else(|| last.as_ref().map_or(Mark::Good, |visit| visit.mark()));
        last.into_iter().for_each(|visit| frame.sequence.push(visit));
        let took = self.now.millis() - frame.began.millis();
        let most = self.keep.kinds();
        if let Some(fan) = self.fan(parent) {
            fan.ended(index, mark, frame.sequence, took, most);
        }
    }
}
