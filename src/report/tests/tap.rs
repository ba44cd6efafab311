//! Lines for machines that read lines: the Test Anything Protocol (<https://testanything.org>), and annotations
//! of GitHub Actions.

use std::io::{self, Write};

use crate::report::ink::control::escape_control;
use crate::report::ink::style::Style;

use super::{Results, Verdict, plain_lines};

pub(super) fn tap(out: &mut dyn Write, results: &Results<'_>, _style: Style) -> io::Result<()> {
    writeln!(out, "TAP version 14\n1..{}", results.cases.len())?;
    for (at, case) in results.cases.iter().enumerate() {
        let is_ok = matches!(case.verdict, Verdict::Passed | Verdict::Skipped(_));
        let ok = if is_ok { "ok" } else { "not ok" };
        let name = escape_control(&case.name).replace('\\', "\\\\").replace('#', "\\#");
        write!(out, "{ok} {} - {}: {name}", at + 1, escape_control(&case.file))?;
        match &case.verdict {
            Verdict::Skipped(reason) => {
                writeln!(out, " # SKIP {}", escape_control(reason.as_deref().unwrap_or_default()))?;
            }
            Verdict::Passed | Verdict::Failed(_) | Verdict::Broken(_) => writeln!(out)?,
        }
        let lines = plain_lines(case);
        if !lines.is_empty() {
            writeln!(out, "  ---\n  message: |")?;
            for line in lines {
                writeln!(out, "    {}", escape_control(&line))?;
            }
            writeln!(out, "  ...")?;
        }
    }
    Ok(())
}

pub(super) fn github(out: &mut dyn Write, results: &Results<'_>, _style: Style) -> io::Result<()> {
    for case in results.cases {
        let lines = plain_lines(case);
        if lines.is_empty() {
            continue;
        }
        let lines: Vec<String> = lines.iter().map(|line| escape_control(line).into_owned()).collect();
        let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
        let property = |text: &str| data(&escape_control(text)).replace(':', "%3A").replace(',', "%2C");
        let (file, title) = (property(&case.file), property(&case.name));
        writeln!(out, "::error file={file},line={},title={title}::{}", case.line, data(&lines.join("\n")))?;
    }
    let tally = results.tally();
    writeln!(
        out,
        "{} passed, {} failed, {} skipped",
        tally.passed,
        tally.failed + tally.broken,
        tally.skipped
    )
}
