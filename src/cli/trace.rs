//! `sfn trace`: shows a run that was saved, in every view and format of `sfn run`, with the same bytes.

use std::fs::File;
use std::io::{self, BufRead, BufReader};

use crate::record::{Closing, Entry, Recording};

use super::error::Error;
use super::exit::Exit;
use super::show::{Display, Screen, show};
use super::terminal::{DisplayArgs, Stderr, Stream};

const EXAMPLES: &str = "\
Examples:
  sfn run order.asl.json --save-trace run.jsonl   save a run
  sfn trace run.jsonl -v                          show it again, with more of each state
  sfn trace run.jsonl --format history            as GetExecutionHistory returns it

Exit codes:
  0 the run was shown, however it ended   2 wrong flags   3 the file cannot be read, or is cut off";

/// Show a run that `sfn run --save-trace` saved.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The file; `-` is standard input
    #[arg(value_name = "FILE")]
    pub file: String,
    #[command(flatten)]
    pub display: Display,
}

/// Shows what `args` name.
pub fn run(args: &Args, look: &DisplayArgs) -> Result<Exit, Error> {
    let display = args.display.settled()?;
    let input: Box<dyn BufRead> = match args.file.as_str() {
        "-" => Box::new(io::stdin().lock()),
        path => Box::new(BufReader::new(open(path)?)),
    };
    let name = if args.file == "-" { "<stdin>" } else { &args.file };
    let mut recording = Recording::open(name, input)
        .map_err(|broken| Error::load(format!("{}: {}", broken.place, broken.message), broken.help))?;
    let opening = recording.opening().clone();
    let mut is_whole = true;
    let shown = show(&display, look, &opening, |screen| feed(&mut recording, screen, &mut is_whole))?;
    match shown.error {
        None => Ok(Exit::Ok),
        Some(error) => {
            let exit = error.print(&mut Stderr::default(), &look.style(Stream::Err));
            Ok(if is_whole { Exit::Ok } else { exit })
        }
    }
}

fn open(path: &str) -> Result<File, Error> {
    File::open(path).map_err(|error| Error::load(format!("cannot read {path}: {error}"), None))
}

/// Brings the entries of the recording to the screen.
fn feed<R: BufRead>(
    recording: &mut Recording<R>,
    screen: &mut Screen<'_>,
    is_whole: &mut bool,
) -> Result<Closing, Error> {
    loop {
        match recording.entry() {
            Ok(Some(Entry::Record(record))) => screen.record(&record)?,
            Ok(Some(Entry::Answered { ticket, by })) => screen.answered(ticket, &by),
            Ok(Some(Entry::Closed(closing))) => return Ok(*closing),
            Ok(None) => return Ok(Closing::default()),
            Err(broken) => {
                *is_whole = false;
                return Ok(Closing { stop: Some(broken.stop()), ..Closing::default() });
            }
        }
    }
}
