//! SFN118: unreachable state.

use std::collections::BTreeSet;

use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::clipped;
use super::{Finder, Rule};
use crate::validate::definition::Definition;
use crate::validate::definition::Scope;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN118"),
    name: "unreachable-state",
    severity: Severity::Error,
    about: "No way leads from `StartAt` to the state. AWS refuses such definitions.",
    examples: Some(examples!("SFN118", "json")),
    workflow: Workflow::Standard,
    aws: Some(("MISSING_TRANSITION_TARGET", "State \"Orphan\" is not reachable.")),
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    for scope in &definition.scopes {
        let reached = definition.reached(scope);
        if reached.is_empty() {
            continue;
        }
        let lost: BTreeSet<usize> =
            scope.states.values().copied().filter(|at| !reached.contains(at)).collect();
        for (at, behind) in heads(definition, scope, lost) {
            let (pointer, name) =
                (&definition.parts[at].pointer, definition.parts[at].state.unwrap_or_default());
            let message = format!("state `{}` is unreachable", clipped(name));
            let mut diagnostic =
                RULE.at(Place::Key(pointer.clone()), message).help("point a `Next` at it, or remove it");
            if behind > 0 {
                diagnostic = diagnostic.note(format!("{behind} more can only be reached through it"));
            }
            let words = format!("State \"{name}\" is not reachable.");
            found.push(diagnostic.aws("MISSING_TRANSITION_TARGET", words, pointer.aws()));
        }
    }
}

/// Of the states nothing leads to, those that no other of them leads to, and of each island the first in the
/// text; with the number of states behind each. With them the others are reached again.
fn heads(definition: &Definition<'_>, scope: &Scope<'_>, mut lost: BTreeSet<usize>) -> Vec<(usize, usize)> {
    let next = |at: usize| definition.targets(at).filter_map(|name| scope.states.get(name)).copied();
    let led: BTreeSet<usize> = lost.iter().flat_map(|at| next(*at).filter(move |to| to != at)).collect();
    let first: Vec<usize> = lost.iter().copied().filter(|at| !led.contains(at)).collect();
    let mut heads = Vec::new();
    let mut queue = first.into_iter();
    while let Some(head) = queue.next().or_else(|| lost.first().copied()) {
        let mut open = vec![head];
        let before = lost.len();
        while let Some(at) = open.pop() {
            if lost.remove(&at) {
                open.extend(next(at));
            }
        }
        heads.push((head, before - lost.len() - 1));
    }
    heads
}
