//! `no-choice-matched`: a Choice without a `Default` gets data that none of its rules matches.

use crate::base::diag::Severity;
use crate::engine::failure::Reason;
use crate::explore::ending::Ending;
use crate::explore::path::Happened;

use super::{Finder, Kind, nothing_learned};

pub(super) const KIND: Kind = Kind {
    name: "no-choice-matched",
    about: "A Choice has no Default, and data can reach it that none of its rules matches: the execution fails with \
        States.Runtime, which nothing catches. Give it a Default, if only to a Fail state that says what was wrong.",
    look,
    survey: nothing_learned,
};

fn look(ending: &Ending<'_>, finder: &mut Finder<'_>) {
    for one in &ending.happened {
        let Happened::Failed(state, failure) = one else { continue };
        let Some(why) = failure.why.as_ref().filter(|why| why.state == *state) else { continue };
        if matches!(why.reason, Reason::NoRule { .. }) {
            let severity = if ending.lacks().is_some() { Severity::Warning } else { Severity::Error };
            finder.found(*state, "", severity, Some(ending), || {
                let name = &ending.state(*state).name;
                format!("no rule of `{name}` matches, and it has no Default: the execution fails")
            });
        }
    }
}
