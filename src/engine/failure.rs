//! `Failure`: the state machine failed. A value that Retry and Catch see, with AWS's exact names and
//! texts, and what our own message needs on top: where and why.

use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::base::value::Value;
use crate::expr::intrinsics;
use crate::expr::jsonpath::Missing;

use super::call::TaskError;

/// Why a state, and perhaps the execution, failed.
#[derive(Clone, Debug)]
pub struct Failure {
    /// AWS's name and text.
    pub error: TaskError,
    /// Where and why, if the definition or its data is to blame.
    pub why: Option<Arc<Why>>,
}

/// What our own message says beyond AWS's text.
#[derive(Clone, Debug)]
pub struct Why {
    /// The state that failed.
    pub state: StateId,
    /// JSON Pointer to the field in the definition.
    pub pointer: String,
    /// What happened there.
    pub reason: Reason,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Reason {
    /// A path found nothing in this value.
    Missing { missing: Missing, searched: Value },
    /// An intrinsic function failed.
    Intrinsic { failure: intrinsics::Failure, input: Value },
    /// No rule of a Choice matched and it has no Default; holds the state's effective input.
    NoRule { input: Value },
    /// A resolved value cannot be used there.
    Unusable { value: Value },
    /// A payload is larger than AWS allows, in bytes.
    TooLarge { size: usize },
    /// Nothing to add to AWS's text.
    Plain,
}

/// AWS's names of errors.
pub mod names {
    /// Wildcard for every error but `States.DataLimitExceeded` of non-tasks and `States.Runtime`.
    pub const ALL: &str = "States.ALL";
    /// Wildcard for errors of tasks, timeouts excepted.
    pub const TASK_FAILED: &str = "States.TaskFailed";
    /// A task or the execution ran out of time, or a heartbeat was missed.
    pub const TIMEOUT: &str = "States.Timeout";
    /// Accepted in Retry and Catch for missed heartbeats; AWS reports `States.Timeout`.
    pub const HEARTBEAT_TIMEOUT: &str = "States.HeartbeatTimeout";
    /// The state could not be executed; never caught.
    pub const RUNTIME: &str = "States.Runtime";
    /// A payload or variables beyond AWS's quota.
    pub const DATA_LIMIT_EXCEEDED: &str = "States.DataLimitExceeded";
    /// `ResultPath` cannot be applied; never caught.
    pub const REFERENCE_PATH_CONFLICT: &str = "States.ReferencePathConflict";
    /// A JSONata expression failed.
    pub const QUERY_EVALUATION_ERROR: &str = "States.QueryEvaluationError";
}
