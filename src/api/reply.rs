//! `Reply`: what an operation answers, now or later.

use std::time::Duration;

use tokio::sync::oneshot;

use crate::base::value::Value;

use super::ApiError;

/// What an operation answers.
#[derive(Debug)]
pub enum Reply {
    /// This.
    Now(Value),
    /// What comes through here.
    Later(Later),
}

/// An answer that comes later.
#[derive(Debug)]
pub struct Later {
    /// Brings it. Whoever answers sees that it is dropped.
    pub answer: oneshot::Receiver<Result<Value, ApiError>>,
    /// How long to wait for it, if not for ever, and what is answered then.
    pub patience: Option<(Duration, Value)>,
}

/// Takes an answer.
pub type Answering = oneshot::Sender<Result<Value, ApiError>>;

impl Reply {
    /// One that comes later, and what takes the answer.
    #[must_use]
    pub fn later() -> (Self, Answering) {
        let (sender, answer) = oneshot::channel();
        (Self::Later(Later { answer, patience: None }), sender)
    }
}
