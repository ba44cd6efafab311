//! `sfn explain`: what a code or an error name means. Every code the program can print has a page: those of
//! definitions are rules, the others are in the files here.

use std::io::{self, Write};

use crate::asl::errors;
use crate::base::diag::Page;
use crate::base::near::near;
use crate::events;
use crate::explore::kinds::{self, KINDS};
use crate::project::{self, settings};
use crate::report::coverage;
use crate::report::explain::{self, names};
use crate::report::ink::style::Style;
use crate::report::runs::failure;
use crate::services::mock;
use crate::suite;
use crate::validate::rules::{self, RULES};

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;
use super::terminal::{DisplayArgs, Stream};

/// Explain a diagnostic or an AWS error name.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  sfn explain SFN103
  sfn explain States.Timeout
  sfn explain Lambda.TooManyRequestsException")]
pub struct Args {
    /// A code such as SFN103, or an error name such as States.Timeout; without one, all are listed
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

impl Command for Args {
    const NAME: &'static str = "explain";
    const ABOUT: &'static str = "Explain a diagnostic or an AWS error name";

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        run(self, context.look)
    }
}

/// Prints the page that `args` ask for.
fn run(args: &Args, look: &DisplayArgs) -> Result<Exit, Error> {
    let out = &mut std::io::stdout().lock();
    let style = look.style(Stream::Out);
    match &args.code {
        None => list(out)?,
        Some(asked) if write(out, asked, &style)? => {}
        Some(asked) => return Err(unknown(asked)),
    }
    Ok(Exit::Ok)
}

/// The pages of codes that are no rules.
fn pages() -> impl Iterator<Item = &'static Page> {
    let files = project::codes::PAGES.iter();
    files
        .chain(settings::codes::PAGES)
        .chain(mock::codes::PAGES)
        .chain(failure::codes::PAGES)
        .chain(suite::codes::PAGES)
        .chain(suite::costs::codes::PAGES)
        .chain(coverage::codes::PAGES)
        .chain(events::codes::PAGES)
}

/// Writes the page about `asked`, if there is one.
fn write(out: &mut dyn Write, asked: &str, style: &Style) -> io::Result<bool> {
    let by_name = RULES.iter().copied().find(|rule| rule.name == asked);
    if let Some(kind) = kinds::find(asked) {
        explain::named(out, kind.name, kind.about, style)?;
    } else if let Some(rule) = rules::find(asked).or(by_name) {
        explain::rule(out, rule, style)?;
    } else if let Some(page) = pages().find(|page| page.is(asked)) {
        explain::code(out, page, style)?;
    } else if let Some(error) = errors::find(asked) {
        explain::error(out, error, style)?;
    } else if let Some(error) = names::find(asked) {
        explain::service_error(out, error.name, error.about, style)?;
    } else if let Some(about) = names::by_service(asked) {
        explain::service_error(out, asked, &about, style)?;
        if let Some(known) = near(asked, names::ERRORS.iter().map(|error| error.name)) {
            writeln!(out, "\nDid you mean {known}?")?;
        }
    } else {
        return Ok(false);
    }
    Ok(true)
}

fn unknown(asked: &str) -> Error {
    let names =
        || errors::ERRORS.iter().map(|error| error.name).chain(names::ERRORS.iter().map(|error| error.name));
    let pages = RULES.iter().map(|rule| rule.name).chain(pages().map(|page| page.name));
    // The digits of a code have no spelling; the last word of a name is often all that is remembered.
    let last = |name: &&str| name.rsplit('.').next().is_some_and(|last| last.eq_ignore_ascii_case(asked));
    let help = match near(asked, names().chain(pages)).or_else(|| names().find(last)) {
        Some(near) => format!("did you mean {near}?"),
        None => "codes look like SFN103, error names like States.Timeout; `sfn explain` lists all".to_owned(),
    };
    Error::usage(format!("there is no page about {asked}")).help(help)
}

/// Writes a line for each page.
fn list(out: &mut dyn Write) -> io::Result<()> {
    let rules = RULES.iter().map(|rule| (rule.code, rule.severity, rule.name));
    let codes = rules.chain(pages().map(|page| (page.code, page.severity, page.name))).collect();
    explain::list(out, codes, KINDS.iter().map(|kind| kind.name))
}
