//! SFN220: member of a list.

use crate::asl::machine::{StateId, StateMachine, Workflow};
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::clipped;
use super::{Finder, Rule};
use crate::validate::flow::Miss;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN220"),
    name: "list-member",
    severity: Severity::Warning,
    about: "The result of a Map is a list with one item for each iteration, that of a Parallel a list with one \
        for each branch. A path that asks the list itself for a member fails with `States.Runtime`, which \
        cannot be caught: `$[0].id` is the member of one item, `$[*].id` a list of those of all.",
    examples: Some(examples!("SFN220", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::ByAnotherRule,
};

pub(super) fn asked(miss: &Miss, name: &str, by: Option<StateId>, machine: &StateMachine) -> Diagnostic {
    let state = clipped(&machine.state(miss.state).name);
    let message = format!("`{}` asks a list for `{name}` (state `{state}`)", miss.path);
    let found = RULE.at(Place::Value(miss.pointer.clone()), message);
    let Some(by) = by else {
        return found.help(format!("write [0].{name} for one item, [*].{name} for all"));
    };
    let (maker, kind) = (clipped(&machine.state(by).name), machine.state(by).kind.name());
    let found = found.note(format!("the result of the {kind} `{maker}` is a list"));
    if by == miss.state {
        let help = format!("write `$[*].{name}`, or select it in the states inside `{maker}`");
        found.help(help)
    } else {
        found.help(format!("write [0].{name} for one item, [*].{name} for all"))
    }
}
