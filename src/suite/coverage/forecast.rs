//! How much a test would cover that no test covers: for each way that is open, what lies on it and beyond.

use std::collections::BTreeMap;

use crate::asl::machine::{Kind, State, StateId, StateMachine};
use crate::report::coverage::NextTest;

use super::errors;
use super::goals::{self, Goal};
use super::marks::Marks;
use super::starts;

/// The test that covers most; none if everything is covered that tests can reach.
pub fn next(machine: &StateMachine, marks: &Marks) -> Option<NextTest> {
    let forecast = Forecast::of(machine, marks);
    if marks.visits.is_empty() {
        let start = machine.root().start;
        let words = format!("a first run, from {}", machine.state(start).name);
        return Some(NextTest { words, covers: forecast.beyond(Some(start)), way: None });
    }
    if let Some(best) = forecast.open().into_iter().next() {
        let state = machine.state(best.state);
        let way = Some(format!("{}/{}", state.name, best.goal.name(state)));
        return Some(NextTest { words: words(state, best.goal), covers: best.covers, way });
    }
    // Parts of the machine ran, and none of them reached this.
    let never = forecast.beyond.iter().filter(|(id, covers)| marks.visits(**id) == 0 && **covers > 0);
    let (id, covers) = never.max_by_key(|(id, covers)| (**covers, std::cmp::Reverse(**id)))?;
    Some(NextTest { words: format!("{} is entered", machine.state(*id).name), covers: *covers, way: None })
}

/// A way that no test took, through a state that one entered.
#[derive(Clone, Copy, Debug)]
pub struct Open {
    /// The state.
    pub state: StateId,
    /// The way.
    pub goal: Goal,
    /// How many branches a test would cover that takes it and goes on as well as it can.
    pub covers: usize,
}

/// What lies beyond each state.
pub struct Forecast<'m> {
    machine: &'m StateMachine,
    marks: &'m Marks,
    /// How many uncovered branches a run meets from a state on, at best.
    beyond: BTreeMap<StateId, usize>,
}

impl<'m> Forecast<'m> {
    /// The forecast for a machine that is covered so far.
    pub fn of(machine: &'m StateMachine, marks: &'m Marks) -> Self {
        let mut forecast = Self { machine, marks, beyond: BTreeMap::new() };
        for at in 0..machine.states.len() {
            forecast.settle(StateId(u32::try_from(at).unwrap_or(u32::MAX)));
        }
        forecast
    }

    /// Finds out what lies beyond `from`, after all that it leads to. What leads back to a state that is not done
    /// adds nothing, so that loops end.
    fn settle(&mut self, from: StateId) {
        let mut open = vec![(from, false)];
        let mut under_way = std::collections::BTreeSet::new();
        while let Some((id, is_ready)) = open.pop() {
            if is_ready {
                let worth = self.worth(id);
                self.beyond.insert(id, worth);
            } else if !self.beyond.contains_key(&id) && under_way.insert(id) {
                open.push((id, true));
                let state = self.machine.state(id);
                let next = ways(state).into_iter().filter_map(|goal| goal.target(state));
                open.extend(next.chain(starts(self.machine, state)).map(|next| (next, false)));
            }
        }
    }

    fn beyond(&self, id: Option<StateId>) -> usize {
        id.and_then(|id| self.beyond.get(&id)).copied().unwrap_or(0)
    }

    fn is_open(&self, id: StateId, goal: Goal) -> bool {
        goal.is_counted() && self.marks.hits(id, goal) == 0
    }

    fn count(&self, id: StateId, goal: Goal) -> usize {
        usize::from(self.is_open(id, goal))
    }

    /// What a run covers that enters `id` and succeeds there.
    fn worth(&self, id: StateId) -> usize {
        let state = self.machine.state(id);
        let one = |goal: Goal| self.count(id, goal) + self.beyond(goal.target(state));
        let best = ways(state).into_iter().map(one).max().unwrap_or(0);
        let inside: usize =
            starts(self.machine, state).into_iter().map(|start| self.beyond(Some(start))).sum();
        let items = match &state.kind {
            Kind::Map(_) => self.count(id, Goal::AllItems),
            Kind::Parallel { .. }
            | Kind::Task(_)
            | Kind::Pass { .. }
            | Kind::Choice(_)
            | Kind::Wait(_)
            | Kind::Succeed
            | Kind::Fail(_) => 0,
        };
        best + inside + items
    }

