//! Which error leads to a retrier or a catcher: one that it takes, and none before it.

use std::sync::Arc;

use crate::asl::errors::{ERRORS, MatchedBy, RaisedIn, Trigger, is_match, names};
use crate::asl::machine::{Kind, State};

use super::goals::Goal;

/// Names to try for what is not named itself: those that a rule with a wildcard most likely stands for come first.
const LIKELY: [&str; 5] =
    [names::TASK_FAILED, names::TIMEOUT, "States.Permissions", "Lambda.Unknown", names::HTTP_SOCKET];

/// An error that leads to `goal` of `state`, by its name; none if there is none or it needs none.
pub fn leading_to(state: &State, goal: Goal) -> Option<Arc<str>> {
    let lists: Vec<&[Arc<str>]> = match goal {
        Goal::Caught(_) => state.catch.iter().map(|catcher| &*catcher.errors).collect(),
        Goal::Retried(_) | Goal::Exhausted(_) => state.retry.iter().map(|retrier| &*retrier.errors).collect(),
        Goal::Next
        | Goal::Rule(_)
        | Goal::Default
        | Goal::NoItems
        | Goal::AllItems
        | Goal::SomeItems
        | Goal::ItemsFailed
        | Goal::BranchFailed
        | Goal::TimedOut
        | Goal::HeartbeatMissed
        | Goal::Uncaught => return None,
    };
    let (Goal::Caught(at) | Goal::Retried(at) | Goal::Exhausted(at)) = goal else { return None };
    let errors = *lists.get(at)?;
    let origin = origin(state);
    let first = |name: &str| {
        let taken =
            lists.iter().position(|errors| errors.iter().any(|rule| is_match(rule, Some(name), origin)));
        taken == Some(at)
    };
    let is_wildcard = |name: &str| {
        name == names::BRANCH_FAILED
            || ERRORS.iter().any(|error| error.name == name && error.matched_by == MatchedBy::Wildcard)
    };
    let own = errors.iter().filter(|name| !is_wildcard(name)).cloned();
    own.chain(LIKELY.iter().map(|name| Arc::from(*name))).find(|name| first(name))
}

/// Where the errors that reach the rules of `state` come up.
pub const fn origin(state: &State) -> RaisedIn {
    match state.kind {
        Kind::Parallel { .. } => RaisedIn::Branch(Trigger::Work),
        Kind::Task(_)
        | Kind::Map(_)
        | Kind::Pass { .. }
        | Kind::Choice(_)
        | Kind::Wait(_)
        | Kind::Succeed
        | Kind::Fail(_) => RaisedIn::State(Trigger::Work),
    }
}

/// The retrier that takes the error `name` first, and the catcher that does.
pub fn taken_by(state: &State, name: &str) -> (Option<usize>, Option<usize>) {
    let origin = origin(state);
    let takes = |errors: &[Arc<str>]| errors.iter().any(|rule| is_match(rule, Some(name), origin));
    let retrier = state.retry.iter().position(|retrier| takes(&retrier.errors));
    let catcher = state.catch.iter().position(|catcher| takes(&catcher.errors));
    (retrier, catcher)
}

/// An error of a Task that none of its rules takes, so that it fails what is around it.
pub fn untaken(state: &State) -> Option<Arc<str>> {
    LIKELY.iter().find(|name| taken_by(state, name) == (None, None)).map(|name| Arc::from(*name))
}
