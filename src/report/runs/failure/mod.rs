//! Why a run failed, in our own words: where in the definition, what was there instead, who took it away
//! and what to write. AWS's own words are below.
//!
//! [`Trail`] keeps what such a story needs of the visits of a run; the story is a [`Diagnostic`] like any
//! other. One file a family of reasons.

mod case;
mod choice;
pub mod codes;
mod expression;
mod missing;
mod plain;
mod route;
mod trail;

use crate::asl::errors::names;
use crate::base::diag::Diagnostic;
use crate::base::members::{Members, array};
use crate::base::value::Value;
use crate::engine::call::TaskError;
use crate::engine::failure::{Failure, Reason, Why};
use crate::engine::history::Branch;
use crate::engine::tally::FirstFailed;
use crate::expr::intrinsics;
use crate::record::visits::{Branches, Visits};
use crate::report::findings::diagnostic;
use crate::report::ink::amount::{count, plural};
use crate::report::ink::marks::Marks;
use crate::report::ink::style::Style;
use crate::report::runs::{Run, maprun};

use case::Case;
pub use trail::Trail;

/// The branch of a child execution of a Map Run, of which only the failure is known.
const CHILD: Branch = Branch(u32::MAX);

/// A page on which nothing is broken or cut, for programs.
const UNBROKEN: Style = Style { colour: false, unicode: true, width: 1000 };

/// Writes `diagnostics` for programs, if the run failed: why it did.
pub fn write(run: &Run<'_>, visits: &Visits, trail: &Trail, members: &mut Members<'_>) {
    let Some(found) = of_run(run, UNBROKEN, visits, trail) else { return };
    let found = Value::from(diagnostic(run.definition, &found));
    members.put("diagnostics", |out| array(out, [found], |out, found| out.extend(found.to_json().bytes())));
}

/// Why the run of `visits` failed, if it did, for a page of this `style`.
#[must_use]
pub fn of_run(run: &Run<'_>, style: Style, visits: &Visits, trail: &Trail) -> Option<Diagnostic> {
    let end = visits.end().filter(|end| matches!(end.status, "FAILED" | "TIMED_OUT"))?;
    Some(explain(run, style, &end.error, trail, visits.scene().branches))
}

/// Why the run failed with `error`.
#[must_use]
pub fn explain(
    run: &Run<'_>,
    style: Style,
    error: &TaskError,
    trail: &Trail,
    branches: &Branches,
) -> Diagnostic {
    // A catcher that fails itself brings another failure than the one it was to catch.
    let origin = trail.failing().iter().find(|(.., failure)| failure.error == *error);
    let Some((branch, state, failure)) = origin.or(trail.failing().first()) else {
        return plain::without_state(run, error, trail);
    };
    let id = failure.why.as_ref().map_or(*state, |why| why.state);
    let state = run.machine.state(id);
    let case = Case { run, style, marks: Marks::of(style), trail, branches, branch: *branch, state, failure };
    first_failed(&case).unwrap_or_else(|| story(&case))
}

/// If too many items of a distributed Map failed: why the first of them did.
fn first_failed(case: &Case<'_>) -> Option<Diagnostic> {
    let tally = case.trail.map_run().filter(|_| case.failure.is_too_many_items())?;
    let FirstFailed { number, failure, state } = tally.first.as_ref()?;
    // A child may end without a state of its own to blame.
    let blamed = failure.why.as_ref().map(|why| why.state).or(*state);
    let state = blamed.map_or(case.state, |state| case.run.machine.state(state));
    let found = story(&Case { branch: CHILD, state, failure, ..*case });
    let what = if tally.is_batched { "batch" } else { "item" };
    Some(found.note(format!(
        "in {what} {number} of {}: {} of {} failed, tolerated: {}\n{}",
        case.state.name,
        count(tally.failed),
        plural(tally.total, "item"),
        maprun::tolerated(tally).as_deref().unwrap_or("none"),
        case.failure.error.error.as_deref().unwrap_or_default(),
    )))
}

fn story(case: &Case<'_>) -> Diagnostic {
    let found = match case.failure.why.as_deref() {
        Some(why) => case.in_aws_words(reason(case, why)),
        None => plain::uncaught(case),
    };
    case.fitted(found)
}

fn reason(case: &Case<'_>, why: &Why) -> Diagnostic {
    match &why.reason {
        Reason::Missing { missing, searched } => missing::missing(case, why, missing, searched),
        Reason::Intrinsic { failure: intrinsics::Failure::Path(path), input } => {
            missing::missing(case, why, path, input)
        }
        Reason::Intrinsic { failure: intrinsics::Failure::Invalid { name, detail, .. }, input } => {
            plain::intrinsic(case, why, name, detail.as_deref(), input)
        }
        Reason::Jsonata { expression, error } => expression::failed(case, why, expression, error),
        Reason::Undefined { expression } => expression::undefined(case, why, expression),
        Reason::NoRule { input } => choice::no_rule(case, input),
        Reason::Unusable { value } if is_of_jsonata(case.failure) => expression::unusable(case, why, value),
        Reason::Unusable { value } => plain::unusable(case, why, value),
        Reason::Refused { reasons, inside, value } => plain::refused(case, why, reasons, inside, value),
        Reason::TooLong { seconds, most } => plain::too_long(case, why, *seconds, *most),
        Reason::TooLarge { size, quota } => plain::too_large(case, why, *size, *quota),
        Reason::Variables { size, quota } => plain::variables(case, why, *size, *quota),
    }
}

fn is_of_jsonata(failure: &Failure) -> bool {
    failure.error.error.as_deref() == Some(names::QUERY_EVALUATION_ERROR)
}
