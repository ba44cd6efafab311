//! What templates call: `$input`, `$util`, and the methods that Java's texts, lists and maps have.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Seen;
use crate::base::source::Source;
use crate::base::value::{Object, Value};
use crate::events::route::decoded;
use crate::expr::java::text as shown;
use crate::expr::jsonpath::Path;
use crate::expr::{java_replace, matches_whole};
use crate::load;

/// What API Gateway says of a body that a template looks into and that is not JSON.
pub const NOT_JSON: &str = "Could not parse request body into json: ";

/// What a reference stands for on its way.
pub enum Thing {
    Input,
    Util,
    Data(Value),
}

fn data(value: impl Into<Value>) -> Option<Thing> {
    Some(Thing::Data(value.into()))
}

/// A member: of `$input` its body, of a map what has this key.
pub fn member(thing: &Thing, name: &str, seen: &Seen<'_>) -> Option<Thing> {
    match thing {
        Thing::Input if name == "body" => data(seen.body),
        Thing::Input | Thing::Util => None,
        Thing::Data(value) => value.get(name).cloned().and_then(data),
    }
}

/// An item of a list, or what a map has for a key.
pub fn index(thing: &Thing, index: &Value) -> Option<Thing> {
    let Thing::Data(value) = thing else { return None };
    let item = match index.as_i64() {
        Some(at) => usize::try_from(at).ok().and_then(|at| value.at(at)),
        None => index.as_str().and_then(|key| value.get(key)),
    };
    item.cloned().and_then(data)
}

/// What a list or a map becomes, and what the method gives.
pub fn change(value: &Value, name: &str, given: &[Value]) -> (Value, Value) {
    let argument = |at: usize| given.get(at).cloned().unwrap_or_default();
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().cloned().collect();
            let mut result = Value::from(true);
            match name {
                "add" => items.push(given.last().cloned().unwrap_or_default()),
                "addAll" => items.extend(argument(0).as_array().iter().flat_map(|all| all.iter().cloned())),
                "remove" => {
                    let at = argument(0).as_i64().and_then(|at| usize::try_from(at).ok());
                    result = at.filter(|at| *at < items.len()).map_or(Value::Null, |at| items.remove(at));
                }
                _ => {}
            }
            (items.into(), result)
        }
        Value::Object(members) => {
            let mut members = members.clone();
            let mut result = Value::from("");
            match name {
                "put" => members.insert(shown(&argument(0)), argument(1)),
                "remove" => result = members.remove(&shown(&argument(0))).unwrap_or_default(),
                "putAll" => {
                    for (key, value) in argument(0).as_object().into_iter().flat_map(Object::iter) {
                        members.insert(&**key, value.clone());
                    }
                }
                _ => {}
            }
            (members.into(), result)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => (value.clone(), Value::Null),
    }
}

/// What a method gives; none if that is nothing.
pub fn method(thing: &Thing, name: &str, given: &[Value], seen: &Seen<'_>) -> Result<Option<Thing>, String> {
    let unknown = |of: &str| Err(format!("a mapping template calls `{name}`, which {of} does not have"));
    let found = match thing {
        Thing::Input => input(name, given, seen)?,
        Thing::Util => util(name, given),
        Thing::Data(Value::String(text)) => Some(of_text(text, name, given)),
        Thing::Data(Value::Array(items)) => Some(of_list(items.as_slice(), name, given)),
        Thing::Data(Value::Object(members)) => Some(of_map(members, name, given)),
        Thing::Data(value @ (Value::Null | Value::Bool(_) | Value::Number(_))) => {
            return match name {
                "toString" => Ok(data(shown(value))),
                "equals" => Ok(data(given.first().is_some_and(|other| other == value))),
                "intValue" | "longValue" | "doubleValue" => Ok(data(value.clone())),
                _ => unknown("a number"),
            };
        }
    };
    match (found, thing) {
        (Some(Some(value)), _) => Ok(data(value)),
        (Some(None), Thing::Input) => unknown("$input"),
        (Some(None), Thing::Util) => unknown("$util"),
        (Some(None), Thing::Data(value)) => unknown(&format!("a value of type {}", value.type_name())),
        (None, _) => Ok(None),
    }
}

/// What is found: nothing in the outer place, no such method in the inner one.
type Found = Option<Option<Value>>;

