//! `sfn mock lint`: what is wrong in mock and test files.

use std::io::{BufWriter, Write as _};

use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::base::diag::Severity;
use crate::cli::command::Context;
use crate::cli::error::Error;
use crate::cli::exit::Exit;
use crate::cli::terminal::{self, Stream};
use crate::load::shown;
use crate::report::findings::{FORMATS, Findings, Machine, amounts, human, plural};
use crate::report::ink::control::{Escaping, escape_control};
use crate::report::ink::marks::Marks;
use crate::report::ink::style::Style;
use crate::suite::lint::{Linted, lint};

/// Find what is wrong in mock and test files.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  sfn mock lint                                 the mock and test files of the project
  sfn mock lint order.sfn.yaml --deny warnings
  sfn mock lint --format github

Exit codes:
  0 no errors   1 errors   4 no mock file")]
pub struct Args {
    /// Mock files, test files, or folders [default: the project]
    #[arg(value_name = "FILE")]
    files: Vec<String>,
    /// Report warnings as errors
    #[arg(short = 'D', long, value_name = "WHAT", value_parser = ["warnings"])]
    deny: Option<String>,
    /// How to print what was found [default: human]
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    format: Option<String>,
}

fn formats() -> PossibleValuesParser {
    let human = PossibleValue::new("human").help("with the lines in question");
    let others = FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(std::iter::once(human).chain(others))
}

impl Args {
    /// Does what the arguments say.
    pub fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        let settings = &context.project(None)?;
        let mut linted = lint(&self.files, settings)?;
        if linted.is_empty() {
            let help = "mock and test files are called *.sfn.yaml or *.mocks.yaml";
            let message = format!("there is no mock file in {}", shown("."));
            return Err(Error::Plain { exit: Exit::Nothing, message, help: Some(help.to_owned()) });
        }
        if self.deny.is_some() {
            let all = linted.iter_mut().flat_map(|one| &mut one.found);
            let warnings = all.filter(|(_, found)| found.severity == Severity::Warning);
            warnings.for_each(|(_, found)| found.severity = Severity::Error);
        }
        print(&linted, self.format.as_deref(), &context.look.style(Stream::Out))
    }
}

/// Prints what was found; the exit code.
fn print(linted: &[Linted], format: Option<&str>, style: &Style) -> Result<Exit, Error> {
    let (mut found, mut machines) = (Vec::new(), Vec::new());
    for one in linted {
        let from = found.len();
        found.extend(one.found.iter().cloned());
        let name = shown(&one.file);
        machines.push(Machine {
            file: name.clone(),
            reference: name.clone(),
            name,
            is_read: true,
            is_unchecked: false,
            states: 0,
            found: from..found.len(),
        });
    }
    let findings = Findings { found: &found, machines: &machines };
    let known = |name: &str| name == "human" || FORMATS.iter().any(|format| format.name == name);
    let asked = format.map_or_else(|| terminal::format(&known), |asked| Ok(Some(asked.to_owned())))?;
    let out = &mut BufWriter::new(Escaping::new(std::io::stdout().lock()));
    match FORMATS.iter().find(|format| asked.as_deref() == Some(format.name)) {
        Some(format) => (format.write)(out, findings)?,
        None => {
            human::render(out, &found, style)?;
            let marks = Marks::of(*style);
            let errors = findings.count(Severity::Error);
            let (mark, amounts) = match (errors, &*amounts(&found)) {
                (0, "") => (marks.ok, "nothing wrong".to_owned()),
                (0, amounts) => (marks.warned, amounts.to_owned()),
                (_, amounts) => (marks.failed, amounts.to_owned()),
            };
            writeln!(out, "{mark} {amounts} in {}", plural(linted.len(), "mock file"))?;
            for one in linted.iter().filter(|one| !one.has_machine) {
                let file = shown(&one.file);
                let file = escape_control(&file);
                writeln!(out, "  note: {file} names no `machine`, so it was not compared with one")?;
            }
        }
    }
    out.flush()?;
    Ok(if findings.count(Severity::Error) > 0 { Exit::Negative } else { Exit::Ok })
}
