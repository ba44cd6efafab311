//! StopExecution: one that has ended keeps its first end (recorded 2026-09).

use std::sync::Arc;

use crate::api::ApiError;
use crate::api::arn::labelled;
use crate::api::members::Members;
use crate::api::reply::Reply;
use crate::api::shape::{object, seconds};
use crate::api::world::{Execution, Region};
use crate::base::value::Value;
use crate::engine::call::TaskError;
use crate::session::pool::Letter;

/// Stops an execution.
pub fn stop(region: &Region, request: &Value) -> Result<Reply, ApiError> {
    let mut members = Members::of(request, "")?;
    let arn = members.arn("executionArn")?;
    let error = members.text("error", 256)?.map(Into::into);
    let cause = members.text("cause", 32_768)?.map(Into::into);
    members.finish()?;
    let super::Named { execution, is_child } = super::named(region, arn)?;
    if is_child {
        return Err(labelled("Execution"));
    }
    let Some(process) = execution.process() else { return Ok(Reply::Now(stopped(&execution))) };
    let (reply, answering) = Reply::later();
    let known = Arc::clone(&execution);
    let told = move || _ = answering.send(Ok(stopped(&known)));
    process.send(Letter::Stop(TaskError { error, cause }, Box::new(told)));
    Ok(reply)
}

fn stopped(execution: &Execution) -> Value {
    let at = execution.progress().end.as_ref().map(|(_, at)| *at);
    object([("stopDate", at.and_then(seconds))])
}
