//! What a search learns beside what it finds: what was reached, which errors calls can end in, how runs failed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::asl::machine::{FlowId, Kind, State, StateId, StateMachine};
use crate::base::value::Value;
use crate::engine::history::Transition;

use super::bounds::Cut;
use super::kept::Kept;
use super::path::Happened;
use super::thrown::Thrown;

/// So many ways on which something failed are kept.
const MOST_KEPT: usize = 4_000;

/// What a search learned.
#[derive(Debug)]
pub struct Survey {
    /// The machine.
    pub machine: Arc<StateMachine>,
    /// How many forks there were.
    pub forks: u64,
    /// How many runs came to an end.
    pub ends: u64,
    /// What cut it short.
    pub cuts: BTreeSet<Cut>,
    /// The states that were entered.
    pub entered: BTreeSet<StateId>,
    /// The transitions that were taken: state, word and number.
    pub taken: BTreeSet<(StateId, Way, usize)>,
    /// The errors that calls of each Task can end in.
    pub errors: BTreeMap<StateId, Vec<Arc<Thrown>>>,
    /// The arguments of a call of each Task.
    pub args: BTreeMap<StateId, Value>,
    /// States that are entered after a failure only.
    pub recovery: BTreeSet<StateId>,
    /// The starts with which each state was left without a failure.
    pub passing: BTreeMap<StateId, BTreeSet<usize>>,
    /// Ways on which something failed: by the Tasks that succeeded, the recovery that ran, and what failed.
    pub failing: BTreeMap<Failing, Kept>,
}

/// The Tasks that succeeded, the recovery that ran, and the states that failed.
pub type Failing = (BTreeSet<StateId>, BTreeSet<StateId>, BTreeSet<StateId>);

/// How a state was left or repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// By a rule.
    Rule,
    /// By `Default`.
    Default,
    /// By a catcher.
    Catch,
    /// By a retrier.
    Retry,
}

impl Survey {
    /// A survey of `machine`, of which nothing is known.
    pub fn new(machine: Arc<StateMachine>) -> Self {
        let recovery = recovery(&machine);
        Self {
            machine,
            forks: 0,
            ends: 0,
            cuts: BTreeSet::new(),
            entered: BTreeSet::new(),
            taken: BTreeSet::new(),
            errors: BTreeMap::new(),
            args: BTreeMap::new(),
            recovery,
            passing: BTreeMap::new(),
            failing: BTreeMap::new(),
        }
    }

    /// Takes note of what happened.
    pub fn note(&mut self, happened: &[Happened], start: usize) {
        for one in happened {
            match one {
                Happened::Entered(state) => {
                    self.entered.insert(*state);
                }
                Happened::Retrying(state, retrier, _) => {
                    _ = self.taken.insert((*state, Way::Retry, *retrier))
                }
                Happened::Left(state, way, _) => {
                    if !matches!(way, Transition::Caught(..)) {
                        self.passing.entry(*state).or_default().insert(start);
                    }
                    let (way, at) = match way {
                        Transition::Next(_) => continue,
                        Transition::Rule(at, _) => (Way::Rule, *at),
                        Transition::Default(_) => (Way::Default, 0),
                        Transition::Caught(at, _) => (Way::Catch, *at),
                    };
                    self.taken.insert((*state, way, at));
                }
                Happened::Called(_) | Happened::Items(..) | Happened::Failed(..) => {}
            }
        }
    }

    /// Keeps what a way says about failures.
    pub fn learn(&mut self, lesson: Option<(Failing, Kept)>) {
        if self.failing.len() < MOST_KEPT {
            self.failing.extend(lesson);
        }
    }

    /// The state with this number.
    pub fn state(&self, id: StateId) -> &State {
        self.machine.state(id)
    }
}

/// All states with their numbers.
pub fn numbered(machine: &StateMachine) -> impl Iterator<Item = (StateId, &State)> {
    machine.states.iter().zip(0..).map(|(state, at)| (StateId(at), state))
}

/// The states that no way leads to on which nothing fails.
fn recovery(machine: &StateMachine) -> BTreeSet<StateId> {
    let mut reached = BTreeSet::new();
    let mut open = vec![machine.root().start];
    while let Some(id) = open.pop() {
        if reached.insert(id) {
            open.extend(ahead(machine, machine.state(id)));
        }
    }
    numbered(machine).map(|(id, _)| id).filter(|id| !reached.contains(id)).collect()
}

/// Where a state leads if it does not fail, and what begins inside of it.
pub fn ahead(machine: &StateMachine, state: &State) -> Vec<StateId> {
    let mut next: Vec<StateId> = state.next.into_iter().collect();
    let starts = |flows: &[FlowId]| flows.iter().map(|flow| machine.flow(*flow).start).collect::<Vec<_>>();
    match &state.kind {
        Kind::Choice(choice) => {
            next.extend(choice.rules.iter().map(|rule| rule.next));
            next.extend(choice.default);
        }
        Kind::Parallel { branches } => next.extend(starts(branches)),
        Kind::Map(map) => next.extend(starts(&[map.processor])),
        Kind::Task(_) | Kind::Pass { .. } | Kind::Wait(_) | Kind::Succeed | Kind::Fail(_) => {}
    }
    next
}
