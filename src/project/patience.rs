//! How long a command waits for what comes out of a pipe that the user named.

use std::io;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crate::base::amount::span;

use super::Error;

/// What `--timeout` says, for the whole command.
static PATIENCE: OnceLock<Patience> = OnceLock::new();

/// Until when a command waits.
#[derive(Debug)]
struct Patience {
    limit: Duration,
    until: Instant,
    now: fn() -> Instant,
}

/// From now on nothing that is read is waited for longer than `limit`, in sum; `now` is the real clock.
pub fn wait_at_most(limit: Duration, now: fn() -> Instant) {
    if let Some(until) = now().checked_add(limit) {
        // A command has one limit: what was said first stands.
        let _ = PATIENCE.set(Patience { limit, until, now });
    }
}

/// What `read` gives, which opens or reads what is called `name`: `path`, or standard input without one. It is done
/// aside if it may never end, for that is no file of which a size is known, and there is a limit.
///
/// # Errors
/// The time is over. What reads is left behind, and ends with the program.
pub fn patient<T: Send + 'static>(
    path: Option<&Path>,
    name: &str,
    read: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<io::Result<T>, Error> {
    let ends = || path.is_some_and(|path| std::fs::metadata(path).map_or(true, |found| found.is_file()));
    let Some(patience) = PATIENCE.get().filter(|_| !ends()) else { return Ok(read()) };
    let (sender, receiver) = channel();
    let aside = std::thread::Builder::new().spawn(move || sender.send(read()));
    if let Err(error) = aside {
        return Ok(Err(error));
    }
    let left = patience.until.saturating_duration_since((patience.now)());
    receiver.recv_timeout(left).map_err(|error| match error {
        RecvTimeoutError::Timeout => late(name, patience.limit),
        RecvTimeoutError::Disconnected => Error::load(format!("cannot read {name}: its reader stopped")),
    })
}

fn late(name: &str, limit: Duration) -> Error {
    let limit = span(i64::try_from(limit.as_millis()).unwrap_or(i64::MAX));
    Error::Late {
        message: format!("stopped after {limit} of real time, as --timeout says: nothing more came of {name}"),
        help: "it is a pipe or a device: see that its other side is there and ends, or allow more with --timeout"
            .to_owned(),
    }
}
