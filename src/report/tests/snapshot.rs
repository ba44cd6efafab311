//! What came of the snapshot of a test, part by part, as lines.

use std::collections::BTreeSet;

use crate::base::diag::Code;
use crate::report::ink::amount::plural;
use crate::report::ink::marks::Marks;
use crate::report::ink::width::columns;
use crate::report::runs::diff::{Change, ChangeKind};

use super::Mark;

/// What came of the snapshot of a test.
#[derive(Clone, Debug, PartialEq)]
pub struct SnapshotResult {
    /// The snapshot file, as it is shown.
    pub file: String,
    /// How the run compares with it.
    pub outcome: SnapshotOutcome,
    /// The code that says so, if that is a failure.
    pub code: Option<Code>,
    /// Whether what the run was waits for review.
    pub pending: bool,
    /// Why it could not be kept for review.
    pub problem: Option<String>,
    /// Every part, in the order of the file.
    pub parts: Vec<PartDiff>,
}

/// How a run compares with its snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnapshotOutcome {
    /// It is the same.
    Same,
    /// It is not the same.
    Changed,
    /// There is no snapshot yet.
    New,
    /// It was not the same, and is the snapshot now.
    Updated,
    /// There was none, and it is the snapshot now.
    Added,
}

/// A part of a snapshot and how it differs.
#[derive(Clone, Debug, PartialEq)]
pub struct PartDiff {
    /// The key in the file: `output`, `path`, `calls`, `trace`, `history`, `status`, `error`.
    pub name: String,
    /// How it differs.
    pub diff: Diff,
}

/// How a part differs.
#[derive(Clone, Debug, PartialEq)]
pub enum Diff {
    /// Not at all.
    Same,
    /// By lines.
    Lines(Vec<(Mark, String)>),
    /// By values: what changed, and how many values did not.
    Values(Vec<Change>, usize),
}

/// The part of a snapshot that a key of its file belongs to: with the output comes how the run ended.
#[must_use]
pub fn part_of(key: &str) -> &str {
    if matches!(key, "status" | "error") { "output" } else { key }
}

/// The most lines that are shown of one part.
const MOST: usize = 60;

impl SnapshotOutcome {
    /// The word for it in documents.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::New => "new",
            Self::Updated => "updated",
            Self::Added => "added",
        }
    }

    /// Whether the test fails by it.
    #[must_use]
    pub const fn fails(self) -> bool {
        match self {
            Self::Changed | Self::New => true,
            Self::Same | Self::Updated | Self::Added => false,
        }
    }
}

impl SnapshotResult {
    /// In short: `2 of 4 parts differ`.
    #[must_use]
    pub fn summary(&self) -> String {
        let count = |is_meant: fn(&Diff) -> bool| {
            let meant = self.parts.iter().filter(|part| is_meant(&part.diff));
            meant.map(|part| part_of(&part.name)).collect::<BTreeSet<_>>().len()
        };
        let differ = count(|diff| *diff != Diff::Same);
        let all = plural(count(|_| true), "part");
        match self.outcome {
            SnapshotOutcome::Same => "the same".to_owned(),
            SnapshotOutcome::Changed if differ == 1 => format!("1 of {all} differs"),
            SnapshotOutcome::Changed => format!("{differ} of {all} differ"),
            SnapshotOutcome::New if self.pending => format!("new, {all}"),
            SnapshotOutcome::New => "there is none, and this run writes none".to_owned(),
            SnapshotOutcome::Updated => "updated".to_owned(),
            SnapshotOutcome::Added => format!("added, {all}"),
        }
    }

    /// How a change is accepted.
    #[must_use]
    pub const fn accept(&self) -> &'static str {
        match self.pending {
            true => "sfn review          or  sfn test -u always",
            false => "sfn test -u always  or  sfn test -u new, then sfn review",
        }
    }
}

impl PartDiff {
    /// The lines that say how it differs, each with what it is, at most `room` columns wide where values can be cut.
    #[must_use]
    pub fn lines(&self, room: usize, marks: &Marks) -> Vec<(Mark, String)> {
        match &self.diff {
            Diff::Same => Vec::new(),
            Diff::Lines(lines) => {
                cut(lines.iter().map(|(mark, line)| (*mark, marked(line, marks))).collect())
            }
            Diff::Values(changes, same) => {
                let mut lines: Vec<(Mark, String)> = Vec::new();
                let widest =
                    changes.iter().map(|change| columns(&change.path)).filter(|width| *width <= 30).max();
                for change in changes {
                    lines.extend(of_change(change, widest.unwrap_or(0), room, marks));
                }
                let mut lines = cut(lines);
                if *same > 0 {
                    lines.push((Mark::Same, format!("({} unchanged)", plural(*same, "path"))));
                }
                lines
            }
        }
    }
}

/// The line of a change, and for a text of several lines how they changed.
fn of_change(change: &Change, widest: usize, room: usize, marks: &Marks) -> Vec<(Mark, String)> {
    let mark = match change.what {
        ChangeKind::Added(_) => Mark::Extra,
        ChangeKind::Removed(_) | ChangeKind::Lost(_) => Mark::Missing,
        ChangeKind::Changed(..) | ChangeKind::Replaced(..) | ChangeKind::Moved { .. } => Mark::Changed,
        ChangeKind::Kept => Mark::Same,
    };
    let text = change.text(room.saturating_sub(widest + 2), marks);
    let blanks = " ".repeat(widest.saturating_sub(columns(&change.path)));
    let first =
        if text.is_empty() { change.path.clone() } else { format!("{}{blanks}  {text}", change.path) };
    let more = change.lines().into_iter().map(|(sign, _, line)| {
        let mark = match sign {
            "-" => Mark::Missing,
            "+" => Mark::Extra,
            _ => Mark::Same,
        };
        (mark, format!("  {line}"))
    });
    std::iter::once((mark, first)).chain(more).collect()
}

fn cut(mut lines: Vec<(Mark, String)>) -> Vec<(Mark, String)> {
    let more = lines.len().saturating_sub(MOST);
    if more > 1 {
        lines.truncate(MOST);
        lines.push((Mark::Same, format!("and {more} more lines")));
    }
    lines
}

/// The line with marks that can be shown.
fn marked(line: &str, marks: &Marks) -> String {
    line.replace(CAUGHT, &format!(" {} ", marks.warned))
}

/// What stands in a snapshot between a state and the error that was caught in it.
pub const CAUGHT: &str = " ⚠ ";
