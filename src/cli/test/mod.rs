//! `sfn test`: runs the test cases of the project and says which do not hold.

mod args;

use std::io::{self, BufWriter, Write as _};

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

pub use args::Args;
use args::NoTests;

impl Command for Args {
    const NAME: &'static str = "test";
    const ALIASES: &'static [&'static str] = &["t"];
    const ABOUT: &'static str = "Run test cases";

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        let settings = &(context.settings)()?;
        run(&self.settled(settings), settings, context.look)
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
            Some(NoTests::Pass) => Ok(Exit::Ok),
            Some(NoTests::Fail) | None => {
                Err(Error::Plain { exit: Exit::Nothing, message, help: Some(help.to_owned()) })
            }
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
    if args.github && format != "github" {
        write(&mut io::stdout().lock(), "github", &results, look)?;
    }
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
