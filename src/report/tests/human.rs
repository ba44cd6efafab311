//! Results for people: a line a test, then a page for each that did not pass, then the totals.

use std::io::{self, Write};

use crate::base::diag::Code;
use crate::report::ink::amount::{count, plural, span};
use crate::report::ink::control::escape_control;
use crate::report::ink::line::TextLine;
use crate::report::ink::marks::Marks;
use crate::report::ink::paint::Ink;
use crate::report::ink::style::Style;
use crate::report::ink::width::clip;

use super::{CaseResult, Diff, Mark, Mismatch, Results, SnapshotResult, Stress, Verdict};

/// Tests that pass are named one by one up to so many; beyond that only those that do not.
const FEW: usize = 40;

/// Writes all of it.
pub fn human(out: &mut dyn Write, results: &Results<'_>, style: Style) -> io::Result<()> {
    let mut line = TextLine::new();
    let (tests, files) = (plural(results.cases.len(), "test"), plural(results.files, "file"));
    line.pad(2).push(Ink::Dim, &format!("{tests} in {files}, {}", plural(results.machines, "machine")));
    line.write(style, out)?;
    writeln!(out)?;
    let is_short = results.cases.len() <= FEW;
    for case in results.cases.iter().filter(|case| is_short || !matches!(case.verdict, Verdict::Passed)) {
        row(case, style).write(style, out)?;
    }
    let tally = results.tally();
    if !is_short {
        let mut line = TextLine::new();
        line.pad(2).push(Ink::Dim, &format!("{} passed", count(tally.passed)));
        line.write(style, out)?;
    }
    for case in results.cases {
        page(case, out, style)?;
    }
    slow(results, out, style)?;
    writeln!(out)?;
    let failed = tally.failed + tally.broken;
    let mut parts = vec![format!("{} passed", count(tally.passed))];
    for (amount, word) in
        [(tally.failed, "failed"), (tally.broken, "without an answer"), (tally.skipped, "skipped")]
    {
        if amount > 0 {
            parts.push(format!("{} {word}", count(amount)));
        }
    }
    let mut line = TextLine::new();
    let (ink, word) = if failed > 0 { (Ink::Bad, "FAIL") } else { (Ink::Good, "PASS") };
    line.push(ink, word).push(Ink::Plain, &format!("  {}", parts.join(", ")));
    let snapshots = results.snapshots();
    for (amount, word) in [(snapshots.pending, "pending"), (snapshots.written, "written")] {
        if amount > 0 {
            line.push(Ink::Plain, &format!("   {} {word}", plural(amount, "snapshot")));
        }
    }
    let wall = span(i64::try_from(results.wall_ms).unwrap_or(i64::MAX));
    line.push(Ink::Dim, &format!("   {wall}"));
    if let Some(seed) = results.shuffle {
        line.push(Ink::Dim, &format!("   --shuffle={seed}"));
    }
    line.write(style, out)
}

/// Names the tests that took longest, if they took long.
fn slow(results: &Results<'_>, out: &mut dyn Write, style: Style) -> io::Result<()> {
    const LONG_MS: u64 = 1_000;
    const MOST: usize = 5;
    let mut slow: Vec<&CaseResult> = results.cases.iter().filter(|case| case.wall_ms >= LONG_MS).collect();
    slow.sort_by_key(|case| std::cmp::Reverse(case.wall_ms));
    if !slow.is_empty() {
        writeln!(out)?;
    }
    for case in slow.iter().take(MOST) {
        let mut line = TextLine::new();
        let wall = span(i64::try_from(case.wall_ms).unwrap_or(i64::MAX));
        line.pad(2).push(Ink::Warn, "SLOW").pad(8);
        line.push(Ink::Dim, &format!("{}:{}", case.file, case.line))
            .push(Ink::Plain, &format!("  {}", case.name));
        line.push(Ink::Warn, &format!("  {wall}")).write(style, out)?;
    }
    Ok(())
}

/// `PASS  order.sfn.yaml:12  happy path`
fn row(case: &CaseResult, style: Style) -> TextLine {
    let (ink, word) = word(&case.verdict);
    let mut line = TextLine::new();
    line.pad(2)
        .push(ink, word)
        .pad(8)
        .push(Ink::Dim, &format!("{}:{}", case.file, case.line))
        .push(Ink::Plain, "  ");
    let room = style.width.saturating_sub(line.width());
    line.push(Ink::Plain, &clip(&case.name, room, if style.unicode { "…" } else { "..." }));
    if let Verdict::Skipped(Some(reason)) = &case.verdict {
        line.push(Ink::Dim, &format!("  ({reason})"));
    }
    line
}

