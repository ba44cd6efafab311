//! What the fold hands on to a [`VisitReader`]: what happens, as it happens; visits when they are over; and the
//! totals of a run.

use std::io;
use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::base::time::Time;
use crate::base::value::Value;
use crate::engine::call::TaskError;
use crate::engine::history::Branch;
use crate::engine::payload::Payload;
use crate::engine::tally::Tally;

use super::{BranchStart, Branches, Mark, Visit};

/// Reads a run as visits: every report does.
pub trait VisitReader {
    /// Takes what happened just now.
    fn step(&mut self, scene: Scene<'_>, step: &Happening<'_>) -> io::Result<()>;

    /// Takes a visit that is over: it was left (then it has a way), failed, or was cut short. What it does not
    /// keep it gives back: the memory serves the next visit.
    fn over(&mut self, scene: Scene<'_>, visit: Arc<Visit>) -> io::Result<Option<Arc<Visit>>>;

    /// How much of visits it follows from now on: who only counts a million states pays for no more.
    fn follows(&self) -> Follow {
        Follow::Whole
    }

    /// Takes note that `child` of a Parallel or Map is over, after its last visit.
    fn child_over(&mut self, child: Branch, origin: BranchStart, ended: Ended) {
        let _ = (child, origin, ended);
    }
}

/// How much of visits a [`VisitReader`] follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follow {
    /// All of them, with their data.
    Whole,
    /// All of them, without input, output and variables.
    Outline,
    /// Those in which something happens between entering and leaving the state, such as a call or a failure,
    /// without data. The others are not put together.
    Eventful,
}

/// What is known of the run around a [`Happening`].
#[derive(Clone, Copy, Debug)]
pub struct Scene<'v> {
    /// The time of the latest event.
    pub now: Time,
    /// Which branch of a Parallel or item of a Map each branch is.
    pub branches: &'v Branches,
}

/// Something that happened in a state.
#[derive(Clone, Copy, Debug)]
pub struct Happening<'v> {
    /// The moment on the run's clock.
    pub at: Time,
    /// The branch it happened on.
    pub branch: Branch,
    /// The state it happened in; none for what happens to the run as a whole.
    pub state: Option<StateId>,
    /// The visit to it, as far as it is known.
    pub visit: Option<&'v Visit>,
    /// What happened.
    pub what: HappeningKind<'v>,
}

/// What happened. More about it is in the visit of the [`Happening`].
#[derive(Clone, Copy, Debug)]
pub enum HappeningKind<'v> {
    /// The run began.
    Started(&'v Payload),
    /// A state was entered.
    Entered,
    /// Its branches or items, so many, are about to start; for a second time if it is retried.
    ChildrenStarted(usize),
    /// The branch of a Parallel or item of a Map with this number began, as this branch.
    ChildBegan(usize, Branch),
    /// The item with this number ended.
    ChildEnded(usize, ItemEnd),
    /// A call was made: the latest attempt.
    Called,
    /// The first call of a `.sync` or `.waitForTaskToken` task was answered: the latest attempt.
    Submitted,
    /// A call has an outcome: the latest attempt, with its retry if it is tried again.
    Answered,
    /// A try that is no failed call will be repeated: the latest attempt.
    Retrying,
    /// The state failed and is not retried.
    Failed,
    /// It was aborted.
    Aborted,
    /// A JSONata expression failed, in this field if it is known.
    EvaluationFailed(&'v TaskError, Option<&'v str>),
    /// Something happened to its Map Run.
    MapRun(MapRun<'v>),
}

/// What happened to a Map Run.
#[derive(Clone, Copy, Debug)]
pub enum MapRun<'v> {
    /// It started; its ARN.
    Started(&'v str),
    /// It succeeded.
    Succeeded,
    /// It failed.
    Failed(&'v TaskError),
    /// It was aborted.
    Aborted,
    /// What came of its items is known.
    Counted(&'v Tally),
}

/// How AWS says that an item ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemEnd {
    /// `MapIterationSucceeded`
    Succeeded,
    /// `MapIterationFailed`
    Failed,
    /// `MapIterationAborted`
    Aborted,
}

/// How a branch or item ended.
#[derive(Clone, Copy, Debug)]
pub struct Ended {
    /// Whether well.
    pub mark: Mark,
    /// How long it took, in milliseconds on the run's clock.
    pub took: i64,
}

/// Totals of a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Visits to states of the machine itself.
    pub visits: usize,
    /// Items of Maps.
    pub items: usize,
    /// Calls, those of child executions included.
    pub calls: usize,
    /// Those that failed.
    pub failed_calls: usize,
}

/// How an execution ended.
#[derive(Clone, Debug)]
pub struct RunEnd {
    /// AWS's word for it: `SUCCEEDED`, `FAILED`, `ABORTED`, `TIMED_OUT`.
    pub status: &'static str,
    /// Its output, if it succeeded.
    pub output: Option<Value>,
    /// Its error, if it did not succeed; else one without a name and a cause.
    pub error: TaskError,
}
