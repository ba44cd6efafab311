//! JUnit XML: a test suite a file, a test case a definition, its errors as failures.
//!
//! Times are zero: a check takes milliseconds, and reports that are kept should not differ from run to run.

use std::io::{self, Write};

use crate::base::diag::{Diagnostic, Severity};
use crate::base::document::Document;
use crate::report::findings::human;
use crate::report::ink::control::escape_lines;

use super::{Findings, Machine, PLAIN, plainly};

pub(super) fn write(out: &mut dyn Write, findings: Findings<'_>) -> io::Result<()> {
    let (total, failures) = (findings.machines.len(), failures(findings, findings.machines));
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<testsuites name="sfn validate" tests="{total}" failures="{failures}" time="0">"#)?;
    for machines in findings.machines.chunk_by(|one, next| one.file == next.file) {
        let file = escaped(machines.first().map_or("", |machine| &machine.file));
        let (tests, failed) = (machines.len(), self::failures(findings, machines));
        writeln!(out, r#"  <testsuite name="{file}" tests="{tests}" failures="{failed}" time="0">"#)?;
        for machine in machines {
            let (name, reference) = (escaped(&machine.name), escaped(&machine.reference));
            writeln!(out, r#"    <testcase classname="{reference}" name="{name}" file="{file}" time="0">"#)?;
            case(out, findings.of(machine))?;
            writeln!(out, "    </testcase>")?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn case(out: &mut dyn Write, found: &[(Document, Diagnostic)]) -> io::Result<()> {
    let (errors, others): (Vec<_>, Vec<_>) =
        found.iter().cloned().partition(|(_, found)| found.severity == Severity::Error);
    if let Some((document, first)) = errors.first() {
        let message = escaped(&plainly(document, first).sentence());
        writeln!(
            out,
            r#"      <failure type="{}" message="{message}">{}</failure>"#,
            first.code,
            escaped(&printed(&errors)?)
        )?;
    }
    if !others.is_empty() {
        writeln!(out, "      <system-out>{}</system-out>", escaped(&printed(&others)?))?;
    }
    Ok(())
}

fn failures(findings: Findings<'_>, machines: &[Machine]) -> usize {
    let fails =
        |machine: &&Machine| findings.of(machine).iter().any(|(_, found)| found.severity == Severity::Error);
    machines.iter().filter(fails).count()
}

fn printed(found: &[(Document, Diagnostic)]) -> io::Result<String> {
    let mut text = Vec::new();
    human::render(&mut text, found, &PLAIN)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Text for XML; control characters, which XML 1.0 cannot hold, are shown as escapes.
pub(in crate::report) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in escape_lines(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
