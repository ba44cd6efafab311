//! Truth and equality, which operators and functions share.

use std::rc::Rc;

use crate::base::value::Value;

use crate::expr::jsonata::Level;
use crate::expr::jsonata::error::Res;
use crate::expr::jsonata::function::Function;
use crate::expr::jsonata::item::{Item, List};
use crate::expr::jsonata::number::out_of_range;
use crate::expr::jsonata::run::Run;

/// Whether an item that decides something counts as true; what is undefined does not. In 2.0.6 functions
/// do, unless they are arguments of a function.
pub(in crate::expr::jsonata) fn holds(item: &Item, run: &Run<'_>) -> Res<bool> {
    if let Item::Function(function) = item {
        return Ok(run.level == Level::Aws && !is_matcher(function));
    }
    Ok(truth(item, run)? == Some(true))
}

/// Regular expressions and what they return are functions of the host, which never counted as true.
fn is_matcher(function: &Function) -> bool {
    matches!(function, Function::Regex(..) | Function::NextMatch(_))
}

/// Whether the argument of a function counts as true; nothing for what is undefined.
pub(in crate::expr::jsonata) fn truth(item: &Item, run: &Run<'_>) -> Res<Option<bool>> {
    Ok(Some(match item {
        Item::Undefined | Item::Tail(_) | Item::Tuples(_) => return Ok(None),
        Item::NonFinite(f) if f.is_nan() => false,
        Item::NonFinite(_) => return Err(out_of_range()),
        Item::Function(_) => false,
        Item::Record(record) => !record.members.is_empty(),
        Item::Json(value) => of_value(value, run)?,
        Item::Range(range) => range.len > 1 || range.first != 0,
        Item::List(items, _) => any(items, run)?,
        Item::Mixed(mixed) => {
            for (at, item) in mixed.items.iter().enumerate() {
                if holds(item, run)? {
                    run.budget.items(at)?;
                    return Ok(Some(true));
                }
            }
            run.budget.items(mixed.items.len())?;
            false
        }
    }))
}

fn of_value(value: &Value, run: &Run<'_>) -> Res<bool> {
    Ok(match value {
        Value::Null => false,
        Value::Bool(b) => *b,
        Value::Number(n) => n.as_f64() != 0.0,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => return any(items, run),
        Value::Object(members) => !members.is_empty(),
    })
}

/// Whether one of the items counts as true. Lists in lists may be the same ones again and again.
fn any(items: &[Value], run: &Run<'_>) -> Res<bool> {
    for (at, item) in items.iter().enumerate() {
        if matches!(item, Value::Array(_)) {
            run.budget.steps(1)?;
        }
        if of_value(item, run)? {
            run.budget.items(at)?;
            return Ok(true);
        }
    }
    run.budget.items(items.len())?;
    Ok(false)
}

/// Whether two items are equal throughout.
pub(in crate::expr::jsonata) fn same(a: &Item, b: &Item) -> bool {
    match (a, b) {
        (Item::Json(a), Item::Json(b)) => a == b,
        (Item::Function(a), Item::Function(b)) => match (&**a, &**b) {
            (Function::Builtin(a), Function::Builtin(b)) => std::ptr::eq(*a, *b),
            _ => Rc::ptr_eq(a, b),
        },
        (Item::NonFinite(a), Item::NonFinite(b)) => a == b,
        (Item::Record(a), Item::Record(b)) => {
            a.members.len() == b.members.len()
                && a.members.iter().all(|(key, item)| b.get(key).is_some_and(|other| same(item, other)))
        }
        _ => match (a.as_list(), b.as_list()) {
            (Some(List::Json(a, _)), Some(List::Json(b, _))) => a == b,
            (Some(a), Some(b)) => a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(&a, &b)),
            _ => false,
        },
    }
}
