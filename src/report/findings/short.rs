//! One line a finding, as compilers write them and editors read them.

use std::io::{self, Write};

use crate::base::diag::{Diagnostic, Severity};
use crate::base::document::Document;
use crate::report::ink::control::escape_control;

use super::{Findings, plainly};

pub(super) fn write(out: &mut dyn Write, findings: Findings<'_>) -> io::Result<()> {
    for (document, found) in findings.found {
        let (place, sentence) = (place(document, found), sentence(document, found));
        let (place, sentence) = (escape_control(&place), escape_control(&sentence));
        writeln!(out, "{place}: {}[{}] {sentence}", found.severity.name(), found.code)?;
    }
    Ok(())
}

/// The errors among `found`, as results of tests have them: a line each, and below it what to do.
#[must_use]
pub fn error_lines(found: &[(Document, Diagnostic)]) -> Vec<String> {
    let errors = found.iter().filter(|(_, found)| found.severity == Severity::Error);
    let lines = errors.map(|(document, found)| {
        let help = found.help.as_deref().map_or_else(String::new, |help| format!("\nhelp: {help}"));
        format!("{}: {} {}{help}", place(document, found), found.code, sentence(document, found))
    });
    lines.collect()
}

/// `order.asl.json:3:9`
fn place(document: &Document, found: &Diagnostic) -> String {
    let location = document.locate(&found.place);
    format!("{}:{}:{}", document.source().shown, location.line, location.column)
}

fn sentence(document: &Document, found: &Diagnostic) -> String {
    plainly(document, found).sentence().into_owned()
}
