//! Does a value carry what a pattern wants? One walk over both, for rules of mock files, which need the first
//! difference, and for expectations of tests, which list all of them.
//!
//! Objects match by subset, arrays element by element and in length, scalars by equality.

use std::ops::ControlFlow;

use crate::base::pointer::{push_index, push_key};
use crate::base::secret::is_secret;
use crate::base::value::Value;

/// How much of a value a pattern describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Members it does not name do not matter.
    Subset,
    /// The whole value.
    Whole,
}

/// A step from a value to a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathStep<'v> {
    /// To the member of this name.
    Member(&'v str),
    /// To the element at this place, from 0.
    Element(usize),
}

/// How a value differs from a pattern at one place.
#[derive(Clone, Copy, Debug)]
pub enum Difference<'v> {
    /// The pattern has this, the value has nothing there.
    Missing(&'v Value),
    /// The value has this, the pattern, which describes the whole `of`, has nothing there.
    Extra {
        /// What the value has.
        actual: &'v Value,
        /// What the pattern has around it.
        of: &'v Value,
    },
    /// Arrays of so many elements; what is missing or extra of these follows.
    Length {
        /// So many has the value.
        actual: usize,
        /// So many has the pattern.
        wanted: usize,
    },
    /// Other values.
    Other {
        /// That of the value.
        actual: &'v Value,
        /// That of the pattern.
        wanted: &'v Value,
    },
}

/// Is told each difference with the way to it, until it breaks.
pub type See<'s, 'v> = dyn FnMut(&[PathStep<'v>], Difference<'v>) -> ControlFlow<()> + 's;

/// Walks over `actual` and what is `wanted`, in the order of the pattern, and tells `see` what differs.
pub fn compare<'v>(
    actual: &'v Value,
    wanted: &'v Value,
    extent: Extent,
    see: &mut See<'_, 'v>,
) -> ControlFlow<()> {
    Walk { path: Vec::new(), extent, see }.both(actual, wanted)
}

struct Walk<'w, 's, 'v> {
    path: Vec<PathStep<'v>>,
    extent: Extent,
    see: &'w mut See<'s, 'v>,
}

impl<'v> Walk<'_, '_, 'v> {
    fn both(&mut self, actual: &'v Value, wanted: &'v Value) -> ControlFlow<()> {
        match (actual, wanted) {
            (Value::Object(has), Value::Object(wants)) => {
                for (key, part) in wants {
                    self.below(PathStep::Member(key), |walk| match has.get(key) {
                        Some(actual) => walk.both(actual, part),
                        None => walk.found(Difference::Missing(part)),
                    })?;
                }
                let extra =
                    has.iter().filter(|(key, _)| self.extent == Extent::Whole && !wants.contains(key));
                let extra: Vec<_> = extra.collect();
                extra.into_iter().try_for_each(|(key, actual)| {
                    let found = Difference::Extra { actual, of: wanted };
                    self.below(PathStep::Member(key), |walk| walk.found(found))
                })
            }
            (Value::Array(has), Value::Array(wants)) => self.elements(has, wants, wanted),
            (
                Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::String(_)
                | Value::Array(_)
                | Value::Object(_),
                _,
            ) => {
                if actual == wanted {
                    return ControlFlow::Continue(());
                }
                self.found(Difference::Other { actual, wanted })
            }
        }
    }

    fn elements(&mut self, has: &'v [Value], wants: &'v [Value], of: &'v Value) -> ControlFlow<()> {
        if has.len() != wants.len() {
            self.found(Difference::Length { actual: has.len(), wanted: wants.len() })?;
        }
        for index in 0..has.len().max(wants.len()) {
            self.below(PathStep::Element(index), |walk| match (has.get(index), wants.get(index)) {
                (Some(actual), Some(wanted)) => walk.both(actual, wanted),
                (None, Some(wanted)) => walk.found(Difference::Missing(wanted)),
                (Some(actual), None) => walk.found(Difference::Extra { actual, of }),
                (None, None) => ControlFlow::Continue(()),
            })?;
        }
        ControlFlow::Continue(())
    }

    fn found(&mut self, found: Difference<'v>) -> ControlFlow<()> {
        (self.see)(&self.path, found)
    }

    fn below(
        &mut self,
        step: PathStep<'v>,
        visit: impl FnOnce(&mut Self) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        self.path.push(step);
        let visited = visit(self);
        self.path.pop();
        visited
    }
}

/// The first difference between `actual` and what is `wanted`, in words, or `None` if it matches.
/// `name` is what the value is called: `args`.
#[must_use]
pub fn difference(name: &str, actual: &Value, wanted: &Value, extent: Extent) -> Option<String> {
    let mut first = None;
    // It breaks at the first one.
    let _ = compare(actual, wanted, extent, &mut |path, found| {
        first = Some(in_words(&format!("{name}{}", shown(path)), found));
        ControlFlow::Break(())
    });
    first
}

fn in_words(path: &str, found: Difference<'_>) -> String {
    match found {
        Difference::Missing(wanted) => format!("{path} is missing, rule wants {}", short(wanted)),
        Difference::Extra { of, .. } => format!("{path} is there, rule wants exactly {}", short(of)),
        Difference::Length { actual: 1, wanted } => format!("{path} has 1 element, rule wants {wanted}"),
        Difference::Length { actual, wanted } => format!("{path} has {actual} elements, rule wants {wanted}"),
        Difference::Other { .. } if is_secret(path) => format!("{path} is not what the rule wants"),
        Difference::Other { actual, wanted } => {
            format!("{path} is {}, rule wants {}", short(actual), short(wanted))
        }
    }
}

/// The way as people read it: `.items[0]`.
#[must_use]
pub fn shown(path: &[PathStep<'_>]) -> String {
    let step = |step: &PathStep<'_>| match step {
        PathStep::Member(key) => member(key),
        PathStep::Element(index) => format!("[{index}]"),
    };
    path.iter().map(step).collect()
}

/// The way as a JSON Pointer.
#[must_use]
pub fn pointer(path: &[PathStep<'_>]) -> String {
    let mut pointer = String::new();
    for step in path {
        match step {
            PathStep::Member(key) => push_key(&mut pointer, key),
            PathStep::Element(index) => push_index(&mut pointer, *index),
        }
    }
    pointer
}

/// `.key`, or `["odd key"]`.
#[must_use]
pub fn member(key: &str) -> String {
    let plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '$'));
    if plain { format!(".{key}") } else { format!("[{}]", Value::from(key)) }
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
