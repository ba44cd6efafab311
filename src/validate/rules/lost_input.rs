//! SFN204: lost input.

use crate::asl::machine::{StateMachine, Workflow};
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::super::definition::Definition;
use super::super::flow::{Loss, Miss, misses};
use super::{Finder, Rule};
use super::{catch_loses_input, clipped, impossible_path};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN204"),
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

// Also finds what `impossible_path` and `catch_loses_input` tell of: it is one walk through the machine.
fn find(_: &Definition<'_>, machine: &StateMachine, found: &mut Vec<Diagnostic>) {
    for miss in misses(machine) {
        found.push(match miss.loss {
            Loss::None => impossible_path::tell(miss, machine),
            Loss::Error(by) => catch_loses_input::tell(miss, &machine.state(by).name),
            Loss::Result(by) => tell(miss, &machine.state(by).name),
        });
    }
}

fn tell(miss: Miss, by: &str) -> Diagnostic {
    let by = clipped(by);
    let message = format!("`{}` is gone: the result of `{by}` took its place", miss.path);
    RULE.at(Place::Value(miss.pointer), message)
        .note(format!("`{}` is not in that result", miss.name))
        .help(format!("keep the input of `{by}`: \"ResultPath\": \"$.result\""))
}
