//! `Refusal`: no service answers a call. The state machine sees nothing of it: the run stops, and a message says
//! what was tried, why it did not match and what to write. All of it is data; the report lays it out.

use std::sync::Arc;

use crate::base::diag::{Code, Diagnostic};
use crate::base::document::Document;
use crate::base::value::Value;

/// Why a call has no answer.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The stable code, such as `SFN401`.
    pub code: Code,
    /// What kind of reason it is.
    pub reason: Reason,
    /// The call.
    pub call: CallLabel,
    /// What is wrong, in one line.
    pub message: String,
    /// The arguments of the call, if they help.
    pub args: Option<Value>,
    /// What was tried and what else is known, line by line; a line that continues the one before is
    /// indented by four blanks.
    pub facts: Vec<String>,
    /// What the user can do, line by line.
    pub help: Vec<String>,
    /// The other states whose calls would not be answered either.
    pub others: Vec<Arc<str>>,
    /// The place in a file that is wrong for this call, with its message; none if nothing is there yet.
    pub at: Option<Box<(Document, Diagnostic)>>,
}

/// The kinds of reasons for which a call has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nothing is there for this call, or nothing is left.
    Unanswered,
    /// Something is there, but this version of the program cannot do it.
    NotAvailable,
    /// Something is there, but the user does not allow it to be asked.
    NotAllowed,
    /// Something is there, but it is wrong for this call.
    Faulty,
}

/// A call, as messages name it.
#[derive(Clone, Debug)]
pub struct CallLabel {
    /// The name of the Task or Map.
    pub state: Arc<str>,
    /// What it calls: `http:invoke`.
    pub service: String,
    /// Which of the calls of that state it is, from 0, as `at` in a mock file counts them: in the same item or
    /// branch, or in the whole execution if the answers say `per: execution`.
    pub number: u32,
}

impl std::fmt::Display for CallLabel {
    /// `Charge Card (http:invoke)`
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.state, self.service)
    }
}
