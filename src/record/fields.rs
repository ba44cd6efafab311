//! Reading members of a line by name, with words for what is missing.

use std::ops::Range;
use std::sync::Arc;

use crate::asl::machine::{StateId, StateMachine};
use crate::base::value::{Array, Value};
use crate::engine::call::TaskError;

/// What is wrong with a line, as the end of a sentence: "`at` is missing".
pub type Fault = String;

/// The member `key`.
pub fn member<'v>(value: &'v Value, key: &str) -> Result<&'v Value, Fault> {
    value.get(key).ok_or_else(|| format!("`{key}` is missing"))
}

/// The text at `key`.
pub fn text<'v>(value: &'v Value, key: &str) -> Result<&'v str, Fault> {
    member(value, key)?.as_str().ok_or_else(|| format!("`{key}` is not text"))
}

/// The text at `key`, if there is one.
pub fn maybe_text(value: &Value, key: &str) -> Option<Arc<str>> {
    value.get(key)?.as_str().map(Arc::from)
}

/// The whole number at `key`, if it fits the type that is wanted.
pub fn number<N: TryFrom<i64>>(value: &Value, key: &str) -> Result<N, Fault> {
    let number = member(value, key)?.as_i64().and_then(|number| N::try_from(number).ok());
    number.ok_or_else(|| format!("`{key}` is not a whole number that fits"))
}

/// The whole number at `key`; 0 if there is none.
pub fn number_or_0<N: TryFrom<i64> + Default>(value: &Value, key: &str) -> Result<N, Fault> {
    if value.get(key).is_some() { number(value, key) } else { Ok(N::default()) }
}

/// Whether `key` is true; what is not there is not.
pub fn flag(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or(false)
}

/// The list at `key`; empty if there is none.
pub fn list<'v>(value: &'v Value, key: &str) -> Result<&'v [Value], Fault> {
    match value.get(key) {
        None => Ok(&[]),
        Some(list) => list.as_array().map(Array::as_slice).ok_or_else(|| format!("`{key}` is not a list")),
    }
}

/// The texts in the list at `key`.
pub fn texts(value: &Value, key: &str) -> Result<Vec<String>, Fault> {
    let wrong = || format!("`{key}` is not a list of texts");
    list(value, key)?.iter().map(|text| text.as_str().map(str::to_owned).ok_or_else(wrong)).collect()
}

/// Two offsets in a list.
pub fn range(value: &Value) -> Result<Range<usize>, Fault> {
    let end = |at: usize| value.at(at).and_then(Value::as_i64).and_then(|at| usize::try_from(at).ok());
    end(0).zip(end(1)).map(|(from, to)| from..to).ok_or_else(|| "a range is not two offsets".to_owned())
}

/// The state whose name is at `key`.
pub fn state(value: &Value, key: &str, machine: &StateMachine) -> Result<StateId, Fault> {
    find(text(value, key)?, machine)
}

/// The state called `name`.
pub fn find(name: &str, machine: &StateMachine) -> Result<StateId, Fault> {
    machine.find(name).ok_or_else(|| format!("the definition has no state `{name}`"))
}

/// `error` and `cause`, each if it is there.
pub fn error(value: &Value) -> TaskError {
    TaskError { error: maybe_text(value, "error"), cause: maybe_text(value, "cause") }
}
