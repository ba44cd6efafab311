//! Decides whether a value satisfies a filter, with Jayway's coercions between numbers and texts: `==`,
//! `!=` and the operators on lists convert, `<` and its like never do.
//!
//! A comparison that makes no sense is "no"; an operator that gets an operand of the wrong kind
//! rejects the whole filter, however it is negated. That is why results are not plain booleans.

use crate::base::value::{Array, Value};
use crate::expr::budget::Exhausted;
use crate::expr::java;

use super::literal::number;
use super::missing::Why;
use super::token::{Filter, Operand, Operator, Pattern};
use super::walk::{self, Absence, Cx, Fault, Kind, MOST_STEPS};

/// Whether `item` satisfies `filter`.
pub(super) fn accepts(filter: &Filter, item: &Value, cx: Cx<'_>) -> Result<bool, Fault> {
    match holds(filter, item, cx) {
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

fn holds(filter: &Filter, item: &Value, cx: Cx<'_>) -> Result<bool, Stop> {
    cx.take(1, 0)?;
    match filter {
        Filter::Or(parts) => {
            for part in parts {
                if holds(part, item, cx)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Filter::And(parts) => {
            for part in parts {
                if !holds(part, item, cx)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        Filter::Not(part) => holds(part, item, cx).map(|holds| !holds),
        Filter::Exists { route, expected } => {
            let exists = match walk::select(route, item, cx, Absence::Fails) {
                Ok(_) => true,
                Err(fault) if fault.kind == Kind::Missing => false,
                Err(fault) => return Err(fault.into()),
            };
            Ok(exists == *expected)
        }
        Filter::Compare { left, operator, right } => {
            let left = side(left, item, cx)?;
            let right = side(right, item, cx)?;
            compare(&left, *operator, &right, cx)
        }
    }
}

/// A side of a comparison, evaluated.
enum Side<'f> {
    /// A path that leads nowhere: equal to nothing, not even to itself.
    Undefined,
    Value(Value),
    /// An array or object that is written in the filter.
    Json(&'f Value),
    Pattern(&'f Pattern),
}

/// What Jayway fails at with an exception of Java, and so no condition can hold or not hold.
fn fatal(message: impl Into<String>) -> Stop {
    Stop::Fatal(Box::new(Fault { at: 0, why: Why::Function(message.into()), kind: Kind::Fatal }))
}

impl Side<'_> {
    const fn value(&self) -> Option<&Value> {
        match self {
            Self::Value(value) => Some(value),
            Self::Json(value) => Some(value),
            Self::Undefined | Self::Pattern(_) => None,
        }
    }

    /// The items, if this is an array; `None` for an object.
    fn list(&self, cx: Cx<'_>) -> Result<Option<&Array>, Stop> {
        match self.value() {
            Some(Value::Array(items)) => plain(items, cx).map(Some),
            Some(Value::Object(_)) => Ok(None),
            Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => {
                Err(Stop::Rejected)
            }
        }
    }

    fn boolean(&self) -> Result<bool, Stop> {
        self.value().and_then(Value::as_bool).ok_or(Stop::Rejected)
    }
}

/// The items of an array that is searched, none of which may be an array or object.
fn plain<'v>(items: &'v Array, cx: Cx<'_>) -> Result<&'v Array, Stop> {
    cx.take(items.len(), 0)?;
    if items.iter().any(|item| matches!(item, Value::Array(_) | Value::Object(_))) {
        return Err(fatal("Could not determine value type"));
    }
    Ok(items)
}

fn side<'f>(operand: &'f Operand, item: &Value, cx: Cx<'_>) -> Result<Side<'f>, Stop> {
    let (route, start) = match operand {
        Operand::Literal(value) => return Ok(Side::Value(value.clone())),
        Operand::Json(value) => return Ok(Side::Json(value)),
        Operand::Pattern(pattern) => return Ok(Side::Pattern(pattern)),
        Operand::Item(route) => (route, item),
        Operand::Root(route) => (route, cx.root),
    };
    match walk::select(route, start, cx, Absence::Drops) {
        Ok(value) => Ok(Side::Value(value)),
        Err(fault) if fault.kind == Kind::Missing => Ok(Side::Undefined),
        Err(fault) => Err(fault.into()),
    }
}

fn compare(left: &Side, operator: Operator, right: &Side, cx: Cx<'_>) -> Result<bool, Stop> {
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
        Operator::Match => matches(left, right, cx)?,
        Operator::In => within(left, right, cx)?,
        Operator::NotIn => !within(left, right, cx)?,
        Operator::SubsetOf => {
            overlap(left, right, cx, |left, right| left.iter().all(|item| has(right, item)))?
        }
        Operator::AnyOf => overlap(left, right, cx, |left, right| left.iter().any(|item| has(right, item)))?,
        Operator::NoneOf => {
            overlap(left, right, cx, |left, right| !left.iter().any(|item| has(right, item)))?
        }
        Operator::Contains => match (left.value(), right.value()) {
            (Some(Value::String(text)), Some(Value::String(part))) => text.contains(&**part),
            (Some(Value::Array(items)), part) => {
                let items = plain(items, cx)?;
                part.is_some_and(|part| has(items, part))
            }
            _ => false,
        },
        Operator::Size => size(left, right),
        Operator::Empty => empty(left, right)?,
        Operator::Exists => exists(left, right)?,
        // `all` is in Jayway's list of operators, and cannot take a list.
        Operator::All | Operator::Impossible => return Err(Stop::Rejected),
    })
}

fn within(left: &Side, right: &Side, cx: Cx<'_>) -> Result<bool, Stop> {
    Ok(right.list(cx)?.is_some_and(|items| left.value().is_some_and(|left| has(items, left))))
}

/// What `holds` says of two arrays; nothing holds of what is not an array.
fn overlap(
    left: &Side,
    right: &Side,
    cx: Cx<'_>,
    holds: impl Fn(&Array, &Array) -> bool,
) -> Result<bool, Stop> {
    let Some(right) = right.list(cx)? else { return Ok(false) };
    let Some(left) = left.list(cx)? else { return Ok(false) };
    cx.take(left.len().saturating_mul(right.len()), 0)?;
    Ok(holds(left, right))
}

fn has(items: &Array, value: &Value) -> bool {
    items.iter().any(|item| values_equal(value, item))
}

/// An array or object that is written on the left equals nothing: Jayway compares its text.
fn equal(left: &Side, right: &Side) -> bool {
    !matches!(left, Side::Json(_))
        && left.value().zip(right.value()).is_some_and(|(left, right)| values_equal(left, right))
}

/// A number equals a text that reads as that number; a text equals a number that prints as that text.
fn values_equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left == right,
        (Value::Number(left), Value::String(right)) => number(right).is_some_and(|right| right == *left),
        (Value::String(left), Value::Number(right)) => **left == *right.to_string(),
        _ => java::equals(left, right),
    }
}

fn same_type(left: &Side, right: &Side) -> bool {
    let container = |value: &Value| matches!(value, Value::Array(_) | Value::Object(_));
    left.value().zip(right.value()).is_some_and(|(left, right)| {
        left.type_name() == right.type_name() || container(left) && container(right)
    })
}

/// Numbers by value, texts by UTF-16 code unit as Java does; two kinds have no order.
fn order(left: &Value, right: &Value) -> Option<std::cmp::Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.partial_cmp(right),
        (Value::String(left), Value::String(right)) => Some(left.encode_utf16().cmp(right.encode_utf16())),
        _ => None,
    }
}

