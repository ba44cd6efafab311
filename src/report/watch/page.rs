//! The page: header, a line for the checks, one for the tests, what failed, the keys.

use std::io::{self, Write};

use crate::report::coverage;
use crate::report::ink::amount::{count, plural};
use crate::report::ink::line::TextLine;
use crate::report::ink::marks::Marks;
use crate::report::ink::paint::Ink;
use crate::report::ink::style::Style;
use crate::report::tests::Verdict;

use super::{Checks, Page, Tests, failures};

/// Where the facts of a line begin.
const COLUMN: usize = 11;

/// Most files that the header names.
const FILES: usize = 3;

/// Writes the page for a terminal of so many `rows`: what does not fit is left out at the end of the failures. All
/// of it, if there is none.
pub fn write(out: &mut dyn Write, page: &Page, style: Style, rows: Option<usize>) -> io::Result<()> {
    let mut top = Vec::new();
    header(page, style).write(style, &mut top)?;
    if page.checks.is_some() || page.tests.is_some() {
        top.push(b'\n');
    }
    if let Some(checks) = &page.checks {
        checks_line(checks, style).write(style, &mut top)?;
    }
    if let Some(tests) = &page.tests {
        tests_line(tests, style).write(style, &mut top)?;
    }
    let mut body = Vec::new();
    failures::write(&mut body, page, style)?;
    if let Some(covered) = page.tests.as_ref().and_then(|tests| tests.covered.as_ref()) {
        coverage::human(&mut body, &covered.coverage, style)?;
        if let Some(unwritten) = &covered.unwritten {
            let mut line = TextLine::new();
            line.pad(2).push(Ink::Bad, unwritten);
            line.write(style, &mut body)?;
        }
    }
    if let Some(run) = &page.run {
        write!(body, "\n{run}")?;
    }
    let mut foot = Vec::new();
    footer(page, style, &mut foot)?;
    // Only a list of failures is cut: everything else is what was asked for.
    let rows = rows.filter(|_| page.tests.is_some());
    out.write_all(&top)?;
    out.write_all(&fitted(&body, rows.map(|rows| rows.saturating_sub(lines(&top) + lines(&foot))), style))?;
    out.write_all(&foot)?;
    out.flush()
}

fn lines(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte == b'\n').count()
}

/// The first lines of `body`, as many as there is room for.
fn fitted(body: &[u8], room: Option<usize>, style: Style) -> Vec<u8> {
    let all = lines(body);
    let Some(room) = room.filter(|room| *room < all) else { return body.to_vec() };
    let room = room.saturating_sub(1);
    let kept = body.split_inclusive(|byte| *byte == b'\n').take(room).flatten().copied();
    let mut kept: Vec<u8> = kept.collect();
    let mut line = TextLine::new();
    line.pad(1).push(Ink::Dim, &format!("{} {}", Marks::of(style).elided, plural(all - room, "more line")));
    // Memory takes it.
    let _ = line.write(style, &mut kept);
    kept
}

/// ` sfn watch   template.yaml  order.asl.json  +3   02:14:07`
fn header(page: &Page, style: Style) -> TextLine {
    let mut line = TextLine::new();
    line.pad(1).push(Ink::Plain, &page.title).push(Ink::Plain, "   ");
    let room = style.width.saturating_sub(24);
    let mut shown = 0;
    for file in page.files.iter().take(FILES) {
        if shown > 0 && line.width() + file.len() + 2 > room {
            break;
        }
        line.push(Ink::Name, file).push(Ink::Plain, "  ");
        shown += 1;
    }
    let more = page.files.len() - shown + page.more;
    if more > 0 {
        line.push(Ink::Dim, &format!("+{more}  "));
    }
    line.push(Ink::Plain, " ").push(Ink::Dim, &page.time);
    line
}

