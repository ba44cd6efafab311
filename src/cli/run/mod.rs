//! `sfn run`: runs a workflow once. Here the command is arranged: files in, a driven execution, a report
//! out.

mod args;
mod order;
mod progress;

use std::io;
use std::sync::Arc;

pub use args::{Args, wall};
pub use order::order;

use crate::engine::call::Ticket;
use crate::engine::history::Record;
use crate::project::settings::Settings;
use crate::project::store::Store;
use crate::record::{Closing, Opening, Recorder};
use crate::services::Backend as _;
use crate::services::clock::real_now;
use crate::services::inbox::Sender;
use crate::services::mock::Cassette;
use crate::session::{self, Kept, Observer, Prepared};

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;
use super::saved::Files;
use super::show::{Format, Screen, Shown, show};
use super::terminal::{self, DisplayArgs, Stream};
use super::watch::streams::Streams;
use crate::session::signals::Signals;
use progress::Progress;

impl Command for Args {
    const NAME: &'static str = "run";
    const ALIASES: &'static [&'static str] = &["r"];
    const ABOUT: &'static str = "Run a workflow once and show every step";

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        if self.step.are_given() {
            return super::step::run(self, context);
        }
        if self.watch.wanted()? {
            return super::watch::running::watch(self, context);
        }
        record(self, Cassette::default(), context)
    }
}

/// Runs what `args` say, and writes the real answers that `cassette` took into mock files.
pub fn record(args: &Args, cassette: Cassette, context: &Context<'_>) -> Result<Exit, Error> {
    let args = &Args { cassette: Some(cassette.clone()), ..args.clone() };
    let ended = run(args, &context.project(args.timeout)?, context.look);
    super::mock::written::write_back(&cassette).map_err(Error::from).and(ended)
}

/// Runs what `args` say.
fn run(args: &Args, settings: &Settings, look: &DisplayArgs) -> Result<Exit, Error> {
    let stop = |inbox: Sender| Signals::stop(move || inbox.stop());
    let (shown, signals) = once(args, settings, look, &Streams::Standard, stop)?;
    match (signals.over().map(Exit::from), shown.error) {
        // A signal that came too late changed nothing.
        (_, None) => Ok(shown.exit),
        (Some(exit), Some(Error::Plain { message, help, .. })) => Err(Error::Plain { exit, message, help }),
        (Some(_) | None, Some(error)) => Err(error),
    }
}

/// Runs what `args` say, shows it on `streams`, and hands `stops` what stops the run.
pub fn once<S>(
    args: &Args,
    settings: &Settings,
    look: &DisplayArgs,
    streams: &Streams,
    stops: impl FnOnce(Sender) -> S,
) -> Result<(Shown, S), Error> {
    let args = &Args { display: args.display.settled()?, ..args.clone() };
    let mut prepared = session::prepare(&order(args, settings)?, settings)?;
    let opening = session::opening(&prepared);
    // Opened while a signal still ends the program: a pipe that nobody reads is waited for.
    let files = Files::create(&args.save_trace, &args.trace_out, &opening, &prepared.setup)?;
    let stopper = stops(prepared.world.router.inbox().sender());
    let kept = Kept::begin(&Store::of(settings), &opening);
    let drive = |screen: &mut Screen<'_>| drive(args, (&mut prepared, files), &opening, kept, screen);
    Ok((show(&args.display, look, &opening, streams, drive)?, stopper))
}

/// Runs the execution to its end while the screen and the file that was asked for take what happens.
fn drive(
    args: &Args,
    (prepared, files): (&mut Prepared, Files<'_>),
    opening: &Opening,
    kept: Option<Kept>,
    screen: &mut Screen<'_>,
) -> Result<Closing, Error> {
    let wanted = args.display.format() == Format::Human
        && !args.display.quiet
        && !args.no_progress
        && Stream::Err.is_terminal()
        && !terminal::set("CI");
    let mut watch = Watch { screen, files, kept, progress: Progress::new(wanted) };
    let mut execution = prepared.start();
    let began = real_now();
    let driven = prepared.world.drive(&mut execution, prepared.limits, &mut watch);
    watch.progress.clear();
    let stop = driven.err().map(|halt| session::stop(halt, &opening.run())).transpose()?;
    let wall = real_now().saturating_duration_since(began).as_millis();
    let unused = if stop.is_none() { session::unused(prepared, &execution) } else { Vec::new() };
    let (wall_ms, ended_with) = (u64::try_from(wall).unwrap_or(u64::MAX), execution.ended_with());
    let closing = Closing { wall_ms, stop, ended_with, unused };
    watch.files.saved.as_mut().map_or(Ok(()), |saved| saved.close(&closing))?;
    watch.files.traced.map_or(Ok(()), |traced| traced.close())?;
    if let Some(kept) = watch.kept {
        kept.close(&closing);
    }
    Ok(closing)
}

/// What takes what happens: the screen, the recordings, and the line that shows progress.
struct Watch<'w, 'a> {
    screen: &'w mut Screen<'a>,
    files: Files<'w>,
    kept: Option<Kept>,
    progress: Progress,
}

impl Observer for Watch<'_, '_> {
    fn records(&mut self, records: &[Record]) -> io::Result<()> {
        self.progress.at(records);
        if let Some(saved) = &mut self.files.saved {
            records.iter().try_for_each(|record| saved.record(record))?;
        }
        self.files.traced.as_mut().map_or(Ok(()), |traced| traced.records(records))?;
        if let Some(kept) = &mut self.kept {
            records.iter().for_each(|record| kept.record(record));
        }
        self.screen.records(records)
    }

    fn held(&self) -> usize {
        self.screen.held()
    }

    fn waits(&mut self) -> io::Result<()> {
        self.files.saved.as_mut().map_or(Ok(()), Recorder::flush)?;
        self.screen.flush()
    }

    fn answered(&mut self, ticket: Ticket, by: &str) -> io::Result<()> {
        self.screen.answered(ticket, by);
        self.kept.iter_mut().for_each(|kept| kept.answered(ticket, by));
        self.files.saved.as_mut().map_or(Ok(()), |saved| saved.answered(ticket, by))
    }

    fn logged(&mut self, ticket: Ticket, line: &Arc<str>) -> io::Result<()> {
        self.screen.logged(ticket, line);
        self.kept.iter_mut().for_each(|kept| kept.logged(ticket, line));
        self.files.saved.as_mut().map_or(Ok(()), |saved| saved.logged(ticket, line))
    }
}
