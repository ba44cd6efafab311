//! Payload templates, and fields that are one path: changed where they stand, or written as one expression.

use crate::base::pointer::Pointer;
use crate::base::value::{Object, Value};
use crate::expr::intrinsics::Call;
use crate::expr::jsonpath::Path;

use crate::convert::edit::{Draft, Refusal};

use super::call;
use super::path::{self, Absent};
use super::scope::Scope;
use super::text::Text;

impl Scope<'_> {
    /// The value of a member whose name ends in `.$`.
    pub fn dynamic(&self, value: &Value, pointer: &Pointer) -> Result<Text, Refusal> {
        let text = value.as_str().unwrap_or_default();
        let refused = |why: String| Refusal::new(pointer, why);
        if text.trim_start().starts_with("States.") {
            let parsed = Call::parse(text).map_err(|error| refused(unread(text, &error.message)))?;
            return call::convert(parsed.view(), self).map_err(refused);
        }
        let parsed = Path::parse(text).map_err(|error| refused(unread(text, &error.message)))?;
        path::convert(&parsed, self, Absent::IsNull).map_err(refused)
    }

    /// A path in a field of its own, as it is in `InputPath` and `Variable`.
    pub fn path(&self, value: &Value, pointer: &Pointer) -> Result<Text, Refusal> {
        let text = value.as_str().unwrap_or_default();
        let parsed =
            Path::parse(text).map_err(|error| Refusal::new(pointer, unread(text, &error.message)))?;
        path::convert(&parsed, self, Absent::Fails).map_err(|why| Refusal::new(pointer, why))
    }

    /// Changes the template at `pointer` where it stands.
    pub fn in_place(&self, value: &Value, pointer: &Pointer, draft: &mut Draft) -> Result<(), Refusal> {
        match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
            Value::String(text) => literal(text, pointer),
            Value::Array(items) => (items.as_slice().iter().enumerate())
                .try_for_each(|(at, item)| self.in_place(item, &pointer.index(at), draft)),
            Value::Object(members) => members.iter().try_for_each(|(key, value)| {
                let place = pointer.key(key);
                let Some(name) = key.strip_suffix(".$") else { return self.in_place(value, &place, draft) };
                let text = self.dynamic(value, &place)?;
                draft.set(place.clone(), text.field());
                draft.rename(place, name);
                Ok(())
            }),
        }
    }

    /// The template as one expression.
    pub fn whole(&self, value: &Value, pointer: &Pointer) -> Result<Text, Refusal> {
        let Value::Object(members) = value else {
            if let Value::Array(items) = value
                && items.as_slice().iter().any(is_dynamic)
            {
                let all = items.as_slice().iter().enumerate();
                let all = all.map(|(at, item)| Ok(self.whole(item, &pointer.index(at))?.tight()));
                return Ok(Text::sure(format!("[{}]", all.collect::<Result<Vec<_>, Refusal>>()?.join(", "))));
            }
            return Text::literal(value)
                .ok_or_else(|| Refusal::new(pointer, "a number here is too large for JSONata"));
        };
        self.object(members, pointer)
    }

    fn object(&self, members: &Object, pointer: &Pointer) -> Result<Text, Refusal> {
        let mut all = Vec::new();
        for (key, value) in members {
            let place = pointer.key(key);
            let (name, text) = match key.strip_suffix(".$") {
                Some(name) => (name, self.dynamic(value, &place)?.needed()),
                None => (&**key, self.whole(value, &place)?.tight()),
            };
            all.push(format!("{}: {text}", Value::from(name).to_json()));
        }
        Ok(Text::sure(format!("{{{}}}", all.join(", "))))
    }
}

/// Refuses a text that JSONata would read as an expression.
pub fn literal(text: &str, pointer: &Pointer) -> Result<(), Refusal> {
    if text.starts_with("{%") || text.ends_with("%}") {
        return Err(Refusal::new(pointer, "this text would be read as a JSONata expression"));
    }
    Ok(())
}

fn is_dynamic(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
        Value::Array(items) => items.as_slice().iter().any(is_dynamic),
        Value::Object(members) => members.iter().any(|(key, value)| key.ends_with(".$") || is_dynamic(value)),
    }
}

fn unread(text: &str, why: &str) -> String {
    if text.contains("${") {
        return format!("`{text}` is known only once `${{…}}` in it has a value");
    }
    format!("`{text}` cannot be read: {why}")
}
