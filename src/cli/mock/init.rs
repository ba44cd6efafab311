//! `sfn mock init`: a mock file for a machine, or the test that takes one way through it.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::base::amount::plural;
use crate::cli::command::Context;
use crate::cli::error::Error;
use crate::cli::exit::Exit;
use crate::cli::terminal::{Stderr, Stream};
use crate::load::shown_path;
use crate::project::settings::Settings;
use crate::project::{files, one};
use crate::report::ink::control::{escape_control, escape_lines};
use crate::session::Limits;
use crate::suite::How;
use crate::suite::init::for_one;
use crate::suite::suggest::{Written, aim, append};

/// Write a mock file with one answer for each task, or a test that takes one way.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  sfn mock init order.asl.json                        print it: an answer of the right shape for each task
  sfn mock init order.asl.json -o order.sfn.yaml
  sfn mock init --for 'Charge Card/Catch 2'           print the test that leads to this catcher
  sfn mock init --for 'Charge Card/Catch 2' -o order.sfn.yaml     add it to the tests there

Ways are called as `sfn test --coverage` calls them: Catch 1, Retry 1, Retry 1 exhausted, rule 2, Default,
TimeoutSeconds runs out, Map with 0 items. The test is made from one that passes and was run.

Exit codes:
  0 written   1 no test was found that takes the way   2 wrong flags   3 a file cannot be read or is there")]
pub struct Args {
    /// The definition, or a template that holds it [default: the only machine of the project]
    #[arg(value_name = "PATH[#MACHINE]")]
    definition: Option<String>,
    /// The way that a test is to take, such as 'Charge Card/Catch 2'
    #[arg(long = "for", value_name = "STATE/WAY")]
    way: Option<String>,
    /// Write this file instead of printing it; a test is added to those that it has
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long, requires = "output", conflicts_with = "way")]
    force: bool,
}

/// The real time that one test may take.
const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(60);

impl Args {
    /// Does what the arguments say.
    pub fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        let settings = &context.project(None)?;
        let options = settings.options(Vec::new(), &[]);
        let machine = one::reference(self.definition.as_deref(), settings, &options)?;
        match &self.way {
            Some(way) => self.test(&machine, way, settings),
            None => self.mocks(&machine, settings),
        }
    }

    /// The mock file of a machine.
    fn mocks(&self, machine: &str, settings: &Settings) -> Result<Exit, Error> {
        let made = for_one(machine, self.output.as_deref(), settings)?;
        let (_, text) = made.file.map_err(Error::load)?;
        let err = &mut Stderr::default();
        if let Err(why) = &made.test {
            writeln!(err, "note: it has no test: {}", escape_control(why))?;
        }
        let Some(path) = &self.output else { return print(&text) };
        if path.exists() && !self.force {
            let message = format!("{} is there already", shown_path(path));
            return Err(Error::load(message).help("name another file, or replace it with --force"));
        }
        files::replace(path, text.as_bytes())?;
        done(path, &format!("with {}", plural(made.answers, "answer")))
    }

    /// The test that takes one way.
    fn test(&self, machine: &str, way: &str, settings: &Settings) -> Result<Exit, Error> {
        let how = How { limits: Limits { wall: Some(TIMEOUT), ..Limits::default() }, ..How::default() };
        let found = aim(machine, way, how, settings)?;
        if found.tests.is_empty() {
            let what = found.open.join(", ");
            let message = format!("{} is left to you: {what}", escape_control(way));
            let help = "the input and the answers that lead there cannot be told from the definition; write the test by hand";
            return Err(Error::Plain { exit: Exit::Negative, message, help: Some(help.to_owned()) });
        }
        let Some(path) = &self.output else { return print(&found.addition()) };
        match append(&found, path)? {
            Written::Created => done(path, "with the test"),
            Written::Extended => done(path, "with one more test"),
        }
    }
}

fn print(text: &str) -> Result<Exit, Error> {
    let text = if Stream::Out.is_terminal() { escape_lines(text) } else { text.into() };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(Exit::Ok)
}

fn done(path: &Path, what: &str) -> Result<Exit, Error> {
    writeln!(std::io::stdout().lock(), "wrote {} {what}", escape_control(&shown_path(path)))?;
    Ok(Exit::Ok)
}
