//! `missing-path`: a path or an expression fails on data that can occur.

use std::sync::Arc;

use crate::asl::errors::is_match;
use crate::asl::machine::{Data, Kind as StateKind, ResultPath, State, StateId};
use crate::base::diag::Severity;
use crate::engine::failure::{Failure, Reason, Why};
use crate::explore::ending::Ending;
use crate::explore::path::Happened;
use crate::explore::survey::Survey;
use crate::expr::jsonpath::Root;
use crate::expr::template::Template;
use crate::suite::suggest::Material;

use super::{Finder, Kind};

pub(super) const KIND: Kind = Kind {
    name: "missing-path",
    about: "A path finds nothing, or an expression fails, on data that can occur on the way that is shown. The state \
        before it on that way does not set what is read; another one does. Set it there, test for it with a Choice, or \
        give a value for when it is missing. It is an error if the same input gets through the state on another way, or \
        if no input does; a warning if a catcher goes on, or if the data was made up.",
    look,
    survey,
};

/// The inputs of tests are often cut down to what each test needs: what fails with one of them on every way, and with
/// none of the others, may only be missing in that test.
fn survey(_: &Material, survey: &Survey, finder: &mut Finder<'_>) {
    finder.settle(|state, start| {
        let passing = survey.passing.get(&state);
        passing.is_none_or(|starts| starts.contains(&start))
    });
}

fn look(ending: &Ending<'_>, finder: &mut Finder<'_>) {
    let mut before: Option<StateId> = None;
    let mut current: Option<StateId> = None;
    for one in &ending.happened {
        match one {
            Happened::Entered(state) => (before, current) = (current, Some(*state)),
            Happened::Failed(state, failure) => {
                if let Some(why) = failure.why.as_ref().filter(|why| why.state == *state) {
                    let before = before.filter(|_| current == Some(*state));
                    found(ending, (failure, why), before, finder);
                }
            }
            Happened::Called(_) | Happened::Items(..) | Happened::Retrying(..) | Happened::Left(..) => {}
        }
    }
}

fn found(
    ending: &Ending<'_>,
    (failure, why): (&Failure, &Why),
    before: Option<StateId>,
    finder: &mut Finder<'_>,
) {
    let what = match &why.reason {
        Reason::Missing { missing, .. } => format!("`{}` finds nothing", missing.path().text().trim()),
        Reason::Undefined { expression } => format!("`{}` gives nothing", expression.text().trim()),
        Reason::Intrinsic { .. }
        | Reason::Jsonata { .. }
        | Reason::Unusable { .. }
        | Reason::Refused { .. } => {
            let cause = failure.error.cause.as_deref().unwrap_or("its data cannot be used");
            let cause = cause.lines().next().unwrap_or_default();
            // AWS's text begins with where that was.
            cause.split_once("). ").map_or(cause, |(_, rest)| rest).trim_end_matches('.').to_owned()
        }
        Reason::NoRule { .. }
        | Reason::TooLong { .. }
        | Reason::TooLarge { .. }
        | Reason::Variables { .. } => return,
    };
    let state = ending.state(why.state);
    let takes = |errors: &[Arc<str>]| {
        errors.iter().any(|rule| is_match(rule, failure.error.error.as_deref(), failure.origin))
    };
    // A rule that names this error expects it.
    let name = failure.error.error.as_deref().unwrap_or_default();
    if state.catch.iter().any(|catcher| catcher.errors.iter().any(|error| **error == *name)) {
        return;
    }
    let field = why.pointer.strip(&state.pointer).unwrap_or_default();
    // What causes look like is not ours to say.
    let is_caught =
        state.catch.iter().any(|catcher| takes(&catcher.errors)) || field.as_str().starts_with("/Catch/");
    let severity = match ending.is_of_given_data() && !is_caught {
        true => Severity::Error,
        false => Severity::Warning,
    };
    let what_failed = format!("{} {}", field.as_str(), ending.start_number());
    finder.found(why.state, &what_failed, severity, Some(ending), || {
        let what = format!("{what} in `{}` of `{}`", field.as_str().trim_start_matches('/'), state.name);
        match (ending.lacks(), before.map(|before| ending.state(before))) {
            (Some((from, member)), _) => format!("{what} if the answer to `{}` lacks `{member}`", from.name),
            (None, _) if setter(ending, why).is_some() => {
                let name = setter(ending, why).map(|setter| &setter.name);
                format!("{what}: `{}` sets that, but not on this way", name.map_or("", |name| name))
            }
            (None, Some(before)) if !matches!(before.kind, StateKind::Choice(_)) => {
                format!("{what}: `{}` before it does not set that", before.name)
            }
            (None, Some(_) | None) => what,
        }
    });
}

/// The state that should have set what is missing: it puts its result there, or assigns the variable; of several, one
/// that is on the way.
fn setter<'e>(ending: &Ending<'e>, why: &Why) -> Option<&'e State> {
    let Reason::Missing { missing, .. } = &why.reason else { return None };
    let path = missing.path();
    let wanted = match path.root() {
        Root::Input => format!("$.{}", path.names().0.first()?),
        Root::Variable(name) => format!("${name}"),
        Root::Context => return None,
    };
    let sets = |state: &&State| match (&state.data, path.root()) {
        (Data::JsonPath(filters), Root::Input) => match &filters.result_path {
            ResultPath::Put(place) => {
                let text = place.text();
                text == wanted || text.starts_with(&format!("{wanted}."))
            }
            ResultPath::Replace | ResultPath::Discard => false,
        },
        (_, Root::Variable(name)) => match &state.assign {
            Some(Template::Object(members)) => members.iter().any(|member| *member.key == **name),
            Some(_) | None => false,
        },
        (Data::Jsonata(_), Root::Input) | (_, Root::Context) => false,
    };
    let on_way = ending.path().map(|id| ending.state(id)).find(sets);
    on_way.or_else(|| ending.machine().states.iter().find(sets))
}
