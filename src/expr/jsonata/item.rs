//! `Item`: what expressions evaluate to while they run.
//!
//! Most items are plain JSON. Lists know whether they are sequences (which a path may flatten, and of
//! which a single result is the result itself). Lists that hold functions, or lists with flags of their
//! own, are kept apart, so that ordinary data stays a shared [`Value`] throughout.

use std::rc::Rc;
use std::sync::Arc;

use crate::base::value::{Array, Object, Value};

pub(super) use super::build::{Builder, Members};
use super::function::Function;
use super::number::to_js;
use super::tuple::Tuple;

/// A value at run time.
#[derive(Clone, Debug, Default)]
pub(super) enum Item {
    #[default]
    Undefined,
    Json(Value),
    /// An infinity or NaN: an error only where the number is used.
    NonFinite(f64),
    /// A JSON array with flags.
    List(Array, Flags),
    /// A list of which some items are no plain JSON.
    Mixed(Rc<Mixed>),
    /// `[from..to]` before anybody looks at its items.
    Range(Range),
    /// An object of which some members are no plain JSON.
    Record(Rc<Record>),
    Function(Rc<Function>),
    /// Results with the variables bound on their way; never leaves paths.
    Tuples(Rc<Vec<Tuple>>),
    /// A call that the loop applying the current function is to make.
    Tail(Box<Tail>),
}

/// What is known of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flags {
    /// The result of a query: flattened into other results, and of a single item that item.
    pub sequence: bool,
    /// A single result stays in its list.
    pub keep: bool,
    /// Built by `[...]` within a path: not flattened.
    pub cons: bool,
    /// The list around an input that is an array itself.
    pub outer: bool,
}

impl Flags {
    /// The flags of a sequence.
    pub const SEQUENCE: Self = Self { sequence: true, keep: false, cons: false, outer: false };
    /// The flags of a plain array.
    pub const PLAIN: Self = Self { sequence: false, keep: false, cons: false, outer: false };
}

/// A list with items of any kind.
#[derive(Clone, Debug)]
pub(super) struct Mixed {
    pub items: Vec<Item>,
    pub flags: Flags,
    pub depth: usize,
    pub count: usize,
}

/// Whole numbers from `first`, as many as `len`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    pub first: i64,
    pub len: u32,
    pub sequence: bool,
}

/// An object with members of any kind.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub members: Vec<(Arc<str>, Item)>,
    pub depth: usize,
    pub count: usize,
}

impl Record {
    /// The member `key`.
    pub fn get(&self, key: &str) -> Option<&Item> {
        self.members.iter().find(|(known, _)| **known == *key).map(|(_, item)| item)
    }
}

/// A function and the arguments it is still to be applied to.
#[derive(Clone, Debug)]
pub(super) struct Tail {
    pub function: Item,
    pub passed: super::eval::call::Passed,
    pub site: super::eval::call::CallSite,
}

impl Item {
    /// `true` unless undefined.
    pub const fn is_defined(&self) -> bool {
        !matches!(self, Self::Undefined)
    }

    /// The function, if it is one.
    pub const fn as_function(&self) -> Option<&Rc<Function>> {
        if let Self::Function(function) = self { Some(function) } else { None }
    }

    /// The JSON value, if it is one without flags.
    pub const fn as_json(&self) -> Option<&Value> {
        if let Self::Json(value) = self { Some(value) } else { None }
    }

    /// The text, if it is a string.
    pub fn as_str(&self) -> Option<&str> {
        self.as_json().and_then(Value::as_str)
    }

