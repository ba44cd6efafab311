//! `Visits`: the one fold over the records of a run. It puts visits to states together, hands on every step
//! as it happens and every visit when it is over, and forgets it then: a run of a million items needs no
//! more memory than those under way.
//!
//! A failed call is handed on one record late, when it is known whether it is tried again.

mod lines;
mod step;
mod visit;

use std::collections::BTreeMap;
use std::io;

use crate::asl::errors::names;
use crate::asl::machine::StateId;
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::engine::call::{TaskError, Ticket};
use crate::engine::history::{Detail, Event, Line, Note, Record, Scheduled, Transition};
use crate::engine::payload::Payload;

pub use lines::{Lines, Origin};
pub use step::{Counts, Ended, ItemEnd, MapRun, Reader, RunEnd, Scene, Step, What};
pub use visit::{Attempt, Children, Mark, Retry, Visit};

/// The visits of a run, as they come together.
#[derive(Debug, Default)]
pub struct Visits {
    lines: Lines,
    /// The lines that are under way, by their number.
    tracks: Vec<Option<Box<Track>>>,
    /// The lines of the calls that have no answer yet.
    calls: BTreeMap<Ticket, Line>,
    /// A call that failed, and when, until it is known whether it is tried again.
    failed_call: Option<(Line, Time)>,
    counts: Counts,
    end: Option<RunEnd>,
    now: Time,
    /// A visit that no reader kept.
    spare: Option<Box<Visit>>,
}

/// Where and when something happened.
#[derive(Clone, Copy)]
struct Place {
    at: Time,
    line: Line,
    state: StateId,
}

/// One line of control.
#[derive(Debug)]
struct Track {
    began: Time,
    open: Option<Box<Visit>>,
    /// The branches or items, as they began; those that are over have no line any more. Mostly each is at the
    /// place of its number.
    children: Vec<(usize, Option<Line>)>,
    /// How many of `children` are under way.
    running: usize,
}

impl Track {
    fn add_child(&mut self, index: usize, line: Line) {
        self.children.push((index, Some(line)));
        self.running += 1;
    }

    /// Takes the line of the branch or item `index`, if that is under way.
    fn take_child(&mut self, index: usize) -> Option<Line> {
        let is_it = |(number, line): &(usize, Option<Line>)| *number == index && line.is_some();
        let at = match self.children.get(index) {
            Some(child) if is_it(child) => index,
            Some(_) | None => self.children.iter().position(is_it)?,
        };
        let child = self.children[at].1.take();
        self.running -= usize::from(child.is_some());
        if self.running == 0 {
            self.children.clear();
        }
        child
    }
}

/// What AWS reports when time runs out; the events that say so do not repeat it.
#[must_use]
pub fn timeout() -> TaskError {
    TaskError { error: Some(names::TIMEOUT.into()), cause: None }
}

impl Visits {
    /// The visits of a run that starts at `start`.
    #[must_use]
    pub fn new(start: Time) -> Self {
        Self { now: start, ..Self::default() }
    }

    /// Totals so far.
    #[must_use]
    pub const fn counts(&self) -> Counts {
        self.counts
    }

    /// How the execution ended, once it has.
    #[must_use]
    pub const fn end(&self) -> Option<&RunEnd> {
        self.end.as_ref()
    }

    /// The time of the latest event.
    #[must_use]
    pub const fn now(&self) -> Time {
        self.now
    }