fn checks_line(checks: &Checks, style: Style) -> TextLine {
    let (marks, mut line) = (Marks::of(style), TextLine::new());
    let (ink, mark) = match (checks.errors, checks.warnings) {
        (0, 0) => (Ink::Good, marks.ok),
        (0, _) => (Ink::Warn, marks.ok),
        (_, _) => (Ink::Bad, marks.failed),
    };
    line.pad(1).push(Ink::Plain, "validate").pad(COLUMN).push(ink, mark);
    line.push(Ink::Plain, &format!(" {}", plural(checks.machines, "machine"))).pad(COLUMN + 22);
    let mut facts = Vec::new();
    for (amount, word) in [(checks.errors, "error"), (checks.warnings, "warning")] {
        if amount > 0 {
            facts.push(plural(amount, word));
        }
    }
    line.push(if checks.errors > 0 { Ink::Bad } else { Ink::Warn }, &facts.join(", "));
    line.push(Ink::Dim, &checks.codes.iter().map(|code| format!(" {code}")).collect::<String>());
    line
}

fn tests_line(tests: &Tests, style: Style) -> TextLine {
    let (marks, mut line) = (Marks::of(style), TextLine::new());
    line.pad(1).push(Ink::Plain, "test").pad(COLUMN);
    let number = |is: fn(&Verdict) -> bool| tests.results.iter().filter(|case| is(&case.verdict)).count();
    let passed = number(|verdict| matches!(verdict, Verdict::Passed));
    let skipped = number(|verdict| matches!(verdict, Verdict::Skipped(_)));
    let failed = tests.results.len() - passed - skipped;
    line.push(Ink::Good, &format!("{} {}", marks.ok, count(passed)));
    if failed > 0 {
        line.push(Ink::Plain, "   ").push(Ink::Bad, &format!("{} {}", marks.failed, count(failed)));
    }
    if skipped > 0 {
        line.push(Ink::Dim, &format!("   {} skipped", count(skipped)));
    }
    if tests.stale > 0 {
        line.push(Ink::Warn, &format!("   {} {} from before", marks.warned, count(tests.stale)));
    }
    line.pad((COLUMN + 22).max(line.width() + 3));
    let (changed, all) = (changed(tests), count(tests.results.len()));
    let ran = match tests.rerun {
        0 if tests.results.is_empty() => String::new(),
        some => format!("{} of {all} run", count(some)),
    };
    match changed {
        Some(changed) => line.push(Ink::Dim, &format!("changed: {changed} {} {ran}", marks.next)),
        None => line.push(Ink::Dim, &ran),
    };
    line
}

/// `order.asl.json`, `order.asl.json +2`
fn changed(tests: &Tests) -> Option<String> {
    let (first, more) = tests.changed.split_first()?;
    Some(if more.is_empty() { first.clone() } else { format!("{first} +{}", more.len()) })
}

/// How long it took, and the keys.
fn footer(page: &Page, style: Style, out: &mut Vec<u8>) -> io::Result<()> {
    out.push(b'\n');
    let mut line = TextLine::new();
    line.pad(1);
    match page.took_ms {
        Some(ms) => line.push(Ink::Plain, &format!("{ms}ms   waiting for changes")),
        None => line.push(Ink::Plain, "running"),
    };
    for choice in &page.choice {
        line.push(Ink::Warn, &format!("   {choice}"));
    }
    line.write(style, out)?;
    if page.keys.is_empty() {
        return Ok(());
    }
    let mut line = TextLine::new();
    line.pad(1);
    for (at, (key, word)) in page.keys.iter().enumerate() {
        line.push(Ink::Plain, if at > 0 { "  " } else { "" });
        line.push(Ink::Name, key).push(Ink::Dim, &format!(" {word}"));
    }
    line.write(style, out)
}

/// Writes a page that names all keys, each with what it does.
pub fn help(out: &mut dyn Write, keys: &[(String, String)], style: Style) -> io::Result<()> {
    for (key, about) in keys {
        let mut line = TextLine::new();
        line.pad(1).push(Ink::Name, key).pad(9).push(Ink::Plain, about);
        line.write(style, out)?;
    }
    let mut line = TextLine::new();
    line.pad(1).push(Ink::Dim, "any key goes back");
    writeln!(out)?;
    line.write(style, out)
}
