//! Workflow commands of GitHub Actions: each finding as an annotation in the changed file.
//!
//! GitHub shows ten annotations of a level and drops the rest without a word, so the rest is counted.

use std::io::{self, Write};

use crate::base::diag::Severity;

use super::{Findings, plural};

/// How many annotations of one level GitHub shows for a step.
const SHOWN: usize = 10;

pub(super) fn write(out: &mut dyn Write, findings: Findings<'_>) -> io::Result<()> {
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let (level, word) = match severity {
            Severity::Error => ("error", "error"),
            Severity::Warning => ("warning", "warning"),
            Severity::Note => ("notice", "note"),
        };
        for (document, found) in
            findings.found.iter().filter(|(_, found)| found.severity == severity).take(SHOWN)
        {
            let at = document.locate(&found.place);
            let mut message = found.message.clone();
            if let Some(help) = &found.help {
                message.push_str("\nhelp: ");
                message.push_str(help);
            }
            let file = property(&document.source().name);
            let (line, column, end) = (at.line, at.column, at.end_line);
            writeln!(
                out,
                "::{level} file={file},line={line},endLine={end},col={column},title={}::{}",
                found.code,
                escaped(&message)
            )?;
        }
        let more = findings.count(severity).saturating_sub(SHOWN);
        if more > 0 {
            writeln!(out, "::{level} title=sfn::{} not shown", plural(more, &format!("more {word}")))?;
        }
    }
    Ok(())
}

fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}
