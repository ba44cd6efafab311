//! Values that differ from what is expected: every place, not only the first.

use std::ops::ControlFlow;

use crate::base::secret::is_secret;
use crate::base::value::Value;
use crate::report::findings::PLAIN;
use crate::report::ink::marks::Marks;
use crate::report::ink::secret::redact;
use crate::report::tests::Mark;
use crate::services::mock::matching::{self, Difference, PathStep};
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
    // It goes to the end.
    let _ = matching::compare(actual, wanted, extent, &mut |path, difference| {
        found.note(path, difference);
        ControlFlow::Continue(())
    });
    let more = found.lines.len().saturating_sub(MOST);
    found.lines.truncate(MOST);
    if more > 0 {
        found.lines.push((Mark::Same, format!("and {more} more")));
    }
    found
}

impl Differences {
    fn note(&mut self, path: &[PathStep<'_>], found: Difference<'_>) {
        let at = matching::shown(path);
        let line = match found {
            // Each element that is missing or extra follows.
            Difference::Length { .. } => return,
            Difference::Missing(wanted) => (Mark::Missing, format!("{at}  {}", shown(&at, wanted))),
            Difference::Extra { actual, .. } => (Mark::Extra, format!("{at}  {}", shown(&at, actual))),
            Difference::Other { actual, wanted } => {
                let (wanted, actual) = both(&at, wanted, actual);
                let place = if at.is_empty() { "$" } else { at.as_str() };
                (Mark::Changed, format!("{place}  {wanted} expected, was {actual}"))
            }
        };
        self.lines.push(line);
        self.pointers.push(matching::pointer(path));
    }
}

/// The value at `path` in short, without the texts that a reader must not see.
pub fn shown(path: &str, value: &Value) -> String {
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
