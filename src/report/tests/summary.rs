//! A page in Markdown for the summary of a job at GitHub: the totals, and a table of what did not pass.

use std::io::{self, Write};

use crate::record::{Closing, Recording, RecordingEntry};
use crate::report::graph::{self, MOST_OF_PAGE};
use crate::report::ink::control::escape_control;
use crate::report::runs::picture::{Manner, Picture};
use crate::report::runs::{OfVisits, Report as _};

use super::{Results, Verdict, plain_lines};

/// The most rows of the table.
const MOST: usize = 100;

/// How many runs are drawn.
const DRAWN: usize = 3;

/// Writes the page.
pub fn markdown(out: &mut dyn Write, results: &Results<'_>) -> io::Result<()> {
    let tally = results.tally();
    let failed = tally.failed + tally.broken;
    let head = if failed > 0 { "failed" } else { "passed" };
    writeln!(out, "### sfn test {head}\n")?;
    writeln!(out, "{} passed, {failed} failed, {} skipped\n", tally.passed, tally.skipped)?;
    let is_bad = |verdict: &Verdict| matches!(verdict, Verdict::Failed(_) | Verdict::Broken(_));
    let bad: Vec<_> = results.cases.iter().filter(|case| is_bad(&case.verdict)).collect();
    if bad.is_empty() {
        return Ok(());
    }
    writeln!(out, "| test | place | why |\n|---|---|---|")?;
    for case in bad.iter().take(MOST) {
        let why = plain_lines(case).into_iter().next().unwrap_or_default();
        writeln!(out, "| {} | `{}:{}` | {} |", cell(&case.name), cell(&case.file), case.line, cell(&why))?;
    }
    if bad.len() > MOST {
        writeln!(out, "\nand {} more", bad.len() - MOST)?;
    }
    Ok(())
}

/// Draws the runs of the first tests that failed, as far as `read` still has their recordings.
pub fn pictures(
    out: &mut dyn Write,
    results: &Results<'_>,
    read: &dyn Fn(&str) -> Option<String>,
) -> io::Result<()> {
    let kept = results.cases.iter().filter_map(|case| Some((case, case.recording.as_deref()?)));
    for (case, file) in kept.take(DRAWN) {
        let Some(text) = read(file) else { continue };
        let mut drawn = Vec::new();
        // What cannot be read is no reason to say less about the rest.
        if matches!(picture(&mut drawn, file, &text), Ok(true)) {
            write!(out, "\n#### {}\n\n```mermaid\n", cell(&case.name))?;
            out.write_all(&drawn)?;
            writeln!(out, "```")?;
        }
    }
    Ok(())
}

/// Draws a recording; `false` if it is none that a page can show.
fn picture(out: &mut dyn Write, name: &str, text: &str) -> io::Result<bool> {
    let Ok(mut recording) = Recording::open(name, text.as_bytes()) else { return Ok(false) };
    let opening = recording.opening().clone();
    if opening.machine.states.len() > MOST_OF_PAGE {
        return Ok(false);
    }
    let picture = Picture::new(opening.run(), out, Manner::of_file(&graph::MERMAID));
    let mut report = OfVisits::new(opening.start, picture);
    let mut closing = Closing::default();
    while let Ok(Some(entry)) = recording.entry() {
        match entry {
            RecordingEntry::Record(record) => report.record(&record)?,
            RecordingEntry::Closed(closed) => closing = *closed,
            RecordingEntry::Answered { .. } | RecordingEntry::Logged { .. } => {}
        }
    }
    match &closing.stop {
        None => report.finish(closing.wall_ms)?,
        Some(stop) => report.abandon(stop, closing.wall_ms)?,
    }
    Ok(true)
}

/// Text that neither ends its cell nor is taken for markup.
fn cell(text: &str) -> String {
    let text = escape_control(text);
    let mut cell = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => cell.push_str("&amp;"),
            '<' => cell.push_str("&lt;"),
            '|' | '`' | '*' | '_' | '[' | ']' | '\\' | '#' | '!' => cell.extend(['\\', c]),
            _ => cell.push(c),
        }
    }
    cell
}
