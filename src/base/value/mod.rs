//! `Value`: a JSON value that is immutable, shared and cheap to clone.
//!
//! Cloning never copies data, changing copies only the containers along the changed path (copy on
//! write), and every container remembers the length of its JSON text once it was asked for, so
//! that AWS's 256 KiB quota can be checked at each state without walking the payload again.
//! `NaN` and infinities cannot exist.

mod container;
mod number;
mod read;
mod write;

use std::sync::Arc;

use super::pointer;

pub(crate) use container::key;
pub use container::{Array, Object};
pub use number::Number;
pub use read::{MAX_DEPTH, ReadError};

/// A JSON value. Clones share their data.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A finite number; integers are exact.
    Number(Number),
    /// Text.
    String(Arc<str>),
    /// A list.
    Array(Array),
    /// Members in the order in which they were written.
    Object(Object),
}

impl Value {
    /// Reads one JSON text; the error carries line, column and a message.
    pub fn parse(text: &str) -> Result<Self, ReadError> {
        read::parse(text)
    }

    /// An empty object, `{}`.
    #[must_use]
    pub fn empty_object() -> Self {
        Self::Object(Object::new())
    }

    /// The word JSON has for this kind of value: `null`, `boolean`, `number`, `string`, `array`, `object`.
    #[must_use]
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::Array(_) => "array",
            Self::Object(_) => "object",
        }
    }

    /// The member `key`, if this is an object that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_object()?.get(key)
    }

    /// The element at `index`, if this is an array that long.
    #[must_use]
    pub fn at(&self, index: usize) -> Option<&Self> {
        self.as_array()?.get(index)
    }

    /// The value a JSON Pointer (RFC 6901) names, `""` being this value.
    #[must_use]
    pub fn pointer(&self, pointer: &str) -> Option<&Self> {
        if pointer.is_empty() {
            return Some(self);
        }
        pointer.starts_with('/').then_some(())?;
        pointer::tokens(pointer).try_fold(self, |value, token| match value {
            Self::Object(members) => members.get(&token),
            Self::Array(items) => items.get(token.parse::<usize>().ok()?),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => None,
        })
    }

    /// Whether this is `null`.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The boolean, if this is one.
    #[must_use]
    pub const fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(b) = self { Some(*b) } else { None }
    }

    /// The number, if this is one.
    #[must_use]
    pub const fn as_number(&self) -> Option<Number> {
        if let Self::Number(n) = self { Some(*n) } else { None }
    }

    /// The number as a signed integer, if it is one (`1.0` counts).
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number()?.as_i64()
    }

    /// The number as a double, if this is a number.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        Some(self.as_number()?.as_f64())
    }

    /// The text, if this is a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(s) = self { Some(s) } else { None }
    }

    /// The array, if this is one.
    #[must_use]
    pub const fn as_array(&self) -> Option<&Array> {
        if let Self::Array(a) = self { Some(a) } else { None }
    }

    /// The object, if this is one.
    #[must_use]
    pub const fn as_object(&self) -> Option<&Object> {
        if let Self::Object(o) = self { Some(o) } else { None }
    }

    /// The compact JSON text.
    #[must_use]
    pub fn to_json(&self) -> String {
        write::compact(self)
    }

    /// The JSON text indented by two blanks.
    #[must_use]
    pub fn to_json_pretty(&self) -> String {
        write::pretty(self)
    }

    /// How deep arrays and objects nest: 0 for a scalar, 1 for `[]`. Containers remember it.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.shape().0
    }

    /// How many values whoever goes through all of it meets, itself included: what is shared in memory counts as often
    /// as it is met. Containers remember it.
    #[must_use]
    pub fn count(&self) -> usize {
        self.shape().1
    }

    fn shape(&self) -> (usize, usize) {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => (0, 1),
            Self::Array(a) => a.shape(),
            Self::Object(o) => o.shape(),
        }
    }

    /// The length in bytes of [`Self::to_json`], without printing; containers remember it.
    #[must_use]
    pub fn json_size(&self) -> usize {
        match self {
            Self::Null => 4,
            Self::Bool(b) => 5 - usize::from(*b),
            Self::Number(n) => n.json_size(),
            Self::String(s) => write::string_size(s),
            Self::Array(a) => a.json_size(),
            Self::Object(o) => o.json_size(),
        }
    }
}

/// Equal as JSON: members in any order, numbers by their value (`1` equals `1.0`).
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a == b,
            (Self::String(a), Self::String(b)) => a == b,
            (Self::Array(a), Self::Array(b)) => a == b,
            (Self::Object(a), Self::Object(b)) => a == b,
            (
                Self::Null
                | Self::Bool(_)
                | Self::Number(_)
                | Self::String(_)
                | Self::Array(_)
                | Self::Object(_),
                _,
            ) => false,
        }
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.to_json())
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Self::Bool(b)
    }
}

impl From<&str> for Value {
    fn from(s: &str) -> Self {
        Self::String(s.into())
    }
}

impl From<String> for Value {
    fn from(s: String) -> Self {
        Self::String(s.into())
    }
}

impl From<Arc<str>> for Value {
    fn from(s: Arc<str>) -> Self {
        Self::String(s)
    }
}

impl From<Number> for Value {
    fn from(n: Number) -> Self {
        Self::Number(n)
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Self {
        Self::Number(n.into())
    }
}

impl From<usize> for Value {
    fn from(n: usize) -> Self {
        Self::Number((n as u64).into())
    }
}

impl From<Array> for Value {
    fn from(a: Array) -> Self {
        Self::Array(a)
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Self {
        Self::Array(items.into())
    }
}

impl From<Object> for Value {
    fn from(o: Object) -> Self {
        Self::Object(o)
    }
}
