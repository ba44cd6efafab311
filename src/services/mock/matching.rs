//! Subset matching: does a call carry what a rule wants? The answer "no" names the first difference,
//! because that is what the user needs to know when a rule does not match.
//!
//! Objects match by subset, arrays element by element and in length, scalars by equality.

use crate::base::secret::is_secret;
use crate::base::value::Value;

/// How much of a value a rule describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Members it does not name do not matter.
    Subset,
    /// The whole value.
    Whole,
}

/// The first difference between `actual` and what is `wanted`, in words, or `None` if it matches.
/// `name` is what the value is called: `args`.
#[must_use]
pub fn difference(name: &str, actual: &Value, wanted: &Value, extent: Extent) -> Option<String> {
    let mut path = name.to_owned();
    differs(&mut path, actual, wanted, extent)
}

fn differs(path: &mut String, actual: &Value, wanted: &Value, extent: Extent) -> Option<String> {
    match (actual, wanted) {
        (Value::Object(has), Value::Object(wants)) => {
            for (key, wanted) in wants {
                let Some(actual) = has.get(key) else {
                    return Some(format!("{}{} is missing, rule wants {}", path, step(key), short(wanted)));
                };
                if let Some(found) = within(path, &step(key), |path| differs(path, actual, wanted, extent)) {
                    return Some(found);
                }
            }
            let extra = has.keys().find(|key| extent == Extent::Whole && !wants.contains(key))?;
            Some(format!("{}{} is there, rule wants exactly {}", path, step(extra), short(wanted)))
        }
        (Value::Array(has), Value::Array(wants)) => {
            if has.len() != wants.len() {
                return Some(format!("{path} has {}, rule wants {}", elements(has.len()), wants.len()));
            }
            has.iter().zip(wants.iter()).enumerate().find_map(|(index, (actual, wanted))| {
                within(path, &format!("[{index}]"), |path| differs(path, actual, wanted, extent))
            })
        }
        (
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_),
            _,
        ) => (actual != wanted).then(|| match is_secret(path) {
            true => format!("{path} is not what the rule wants"),
            false => format!("{path} is {}, rule wants {}", short(actual), short(wanted)),
        }),
    }
}

fn within<T>(path: &mut String, step: &str, look: impl FnOnce(&mut String) -> T) -> T {
    let length = path.len();
    path.push_str(step);
    let found = look(path);
    path.truncate(length);
    found
}

/// `.key`, or `["odd key"]`.
fn step(key: &str) -> String {
    let plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '$'));
    if plain { format!(".{key}") } else { format!("[{}]", Value::from(key)) }
}

fn elements(count: usize) -> String {
    if count == 1 { "1 element".to_owned() } else { format!("{count} elements") }
}

/// The value in at most about fifty characters.
#[must_use]
pub fn short(value: &Value) -> String {
    cut(&value.to_json())
}

/// The text in at most about fifty characters.
#[must_use]
pub fn cut(text: &str) -> String {
    const WIDTH: usize = 48;
    match text.char_indices().nth(WIDTH) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