    /// The items, if this is a list of any kind.
    pub fn as_list(&self) -> Option<List<'_>> {
        match self {
            Self::Json(Value::Array(items)) => Some(List::Json(items, Flags::PLAIN)),
            Self::List(items, flags) => Some(List::Json(items, *flags)),
            Self::Mixed(mixed) => Some(List::Mixed(&mixed.items, mixed.flags)),
            Self::Range(range) => Some(List::Range(*range)),
            Self::Undefined
            | Self::Json(_)
            | Self::NonFinite(_)
            | Self::Record(_)
            | Self::Function(_)
            | Self::Tuples(_)
            | Self::Tail(_) => None,
        }
    }

    /// The flags; none for what is no list.
    pub fn flags(&self) -> Flags {
        self.as_list().map_or(Flags::PLAIN, List::flags)
    }

    /// The same list with other flags.
    pub fn with_flags(self, flags: Flags) -> Self {
        match self {
            Self::Json(Value::Array(items)) if flags != Flags::PLAIN => Self::List(items, flags),
            Self::List(items, _) if flags == Flags::PLAIN => Self::Json(Value::Array(items)),
            Self::List(items, _) => Self::List(items, flags),
            Self::Mixed(mixed) => Self::Mixed(Rc::new(Mixed { flags, ..Mixed::clone(&mixed) })),
            Self::Range(range) if !(flags.keep || flags.cons || flags.outer) => {
                Self::Range(Range { sequence: flags.sequence, ..range })
            }
            Self::Range(range) => Self::List(range.to_array(), flags),
            Self::Undefined
            | Self::Json(_)
            | Self::NonFinite(_)
            | Self::Record(_)
            | Self::Function(_)
            | Self::Tuples(_)
            | Self::Tail(_) => self,
        }
    }

    /// The value without flags; `None` if it is undefined or holds something that is no JSON.
    pub fn to_value(&self) -> Option<Value> {
        match self {
            Self::Json(value) => Some(value.clone()),
            Self::List(items, flags) if flags.outer => items.first().cloned(),
            Self::List(items, _) => Some(Value::Array(items.clone())),
            Self::Range(range) => Some(Value::Array(range.to_array())),
            Self::Mixed(mixed) => {
                // Nothing among items is null, as it is in the reference's JSON.
                let value = |item: &Self| if item.is_defined() { item.to_value() } else { Some(Value::Null) };
                mixed.items.iter().map(value).collect::<Option<Vec<_>>>().map(Value::from)
            }
            Self::Record(record) => {
                let member = |(key, item): &(Arc<str>, Self)| Some((Arc::clone(key), item.to_value()?));
                let members = record.members.iter().map(member).collect::<Option<Vec<_>>>()?;
                Some(Value::Object(Object::from_unique(members)))
            }
            Self::Undefined | Self::NonFinite(_) | Self::Function(_) | Self::Tuples(_) | Self::Tail(_) => {
                None
            }
        }
    }

    /// Whether an infinity or NaN is in it.
    pub fn has_non_finite(&self) -> bool {
        match self {
            Self::NonFinite(_) => true,
            Self::Mixed(mixed) => mixed.items.iter().any(Self::has_non_finite),
            Self::Record(record) => record.members.iter().any(|(_, item)| item.has_non_finite()),
            Self::Undefined
            | Self::Json(_)
            | Self::List(..)
            | Self::Range(_)
            | Self::Function(_)
            | Self::Tuples(_)
            | Self::Tail(_) => false,
        }
    }

    /// The item with its infinities and NaN as the texts that Step Functions puts into an output; that of NaN
    /// is not recorded, but is made in the same way.
    pub fn with_non_finite_as_text(self) -> Self {
        match self {
            Self::NonFinite(f) => Self::from(to_js(f)),
            Self::Mixed(mixed) => {
                let items = mixed.items.iter().cloned().map(Self::with_non_finite_as_text).collect();
                let Mixed { flags, depth, count, .. } = *mixed;
                Self::Mixed(Rc::new(Mixed { items, flags, depth, count }))
            }
            Self::Record(record) => {
                let member = |(key, item): &(Arc<str>, Self)| {
                    (Arc::clone(key), item.clone().with_non_finite_as_text())
                };
                let members = record.members.iter().map(member).collect();
                Self::Record(Rc::new(Record { members, depth: record.depth, count: record.count }))
            }
            other @ (Self::Undefined
            | Self::Json(_)
            | Self::List(..)
            | Self::Range(_)
            | Self::Function(_)
            | Self::Tuples(_)
            | Self::Tail(_)) => other,
        }
    }

    /// How deep lists and objects nest in it.
    pub fn depth(&self) -> usize {
        match self {
            Self::Json(value) => value.depth(),
            Self::List(items, _) => items.depth(),
            Self::Mixed(mixed) => mixed.depth,
            Self::Record(record) => record.depth,
            Self::Range(_) => 1,
            Self::Undefined | Self::NonFinite(_) | Self::Function(_) | Self::Tuples(_) | Self::Tail(_) => 0,
        }
    }

    /// How many items whoever goes through all of it meets: those that are shared count as often as they are met.
    pub fn count(&self) -> usize {
        match self {
            Self::Json(value) => value.count(),
            Self::List(items, _) => Value::Array(items.clone()).count(),
            Self::Mixed(mixed) => mixed.count,
            Self::Record(record) => record.count,
            Self::Range(range) => 1 + range.len as usize,
            Self::Undefined | Self::NonFinite(_) | Self::Function(_) | Self::Tuples(_) | Self::Tail(_) => 1,
        }
    }

    /// Whether it is a list or an object that holds more than plain JSON.
    const fn is_mixed(&self) -> bool {
        matches!(self, Self::Mixed(_) | Self::Record(_))
    }

    /// Whether it is built up of itself again and again: small in memory, but endless for whoever goes through it, and
    /// what is no plain JSON has to be copied as such.
    pub fn is_endless(&self) -> bool {
        self.is_mixed() && self.count() > MOST_MIXED
    }
}

