//! `swallowed-failure`: something failed, a catcher took everything, and the execution succeeded.

use crate::asl::errors::names;
use crate::base::diag::Severity;
use crate::engine::Outcome;
use crate::engine::history::Transition;
use crate::explore::ending::Ending;
use crate::explore::path::Happened;

use super::{Finder, Kind, nothing_learned};

pub(super) const KIND: Kind = Kind {
    name: "swallowed-failure",
    about: "A state failed, a Catch with States.ALL or States.TaskFailed took whatever it was, and the execution ended \
        as SUCCEEDED: who looks at failed executions and alarms sees nothing, faults of your own included. Catch the \
        errors that are meant, end with a Fail state, or let the output say what happened.",
    look,
    survey: nothing_learned,
};

fn look(ending: &Ending<'_>, finder: &mut Finder<'_>) {
    if !matches!(ending.outcome(), Some(Outcome::Succeeded(_))) {
        return;
    }
    let mut error = None;
    for one in &ending.happened {
        match one {
            Happened::Failed(_, failure) => error = failure.error.error.clone(),
            Happened::Left(id, Transition::Caught(at, _), _) => {
                let state = ending.state(*id);
                let Some(catcher) = state.catch.get(*at) else { continue };
                let is_wide = |name: &str| matches!(name, names::ALL | names::TASK_FAILED);
                if catcher.errors.iter().any(|name| is_wide(name)) {
                    finder.found(*id, &at.to_string(), Severity::Warning, Some(ending), || {
                        let error = error.as_deref().unwrap_or("an error");
                        format!("`{}` fails with `{error}`, and the execution ends as SUCCEEDED", state.name)
                    });
                }
            }
            Happened::Entered(_)
            | Happened::Called(_)
            | Happened::Items(..)
            | Happened::Retrying(..)
            | Happened::Left(..) => {}
        }
    }
}
