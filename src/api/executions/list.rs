//! ListExecutions: the newest first; of a version or an alias, those that were started by it (recorded).

use std::sync::Arc;

use crate::api::ApiError;
use crate::api::arn::{Arn, labelled};
use crate::api::mapruns::children;
use crate::api::members::Members;
use crate::api::shape::{Pages, object, seconds, text};
use crate::api::world::{Execution, Region, no_machine};
use crate::asl::machine::Workflow;
use crate::base::value::Value;

use super::describe::status;

/// The words for a status, in the order in which AWS names them.
const STATUSES: [(&str, &str); 6] = [
    ("SUCCEEDED", "SUCCEEDED"),
    ("TIMED_OUT", "TIMED_OUT"),
    ("PENDING_REDRIVE", "PENDING_REDRIVE"),
    ("ABORTED", "ABORTED"),
    ("FAILED", "FAILED"),
    ("RUNNING", "RUNNING"),
];

/// Lists the executions of a machine.
pub fn list(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let arn = members.shown("stateMachineArn", 1, 256)?;
    let map_run = members.shown("mapRunArn", 1, 2000)?;
    let filter = members.word("statusFilter", &STATUSES)?;
    let redriven = members.word("redriveFilter", &[("REDRIVEN", true), ("NOT_REDRIVEN", false)])?;
    let pages = Pages::asked(&mut members, "ListExecutions", 3096);
    members.finish()?;
    let pages = pages?;
    let (Some(arn), None) = (arn, map_run) else {
        return Err(match (arn, map_run) {
            (None, Some(run)) => return children::list(region, run, (filter, redriven), &pages),
            (Some(_) | None, _) => ApiError::validation("Must provide a StateMachine ARN or MapRun ARN"),
        });
    };
    if redriven.is_some() {
        return Err(ApiError::validation("redriveFilter is only supported with a MapRun ARN"));
    }
    let (name, by) = match Arn::parse(arn)? {
        Arn::Machine(name) => (name, None),
        Arn::Version(name, _) | Arn::Alias(name, _) => (name, Some(arn)),
        Arn::Labelled(..) => return Err(labelled("State Machine")),
        other @ (Arn::Execution(..) | Arn::Express(_) | Arn::Activity(_) | Arn::MapRun(_)) => {
            return Err(other.refused());
        }
    };
    let resources = region.lock();
    let machine = resources.machines.get(name).ok_or_else(|| no_machine(arn))?;
    if machine.workflow == Workflow::Express {
        let words = "This operation is not supported by this type of state machine";
        return Err(ApiError::new("StateMachineTypeNotSupported", words));
    }
    let before = pages.after().and_then(|number| number.parse().ok()).unwrap_or(u64::MAX);
    let is_by = |execution: &Execution| {
        let started = [&execution.version, &execution.alias];
        by.is_none_or(|by| started.into_iter().flatten().any(|started| &**started == by))
    };
    let items = machine.executions.range(..before).rev().filter_map(|(number, execution)| {
        let item = item(execution, filter).filter(|_| is_by(execution))?;
        Some((number.to_string(), item))
    });
    let (page, token) = pages.of("ListExecutions", items);
    Ok(object([("executions", Some(page.into())), ("nextToken", token)]))
}

/// What the list says of an execution, if it has the status `filter`.
fn item(execution: &Execution, filter: Option<&str>) -> Option<Value> {
    let progress = execution.progress();
    let is = status(progress.end.as_ref());
    if filter.is_some_and(|filter| filter != is) {
        return None;
    }
    let (redrives, redriven) = progress.redriven();
    Some(object([
        ("executionArn", Some(Arc::clone(&execution.facts.arn).into())),
        ("stateMachineArn", Some(Arc::clone(&execution.facts.machine).into())),
        ("name", Some(Arc::clone(&execution.facts.name).into())),
        ("status", text(is)),
        ("startDate", seconds(execution.facts.start)),
        ("stopDate", progress.end.as_ref().and_then(|(_, at)| seconds(*at))),
        ("stateMachineVersionArn", execution.version.clone().map(Value::from)),
        ("stateMachineAliasArn", execution.alias.clone().map(Value::from)),
        ("redriveCount", Some(redrives.into())),
        ("redriveDate", redriven.and_then(seconds)),
    ]))
}
