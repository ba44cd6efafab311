//! What a state did to its data: the paths that changed between two JSON values, and nothing else.
//!
//! Objects are compared by key, arrays by index, arrays of things with an identity by that identity.
//! Where most of what is below a path changed, the path itself is reported once.

mod alike;
pub mod json;
mod lists;
mod moves;
mod tree;
mod words;

pub mod rows;

pub use lists::lists;
pub use tree::step;

use std::collections::HashSet;

use crate::base::value::Value;

/// One thing that changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Where: `$`, or a path from it such as `.order.items[0]`.
    pub path: String,
    /// What changed there.
    pub what: ChangeKind,
    /// Whether the values must not be shown.
    pub secret: bool,
    /// The number of elements of an array in which it changed alike; this is the first of them.
    pub times: usize,
}

/// What changed at a path.
#[derive(Clone, Debug, PartialEq)]
pub enum ChangeKind {
    /// It was not there before.
    Added(Value),
    /// It is not there any more.
    Removed(Value),
    /// It was the first and is the second.
    Changed(Value, Value),
    /// It is at another path now.
    Moved {
        /// The new path.
        to: String,
        /// The value that moved.
        value: Value,
    },
    /// The whole value is another one; counts the keys before and after.
    Replaced(usize, usize),
    /// This key survived when everything else was replaced.
    Kept,
    /// These keys did not.
    Lost(Vec<String>),
}

/// What is known of how the second value came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MadeBy {
    /// It was built anew; what is equal in it was kept on purpose or by chance.
    New,
    /// It is the first one with something done to it.
    Edited,
}

/// Who reads the changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Audience {
    /// Things are called by their names, JSON in strings is opened.
    Person,
    /// Every path is one that a program can follow.
    Program,
}

/// The bare changes from `old` to `new`, for programs: additions, removals, replacements and moves.
#[must_use]
pub fn changes(old: &Value, new: &Value) -> Vec<Change> {
    let (mut changes, _) = tree::compare(old, new, Audience::Program);
    moves::pair(&mut changes);
    changes
}

/// At most so many kept keys are listed.
const MAX_KEPT_KEYS: usize = 5;
/// More lost keys than these share a line.
const LOST: usize = 3;

/// The changes from `old` to `new`, in the order of `old`, additions behind; empty if both are equal.
#[must_use]
pub fn diff(old: &Value, new: &Value, origin: MadeBy) -> Vec<Change> {
    let (mut changes, lost) = tree::compare(old, new, Audience::Person);
    moves::pair(&mut changes);
    let mut changes = alike::gather(changes);
    let (Some(before), Some(after)) = (old.as_object(), new.as_object()) else {
        return changes;
    };
    let gone = before.iter().any(|(key, value)| after.get(key) != Some(value));
    let anew = match origin {
        MadeBy::New => gone,
        MadeBy::Edited => gone && lost.most() && changes.len() > 1,
    };
    if !anew || after.is_empty() {
        return changes;
    }
    let kept = before.iter().filter(|(key, value)| after.get(key) == Some(value));
    let mut all = vec![Change::new("$", ChangeKind::Replaced(before.len(), after.len()))];
    let top: HashSet<String> = before.keys().map(|key| tree::step("", key)).collect();
    let is_lost =
        |change: &mut Change| matches!(change.what, ChangeKind::Removed(_)) && top.contains(&change.path);
    let lost: Vec<Change> = changes.extract_if(.., is_lost).collect();
    if lost.len() > LOST {
        let paths = lost.into_iter().map(|change| change.path).collect();
        all.push(Change::new("", ChangeKind::Lost(paths)));
    } else {
        all.extend(lost);
    }
    all.extend(kept.take(MAX_KEPT_KEYS).map(|(key, _)| Change::new(&tree::step("", key), ChangeKind::Kept)));
    all.append(&mut changes);
    all
}

impl Change {
    fn new(path: &str, what: ChangeKind) -> Self {
        let path = if path.is_empty() { "$" } else { path };
        Self { path: path.to_owned(), what, secret: false, times: 1 }
    }
}
