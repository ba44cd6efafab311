//! Answers made of the model of an API: its required members, and what else is wanted. One walk over the model; which
//! value stands for what nothing tells is the choice of whoever asks.

use std::sync::Arc;

use crate::base::value::{Object, Value};
use crate::catalog::{ApiKind, Member, Shape, Structure};

use super::Answer;

/// Structures deeper than so many levels are left empty.
const MOST_LEVELS: usize = 6;

/// The point in time that made answers have, as JSON has it.
const TIME: &str = "2026-01-01T00:00:00Z";

/// What is wanted of an answer beside what its model requires.
pub trait Wanted: 'static {
    /// Members, whether they are required or not; those that the model does not have are left out.
    fn members(&self) -> impl Iterator<Item = (&str, &Self)>;

    /// What is wanted of the one element of a list of this type, called `name`, with the name of the element; none if
    /// the list is empty.
    fn element<'n>(&self, name: &'n str, list: Shape) -> Option<(&'n str, &Self)>;

    /// The same where nothing is wanted.
    fn nothing() -> &'static Self;

    /// The value of something called `name` that is no list and no object: a text, a number, a boolean, anything.
    fn leaf(&self, name: &str, shape: Shape) -> Value;
}

impl Answer {
    /// The answer with what is required and what is `wanted`.
    pub fn made<W: Wanted>(&self, wanted: &W) -> Object {
        let mut members = Object::new();
        for member in self.members().filter(|member| member.is_required) {
            members.insert(member.name, made(member, W::nothing()));
        }
        for (key, part) in wanted.members() {
            if let Some(member) = self.member(key) {
                members.insert(key, made(member, part));
            }
        }
        members
    }

    /// The smallest object that is such an answer.
    #[must_use]
    pub fn smallest(&self) -> Value {
        self.made(&Smallest).into()
    }
}

/// A member of an answer as it is `wanted`.
pub fn made<W: Wanted>(member: Member, wanted: &W) -> Value {
    value(member.name, member.shape, wanted, 0)
}

fn value<W: Wanted>(name: &str, shape: Shape, wanted: &W, level: usize) -> Value {
    let is_shallow = level < MOST_LEVELS;
    match shape.kind() {
        ApiKind::String
        | ApiKind::Integer
        | ApiKind::Long
        | ApiKind::Float
        | ApiKind::Double
        | ApiKind::Boolean
        | ApiKind::Any => wanted.leaf(name, shape),
        ApiKind::Timestamp => Value::from(TIME),
        ApiKind::List(item) => {
            let element = wanted.element(name, shape).filter(|_| is_shallow);
            let element = element.map(|(name, part)| value(name, item, part, level + 1));
            element.into_iter().collect::<Vec<_>>().into()
        }
        ApiKind::Map(inner) => {
            let members = wanted.members().filter(|_| is_shallow);
            let members = members.map(|(key, part)| (Arc::from(key), value(key, inner, part, level + 1)));
            members.collect::<Object>().into()
        }
        ApiKind::Structure(inner) if is_shallow => structure(inner, wanted, level).into(),
        ApiKind::Structure(_) => Value::empty_object(),
    }
}

fn structure<W: Wanted>(structure: Structure, wanted: &W, level: usize) -> Object {
    let mut members = Object::new();
    for member in structure.members().filter(|member| member.is_required) {
        members.insert(member.name, value(member.name, member.shape, W::nothing(), level + 1));
    }
    for (key, part) in wanted.members() {
        if let Some(member) = structure.member(key) {
            members.insert(key, value(key, member.shape, part, level + 1));
        }
    }
    members
}

/// Nothing beside what is required, and of that the smallest value that is allowed.
struct Smallest;

impl Wanted for Smallest {
    fn members(&self) -> impl Iterator<Item = (&str, &Self)> {
        std::iter::empty()
    }

    fn element<'n>(&self, name: &'n str, list: Shape) -> Option<(&'n str, &Self)> {
        (least(list) >= 1.0).then_some((name, self))
    }

    fn nothing() -> &'static Self {
        &Self
    }

    fn leaf(&self, name: &str, shape: Shape) -> Value {
        match shape.kind() {
            ApiKind::String => text(name, shape),
            ApiKind::Integer | ApiKind::Long | ApiKind::Float | ApiKind::Double => {
                Value::from(least(shape).ceil() as i64)
            }
            ApiKind::Boolean => Value::from(false),
            ApiKind::Any
            | ApiKind::Timestamp
            | ApiKind::List(_)
            | ApiKind::Map(_)
            | ApiKind::Structure(_) => Value::empty_object(),
        }
    }
}

fn least(shape: Shape) -> f64 {
    shape.limits().least.unwrap_or(0.0).max(0.0)
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
