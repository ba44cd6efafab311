//! Finds what was only moved: something removed here that was added there, equal and large enough.

use std::collections::HashMap;

use super::tree::leaves;
use super::{Change, ChangeKind};

/// Smaller things are alike by chance.
const LEAVES: usize = 3;

/// Turns pairs of a removal and an equal addition into one move each.
pub(super) fn pair(changes: &mut Vec<Change>) {
    // Equal values have equal sizes unless their numbers are written differently; then they stay a pair.
    let mut added: HashMap<usize, Vec<usize>> = HashMap::new();
    for (at, change) in changes.iter().enumerate() {
        if let ChangeKind::Added(value) = &change.what
            && leaves(value) >= LEAVES
        {
            added.entry(value.json_size()).or_default().push(at);
        }
    }
    if added.is_empty() {
        return;
    }
    let mut taken = Vec::new();
    for at in 0..changes.len() {
        let ChangeKind::Removed(value) = &changes[at].what else { continue };
        let Some(candidates) = added.get_mut(&value.json_size()) else { continue };
        let equal = |&there: &usize| matches!(&changes[there].what, ChangeKind::Added(new) if new == value);
        if let Some(position) = candidates.iter().position(equal) {
            let there = candidates.swap_remove(position);
            changes[at].what = ChangeKind::Moved { to: changes[there].path.clone(), value: value.clone() };
            taken.push(there);
        }
    }
    taken.sort_unstable();
    let mut at = 0;
    changes.retain(|_| {
        at += 1;
        taken.binary_search(&(at - 1)).is_err()
    });
}
