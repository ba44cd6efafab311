//! What happened on the way to a point of a run: a list that forks share, each with an end of its own.

use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::engine::ChildRecords;
use crate::engine::failure::Failure;
use crate::engine::history::{Detail, Note, Record, Transition};

use super::outcome::Answered;

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum Happened {
    /// A state was entered.
    Entered(StateId),
    /// A call was made, and this is what came of it.
    Called(Arc<Answered>),
    /// A Map starts with so many items.
    Items(StateId, usize),
    /// A failed attempt is repeated by the retrier with this number, after so many milliseconds.
    Retrying(StateId, usize, i64),
    /// A state failed: nothing retried it.
    Failed(StateId, Box<Failure>),
    /// A state was left, with so many bytes of output.
    Left(StateId, Transition, usize),
}

impl Happened {
    /// The state that was entered, if that is what happened.
    pub const fn entered(&self) -> Option<StateId> {
        match self {
            Self::Entered(state) => Some(*state),
            Self::Called(_) | Self::Items(..) | Self::Retrying(..) | Self::Failed(..) | Self::Left(..) => {
                None
            }
        }
    }
}

/// What tells a point of a run from others: equal points have equal numbers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Marks {
    /// Where it is, with which values, and what happened before, as far as findings depend on it.
    pub key: u64,
    /// The same by the shapes of the data.
    pub shape: u64,
    /// Where it is and with which values alone: what a loop comes back to, however often it failed.
    pub place: u64,
}

/// What was recorded at once: of the execution itself, and of child executions.
#[derive(Clone, Debug)]
pub struct Told {
    pub own: Vec<Record>,
    pub children: Vec<ChildRecords>,
}

/// A part of a way, from one answer to the next.
#[derive(Debug)]
pub struct Segment {
    before: Option<Arc<Self>>,
    happened: Vec<Happened>,
    /// What was recorded, if properties are looked at.
    pub told: Vec<Told>,
    /// What tells the point at its end from others.
    pub marks: Marks,
    /// How many states were entered up to its end.
    pub states: usize,
}

impl Segment {
    /// A way that goes on from `before`.
    pub fn new(before: Option<Arc<Self>>, happened: Vec<Happened>, marks: Marks) -> Self {
        let entered = happened.iter().filter_map(Happened::entered).count();
        let states = before.as_ref().map_or(0, |before| before.states) + entered;
        Self { before, happened, told: Vec::new(), marks, states }
    }

    /// The same with what was recorded on it.
    pub fn telling(mut self, told: Vec<Told>) -> Self {
        self.told = told;
        self
    }

    /// The parts before this one and itself, the last one first.
    pub fn backwards(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |segment| segment.before.as_deref())
    }

    /// All that happened, in order.
    pub fn happened(&self) -> Vec<&Happened> {
        let parts: Vec<&Self> = self.backwards().collect();
        parts.into_iter().rev().flat_map(|part| &part.happened).collect()
    }

    /// What happened in this part alone.
    pub fn own(&self) -> &[Happened] {
        &self.happened
    }
}

/// Long ways would be dropped part by part, each inside the one behind it.
impl Drop for Segment {
    fn drop(&mut self) {
        let mut before = self.before.take();
        while let Some(part) = before.and_then(Arc::into_inner) {
            before = { part }.before.take();
        }
    }
}

/// What a record means for a way, if it is of interest.
pub fn read(record: &Record) -> Option<Happened> {
    match record {
        Record::Event(event) => match &event.detail {
            Detail::StateEntered { state, .. } => Some(Happened::Entered(*state)),
            Detail::StateStarted { state, length } => Some(Happened::Items(*state, *length)),
            Detail::StateExited { state, output, way, .. } => {
                Some(Happened::Left(*state, *way, output.size()))
            }
            Detail::ExecutionStarted { .. }
            | Detail::ExecutionSucceeded { .. }
            | Detail::ExecutionFailed(_)
            | Detail::ExecutionAborted(_)
            | Detail::ExecutionTimedOut
            | Detail::ExecutionRedriven { .. }
            | Detail::StateSucceeded { .. }
            | Detail::StateFailed { .. }
            | Detail::StateAborted { .. }
            | Detail::EvaluationFailed { .. }
            | Detail::IterationStarted { .. }
            | Detail::IterationSucceeded { .. }
            | Detail::IterationFailed { .. }
            | Detail::IterationAborted { .. }
            | Detail::MapRunStarted { .. }
            | Detail::MapRunSucceeded { .. }
            | Detail::MapRunFailed { .. }
            | Detail::MapRunAborted { .. }
            | Detail::MapRunRedriven { .. }
            | Detail::TaskScheduled(_)
            | Detail::TaskStarted { .. }
            | Detail::TaskSubmitted { .. }
            | Detail::TaskSubmitFailed { .. }
            | Detail::TaskSucceeded { .. }
            | Detail::TaskFailed { .. }
            | Detail::TaskTimedOut { .. } => None,
        },
        Record::Note(note) => match note {
            Note::Retrying { state, retrier, delay_ms, .. } => {
                Some(Happened::Retrying(*state, *retrier, *delay_ms))
            }
            Note::Failed { state, failure, .. } => Some(Happened::Failed(*state, failure.clone())),
            Note::BranchStarted { .. }
            | Note::Context { .. }
            | Note::MapRunGoesOn { .. }
            | Note::MapRun { .. } => None,
        },
    }
}
