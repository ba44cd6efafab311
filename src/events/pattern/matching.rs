//! Whether a pattern takes an event, and which of its fields do not.
//!
//! Of an array, any one element may match, nested arrays included; but all fields below it have to match in the same
//! element. That a field is absent is asked of the whole event, not of the element (both as aws/event-ruler has it).

use super::event::nested;
use super::leaf::Alternative;
use super::tree::Tree;
use super::{Field, Pattern};
use crate::base::pointer::Pointer;
use crate::base::value::Value;

/// A field of a pattern that does not match an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Mismatch {
    /// Its path in the event, joined by dots: `detail.state`.
    pub path: String,
    /// The list of the pattern, as JSON.
    pub wanted: String,
    /// Where that list is in the pattern.
    pub at: Pointer,
    /// What the event has there.
    pub found: Found,
}

/// What an event has at a path.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// Nothing, or an empty list.
    Nothing,
    /// These scalars, the first few.
    Scalars(Vec<Value>),
    /// An object, which no alternative takes.
    Object,
    /// A value that matches, but in another element of the list at this path than the other fields.
    Elsewhere(String),
}

/// How many of the values at a path are shown.
const SHOWN: usize = 3;

struct Matcher<'p> {
    fields: &'p [Field],
    /// Whether the event has no scalar at the path of a field, by its number.
    absent: Vec<bool>,
}

pub(super) fn matches(pattern: &Pattern, event: &Value) -> bool {
    let event = nested(event);
    let matcher = Matcher::new(pattern, &event);
    pattern.branches.iter().any(|branch| matcher.takes(branch, &event))
}

pub(super) fn mismatches(pattern: &Pattern, event: &Value) -> Vec<Mismatch> {
    let event = nested(event);
    let matcher = Matcher::new(pattern, &event);
    if pattern.branches.iter().any(|branch| matcher.takes(branch, &event)) {
        return Vec::new();
    }
    let lists = pattern.branches.iter().map(|branch| matcher.failing(branch, &event));
    lists.min_by_key(Vec::len).unwrap_or_default()
}

impl<'p> Matcher<'p> {
    fn new(pattern: &'p Pattern, event: &Value) -> Self {
        let is_absent = |field: &Field| {
            let asks = field.alternatives.iter().any(|one| matches!(one, Alternative::Absent));
            asks && scalars(event, &field.path).is_empty()
        };
        Self { fields: &pattern.fields, absent: pattern.fields.iter().map(is_absent).collect() }
    }

    /// Whether all fields of `tree` match in `value`.
    fn takes(&self, tree: &Tree, value: &Value) -> bool {
        match value {
            Value::Array(items) => {
                self.takes_nothing(tree) || items.as_slice().iter().any(|item| self.takes(tree, item))
            }
            Value::Object(members) => {
                let below = |(step, tree): (&String, &Tree)| match members.get(step) {
                    Some(value) => self.takes(tree, value),
                    None => self.takes_nothing(tree),
                };
                tree.field.is_none_or(|field| self.absent[field]) && tree.below.iter().all(below)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                tree.field.is_none_or(|field| self.takes_scalar(field, value))
                    && tree.below.values().all(|tree| self.takes_nothing(tree))
            }
        }
    }

    fn takes_scalar(&self, field: usize, value: &Value) -> bool {
        self.absent[field] || self.fields[field].alternatives.iter().any(|one| one.takes(value))
    }

    /// Whether all fields of `tree` want nothing to be there.
    fn takes_nothing(&self, tree: &Tree) -> bool {
        tree.field.is_none_or(|field| self.absent[field])
            && tree.below.values().all(|tree| self.takes_nothing(tree))
    }

    /// The fields of `branch` that do not match; of a branch that does not match, at least one.
    fn failing(&self, branch: &Tree, event: &Value) -> Vec<Mismatch> {
        let numbers = branch.fields();
        let fails = |number: &usize| {
            let field = &self.fields[*number];
            let found = scalars(event, &field.path);
            let takes = self.absent[*number] || found.iter().any(|value| self.takes_scalar(*number, value));
            (!takes).then(|| mismatch(field, what(event, field, &found)))
        };
        let failing: Vec<Mismatch> = numbers.iter().filter_map(fails).collect();
        if !failing.is_empty() {
            return failing;
        }
        // Each matches for itself: in different elements of a list.
        let (list, tree) = self.apart("", branch, event);
        let apart = tree.fields();
        apart.iter().map(|number| mismatch(&self.fields[*number], Found::Elsewhere(list.clone()))).collect()
    }

    /// The list whose elements do not match `tree` one by one, though all of them together do: its path, and the
    /// fields below it.
    fn apart<'t>(&self, path: &str, tree: &'t Tree, value: &Value) -> (String, &'t Tree) {
        let Value::Object(members) = value else { return (path.to_owned(), tree) };
        let failing = tree.below.iter().find_map(|(step, tree)| {
            let value = members.get(step)?;
            (!self.takes(tree, value)).then_some((step, tree, value))
        });
        match failing {
            Some((step, tree, value)) => {
                let dot = if path.is_empty() { "" } else { "." };
                self.apart(&format!("{path}{dot}{step}"), tree, value)
            }
            None => (path.to_owned(), tree),
        }
    }
}

fn mismatch(field: &Field, found: Found) -> Mismatch {
    Mismatch { path: field.path.to_string(), wanted: field.written.clone(), at: field.at.clone(), found }
}

fn what(event: &Value, field: &Field, scalars: &[&Value]) -> Found {
    if !scalars.is_empty() {
        return Found::Scalars(scalars.iter().take(SHOWN).map(|value| (*value).clone()).collect());
    }
    let at = field.path.split('.').try_fold(event, |value, step| value.get(step));
    if matches!(at, Some(Value::Object(_))) { Found::Object } else { Found::Nothing }
}

/// All scalars at `path`, in any element of the lists on the way.
fn scalars<'v>(event: &'v Value, path: &str) -> Vec<&'v Value> {
    let mut values = vec![event];
    for step in path.split('.').map(Some).chain([None]) {
        values = values.into_iter().flat_map(elements).collect();
        if let Some(step) = step {
            values = values.into_iter().filter_map(|value| value.get(step)).collect();
        }
    }
    values.retain(|value| value.as_object().is_none());
    values
}

/// `value`, or what is in it and in the lists in it, if it is a list.
fn elements(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.as_slice().iter().flat_map(elements).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => vec![value],
    }
}
