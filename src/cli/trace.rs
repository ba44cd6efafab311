//! `sfn trace`: shows a run that was saved, in every view and format of `sfn run`, with the same bytes; and
//! executions of AWS, as far as their history says what happened.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use crate::load::shown;
use crate::project::definitions;
use crate::project::one;
use crate::project::settings::Settings;
use crate::project::store::Store;
use crate::record::recording::MARK;
use crate::record::{Closing, Recording, RecordingEntry, aws};
use crate::session::{MOST_MEMORY, too_much_to_show};

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;
use super::flags;
use super::show::{Display, Screen, show};
use super::terminal::{DisplayArgs, Stderr, Stream};
use super::watch::streams::Streams;

/// The most bytes of a history that are read.
const MAX_HISTORY_BYTES: u64 = 256 * 1024 * 1024;

const EXAMPLES: &str = "\
Examples:
  sfn run order.asl.json --save-trace run.jsonl   save a run
  sfn trace run.jsonl -v                          show it again, with more of each state
  sfn trace run.jsonl --format history            as GetExecutionHistory returns it
  aws stepfunctions get-execution-history --execution-arn ARN > events.json
  sfn trace events.json --definition order.asl.json   an execution of AWS

Exit codes:
  0 the run was shown, however it ended   2 wrong flags   3 the file cannot be read, or is cut off";

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
    let args = &Args { file: meant(&args.file, settings)?, ..args.clone() };
    let mut input: Box<dyn BufRead> = match args.file.as_str() {
        "-" => Box::new(io::stdin().lock()),
        path => Box::new(BufReader::new(open(path)?)),
    };
    let name = &*if args.file == "-" { "<stdin>".to_owned() } else { shown(&args.file) };
    // A recording says so at its very start.
    let start = input.fill_buf().map_err(|error| Error::load(format!("cannot read {name}: {error}")))?;
    let is_recording = start.trim_ascii_start().starts_with(format!("{{\"{MARK}\"").as_bytes());
    if !is_recording && is_history(start) {
        return history(args, name, input, settings, &display, look);
    }
    let mut recording = Recording::open(name, input).map_err(|broken| {
        Error::load(format!("{}: {}", broken.place, broken.message)).maybe_help(broken.help)
    })?;
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

/// The file that `written` names: itself, unless that is `last` and no file is called so.
fn meant(written: &str, settings: &Settings) -> Result<String, Error> {
    if written != "last" || Path::new(written).exists() {
        return Ok(written.to_owned());
    }
    let store = Store::of(settings);
    let last = store.last_run();
    if store.is_there() && last.is_file() {
        return Ok(last.display().to_string());
    }
    let message = format!("there is no last run in {}", shown(&last.display().to_string()));
    let help = if store.is_there() {
        "run a workflow first; runs of more than 32 MB are not kept: use --save-trace FILE"
    } else {
        "runs are kept once the project has a folder .sfn (`sfn test` makes it when a test fails): mkdir .sfn"
    };
    Err(Error::load(message).help(help.to_owned()))
}

/// Whether a text that begins so may be an answer of GetExecutionHistory.
fn is_history(start: &[u8]) -> bool {
    let text = String::from_utf8_lossy(start);
    text.contains("\"events\"") || text.contains("\"previousEventId\"")
}

/// Shows an execution of AWS.
fn history(
    args: &Args,
    name: &str,
    input: impl Read,
    settings: &Settings,
    display: &Display,
    look: &DisplayArgs,
) -> Result<Exit, Error> {
    let wrong = |fault: String| Error::load(format!("{name}: {fault}"));
    let Some(reference) = &args.definition else {
        let message = format!("{name} is a history of AWS, which does not hold the definition");
        return Err(Error::usage(message).help("pass it: --definition FILE"));
    };
    let mut text = String::new();
    input.take(MAX_HISTORY_BYTES).read_to_string(&mut text).map_err(|error| wrong(error.to_string()))?;
    let options = settings.options(args.sub.clone(), &args.param);
    let reference = one::reference(Some(reference), settings, &options)?;
    let definition = definitions::read(&settings.reference(&reference)?, &options, None)?;
    if definition.is_refused() {
        return Err(Error::Found { exit: Exit::Load, diagnostics: definition.findings() });
    }
    let events = aws::events(&text).map_err(wrong)?;
    let Some(machine) = definition.checked.machine else { return Ok(Exit::Load) };
    let records = aws::records(&events, &machine).map_err(wrong)?;
    let opening = aws::opening(&events, machine, &definition.loaded).map_err(wrong)?;
    show(display, look, &opening, &Streams::Standard, |screen| {
        screen.records(&records)?;
        Ok(Closing::default())
    })?;
    Ok(Exit::Ok)
}

fn open(path: &str) -> Result<File, Error> {
    File::open(path).map_err(|error| Error::load(format!("cannot read {}: {error}", shown(path))))
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
            Ok(Some(RecordingEntry::Closed(closing))) => return Ok(*closing),
            Ok(None) => return Ok(Closing::default()),
            Err(broken) => {
                *is_whole = false;
                return Ok(Closing { stop: Some(broken.stop()), ..Closing::default() });
            }
        }
    }
}
