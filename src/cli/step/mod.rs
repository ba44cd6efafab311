//! `sfn run --step` and `--break`: a run that is stepped through in the terminal. The room `debug` knows how; here
//! lines are read, and places are shown.

mod flags;
mod lines;
mod recorded;
mod telling;
mod terminal;
mod voice;

use std::io::Write as _;

use crate::debug::{Debugger, Log};
use crate::engine::Outcome;
use crate::project::store::Store;
use crate::record::{Closing, Opening};
use crate::services::Backend as _;
use crate::services::clock::real_now;
use crate::session::signals::Signals;
use crate::session::{self, Kept};

use super::command::Context;
use super::error::Error;
use super::exit::Exit;
use super::run::{self, Args};
use super::saved::Files;
use super::show::{Format, Shown, ended, show, stopped, view};
use super::terminal::Stream;
use super::watch::streams::Streams;
pub use flags::StepFlags;
use lines::Lines;
pub use recorded::look_through;
use terminal::Terminal;

/// Steps through what `args` say.
pub fn run(args: &Args, context: &Context<'_>) -> Result<Exit, Error> {
    if args.watch.wanted()? {
        return Err(Error::usage("a run is either watched or stepped through")
            .help("leave out --watch, or --step and --break"));
    }
    let settings = &context.project(args.timeout)?;
    let args = &Args { display: args.display.settled()?, ..args.clone() };
    let order = run::order(args, settings)?;
    let mut prepared = session::prepare(&order, settings)?;
    prepared.setup.keep_children = true;
    let flags = &args.step;
    let breakpoints = flags.parse(&prepared.machine)?;
    let (opening, mocks) = (session::opening(&prepared), prepared.mock_files.clone());
    let files = Files::create(&args.save_trace, &args.trace_out, &opening, &prepared.setup)?;
    let kept = Kept::begin(&Store::of(settings), &opening);
    let sender = prepared.world.router.inbox().sender();
    let is_stopped = sender.clone();
    let signals = Signals::stop(move || sender.stop());
    let lines = Lines::of_standard_input(move || is_stopped.is_stopped());
    let style = context.look.style(Stream::Err);
    let mut terminal = Terminal::new(
        &opening,
        (style, view(&args.display)),
        lines,
        Some((&order, mocks.last().map(String::as_str))),
    );
    let mut debugger = Debugger::new(&mut terminal, breakpoints, flags.step);
    let mut execution = prepared.start();
    let began = real_now();
    let driven = prepared.world.lead(&mut execution, prepared.limits, &mut debugger);
    let (log, has_quit) = debugger.over();
    let stop = driven.err().map(|halt| session::stop(halt, &opening.run())).transpose()?;
    let wall = real_now().saturating_duration_since(began).as_millis();
    let (wall_ms, ended_with) = (u64::try_from(wall).unwrap_or(u64::MAX), execution.ended_with());
    let closing = Closing { wall_ms, stop, ended_with, unused: Vec::new() };
    terminal.close(&closing)?;
    keep(&log, (files, kept), &closing)?;
    let shown = shown(args, context, &opening, (&log, execution.outcome()), closing)?;
    let over = signals.over().map(Exit::from);
    match shown.error {
        Some(_) if has_quit && over.is_none() => {
            writeln!(&mut super::terminal::Stderr::default(), "the run was given up")?;
            Ok(Exit::Ok)
        }
        Some(Error::Plain { message, help, exit }) => {
            Err(Error::Plain { exit: over.unwrap_or(exit), message, help })
        }
        Some(error) => Err(error),
        None => Ok(shown.exit),
    }
}

/// Shows what is left to show: for people what comes after the trace, for programs the whole document.
fn shown(
    args: &Args,
    context: &Context<'_>,
    opening: &Opening,
    (log, outcome): (&Log, Option<&Outcome>),
    closing: Closing,
) -> Result<Shown, Error> {
    if args.display.format() != Format::Human {
        return show(&args.display, context.look, opening, &Streams::Standard, |screen| {
            log.tell(screen)?;
            Ok(closing)
        });
    }
    let style = context.look.style(Stream::Err);
    match closing.stop {
        None => {
            let output = outcome.and_then(Outcome::output).cloned();
            ended(&args.display, &style, opening, &Streams::Standard, output, &closing)
        }
        Some(stop) => Ok(Shown { exit: Exit::Ok, error: Some(stopped(stop, &opening.run(), &style)) }),
    }
}

/// Writes what was recorded to the files that were asked for.
fn keep(log: &Log, (mut files, kept): (Files<'_>, Option<Kept>), closing: &Closing) -> Result<(), Error> {
    if let Some(saved) = &mut files.saved {
        log.tell(saved)?;
        saved.close(closing)?;
    }
    if let Some(mut traced) = files.traced {
        traced.records(log.records())?;
        traced.close()?;
    }
    if let Some(mut kept) = kept {
        log.records().iter().for_each(|record| kept.record(record));
        kept.close(closing);
    }
    Ok(())
}
