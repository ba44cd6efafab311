//! SFN204: lost input.

use crate::asl::machine::{StateMachine, Workflow};
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::{Finder, Rule};
use super::{catch_loses_input, clipped, impossible_path, list_member};
use crate::validate::definition::Definition;
use crate::validate::flow::{Gap, Loss, Miss, misses};

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

// Also finds what `impossible_path`, `catch_loses_input` and `list_member` report: it is one walk through the
// machine.
fn find(_: &Definition<'_>, machine: &StateMachine, found: &mut Vec<Diagnostic>) {
    for miss in misses(machine) {
        let by = |state| clipped(&machine.state(state).name);
        found.push(match &miss.gap {
            Gap::Absent { loss: Loss::Error(state), near: None, .. } => {
                catch_loses_input::lost(&miss, &by(*state))
            }
            Gap::Absent { name, loss: Loss::Result(state), near: None, .. } => lost(&miss, name, &by(*state)),
            Gap::List(name, by) => list_member::asked(&miss, name, *by, machine),
            Gap::Absent { .. } | Gap::Scalar(_) | Gap::Object(_) => impossible_path::absent(&miss, machine),
        });
    }
}

fn lost(miss: &Miss, name: &str, by: &str) -> Diagnostic {
    let message = format!("`{}` is gone: the result of `{by}` took its place", miss.path);
    RULE.at(Place::Value(miss.pointer.clone()), message)
        .note(format!("`{name}` is not in that result"))
        .help(format!("keep the input of `{by}`: \"ResultPath\": \"$.result\""))
}
