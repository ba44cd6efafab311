//! `Selector`: which values of a snapshot a `redact` rule replaces, named by their path in the snapshot file.
//!
//! `output.order.id`, `calls.Charge Card[*].requestId`, `..createdAt` (at any depth), `["odd.key"]`. A path that
//! begins with `$.` starts at the output, as in an expression of the last state.

use std::sync::Arc;

use crate::base::value::{Object, Value};

/// What a redacted value is replaced with.
const REDACTED: &str = "[redacted]";

/// A path that may have wildcards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector(Vec<Step>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(Arc<str>),
    Index(usize),
    /// Every member or element.
    Any,
    /// This value and all below it.
    Deep,
}

impl Selector {
    /// Reads a path; an error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (mut steps, mut rest) = match text.strip_prefix('$') {
            Some(rest) if rest.is_empty() || rest.starts_with(['.', '[']) => {
                (vec![Step::Key("output".into())], rest)
            }
            Some(rest) => (Vec::new(), rest),
            None => (Vec::new(), text),
        };
        let begins_with_name = !rest.starts_with(['.', '[']);
        if begins_with_name && !rest.is_empty() {
            rest = name(rest, &mut steps)?;
        }
        while !rest.is_empty() {
            rest = match rest.strip_prefix('[') {
                Some(inside) => bracket(inside, &mut steps)?,
                None => dotted(rest, &mut steps)?,
            };
        }
        if steps.is_empty() { Err("it is empty".to_owned()) } else { Ok(Self(steps)) }
    }

    /// `value` with every part that is selected replaced.
    #[must_use]
    pub fn redact(&self, value: &Value) -> Value {
        redact(value, &self.0)
    }
}

/// What follows a dot: a name, `*`, or one more dot for any depth.
fn dotted<'t>(text: &'t str, steps: &mut Vec<Step>) -> Result<&'t str, String> {
    let Some(rest) = text.strip_prefix('.') else {
        return Err(format!("a `.` or `[` is missing before `{text}`"));
    };
    let Some(rest) = rest.strip_prefix('.') else { return name(rest, steps) };
    steps.push(Step::Deep);
    if rest.starts_with('[') { Ok(rest) } else { name(rest, steps) }
}

fn name<'t>(text: &'t str, steps: &mut Vec<Step>) -> Result<&'t str, String> {
    let (name, rest) = text.split_at(text.find(['.', '[']).unwrap_or(text.len()));
    steps.push(match name {
        "" => return Err("a name is missing".to_owned()),
        "*" => Step::Any,
        "**" => Step::Deep,
        name => Step::Key(name.into()),
    });
    Ok(rest)
}

/// What follows a bracket: a number, `*` or nothing for all, or a name in quotes.
fn bracket<'t>(text: &'t str, steps: &mut Vec<Step>) -> Result<&'t str, String> {
    const OPEN: &str = "a `]` is missing";
    if let Some(quote) = text.chars().next().filter(|first| ['"', '\''].contains(first)) {
        let (name, rest) = text[1..].split_once(&format!("{quote}]")).ok_or(OPEN)?;
        steps.push(Step::Key(name.into()));
        return Ok(rest);
    }
    let (inside, rest) = text.split_once(']').ok_or(OPEN)?;
    steps.push(match inside.trim() {
        "" | "*" => Step::Any,
        number => Step::Index(number.parse().map_err(|_| format!("`[{number}]` is not a place in a list"))?),
    });
    Ok(rest)
}

fn redact(value: &Value, steps: &[Step]) -> Value {
    let Some((step, rest)) = steps.split_first() else { return Value::from(REDACTED) };
    if *step == Step::Deep && rest.is_empty() {
        return Value::from(REDACTED);
    }
    // At any depth: what the rest of the path selects here, and the same further below.
    let value = &if *step == Step::Deep { redact(value, rest) } else { value.clone() };
    let inside = |is_selected: bool, child: &Value| match step {
        Step::Deep => redact(child, steps),
        Step::Key(_) | Step::Index(_) | Step::Any if is_selected => redact(child, rest),
        Step::Key(_) | Step::Index(_) | Step::Any => child.clone(),
    };
    match value {
        Value::Object(members) => {
            let is_selected = |key: &Arc<str>| *step == Step::Any || *step == Step::Key(Arc::clone(key));
            let members =
                members.iter().map(|(key, child)| (Arc::clone(key), inside(is_selected(key), child)));
            Value::from(members.collect::<Object>())
        }
        Value::Array(items) => {
            let is_selected = |at: usize| *step == Step::Any || *step == Step::Index(at);
            let items = items.iter().enumerate().map(|(at, child)| inside(is_selected(at), child));
            Value::from(items.collect::<Vec<_>>())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::Selector;
    use crate::base::value::Value;

    #[test]
    fn paths_select_what_they_say() {
        let value =
            Value::parse(r#"{"output":{"id":1,"a.b":[{"id":2},{"id":3}]},"calls":{"Pay Now":[{"id":4}]}}"#);
        let value = value.unwrap();
        for (path, expected) in [
            (
                "output.id",
                r#"{"output":{"id":"[redacted]","a.b":[{"id":2},{"id":3}]},"calls":{"Pay Now":[{"id":4}]}}"#,
            ),
            (
                "$.id",
                r#"{"output":{"id":"[redacted]","a.b":[{"id":2},{"id":3}]},"calls":{"Pay Now":[{"id":4}]}}"#,
            ),
            (
                "$output['a.b'][1]",
                r#"{"output":{"id":1,"a.b":[{"id":2},"[redacted]"]},"calls":{"Pay Now":[{"id":4}]}}"#,
            ),
            (
                "$[\"a.b\"][].id",
                r#"{"output":{"id":1,"a.b":[{"id":"[redacted]"},{"id":"[redacted]"}]},"calls":{"Pay Now":[{"id":4}]}}"#,
            ),
            (
                "calls.*[0].id",
                r#"{"output":{"id":1,"a.b":[{"id":2},{"id":3}]},"calls":{"Pay Now":[{"id":"[redacted]"}]}}"#,
            ),
            (
                "..id",
                r#"{"output":{"id":"[redacted]","a.b":[{"id":"[redacted]"},{"id":"[redacted]"}]},"calls":{"Pay Now":[{"id":"[redacted]"}]}}"#,
            ),
            (
                "calls.**.id",
                r#"{"output":{"id":1,"a.b":[{"id":2},{"id":3}]},"calls":{"Pay Now":[{"id":"[redacted]"}]}}"#,
            ),
            (
                "output.nothing",
                r#"{"output":{"id":1,"a.b":[{"id":2},{"id":3}]},"calls":{"Pay Now":[{"id":4}]}}"#,
            ),
        ] {
            assert_eq!(Selector::parse(path).unwrap().redact(&value).to_json(), expected, "{path}");
        }
        for wrong in ["", "output.", "output[", "output[x]", "output['a", "a]b[", "[0]x"] {
            assert!(Selector::parse(wrong).is_err(), "{wrong}");
        }
    }
}
