//! Errors of Step Functions' own API, as a Task sees them.
//!
//! Names and texts are those of recorded executions; `.sync` and `aws-sdk` word the same fault differently.

use std::sync::Arc;

use crate::base::chance::Chance;
use crate::engine::call::TaskError;

use super::Family;

/// Why an API call is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An execution of this ARN is or was there.
    AlreadyExists(Arc<str>),
    /// No machine has this ARN.
    NoMachine(Arc<str>),
    /// A machine of the other type is meant.
    WrongType(Arc<str>),
    /// The input is no JSON.
    Input(Arc<str>),
    /// This is no token.
    InvalidToken,
    /// The task of the token is over: an activity's, or another one.
    TimedOut(Option<Arc<str>>),
    /// The output is no JSON.
    Output(Arc<str>),
}

impl Fault {
    /// The name of the error, without the service's, and its message.
    #[must_use]
    pub fn words(&self) -> (&'static str, String) {
        match self {
            Self::AlreadyExists(arn) => {
                ("ExecutionAlreadyExists", format!("Execution Already Exists: '{arn}'"))
            }
            Self::NoMachine(arn) => {
                ("StateMachineDoesNotExist", format!("State Machine Does Not Exist: '{arn}'"))
            }
            Self::WrongType(arn) => (
                "StateMachineTypeNotSupported",
                format!("This operation is not supported by this type of state machine: '{arn}'"),
            ),
            Self::Input(text) => {
                ("InvalidExecutionInput", format!("Invalid State Machine Execution Input: '{text}'"))
            }
            Self::InvalidToken => ("InvalidToken", "Invalid Token: 'Invalid token'".to_owned()),
            Self::TimedOut(activity) => {
                let what = activity.as_deref().unwrap_or("Provided task does not exist anymore");
                ("TaskTimedOut", format!("Task Timed Out: '{what}'"))
            }
            Self::Output(text) => ("InvalidOutput", format!("Invalid Output: '{text}' is not valid JSON.")),
        }
    }

    /// The error that a Task gets; the id of the request is drawn from `chance`.
    #[must_use]
    pub fn error(&self, family: Family, chance: &Chance) -> TaskError {
        let (name, message) = self.words();
        let id = chance.uuid();
        let (error, cause) = match family {
            Family::Optimized => (
                format!("StepFunctions.{name}Exception"),
                format!(
                    "{message} (Service: AWSStepFunctions; Status Code: 400; Error Code: {name}; Request ID: {id}; \
                     Proxy: null)"
                ),
            ),
            Family::Sdk => (
                format!("Sfn.{name}Exception"),
                format!(
                    "{message} (Service: Sfn, Status Code: 400, Request ID: {id}) (SDK Attempt Count: 1)"
                ),
            ),
        };
        TaskError { error: Some(error.into()), cause: Some(cause.into()) }
    }
}
