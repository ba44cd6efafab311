//! Log records of CloudWatch Logs: one JSON text an event, Standard and Express alike (captured at AWS, September 2026;
//! levels by the table of the Step Functions guide).
//!
//! What AWS does not tell is chosen: events that its table lacks count as errors if they fail, else as nothing but ALL;
//! without data, all that holds data is left out and errors stay, as was seen for ends of executions.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Subject;
use crate::base::value::{Object, Value};
use crate::engine::history::Event;
use crate::record::{Run, event};

/// `level` of a logging configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Every event.
    All,
    /// What fails, is aborted or takes too long, and Fail states.
    Error,
    /// Only ends of executions that did not succeed.
    Fatal,
    /// Nothing.
    Off,
}

/// The bytes of escaped text after which data is cut: 248 KiB.
const MOST: usize = 248 * 1024;

/// What only executions that do not succeed end with.
const FATAL: [&str; 3] = ["ExecutionAborted", "ExecutionFailed", "ExecutionTimedOut"];

/// What else is logged at ERROR.
const ERROR: [&str; 23] = [
    "ActivityFailed",
    "ActivityScheduleFailed",
    "ActivityTimedOut",
    "EvaluationFailed",
    "FailStateEntered",
    "LambdaFunctionFailed",
    "LambdaFunctionScheduleFailed",
    "LambdaFunctionStartFailed",
    "LambdaFunctionTimedOut",
    "MapIterationAborted",
    "MapIterationFailed",
    "MapRunAborted",
    "MapRunFailed",
    "MapStateAborted",
    "MapStateFailed",
    "ParallelStateAborted",
    "ParallelStateFailed",
    "TaskFailed",
    "TaskStartFailed",
    "TaskStateAborted",
    "TaskSubmitFailed",
    "TaskTimedOut",
    "WaitStateAborted",
];

/// The members of details that hold data.
const DATA: [&str; 9] = [
    "input",
    "inputDetails",
    "output",
    "outputDetails",
    "parameters",
    "assignedVariables",
    "assignedVariablesDetails",
    "variables",
    "variableReferences",
];

impl Level {
    /// The level of this name, as `loggingConfiguration` has it.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        match name {
            "ALL" => Some(Self::All),
            "ERROR" => Some(Self::Error),
            "FATAL" => Some(Self::Fatal),
            "OFF" => Some(Self::Off),
            _ => None,
        }
    }

    /// Whether events of this type are logged.
    #[must_use]
    pub fn logs(self, kind: &str) -> bool {
        match self {
            Self::All => true,
            Self::Error => FATAL.contains(&kind) || ERROR.contains(&kind),
            Self::Fatal => FATAL.contains(&kind),
            Self::Off => false,
        }
    }
}

/// A logging configuration.
#[derive(Clone, Copy, Debug)]
pub struct Logging {
    /// What is logged.
    pub level: Level,
    /// `includeExecutionData`
    pub includes_data: bool,
}

/// The record of `event`, one line without its end; none if it is not logged.
#[must_use]
pub fn record(run: &Run<'_>, subject: &Subject<'_>, event: &Event, logging: Logging) -> Option<String> {
    let kind = event::type_name(run, &event.detail);
    if !logging.level.logs(&kind) {
        return None;
    }
    let mut written = Vec::new();
    event::write(run, event, &mut written);
    let written = Value::parse(std::str::from_utf8(&written).ok()?).ok()?;
    let details = written.as_object()?.iter().find(|(key, _)| key.ends_with("EventDetails"));
    let details = details.and_then(|(_, details)| details.as_object());
    let record = Object::from_iter([
        ("details", details.map_or_else(Value::empty_object, |all| details_of(all, logging.includes_data))),
        ("redrive_count", subject.redrive_count.to_string().into()),
        ("id", event.id.to_string().into()),
        ("type", kind.into()),
        ("previous_event_id", event.previous.to_string().into()),
        ("event_timestamp", event.at.millis().to_string().into()),
        ("execution_arn", subject.execution_arn.into()),
    ]);
    Some(Value::from(record).to_json())
}

/// The details with their members sorted, with data or without.
fn details_of(details: &Object, includes_data: bool) -> Value {
    let kept = details.iter().filter(|(key, _)| includes_data || !DATA.contains(&&**key));
    let mut sorted: BTreeMap<Arc<str>, Value> =
        kept.map(|(key, value)| (Arc::clone(key), value.clone())).collect();
    for name in ["input", "output"] {
        let Some(Value::String(text)) = sorted.get(name) else { continue };
        if let Some(short) = cut(text) {
            let truncated = Object::from_iter([("truncated", Value::from(true))]);
            sorted.insert(format!("{name}Details").into(), truncated.into());
            sorted.insert(name.into(), short.into());
        }
    }
    sorted.into_iter().collect::<Object>().into()
}

/// The beginning of a text whose escaped form is too long. Where AWS cuts is not known.
fn cut(text: &str) -> Option<String> {
    // Two quotes belong to the size of a JSON string.
    if Value::from(text).json_size() - 2 <= MOST {
        return None;
    }
    let mut end = MOST.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    Some(text[..end].to_owned())
}
