//! RedriveExecution: an execution that did not succeed goes on where it was (recorded 2026-09).
//!
//! What a client calls its request is looked at first: one that was done is answered as it was then, whatever became of
//! the execution since.

use std::sync::Arc;

use crate::api::ApiError;
use crate::api::arn::{Arn, labelled};
use crate::api::members::Members;
use crate::api::shape::{object, seconds};
use crate::api::world::{Execution, Region};
use crate::base::time::Time;
use crate::base::value::Value;
use crate::engine::Told;
use crate::session::pool::Watcher as _;

use super::describe::not_redrivable;

/// Redrives an execution.
pub fn redrive(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let arn = members.arn("executionArn")?;
    let token = members.shown("clientToken", 1, 64)?.map(Arc::from);
    members.finish()?;
    if let parsed @ Arn::Express(_) = Arn::parse(arn)? {
        return Err(parsed.refused());
    }
    let super::Named { execution, is_child } = super::named(region, arn)?;
    if is_child {
        return Err(labelled("Execution"));
    }
    let name = execution.facts.machine.rsplit(':').next().unwrap_or_default();
    if let Some(machine) = region.lock().machines.get(name) {
        machine.alive()?;
    }
    execution.load();
    let at = again(region, &execution, token)?;
    Ok(object([("redriveDate", seconds(at))]))
}

/// Lets an execution go on. Returns when it was told to.
fn again(region: &Region, execution: &Arc<Execution>, token: Option<Arc<str>>) -> Result<Time, ApiError> {
    let mut progress = execution.progress();
    let known = progress.redrives.iter().find(|(known, _)| token.is_some() && *known == token);
    if let Some((_, at)) = known {
        return Ok(*at);
    }
    let now = region.now();
    let refused = |reason: String| {
        let words = format!("Execution {} invalid for redrive as: {reason}", execution.facts.arn);
        ApiError::new("ExecutionNotRedrivable", words)
    };
    if let Some(reason) = not_redrivable(&progress, now) {
        return Err(refused(reason));
    }
    let lost = || refused("sfn does not know any more where it was".to_owned());
    let mut start = progress.rest.take().ok_or_else(lost)?;
    start.clock.catch_up(now);
    let told = Told::Redrive(start.clock.now());
    start.fleet.tell(told.clone());
    let (at, records) = (start.fleet.now(), start.fleet.records());
    progress.end = None;
    progress.redrives.push((token, at));
    let process = region.pool.process(*start, Arc::clone(execution) as _);
    progress.process = Some(Arc::clone(&process));
    drop(progress);
    execution.log(vec![told]);
    region.note_redrive(execution);
    execution.records(records);
    process.wake();
    Ok(at)
}
