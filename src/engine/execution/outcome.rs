//! How an execution ends as a whole.

use super::failure::Failure;
use crate::engine::call::TaskError;
use crate::engine::payload::Payload;
use crate::engine::saving::saved;

/// How an execution ended.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// With this output.
    Succeeded(Payload),
    /// Nothing caught this.
    Failed(Failure),
    /// The execution ran out of time.
    TimedOut,
    /// It was stopped.
    Aborted(TaskError),
}

impl Outcome {
    /// The output, if it succeeded.
    #[must_use]
    pub const fn output(&self) -> Option<&Payload> {
        match self {
            Self::Succeeded(output) => Some(output),
            Self::Failed(_) | Self::TimedOut | Self::Aborted(_) => None,
        }
    }

    /// AWS's word for it.
    #[must_use]
    pub const fn status(&self) -> &'static str {
        match self {
            Self::Succeeded(_) => "SUCCEEDED",
            Self::Failed(_) => "FAILED",
            Self::TimedOut => "TIMED_OUT",
            Self::Aborted(_) => "ABORTED",
        }
    }
}

saved!(
    enum Outcome {
        Succeeded(output),
        Failed(failure),
        TimedOut,
        Aborted(error),
    }
);
