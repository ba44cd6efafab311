//! The settings of a project whose definitions are built by now.

use std::cell::RefCell;
use std::io::Write as _;
use std::time::Duration;

use crate::project::settings::Settings;
use crate::report::ink::control::escape_control;
use crate::services::inbox::Sender;
use crate::session::signals::Signals;
use crate::session::{Building, NotBuilt, Why, build};

use super::command::Context;
use super::error::Error;
use super::exit::Exit;
use super::terminal::{Stderr, Stream};

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
