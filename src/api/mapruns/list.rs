//! ListMapRuns: the newest first (recorded 2026-09).

use std::sync::Arc;

use crate::api::ApiError;
use crate::api::executions::{Named, named};
use crate::api::members::Members;
use crate::api::shape::{Pages, object, seconds};
use crate::api::world::{MapRun, Region};
use crate::base::value::Value;

/// Lists the Map Runs of an execution.
pub fn list(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let arn = members.arn("executionArn")?;
    let pages = Pages::asked(&mut members, "ListMapRuns", 1024);
    members.finish()?;
    let pages = pages?;
    let Named { execution, .. } = named(region, arn)?;
    let progress = execution.progress();
    let before = pages.after().and_then(|number| number.parse::<usize>().ok()).unwrap_or(usize::MAX);
    let own = progress.children.runs.iter().enumerate().rev().filter(|(_, run)| &*run.execution == arn);
    let items = own.filter(|(number, _)| *number < before);
    let (page, token) =
        pages.of("ListMapRuns", items.map(|(number, run)| (number.to_string(), item(region, run))));
    Ok(object([("mapRuns", Some(page.into())), ("nextToken", token)]))
}

fn item(region: &Region, run: &MapRun) -> Value {
    object([
        ("executionArn", Some(Arc::clone(&run.execution).into())),
        ("mapRunArn", Some(Arc::clone(&run.arn).into())),
        ("stateMachineArn", Some(super::processor_arn(region, run.labelled()).into())),
        ("startDate", seconds(run.start)),
        ("stopDate", run.end.and_then(|(_, at)| seconds(at))),
    ])
}
