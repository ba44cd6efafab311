//! `sfn graph`: draws a workflow, in the terminal or in a file.

mod painted;

use std::io::Write;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _};

use crate::project::definitions;
use crate::project::files;
use crate::project::one;
use crate::project::settings::Settings;
use crate::project::versions::against;
use crate::report::findings::human;
use crate::report::graph::layout::Direction;
use crate::report::graph::merged::merged;
use crate::report::graph::model::Graph;
use crate::report::graph::{Drawing, FORMATS, Format, for_file, format as named};
use crate::report::runs::picture::Manner;

use crate::cli::command::{Command, Context};
use crate::cli::error::Error;
use crate::cli::exit::Exit;
use crate::cli::flags;
use crate::cli::terminal::{self, DisplayArgs, Stderr, Stream};

/// Draw a workflow.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  sfn graph order.asl.json                      in the terminal
  sfn graph template.yaml#Order -o order.svg    as a picture
  sfn graph order.asl.json --format mermaid     for a page of Markdown
  sfn graph --trace last                        what the last run did
  sfn graph order.asl.json --diff HEAD          what differs from a revision of git")]
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
    /// What to draw [default: what the ending of -o says, else human]
    #[arg(long, value_name = "FORMAT", value_parser = format())]
    format: Option<&'static Format>,
    /// Write it to this file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Where the machine goes on: tb, from top to bottom, or lr, from left to right
    #[arg(long, value_enum, default_value = "tb", value_name = "DIRECTION", hide_possible_values = true)]
    direction: Towards,
    /// Draw so many levels of states inside of others; 1 draws those of the machine itself
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    depth: Option<u16>,
    /// Show what a run did: a file of `sfn run --save-trace`, which holds its definition, or a history of AWS
    #[arg(long, value_name = "FILE", conflicts_with_all = ["coverage", "diff"])]
    trace: Option<String>,
    /// Show what tests cover: a file of `sfn test --coverage=FILE.json`
    #[arg(long, value_name = "FILE", conflicts_with = "diff")]
    coverage: Option<String>,
    /// Show what differs from another definition, or from a revision of git
    #[arg(long, value_name = "OTHER")]
    diff: Option<String>,
}

/// Where the machine goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Towards {
    /// From top to bottom
    Tb,
    /// From left to right
    Lr,
}

fn format() -> impl clap::builder::TypedValueParser<Value = &'static Format> {
    let all = FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(all).map(|name| named(&name).unwrap_or(&FORMATS[0]))
}

impl Command for Args {
    const NAME: &'static str = "graph";
    const ABOUT: &'static str = "Draw a workflow";

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        run(self, &context.project(None)?, context.look)
    }
}

impl Args {
    /// The format that a flag, the ending of the file or the environment asks for.
    fn format(&self) -> Result<&'static Format, Error> {
        let by_ending = self.output.as_deref().and_then(for_file);
        if let Some(format) = self.format.or(by_ending) {
            return Ok(format);
        }
        let asked = terminal::format(&|name| named(name).is_some())?;
        Ok(asked.and_then(|name| named(&name)).unwrap_or(&FORMATS[0]))
    }
}

fn run(args: &Args, settings: &Settings, look: &DisplayArgs) -> Result<Exit, Error> {
    let direction = match args.direction {
        Towards::Tb => Direction::Down,
        Towards::Lr => Direction::Right,
    };
    let depth = args.depth.map(usize::from);
    let style = look.style(Stream::Out);
    let mut text = Vec::new();
    let exit =
        draw(args, settings, look, Manner { format: args.format()?, direction, depth, style }, &mut text)?;
    match &args.output {
        None => std::io::stdout().lock().write_all(&text)?,
        Some(path) => files::create(path)?.write_all(&text)?,
    }
    Ok(exit)
}

fn draw(
    args: &Args,
    settings: &Settings,
    look: &DisplayArgs,
    manner: Manner,
    out: &mut dyn Write,
) -> Result<Exit, Error> {
    let options = settings.options(args.sub.clone(), &args.param);
    if let Some(file) = &args.trace {
        return painted::run(file, args.definition.as_deref(), &options, settings, manner, out);
    }
    let reference = one::reference(args.definition.as_deref(), settings, &options)?;
    let Manner { format, direction, depth, style } = manner;
    if let Some(other) = &args.diff {
        let (old, new) = against(other, &reference, settings, &options)?;
        let (graph, paint) = merged(&old, &new, depth);
        (format.write)(out, Drawing { graph: &graph, paint: Some(&paint), direction, style })?;
        return Ok(Exit::Ok);
    }
    let loaded = definitions::load(&settings.reference(&reference)?, &options)?;
    human::render(&mut Stderr::default(), &definitions::notes(&loaded), &look.style(Stream::Err))?;
    let graph = Graph::of(loaded.document.value(), &loaded.name, depth);
    let paint = match &args.coverage {
        None => None,
        Some(file) => Some(painted::coverage(file, &graph, &[&reference, &loaded.name, &loaded.resource])?),
    };
    (format.write)(out, Drawing { graph: &graph, paint: paint.as_ref(), direction, style })?;
    Ok(Exit::Ok)
}