    /// What is known of the run.
    #[must_use]
    pub const fn scene(&self) -> Scene<'_> {
        Scene { now: self.now, lines: &self.lines }
    }

    /// Notes who answers a call.
    pub fn answered(&mut self, ticket: Ticket, by: &str) {
        let line = self.calls.get(&ticket).copied();
        let last = line.and_then(|line| self.visit_mut(line)?.attempts.last_mut());
        if let Some(last) = last.filter(|last| last.ticket == Some(ticket)) {
            last.by = Some(by.into());
        }
    }

    /// Takes the next record and hands on what it means.
    pub fn record(&mut self, record: &Record, to: &mut impl Reader) -> io::Result<()> {
        if let Record::Note(Note::Retrying {
            at,
            line,
            retrier,
            attempt,
            max_attempts,
            delay_ms,
            failure,
            state,
        }) = record
        {
            let retry = Retry { rule: *retrier, attempt: *attempt, most: *max_attempts, delay_ms: *delay_ms };
            self.close_all(*line, to)?;
            if let Some(visit) = self.visit_mut(*line) {
                visit.retrying(*at, &failure.error, retry);
            }
            let is_call = self.failed_call.take_if(|(failed, _)| failed == line).is_some();
            let what = if is_call { What::Answered } else { What::Retrying };
            return self.step(Place { at: *at, line: *line, state: *state }, what, to);
        }
        self.let_go(to)?;
        let began = self.lines.learn(record);
        if let Some((line, origin)) = began {
            self.track(line);
            if let Some(parent) = self.track_of(origin.parent) {
                parent.add_child(origin.index, line);
            }
        }
        match record {
            Record::Event(event) => self.event(event, to)?,
            Record::Note(note) => self.note(note, to)?,
        }
        let Some((line, Origin { parent, state, index })) = began else { return Ok(()) };
        let place = Place { at: self.now, line: parent, state };
        self.step(place, What::ChildBegan(index, line), to)
    }

    /// Hands on what is still under way; nothing comes after it.
    pub fn finish(&mut self, to: &mut impl Reader) -> io::Result<()> {
        self.let_go(to)?;
        self.close_all(Line(0), to)?;
        match self.remove(Line(0)).and_then(|track| track.open) {
            Some(visit) => self.over(visit, to),
            None => Ok(()),
        }
    }

    /// Hands on the failed call that nothing tries again.
    fn let_go(&mut self, to: &mut impl Reader) -> io::Result<()> {
        let Some((line, at)) = self.failed_call.take() else { return Ok(()) };
        let Some(state) = self.visit(line).map(|visit| visit.state) else { return Ok(()) };
        self.step(Place { at, line, state }, What::Answered, to)
    }

    fn note(&mut self, note: &Note, to: &mut impl Reader) -> io::Result<()> {
        match note {
            Note::Failed { at, line, state, failure } => {
                if let Some(visit) = self.visit_mut(*line) {
                    visit.until = *at;
                    visit.failure = Some(failure.clone());
                }
                self.step(Place { at: *at, line: *line, state: *state }, What::Failed, to)
            }
            Note::MapRun { at, line, state, tally } => {
                self.counts.items += tally.total;
                self.counts.calls += tally.calls;
                self.counts.failed_calls += tally.failed_calls;
                if let Some(visit) = self.visit_mut(*line) {
                    visit.map_run = Some(tally.clone());
                }
                self.map_run(Place { at: *at, line: *line, state: *state }, MapRun::Counted(tally), to)
            }
            Note::Context { line, context } => {
                if let Some(visit) = self.visit_mut(*line) {
                    visit.context = Some(context.clone());
                }
                Ok(())
            }
            Note::BranchStarted { .. } | Note::Retrying { .. } | Note::MapRunGoesOn { .. } => Ok(()),
        }
    }

    fn event(&mut self, event: &Event, to: &mut impl Reader) -> io::Result<()> {
        self.now = event.at;
        if let Some(visit) = self.visit_mut(event.line) {
            visit.events.1 = event.id;
            visit.until = event.at;
        }
        let place = |state: &StateId| Place { at: event.at, line: event.line, state: *state };
        let item = |state: &StateId, index: &usize, end| (place(state), *index, end);
        match &event.detail {
            Detail::ExecutionStarted { input } => self.started(event, input, to),
            Detail::ExecutionSucceeded { output } => self.ended("SUCCEEDED", Some(output), None),
            Detail::ExecutionFailed(error) => self.ended("FAILED", None, Some(error)),
            Detail::ExecutionAborted(error) => self.ended("ABORTED", None, Some(error)),
            Detail::ExecutionTimedOut => self.ended("TIMED_OUT", None, Some(&timeout())),
            Detail::StateEntered { state, input } => self.entered(place(state), event.id, input, to),
            Detail::StateExited { output, assigned, way, .. } => {
                self.exited(event.line, output, assigned.as_ref(), *way, to)
            }
            Detail::StateStarted { state, length } => self.children_started(place(state), *length, to),
            Detail::StateAborted { state } => self.step(place(state), What::Aborted, to),
            Detail::EvaluationFailed { state, error, location } => {
                self.step(place(state), What::EvaluationFailed(error, location.as_deref()), to)
            }
            Detail::IterationStarted { .. } => {
                self.counts.items += 1;
                Ok(())
            }
            Detail::IterationSucceeded { state, index } => {
                self.item_ended(item(state, index, ItemEnd::Succeeded), to)
            }
            Detail::IterationFailed { state, index } => {
                self.item_ended(item(state, index, ItemEnd::Failed), to)
            }
            Detail::IterationAborted { state, index } => {
                self.item_ended(item(state, index, ItemEnd::Aborted), to)
            }
            Detail::MapRunStarted { state, arn } => self.map_run(place(state), MapRun::Started(arn), to),
            Detail::MapRunSucceeded { state } => self.map_run(place(state), MapRun::Succeeded, to),
            Detail::MapRunFailed { state, error } => self.map_run(place(state), MapRun::Failed(error), to),
            Detail::MapRunAborted { state } => self.map_run(place(state), MapRun::Aborted, to),
            Detail::TaskScheduled(scheduled) => self.scheduled(place(&scheduled.state), scheduled, to),
            Detail::TaskSubmitted { state, output } => self.submitted(place(state), output, to),
            Detail::TaskSucceeded { state, output } => {
                self.outcome(event, Ok(output.value().clone()));
                self.step(place(state), What::Answered, to)
            }
            Detail::TaskFailed { error, .. } | Detail::TaskSubmitFailed { error, .. } => {
                self.call_failed(event, error.clone())
            }
            Detail::TaskTimedOut { .. } => self.call_failed(event, timeout()),
            // The events of items, calls and exits say it.
            Detail::StateSucceeded { .. } | Detail::StateFailed { .. } | Detail::TaskStarted { .. } => Ok(()),
        }
    }

    fn started(&self, event: &Event, input: &Payload, to: &mut impl Reader) -> io::Result<()> {
        let (at, line, what) = (event.at, event.line, What::Started(input));
        to.step(self.scene(), &Step { at, line, state: None, visit: None, what })
    }

    fn ended(
        &mut self,
        status: &'static str,
        output: Option<&Payload>,
        error: Option<&TaskError>,
    ) -> io::Result<()> {
        let (output, error) =
            (output.map(|output| output.value().clone()), error.cloned().unwrap_or_default());
        self.end = Some(RunEnd { status, output, error });
        Ok(())
    }

    fn entered(&mut self, place: Place, id: u64, input: &Payload, to: &mut impl Reader) -> io::Result<()> {
        let Place { at, line, state } = place;
        self.counts.visits += usize::from(line == Line(0));
        let visit = Visit::new(line, state, id, at, input.clone());
        let open = match self.spare.take() {
            Some(mut spare) => {
                *spare = visit;
                spare
            }
            None => Box::new(visit),
        };
        let track = self.track(line);
        track.children.clear();
        track.open = Some(open);
        self.step(place, What::Entered, to)
    }

    fn exited(
        &mut self,
        line: Line,
        output: &Payload,
        assigned: Option<&Object>,
        way: Transition,
        to: &mut impl Reader,
    ) -> io::Result<()> {
        self.close_all(line, to)?;
        let Some(mut visit) = self.track(line).open.take() else { return Ok(()) };
        visit.output = Some(output.clone());
        visit.assigned = assigned.cloned();
        visit.way = Some(way);
        self.over(visit, to)
    }

    fn over(&mut self, visit: Box<Visit>, to: &mut impl Reader) -> io::Result<()> {
        self.spare = to.over(self.scene(), visit)?;
        Ok(())
    }

    fn children_started(&mut self, place: Place, length: usize, to: &mut impl Reader) -> io::Result<()> {
        if let Some(visit) = self.visit_mut(place.line) {
            visit.children = Some(Children { length, ..Children::default() });
        }
        self.step(place, What::ChildrenStarted(length), to)
    }

    fn map_run(&self, place: Place, map_run: MapRun<'_>, to: &mut impl Reader) -> io::Result<()> {
        self.step(place, What::MapRun(map_run), to)
    }

    fn submitted(&mut self, place: Place, output: &Payload, to: &mut impl Reader) -> io::Result<()> {
        if let Some(last) = self.visit_mut(place.line).and_then(|visit| visit.attempts.last_mut()) {
            last.submitted = Some(output.value().clone());
        }
        self.step(place, What::Submitted, to)
    }

    fn scheduled(&mut self, place: Place, scheduled: &Scheduled, to: &mut impl Reader) -> io::Result<()> {
        self.counts.calls += 1;
        self.calls.insert(scheduled.ticket, place.line);
        if let Some(visit) = self.visit_mut(place.line) {
            visit.called(place.at, scheduled.ticket, scheduled.args.value().clone());
        }
        self.step(place, What::Called, to)
    }

    fn call_failed(&mut self, event: &Event, error: TaskError) -> io::Result<()> {
        self.counts.failed_calls += 1;
        self.outcome(event, Err(error));
        self.failed_call = Some((event.line, event.at));
        Ok(())
    }

    fn outcome(&mut self, event: &Event, outcome: Result<Value, TaskError>) {
        let Some(visit) = self.visit_mut(event.line) else { return };
        visit.answered(event.at, outcome);
        let ticket = visit.attempts.last().and_then(|last| last.ticket);
        ticket.map(|ticket| self.calls.remove(&ticket));
    }

    /// An item has ended; the event is on its own line or that of its Map.
    fn item_ended(
        &mut self,
        (place, index, end): (Place, usize, ItemEnd),
        to: &mut impl Reader,
    ) -> io::Result<()> {
        let mark = match end {
            ItemEnd::Succeeded => Mark::Good,
            ItemEnd::Failed => Mark::Failed,
            ItemEnd::Aborted => Mark::Cut,
        };
        let origin = self.lines.origin(place.line).filter(|origin| origin.state == place.state);
        let line = origin.map_or(place.line, |origin| origin.parent);
        if let Some(child) = self.track_of(line).and_then(|track| track.take_child(index)) {
            self.close(line, child, Some(mark), to)?;
        }
        self.step(Place { line, ..place }, What::ChildEnded(index, end), to)
    }

    /// Whatever still runs below `line` is over.
    fn close_all(&mut self, line: Line, to: &mut impl Reader) -> io::Result<()> {
        let Some(track) = self.track_of(line).filter(|track| !track.children.is_empty()) else {
            return Ok(());
        };
        track.running = 0;
        let mut children = std::mem::take(&mut track.children);
        children.sort_by_key(|(index, _)| *index);
        children
            .into_iter()
            .filter_map(|(_, child)| child)
            .try_for_each(|child| self.close(line, child, None, to))
    }

    /// The branch or item on the line `child`, of what is open on `parent`, is over.
    fn close(
        &mut self,
        parent: Line,
        child: Line,
        mark: Option<Mark>,
        to: &mut impl Reader,
    ) -> io::Result<()> {
        self.close_all(child, to)?;
        let Some(track) = self.remove(child) else { return Ok(()) };
        let mut last = track.open;
        // What was cut short has no event that says so: it ran until now.
        if let Some(visit) = last.as_mut().filter(|visit| visit.failure.is_none()) {
            visit.until = self.now;
        }
        let mark = mark.unwrap_or_else(|| last.as_ref().map_or(Mark::Good, |visit| visit.mark()));
        if let Some(visit) = last {
            self.over(visit, to)?;
        }
        if let Some(children) = self.visit_mut(parent).and_then(|visit| visit.children.as_mut()) {
            children.ended(mark);
        }
        if let Some(origin) = self.lines.origin(child) {
            to.child_over(child, origin, Ended { mark, took: self.now.millis() - track.began.millis() });
        }
        Ok(())
    }

    fn step(&self, place: Place, what: What<'_>, to: &mut impl Reader) -> io::Result<()> {
        let Place { at, line, state } = place;
        to.step(self.scene(), &Step { at, line, state: Some(state), visit: self.visit(line), what })
    }

    /// The line `line`, which begins now if it is new.
    fn track(&mut self, line: Line) -> &mut Track {
        let (at, began) = (line.0 as usize, self.now);
        if self.tracks.len() <= at {
            self.tracks.resize_with(at + 1, || None);
        }
        self.tracks[at]
            .get_or_insert_with(|| Box::new(Track { began, open: None, children: Vec::new(), running: 0 }))
    }

    fn track_of(&mut self, line: Line) -> Option<&mut Track> {
        self.tracks.get_mut(line.0 as usize)?.as_deref_mut()
    }

    fn remove(&mut self, line: Line) -> Option<Box<Track>> {
        self.tracks.get_mut(line.0 as usize)?.take()
    }

    fn visit(&self, line: Line) -> Option<&Visit> {
        self.tracks.get(line.0 as usize)?.as_ref()?.open.as_deref()
    }

    fn visit_mut(&mut self, line: Line) -> Option<&mut Visit> {
        self.track_of(line)?.open.as_deref_mut()
    }
}
