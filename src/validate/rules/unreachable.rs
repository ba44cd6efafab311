//! SFN118: unreachable state.

use crate::asl::machine::Workflow;
use crate::base::diag::{Diagnostic, Place, Severity};

use super::super::subject::Subject;
use super::{Finder, Rule};
use super::{aws_location, clipped};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "SFN118",
    name: "unreachable-state",
    severity: Severity::Error,
    about: "No way leads from `StartAt` to the state. AWS refuses such definitions.",
    examples: Some(examples!("SFN118", "json")),
    workflow: Workflow::Standard,
    aws: Some(("MISSING_TRANSITION_TARGET", "State \"Orphan\" is not reachable.")),
    finder: Finder::Definition(find),
};

fn find(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for scope in &subject.scopes {
        let reached = subject.reached(scope);
        if reached.is_empty() {
            continue;
        }
        for (name, at) in scope.states.iter().filter(|(_, at)| !reached.contains(at)) {
            let pointer = &subject.parts[*at].pointer;
            let message = format!("no way leads to the state `{}`", clipped(name));
            let diagnostic = RULE.at(Place::Key(pointer.clone()), message).help("lead to it, or remove it");
            let words = format!("State \"{name}\" is not reachable.");
            found.push(diagnostic.aws("MISSING_TRANSITION_TARGET", words, aws_location(pointer)));
        }
    }
}