fn matches(left: &Side, right: &Side, cx: Cx<'_>) -> Result<bool, Stop> {
    let (pattern, subject) = match (left, right) {
        (Side::Pattern(_), Side::Pattern(_)) => return Ok(false),
        (Side::Pattern(pattern), subject) | (subject, Side::Pattern(pattern)) => (pattern, subject.value()),
        _ => return Ok(false),
    };
    match subject {
        Some(Value::Array(items)) => {
            for item in plain(items, cx)?.iter() {
                if pattern.matches(&subject_text(item), cx)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Some(value) => pattern.matches(&subject_text(value), cx),
        None => pattern.matches("", cx),
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
    /// Whether it matches all of `text`.
    fn matches(&self, text: &str, cx: Cx<'_>) -> Result<bool, Stop> {
        self.0.begins(text, cx.steps).map_err(|exhausted| {
            let source = self.0.source();
            fatal(match exhausted {
                Exhausted::Steps => {
                    format!("the pattern /{source}/ takes more than {MOST_STEPS} steps on a text")
                }
                Exhausted::Memory => format!("the pattern /{source}/ takes too much memory on a text"),
                Exhausted::Interrupted => "the run ended before this path did".to_owned(),
            })
        })
    }
}

/// The length of a text or array; that of an object is -1.
fn size(left: &Side, right: &Side) -> bool {
    let Some(Value::Number(expected)) = right.value() else { return false };
    let actual = match left.value() {
        Some(Value::String(text)) => text.encode_utf16().count() as f64,
        Some(Value::Array(items)) => items.len() as f64,
        Some(Value::Object(_)) => -1.0,
        Some(Value::Null | Value::Bool(_) | Value::Number(_)) | None => return false,
    };
    expected.as_f64().trunc() == actual
}

fn empty(left: &Side, right: &Side) -> Result<bool, Stop> {
    let empty = match left.value() {
        Some(Value::String(text)) => text.is_empty(),
        Some(Value::Array(items)) => items.is_empty(),
        Some(Value::Object(_)) => {
            return Err(fatal("the operator `empty` takes an array or a text, not an object"));
        }
        Some(Value::Null | Value::Bool(_) | Value::Number(_)) | None => return Ok(false),
    };
    right.boolean().map(|expected| empty == expected)
}

/// The operator that is written out; a lone path is [`Filter::Exists`].
fn exists(left: &Side, right: &Side) -> Result<bool, Stop> {
    if left.boolean().is_err() && right.boolean().is_err() {
        return Err(fatal("Failed to evaluate exists expression"));
    }
    Ok(left.boolean()? == right.boolean()?)
}
