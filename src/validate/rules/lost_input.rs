//! SFN204: lost input.

use crate::asl::machine::{StateMachine, Workflow};
use crate::base::diag::{Diagnostic, Place, Severity};

use super::clipped;
use super::super::flow::{Loss, misses};
use super::super::subject::Subject;
use super::{Finder, Rule};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "SFN204",
    name: "lost-input",
    severity: Severity::Warning,
    about: "A result took the place of the whole input, and a later state looks for something that was in \
        the input. Without `ResultPath` that is what happens; `\"ResultPath\": \"$.result\"` keeps the \
        input and adds the result, `\"ResultPath\": null` drops the result.",
    examples: Some(examples!("SFN204", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Machine(find),
};

fn find(_: &Subject<'_>, machine: &StateMachine, found: &mut Vec<Diagnostic>) {
    for miss in misses(machine) {
        let Loss::Result(by) = miss.loss else { continue };
        let by = machine.state(by);
        let message = format!("`{}` is gone: the result of `{}` took its place", miss.path, clipped(&by.name));
        found.push(
            RULE.at(Place::Value(miss.pointer), message)
                .note(format!("`{}` is not in that result", miss.name))
                .help(format!("keep the input of `{}`: \"ResultPath\": \"$.result\"", clipped(&by.name))),
        );
    }
}
