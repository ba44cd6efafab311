//! `Goal`: one of the ways that tests can take through a state, read off the compiled machine alone. What is
//! counted is what `sfn test --coverage` calls a branch.

use std::sync::Arc;

use crate::asl::machine::{Choice, Dynamic, Kind, Map, Retrier, State, StateId};
use crate::base::diag::Place;
use crate::base::value::Value;

/// One way through a state. Numbers are places in lists, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Goal {
    /// The state succeeds and goes on by `Next`, or ends its scope.
    Next,
    /// This rule of a Choice matches.
    Rule(usize),
    /// No rule of a Choice matches, and `Default` leads on.
    Default,
    /// A Map has no items.
    NoItems,
    /// All items of a Map succeed; there is at least one.
    AllItems,
    /// Items of a distributed Map fail, and it tolerates them.
    SomeItems,
    /// Items of a Map fail, and it fails with them.
    ItemsFailed,
    /// A branch of a Parallel fails.
    BranchFailed,
    /// A Task takes longer than its `TimeoutSeconds`.
    TimedOut,
    /// The worker of a Task is silent for longer than its `HeartbeatSeconds`.
    HeartbeatMissed,
    /// This retrier repeats the state.
    Retried(usize),
    /// This retrier takes the error, but has no attempts left.
    Exhausted(usize),
    /// This catcher takes the error.
    Caught(usize),
    /// A Task without a catcher fails for good. It is listed, not counted.
    Uncaught,
}

/// Everything that tests can cover of `state`, in the order in which reports list it.
pub fn of_state(state: &State) -> Vec<Goal> {
    let mut goals = match &state.kind {
        Kind::Choice(Choice { rules, default }) => {
            let rules = (0..rules.len()).map(Goal::Rule);
            rules.chain(default.map(|_| Goal::Default)).collect()
        }
        Kind::Succeed | Kind::Fail(_) => Vec::new(),
        Kind::Pass { result: _ } | Kind::Wait(_) => vec![Goal::Next],
        Kind::Task(task) => {
            let limits = [
                task.timeout.as_ref().map(|_| Goal::TimedOut),
                task.heartbeat.as_ref().map(|_| Goal::HeartbeatMissed),
            ];
            [Some(Goal::Next)].into_iter().chain(limits).flatten().collect()
        }
        Kind::Parallel { branches: _ } => vec![Goal::Next, Goal::BranchFailed],
        Kind::Map(map) => of_map(map),
    };
    for (at, retrier) in state.retry.iter().enumerate() {
        goals.extend((retrier.max_attempts > 0).then_some(Goal::Retried(at)));
        goals.push(Goal::Exhausted(at));
    }
    goals.extend((0..state.catch.len()).map(Goal::Caught));
    let is_task = matches!(state.kind, Kind::Task(_));
    goals.extend((is_task && state.catch.is_empty()).then_some(Goal::Uncaught));
    goals
}

fn of_map(map: &Map) -> Vec<Goal> {
    let is_set = |number: Option<f64>| number.is_none_or(|number| number > 0.0);
    let count = map.tolerated_count.as_ref().map(|given| match given {
        Dynamic::Fixed(count) => Some(f64::from(*count)),
        Dynamic::Path(_) | Dynamic::Expression(_) => None,
    });
    let percentage = map.tolerated_percentage.as_ref().map(|given| match given {
        Dynamic::Fixed(number) => Some(number.as_f64()),
        Dynamic::Path(_) | Dynamic::Expression(_) => None,
    });
    // An inline Map tolerates no failure, whatever it says.
    let is_tolerant =
        map.distributed.is_some() && (count.is_some_and(is_set) || percentage.is_some_and(is_set));
    let takes_all = is_tolerant && percentage == Some(Some(100.0)) && !count.is_some_and(is_set);
    let mut goals = vec![Goal::Next, Goal::NoItems, Goal::AllItems];
    goals.extend(is_tolerant.then_some(Goal::SomeItems));
    goals.extend((!takes_all).then_some(Goal::ItemsFailed));
    goals
}

impl Goal {
    /// Whether it counts as a branch.
    pub const fn is_counted(self) -> bool {
        !matches!(self, Self::Uncaught)
    }

