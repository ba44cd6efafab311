//! DescribeExecution (members by status recorded 2026-09).

use std::sync::Arc;

use crate::api::ApiError;
use crate::api::machines::describe::Included;
use crate::api::mapruns::children;
use crate::api::members::Members;
use crate::api::shape::{included, seconds, text};
use crate::api::world::{Progress, Region};
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::engine::Outcome;

/// Describes an execution.
pub fn describe(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let arn = members.arn("executionArn")?;
    let data = Included::asked(&mut members)?;
    members.finish()?;
    let super::Named { execution, is_child } = super::named(region, arn)?;
    if is_child {
        return children::describe(region, &execution, (arn, data));
    }
    let facts = &execution.facts;
    let progress = execution.progress();
    let mut response = Object::from_iter([
        ("executionArn", Value::from(Arc::clone(&facts.arn))),
        ("stateMachineArn", Arc::clone(&facts.machine).into()),
        ("name", Arc::clone(&facts.name).into()),
        ("status", status(progress.end.as_ref()).into()),
    ]);
    let mut add = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            response.insert(name, value);
        }
    };
    add("startDate", seconds(facts.start));
    add("stateMachineVersionArn", execution.version.clone().map(Value::from));
    add("stateMachineAliasArn", execution.alias.clone().map(Value::from));
    add("traceHeader", execution.trace.as_deref().map(Value::from));
    if data == Included::All {
        add("input", text(&facts.input.text()));
        add("inputDetails", Some(included()));
    }
    let (redrives, redriven) = progress.redriven();
    add("redriveCount", Some(redrives.into()));
    add("redriveDate", redriven.and_then(seconds));
    let reason = not_redrivable(&progress, region.now());
    add("redriveStatus", text(if reason.is_some() { "NOT_REDRIVABLE" } else { "REDRIVABLE" }));
    add("redriveStatusReason", reason.map(Value::from));
    add_end(&mut response, progress.end.as_ref(), data);
    Ok(response.into())
}

/// AWS's word for how an execution ended, or that it has not.
pub fn status(end: Option<&(Outcome, Time)>) -> &'static str {
    end.map_or("RUNNING", |(outcome, _)| outcome.status())
}

/// For how long an execution can be redriven after its end, in milliseconds: 14 days.
const REDRIVABLE_FOR: i64 = 14 * 24 * 60 * 60 * 1000;

/// An execution with so many events cannot be redriven.
const MOST_EVENTS: usize = 24_999;

/// Why an execution cannot be redriven at this moment; none if it can.
pub fn not_redrivable(progress: &Progress, now: Time) -> Option<String> {
    match &progress.end {
        None | Some((Outcome::Succeeded(_), _)) => {
            Some(format!("Execution is {} and cannot be redriven", status(progress.end.as_ref())))
        }
        Some((Outcome::Failed(_) | Outcome::TimedOut | Outcome::Aborted(_), at)) => {
            if now.since(*at) > REDRIVABLE_FOR {
                return Some("Execution ended more than 14 days ago and cannot be redriven".to_owned());
            }
            (progress.events.len().max(progress.events_at_end) >= MOST_EVENTS)
                .then(|| format!("Execution has {MOST_EVENTS} or more events and cannot be redriven"))
        }
    }
}

/// Adds how an execution ended.
pub fn add_end(response: &mut Object, end: Option<&(Outcome, Time)>, data: Included) {
    let Some((outcome, at)) = end else { return };
    response.insert("status", Value::from(outcome.status()));
    if let Some(at) = seconds(*at) {
        response.insert("stopDate", at);
    }
    let error = match outcome {
        Outcome::Succeeded(output) if data == Included::All => {
            response.insert("output", Value::from(output.text()));
            response.insert("outputDetails", included());
            return;
        }
        Outcome::Succeeded(_) | Outcome::TimedOut => return,
        Outcome::Failed(failure) => &failure.error,
        Outcome::Aborted(error) => error,
    };
    for (name, text) in [("error", &error.error), ("cause", &error.cause)] {
        if let Some(text) = text {
            response.insert(name, Value::from(Arc::clone(text)));
        }
    }
}
