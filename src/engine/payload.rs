//! `Payload`: the data a state receives or gives, with the very text it came in while nobody changed it.
//!
//! AWS passes text through untouched, blanks included, until a state builds a new value; recorded in
//! histories of states that only pass data on.

use std::sync::Arc;

use crate::base::value::Value;
use crate::engine::saving::saved;

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

impl From<Value> for Payload {
    fn from(value: Value) -> Self {
        Self { value, text: None }
    }
}

saved!(struct Payload { value, text });
