//! A page in Markdown for the summary of a job at GitHub: the totals, and a table of what did not pass.

use std::io::{self, Write};

use crate::report::ink::control::escape_control;

use super::{Results, Verdict, plain_lines};

/// The most rows of the table.
const MOST: usize = 100;

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
