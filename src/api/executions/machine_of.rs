//! DescribeStateMachineForExecution: what the machine was when the execution started.

use std::sync::Arc;

use crate::api::ApiError;
use crate::api::machines::describe::{Included, add, common, processor};
use crate::api::members::Members;
use crate::api::shape::{object, seconds, text};
use crate::api::world::{Execution, Region, labelled};
use crate::base::value::{Object, Value};

/// Describes the machine of an execution.
pub fn describe(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let arn = members.arn("executionArn")?;
    let included = Included::asked(&mut members)?;
    members.finish()?;
    let super::Named { execution, is_child } = super::named(region, arn)?;
    let machine = &execution.facts.machine;
    let name = machine.rsplit(':').next().unwrap_or_default();
    let mut response =
        Object::from_iter([("stateMachineArn", Value::from(Arc::clone(machine))), ("name", name.into())]);
    if let Some(updated) = seconds(execution.revision.updated) {
        response.insert("updateDate", updated);
    }
    add(&mut response, &common(&execution.revision, included));
    if is_child {
        add(&mut response, &processor_of(region, &execution, (arn, included)));
    }
    Ok(response.into())
}

/// What is said of the processor of a Map, whose child the execution `arn` is (recorded 2026-09).
fn processor_of(region: &Region, execution: &Execution, (arn, included): (&str, Included)) -> Value {
    let labelled = labelled(arn);
    let label = labelled.split_once('/').map_or("", |(_, label)| label);
    let revision = &execution.revision;
    let written = processor(revision.compiled.machine(), &revision.definition, label);
    let definition = written.filter(|_| included == Included::All).map(|written| written.to_json().into());
    let progress = execution.progress();
    let run = progress.children.executions.get(arn).map(|child| Arc::clone(&child.run).into());
    object([
        ("stateMachineArn", Some(region.arn("stateMachine", labelled).into())),
        ("definition", definition),
        ("label", text(label)),
        ("mapRunArn", run),
    ])
}
