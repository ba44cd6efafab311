//! The command line: arguments in, exit code out. One file a command; nothing here knows how things work.

mod completions;
mod error;
mod eval;
mod exit;
mod explain;
mod flags;
mod help;
mod list;
mod render;
mod run;
mod show;
mod terminal;
mod threads;
mod trace;
mod validate;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::base::secret::{self, Policy};
use crate::report::ink::control::escape_lines;
use error::Error;
use exit::Exit;
use terminal::{DisplayArgs, Stderr, Stream};

/// Run, test and check AWS Step Functions workflows on your own machine.
#[derive(Debug, Parser)]
#[command(name = "sfn", version, about, after_help = after_help(), arg_required_else_help = true)]
#[command(propagate_version = true, disable_help_subcommand = true)]
struct Cli {
    /// Work in this folder
    #[arg(short = 'C', long, global = true, value_name = "DIR", help_heading = "Output")]
    directory: Option<PathBuf>,
    #[command(flatten)]
    settings: flags::Source,
    #[command(flatten)]
    look: DisplayArgs,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  sfn run order.asl.json                      run with the mocks beside it (order.sfn.yaml)
  sfn run order.asl.json -i '{\"id\": 7}' -v    give an input, show more of each state
  sfn validate order.asl.json                 find what AWS would refuse
  sfn eval '$sum(items.qty)' -i @order.json   try an expression

Exit codes:
  0 succeeded   1 the workflow failed   2 wrong flags   3 a file is missing or wrong
  4 nothing to check   5 a task had no answer   6 not emulated   124 --timeout or --max-steps
  130 SIGINT (Ctrl-C)   143 SIGTERM";

/// Examples, exit codes, and the pages there are.
fn after_help() -> String {
    format!("{EXAMPLES}\n\n{}", help::list())
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a workflow once and show every step
    #[command(visible_alias = "r")]
    Run(Box<run::Args>),
    /// Show a run that was saved
    Trace(trace::Args),
    /// Find what AWS would refuse in definitions
    #[command(visible_aliases = ["check", "lint"])]
    Validate(validate::Args),
    /// Evaluate a JSONPath, an intrinsic function or JSONata
    #[command(visible_alias = "e")]
    Eval(eval::Args),
    /// Explain a diagnostic or an AWS error name
    Explain(explain::Args),
    /// List the machines found in a folder
    List(list::Args),
    /// Print a definition after substitution
    Render(render::Args),
    /// Print a completion script for a shell
    Completions(completions::Args),
    /// Print the help of a command, or a page about a topic
    Help(help::Args),
}

/// Reads the command line, does what it says and gives the exit code.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let asked_for_help = !error.use_stderr();
            // If this cannot be written, there is no way to say so.
            let _ = if asked_for_help { error.print() } else { print_usage(&error) };
            return if asked_for_help { Exit::Ok } else { Exit::Usage }.into();
        }
    };
    let style = cli.look.style(Stream::Err);
    let settings = || cli.settings.settings().map_err(Error::from);
    let entered = enter(cli.directory.as_deref());
    // Commands without settings heed them in this alone, so a broken file is theirs to ignore.
    let names = settings().map(|settings| settings.redact()).unwrap_or_default();
    secret::decide(Policy { shows_all: cli.look.show_secrets, names });
    let done = entered.and_then(|()| match &cli.command {
        Command::Run(args) => run::run(args, &settings()?, &cli.look),
        Command::Trace(args) => trace::run(args, &settings()?, &cli.look),
        Command::Validate(args) => validate::run(args, &settings()?, &cli.look),
        Command::Eval(args) => eval::run(args, &cli.look),
        Command::Explain(args) => explain::run(args, &cli.look),
        Command::List(args) => list::run(args, &settings()?),
        Command::Render(args) => render::run(args, &settings()?, &cli.look),
        Command::Completions(args) => completions::run(args),
        Command::Help(args) => help::run(args, &cli.look),
    });
    let exit = done.unwrap_or_else(|error| error.print(&mut Stderr::default(), &style));
    let flushed = std::io::stdout().flush();
    match flushed {
        Ok(()) => exit.into(),
        Err(error) => Error::from(error).print(&mut Stderr::default(), &style).into(),
    }
}

/// Prints what is wrong with the arguments, with advice under the word that all other errors use for it.
fn print_usage(error: &clap::Error) -> std::io::Result<()> {
    let text = error.render();
    let plain = text.to_string();
    // An argument that would steer the terminal costs the text its colours.
    let safe = escape_lines(&plain);
    let is_coloured = safe == plain && Stream::Err.is_terminal() && !terminal::set("NO_COLOR");
    let text = if is_coloured { text.ansi().to_string() } else { safe.into_owned() };
    let text = text.replace("  tip: ", "  help: ").replace("tip:\u{1b}", "help:\u{1b}");
    Stderr::default().write_all(text.as_bytes())
}

fn enter(directory: Option<&std::path::Path>) -> Result<(), Error> {
    let Some(directory) = directory else {
        return Ok(());
    };
    std::env::set_current_dir(directory)
        .map_err(|error| Error::load(format!("cannot work in {}: {error}", directory.display()), None))
}

/// The command line's own description, for completions.
fn command() -> clap::Command {
    Cli::command()
}
