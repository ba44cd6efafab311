//! Changes as a reader sees them: a sign, a path, and what was and is there.

use similar::ChangeTag;

use crate::report::ink::amount::plural;
use crate::report::ink::marks::Marks;
use crate::report::ink::paint::Ink;
use crate::report::ink::shorten::{hidden, shorten};
use crate::report::ink::width::{clip, columns};

use super::{Change, ChangeKind, words};

impl Change {
    /// The sign in front, and its colour.
    #[must_use]
    pub const fn sign(&self, marks: &Marks) -> (&'static str, Ink) {
        match self.what {
            ChangeKind::Added(_) => ("+", Ink::Good),
            ChangeKind::Removed(_) | ChangeKind::Lost(_) => ("-", Ink::Bad),
            ChangeKind::Changed(..) | ChangeKind::Replaced(..) => ("~", Ink::Warn),
            ChangeKind::Moved { .. } => (marks.moved, Ink::Warn),
            ChangeKind::Kept => ("", Ink::Dim),
        }
    }

    /// What was and is there, in at most `room` columns.
    #[must_use]
    pub fn text(&self, room: usize, marks: &Marks) -> String {
        if self.times == 1 {
            return self.one(room, marks);
        }
        let all = format!("in {}", plural(self.times, "element"));
        let one = self.one(room.saturating_sub(columns(&all) + 2), marks);
        let text = if one.is_empty() { all } else { format!("{one}  first of {}", self.times) };
        clip(&text, room, marks.elided).into_owned()
    }

    fn one(&self, room: usize, marks: &Marks) -> String {
        let text = match &self.what {
            ChangeKind::Added(value) if self.secret => hidden(value, marks),
            ChangeKind::Changed(old, new) if self.secret => {
                arrow(&hidden(old, marks), &hidden(new, marks), marks)
            }
            ChangeKind::Added(value) => shorten(value, room, marks),
            ChangeKind::Removed(_) => String::new(),
            ChangeKind::Lost(paths) => paths.join(", "),
            ChangeKind::Changed(old, new) => {
                let merged = match (old.as_str(), new.as_str()) {
                    (Some(old), Some(new)) => words::merged(old, new, room, marks),
                    _ => None,
                };
                return merged.unwrap_or_else(|| {
                    let room = room.saturating_sub(columns(marks.next) + 2);
                    // What the old value leaves free belongs to the new one, and the other way round.
                    let half = columns(&shorten(new, room, marks)).min(room / 2);
                    let old = shorten(old, room - half, marks);
                    arrow(&old, &shorten(new, room.saturating_sub(columns(&old)), marks), marks)
                });
            }
            ChangeKind::Moved { to, .. } => format!("moved to {to}"),
            ChangeKind::Replaced(before, after) => {
                format!("replaced, {} {} {after}", plural(*before, "key"), marks.next)
            }
            ChangeKind::Kept => "= kept".to_owned(),
        };
        clip(&text, room, marks.elided).into_owned()
    }

    /// For a text of several lines, the lines that changed, with sign and colour.
    #[must_use]
    pub fn lines(&self) -> Vec<(&'static str, Ink, String)> {
        let ChangeKind::Changed(old, new) = &self.what else { return Vec::new() };
        let shown = !self.secret && self.times == 1;
        let (Some(old), Some(new), true) = (old.as_str(), new.as_str(), shown) else {
            return Vec::new();
        };
        let sign = |tag| match tag {
            ChangeTag::Delete => ("-", Ink::Bad),
            ChangeTag::Insert => ("+", Ink::Good),
            ChangeTag::Equal => (" ", Ink::Dim),
        };
        let lines = words::lines(old, new).into_iter();
        lines.map(|(tag, text)| (sign(tag).0, sign(tag).1, text)).collect()
    }
}

fn arrow(old: &str, new: &str, marks: &Marks) -> String {
    format!("{old} {} {new}", marks.next)
}