fn input(name: &str, given: &[Value], seen: &Seen<'_>) -> Result<Found, String> {
    let text = given.first().map(shown);
    let at = |path: &str| at(seen, path);
    Ok(match name {
        "json" => {
            let found = text.map(|path| at(&path)).transpose()?.flatten();
            Some(Some(found.map_or_else(|| r#""""#.to_owned(), |value| value.to_json()).into()))
        }
        "path" => text.map(|path| at(&path)).transpose()?.flatten().map(Some),
        "body" => Some(Some(seen.body.into())),
        "params" => match text {
            None => Some(Some(seen.parameters.clone())),
            Some(name) => Some(Some(parameter(seen, &name).unwrap_or_else(|| "".into()))),
        },
        _ => Some(None),
    })
}

/// A parameter by its name: in the path, in the query, among the headers.
fn parameter(seen: &Seen<'_>, name: &str) -> Option<Value> {
    let of = |kind: &str| seen.parameters.get(kind);
    let plain = ["path", "querystring"].iter().find_map(|kind| of(kind)?.get(name));
    plain.cloned().or_else(|| {
        let headers = of("header")?.as_object()?;
        headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
    })
}

/// What a path finds in the body; one that is empty counts as `{}`. The error is that it is not JSON, in the words of
/// AWS's parser.
fn at(seen: &Seen<'_>, path: &str) -> Result<Option<Value>, String> {
    let body = if seen.body.trim().is_empty() { "{}" } else { seen.body };
    let value = Value::parse(body).map_err(|error| {
        let rejected = load::sent(&Source::new("body.json", body)).err();
        let words = rejected.and_then(|rejected| rejected.diagnostics.into_iter().next()?.aws);
        let words = words.map_or_else(|| error.to_string(), |words| words.message);
        format!("{NOT_JSON}{}", words.split("\n at ").next().unwrap_or_default())
    })?;
    Ok(Path::parse(path).ok().and_then(|path| path.select(&value).ok()))
}

fn util(name: &str, given: &[Value]) -> Found {
    let text = given.first().map(shown).unwrap_or_default();
    let made = match name {
        "escapeJavaScript" => escaped(&text),
        "parseJson" => return Value::parse(&text).ok().map(Some),
        "urlEncode" => encoded(&text),
        "urlDecode" => decoded(&text.replace('+', " ")),
        "base64Encode" => STANDARD.encode(text),
        "base64Decode" => String::from_utf8_lossy(&STANDARD.decode(text).ok()?).into_owned(),
        _ => return Some(None),
    };
    Some(Some(made.into()))
}

/// As Apache's `StringEscapeUtils.escapeJavaScript` does, which escapes `'` as well: that is no escape of JSON.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '\'' | '\\' | '/' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            ' '..='~' => out.push(c),
            _ => {
                let mut units = [0; 2];
                out.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04X}")));
            }
        }
    }
    out
}

fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' => char::from(byte).to_string(),
        b' ' => "+".to_owned(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// `None` if texts have no such method.
fn of_text(text: &str, name: &str, given: &[Value]) -> Option<Value> {
    let argument = |at: usize| given.get(at).map(shown).unwrap_or_default();
    let number = |at: usize| given.get(at).and_then(Value::as_i64).and_then(|at| usize::try_from(at).ok());
    let first = argument(0);
    Some(match name {
        "length" => text.chars().count().into(),
        "isEmpty" => text.is_empty().into(),
        "contains" => text.contains(&first).into(),
        "startsWith" => text.starts_with(&first).into(),
        "endsWith" => text.ends_with(&first).into(),
        "equals" => (text == first).into(),
        "equalsIgnoreCase" => (text.to_lowercase() == first.to_lowercase()).into(),
        "matches" => matches_whole(&first, text).into(),
        "indexOf" => text.find(&first).map_or(Value::from(-1_i64), |at| text[..at].chars().count().into()),
        "toLowerCase" => text.to_lowercase().into(),
        "toUpperCase" => text.to_uppercase().into(),
        "trim" => text.trim().into(),
        "concat" => format!("{text}{first}").into(),
        "replace" => text.replace(&first, &argument(1)).into(),
        "replaceAll" => java_replace(&first, text, &argument(1))?.into(),
        "split" => text.split(&first).map(Value::from).collect::<Vec<_>>().into(),
        "substring" => {
            let from = number(0).unwrap_or(0);
            let count = number(1).map_or(usize::MAX, |to| to.saturating_sub(from));
            text.chars().skip(from).take(count).collect::<String>().into()
        }
        "toString" => text.into(),
        _ => return None,
    })
}

fn of_list(items: &[Value], name: &str, given: &[Value]) -> Option<Value> {
    let first = given.first();
    Some(match name {
        "size" => items.len().into(),
        "isEmpty" => items.is_empty().into(),
        "get" => {
            let at = first.and_then(Value::as_i64).and_then(|at| usize::try_from(at).ok());
            at.and_then(|at| items.get(at)).cloned().unwrap_or_default()
        }
        "contains" => first.is_some_and(|one| items.contains(one)).into(),
        "toString" => shown(&items.to_vec().into()).into(),
        _ => return None,
    })
}

fn of_map(members: &Object, name: &str, given: &[Value]) -> Option<Value> {
    let key = given.first().map(shown).unwrap_or_default();
    Some(match name {
        "get" => members.get(&key).cloned().unwrap_or_default(),
        "getOrDefault" => members.get(&key).or(given.get(1)).cloned().unwrap_or_default(),
        "containsKey" => members.contains(&key).into(),
        "size" => members.len().into(),
        "isEmpty" => members.is_empty().into(),
        "keySet" => members.keys().map(|key| Value::from(&**key)).collect::<Vec<_>>().into(),
        "values" => members.values().cloned().collect::<Vec<_>>().into(),
        "entrySet" => members
            .iter()
            .map(|(key, value)| {
                Value::from(Object::from_iter([("key", Value::from(&**key)), ("value", value.clone())]))
            })
            .collect::<Vec<_>>()
            .into(),
        "toString" => shown(&members.clone().into()).into(),
        _ => return None,
    })
}
