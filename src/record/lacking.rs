//! What the history of an execution of AWS lacks, so that nobody takes it for whole.

use crate::base::value::Value;

use super::event::details_of;

/// What `events` do not hold, a line each.
#[must_use]
pub fn lacking(events: &[Value]) -> Vec<String> {
    let id = |event: &Value| event.get("id").and_then(Value::as_i64).unwrap_or(0);
    let ids = |is_so: &dyn Fn(&Value) -> bool| -> String {
        let found: Vec<String> =
            events.iter().filter(|event| is_so(event)).map(|event| id(event).to_string()).collect();
        match found.len() {
            0..=5 => found.join(", "),
            more => format!("{} and {} more", found[..5].join(", "), more - 5),
        }
    };
    let cut = |event: &Value| {
        let parts = ["inputDetails", "outputDetails"]
            .iter()
            .filter_map(|key| details_of(event).get(key)?.get("truncated"));
        parts.filter_map(Value::as_bool).any(|is_cut| is_cut)
    };
    let is = |event: &Value, kind: &str| event.get("type").and_then(Value::as_str) == Some(kind);
    let mut found = Vec::new();
    let cut = ids(&cut);
    if !cut.is_empty() {
        found.push(format!("AWS cut off data of the events {cut}: what stands there is not whole"));
    }
    if events
        .first()
        .is_some_and(|first| is(first, "ExecutionStarted") && details_of(first).get("input").is_none())
    {
        found.push("the history has no data: get it with --include-execution-data".to_owned());
    }
    if events.first().is_some_and(|first| id(first) > 1) {
        found.push("the first events are missing: get all pages of the history".to_owned());
    }
    found
}
