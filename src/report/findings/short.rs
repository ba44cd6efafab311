//! One line a finding, as compilers write them and editors read them.

use std::io::{self, Write};

use crate::report::ink::control::escape_control;

use super::{Findings, plainly};

pub(super) fn write(out: &mut dyn Write, findings: Findings<'_>) -> io::Result<()> {
    for (document, found) in findings.found {
        let location = document.locate(&found.place);
        let (file, severity) = (escape_control(&document.source().shown), found.severity.name());
        let found = plainly(document, found);
        let sentence = found.sentence();
        let message = escape_control(&sentence);
        writeln!(out, "{file}:{}:{}: {severity}[{}] {message}", location.line, location.column, found.code)?;
    }
    Ok(())
}
