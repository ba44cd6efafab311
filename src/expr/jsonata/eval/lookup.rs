//! Fields, wildcards and descendants.

use std::sync::Arc;

use crate::base::value::Value;

use crate::expr::jsonata::error::Res;
use crate::expr::jsonata::item::{Builder, Flags, Item};
use crate::expr::jsonata::run::Run;

/// The member `key`, of a list the sequence of its items' members.
pub(in crate::expr::jsonata) fn name(input: &Item, key: &str) -> Item {
    match input {
        Item::Json(value) => member(value, key),
        Item::Record(record) => record.get(key).cloned().unwrap_or_default(),
        other => match other.as_list() {
            Some(list) => {
                let mut found = Builder::default();
                for item in list.iter() {
                    found.extend_defined(name(&item, key));
                }
                found.finish(Flags::SEQUENCE)
            }
            None => Item::Undefined,
        },
    }
}

/// The same for plain JSON.
fn member(value: &Value, key: &str) -> Item {
    match value {
        Value::Object(members) => members.get(key).cloned().into(),
        Value::Array(items) => {
            let mut found = Builder::default();
            for item in items.iter() {
                found.extend_defined(member(item, key));
            }
            found.finish(Flags::SEQUENCE)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Item::Undefined,
    }
}

/// `*`: all values of an object, arrays flattened.
pub(super) fn wildcard(input: &Item) -> Item {
    let mut found = Builder::default();
    let unwrapped = super::context(input);
    match &unwrapped {
        Item::Json(Value::Object(members)) => members.values().for_each(|value| flatten(value, &mut found)),
        Item::Record(record) => {
            record.members.iter().for_each(|(_, item)| flatten_item(item.clone(), &mut found));
        }
        other => {
            if let Some(list) = other.as_list() {
                list.iter().for_each(|item| flatten_item(item, &mut found));
            }
        }
    }
    found.finish(Flags::SEQUENCE)
}

fn flatten(value: &Value, found: &mut Builder) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| flatten(item, found)),
        other => found.push_value(other.clone()),
    }
}

fn flatten_item(item: Item, found: &mut Builder) {
    match item.as_list() {
        Some(list) => list.iter().for_each(|item| flatten_item(item, found)),
        None => found.push(item),
    }
}

impl Run<'_> {
    /// `**`: everything below, itself included, arrays flattened.
    pub(super) fn descendants(&self, input: &Item) -> Res<Item> {
        let mut found = Builder::default();
        match input {
            Item::Json(value) => descend(value, &mut found),
            other => descend_item(other, &mut found),
        }
        self.budget.steps(found.len())?;
        Ok(if found.len() == 1 { found.sequence() } else { self.list(found, Flags::SEQUENCE)? })
    }
}

fn descend(value: &Value, found: &mut Builder) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| descend(item, found)),
        Value::Object(members) => {
            found.push_value(value.clone());
            members.values().for_each(|value| descend(value, found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => found.push_value(value.clone()),
    }
}

fn descend_item(item: &Item, found: &mut Builder) {
    match (item, item.as_list()) {
        (_, Some(list)) => list.iter().for_each(|item| descend_item(&item, found)),
        (Item::Json(value), None) => descend(value, found),
        (Item::Record(record), None) => {
            found.push(item.clone());
            record.members.iter().for_each(|(_, item)| descend_item(item, found));
        }
        (Item::Undefined, None) => {}
        (other, None) => found.push(other.clone()),
    }
}

/// The keys of an object of either kind.
pub(in crate::expr::jsonata) fn keys(item: &Item) -> Vec<Arc<str>> {
    match item {
        Item::Json(Value::Object(members)) => members.keys().cloned().collect(),
        Item::Record(record) => record.members.iter().map(|(key, _)| Arc::clone(key)).collect(),
        _ => Vec::new(),
    }
}
