//! `sfn schema`: the JSON Schemas of what the program reads and prints, for editors and other programs.

use std::io::{self, Write};

use crate::base::near::near;
use crate::project::settings;
use crate::report::schemas::SCHEMAS;
use crate::services::mock;

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;

/// Print the JSON Schema of a file that the program reads, or of what a command prints.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  sfn schema mocks > mocks.schema.json    and begin mock files with this line:
                                          # yaml-language-server: $schema=mocks.schema.json
  sfn schema config > sfn.schema.json     and begin sfn.toml with: #:schema ./sfn.schema.json
  sfn schema run | jq .properties.status")]
pub struct Args {
    /// mocks, config, events, or a command; without one, all are listed
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

impl Command for Args {
    const NAME: &'static str = "schema";
    const ABOUT: &'static str = "Print a JSON Schema of what is read or printed";

    fn run(&self, _: &Context<'_>) -> Result<Exit, Error> {
        run(self)
    }
}

const MOCKS: (&str, &str) = ("mocks", "mock and test files, *.sfn.yaml");
const CONFIG: (&str, &str) = ("config", "the settings, sfn.toml");

/// Every schema by its name, with what it is of.
fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    [MOCKS, CONFIG].into_iter().chain(SCHEMAS.iter().map(|schema| (schema.name, schema.about)))
}

fn run(args: &Args) -> Result<Exit, Error> {
    let out = &mut io::stdout().lock();
    match args.name.as_deref() {
        None => all().try_for_each(|(name, about)| writeln!(out, "{name:10}  {about}"))?,
        Some(name) if name == MOCKS.0 => writeln!(out, "{}", mock::schema::schema().to_json_pretty())?,
        Some(name) if name == CONFIG.0 => writeln!(out, "{}", settings::schema::schema().to_json_pretty())?,
        Some(name) => match SCHEMAS.iter().find(|schema| schema.name == name) {
            Some(schema) => out.write_all(schema.text.as_bytes())?,
            None => return Err(unknown(name)),
        },
    }
    Ok(Exit::Ok)
}

fn unknown(name: &str) -> Error {
    let help = match near(name, all().map(|(known, _)| known)) {
        Some(meant) => format!("did you mean `sfn schema {meant}`?"),
        None => "`sfn schema` lists all".to_owned(),
    };
    Error::usage(format!("there is no schema `{name}`")).help(help)
}
