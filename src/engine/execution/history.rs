//! The history: one [`Event`] per event AWS records, with the same type, id, predecessor and details,
//! and [`Note`]s about what AWS does not record. Every report is made from these.

use std::sync::Arc;

use strum::{EnumDiscriminants, VariantArray};

use crate::asl::machine::StateId;
use crate::base::time::Time;
use crate::base::value::{Object, Value};

use super::failure::Failure;
use crate::engine::call::{TaskError, Ticket};
use crate::engine::payload::Payload;
use crate::engine::tally::Tally;

/// What an execution reports, in the order in which it happened.
#[derive(Clone, Debug)]
pub enum Record {
    /// An event as AWS records it.
    Event(Event),
    /// Something AWS does not record.
    Note(Note),
}

/// A history that is kept takes this much for each event, in bytes, beside the data.
const _: () = assert!(size_of::<Record>() <= 72, "what is rare or large in a record is behind a pointer");

/// States that run one after another: the machine itself (0), a branch of a Parallel or an iteration of a Map;
/// numbered as they start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Branch(pub u32);

/// One event of GetExecutionHistory.
#[derive(Clone, Debug)]
pub struct Event {
    /// 1, 2, 3, …
    pub id: u64,
    /// The event that caused it; 0 for none.
    pub previous: u64,
    /// When, on the execution's clock.
    pub at: Time,
    /// The branch it belongs to.
    pub branch: Branch,
    /// What happened.
    pub detail: Detail,
}

/// What happened. Names and contents follow the service model of GetExecutionHistory. There are millions of these:
/// what is large is behind a pointer.
#[expect(missing_docs, reason = "each variant says what its fields are")]
#[derive(Clone, Debug, EnumDiscriminants)]
#[strum_discriminants(name(DetailKind), doc = "What happened, without the contents.")]
#[strum_discriminants(derive(VariantArray))]
pub enum Detail {
    /// `ExecutionStarted`
    ExecutionStarted { input: Payload },
    /// `ExecutionSucceeded`
    ExecutionSucceeded { output: Payload },
    /// `ExecutionFailed`
    ExecutionFailed(TaskError),
    /// `ExecutionAborted`
    ExecutionAborted(TaskError),
    /// `ExecutionTimedOut`
    ExecutionTimedOut,
    /// `ExecutionRedriven`; how often it was redriven, with this time.
    ExecutionRedriven { count: u32 },
    /// `<Kind>StateEntered`
    StateEntered { state: StateId, input: Payload },
    /// `<Kind>StateExited`
    StateExited { state: StateId, output: Payload, assigned: Option<Object>, way: Transition },
    /// `<Kind>StateStarted` of Map (with its length) and Parallel.
    StateStarted { state: StateId, length: usize },
    /// `<Kind>StateSucceeded` of Map and Parallel.
    StateSucceeded { state: StateId },
    /// `<Kind>StateFailed` of Map and Parallel.
    StateFailed { state: StateId },
    /// `<Kind>StateAborted`
    StateAborted { state: StateId },
    /// `EvaluationFailed`
    EvaluationFailed { state: StateId, error: Box<TaskError>, location: Option<Arc<str>> },
    /// `MapIterationStarted`; `iteration` is the branch the item runs on.
    IterationStarted { state: StateId, index: usize, iteration: Branch },
    /// `MapIterationSucceeded`
    IterationSucceeded { state: StateId, index: usize },
    /// `MapIterationFailed`
    IterationFailed { state: StateId, index: usize },
    /// `MapIterationAborted`
    IterationAborted { state: StateId, index: usize },
    /// `MapRunStarted`
    MapRunStarted { state: StateId, arn: Arc<str> },
    /// `MapRunSucceeded`
    MapRunSucceeded { state: StateId },
    /// `MapRunFailed`
    MapRunFailed { state: StateId, error: TaskError },
    /// `MapRunAborted`
    MapRunAborted { state: StateId },
    /// `MapRunRedriven`; how often it was redriven, with this time.
    MapRunRedriven { state: StateId, arn: Arc<str>, count: u32 },
    /// `TaskScheduled`, `LambdaFunctionScheduled` or `ActivityScheduled`.
    TaskScheduled(Box<Scheduled>),
    /// `TaskStarted`, `LambdaFunctionStarted` or `ActivityStarted` (with the worker's name).
    TaskStarted { state: StateId, worker: Option<Arc<str>> },
    /// `TaskSubmitted`
    TaskSubmitted { state: StateId, output: Payload },
    /// `TaskSubmitFailed`
    TaskSubmitFailed { state: StateId, error: TaskError },
    /// `TaskSucceeded`, `LambdaFunctionSucceeded` or `ActivitySucceeded`.
    TaskSucceeded { state: StateId, output: Payload },
    /// `TaskFailed`, `LambdaFunctionFailed` or `ActivityFailed`.
    TaskFailed { state: StateId, error: TaskError },
    /// `TaskTimedOut`, `LambdaFunctionTimedOut` or `ActivityTimedOut`; the error is `States.Timeout`.
    TaskTimedOut { state: StateId },
}

