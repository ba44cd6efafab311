//! The attempts of Tasks, read from the records of an execution: what each was answered, and when.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::base::time::Time;
use crate::base::value::Value;
use crate::engine::call::TaskError;
use crate::engine::history::{Branch, Detail, Note, Record};

/// The items that a state ran in, outermost first: the Map and the item's number.
pub type Items = Vec<(StateId, usize)>;

/// One call of a Task.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The Task.
    pub state: StateId,
    /// The items it ran in.
    pub items: Items,
    /// The input of the state.
    pub input: Value,
    /// What it gave the service.
    pub arguments: Value,
    /// How often the execution had been redriven when it was made.
    pub redrives: usize,
    /// The place of its record, from 0.
    pub place: usize,
    /// When it was scheduled.
    pub scheduled: Time,
    /// Whether its time is limited.
    pub has_limit: bool,
    /// When it began, and who took it.
    pub started: Option<(Time, Option<Arc<str>>)>,
    /// When its first call was answered, and what.
    pub submitted: Option<(Time, Value)>,
    /// How it ended, and when; nothing if something else ended it.
    pub end: Option<(Time, End)>,
}

/// How an attempt ended.
#[derive(Clone, Debug)]
pub enum End {
    /// With a result.
    Succeeded(Value),
    /// With an error.
    Failed(TaskError),
    /// Its first call was refused.
    Refused(TaskError),
    /// Its time was over.
    TimedOut,
}

/// The attempts that `records` tell of, in the order in which they were scheduled; `around` are the items that all of
/// it ran in.
#[must_use]
pub fn attempts(records: &[Record], around: &Items) -> Vec<Attempt> {
    let mut reading = Reading::default();
    reading.items.insert(Branch(0), around.clone());
    for (place, record) in records.iter().enumerate() {
        reading.record(place, record);
    }
    reading.attempts
}

#[derive(Default)]
struct Reading {
    /// The items of each branch.
    items: BTreeMap<Branch, Items>,
    /// The input of the state that is open on a branch.
    inputs: BTreeMap<Branch, Value>,
    /// The attempt under way on a branch.
    open: BTreeMap<Branch, usize>,
    redrives: usize,
    attempts: Vec<Attempt>,
}

impl Reading {
    fn record(&mut self, place: usize, record: &Record) {
        let event = match record {
            Record::Event(event) => event,
            Record::Note(Note::BranchStarted { parent, branch, .. }) => {
                let items = self.items.get(parent).cloned().unwrap_or_default();
                self.items.insert(*branch, items);
                return;
            }
            Record::Note(_) => return,
        };
        let (branch, at) = (event.branch, event.at);
        if let Detail::IterationStarted { state, index, iteration } = &event.detail {
            let mut items = self.items.get(&branch).cloned().unwrap_or_default();
            items.push((*state, *index));
            self.items.insert(*iteration, items);
        } else if let Detail::StateEntered { input, .. } = &event.detail {
            self.inputs.insert(branch, input.value().clone());
        } else if let Detail::TaskScheduled(scheduled) = &event.detail {
            self.open.insert(branch, self.attempts.len());
            self.attempts.push(Attempt {
                state: scheduled.state,
                items: self.items.get(&branch).cloned().unwrap_or_default(),
                input: self.inputs.get(&branch).cloned().unwrap_or_default(),
                arguments: scheduled.args.value().clone(),
                redrives: self.redrives,
                place,
                scheduled: at,
                has_limit: scheduled.timeout_seconds.or(scheduled.heartbeat_seconds).is_some(),
                started: None,
                submitted: None,
                end: None,
            });
        } else if matches!(event.detail, Detail::ExecutionRedriven { .. }) {
            self.redrives += 1;
            // What was under way when the execution ended has no answer.
            self.open.clear();
        } else if let Detail::TaskStarted { worker, .. } = &event.detail {
            self.with(branch, |attempt| attempt.started = Some((at, worker.clone())));
        } else if let Detail::TaskSubmitted { output, .. } = &event.detail {
            let output = output.value().clone();
            self.with(branch, |attempt| attempt.submitted = Some((at, output)));
        } else if let Some(end) = end(&event.detail) {
            self.with(branch, |attempt| attempt.end = Some((at, end)));
            self.open.remove(&branch);
        }
    }

    /// Changes the attempt under way on this branch, if there is one.
    fn with(&mut self, branch: Branch, change: impl FnOnce(&mut Attempt)) {
        if let Some(at) = self.open.get(&branch) {
            change(&mut self.attempts[*at]);
        }
    }
}

/// How an attempt ended, if the event says that it did.
fn end(detail: &Detail) -> Option<End> {
    if let Detail::TaskSucceeded { output, .. } = detail {
        Some(End::Succeeded(output.value().clone()))
    } else if let Detail::TaskFailed { error, .. } = detail {
        Some(End::Failed(error.clone()))
    } else if let Detail::TaskSubmitFailed { error, .. } = detail {
        Some(End::Refused(error.clone()))
    } else if matches!(detail, Detail::TaskTimedOut { .. }) {
        Some(End::TimedOut)
    } else {
        None
    }
}
