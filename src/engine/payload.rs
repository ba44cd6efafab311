//! `Payload`: the data a state receives or gives, with the very text it came in until it is changed.
//!
//! AWS passes text through untouched, blanks included, until a state builds a new value; recorded in
//! histories of states that only pass data on.

use std::sync::Arc;

use crate::base::value::Value;
use crate::engine::saving::{Loader, Saved, Saver, Unreadable, saved};

/// Payloads of fewer bytes count as new.
const SMALL: usize = 16_384;
/// Containers with more members than this are not looked into.
const MAX_MEMBERS_LOOKED_INTO: usize = 64;

/// A value and, if it was not built here, its original text. One pointer: what a state gives is recorded as its
/// output, handed on and recorded as the next state's input, and all three are the same data in memory.
#[derive(Clone, Debug, Default)]
pub struct Payload(Arc<Body>);

#[derive(Debug, Default)]
struct Body {
    value: Value,
    text: Option<Arc<str>>,
}

impl Payload {
    /// A value as it was received, with its JSON text. The text must be the value's.
    #[must_use]
    pub fn verbatim(value: Value, text: impl Into<Arc<str>>) -> Self {
        Self(Arc::new(Body { value, text: Some(text.into()) }))
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.0.value
    }

    /// The value alone; not copied if nothing else holds the payload.
    #[must_use]
    pub fn into_value(self) -> Value {
        match Arc::try_unwrap(self.0) {
            Ok(body) => body.value,
            Err(shared) => shared.value.clone(),
        }
    }

    /// The JSON text: as received, else compact.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.text.as_ref().map_or_else(|| self.0.value.to_json(), |text| text.to_string())
    }

    /// The text as it was received, if it was not built here.
    #[must_use]
    pub fn verbatim_text(&self) -> Option<&Arc<str>> {
        self.0.text.as_ref()
    }

    /// The length of [`Self::text`] in bytes, without printing.
    #[must_use]
    pub fn size(&self) -> usize {
        self.0.text.as_ref().map_or_else(|| self.0.value.json_size(), |text| text.len())
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
        match self.value() {
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
        Self(Arc::new(Body { value, text: None }))
    }
}

saved!(struct Body { value, text });

impl Saved for Payload {
    fn save(&self, to: &mut Saver) -> Value {
        self.0.as_ref().save(to)
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        Body::load(from, with).map(|body| Self(Arc::new(body)))
    }
}
