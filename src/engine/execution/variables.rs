//! The variables of a scope, and the item a strand works on.

use std::sync::Arc;

use crate::base::value::{Object, Value, key};
use crate::engine::saving::saved;

/// The variables of one scope and, behind them, those of the scopes around it.
#[derive(Clone, Debug, Default)]
pub struct Variables {
    own: Object,
    /// The length of the JSON text of all values in `own`.
    pub size: usize,
    outer: Option<Arc<Variables>>,
}

impl Variables {
    /// The scope of the machine itself.
    pub fn outermost(own: Object) -> Self {
        Self { size: own.values().map(Value::json_size).sum(), own, outer: None }
    }

    /// An empty scope inside `outer`.
    pub fn inside(outer: &Arc<Self>) -> Arc<Self> {
        Arc::new(Self { own: Object::new(), size: 0, outer: Some(Arc::clone(outer)) })
    }

    /// The value that was assigned to `name` in this very scope.
    pub fn own(&self, name: &str) -> Option<&Value> {
        self.own.get(name)
    }

    pub fn assign(&mut self, assigned: &Object) {
        for (name, value) in assigned {
            self.size += value.json_size();
            self.size -= self.own.get(name).map_or(0, Value::json_size);
            self.own.insert(Arc::clone(name), value.clone());
        }
    }

    /// The value of `name` in this scope or one around it.
    pub fn find(&self, name: &str) -> Option<&Value> {
        let mut scope = self;
        loop {
            if let Some(value) = scope.own.get(name) {
                return Some(value);
            }
            scope = scope.outer.as_deref()?;
        }
    }

    /// All that are visible, outer ones first.
    pub fn visible(&self) -> Object {
        let mut all = self.outer.as_ref().map_or_else(Object::new, |outer| outer.visible());
        for (name, value) in &self.own {
            all.insert(Arc::clone(name), value.clone());
        }
        all
    }
}

/// The item an iteration or a child execution works on.
#[derive(Clone, Debug, Default)]
pub struct Item {
    pub index: usize,
    pub value: Value,
    /// The key of an object's member.
    pub key: Option<Arc<str>>,
    /// Where a distributed Map has it from.
    pub source: Option<Arc<str>>,
}

impl Item {
    /// `$$.Map.Item`
    pub fn context(&self) -> Value {
        let mut item = Object::from_iter([
            (key!("Index"), Value::from(self.index)),
            (key!("Value"), self.value.clone()),
        ]);
        for (name, text) in [(key!("Key"), &self.key), (key!("Source"), &self.source)] {
            if let Some(text) = text {
                item.insert(name, Value::from(Arc::clone(text)));
            }
        }
        Value::from(item)
    }
}

saved!(struct Variables { own, size, outer });
saved!(struct Item { index, value, key, source });
