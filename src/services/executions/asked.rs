//! What a call asks of the other executions of its run.

use std::sync::Arc;

use crate::asl::resource::{Pattern, Target};
use crate::base::value::Value;
use crate::engine::call::{Call, TaskError};

use super::{Fault, Started};

/// What a call asks.
pub enum Asked {
    /// To start an execution.
    Start(Box<Started>, NewExecution),
    /// To describe the execution of this ARN.
    Describe(Arc<str>),
    /// To stop the execution of this ARN.
    Stop(Arc<str>, TaskError),
    /// To do something with a token.
    Token(TokenCall),
}

/// What is done with the token of a task.
#[derive(Clone, Debug)]
pub enum TokenCall {
    /// The task ends well, with this output, a JSON text.
    Success(Arc<str>, Arc<str>),
    /// It fails.
    Failure(Arc<str>, TaskError),
    /// Its worker is alive.
    Heartbeat(Arc<str>),
}

/// Takes what somebody outside of the run, such as the handler of a function, does with a token, and a place for what
/// comes of it.
pub type Tokens = Arc<dyn Fn(TokenCall, Box<dyn FnOnce(Result<(), Fault>) + Send>) + Send + Sync>;

/// When the call that starts an execution goes on, and with what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewExecution {
    /// At once.
    Begun,
    /// When its token comes back.
    Token,
    /// When it has ended, with its record; input and output are texts.
    Ended,
    /// The same, with input and output as JSON.
    EndedJson,
    /// When it has ended, as StartSyncExecution has it: that it failed is no error.
    Synchronous,
}

/// Whose words an answer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// `states:startExecution`
    Optimized,
    /// `aws-sdk:sfn:…`
    Sdk,
}

impl Family {
    /// That of `call`.
    #[must_use]
    pub fn of(call: &Call) -> Self {
        match &call.resource.target {
            Target::Service { service, .. } if &**service == "aws-sdk:sfn" => Self::Sdk,
            Target::Service { .. } | Target::Function(_) | Target::Activity(_) => Self::Optimized,
        }
    }
}

impl NewExecution {
    /// How `call` starts an execution; none if it starts none.
    #[must_use]
    pub fn of(call: &Call) -> Option<Self> {
        let resource = &call.resource;
        if resource.is("aws-sdk:sfn", "startSyncExecution") {
            return Some(Self::Synchronous);
        }
        if !resource.is("states", "startExecution") && !resource.is("aws-sdk:sfn", "startExecution") {
            return None;
        }
        Some(match resource.pattern {
            Pattern::RequestResponse => Self::Begun,
            Pattern::Callback => Self::Token,
            Pattern::Sync => Self::Ended,
            Pattern::SyncJson => Self::EndedJson,
        })
    }

    /// Whether the call waits until the execution has ended.
    #[must_use]
    pub const fn waits(self) -> bool {
        match self {
            Self::Begun | Self::Token => false,
            Self::Ended | Self::EndedJson | Self::Synchronous => true,
        }
    }
}

impl Asked {
    /// What `call` asks, if it starts nothing and asks for something that the executions of a run do for each other.
    #[must_use]
    pub fn of(call: &Call) -> Option<Self> {
        let Target::Service { service, action, .. } = &call.resource.target else { return None };
        if &**service != "aws-sdk:sfn" {
            return None;
        }
        let text = |key: &str| call.args.get(key).and_then(Value::as_str).map(Arc::<str>::from);
        match &**action {
            "describeExecution" => Some(Self::Describe(text("ExecutionArn")?)),
            "stopExecution" => {
                let error = TaskError { error: text("Error"), cause: text("Cause") };
                Some(Self::Stop(text("ExecutionArn")?, error))
            }
            "sendTaskSuccess" => TokenCall::of("SendTaskSuccess", &|key| text(&pascal(key))).map(Self::Token),
            "sendTaskFailure" => TokenCall::of("SendTaskFailure", &|key| text(&pascal(key))).map(Self::Token),
            "sendTaskHeartbeat" => {
                TokenCall::of("SendTaskHeartbeat", &|key| text(&pascal(key))).map(Self::Token)
            }
            _ => None,
        }
    }
}

impl TokenCall {
    /// The operation of this name with the members that `text` has, named as in the API: `taskToken`.
    #[must_use]
    pub fn of(operation: &str, text: &dyn Fn(&str) -> Option<Arc<str>>) -> Option<Self> {
        let token = text("taskToken")?;
        match operation {
            "SendTaskSuccess" => Some(Self::Success(token, text("output")?)),
            "SendTaskFailure" => {
                Some(Self::Failure(token, TaskError { error: text("error"), cause: text("cause") }))
            }
            "SendTaskHeartbeat" => Some(Self::Heartbeat(token)),
            _ => None,
        }
    }
}

/// A member of the API as a Task names it.
fn pascal(key: &str) -> String {
    let mut chars = key.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
