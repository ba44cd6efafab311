//! From a process that has ended to the answer of a Task.

use std::sync::Arc;

use crate::asl::errors::names;
use crate::base::value::Value;
use crate::engine::call::{Reply, TaskError};
use crate::engine::payload::Payload;
use crate::services::local::process::Ended;
use crate::services::refusal::{Reason, Refusal};

use super::codes;
use super::destination::Command;
use super::forward::Asked;
use super::matching::short;
use super::throw::ErrorNaming;

impl Asked {
    /// The answer of a process that has ended.
    pub fn of_process(&self, command: &Command, ended: &Ended) -> Result<Reply, Box<Refusal>> {
        let program = &command.words[0];
        let Some(status) = ended.status else {
            let limit = command.limit.unwrap_or_default();
            let cause = format!("`{program}` did not end within {limit:?}, which `timeout` allows");
            let error = TaskError { error: Some(names::TIMEOUT.into()), cause: Some(cause.into()) };
            return Ok(self.end(Err(error)));
        };
        let output = String::from_utf8_lossy(&ended.output);
        if !status.success() {
            let said = String::from_utf8_lossy(&ended.error);
            let error = described(&output, ErrorNaming::of(&self.resource)).or_else(|| {
                let last = said.lines().rev().find(|line| !line.trim().is_empty())?;
                described(last, ErrorNaming::of(&self.resource))
            });
            let error = error.unwrap_or_else(|| {
                let said = said.trim();
                let cause = if said.is_empty() {
                    format!("`{program}` ended with {status}")
                } else {
                    said.to_owned()
                };
                TaskError { error: Some(names::TASK_FAILED.into()), cause: Some(cause.into()) }
            });
            return Ok(self.end(Err(error)));
        }
        let text = if output.trim().is_empty() { "null" } else { output.trim() };
        let value = Value::parse(text).map_err(|error| {
            let message = format!("`{program}` printed what is not JSON: {error}");
            let help = format!(
                "print the result, and nothing else, on standard output; it was {}",
                short(&text.into())
            );
            self.refuse((codes::PROCESS, Reason::Faulty), message, &help)
        })?;
        let result = Payload::from(value);
        self.check(&result)?;
        Ok(self.end(Ok(result)))
    }

    /// The process could not be started.
    #[must_use]
    pub fn not_started(&self, command: &Command, error: &std::io::Error) -> Box<Refusal> {
        let (program, folder) = (&command.words[0], command.folder.display());
        let message = format!("`{program}` cannot be started: {error}");
        let help = format!("it is looked for in PATH, or from {folder} if its name has a slash");
        self.refuse((codes::PROCESS, Reason::Faulty), message, &help)
    }
}

/// The error that `text` describes, if it is JSON that does.
pub(super) fn described(text: &str, naming: ErrorNaming) -> Option<TaskError> {
    let value = Value::parse(text.trim()).ok()?;
    let part = |key: &str| value.get(key).filter(|part| !part.is_null());
    let name = |key: &str| part(key).and_then(Value::as_str).map(Arc::from);
    if let Some(error) = name("errorType") {
        let message = part("errorMessage").and_then(Value::as_str);
        let cause = match (naming, message) {
            (ErrorNaming::Other, Some(message)) => message.into(),
            (ErrorNaming::Function, _) | (ErrorNaming::Other, None) => value.to_json().into(),
        };
        return Some(TaskError { error: Some(error), cause: Some(cause) });
    }
    let cause = part("cause").map(|cause| word(cause).into());
    Some(TaskError { error: Some(name("error")?), cause })
}

/// Text as it is, other JSON as text.
fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_json(), str::to_owned)
}
