//! An answer of the right shape for each task: what the definition reads of it, and what the API always has in it.

use crate::asl::call_model::Answer;
use crate::asl::resource::{Pattern, Resource, Target};
use crate::base::value::{Object, Value};
use crate::catalog::{ApiKind, Shape as ApiShape, Structure};

use super::shape::{Shape, best};

/// So many members are written of an answer of which nothing is read and nothing is required.
const FEW: usize = 3;

/// What a mock file answers for a call of `resource`, of whose result `read` is read.
pub(super) fn answer(resource: &Resource, read: &Shape) -> Value {
    let one = |key: &str, value: Value| object([(key, value)]);
    let part = |name: &str| read.part(&[name]).map_or_else(Value::empty_object, Shape::object);
    match &resource.target {
        Target::Function(_) => one("payload", read.object()),
        Target::Activity(_) => one("return", read.object()),
        Target::Service { .. } if resource.pattern == Pattern::Callback => {
            one("callback", one("success", read.object()))
        }
        Target::Service { .. } if resource.is("lambda", "invoke") => one("payload", part("Payload")),
        Target::Service { .. } if resource.is("http", "invoke") || resource.is("apigateway", "invoke") => {
            one("response", object([("status", Value::from(200_i64)), ("body", part("ResponseBody"))]))
        }
        Target::Service { .. } => one("return", result(resource, read)),
    }
}

/// The result of an API.
fn result(resource: &Resource, read: &Shape) -> Value {
    let Some(answer) = Answer::seen(resource) else { return read.object() };
    let mut members = Object::new();
    for member in answer.members().filter(|member| member.is_required) {
        members.insert(member.name, value(member.name, member.shape, &Shape::default(), 0));
    }
    for (key, part) in read.members() {
        if let Some(member) = answer.member(key) {
            members.insert(key, value(key, member.shape, part, 0));
        }
    }
    // The API of the call is not told what the machine that it starts gives.
    if let (true, Some(output)) = (resource.is("states", "startExecution"), read.part(&["Output"])) {
        let output = output.object();
        let is_text = resource.pattern != Pattern::SyncJson;
        members.insert("Output", if is_text { Value::from(output.to_json()) } else { output });
    }
    if members.is_empty() {
        for member in answer.members().filter(|member| is_plain(member.shape)).take(FEW) {
            members.insert(member.name, value(member.name, member.shape, &Shape::default(), 0));
        }
    }
    members.into()
}

/// Whether it is one value, no list and no object.
fn is_plain(shape: ApiShape) -> bool {
    match shape.kind() {
        ApiKind::String
        | ApiKind::Integer
        | ApiKind::Long
        | ApiKind::Float
        | ApiKind::Double
        | ApiKind::Boolean
        | ApiKind::Timestamp => true,
        ApiKind::List(_) | ApiKind::Map(_) | ApiKind::Structure(_) | ApiKind::Any => false,
    }
}

/// A value of this type, which is called `name` and of which `read` is read.
fn value(name: &str, shape: ApiShape, read: &Shape, level: usize) -> Value {
    match shape.kind() {
        ApiKind::String => read
            .value()
            .filter(|value| value.as_str().is_some())
            .cloned()
            .unwrap_or_else(|| text(name, shape)),
        ApiKind::Integer | ApiKind::Long | ApiKind::Float | ApiKind::Double => {
            let wanted = read.value().filter(|value| value.as_f64().is_some()).cloned();
            wanted
                .unwrap_or_else(|| Value::from(shape.limits().least.map_or(1, |least| (least as i64).max(1))))
        }
        ApiKind::Boolean => {
            read.value().filter(|value| matches!(value, Value::Bool(_))).cloned().unwrap_or(Value::from(true))
        }
        ApiKind::Timestamp => Value::from(Answer::TIME),
        ApiKind::List(item) => {
            let part = read.item().cloned().unwrap_or_default();
            let is_wanted = read.item().is_some() && level < Answer::MOST_LEVELS;
            let items =
                is_wanted.then(|| value(name.strip_suffix('s').unwrap_or(name), item, &part, level + 1));
            items.into_iter().collect::<Vec<_>>().into()
        }
        ApiKind::Map(inner) => {
            let members = read.members().filter(|_| level < Answer::MOST_LEVELS);
            members
                .map(|(key, part)| (std::sync::Arc::from(key), value(key, inner, part, level + 1)))
                .collect::<Object>()
                .into()
        }
        ApiKind::Structure(inner) if level < Answer::MOST_LEVELS => structure(inner, read, level),
        ApiKind::Structure(_) => Value::empty_object(),
        ApiKind::Any if read.is_empty() => Value::from(name),
        ApiKind::Any => read.object(),
    }
}

fn structure(structure: Structure, read: &Shape, level: usize) -> Value {
    let mut members = Object::new();
    for member in structure.members().filter(|member| member.is_required) {
        members.insert(member.name, value(member.name, member.shape, &Shape::default(), level + 1));
    }
    for (key, part) in read.members() {
        if let Some(member) = structure.member(key) {
            members.insert(key, value(key, member.shape, part, level + 1));
        }
    }
    members.into()
}

/// A text that the API may answer: one of its list of values, else the member's own name, as long as it has to be.
fn text(name: &str, shape: ApiShape) -> Value {
    let values: Vec<&str> = shape.values().collect();
    if let Some(value) = best(&values) {
        return Value::from(value);
    }
    // How DynamoDB writes numbers.
    if name == "N" {
        return Value::from("1");
    }
    let limits = shape.limits();
    let (least, most) = (
        limits.least.map_or(0, |least| least as usize),
        limits.most.map_or(usize::MAX, |most| most as usize),
    );
    let mut text = name.to_owned();
    while text.len() < least && !text.is_empty() {
        text.push_str(name);
    }
    Value::from(text.chars().take(most.max(1)).collect::<String>())
}

/// An object of these members.
pub(super) fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    members.into_iter().map(|(key, value)| (std::sync::Arc::from(key), value)).collect::<Object>().into()
}
