//! DescribeStateMachineForExecution: what the machine was when the execution started.

use std::sync::Arc;

use crate::api::ApiError;
use crate::api::machines::describe::{Included, add, common};
use crate::api::members::Members;
use crate::api::shape::seconds;
use crate::api::world::Region;
use crate::base::value::{Object, Value};

/// Describes the machine of an execution.
pub fn describe(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let arn = members.arn("executionArn")?;
    let included = Included::asked(&mut members)?;
    members.finish()?;
    let execution = super::named(region, arn)?;
    let machine = &execution.facts.machine;
    let name = machine.rsplit(':').next().unwrap_or_default();
    let mut response =
        Object::from_iter([("stateMachineArn", Value::from(Arc::clone(machine))), ("name", name.into())]);
    if let Some(updated) = seconds(execution.revision.updated) {
        response.insert("updateDate", updated);
    }
    add(&mut response, &common(&execution.revision, included));
    Ok(response.into())
}
