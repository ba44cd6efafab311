//! Fields that are null where null means nothing: they count as absent.
//!
//! Terraform's `jsonencode` writes null for what is unset, YAML for what is left empty, and machines with such
//! fields are deployed; what AWS answers to them is not recorded.

use crate::asl::fields::{self, ObjectKind, Shape};
use crate::base::pointer::Pointer;
use crate::base::value::{Object, Value};

use super::definition::Definition;

/// The definition without the fields that are null, where their rows ask for something; `None` if there
/// are none.
pub(super) fn dropped(definition: &Definition<'_>) -> Option<Value> {
    let nulls = definition.parts.iter().flat_map(|part| {
        let nulls = part.members.iter().filter(|(_, value)| value.is_null());
        nulls.filter(|(name, _)| means_nothing(part.kind, name)).map(|(name, _)| (&part.pointer, name))
    });
    let mut cleaned = None;
    for (holder, name) in nulls {
        let cleaned = cleaned.get_or_insert_with(|| definition.value.clone());
        if let Some(members) = holder_of(cleaned, holder) {
            members.remove(name);
        }
    }
    cleaned
}

/// Whether null is not among the values of a field: it is one of paths, and of fields that hold any JSON, but
/// for templates, which are objects.
fn means_nothing(kind: ObjectKind, name: &str) -> bool {
    let is_path = ["InputPath", "OutputPath", "ResultPath"].contains(&name);
    let is_template = ["Parameters", "ResultSelector", "ItemSelector", "BatchInput"].contains(&name);
    let is_known = |field: &fields::Field| is_template || !matches!(field.shape, Shape::Any);
    !is_path && fields::find(kind, name).is_some_and(is_known)
}

fn holder_of<'v>(value: &'v mut Value, way: &Pointer) -> Option<&'v mut Object> {
    let mut at = value;
    for token in way.tokens() {
        at = match at {
            Value::Object(members) => members.get_mut(&token)?,
            Value::Array(items) => items.make_mut().get_mut(token.parse::<usize>().ok()?)?,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
        };
    }
    match at {
        Value::Object(members) => Some(members),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => None,
    }
}