impl Detail {
    /// The state it is about; none if it is about the execution.
    #[must_use]
    pub fn state(&self) -> Option<StateId> {
        match self {
            Self::ExecutionStarted { .. }
            | Self::ExecutionSucceeded { .. }
            | Self::ExecutionFailed(_)
            | Self::ExecutionAborted(_)
            | Self::ExecutionTimedOut
            | Self::ExecutionRedriven { .. } => None,
            Self::TaskScheduled(scheduled) => Some(scheduled.state),
            Self::StateEntered { state, .. }
            | Self::StateExited { state, .. }
            | Self::StateStarted { state, .. }
            | Self::StateSucceeded { state }
            | Self::StateFailed { state }
            | Self::StateAborted { state }
            | Self::EvaluationFailed { state, .. }
            | Self::IterationStarted { state, .. }
            | Self::IterationSucceeded { state, .. }
            | Self::IterationFailed { state, .. }
            | Self::IterationAborted { state, .. }
            | Self::MapRunStarted { state, .. }
            | Self::MapRunSucceeded { state }
            | Self::MapRunFailed { state, .. }
            | Self::MapRunAborted { state }
            | Self::MapRunRedriven { state, .. }
            | Self::TaskStarted { state, .. }
            | Self::TaskSubmitted { state, .. }
            | Self::TaskSubmitFailed { state, .. }
            | Self::TaskSucceeded { state, .. }
            | Self::TaskFailed { state, .. }
            | Self::TaskTimedOut { state } => Some(*state),
        }
    }

    const fn ends_execution(&self) -> bool {
        matches!(
            self,
            Self::ExecutionSucceeded { .. }
                | Self::ExecutionFailed(_)
                | Self::ExecutionAborted(_)
                | Self::ExecutionTimedOut
        )
    }
}

/// How a state was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transition {
    /// By its `Next`, or the end of its scope.
    Next(Option<StateId>),
    /// By the rule of a Choice with this number, from 0.
    Rule(usize, StateId),
    /// By the `Default` of a Choice.
    Default(StateId),
    /// By the catcher with this number, from 0.
    Caught(usize, StateId),
}

/// What was scheduled.
#[derive(Clone, Debug)]
pub struct Scheduled {
    /// The Task.
    pub state: StateId,
    /// Names the attempt.
    pub ticket: Ticket,
    /// Effective arguments.
    pub args: Payload,
    /// `TimeoutSeconds`, if the state sets it.
    pub timeout_seconds: Option<u32>,
    /// `HeartbeatSeconds`, if the state sets it.
    pub heartbeat_seconds: Option<u32>,
    /// The role of `Credentials`.
    pub role: Option<Value>,
}

/// What AWS does not record, yet a reader wants to know.
#[expect(missing_docs, reason = "each variant says what its fields are")]
#[derive(Clone, Debug)]
pub enum Note {
    /// A branch of a Parallel begins (iterations have an event for this).
    BranchStarted { state: StateId, index: usize, parent: Branch, branch: Branch },
    /// What a state just entered sees as the context object, if that is recorded.
    Context { branch: Branch, context: Value },
    /// A failed attempt will be repeated.
    Retrying {
        at: Time,
        branch: Branch,
        state: StateId,
        /// The retrier's place in `Retry`, from 0.
        retrier: usize,
        /// Which of the retrier's `MaxAttempts` retries this is, from 1.
        retry_number: u32,
        /// Its `MaxAttempts`.
        max_attempts: u32,
        /// How long it waits first.
        delay_ms: i64,
        failure: Box<Failure>,
    },
    /// A state failed: nothing retried it. Its catchers, its scope or the execution follow.
    Failed { at: Time, branch: Branch, state: StateId, failure: Box<Failure> },
    /// A Map Run goes on: how many of its items are done. Made now and then, for people who wait.
    MapRunGoesOn { total: usize, succeeded: usize, failed: usize },
    /// A Map Run is over, or the execution around it: what came of its items.
    MapRun { at: Time, branch: Branch, state: StateId, tally: Box<Tally> },
}

