//! The child executions of a Map Run: how they begin, and what becomes of them.

use std::sync::Arc;

use crate::asl::errors::names;
use crate::asl::machine::StateId;
use crate::base::value::{Object, Value};
use crate::engine::call::TaskError;
use crate::engine::execution::core::{Execution, Program};
use crate::engine::execution::failure::Failure;
use crate::engine::execution::history::{Detail, Note, Record};
use crate::engine::execution::outcome::Outcome;
use crate::engine::fleet::member::Member;
use crate::engine::ids::ExecutionId;
use crate::engine::payload::Payload;
use crate::engine::tally::{FirstFailed, Tally};

use super::export::File;
use super::results::Ended;
use super::{ChildInput, MapRun};

/// After so many items a note says how far the run has come.
const ITEMS_PER_NOTE: usize = 1000;

impl MapRun {
    /// The execution of the next child, and its number.
    pub fn child(&mut self, input: &ChildInput, parent: &Execution) -> (u32, Execution) {
        let number = self.next_child;
        self.next_child += 1;
        self.tally.children += 1;
        let program = Program { start: self.first, workflow: self.workflow, timeout_seconds: None };
        let setup = self.names.setup(number, self.workflow, &parent.setup, parent.now);
        let input = Payload::from(input.input.clone());
        let mut child = Execution::start(program, Arc::clone(&parent.machine), input, setup);
        child.interrupt = parent.interrupt.clone();
        child.missing = Arc::clone(&parent.missing);
        (number, child)
    }

    /// A child with so many items was started.
    pub fn child_started(&mut self, id: ExecutionId, items: usize) {
        self.children.insert(id);
        self.running += items;
    }

    /// Counts the calls in records of a child; returns the state that failed last in them, if one did.
    pub fn count(&mut self, records: &[Record]) -> Option<StateId> {
        let mut failed_in = None;
        for record in records {
            match record {
                Record::Event(event) if matches!(event.detail, Detail::TaskScheduled(_)) => {
                    self.tally.calls += 1;
                }
                Record::Event(event) if is_failed_call(&event.detail) => self.tally.failed_calls += 1,
                Record::Note(Note::Failed { state, .. }) => failed_in = Some(*state),
                Record::Note(Note::MapRun { tally: inner, .. }) => {
                    self.tally.calls += inner.calls;
                    self.tally.failed_calls += inner.failed_calls;
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
        failed_in
    }

    /// A child has ended by itself. Returns a note for people who wait, now and then.
    pub fn child_ended(&mut self, id: ExecutionId, child: &Member) -> Option<Note> {
        let &Member { number, items, .. } = child;
        let failed = |failure: Failure| FirstFailed { number, failure, state: child.failed_in };
        match child.execution.outcome.as_ref() {
            Some(Outcome::Succeeded(_)) => self.tally.succeeded += items,
            Some(Outcome::Failed(failure)) => self.tally.fail(items, failed(failure.clone())),
            Some(Outcome::TimedOut) => {
                let error = TaskError { error: Some(names::TIMEOUT.into()), cause: None };
                self.tally.fail(items, failed(error.into()));
            }
            Some(Outcome::Aborted(_)) | None => self.tally.aborted += items,
        }
        self.keep_fallen(id, child);
        self.take_result(id, child);
        let Tally { total, succeeded, failed, .. } = self.tally;
        let done = succeeded + failed;
        let is_due = done / ITEMS_PER_NOTE > done.saturating_sub(items) / ITEMS_PER_NOTE;
        is_due.then_some(Note::MapRunGoesOn { total, succeeded, failed })
    }

    /// A child was stopped.
    pub fn child_stopped(&mut self, id: ExecutionId, child: &Member) {
        self.tally.aborted += child.items;
        self.keep_fallen(id, child);
        self.take_result(id, child);
    }

    fn take_result(&mut self, id: ExecutionId, child: &Member) {
        self.children.remove(&id);
        self.running -= child.items;
        let ended = ended(&child.execution, self.results.wants_records());
        self.results.take(child.number, ended);
    }
}

const fn is_failed_call(detail: &Detail) -> bool {
    matches!(
        detail,
        Detail::TaskFailed { .. } | Detail::TaskSubmitFailed { .. } | Detail::TaskTimedOut { .. }
    )
}

/// What came of a child, for the results; a record of one that succeeded is made only where it is wanted.
fn ended(child: &Execution, wants_record: bool) -> Ended {
    let (file, output) = match &child.outcome {
        Some(Outcome::Succeeded(output)) => (File::Succeeded, Some(output.value().clone())),
        Some(Outcome::Failed(_) | Outcome::TimedOut | Outcome::Aborted(_)) | None => (File::Failed, None),
    };
    let record = if output.is_none() || wants_record { record(child) } else { Value::Null };
    Ended { file, output, record }
}

/// An execution as a `ResultWriter` writes it: keys in alphabetical order, data as JSON text (Developer
/// Guide "ResultWriter", and files that AWS wrote).
fn record(child: &Execution) -> Value {
    let setup = &child.setup;
    let text = |text: &Arc<str>| Value::from(Arc::clone(text));
    let included = || Value::from(Object::from_iter([("Included", Value::from(true))]));
    let mut record = Object::new();
    let (status, output) = match &child.outcome {
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
    record.insert("ExecutionArn", Value::from(setup.called.arn()));
    record.insert("Input", Value::from(child.input.text()));
    record.insert("InputDetails", included());
    record.insert("Name", Value::from(setup.called.name()));
    let has_succeeded = output.is_some();
    output.into_iter().for_each(|output| record.insert("Output", Value::from(output)));
    record.insert("OutputDetails", included());
    record.insert("RedriveCount", Value::from(i64::from(child.redrives.0)));
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
    record.insert("StopDate", Value::from(child.now.iso()));
    record.into()
}
