//! The functions a path may call: `$.prices.max()`.

use crate::base::value::{Number, Value};

use super::missing::{Why, reason};
use super::token::{Argument, Function, Route};
use super::walk::{self, Absence, Cx, Fault, Kind, children};

/// The result of calling `function` on `value`.
pub(super) fn call(
    function: Function,
    value: &Value,
    arguments: &[Argument],
    cx: Cx<'_>,
) -> Result<Value, Fault> {
    match function {
        Function::Length | Function::Size => length(value, arguments, cx),
        Function::Keys => Ok(value.as_object().map_or(Value::Null, |members| {
            members.keys().map(|key| Value::String(key.clone())).collect::<Vec<_>>().into()
        })),
        Function::Append => {
            let mut result = value.clone();
            for argument in evaluate(arguments, cx)? {
                if let Value::Array(items) = &mut result {
                    items.make_mut().push(argument);
                }
            }
            Ok(result)
        }
        Function::Concat => concat(value, &evaluate(arguments, cx)?),
        Function::First => pick(value, 0),
        Function::Last => pick(value, -1),
        Function::Index => {
            let index = numbers(&Value::Null, &evaluate(arguments, cx)?).first().map(|n| n.trunc() as i64);
            pick(value, index.ok_or_else(|| fatal("index() needs a number"))?)
        }
        Function::Avg | Function::Max | Function::Min | Function::Stddev | Function::Sum => {
            let numbers = numbers(value, &evaluate(arguments, cx)?);
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

fn evaluate(arguments: &[Argument], cx: Cx<'_>) -> Result<Vec<Value>, Fault> {
    let value = |argument: &Argument| match argument {
        Argument::Json(value) => Ok(value.clone()),
        Argument::Path(route) | Argument::Children(route, _) => inner(route, cx.root, cx),
    };
    arguments.iter().map(value).collect()
}

/// What the path of an argument finds in `item`.
fn inner(route: &Route, item: &Value, cx: Cx<'_>) -> Result<Value, Fault> {
    walk::select(route, item, cx, Absence::Drops).map_err(|fault| Fault {
        why: Why::Function(reason("$", &route.tokens, fault.at, &fault.why)),
        ..fault
    })
}

/// `length()` counts the children of what it is given; those of a path, in the value it is called on. Like
/// every argument, the path must lead somewhere from the root of the document, too.
fn length(value: &Value, arguments: &[Argument], cx: Cx<'_>) -> Result<Value, Fault> {
    if let Some(Argument::Json(_)) = arguments.first() {
        return Err(fatal("length() takes a path, not a value"));
    }
    evaluate(arguments, cx)?;
    if let Some(Argument::Path(route) | Argument::Children(route, _)) = arguments.first() {
        let of = if let Some(Argument::Children(_, children)) = arguments.first() { children } else { route };
        if let Value::Array(items) = inner(of, value, cx)? {
            return Ok(Value::from(items.len()));
        }
    }
    Ok(match value {
        Value::Array(_) | Value::Object(_) => Value::from(children(value).count()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Value::Null,
    })
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

/// The item at `index`, from the end if negative; the first one cannot be reached from the end, as in Jayway.
fn pick(value: &Value, index: i64) -> Result<Value, Fault> {
    let items = value.as_array().ok_or_else(|| fatal(NOTHING))?;
    let at = if index < 0 {
        index.checked_add_unsigned(items.len() as u64).filter(|at| *at > 0)
    } else {
        Some(index)
    };
    at.and_then(|at| items.get(usize::try_from(at).ok()?))
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
