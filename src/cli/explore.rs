//! `sfn explore`: what can go wrong in a machine, with the shortest way there.

use std::io::{BufWriter, Write as _};
use std::path::PathBuf;
use std::time::Duration;

use crate::base::amount::plural;
use crate::base::diag::Severity;
use crate::engine::payload::Payload;
use crate::explore::{self, Bounds, Exploration};
use crate::project::settings::Settings;
use crate::project::{files, one};
use crate::report::findings::human;
use crate::report::ink::control::Escaping;
use crate::services::clock::real_now;
use crate::suite::suggest::{Material, Written, append};

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;
use super::run::wall;
use super::terminal::{self, DisplayArgs, Stderr, Stream};

/// Try every outcome of every call, and show what goes wrong.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  sfn explore order.asl.json                   from the inputs and answers of its tests
  sfn explore order.asl.json -i '{\"id\": 7}'    from this input
  sfn explore order.asl.json --write-tests order.explored.sfn.yaml
  sfn explore --format json | jq '.findings[] | [.severity, .kind, .state]'

At each call the run is forked: the answers of tests and mocks, else one of the right shape; the errors that
its Retry and Catch tell apart, and one that none of them takes; time limits that run out. Inputs and
answers that flip the rules of Choices are found as by sfn test --suggest. `sfn explain uncaught-error`
says what a kind of finding means.
`properties:` of test files and [properties] of sfn.toml say what must hold of every run.

Exit codes:
  0 nothing of severity error   1 an error was found   2 wrong flags   3 a file cannot be read or is wrong")]
pub struct Args {
    /// The definition, or a machine's name [default: the only machine of the project]
    #[arg(value_name = "PATH[#MACHINE]")]
    definition: Option<String>,
    /// The only input to begin with: JSON, @FILE, or `-` for standard input [default: those of tests]
    #[arg(short, long, value_name = "JSON|@FILE|-")]
    input: Option<String>,
    /// A mock or test file (repeatable) [default: those of the project]
    #[arg(short, long = "mocks", value_name = "FILE")]
    mocks: Vec<String>,
    /// Add the ways to findings to this test file
    #[arg(long, value_name = "FILE")]
    write_tests: Option<PathBuf>,
    /// Look for runs that break this property, and for nothing else (repeatable)
    #[arg(long, value_name = "NAME")]
    property: Vec<String>,
    /// The most faults on one way: errors, time limits that run out, members left out
    #[arg(long, value_name = "N", default_value_t = 2)]
    faults: u8,
    /// The most forks
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    forks: u64,
    /// The most states on one way
    #[arg(long, value_name = "N", default_value_t = 500)]
    depth: usize,
    /// Stop after this much real time
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = wall)]
    timeout: Duration,
    /// How many threads work [default: the number of cores]
    #[arg(short, long, value_name = "N")]
    jobs: Option<usize>,
    /// How to print what is found [default: human]
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A block a finding
    Human,
    /// One document
    Json,
}

impl Command for Args {
    const NAME: &'static str = "explore";
    const ABOUT: &'static str = "Try every outcome of every call, and show what goes wrong";

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        run(self, &context.project(None)?, context.look)
    }
}

fn run(args: &Args, settings: &Settings, look: &DisplayArgs) -> Result<Exit, Error> {
    let is_json = terminal::wants_json(args.format.map(|format| format == Format::Json))?;
    let reference = one::reference(args.definition.as_deref(), settings, &settings.options(Vec::new(), &[]))?;
    let input = args.input.as_deref().map(|given| files::json("--input", given)).transpose()?;
    let input = input.map(|(value, text)| Payload::verbatim(value, text));
    let Args { faults, forks, depth, timeout, jobs, .. } = *args;
    let began = real_now();
    let until = began.checked_add(timeout / 2);
    let (mut material, responders) =
        Material::gather(&reference, input.as_ref(), &args.mocks, until, settings)?;
    human::render(&mut Stderr::default(), &material.remarks, &look.style(Stream::Err))?;
    material.look_only_for(&args.property)?;
    let wall = timeout.saturating_sub(began.elapsed());
    let bounds = Bounds { forks, faults, depth, wall, jobs, merges: true };
    let mut found = explore::explore(&mut material, &responders, bounds);
    if !args.property.is_empty() {
        found.findings.retain(|one| one.property.is_some());
    }
    let out = &mut BufWriter::new(Escaping::new(std::io::stdout().lock()));
    if is_json {
        explore::json(out, &found)?;
    } else {
        explore::human(out, &found, look.style(Stream::Out))?;
    }
    out.flush()?;
    if let Some(path) = &args.write_tests {
        write(path, &found, &material)?;
    }
    let is_bad = found.findings.iter().any(|one| one.severity == Severity::Error);
    Ok(if is_bad { Exit::Negative } else { Exit::Ok })
}

fn write(path: &std::path::Path, found: &Exploration, material: &Material) -> Result<(), Error> {
    let tests = explore::tests(found, &material.machine, path);
    let err = &mut Stderr::default();
    let shown = crate::load::shown_path(path);
    if tests.tests.is_empty() {
        writeln!(err, "note: there is no test to add to {shown}")?;
        return Ok(());
    }
    let written = match append(&tests, path)? {
        Written::Created => "made with",
        Written::Extended => "has",
    };
    writeln!(err, "note: {shown} {written} {}", plural(tests.tests.len(), "new test"))?;
    Ok(())
}
