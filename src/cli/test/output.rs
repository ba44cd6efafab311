//! Where the results of `sfn test` go: standard output, files, annotations, the summary of a job.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use crate::load::shown;
use crate::project::files;
use crate::report::ink::control::{Escaping, escape_control};
use crate::report::tests::{FORMATS, Results, summary};
use crate::suite::Case;

use super::Args;
use crate::cli::error::Error;
use crate::cli::exit::Exit;
use crate::cli::terminal::{self, DisplayArgs, Stderr, Stream};

/// Lists `cases`, a line each.
pub fn list(cases: &[Case<'_>]) -> Result<Exit, Error> {
    let mut out = io::stdout().lock();
    for case in cases {
        let line = format!("{}:{}  {}", shown(&case.file), case.line, case.name);
        writeln!(out, "{}", escape_control(&line))?;
    }
    Ok(Exit::Ok)
}

/// Whether a person waits for the results at a terminal.
pub fn shows_progress(args: &Args) -> bool {
    let is_human = args.format.as_deref().is_none_or(|format| format == "human");
    is_human && !args.no_progress && Stream::Err.is_terminal() && !terminal::set("CI")
}

/// The format of standard output.
pub fn format(args: &Args) -> Result<String, Error> {
    let of_environment = terminal::format(&|name| FORMATS.iter().any(|format| format.name == name))?;
    Ok(args.format.clone().or(of_environment).unwrap_or_else(|| "human".to_owned()))
}

/// Writes `results` wherever `args` ask for them.
pub fn write(args: &Args, results: &Results<'_>, look: &DisplayArgs) -> Result<(), Error> {
    for (path, format) in
        [(&args.report_junit, "junit"), (&args.report_json, "json"), (&args.report_tap, "tap")]
    {
        if let Some(path) = path {
            in_format(&mut BufWriter::new(Escaping::new(files::create(path)?)), format, results, look)?;
        }
    }
    let format = format(args)?;
    in_format(&mut Escaping::new(io::stdout().lock()), &format, results, look)?;
    if args.github && format != "github" {
        // A document for a program stays whole; GitHub reads annotations of both streams.
        match format.as_str() {
            "human" => in_format(&mut io::stdout().lock(), "github", results, look)?,
            _ => in_format(&mut Stderr::default(), "github", results, look)?,
        }
    }
    if args.github || format == "github" {
        job_summary(results)?;
    }
    Ok(())
}

/// Adds a table to the page of the job, if it runs at GitHub.
fn job_summary(results: &Results<'_>) -> Result<(), Error> {
    let Some(path) = terminal::variable("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    let file = File::options().append(true).create(true).open(&path);
    let file = file.map_err(|error| Error::load(format!("cannot write {}: {error}", shown(&path))))?;
    let mut out = BufWriter::new(file);
    summary::markdown(&mut out, results)?;
    let read = |file: &str| files::read(file).ok().map(|source| source.text.to_string());
    summary::pictures(&mut out, results, &read)?;
    Ok(out.flush()?)
}

fn in_format(
    out: &mut dyn Write,
    format: &str,
    results: &Results<'_>,
    look: &DisplayArgs,
) -> Result<(), Error> {
    if let Some(format) = FORMATS.iter().find(|known| known.name == format) {
        (format.write)(out, results, look.style(Stream::Out))?;
    }
    out.flush().map_err(Error::from)
}
