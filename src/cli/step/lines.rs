//! `Lines`: what is typed, line by line, without being deaf to signals meanwhile.

use std::io::{self, BufRead, IsTerminal as _, Read as _};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

/// How often it is looked whether the run is to stop.
const GLANCE: Duration = Duration::from_millis(50);
/// So many lines are read ahead at most.
const AHEAD: usize = 64;
/// The most bytes of a line: an input that is set is one.
const LONGEST: u64 = 1 << 20;

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
        let (sender, typed) = sync_channel(AHEAD);
        // The thread ends with the program: nothing ends a read in the middle.
        thread::spawn(move || {
            let mut input = io::stdin().lock();
            while let Some(line) = line(&mut input) {
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

/// The next line of `input`, without its end; none at the end, or if it is no text or too long to be a command.
fn line(input: &mut dyn BufRead) -> Option<String> {
    let mut bytes = Vec::new();
    let read = input.take(LONGEST + 1).read_until(b'\n', &mut bytes).ok()?;
    if read == 0 || read as u64 > LONGEST {
        return None;
    }
    let text = String::from_utf8(bytes).ok()?;
    Some(text.trim_end_matches(['\n', '\r']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, line};

    #[test]
    fn a_line_has_an_end() {
        let mut input = &b"next\r\n\nlast"[..];
        let mut next = || line(&mut input);
        assert_eq!([next(), next(), next(), next()].map(Option::unwrap_or_default), ["next", "", "last", ""]);
        let endless = vec![0; LONGEST as usize + 1];
        assert_eq!(line(&mut &endless[..]), None);
        assert_eq!(line(&mut &b"\xff\n"[..]), None);
    }
}
