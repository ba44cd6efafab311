//! A value shown whole: indented JSON, lines that are wider than the page broken. Its secrets stay hidden.

use std::sync::Arc;

use crate::base::secret::hides_member;
use crate::base::value::{Object, Value};

use crate::report::ink::control::escape_control;
use crate::report::ink::marks::Marks;
use crate::report::ink::secret::redact;
use crate::report::ink::shorten::hidden;
use crate::report::ink::width::head;

/// Nothing is broken into pieces narrower than this.
const NARROW: usize = 16;

/// The lines of `value`, none wider than `room` columns.
#[must_use]
pub fn lines(value: &Value, room: usize, marks: &Marks) -> Vec<String> {
    let room = room.max(NARROW);
    let mut lines = Vec::new();
    for line in veiled(value, marks).to_json_pretty().lines() {
        let line = escape_control(line);
        let mut rest = &*line;
        loop {
            let piece = head(rest, room);
            lines.push(piece.to_owned());
            rest = &rest[piece.len()..];
            if rest.is_empty() || piece.is_empty() {
                break;
            }
        }
    }
    lines
}

/// The value with its secrets hidden, those in JSON inside strings too.
fn veiled(value: &Value, marks: &Marks) -> Value {
    match value {
        Value::Object(members) => {
            let shown = members.iter().map(|(key, value)| {
                let is_secret = hides_member(members, key, value);
                let shown = if is_secret { hidden(value, marks).into() } else { veiled(value, marks) };
                (Arc::clone(key), shown)
            });
            Value::from(shown.collect::<Object>())
        }
        Value::Array(items) => items.iter().map(|item| veiled(item, marks)).collect::<Vec<_>>().into(),
        Value::String(text) => Value::from(&*redact(text, marks)),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}
