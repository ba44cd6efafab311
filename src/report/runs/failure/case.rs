//! `Case`: a failure, where it happened, and what is known of the run around it; and how its explanation is
//! worded and fitted to the page.

use std::borrow::Cow;

use crate::asl::machine::State;
use crate::base::diag::{Code, Diagnostic, Place};
use crate::base::pointer;
use crate::base::time::Time;
use crate::engine::failure::Failure;
use crate::engine::history::Branch;
use crate::record::visits::Branches;
use crate::report::ink::amount::took;
use crate::report::ink::control::escape_control;
use crate::report::ink::marks::Marks;
use crate::report::ink::secret::redact;
use crate::report::ink::style::Style;
use crate::report::ink::width::{clip, columns, wrap};
use crate::report::runs::Run;

use super::trail::Trail;

/// The most columns of a headline.
const HEADLINE: usize = 100;
/// The most columns of AWS's text, which may quote whole inputs.
const CAUSE: usize = 400;
/// Columns in front of a note.
pub const MARGIN: usize = 14;

/// A failure, where it happened, and what is known of the run.
pub struct Case<'c> {
    pub run: &'c Run<'c>,
    pub style: Style,
    pub marks: &'c Marks,
    pub trail: &'c Trail,
    pub branches: &'c Branches,
    pub branch: Branch,
    pub state: &'c State,
    pub failure: &'c Failure,
}

impl Case<'_> {
    /// With no line of a note wider than the page.
    pub fn fitted(&self, mut found: Diagnostic) -> Diagnostic {
        let room = self.style.width.saturating_sub(MARGIN);
        // Rows of a table begin with blanks; they stay on one line.
        let fit = |text: &str| {
            let lines = text.lines().map(|line| match line.starts_with(' ') {
                true => clip(line, room, self.marks.elided).into_owned(),
                false => wrap(line, room, room).join("\n"),
            });
            lines.collect::<Vec<_>>().join("\n")
        };
        found.notes = found.notes.iter().map(|note| fit(note)).collect();
        found.help = found.help.as_deref().map(|help| wrap(help, room, room).join("\n"));
        found
    }

    /// With AWS's own words below.
    pub fn in_aws_words(&self, found: Diagnostic) -> Diagnostic {
        let error = &self.failure.error;
        let name = error.error.as_deref().unwrap_or("(no error name)");
        let cause = escape_control(error.cause.as_deref().unwrap_or("")).into_owned();
        let cause = clip(&redact(&cause, self.marks), CAUSE, self.marks.elided).into_owned();
        let room = self.style.width.saturating_sub(MARGIN);
        found.aws(name, wrap(&cause, room.saturating_sub(columns(name) + 1), room).join("\n"), "")
    }

    /// A headline of at most 100 columns.
    pub fn headline(&self, text: &str) -> String {
        clip(&escape_control(text), HEADLINE, self.marks.elided).into_owned()
    }

    /// An error at `pointer`.
    pub fn error(&self, code: Code, pointer: &str, headline: &str) -> Diagnostic {
        let headline = self.headline(headline);
        // A whole state is too much to underline: its name will do.
        let place = if *pointer == *self.state.pointer { Place::Key } else { Place::Value };
        Diagnostic::error(code, place(pointer.into()), headline)
    }

    /// The field of the state that `pointer` is in: `Parameters`, `OutputPath`.
    pub fn field<'p>(&self, pointer: &'p str) -> Cow<'p, str> {
        let inside = pointer::strip(pointer, &self.state.pointer).unwrap_or_default();
        pointer::tokens(inside).next().unwrap_or_default()
    }

    /// A moment of the run: `t+6.30s`.
    pub fn when(&self, at: Time) -> String {
        format!("t+{}", took(at.since(self.run.start)))
    }
}
