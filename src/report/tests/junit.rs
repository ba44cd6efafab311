//! JUnit XML: a test suite a file, a test case a case. Times are those of the run's own clock, so that reports do
//! not differ from call to call.

use std::io::{self, Write};

use crate::report::findings::junit::escaped;
use crate::report::ink::style::Style;

use super::{CaseResult, Results, RunFacts, Verdict, plain_lines};

/// So many states of a path are named: a loop may have thousands.
const MAX_PATH: usize = 100;

pub(super) fn junit(out: &mut dyn Write, results: &Results<'_>, _style: Style) -> io::Result<()> {
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, "<testsuites name=\"sfn test\" {}>", counts(results.cases))?;
    for cases in results.cases.chunk_by(|one, next| one.file == next.file) {
        let file = cases.first().map_or("", |case| &case.file);
        writeln!(out, r#"  <testsuite name="{}" {}>"#, escaped(file), counts(cases))?;
        for case in cases {
            write_case(out, case)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn counts(cases: &[CaseResult]) -> String {
    let number = |is: fn(&Verdict) -> bool| cases.iter().filter(|case| is(&case.verdict)).count();
    format!(
        r#"tests="{}" failures="{}" errors="{}" skipped="{}""#,
        cases.len(),
        number(|verdict| matches!(verdict, Verdict::Failed(_))),
        number(|verdict| matches!(verdict, Verdict::Broken(_))),
        number(|verdict| matches!(verdict, Verdict::Skipped(_))),
    )
}

fn write_case(out: &mut dyn Write, case: &CaseResult) -> io::Result<()> {
    let CaseResult { name, file, line, machine, verdict, duration_ms, replay, .. } = case;
    let seconds = format!("{}.{:03}", duration_ms / 1000, duration_ms % 1000);
    write!(
        out,
        r#"    <testcase classname="{}" name="{}" file="{}" line="{line}" time="{seconds}""#,
        escaped(machine),
        escaped(name),
        escaped(file)
    )?;
    let lines = plain_lines(case);
    let first = lines.first().map_or("", |line| line);
    let replay = replay.as_ref().map(|command| format!("replay: {command}"));
    let text = lines.iter().cloned().chain(replay).collect::<Vec<_>>().join("\n");
    if let (Verdict::Passed, None) = (verdict, &case.ran) {
        return writeln!(out, "/>");
    }
    writeln!(out, ">")?;
    if let Some(ran) = &case.ran {
        properties(out, ran)?;
    }
    match verdict {
        Verdict::Passed => {}
        Verdict::Skipped(reason) => {
            let reason = reason.as_deref().unwrap_or_default();
            writeln!(out, "      <skipped message=\"{}\"/>", escaped(reason))?;
        }
        Verdict::Failed(_) => failure(out, "failure", first, &text)?,
        Verdict::Broken(_) => failure(out, "error", first, &text)?,
    }
    writeln!(out, "    </testcase>")
}

/// What makes the run again, and which way it went.
fn properties(out: &mut dyn Write, ran: &RunFacts) -> io::Result<()> {
    let shown: Vec<&str> = ran.path.iter().take(MAX_PATH).map(|state| &**state).collect();
    let more = match ran.path.len() - shown.len() {
        0 => String::new(),
        more => format!(" > ({more} more)"),
    };
    writeln!(out, "      <properties>")?;
    writeln!(out, "        <property name=\"seed\" value=\"{}\"/>", ran.seed)?;
    writeln!(out, "        <property name=\"path\" value=\"{}{more}\"/>", escaped(&shown.join(" > ")))?;
    writeln!(out, "      </properties>")
}

fn failure(out: &mut dyn Write, element: &str, message: &str, text: &str) -> io::Result<()> {
    writeln!(out, "      <{element} message=\"{}\">{}</{element}>", escaped(message), escaped(text))
}
