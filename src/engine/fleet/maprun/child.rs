//! Child executions: how they are started, go on and end.

use std::sync::Arc;

use crate::asl::machine::{Kind, StateId};
use crate::base::time::Time;
use crate::base::value::{Object, Value};

use super::export::File;
use super::results::Ended;
use super::{Feed, MapRun};
use crate::engine::call::{TaskError, Ticket};
use crate::engine::execution::agenda::{Wake, What};
use crate::engine::execution::failure::{Failure, names};
use crate::engine::execution::history::{Detail, Note, Record};
use crate::engine::execution::outcome::Outcome;
use crate::engine::execution::strand::{Phase, StrandId};
use crate::engine::execution::{Course, Execution, Next};
use crate::engine::payload::Payload;
use crate::engine::tally::{FirstFailed, Tally};

/// After so many items it is told how far the run has come.
const STRIDE: usize = 1000;

/// A child execution that runs.
#[derive(Clone, Debug)]
pub(super) struct Child {
    pub execution: Box<Execution>,
    /// Counts its turns, so that a wake meant for an earlier one is recognised.
    turn: u32,
    pub feed: Feed,
    /// What it asked for, as it is called outside.
    pub tickets: Vec<Ticket>,
    /// The state that failed last in it.
    failed_in: Option<StateId>,
    /// Its events, as far as they are counted outside.
    events: u64,
}

const fn is_failed_call(detail: &Detail) -> bool {
    matches!(
        detail,
        Detail::TaskFailed { .. } | Detail::TaskSubmitFailed { .. } | Detail::TaskTimedOut { .. }
    )
}

impl Child {
    /// The tasks in it that wait.
    pub(super) fn waiting(&self) -> Vec<StateId> {
        self.execution.waiting()
    }

    pub(super) const fn turn(&self) -> u32 {
        self.turn
    }

    pub(super) const fn events(&self) -> u64 {
        self.events
    }

    /// Ends it from outside.
    pub(super) fn stop(&mut self, now: Time, tally: &mut Tally) {
        self.execution.stop(now, TaskError::default());
        let records = self.execution.records();
        self.note(&records, tally);
        tally.aborted += self.feed.items;
    }

    fn note(&mut self, records: &[Record], tally: &mut Tally) {
        for record in records {
            match record {
                Record::Event(event) if matches!(event.detail, Detail::TaskScheduled(_)) => tally.calls += 1,
                Record::Event(event) if is_failed_call(&event.detail) => tally.failed_calls += 1,
                Record::Note(Note::Failed { state, .. }) => self.failed_in = Some(*state),
                Record::Note(Note::MapRun { tally: inner, .. }) => {
                    tally.calls += inner.calls;
                    tally.failed_calls += inner.failed_calls;
                }
                Record::Event(_)
                | Record::Note(
                    Note::BranchStarted { .. }
                    | Note::Context { .. }
                    | Note::Retrying { .. }
                    | Note::MapRunGoesOn { .. },
                ) => {}
            }
        }
    }

    /// What came of it, for the results; records are told only where somebody wants them.
    pub(super) fn ended(&self, wants_record: bool) -> Ended {
        let outcome = self.execution.outcome();
        let (file, output) = match outcome {
            Some(Outcome::Succeeded(output)) => (File::Succeeded, Some(output.value().clone())),
            Some(Outcome::Failed(_) | Outcome::TimedOut | Outcome::Aborted(_)) | None => (File::Failed, None),
        };
        let record = if output.is_none() || wants_record { self.record() } else { Value::Null };
        Ended { file, output, record }
    }

    /// Its execution as a `ResultWriter` tells it: keys in alphabetical order, data as JSON text.
    fn record(&self) -> Value {
        let setup = &self.execution.setup;
        let text = |text: &Arc<str>| Value::from(Arc::clone(text));
        let included = || Value::from(Object::from_iter([("Included", Value::from(true))]));
        let mut record = Object::new();
        let (status, output) = match self.execution.outcome() {
            Some(Outcome::Succeeded(output)) => ("SUCCEEDED", Some(output.text())),
            Some(Outcome::Failed(failure)) => {
                for (key, part) in [("Cause", &failure.error.cause), ("Error", &failure.error.error)] {
                    part.iter().for_each(|part| record.insert(key, text(part)));
                }
                ("FAILED", None)
            }
            Some(Outcome::TimedOut) => ("TIMED_OUT", None),
            Some(Outcome::Aborted(_)) | None => ("ABORTED", None),
        };
        record.insert("ExecutionArn", text(&setup.execution_arn));
        record.insert("Input", Value::from(self.execution.input.text()));
        record.insert("InputDetails", included());
        record.insert("Name", text(&setup.execution_name));
        let has_succeeded = output.is_some();
        output.into_iter().for_each(|output| record.insert("Output", Value::from(output)));
        record.insert("OutputDetails", included());
        record.insert("RedriveCount", Value::from(0_i64));
        if has_succeeded {
            record.insert("RedriveStatus", Value::from("NOT_REDRIVABLE"));
            let reason = "Execution is SUCCEEDED and cannot be redriven";
            record.insert("RedriveStatusReason", Value::from(reason));
        } else {
            record.insert("RedriveStatus", Value::from("REDRIVABLE_BY_MAP_RUN"));
        }
        record.insert("StartDate", Value::from(setup.start.iso()));
        record.insert("StateMachineArn", text(&setup.machine_arn));
        record.insert("Status", Value::from(status));
        record.insert("StopDate", Value::from(self.execution.now.iso()));
        record.into()
    }
}

