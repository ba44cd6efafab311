//! Fields, wildcards and descendants.

use std::sync::Arc;

use crate::base::value::Value;

use crate::expr::jsonata::budget::Budget;
use crate::expr::jsonata::error::Res;
use crate::expr::jsonata::item::{Builder, Flags, Item};
use crate::expr::jsonata::run::Run;

/// The member `key`, of a list the sequence of its items' members.
pub(in crate::expr::jsonata) fn name(input: &Item, key: &str, budget: &Budget<'_>) -> Res<Item> {
    if let Item::Json(value) = input {
        return member(value, key, budget);
    }
    if let Item::Record(record) = input {
        return Ok(record.get(key).cloned().unwrap_or_default());
    }
    let Some(list) = input.as_list() else {
        return Ok(Item::Undefined);
    };
    let mut found = Builder::default();
    for item in list.iter() {
        join(name(&item, key, budget)?, &mut found, budget)?;
    }
    Ok(found.finish(Flags::SEQUENCE))
}

/// The same for plain JSON.
fn member(value: &Value, key: &str, budget: &Budget<'_>) -> Res<Item> {
    match value {
        Value::Object(members) => Ok(members.get(key).cloned().into()),
        Value::Array(items) => {
            let mut found = Builder::default();
            for item in items.iter() {
                if let Value::Array(inner) = item {
                    // The same lists may be in each other again and again.
                    budget.steps(inner.len())?;
                }
                join(member(item, key, budget)?, &mut found, budget)?;
            }
            Ok(found.finish(Flags::SEQUENCE))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(Item::Undefined),
    }
}

/// Adds what there is to `found`.
fn join(item: Item, found: &mut Builder, budget: &Budget<'_>) -> Res<()> {
    if let Some(list) = item.as_list() {
        budget.memory(found.growth(list.len()))?;
    }
    found.extend_defined(item);
    Ok(())
}

impl Run<'_> {
    /// `*`: all values of an object, arrays flattened; a single one stays in an array if it came from one.
    pub(super) fn wildcard(&self, input: &Item) -> Res<Item> {
        let mut found = Builder::default();
        let mut arrays = false;
        let unwrapped = super::context(input);
        if let Item::Json(Value::Object(members)) = &unwrapped {
            arrays = members.values().any(|value| value.as_array().is_some());
            members.values().try_for_each(|value| self.flatten(value, &mut found))?;
        } else if let Item::Record(record) = &unwrapped {
            arrays = record.members.iter().any(|(_, item)| item.as_list().is_some());
            record.members.iter().try_for_each(|(_, item)| self.flatten_item(item.clone(), &mut found))?;
        } else if let Some(list) = unwrapped.as_list() {
            arrays = list.iter().any(|item| item.as_list().is_some());
            list.iter().try_for_each(|item| self.flatten_item(item, &mut found))?;
        }
        Ok(found.finish(if arrays { Flags::PLAIN } else { Flags::SEQUENCE }))
    }

    fn flatten(&self, value: &Value, found: &mut Builder) -> Res<()> {
        match value {
            Value::Array(items) => {
                self.budget.steps(items.len())?;
                items.iter().try_for_each(|item| self.flatten(item, found))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
                self.room_in(found, 1)?;
                found.push_value(value.clone());
                Ok(())
            }
        }
    }

    fn flatten_item(&self, item: Item, found: &mut Builder) -> Res<()> {
        if let Some(list) = item.as_list() {
            self.budget.steps(list.len())?;
            return list.iter().try_for_each(|item| self.flatten_item(item, found));
        }
        self.room_in(found, 1)?;
        found.push(item);
        Ok(())
    }

    /// `**`: everything below, itself included, arrays flattened.
    pub(super) fn descendants(&self, input: &Item) -> Res<Item> {
        let count = input.count();
        self.budget.steps(count)?;
        self.budget.memory(count.saturating_mul(size_of::<Value>()))?;
        let mut found = Builder::default();
        descend_item(input, &mut found);
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
    if let Some(list) = item.as_list() {
        list.iter().for_each(|item| descend_item(&item, found));
    } else if let Item::Json(value) = item {
        descend(value, found);
    } else if item.is_defined() {
        found.push(item.clone());
        if let Item::Record(record) = item {
            record.members.iter().for_each(|(_, item)| descend_item(item, found));
        }
    }
}

/// The keys of an object of either kind.
pub(in crate::expr::jsonata) fn keys(item: &Item) -> Vec<Arc<str>> {
    if let Item::Json(Value::Object(members)) = item {
        return members.keys().cloned().collect();
    }
    if let Item::Record(record) = item {
        return record.members.iter().map(|(key, _)| Arc::clone(key)).collect();
    }
    Vec::new()
}
