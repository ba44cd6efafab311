//! The words of JSON Schema, to build one from tables.

use super::value::{Object, Value};

/// The draft that all schemas are written in.
pub const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// An object with these members.
#[must_use]
pub fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    Object::from_iter(members).into()
}

/// A text.
#[must_use]
pub fn text(text: &str) -> Value {
    Value::from(text)
}

/// A whole number.
#[must_use]
pub fn number(number: i64) -> Value {
    Value::from(number)
}

/// A list of texts.
#[must_use]
pub fn texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Value {
    texts.into_iter().map(Value::from).collect::<Vec<_>>().into()
}

/// A list of schemas.
#[must_use]
pub fn list(schemas: impl IntoIterator<Item = Object>) -> Value {
    schemas.into_iter().map(Value::from).collect::<Vec<_>>().into()
}

/// A reference to what `$defs` has under `name`.
#[must_use]
pub fn reference(name: &str) -> Object {
    Object::from_iter([("$ref", text(&format!("#/$defs/{name}")))])
}

/// Adds the members of `more` to `schema`. A description that is there stays.
pub fn join(schema: &mut Object, more: Object) {
    for (key, value) in &more {
        if !schema.contains(key) {
            schema.insert(key.clone(), value.clone());
        }
    }
}
