//! Two histories event by event: what is different but for what every run makes up.

use crate::base::value::Value;
use crate::report::tests::{Mark, Mismatch};
use crate::suite::snapshot::made;

use super::KEY;

/// So many differences of one history are shown.
const MOST: usize = 12;

/// So many signs of a value are shown.
const SHOWN: usize = 160;

/// Members that hold JSON as text.
const TEXTS: [&str; 3] = ["input", "output", "parameters"];

/// Members that name what each server has of its own.
const OWN: [&str; 2] = ["timestamp", "roleArn"];

/// What is different in `theirs`, the history of the same run at the target.
pub fn differences(ours: &[Value], theirs: &[Value]) -> Vec<Mismatch> {
    let kind = |event: &Value| event.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    let parting = ours.iter().zip(theirs).position(|(ours, theirs)| kind(ours) != kind(theirs));
    let common = parting.unwrap_or_else(|| ours.len().min(theirs.len()));
    let mut found = Vec::new();
    for (at, (ours, theirs)) in ours.iter().zip(theirs).take(common).enumerate() {
        let mut lines = Vec::new();
        compare("", ours, theirs, &mut lines);
        if !lines.is_empty() {
            found.push((format!("event {}, {}, is different at the target", at + 1, kind(ours)), lines));
        }
    }
    let named = |event: Option<&Value>| event.map_or_else(|| "no event".to_owned(), kind);
    if parting.is_some() || ours.len() != theirs.len() {
        let (ours, theirs) = (ours.get(common), theirs.get(common));
        let message =
            format!("event {} is {} at the target, and {} here", common + 1, named(theirs), named(ours));
        found.push((
            message,
            vec![(Mark::Missing, said(ours, "here")), (Mark::Extra, said(theirs, "at target"))],
        ));
    }
    let more = found.len().saturating_sub(MOST);
    found.truncate(MOST);
    if more > 0 {
        found.push((format!("{more} more events are different"), Vec::new()));
    }
    found.into_iter().map(|(message, lines)| Mismatch { key: KEY.to_owned(), message, lines }).collect()
}

/// An event with what it says of an error.
fn said(event: Option<&Value>, whose: &str) -> String {
    let Some(event) = event else { return format!("no event  {whose}") };
    let kind = event.get("type").and_then(Value::as_str).unwrap_or_default();
    let details = event.as_object().into_iter().flat_map(|members| members.iter());
    let details = details.filter(|(name, _)| name.ends_with("EventDetails"));
    let words = details.flat_map(|(_, details)| {
        ["error", "cause", "name"].into_iter().filter_map(|name| details.get(name).map(short))
    });
    [kind.to_owned()].into_iter().chain(words).chain([whose.to_owned()]).collect::<Vec<_>>().join("  ")
}

/// What is different in the end of an execution that keeps no history; `ours` are the events here.
pub fn end_differences(ours: &[Value], theirs: &Value) -> Vec<Mismatch> {
    let last = ours.last();
    let kind = last.and_then(|event| event.get("type")?.as_str()).unwrap_or_default();
    let details = last.and_then(|event| {
        let name = format!("{}{}EventDetails", kind.get(..1)?.to_ascii_lowercase(), kind.get(1..)?);
        event.get(&name)
    });
    let status = match kind {
        "ExecutionSucceeded" => "SUCCEEDED",
        "ExecutionTimedOut" => "TIMED_OUT",
        _ => "FAILED",
    };
    let part = |name: &str| details.and_then(|details| details.get(name)).cloned().unwrap_or_default();
    let mut lines = Vec::new();
    let their = |name: &str| theirs.get(name).cloned().unwrap_or_default();
    compare("status", &Value::from(status), &their("status"), &mut lines);
    for name in ["output", "error", "cause"] {
        compare(name, &part(name), &their(name), &mut lines);
    }
    if lines.is_empty() {
        return Vec::new();
    }
    let message = "the execution ends otherwise at the target".to_owned();
    vec![Mismatch { key: KEY.to_owned(), message, lines }]
}

/// Adds a line for each part of two values that differs; `path` leads to them.
fn compare(path: &str, ours: &Value, theirs: &Value, lines: &mut Vec<(Mark, String)>) {
    let name = path.rsplit('.').next().unwrap_or_default();
    if OWN.contains(&name) || lines.len() >= MOST {
        return;
    }
    if let (Value::Object(own), Value::Object(other)) = (ours, theirs) {
        let missing = Value::default();
        for (key, value) in own.iter() {
            compare(&join(path, key), value, other.get(key).unwrap_or(&missing), lines);
        }
        for (key, value) in other.iter().filter(|(key, _)| own.get(key).is_none()) {
            compare(&join(path, key), &missing, value, lines);
        }
        return;
    }
    if let (Value::Array(own), Value::Array(other)) = (ours, theirs)
        && own.len() == other.len()
    {
        let pairs = own.iter().zip(other.iter()).enumerate();
        return pairs.for_each(|(at, (own, other))| compare(&format!("{path}[{at}]"), own, other, lines));
    }
    if let (Value::String(own), Value::String(other)) = (ours, theirs) {
        if plain(own) == plain(other) {
            return;
        }
        if TEXTS.contains(&name)
            && let (Ok(own), Ok(other)) = (Value::parse(own), Value::parse(other))
        {
            return compare(&format!("{path}:"), &own, &other, lines);
        }
    }
    if ours != theirs {
        lines.push((Mark::Missing, format!("{path}  {}  here", short(ours))));
        lines.push((Mark::Extra, format!("{path}  {}  at target", short(theirs))));
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// A text without what each run makes up, and without the ARNs of its own machine and execution.
fn plain(text: &str) -> String {
    let text = made::replace(text, |_| false);
    let mut out = String::new();
    let mut rest = &*text;
    while let Some(at) = rest.find("arn:aws:states:") {
        let length = rest[at..].find(['"', ' ', '\\', ',', ')', '\n']).unwrap_or(rest.len() - at);
        let arn = &rest[at..at + length];
        out.push_str(&rest[..at]);
        let kind = arn.split(':').nth(5).unwrap_or_default();
        // A resource such as `arn:aws:states:::lambda:invoke` is no name of anything.
        let is_own = ["execution", "express", "stateMachine", "mapRun"].contains(&kind);
        if is_own {
            out.push_str(&format!("[{kind}]"));
        } else {
            out.push_str(arn);
        }
        rest = &rest[at + length..];
    }
    out.push_str(rest);
    out
}

fn short(value: &Value) -> String {
    if value.is_null() {
        return "nothing".to_owned();
    }
    let text = value.to_json();
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
