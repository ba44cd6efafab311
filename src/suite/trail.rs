//! `Trail`: the visits of a run, so far as a difference is traced back to the states that made it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::asl::machine::expressions::{AppliedTo, Expression};
use crate::asl::machine::{State, StateId, StateMachine};
use crate::base::pointer::{push_key, tokens};
use crate::base::value::Value;
use crate::engine::history::{Branch, Transition};
use crate::record::visits::{BranchStart, Scene, Visit};

/// About how many bytes of data are kept: those of the latest visits.
const MOST_BYTES: usize = 4 << 20;
/// The most visits that are kept.
const MOST_VISITS: usize = 10_000;

/// The latest visits of a run, as they ended.
#[derive(Clone, Debug, Default)]
pub struct Trail {
    steps: VecDeque<Step>,
    bytes: usize,
    branches: BTreeMap<u32, BranchStart>,
}

/// One visit.
#[derive(Clone, Debug)]
pub struct Step {
    /// The state.
    pub state: StateId,
    /// Its branch.
    pub branch: Branch,
    /// How long it took, in milliseconds.
    pub took: i64,
    /// How many calls it made.
    pub calls: usize,
    /// How many of its tries were repeated.
    pub retries: usize,
    /// How it was left.
    pub way: Option<Transition>,
    /// The name of the error it failed with, if it did.
    pub error: Option<Arc<str>>,
    input: Value,
    output: Option<Value>,
    assigned: Vec<(Arc<str>, Value)>,
    bytes: usize,
}

/// Where a value was made: a visit, by its place in the trail.
pub type Place = usize;

/// Something that a state reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    /// A variable.
    Variable(String),
    /// A part of its input, as a JSON Pointer.
    Input(String),
}

impl Trail {
    /// Takes a visit that is over.
    pub fn over(&mut self, scene: Scene<'_>, visit: &Visit) {
        if let Some(start) = scene.branches.origin(visit.branch) {
            self.branches.insert(visit.branch.0, start);
        }
        self.push(visit.branch, visit);
    }

    /// The same of a visit in the child execution of a distributed Map with this number: it is kept as a branch of its
    /// own.
    pub fn over_in_child(&mut self, number: u32, visit: &Visit) {
        const CHILDREN: u32 = 1 << 31;
        let inner = visit.branch.0 % 64;
        self.push(Branch(CHILDREN | (number.wrapping_mul(64) % CHILDREN) | inner), visit);
    }

    fn push(&mut self, branch: Branch, visit: &Visit) {
        let output = visit.output.as_ref();
        let bytes = visit.input.fresh_size() + output.map_or(0, |output| output.fresh_size()) + 200;
        self.steps.push_back(Step {
            state: visit.state,
            branch,
            took: visit.took(),
            calls: visit.calls,
            retries: visit.retries(),
            way: visit.way,
            error: visit.failure.as_ref().and_then(|failure| failure.error.error.clone()),
            input: visit.input.value().clone(),
            output: output.map(|output| output.value().clone()),
            assigned: visit.assigned.iter().flatten().cloned().collect(),
            bytes,
        });
        self.bytes += bytes;
        while self.bytes > MOST_BYTES || self.steps.len() > MOST_VISITS {
            let Some(first) = self.steps.pop_front() else { break };
            self.bytes -= first.bytes;
        }
    }

    /// The visit at `place`.
    pub fn step(&self, place: Place) -> &Step {
        &self.steps[place]
    }

    /// All visits.
    pub fn steps(&self) -> impl DoubleEndedIterator<Item = (Place, &Step)> {
        self.steps.iter().enumerate()
    }

    /// The last visit to `state`.
    pub fn last_of(&self, state: StateId) -> Option<Place> {
        self.steps.iter().rposition(|step| step.state == state)
    }

    /// Behind the last visit.
    pub fn end(&self) -> Place {
        self.steps.len()
    }

    /// The visit before `end` that made the part `pointer` of the data on `branch` what it is; if none did, of the
    /// nearest part around it. On a branch that only passed it on, the Parallel or Map that handed it over.
    pub fn writer(&self, branch: Branch, end: Place, pointer: &str) -> Option<Place> {
        let mut around = Some(pointer);
        while let Some(part) = around {
            let is_it = |step: &Step| {
                let before = step.input.pointer(part);
                step.branch == branch
                    && step.output.as_ref().is_some_and(|output| output.pointer(part) != before)
            };
            if let Some(place) = self.steps.iter().take(end).rposition(is_it) {
                return Some(place);
            }
            // What was there from the first state on and never changed came with the input.
            let first = self.steps.iter().find(|step| step.branch == branch);
            if first.is_some_and(|first| first.input.pointer(part).is_some()) {
                break;
            }
            around = part.rsplit_once('/').map(|(around, _)| around);
        }
        let start = self.branches.get(&branch.0)?;
        self.steps.iter().rposition(|step| step.state == start.state && step.branch == start.parent)
    }

