//! `sfn init`: settings, and a mock file with a first test for every machine that has none. Nothing is overwritten.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use crate::base::amount::plural;
use crate::load::{leads_out, shown, shown_reference};
use crate::project::settings::Settings;
use crate::report::ink::control::escape_control;
use crate::suite::init::{Beginning, beginnings};

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;

/// The settings that are written.
const SETTINGS: &str = "\
# Settings of sfn for this project; all of them are in the README. Paths begin at this folder.
version = 1

[project]
# definitions = [\"flows/**/*.asl.json\", \"template.yaml\"]    # [default: what looks like a definition]
# exclude = [\"drafts/\"]                                     # as in .gitignore

[substitutions]                                             # values for ${Name} in definitions
# TableName = \"orders-dev\"
";

/// Write settings, and mocks with a first test for every machine.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  sfn init --dry-run      say what would be written
  sfn init && sfn test

Each machine without a mock file gets one: an answer of the right shape for each of its tasks, and a
test that is written from a run with them, so that it passes as it is. No file is overwritten.

Exit codes:
  0 done   3 a file cannot be written   4 there is no machine")]
pub struct Args {
    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
}

impl Command for Args {
    const NAME: &'static str = "init";
    const ABOUT: &'static str = "Write settings, mocks and first tests";

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        run(self, &(context.settings)()?)
    }
}

fn run(args: &Args, settings: &Settings) -> Result<Exit, Error> {
    let found = beginnings(settings)?;
    if found.is_empty() {
        let message = "there is no state machine in this folder".to_owned();
        let help = "write a definition first, or a template that holds one; `sfn list` shows what is found";
        return Err(Error::Plain { exit: Exit::Nothing, message, help: Some(help.to_owned()) });
    }
    let out = &mut BufWriter::new(io::stdout().lock());
    let verb = if args.dry_run { "would write" } else { "wrote" };
    match settings.folder() {
        Some(_) => writeln!(out, "kept sfn.toml: it is there already")?,
        None => {
            write("sfn.toml", SETTINGS, args.dry_run)?;
            writeln!(out, "{verb} sfn.toml")?;
        }
    }
    let mut written = 0;
    for one in &found {
        let machine = escape_control(&shown_reference(&one.machine)).into_owned();
        match &one.file {
            Err(why) => writeln!(out, "nothing for {machine}: {}", escape_control(why))?,
            Ok((path, text)) => {
                write(path, text, args.dry_run)?;
                written += 1;
                writeln!(out, "{verb} {} for {machine}: {}", escape_control(&shown(path)), holds(one))?;
            }
        }
    }
    writeln!(out)?;
    match written {
        0 => writeln!(out, "sfn test runs the tests there are")?,
        _ => writeln!(
            out,
            "next: put in what your tasks really answer and what you expect, then run sfn test"
        )?,
    }
    out.flush()?;
    Ok(Exit::Ok)
}

/// `3 answers, a test (SUCCEEDED)`
fn holds(one: &Beginning) -> String {
    let answers = plural(one.answers, "answer");
    match &one.test {
        Ok(status) => format!("{answers}, a test that expects {status}"),
        Err(why) => format!("{answers}, no test: {}", escape_control(why)),
    }
}

/// Writes a file that is not there yet.
fn write(path: &str, text: &str, is_dry: bool) -> Result<(), Error> {
    if leads_out(Path::new(path)) {
        return Err(Error::load(format!(
            "cannot write {}: a link leads it out of the repository",
            shown(path)
        )));
    }
    if is_dry {
        return Ok(());
    }
    let made = OpenOptions::new().write(true).create_new(true).open(path);
    let done = made.and_then(|mut file| file.write_all(text.as_bytes()));
    done.map_err(|error| Error::load(format!("cannot write {}: {error}", shown(path))))
}
