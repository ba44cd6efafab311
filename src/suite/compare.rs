//! Values that differ from what is expected: every place, not only the first.

use crate::base::secret::is_secret;
use crate::base::value::Value;
use crate::report::findings::PLAIN;
use crate::report::ink::marks::Marks;
use crate::report::ink::secret::redact;
use crate::report::tests::Mark;
use crate::services::mock::{Extent, cut};

/// The most differences that are listed.
const MOST: usize = 20;

/// The differences between `actual` and what is `wanted`, each a line that begins with its path. Objects are
/// compared by subset unless `extent` is the whole; lists are the same in length.
pub fn differences(actual: &Value, wanted: &Value, extent: Extent) -> Vec<(Mark, String)> {
    let mut found = Vec::new();
    walk(&mut String::new(), actual, wanted, extent, &mut found);
    let more = found.len().saturating_sub(MOST);
    found.truncate(MOST);
    if more > 0 {
        found.push((Mark::Same, format!("and {more} more")));
    }
    found
}

fn walk(path: &mut String, actual: &Value, wanted: &Value, extent: Extent, found: &mut Vec<(Mark, String)>) {
    match (actual, wanted) {
        (Value::Object(has), Value::Object(wants)) => {
            for (key, wanted) in wants {
                let length = path.len();
                path.push_str(&step(key));
                match has.get(key) {
                    Some(actual) => walk(path, actual, wanted, extent, found),
                    None => found.push((Mark::Missing, format!("{path}  {}", shown(path, wanted)))),
                }
                path.truncate(length);
            }
            let extra = has.iter().filter(|(key, _)| extent == Extent::Whole && !wants.contains(key));
            found.extend(extra.map(|(key, value)| {
                (Mark::Extra, {
                    let path = format!("{path}{}", step(key));
                    format!("{path}  {}", shown(&path, value))
                })
            }));
        }
        (Value::Array(has), Value::Array(wants)) => {
            for (at, (actual, wanted)) in has.iter().zip(wants.iter()).enumerate() {
                let length = path.len();
                path.push_str(&format!("[{at}]"));
                walk(path, actual, wanted, extent, found);
                path.truncate(length);
            }
            for (at, wanted) in wants.iter().enumerate().skip(has.len()) {
                found.push((Mark::Missing, format!("{path}[{at}]  {}", shown(path, wanted))));
            }
            for (at, actual) in has.iter().enumerate().skip(wants.len()) {
                found.push((Mark::Extra, format!("{path}[{at}]  {}", shown(path, actual))));
            }
        }
        (
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_),
            _,
        ) => {
            if actual != wanted {
                let place = if path.is_empty() { "$" } else { path.as_str() };
                found.push((
                    Mark::Changed,
                    format!("{place}  {} expected, was {}", shown(path, wanted), shown(path, actual)),
                ));
            }
        }
    }
}

/// The value at `path` in short, without the texts that a reader must not see.
fn shown(path: &str, value: &Value) -> String {
    if is_secret(path) && value.as_str().is_some() {
        return "(secret)".to_owned();
    }
    cut(&hidden(&value.to_json()))
}

/// `text` without the secrets of the JSON in it.
pub fn hidden(text: &str) -> String {
    redact(text, Marks::of(PLAIN)).into_owned()
}

/// `.key`, or `["odd key"]`.
fn step(key: &str) -> String {
    let plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    if plain { format!(".{key}") } else { format!("[{}]", Value::from(key)) }
}
