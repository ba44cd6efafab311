//! `sfn completions SHELL`: prints a completion script.

use clap_complete::Shell;

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;

/// Print a completion script for a shell.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Command for Args {
    const NAME: &'static str = "completions";
    const ABOUT: &'static str = "Print a completion script for a shell";

    fn run(&self, _: &Context<'_>) -> Result<Exit, Error> {
        run(self)
    }
}

fn run(args: &Args) -> Result<Exit, Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "sfn", &mut script);
    std::io::Write::write_all(&mut std::io::stdout().lock(), &script)?;
    Ok(Exit::Ok)
}
