//! `Value` to JSON text, through serde, and the length of that text.

use serde::Serialize;
use serde::ser::{SerializeMap as _, SerializeSeq as _, Serializer};

use super::Value;

pub(super) fn compact(value: &Value) -> String {
    let mut out = Vec::with_capacity(64);
    let written = serde_json::to_writer(&mut out, value);
    debug_assert!(written.is_ok(), "a Value has string keys and finite numbers only");
    String::from_utf8(out).unwrap_or_default()
}

pub(super) fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// The length of a string's JSON text, quotes and escapes included.
pub(super) fn string_size(s: &str) -> usize {
    s.bytes().fold(2, |size, byte| size + escaped(byte))
}

/// How many bytes serde_json prints for one byte of a string.
const fn escaped(byte: u8) -> usize {
    match byte {
        b'"' | b'\\' | 0x08 | 0x09 | 0x0a | 0x0c | 0x0d => 2,
        0..=0x1f => 6,
        _ => 1,
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => to.serialize_unit(),
            Self::Bool(b) => to.serialize_bool(*b),
            Self::Number(n) => n.serialize(to),
            Self::String(s) => to.serialize_str(s),
            Self::Array(items) => {
                let mut seq = to.serialize_seq(Some(items.len()))?;
                for item in items.iter() {
                    seq.serialize_element(item)?;
                }
                seq.end()
            }
            Self::Object(members) => {
                let mut map = to.serialize_map(Some(members.len()))?;
                for (key, value) in members {
                    map.serialize_entry(&**key, value)?;
                }
                map.end()
            }
        }
    }
}
