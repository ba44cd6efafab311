//! What `sfn graph` paints: runs and coverage that were saved.

use std::io::Write;

use crate::base::value::Value;
use crate::cli::error::Error;
use crate::cli::exit::Exit;
use crate::cli::saved::{DefinitionOf, Saved, saved};
use crate::load::{self, shown};
use crate::project::files;
use crate::project::settings::Settings;
use crate::record::RecordingEntry;
use crate::report::graph::covered::covered;
use crate::report::graph::model::Graph;
use crate::report::graph::paint::Paint;
use crate::report::runs::picture::{Manner, Picture};
use crate::report::runs::{OfVisits, Report as _};

/// Draws the run in `file`.
pub fn run(
    file: &str,
    definition: Option<&str>,
    options: &load::Options,
    settings: &Settings,
    manner: Manner,
    out: &mut dyn Write,
) -> Result<Exit, Error> {
    let definition = DefinitionOf { reference: definition, options, flag: "sfn graph DEFINITION --trace" };
    let mut recording = match saved(file, &definition, settings)? {
        Saved::History(opening, records, _) => {
            let run = opening.run();
            let mut report = OfVisits::new(run.start, Picture::new(run, out, manner));
            report.records(&records)?;
            report.finish(0)?;
            return Ok(Exit::Ok);
        }
        Saved::Recording(recording) => recording,
    };
    let opening = recording.opening().clone();
    let run = opening.run();
    let mut report = OfVisits::new(run.start, Picture::new(run, out, manner));
    loop {
        match recording.entry() {
            Ok(Some(RecordingEntry::Record(record))) => report.record(&record)?,
            Ok(Some(RecordingEntry::Answered { .. } | RecordingEntry::Logged { .. })) => {}
            Ok(Some(RecordingEntry::Closed(closing))) => {
                match &closing.stop {
                    None => report.finish(closing.wall_ms)?,
                    Some(stop) => report.abandon(stop, closing.wall_ms)?,
                }
                return Ok(Exit::Ok);
            }
            Ok(None) => {
                report.finish(0)?;
                return Ok(Exit::Ok);
            }
            Err(broken) => {
                let message = format!("{}: {}", broken.place, broken.message);
                return Err(Error::load(message).maybe_help(broken.help));
            }
        }
    }
}

/// What tests cover of the machine that is called by one of `names`, as the document in `file` says.
pub fn coverage(file: &str, graph: &Graph, names: &[&str]) -> Result<Paint, Error> {
    let source = files::read(file)?;
    let wrong = |message: String| {
        let help = "write it with: sfn test --coverage=FILE.json".to_owned();
        Error::load(format!("{}: {message}", shown(file))).help(help)
    };
    let document = Value::parse(&source.text).map_err(|error| wrong(error.to_string()))?;
    covered(&document, graph, names).map_err(wrong)
}
