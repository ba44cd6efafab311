//! `Lines`: what is typed, line by line, without being deaf to signals meanwhile.

use std::io::{self, BufRead as _, IsTerminal as _};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// How often it is looked whether the run is to stop.
const GLANCE: Duration = Duration::from_millis(50);

/// Lines of standard input.
pub struct Lines {
    typed: Receiver<String>,
    is_stopped: Box<dyn Fn() -> bool>,
    /// Whether somebody sits there.
    pub is_terminal: bool,
}

impl Lines {
    /// Those of standard input, until `is_stopped`.
    pub fn of_standard_input(is_stopped: impl Fn() -> bool + 'static) -> Self {
        let (sender, typed) = channel();
        // The thread ends with the program: nothing ends a read in the middle.
        thread::spawn(move || {
            for line in io::stdin().lock().lines() {
                let Ok(line) = line else { return };
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self { typed, is_stopped: Box::new(is_stopped), is_terminal: io::stdin().is_terminal() }
    }

    /// The next line; none at their end, or when the run is to stop.
    pub fn next(&self) -> Option<String> {
        loop {
            match self.typed.recv_timeout(GLANCE) {
                Ok(line) => return Some(line),
                Err(RecvTimeoutError::Timeout) if !(self.is_stopped)() => {}
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
            }
        }
    }
}
