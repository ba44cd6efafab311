//! From the call of a Lambda function to its event, and from what the handler returns to the answer of the Task.

use std::sync::Arc;

use crate::asl::errors::names;
use crate::asl::resource::Target;
use crate::base::value::{Object, Value};
use crate::engine::call::{Call, Reply, Signal, TaskError};
use crate::engine::payload::Payload;
use crate::services::local::lambda::{NotStarted, Returned};
use crate::services::refusal::{Reason, Refusal};

use super::codes;
use super::forward::Asked;
use super::reply::TaskPattern;

/// How a Task calls a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// By its ARN.
    Direct,
    /// `lambda:invoke`
    Optimized,
    /// `aws-sdk:lambda:invoke`
    Sdk,
}

impl Asked {
    /// The event for the function; an error of the Task if its payload is none.
    pub fn event(&self, call: &Call) -> Result<Result<String, TaskError>, Box<Refusal>> {
        let way = self.way()?;
        if way == Way::Direct {
            return Ok(Ok(call.args.to_json()));
        }
        Ok(match call.args.get("Payload") {
            None | Some(Value::Null) => Ok("{}".to_owned()),
            // A text is sent as it is.
            Some(Value::String(text)) => match Value::parse(text) {
                Ok(_) => Ok(text.to_string()),
                Err(_) => Err(TaskError {
                    error: Some("Lambda.InvalidRequestContentException".into()),
                    cause: Some(
                        "Could not parse request body into json: Could not parse payload into json".into(),
                    ),
                }),
            },
            Some(other) => Ok(other.to_json()),
        })
    }

    /// The ARN of the function, as `call` names it.
    #[must_use]
    pub fn function_arn(&self, call: &Call) -> String {
        let named = match &call.resource.target {
            Target::Function(_) => Some(&*call.resource.arn),
            Target::Service { .. } | Target::Activity(_) => {
                call.args.get("FunctionName").and_then(Value::as_str)
            }
        };
        let named = named.unwrap_or_default();
        if named.starts_with("arn:") {
            return named.to_owned();
        }
        let execution = call.context.get("Execution").and_then(|execution| execution.get("Id"));
        let parts: Vec<&str> = execution.and_then(Value::as_str).unwrap_or_default().split(':').collect();
        let part = |at: usize, other: &'static str| parts.get(at).copied().unwrap_or(other).to_owned();
        format!("arn:aws:lambda:{}:{}:function:{named}", part(3, "us-east-1"), part(4, "123456789012"))
    }

    /// The answer of a function that has returned to `call`.
    pub fn of_function(&self, call: &Call, returned: &Returned) -> Result<Reply, Box<Refusal>> {
        let way = self.way()?;
        let text = if returned.payload.is_empty() { "null" } else { returned.payload.as_str() };
        let is_event = way != Way::Direct && invocation_type(call) == Some("Event");
        Ok(self.returned(match (way, Value::parse(text)) {
            // Nobody hears of what comes of it.
            (_, _) if is_event => Ok(without_payload(way, 202).into()),
            (Way::Sdk, _) => Ok(of_sdk(text, returned.is_error).into()),
            (_, value) if returned.is_error => Err(failed(way, text, value.ok())),
            (Way::Direct, Ok(value)) => Ok(Payload::verbatim(value, text)),
            (Way::Optimized, Ok(value)) => Ok(response(value).into()),
            (_, Err(error)) => Err(TaskError {
                error: Some(names::RUNTIME.into()),
                cause: Some(format!("the function returned what is not JSON: {error}").into()),
            }),
        }))
    }

    /// The reply to a call that came to `outcome`. A Task that waits for its token has only been submitted by that.
    fn returned(&self, outcome: Result<Payload, TaskError>) -> Reply {
        match outcome {
            Ok(response) if self.pattern == TaskPattern::Token => {
                vec![(self.frame.delay(), Signal::Submitted(response))]
            }
            outcome => self.end(outcome),
        }
    }

    /// The answer to a `call` that asks only whether it could be made (`InvocationType: DryRun`); none if it is no such
    /// call.
    pub fn dry_run(&self, call: &Call) -> Result<Option<Reply>, Box<Refusal>> {
        let way = self.way()?;
        let is_dry = way != Way::Direct && invocation_type(call) == Some("DryRun");
        Ok(is_dry.then(|| self.end(Ok(without_payload(way, 204).into()))))
    }

    /// The function could not be started.
    #[must_use]
    pub fn not_run(&self, why: NotStarted) -> Box<Refusal> {
        self.refuse((codes::PROCESS, Reason::Faulty), why.message, &why.help)
    }

    /// How the Task calls the function; an error if it calls something else.
    fn way(&self) -> Result<Way, Box<Refusal>> {
        let unfit = (codes::UNFIT, Reason::Faulty);
        let short = self.resource.short_name();
        if self.pattern == TaskPattern::Token && self.frame.has_response() {
            let message = format!("`submitted` has no meaning beside {}", self.what);
            return Err(self.refuse(unfit, message, "remove it: what the function returns is the response"));
        }
        match (&self.resource.target, self.resource.is("lambda", "invoke")) {
            (Target::Function(_), _) => Ok(Way::Direct),
            (_, true) => Ok(Way::Optimized),
            (_, false) if self.resource.is("aws-sdk:lambda", "invoke") => Ok(Way::Sdk),
            (_, false) => {
                let message = format!("{} cannot answer {short}", self.what);
                Err(self.refuse(
                    unfit,
                    message,
                    "use `run` for a program: only Lambda functions have a handler",
                ))
            }
        }
    }
}

/// The result of `lambda:invoke` whose function returned `payload`.
fn response(payload: Value) -> Value {
    let mut result = Object::new();
    result.insert("ExecutedVersion", Value::from("$LATEST"));
    result.insert("Payload", payload);
    result.insert("StatusCode", Value::from(200_i64));
    result.into()
}

/// That of `aws-sdk:lambda:invoke`, which does not fail with its function.
fn of_sdk(payload: &str, is_error: bool) -> Value {
    let mut result = Object::new();
    result.insert("ExecutedVersion", Value::from("$LATEST"));
    if is_error {
        result.insert("FunctionError", Value::from("Unhandled"));
    }
    result.insert("Payload", Value::from(payload));
    result.insert("StatusCode", Value::from(200_i64));
    result.into()
}

/// That of a call with `InvocationType: Event` or `DryRun`, which hears nothing of the function.
fn without_payload(way: Way, status: i64) -> Value {
    let payload = if way == Way::Sdk { Value::from("") } else { Value::Null };
    Object::from_iter([("Payload", payload), ("StatusCode", Value::from(status))]).into()
}

fn invocation_type(call: &Call) -> Option<&str> {
    call.args.get("InvocationType").and_then(Value::as_str)
}

/// The error of a function that failed with this payload.
fn failed(way: Way, text: &str, value: Option<Value>) -> TaskError {
    let kind = value.as_ref().and_then(|value| value.get("errorType")).and_then(Value::as_str);
    let Some(kind) = kind.filter(|kind| !kind.is_empty()) else {
        let cause = format!(
            "The cause could not be determined because Lambda did not return an error type. Returned payload: {text}"
        );
        return TaskError { error: Some("Lambda.Unknown".into()), cause: Some(cause.into()) };
    };
    let error: Option<Arc<str>> = Some(kind.into());
    let cause = match (way, &value) {
        (Way::Optimized, Some(value)) => value.to_json(),
        (Way::Direct | Way::Sdk, _) | (Way::Optimized, None) => text.to_owned(),
    };
    TaskError { error, cause: Some(cause.into()) }
}
