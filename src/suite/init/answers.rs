//! An answer of the right shape for each task: what the definition reads of it, and what the API always has in it.

use crate::asl::call_model::{Answer, Wanted, made};
use crate::asl::resource::{Pattern, Resource, Target};
use crate::base::value::{Object, Value};
use crate::catalog::{ApiKind, Shape as ApiShape};

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
    let mut members = answer.made(read);
    // The API of the call is not told what the machine that it starts gives.
    if let (true, Some(output)) = (resource.is("states", "startExecution"), read.part(&["Output"])) {
        let output = output.object();
        let is_text = resource.pattern != Pattern::SyncJson;
        members.insert("Output", if is_text { Value::from(output.to_json()) } else { output });
    }
    if members.is_empty() {
        for member in answer.members().filter(|member| is_plain(member.shape)).take(FEW) {
            members.insert(member.name, made(member, Shape::nothing()));
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

/// What the definition reads; of what it leaves open, something that a service would answer if all goes well.
impl Wanted for Shape {
    fn members(&self) -> impl Iterator<Item = (&str, &Self)> {
        self.members()
    }

    fn element<'n>(&self, name: &'n str, _list: ApiShape) -> Option<(&'n str, &Self)> {
        Some((name.strip_suffix('s').unwrap_or(name), self.item()?))
    }

    fn nothing() -> &'static Self {
        const { &Self::none() }
    }

    fn leaf(&self, name: &str, shape: ApiShape) -> Value {
        let read = |is: fn(&Value) -> bool| self.value().filter(|value| is(value)).cloned();
        match shape.kind() {
            ApiKind::String => read(|value| value.as_str().is_some()).unwrap_or_else(|| text(name, shape)),
            ApiKind::Integer | ApiKind::Long | ApiKind::Float | ApiKind::Double => {
                let least = || shape.limits().least.map_or(1, |least| (least as i64).max(1));
                read(|value| value.as_f64().is_some()).unwrap_or_else(|| Value::from(least()))
            }
            ApiKind::Boolean => {
                read(|value| matches!(value, Value::Bool(_))).unwrap_or_else(|| Value::from(true))
            }
            ApiKind::Any if self.is_empty() => Value::from(name),
            ApiKind::Any
            | ApiKind::Timestamp
            | ApiKind::List(_)
            | ApiKind::Map(_)
            | ApiKind::Structure(_) => self.object(),
        }
    }
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
