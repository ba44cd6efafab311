//! `sfn run`: runs a workflow once. Here the command is arranged: files in, a driven execution, a report
//! out.

mod args;
mod halt;
mod order;
mod progress;

use std::fs::File;
use std::io::{self, BufWriter, Write};

pub use args::Args;

use crate::asl::machine::{StateId, StateMachine};
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::pointer;
use crate::engine::call::Ticket;
use crate::engine::history::Record;
use crate::engine::{Fleet, Outcome};
use crate::report::findings::human;
use crate::report::ink::style::Style;
use crate::report::runs::trace::{Trace, View};
use crate::report::runs::{FORMATS, OfVisits, Report, Run, jsonl};
use crate::services::clock::real_now;
use crate::services::mock::{Unused, codes};
use crate::services::origin::Origin;
use crate::session::{self, Halt, Observer, Prepared};

use super::error::Error;
use super::exit::Exit;
use super::terminal::{self, DisplayArgs, Stderr, Stream};
use crate::project::settings::Settings;
use args::Format;
use progress::Progress;

/// Runs what `args` say.
pub fn run(args: &Args, settings: &Settings, look: &DisplayArgs) -> Result<Exit, Error> {
    let args = &args.settled()?;
    let mut prepared = session::prepare(&order::order(args)?, settings)?;
    let style = look.style(Stream::Err);
    if !args.quiet {
        human::render(&mut Stderr::default(), &prepared.warnings, &style)?;
    }
    let mut execution = prepared.start();
    let driven = report(args, &style, &mut prepared, &mut execution);
    driven?;
    match execution.outcome() {
        Some(Outcome::Succeeded(output)) => {
            if args.format() == Format::Human {
                print_output(output)?;
                tell_of_missed_end(&prepared, execution.ended_with())?;
            }
            if args.quiet { Ok(Exit::Ok) } else { Ok(report_unused(&prepared, &style)?) }
        }
        Some(Outcome::Failed(_) | Outcome::TimedOut | Outcome::Aborted(_)) => Ok(Exit::Negative),
        None => unreachable!("a driven execution has ended or is an error"),
    }
}

/// Drives the execution while the reports take its records.
fn report(args: &Args, style: &Style, prepared: &mut Prepared, execution: &mut Fleet) -> Result<(), Error> {
    let document = prepared.document.clone();
    let machine = prepared.machine.clone();
    let clock_name = prepared.speed.to_string();
    let run = Run {
        machine: &machine,
        definition: &document,
        name: &prepared.setup.machine_name,
        mocks: &prepared.mock_files,
        region: &prepared.region,
        role: &prepared.setup.role_arn,
        start: prepared.setup.start,
        clock: &clock_name,
        seed: prepared.setup.seed,
    };
    let only = only(args, &machine)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let mut err = BufWriter::new(Stderr::default());
    let mut file = args.save_trace.as_deref().map(create).transpose()?;
    let human = args.format() == Format::Human;
    let main: Box<dyn Report + '_> = match args.format() {
        Format::Human => {
            let trace = Trace::new(run, *style, view(args), &mut err).only(&only).whole(&args.full);
            Box::new(OfVisits::new(run.start, if args.by_time { trace.by_time() } else { trace }))
        }
        Format::Machine(row) => (FORMATS[row].start)(run, &mut out),
    };
    let saved = file.as_mut().map(|file| {
        Box::new(OfVisits::new(run.start, jsonl::Stream::new(run, file))) as Box<dyn Report + '_>
    });
    let sinks: Vec<Box<dyn Report + '_>> = std::iter::once(main).chain(saved).collect();
    let wanted =
        human && !args.quiet && !args.no_progress && Stream::Err.is_terminal() && !terminal::set("CI");
    let mut watch = Watch { sinks, progress: Progress::new(wanted) };
    let began = real_now();
    let driven = prepared.world.drive(execution, prepared.limits, &mut watch);
    watch.progress.clear();
    let unwritable = matches!(driven, Err(Halt::Output(_)));
    let driven = driven.map_err(|halt| halt::error(halt, &run, style));
    if !unwritable {
        let wall = real_now().saturating_duration_since(began).as_millis();
        close(&mut watch.sinks, &driven, u64::try_from(wall).unwrap_or(u64::MAX))?;
    }
    drop(watch);
    out.flush()?;
    err.flush()?;
    if let Some(file) = &mut file {
        file.flush()?;
    }
    drop(err);
    driven
}

