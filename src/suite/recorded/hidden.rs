//! Recorded data without its secrets: each is replaced by the same words wherever it stands, so that a replay still
//! finds the same value in the same places.

use crate::base::secret::{MIN_SECRET_CHARS, Secrets, hides_member};
use crate::base::value::{Object, Value};
use crate::engine::history::Record;
use crate::record::secrets;

/// What stands in the place of a secret.
const HIDDEN: &str = "(secret)";

/// Replaces the secrets of an execution.
pub struct Hider {
    secrets: Secrets,
}

impl Hider {
    /// One that knows the secrets that came into executions with these records.
    #[must_use]
    pub fn of<'r>(records: impl Iterator<Item = &'r Record>) -> Self {
        let mut found = Secrets::default();
        records.for_each(|record| secrets::see(record, &mut found));
        Self { secrets: found }
    }

    /// One that knows these.
    #[must_use]
    pub const fn knowing(secrets: Secrets) -> Self {
        Self { secrets }
    }

    /// `value` without secrets.
    #[must_use]
    pub fn hide(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::from(self.text(text)),
            Value::Array(items) => Value::from(items.iter().map(|item| self.hide(item)).collect::<Vec<_>>()),
            Value::Object(members) => Value::from(self.members(members)),
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    fn members(&self, members: &Object) -> Object {
        let one = |(key, value): &(std::sync::Arc<str>, Value)| {
            let is_hidden = value.as_str().is_some_and(|text| !text.is_empty() && !is_expression(text))
                && hides_member(members, key, value);
            (key.clone(), if is_hidden { Value::from(HIDDEN) } else { self.hide(value) })
        };
        members.iter().map(one).collect()
    }

    /// `text` with all known secrets replaced.
    fn text(&self, text: &str) -> String {
        let (mut out, mut rest) = (String::new(), text);
        while let Some(c) = rest.chars().next() {
            let start =
                rest.char_indices().nth(MIN_SECRET_CHARS - 1).map(|(at, c)| &rest[..at + c.len_utf8()]);
            let secret = start.and_then(|start| {
                // Of two that begin alike the longer one comes first.
                self.secrets.beginning(start).rev().find(|secret| rest.starts_with(secret)).map(str::len)
            });
            match secret {
                Some(length) => {
                    out.push_str(HIDDEN);
                    rest = &rest[length..];
                }
                None => {
                    out.push(c);
                    rest = &rest[c.len_utf8()..];
                }
            }
        }
        out
    }
}

/// Paths and expressions are no secrets.
fn is_expression(text: &str) -> bool {
    text.starts_with(['$', '{'])
}
