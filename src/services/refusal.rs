//! `Refusal`: a call that nobody answered. It is nothing the state machine sees: the run stops, and the
//! user is told what was tried, why it did not match and what to write.

use std::sync::Arc;

use crate::base::diag::{Diagnostic, Place};
use crate::base::document::Document;
use crate::base::pointer::Pointer;
use crate::base::value::Value;

use super::mock::codes;

/// Where in a file an answer stands.
#[derive(Clone, Debug)]
pub struct Origin {
    document: Document,
    pointer: Pointer,
    what: Arc<str>,
}

impl Origin {
    /// The place `pointer` of `document`, called `what`: `states.Charge Card rule "refunds"`.
    #[must_use]
    pub fn new(document: &Document, pointer: &str, what: &str) -> Self {
        Self { document: document.clone(), pointer: pointer.into(), what: what.into() }
    }

    /// The file.
    #[must_use]
    pub const fn document(&self) -> &Document {
        &self.document
    }

    /// The file's name.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.document.source().name
    }

    /// The place in the file.
    #[must_use]
    pub fn place(&self) -> Place {
        Place::Value(self.pointer.clone())
    }

    /// What tells it from all other places: file and pointer.
    #[must_use]
    pub fn key(&self) -> (Arc<str>, Arc<str>) {
        (Arc::clone(&self.document.source().name), self.pointer.clone().into())
    }

    /// The line, from 1; that of the key, if there is one.
    #[must_use]
    pub fn line(&self) -> usize {
        self.document.locate(&Place::Key(self.pointer.clone())).line
    }

    /// What stands there, in words.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{} {}", self.file(), self.line(), self.what)
    }
}

/// Why nobody answered.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// Nothing is there for this call.
    Unanswered(Box<Unanswered>),
    /// There were answers, but not for so many calls.
    Exhausted {
        /// The call.
        call: Asked,
        /// The list.
        origin: Origin,
        /// How many calls it has answers for.
        length: u32,
        /// What the user can do.
        help: String,
    },
    /// There is an answer, but this version cannot give it.
    NotAvailable {
        /// The call.
        call: Asked,
        /// What is not available: `` `run` ``.
        what: String,
        /// The answer; none if a default is to blame.
        origin: Option<Origin>,
    },
    /// Data is wanted in a form that this version cannot read.
    Unsupported {
        /// Who wants it.
        call: Asked,
        /// What is not available.
        what: String,
    },
    /// There is an answer, but it is wrong for this call.
    Broken {
        /// The call.
        call: Asked,
        /// The answer.
        origin: Origin,
        /// What is wrong; its place is in the answer's document.
        diagnostic: Box<Diagnostic>,
    },
}

/// The call nobody answered.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The Task.
    pub state: Arc<str>,
    /// What it calls: `http:invoke`.
    pub service: String,
    /// Which of its calls it is, from 0.
    pub number: u32,
}

/// A call that nothing is there for.
#[derive(Clone, Debug)]
pub struct Unanswered {
    /// The call.
    pub call: Asked,
    /// Its arguments.
    pub args: Value,
    /// What was tried.
    pub tried: Vec<Tried>,
    /// What else is worth knowing.
    pub notes: Vec<String>,
    /// The file to which an answer could be added; none if there is no mock file yet.
    pub file: Option<Arc<str>>,
    /// An answer to paste into it, line by line.
    pub paste: Vec<String>,
}

/// Something that might have answered.
#[derive(Clone, Debug)]
pub struct Tried {
    /// Where.
    pub origin: Origin,
    /// Why it did not match.
    pub why: String,
}

