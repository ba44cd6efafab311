//! `sfn explain`: the page of a rule, of another code, or of an error name.

pub mod names;

use std::io::{self, Write};

use crate::asl::errors::{ERRORS, KnownError, MatchedBy};
use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Page, Severity};
use crate::validate::rules::Rule;

use crate::report::ink::style::Style;

/// Writes what there is to know of a rule.
pub fn rule(out: &mut dyn Write, rule: &Rule, style: &Style) -> io::Result<()> {
    writeln!(out, "{}[{}]: {}\n", rule.severity.name(), rule.code, rule.name.replace('-', " "))?;
    paragraph(out, rule.about, style)?;
    if let Some((code, words)) = rule.aws {
        writeln!(out, "\nAWS says:")?;
        writeln!(out, "  {}", format!("{code} {words}").trim_end())?;
    }
    if let Some(examples) = rule.examples {
        let express = if rule.workflow == Workflow::Express { " (in an Express workflow)" } else { "" };
        writeln!(out, "\nNot so{express}:\n")?;
        indented(out, examples.bad)?;
        writeln!(out, "\nBut so:\n")?;
        indented(out, examples.good)?;
    }
    Ok(())
}

/// Writes what there is to know of a code that is no rule.
pub fn code(out: &mut dyn Write, page: &Page, style: &Style) -> io::Result<()> {
    writeln!(out, "{}[{}]: {}\n", page.severity.name(), page.code, page.name.replace('-', " "))?;
    paragraph(out, page.about, style)?;
    for (title, example) in [("Not so", page.bad), ("But so", page.good)] {
        if let Some(example) = example {
            writeln!(out, "\n{title}:\n")?;
            indented(out, example)?;
        }
    }
    Ok(())
}

/// Writes what there is to know of an error of AWS Step Functions itself.
pub fn error(out: &mut dyn Write, error: &KnownError, style: &Style) -> io::Result<()> {
    writeln!(out, "{}\n", error.name)?;
    paragraph(out, error.about, style)?;
    writeln!(out)?;
    let matched_by = match error.matched_by {
        MatchedBy::Wildcard => "It is a name for Retry and Catch only: no error is reported by it.",
        MatchedBy::Never | MatchedBy::Unreported => "It cannot be named in Retry and Catch to any effect.",
        MatchedBy::ByAll => {
            "Retry and Catch see it: by its own name and by States.ALL, not by States.TaskFailed."
        }
        MatchedBy::ByTask => AS_TASK,
        MatchedBy::ByTaskResult => {
            "Retry and Catch see it: by its own name; States.ALL and States.TaskFailed match it only if \
             the result of a Task is too large."
        }
    };
    paragraph(out, matched_by, style)
}

const AS_TASK: &str = "Retry and Catch see it: by its own name, by States.TaskFailed and by States.ALL.";

/// Writes what there is to know of an error that a service reports.
pub fn service_error(out: &mut dyn Write, name: &str, about: &str, style: &Style) -> io::Result<()> {
    writeln!(out, "{name}\n")?;
    paragraph(out, about, style)?;
    writeln!(out)?;
    paragraph(out, AS_TASK, style)
}

/// Writes a line for each page: those of codes, in their order, of `kinds`, and of errors.
pub fn list(
    out: &mut dyn Write,
    mut codes: Vec<(Code, Severity, &str)>,
    kinds: impl Iterator<Item = &'static str>,
) -> io::Result<()> {
    codes.sort_by_key(|(code, _, _)| *code);
    for (code, severity, name) in codes {
        writeln!(out, "{code}  {:8} {name}", severity.name())?;
    }
    writeln!(out)?;
    let known = ERRORS.iter().map(|error| error.name).chain(names::ERRORS.iter().map(|error| error.name));
    kinds.chain(known).try_for_each(|name| writeln!(out, "{name}"))
}

/// Writes what there is to know of something else that has a name.
pub fn named(out: &mut dyn Write, name: &str, about: &str, style: &Style) -> io::Result<()> {
    writeln!(out, "{name}\n")?;
    paragraph(out, about, style)
}

fn paragraph(out: &mut dyn Write, text: &str, style: &Style) -> io::Result<()> {
    let mut used = 0;
    for word in text.split(' ') {
        if used > 0 && used + 1 + word.len() > style.width.min(80) {
            writeln!(out)?;
            used = 0;
        }
        if used > 0 {
            write!(out, " ")?;
            used += 1;
        }
        write!(out, "{word}")?;
        used += word.len();
    }
    writeln!(out)
}

/// The first lines of a text; an example may be absurdly long on purpose.
fn indented(out: &mut dyn Write, text: &str) -> io::Result<()> {
    for line in text.lines().take(60) {
        let shown = crate::report::ink::width::clip(line, 100, "...");
        writeln!(out, "{}", format!("    {shown}").trim_end())?;
    }
    Ok(())
}
