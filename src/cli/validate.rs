//! `sfn validate`: finds what AWS would refuse.

use std::io::Write as _;

use crate::base::diag::{Diagnostic, Severity};
use crate::base::document::Document;
use crate::base::value::{Object, Value};
use crate::load;
use crate::report::{json, text};

use super::definition::{self, Definition, Type};
use super::error::Error;
use super::exit::Exit;
use super::terminal::{Look, Stream};

/// Find what AWS would refuse in definitions.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  sfn validate order.asl.json
  sfn validate flows/*.asl.yaml --format json | jq '.diagnostics[].message'")]
pub struct Args {
    /// Definitions, or templates that hold them; `-` is standard input
    #[arg(value_name = "PATH[#MACHINE]", required = true)]
    definitions: Vec<String>,
    /// A value for ${NAME}
    #[arg(short, long = "sub", value_name = "NAME=VALUE", value_parser = definition::pair)]
    sub: Vec<(String, String)>,
    /// A value for a parameter of the template
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = definition::pair)]
    param: Vec<(String, String)>,
    /// Check as a workflow of this type [default: what the template says, else standard]
    #[arg(long = "type", value_enum)]
    kind: Option<Type>,
    /// How to print what was found
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// With the lines in question
    Human,
    /// One document
    Json,
}

pub fn run(args: &Args, look: &Look) -> Result<Exit, Error> {
    let mut found: Vec<(Document, Diagnostic)> = Vec::new();
    let mut machines = Vec::new();
    let options = load::Options {
        substitutions: args.sub.clone(),
        parameters: args.param.clone(),
        ..load::Options::default()
    };
    for path in &args.definitions {
        let read = definition::read_all(path, &options, args.kind);
        for read in read.unwrap_or_else(|error| vec![Err(error)]) {
            match read {
                Ok(definition) => {
                    found.extend(definition.findings());
                    machines.push(machine(path, &definition));
                }
                Err(Error::Found { diagnostics, .. }) => found.extend(diagnostics),
                Err(other) => return Err(other),
            }
        }
    }
    let out = &mut std::io::stdout().lock();
    match args.format {
        Format::Json => {
            let document = Object::from_iter([
                ("diagnostics", json::diagnostics(&found)),
                ("machines", Value::from(machines)),
            ]);
            writeln!(out, "{}", Value::from(document))?;
        }
        Format::Human => {
            text::render(out, &found, &look.style(Stream::Out))?;
            summary(out, &found, args.definitions.len())?;
        }
    }
    Ok(if count(&found, Severity::Error) > 0 { Exit::Negative } else { Exit::Ok })
}

fn machine(path: &str, definition: &Definition) -> Value {
    let states = definition.checked.machine.as_ref().map_or(0, |machine| machine.states.len());
    Value::from(Object::from_iter([
        ("name", Value::from(&*definition.loaded.name)),
        ("file", Value::from(path)),
        ("states", Value::from(states)),
    ]))
}

fn summary(
    out: &mut dyn std::io::Write,
    found: &[(Document, Diagnostic)],
    files: usize,
) -> std::io::Result<()> {
    let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let (errors, warnings) = (count(found, Severity::Error), count(found, Severity::Warning));
    match (errors, warnings) {
        (0, 0) => writeln!(out, "no errors in {}", plural(files, "file")),
        _ => writeln!(
            out,
            "{}, {} in {}",
            plural(errors, "error"),
            plural(warnings, "warning"),
            plural(files, "file")
        ),
    }
}

fn count(found: &[(Document, Diagnostic)], severity: Severity) -> usize {
    found.iter().filter(|(_, found)| found.severity == severity).count()
}