impl Refusal {
    /// The call nobody answered.
    #[must_use]
    pub fn call(&self) -> &Asked {
        match self {
            Self::Unanswered(unanswered) => &unanswered.call,
            Self::Exhausted { call, .. }
            | Self::NotAvailable { call, .. }
            | Self::Unsupported { call, .. }
            | Self::Broken { call, .. } => call,
        }
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unanswered(_) => codes::UNANSWERED,
            Self::Exhausted { .. } => codes::EXHAUSTED,
            Self::NotAvailable { .. } | Self::Unsupported { .. } => codes::NOT_AVAILABLE,
            Self::Broken { diagnostic, .. } => diagnostic.code,
        }
    }

    /// What is wrong with an answer, in the answer's own document, if that is the trouble.
    #[must_use]
    pub fn in_answer(&self) -> Option<(Document, Diagnostic)> {
        let Self::Broken { call, origin, diagnostic } = self else {
            return None;
        };
        let number = u64::from(call.number) + 1;
        let reached =
            format!("reached by call {number} of {} ({}): {}", call.state, call.service, origin.what());
        Some((origin.document().clone(), diagnostic.as_ref().clone().note(reached)))
    }

    /// One line: what is wrong.
    #[must_use]
    pub fn message(&self) -> String {
        let Asked { state, service, number } = self.call();
        match self {
            Self::Unanswered(_) => format!("nothing answers this call: {state} ({service})"),
            Self::Exhausted { .. } => {
                format!("no answer left for call {} of {state} ({service})", u64::from(*number) + 1)
            }
            Self::NotAvailable { what, .. } => {
                format!("{what} is not available in this version of sfn: use `return`")
            }
            Self::Unsupported { what, .. } => format!("{what} is not available in this version of sfn"),
            Self::Broken { diagnostic, .. } => diagnostic.message.clone(),
        }
    }

    /// The facts below the message, line by line; a line that continues the one before is indented.
    #[must_use]
    pub fn facts(&self) -> Vec<String> {
        match self {
            Self::Unanswered(unanswered) => {
                let tried = unanswered
                    .tried
                    .iter()
                    .flat_map(|tried| [format!("tried {}", tried.origin), format!("    {}", tried.why)]);
                tried.chain(unanswered.notes.iter().cloned()).collect()
            }
            Self::Exhausted { call, origin, length, .. } if call.number < *length => {
                vec![format!("tried {origin}"), format!("    it has no answer at {}", call.number)]
            }
            Self::Exhausted { origin, length, .. } => {
                let calls = if *length == 1 { "call" } else { "calls" };
                vec![format!("tried {origin}"), format!("    it has answers for {length} {calls}")]
            }
            Self::NotAvailable { call, origin, .. } => {
                let from =
                    origin.as_ref().map_or_else(|| "asked for by `defaults`".to_owned(), Origin::to_string);
                vec![from, format!("    reached by {} ({})", call.state, call.service)]
            }
            Self::Unsupported { call, .. } => vec![format!("reached by {} ({})", call.state, call.service)],
            Self::Broken { call, origin, diagnostic } => {
                let reached = format!("    reached by {} ({})", call.state, call.service);
                [origin.to_string(), reached].into_iter().chain(diagnostic.notes.iter().cloned()).collect()
            }
        }
    }

    /// What the user can do, line by line.
    #[must_use]
    pub fn help(&self) -> Vec<String> {
        match self {
            Self::Unanswered(unanswered) => {
                let first = match &unanswered.file {
                    Some(file) => format!("add to {file}"),
                    None => "write a file mocks.sfn.yaml and pass it with -m".to_owned(),
                };
                let lines = unanswered.paste.iter().map(|line| format!("    {line}"));
                std::iter::once(first).chain(lines).collect()
            }
            Self::Exhausted { help, .. } => vec![help.clone()],
            Self::Unsupported { call, .. } => {
                vec![format!("give the items themselves: mocks: {{items: {{{}: [...]}}}}", call.state)]
            }
            Self::NotAvailable { .. } => vec!["write the answer down as `return` or `throw`".to_owned()],
            Self::Broken { diagnostic, .. } => diagnostic.help.iter().cloned().collect(),
        }
    }
}
