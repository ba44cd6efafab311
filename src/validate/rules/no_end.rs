//! SFN119: no terminal state.

use crate::asl::fields::ObjectKind;
use crate::asl::machine::Workflow;
use crate::asl::parts::DefinitionPart;
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::value::{Object, Value};

use super::no_transition::lost;
use super::within;
use super::{Finder, Rule};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN119"),
    name: "no-terminal-state",
    severity: Severity::Error,
    about: "No state of the workflow, branch or processor ends it: none is a Succeed or a Fail, none says \
        `\"End\": true`. It could only run for ever.",
    examples: Some(examples!("SFN119", "json")),
    workflow: Workflow::Standard,
    aws: Some(("MISSING_END_STATE", "Workflow has no terminal state")),
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    for scope in definition.scopes.iter().filter(|scope| !scope.states.is_empty()) {
        let owner = &definition.parts[scope.owner];
        let written = owner.members.get("States").and_then(Value::as_object).map_or(0, Object::len);
        let mut states = scope.states.values().map(|at| &definition.parts[*at]);
        // What leads nowhere by mistake may have been meant as the end.
        if written != scope.states.len() || states.any(|state| ends(state) || lost(state)) {
            continue;
        }
        let message = format!("no state ends the workflow{}", within(owner));
        let diagnostic = RULE
            .at(Place::Value(owner.place("States")), message)
            .help("add \"End\": true to a state, or a Succeed or Fail state");
        found.push(diagnostic.aws("MISSING_END_STATE", "Workflow has no terminal state", ""));
    }
}

fn ends(state: &DefinitionPart<'_>) -> bool {
    matches!(state.kind, ObjectKind::Succeed | ObjectKind::Fail | ObjectKind::Untyped)
        || state.members.get("End").is_some_and(|end| end.as_bool() != Some(false))
}
