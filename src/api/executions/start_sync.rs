//! StartSyncExecution: runs an Express execution and answers with what came of it. That it failed is no error.

use std::sync::Arc;

use crate::api::ApiError;
use crate::api::machines::describe::Included;
use crate::api::members::Members;
use crate::api::reply::Reply;
use crate::api::shape::{included, object, seconds, text};
use crate::api::world::{Execution, Region, Waiting};
use crate::asl::machine::Workflow;
use crate::base::value::{Object, Value};

use super::describe::add_end;
use super::start::{Wanted, begin};

/// Runs an execution.
pub fn start_sync(region: &Arc<Region>, request: &Value) -> Result<Reply, ApiError> {
    let mut members = Members::of(request, "")?;
    let wanted = Wanted::read(&mut members)?;
    let data = Included::asked(&mut members)?;
    members.finish()?;
    let execution = begin(region, wanted?, Some(Workflow::Express))?;
    let (reply, answering) = Reply::later();
    execution.when_ended(Waiting::Client(Box::new(move |execution| {
        // A client that is gone needs no answer.
        let _ = answering.send(Ok(response(execution, data)));
    })));
    Ok(reply)
}

fn response(execution: &Execution, data: Included) -> Value {
    let facts = &execution.facts;
    let progress = execution.progress();
    let mut response = Object::from_iter([
        ("executionArn", Value::from(Arc::clone(&facts.arn))),
        ("stateMachineArn", Arc::clone(&facts.machine).into()),
        ("name", Arc::clone(&facts.name).into()),
    ]);
    let took = progress.end.as_ref().map_or(0, |(_, at)| at.since(facts.start));
    // AWS rounds up to 100 ms and 64 MB.
    let billed = took.max(1).saturating_add(99) / 100 * 100;
    let billing = object([
        ("billedMemoryUsedInMB", Some(64_i64.into())),
        ("billedDurationInMilliseconds", Some(billed.into())),
    ]);
    let mut add = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            response.insert(name, value);
        }
    };
    add("startDate", seconds(facts.start));
    if data == Included::All {
        add("input", text(&facts.input.text()));
        add("inputDetails", Some(included()));
    }
    add("traceHeader", execution.trace.as_deref().map(Value::from));
    add("billingDetails", Some(billing));
    if data == Included::All {
        add("outputDetails", Some(included()));
    }
    add_end(&mut response, progress.end.as_ref(), data);
    response.into()
}
