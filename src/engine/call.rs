//! `Call` and `Signal`: a task's call of a service, and what the service answers.

use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::asl::resource::Resource;
use crate::base::time::Time;
use crate::base::value::Value;

use super::payload::Payload;
use crate::engine::saving::saved;

/// Names one attempt of one task; later signals name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// One attempt of one task, to be answered by a service.
#[derive(Clone, Debug)]
pub struct Call {
    /// Names this attempt.
    pub ticket: Ticket,
    /// The Task.
    pub state: StateId,
    /// The state before it in its branch, its item or the machine.
    pub after: Option<StateId>,
    /// The service that is called, and the pattern.
    pub resource: Resource,
    /// Effective arguments: after InputPath and Parameters, or JSONata's Arguments.
    pub args: Value,
    /// The state's input before any processing.
    pub input: Value,
    /// The branches and items it runs in, outermost first; empty at the top level.
    pub path: Vec<Step>,
    /// The innermost enclosing Map's item, if it runs in one.
    pub item: Option<Value>,
    /// How often this visit was retried before: 0 for the first attempt, then 1, 2, … (`$$.State.RetryCount`).
    pub retry_count: u32,
    /// The `Error` and `Cause` of the attempt before this one, if this is a retry.
    pub error: Option<Value>,
    /// The context object as the state sees it.
    pub context: Value,
    /// The variables in scope.
    pub variables: Value,
    /// When the task was scheduled.
    pub at: Time,
    /// `TimeoutSeconds`, if the state sets it.
    pub timeout_seconds: Option<u32>,
    /// `HeartbeatSeconds`, if the state sets it.
    pub heartbeat_seconds: Option<u32>,
    /// The task token of callbacks and activities.
    pub token: Option<Arc<str>>,
}

impl Call {
    /// The index of the innermost enclosing Map's item.
    #[must_use]
    pub fn item_index(&self) -> Option<usize> {
        self.path.iter().rev().find(|step| step.is_item).map(|step| step.index)
    }
}

/// One step from the machine's top level down to a strand: into a branch of a Parallel or an item of a Map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step {
    /// The Parallel or Map.
    pub state: StateId,
    /// The branch or the item, from 0.
    pub index: usize,
    /// Whether it is a Map's item.
    pub is_item: bool,
}

/// One thing a service answers to a call.
#[derive(Clone, Debug)]
pub enum Signal {
    /// A worker took the activity task. Every other kind of task starts by itself.
    Started {
        /// The name the worker gave.
        worker: Option<Arc<str>>,
    },
    /// The first call of a `.sync` or `.waitForTaskToken` task was answered.
    Submitted(Payload),
    /// The first call of a `.sync` or `.waitForTaskToken` task was refused.
    SubmitFailed(TaskError),
    /// The worker is alive.
    Heartbeat,
    /// The task succeeded.
    Succeeded(Payload),
    /// The task failed.
    Failed(TaskError),
}

/// The error of a task; AWS knows tasks that fail without a name or a cause.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskError {
    /// The error's name.
    pub error: Option<Arc<str>>,
    /// Details for people.
    pub cause: Option<Arc<str>>,
}

/// The answer to a call: each signal with the milliseconds after which it comes, ascending. They count from the
/// `at` of [`Fleet::resolve`](super::Fleet::resolve): the moment of the call for an answer given at once, of its
/// arrival for one that comes late.
pub type Reply = Vec<(i64, Signal)>;

saved!(number Ticket);
saved!(struct Step { state, index, is_item });
saved!(struct TaskError { error, cause });
saved!(enum Signal {
    Started { worker },
    Submitted(output),
    SubmitFailed(error),
    Heartbeat,
    Succeeded(output),
    Failed(error),
});
