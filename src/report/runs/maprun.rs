//! What became of the items of a Map Run, for the reports that machines read and in words.

use crate::asl::machine::StateMachine;
use crate::engine::tally::Tally;

use crate::base::members::Members;
use crate::report::ink::amount::count;

/// Writes the counts of a Map Run of `machine`.
pub fn counts(members: &mut Members<'_>, tally: &Tally, machine: &StateMachine) {
    members.plain("items", tally.total).plain("executions", tally.children);
    members.plain("succeeded", tally.succeeded).plain("failed", tally.failed);
    members.plain("aborted", tally.aborted).plain("running", tally.running);
    members.plain("pending", tally.pending());
    members.plain("calls", tally.calls).plain("failed_calls", tally.failed_calls);
    if tally.failed > 0 {
        members.object("errors", |m| {
            for (name, items) in &tally.errors {
                m.plain(name, items);
            }
            if tally.other_errors > 0 {
                m.plain("…", tally.other_errors);
            }
        });
    }
    if let Some(first) = &tally.first {
        members.object("first_failed", |m| {
            m.plain("index", first.number);
            m.maybe("state", first.state.map(|state| &*machine.state(state).name));
            m.maybe("error", first.failure.error.error.as_deref());
            m.maybe("cause", first.failure.error.cause.as_deref());
        });
    }
    members.maybe("manifest", tally.manifest.as_deref());
}

/// How much failure is tolerated: `5%`, `3`, `3 and 5%`; nothing if none is.
#[must_use]
pub fn tolerated(tally: &Tally) -> Option<String> {
    let (items, percentage) = (tally.tolerance.count as usize, tally.tolerance.percentage);
    match (items, percentage > 0.0) {
        (0, false) => None,
        (0, true) => Some(format!("{percentage}%")),
        (_, false) => Some(count(items)),
        (_, true) => Some(format!("{} and {percentage}%", count(items))),
    }
}
