//! `uncaught-error`: an error that a service can throw ends the execution.

use std::sync::Arc;

use crate::asl::errors::{RaisedIn, Trigger, is_match};
use crate::asl::machine::{Kind as StateKind, State, StateId};
use crate::base::diag::Severity;
use crate::explore::ending::Ending;
use crate::explore::outcome::What;
use crate::explore::path::Happened;
use crate::explore::survey::{Survey, numbered};
use crate::suite::suggest::Material;

use super::{Finder, Kind, listed, nothing_learned};

pub(super) const KIND: Kind = Kind {
    name: "uncaught-error",
    about: "An error that the called service can throw ends the execution, since no catcher takes it. It is an error \
        where the definition catches such errors of the same call elsewhere, and no test expects the execution to end \
        so; else it is a warning. Add a Catch, or a Retry if the error may pass.",
    look,
    survey: nothing_learned,
};

fn look(ending: &Ending<'_>, finder: &mut Finder<'_>) {
    let Some(failure) = ending.failure().filter(|failure| failure.why.is_none()) else { return };
    let name = failure.error.error.as_deref();
    let Some(id) = origin(ending, name) else { return };
    let state = ending.state(id);
    let names: Vec<&str> = ending
        .survey
        .errors
        .get(&id)
        .into_iter()
        .flatten()
        .filter(|thrown| thrown.catcher.is_none())
        .flat_map(|thrown| std::iter::once(&thrown.name).chain(&thrown.others))
        .map(|name| &**name)
        .collect();
    let severity = match is_meant(ending.material, ending.survey, id, name.unwrap_or_default()) {
        true => Severity::Error,
        false => Severity::Warning,
    };
    finder.found(id, "", severity, Some(ending), || {
        let listed =
            if names.is_empty() { format!("`{}`", name.unwrap_or_default()) } else { listed(&names) };
        format!("nothing catches {listed} of `{}`: the execution fails", state.name)
    });
}

/// The Task whose call came to the error that the execution failed with: the first of the states that failed with it
/// one around the other.
fn origin(ending: &Ending<'_>, name: Option<&str>) -> Option<StateId> {
    let last = ending.answers().rev().find(|answered| answered.what.is_failure())?;
    let is_same = match &last.what {
        What::Failed(thrown) => Some(&*thrown.name) == name,
        What::TimedOut | What::Silent => name == Some("States.Timeout"),
        What::Returned { .. } => false,
    };
    let failed = ending.happened.iter().rev().map_while(|one| match one {
        Happened::Failed(state, failure) if failure.error.error.as_deref() == name => Some(*state),
        Happened::Failed(..)
        | Happened::Entered(_)
        | Happened::Called(_)
        | Happened::Items(..)
        | Happened::Retrying(..)
        | Happened::Left(..) => None,
    });
    failed.last().filter(|id| is_same && *id == last.state)
}

/// Whether the definition shows that such failures were to be handled: elsewhere it catches that error of the same
/// call, and no test expects the execution to end so.
fn is_meant(material: &Material, survey: &Survey, id: StateId, name: &str) -> bool {
    let state = survey.state(id);
    let StateKind::Task(task) = &state.kind else { return false };
    if survey.recovery.contains(&id) || material.ended_in.contains(&id) {
        return false;
    }
    numbered(&survey.machine).any(|(other, sibling)| {
        let is_alike = matches!(&sibling.kind, StateKind::Task(other) if other.resource == task.resource);
        other != id && is_alike && !survey.recovery.contains(&other) && catches(sibling, name)
    })
}

fn catches(state: &State, name: &str) -> bool {
    let takes = |errors: &[Arc<str>]| {
        errors.iter().any(|rule| is_match(rule, Some(name), RaisedIn::State(Trigger::Work)))
    };
    state.catch.iter().any(|catcher| takes(&catcher.errors))
}
