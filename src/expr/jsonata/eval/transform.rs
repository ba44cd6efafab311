//! `|pattern|update, delete|`: a copy of an object in which some objects are changed.
//!
//! The reference evaluates the pattern against a deep copy and changes what it finds in place. Here
//! values are shared, so the objects found must be found again in the tree: the copy is rebuilt with
//! unshared objects, and those are distinguished by their address in memory.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::value::{MAX_DEPTH, Object, Value};

use crate::expr::jsonata::ast::Transform;
use crate::expr::jsonata::budget::{LIST, OBJECT};
use crate::expr::jsonata::env::Env;
use crate::expr::jsonata::error::{Fault, Limit, Res};
use crate::expr::jsonata::item::Item;
use crate::expr::jsonata::run::Run;

/// Objects of the copy and what becomes of them.
#[derive(Default)]
struct Changes {
    list: Vec<Change>,
    /// Where in the list an object may be, by the address of its members (which empty objects share).
    places: HashMap<usize, Vec<usize>>,
}

struct Change {
    target: Object,
    changed: Object,
}

impl Changes {
    fn find(&self, target: &Object) -> Option<usize> {
        let places = self.places.get(&address(target))?;
        places.iter().copied().find(|at| self.list[*at].target.same(target))
    }

    fn changed(&self, target: &Object) -> Option<&Object> {
        self.find(target).map(|at| &self.list[at].changed)
    }

    fn set(&mut self, target: &Object, changed: Object) {
        match self.find(target) {
            Some(at) => self.list[at].changed = changed,
            None => {
                self.places.entry(address(target)).or_default().push(self.list.len());
                self.list.push(Change { target: target.clone(), changed });
            }
        }
    }
}

fn address(object: &Object) -> usize {
    object.iter().as_slice().as_ptr() as usize
}

impl Run<'_> {
    pub(super) fn transform(&self, transform: &Transform, object: Item, env: &Env) -> Res<Item> {
        if !object.is_defined() {
            return Ok(object);
        }
        let copy = match object.to_value().filter(|value| value.depth() > 0) {
            Some(value) => self.unshare(&value)?,
            None => return Err(Fault::new("T0410").param("index", 1_usize)),
        };
        let matches = self.eval(&transform.pattern, &Item::Json(copy.clone()), env)?;
        let mut changes = Changes::default();
        let single = [matches.clone()];
        let matches: Vec<Item> = match matches.as_list() {
            Some(list) => list.iter().collect(),
            None => single.into_iter().filter(Item::is_defined).collect(),
        };
        for found in matches {
            self.change(transform, &found, env, &mut changes)?;
        }
        if changes.list.is_empty() {
            return Ok(Item::Json(copy));
        }
        self.rebuilt(&copy, &changes, 0).map(Item::Json)
    }

    /// What the update and the delete clause make of one object that was found.
    fn change(&self, transform: &Transform, found: &Item, env: &Env, changes: &mut Changes) -> Res<()> {
        let object = found.as_json().and_then(Value::as_object);
        let current = object.map_or_else(
            || found.clone(),
            |target| Item::Json(Value::Object(changes.changed(target).unwrap_or(target).clone())),
        );
        let update = self.eval(&transform.update, &current, env)?;
        let mut members = current.as_json().and_then(Value::as_object).cloned();
        match update.as_json().and_then(Value::as_object) {
            Some(update) => {
                if let Some(members) = &mut members {
                    for (key, value) in update {
                        members.insert(Arc::clone(key), value.clone());
                    }
                }
            }
            None if update.is_defined() => return Err(wrong("T2011", &update).at(transform.update.place)),
            None => {}
        }
        if let Some(delete) = &transform.delete {
            let current = members.clone().map_or(current, |members| Item::Json(Value::Object(members)));
            let keys = self.eval(delete, &current, env)?;
            for key in deletions(&keys).ok_or_else(|| wrong("T2012", &keys).at(delete.place))? {
                if let Some(members) = &mut members {
                    members.remove(&key);
                }
            }
        }
        if let (Some(changed), Some(target)) = (members, object) {
            changes.set(target, changed);
        }
        Ok(())
    }

    /// A copy in which no two objects are the same in memory.
    fn unshare(&self, value: &Value) -> Res<Value> {
        self.budget.steps(1)?;
        Ok(match value {
            Value::Array(items) => {
                self.budget.memory(LIST + items.len() * size_of::<Value>())?;
                let items: Res<Vec<Value>> = items.iter().map(|item| self.unshare(item)).collect();
                Value::from(items?)
            }
            Value::Object(members) => {
                self.budget.memory(OBJECT + members.len() * 2 * size_of::<Value>())?;
                let mut copy = Object::new();
                for (key, value) in members {
                    copy.insert(Arc::clone(key), self.unshare(value)?);
                }
                Value::Object(copy)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
        })
    }

    /// The tree with its changed objects. An update can put an object into itself, so depth is watched.
    fn rebuilt(&self, value: &Value, changes: &Changes, depth: usize) -> Res<Value> {
        self.budget.steps(1)?;
        if depth > MAX_DEPTH {
            return Err(Fault::limit(Limit::Stack));
        }
        Ok(match value {
            Value::Array(items) => {
                let items: Res<Vec<Value>> =
                    items.iter().map(|item| self.rebuilt(item, changes, depth + 1)).collect();
                Value::from(items?)
            }
            Value::Object(members) => {
                let mut copy = Object::new();
                for (key, value) in changes.changed(members).unwrap_or(members) {
                    copy.insert(Arc::clone(key), self.rebuilt(value, changes, depth + 1)?);
                }
                Value::Object(copy)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
        })
    }
}

fn wrong(code: &'static str, item: &Item) -> Box<Fault> {
    let error = Fault::new(code);
    match item.to_value() {
        Some(value) => error.value(value),
        None => error,
    }
}

/// The keys to remove; `None` if they are no strings.
fn deletions(keys: &Item) -> Option<Vec<Arc<str>>> {
    let text = |item: &Item| item.as_str().map(Arc::from);
    match keys.as_list() {
        Some(list) => list.iter().map(|item| text(&item)).collect(),
        None if keys.is_defined() => text(keys).map(|key| vec![key]),
        None => Some(Vec::new()),
    }
}
