//! What a command is: its words, its flags, and what it does.

use std::ffi::OsStr;

use clap::ArgMatches;

use crate::project::settings::Settings;

use super::error::Error;
use super::exit::Exit;
use super::terminal::DisplayArgs;

/// The arguments of a command.
pub trait Command: clap::Args {
    /// What it is called.
    const NAME: &'static str;
    /// What it is called, too.
    const ALIASES: &'static [&'static str] = &[];
    /// One line for the help.
    const ABOUT: &'static str;
    /// Whether what it writes is kept, so that no flag shows a secret in it.
    const HIDES: bool = false;

    /// Does what these arguments say.
    fn run(&self, context: &Context<'_>) -> Result<Exit, Error>;
}

/// What commands are given beside their arguments.
pub struct Context<'c> {
    /// Reads the settings of the project.
    pub settings: &'c (dyn Fn() -> Result<Settings, Error> + Sync),
    /// How to print.
    pub look: &'c DisplayArgs,
}

/// A command in the table of commands. Its flags are described only if it is the one that is meant, so that a
/// program of many commands starts as fast as one of few.
pub struct Row {
    /// What it is called.
    pub name: &'static str,
    aliases: &'static [&'static str],
    about: &'static str,
    flags: fn(clap::Command) -> clap::Command,
    /// Whether no flag makes it show secrets.
    pub hides: bool,
    /// Does what the arguments say.
    pub run: fn(&mut ArgMatches, &Context<'_>) -> Result<Exit, Error>,
}

/// The row of the command whose arguments are an `A`.
pub const fn row<A: Command>() -> Row {
    let run = |matches: &mut ArgMatches, context: &Context<'_>| {
        let read = A::from_arg_matches_mut(matches);
        read.map_err(|error| Error::usage(error.to_string()))?.run(context)
    };
    Row {
        name: A::NAME,
        aliases: A::ALIASES,
        about: A::ABOUT,
        hides: A::HIDES,
        flags: |command| A::augment_args(command).about(A::ABOUT),
        run,
    }
}

impl Row {
    /// Whether `word` is a name of it.
    pub fn is_called(&self, word: &OsStr) -> bool {
        word == self.name || self.aliases.iter().any(|alias| word == *alias)
    }

    /// Its description for the command line.
    pub fn describe(&self) -> clap::Command {
        clap::Command::new(self.name).about(self.about).visible_aliases(self.aliases).defer(self.flags)
    }
}
