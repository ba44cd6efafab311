//! SFN213: shadowed rule.

use std::sync::Arc;

use crate::asl::errors;
use crate::asl::machine::{Kind, StateMachine, Workflow};
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::{Finder, Rule, listed};
use crate::validate::definition::Definition;

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
                let by = |error: &Arc<str>| {
                    earlier().find(|known| *known == error || (is_task && errors::covers(known, error)))
                };
                let shadowed: Vec<_> = errors
                    .iter()
                    .enumerate()
                    .filter_map(|(at, error)| Some((at, error, by(error)?)))
                    .collect();
                // One earlier rule is one slip, however many names it takes.
                for same in shadowed.chunk_by(|one, next| one.2 == next.2) {
                    let (index, _, by) = same[0];
                    let place = state.pointer.key(name).index(at).key("ErrorEquals").index(index);
                    let names: Vec<&str> = same.iter().map(|(_, error, _)| &***error).collect();
                    let who = match &names[..] {
                        [one] => format!("`{one}` never reaches"),
                        [first, rest @ ..] => format!("`{first}` and {} more never reach", rest.len()),
                        [] => continue,
                    };
                    let message =
                        format!("{who} this rule: an earlier one has `{by}` (state `{}`)", state.name);
                    let diagnostic =
                        RULE.at(Place::Value(place), message).help("put the narrower rule first");
                    found.push(match &names[1..] {
                        [] => diagnostic,
                        rest => diagnostic.note(format!("the others are {}", listed(rest))),
                    });
                }
            }
        }
    }
}
