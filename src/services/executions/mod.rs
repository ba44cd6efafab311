//! Calls of Step Functions itself that executions of one run answer for each other: one starts another, describes or
//! stops it, or answers its task token. Whoever drives the run knows all of them; here is what they ask and get.

mod asked;
mod fault;
mod record;

use std::sync::Arc;

use crate::asl::machine::Workflow;
use crate::base::document::Document;
use crate::base::time::Time;
use crate::engine::Fleet;
use crate::engine::call::{Reply, Signal, TaskError};
use crate::engine::payload::Payload;

use super::Backend;
use super::refusal::Refusal;

pub use crate::events::status::Status;
pub use asked::{Asked, Family, NewExecution, TokenCall, Tokens};
pub use fault::Fault;
pub use record::{Described, begun, time};

/// A call that another execution of the run answers, if there is such a one.
pub struct Within {
    /// What is asked.
    pub asked: Asked,
    /// How the API that is called words its answers.
    pub family: Family,
    /// What to say if no execution of the run is meant.
    pub otherwise: Box<Refusal>,
}

/// An execution that a call starts.
pub struct Started {
    /// It, not begun.
    pub fleet: Fleet,
    /// What answers its calls.
    pub backend: Box<dyn Backend>,
    /// The definition it runs.
    pub document: Document,
    /// What there is to know of it.
    pub facts: Facts,
    /// The name of its machine.
    pub title: String,
    /// Where its definition is, for people: `template.yaml#Child`.
    pub by: String,
}

/// What there is to know of an execution.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Its ARN.
    pub arn: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// The ARN of its machine.
    pub machine: Arc<str>,
    /// Its type.
    pub workflow: Workflow,
    /// Its input.
    pub input: Payload,
    /// When it started.
    pub start: Time,
}

impl std::fmt::Debug for Within {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Within").field("family", &self.family).finish_non_exhaustive()
    }
}

/// The reply that ends a call with `outcome` at once.
#[must_use]
pub fn ended(outcome: Result<Payload, TaskError>) -> Reply {
    vec![(
        0,
        match outcome {
            Ok(result) => Signal::Succeeded(result),
            Err(error) => Signal::Failed(error),
        },
    )]
}