    /// Its name in documents, the same in every version: `catch/1` is the second catcher.
    pub fn id(self) -> String {
        let word = match self {
            Self::Next => "next",
            Self::Rule(at) => return format!("rule/{at}"),
            Self::Default => "default",
            Self::NoItems => "no-items",
            Self::AllItems => "all-items",
            Self::SomeItems => "some-items-failed",
            Self::ItemsFailed => "items-failed",
            Self::BranchFailed => "branch-failed",
            Self::TimedOut => "timeout",
            Self::HeartbeatMissed => "heartbeat",
            Self::Retried(at) => return format!("retry/{at}"),
            Self::Exhausted(at) => return format!("retry-exhausted/{at}"),
            Self::Caught(at) => return format!("catch/{at}"),
            Self::Uncaught => "uncaught",
        };
        word.to_owned()
    }

    /// The state it leads to, if it leads to one of the same scope.
    pub fn target(self, state: &State) -> Option<StateId> {
        match (self, &state.kind) {
            (Self::Next | Self::NoItems | Self::AllItems | Self::SomeItems, _) => state.next,
            (Self::Caught(at), _) => state.catch.get(at).map(|catcher| catcher.next),
            (Self::Rule(at), Kind::Choice(choice)) => choice.rules.get(at).map(|rule| rule.next),
            (Self::Default, Kind::Choice(choice)) => choice.default,
            (
                Self::Rule(_)
                | Self::Default
                | Self::ItemsFailed
                | Self::BranchFailed
                | Self::TimedOut
                | Self::HeartbeatMissed
                | Self::Retried(_)
                | Self::Exhausted(_)
                | Self::Uncaught,
                _,
            ) => None,
        }
    }

    /// Where it is written: its key, or the element of its list. `definition` is the document's value.
    pub fn place(self, state: &State, definition: &Value) -> Place {
        let key = |names: &[&str]| {
            let known = names.iter().map(|name| state.pointer.key(name));
            let found = known.into_iter().find(|pointer| definition.pointer(pointer).is_some());
            Place::Key(found.unwrap_or_else(|| state.pointer.clone()))
        };
        let element = |list: &str, at: usize| Place::Value(state.pointer.key(list).index(at));
        match self {
            Self::Next => key(&["Next", "End"]),
            Self::Rule(at) => element("Choices", at),
            Self::Default => key(&["Default"]),
            Self::NoItems | Self::AllItems | Self::SomeItems | Self::ItemsFailed => {
                key(&["ItemProcessor", "Iterator"])
            }
            Self::BranchFailed => key(&["Branches"]),
            Self::TimedOut => key(&["TimeoutSeconds", "TimeoutSecondsPath"]),
            Self::HeartbeatMissed => key(&["HeartbeatSeconds", "HeartbeatSecondsPath"]),
            Self::Retried(at) | Self::Exhausted(at) => element("Retry", at),
            Self::Caught(at) => element("Catch", at),
            Self::Uncaught => Place::Key(state.pointer.clone()),
        }
    }

    /// What people call it: its label without the errors in brackets, `Catch 2`.
    pub fn name(self, state: &State) -> String {
        let label = self.label(state);
        match (label.find(" ["), label.rfind(']')) {
            (Some(from), Some(to)) => format!("{}{}", &label[..from], &label[to + 1..]),
            (Some(_) | None, _) => label,
        }
    }

    /// What reports call it, without where it leads: `Catch 2 [States.ALL]`.
    pub fn label(self, state: &State) -> String {
        let listed = |errors: &[Arc<str>]| errors.join(", ");
        let retrier = |at: usize| {
            let errors = state.retry.get(at).map(|Retrier { errors, .. }| listed(errors));
            format!("Retry {} [{}]", at + 1, errors.unwrap_or_default())
        };
        match self {
            Self::Next if state.next.is_some() => "Next".to_owned(),
            Self::Next => "End".to_owned(),
            Self::Rule(at) => format!("rule {}", at + 1),
            Self::Default => "Default".to_owned(),
            Self::NoItems => "Map with 0 items".to_owned(),
            Self::AllItems => "all items succeed".to_owned(),
            Self::SomeItems => "item fails and is tolerated".to_owned(),
            Self::ItemsFailed => "item fails".to_owned(),
            Self::BranchFailed => "branch fails".to_owned(),
            Self::TimedOut => "TimeoutSeconds runs out".to_owned(),
            Self::HeartbeatMissed => "HeartbeatSeconds runs out".to_owned(),
            Self::Retried(at) => retrier(at),
            Self::Exhausted(at) => format!("{} exhausted", retrier(at)),
            Self::Caught(at) => {
                let errors = state.catch.get(at).map(|catcher| listed(&catcher.errors));
                format!("Catch {} [{}]", at + 1, errors.unwrap_or_default())
            }
            Self::Uncaught => "fails without a Catch".to_owned(),
        }
    }
}
