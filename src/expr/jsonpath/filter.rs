//! Decides whether a value satisfies a filter, with Jayway's coercions between numbers and texts.
//!
//! A comparison that makes no sense is "no"; an operator that gets an operand of the wrong kind
//! rejects the whole filter, however it is negated. That is why results are not plain booleans.

use crate::base::value::{Array, Value};

use super::literal::number;
use super::token::{Filter, Operand, Operator, Pattern};
use super::walk::{self, Absence, Fault, Kind};

/// Whether `item` satisfies `filter`.
pub(super) fn accepts(filter: &Filter, item: &Value, root: &Value) -> Result<bool, Fault> {
    match holds(filter, item, root) {
        Ok(holds) => Ok(holds),
        Err(Stop::Rejected) => Ok(false),
        Err(Stop::Fatal(fault)) => Err(*fault),
    }
}

enum Stop {
    Rejected,
    Fatal(Box<Fault>),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        match fault.kind {
            Kind::Missing | Kind::Misfit => Self::Rejected,
            Kind::Fatal => Self::Fatal(Box::new(fault)),
        }
    }
}

fn holds(filter: &Filter, item: &Value, root: &Value) -> Result<bool, Stop> {
    match filter {
        Filter::Or(parts) => {
            for part in parts {
                if holds(part, item, root)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Filter::And(parts) => {
            for part in parts {
                if !holds(part, item, root)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        Filter::Not(part) => holds(part, item, root).map(|holds| !holds),
        Filter::Exists { route, expected } => {
            let exists = match walk::select(route, item, root, Absence::Fails) {
                Ok(_) => true,
                Err(fault) if fault.kind == Kind::Missing => false,
                Err(fault) => return Err(fault.into()),
            };
            Ok(exists == *expected)
        }
        Filter::Compare { left, operator, right } => {
            let left = side(left, item, root)?;
            let right = side(right, item, root)?;
            compare(&left, *operator, &right)
        }
    }
}

/// A side of a comparison, evaluated.
enum Side<'f> {
    /// A path that leads nowhere: equal to nothing, not even to itself.
    Undefined,
    Value(Value),
    Pattern(&'f Pattern),
}

impl Side<'_> {
    const fn value(&self) -> Option<&Value> {
        match self {
            Self::Value(value) => Some(value),
            Self::Undefined | Self::Pattern(_) => None,
        }
    }

    /// The items, if this is an array; `None` for an object.
    fn list(&self) -> Result<Option<&Array>, Stop> {
        match self.value() {
            Some(Value::Array(items)) => Ok(Some(items)),
            Some(Value::Object(_)) => Ok(None),
            Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => {
                Err(Stop::Rejected)
            }
        }
    }
}

fn side<'f>(operand: &'f Operand, item: &Value, root: &Value) -> Result<Side<'f>, Stop> {
    let (route, start) = match operand {
        Operand::Literal(value) => return Ok(Side::Value(value.clone())),
        Operand::Pattern(pattern) => return Ok(Side::Pattern(pattern)),
        Operand::Item(route) => (route, item),
        Operand::Root(route) => (route, root),
    };
    match walk::select(route, start, root, Absence::Drops) {
        Ok(value) => Ok(Side::Value(value)),
        Err(fault) if fault.kind == Kind::Missing => Ok(Side::Undefined),
        Err(fault) => Err(fault.into()),
    }
}

fn compare(left: &Side, operator: Operator, right: &Side) -> Result<bool, Stop> {
    let ordering = || order(left.value()?, right.value()?);
    Ok(match operator {
        Operator::Equal => equal(left, right),
        Operator::NotEqual => !equal(left, right),
        Operator::SameTypeEqual => same_type(left, right) && equal(left, right),
        Operator::SameTypeNotEqual => !(same_type(left, right) && equal(left, right)),
        Operator::Less => ordering().is_some_and(std::cmp::Ordering::is_lt),
        Operator::LessOrEqual => ordering().is_some_and(std::cmp::Ordering::is_le),
        Operator::Greater => ordering().is_some_and(std::cmp::Ordering::is_gt),
        Operator::GreaterOrEqual => ordering().is_some_and(std::cmp::Ordering::is_ge),
        Operator::Match => matches(left, right),
        Operator::In => within(left, right)?,
        Operator::NotIn => !within(left, right)?,
        Operator::SubsetOf => match (right.list()?, left.list()?) {
            (Some(right), Some(left)) => left.iter().all(|item| has(right, item)),
            _ => false,
        },
        Operator::AnyOf => match (right.list()?, left.list()?) {
            (Some(right), Some(left)) => left.iter().any(|item| has(right, item)),
            _ => false,
        },
        Operator::NoneOf => match (right.list()?, left.list()?) {
            (Some(right), Some(left)) => !left.iter().any(|item| has(right, item)),
            _ => true,
        },
        Operator::Contains => match (left.value(), right.value()) {
            (Some(Value::String(text)), Some(Value::String(part))) => text.contains(&**part),
            (Some(Value::Array(items)), Some(part)) => has(items, part),
            _ => false,
        },
        Operator::All => match (left.value(), right.list()?) {
            (Some(Value::Array(items)), Some(required)) => required.iter().all(|part| has(items, part)),
            _ => false,
        },
        Operator::Size => size(left, right),
        Operator::Empty => empty(left, right)?,
    })
}

fn within(left: &Side, right: &Side) -> Result<bool, Stop> {
    Ok(right.list()?.is_some_and(|items| left.value().is_some_and(|left| has(items, left))))
}

fn has(items: &Array, value: &Value) -> bool {
    items.iter().any(|item| values_equal(value, item))
}

fn equal(left: &Side, right: &Side) -> bool {
    left.value().zip(right.value()).is_some_and(|(left, right)| values_equal(left, right))
}

/// A number equals a text that reads as that number; a text equals a number that prints as that text.
fn values_equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::String(right)) => number(right).is_some_and(|right| right == *left),
        (Value::String(left), Value::Number(right)) => **left == *right.to_string(),
        _ => left == right,
    }
}

