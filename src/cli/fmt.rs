//! `sfn fmt`: gives definitions one layout. Comments, the order of keys and every value stay as they are written.

use std::io::{self, BufWriter, Write};

use crate::load::{self, Options};
use crate::project::format::{Formatted, Layouts, layouts, of_source};
use crate::project::settings::Settings;
use crate::project::targets::Targets;
use crate::project::{files, one};
use crate::report::ink::amount::plural;
use crate::report::ink::control::{escape_control, escape_lines};
use crate::report::ink::unified;

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;
use super::terminal::{DisplayArgs, Stderr, Stream};

/// Format definitions: JSON, JSON with comments, and YAML.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  sfn fmt                          all definitions of the project
  sfn fmt order.asl.json flows/
  sfn fmt --check                  for CI: exit 1 and a diff if a definition is not formatted
  sfn fmt - < order.asl.json       from standard input to standard output

Comments, the order of keys and every value stay byte for byte. JSON: two blanks a level; an object
that is written on one line stays on one if it fits into 100 columns, and so does an array that fits.
YAML: indentation and blanks only. Templates (CloudFormation, SAM, CDK, Serverless, Terraform) are
left alone.

Exit codes:
  0 done   1 with --check: not formatted   3 a file cannot be read or formatted   4 no definition")]
pub struct Args {
    /// Definitions or folders; `-` is standard input [default: the project]
    #[arg(value_name = "FILE")]
    files: Vec<String>,
    /// Write nothing; list what is not formatted, show the differences and exit with 1
    #[arg(long)]
    check: bool,
    /// Write nothing; show the differences
    #[arg(long)]
    diff: bool,
    /// A name for standard input; its ending says JSON or YAML
    #[arg(long, value_name = "NAME", default_value = "<stdin>")]
    stdin_name: String,
}

impl Command for Args {
    const NAME: &'static str = "fmt";
    const ALIASES: &'static [&'static str] = &["format"];
    const ABOUT: &'static str = "Format definitions";

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        run(self, &(context.settings)()?, context.look)
    }
}

fn run(args: &Args, settings: &Settings, look: &DisplayArgs) -> Result<Exit, Error> {
    let options = settings.options(Vec::new(), &[]);
    let out = &mut BufWriter::new(io::stdout().lock());
    if args.files.iter().any(|file| file == "-") {
        return stdin(args, &options, look, out);
    }
    let named = args.files.iter().map(|name| one::named(name, settings, &options));
    let targets = Targets::of(&named.collect::<Result<Vec<_>, _>>()?, settings)?;
    let found = layouts(&targets.all, &options);
    let changed: Vec<&Formatted> = found.all.iter().filter(|one| one.is_changed()).collect();
    for one in &changed {
        if args.check || args.diff {
            let style = look.style(Stream::Out);
            unified::of_source(out, &one.source, &one.text, style)?;
        } else {
            one.write()?;
        }
    }
    for one in changed.iter().filter(|_| !args.diff) {
        let done = if args.check { "not formatted:" } else { "formatted" };
        writeln!(out, "{done} {}", escape_control(&one.source.shown))?;
    }
    let (all, is_changed) = (found.all.len(), !changed.is_empty());
    if all > 0 && !args.diff {
        writeln!(out, "{} formatted already", plural(all - changed.len(), "definition"))?;
    }
    out.flush()?;
    let unread = others(found, look)?;
    Ok(match unread {
        Some(exit) => exit,
        None if all == 0 => Exit::Nothing,
        None if args.check && is_changed => Exit::Negative,
        None => Exit::Ok,
    })
}

/// Formats standard input.
fn stdin(args: &Args, options: &Options, look: &DisplayArgs, out: &mut dyn Write) -> Result<Exit, Error> {
    if args.files.len() > 1 {
        return Err(Error::usage("`-` cannot stand beside files").help("format standard input by itself"));
    }
    let source = files::standard_input(&args.stdin_name)?;
    let text = of_source(&source, options)?;
    let is_same = *source.text == *text;
    if args.check || args.diff {
        unified::of_source(out, &source, &text, look.style(Stream::Out))?;
    } else {
        // A file gets every byte; a terminal is not to be steered.
        let text = if Stream::Out.is_terminal() { escape_lines(&text) } else { text.into() };
        out.write_all(text.as_bytes())?;
    }
    out.flush()?;
    Ok(if args.check && !is_same { Exit::Negative } else { Exit::Ok })
}

/// Says what was not formatted, and why. Gives the exit code if that is an error.
fn others(found: Layouts, look: &DisplayArgs) -> Result<Option<Exit>, Error> {
    let err = &mut Stderr::default();
    for (file, what) in &found.others {
        writeln!(err, "note: {} is {what}", escape_control(file))?;
    }
    if found.all.is_empty() && found.others.is_empty() && found.errors.is_empty() {
        let help = "a definition is a file with `StartAt` and `States`";
        let message = format!("there is no definition in {}", load::shown("."));
        return Err(Error::Plain { exit: Exit::Nothing, message, help: Some(help.to_owned()) });
    }
    let style = look.style(Stream::Err);
    let exits: Vec<Exit> =
        found.errors.into_iter().map(|error| Error::from(error).print(err, &style)).collect();
    Ok(exits.last().copied())
}
