//! GetExecutionHistory, page by page, from either end, with or without data.

use std::sync::Arc;

use crate::api::ApiError;
use crate::api::arn::Arn;
use crate::api::members::Members;
use crate::api::shape::{Pages, object};
use crate::api::world::{Execution, Region};
use crate::base::value::{Object, Value};
use crate::engine::history::Event;
use crate::record::{Run, event};

/// About how many bytes of JSON a page has at most, as long as that is one event: AWS, too, says that a page may have
/// fewer events than were asked for.
const PAGE_BYTES: usize = 4 << 20;

/// The history of an execution.
pub fn history(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let arn = members.arn("executionArn")?;
    let is_reverse = members.flag("reverseOrder")?.unwrap_or(false);
    let has_data = members.flag("includeExecutionData")?.unwrap_or(true);
    let pages = Pages::asked(&mut members, "GetExecutionHistory", 1024);
    members.finish()?;
    let pages = pages?;
    let super::Named { execution, is_child } = super::named(region, arn)?;
    execution.load();
    if let (true, parsed @ Arn::Express(_)) = (is_child, Arn::parse(arn)?) {
        return Err(parsed.refused());
    }
    let after = pages.after().and_then(|id| id.parse::<u64>().ok());
    let events = asked(&execution, arn, (after, is_reverse), pages.size() + 1);
    let one = |event: &Event| (event.id.to_string(), shown(region, &execution, event, (is_child, has_data)));
    let bounds = (PAGE_BYTES, &Value::json_size as &dyn Fn(&Value) -> usize);
    let (page, token) = pages.within("GetExecutionHistory", bounds, events.iter().map(one));
    Ok(object([("events", Some(page.into())), ("nextToken", token)]))
}

/// So many events at most behind `after`, or before it. They share their data with the history, which is free again.
fn asked(
    execution: &Execution,
    arn: &str,
    (after, is_reverse): (Option<u64>, bool),
    most: usize,
) -> Vec<Event> {
    let progress = execution.progress();
    let events = match progress.children.executions.get(arn) {
        Some(child) => &child.events,
        None => &progress.events,
    };
    let chosen = |event: &&Event| match after {
        None => true,
        Some(after) if is_reverse => event.id < after,
        Some(after) => event.id > after,
    };
    if is_reverse {
        events.iter().rev().filter(chosen).take(most).cloned().collect()
    } else {
        events.iter().filter(chosen).take(most).cloned().collect()
    }
}

fn shown(region: &Region, execution: &Execution, event: &Event, (is_child, has_data): (bool, bool)) -> Value {
    let compiled = &execution.revision.compiled;
    let run = Run {
        machine: compiled.machine(),
        definition: compiled.document(),
        name: "",
        mocks: &[],
        region: &region.name,
        role: &execution.revision.role,
        start: execution.facts.start,
        clock: "",
        seed: 0,
    };
    let mut written = Vec::new();
    event::write(&run, event, &mut written);
    let text = String::from_utf8_lossy(&written);
    let Ok(Value::Object(mut members)) = Value::parse(&text) else { return Value::empty_object() };
    if event.id == 1 && !is_child {
        add_version(&mut members, execution);
    }
    if has_data { members.into() } else { without_data(&members) }
}

/// The first event says by which version and alias the execution was started.
fn add_version(members: &mut Object, execution: &Execution) {
    let Some(Value::Object(details)) = members.get_mut("executionStartedEventDetails") else { return };
    let said = [("stateMachineAliasArn", &execution.alias), ("stateMachineVersionArn", &execution.version)];
    for (name, arn) in said {
        if let Some(arn) = arn {
            details.insert(name, Value::from(Arc::clone(arn)));
        }
    }
}

/// What goes with the data of an execution (recorded 2026-09).
const DATA: [&str; 7] = [
    "input",
    "inputDetails",
    "output",
    "outputDetails",
    "parameters",
    "assignedVariables",
    "assignedVariablesDetails",
];

fn without_data(members: &Object) -> Value {
    let kept = members.iter().map(|(name, value)| {
        let value = match value {
            Value::Object(details) => {
                let kept = details.iter().filter(|(name, _)| !DATA.contains(&&**name));
                kept.map(|(name, value)| (Arc::clone(name), value.clone())).collect::<Object>().into()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                value.clone()
            }
        };
        (Arc::clone(name), value)
    });
    kept.collect::<Object>().into()
}
