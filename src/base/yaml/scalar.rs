//! What a scalar means: the core schema of YAML 1.2.

use std::borrow::Cow;

use super::YamlFault;
use crate::base::value::{Number, Value};

/// The value of an untagged scalar without quotes; none for `.inf`, `.nan` and numbers out of range.
#[must_use]
pub fn plain(text: &str) -> Option<Value> {
    Some(match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => match number(text) {
            Some(number) => Value::Number(number?),
            None => Value::from(text),
        },
    })
}

/// Whether a reader of YAML 1.1 takes this word for a boolean, unlike this one.
pub(super) fn is_old_boolean(text: &str) -> bool {
    matches!(text, "yes" | "Yes" | "YES" | "no" | "No" | "NO" | "on" | "On" | "ON" | "off" | "Off" | "OFF")
}

/// The value of a scalar with a tag of the core schema, named by its suffix.
pub(super) fn tagged(text: &str, tag: &str) -> Result<Value, YamlFault> {
    let value = plain(text);
    let fits = match (tag, &value) {
        ("str", _) => return Ok(Value::from(text)),
        ("int", Some(Value::Number(number))) => number.is_integer(),
        ("float", Some(Value::Number(_))) | ("bool", Some(Value::Bool(_))) | ("null", Some(Value::Null)) => {
            true
        }
        ("int" | "float" | "bool" | "null", _) => false,
        _ => return Err(YamlFault::Tag(format!("!!{tag}"))),
    };
    value.filter(|_| fits).ok_or_else(|| YamlFault::Type(format!("!!{tag}")))
}

/// The number a text is, if it looks like one; the inner `None` says that JSON cannot hold it.
fn number(text: &str) -> Option<Option<Number>> {
    if let Some(octal) =
        text.strip_prefix("0o").filter(|digits| digits.bytes().all(|b| matches!(b, b'0'..=b'7')))
    {
        return (!octal.is_empty()).then(|| based(octal, 8));
    }
    if let Some(hex) = text.strip_prefix("0x").filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
    {
        return (!hex.is_empty()).then(|| based(hex, 16));
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(digits, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Some(None);
    }
    if !is_decimal(digits.as_bytes()) {
        return None;
    }
    let text = text.strip_prefix('+').unwrap_or(text);
    let exact = text.parse::<i64>().map(Number::from).or_else(|_| text.parse::<u64>().map(Number::from));
    Some(exact.ok().or_else(|| text.parse().ok().and_then(Number::from_f64)))
}

fn based(digits: &str, radix: u32) -> Option<Number> {
    u64::from_str_radix(digits, radix).ok().map(Number::from)
}

/// `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_decimal(text: &[u8]) -> bool {
    let digits = |text: &[u8]| text.iter().take_while(|b| b.is_ascii_digit()).count();
    let whole = digits(text);
    let mut rest = &text[whole..];
    if let [b'.', fraction @ ..] = rest {
        let len = digits(fraction);
        if whole + len == 0 {
            return false;
        }
        rest = &fraction[len..];
    } else if whole == 0 {
        return false;
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let exponent = match exponent {
            [b'+' | b'-', exponent @ ..] => exponent,
            exponent => exponent,
        };
        return !exponent.is_empty() && digits(exponent) == exponent.len();
    }
    rest.is_empty()
}

/// The text of a key that was replaced by `value`.
pub(super) fn key_text(value: &Value) -> Cow<'_, str> {
    value.as_str().map_or_else(|| Cow::Owned(value.to_json()), Cow::Borrowed)
}
