//! The smallest answer that the model of an API allows: its required members, each with the smallest value.

use crate::base::value::{Object, Value};
use crate::catalog::{ApiKind, Shape, Structure};

use super::Answer;

impl Answer {
    /// Structures deeper than so many levels are left empty in answers that are made of a model.
    pub const MOST_LEVELS: usize = 6;
    /// The point in time that such answers have, as JSON has it.
    pub const TIME: &'static str = "2026-01-01T00:00:00Z";

    /// The smallest object that is such an answer.
    #[must_use]
    pub fn smallest(&self) -> Value {
        let required = self.members().filter(|member| member.is_required);
        let required = required.map(|member| (member.name, value(member.name, member.shape, 0)));
        Value::from(Object::from_iter(required))
    }
}

/// The smallest value of this type, of a member called `name`.
fn value(name: &str, shape: Shape, level: usize) -> Value {
    let least = shape.limits().least.unwrap_or(0.0).max(0.0);
    match shape.kind() {
        ApiKind::String => text(name, shape),
        ApiKind::Integer | ApiKind::Long | ApiKind::Float | ApiKind::Double => {
            Value::from(least.ceil() as i64)
        }
        ApiKind::Boolean => Value::from(false),
        ApiKind::Timestamp => Value::from(Answer::TIME),
        ApiKind::List(item) => {
            let items = if level < Answer::MOST_LEVELS { least as usize } else { 0 };
            vec![value(name, item, level + 1); items.min(1)].into()
        }
        ApiKind::Map(_) | ApiKind::Any => Value::empty_object(),
        ApiKind::Structure(inner) => structure(inner, level),
    }
}

fn structure(structure: Structure, level: usize) -> Value {
    let required = structure.members().filter(|member| member.is_required && level < Answer::MOST_LEVELS);
    let members = required.map(|member| (member.name, value(member.name, member.shape, level + 1)));
    Value::from(Object::from_iter(members))
}

/// A text that is long enough: one of its list of values, else the member's own name.
fn text(name: &str, shape: Shape) -> Value {
    // A job that a Task waits for has ended, and well.
    let ended = shape.values().find(|value| *value == "SUCCEEDED");
    if let Some(first) = ended.or_else(|| shape.values().next()) {
        return Value::from(first);
    }
    let limits = shape.limits();
    let (least, most) = (limits.least.unwrap_or(0.0) as usize, limits.most.unwrap_or(f64::MAX) as usize);
    let repeated = name.chars().cycle().take(least.max(name.chars().count()).min(most.max(1)));
    Value::from(repeated.collect::<String>())
}
