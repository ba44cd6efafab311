//! A state that runs alone: what came of it, in TestState's words. `state:` tests, `sfn state` and TestState
//! itself all read this.

use std::sync::Arc;

use crate::asl::errors::names;
use crate::engine::alone::Inspection;
use crate::engine::call::TaskError;
use crate::engine::payload::Payload;
use crate::engine::{Fleet, Outcome};

/// What came of a state that ran alone.
#[derive(Clone, Debug)]
pub struct AloneRun {
    /// How it ended.
    pub status: AloneStatus,
    /// Its output, or that of the catcher that took its error.
    pub output: Option<Payload>,
    /// Its error, caught or not.
    pub error: TaskError,
    /// The state that would come next.
    pub next: Option<Arc<str>>,
    /// What was seen of its data.
    pub inspection: Inspection,
}

/// How a state ended that ran alone (TestState's `status`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum AloneStatus {
    /// It has an output.
    Succeeded,
    /// It failed, and nothing took its error.
    Failed,
    /// It failed and would be tried again.
    Retriable,
    /// It failed, and a catcher took its error.
    CaughtError,
}

impl AloneStatus {
    /// TestState's word for it: `CAUGHT_ERROR`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }
}

impl AloneRun {
    /// What came of the state that `execution` has run alone; nothing if it has not ended.
    #[must_use]
    pub fn of(execution: &Fleet) -> Option<Self> {
        let inspection = execution.inspection();
        let next = inspection.next().map(|id| Arc::clone(&execution.machine().state(id).name));
        let timeout = || TaskError { error: Some(names::TIMEOUT.into()), cause: None };
        let (status, output, error) = match execution.outcome()? {
            Outcome::Succeeded(output) if inspection.catcher().is_some() => {
                let error = inspection.error.clone().unwrap_or_default();
                (AloneStatus::CaughtError, Some(output.clone()), error)
            }
            Outcome::Succeeded(output) => {
                (AloneStatus::Succeeded, Some(output.clone()), TaskError::default())
            }
            Outcome::Failed(failure) if inspection.backoff_ms.is_some() => {
                (AloneStatus::Retriable, None, failure.error.clone())
            }
            Outcome::Failed(failure) => (AloneStatus::Failed, None, failure.error.clone()),
            Outcome::TimedOut => (AloneStatus::Failed, None, timeout()),
            Outcome::Aborted(error) => (AloneStatus::Failed, None, error.clone()),
        };
        Some(Self { status, output, error, next, inspection })
    }
}
