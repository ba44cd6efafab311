//! The functions a path may call: `$.prices.max()`.

use crate::base::value::{Number, Value};

use super::missing::Why;
use super::token::{Argument, Route};
use super::walk::{self, Absence, Fault, Kind, children};

/// A function by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Append,
    Avg,
    Concat,
    First,
    Index,
    Keys,
    Last,
    Length,
    Max,
    Min,
    Size,
    Stddev,
    Sum,
}

/// How functions are written.
pub(super) const FUNCTIONS: &[(&str, Function)] = &[
    ("append", Function::Append),
    ("avg", Function::Avg),
    ("concat", Function::Concat),
    ("first", Function::First),
    ("index", Function::Index),
    ("keys", Function::Keys),
    ("last", Function::Last),
    ("length", Function::Length),
    ("max", Function::Max),
    ("min", Function::Min),
    ("size", Function::Size),
    ("stddev", Function::Stddev),
    ("sum", Function::Sum),
];

impl Function {
    /// How it is written.
    pub(super) fn name(self) -> &'static str {
        FUNCTIONS.iter().find(|(_, function)| *function == self).map_or("", |(name, _)| name)
    }
}

/// The result of calling `function` on `value`.
pub(super) fn call(
    function: Function,
    value: &Value,
    arguments: &[Argument],
    root: &Value,
) -> Result<Value, Fault> {
    match function {
        Function::Length | Function::Size => length(value, arguments, root),
        Function::Keys => Ok(value.as_object().map_or(Value::Null, |members| {
            members.keys().map(|key| Value::String(key.clone())).collect::<Vec<_>>().into()
        })),
        Function::Append => {
            let mut result = value.clone();
            for argument in evaluate(arguments, root)? {
                if let Value::Array(items) = &mut result {
                    items.make_mut().push(argument);
                }
            }
            Ok(result)
        }
        Function::Concat => concat(value, &evaluate(arguments, root)?),
        Function::First => pick(value, 0),
        Function::Last => pick(value, -1),
        Function::Index => {
            let index = numbers(&Value::Null, &evaluate(arguments, root)?).first().map(|n| n.trunc() as i64);
            pick(value, index.ok_or_else(|| fatal("index() needs a number"))?)
        }
        Function::Avg | Function::Max | Function::Min | Function::Stddev | Function::Sum => {
            let numbers = numbers(value, &evaluate(arguments, root)?);
            if numbers.is_empty() {
                return Err(fatal(NOTHING));
            }
            Number::from_f64(aggregate(function, &numbers))
                .map(Value::Number)
                .ok_or_else(|| fatal("the result is not a finite number"))
        }
    }
}

const NOTHING: &str = "Aggregation function attempted to calculate value using empty array";

fn fatal(message: impl Into<String>) -> Fault {
    Fault { at: 0, why: Why::Function(message.into()), kind: Kind::Fatal }
}

fn evaluate(arguments: &[Argument], root: &Value) -> Result<Vec<Value>, Fault> {
    let value = |argument: &Argument| match argument {
        Argument::Json(value) => Ok(value.clone()),
        Argument::Path(route) => inner(route, root),
    };
    arguments.iter().map(value).collect()
}

/// The value of an argument; its own failure is told in the words of the outer path.
fn inner(route: &Route, root: &Value) -> Result<Value, Fault> {
    walk::select(route, root, root, Absence::Drops).map_err(|fault| match fault.why {
        Why::Function(_) => fault,
        Why::Absent
        | Why::NotObject(_)
        | Why::NotArray(_)
        | Why::Null
        | Why::Unfilterable(_)
        | Why::Unassigned => {
            let mut path = String::from("$");
            route.tokens.iter().take(fault.at + 1).for_each(|token| token.print(&mut path));
            Fault { why: Why::Function(format!("Missing property in path {path}")), ..fault }
        }
    })
}

/// `length()` counts the children of what it is given; of a path that finds many, those of all.
fn length(value: &Value, arguments: &[Argument], root: &Value) -> Result<Value, Fault> {
    let count = |value: &Value| children(value).count();
    match arguments.first() {
        Some(Argument::Path(route)) => {
            let found = inner(route, root)?;
            let definite = route.definite() || route.computed();
            Ok(Value::from(if definite { count(&found) } else { children(&found).map(count).sum() }))
        }
        Some(Argument::Json(value)) if value.as_array().is_some() => Ok(Value::from(count(value))),
        Some(Argument::Json(_)) | None => Ok(match value {
            Value::Array(_) | Value::Object(_) => Value::from(count(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Value::Null,
        }),
    }
}

/// The value's own items, then each argument and the items of arguments that are lists.
fn flat<'v>(value: &'v Value, arguments: &'v [Value]) -> impl Iterator<Item = &'v Value> {
    let items = |value: &'v Value| value.as_array().into_iter().flat_map(|items| items.iter());
    items(value)
        .chain(arguments.iter().flat_map(move |argument| items(argument).chain(std::iter::once(argument))))
}

fn numbers(value: &Value, arguments: &[Value]) -> Vec<f64> {
    flat(value, arguments).filter_map(|item| item.as_number().map(Number::as_f64)).collect()
}

/// Of the value itself only texts are taken, of the arguments everything.
fn concat(value: &Value, arguments: &[Value]) -> Result<Value, Fault> {
    let own = value.as_array().into_iter().flat_map(|items| items.iter());
    let mut text: String = own.filter_map(Value::as_str).collect();
    for item in flat(&Value::Null, arguments).filter(|item| item.as_array().is_none() && !item.is_null()) {
        text.push_str(&crate::expr::java::text(item));
    }
    Ok(Value::from(text))
}

fn pick(value: &Value, index: i64) -> Result<Value, Fault> {
    let items = value.as_array().ok_or_else(|| fatal(NOTHING))?;
    let from_end = index.checked_add_unsigned(items.len() as u64).filter(|_| index < 0).unwrap_or(index);
    usize::try_from(from_end)
        .ok()
        .and_then(|at| items.get(at))
        .cloned()
        .ok_or_else(|| fatal(format!("Target index:{index} larger than object count:{}", items.len())))
}

fn aggregate(function: Function, numbers: &[f64]) -> f64 {
    let count = numbers.len() as f64;
    let sum: f64 = numbers.iter().sum();
    match function {
        Function::Max => numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        Function::Min => numbers.iter().copied().fold(f64::INFINITY, f64::min),
        Function::Avg => sum / count,
        Function::Stddev => {
            let squares: f64 = numbers.iter().map(|n| n * n).sum();
            (squares / count - sum * sum / count / count).max(0.0).sqrt()
        }
        Function::Sum
        | Function::Append
        | Function::Concat
        | Function::First
        | Function::Index
        | Function::Keys
        | Function::Last
        | Function::Length
        | Function::Size => sum,
    }
}
