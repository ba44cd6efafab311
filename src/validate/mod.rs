//! The checker: every finding about a definition, and a `StateMachine` if none is an error.

use crate::asl::lower;
use crate::asl::machine::{StateMachine, Workflow};
use crate::base::diag::{Diagnostic, Severity};
use crate::base::value::Value;

/// What checking a definition gave.
#[derive(Debug)]
pub struct Checked {
    /// The compiled machine, unless a finding is an error.
    pub machine: Option<StateMachine>,
    /// Everything found, in the order of the definition.
    pub diagnostics: Vec<Diagnostic>,
}

impl Checked {
    /// Whether a finding is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|found| found.severity == Severity::Error)
    }
}

/// Checks and compiles a definition.
#[must_use]
pub fn check(definition: &Value, workflow: Workflow) -> Checked {
    match lower::lower(definition, workflow) {
        Ok(machine) => Checked { machine: Some(machine), diagnostics: Vec::new() },
        Err(diagnostics) => Checked { machine: None, diagnostics },
    }
}
