//! A state that runs alone, as TestState runs it: no other state follows, nothing is tried again, and what its
//! data looks like after each of its fields can be seen.
//!
//! Names and the order of stages are those of TestState's `inspectionData` (API reference, "InspectionData"; which
//! of them a state has was recorded).

use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::base::value::Value;
use crate::engine::call::TaskError;
use crate::engine::execution::history::Transition;
use crate::engine::payload::Payload;
use crate::engine::saving::saved;

/// How a state runs alone.
#[derive(Clone, Debug, Default)]
pub struct Alone {
    /// What comes of the state's work, which is not done then; a Map or Parallel without it runs what is in it.
    pub work: Option<Work>,
    /// How often the retrier that the state's error meets was used before.
    pub retries: u32,
    /// How many iterations of a Map have failed.
    pub failed_items: Option<u32>,
    /// What the `ItemReader` of a Map has read: an array.
    pub items: Option<Value>,
    /// What the context object calls the state; its own name if nothing is said.
    pub name: Option<Arc<str>>,
    /// The whole context object; one is made if none is given.
    pub context: Option<Value>,
    /// How long it may go on, in seconds.
    pub seconds: Option<u32>,
}

/// What comes of a state's work.
#[derive(Clone, Debug)]
pub enum Work {
    /// It has this result.
    Result(Payload),
    /// It fails with this error.
    Error(TaskError),
}

/// The data of a state after one of its fields was applied, or what such a field says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::IntoStaticStr)]
#[strum(serialize_all = "camelCase")]
pub enum Stage {
    /// The raw input.
    Input,
    /// After `InputPath`.
    AfterInputPath,
    /// After `Parameters`.
    AfterParameters,
    /// After `Arguments`.
    AfterArguments,
    /// What the work gave.
    Result,
    /// After `ResultSelector`.
    AfterResultSelector,
    /// After `ResultPath`.
    AfterResultPath,
    /// The items of a Map after `ItemsPath`.
    AfterItemsPath,
    /// The items of a reader after `ItemsPointer`.
    AfterItemsPointer,
    /// The items after `ItemSelector`.
    AfterItemSelector,
    /// The batches of an `ItemBatcher`.
    AfterItemBatcher,
    /// `ToleratedFailureCount`.
    ToleratedFailureCount,
    /// `ToleratedFailurePercentage`.
    ToleratedFailurePercentage,
    /// `MaxConcurrency`; 0 if there is none.
    MaxConcurrency,
}

impl Stage {
    /// TestState's name for it: `afterInputPath`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// What was seen of a state that ran alone.
#[derive(Clone, Debug, Default)]
pub struct Inspection {
    /// Its data, in the order in which it was worked out.
    pub stages: Vec<(Stage, Payload)>,
    /// How it was left; none if it was not.
    pub way: Option<Transition>,
    /// The error it failed with, caught or not.
    pub error: Option<TaskError>,
    /// The retrier that the error met, from 0, used up or not.
    pub retrier: Option<usize>,
    /// How long it would wait before it is tried again, in milliseconds; none if it would not be.
    pub backoff_ms: Option<i64>,
    /// The arguments that do not fit what it was told to work out.
    pub refused: Option<Unfit>,
    /// The variables that can be seen after it.
    pub variables: Value,
}

impl Inspection {
    /// The data at a stage, if it came that far.
    #[must_use]
    pub fn stage(&self, stage: Stage) -> Option<&Payload> {
        self.stages.iter().find(|(known, _)| *known == stage).map(|(_, value)| value)
    }

    /// The catcher that took the error, from 0.
    #[must_use]
    pub const fn catcher(&self) -> Option<usize> {
        match self.way {
            Some(Transition::Caught(catcher, _)) => Some(catcher),
            Some(Transition::Next(_) | Transition::Rule(..) | Transition::Default(_)) | None => None,
        }
    }

    /// The state that would come next.
    #[must_use]
    pub fn next(&self) -> Option<StateId> {
        match self.way? {
            Transition::Next(next) => next,
            Transition::Rule(_, next) | Transition::Default(next) | Transition::Caught(_, next) => Some(next),
        }
    }

    pub(in crate::engine) fn set(&mut self, stage: Stage, data: Payload) {
        match self.stages.iter_mut().find(|(known, _)| *known == stage) {
            Some((_, known)) => *known = data,
            None => self.stages.push((stage, data)),
        }
    }

    pub(in crate::engine) fn forget(&mut self, stages: &[Stage]) {
        self.stages.retain(|(stage, _)| !stages.contains(stage));
    }
}

/// A list of items as TestState prints it: each compact, a blank after each comma between them (seen on AWS).
pub(in crate::engine) fn listed(items: &[Value]) -> Payload {
    let texts: Vec<String> = items.iter().map(Value::to_json).collect();
    Payload::verbatim(Value::from(items.to_vec()), format!("[{}]", texts.join(", ")))
}

/// Why a Map cannot have the result that it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// More iterations failed than there are.
    TooManyFailed,
    /// The result has more or fewer items than there are iterations.
    Length,
}

saved!(struct Alone { work, retries, failed_items, items, name, context, seconds });
saved!(
    enum Work {
        Result(value),
        Error(error),
    }
);
