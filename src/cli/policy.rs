//! `sfn policy`: what a machine must be allowed to do, as a policy for its role; and what a role lacks of it.

use std::io::{BufWriter, Write as _};

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _};

use crate::base::diag::Place;
use crate::policy::{compare, statements};
use crate::project::one;
use crate::project::roles::{self, Asked};
use crate::project::settings::Settings;
use crate::report::ink::control::Escaping;
use crate::report::policies::{self, FORMATS, Policy};

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;
use super::flags;
use super::terminal::{DisplayArgs, Stderr, Stream};

/// Print the permissions that a machine's role needs, or check a role.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  sfn policy order.asl.json                        a policy document
  sfn policy template.yaml#Order --format sam      `Policies`, with the resources of the template
  sfn policy template.yaml#Order --check template.yaml
  sfn policy order.asl.json --check role.json      a policy as IAM has it

Resources are as narrow as the definition tells: what a run finds out is granted whole, and a note on
standard error names the field. Without --check, standard output is the policy alone.

Exit codes:
  0 printed, or nothing is lacking   1 --check: the role lacks something   2 wrong flags
  3 a file cannot be read or is wrong")]
pub struct Args {
    /// The definition, a template that holds it, a folder or a machine's name [default: the only machine of the
    /// project]
    #[arg(value_name = "PATH[#MACHINE]")]
    definition: Option<String>,
    /// Say what the role of the machine in this template, or this policy, lacks and has too much of
    #[arg(long, value_name = "TEMPLATE|POLICY")]
    check: Option<String>,
    /// How to print it [default: json; with --check: human, or json]
    #[arg(long, value_name = "FORMAT", value_parser = format())]
    format: Option<usize>,
    /// A value for ${NAME}
    #[arg(short, long = "sub", value_name = "NAME=VALUE", value_parser = flags::pair)]
    sub: Vec<(String, String)>,
    /// A value for a parameter of the template
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = flags::pair)]
    param: Vec<(String, String)>,
    /// Do not print notes
    #[arg(short, long)]
    quiet: bool,
}

/// The rows of the formats.
fn format() -> impl clap::builder::TypedValueParser<Value = usize> {
    let values = FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(values)
        .map(|name| FORMATS.iter().position(|format| format.name == name).unwrap_or_default())
}

impl Command for Args {
    const NAME: &'static str = "policy";
    const ABOUT: &'static str = "Print the permissions that a machine's role needs, or check a role";

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        run(self, &context.project(None)?, context.look)
    }
}

fn run(args: &Args, settings: &Settings, look: &DisplayArgs) -> Result<Exit, Error> {
    let options = settings.options(args.sub.clone(), &args.param);
    let reference = one::reference(args.definition.as_deref(), settings, &options)?;
    let asked = roles::asked(&settings.reference(&reference)?, &options)?;
    if !args.quiet {
        notes(&asked)?;
    }
    let out = &mut BufWriter::new(Escaping::new(std::io::stdout().lock()));
    let exit = match &args.check {
        Some(path) => {
            let granted = roles::granted(path, &asked, &options)?;
            let found = compare(&asked.needs, &granted, &asked.home);
            match args.format.map(|row| FORMATS[row].name) {
                None => policies::human(out, &found, look.style(Stream::Out))?,
                Some("json") => policies::check_json(out, &found)?,
                Some(other) => {
                    return Err(Error::usage(format!(
                        "--check is not printed as {other}: human, or --format json"
                    )));
                }
            }
            if found.lacks.is_empty() { Exit::Ok } else { Exit::Negative }
        }
        None => {
            let statements = statements(&asked.needs);
            let Asked { home, id, names, .. } = &asked;
            let format = &FORMATS[args.format.unwrap_or_default()];
            (format.write)(out, Policy { statements: &statements, home, id, names })?;
            Exit::Ok
        }
    };
    out.flush()?;
    Ok(exit)
}

/// Says what is granted wider than one would like, and where that comes from.
fn notes(asked: &Asked) -> Result<(), Error> {
    let err = &mut Stderr::default();
    let document = &asked.definition.loaded.document;
    for note in &asked.needs.notes {
        match &note.state {
            Some(state) => {
                let place = document.locate(&Place::Key(note.pointer.clone()));
                let file = crate::load::shown(&document.source().shown);
                writeln!(err, "note: {file}:{}: `{state}`: {}", place.line, note.text)?;
            }
            None => writeln!(err, "note: {}", note.text)?,
        }
    }
    Ok(())
}
