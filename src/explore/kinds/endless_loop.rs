//! `endless-loop`: a loop that nothing ends.

use crate::asl::machine::{Kind as StateKind, StateId};
use crate::base::diag::Severity;
use crate::explore::ending::Ending;

use super::too_many_events::{has_bound, is_full, repeated};
use super::{Finder, Kind, nothing_learned};

pub(super) const KIND: Kind = Kind {
    name: "endless-loop",
    about: "The execution comes back to a state with the data that it had there before, and nothing ends that: no \
        counter and no TimeoutSeconds of the machine. If the answers stay as they are it goes on until its history is \
        full, or for a year. It is an error if no call is in the loop that could answer differently, or if each round \
        fails and no Choice looks at it. Count the rounds, or give the machine TimeoutSeconds.",
    look,
    survey: nothing_learned,
};

fn look(ending: &Ending<'_>, finder: &mut Finder<'_>) {
    if ending.machine().timeout_seconds.is_some() {
        return;
    }
    if let Some(states) = ending.loop_states() {
        let Some(head) = head(states, ending) else { return };
        let calls = states.iter().filter(|id| matches!(ending.state(**id).kind, StateKind::Task(_))).count();
        let is_failing = ending.answers().rev().take(calls.max(1)).all(|answered| answered.what.is_failure());
        // A Choice in the loop shows that somebody looked at what failed, and meant to try again.
        let is_decided = states.iter().any(|id| matches!(ending.state(*id).kind, StateKind::Choice(_)));
        let severity = if is_failing && !is_decided { Severity::Error } else { Severity::Warning };
        finder.found(head, "", severity, Some(ending), || {
            let names: Vec<&str> = states.iter().map(|id| &*ending.state(*id).name).collect();
            format!("nothing ends the loop of {} if the answers stay the same", super::listed(&names))
        });
        return;
    }
    if !(is_full(ending) || ending.is_runaway()) {
        return;
    }
    let states = repeated(ending);
    if has_bound(ending, &states) {
        return;
    }
    let Some(head) = head(&states, ending) else { return };
    finder.found(head, "", Severity::Error, Some(ending), || {
        let names: Vec<&str> = states.iter().map(|id| &*ending.state(*id).name).collect();
        format!("nothing ends the loop of {}", super::listed(&names))
    });
}

/// The state of a loop that is entered first on the way.
fn head(states: &[StateId], ending: &Ending<'_>) -> Option<StateId> {
    ending.path().find(|id| states.contains(id))
}
