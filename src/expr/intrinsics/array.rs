//! Functions that make arrays or look into them.

use std::collections::HashMap;

use crate::base::chance::Chance;
use crate::base::value::{Array, Value};
use crate::expr::java;

use super::{Invalid, whole};

/// How many numbers `States.ArrayRange` may give.
const LONGEST_RANGE: i128 = 1000;

fn items(value: &Value) -> Result<&Array, Invalid> {
    value.as_array().ok_or_else(Invalid::default)
}

pub(super) fn array(arguments: &[Value], _: &Chance) -> Result<Value, Invalid> {
    Ok(Value::from(arguments.to_vec()))
}

pub(super) fn contains(arguments: &[Value], _: &Chance) -> Result<Value, Invalid> {
    Ok(Value::Bool(items(&arguments[0])?.contains(&arguments[1])))
}

/// An index past the end gives `null`, as in paths.
pub(super) fn item(arguments: &[Value], _: &Chance) -> Result<Value, Invalid> {
    let items = items(&arguments[0])?;
    let index = usize::try_from(whole(&arguments[1])?).map_err(|_| Invalid::default())?;
    Ok(items.get(index).cloned().unwrap_or_default())
}

pub(super) fn length(arguments: &[Value], _: &Chance) -> Result<Value, Invalid> {
    Ok(Value::from(items(&arguments[0])?.len()))
}

pub(super) fn partition(arguments: &[Value], _: &Chance) -> Result<Value, Invalid> {
    let items = items(&arguments[0])?;
    let size = usize::try_from(whole(&arguments[1])?).ok().filter(|size| *size > 0);
    let pieces = items.chunks(size.ok_or_else(Invalid::default)?);
    Ok(pieces.map(|piece| Value::from(piece.to_vec())).collect::<Vec<_>>().into())
}

pub(super) fn range(arguments: &[Value], _: &Chance) -> Result<Value, Invalid> {
    let (first, last, step) = (whole(&arguments[0])?, whole(&arguments[1])?, whole(&arguments[2])?);
    if step == 0 {
        return Err(Invalid::default());
    }
    let way = i128::from(last) - i128::from(first);
    let forward = way == 0 || (way > 0) == (step > 0);
    let count = if forward { way / i128::from(step) + 1 } else { 0 };
    if count > LONGEST_RANGE {
        return Err(Invalid::default());
    }
    let numbers = (0..count as i64).map(|at| Value::from(first + at * step));
    Ok(numbers.collect::<Vec<_>>().into())
}

/// AWS gives the order of a Java hash set, `[true, false]` becoming `[false, true]`.
pub(super) fn unique(arguments: &[Value], _: &Chance) -> Result<Value, Invalid> {
    let mut kept: Vec<&Value> = Vec::new();
    let mut hashes: Vec<i32> = Vec::new();
    let mut known: HashMap<i32, Vec<usize>> = HashMap::new();
    for item in items(&arguments[0])?.iter() {
        let hash = java::hash(item);
        let alike = known.entry(hash).or_default();
        if !alike.iter().any(|&at| kept[at] == item) {
            alike.push(kept.len());
            kept.push(item);
            hashes.push(hash);
        }
    }
    Ok(java::hash_order(&hashes).into_iter().map(|at| kept[at].clone()).collect::<Vec<_>>().into())
}
