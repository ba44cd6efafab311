//! How what a run was differs from its snapshot, part by part.

use similar::{ChangeTag, TextDiff};

use crate::base::value::{Object, Value};
use crate::report::runs::diff::{MadeBy, diff};
use crate::report::tests::{Diff, Mark, PartDiff};

use super::file::{Snapshot, yaml};

/// How many equal lines are shown around a difference of longer texts.
const CONTEXT: usize = 3;
/// Texts up to so many lines are shown whole.
const SHORT: usize = 24;

/// Every part of `old` and `new`, in the order of the file, and how it differs.
#[must_use]
pub fn parts(old: Option<&Snapshot>, new: &Snapshot) -> Vec<PartDiff> {
    compared(old, new, |old, new| match (old, new) {
        (None, None) => Diff::Same,
        (Some(old), None) => Diff::Lines(all(old, Mark::Missing)),
        (None, Some(new)) => Diff::Lines(all(new, Mark::Extra)),
        (Some(old), Some(new)) => of_values(old, new),
    })
}

/// The same without saying how a part differs.
#[must_use]
pub fn parts_that_differ(old: Option<&Snapshot>, new: &Snapshot) -> Vec<PartDiff> {
    compared(old, new, |_, _| Diff::Lines(Vec::new()))
}

/// Every part of `old` and `new`, with the difference that `differ` finds if they are not the same.
fn compared(
    old: Option<&Snapshot>,
    new: &Snapshot,
    differ: impl Fn(Option<&Value>, Option<&Value>) -> Diff,
) -> Vec<PartDiff> {
    let none = Object::new();
    let before = old.map_or(&none, |old| &old.parts);
    let mut names: Vec<&str> = before.keys().chain(new.parts.keys()).map(|key| &**key).collect();
    names.sort_unstable();
    names.dedup();
    let part = |name: &str| match (before.get(name), new.parts.get(name)) {
        (Some(old), Some(new)) if old == new => Diff::Same,
        (old, new) => differ(old, new),
    };
    names.into_iter().map(|name| PartDiff { name: name.to_owned(), diff: part(name) }).collect()
}

/// Every line of both files, with what became of it.
#[must_use]
pub fn whole(old: Option<&Snapshot>, new: &Snapshot) -> Vec<(Mark, String)> {
    let old = old.map_or_else(String::new, Snapshot::text);
    let new = new.text();
    let diff = TextDiff::from_lines(&old, &new);
    diff.iter_all_changes().map(|change| (mark(change.tag()), line(change.value()))).collect()
}

/// The lines of a value, all with the same mark.
fn all(value: &Value, mark: Mark) -> Vec<(Mark, String)> {
    text(value).lines().map(|line| (mark, line.to_owned())).collect()
}

/// Lists of states and texts line by line, everything else by the values that changed.
fn of_values(old: &Value, new: &Value) -> Diff {
    match (old, new) {
        (Value::Array(_), Value::Array(_)) if is_list(old) && is_list(new) => Diff::Lines(lines(old, new)),
        (Value::String(_), Value::String(_)) => Diff::Lines(lines(old, new)),
        (
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_),
            _,
        ) => Diff::Values(diff(old, new, MadeBy::Edited), unchanged(old, new)),
    }
}

/// Whether all elements are texts.
fn is_list(value: &Value) -> bool {
    value.as_array().is_some_and(|items| items.iter().all(|item| item.as_str().is_some()))
}

/// A text as it is, a list of texts line by line, all else as YAML.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.to_string(),
        Value::Array(items) if is_list(value) => {
            items.iter().filter_map(Value::as_str).map(|item| format!("{item}\n")).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => yaml(value),
    }
}

fn lines(old: &Value, new: &Value) -> Vec<(Mark, String)> {
    let (old, new) = (text(old), text(new));
    let diff = TextDiff::from_lines(&old, &new);
    let is_short = old.lines().count().max(new.lines().count()) <= SHORT;
    if is_short {
        return diff.iter_all_changes().map(|change| (mark(change.tag()), line(change.value()))).collect();
    }
    let mut found = Vec::new();
    for (at, group) in diff.grouped_ops(CONTEXT).into_iter().enumerate() {
        if at > 0 {
            found.push((Mark::Same, "...".to_owned()));
        }
        let changes = group.iter().flat_map(|op| diff.iter_changes(op));
        found.extend(changes.map(|change| (mark(change.tag()), line(change.value()))));
    }
    found
}

fn line(text: &str) -> String {
    text.trim_end_matches(['\n', '\r']).to_owned()
}

const fn mark(tag: ChangeTag) -> Mark {
    match tag {
        ChangeTag::Equal => Mark::Same,
        ChangeTag::Delete => Mark::Missing,
        ChangeTag::Insert => Mark::Extra,
    }
}

/// How many values, those of objects and lists within, are the same in both.
fn unchanged(old: &Value, new: &Value) -> usize {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            old.iter().filter_map(|(key, old)| Some(unchanged(old, new.get(key)?))).sum()
        }
        (Value::Array(old), Value::Array(new)) => {
            old.iter().zip(new.iter()).map(|(old, new)| unchanged(old, new)).sum()
        }
        (
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_),
            _,
        ) => usize::from(old == new),
    }
}
