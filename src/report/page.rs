//! `sfn explain`: the page of a rule or of an error name.

use std::io::{self, Write};

use crate::asl::errors::KnownError;
use crate::asl::machine::Workflow;
use crate::validate::rules::Rule;

use super::style::Style;

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

/// Writes what there is to know of an error that AWS reports.
pub fn error(out: &mut dyn Write, error: &KnownError, style: &Style) -> io::Result<()> {
    writeln!(out, "{}\n", error.name)?;
    paragraph(out, error.about, style)?;
    let seen = if error.catchable { "can be" } else { "cannot be" };
    writeln!(out, "\nIt {seen} named in Retry and Catch to any effect.")
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
        let shown = super::width::clip(line, 100, "...");
        writeln!(out, "{}", format!("    {shown}").trim_end())?;
    }
    Ok(())
}
