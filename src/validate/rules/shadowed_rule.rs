//! SFN213: shadowed rule.

use crate::asl::errors;
use crate::asl::machine::{Kind, StateMachine, Workflow};
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::super::definition::Definition;
use super::{Finder, Rule};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN213"),
    name: "shadowed-rule",
    severity: Severity::Warning,
    about: "An earlier rule of the same Retry or Catch matches the error already, so this name has no \
        effect: the first rule that matches decides, even when its attempts are used up.",
    examples: Some(examples!("SFN213", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Machine(find),
};

fn find(_: &Definition<'_>, machine: &StateMachine, found: &mut Vec<Diagnostic>) {
    for state in &machine.states {
        let retry: Vec<_> = state.retry.iter().map(|rule| rule.errors.as_slice()).collect();
        let catch: Vec<_> = state.catch.iter().map(|rule| rule.errors.as_slice()).collect();
        let is_task = matches!(state.kind, Kind::Task(_));
        for (name, rules) in [("Retry", retry), ("Catch", catch)] {
            for (at, errors) in rules.iter().enumerate() {
                let earlier = || rules[..at].iter().copied().flatten();
                for (index, error) in errors.iter().enumerate() {
                    let by =
                        earlier().find(|known| *known == error || (is_task && errors::covers(known, error)));
                    if let Some(by) = by {
                        let place =
                            Place::Value(state.pointer.key(name).index(at).key("ErrorEquals").index(index));
                        let message = format!(
                            "`{error}` never reaches this rule: an earlier one with `{by}` matches it (state `{}`)",
                            state.name
                        );
                        found.push(RULE.at(place, message).help("put the narrower rule first"));
                    }
                }
            }
        }
    }
}
