//! `sfn test`: runs the test cases of the project and says which do not hold.

mod args;
mod coverage;
mod output;
mod progress;
mod select;
mod snapshots;
mod suggest;
mod target;
pub mod watched;

use crate::project::settings::Settings;
use crate::project::store::Store;
use crate::report::tests::{CaseResult, Results};
use crate::services::clock::real_now;
use crate::services::mock::Cassette;
use crate::suite::coverage::{Collector, Covered, add_untested, project_machines};
use crate::suite::traces::TraceFile;
use crate::suite::{self, Cancel, Case, How};

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;
use super::mock::written;
use super::terminal::{DisplayArgs, Stream};
use crate::session::signals::Signals;

pub use args::Args;
use args::NoTests;
use progress::Progress;
use select::{Collected, select};

impl Command for Args {
    const NAME: &'static str = "test";
    const ALIASES: &'static [&'static str] = &["t"];
    const ABOUT: &'static str = "Run test cases";
    const HIDES: bool = true;

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        if self.watch.wanted()? {
            return watched::watch(self, context);
        }
        let settings = &context.project(None)?;
        run(&self.settled(settings), settings, context.look)
    }
}

fn run(args: &Args, settings: &Settings, look: &DisplayArgs) -> Result<Exit, Error> {
    let began = real_now();
    let store = Store::of(settings);
    let Collected { cases, is_whole, paths } = select(args, &store, settings)?;
    // Without a test there is most to suggest.
    if cases.cases.is_empty() && !(is_whole && args.coverage.suggest.is_some()) {
        return nothing(args);
    }
    if args.list {
        return output::list(&cases.cases);
    }
    args.coverage.file()?;
    let (collector, store) =
        (args.coverage.is_on().then(Collector::default), (!args.no_recordings).then_some(&store));
    let progress = Progress::new(cases.cases.len(), output::shows_progress(args));
    let (cancel, cassette) = (Cancel::default(), Cassette::default());
    let signals = Signals::stop({
        let cancel = cancel.clone();
        move || cancel.cancel()
    });
    let traces = args.trace_out.as_deref().map(TraceFile::create).transpose()?;
    let target = args.target.target(args.timeout, settings)?;
    let how = How {
        traces: traces.as_ref(),
        target: target.as_ref(),
        cassette: Some(&cassette),
        store,
        coverage: collector.as_ref(),
        update: args.snapshots.update(settings)?,
        watcher: Some(&|name| progress.at(name)),
        cancel: Some(&cancel),
        ..args.how()
    };
    let mut ran = suite::run(&cases.cases, how);
    drop(progress);
    traces.iter().try_for_each(TraceFile::close)?;
    written::write_back(&cassette)?;
    let stopped = signals.over().map(Exit::from);
    store.into_iter().for_each(|store| suite::keep(store, &mut ran, is_whole && stopped.is_none()));
    let wall_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let (files, machines, shuffle) = (cases.files, cases.machines, args.shuffle);
    let results = Results { cases: &ran, files, machines, wall_ms, shuffle };
    output::write(args, &results, look)?;
    if let Some(exit) = stopped {
        return Ok(exit);
    }
    let gathered = collector.map(|collector| collector.gather(&cases.cases));
    let mut is_covered = true;
    if let Some(mut covered) = gathered {
        // Of a part of the project, machines without a test are not missed.
        if is_whole {
            add_untested(&mut covered, &project_machines(settings)?);
        }
        is_covered = covers(args, &covered, (&cases.cases, &ran), settings, look)?;
    }
    let strays = paths.map(|paths| args.snapshots.unreferenced(&paths, &cases, settings));
    let is_stray = strays.transpose()?.unwrap_or(false);
    if let Some(exit) = args.snapshots.review(&cases, &ran, settings, look.style(Stream::Out))? {
        let is_good = is_covered && !is_stray;
        return Ok(if exit == Exit::Ok && !is_good { Exit::Negative } else { exit });
    }
    let tally = results.tally();
    Ok(if tally.failed + tally.broken > 0 || !is_covered || is_stray { Exit::Negative } else { Exit::Ok })
}

/// What it means that there are no tests.
fn nothing(args: &Args) -> Result<Exit, Error> {
    let message = "no tests found".to_owned();
    let help = "tests are written below `tests:` in files such as order.sfn.yaml; see `sfn help mocks`";
    match args.no_tests {
        Some(NoTests::Pass) => Ok(Exit::Ok),
        Some(NoTests::Fail) | None => {
            Err(Error::Plain { exit: Exit::Nothing, message, help: Some(help.to_owned()) })
        }
    }
}

/// Reports what is covered and suggests what is missing; says whether it is enough.
fn covers(
    args: &Args,
    covered: &[Covered],
    ran: (&[Case<'_>], &[CaseResult]),
    settings: &Settings,
    look: &DisplayArgs,
) -> Result<bool, Error> {
    let is_human = output::format(args)? == "human";
    let is_enough = args.coverage.report(covered, is_human, look)?;
    suggest::suggest(args.coverage.suggest.as_ref(), covered, ran, is_human, settings)?;
    Ok(is_enough)
}
