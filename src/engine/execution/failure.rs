//! `Failure`: the state machine failed. A value that Retry and Catch see, with AWS's exact names and
//! texts, and what our own message needs on top: where and why.

use std::sync::Arc;

use crate::asl::errors::{self, RaisedIn, Trigger, names};
use crate::asl::machine::StateId;
use crate::base::pointer::Pointer;
use crate::base::value::{Object, Value};
use crate::expr::intrinsics;
use crate::expr::jsonata::{self, Expression};
use crate::expr::jsonpath::Missing;

use crate::engine::call::TaskError;

/// Why a state, and perhaps the execution, failed.
#[derive(Clone, Debug)]
pub struct Failure {
    /// AWS's name and text.
    pub error: TaskError,
    /// Where and why, if the definition or its data is to blame.
    pub why: Option<Arc<Why>>,
    /// Where it came up: decides, beside its name, which Retry and Catch see it.
    pub origin: RaisedIn,
}

impl Failure {
    /// A failure with AWS's name and text.
    #[must_use]
    pub fn new(error: &str, cause: impl Into<Arc<str>>) -> Self {
        TaskError { error: Some(error.into()), cause: Some(cause.into()) }.into()
    }

    /// The same, raised by something else than a state's work.
    #[must_use]
    pub const fn triggered_by(mut self, trigger: Trigger) -> Self {
        self.origin = RaisedIn::State(trigger);
        self
    }

    /// The same with what our own message needs.
    #[must_use]
    pub fn because(mut self, state: StateId, pointer: Pointer, reason: Reason) -> Self {
        self.why = Some(Arc::new(Why { state, pointer, reason }));
        self
    }

    /// Whether no Retry and no Catch sees it.
    #[must_use]
    pub fn is_fatal(&self) -> bool {
        errors::is_fatal(self.error.error.as_deref())
    }

    /// Whether more items of a distributed Map failed than it tolerates.
    #[must_use]
    pub fn is_too_many_items(&self) -> bool {
        self.origin.trigger() == Trigger::MapRun
            && self.error.error.as_deref() == Some(names::EXCEED_TOLERATED_FAILURE_THRESHOLD)
    }

    /// `{"Error", "Cause"}` as a catcher passes it on. A timeout has no cause and shows `""`.
    #[must_use]
    pub fn output(&self) -> Value {
        let text = |part: &Option<Arc<str>>| part.clone().map_or(Value::Null, Value::from);
        let cause = match (&self.error.cause, self.error.error.as_deref()) {
            (None, Some(names::TIMEOUT)) => Value::from(""),
            (cause, _) => text(cause),
        };
        Value::from(Object::from_iter([("Error", text(&self.error.error)), ("Cause", cause)]))
    }
}

impl From<TaskError> for Failure {
    fn from(error: TaskError) -> Self {
        Self { error, why: None, origin: RaisedIn::State(Trigger::Work) }
    }
}

/// What our own message says beyond AWS's text.
#[derive(Clone, Debug)]
pub struct Why {
    /// The state that failed.
    pub state: StateId,
    /// JSON Pointer to the field in the definition.
    pub pointer: Pointer,
    /// What happened there.
    pub reason: Reason,
}

/// What happened.
#[expect(missing_docs, reason = "each variant says what its fields are")]
#[derive(Clone, Debug)]
pub enum Reason {
    /// A path found nothing in this value.
    Missing { missing: Missing, searched: Value },
    /// An intrinsic function failed.
    Intrinsic { failure: intrinsics::Failure, input: Value },
    /// A JSONata expression failed.
    Jsonata { expression: Expression, error: Box<jsonata::Error> },
    /// A JSONata expression gave nothing.
    Undefined { expression: Expression },
    /// No rule of a Choice matched and it has no Default; holds the state's effective input.
    NoRule { input: Value },
    /// A value was found that cannot be used there.
    Unusable { value: Value },
    /// A call cannot be given this; holds AWS's reasons and the place of `value` in what the field gave.
    Refused { reasons: String, inside: Pointer, value: Value },
    /// A Wait would take longer than AWS allows.
    TooLong { seconds: i64, most: i64 },
    /// A payload is larger than allowed, in bytes.
    TooLarge { size: usize, quota: usize },
    /// Variables are larger than AWS allows, in bytes.
    Variables { size: usize, quota: usize },
}
