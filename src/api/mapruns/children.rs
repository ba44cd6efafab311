//! Child executions of Map Runs: ListExecutions by Map Run, and DescribeExecution of one (recorded 2026-09).

use std::sync::Arc;

use crate::api::ApiError;
use crate::api::machines::describe::Included;
use crate::api::shape::{Pages, included, object, seconds, text};
use crate::api::world::{Child, Execution, Region, labelled};
use crate::base::value::Value;
use crate::services::executions::Status;

/// What a page of ListExecutions has of the Map Run `arn`: those of this status, the newest first.
pub fn list(
    region: &Region,
    arn: &str,
    (filter, redriven): (Option<&str>, Option<bool>),
    pages: &Pages,
) -> Result<Value, ApiError> {
    let execution = super::around(region, arn)?;
    let progress = execution.progress();
    let mut all: Vec<(&Arc<str>, &Child)> =
        progress.children.executions.iter().filter(|(_, child)| &*child.run == arn).collect();
    all.sort_by_key(|(_, child)| std::cmp::Reverse(child.number));
    let before = pages.after().and_then(|number| number.parse::<u64>().ok()).unwrap_or(u64::MAX);
    let meant = all.into_iter().filter(|(_, child)| {
        child.number < before
            && filter.is_none_or(|filter| filter == status(child))
            && redriven.is_none_or(|redriven| redriven == (child.redrives.0 > 0))
    });
    let items = meant.map(|(arn, child)| (child.number.to_string(), item(region, arn, child)));
    let (page, token) = pages.of("ListExecutions", items);
    Ok(object([("executions", Some(page.into())), ("nextToken", token)]))
}

fn status(child: &Child) -> &'static str {
    child.end().map_or(Status::Running, |end| end.status).name()
}

/// The name of a child: what stands behind `NAME/LABEL:` in its ARN.
fn name(arn: &str) -> &str {
    arn.splitn(8, ':').nth(7).unwrap_or_default()
}

fn item(region: &Region, arn: &Arc<str>, child: &Child) -> Value {
    object([
        ("executionArn", Some(Arc::clone(arn).into())),
        ("stateMachineArn", Some(super::processor_arn(region, labelled(arn)).into())),
        ("name", text(name(arn))),
        ("status", text(status(child))),
        ("startDate", seconds(child.start)),
        ("stopDate", child.end().and_then(|end| seconds(end.at))),
        ("mapRunArn", Some(Arc::clone(&child.run).into())),
        ("itemCount", Some(item_count(child).into())),
        ("redriveCount", Some(i64::from(child.redrives.0).into())),
        ("redriveDate", child.redrives.1.and_then(seconds)),
    ])
}

/// How many items a child works on: those of its batch, else one.
fn item_count(child: &Child) -> usize {
    let items =
        child.input().and_then(|input| input.value().get("Items")?.as_array().map(|items| items.len()));
    items.unwrap_or(1)
}

/// What DescribeExecution says of a child.
pub fn describe(
    region: &Region,
    execution: &Execution,
    (arn, data): (&str, Included),
) -> Result<Value, ApiError> {
    let progress = execution.progress();
    let child = progress.children.executions.get(arn);
    let child = child.ok_or_else(|| ApiError::missing("ExecutionDoesNotExist", "Execution", arn))?;
    let end = child.end();
    let has_data = data == Included::All;
    let input = child.input().filter(|_| has_data);
    let output = end.as_ref().and_then(|end| end.output.as_ref()).filter(|_| has_data);
    let error = end.as_ref().and_then(|end| end.error.as_ref());
    let reason = match end.as_ref().map(|end| end.status) {
        None | Some(Status::Running) => Some("RUNNING"),
        Some(Status::Succeeded) => Some("SUCCEEDED"),
        Some(Status::Failed | Status::TimedOut | Status::Aborted) => None,
    };
    let can = if reason.is_some() { "NOT_REDRIVABLE" } else { "REDRIVABLE_BY_MAP_RUN" };
    let is_running = end.is_none();
    Ok(object([
        ("executionArn", text(arn)),
        ("stateMachineArn", Some(super::processor_arn(region, labelled(arn)).into())),
        ("name", text(name(arn))),
        ("status", text(status(child))),
        ("startDate", seconds(child.start)),
        ("stopDate", end.as_ref().and_then(|end| seconds(end.at))),
        ("input", input.map(|input| input.text().into())),
        ("inputDetails", input.map(|_| included())),
        ("output", output.map(|output| output.text().into())),
        ("outputDetails", output.map(|_| included())),
        ("mapRunArn", Some(Arc::clone(&child.run).into())),
        ("error", error.and_then(|error| error.error.clone()).map(Value::from)),
        ("cause", error.and_then(|error| error.cause.clone()).map(Value::from)),
        ("redriveCount", (!is_running || child.redrives.0 > 0).then(|| i64::from(child.redrives.0).into())),
        ("redriveDate", child.redrives.1.and_then(seconds)),
        ("redriveStatus", text(can)),
        (
            "redriveStatusReason",
            reason.map(|status| format!("Execution is {status} and cannot be redriven").into()),
        ),
    ]))
}
