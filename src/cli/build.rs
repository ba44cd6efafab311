//! What happens before a command does its work: how long it may take, and the build of the project.

use std::cell::RefCell;
use std::io::Write as _;
use std::time::Duration;

use clap::ArgMatches;

use crate::project::patience;
use crate::project::settings::Settings;
use crate::report::ink::control::escape_control;
use crate::services::clock::real_now;
use crate::services::inbox::Sender;
use crate::session::signals::Signals;
use crate::session::{Building, NotBuilt, Why, build};

use super::command::Context;
use super::error::Error;
use super::exit::Exit;
use super::terminal::{Stderr, Stream};

/// Ends the wait for what a pipe gives once the time is over that `--timeout` gives the command, if it has that flag.
pub fn wait_as_told(matches: &ArgMatches) {
    if let Some(limit) = limit(matches) {
        patience::wait_at_most(limit, real_now);
    }
}

fn limit(matches: &ArgMatches) -> Option<Duration> {
    let (_, meant) = matches.subcommand()?;
    let own = meant.try_get_one::<Duration>("timeout").ok().flatten();
    own.copied().or_else(|| limit(meant))
}

impl Context<'_> {
    /// The settings of the project, whose definitions are built by now, within `limit` of real time.
    pub fn project(&self, limit: Option<Duration>) -> Result<Settings, Error> {
        let (settings, signals) = ((self.settings)()?, RefCell::new(None));
        let starts = |command: &str| {
            if Stream::Err.is_terminal() {
                let _ = writeln!(Stderr::default(), "building: {}", escape_control(command));
            }
        };
        let stops = |inbox: Sender| drop(signals.replace(Some(Signals::stop(move || inbox.stop()))));
        let built = build(&settings, &Building { limit, starts: &starts, stops: &stops });
        match (built.map_err(Error::from), signals.into_inner().and_then(|signals| signals.over())) {
            (Err(Error::Plain { message, help, .. }), Some(signal)) => {
                Err(Error::Plain { exit: signal.into(), message, help })
            }
            (built, _) => built.map(|()| settings),
        }
    }
}

impl From<NotBuilt> for Error {
    fn from(NotBuilt { why, message, help }: NotBuilt) -> Self {
        let exit = match why {
            Why::NotAllowed => Exit::Unmocked,
            Why::Failed => Exit::Load,
            Why::Late => Exit::Limit,
            Why::Stopped => Exit::Interrupted,
        };
        Self::Plain { exit, message, help: Some(help) }
    }
}
