//! `short-timeout`: a time limit that is shorter than what it waits for.

use crate::asl::machine::{Dynamic, Kind as StateKind, StateId, Workflow};
use crate::base::diag::Severity;
use crate::engine::Outcome;
use crate::explore::ending::Ending;
use crate::explore::path::Happened;
use crate::explore::survey::{Survey, numbered};
use crate::suite::suggest::Material;

use super::{Finder, Kind};

pub(super) const KIND: Kind = Kind {
    name: "short-timeout",
    about: "TimeoutSeconds or HeartbeatSeconds runs out before what it waits for can be there: a Task whose answer \
        takes longer in every test that has one, or a machine whose Waits and answers alone take longer than its own \
        TimeoutSeconds. Raise the limit, or wait less.",
    look,
    survey,
};

fn look(ending: &Ending<'_>, finder: &mut Finder<'_>) {
    let machine = ending.machine();
    let Some(limit) = machine.timeout_seconds else { return };
    if !matches!(ending.outcome(), Some(Outcome::TimedOut)) || is_retrying(ending).is_some() {
        return;
    }
    if machine.workflow == Workflow::Express && i64::from(limit) >= crate::engine::EXPRESS_SECONDS {
        return;
    }
    // With errors and silences on the way, running out of time is what the limit is for.
    if ending.faults > 0 {
        return;
    }
    let Some(last) = ending.path().next_back() else { return };
    finder.found(last, "machine", Severity::Error, Some(ending), || {
        let name = &ending.state(last).name;
        format!("the machine's TimeoutSeconds of {limit} run out in `{name}` though nothing went wrong")
    });
}

fn survey(material: &Material, survey: &Survey, finder: &mut Finder<'_>) {
    for (id, state) in numbered(&survey.machine) {
        let StateKind::Task(task) = &state.kind else { continue };
        let fixed = |given: &Option<Dynamic<u32>>| match given {
            Some(Dynamic::Fixed(seconds)) => Some(i64::from(*seconds)),
            Some(Dynamic::Path(_) | Dynamic::Expression(_)) | None => None,
        };
        let Some(latency) = material.latencies.get(&id) else { continue };
        for (field, limit, needed) in [
            ("TimeoutSeconds", fixed(&task.timeout), latency.answer_ms),
            ("HeartbeatSeconds", fixed(&task.heartbeat), latency.silence_ms),
        ] {
            let Some(limit) = limit.filter(|limit| limit * 1000 < needed) else { continue };
            finder.found(id, field, Severity::Error, None, || {
                let seconds = needed.div_euclid(1000);
                let what =
                    if field == "TimeoutSeconds" { "its answer takes" } else { "its worker is silent for" };
                format!("{field} of `{}` is {limit}, and {what} {seconds} seconds at best", state.name)
            });
        }
    }
}

/// The state that waits for its next attempt at the end of the way, if that is what it ends with.
pub(super) fn is_retrying(ending: &Ending<'_>) -> Option<StateId> {
    match ending.happened.last() {
        Some(Happened::Retrying(state, ..)) => Some(*state),
        Some(
            Happened::Entered(_)
            | Happened::Called(_)
            | Happened::Items(..)
            | Happened::Failed(..)
            | Happened::Left(..),
        )
        | None => None,
    }
}
