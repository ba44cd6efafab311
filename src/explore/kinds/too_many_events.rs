//! `too-many-events`: an execution that would end records more events than AWS allows.

use std::collections::BTreeMap;

use crate::asl::machine::{Kind as StateKind, Operator, State, StateId, Test, Workflow};
use crate::base::diag::Severity;
use crate::engine::EVENT_QUOTA;
use crate::explore::ending::Ending;
use crate::expr::jsonata::Condition;
use crate::expr::template::Template;

use super::{Finder, Kind, nothing_learned};

pub(super) const KIND: Kind = Kind {
    name: "too-many-events",
    about: "A Standard execution ends with an error once its history has 25,000 events. A loop that is meant to end, or \
        a Map in inline mode, comes to more. Wait longer between the rounds, let a job be waited for with .sync, or go \
        on in a new execution or in the children of a distributed Map.",
    look,
    survey: nothing_learned,
};

fn look(ending: &Ending<'_>, finder: &mut Finder<'_>) {
    if !is_full(ending) && !ending.is_runaway() || ending.machine().workflow == Workflow::Express {
        return;
    }
    let states = repeated(ending);
    if !has_bound(ending, &states) && ending.machine().timeout_seconds.is_none() {
        return;
    }
    let Some(head) = ending.path().find(|id| states.contains(id)) else { return };
    finder.found(head, "", Severity::Error, Some(ending), || {
        let names: Vec<&str> = states.iter().map(|id| &*ending.state(*id).name).collect();
        format!(
            "the loop of {} comes to more than {EVENT_QUOTA} events before it ends",
            super::listed(&names)
        )
    });
}

/// Whether the execution failed because its history is full.
pub(super) fn is_full(ending: &Ending<'_>) -> bool {
    let cause = ending.failure().and_then(|failure| failure.error.cause.as_deref());
    cause.is_some_and(|cause| cause.starts_with("The execution reached the maximum number of history events"))
}

/// The states that were entered most often, in order.
pub(super) fn repeated(ending: &Ending<'_>) -> Vec<StateId> {
    let mut counts: BTreeMap<StateId, usize> = BTreeMap::new();
    ending.path().for_each(|id| *counts.entry(id).or_default() += 1);
    let most = counts.values().copied().max().unwrap_or(0);
    let often: Vec<StateId> =
        counts.iter().filter(|(_, count)| **count * 2 > most).map(|(id, _)| *id).collect();
    let mut order: Vec<StateId> = Vec::new();
    for id in ending.path().filter(|id| often.contains(id)) {
        if !order.contains(&id) {
            order.push(id);
        }
        if order.len() == often.len() {
            break;
        }
    }
    order
}

/// Whether a Choice among `states` compares numbers or times, so that the loop is meant to end.
pub(super) fn has_bound(ending: &Ending<'_>, states: &[StateId]) -> bool {
    !states.iter().all(|id| is_still(ending.state(*id)))
        && states.iter().any(|id| match &ending.state(*id).kind {
            StateKind::Choice(choice) => choice.rules.iter().any(|rule| is_bound(&rule.test)),
            StateKind::Task(_)
            | StateKind::Pass { .. }
            | StateKind::Wait(_)
            | StateKind::Succeed
            | StateKind::Fail(_)
            | StateKind::Parallel { .. }
            | StateKind::Map(_) => false,
        })
}

/// Whether a state leaves all data as it is, so that whoever compares it finds the same again.
fn is_still(state: &State) -> bool {
    matches!(&state.kind, StateKind::Choice(choice) if choice.rules.iter().all(|rule| rule.assign.is_none()))
        && state.assign.is_none()
        || matches!(state.kind, StateKind::Wait(_)) && state.assign.is_none()
}

fn is_bound(test: &Test) -> bool {
    match test {
        Test::And(all) | Test::Or(all) => all.iter().any(is_bound),
        Test::Not(one) => is_bound(one),
        Test::Compare(comparison) => {
            matches!(comparison.operator, Operator::Numeric(_) | Operator::Timestamp(_))
        }
        Test::Condition(Template::Jsonata(expression)) => is_counting(&expression.condition()),
        Test::Condition(_) => false,
    }
}

fn is_counting(condition: &Condition) -> bool {
    match condition {
        Condition::And(parts) | Condition::Or(parts) => parts.iter().any(is_counting),
        Condition::Not(inner) => is_counting(inner),
        Condition::Compare(_, sign, value) => value.as_number().is_some() && sign.contains(['<', '>']),
        Condition::Count(..) | Condition::Truth(_) | Condition::Exists(_) | Condition::Other => false,
    }
}
