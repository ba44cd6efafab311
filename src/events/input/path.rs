//! The paths of `InputPath` and `InputPathsMap`: a small language of EventBridge's own, no JSONPath.

use crate::base::value::Value;

/// The most characters of a path.
const MOST: usize = 256;

/// A path that AWS takes: `$.detail.items[*].name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputPath(Vec<Step>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Name(String),
    At(usize),
    All,
}

impl InputPath {
    /// Reads `$`, then any of `.name` (letters, digits, `-`, `_`, `/`), `[n]` and `[*]`; none for all else, which AWS
    /// refuses (recorded).
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut rest = text.strip_prefix('$').filter(|_| text.chars().count() <= MOST)?;
        let mut steps = Vec::new();
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('.') {
                let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/');
                let end = after.find(|c| !is_part(c)).unwrap_or(after.len());
                let name = after.get(..end).filter(|name| !name.is_empty())?;
                steps.push(Step::Name(name.to_owned()));
                rest = &after[end..];
            } else {
                let (inside, after) = rest.strip_prefix('[')?.split_once(']')?;
                let is_number = !inside.is_empty() && inside.bytes().all(|b| b.is_ascii_digit());
                steps.push(match inside {
                    "*" => Step::All,
                    _ if is_number => Step::At(inside.parse().unwrap_or(usize::MAX)),
                    _ => return None,
                });
                rest = after;
            }
        }
        Some(Self(steps))
    }

    /// What it finds in `event`; a list if it has a `[*]`.
    #[must_use]
    pub fn find(&self, event: &Value) -> Option<Value> {
        let mut found = vec![event.clone()];
        for step in &self.0 {
            found = found.iter().flat_map(|value| step.find(value)).collect();
        }
        if self.0.contains(&Step::All) { Some(found.into()) } else { found.pop() }
    }
}

impl Step {
    fn find(&self, value: &Value) -> Vec<Value> {
        match self {
            Self::Name(name) => value.get(name).cloned().into_iter().collect(),
            Self::At(index) => value.at(*index).cloned().into_iter().collect(),
            Self::All => value.as_array().map_or_else(Vec::new, |items| items.as_slice().to_vec()),
        }
    }
}