/// The most items of a list or an object that holds more than plain JSON, in all its depth.
const MOST_MIXED: usize = 1 << 21;

impl From<Value> for Item {
    fn from(value: Value) -> Self {
        Self::Json(value)
    }
}

impl From<Option<Value>> for Item {
    fn from(value: Option<Value>) -> Self {
        value.map_or(Self::Undefined, Self::Json)
    }
}

impl From<bool> for Item {
    fn from(b: bool) -> Self {
        Self::Json(Value::Bool(b))
    }
}

impl From<usize> for Item {
    fn from(n: usize) -> Self {
        Self::Json(Value::from(n))
    }
}

impl From<&str> for Item {
    fn from(text: &str) -> Self {
        Self::Json(Value::from(text))
    }
}

impl From<String> for Item {
    fn from(text: String) -> Self {
        Self::Json(Value::from(text))
    }
}

impl Range {
    fn get(self, at: usize) -> Option<Value> {
        (at < self.len as usize).then(|| Value::from(self.first + i64::try_from(at).unwrap_or(0)))
    }

    /// The numbers.
    pub fn to_array(self) -> Array {
        (0..i64::from(self.len)).map(|at| Value::from(self.first + at)).collect()
    }
}

/// A list of any kind, borrowed.
#[derive(Clone, Copy)]
pub(super) enum List<'a> {
    Json(&'a Array, Flags),
    Mixed(&'a [Item], Flags),
    Range(Range),
}

impl<'a> List<'a> {
    pub fn len(self) -> usize {
        match self {
            Self::Json(items, _) => items.len(),
            Self::Mixed(items, _) => items.len(),
            Self::Range(range) => range.len as usize,
        }
    }

    pub fn flags(self) -> Flags {
        match self {
            Self::Json(_, flags) | Self::Mixed(_, flags) => flags,
            Self::Range(range) => Flags { sequence: range.sequence, ..Flags::PLAIN },
        }
    }

    /// The item at `at`, undefined beyond the end.
    pub fn get(self, at: usize) -> Item {
        match self {
            Self::Json(items, _) => items.get(at).cloned().into(),
            Self::Mixed(items, _) => items.get(at).cloned().unwrap_or_default(),
            Self::Range(range) => range.get(at).into(),
        }
    }

    /// All items.
    pub fn iter(self) -> impl Iterator<Item = Item> + 'a {
        (0..self.len()).map(move |at| self.get(at))
    }
}
