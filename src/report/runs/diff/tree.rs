//! Walks two values side by side and collects what differs.

use std::collections::{HashMap, HashSet};

use crate::base::value::{Array, Object, Value};

use crate::base::secret::hides_member;
use crate::report::ink::shorten::{embedded, is_bare};

use super::{Audience, Change, ChangeKind};

/// Values nested deeper than so many levels are compared as a whole.
const MAX_DEPTH: usize = 64;
/// Leaves are counted up to here; beyond, one change more or less decides nothing.
const COUNTED: usize = 10_000;
/// What may identify the elements of an array, the first that does wins.
const IDENTITIES: [&str; 5] = ["id", "sku", "key", "name", "Id"];

/// How much of something is different.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Share {
    changed: usize,
    leaves: usize,
}

impl Share {
    const fn whole(leaves: usize) -> Self {
        Self { changed: leaves, leaves }
    }

    /// More than 70%.
    pub(super) const fn most(self) -> bool {
        self.changed * 10 > self.leaves * 7
    }

    const fn add(&mut self, other: Self) {
        self.changed += other.changed;
        self.leaves += other.leaves;
    }
}

/// The changes, and which share of the old value's leaves is gone or changed.
pub(super) fn compare(old: &Value, new: &Value, reader: Audience) -> (Vec<Change>, Share) {
    let mut walk = Walk { reader, changes: Vec::new(), lost: Share::default() };
    walk.values("", old, new, 0);
    (walk.changes, walk.lost)
}

/// The same change of a part that stands at `path`.
pub(super) fn prefixed(path: &str, change: Change) -> Change {
    let inner = if change.path == "$" { "" } else { &change.path };
    Change { path: format!("{path}{inner}"), ..change }
}

/// The path of the member `key` below `path`.
#[must_use]
pub fn step(path: &str, key: &str) -> String {
    if is_bare(key) { format!("{path}.{key}") } else { format!("{path}['{key}']") }
}

/// How many leaves a value has; an empty container is one.
pub(super) fn leaves(value: &Value) -> usize {
    fn count(value: &Value, depth: usize, sum: &mut usize) {
        let before = *sum;
        if *sum < COUNTED && depth < MAX_DEPTH {
            match value {
                Value::Array(items) => items.iter().for_each(|item| count(item, depth + 1, sum)),
                Value::Object(members) => members.values().for_each(|item| count(item, depth + 1, sum)),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
            }
        }
        *sum = (*sum).max(before + 1);
    }
    let mut sum = 0;
    count(value, 0, &mut sum);
    sum
}

struct Walk {
    reader: Audience,
    changes: Vec<Change>,
    lost: Share,
}

impl Walk {
    fn values(&mut self, path: &str, old: &Value, new: &Value, depth: usize) -> Share {
        if same(old, new) {
            let share = Share { changed: 0, leaves: leaves(old) };
            self.lost.add(share);
            return share;
        }
        let start = (self.changes.len(), self.lost);
        let inner = match (old, new) {
            _ if depth == MAX_DEPTH => None,
            (Value::Object(old), Value::Object(new)) => Some(self.objects(path, old, new, depth)),
            (Value::Array(old), Value::Array(new)) => Some(self.arrays(path, old, new, depth)),
            (Value::String(old), Value::String(new)) => self.texts(path, old, new, depth),
            _ => None,
        };
        let count = self.changes.len() - start.0;
        let share = match inner {
            // Many changes that are most of the value read better as one.
            Some(share) if count > 1 && share.most() && !(depth == 0 && old.as_object().is_some()) => {
                self.changes.truncate(start.0);
                self.lost = start.1;
                share
            }
            Some(share) => return share,
            None if old == new => {
                self.lost.add(Share { changed: 0, leaves: 1 });
                return Share { changed: 0, leaves: 1 };
            }
            None => Share::whole(leaves(old).max(leaves(new))),
        };
        self.lost.add(Share::whole(leaves(old)));
        self.push(path, ChangeKind::Changed(old.clone(), new.clone()));
        share
    }

    fn objects(&mut self, path: &str, old: &Object, new: &Object, depth: usize) -> Share {
        let mut share = Share::default();
        for (key, before) in old {
            let path = step(path, key);
            share.add(match new.get(key) {
                Some(after) if hides_member(old, key, before) || hides_member(new, key, after) => {
                    self.secret(&path, before, after)
                }
                Some(after) => self.values(&path, before, after, depth + 1),
                None => self.removed(&path, before, hides_member(old, key, before)),
            });
        }
        for (key, after) in new {
            if !old.contains(key) {
                share.add(self.added(&step(path, key), after, hides_member(new, key, after)));
            }
        }
        share
    }

