//! SFN206: catch loses input.

use crate::asl::machine::{StateMachine, Workflow};
use crate::base::diag::{Diagnostic, Place, Severity};

use super::clipped;
use super::super::flow::{Loss, misses};
use super::super::subject::Subject;
use super::{Finder, Rule};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "SFN206",
    name: "catch-loses-input",
    severity: Severity::Warning,
    about: "A catcher without `ResultPath` passes on the error and nothing else, and a later state looks for \
        something that was in the input. `\"ResultPath\": \"$.error\"` keeps the input and adds the \
        error.",
    examples: Some(examples!("SFN206", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Machine(find),
};

fn find(_: &Subject<'_>, machine: &StateMachine, found: &mut Vec<Diagnostic>) {
    for miss in misses(machine) {
        let Loss::Error(by) = miss.loss else { continue };
        let by = clipped(&machine.state(by).name);
        let message = format!("`{}` is gone: the error of `{by}` took its place", miss.path);
        found.push(
            RULE.at(Place::Value(miss.pointer), message)
                .help(format!("keep the input in the catcher of `{by}`: \"ResultPath\": \"$.error\"")),
        );
    }
}