/// Lets the reports end, whichever way the run did.
fn close(sinks: &mut [Box<dyn Report + '_>], driven: &Result<(), Error>, wall_ms: u64) -> io::Result<()> {
    match driven {
        Ok(()) => sinks.iter_mut().try_for_each(|sink| sink.finish(wall_ms)),
        Err(error) => halt::stop(error)
            .map_or(Ok(()), |stop| sinks.iter_mut().try_for_each(|sink| sink.abandon(&stop, wall_ms))),
    }
}

/// What takes the records: the reports, and the line that shows progress.
struct Watch<'a> {
    sinks: Vec<Box<dyn Report + 'a>>,
    progress: Progress,
}

impl Observer for Watch<'_> {
    fn records(&mut self, records: &[Record]) -> io::Result<()> {
        self.progress.at(records);
        self.sinks.iter_mut().try_for_each(|sink| records.iter().try_for_each(|record| sink.record(record)))
    }

    fn answered(&mut self, ticket: Ticket, by: &str) -> io::Result<()> {
        self.sinks.iter_mut().for_each(|sink| sink.answered(ticket, by));
        Ok(())
    }
}

/// Says so if the run did not end with the state it was to end with.
fn tell_of_missed_end(prepared: &Prepared, ended_with: Option<StateId>) -> io::Result<()> {
    let Some(until) = prepared.setup.span.until.filter(|until| Some(*until) != ended_with) else {
        return Ok(());
    };
    let name = &prepared.machine.state(until).name;
    writeln!(
        Stderr::default(),
        "warning: the workflow ended before it came to `{name}`, where it was to stop"
    )
}

/// The states `--only` names, with those they are inside of and those inside of them.
fn only(args: &Args, machine: &StateMachine) -> Result<Vec<StateId>, Error> {
    let named = args.only.iter().map(|name| session::state("--only", name, machine));
    let named = named.collect::<Result<Vec<_>, _>>()?;
    let around = |state: StateId| {
        std::iter::successors(Some(state), |&state| machine.flow(machine.state(state).flow).owner)
    };
    let is_shown = |state: StateId| {
        around(state).any(|outer| named.contains(&outer))
            || named.iter().any(|&inner| around(inner).any(|outer| outer == state))
    };
    Ok((0..machine.states.len() as u32).map(StateId).filter(|&state| is_shown(state)).collect())
}

fn create(path: &std::path::Path) -> Result<BufWriter<File>, Error> {
    File::create(path)
        .map(BufWriter::new)
        .map_err(|error| Error::load(format!("cannot write {}: {error}", path.display()), None))
}

fn view(args: &Args) -> View {
    match (args.view, args.quiet, args.verbose) {
        (Some(args::View::Compact), ..) | (None, true, _) => View::Compact,
        (Some(args::View::Default), ..) | (None, false, 0) => View::Default,
        (Some(args::View::Full), ..) | (None, false, 1) => View::Verbose,
        (None, false, 2..) => View::Full,
    }
}

/// The output is all that goes to standard output: indented for people, one line for programs.
fn print_output(output: &crate::engine::payload::Payload) -> io::Result<()> {
    let text = if Stream::Out.is_terminal() { output.value().to_json_pretty() } else { output.text() };
    writeln!(io::stdout().lock(), "{text}")
}

/// Whether a warning said already that no state can use this answer.
fn is_warned_of(prepared: &Prepared, origin: &Origin) -> bool {
    let place = origin.place();
    prepared.warnings.iter().any(|(document, found)| {
        found.code == codes::NO_SUCH_STATE
            && document.source().name == origin.document().source().name
            && pointer::strip(place.pointer(), found.place.pointer()).is_some()
    })
}

/// Reports the answers that were never used; returns the exit code that follows.
fn report_unused(prepared: &Prepared, style: &Style) -> io::Result<Exit> {
    let (severity, exit) = match prepared.world.router.mocks.on_unused() {
        Unused::Allow => return Ok(Exit::Ok),
        Unused::Warn => (Severity::Warning, Exit::Ok),
        Unused::Error => (Severity::Error, Exit::Negative),
    };
    let unused: Vec<_> = prepared
        .world
        .router
        .mocks
        .unused()
        .into_iter()
        .filter(|origin| !is_warned_of(prepared, origin))
        .map(|origin| {
            let place = Place::Key(origin.place().pointer().into());
            let message = format!("this answer was never used: {}", origin.what());
            (
                origin.document().clone(),
                Diagnostic::error(codes::UNUSED_ANSWER, place, message).severity(severity),
            )
        })
        .collect();
    human::render(&mut Stderr::default(), &unused, style)?;
    Ok(if unused.is_empty() { Exit::Ok } else { exit })
}
