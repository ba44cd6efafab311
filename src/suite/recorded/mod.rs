//! A recorded execution as a mock and test file: what its calls were answered, and a test that replays it.
//!
//! What AWS does not record cannot be replayed: the calls of a Map Run or of a nested execution stand in histories of
//! their own, which must be given, and a name or an ARN stands in none.

mod answer;
mod attempt;
mod child;
mod hidden;
mod nested;
mod redriven;
mod responder;
mod states;
mod test;
mod write;

use crate::base::value::Value;
use crate::engine::history::Record;
use crate::record::Opening;

pub use answer::{literal, thrown};
pub use attempt::Items;
pub use hidden::Hider;
pub use responder::{Answered, Single, at, responder};
pub use write::{Made, make};

/// What is known of an execution.
pub struct Recorded {
    /// What is known before it began.
    pub opening: Opening,
    /// What happened.
    pub records: Vec<Record>,
    /// The answer of DescribeExecution, if it was given.
    pub description: Option<Value>,
    /// The executions of its Map Runs that were given, in the order in which they began.
    pub children: Vec<Vec<Record>>,
    /// The executions that it, or one of these, started and that were given.
    pub nested: Vec<Nested>,
    /// What its file lacks, a line each.
    pub remarks: Vec<String>,
}

/// An execution that a recorded one started.
pub struct Nested {
    /// What is known before it began.
    pub opening: Opening,
    /// What happened.
    pub records: Vec<Record>,
    /// Its machine, as seen from the file that is made.
    pub machine: String,
}

/// What the file says beside what happened.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The machine, from the folder of the file: `order.asl.json`, `template.yaml#Order`.
    pub machine: String,
    /// What the test is called; the execution's own name if none is given.
    pub test: Option<String>,
    /// What it was made from, for the comment at the top.
    pub source: String,
}
