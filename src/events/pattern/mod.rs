//! Event patterns of EventBridge: which events a rule takes, and why it does not take others.
//!
//! Every text that AWS refuses is refused with AWS's words. Recorded answers of TestEventPattern hold the room to it;
//! where there is none, AWS's own matching library (aws/event-ruler of July 2026) was asked.

mod address;
mod alternatives;
mod compile;
mod event;
mod fault;
mod leaf;
mod matching;
mod numbers;
mod tree;
mod wildcard;

use std::sync::Arc;

use leaf::Alternative;
pub use matching::{Found, Mismatch};
use tree::Tree;

use crate::base::pointer::Pointer;
use crate::base::value::Value;

/// The most characters that PutRule takes as a pattern.
pub const MOST_CHARACTERS: usize = 4096;

/// A pattern that AWS takes.
#[derive(Clone, Debug)]
pub struct Pattern {
    fields: Vec<Field>,
    /// One of these has to match. There are several if the pattern has `$or`.
    branches: Vec<Tree>,
}

/// One field with a list of alternatives.
#[derive(Clone, Debug)]
struct Field {
    /// Its path in the event, joined by dots: `detail.state`.
    path: Arc<str>,
    alternatives: Vec<Alternative>,
    /// The list as it was written, compact.
    written: String,
    /// Where the list is in the pattern.
    at: Pointer,
}

/// Why AWS refuses a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPattern {
    /// What is wrong, in AWS's words.
    pub reason: String,
    /// AWS's lines about the place, each beginning with a line feed; empty for errors that have none.
    pub place: String,
    /// The part of the pattern that was read.
    pub at: Pointer,
}

impl BadPattern {
    /// The message of AWS's `InvalidEventPatternException`.
    #[must_use]
    pub fn message(&self) -> String {
        format!("Event pattern is not valid. Reason: {}{}", self.reason, self.place)
    }
}

impl Pattern {
    /// Reads the JSON text of a pattern. Of a key that stands twice, the last counts.
    pub fn read(text: &str) -> Result<Self, BadPattern> {
        compile::compile(text)
    }

    /// Reads a pattern that is a value, as in templates. Places of errors are those in its compact text.
    pub fn of_value(value: &Value) -> Result<Self, BadPattern> {
        Self::read(&value.to_json())
    }

    /// Whether it takes `event`, any JSON value.
    #[must_use]
    pub fn matches(&self, event: &Value) -> bool {
        matching::matches(self, event)
    }

    /// Why it does not take `event`: the fields of the branch of `$or` that comes closest. Nothing if it takes it.
    #[must_use]
    pub fn mismatches(&self, event: &Value) -> Vec<Mismatch> {
        matching::mismatches(self, event)
    }

    /// How many combinations its `$or` lists have: 1 without.
    #[must_use]
    pub fn branches(&self) -> usize {
        self.branches.len()
    }
}

/// Reads the JSON text of an event: of a key that stands twice, the last counts, as with AWS.
pub fn read_event(text: &str) -> Result<Value, String> {
    super::reader::lenient(text).map_err(|error| error.0)
}
