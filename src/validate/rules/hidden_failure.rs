//! SFN223: hidden failure.

use std::collections::BTreeSet;

use crate::asl::machine::{Data, Kind, ResultPath, State, StateId, StateMachine, Workflow};
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::clipped;
use super::{Finder, Rule};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN223"),
    name: "hidden-failure",
    severity: Severity::Warning,
    about: "Whatever goes wrong is caught by `States.ALL`, nothing is done about it, and the execution ends as \
        SUCCEEDED: alarms and callers that look at the status see no failure. End in a Fail state, or do \
        something: send a message, or give a result of its own.",
    examples: Some(examples!("SFN223", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Machine(find),
};

fn find(_: &Definition<'_>, machine: &StateMachine, found: &mut Vec<Diagnostic>) {
    for state in machine.top_level() {
        for (at, catcher) in state.catch.iter().enumerate() {
            let catches_all = catcher.errors.iter().any(|name| &**name == "States.ALL");
            // To go on as if nothing had happened is meant.
            let goes_on = state.next == Some(catcher.next);
            let keeps_it = matches!(catcher.result_path, ResultPath::Put(_));
            let says_more = keeps_it || catcher.output.is_some() || catcher.assign.is_some();
            if !catches_all || goes_on || says_more || !is_idle(machine, catcher.next) {
                continue;
            }
            let place = state.pointer.key("Catch").index(at).key("Next");
            let message = format!("an execution in which `{}` fails has succeeded", clipped(&state.name));
            let diagnostic = RULE.at(Place::Value(place), message);
            found.push(
                diagnostic
                    .note(format!("nothing is done from `{}` on", clipped(&machine.state(catcher.next).name)))
                    .help("end in a Fail state, or do something about the error"),
            );
        }
    }
}

/// Whether nothing is done from `start` on, and every way ends well.
fn is_idle(machine: &StateMachine, start: StateId) -> bool {
    let mut seen = BTreeSet::new();
    let mut next = Some(start);
    while let Some(id) = next.filter(|id| seen.insert(*id)) {
        let state = machine.state(id);
        if !passes_on(state) {
            return false;
        }
        next = state.next;
    }
    // A circle ends nowhere.
    next.is_none()
}

/// Whether the state does nothing with its input.
fn passes_on(state: &State) -> bool {
    let does_nothing = match &state.kind {
        Kind::Pass { result } => result.is_none(),
        Kind::Wait(_) | Kind::Succeed => true,
        Kind::Task(_) | Kind::Choice(_) | Kind::Fail(_) | Kind::Parallel { .. } | Kind::Map(_) => false,
    };
    let makes_nothing = match &state.data {
        Data::JsonPath(filters) => {
            filters.parameters.is_none() && !matches!(filters.result_path, ResultPath::Put(_))
        }
        Data::Jsonata(data) => data.output.is_none(),
    };
    does_nothing && makes_nothing && state.assign.is_none()
}
