//! Routes: where in a value something is, found, read and changed.

use std::sync::Arc;

use crate::base::value::{Object, Value};

/// The most values that are looked at to find one.
const MOST: usize = 20_000;

/// A step to a part of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A member.
    Key(Arc<str>),
    /// An element, from 0.
    Index(usize),
}

/// The way to a part of a value; none for the whole.
pub type Route = Vec<Part>;

/// The part of `value` at `route`, if it is there.
pub fn get<'v>(value: &'v Value, route: &[Part]) -> Option<&'v Value> {
    route.iter().try_fold(value, |value, part| match part {
        Part::Key(key) => value.get(key),
        Part::Index(index) => value.at(*index),
    })
}

/// `value` with `new` at `route`, or without what is there. Objects on the way are made; none if something else is in
/// the way.
pub fn with(value: &Value, route: &[Part], new: Option<&Value>) -> Option<Value> {
    let Some((part, rest)) = route.split_first() else { return new.cloned() };
    match (part, value) {
        (Part::Key(key), Value::Object(members)) => {
            let mut members = members.clone();
            match (members.get(key), rest.is_empty(), new) {
                (_, true, None) => _ = members.remove(key),
                (None, _, None) => {}
                (Some(inner), ..) => {
                    let inner = with(&inner.clone(), rest, new)?;
                    members.insert(Arc::clone(key), inner);
                }
                (None, _, Some(_)) => members.insert(Arc::clone(key), with(&empty(rest), rest, new)?),
            }
            Some(Value::from(members))
        }
        (Part::Key(_), Value::Null) => with(&Value::empty_object(), route, new),
        (Part::Index(index), Value::Array(items)) => {
            let mut items = items.as_slice().to_vec();
            match (items.get(*index), new) {
                (Some(inner), _) if !rest.is_empty() => items[*index] = with(&inner.clone(), rest, new)?,
                (Some(_), Some(new)) => items[*index] = new.clone(),
                (Some(_), None) => _ = items.remove(*index),
                (None, Some(_)) if *index == items.len() => items.push(with(&empty(rest), rest, new)?),
                (None, _) => return None,
            }
            Some(Value::from(items))
        }
        (
            Part::Key(_) | Part::Index(_),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_),
        ) => None,
    }
}

/// What a value begins as that `rest` leads into.
fn empty(rest: &[Part]) -> Value {
    match rest.first() {
        Some(Part::Index(_)) => Value::from(Vec::new()),
        Some(Part::Key(_)) | None => Value::from(Object::new()),
    }
}

/// The routes to the first few parts of `value` that equal `wanted` and are behind a step such as `last`.
pub fn find(value: &Value, wanted: &Value, last: Option<&Part>) -> Vec<Route> {
    const FEW: usize = 3;
    let mut found = Vec::new();
    let mut open: Vec<(Route, &Value)> = vec![(Vec::new(), value)];
    let mut looked_at = 0;
    while let Some((route, value)) = open.pop() {
        looked_at += 1;
        if looked_at > MOST || found.len() == FEW {
            break;
        }
        if value == wanted && (last.is_none() || route.last() == last) {
            found.push(route);
            continue;
        }
        let below = |part| {
            let mut route = route.clone();
            route.push(part);
            route
        };
        match value {
            Value::Object(members) => {
                let members = members.iter().rev();
                open.extend(members.map(|(key, value)| (below(Part::Key(Arc::clone(key))), value)));
            }
            Value::Array(items) => {
                let items = items.as_slice().iter().enumerate().rev();
                open.extend(items.map(|(at, value)| (below(Part::Index(at)), value)));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    found
}
