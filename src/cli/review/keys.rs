//! The keys of a review, and what each says.

use std::io::{self, Write as _};
use std::process::Command;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use crate::cli::error::Error;
use crate::cli::exit::Exit;
use crate::cli::watch::keyboard::Keyboard;
use crate::cli::watch::signals;
use crate::project::settings::Settings;
use crate::report::ink::style::Style;
use crate::report::tests::marked;
use crate::suite::snapshot::Waiting;
use crate::suite::watch::keys::Key;
use crate::suite::watch::{Ending, Input};

use super::Decision;

const KEYS: &str = "a accept  r reject  s skip  d full diff  v trace  A accept all  R reject all  q quit";

/// What a key says.
pub enum Answer {
    /// What is done with the one that is shown.
    This(Decision),
    /// What is done with it and with all that follow.
    AllThatFollow(Decision),
    /// Nothing more is done.
    End(Exit),
}

/// Says that there is nothing to read keys from.
pub fn no_terminal() -> Error {
    let message = "a review asks for single keys, and standard input is not a terminal";
    let help = "sfn review --list shows what waits, sfn review --accept and --reject decide on all of it";
    Error::usage(message).help(help)
}

/// The keys of the terminal, and the signals that end the program.
pub struct Keys {
    keyboard: Arc<Keyboard>,
    inputs: Receiver<Input>,
}

impl Drop for Keys {
    fn drop(&mut self) {
        // The thread that waits for signals has the keyboard, too, and it never ends.
        self.keyboard.leave();
    }
}

impl Keys {
    /// The keys of the terminal; an error if there is none.
    pub fn open() -> Result<Self, Error> {
        let (sender, inputs) = mpsc::channel();
        let keys = sender.clone();
        let Some(keyboard) = Keyboard::open(move |key| drop(keys.send(Input::Key(key)))) else {
            return Err(no_terminal());
        };
        signals::tell(sender, Some(Arc::clone(&keyboard)));
        Ok(Self { keyboard, inputs })
    }

    /// The next key or signal; none if the terminal is gone.
    fn next(&self) -> Option<Input> {
        loop {
            match self.inputs.recv_timeout(Duration::from_millis(250)) {
                Ok(input) => return Some(input),
                // The thread that reads keys ends with the terminal.
                Err(_) if Arc::weak_count(&self.keyboard) == 0 => return None,
                Err(_) => {}
            }
        }
    }

    /// Asks what to do with `waiting` until a key says it.
    pub fn ask(&self, waiting: &Waiting, settings: &Settings, style: Style) -> Result<Answer, Error> {
        writeln!(io::stdout(), "  {KEYS}")?;
        loop {
            io::stdout().flush()?;
            let key = match self.next() {
                Some(Input::Key(key)) => key,
                Some(Input::End(Ending::Interrupted)) => return Ok(Answer::End(Exit::Interrupted)),
                Some(Input::End(Ending::Terminated)) => return Ok(Answer::End(Exit::Terminated)),
                Some(Input::End(Ending::Quit)) | None => return Ok(Answer::End(Exit::Ok)),
                Some(Input::Disk(_) | Input::Redraw | Input::Done(_) | Input::Gone) => continue,
            };
            match key {
                Key::Char('a') => return Ok(Answer::This(Decision::Accept)),
                Key::Char('r') => return Ok(Answer::This(Decision::Reject)),
                Key::Char('s') => return Ok(Answer::This(Decision::Skip)),
                Key::Char('A') => return Ok(Answer::AllThatFollow(Decision::Accept)),
                Key::Char('R') => return Ok(Answer::AllThatFollow(Decision::Reject)),
                Key::Char('q') | Key::Escape => return Ok(Answer::End(Exit::Ok)),
                Key::Char('d') => marked(&waiting.whole(), &mut io::stdout(), style)?,
                Key::Char('v') => self.trace(waiting, settings)?,
                Key::Char(_) | Key::Enter | Key::Backspace | Key::Other => {}
            }
            writeln!(io::stdout(), "  {KEYS}")?;
        }
    }

    /// Runs the test of `waiting` with its trace, as a program of its own that has the terminal.
    fn trace(&self, waiting: &Waiting, settings: &Settings) -> Result<(), Error> {
        let Some(arguments) = waiting.command(settings) else {
            writeln!(io::stdout(), "  no test asks for this snapshot any more")?;
            return Ok(());
        };
        let _back = self.keyboard.lend();
        let ran = std::env::current_exe().and_then(|program| Command::new(program).args(arguments).status());
        match ran {
            Ok(_) => Ok(()),
            Err(error) => Err(Error::load(format!("cannot show the trace: {error}"))),
        }
    }
}
