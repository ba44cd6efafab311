//! ListStateMachines: by name (recorded).

use std::sync::Arc;

use crate::api::ApiError;
use crate::api::members::Members;
use crate::api::shape::{Pages, object, seconds, text};
use crate::api::world::{Machine, Region};
use crate::asl::machine::Workflow;
use crate::base::value::Value;

/// Lists the machines of a region.
pub fn list(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let pages = Pages::asked(&mut members, "ListStateMachines", 1024);
    members.finish()?;
    let pages = pages?;
    let resources = region.lock();
    let after =
        resources.machines.iter().filter(|(name, _)| pages.after().is_none_or(|after| &***name > after));
    let items = after.map(|(name, machine)| (name.to_string(), item(name, machine)));
    let (page, token) = pages.of("ListStateMachines", items);
    Ok(object([("stateMachines", Some(page.into())), ("nextToken", token)]))
}

fn item(name: &Arc<str>, machine: &Machine) -> Value {
    let kind = match machine.workflow {
        Workflow::Standard => "STANDARD",
        Workflow::Express => "EXPRESS",
    };
    object([
        ("stateMachineArn", Some(Arc::clone(&machine.arn).into())),
        ("name", Some(Arc::clone(name).into())),
        ("type", text(kind)),
        ("creationDate", seconds(machine.created)),
    ])
}
