//! `Saver`: writes what is shared once.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::value::{Object, Value};

use super::Saved;

/// Text that is longer is written once, too.
const SHORT: usize = 64;

/// What is written while something is saved.
#[derive(Debug, Default)]
pub struct Saver {
    /// Containers and long texts of payloads: each names those it holds by their place here.
    values: Vec<Value>,
    /// The places, by address in memory.
    places: HashMap<usize, usize>,
    /// What was written, so that no address is used again in the meantime.
    kept: Vec<Value>,
    /// Whatever else is shared, by place.
    shared: Vec<Value>,
    shared_places: HashMap<usize, usize>,
}

/// The name of what is at a place: a list of one number. Lists never are written where they are used.
fn name(place: usize) -> Value {
    Value::from(vec![Value::from(place)])
}

fn address(value: &Value) -> Option<usize> {
    match value {
        Value::String(text) if text.len() > SHORT => Some(text.as_ptr().addr()),
        Value::Array(items) if !items.is_empty() => Some(items.address()),
        Value::Object(members) if !members.is_empty() => Some(members.address()),
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => None,
    }
}

impl Saver {
    /// The form of a payload's value. Works without recursion: values may nest as deep as memory allows.
    pub fn value(&mut self, value: &Value) -> Value {
        let mut open = vec![value.clone()];
        while let Some(top) = open.last().cloned() {
            let Some(address) = address(&top).filter(|at| !self.places.contains_key(at)) else {
                open.pop();
                continue;
            };
            let before = open.len();
            match &top {
                Value::Array(items) => open.extend(items.iter().filter(|item| self.is_new(item)).cloned()),
                Value::Object(members) => {
                    open.extend(members.values().filter(|member| self.is_new(member)).cloned());
                }
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
            }
            if open.len() == before {
                open.pop();
                let flat = self.flat(&top);
                self.places.insert(address, self.values.len());
                self.values.push(flat);
                self.kept.push(top);
            }
        }
        self.named(value)
    }

    fn is_new(&self, value: &Value) -> bool {
        address(value).is_some_and(|at| !self.places.contains_key(&at))
    }

    /// A value that needs no name, or the name of one that was written.
    fn named(&self, value: &Value) -> Value {
        match address(value).and_then(|at| self.places.get(&at)) {
            Some(place) => name(*place),
            None => value.clone(),
        }
    }

    fn flat(&self, value: &Value) -> Value {
        match value {
            Value::Array(items) => items.iter().map(|item| self.named(item)).collect::<Vec<_>>().into(),
            Value::Object(members) => {
                let named = members.iter().map(|(key, member)| (Arc::clone(key), self.named(member)));
                Object::from_iter(named).into()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
        }
    }

    /// The form of something shared that is no payload.
    pub fn shared<T: Saved>(&mut self, shared: &Arc<T>) -> Value {
        let address = Arc::as_ptr(shared).addr();
        if let Some(place) = self.shared_places.get(&address) {
            return Value::from(*place);
        }
        let form = shared.as_ref().save(self);
        let place = self.shared.len();
        self.shared.push(form);
        self.shared_places.insert(address, place);
        Value::from(place)
    }

    /// What was written beside: payloads, and whatever else is shared.
    pub fn into_lists(self) -> (Value, Value) {
        (self.values.into(), self.shared.into())
    }
}
