//! SFN205: impossible path.

use crate::asl::machine::{StateMachine, Workflow};
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::catalog;

use super::clipped;
use super::{Finder, Rule};
use crate::validate::flow::{Gap, Miss};

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN205"),
    name: "impossible-path",
    severity: Severity::Warning,
    about: "No state before can have made what the path looks for. Reading it ends the execution with \
        `States.Runtime`, which cannot be caught.",
    examples: Some(examples!("SFN205", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::ByAnotherRule,
};

pub(super) fn absent(miss: &Miss, machine: &StateMachine) -> Diagnostic {
    let state = clipped(&machine.state(miss.state).name);
    let message = format!("`{}` cannot be there (state `{state}`)", miss.path);
    let found = RULE.at(Place::Value(miss.pointer.clone()), message);
    match &miss.gap {
        Gap::Absent { name, near, by_catalog, .. } => {
            let found = if *by_catalog {
                let age = catalog::as_of();
                found.note(format!("the API's answer has no `{name}`, as far as it is known as of {age}"))
            } else {
                found.note(format!("no state before makes `{name}`"))
            };
            match near {
                Some(near) => found.help(format!("did you mean `{near}`?")),
                None => found,
            }
        }
        Gap::Scalar(name) => found.note(format!("what should have `{name}` is text, a number or the like")),
        Gap::Object(index) => found.note(format!("what should have an item [{index}] is an object")),
        Gap::List(name, _) => found.note(format!("what should have `{name}` is a list")),
    }
}
