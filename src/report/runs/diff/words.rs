//! Two versions of a text in one: `stock of A-1 is {5→3}`.

use similar::{ChangeTag, TextDiff};

use crate::report::ink::marks::Marks;
use crate::report::ink::width::{columns, head, tail};

/// Texts of more bytes are not compared word by word.
const MAX_TEXT_BYTES: usize = 4000;
/// Equal text between two changes is cut to so many columns on each side.
const AROUND: usize = 16;

/// Both texts in at most `room` columns, or nothing if they have too little in common.
pub(super) fn merged(old: &str, new: &str, room: usize, marks: &Marks) -> Option<String> {
    if old.len().max(new.len()) > MAX_TEXT_BYTES || !old.contains(' ') || !new.contains(' ') {
        return None;
    }
    let diff = TextDiff::from_words(old, new);
    if diff.ratio() < 0.6 {
        return None;
    }
    let mut pieces: Vec<(ChangeTag, String)> = Vec::new();
    for change in diff.iter_all_changes() {
        match pieces.last_mut() {
            Some((tag, text)) if *tag == change.tag() => text.push_str(change.value()),
            Some(_) | None => pieces.push((change.tag(), change.value().to_owned())),
        }
    }
    let last = pieces.len().saturating_sub(1);
    let mut out = String::from("\"");
    let mut at = 0;
    while let Some((tag, text)) = pieces.get(at) {
        let follower = pieces.get(at + 1);
        match (tag, follower) {
            (ChangeTag::Delete, Some((ChangeTag::Insert, new))) => {
                out.push_str(&format!("{{{text}{}{new}}}", marks.next));
                at += 1;
            }
            (ChangeTag::Delete, _) => out.push_str(&format!("{{-{text}}}")),
            (ChangeTag::Insert, _) => out.push_str(&format!("{{+{text}}}")),
            (ChangeTag::Equal, _) => out.push_str(&context(text, at == 0, at == last, marks)),
        }
        at += 1;
    }
    out.push('"');
    (columns(&out) <= room).then_some(out)
}

/// Equal text: whole if short, else what touches the changes.
fn context(text: &str, first: bool, last: bool, marks: &Marks) -> String {
    if columns(text) <= 2 * AROUND + 1 {
        return text.to_owned();
    }
    let start = if first { "" } else { head(text, AROUND) };
    let end = if last { "" } else { tail(text, AROUND) };
    format!("{start}{}{end}", marks.elided)
}

/// The lines that differ between two texts of several lines, each with its sign and with two lines of
/// context; nothing if neither has several lines.
pub(super) fn lines(old: &str, new: &str) -> Vec<(ChangeTag, String)> {
    if old.len().max(new.len()) > MAX_TEXT_BYTES * 16 || !(old.contains('\n') && new.contains('\n')) {
        return Vec::new();
    }
    let diff = TextDiff::from_lines(old, new);
    let groups = diff.grouped_ops(2);
    let changes = groups.iter().flatten().flat_map(|op| diff.iter_changes(op));
    changes.map(|change| (change.tag(), change.value().trim_end().to_owned())).collect()
}
