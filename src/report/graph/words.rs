//! The few words beside a state or a way: what a Task calls, how long a Wait waits, what a rule asks, which errors
//! a catcher takes. From the definition as it is written, whatever is in it.

use crate::asl::resource::Resource;
use crate::base::amount::span;
use crate::base::value::{Object, Value};
use crate::report::ink::marks::Marks;
use crate::report::ink::shorten::named;
use crate::report::ink::style::Style;

use super::kind::NodeKind;

/// No label is longer, in characters: it would be no label.
const MOST: usize = 300;
/// Columns that the value of a comparison takes at most.
const OPERAND: usize = 40;

/// The type of a state and what it does: a Task shows only what it calls. `inside` machines are in it, and so many
/// states of them are not drawn.
pub(super) fn detail(state: &Value, kind: NodeKind, inside: usize, hidden: usize) -> String {
    let text = |key: &str| state.get(key).and_then(Value::as_str).unwrap_or_default();
    let line = match kind {
        NodeKind::Task => resource(text("Resource")),
        NodeKind::Pass | NodeKind::Choice | NodeKind::Succeed | NodeKind::Missing => text("Type").to_owned(),
        NodeKind::Wait => format!("Wait {}", wait(state)),
        NodeKind::Fail => format!("Fail {}", bare(text("Error"))),
        NodeKind::Parallel if inside == 1 => "Parallel 1 branch".to_owned(),
        NodeKind::Parallel => format!("Parallel {inside} branches"),
        NodeKind::Map => map(state).to_owned(),
        NodeKind::Other if text("Type").is_empty() => "no Type".to_owned(),
        NodeKind::Other => format!("unknown Type {}", text("Type")),
    };
    let line = if hidden > 0 { format!("{line}, {hidden} states inside") } else { line };
    cut(line.trim_end())
}

fn map(state: &Value) -> &'static str {
    let mode = |key: &str| state.get(key)?.get("ProcessorConfig")?.get("Mode")?.as_str();
    if mode("ItemProcessor") == Some("DISTRIBUTED") { "Map distributed" } else { "Map" }
}

/// What a Task calls, in short.
fn resource(written: &str) -> String {
    match Resource::parse(written) {
        Some(resource) => format!("{}{}", resource.short_name(), resource.pattern.suffix()),
        None if written.is_empty() => "Task".to_owned(),
        None => bare(written).to_owned(),
    }
}

fn wait(state: &Value) -> String {
    if let Some(seconds) = state.get("Seconds").and_then(Value::as_i64) {
        return span(seconds.saturating_mul(1_000));
    }
    let of = |key: &str| state.get(key).and_then(Value::as_str).map(bare);
    let until = of("Timestamp").or_else(|| of("TimestampPath")).map(|time| format!("until {time}"));
    until.or_else(|| of("Seconds").or_else(|| of("SecondsPath")).map(str::to_owned)).unwrap_or_default()
}

/// An expression without its braces.
fn bare(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix("{%").and_then(|text| text.strip_suffix("%}")).map_or(text, str::trim)
}

fn marks() -> &'static Marks {
    Marks::of(Style { colour: false, unicode: true, width: MOST })
}

/// The errors that a catcher takes, without the words that all of AWS's begin with.
pub(super) fn errors(catcher: &Value) -> String {
    let names = match catcher.get("ErrorEquals") {
        Some(Value::Array(names)) => names.as_slice(),
        Some(_) | None => &[],
    };
    let names: Vec<String> = names.iter().filter_map(Value::as_str).map(error).collect();
    cut(&names.join(", "))
}

fn error(name: &str) -> String {
    if let Some(status) = name.strip_prefix("States.Http.StatusCode.") {
        return format!("Http {status}");
    }
    let short = ["States.", "Lambda."].iter().find_map(|start| name.strip_prefix(start));
    short.unwrap_or(name).to_owned()
}

/// What a rule of a Choice asks: `$.stock > 0 and $.kind is string`.
pub(super) fn rule(rule: &Value) -> String {
    if let Some(condition) = rule.get("Condition") {
        let text = condition.as_str().map_or_else(|| condition.to_json(), |text| bare(text).to_owned());
        return cut(&text);
    }
    match rule {
        Value::Object(members) => cut(&test(members, 0)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => String::new(),
    }
}

/// What `members` ask, of which `deep` others are made.
fn test(members: &Object, deep: usize) -> String {
    if deep > 4 {
        return marks().elided.to_owned();
    }
    let inner = |value: &Value| match value {
        Value::Object(members) => test(members, deep + 1),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => String::new(),
    };
    for (key, word) in [("And", " and "), ("Or", " or ")] {
        if let Some(Value::Array(all)) = members.get(key) {
            let all: Vec<String> = all.iter().take(12).map(inner).collect();
            let text = all.join(word);
            return if deep > 0 { format!("({text})") } else { text };
        }
    }
    if let Some(not) = members.get("Not") {
        return format!("not ({})", inner(not));
    }
    let variable = members.get("Variable").and_then(Value::as_str).unwrap_or_default();
    let aside = ["Variable", "Next", "Comment", "Assign", "Output"];
    let operator = members.iter().find(|(key, _)| !aside.contains(&&**key));
    operator.map_or_else(|| variable.to_owned(), |(key, value)| compared(variable, key, value))
}

/// One comparison: `$.stock > 0`.
fn compared(variable: &str, operator: &str, operand: &Value) -> String {
    if let Some(quality) = operator.strip_prefix("Is") {
        let not = if matches!(operand, Value::Bool(false)) { "not " } else { "" };
        return format!("{variable} is {not}{}", quality.to_lowercase());
    }
    let path = operator.strip_suffix("Path");
    let operand = match (path, operand.as_str()) {
        (Some(_), Some(path)) => path.to_owned(),
        (_, _) => named(variable, operand, OPERAND, marks()),
    };
    format!("{variable} {} {operand}", sign(path.unwrap_or(operator)))
}

fn sign(operator: &str) -> &str {
    let order =
        ["String", "Numeric", "Timestamp", "Boolean"].iter().find_map(|kind| operator.strip_prefix(kind));
    match order {
        Some("Equals") => "=",
        Some("LessThan") => "<",
        Some("GreaterThan") => ">",
        Some("LessThanEquals") => "<=",
        Some("GreaterThanEquals") => ">=",
        Some("Matches") => "matches",
        Some(_) | None => operator,
    }
}

/// `text` on one line, and not too much of it.
fn cut(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}{}", &line[..end], marks().elided),
        None => line,
    }
}
