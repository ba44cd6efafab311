//! The first and the last entry of a recording: what runs, and how it came to an end.

use std::sync::Arc;

use crate::asl::machine::{StateId, StateMachine};
use crate::base::diag::{Code, Diagnostic};
use crate::base::document::Document;
use crate::base::pointer::Pointer;
use crate::base::time::Time;
use crate::base::value::Value;

/// What every reader knows of a run before it begins.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The machine.
    pub machine: Arc<StateMachine>,
    /// The definition it was compiled from.
    pub definition: Document,
    /// The machine's name.
    pub name: String,
    /// The mock files in use.
    pub mocks: Vec<String>,
    /// AWS's region.
    pub region: String,
    /// The execution role's ARN.
    pub role: String,
    /// When the run starts, on its own clock.
    pub start: Time,
    /// Which clock: `virtual`, `real`, `x60`.
    pub clock: String,
    /// The seed of everything random.
    pub seed: u64,
    /// The state the run was asked to end with.
    pub until: Option<StateId>,
    /// What was found about its files; no errors.
    pub warnings: Vec<(Document, Diagnostic)>,
}

/// The same, borrowed.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// The machine.
    pub machine: &'a StateMachine,
    /// The definition it was compiled from.
    pub definition: &'a Document,
    /// The machine's name.
    pub name: &'a str,
    /// The mock files in use.
    pub mocks: &'a [String],
    /// AWS's region.
    pub region: &'a str,
    /// The execution role's ARN.
    pub role: &'a str,
    /// When the run starts, on its own clock.
    pub start: Time,
    /// Which clock: `virtual`, `real`, `x60`; `history` for an execution of AWS.
    pub clock: &'a str,
    /// The seed of everything random.
    pub seed: u64,
}

/// How a run came to an end.
#[derive(Clone, Debug, Default)]
pub struct Closing {
    /// How long it took in real time, in milliseconds.
    pub wall_ms: u64,
    /// Why it was given up before its execution ended, if it was.
    pub stop: Option<Stop>,
    /// The state the execution ended with.
    pub ended_with: Option<StateId>,
    /// Mock answers that were never used.
    pub unused: Vec<(Document, Diagnostic)>,
}

/// Why a run was given up before its execution ended.
#[derive(Clone, Debug)]
pub struct Stop {
    /// What it came from, which decides the exit code.
    pub cause: StopCause,
    /// What there is to say.
    pub message: StopMessage,
}

/// What stops a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopCause {
    /// A call has no answer.
    Unmocked,
    /// Something is not emulated.
    Unsupported,
    /// An answer is wrong for its call, or the recording is cut off.
    Load,
    /// A limit of time or events was met.
    Limit,
    /// A signal such as that of Ctrl-C stopped it.
    Signal,
}

/// What there is to say of a run that was given up.
#[derive(Clone, Debug)]
pub enum StopMessage {
    /// A call that has no answer.
    Unanswered(Box<Unanswered>),
    /// Findings about files.
    Found(Vec<(Document, Diagnostic)>),
    /// One line, with advice in a second one.
    Plain(String, Option<String>),
}

/// A call without an answer and what is known of it.
#[derive(Clone, Debug)]
pub struct Unanswered {
    /// The stable code.
    pub code: Code,
    /// One line: what is wrong.
    pub message: String,
    /// The state in the definition.
    pub pointer: Pointer,
    /// Which of the state's calls it is, from 0.
    pub number: u32,
    /// When it was made.
    pub at: Time,
    /// The name of the state before it, if there is one.
    pub after: Option<String>,
    /// Its arguments, if they matter.
    pub args: Option<Value>,
    /// What was tried and else is known; a line that continues the one before is indented.
    pub facts: Vec<String>,
    /// What to do, line by line.
    pub help: Vec<String>,
    /// The other states whose calls would not be answered either.
    pub others: Vec<String>,
}

impl StopCause {
    /// The word for it in documents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unmocked => "unmocked",
            Self::Unsupported => "unsupported",
            Self::Load => "load",
            Self::Limit => "limit",
            Self::Signal => "signal",
        }
    }
}

impl Opening {
    /// The same, borrowed.
    #[must_use]
    pub fn run(&self) -> Run<'_> {
        Run {
            machine: &self.machine,
            definition: &self.definition,
            name: &self.name,
            mocks: &self.mocks,
            region: &self.region,
            role: &self.role,
            start: self.start,
            clock: &self.clock,
            seed: self.seed,
        }
    }
}

impl Stop {
    /// A stop that is said in one line, with advice in a second one.
    #[must_use]
    pub const fn plain(cause: StopCause, message: String, help: Option<String>) -> Self {
        Self { cause, message: StopMessage::Plain(message, help) }
    }

    /// The stable code of the error, if it has one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match &self.message {
            StopMessage::Unanswered(call) => Some(call.code.as_str()),
            StopMessage::Found(found) => found.first().map(|(_, found)| found.code.as_str()),
            StopMessage::Plain(..) => None,
        }
    }

    /// The error in one line.
    #[must_use]
    pub fn message(&self) -> &str {
        match &self.message {
            StopMessage::Unanswered(call) => &call.message,
            StopMessage::Found(found) => found.first().map_or("", |(_, found)| &found.message),
            StopMessage::Plain(message, _) => message,
        }
    }
}
