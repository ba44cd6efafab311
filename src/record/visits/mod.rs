//! `Visits`: the one fold over the records of a run. It puts visits to states together, hands on every step
//! as it happens and every visit when it is over, and forgets it then: a run of a million items needs no
//! more memory than those under way.
//!
//! A failed call is handed on one record late, when it is known whether it is tried again.

mod answerers;
mod branches;
mod happening;
mod track;
mod visit;

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use crate::asl::errors::names;
use crate::asl::machine::StateId;
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::engine::call::{TaskError, Ticket};
use crate::engine::history::{Branch, Detail, Event, Note, Record, Scheduled, Transition};
use crate::engine::payload::Payload;

pub use branches::{BranchStart, Branches};
pub use happening::{
    Counts, Ended, Follow, Happening, HappeningKind, ItemEnd, MapRun, RunEnd, Scene, VisitReader,
};
use track::{Entry, Track};
pub use visit::{Attempt, Children, Mark, Retry, TimeLimit, Visit};

/// The visits of a run, as they come together.
#[derive(Debug, Default)]
pub struct Visits {
    branches: Branches,
    /// The branches that are under way, by their number.
    tracks: Vec<Option<Box<Track>>>,
    /// The branches of the calls that have no answer yet.
    calls: BTreeMap<Ticket, Branch>,
    /// A call that failed, and when, until it is known whether it is tried again.
    failed_call: Option<(Branch, Time)>,
    counts: Counts,
    end: Option<RunEnd>,
    now: Time,
    /// A visit that no reader kept: its memory serves the next one.
    spare: Option<Arc<Visit>>,
    /// A track that is over, for the next branch that begins.
    spare_track: Option<Box<Track>>,
}

