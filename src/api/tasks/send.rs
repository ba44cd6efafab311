//! SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat. The token is looked at first, then the output, then whether the
//! task still waits (recorded 2026-09).

use std::sync::Arc;

use crate::api::ApiError;
use crate::api::members::Members;
use crate::api::reply::Reply;
use crate::api::world::Region;
use crate::base::value::Value;
use crate::engine::call::{Signal, TaskError};
use crate::engine::payload::Payload;
use crate::session::pool::Letter;

/// The most bytes of an output.
const MAX_OUTPUT: usize = 262_144;

/// SendTaskSuccess.
pub fn success(region: &Region, request: &Value) -> Result<Reply, ApiError> {
    let mut members = Members::of(request, "")?;
    let token = token(&mut members)?;
    let output = members.text("output", MAX_OUTPUT)?;
    if output.is_none() {
        members.missing("output");
    }
    members.finish()?;
    let output = output.unwrap_or_default();
    answer(region, token, || match Value::parse(output) {
        Ok(value) => Ok(Signal::Succeeded(Payload::verbatim(value, output))),
        Err(_) => {
            Err(ApiError::new("InvalidOutput", format!("Invalid Output: '{output}' is not valid JSON.")))
        }
    })
}

/// SendTaskFailure.
pub fn failure(region: &Region, request: &Value) -> Result<Reply, ApiError> {
    let mut members = Members::of(request, "")?;
    let token = token(&mut members)?;
    let error = members.text("error", 256)?.map(Into::into);
    let cause = members.text("cause", 32_768)?.map(Into::into);
    members.finish()?;
    answer(region, token, || Ok(Signal::Failed(TaskError { error, cause })))
}

/// SendTaskHeartbeat.
pub fn heartbeat(region: &Region, request: &Value) -> Result<Reply, ApiError> {
    let mut members = Members::of(request, "")?;
    let token = token(&mut members)?;
    members.finish()?;
    answer(region, token, || Ok(Signal::Heartbeat))
}

fn token<'v>(members: &mut Members<'v>) -> Result<&'v str, ApiError> {
    let token = members.text_within("taskToken", 1, 2048)?;
    if token.is_none() {
        members.missing("taskToken");
    }
    Ok(token.unwrap_or_default())
}

fn answer(
    region: &Region,
    token: &str,
    signal: impl FnOnce() -> Result<Signal, ApiError>,
) -> Result<Reply, ApiError> {
    let known = region.lock().tokens.get(token).cloned().ok_or_else(ApiError::token)?;
    let signal = signal()?;
    let what: Arc<str> = known.activity.unwrap_or_else(|| "Provided task does not exist anymore".into());
    let over = move || ApiError::new("TaskTimedOut", format!("Task Timed Out: '{what}'"));
    let execution = region.lock().executions.get(&known.execution).cloned();
    let Some(process) = execution.and_then(|execution| execution.process()) else { return Err(over()) };
    let (reply, answering) = Reply::later();
    let told = move |was_awaited: bool| {
        let answer = if was_awaited { Ok(Value::empty_object()) } else { Err(over()) };
        let _ = answering.send(answer);
    };
    let reply_of = vec![(0, signal)];
    let told = Box::new(told);
    process.send(Letter::Signals { ticket: known.ticket, at: None, reply: reply_of, told });
    Ok(reply)
}