const fn word(verdict: &Verdict) -> (Ink, &'static str) {
    match verdict {
        Verdict::Passed => (Ink::Good, "PASS"),
        Verdict::Failed(_) => (Ink::Bad, "FAIL"),
        Verdict::Broken(_) => (Ink::Bad, "ERROR"),
        Verdict::Skipped(_) => (Ink::Warn, "SKIP"),
    }
}

/// Why a case did not pass, and how to see more.
pub fn page(case: &CaseResult, out: &mut dyn Write, style: Style) -> io::Result<()> {
    let (ink, word) = word(&case.verdict);
    let mismatches: &[Mismatch] = match &case.verdict {
        Verdict::Passed | Verdict::Skipped(_) => return Ok(()),
        Verdict::Failed(mismatches) => mismatches,
        Verdict::Broken(_) => &[],
    };
    writeln!(out)?;
    let mut line = TextLine::new();
    let rule = if style.unicode { "────" } else { "----" };
    line.push(Ink::Dim, rule)
        .push(ink, &format!(" {word} "))
        .push(Ink::Plain, &format!("{}:{} ", case.file, case.line));
    line.push(Ink::Name, &case.name);
    line.write(style, out)?;
    if let Some(snapshot) = &case.snapshot {
        self::snapshot(snapshot, out, style)?;
    }
    for mismatch in mismatches {
        let mut line = TextLine::new();
        line.pad(2).push(Ink::Bad, &mismatch.key).push(Ink::Plain, &format!("  {}", mismatch.message));
        line.write(style, out)?;
        marked(&mismatch.lines, out, style)?;
    }
    if let Verdict::Broken(message) = &case.verdict {
        for text in message.lines() {
            writeln!(out, "  {}", escape_control(text))?;
        }
    }
    if let Some(snapshot) = case.snapshot.as_ref().filter(|snapshot| snapshot.outcome.fails()) {
        writeln!(out, "  accept   {}", snapshot.accept())?;
    }
    if let Some(Stress { seeds, failed, first }) = case.stress {
        writeln!(out, "  seeds    {failed} of {seeds} do not pass; this is the first, {first}")?;
    }
    // A command is there to be copied: it is never cut.
    if let Some(command) = &case.replay {
        writeln!(out, "  replay   {}", escape_control(command))?;
    }
    match &case.recording {
        Some(path) => writeln!(out, "  trace    sfn trace {}", escape_control(path)),
        None => Ok(()),
    }
}

/// How a snapshot differs, part by part; nothing if it does not.
pub fn snapshot(result: &SnapshotResult, out: &mut dyn Write, style: Style) -> io::Result<()> {
    if !result.outcome.fails() {
        return Ok(());
    }
    let mut line = TextLine::new();
    line.pad(2).push(Ink::Bad, "snapshot").push(Ink::Plain, &format!("  {}", result.file));
    line.push(Ink::Plain, &format!("  {}", result.summary()));
    line.push(Ink::Dim, &format!("  {}", result.code.map_or("", Code::as_str)));
    line.write(style, out)?;
    for part in result.parts.iter().filter(|part| part.diff != Diff::Same) {
        writeln!(out)?;
        let mut line = TextLine::new();
        line.pad(2).push(Ink::Name, &part.name);
        line.write(style, out)?;
        marked(&part.lines(style.width.saturating_sub(6), Marks::of(style)), out, style)?;
    }
    if let Some(problem) = &result.problem {
        writeln!(out, "  {}", escape_control(problem))?;
    }
    writeln!(out)
}

/// Lines with what they are in front.
pub fn marked(lines: &[(Mark, String)], out: &mut dyn Write, style: Style) -> io::Result<()> {
    for (mark, text) in lines {
        let mut line = TextLine::new();
        let ink = match mark {
            Mark::Same => Ink::Dim,
            Mark::Missing => Ink::Bad,
            Mark::Extra => Ink::Good,
            Mark::Changed => Ink::Warn,
        };
        line.pad(4).push(ink, &format!("{} {text}", mark.sign()));
        line.write(style, out)?;
    }
    Ok(())
}