/// Records that hold more bytes of JSON text should be taken: in memory a value may need ten times its text.
const HEAVY_BYTES: usize = 2 << 20;

/// The growing history of one execution.
#[derive(Clone, Debug)]
pub struct History {
    last_id: u64,
    branches: u32,
    records: Vec<Record>,
    /// About how many bytes of data the records hold.
    weight: usize,
    /// The number of events it may hold; the last place is kept for an event that ends the execution.
    quota: u64,
    full: bool,
}

impl History {
    pub(in crate::engine) const fn new(quota: u64) -> Self {
        Self { last_id: 0, branches: 0, records: Vec::new(), weight: 0, quota, full: false }
    }

    /// What it has counted: its newest id, its branches, its quota, and whether it is full.
    pub(in crate::engine) const fn counts(&self) -> (u64, u32, u64, bool) {
        (self.last_id, self.branches, self.quota, self.full)
    }

    /// A history that goes on from [`Self::counts`].
    pub(in crate::engine) const fn from_counts(
        (last_id, branches, quota, full): (u64, u32, u64, bool),
    ) -> Self {
        Self { last_id, branches, records: Vec::new(), weight: 0, quota, full }
    }

    /// Whether an event was refused because the quota is reached.
    pub(in crate::engine) const fn is_full(&self) -> bool {
        self.full
    }

    /// The id of the newest event.
    #[must_use]
    pub const fn last_id(&self) -> u64 {
        self.last_id
    }

    /// Records that the execution goes on, after the event that ended it.
    pub(in crate::engine) fn redriven(&mut self, at: Time, count: u32) {
        self.full = false;
        self.push(Branch(0), self.last_id, at, Detail::ExecutionRedriven { count });
    }

    /// Takes what was recorded since the last time.
    pub fn take(&mut self) -> Vec<Record> {
        self.weight = 0;
        // About as much will come again: growing to it step by step would copy every record twice.
        let taken = self.records.len();
        let next = Vec::with_capacity(taken + taken / 4);
        std::mem::replace(&mut self.records, next)
    }

    /// The number of records that were not taken yet.
    pub(in crate::engine) const fn kept(&self) -> usize {
        self.records.len()
    }

    /// Drops the records behind the first `kept`.
    pub(in crate::engine) fn forget(&mut self, kept: usize) {
        self.records.truncate(kept);
    }

    /// About how many bytes of data the records hold that were not taken yet.
    pub(in crate::engine) const fn weight(&self) -> usize {
        self.weight
    }

    /// Adds to the data that the records hold, in bytes.
    pub(in crate::engine) const fn weigh(&mut self, bytes: usize) {
        self.weight += bytes;
    }

    /// Whether the records hold so much data that they should be taken.
    pub(in crate::engine) const fn is_heavy(&self) -> bool {
        self.weight > HEAVY_BYTES
    }

    /// Records an event and gives its id. Once one was refused, none is taken any more.
    pub(in crate::engine) fn event(
        &mut self,
        branch: Branch,
        previous: u64,
        at: Time,
        detail: Detail,
    ) -> u64 {
        self.full |= self.last_id + 1 >= self.quota && !detail.ends_execution();
        if self.full {
            return self.last_id;
        }
        self.push(branch, previous, at, detail)
    }

    /// Records the event that says that the history is full.
    pub(in crate::engine) fn last_event(&mut self, at: Time, detail: Detail) {
        self.push(Branch(0), self.last_id, at, detail);
    }

    fn push(&mut self, branch: Branch, previous: u64, at: Time, detail: Detail) -> u64 {
        self.last_id += 1;
        self.records.push(Record::Event(Event { id: self.last_id, previous, at, branch, detail }));
        self.last_id
    }

    /// Records a note and gives its index among the records that were not taken yet.
    pub(in crate::engine) fn note(&mut self, note: Note) -> usize {
        self.records.push(Record::Note(note));
        self.records.len() - 1
    }

    /// Puts what came of a Map Run into the note at this index.
    pub(in crate::engine) fn fill_in(&mut self, record: usize, known: Tally) {
        if let Some(Record::Note(Note::MapRun { tally, .. })) = self.records.get_mut(record) {
            **tally = known;
        }
    }

    /// A new branch.
    pub(in crate::engine) const fn branch(&mut self) -> Branch {
        self.branches += 1;
        Branch(self.branches)
    }
}
