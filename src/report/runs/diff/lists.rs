//! Lists whose elements have no names, such as the rules of a Choice: what is equal in both stands still, so that a
//! rule that was put before others is one change and not one for each.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::base::value::{Array, Value};

use super::tree::{compare, prefixed};
use super::{Audience, Change, ChangeKind};

/// The changes from `old` to `new` at `path`. An index is that in the list which has the element.
#[must_use]
pub fn lists(path: &str, old: &Array, new: &Array) -> Vec<Change> {
    let (before, after): (Vec<String>, Vec<String>) =
        (old.iter().map(Value::to_json).collect(), new.iter().map(Value::to_json).collect());
    let mut changes = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &before, &after) {
        let (gone, came) = match op {
            DiffOp::Equal { .. } => continue,
            DiffOp::Delete { old_index, old_len, new_index } => {
                (old_index..old_index + old_len, new_index..new_index)
            }
            DiffOp::Insert { old_index, new_index, new_len } => {
                (old_index..old_index, new_index..new_index + new_len)
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                (old_index..old_index + old_len, new_index..new_index + new_len)
            }
        };
        let both = gone.len().min(came.len());
        for (was, is) in gone.clone().zip(came.clone()) {
            let (inner, _) = compare(&old[was], &new[is], Audience::Program);
            changes.extend(inner.into_iter().map(|change| prefixed(&format!("{path}[{is}]"), change)));
        }
        let at = |index: usize| format!("{path}[{index}]");
        changes
            .extend(gone.skip(both).map(|was| Change::new(&at(was), ChangeKind::Removed(old[was].clone()))));
        changes.extend(came.skip(both).map(|is| Change::new(&at(is), ChangeKind::Added(new[is].clone()))));
    }
    changes
}
