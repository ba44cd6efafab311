//! `sfn trace`: shows a run that was saved, in every view and format of `sfn run`, with the same bytes; and
//! executions of AWS, as far as their history says what happened.

use std::io::BufRead;

use crate::project::settings::Settings;
use crate::record::{Closing, Recording, RecordingEntry};
use crate::session::{MOST_MEMORY, too_much_to_show};

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;
use super::flags;
use super::saved::{DefinitionOf, Saved, saved};
use super::show::{Display, Screen, show};
use super::terminal::{DisplayArgs, Stderr, Stream};
use super::trace_diff;
use super::watch::streams::Streams;

const EXAMPLES: &str = "\
Examples:
  sfn run order.asl.json --save-trace run.jsonl   save a run
  sfn trace run.jsonl -v                          show it again, with more of each state
  sfn trace run.jsonl --format history            as GetExecutionHistory returns it
  aws stepfunctions get-execution-history --execution-arn ARN > events.json
  sfn trace events.json --definition order.asl.json   an execution of AWS
  sfn trace run.jsonl --step                      go through it state by state, and back
  sfn trace last --diff run.jsonl                 where two runs part, and what differs from there

Exit codes:
  0 the run was shown, however it ended; with --diff: both did the same   1 with --diff: they differ
  2 wrong flags   3 the file cannot be read, or is cut off";

/// Show a run that `sfn run --save-trace` saved, or an execution of AWS.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The file; `-` is standard input, `last` the last run of the project, if it has a folder .sfn
    #[arg(value_name = "FILE")]
    pub file: String,
    /// The definition, or a template that holds it, of an execution of AWS: its history does not have it
    #[arg(long, value_name = "PATH[#MACHINE]")]
    pub definition: Option<String>,
    /// A value for ${NAME} in the definition (repeatable)
    #[arg(short, long = "sub", value_name = "NAME=VALUE", value_parser = flags::pair)]
    pub sub: Vec<(String, String)>,
    /// A value for a parameter of the template (repeatable)
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = flags::pair)]
    pub param: Vec<(String, String)>,
    /// Compare with this run: where the two part, and what differs from there
    #[arg(long, value_name = "FILE2")]
    pub diff: Option<String>,
    #[command(flatten)]
    pub step: super::step::StepFlags,
    #[command(flatten)]
    pub display: Display,
}

impl Command for Args {
    const NAME: &'static str = "trace";
    const ABOUT: &'static str = "Show a run that was saved";

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        run(self, &(context.settings)()?, context.look)
    }
}

/// Shows what `args` name.
fn run(args: &Args, settings: &Settings, look: &DisplayArgs) -> Result<Exit, Error> {
    let display = args.display.settled()?;
    let options = settings.options(args.sub.clone(), &args.param);
    let definition =
        DefinitionOf { reference: args.definition.as_deref(), options: &options, flag: "--definition" };
    if let Some(second) = &args.diff {
        let names = [args.file.as_str(), second];
        if names == ["-", "-"] {
            return Err(Error::usage("standard input holds one run").help("name a file for the other one"));
        }
        let runs = [saved(names[0], &definition, settings)?, saved(names[1], &definition, settings)?];
        return trace_diff::run(names, runs, &display, look);
    }
    if args.step.are_given() {
        let run = saved(&args.file, &definition, settings)?;
        return super::step::look_through(&args.step, run, (&display, look));
    }
    let mut recording = match saved(&args.file, &definition, settings)? {
        Saved::Recording(recording) => recording,
        Saved::History(opening, records, _) => {
            show(&display, look, &opening, &Streams::Standard, |screen| {
                screen.records(&records)?;
                Ok(Closing::default())
            })?;
            return Ok(Exit::Ok);
        }
    };
    let opening = recording.opening().clone();
    let mut is_whole = true;
    let shown = show(&display, look, &opening, &Streams::Standard, |screen| {
        let most = settings.max_memory().unwrap_or(MOST_MEMORY);
        feed(&mut recording, screen, most, &mut is_whole)
    })?;
    match shown.error {
        None => Ok(Exit::Ok),
        Some(error) => {
            let exit = error.print(&mut Stderr::default(), &look.style(Stream::Err));
            Ok(if is_whole { Exit::Ok } else { exit })
        }
    }
}

/// Brings the entries of the recording to the screen.
fn feed<R: BufRead>(
    recording: &mut Recording<R>,
    screen: &mut Screen<'_>,
    most: usize,
    is_whole: &mut bool,
) -> Result<Closing, Error> {
    let definition = recording.opening().definition.clone();
    loop {
        if screen.held() > most {
            *is_whole = false;
            let stop = Some(too_much_to_show(most, &definition));
            return Ok(Closing { stop, ..Closing::default() });
        }
        match recording.entry() {
            Ok(Some(RecordingEntry::Record(record))) => screen.records(&[record])?,
            Ok(Some(RecordingEntry::Answered { ticket, by })) => screen.answered(ticket, &by),
            Ok(Some(RecordingEntry::Logged { ticket, line })) => screen.logged(ticket, &line),
            Ok(Some(RecordingEntry::Closed(closing))) => return Ok(*closing),
            Ok(None) => return Ok(Closing::default()),
            Err(broken) => {
                *is_whole = false;
                return Ok(Closing { stop: Some(broken.stop()), ..Closing::default() });
            }
        }
    }
}
