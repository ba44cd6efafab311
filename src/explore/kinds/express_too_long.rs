//! `express-too-long`: an Express execution that needs more than its five minutes.

use crate::asl::machine::Workflow;
use crate::base::diag::Severity;
use crate::engine::{EXPRESS_SECONDS, Outcome};
use crate::explore::ending::Ending;

use super::short_timeout::is_retrying;
use super::{Finder, Kind, nothing_learned};

pub(super) const KIND: Kind = Kind {
    name: "express-too-long",
    about: "An Express execution ends after five minutes, whatever TimeoutSeconds says, and its Waits and answers take \
        longer than that. Run it as a Standard workflow, or give the long part to one.",
    look,
    survey: nothing_learned,
};

fn look(ending: &Ending<'_>, finder: &mut Finder<'_>) {
    let machine = ending.machine();
    let is_own = machine.timeout_seconds.is_some_and(|own| i64::from(own) < EXPRESS_SECONDS);
    if machine.workflow != Workflow::Express
        || is_own
        || is_retrying(ending).is_some()
        || !matches!(ending.outcome(), Some(Outcome::TimedOut))
    {
        return;
    }
    let Some(last) = ending.path().next_back() else { return };
    let severity = if ending.faults == 0 { Severity::Error } else { Severity::Warning };
    finder.found(last, "", severity, Some(ending), || {
        format!("the five minutes of an Express execution are over in `{}`", ending.state(last).name)
    });
}
