//! Executions in files, as `sfn mock from` reads them: histories of AWS, saved runs, and what DescribeExecution says.

use std::path::{Path, PathBuf};

use crate::base::amount::size;
use crate::base::value::Value;
use crate::cli::error::Error;
use crate::cli::exit::Exit;
use crate::cli::saved::{DefinitionOf, MORE_MEMORY, Saved, saved};
use crate::engine::history::Record;
use crate::load::shown_path;
use crate::project::files;
use crate::project::settings::Settings;
use crate::record::{Opening, RecordingEntry};
use crate::session::MOST_MEMORY;

/// What the file `name` tells of an execution.
pub fn execution(
    name: &str,
    definition: &DefinitionOf<'_>,
    settings: &Settings,
) -> Result<(Opening, Vec<Record>, Vec<String>), Error> {
    let mut recording = match saved(name, definition, settings)? {
        Saved::Recording(recording) => recording,
        Saved::History(opening, records, remarks) => return Ok((*opening, records, remarks)),
    };
    let opening = recording.opening().clone();
    let mut records = Vec::new();
    let most = settings.max_memory().unwrap_or(MOST_MEMORY);
    loop {
        if recording.weight() > most {
            let message = format!("{name}: reading it takes more than {} of memory", size(most));
            return Err(Error::load(message).help(MORE_MEMORY));
        }
        match recording.entry() {
            Ok(Some(RecordingEntry::Record(record))) => records.push(record),
            Ok(Some(RecordingEntry::Answered { .. } | RecordingEntry::Logged { .. })) => {}
            Ok(Some(RecordingEntry::Closed(_)) | None) => return Ok((opening, records, Vec::new())),
            Err(broken) => {
                let message = format!("{}: {}", broken.place, broken.message);
                return Err(Error::load(message).maybe_help(broken.help));
            }
        }
    }
}

/// The answer of DescribeExecution in `file`.
pub fn described(file: &str) -> Result<Value, Error> {
    let (value, _) = files::json("--describe", &format!("@{}", Path::new(file).display()))?;
    if value.get("executionArn").and_then(Value::as_str).is_none() {
        let message = format!("{} is no answer of DescribeExecution", crate::load::shown(file));
        return Err(Error::load(message)
            .help("aws stepfunctions describe-execution --execution-arn ARN > execution.json"));
    }
    Ok(value)
}

/// An execution that only AWS knows.
pub fn by_arn(arn: &str) -> Error {
    let message = format!("{arn} is an execution of AWS, which is asked only with --allow-aws");
    let help = format!(
        "save its history first, and name the file: aws stepfunctions get-execution-history \
         --include-execution-data --execution-arn {arn} > history.json"
    );
    Error::Plain { exit: Exit::Unmocked, message, help: Some(help) }
}

/// The files that are named, those of folders sorted by name.
pub fn files_in(named: &[PathBuf]) -> Result<Vec<String>, Error> {
    let mut files = Vec::new();
    for path in named {
        if !path.is_dir() {
            files.push(path.display().to_string());
            continue;
        }
        let entries = std::fs::read_dir(path)
            .map_err(|error| Error::load(format!("cannot read {}: {error}", shown_path(path))))?;
        let inside = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file());
        let mut inside: Vec<String> = inside.map(|path| path.display().to_string()).collect();
        inside.sort();
        files.extend(inside);
    }
    Ok(files)
}
