//! `Payload`: the data a state receives or gives, with the very text it came in until it is changed.
//!
//! AWS passes text through untouched, blanks included, until a state builds a new value; recorded in
//! histories of states that only pass data on.

use std::sync::Arc;

use crate::base::value::Value;
use crate::engine::saving::saved;

/// Payloads of fewer bytes count as new.
const SMALL: usize = 16_384;
/// Containers with more members than this are not looked into.
const MAX_MEMBERS_LOOKED_INTO: usize = 64;

/// A value and, if it was not built here, its original text.
#[derive(Clone, Debug, Default)]
pub struct Payload {
    value: Value,
    text: Option<Arc<str>>,
}

impl Payload {
    /// A value as it was received, with its JSON text. The text must be the value's.
    #[must_use]
    pub fn verbatim(value: Value, text: impl Into<Arc<str>>) -> Self {
        Self { value, text: Some(text.into()) }
    }

    /// The value.
    #[must_use]
    pub const fn value(&self) -> &Value {
        &self.value
    }

    /// The JSON text: as received, else compact.
    #[must_use]
    pub fn text(&self) -> String {
        self.text.as_ref().map_or_else(|| self.value.to_json(), |text| text.to_string())
    }

    /// The length of [`Self::text`] in bytes, without printing.
    #[must_use]
    pub fn size(&self) -> usize {
        self.text.as_ref().map_or_else(|| self.value.json_size(), |text| text.len())
    }
}

impl Payload {
    /// About how many bytes of JSON text are held by nothing else that is likely to stay: what a record of
    /// it costs in memory. Data that was only passed on is free.
    #[must_use]
    pub fn fresh_size(&self) -> usize {
        let size = self.size();
        if size < SMALL {
            return size;
        }
        // One holder is the container around it, another the result it was taken from.
        let is_fresh = |member: &&Value| match member {
            Value::Array(items) => items.holders() <= 2,
            Value::Object(members) => members.holders() <= 2,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
        };
        match &self.value {
            Value::Object(members) if members.len() <= MAX_MEMBERS_LOOKED_INTO => {
                members.values().filter(is_fresh).map(Value::json_size).sum()
            }
            Value::Array(items) if items.len() <= MAX_MEMBERS_LOOKED_INTO => {
                items.iter().filter(is_fresh).map(Value::json_size).sum()
            }
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_) => size,
        }
    }
}

impl From<Value> for Payload {
    fn from(value: Value) -> Self {
        Self { value, text: None }
    }
}

saved!(struct Payload { value, text });
