//! `Trail`: the last visits of every branch that is under way, so that a failure can be explained
//! from where it began. Branches that ended well are forgotten.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::base::time::Time;
use crate::base::value::Value;
use crate::engine::failure::Failure;
use crate::engine::history::{Branch, Transition};
use crate::engine::tally::Tally;
use crate::record::visits::{Branches, Happening, HappeningKind, ItemEnd, MapRun, Visit};
use crate::report::runs::limit::Met;

/// The most visits of a branch that are kept.
const VISITS: usize = 64;

/// What is kept of a run.
#[derive(Debug, Default)]
pub struct Trail {
    tracks: BTreeMap<Branch, Track>,
    /// The failure that goes outwards at the moment, innermost state first.
    failing: Vec<(Branch, StateId, Failure)>,
    /// The limit of time that the innermost of them met.
    met: Option<Met>,
    /// How the last Map Run came out.
    map_run: Option<Box<Tally>>,
    /// How often each state was entered.
    entered: BTreeMap<StateId, u64>,
    /// How many branches or items of each state began.
    began: BTreeMap<StateId, u64>,
}

/// One branch.
#[derive(Debug, Default)]
struct Track {
    done: VecDeque<Past>,
    /// The input of the visit under way.
    input: Option<Value>,
    children: BTreeMap<usize, Branch>,
    /// The variables that were assigned on it.
    assigned: BTreeSet<Arc<str>>,
}

/// A visit that is over.
#[derive(Debug)]
pub struct Past {
    pub state: StateId,
    pub left: Time,
    pub input: Value,
    /// What a Task was answered.
    pub result: Option<Value>,
    pub output: Value,
    pub way: Transition,
}

impl Trail {
    /// Takes what happened.
    pub fn step(&mut self, step: &Happening<'_>) {
        match step.what {
            HappeningKind::Entered => {
                self.failing.clear();
                count(&mut self.entered, step.state);
                let track = self.tracks.entry(step.branch).or_default();
                track.input = step.visit.map(|visit| visit.input.value().clone());
            }
            HappeningKind::Failed => {
                if self.failing.is_empty() {
                    self.met = step.visit.and_then(Visit::call).and_then(Met::by);
                }
                let failure = step.visit.and_then(|visit| visit.failure.clone());
                self.failing
                    .extend(step.state.zip(failure).map(|(state, failure)| (step.branch, state, failure)));
            }
            HappeningKind::ChildBegan(index, branch) => {
                count(&mut self.began, step.state);
                self.tracks.entry(step.branch).or_default().children.insert(index, branch);
            }
            HappeningKind::ChildEnded(index, ItemEnd::Succeeded) => {
                let child = self.tracks.get_mut(&step.branch).and_then(|track| track.children.remove(&index));
                child.map(|child| self.tracks.remove(&child));
            }
            // A new try of a Map or Parallel: the branches of the last one are over.
            HappeningKind::ChildrenStarted(_) => self.forget_below(step.branch),
            HappeningKind::MapRun(MapRun::Counted(tally)) => self.map_run = Some(Box::new(tally.clone())),
            HappeningKind::Started(_)
            | HappeningKind::ChildEnded(_, ItemEnd::Failed | ItemEnd::Aborted)
            | HappeningKind::Called
            | HappeningKind::Submitted
            | HappeningKind::Answered
            | HappeningKind::Retrying
            | HappeningKind::Aborted
            | HappeningKind::EvaluationFailed(..)
            | HappeningKind::MapRun(_) => {}
        }
    }

    /// Takes a visit that is over.
    pub fn over(&mut self, visit: &Visit) {
        let (Some(way), Some(output)) = (visit.way, &visit.output) else { return };
        self.failing.clear();
        self.forget_below(visit.branch);
        let track = self.tracks.entry(visit.branch).or_default();
        track.assigned.extend(visit.assigned.iter().flat_map(|names| names.keys()).cloned());
        track.input = None;
        if track.done.len() == VISITS {
            track.done.pop_front();
        }
        let result = visit.call().and_then(|call| call.outcome.as_ref()?.as_ref().ok());
        track.done.push_back(Past {
            state: visit.state,
            left: visit.ended_at,
            input: visit.input.value().clone(),
            result: result.cloned(),
            output: output.value().clone(),
            way,
        });
    }

    /// The failure that goes outwards at the moment, innermost state first.
    pub fn failing(&self) -> &[(Branch, StateId, Failure)] {
        &self.failing
    }

    /// The state that was entered most often, with how often that was.
    pub fn most_entered(&self) -> Option<(StateId, u64)> {
        let most = self.entered.iter().max_by_key(|(state, count)| (**count, std::cmp::Reverse(**state)));
        most.map(|(state, count)| (*state, *count))
    }

    /// How many branches or items of a state began.
    pub fn began(&self, state: StateId) -> u64 {
        self.began.get(&state).copied().unwrap_or(0)
    }

    /// The limit of time that the innermost failing state met.
    pub fn met(&self) -> Option<&Met> {
        self.met.as_ref()
    }

    /// How the last Map Run came out.
    pub fn map_run(&self) -> Option<&Tally> {
        self.map_run.as_deref()
    }

    /// The visits of a branch that are over, latest first.
    pub fn visits(&self, branch: Branch) -> impl Iterator<Item = &Past> {
        self.tracks.get(&branch).into_iter().flat_map(|track| track.done.iter().rev())
    }

    /// The raw input of the state a branch is in.
    pub fn input(&self, branch: Branch) -> Option<&Value> {
        self.tracks.get(&branch)?.input.as_ref()
    }

    /// The variables that were assigned on a branch and on those around it.
    pub fn assigned(&self, branch: Branch, branches: &Branches) -> BTreeSet<&str> {
        let around = std::iter::successors(Some(branch), |branch| Some(branches.origin(*branch)?.parent));
        around
            .filter_map(|branch| self.tracks.get(&branch))
            .flat_map(|track| track.assigned.iter().map(|name| &**name))
            .collect()
    }

    fn forget_below(&mut self, branch: Branch) {
        let Some(track) = self.tracks.get_mut(&branch) else { return };
        for child in std::mem::take(&mut track.children).into_values() {
            self.forget_below(child);
            self.tracks.remove(&child);
        }
    }
}

fn count(counts: &mut BTreeMap<StateId, u64>, state: Option<StateId>) {
    if let Some(state) = state {
        *counts.entry(state).or_default() += 1;
    }
}
