//! The API of EventBridge, as far as a server of machines needs it: events are put on its bus, patterns are tried, rules
//! are listed. Rules themselves come from templates (answers recorded; sizes as announced 2026-01-29).

use crate::api::{ApiError, Region};
use crate::base::value::{Object, Value};
use crate::events::emission::{Emitted, Envelope};
use crate::events::pattern::{Pattern, read_event};
use crate::events::trigger::Rule;
use crate::load::TriggerKind;
use crate::services::clock::today;

use super::bus::Bus;

/// The most entries of a request.
const MOST_ENTRIES: usize = 10;

/// The most bytes of all entries.
const MOST_BYTES: usize = 1 << 20;

/// Does what the operation of this name does.
pub fn call(region: &Region, bus: &Bus, operation: &str, request: &Value) -> Result<Value, ApiError> {
    match operation {
        "PutEvents" => put_events(region, bus, request),
        "TestEventPattern" => test_pattern(request),
        "ListRules" => Ok(list(region, bus, request)),
        _ => {
            let words = "sfn serves PutEvents, TestEventPattern and ListRules of EventBridge; rules come from templates: \
                         sfn serve template.yaml";
            Err(ApiError::new("UnknownOperationException", words))
        }
    }
}

/// The body of an error: EventBridge says the plain code.
pub fn body(error: &ApiError) -> Value {
    Object::from_iter([("__type", Value::from(error.code)), ("message", error.message.as_str().into())])
        .into()
}

fn put_events(region: &Region, bus: &Bus, request: &Value) -> Result<Value, ApiError> {
    let entries =
        request.get("Entries").and_then(Value::as_array).map_or(&[][..], |entries| entries.as_slice());
    if entries.is_empty() || entries.len() > MOST_ENTRIES {
        let bound =
            if entries.is_empty() { "greater than or equal to 1" } else { "less than or equal to 10" };
        let shown = entries.iter().map(entry).collect::<Vec<_>>().join(", ");
        return Err(ApiError::validation(format!(
            "1 validation error detected: Value '[{shown}]' at 'entries' failed to satisfy constraint: Member must have \
             length {bound}"
        )));
    }
    if entries.iter().map(size).sum::<usize>() > MOST_BYTES {
        return Err(ApiError::validation("Total size of the entries in the request is over the limit."));
    }
    let results: Vec<Result<String, (&str, String)>> =
        entries.iter().map(|entry| put(region, bus, entry)).collect();
    let failed = results.iter().filter(|result| result.is_err()).count();
    let shown = results.into_iter().map(|result| match result {
        Ok(id) => Value::from(Object::from_iter([("EventId", Value::from(id))])),
        Err((code, message)) => {
            Object::from_iter([("ErrorCode", Value::from(code)), ("ErrorMessage", message.into())]).into()
        }
    });
    let shown: Value = shown.collect::<Vec<_>>().into();
    Ok(Object::from_iter([("FailedEntryCount", Value::from(failed)), ("Entries", shown)]).into())
}

/// Puts one entry; the error is its code and its message.
fn put<'e>(region: &Region, bus: &Bus, entry: &Value) -> Result<String, (&'e str, String)> {
    let source = entry.get("Source").and_then(Value::as_str).unwrap_or_default();
    if source.starts_with("aws.") {
        return Err(("NotAuthorizedForSourceException", "Not authorized for the source.".to_owned()));
    }
    let envelope = Envelope { account: &region.account, region: &region.name, time: today() };
    // What makes it an entry is there even if nothing is in it.
    let mut whole = entry.as_object().cloned().unwrap_or_default();
    for name in ["Source", "DetailType", "Detail"] {
        if whole.get(name).is_none_or(|value| value.as_str().is_none_or(str::is_empty)) {
            whole.insert(name, Value::Null);
        }
    }
    let emitted = Emitted::read(&whole.into(), &envelope);
    let mut emitted = emitted.map_err(|message| match message.starts_with("Detail is") {
        true => ("MalformedDetail", message),
        false => ("InvalidArgument", message),
    })?;
    let id = region.request_id();
    if let Value::Object(members) = &mut emitted.event {
        members.insert("id", Value::from(id.as_str()));
    }
    bus.put(emitted);
    Ok(id)
}

/// How many bytes an entry counts.
fn size(entry: &Value) -> usize {
    let text = |name: &str| entry.get(name).and_then(Value::as_str).map_or(0, str::len);
    let resources = entry.get("Resources").and_then(Value::as_array);
    let resources: usize =
        resources.map_or(0, |all| all.iter().filter_map(Value::as_str).map(str::len).sum());
    let time = if entry.get("Time").is_some() { 14 } else { 0 };
    time + text("Source") + text("DetailType") + text("Detail") + resources
}

/// An entry as AWS's messages show it.
fn entry(entry: &Value) -> String {
    let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or("null").to_owned();
    format!(
        "PutEventsRequestEntry(time=null, source={}, resources=null, detailType={}, detail={}, eventBusName={}, \
         traceHeader=null, kmsKeyIdentifier=null, internalMetadata=null)",
        text("Source"),
        text("DetailType"),
        text("Detail"),
        text("EventBusName")
    )
}

fn test_pattern(request: &Value) -> Result<Value, ApiError> {
    let text = |name: &str| request.get(name).and_then(Value::as_str).unwrap_or_default();
    let pattern = Pattern::read(text("EventPattern"))
        .map_err(|bad| ApiError::new("InvalidEventPatternException", bad.message()))?;
    let event = read_event(text("Event")).ok().filter(|event| event.as_object().is_some());
    let event = event.ok_or_else(|| ApiError::validation("Parameter Event is not valid."))?;
    Ok(Object::from_iter([("Result", Value::from(pattern.matches(&event)))]).into())
}

fn list(region: &Region, bus: &Bus, request: &Value) -> Value {
    let name = request.get("EventBusName").and_then(Value::as_str).unwrap_or("default");
    let prefix = request.get("NamePrefix").and_then(Value::as_str).unwrap_or_default();
    let rules = bus.rules();
    let is_meant =
        |rule: &&Rule| rule.kind == TriggerKind::Rule && rule.bus == name && rule.name.starts_with(prefix);
    let mut meant: Vec<&Rule> = rules.iter().filter(is_meant).collect();
    meant.sort_by(|one, other| one.name.cmp(&other.name));
    let envelope = Envelope { account: &region.account, region: &region.name, time: today() };
    let shown = meant.into_iter().map(|rule| {
        let schedule = rule.properties.value().get("ScheduleExpression").cloned();
        let pattern = rule.written.as_ref().map(|written| Value::from(&*written.read().text));
        let members = [
            ("Name", Some(Value::from(rule.name.as_str()))),
            ("Arn", Some(rule.origin(&envelope).rule_arn.into())),
            ("EventPattern", pattern),
            ("State", Some(if rule.is_enabled { "ENABLED" } else { "DISABLED" }.into())),
            ("ScheduleExpression", schedule),
            ("EventBusName", Some(rule.bus.as_str().into())),
        ];
        Value::from(members.into_iter().filter_map(|(name, value)| Some((name, value?))).collect::<Object>())
    });
    let shown: Value = shown.collect::<Vec<_>>().into();
    Object::from_iter([("Rules", shown)]).into()
}
