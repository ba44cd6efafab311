//! The command line: arguments in, exit code out. One file a command; nothing here knows how things work.

mod build;
mod command;
mod completions;
mod convert;
mod cost;
mod diff;
mod emit;
mod error;
mod eval;
mod exit;
mod explain;
mod explore;
mod flags;
mod fmt;
mod graph;
mod help;
mod init;
mod list;
mod mock;
mod policy;
mod render;
mod review;
mod run;
mod saved;
mod schema;
mod serve;
mod show;
mod state;
mod step;
mod suggest;
mod terminal;
mod test;
mod trace;
mod trace_diff;
mod validate;
mod view;
mod watch;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser};

use crate::base::secret::{self, Policy};
use crate::report::ink::control::escape_lines;
use command::{Context, Row, row};
use error::Error;
use exit::Exit;
use terminal::{DisplayArgs, Stderr, Stream};

/// Run, test and check AWS Step Functions workflows on your own machine.
#[derive(Debug, Parser)]
#[command(name = "sfn", version, about, after_help = after_help(), arg_required_else_help = true)]
#[command(propagate_version = true, disable_help_subcommand = true, subcommand_required = true)]
struct Cli {
    /// Work in this folder
    #[arg(short = 'C', long, global = true, value_name = "DIR", help_heading = "Output")]
    directory: Option<PathBuf>,
    #[command(flatten)]
    settings: flags::Source,
    #[command(flatten)]
    look: DisplayArgs,
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

/// Every command, in the order of the help.
const COMMANDS: &[Row] = &[
    row::<run::Args>(),
    row::<state::Args>(),
    row::<test::Args>(),
    row::<review::Args>(),
    row::<trace::Args>(),
    row::<validate::Args>(),
    row::<explore::Args>(),
    row::<policy::Args>(),
    row::<cost::Args>(),
    row::<watch::Args>(),
    row::<serve::Args>(),
    row::<view::Args>(),
    row::<mock::Args>(),
    row::<eval::Args>(),
    row::<emit::Args>(),
    row::<explain::Args>(),
    row::<list::Args>(),
    row::<render::Args>(),
    row::<fmt::Args>(),
    row::<convert::Args>(),
    row::<diff::Args>(),
    row::<graph::Args>(),
    row::<init::Args>(),
    row::<schema::Args>(),
    row::<completions::Args>(),
    row::<help::Args>(),
];

/// Reads the command line, does what it says and gives the exit code.
#[must_use]
pub fn main() -> ExitCode {
    let parsed = matches().and_then(|matches| Ok((Cli::from_arg_matches(&matches)?, matches)));
    let (cli, mut matches) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            let asked_for_help = !error.use_stderr();
            // If this cannot be written, there is no way to say so.
            let _ = if asked_for_help { error.print() } else { print_usage(error) };
            return if asked_for_help { Exit::Ok } else { Exit::Usage }.into();
        }
    };
    build::wait_as_told(&matches);
    let style = cli.look.style(Stream::Err);
    let settings = || cli.settings.settings().map_err(Error::from);
    let entered = enter(cli.directory.as_deref());
    // Commands without settings heed them in this alone, so a broken file is theirs to ignore.
    let names = settings().map(|settings| settings.redact()).unwrap_or_default();
    let hides = COMMANDS.iter().any(|row| row.hides && matches.subcommand_name() == Some(row.name));
    secret::decide(Policy { shows_all: cli.look.show_secrets && !hides, names });
    let context = Context { settings: &settings, look: &cli.look };
    let done = entered.and_then(|()| {
        let (name, mut meant) = matches.remove_subcommand().expect("clap takes no line without a command");
        let command = COMMANDS.iter().find(|row| row.name == name).expect("clap knows those of the table");
        (command.run)(&mut meant, &context)
    });
    let exit = done.unwrap_or_else(|error| error.print(&mut Stderr::default(), &style));
    match std::io::stdout().flush() {
        Ok(()) => exit.into(),
        Err(error) => Error::from(error).print(&mut Stderr::default(), &style).into(),
    }
}

/// Prints what is wrong with the arguments, with advice under the word that all other errors use for it.
fn print_usage(mut error: clap::Error) -> std::io::Result<()> {
    suggest::keep_near(&mut error, &command());
    let text = error.render();
    let plain = text.to_string();
    // An argument that would steer the terminal costs the text its colours.
    let safe = escape_lines(&plain);
    let is_coloured = safe == plain && Stream::Err.is_terminal() && !terminal::set("NO_COLOR");
    let text = if is_coloured { text.ansi().to_string() } else { safe.into_owned() };
    // Where a suggestion was taken away, its line stays.
    let text =
        text.replace("  tip: ", "  help: ").replace("tip:\u{1b}", "help:\u{1b}").replace("\n\n\n", "\n\n");
    Stderr::default().write_all(text.as_bytes())
}

fn enter(directory: Option<&std::path::Path>) -> Result<(), Error> {
    let Some(directory) = directory else { return Ok(()) };
    std::env::set_current_dir(directory)
        .map_err(|error| Error::load(format!("cannot work in {}: {error}", directory.display())))
}

/// Reads the command line. clap copies every global flag into every command it knows, so at first it knows only those
/// whose names are among the words: a program of many commands starts as fast as one of few. What is wrong is said by
/// the whole table, which has the names that were perhaps meant.
fn matches() -> Result<ArgMatches, clap::Error> {
    let words: Vec<OsString> = std::env::args_os().collect();
    let named = COMMANDS.iter().filter(|row| words.iter().any(|word| row.is_called(word)));
    let short = Cli::command().subcommands(named.map(Row::describe)).try_get_matches_from(&words);
    short.or_else(|_| command().try_get_matches_from(&words))
}

/// The command line's own description.
fn command() -> clap::Command {
    Cli::command().subcommands(COMMANDS.iter().map(Row::describe))
}
