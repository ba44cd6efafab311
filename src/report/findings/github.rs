//! Workflow commands of GitHub Actions: each finding as an annotation in the changed file; and the summary
//! of a step as a page.
//!
//! GitHub shows ten annotations of a level and drops the rest without a word, so the rest is counted.

use std::io::{self, Write};

use crate::base::diag::{Diagnostic, Severity};
use crate::base::document::Document;
use crate::report::graph;
use crate::report::graph::flagged::flagged;
use crate::report::graph::model::Graph;

use crate::report::ink::control::{escape_control, escape_lines};

use super::{Findings, amounts, is_fine, plainly, plural};

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
            let found = plainly(document, found);
            let mut message = found.sentence().into_owned();
            if let Some(help) = &found.help {
                message.push_str("\nhelp: ");
                message.push_str(help);
            }
            let file = property(&document.source().shown);
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

/// How many findings the page of a step lists.
const LISTED: usize = 100;

/// The summary of the step, in Markdown: a table of the machines something was found in, and one of what.
pub fn step_summary(out: &mut dyn Write, findings: Findings<'_>) -> io::Result<()> {
    writeln!(out, "### sfn validate: {}\n", cell(&findings.headline()))?;
    let bad: Vec<_> = findings.machines.iter().filter(|machine| !is_fine(findings.of(machine))).collect();
    if bad.is_empty() {
        return Ok(());
    }
    writeln!(out, "| machine | found |\n|---|---|")?;
    for machine in &bad {
        writeln!(out, "| {} | {} |", cell(&machine.reference), amounts(findings.of(machine)))?;
    }
    let told = findings.found.iter().filter(|(_, found)| found.severity != Severity::Note);
    writeln!(out, "\n| where | what |\n|---|---|")?;
    for (document, found) in told.clone().take(LISTED) {
        let at = document.locate(&found.place);
        let place = format!("{}:{}:{}", document.source().shown, at.line, at.column);
        let (severity, code) = (found.severity.name(), found.code);
        writeln!(
            out,
            "| {} | {severity} {code}: {} |",
            cell(&place),
            cell(&plainly(document, found).sentence())
        )?;
    }
    let more = told.count().saturating_sub(LISTED);
    if more > 0 {
        writeln!(out, "\n{} not listed", plural(more, "more finding"))?;
    }
    writeln!(out)?;
    bad.iter().take(DRAWN).try_for_each(|machine| picture(out, findings.of(machine), &machine.name))
}

/// How many machines the page of a step draws.
const DRAWN: usize = 3;

/// Draws a machine with what was found in its states.
fn picture(out: &mut dyn Write, found: &[(Document, Diagnostic)], name: &str) -> io::Result<()> {
    let Some((document, _)) = found.iter().find(|(document, _)| document.value().get("States").is_some())
    else {
        return Ok(());
    };
    let graph = Graph::of(document.value(), name, None);
    let about = found.iter().filter(|(other, _)| other.same(document)).map(|(_, found)| found);
    let paint = flagged(&graph, about);
    if paint.states.is_empty() { Ok(()) } else { graph::markdown(out, &graph, &paint) }
}

/// Text for a cell of a table, in which nothing is markup.
fn cell(text: &str) -> String {
    let mut cell = String::with_capacity(text.len());
    for c in escape_control(text).chars() {
        match c {
            '&' => cell.push_str("&amp;"),
            '<' => cell.push_str("&lt;"),
            '>' => cell.push_str("&gt;"),
            '|' | '`' | '*' | '_' | '[' | ']' | '\\' | '~' | '#' | '$' | '@' => cell.extend(['\\', c]),
            c => cell.push(c),
        }
    }
    cell
}

fn escaped(text: &str) -> String {
    escape_lines(text).replace('%', "%25").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    escaped(&escape_control(text)).replace(':', "%3A").replace(',', "%2C")
}
