//! The last lines of `sfn validate`: how much was found, where, and what to do about it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::time::Duration;

use crate::base::diag::Severity;
use crate::base::document::{Document, Origin};
use crate::report::findings::{Findings, Machine, plural};
use crate::report::marks::Marks;
use crate::report::style::Style;
use crate::validate::rules;

/// What the summary tells beside the findings.
#[derive(Default)]
pub struct Totals {
    /// Names of `${Name}` without a value.
    pub placeholders: BTreeSet<String>,
    /// How much `--fix` mended.
    pub fixed: usize,
    /// How long it took.
    pub took: Option<Duration>,
}

/// Names of `${Name}` in `document` that nobody gave a value.
pub fn placeholders(document: &Document) -> Vec<String> {
    let made_up = document.substitutions().iter().filter(|made| made.origin == Origin::Placeholder);
    made_up.map(|made| made.name.clone()).collect()
}

/// Writes the summary.
pub fn write(out: &mut dyn Write, findings: Findings<'_>, totals: &Totals, style: &Style) -> io::Result<()> {
    if !totals.placeholders.is_empty() {
        let names: Vec<String> = totals.placeholders.iter().map(|name| format!("${{{name}}}")).collect();
        let (count, verb) =
            (names.len(), if names.len() == 1 { "is a placeholder" } else { "are placeholders" });
        writeln!(out, "note: {} {verb}: {}", plural(count, "value"), names.join(" "))?;
        writeln!(out, "      set them with --sub NAME=VALUE\n")?;
    }
    if totals.fixed > 0 {
        writeln!(out, "mended {}", plural(totals.fixed, "finding"))?;
    }
    let marks = Marks::of(*style);
    let (errors, warnings) = (findings.count(Severity::Error), findings.count(Severity::Warning));
    let mark = match (errors, warnings) {
        (0, 0) => marks.ok,
        (0, _) => marks.warned,
        (_, _) => marks.failed,
    };
    let all = findings.machines.len();
    let bad = findings.machines.iter().filter(|machine| count(findings, machine) != (0, 0)).count();
    let among = if bad == 0 || all == 1 {
        plural(all, "machine")
    } else {
        format!("{bad} of {}", plural(all, "machine"))
    };
    let what = match (errors, warnings) {
        (0, 0) => "no errors".to_owned(),
        (0, _) => format!("no errors, {}", plural(warnings, "warning")),
        (_, 0) => plural(errors, "error"),
        (_, _) => format!("{}, {}", plural(errors, "error"), plural(warnings, "warning")),
    };
    write!(out, "{mark} {what} in {among}")?;
    let fixable = findings.found.iter().filter(|(_, found)| found.fix.is_some()).count();
    if fixable > 0 {
        write!(out, "    {fixable} fixable with --fix")?;
    }
    if let Some(took) = totals.took {
        write!(out, "    {}ms", took.as_millis())?;
    }
    writeln!(out)?;
    if all > 1 && bad > 0 { machines(out, findings) } else { Ok(()) }
}

fn machines(out: &mut dyn Write, findings: Findings<'_>) -> io::Result<()> {
    let width = findings.machines.iter().map(|machine| machine.file.chars().count()).max().unwrap_or(0);
    for machine in findings.machines {
        let state = match count(findings, machine) {
            (0, 0) => "ok".to_owned(),
            (errors, 0) => plural(errors, "error"),
            (0, warnings) => plural(warnings, "warning"),
            (errors, warnings) => format!("{}   {}", plural(errors, "error"), plural(warnings, "warning")),
        };
        writeln!(out, "  {:width$}  {state}", machine.file)?;
    }
    Ok(())
}

/// Errors and warnings of one machine.
fn count(findings: Findings<'_>, machine: &Machine) -> (usize, usize) {
    let of = |severity| {
        findings
            .found
            .iter()
            .filter(|(document, found)| {
                found.severity == severity && *document.source().name == *machine.file
            })
            .count()
    };
    (of(Severity::Error), of(Severity::Warning))
}

/// Writes how often each code was found, the most frequent first.
pub fn statistics(out: &mut dyn Write, findings: Findings<'_>) -> io::Result<()> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, found) in findings.found {
        *counts.entry(found.code).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (code, count) in counts {
        let name = rules::find(code).map_or("", |rule| rule.name);
        writeln!(out, "{count:6}  {code}  {name}")?;
    }
    Ok(())
}
