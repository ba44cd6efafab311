//! `sfn mock import`: the mocks of Step Functions Local as mock and test files.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::cli::command::Context;
use crate::cli::error::Error;
use crate::cli::exit::Exit;
use crate::cli::terminal::{Stderr, Stream};
use crate::load::{self, shown_path};
use crate::project::files;
use crate::report::findings::human;
use crate::report::ink::control::{escape_control, escape_lines};
use crate::services::mock::MockFile;
use crate::suite::imported::{Imported, import};

/// Convert a MockConfigFile.json of Step Functions Local.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  sfn mock import MockConfigFile.json --machine order.asl.json       print the file of its only machine
  sfn mock import MockConfigFile.json -o tests --machine Order=order.asl.json --machine Ship=ship.asl.json
  sfn run order.asl.json -m MockConfigFile.json -t HappyPath         without converting it

A file is written for each machine, called like it. Nothing in the file is refused: what Step Functions
Local would not have noticed is said.

Exit codes:
  0 converted   2 wrong flags   3 the file cannot be read, or a file is there already")]
pub struct Args {
    /// The file
    #[arg(value_name = "FILE")]
    file: String,
    /// The definition of a machine, or of the only one (repeatable)
    #[arg(long, value_name = "[NAME=]PATH[#MACHINE]")]
    machine: Vec<String>,
    /// Write the files to this folder
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Replace files that are there
    #[arg(long, requires = "output")]
    force: bool,
}

impl Args {
    /// Does what the arguments say.
    pub fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        let source = files::read(&self.file)?;
        let read = MockFile::read(std::slice::from_ref(&source), &mut |path, _| {
            Err(std::io::Error::other(format!("{path} is named by no such file")))
        });
        let mock_file = read.map_err(crate::project::Error::Found)?;
        let Some(document) = mock_file.files().first().filter(|_| mock_file.is_local()) else {
            let message = format!("{} is no MockConfigFile.json", load::shown(&self.file));
            return Err(Error::load(message).help("it has `StateMachines` and `MockedResponses`"));
        };
        let err = &mut Stderr::default();
        human::render(err, mock_file.warnings(), &context.look.style(Stream::Err))?;
        let place = self.output.as_ref().map(|folder| folder.join("file"));
        let import = import(document.value(), &|name| {
            let named = self.machine.iter().find_map(|one| one.strip_prefix(name)?.strip_prefix('='));
            let only = || self.machine.iter().find(|one| !one.contains('=')).map(String::as_str);
            Some(files::seen_from(place.as_deref(), named.or_else(only)?))
        });
        for note in &import.notes {
            writeln!(err, "note: {}", escape_control(note))?;
        }
        self.give(&import.files)
    }

    /// Prints or writes the files.
    fn give(&self, made: &[Imported]) -> Result<Exit, Error> {
        let out = &mut std::io::stdout().lock();
        match (&self.output, made) {
            (None, [only]) => {
                let text = &only.text;
                let text = if Stream::Out.is_terminal() { escape_lines(text) } else { text.into() };
                out.write_all(text.as_bytes())?;
            }
            (None, _) => {
                let message = format!("the file has mocks of {} machines", made.len());
                return Err(Error::usage(message).help("name a folder for their files with -o"));
            }
            (Some(folder), _) => {
                for one in made {
                    let path = folder.join(file_name(&one.machine));
                    self.write(&path, &one.text)?;
                    writeln!(out, "wrote {}", escape_control(&shown_path(&path)))?;
                }
            }
        }
        Ok(Exit::Ok)
    }

    fn write(&self, path: &Path, text: &str) -> Result<(), Error> {
        if path.exists() && !self.force {
            let message = format!("{} is there already", shown_path(path));
            return Err(Error::load(message).help("name another folder, or replace files with --force"));
        }
        files::put(path, text)
            .map_err(|error| Error::load(format!("cannot write {}: {error}", shown_path(path))))
    }
}

/// The file of the machine of this name.
fn file_name(machine: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | ' ') { c } else { '-' };
    format!("{}.sfn.yaml", machine.chars().map(plain).collect::<String>())
}
