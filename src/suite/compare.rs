//! Values that differ from what is expected: every place, not only the first.

use crate::base::pointer::{push_index, push_key};
use crate::base::secret::is_secret;
use crate::base::value::Value;
use crate::report::findings::PLAIN;
use crate::report::ink::marks::Marks;
use crate::report::ink::secret::redact;
use crate::report::tests::Mark;
use crate::services::mock::{Extent, cut};

/// The most differences that are listed.
const MOST: usize = 20;

/// What differs between two values.
#[derive(Default)]
pub struct Differences {
    /// A line each, which begins with the path.
    pub lines: Vec<(Mark, String)>,
    /// The JSON Pointer of each, in the same order.
    pub pointers: Vec<String>,
}

/// The differences between `actual` and what is `wanted`. Objects are compared by subset unless `extent` is the
/// whole; lists are the same in length.
pub fn differences(actual: &Value, wanted: &Value, extent: Extent) -> Differences {
    let mut found = Differences::default();
    walk(&mut At::default(), actual, wanted, extent, &mut found);
    let more = found.lines.len().saturating_sub(MOST);
    found.lines.truncate(MOST);
    if more > 0 {
        found.lines.push((Mark::Same, format!("and {more} more")));
    }
    found
}

/// A place inside a value.
#[derive(Default)]
struct At {
    /// As it is shown: `.items[0]`.
    path: String,
    pointer: String,
}

impl At {
    fn below<T>(
        &mut self,
        step: &str,
        push: impl FnOnce(&mut String),
        visit: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let lengths = (self.path.len(), self.pointer.len());
        self.path.push_str(step);
        push(&mut self.pointer);
        let visited = visit(self);
        self.path.truncate(lengths.0);
        self.pointer.truncate(lengths.1);
        visited
    }

    fn member<T>(&mut self, key: &str, visit: impl FnOnce(&mut Self) -> T) -> T {
        self.below(&step(key), |pointer| push_key(pointer, key), visit)
    }

    fn item<T>(&mut self, index: usize, visit: impl FnOnce(&mut Self) -> T) -> T {
        self.below(&format!("[{index}]"), |pointer| push_index(pointer, index), visit)
    }
}

impl Differences {
    fn push(&mut self, mark: Mark, at: &At, value: &Value) {
        self.lines.push((mark, format!("{}  {}", at.path, shown(&at.path, value))));
        self.pointers.push(at.pointer.clone());
    }
}

fn walk(at: &mut At, actual: &Value, wanted: &Value, extent: Extent, found: &mut Differences) {
    match (actual, wanted) {
        (Value::Object(has), Value::Object(wants)) => {
            for (key, wanted) in wants {
                at.member(key, |at| match has.get(key) {
                    Some(actual) => walk(at, actual, wanted, extent, found),
                    None => found.push(Mark::Missing, at, wanted),
                });
            }
            let extra = has.iter().filter(|(key, _)| extent == Extent::Whole && !wants.contains(key));
            extra.for_each(|(key, value)| at.member(key, |at| found.push(Mark::Extra, at, value)));
        }
        (Value::Array(has), Value::Array(wants)) => {
            for (index, (actual, wanted)) in has.iter().zip(wants.iter()).enumerate() {
                at.item(index, |at| walk(at, actual, wanted, extent, found));
            }
            for (index, wanted) in wants.iter().enumerate().skip(has.len()) {
                at.item(index, |at| found.push(Mark::Missing, at, wanted));
            }
            for (index, actual) in has.iter().enumerate().skip(wants.len()) {
                at.item(index, |at| found.push(Mark::Extra, at, actual));
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
                let place = if at.path.is_empty() { "$" } else { at.path.as_str() };
                let (wanted, actual) = both(&at.path, wanted, actual);
                found.lines.push((Mark::Changed, format!("{place}  {wanted} expected, was {actual}")));
                found.pointers.push(at.pointer.clone());
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

/// Two values at `path` that differ; of long texts the part where they do.
fn both(path: &str, wanted: &Value, actual: &Value) -> (String, String) {
    const BEFORE: usize = 12;
    let (Some(a), Some(b)) = (wanted.as_str(), actual.as_str()) else {
        return (shown(path, wanted), shown(path, actual));
    };
    let (a, b) = (&*hidden(a), &*hidden(b));
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let is_long = |text: &str| cut(text) != text;
    if is_secret(path) || same <= 2 * BEFORE || !(is_long(a) || is_long(b)) {
        return (shown(path, wanted), shown(path, actual));
    }
    let from = |text: &str| {
        let rest: String = text.chars().skip(same - BEFORE).collect();
        format!("\"…{}", cut(&Value::from(rest).to_json()).trim_start_matches('"'))
    };
    (from(a), from(b))
}

/// `text` without the secrets of the JSON in it.
pub fn hidden(text: &str) -> String {
    redact(text, Marks::of(PLAIN)).into_owned()
}

/// `.key`, or `["odd key"]`.
pub fn step(key: &str) -> String {
    let plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    if plain { format!(".{key}") } else { format!("[{}]", Value::from(key)) }
}
