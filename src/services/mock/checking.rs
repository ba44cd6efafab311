//! Checking values of a mock file by their shapes: what has none is reported with its place.

use crate::base::diag::{Diagnostic, Place};
use crate::base::time::Time;
use crate::base::value::Value;

use super::codes;
use super::expect::TimeLimit;
use super::formula;
use super::reader::{MockReader, Node};
use super::shape::{Field, Shape};

impl MockReader {
    /// Reports everything at `node` that does not have this shape. `what` is what messages call it.
    pub fn check(&mut self, shape: Shape, node: &Node, what: &str) {
        match shape {
            Shape::Any | Shape::Body | Shape::Position | Shape::Read(_) => {}
            Shape::Text
            | Shape::Selector
            | Shape::Message
            | Shape::MessageOrNull
            | Shape::Bool
            | Shape::True
            | Shape::Scalar
            | Shape::Version
            | Shape::Integer
            | Shape::Status
            | Shape::Time
            | Shape::Formula
            | Shape::Object
            | Shape::List => self.check_kind(shape, node, what),
            Shape::Name => {
                if self.text(node, what).is_some_and(|text| text.is_empty()) {
                    self.error(codes::WRONG_VALUE, node, format!("{what} is empty"));
                }
            }
            Shape::Count => {
                self.count_of(node, what);
            }
            Shape::Duration => {
                self.duration(node, what);
            }
            Shape::Interval => {
                if self.duration(node, what) == Some(0) {
                    self.error(codes::DURATION, node, format!("{what} must be longer than nothing"));
                }
            }
            Shape::Limit => limit(self, node, what),
            Shape::Word(words) => {
                let words: Vec<(&str, ())> = words.iter().map(|word| (*word, ())).collect();
                self.word(node, what, &words).unwrap_or_default();
            }
            Shape::ListOf(shape) => {
                self.items(node, what).iter().for_each(|item| self.check(*shape, item, what));
            }
            Shape::SomeOf(shape) => {
                not_empty(self, node, what);
                self.check(Shape::ListOf(shape), node, what);
            }
            Shape::MapOf(shape) => {
                let members = self.object(node, what).map(|_| node.members()).unwrap_or_default();
                members.iter().for_each(|(key, child)| self.check(*shape, child, &format!("`{key}`")));
            }
            Shape::SomeMapOf(shape) => {
                not_empty(self, node, what);
                self.check(Shape::MapOf(shape), node, what);
            }
            Shape::Fields(members) => {
                if self.known(node, what, members.fields).is_some() {
                    self.check_members(node, what, members.fields);
                }
            }
            Shape::Part(part) => self.check(part.shape, node, what),
            Shape::Choice(..) => self.check(shape.meant(node.value), node, what),
        }
    }

    /// Reports the value at `node` if it is another kind of value than this.
    fn check_kind(&mut self, shape: Shape, node: &Node, what: &str) {
        let value = node.value;
        let (fits, wanted) = match shape {
            Shape::Text | Shape::Selector | Shape::Message => (value.as_str().is_some(), "text"),
            Shape::MessageOrNull => (value.as_str().is_some() || value.is_null(), "text"),
            Shape::Bool => (value.as_bool().is_some(), "`true` or `false`"),
            Shape::True => (value.as_bool() == Some(true), "`true`"),
            Shape::Scalar => (is_scalar(value), "text, a number or a boolean"),
            Shape::Version => (value.as_i64() == Some(1), "1"),
            Shape::Integer => (integer(node).is_some(), "a whole number"),
            Shape::Status => (status(node).is_some(), "an HTTP status from 100 to 599"),
            Shape::Time => {
                let time = value.as_str().and_then(Time::parse);
                (time.is_some(), "a timestamp like \"2026-01-31T02:00:00Z\"")
            }
            Shape::Formula => {
                (value.as_str().and_then(formula::source).is_some(), "one expression `{% … %}`")
            }
            Shape::Object => (value.as_object().is_some(), "an object"),
            Shape::List => (value.as_array().is_some(), "a list"),
            Shape::Any
            | Shape::Body
            | Shape::Count
            | Shape::Name
            | Shape::Duration
            | Shape::Interval
            | Shape::Limit
            | Shape::Position
            | Shape::Word(_)
            | Shape::ListOf(_)
            | Shape::SomeOf(_)
            | Shape::MapOf(_)
            | Shape::SomeMapOf(_)
            | Shape::Fields(_)
            | Shape::Choice(..)
            | Shape::Part(_)
            | Shape::Read(_) => return,
        };
        if !fits {
            self.wrong(node, what, wanted);
        }
    }

    /// Reports members that are missing or have the wrong shape; unknown ones are the caller's business.
    pub fn check_members(&mut self, node: &Node, what: &str, fields: &[Field]) {
        for field in fields {
            match node.get(field.key) {
                Some(child) => self.check(field.shape, &child, &format!("`{}`", field.key)),
                None if field.is_required => {
                    self.error(codes::MISSING, node, format!("{what} lacks `{}`", field.key));
                }
                None => {}
            }
        }
    }
}

/// Reports an empty list or object.
fn not_empty(reader: &mut MockReader, node: &Node, what: &str) {
    let is_empty = match node.value {
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    };
    if is_empty {
        reader.error(codes::MISSING, node, format!("{what} is empty"));
    }
}

/// Whether a value is text, a number or a boolean.
const fn is_scalar(value: &Value) -> bool {
    match value {
        Value::String(_) | Value::Number(_) | Value::Bool(_) => true,
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    }
}

/// The whole number at `node`.
#[must_use]
pub fn integer(node: &Node) -> Option<i64> {
    node.value.as_number().filter(|n| n.is_integer()).and_then(|n| n.as_i64())
}

/// The HTTP status at `node`.
#[must_use]
pub fn status(node: &Node) -> Option<u16> {
    node.value.as_i64().and_then(|n| u16::try_from(n).ok()).filter(|n| (100..600).contains(n))
}

fn limit(reader: &mut MockReader, node: &Node, what: &str) {
    if node.value.as_str().and_then(TimeLimit::parse).is_none() {
        let place = Place::Value(node.pointer.clone());
        let message =
            format!("{what} is not a comparison with a duration: {}", super::matching::short(node.value));
        reader.say(
            Diagnostic::error(codes::DURATION, place, message).help("write it like `< 10s` or `>= 1h30m`"),
        );
    }
}
