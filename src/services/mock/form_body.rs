//! Bodies of HTTP Tasks as forms (`RequestBodyEncoding: URL_ENCODED`), with the four ways of writing arrays.

use crate::base::value::Value;
use crate::services::aws::escaped;

/// How arrays are written (`ArrayFormat`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArrayFormat {
    /// `a[0]=x&a[1]=y`
    Indices,
    /// `a=x&a=y`
    Repeat,
    /// `a=x,y`
    Commas,
    /// `a[]=x&a[]=y`
    Brackets,
}

/// The format that `Transform` asks for; none if it asks for no form.
#[must_use]
pub fn format(transform: Option<&Value>) -> Option<ArrayFormat> {
    let transform = transform?;
    if transform.get("RequestBodyEncoding").and_then(Value::as_str) != Some("URL_ENCODED") {
        return None;
    }
    let options = transform.get("RequestEncodingOptions");
    let format = options.and_then(|options| options.get("ArrayFormat")).and_then(Value::as_str);
    Some(match format {
        Some("REPEAT") => ArrayFormat::Repeat,
        Some("COMMAS") => ArrayFormat::Commas,
        Some("BRACKETS") => ArrayFormat::Brackets,
        Some(_) | None => ArrayFormat::Indices,
    })
}

/// `value` as a form.
#[must_use]
pub fn encoded(value: &Value, format: ArrayFormat) -> String {
    let mut pairs = Vec::new();
    for (key, value) in value.as_object().into_iter().flatten() {
        add(&mut pairs, key.to_string(), value, format);
    }
    let pair =
        |(name, value): &(String, String)| format!("{}={}", escaped(name, false), escaped(value, false));
    pairs.iter().map(pair).collect::<Vec<_>>().join("&")
}

fn add(pairs: &mut Vec<(String, String)>, name: String, value: &Value, format: ArrayFormat) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(key, value)| add(pairs, format!("{name}[{key}]"), value, format));
        }
        Value::Array(items) if format == ArrayFormat::Commas => {
            pairs.push((name, items.iter().map(plain).collect::<Vec<_>>().join(",")));
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                let name = match format {
                    ArrayFormat::Indices => format!("{name}[{at}]"),
                    ArrayFormat::Brackets => format!("{name}[]"),
                    ArrayFormat::Repeat | ArrayFormat::Commas => name.clone(),
                };
                add(pairs, name, item, format);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            pairs.push((name, plain(value)))
        }
    }
}

/// Text as it is, nothing for null, other JSON as text.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.to_string(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_json(),
    }
}