fn same_type(left: &Side, right: &Side) -> bool {
    let container = |value: &Value| matches!(value, Value::Array(_) | Value::Object(_));
    left.value().zip(right.value()).is_some_and(|(left, right)| {
        left.type_name() == right.type_name() || container(left) && container(right)
    })
}

/// Numbers by value, texts by UTF-16 code unit as Java does, a number and a text as texts.
fn order(left: &Value, right: &Value) -> Option<std::cmp::Ordering> {
    let texts = |left: &str, right: &str| Some(left.encode_utf16().cmp(right.encode_utf16()));
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.partial_cmp(right),
        (Value::String(left), Value::String(right)) => texts(left, right),
        (Value::String(left), Value::Number(right)) => texts(left, &right.to_string()),
        (Value::Number(left), Value::String(right)) => texts(&left.to_string(), right),
        _ => None,
    }
}

fn matches(left: &Side, right: &Side) -> bool {
    let (pattern, subject) = match (left, right) {
        (Side::Pattern(_), Side::Pattern(_)) => return false,
        (Side::Pattern(pattern), subject) | (subject, Side::Pattern(pattern)) => (pattern, subject.value()),
        _ => return false,
    };
    match subject {
        Some(Value::Array(items)) => items.iter().any(|item| pattern.matches(&subject_text(item))),
        Some(value) => pattern.matches(&subject_text(value)),
        None => pattern.matches(""),
    }
}

fn subject_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.to_string(),
        Value::Number(_) | Value::Bool(_) => value.to_json(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

impl Pattern {
    fn matches(&self, text: &str) -> bool {
        self.0.find(text).is_some_and(|found| found.range() == (0..text.len()))
    }
}

fn size(left: &Side, right: &Side) -> bool {
    let Some(Value::Number(expected)) = right.value() else { return false };
    let actual = match left.value() {
        Some(Value::String(text)) => text.encode_utf16().count(),
        Some(Value::Array(items)) => items.len(),
        _ => return false,
    };
    expected.as_f64().trunc() == actual as f64
}

fn empty(left: &Side, right: &Side) -> Result<bool, Stop> {
    let empty = match left.value() {
        Some(Value::String(text)) => text.is_empty(),
        Some(Value::Array(items)) => items.is_empty(),
        Some(Value::Object(members)) => members.is_empty(),
        _ => return Ok(false),
    };
    right.value().and_then(Value::as_bool).map(|expected| empty == expected).ok_or(Stop::Rejected)
}
