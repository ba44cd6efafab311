//! SFN205: impossible path.

use crate::asl::machine::{StateMachine, Workflow};
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::super::flow::Miss;
use super::clipped;
use super::{Finder, Rule};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN205"),
    name: "impossible-path",
    severity: Severity::Warning,
    about: "No state before can have made what the path looks for. Reading it ends the execution with \
        `States.Runtime`, which cannot be caught.",
    examples: Some(examples!("SFN205", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Along,
};

pub(super) fn tell(miss: Miss, machine: &StateMachine) -> Diagnostic {
    let state = clipped(&machine.state(miss.state).name);
    RULE.at(Place::Value(miss.pointer), format!("`{}` cannot be there (state `{state}`)", miss.path))
        .note(format!("no state before makes `{}`", miss.name))
}