    fn arrays(&mut self, path: &str, old: &Array, new: &Array, depth: usize) -> Share {
        let named = |key: &&&str| identifies(key, old) && identifies(key, new);
        if let Some(key) = IDENTITIES.iter().filter(|_| self.reader == Audience::Person).find(named) {
            return self.identified(path, key, old, new, depth);
        }
        let mut share = Share::default();
        for (index, before) in old.iter().enumerate() {
            let path = format!("{path}[{index}]");
            share.add(match new.get(index) {
                Some(after) => self.values(&path, before, after, depth + 1),
                None => self.removed(&path, before, false),
            });
        }
        for (index, after) in new.iter().enumerate().skip(old.len()) {
            share.add(self.added(&format!("{path}[{index}]"), after, false));
        }
        share
    }

    /// Arrays whose elements have names of their own: order does not count.
    fn identified(&mut self, path: &str, key: &str, old: &Array, new: &Array, depth: usize) -> Share {
        let named: HashMap<String, &Value> = new.iter().map(|item| (identity(item, key), item)).collect();
        let known: HashSet<String> = old.iter().map(|item| identity(item, key)).collect();
        let mut share = Share::default();
        for before in old.iter() {
            let name = identity(before, key);
            let path = format!("{path}[{key}={name}]");
            share.add(match named.get(&name) {
                Some(after) => self.values(&path, before, after, depth + 1),
                None => self.removed(&path, before, false),
            });
        }
        for after in new.iter() {
            let name = identity(after, key);
            if !known.contains(&name) {
                share.add(self.added(&format!("{path}[{key}={name}]"), after, false));
            }
        }
        share
    }

    /// Strings that both hold JSON are compared as what they hold.
    fn texts(&mut self, path: &str, old: &str, new: &str, depth: usize) -> Option<Share> {
        if self.reader == Audience::Program {
            return None;
        }
        let (old, new) = (embedded(old)?, embedded(new)?);
        // Equal values in different words have no changed path to show.
        (old != new).then(|| self.values(&format!("{path}\"\""), &old, &new, depth + 1))
    }

    fn added(&mut self, path: &str, value: &Value, secret: bool) -> Share {
        self.push(path, ChangeKind::Added(value.clone())).secret = secret;
        Share::whole(leaves(value))
    }

    fn removed(&mut self, path: &str, value: &Value, secret: bool) -> Share {
        self.push(path, ChangeKind::Removed(value.clone())).secret = secret;
        let share = Share::whole(leaves(value));
        self.lost.add(share);
        share
    }

    fn secret(&mut self, path: &str, old: &Value, new: &Value) -> Share {
        let mut share = Share::whole(leaves(old));
        if old == new {
            share.changed = 0;
        } else {
            self.push(path, ChangeKind::Changed(old.clone(), new.clone())).secret = true;
        }
        self.lost.add(share);
        share
    }

    fn push(&mut self, path: &str, what: ChangeKind) -> &mut Change {
        self.changes.push(Change::new(path, what));
        let last = self.changes.len() - 1;
        &mut self.changes[last]
    }
}

/// Whether nothing can have changed, found without walking.
fn same(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Array(old), Value::Array(new)) => old.same(new),
        (Value::Object(old), Value::Object(new)) => old.same(new),
        (Value::Null, Value::Null) => true,
        (Value::Bool(old), Value::Bool(new)) => old == new,
        (Value::Number(old), Value::Number(new)) => old == new,
        (Value::String(old), Value::String(new)) => old == new,
        (
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_),
            _,
        ) => false,
    }
}

/// Whether all elements are objects with different texts or numbers under `key`.
fn identifies(key: &str, items: &Array) -> bool {
    let mut seen = HashSet::new();
    !items.is_empty()
        && items.iter().all(|item| {
            matches!(item.get(key), Some(Value::String(_) | Value::Number(_)))
                && seen.insert(identity(item, key))
        })
}

fn identity(item: &Value, key: &str) -> String {
    item.get(key).map_or_else(String::new, |id| id.as_str().map_or_else(|| id.to_json(), str::to_owned))
}
