//! Gathers what happened to many elements of an array in the same way: `+ .items[*].price`.

use std::collections::HashMap;
use std::mem::discriminant;

use super::Change;

/// Fewer are listed one by one.
const LEAST: usize = 3;

/// The changes with those alike made one, at the place of the first.
pub(super) fn gather(changes: Vec<Change>) -> Vec<Change> {
    let keys: Vec<_> =
        changes.iter().map(|change| (pattern(&change.path), discriminant(&change.what))).collect();
    let mut counts = HashMap::new();
    for key in &keys {
        *counts.entry(key.clone()).or_insert(0) += 1;
    }
    let mut gathered = Vec::with_capacity(changes.len());
    for (mut change, key) in changes.into_iter().zip(keys) {
        match counts.get_mut(&key) {
            Some(0) => {}
            Some(times) if *times >= LEAST && change.path.contains('[') => {
                change.times = std::mem::take(times);
                change.path = key.0;
                gathered.push(change);
            }
            Some(_) | None => gathered.push(change),
        }
    }
    gathered
}

/// The path with `*` for the indices or identities of elements.
fn pattern(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(open) = rest.find('[') {
        let (before, inside) = rest.split_at(open + 1);
        out.push_str(before);
        let close = inside.find(']').unwrap_or(inside.len());
        // A key that needs quotes is no element.
        out.push_str(if inside.starts_with('\'') { &inside[..close] } else { "*" });
        rest = &inside[close..];
    }
    out.push_str(rest);
    out
}
