//! What checking found, in formats for programs; [`human`] is the one for people.
//!
//! One file a format, one row in [`FORMATS`] each.

mod github;
pub mod human;
mod json;
pub(in crate::report) mod junit;
mod sarif;
mod short;
mod window;

use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;

use crate::base::diag::{Diagnostic, Severity};
use crate::base::document::Document;
use crate::report::ink::marks::Marks;
use crate::report::ink::secret::hide;
use crate::report::ink::style::Style;

pub use github::step_summary;
pub use json::{diagnostic, diagnostics};
pub use short::error_lines;

/// The look of formats that do not ask where they are shown.
pub const PLAIN: Style = Style { colour: false, unicode: false, width: 100 };

/// What checking some definitions found.
#[derive(Clone, Copy, Debug)]
pub struct Findings<'f> {
    /// Every finding with the document it is about.
    pub found: &'f [(Document, Diagnostic)],
    /// The definitions that were read, and the files that could not be.
    pub machines: &'f [Machine],
}

/// A definition that was read, or a file that could not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// Its name.
    pub name: String,
    /// The file, as the user named it.
    pub file: String,
    /// What names it among all: the file, and its id if it is not alone there.
    pub reference: String,
    /// Whether a definition could be read.
    pub is_read: bool,
    /// Whether nothing is wrong, but there was no definition to check: it is known only where it is deployed.
    pub is_unchecked: bool,
    /// How many states it has; 0 if there are none to be read.
    pub states: usize,
    /// Which of the findings are about it.
    pub found: Range<usize>,
}

/// One format for programs.
#[derive(Debug)]
pub struct Format {
    /// What `--format` calls it.
    pub name: &'static str,
    /// One line for the help.
    pub about: &'static str,
    /// Writes it.
    pub write: fn(&mut dyn Write, Findings<'_>) -> io::Result<()>,
}

/// The formats.
pub const FORMATS: &[Format] = &[
    Format { name: "short", about: "one line a finding", write: short::write },
    Format { name: "json", about: "one document", write: json::write },
    Format { name: "jsonl", about: "one JSON object a line and finding", write: json::lines },
    Format { name: "sarif", about: "SARIF 2.1.0, for code scanning", write: sarif::write },
    Format { name: "github", about: "annotations of GitHub Actions", write: github::write },
    Format { name: "junit", about: "JUnit XML, a test case a definition", write: junit::write },
];

impl<'f> Findings<'f> {
    /// The findings about `machine`.
    #[must_use]
    pub fn of(&self, machine: &Machine) -> &'f [(Document, Diagnostic)] {
        self.found.get(machine.found.clone()).unwrap_or_default()
    }

    /// `2 errors, 1 warning in 2 of 3 machines`
    #[must_use]
    pub fn headline(&self) -> String {
        let unchecked = self.machines.iter().filter(|machine| machine.is_unchecked).count();
        let all = self.machines.len() - unchecked;
        let bad = self.machines.iter().filter(|machine| !is_fine(self.of(machine))).count();
        let among = match bad {
            1.. if all > 1 => format!("{bad} of {}", plural(all, "machine")),
            _ => plural(all, "machine"),
        };
        let (errors, warnings) = (self.count(Severity::Error), self.count(Severity::Warning));
        let headline = match (errors, warnings) {
            (0, 0) => format!("no errors in {among}"),
            (0, _) => format!("no errors, {} in {among}", plural(warnings, "warning")),
            (_, _) => format!("{} in {among}", amounts(self.found)),
        };
        match (all, unchecked) {
            (_, 0) => headline,
            (0, _) => format!("nothing to check, {unchecked} not checked"),
            (_, _) => format!("{headline}, {unchecked} not checked"),
        }
    }

    /// How many findings are of that severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.found.iter().filter(|(_, found)| found.severity == severity).count()
    }
}

/// `found` without the secrets of the text it is about, wherever its words quote them. What people read goes
/// through here; what programs read is whole.
#[must_use]
pub fn without_secrets<'f>(document: &Document, found: &'f Diagnostic, marks: &Marks) -> Cow<'f, Diagnostic> {
    let secrets = document.source().secrets().texts();
    if secrets.is_empty() {
        return Cow::Borrowed(found);
    }
    let mut found = found.clone();
    let aside = found.aside.iter_mut().map(|(_, words)| words);
    let aws = found.aws.iter_mut().map(|aws| &mut aws.message);
    let more = found.notes.iter_mut().chain(&mut found.help).chain(aside).chain(aws);
    for text in [&mut found.message, &mut found.label].into_iter().chain(more) {
        if let Cow::Owned(hidden) = hide(text, secrets, marks) {
            *text = hidden;
        }
    }
    Cow::Owned(found)
}

/// The same for formats that are always written in the same signs.
fn plainly<'f>(document: &Document, found: &'f Diagnostic) -> Cow<'f, Diagnostic> {
    without_secrets(document, found, Marks::of(PLAIN))
}

/// Whether there is neither an error nor a warning.
#[must_use]
pub fn is_fine(found: &[(Document, Diagnostic)]) -> bool {
    found.iter().all(|(_, found)| found.severity == Severity::Note)
}

/// `2 errors, 1 warning`; empty if there is neither.
#[must_use]
pub fn amounts(found: &[(Document, Diagnostic)]) -> String {
    let count = |severity| found.iter().filter(|(_, found)| found.severity == severity).count();
    let amounts = [(count(Severity::Error), "error"), (count(Severity::Warning), "warning")];
    let amounts = amounts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| plural(*count, word));
    amounts.collect::<Vec<_>>().join(", ")
}

/// `1 error`, `2 errors`
#[must_use]
pub fn plural(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
