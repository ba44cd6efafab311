//! Functions between values and JSON text.

use crate::base::chance::Chance;
use crate::base::value::Value;

use super::Invalid;

/// Blank text is `null`, and `-0` is `0`: recorded behaviour of AWS.
pub(super) fn parse(arguments: &[Value], _: &Chance) -> Result<Value, Invalid> {
    match arguments[0].as_str().ok_or_else(Invalid::default)?.trim() {
        "" => Ok(Value::Null),
        "-0" => Ok(Value::from(0_i64)),
        text => Value::parse(text).map_err(|_| Invalid::default()),
    }
}

pub(super) fn print(arguments: &[Value], _: &Chance) -> Result<Value, Invalid> {
    Ok(Value::from(arguments[0].to_json()))
}

pub(super) fn merge(arguments: &[Value], _: &Chance) -> Result<Value, Invalid> {
    let [Value::Object(first), Value::Object(second), Value::Bool(false)] = arguments else {
        return Err(Invalid::default());
    };
    let mut merged = first.clone();
    for (key, value) in second {
        merged.insert(std::sync::Arc::clone(key), value.clone());
    }
    Ok(Value::from(merged))
}