    /// The ways that are open, those that cover most first.
    pub fn open(&self) -> Vec<Open> {
        let mut open = Vec::new();
        for id in self.marks.visits.keys() {
            let state = self.machine.state(*id);
            for goal in goals::of_state(state).into_iter().filter(|goal| self.is_open(*id, *goal)) {
                open.push(Open { state: *id, goal, covers: self.covers(*id, state, goal) });
            }
        }
        open.sort_by_key(|open| std::cmp::Reverse(open.covers));
        open
    }

    /// What a run covers that takes `goal`.
    fn covers(&self, id: StateId, state: &State, goal: Goal) -> usize {
        let mut taken = vec![goal];
        let mut target = goal.target(state);
        match goal {
            Goal::Caught(_) | Goal::Exhausted(_) => {
                let error = errors::leading_to(state, goal).unwrap_or_default();
                let (retrier, catcher) = errors::taken_by(state, &error);
                taken.extend(retrier.into_iter().flat_map(|at| [Goal::Retried(at), Goal::Exhausted(at)]));
                taken.extend(catcher.map(Goal::Caught));
                target = catcher.map(|at| state.catch[at].next);
            }
            Goal::NoItems | Goal::AllItems | Goal::SomeItems => taken.push(Goal::Next),
            Goal::Retried(_) => {
                taken.push(Goal::Next);
                target = state.next;
            }
            Goal::Next
            | Goal::Rule(_)
            | Goal::Default
            | Goal::ItemsFailed
            | Goal::BranchFailed
            | Goal::TimedOut
            | Goal::HeartbeatMissed
            | Goal::Uncaught => {}
        }
        let known = goals::of_state(state);
        taken.retain(|goal| known.contains(goal));
        taken.sort_unstable();
        taken.dedup();
        taken.into_iter().map(|goal| self.count(id, goal)).sum::<usize>() + self.beyond(target)
    }
}

/// The ways on which a state succeeds.
fn ways(state: &State) -> Vec<Goal> {
    let is_way = |goal: &Goal| matches!(goal, Goal::Next | Goal::Rule(_) | Goal::Default);
    goals::of_state(state).into_iter().filter(is_way).collect()
}

/// What happens in a test that takes `goal`: `Charge Card throws States.Timeout`.
pub fn words(state: &State, goal: Goal) -> String {
    let name = &state.name;
    let thrown =
        || errors::leading_to(state, goal).map_or_else(|| "an error".to_owned(), |error| error.to_string());
    let failing = |what: &str| match &state.kind {
        Kind::Parallel { .. } => format!("a branch of {name} fails with {what}"),
        Kind::Map(_) => format!("an item of {name} fails with {what}"),
        Kind::Task(_)
        | Kind::Pass { .. }
        | Kind::Choice(_)
        | Kind::Wait(_)
        | Kind::Succeed
        | Kind::Fail(_) => {
            format!("{name} throws {what}")
        }
    };
    match goal {
        Goal::Next => format!("{name} succeeds"),
        Goal::Rule(at) => format!("rule {} of {name} matches", at + 1),
        Goal::Default => format!("no rule of {name} matches"),
        Goal::NoItems => format!("{name} has no items"),
        Goal::AllItems => format!("all items of {name} succeed"),
        Goal::SomeItems => format!("an item of {name} fails and is tolerated"),
        Goal::ItemsFailed => format!("an item of {name} fails"),
        Goal::BranchFailed => format!("a branch of {name} fails"),
        Goal::TimedOut => format!("{name} takes longer than its TimeoutSeconds"),
        Goal::HeartbeatMissed => format!("{name} misses its heartbeat"),
        Goal::Retried(_) => format!("{} once and then succeeds", failing(&thrown())),
        Goal::Exhausted(at) => {
            let times = state.retry.get(at).map_or(0, |retrier| u64::from(retrier.max_attempts)) + 1;
            format!(
                "{} {}",
                failing(&thrown()),
                if times == 1 { "once".to_owned() } else { format!("{times} times") }
            )
        }
        Goal::Caught(_) => failing(&thrown()),
        Goal::Uncaught => format!("{name} fails"),
    }
}