    /// The visit before that at `place`, on the same branch.
    pub fn before(&self, place: Place) -> Option<Place> {
        let branch = self.steps[place].branch;
        self.steps.iter().take(place).rposition(|step| step.branch == branch)
    }

    /// The last visit before `end` that assigned the variable `name`.
    pub fn assigner(&self, end: Place, name: &str) -> Option<Place> {
        let assigns = |step: &Step| step.assigned.iter().any(|(assigned, _)| **assigned == *name);
        self.steps.iter().take(end).rposition(assigns)
    }

    /// The value of what a visit reads; none if there is none.
    pub fn value(&self, place: Place, read: &Read) -> Option<&Value> {
        match read {
            Read::Input(pointer) => self.steps[place].input.pointer(pointer),
            Read::Variable(name) => {
                let assigned = &self.steps[self.assigner(place, name)?].assigned;
                assigned.iter().find(|(assigned, _)| **assigned == **name).map(|(_, value)| value)
            }
        }
    }

    /// Of a Parallel or Map, the visits whose output is the part `pointer` of what it put out: the last of each
    /// branch, or of the one that the pointer leads into, and the rest of the pointer.
    pub fn inside(&self, place: Place, pointer: &str) -> Vec<(Place, String)> {
        let outer = &self.steps[place];
        let tokens: Vec<_> = tokens(pointer).collect();
        let number = tokens.iter().position(|token| token.parse::<usize>().is_ok());
        let index = number.and_then(|at| tokens[at].parse::<usize>().ok());
        let mut rest = String::new();
        for token in tokens.iter().skip(number.map_or(tokens.len(), |at| at + 1)) {
            push_key(&mut rest, token);
        }
        let mut last: BTreeMap<usize, Place> = BTreeMap::new();
        for (at, step) in self.steps.iter().enumerate().take(place) {
            let Some(start) = self.branches.get(&step.branch.0) else { continue };
            let is_it = start.state == outer.state && start.parent == outer.branch;
            if is_it && index.is_none_or(|index| index == start.index) {
                last.insert(start.index, at);
            }
        }
        last.into_values().map(|at| (at, rest.clone())).collect()
    }

    /// What the expressions of a visit read that may have made the part `pointer` of its output, of the arguments of
    /// its call or of a variable: those of members on the way to it, or all if none is.
    pub fn reads(&self, machine: &StateMachine, place: Place, pointer: &str) -> Vec<Read> {
        let step = &self.steps[place];
        let state = machine.state(step.state);
        let wanted: Vec<_> = tokens(pointer).map(std::borrow::Cow::into_owned).collect();
        let (mut near, mut all, mut has_near) = (Vec::new(), Vec::new(), false);
        state.expressions(&mut |at, applied, expression| {
            let Some(field) = field_of(state, at.as_str(), step.way) else { return };
            let found = expression.variables().into_iter().map(Read::Variable);
            let sees_input = match (expression, applied) {
                (Expression::Jsonata(_), _) | (_, AppliedTo::Input | AppliedTo::Filtered) => true,
                (_, AppliedTo::Result | AppliedTo::Output | AppliedTo::Error) => false,
            };
            let parts = expression.parts_of_input().into_iter().filter(|_| sees_input);
            let found: Vec<_> = found.chain(parts.map(Read::Input)).collect();
            let is_near =
                field.iter().zip(&wanted).all(|(has, wants)| has.strip_suffix(".$").unwrap_or(has) == wants);
            has_near |= is_near;
            for read in found {
                let lists = [(true, &mut all), (is_near, &mut near)];
                for (_, list) in lists.into_iter().filter(|(is_for, list)| *is_for && !list.contains(&read)) {
                    list.push(read.clone());
                }
            }
        });
        if has_near { near } else { all }
    }
}

/// The members that lead to an expression within its field, if the visit that left this `way` evaluated it: those of
/// another catcher it did not.
fn field_of(state: &State, pointer: &str, way: Option<Transition>) -> Option<Vec<String>> {
    let mut members: Vec<_> =
        tokens(pointer.strip_prefix(state.pointer.as_str())?).map(std::borrow::Cow::into_owned).collect();
    let caught = match way {
        Some(Transition::Caught(catcher, _)) => Some(catcher.to_string()),
        Some(Transition::Next(_) | Transition::Rule(..) | Transition::Default(_)) | None => None,
    };
    if members.first().is_some_and(|first| first == "Catch") {
        if members.get(1) != caught.as_ref() {
            return None;
        }
        members.drain(..2);
    }
    members.drain(..members.len().min(1));
    Some(members)
}
