//! SFN212: endless polling.

use std::collections::{BTreeMap, BTreeSet};

use crate::asl::fields::Owner;
use crate::asl::machine::{Kind, Operator, StateMachine, Test, Workflow};
use crate::base::diag::{Diagnostic, Place, Severity};

use super::clipped;
use super::super::leaves::{self, Leaf};
use super::super::subject::Scope;
use super::super::subject::Subject;
use super::{Finder, Rule};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "SFN212",
    name: "endless-polling",
    severity: Severity::Warning,
    about: "States ask again and again until something is ready, and nothing ends it if that never happens: \
        neither a counter nor a `TimeoutSeconds` of the machine. A Standard workflow would go on for a \
        year and is billed for every step.",
    examples: Some(examples!("SFN212", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Machine(find),
};

fn find(subject: &Subject<'_>, machine: &StateMachine, found: &mut Vec<Diagnostic>) {
    if machine.timeout_seconds.is_some() || machine.workflow == Workflow::Express {
        return;
    }
    for scope in &subject.scopes {
        let states: Vec<usize> = scope.states.values().copied().collect();
        let reach: BTreeMap<usize, BTreeSet<usize>> =
            states.iter().map(|at| (*at, behind(subject, scope, *at))).collect();
        for at in states.iter().filter(|at| subject.parts[**at].owner == Owner::Wait) {
            let circle: Vec<usize> =
                reach[at].iter().copied().filter(|other| reach[other].contains(at)).collect();
            let counted = circle.iter().any(|at| counts(machine, subject.parts[*at].state.unwrap_or_default()));
            if !circle.is_empty() && !counted {
                let wait = &subject.parts[*at];
                let message = format!("nothing ends the polling around `{}`", clipped(wait.state.unwrap_or_default()));
                found.push(
                    RULE.at(Place::Key(wait.pointer.clone()), message)
                        .help("give the machine `TimeoutSeconds`, or count the rounds"),
                );
            }
        }
    }
}

/// The states that come after the state at `at`, itself only if it lies on a circle.
fn behind(subject: &Subject<'_>, scope: &Scope<'_>, at: usize) -> BTreeSet<usize> {
    let next = |at: usize| subject.targets(at).filter_map(|name| scope.states.get(name)).copied();
    let mut seen = BTreeSet::new();
    let mut open: Vec<usize> = next(at).collect();
    while let Some(at) = open.pop() {
        if seen.insert(at) {
            open.extend(next(at));
        }
    }
    seen
}

/// Whether the state may be what counts the rounds: it computes with numbers, or compares them.
fn counts(machine: &StateMachine, name: &str) -> bool {
    let Some(id) = machine.find(name) else { return false };
    let state = machine.state(id);
    let mut counts = state.assign.is_some();
    if let Kind::Choice(choice) = &state.kind {
        counts |= choice.rules.iter().any(|rule| numeric(&rule.test) || rule.assign.is_some());
    }
    leaves::each(state, &mut |_, leaf| {
        counts |= matches!(leaf, Leaf::Call(call) if call.function().name == "States.MathAdd");
    });
    counts
}

fn numeric(test: &Test) -> bool {
    match test {
        Test::And(all) | Test::Or(all) => all.iter().any(numeric),
        Test::Not(one) => numeric(one),
        Test::Compare(comparison) => matches!(comparison.operator, Operator::Numeric(_) | Operator::Timestamp(_)),
        Test::Condition(_) => false,
    }
}
