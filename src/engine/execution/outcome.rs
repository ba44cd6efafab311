//! How an execution ends as a whole.

use super::Execution;
use super::failure::{Failure, names};
use super::history::{Detail, Line};
use crate::engine::call::TaskError;
use crate::engine::payload::Payload;

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

impl Execution {
    /// The execution itself ran out of time: recorded after nothing, and nothing is aborted.
    pub(in crate::engine) fn time_out(&mut self) {
        self.now = self.deadline;
        self.history.event(Line(0), 0, self.now, Detail::ExecutionTimedOut);
        self.end(Outcome::TimedOut);
    }

    /// The history is full: its last event says so, however the turn ended that came upon it.
    pub(in crate::engine) fn exceed_history(&mut self) {
        let quota = super::EVENT_QUOTA;
        let cause = format!("The execution reached the maximum number of history events ({quota}).");
        let failure = Failure::new(names::RUNTIME, cause);
        self.history.last_event(self.now, Detail::ExecutionFailed(failure.error.clone()));
        self.end(Outcome::Failed(failure));
    }

    pub(in crate::engine) fn end(&mut self, outcome: Outcome) {
        self.outcome = Some(outcome);
        self.calls.clear();
        self.tickets.clear();
        self.requests.clear();
        self.end_runs();
    }
}
