//! What did not pass, in few lines each: the page of a failure is one key away.

use std::io::{self, Write};

use crate::report::ink::control::escape_control;
use crate::report::ink::line::TextLine;
use crate::report::ink::marks::Marks;
use crate::report::ink::paint::Ink;
use crate::report::ink::style::Style;
use crate::report::ink::width::{clip, wrap};
use crate::report::tests::{CaseResult, Mark, Mismatch, Verdict};

use super::{Page, Unread};

/// The most lines that say why one test failed.
const LINES: usize = 6;

/// Writes what is wrong: what cannot be read first, then findings, then failed tests.
pub(super) fn write(out: &mut Vec<u8>, page: &Page, style: Style) -> io::Result<()> {
    for note in &page.notes {
        // What is to be copied is never cut.
        let room = style.width.saturating_sub(4);
        for (at, part) in wrap(note, room, room).into_iter().enumerate() {
            let mut line = TextLine::new();
            line.pad(1).push(Ink::Warn, if at == 0 { Marks::of(style).warned } else { "" });
            line.pad(4).push(Ink::Plain, part).write(style, out)?;
        }
    }
    if !page.broken.is_empty() {
        out.push(b'\n');
        let end = page.broken.iter().rposition(|line| !line.is_empty()).map_or(0, |at| at + 1);
        lines(out, &page.broken[..end], style)?;
    }
    if let Some(checks) = page.checks.as_ref().filter(|checks| !checks.details.is_empty()) {
        write!(out, "\n{}", checks.details.trim_end_matches('\n'))?;
        out.push(b'\n');
    }
    let Some(tests) = &page.tests else { return Ok(()) };
    for unread in &tests.unread {
        out.push(b'\n');
        let is_said = page.checks.as_ref().is_some_and(|checks| says(&checks.details, &unread.message));
        self::unread(out, unread, is_said, style)?;
    }
    for (at, case) in failed(&tests.results).enumerate() {
        out.push(b'\n');
        self::case(out, case, at, at == page.selected, style)?;
    }
    Ok(())
}

/// The tests that did not pass, in order.
pub fn failed(results: &[CaseResult]) -> impl Iterator<Item = &CaseResult> {
    results.iter().filter(|case| matches!(case.verdict, Verdict::Failed(_) | Verdict::Broken(_)))
}

fn lines(out: &mut Vec<u8>, texts: &[String], style: Style) -> io::Result<()> {
    for (at, text) in texts.iter().enumerate() {
        let mut line = TextLine::new();
        let first = if at == 0 { Marks::of(style).failed } else { "" };
        line.pad(1).push(Ink::Bad, first).pad(3).push(Ink::Plain, text);
        line.write(style, out)?;
    }
    Ok(())
}

/// Whether `details`, findings as they are printed, are about the place that `message` begins with.
fn says(details: &str, message: &str) -> bool {
    message.split_once(": ").is_some_and(|(place, _)| place.contains(':') && details.contains(place))
}

/// Why the tests of a file cannot run; not again if that `is_said` already.
fn unread(out: &mut Vec<u8>, unread: &Unread, is_said: bool, style: Style) -> io::Result<()> {
    let mut texts: Vec<String> = unread.message.lines().map(str::to_owned).collect();
    if is_said {
        texts.clear();
    }
    if !texts.first().is_some_and(|first| first.starts_with(&unread.file)) {
        texts.insert(0, format!("{}: its tests cannot run", unread.file));
    }
    lines(out, &texts, style)
}

/// ` ✗ 1 card declined releases the stock            order.sfn.yaml:38`
fn case(out: &mut Vec<u8>, case: &CaseResult, at: usize, is_selected: bool, style: Style) -> io::Result<()> {
    let (marks, mut line) = (Marks::of(style), TextLine::new());
    let place = format!("{}:{}", case.file, case.line);
    line.pad(1).push(Ink::Bad, marks.failed).push(Ink::Dim, &format!(" {} ", at + 1));
    let room = style.width.saturating_sub(line.width() + place.len() + 3).max(16);
    line.push(if is_selected { Ink::Name } else { Ink::Plain }, &clip(&case.name, room, marks.elided));
    line.end_at(style.width.min(78), Ink::Dim, &place);
    line.write(style, out)?;
    let mut left = LINES;
    match &case.verdict {
        Verdict::Passed | Verdict::Skipped(_) => {}
        Verdict::Broken(message) => {
            for text in message.lines().take(LINES) {
                let mut line = TextLine::new();
                line.pad(5).push(Ink::Plain, &escape_control(text));
                line.write(style, out)?;
            }
        }
        Verdict::Failed(mismatches) => {
            for found in mismatches {
                mismatch(out, found, &mut left, style)?;
            }
        }
    }
    Ok(())
}

/// `     output  2 of 3 differ`, then the differences.
fn mismatch(out: &mut Vec<u8>, found: &Mismatch, left: &mut usize, style: Style) -> io::Result<()> {
    if *left == 0 {
        return Ok(());
    }
    let mut line = TextLine::new();
    line.pad(5).push(Ink::Bad, &found.key).push(Ink::Plain, &format!("  {}", found.message));
    line.write(style, out)?;
    *left -= 1;
    for (mark, text) in found.lines.iter().take(*left) {
        let ink = match mark {
            Mark::Same => Ink::Dim,
            Mark::Missing => Ink::Bad,
            Mark::Extra => Ink::Good,
            Mark::Changed => Ink::Warn,
        };
        let mut line = TextLine::new();
        line.pad(7).push(ink, &format!("{} {text}", mark.sign()));
        line.write(style, out)?;
    }
    *left -= found.lines.len().min(*left);
    Ok(())
}
