//! From what a Task passes to the values of a request: single values as text, bodies as JSON.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::catalog::wire::{Location, PlainKind, TimeFormat, WireKind, WireMember, WireShape, WireStructure};

/// The value that is given for `member`, in any of its spellings; null counts as none.
pub fn given<'v>(object: &'v Object, member: &WireMember<'_>) -> Option<&'v Value> {
    let (sdk, own) = (member.sdk_name(), member.own_name());
    let loose = || {
        let mut all = object.iter().filter(|(key, _)| key.eq_ignore_ascii_case(&own));
        all.next().map(|(_, value)| value)
    };
    object.get(&sdk).or_else(|| object.get(&own)).or_else(loose).filter(|value| !value.is_null())
}

/// A single value as text, a point in time as `format` says unless its shape has one of its own.
pub fn text(shape: WireShape<'_>, value: &Value, format: TimeFormat) -> String {
    let WireKind::Plain(kind) = shape.kind() else { return plain(value) };
    match kind {
        PlainKind::Timestamp(own) => moment(value, own.unwrap_or(format)),
        PlainKind::Binary => STANDARD.encode(bytes(value)),
        PlainKind::Boolean => boolean(value).map_or_else(|| plain(value), |flag| flag.to_string()),
        PlainKind::JsonText => STANDARD.encode(plain(value)),
        PlainKind::String | PlainKind::Integer | PlainKind::Float | PlainKind::Any => plain(value),
    }
}

/// `value` as JSON has it on the wire.
pub fn json(shape: WireShape<'_>, value: &Value) -> Value {
    match (shape.kind(), value) {
        (WireKind::Plain(kind), _) => json_plain(kind, value),
        (WireKind::List(list), Value::Array(items)) => {
            items.iter().map(|item| json(list.item, item)).collect::<Vec<_>>().into()
        }
        (WireKind::Map(map), Value::Object(entries)) => {
            let entry = |(key, value): &(_, Value)| (std::sync::Arc::clone(key), json(map.value, value));
            entries.iter().map(entry).collect::<Object>().into()
        }
        (WireKind::Structure(structure), Value::Object(members)) => object(structure, members).into(),
        // The optimized integration of DynamoDB takes bare text.
        (WireKind::Structure(structure), Value::String(_)) if structure.is_attribute() => {
            Object::from_iter([("S", value.clone())]).into()
        }
        (WireKind::List(_) | WireKind::Map(_) | WireKind::Structure(_), _) => value.clone(),
    }
}

fn json_plain(kind: PlainKind, value: &Value) -> Value {
    match (kind, value) {
        (PlainKind::String | PlainKind::JsonText, _) => Value::from(plain(value)),
        (PlainKind::Integer | PlainKind::Float, Value::String(text)) => Value::parse(text.trim())
            .ok()
            .filter(|value| value.as_number().is_some())
            .unwrap_or(value.clone()),
        (PlainKind::Boolean, _) => boolean(value).map_or_else(|| value.clone(), Value::from),
        (PlainKind::Binary, _) => Value::from(STANDARD.encode(bytes(value))),
        (PlainKind::Timestamp(format), _) => match format.unwrap_or(TimeFormat::Seconds) {
            TimeFormat::Seconds => Value::parse(&moment(value, TimeFormat::Seconds)).unwrap_or(value.clone()),
            format @ (TimeFormat::Iso | TimeFormat::Http) => Value::from(moment(value, format)),
        },
        (PlainKind::Integer | PlainKind::Float | PlainKind::Any, _) => value.clone(),
    }
}

/// The members of a structure that stand in the body.
pub fn object(structure: WireStructure<'_>, members: &Object) -> Object {
    let mut object = Object::new();
    for member in structure.members().filter(|member| member.location() == Location::Body) {
        if let Some(value) = given(members, &member) {
            object.insert(member.wire_name(), json(member.shape, value));
        } else if member.is_token() {
            object.insert(member.wire_name(), Value::from(token()));
        }
    }
    object
}

/// Text as it is, other JSON as compact text.
pub fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_json(), str::to_owned)
}

/// Binary data is given as base64, like results have it; what is no base64 stands for itself.
fn bytes(value: &Value) -> Vec<u8> {
    let text = plain(value);
    match value.as_str() {
        Some(given) => STANDARD.decode(given).unwrap_or_else(|_| text.into_bytes()),
        None => text.into_bytes(),
    }
}

fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::Number(number) => Some(number.as_f64() != 0.0),
        Value::String(text) => match &*text.trim().to_ascii_lowercase() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        },
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A point in time: a text of ISO 8601, or a number of seconds.
fn moment(value: &Value, format: TimeFormat) -> String {
    let seconds = value.as_f64().map(|seconds| (seconds * 1000.0).round());
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a time beyond all calendars may come out at their end"
    )]
    let time =
        seconds.map(|ms| Time::from_millis(ms as i64)).or_else(|| value.as_str().and_then(Time::parse));
    let Some(time) = time else { return plain(value) };
    match format {
        TimeFormat::Iso => time.iso(),
        TimeFormat::Http => time.http(),
        TimeFormat::Seconds => match (time.millis().div_euclid(1000), time.millis().rem_euclid(1000)) {
            (seconds, 0) => seconds.to_string(),
            (seconds, ms) if seconds >= 0 => format!("{seconds}.{ms:03}"),
            _ => format!("{:.3}", time.millis() as f64 / 1000.0),
        },
    }
}

/// A token that no other call has.
pub fn token() -> String {
    use std::hash::{BuildHasher as _, Hasher as _, RandomState};
    // The keys of hash maps are the standard library's own random numbers.
    let draw = || RandomState::new().build_hasher().finish();
    let (a, b) = (draw(), draw());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:x}{:03x}-{:012x}",
        a >> 32,
        a >> 16 & 0xffff,
        a & 0xfff,
        8 | (b >> 62),
        b >> 48 & 0xfff,
        b & 0xffff_ffff_ffff
    )
}
