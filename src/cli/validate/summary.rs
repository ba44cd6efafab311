//! The last lines of `sfn validate`: how much was found, where, and what to do about it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::time::Duration;

use crate::base::diag::Severity;
use crate::base::document::{Document, ValueSource};
use crate::report::findings::{Findings, Machine, amounts, is_fine, plural};
use crate::report::ink::control::escape_control;
use crate::report::ink::marks::Marks;
use crate::report::ink::style::Style;
use crate::report::ink::width::{columns, tail};
use crate::validate::rules;

/// What the summary says besides the findings.
#[derive(Default)]
pub struct Totals {
    /// Names of `${Name}` without a value.
    pub placeholders: BTreeSet<String>,
    /// What `--fix` changed, a line a change.
    pub fixes: Vec<String>,
    /// Whether it only says what it would change.
    pub is_dry: bool,
    /// How many machines the patterns of the settings leave out.
    pub outside: usize,
    /// What to do to have more machines checked.
    pub hint: Option<String>,
    /// How long it took.
    pub took: Option<Duration>,
}

/// Names of `${Name}` in `document` that have no value.
pub fn placeholders(document: &Document) -> Vec<String> {
    let made_up = document.substitutions().iter().filter(|made| made.origin == ValueSource::Placeholder);
    made_up.map(|made| made.name.clone()).collect()
}

/// Writes the summary.
pub fn write(out: &mut dyn Write, findings: Findings<'_>, totals: &Totals, style: &Style) -> io::Result<()> {
    if !totals.placeholders.is_empty() {
        let names: Vec<String> = totals.placeholders.iter().map(|name| format!("${{{name}}}")).collect();
        let (count, verb) =
            (names.len(), if names.len() == 1 { "is a placeholder" } else { "are placeholders" });
        writeln!(out, "note: {} {verb}: {}", plural(count, "value"), escape_control(&names.join(" ")))?;
        writeln!(out, "      set them in sfn.toml [substitutions] or with --sub\n")?;
    }
    for line in &totals.fixes {
        writeln!(out, "{}", escape_control(line))?;
    }
    if !totals.fixes.is_empty() {
        let verb = if totals.is_dry { "would fix" } else { "fixed" };
        writeln!(out, "{verb} {}", plural(totals.fixes.len(), "problem"))?;
    }
    let marks = Marks::of(*style);
    let mark = match (findings.count(Severity::Error), findings.count(Severity::Warning)) {
        (0, 0) if findings.machines.iter().all(|machine| machine.is_unchecked) => marks.warned,
        (0, 0) => marks.ok,
        (0, _) => marks.warned,
        (_, _) => marks.failed,
    };
    write!(out, "{mark} {}", findings.headline())?;
    let fixable =
        findings.found.iter().filter(|(document, found)| found.fix.is_some() && document.is_own()).count();
    if fixable > 0 {
        write!(out, "    {fixable} fixable with --fix")?;
    }
    if let Some(took) = totals.took {
        write!(out, "    {}ms", took.as_millis())?;
    }
    writeln!(out)?;
    if totals.outside > 0 {
        writeln!(out, "  {} outside the patterns of [project] definitions", plural_more(totals.outside))?;
    }
    if let Some(hint) = &totals.hint {
        writeln!(out, "  note: {}", escape_control(hint))?;
    }
    machines(out, findings, style)
}

/// `1 more machine`, `13 more machines`
pub fn plural_more(count: usize) -> String {
    format!("{count} more machine{}", if count == 1 { "" } else { "s" })
}

/// How many machines there are, with those without findings.
const ALL: usize = 20;

/// A line for each machine; of many machines only for those something was found in.
fn machines(out: &mut dyn Write, findings: Findings<'_>, style: &Style) -> io::Result<()> {
    let (fine, bad): (Vec<_>, Vec<_>) =
        findings.machines.iter().partition(|machine| is_fine(findings.of(machine)));
    if bad.is_empty() || findings.machines.len() < 2 {
        return Ok(());
    }
    let shown: Vec<&Machine> =
        if findings.machines.len() <= ALL { findings.machines.iter().collect() } else { bad };
    let most = style.width.saturating_sub(26).max(24);
    let names: Vec<String> = shown.iter().map(|machine| ending(&machine.reference, most, style)).collect();
    let width = names.iter().map(|name| columns(name)).max().unwrap_or(0);
    for (machine, name) in shown.iter().zip(&names) {
        let blank = " ".repeat(width - columns(name));
        let found = findings.of(machine);
        let state = if machine.is_unchecked {
            "not checked".to_owned()
        } else if is_fine(found) {
            "ok".to_owned()
        } else {
            amounts(found).replace(", ", "   ")
        };
        writeln!(out, "  {name}{blank}  {state}")?;
    }
    if findings.machines.len() > ALL && !fine.is_empty() {
        writeln!(out, "  {} ok", plural(fine.len(), "other"))?;
    }
    Ok(())
}

/// The end of `reference` that fits in `room` columns, which is what distinguishes machines.
fn ending(reference: &str, room: usize, style: &Style) -> String {
    let (reference, elided) = (escape_control(reference), Marks::of(*style).elided);
    if columns(&reference) <= room {
        return reference.into_owned();
    }
    format!("{elided}{}", tail(&reference, room - columns(elided)))
}

/// Writes how often each code was found, the most frequent first.
pub fn statistics(out: &mut dyn Write, findings: Findings<'_>) -> io::Result<()> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, found) in findings.found {
        *counts.entry(found.code.as_str()).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (code, count) in counts {
        let name = rules::find(code).map_or("", |rule| rule.name);
        writeln!(out, "{count:6}  {code}  {name}")?;
    }
    Ok(())
}
