//! From the answer of an API to what a state sees of it.

use std::sync::Arc;

use crate::base::amount::count;
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::catalog::wire::{
    Api, Location, PlainKind, Protocol, TimeFormat, WireKind, WireMember, WireOperation, WireShape,
    WireStructure,
};
use crate::load::{MAX_VALUES, has_too_many_values};
use crate::services::remote::HttpResponse;

use super::xml::Element;

/// How members are spelled and times are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// As by SDK integrations: `DbInstanceIdentifier`, times as text.
    Sdk,
    /// As by optimized integrations: `DBInstanceIdentifier`, times in milliseconds.
    Optimized,
}

/// What `response` says, which is a success; an error says what is wrong with it.
pub fn answer(
    api: &Api,
    operation: WireOperation<'_>,
    response: &HttpResponse,
    spelling: Spelling,
) -> Result<Value, String> {
    let Some(output) = operation.output() else { return Ok(Value::empty_object()) };
    let reading = Reading { spelling, is_inside_attribute: false };
    let mut found = Object::new();
    let mut add = |member: &WireMember<'_>, value: Value| {
        found.insert(&*reading.name(member), value);
    };
    let has_body = !response.body.iter().all(u8::is_ascii_whitespace);
    let payload = output.payload();
    for member in output.members() {
        match member.location() {
            Location::Status => add(&member, Value::from(i64::from(response.status))),
            Location::Header => {
                if let Some(text) = response.header(&member.wire_name().to_ascii_lowercase()) {
                    add(&member, reading.text(member.shape, text, TimeFormat::Http));
                }
            }
            Location::Headers => add(&member, prefixed(response, member.wire_name())),
            Location::Body | Location::Uri | Location::Query => {}
        }
    }
    match payload {
        Some(member) if member.shape.is_raw() => {
            add(&member, Value::from(String::from_utf8_lossy(&response.body).into_owned()));
            return Ok(sorted(&found, Some(&reading.name(&member))).into());
        }
        Some(member) if has_body => add(&member, reading.document(api, member.shape, &response.body)?),
        Some(_) => {}
        None if has_body && output.members().any(|member| member.location() == Location::Body) => {
            found = merged(found, reading.body(api, operation, output, &response.body)?);
        }
        None => {}
    }
    Ok(sorted(&found, None).into())
}

/// Results are in the order of the alphabet (recorded); a body that is one text comes last.
fn sorted(object: &Object, last: Option<&str>) -> Object {
    let mut members: Vec<(Arc<str>, Value)> = object.iter().cloned().collect();
    members.sort_by(|(a, _), (b, _)| (Some(&**a) == last, a).cmp(&(Some(&**b) == last, b)));
    members.into_iter().collect()
}

fn merged(mut object: Object, with: Object) -> Object {
    with.iter().for_each(|(key, value)| object.insert(Arc::clone(key), value.clone()));
    object
}

/// The headers that begin with `prefix`, without it.
fn prefixed(response: &HttpResponse, prefix: &str) -> Value {
    let prefix = prefix.to_ascii_lowercase();
    let part = |(name, value): &(String, String)| {
        Some((name.strip_prefix(&*prefix)?.to_owned(), value.as_str().into()))
    };
    response.headers.iter().filter_map(part).collect::<Object>().into()
}

/// How an answer is read.
#[derive(Clone, Copy)]
struct Reading {
    spelling: Spelling,
    /// Whether it is a part of a value of DynamoDB.
    is_inside_attribute: bool,
}

