//! `late-retry`: retries that go on for longer than the execution may.

use crate::asl::machine::Workflow;
use crate::base::diag::Severity;
use crate::engine::{EXPRESS_SECONDS, Outcome, STANDARD_SECONDS};
use crate::explore::ending::Ending;
use crate::explore::path::Happened;

use super::short_timeout::is_retrying;
use super::{Finder, Kind, nothing_learned};

pub(super) const KIND: Kind = Kind {
    name: "late-retry",
    about: "A Retry waits for longer than the execution may take: its last attempts are never made, and the execution \
        ends with a timeout that nothing catches instead of with the error, which a Catch could take. Lower \
        MaxAttempts, IntervalSeconds or BackoffRate, set MaxDelaySeconds, or raise the machine's TimeoutSeconds.",
    look,
    survey: nothing_learned,
};

fn look(ending: &Ending<'_>, finder: &mut Finder<'_>) {
    if !matches!(ending.outcome(), Some(Outcome::TimedOut)) {
        return;
    }
    let Some(id) = is_retrying(ending) else { return };
    let machine = ending.machine();
    let longest = match machine.workflow {
        Workflow::Standard => STANDARD_SECONDS,
        Workflow::Express => EXPRESS_SECONDS,
    };
    let limit = machine.timeout_seconds.map_or(longest, |own| i64::from(own).min(longest));
    let delays: i64 = ending
        .happened
        .iter()
        .rev()
        .filter_map(|one| match one {
            Happened::Retrying(state, _, delay) if *state == id => Some(*delay),
            Happened::Retrying(..)
            | Happened::Entered(_)
            | Happened::Called(_)
            | Happened::Items(..)
            | Happened::Failed(..)
            | Happened::Left(..) => None,
        })
        .fold(0, i64::saturating_add);
    let severity = if delays >= limit * 1000 { Severity::Error } else { Severity::Warning };
    finder.found(id, "", severity, Some(ending), || {
        let name = &ending.state(id).name;
        format!("the retries of `{name}` are not over when the execution's {limit} seconds are")
    });
}
