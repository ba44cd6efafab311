//! A change as an object of JSON: what is done, where, what was and is there.

use crate::base::members::Members;

use super::{Change, ChangeKind};

/// Writes the members of `change`; a summary of many changes has none.
pub fn write_change(change: &Change, members: &mut Members<'_>) {
    let (op, old, new) = match &change.what {
        ChangeKind::Added(new) => ("add", None, Some(new)),
        ChangeKind::Removed(old) => ("remove", Some(old), None),
        ChangeKind::Changed(old, new) => ("replace", Some(old), Some(new)),
        ChangeKind::Moved { value, .. } => ("move", Some(value), None),
        ChangeKind::Replaced(..) | ChangeKind::Kept | ChangeKind::Lost(_) => return,
    };
    let path = if change.path == "$" { "$".to_owned() } else { format!("${}", change.path) };
    members.text("op", op).text("path", &path);
    if let ChangeKind::Moved { to, .. } = &change.what {
        members.text("to", &format!("${to}"));
    }
    if let Some(old) = old {
        members.value("old", old);
    }
    if let Some(new) = new {
        members.value("new", new);
    }
}