impl Reading {
    fn name<'a>(self, member: &WireMember<'a>) -> std::borrow::Cow<'a, str> {
        match self.spelling {
            Spelling::Sdk => member.sdk_name(),
            Spelling::Optimized => member.own_name(),
        }
    }

    /// The members of the body of an answer.
    fn body(
        self,
        api: &Api,
        operation: WireOperation<'_>,
        output: WireStructure<'_>,
        body: &[u8],
    ) -> Result<Object, String> {
        match api.protocol() {
            Protocol::Json | Protocol::RestJson => {
                let value = json(body)?;
                let members = value.as_object();
                let members = members.ok_or_else(|| format!("the answer is {}", value.type_name()))?;
                Ok(self.json_members(output, members))
            }
            Protocol::RestXml | Protocol::Query | Protocol::Ec2 | Protocol::Cbor => {
                let root = Element::parse(&String::from_utf8_lossy(body))?;
                let inner = operation.wrapper().and_then(|name| root.child(name)).unwrap_or(&root);
                Ok(self.xml_members(output, inner))
            }
        }
    }

    /// A body that is one member.
    fn document(self, api: &Api, shape: WireShape<'_>, body: &[u8]) -> Result<Value, String> {
        match api.protocol() {
            Protocol::Json | Protocol::RestJson => Ok(self.json(shape, &json(body)?)),
            Protocol::RestXml | Protocol::Query | Protocol::Ec2 | Protocol::Cbor => {
                Ok(self.xml(shape, &Element::parse(&String::from_utf8_lossy(body))?))
            }
        }
    }

    fn json_members(self, structure: WireStructure<'_>, members: &Object) -> Object {
        let is_attribute = structure.is_attribute();
        let inner = Self { is_inside_attribute: self.is_inside_attribute || is_attribute, ..self };
        let mut object = Object::new();
        for member in structure.members() {
            let Some(value) = members.get(member.wire_name()).filter(|value| !value.is_null()) else {
                continue;
            };
            // Values of DynamoDB keep its own names on the outside and get those of the SDK further in (reported).
            let is_own = is_attribute && !self.is_inside_attribute;
            let name = if is_own { member.own_name() } else { self.name(&member) };
            object.insert(&*name, inner.json(member.shape, value));
        }
        sorted(&object, None)
    }

    fn json(self, shape: WireShape<'_>, value: &Value) -> Value {
        match (shape.kind(), value) {
            (WireKind::Structure(structure), Value::Object(members)) => {
                self.json_members(structure, members).into()
            }
            (WireKind::List(list), Value::Array(items)) => {
                items.iter().map(|item| self.json(list.item, item)).collect::<Vec<_>>().into()
            }
            (WireKind::Map(map), Value::Object(entries)) => {
                let entries = entries.iter().filter(|(_, value)| !value.is_null());
                entries
                    .map(|(key, value)| (Arc::clone(key), self.json(map.value, value)))
                    .collect::<Object>()
                    .into()
            }
            (WireKind::Plain(PlainKind::Timestamp(format)), _) => match value.as_f64() {
                Some(seconds) => self.time(seconds),
                None => {
                    self.text(shape, value.as_str().unwrap_or_default(), format.unwrap_or(TimeFormat::Iso))
                }
            },
            (WireKind::Plain(_) | WireKind::List(_) | WireKind::Map(_) | WireKind::Structure(_), _) => {
                value.clone()
            }
        }
    }

    fn xml_members(self, structure: WireStructure<'_>, element: &Element) -> Object {
        let mut object = Object::new();
        for member in structure.members().filter(|member| member.location() == Location::Body) {
            let name = self.name(&member);
            let wire_name = member.wire_name();
            if member.is_attribute() {
                let attribute = element.attributes.iter().find(|(known, _)| known == wire_name);
                if let Some((_, text)) = attribute {
                    object.insert(&*name, self.text(member.shape, text, TimeFormat::Iso));
                }
                continue;
            }
            if let Some(item_name) = member.item_name() {
                let is_item = |child: &&Element| [wire_name, item_name].contains(&&*child.name);
                let items: Vec<&Element> = element.children.iter().filter(is_item).collect();
                if !items.is_empty() {
                    object.insert(&*name, self.xml_items(member.shape, &items));
                }
            } else if let Some(child) = element.child(wire_name) {
                object.insert(&*name, self.xml(member.shape, child));
            }
        }
        sorted(&object, None)
    }

    fn xml(self, shape: WireShape<'_>, element: &Element) -> Value {
        match shape.kind() {
            WireKind::Structure(structure) => self.xml_members(structure, element).into(),
            WireKind::List(_) | WireKind::Map(_) => {
                self.xml_items(shape, &element.children.iter().collect::<Vec<_>>())
            }
            WireKind::Plain(_) => self.text(shape, &element.text, TimeFormat::Iso),
        }
    }

    /// The items of a list or the entries of a map.
    fn xml_items(self, shape: WireShape<'_>, items: &[&Element]) -> Value {
        if let WireKind::Map(map) = shape.kind() {
            let entry = |entry: &&Element| {
                let value = entry.child(map.value_name).map(|value| self.xml(map.value, value));
                Some((entry.child(map.key_name)?.text.trim().to_owned(), value?))
            };
            return items.iter().filter_map(entry).collect::<Object>().into();
        }
        let item = shape.item().unwrap_or(shape);
        items.iter().map(|element| self.xml(item, element)).collect::<Vec<_>>().into()
    }

    /// A single value that is written as text, a point in time as `format` says.
    fn text(self, shape: WireShape<'_>, text: &str, format: TimeFormat) -> Value {
        let number = || Value::parse(text.trim()).ok().filter(|value| value.as_number().is_some());
        let WireKind::Plain(kind) = shape.kind() else { return text.into() };
        match kind {
            PlainKind::Integer | PlainKind::Float => number().unwrap_or_else(|| text.into()),
            PlainKind::Boolean => Value::from(text.trim() == "true"),
            PlainKind::Timestamp(own) => match own.unwrap_or(format) {
                TimeFormat::Seconds => {
                    text.trim().parse().map_or_else(|_| text.into(), |seconds| self.time(seconds))
                }
                TimeFormat::Iso | TimeFormat::Http => match moment(text.trim()) {
                    Some(time) => self.moment(time),
                    None => text.into(),
                },
            },
            PlainKind::String | PlainKind::Binary | PlainKind::Any | PlainKind::JsonText => text.into(),
        }
    }

    fn time(self, seconds: f64) -> Value {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a time beyond all calendars may come out at their end"
        )]
        self.moment(Time::from_millis((seconds * 1000.0).round() as i64))
    }

    /// Text with three digits of a second for SDK integrations, or none if it is a whole one; milliseconds for
    /// optimized ones (recorded).
    fn moment(self, time: Time) -> Value {
        match self.spelling {
            Spelling::Optimized => Value::from(time.millis()),
            Spelling::Sdk => Value::from(time.iso()),
        }
    }
}

/// Reads an answer that is JSON.
pub(super) fn json(body: &[u8]) -> Result<Value, String> {
    let text = std::str::from_utf8(body).map_err(|error| format!("the answer is no UTF-8: {error}"))?;
    if has_too_many_values(text) {
        return Err(format!("the answer has more than {} values", count(MAX_VALUES)));
    }
    Value::parse(text).map_err(|error| format!("the answer is no JSON: {error}"))
}

/// Reads `2026-01-31T02:00:00Z` and `Sat, 31 Jan 2026 02:00:00 GMT`.
fn moment(text: &str) -> Option<Time> {
    Time::parse(text).or_else(|| {
        let words: Vec<&str> = text.split([' ', '-']).collect();
        let [_, day, month, year, clock, ..] = words[..] else { return None };
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let month = months.iter().position(|name| *name == month)? + 1;
        Time::parse(&format!("{year}-{month:02}-{day:0>2}T{clock}Z"))
    })
}
