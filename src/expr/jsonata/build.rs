//! `Builder` and `Members`: lists and objects that are being collected, as plain JSON as long as that is all there is.

use std::rc::Rc;
use std::sync::Arc;

use crate::base::value::{Object, Value};

use super::item::{Flags, Item, List, Mixed, Record};

/// Collects items into a list, as plain JSON as long as that is all there is.
#[derive(Debug, Default)]
pub(super) struct Builder {
    json: Vec<Value>,
    /// Everything, once an item is no plain JSON.
    mixed: Option<Vec<Item>>,
}

impl Builder {
    pub fn with_capacity(capacity: usize) -> Self {
        Self { json: Vec::with_capacity(capacity), mixed: None }
    }

    pub fn len(&self) -> usize {
        self.mixed.as_ref().map_or(self.json.len(), Vec::len)
    }

    /// How many bytes the list is about to take to hold `more` items, beside those it takes already: none while it has
    /// room for them.
    pub fn growth(&self, more: usize) -> usize {
        let (capacity, one) = match &self.mixed {
            None => (self.json.capacity(), size_of::<Value>()),
            Some(mixed) => (mixed.capacity(), size_of::<Item>()),
        };
        let needed = self.len().saturating_add(more);
        if needed <= capacity { 0 } else { needed.max(2 * capacity).saturating_mul(one) }
    }

    /// Adds one item, a list as a list.
    pub fn push(&mut self, item: Item) {
        match item {
            Item::Json(value) => self.push_value(value),
            Item::List(items, flags) if flags.outer => self.json_or_nothing(items.first().cloned()),
            Item::List(items, flags) if !flags.cons => self.push_value(Value::Array(items)),
            Item::Range(range) => self.push_value(Value::Array(range.to_array())),
            Item::List(..)
            | Item::Undefined
            | Item::NonFinite(_)
            | Item::Mixed(_)
            | Item::Record(_)
            | Item::Function(_)
            | Item::Tuples(_)
            | Item::Tail(_) => self.mixed().push(item),
        }
    }

    /// Adds one JSON value.
    pub fn push_value(&mut self, value: Value) {
        match &mut self.mixed {
            None => self.json.push(value),
            Some(mixed) => mixed.push(Item::Json(value)),
        }
    }

    fn json_or_nothing(&mut self, value: Option<Value>) {
        if let Some(value) = value {
            self.push_value(value);
        }
    }

    fn mixed(&mut self) -> &mut Vec<Item> {
        let json = &mut self.json;
        self.mixed.get_or_insert_with(|| std::mem::take(json).into_iter().map(Item::Json).collect())
    }

    /// Adds the items of a list, or the item if it is none.
    pub fn extend(&mut self, item: Item) {
        match item.as_list() {
            None => self.push(item),
            Some(List::Json(items, _)) => match &mut self.mixed {
                None => self.json.extend(items.iter().cloned()),
                Some(mixed) => mixed.extend(items.iter().cloned().map(Item::Json)),
            },
            Some(list) => list.iter().for_each(|item| self.push(item)),
        }
    }

    /// Adds JSON values.
    pub fn extend_values(&mut self, values: &[Value]) {
        match &mut self.mixed {
            None => self.json.extend(values.iter().cloned()),
            Some(mixed) => mixed.extend(values.iter().cloned().map(Item::Json)),
        }
    }

    /// Takes the last item off.
    pub fn pop(&mut self) -> Item {
        match &mut self.mixed {
            None => self.json.pop().into(),
            Some(mixed) => mixed.pop().unwrap_or_default(),
        }
    }

    /// Adds what there is, if there is anything; lists are flattened.
    pub fn extend_defined(&mut self, item: Item) {
        if item.is_defined() {
            self.extend(item);
        }
    }

    /// The list.
    pub fn finish(self, flags: Flags) -> Item {
        match self.mixed {
            None if flags == Flags::PLAIN => Item::Json(Value::from(self.json)),
            None => Item::List(self.json.into(), flags),
            Some(items) => {
                let depth = 1 + items.iter().map(Item::depth).max().unwrap_or(0);
                let count = items.iter().map(Item::count).fold(1, usize::saturating_add);
                Item::Mixed(Rc::new(Mixed { items, flags, depth, count }))
            }
        }
    }

    /// The sequence; nothing if it is empty, of a single item that item.
    pub fn sequence(mut self) -> Item {
        match (self.len(), &mut self.mixed) {
            (0, _) => Item::Undefined,
            (1, None) => self.json.pop().into(),
            (1, Some(mixed)) => mixed.pop().unwrap_or_default(),
            _ => self.finish(Flags::SEQUENCE),
        }
    }
}

/// Collects members into an object, as plain JSON as long as that is all there is.
#[derive(Debug, Default)]
pub(super) struct Members {
    json: Vec<(Arc<str>, Value)>,
    mixed: Option<Vec<(Arc<str>, Item)>>,
}

impl Members {
    pub fn with_capacity(capacity: usize) -> Self {
        Self { json: Vec::with_capacity(capacity), mixed: None }
    }

    pub fn len(&self) -> usize {
        self.mixed.as_ref().map_or(self.json.len(), Vec::len)
    }

    /// Adds a member whose key is new; undefined ones are left out.
    pub fn add(&mut self, key: Arc<str>, item: Item) {
        let value = match item {
            Item::Undefined => return,
            Item::Json(value) => value,
            Item::List(items, _) => Value::Array(items),
            Item::Range(range) => Value::Array(range.to_array()),
            Item::NonFinite(_)
            | Item::Mixed(_)
            | Item::Record(_)
            | Item::Function(_)
            | Item::Tuples(_)
            | Item::Tail(_) => return self.mixed().push((key, item)),
        };
        match &mut self.mixed {
            None => self.json.push((key, value)),
            Some(mixed) => mixed.push((key, Item::Json(value))),
        }
    }

    fn mixed(&mut self) -> &mut Vec<(Arc<str>, Item)> {
        let json = &mut self.json;
        self.mixed.get_or_insert_with(|| {
            std::mem::take(json).into_iter().map(|(key, value)| (key, Item::Json(value))).collect()
        })
    }

    /// The object.
    pub fn finish(self) -> Item {
        match self.mixed {
            None => Item::Json(Value::Object(Object::from_unique(self.json))),
            Some(members) => {
                let depth = 1 + members.iter().map(|(_, item)| item.depth()).max().unwrap_or(0);
                let count = members.iter().map(|(_, item)| item.count()).fold(1, usize::saturating_add);
                Item::Record(Rc::new(Record { members, depth, count }))
            }
        }
    }
}
