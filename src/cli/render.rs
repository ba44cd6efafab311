//! `sfn render`: prints a definition as AWS would get it, after substitution.

use std::io::Write as _;

use crate::project::definitions;
use crate::project::one;
use crate::project::settings::Settings;
use crate::report::findings::human;
use crate::report::ink::control::escape_json;
use crate::report::ink::yaml;

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;
use super::flags;
use super::terminal::{DisplayArgs, Stderr, Stream};

/// Print a definition after substitution.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  sfn render template.yaml#OrderStateMachine
  sfn render flow.asl.yaml --sub TableName=orders --compact
  sfn render main.tf --param stage=prod --format yaml")]
pub struct Args {
    /// The definition, a template that holds it, a folder or a machine's name; `-` is standard input [default: the
    /// only machine of the project]
    #[arg(value_name = "PATH[#MACHINE]")]
    definition: Option<String>,
    /// A value for ${NAME}
    #[arg(short, long = "sub", value_name = "NAME=VALUE", value_parser = flags::pair)]
    sub: Vec<(String, String)>,
    /// A value for a parameter of the template
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = flags::pair)]
    param: Vec<(String, String)>,
    /// What to print
    #[arg(long, value_enum, default_value = "json")]
    format: Format,
    /// JSON on one line
    #[arg(long, conflicts_with = "format")]
    compact: bool,
}

impl Command for Args {
    const NAME: &'static str = "render";
    const ABOUT: &'static str = "Print a definition after substitution";

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        run(self, &context.project(None)?, context.look)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Strict JSON, indented
    Json,
    /// YAML
    Yaml,
}

/// Prints what `args` name.
fn run(args: &Args, settings: &Settings, look: &DisplayArgs) -> Result<Exit, Error> {
    let options = settings.options(args.sub.clone(), &args.param);
    let reference = one::reference(args.definition.as_deref(), settings, &options)?;
    let loaded = definitions::load(&settings.reference(&reference)?, &options)?;
    human::render(&mut Stderr::default(), &definitions::notes(&loaded), &look.style(Stream::Err))?;
    let value = loaded.document.value();
    let printed = match args.format {
        _ if args.compact => escape_json(&value.to_json()).into_owned() + "\n",
        Format::Json => escape_json(&value.to_json_pretty()).into_owned() + "\n",
        Format::Yaml => escape_json(&yaml::text(value)).into_owned(),
    };
    std::io::stdout().lock().write_all(printed.as_bytes())?;
    Ok(Exit::Ok)
}
