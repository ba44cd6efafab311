//! How the run of a state alone is shown.

use crate::api::teststate::NoResponse;
use crate::cli::error::Error;
use crate::cli::exit::Exit;
use crate::cli::show::{Display, Format, show, stopped};
use crate::cli::terminal::{DisplayArgs, Stream};
use crate::cli::watch::streams::Streams;
use crate::engine::Fleet;
use crate::record::Closing;
use crate::report::runs::AloneEnd;
use crate::session::{self, AloneRun, AloneStatus, Prepared};

/// Shows the run as it goes on to its end; `verbose` is how many `-v` it is shown with.
pub fn alone(prepared: &mut Prepared, look: &DisplayArgs, verbose: u8) -> Result<Fleet, Error> {
    let display = Display { format: Some(Format::Human), verbose, ..Display::default() };
    let opening = session::opening(prepared);
    let mut execution = prepared.start();
    let shown = show(&display, look, &opening, &Streams::Standard, |screen| {
        let driven = prepared.world.drive(&mut execution, prepared.limits, screen);
        let stop = driven.err().map(|halt| session::stop(halt, &opening.run())).transpose()?;
        if let Some(run) = AloneRun::of(&execution) {
            screen.ends_as(match (run.status, run.inspection.backoff_ms) {
                (AloneStatus::Retriable, Some(ms)) => AloneEnd::Retriable(ms),
                (AloneStatus::Failed | AloneStatus::Retriable, _) => AloneEnd::Failed,
                (AloneStatus::Succeeded, _) => AloneEnd::Left { is_caught: false, next: run.next },
                (AloneStatus::CaughtError, _) => AloneEnd::Left { is_caught: true, next: run.next },
            });
        }
        Ok(Closing { stop, ended_with: execution.ended_with(), ..Closing::default() })
    })?;
    shown.error.map_or(Ok(execution), Err)
}

/// The error that says why TestState has no response.
pub fn no_response(none: NoResponse, look: &DisplayArgs) -> Error {
    match none {
        NoResponse::Refused(refused) => {
            Error::Plain { exit: Exit::Usage, message: refused.message, help: None }
        }
        NoResponse::World(error) => error.into(),
        NoResponse::Stopped(opening, stop) => stopped(stop, &opening.run(), &look.style(Stream::Err)),
        NoResponse::Output(error) => error.into(),
    }
}
