//! `sfn convert`: writes a definition in the other query language, and proves by running both that it does the same.

mod definition;
mod human;
mod json;
mod proven;
mod told;

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use crate::asl::machine::QueryLanguage;
use crate::engine::payload::Payload;
use crate::load;
use crate::project::settings::Settings;
use crate::project::targets::Target;
use crate::project::{files, fix, one};
use crate::report::ink::control::Escaping;

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;
use super::flags;
use super::run::wall;
use super::terminal::{self, Stderr};

/// Write a definition in the other query language, and prove that it does the same.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  sfn convert order.asl.json --to jsonata                 print it; the report goes to standard error
  sfn convert order.asl.json --to jsonata --write         change the file
  sfn convert order.asl.json --to jsonata -o order2.asl.json --format json | jq .proof

State by state: one with a part that has no equal stays as it is, and the report says which part and why.
All that need not change stays byte for byte. Then both definitions are run on the same ways: the tests,
every outcome of every call as in sfn explore, and each state by itself. A state that does something else
on one of them is not converted. Where a path finds nothing both fail, by errors of other names.

Exit codes:
  0 all states are converted   1 some stay as they are   2 wrong flags   3 a file cannot be read or is wrong
  6 this text cannot be edited in part")]
pub struct Args {
    /// The definition, or a machine's name [default: the only machine of the project]
    #[arg(value_name = "PATH[#MACHINE]")]
    definition: Option<String>,
    /// The language to write it in
    #[arg(long, value_enum, value_name = "LANGUAGE")]
    to: Language,
    /// Write it to this file
    #[arg(short, long, value_name = "FILE", conflicts_with = "write")]
    output: Option<PathBuf>,
    /// Change the definition's own file
    #[arg(long)]
    write: bool,
    /// An input to run both on: JSON, @FILE, or `-` for standard input [default: those of tests]
    #[arg(short, long, value_name = "JSON|@FILE|-")]
    input: Option<String>,
    /// A mock or test file (repeatable) [default: those of the project]
    #[arg(short, long = "mocks", value_name = "FILE")]
    mocks: Vec<String>,
    /// A value for ${NAME}, to run both with; the text keeps the name
    #[arg(short, long = "sub", value_name = "NAME=VALUE", value_parser = flags::pair)]
    sub: Vec<(String, String)>,
    /// Run nothing
    #[arg(long)]
    no_proof: bool,
    /// Stop running after this much real time
    #[arg(long, value_name = "DURATION", default_value = "30s", value_parser = wall)]
    timeout: Duration,
    /// How to print the report [default: human]
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Language {
    /// JSONata
    Jsonata,
    /// JSONPath and intrinsic functions
    Jsonpath,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A line a state that stays or is not proven
    Human,
    /// One document
    Json,
}

impl Command for Args {
    const NAME: &'static str = "convert";
    const ABOUT: &'static str = "Write a definition in the other query language";

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        run(self, &context.project(None)?)
    }
}

fn run(args: &Args, settings: &Settings) -> Result<Exit, Error> {
    let is_json = terminal::wants_json(args.format.map(|format| format == Format::Json))?;
    let options = settings.options(args.sub.clone(), &[]);
    let named = one::reference(args.definition.as_deref(), settings, &options)?;
    let reference = settings.reference(&named)?;
    let (definition, document) = definition::read(&reference, &options)?;
    let to = match args.to {
        Language::Jsonata => QueryLanguage::Jsonata,
        Language::Jsonpath => QueryLanguage::JsonPath,
    };
    let input = args.input.as_deref().map(|given| files::json("--input", given)).transpose()?;
    let input = input.map(|(value, text)| Payload::verbatim(value, text));
    let order = proven::Order {
        reference: &named,
        input: input.as_ref(),
        mocks: &args.mocks,
        settings,
        options: &options,
        wall: (!args.no_proof).then_some(args.timeout),
    };
    let done = proven::convert(&definition, &document, to, &order)?;
    let text = &done.conversion.text;
    let is_printed = !args.write && args.output.is_none();
    if args.write {
        let path =
            fix::writable(&document.source().name, &Target::Named(reference.clone())).ok_or_else(|| {
                Error::load(format!("cannot write {}: it is not in the project", load::shown(&reference)))
            })?;
        fix::write(&path, text)
            .map_err(|error| Error::load(format!("cannot write {}: {error}", load::shown(&reference))))?;
    } else if let Some(path) = &args.output {
        files::replace(path, text.as_bytes())?;
    } else {
        std::io::stdout().lock().write_all(definition::printed(&document, text).as_bytes())?;
    }
    let told = told::Told { done: &done, definition: &definition, document: &document, to };
    let mut err = Stderr::default();
    let mut stdout = std::io::stdout().lock();
    let out: &mut dyn std::io::Write = if is_printed { &mut err } else { &mut stdout };
    let out = &mut Escaping::new(out);
    if is_json {
        json::write(out, &told)?
    } else {
        human::write(out, &told)?
    }
    Ok(if done.conversion.is_whole { Exit::Ok } else { Exit::Negative })
}
