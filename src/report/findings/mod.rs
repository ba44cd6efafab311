//! What checking found, in formats for programs; [`super::text`] is the one for people.
//!
//! One file a format, one row in [`FORMATS`] each.

mod github;
mod json;
mod junit;
mod sarif;
mod short;

use std::io::{self, Write};

use crate::base::diag::{Diagnostic, Severity};
use crate::base::document::Document;

pub use json::diagnostics;

/// What checking some definitions found.
#[derive(Clone, Copy, Debug)]
pub struct Findings<'f> {
    /// Every finding with the document it is about.
    pub found: &'f [(Document, Diagnostic)],
    /// The definitions that were read.
    pub machines: &'f [Machine],
}

/// A definition that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// Its name.
    pub name: String,
    /// The file, as the user named it.
    pub file: String,
    /// How many states it has; 0 if it does not compile.
    pub states: usize,
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

impl Findings<'_> {
    /// How many findings are of that severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.found.iter().filter(|(_, found)| found.severity == severity).count()
    }
}

/// `1 error`, `2 errors`
#[must_use]
pub fn plural(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
