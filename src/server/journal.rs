//! What a server says while it runs: a line for people, or a JSON object a line for programs.

use std::io::Write;
use std::sync::{Mutex, PoisonError};

use crate::base::value::{Object, Value};
use crate::services::clock::today;

/// How lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum JournalFormat {
    /// `sfn serve: order: a new revision`; requests are not told.
    #[default]
    Human,
    /// One JSON object a line, requests too.
    Json,
}

/// How much a line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// A request, which only programs count.
    Request,
    /// Something happened.
    Info,
    /// Something is not as it should be.
    Warning,
}

/// Where a server says it.
pub struct Journal {
    format: JournalFormat,
    out: Mutex<Box<dyn Write + Send>>,
}

impl std::fmt::Debug for Journal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Journal").field("format", &self.format).finish_non_exhaustive()
    }
}

impl Journal {
    /// Writes lines to `out`.
    #[must_use]
    pub fn new(format: JournalFormat, out: Box<dyn Write + Send>) -> Self {
        Self { format, out: Mutex::new(out) }
    }

    /// Whether requests are told.
    #[must_use]
    pub fn has_requests(&self) -> bool {
        self.format == JournalFormat::Json
    }

    /// Says `message`; programs get `members` beside it.
    pub fn say<const N: usize>(&self, weight: Weight, message: &str, members: [(&str, Value); N]) {
        let level = match weight {
            Weight::Request if !self.has_requests() => return,
            Weight::Request | Weight::Info => "info",
            Weight::Warning => "warning",
        };
        let line = match self.format {
            JournalFormat::Human => format!("sfn serve: {message}\n"),
            JournalFormat::Json => {
                let head = [
                    ("time", Value::from(today().iso_millis())),
                    ("level", level.into()),
                    ("message", message.into()),
                ];
                format!("{}\n", Value::from(head.into_iter().chain(members).collect::<Object>()).to_json())
            }
        };
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        // What cannot be said is no reason to serve no longer.
        let _ = out.write_all(line.as_bytes()).and_then(|()| out.flush());
    }
}
