//! `Error`: the world failed. Each has an exit code and can be printed.

use std::io::{self, Write};

use crate::base::diag::Diagnostic;
use crate::base::document::Document;
use crate::base::secret::Secrets;
use crate::project;
use crate::report::findings::{PLAIN, human};
use crate::report::ink::control::{escape_control, escape_lines};
use crate::report::ink::marks::Marks;
use crate::report::ink::secret;
use crate::report::ink::style::Style;

use super::exit::Exit;

/// Why a command could not do its work.
#[derive(Debug)]
pub enum Error {
    /// Said in one line, with advice in a second one.
    Plain {
        /// How the program ends.
        exit: Exit,
        /// What is wrong.
        message: String,
        /// How to fix it.
        help: Option<String>,
    },
    /// Said with places in files.
    Found {
        /// How the program ends.
        exit: Exit,
        /// What is wrong, and where.
        diagnostics: Vec<(Document, Diagnostic)>,
    },
    /// Standard output is gone: nothing is left to say.
    Closed,
}

impl Error {
    /// An error of wrong flags; see [`Self::help`].
    pub fn usage(message: impl Into<String>) -> Self {
        Self::Plain { exit: Exit::Usage, message: message.into(), help: None }
    }

    /// An error of something that cannot be read; see [`Self::help`].
    pub fn load(message: impl Into<String>) -> Self {
        Self::Plain { exit: Exit::Load, message: message.into(), help: None }
    }

    /// The same with how to fix it; findings have help of their own.
    pub fn help(self, text: impl Into<String>) -> Self {
        self.maybe_help(Some(text.into()))
    }

    /// The same with how to fix it, if that is known.
    pub fn maybe_help(mut self, text: Option<String>) -> Self {
        match &mut self {
            Self::Plain { help, .. } => *help = text,
            Self::Found { .. } | Self::Closed => {}
        }
        self
    }

    /// What it says, line by line.
    pub fn lines(self) -> Vec<String> {
        let mut text = Vec::new();
        self.print(&mut text, &PLAIN);
        String::from_utf8_lossy(&text).lines().map(str::to_owned).collect()
    }

    /// The same without these secrets.
    pub fn hiding(mut self, secrets: &Secrets, marks: &Marks) -> Self {
        let hide = |text: &mut String| *text = secret::hide(text, secrets, marks).into_owned();
        match &mut self {
            Self::Plain { message, help, .. } => [message].into_iter().chain(help).for_each(hide),
            Self::Found { diagnostics, .. } => {
                for (_, found) in diagnostics {
                    let notes = found.notes.iter_mut().chain(&mut found.help);
                    [&mut found.message, &mut found.label].into_iter().chain(notes).for_each(hide);
                }
            }
            Self::Closed => {}
        }
        self
    }

    /// Prints it to `err` and returns the exit code.
    pub fn print(self, err: &mut dyn Write, style: &Style) -> Exit {
        match self {
            Self::Plain { exit, message, help } => {
                // If standard error is broken, there is no way to say so.
                let _ = writeln!(err, "error: {}", escape_control(&message));
                if let Some(help) = help {
                    let _ = writeln!(err, "  help: {}", escape_lines(&help));
                }
                exit
            }
            Self::Found { exit, diagnostics } => {
                let _ = human::render(err, &diagnostics, style);
                exit
            }
            Self::Closed => Exit::Ok,
        }
    }
}

impl From<project::Error> for Error {
    fn from(error: project::Error) -> Self {
        match error {
            project::Error::Usage { message, help } => Self::usage(message).maybe_help(help),
            project::Error::Load { message, help } => Self::load(message).maybe_help(help),
            project::Error::Late { message, help } => {
                Self::Plain { exit: Exit::Limit, message, help: Some(help) }
            }
            project::Error::Found(diagnostics) => Self::Found { exit: Exit::Load, diagnostics },
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::Closed;
        }
        Self::load(format!("cannot write the output: {error}"))
    }
}
