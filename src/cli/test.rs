//! `sfn test`: runs the test cases of the project and says which do not hold.

use std::io::{self, BufWriter, Write as _};
use std::path::PathBuf;
use std::time::Duration;

use crate::project::files;
use crate::project::settings::Settings;
use crate::report::tests::{FORMATS, Results};
use crate::services::clock::real_now;
use crate::session::Limits;
use crate::suite::{self, Filter, How};

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;
use super::terminal::{self, DisplayArgs, Stream};

/// Run the test cases of mock files and compare what happens with what they expect.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "Examples:
  sfn test
  sfn test order.sfn.yaml
  sfn test 'card declined' -k tag:payment
  sfn test --format junit > results.xml")]
pub struct Args {
    /// Test files and folders, or parts of the names of tests [default: the project]
    #[arg(value_name = "PATH|FILTER")]
    which: Vec<String>,
    /// Only tests with this in their name, with a tag (tag:WORD) or of a machine (machine:NAME); repeatable
    #[arg(short = 'k', long = "filter", value_name = "FILTER")]
    filters: Vec<String>,
    /// List the tests, run none
    #[arg(long)]
    list: bool,
    /// How many tests run side by side [default: the number of cores]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Begin no more tests after one that does not pass
    #[arg(long)]
    fail_fast: bool,
    /// What it means if no test is found
    #[arg(long, value_enum, default_value = "fail", value_name = "WHAT")]
    no_tests: NoTests,
    /// How to print the results [default: human]
    #[arg(long, value_name = "FORMAT", value_parser = names(), help_heading = "Output")]
    format: Option<String>,
    /// Write JUnit XML to this file, too
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    report_junit: Option<PathBuf>,
    /// Write one JSON document to this file, too
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    report_json: Option<PathBuf>,
    /// Write TAP to this file, too
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    report_tap: Option<PathBuf>,
    /// The real time that one test may take
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = super::run::wall)]
    timeout: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum NoTests {
    /// Nothing: exit code 0
    Pass,
    /// An error: exit code 4
    Fail,
}

fn names() -> clap::builder::PossibleValuesParser {
    use clap::builder::PossibleValue;
    FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about)).collect::<Vec<_>>().into()
}

impl Command for Args {
    const NAME: &'static str = "test";
    const ALIASES: &'static [&'static str] = &["t"];
    const ABOUT: &'static str = "Run test cases";

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        run(self, &(context.settings)()?, context.look)
    }
}

fn run(args: &Args, settings: &Settings, look: &DisplayArgs) -> Result<Exit, Error> {
    let began = real_now();
    let (paths, names): (Vec<String>, Vec<String>) =
        args.which.iter().cloned().partition(|word| looks_like_path(word));
    let filters: Vec<Filter> = names.iter().chain(&args.filters).map(|text| Filter::parse(text)).collect();
    let collected = suite::collect(&paths, &filters, settings)?;
    if collected.cases.is_empty() {
        let message = "no tests found".to_owned();
        let help = "tests are written below `tests:` in files such as order.sfn.yaml; see `sfn help mocks`";
        return match args.no_tests {
            NoTests::Pass => Ok(Exit::Ok),
            NoTests::Fail => Err(Error::Plain { exit: Exit::Nothing, message, help: Some(help.to_owned()) }),
        };
    }
    if args.list {
        let mut out = io::stdout().lock();
        for case in &collected.cases {
            let line = format!("{}:{}  {}", crate::load::shown(&case.file), case.line, case.name);
            writeln!(out, "{}", crate::report::ink::control::escape_control(&line))?;
        }
        return Ok(Exit::Ok);
    }
    if let asks @ 1.. = collected.snapshots {
        let words = "a snapshot, and none is compared: what they `expect` is all that is checked";
        writeln!(terminal::Stderr::default(), "warning: tests that ask for {words} ({asks})")?;
    }
    let limits = Limits { wall: Some(args.timeout), ..Limits::default() };
    let how = How { jobs: args.jobs.map(usize::from), fails_fast: args.fail_fast, limits };
    let cases = suite::run(&collected.cases, how);
    let wall = real_now().saturating_duration_since(began).as_millis();
    let wall_ms = u64::try_from(wall).unwrap_or(u64::MAX);
    let (files, machines) = (collected.files, collected.machines);
    let results = Results { cases: &cases, files, machines, wall_ms };
    for (path, format) in
        [(&args.report_junit, "junit"), (&args.report_json, "json"), (&args.report_tap, "tap")]
    {
        if let Some(path) = path {
            write(&mut BufWriter::new(files::create(path)?), format, &results, look)?;
        }
    }
    let of_environment = terminal::format(&|name| FORMATS.iter().any(|format| format.name == name))?;
    let format = args.format.clone().or(of_environment).unwrap_or_else(|| "human".to_owned());
    write(&mut io::stdout().lock(), &format, &results, look)?;
    let tally = results.tally();
    Ok(if tally.failed + tally.broken > 0 { Exit::Negative } else { Exit::Ok })
}

/// A word that names a file or a folder; all others are parts of names.
fn looks_like_path(word: &str) -> bool {
    std::path::Path::new(word).exists()
        || word.ends_with(".yaml")
        || word.ends_with(".yml")
        || word.ends_with(".json")
}

fn write(
    out: &mut dyn io::Write,
    format: &str,
    results: &Results<'_>,
    look: &DisplayArgs,
) -> Result<(), Error> {
    if let Some(format) = FORMATS.iter().find(|known| known.name == format) {
        (format.write)(out, results, look.style(Stream::Out))?;
    }
    out.flush().map_err(Error::from)
}