impl Execution {
    /// Starts the next child of the run of strand `id`.
    pub(super) fn start_child(&mut self, id: StrandId, feed: Feed) {
        let machine = Arc::clone(&self.machine);
        let Kind::Map(map) = &machine.state(self.strands[id].state).kind else { return };
        let workflow = super::children_of(&machine.state(self.strands[id].state).kind);
        let course = Course { start: machine.flow(map.processor).start, workflow, timeout_seconds: None };
        let (now, parent) = (self.now, Arc::clone(&self.setup));
        let Phase::Run(run) = &mut self.strands[id].phase else { return };
        let number = run.next_child;
        run.next_child += 1;
        run.tally.children += 1;
        let setup = run.names.setup(number, workflow, &parent, now);
        let input = Payload::from(feed.input.clone());
        let execution = Box::new(Self::start_on(course, Arc::clone(&machine), input, setup));
        let child = Child { execution, turn: 0, feed, tickets: Vec::new(), failed_in: None, events: 0 };
        run.children.insert(number, child);
        self.wake_child(id, number, None);
    }

    /// Lets a child go on as soon as the others had their turn, or at a moment.
    pub(super) fn wake_child(&mut self, id: StrandId, number: u32, at: Option<Time>) {
        let epoch = self.strands.epoch(id);
        let Phase::Run(run) = &mut self.strands[id].phase else { return };
        let Some(child) = run.children.get_mut(&number) else { return };
        child.turn = child.turn.wrapping_add(1);
        let wake = Wake { strand: id, epoch, what: What::Child { number, turn: child.turn } };
        match at {
            Some(at) if at > self.now => self.agenda.at(at, wake),
            Some(_) | None => self.agenda.now(wake),
        }
    }

    /// Lets a child do what it can without waiting.
    pub(in crate::engine) fn child_turn(&mut self, id: StrandId, number: u32) {
        loop {
            let now = self.now;
            let Phase::Run(run) = &mut self.strands[id].phase else { return };
            let MapRun { children, tally, .. } = &mut **run;
            let Some(child) = children.get_mut(&number) else { return };
            let next = child.execution.advance(now);
            let records = child.execution.records();
            child.note(&records, tally);
            let before = std::mem::replace(&mut child.events, child.execution.event_count());
            self.events_of_children = self.events_of_children - before + child.events;
            match next {
                Next::Invoke(calls) => self.pass_calls(id, number, calls),
                Next::Ask(requests) => self.pass_requests(id, number, requests),
                Next::Busy => {
                    self.is_child_busy = true;
                    return self.wake_child(id, number, None);
                }
                Next::WaitUntil(time) => return self.wake_child(id, number, Some(time)),
                Next::WaitForSignal => return,
                Next::Done => return self.child_ended(id, number),
            }
        }
    }

    fn child_ended(&mut self, id: StrandId, number: u32) {
        let Phase::Run(run) = &mut self.strands[id].phase else { return };
        let Some(child) = run.children.remove(&number) else { return };
        let items = child.feed.items;
        let failed = |failure: Failure| FirstFailed { number, failure, state: child.failed_in };
        match child.execution.outcome() {
            Some(Outcome::Succeeded(_)) => run.tally.succeeded += items,
            Some(Outcome::Failed(failure)) => run.tally.fail(items, failed(failure.clone())),
            Some(Outcome::TimedOut) => {
                let error = TaskError { error: Some(names::TIMEOUT.into()), cause: None };
                run.tally.fail(items, failed(error.into()));
            }
            Some(Outcome::Aborted(_)) | None => run.tally.aborted += items,
        }
        let ended = child.ended(run.results.tells_records());
        run.results.take(number, ended);
        let Tally { total, succeeded, failed, .. } = run.tally;
        let done = succeeded + failed;
        if done / STRIDE > done.saturating_sub(items) / STRIDE {
            self.history.note(Note::MapRunGoesOn { total, succeeded, failed });
        }
        self.events_of_children -= child.events;
        for ticket in &child.tickets {
            self.routes.remove(ticket);
        }
        self.proceed(id);
    }
}
