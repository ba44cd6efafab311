//! SFN205: impossible path.

use crate::asl::machine::{StateMachine, Workflow};
use crate::base::diag::{Diagnostic, Place, Severity};

use super::clipped;
use super::super::flow::{Loss, misses};
use super::super::subject::Subject;
use super::{Finder, Rule};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "SFN205",
    name: "impossible-path",
    severity: Severity::Warning,
    about: "No state before can have made what the path looks for. Reading it ends the execution with \
        `States.Runtime`, which cannot be caught.",
    examples: Some(examples!("SFN205", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Machine(find),
};

fn find(_: &Subject<'_>, machine: &StateMachine, found: &mut Vec<Diagnostic>) {
    for miss in misses(machine).into_iter().filter(|miss| miss.loss == Loss::None) {
        let state = &machine.state(miss.state).name;
        let message = format!("`{}` cannot be there in state `{}`", miss.path, clipped(state));
        found.push(
            RULE.at(Place::Value(miss.pointer), message)
                .note(format!("no state before makes `{}`", miss.name)),
        );
    }
}