/// Where and when something happened.
#[derive(Clone, Copy)]
struct Place {
    at: Time,
    branch: Branch,
    state: StateId,
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
        Scene { now: self.now, branches: &self.branches }
    }

    /// Takes the next record and hands on what it means.
    pub fn record(&mut self, record: &Record, to: &mut impl VisitReader) -> io::Result<()> {
        if let Record::Note(Note::Retrying {
            at,
            branch,
            retrier,
            retry_number,
            max_attempts,
            delay_ms,
            failure,
            state,
        }) = record
        {
            let retry = Retry {
                retrier: *retrier,
                retry_number: *retry_number,
                max_attempts: *max_attempts,
                delay_ms: *delay_ms,
            };
            self.close_all(*branch, to)?;
            if let Some(visit) = self.visit_mut(*branch) {
                visit.retrying(*at, failure, retry);
            }
            let is_call = self.failed_call.take_if(|(failed, _)| failed == branch).is_some();
            let what = if is_call { HappeningKind::Answered } else { HappeningKind::Retrying };
            return self.step(Place { at: *at, branch: *branch, state: *state }, what, to);
        }
        self.flush_failed_call(to)?;
        let began = self.branches.learn(record);
        if let Some((branch, origin)) = began {
            self.track(branch);
            if let Some(parent) = self.track_of(origin.parent) {
                parent.add_child(origin.index, branch);
            }
        }
        match record {
            Record::Event(event) => self.event(event, to)?,
            Record::Note(note) => self.note(note, to)?,
        }
        let Some((branch, BranchStart { parent, state, index })) = began else { return Ok(()) };
        let place = Place { at: self.now, branch: parent, state };
        self.step(place, HappeningKind::ChildBegan(index, branch), to)
    }

    /// Hands on what is still under way; nothing comes after it.
    pub fn finish(&mut self, to: &mut impl VisitReader) -> io::Result<()> {
        self.flush_failed_call(to)?;
        self.close_all(Branch(0), to)?;
        self.visit_mut(Branch(0));
        match self.remove(Branch(0)).and_then(|track| track.open) {
            Some(visit) => self.over(visit, to),
            None => Ok(()),
        }
    }

    /// Hands on the failed call that was held back, which nothing tries again.
    fn flush_failed_call(&mut self, to: &mut impl VisitReader) -> io::Result<()> {
        let Some((branch, at)) = self.failed_call.take() else { return Ok(()) };
        let Some(state) = self.visit(branch).map(|visit| visit.state) else { return Ok(()) };
        self.step(Place { at, branch, state }, HappeningKind::Answered, to)
    }

    fn note(&mut self, note: &Note, to: &mut impl VisitReader) -> io::Result<()> {
        match note {
            Note::Failed { at, branch, state, failure } => {
                if let Some(visit) = self.visit_mut(*branch) {
                    visit.ended_at = *at;
                    visit.learn_limit(failure);
                    visit.failure = Some(failure.as_ref().clone());
                }
                self.step(Place { at: *at, branch: *branch, state: *state }, HappeningKind::Failed, to)
            }
            Note::MapRun { at, branch, state, tally } => {
                self.counts.items += tally.total;
                self.counts.calls += tally.calls;
                self.counts.failed_calls += tally.failed_calls;
                if let Some(visit) = self.visit_mut(*branch) {
                    visit.map_run = Some(tally.clone());
                }
                self.map_run(Place { at: *at, branch: *branch, state: *state }, MapRun::Counted(tally), to)
            }
            Note::Context { branch, context } => {
                if let Some(visit) = self.visit_mut(*branch) {
                    visit.context = Some(context.clone());
                }
                Ok(())
            }
            Note::BranchStarted { .. } | Note::Retrying { .. } | Note::MapRunGoesOn { .. } => Ok(()),
        }
    }

    fn event(&mut self, event: &Event, to: &mut impl VisitReader) -> io::Result<()> {
        self.now = event.at;
        if !matches!(event.detail, Detail::StateEntered { .. }) {
            let is_exit = matches!(event.detail, Detail::StateExited { .. });
            let visit = if is_exit { self.open_mut(event.branch) } else { self.visit_mut(event.branch) };
            if let Some(visit) = visit {
                visit.events.1 = event.id;
                visit.ended_at = event.at;
            }
        }
        let place = |state: &StateId| Place { at: event.at, branch: event.branch, state: *state };
        let item = |state: &StateId, index: &usize, end| (place(state), *index, end);
        match &event.detail {
            Detail::ExecutionStarted { input } => self.started(event, input, to),
            Detail::ExecutionSucceeded { output } => self.ended("SUCCEEDED", Some(output), None),
            Detail::ExecutionFailed(error) => self.ended("FAILED", None, Some(error)),
            Detail::ExecutionAborted(error) => self.ended("ABORTED", None, Some(error)),
            Detail::ExecutionTimedOut => self.ended("TIMED_OUT", None, Some(&timeout())),
            Detail::StateEntered { state, input } => self.entered(place(state), event.id, input, to),
            Detail::StateExited { output, assigned, way, .. } => {
                self.exited(event.branch, output, assigned.as_ref(), *way, to)
            }
            Detail::StateStarted { state, length } => self.children_started(place(state), *length, to),
            Detail::StateAborted { state } => self.step(place(state), HappeningKind::Aborted, to),
            Detail::EvaluationFailed { state, error, location } => {
                self.step(place(state), HappeningKind::EvaluationFailed(error, location.as_deref()), to)
            }
            Detail::IterationStarted { .. } => self.item_started(),
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
                self.step(place(state), HappeningKind::Answered, to)
            }
            Detail::TaskFailed { error, .. } | Detail::TaskSubmitFailed { error, .. } => {
                self.call_failed(event, error.clone())
            }
            Detail::TaskTimedOut { .. } => {
                if let Some(visit) = self.visit_mut(event.branch) {
                    visit.timed_out(event.at);
                }
                self.call_failed(event, timeout())
            }
            // The events of items, calls and exits say it.
            Detail::StateSucceeded { .. } | Detail::StateFailed { .. } | Detail::TaskStarted { .. } => Ok(()),
            Detail::ExecutionRedriven { .. } | Detail::MapRunRedriven { .. } => Ok(()),
        }
    }

    const fn item_started(&mut self) -> io::Result<()> {
        self.counts.items += 1;
        Ok(())
    }

    fn started(&self, event: &Event, input: &Payload, to: &mut impl VisitReader) -> io::Result<()> {
        let (at, branch, what) = (event.at, event.branch, HappeningKind::Started(input));
        to.step(self.scene(), &Happening { at, branch, state: None, visit: None, what })
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

    fn entered(
        &mut self,
        place: Place,
        id: u64,
        input: &Payload,
        to: &mut impl VisitReader,
    ) -> io::Result<()> {
        let Place { at, branch, state } = place;
        self.counts.visits += usize::from(branch == Branch(0));
        let entry = Entry { state, event: id, at };
        let (open, entered) = match to.follows() {
            Follow::Whole => (Some(self.begin(branch, entry, input.clone())), None),
            Follow::Outline => (Some(self.begin(branch, entry, Payload::default())), None),
            Follow::Eventful => (None, Some(entry)),
        };
        let track = self.track(branch);
        track.forget_children();
        (track.open, track.entered) = (open, entered);
        self.step(place, HappeningKind::Entered, to)
    }

    /// A visit that begins now.
    fn begin(&mut self, branch: Branch, entry: Entry, input: Payload) -> Arc<Visit> {
        let visit = Visit::new(branch, entry.state, entry.event, entry.at, input);
        let Some(mut spare) = self.spare.take() else { return Arc::new(visit) };
        match Arc::get_mut(&mut spare) {
            Some(free) => {
                *free = visit;
                spare
            }
            // Its reader handed it on all the same.
            None => Arc::new(visit),
        }
    }

    fn exited(
        &mut self,
        branch: Branch,
        output: &Payload,
        assigned: Option<&Object>,
        way: Transition,
        to: &mut impl VisitReader,
    ) -> io::Result<()> {
        self.close_all(branch, to)?;
        let track = self.track(branch);
        track.entered = None;
        track.has_left = true;
        let Some(mut visit) = track.open.take() else { return Ok(()) };
        let left = Arc::make_mut(&mut visit);
        if to.follows() == Follow::Whole {
            left.output = Some(output.clone());
            left.assigned = assigned.cloned();
        }
        left.way = Some(way);
        self.over(visit, to)
    }

    fn over(&mut self, visit: Arc<Visit>, to: &mut impl VisitReader) -> io::Result<()> {
        self.spare = to.over(self.scene(), visit)?;
        Ok(())
    }

    fn children_started(&mut self, place: Place, length: usize, to: &mut impl VisitReader) -> io::Result<()> {
        if let Some(visit) = self.visit_mut(place.branch) {
            visit.children = Some(Children { length, ..Children::default() });
        }
        self.step(place, HappeningKind::ChildrenStarted(length), to)
    }

    fn map_run(&self, place: Place, map_run: MapRun<'_>, to: &mut impl VisitReader) -> io::Result<()> {
        self.step(place, HappeningKind::MapRun(map_run), to)
    }

    fn submitted(&mut self, place: Place, output: &Payload, to: &mut impl VisitReader) -> io::Result<()> {
        if let Some(last) = self.visit_mut(place.branch).and_then(|visit| visit.attempts.last_mut()) {
            last.submitted = Some(output.value().clone());
        }
        self.step(place, HappeningKind::Submitted, to)
    }

    fn scheduled(
        &mut self,
        place: Place,
        scheduled: &Scheduled,
        to: &mut impl VisitReader,
    ) -> io::Result<()> {
        self.counts.calls += 1;
        self.calls.insert(scheduled.ticket, place.branch);
        if let Some(visit) = self.visit_mut(place.branch) {
            visit.called(place.at, scheduled);
        }
        self.step(place, HappeningKind::Called, to)
    }

    fn call_failed(&mut self, event: &Event, error: TaskError) -> io::Result<()> {
        self.counts.failed_calls += 1;
        self.outcome(event, Err(error));
        self.failed_call = Some((event.branch, event.at));
        Ok(())
    }

    fn outcome(&mut self, event: &Event, outcome: Result<Value, TaskError>) {
        let Some(visit) = self.visit_mut(event.branch) else { return };
        visit.set_outcome(event.at, outcome);
        let ticket = visit.attempts.last().and_then(|last| last.ticket);
        ticket.map(|ticket| self.calls.remove(&ticket));
    }

    /// An item has ended; the event is on its own branch or that of its Map.
    fn item_ended(
        &mut self,
        (place, index, end): (Place, usize, ItemEnd),
        to: &mut impl VisitReader,
    ) -> io::Result<()> {
        let mark = match end {
            ItemEnd::Succeeded => Mark::Good,
            ItemEnd::Failed => Mark::Failed,
            ItemEnd::Aborted => Mark::Cut,
        };
        let origin = self.branches.origin(place.branch).filter(|origin| origin.state == place.state);
        let branch = origin.map_or(place.branch, |origin| origin.parent);
        if let Some(child) = self.track_of(branch).and_then(|track| track.take_child(index)) {
            self.close(branch, child, Some(mark), to)?;
        }
        self.step(Place { branch, ..place }, HappeningKind::ChildEnded(index, end), to)
    }

    /// Whatever still runs below `branch` is over.
    fn close_all(&mut self, branch: Branch, to: &mut impl VisitReader) -> io::Result<()> {
        let Some(track) = self.track_of(branch).filter(|track| !track.children.is_empty()) else {
            return Ok(());
        };
        track.running = 0;
        let mut children = std::mem::take(&mut track.children);
        children.sort_by_key(|(index, _)| *index);
        children
            .into_iter()
            .filter_map(|(_, child)| child)
            .try_for_each(|child| self.close(branch, child, None, to))
    }

    /// `child`, of the Parallel or Map that is open on `parent`, is over.
    fn close(
        &mut self,
        parent: Branch,
        child: Branch,
        mark: Option<Mark>,
        to: &mut impl VisitReader,
    ) -> io::Result<()> {
        self.close_all(child, to)?;
        self.visit_mut(child);
        let Some(mut track) = self.remove(child) else { return Ok(()) };
        let (mut last, began, has_left) = (track.open.take(), track.began, track.has_left);
        track.forget_children();
        self.spare_track = Some(track);
        // What was cut short has no event that says so: it ran until now.
        if let Some(visit) = last.as_mut().filter(|visit| visit.failure.is_none()) {
            Arc::make_mut(visit).ended_at = self.now;
        }
        // One that is in no state has left the last of them, or had no time to enter the first.
        let idle = if has_left { Mark::Good } else { Mark::Cut };
        let mark = mark.unwrap_or_else(|| last.as_ref().map_or(idle, |visit| visit.mark()));
        if let Some(visit) = last {
            self.over(visit, to)?;
        }
        if let Some(children) = self.visit_mut(parent).and_then(|visit| visit.children.as_mut()) {
            children.ended(mark);
        }
        if let Some(origin) = self.branches.origin(child) {
            to.child_over(child, origin, Ended { mark, took: self.now.since(began) });
        }
        Ok(())
    }

    fn step(&self, place: Place, what: HappeningKind<'_>, to: &mut impl VisitReader) -> io::Result<()> {
        let Place { at, branch, state } = place;
        to.step(self.scene(), &Happening { at, branch, state: Some(state), visit: self.visit(branch), what })
    }

    /// The track of `branch`, which begins now if it is new.
    fn track(&mut self, branch: Branch) -> &mut Track {
        let (at, began) = (branch.0 as usize, self.now);
        if self.tracks.len() <= at {
            self.tracks.resize_with(at + 1, || None);
        }
        let spare = &mut self.spare_track;
        self.tracks[at].get_or_insert_with(|| {
            let mut track = spare.take().unwrap_or_default();
            track.began = began;
            track.has_left = false;
            track
        })
    }

    fn track_of(&mut self, branch: Branch) -> Option<&mut Track> {
        self.tracks.get_mut(branch.0 as usize)?.as_deref_mut()
    }

    fn remove(&mut self, branch: Branch) -> Option<Box<Track>> {
        self.tracks.get_mut(branch.0 as usize)?.take()
    }

    fn visit(&self, branch: Branch) -> Option<&Visit> {
        self.tracks.get(branch.0 as usize)?.as_ref()?.open.as_deref()
    }

    fn open_mut(&mut self, branch: Branch) -> Option<&mut Visit> {
        self.track_of(branch)?.open.as_mut().map(Arc::make_mut)
    }

    /// The visit that `branch` is in; from now on there is one, if it has only been entered so far.
    fn visit_mut(&mut self, branch: Branch) -> Option<&mut Visit> {
        if let Some(entry) = self.track_of(branch)?.entered.take() {
            let visit = self.begin(branch, entry, Payload::default());
            self.track_of(branch)?.open = Some(visit);
        }
        self.open_mut(branch)
    }
}
