//! Where a run is shown: standard output and standard error, or a page.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use crate::cli::terminal::Stderr;
use crate::report::ink::control::Escaping;

/// The two streams that a run is shown on.
#[derive(Clone, Debug)]
pub enum Streams {
    /// Standard output and standard error.
    Standard,
    /// Both as one text, in the order in which a terminal would show them.
    Text(Rc<RefCell<Vec<u8>>>),
}

impl Streams {
    /// What is asked for.
    pub fn out(&self) -> Box<dyn Write> {
        match self {
            Self::Standard => Box::new(Escaping::new(io::stdout().lock())),
            Self::Text(text) => Box::new(Text(Rc::clone(text))),
        }
    }

    /// What people read beside it.
    pub fn err(&self) -> Box<dyn Write> {
        match self {
            Self::Standard => Box::new(Stderr::default()),
            Self::Text(text) => Box::new(Text(Rc::clone(text))),
        }
    }
}

/// Appends to a text.
struct Text(Rc<RefCell<Vec<u8>>>);

impl Write for Text {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
