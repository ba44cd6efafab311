//! An event as patterns see it: a dot in a key is a step.

use std::borrow::Cow;

use crate::base::value::{Object, Value};

/// `event` with `{"a.b": 1}` as `{"a": {"b": 1}}`. Two values that come to one place so stand there as a list, of which
/// any may match.
pub(super) fn nested(event: &Value) -> Cow<'_, Value> {
    if has_dots(event) { Cow::Owned(without_dots(event)) } else { Cow::Borrowed(event) }
}

fn has_dots(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(key, value)| key.contains('.') || has_dots(value)),
        Value::Array(items) => items.as_slice().iter().any(has_dots),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn without_dots(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut nested = Object::new();
            for (key, value) in members.iter() {
                let mut steps = key.rsplit('.');
                let last = steps.next().unwrap_or_default();
                let value = without_dots(value);
                let (key, value) = steps.fold((last, value), |(below, value), step| {
                    let object = Object::from_iter([(below, value)]);
                    (step, object.into())
                });
                put(&mut nested, key, value);
            }
            nested.into()
        }
        Value::Array(items) => items.as_slice().iter().map(without_dots).collect::<Vec<_>>().into(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

fn put(object: &mut Object, key: &str, value: Value) {
    match (object.get_mut(key), value) {
        (None, value) => object.insert(key, value),
        (Some(Value::Object(known)), Value::Object(more)) => {
            more.iter().for_each(|(key, value)| put(known, key, value.clone()));
        }
        (Some(known), value) => *known = vec![std::mem::take(known), value].into(),
    }
}
