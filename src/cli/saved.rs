//! A run in a file: what `sfn run --save-trace` wrote, or the history of an execution of AWS.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read};
use std::path::{Path, PathBuf};

use crate::engine::Setup;
use crate::engine::history::Record;
use crate::load::{self, shown};
use crate::observe::Subject;
use crate::observe::otlp::Traced;
use crate::project::definitions;
use crate::project::files;
use crate::project::one;
use crate::project::settings::Settings;
use crate::project::store::Store;
use crate::record::recording::MARK;
use crate::record::{self, Opening, Recorder, Recording, aws, lacking};
use crate::session::MOST_MEMORY;
use crate::validate::Depth;

use super::error::Error;
use super::exit::Exit;

/// How a longer run can be read.
pub const MORE_MEMORY: &str = "allow more with `[run] max_memory` in sfn.toml";

/// The definition of an execution of AWS, which its history does not hold.
pub struct DefinitionOf<'d> {
    /// How the user named it, if he did.
    pub reference: Option<&'d str>,
    /// How it is read.
    pub options: &'d load::Options,
    /// The flag that names it, for advice.
    pub flag: &'static str,
}

/// A run in a file.
pub enum Saved {
    /// What `--save-trace` wrote.
    Recording(Box<Recording<Box<dyn BufRead>>>),
    /// An execution of AWS, and what its history lacks, a line each.
    History(Box<Opening>, Vec<Record>, Vec<String>),
}

/// The run in the file that `written` names.
pub fn saved(written: &str, definition: &DefinitionOf<'_>, settings: &Settings) -> Result<Saved, Error> {
    let file = meant(written, settings)?;
    let mut input: Box<dyn BufRead> = match file.as_str() {
        "-" => Box::new(io::stdin().lock()),
        path => Box::new(BufReader::new(open(path)?)),
    };
    let name = &*if file == "-" { "<stdin>".to_owned() } else { shown(&file) };
    // A recording says so at its very start.
    let start = input.fill_buf().map_err(|error| Error::load(format!("cannot read {name}: {error}")))?;
    let is_recording = start.trim_ascii_start().starts_with(format!("{{\"{MARK}\"").as_bytes());
    if !is_recording && is_history(start) {
        return history(definition, name, input, settings);
    }
    let recording = Recording::open(name, input).map_err(|broken| {
        Error::load(format!("{}: {}", broken.place, broken.message)).maybe_help(broken.help)
    })?;
    Ok(Saved::Recording(Box::new(recording)))
}

/// The file that `written` names: itself, unless that is `last` and no file is called so.
fn meant(written: &str, settings: &Settings) -> Result<String, Error> {
    if written != "last" || Path::new(written).exists() {
        return Ok(written.to_owned());
    }
    let store = Store::of(settings);
    let last = store.last_run();
    if store.has_last_run() {
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

/// Reads an execution of AWS.
fn history(of: &DefinitionOf<'_>, name: &str, input: impl Read, settings: &Settings) -> Result<Saved, Error> {
    let wrong = |fault: String| Error::load(format!("{name}: {fault}"));
    let Some(reference) = of.reference else {
        let message = format!("{name} is a history of AWS, which does not hold the definition");
        return Err(Error::usage(message).help(format!("pass it: {} FILE", of.flag)));
    };
    let text = record::history(input, settings.max_memory().unwrap_or(MOST_MEMORY))
        .map_err(|fault| wrong(fault).help(MORE_MEMORY))?;
    let options = of.options;
    let reference = one::reference(Some(reference), settings, options)?;
    let definition = definitions::read(&settings.reference(&reference)?, options, None, Depth::All)?;
    if definition.is_refused() {
        return Err(Error::Found { exit: Exit::Load, diagnostics: definition.findings() });
    }
    let events = aws::events(&text).map_err(wrong)?;
    let Some(machine) = definition.checked.machine else {
        return Err(Error::Found { exit: Exit::Load, diagnostics: Vec::new() });
    };
    let records = aws::records(&events, &machine).map_err(wrong)?;
    let opening = aws::opening(&events, machine, &definition.loaded).map_err(wrong)?;
    Ok(Saved::History(Box::new(opening), records, lacking(&events)))
}

fn open(path: &str) -> Result<File, Error> {
    File::open(path).map_err(|error| Error::load(format!("cannot read {}: {error}", shown(path))))
}

/// The files that a run is written to as it happens.
pub struct Files<'o> {
    /// As a recording.
    pub saved: Option<Recorder<BufWriter<File>>>,
    /// As spans.
    pub traced: Option<Traced<'o, BufWriter<File>>>,
}

impl<'o> Files<'o> {
    /// Those that the user named.
    pub fn create(
        saved: &Option<PathBuf>,
        traced: &Option<PathBuf>,
        opening: &'o Opening,
        setup: &Setup,
    ) -> Result<Self, Error> {
        let file = |path: &Option<PathBuf>| {
            path.as_deref().map(|path| files::create(path).map(BufWriter::new)).transpose()
        };
        let saved = file(saved)?.map(|file| Recorder::start(file, opening.clone())).transpose()?;
        let (execution_arn, machine_arn) = (&*setup.called.arn(), &*setup.machine_arn);
        let subject = Subject { execution_arn, machine_arn, redrive_count: 0 };
        let traced = file(traced)?.map(|file| Traced::begin(file, opening.run(), &subject)).transpose()?;
        Ok(Self { saved, traced })
    }
}
